//! What can be written after `tightrope`.

use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// An interactive lab for balanced excitatory-inhibitory spiking networks.
#[derive(Debug, Parser)]
#[command(version = crate::session::VERSION, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub task: Option<Task>,
    /// Preset to open: a built-in name (see `tightrope list`), a TOML file, or a code `tr1:...`.
    pub preset: Option<String>,
    /// Graphics interface of the window; wgpu needs a build with `--features wgpu`.
    #[arg(long, value_enum, default_value_t = RendererArg::Glow)]
    pub renderer: RendererArg,
    /// Start with a light background.
    #[arg(long)]
    pub light: bool,
    /// Start in high contrast.
    #[arg(long, conflicts_with = "light")]
    pub contrast: bool,
    /// Give a talk: a built-in one or a TOML file; without a name, the one that comes with the program.
    #[arg(long, value_name = "NAME|FILE", num_args = 0..=1, default_missing_value = "", conflicts_with = "preset")]
    pub talk: Option<String>,
    /// Numbers from files.
    #[command(flatten)]
    pub files: Files,
}

impl Args {
    /// Those that open what a name stands for.
    pub fn of(name: &str) -> Self {
        Args {
            task: None,
            preset: Some(name.to_owned()),
            renderer: RendererArg::Glow,
            light: false,
            contrast: false,
            talk: None,
            files: Files::default(),
        }
    }
}

/// Files with numbers, and how they are read.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Files {
    /// Make the curve in this table (CSV or the like; columns x and y) the target.
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
    /// Columns of the target, by heading or by number, if their names do not tell.
    #[arg(long, value_name = "X,Y", requires = "target")]
    pub columns: Option<String>,
    /// Make the course in this table (columns time in s or ms, and x) the input.
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// Columns of the input, by heading or by number.
    #[arg(long, value_name = "T,X", requires = "input")]
    pub input_columns: Option<String>,
    /// Scale what is beyond the range of inputs and targets into it.
    #[arg(long)]
    pub scale: bool,
}

impl Files {
    /// Whether any are named.
    pub fn any(&self) -> bool {
        self.target.is_some() || self.input.is_some()
    }
}

/// What is drawn of a preset, and how.
#[derive(Clone, Debug, clap::Args)]
pub struct FigureOrder {
    /// Built-in name, TOML file, code `tr1:...`, or a figure.
    pub preset: String,
    /// A view by its id or name, or `screen` for all; the large one if nobody says.
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Simulated seconds before it is drawn, or as long as a movie shows.
    #[arg(long = "for", value_name = "S")]
    pub seconds: Option<f64>,
    /// Change a parameter; may be repeated.
    #[arg(long = "set", value_name = "ID=VALUE")]
    pub set: Vec<String>,
    /// Random seed.
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// Draw on a light background.
    #[arg(long)]
    pub light: bool,
    /// Draw in high contrast.
    #[arg(long, conflicts_with = "light")]
    pub contrast: bool,
    /// Size of small letters in points of print.
    #[arg(long, value_name = "PT")]
    pub font_size: Option<f64>,
    /// Width of a trace in points of print.
    #[arg(long, value_name = "PT")]
    pub line_width: Option<f64>,
}

/// Graphics interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RendererArg {
    /// OpenGL: smaller, works in virtual machines.
    Glow,
    /// Vulkan, Metal or DirectX: for remote desktops without OpenGL.
    Wgpu,
}

/// Tasks without a window.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Run a preset without a window and write spikes.csv, signals.csv and summary.json.
    Run {
        /// Built-in name, TOML file, or a code `tr1:...`.
        preset: String,
        /// Simulated seconds.
        #[arg(long = "for", value_name = "S")]
        seconds: Option<f64>,
        /// Change a parameter; may be repeated.
        #[arg(long = "set", value_name = "ID=VALUE")]
        set: Vec<String>,
        /// Numbers from files.
        #[command(flatten)]
        files: Files,
        /// Random seed.
        #[arg(long, value_name = "N")]
        seed: Option<u32>,
        /// Write run.npz, too, which numpy.load reads; see examples/read_run.py.
        #[arg(long)]
        npz: bool,
        /// Write what was learned to this NPZ file, to be read by --set weights=FILE.
        #[arg(long, value_name = "FILE")]
        save_weights: Option<PathBuf>,
        /// Folder to write to.
        #[arg(long, value_name = "DIR", default_value = "tightrope-out")]
        out: PathBuf,
    },
    /// Run a preset over ranges of parameters, on all cores, and write what is measured to a table.
    ///
    /// An interrupted sweep goes on where it was when the same command is given again. Rows are in the order of the ranges,
    /// whatever the number of threads.
    Sweep {
        /// Built-in name or TOML file.
        preset: String,
        /// Sweep a parameter over COUNT values (with `:log` behind it in even ratios), or set one; may be repeated.
        #[arg(long = "set", value_name = "ID=FROM:TO:COUNT | ID=VALUE", required = true)]
        set: Vec<String>,
        /// Runs of each combination, with seeds N, N+1, ..
        #[arg(long, value_name = "K", default_value_t = 1)]
        repeats: usize,
        /// What to measure, such as "mean y_e", "rate E" or cv; may be repeated. A wrong one is answered with all there are.
        #[arg(long = "measure", value_name = "M")]
        measures: Vec<String>,
        /// Simulated seconds of each run.
        #[arg(long = "for", value_name = "S")]
        seconds: Option<f64>,
        /// Measure from this time on, in seconds; 5 time constants, or a fifth of the run, if nobody says.
        #[arg(long = "from", value_name = "S")]
        from_s: Option<f64>,
        /// First random seed.
        #[arg(long, value_name = "N")]
        seed: Option<u32>,
        /// Runs at a time; as many as there are cores if nobody says.
        #[arg(long, value_name = "T")]
        threads: Option<usize>,
        /// Table to write; where it comes from stands beside it, in FILE.json.
        #[arg(long, value_name = "FILE", default_value = "sweep.csv")]
        out: PathBuf,
    },
    /// Run folders in the reference format and compare spikes, latents and voltages.
    Verify {
        /// Folders, or folders of folders.
        #[arg(required = true)]
        dirs: Vec<PathBuf>,
    },
    /// Run presets and compare with the numbers that they must show; all built-in ones if none is named.
    Check {
        /// Built-in names, TOML files, or codes.
        presets: Vec<String>,
    },
    /// Print a short code, `tr1:...`, that stands for a preset with changes wherever a preset can be named.
    Share {
        /// Built-in name, TOML file, or a code `tr1:...`.
        preset: String,
        /// Change a parameter; may be repeated.
        #[arg(long = "set", value_name = "ID=VALUE")]
        set: Vec<String>,
        /// Random seed.
        #[arg(long, value_name = "N")]
        seed: Option<u32>,
    },
    /// Draw a view of a preset after a run, or all of the screen, as SVG, PDF or PNG.
    Figure {
        /// What is drawn, and how.
        #[command(flatten)]
        order: FigureOrder,
        /// Width and height, with mm or px.
        #[arg(long, value_name = "WxH", default_value = "120x90mm")]
        size: String,
        /// Dots an inch of PNG, and of pixels within the other formats; 300 for mm, 96 for px if nobody says.
        #[arg(long, value_name = "N")]
        dpi: Option<f64>,
        /// File to write: .svg, .pdf or .png.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Draw a run as GIF or APNG.
    Movie {
        /// What is drawn, and how.
        #[command(flatten)]
        order: FigureOrder,
        /// Width and height, with mm or px.
        #[arg(long, value_name = "WxH", default_value = "640x480px")]
        size: String,
        /// Simulated seconds before it begins.
        #[arg(long, value_name = "S", default_value_t = 0.0)]
        from: f64,
        /// Simulated seconds in a second of it; that of the preset if nobody says.
        #[arg(long, value_name = "TIMES")]
        speed: Option<f64>,
        /// Frames a second.
        #[arg(long, value_name = "N", default_value_t = 20.0)]
        fps: f64,
        /// File to write: .gif, .apng or .png.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Open the window on what a figure, a movie, a summary or an NPZ file was made of.
    Open {
        /// The file; also a preset or a code.
        file: String,
    },
    /// Print what others wrote and this program contains, with all licences.
    #[command(alias = "licenses")]
    Licences,
    /// List all presets: those that come with the program, and your own.
    List,
    /// Put Tightrope into the menu of your desktop, with its icon (Linux and the like).
    Desktop {
        /// Folder for such data instead of your own, as /usr/local/share for all users.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// List the parameters of a preset with values, ranges and help.
    Params {
        /// Built-in name, TOML file, or a code `tr1:...`.
        preset: String,
    },
}
