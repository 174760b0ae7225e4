//! Arguments in, exit code out.

#![forbid(unsafe_code)]

use outlet::{complain, say};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tightrope::cli::{self, Args, INTERRUPTED, Interrupt, RendererArg, Task, Wish};
use tightrope::session::{Arrangement, LICENCES, Preset, SessionFile, Setup, Talk, all_presets};

#[cfg(feature = "window")]
mod display;
#[cfg(feature = "ui")]
mod figures;
mod outlet;
#[cfg(feature = "sound")]
mod sound;
#[cfg(feature = "window")]
mod window;

/// Stands in where pictures were left out.
#[cfg(not(feature = "ui"))]
mod figures {
    use std::path::{Path, PathBuf};
    use tightrope::cli::FigureOrder;
    use tightrope::session::Preset;

    const WITHOUT: &str = "this program was built without pictures; build it with `--features ui`";

    pub fn figure(_: &FigureOrder, _: Preset, _: &str, _: Option<f64>, _: &Path) -> Result<PathBuf, String> {
        Err(WITHOUT.to_owned())
    }

    pub fn movie(
        _: &FigureOrder,
        _: Preset,
        _: &str,
        _: [f64; 2],
        _: Option<f64>,
        _: &Path,
    ) -> Result<PathBuf, String> {
        Err(WITHOUT.to_owned())
    }
}

/// Stands in where the window was left out.
#[cfg(all(feature = "ui", not(feature = "window")))]
mod window {
    use super::Opening;
    use tightrope::{cli::RendererArg, session::Talk, ui::Mode};

    pub fn show(_: Opening, _: Option<Mode>, _: Option<Talk>, _: RendererArg) -> Result<(), String> {
        Err(super::WITHOUT_WINDOW.to_owned())
    }
}

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The preset that opens when nobody names one.
const DEFAULT_PRESET: &str = "fig-4f";
/// Where a run without a display writes to.
const DEFAULT_OUT: &str = "tightrope-out";
/// What a build without the `window` feature says when asked for one.
#[cfg(not(feature = "window"))]
const WITHOUT_WINDOW: &str = "this program was built without a window";
/// Exit code for bad input.
const BAD_INPUT: u8 = 2;
/// Exit code where something is missing that was asked for, as on a full disk.
const INCOMPLETE: u8 = 3;

fn main() -> ExitCode {
    outlet::catch_panics();
    // What is larger than a limit of the system is an error like others, and not the end.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(
        signal_hook::consts::SIGXFSZ,
        std::sync::Arc::<std::sync::atomic::AtomicBool>::default(),
    );
    let args = outlet::arguments();
    let outcome = match &args.task {
        Some(task) => perform(task),
        None => open(&args),
    };
    let code = outcome.unwrap_or_else(|message| {
        complain(&message);
        BAD_INPUT
    });
    match outlet::lost() {
        Some(why) => {
            complain(&format!("what was to be printed could not be: {why}"));
            ExitCode::from(code.max(INCOMPLETE))
        }
        None => ExitCode::from(code),
    }
}

fn preset(name: &str) -> Result<Preset, String> {
    let (preset, told) = Preset::open_told(name).map_err(|error| error.to_string())?;
    told.iter().for_each(|line| complain(line));
    Ok(preset)
}

fn perform(task: &Task) -> Result<u8, String> {
    match task {
        Task::Run { preset: name, seconds, set, files, seed, npz, save_weights, out } => {
            let preset = preset(name)?;
            let edits = cli::asked(set, *seed)?;
            let (edits, told_of_files) = cli::from_files(&preset, &edits, files)?;
            let setup = cli::edited(&preset, &edits)?;
            let run_s = seconds.unwrap_or_else(|| cli::default_duration_s(&preset));
            if !(run_s > 0.0 && run_s <= 1e6) {
                return Err(format!("--for {run_s:?}: allowed is a time in seconds above 0, to 1e6"));
            }
            told_of_files.iter().for_each(|line| say(&format!("{line}\n")));
            let wish = Wish { run_s, out, npz: *npz, weights: save_weights.as_deref(), picture: None };
            return run(&preset, &setup, wish);
        }
        Task::Share { preset: name, set, seed } => {
            let (code, told) = cli::share(name, &cli::asked(set, *seed)?)?;
            told.iter().for_each(|line| complain(line));
            say(&format!("{code}\n"));
        }
        Task::Sweep { preset: name, set, repeats, measures, seconds, from_s, seed, threads, out } => {
            let (repeats, run_s, from_s, seed) = (*repeats, *seconds, *from_s, *seed);
            let asked = cli::SweepAsked { set, repeats, measures, run_s, from_s, seed };
            let swept = cli::sweep(&preset(name)?, &asked, *threads, out, &Interrupt::catch())?;
            told(&(swept.said, swept.paths));
            return Ok(if swept.was_interrupted { INTERRUPTED } else { 0 });
        }
        Task::Desktop { data } => wrote(&cli::desktop(data.as_deref())?),
        Task::Verify { dirs } => return Ok(cli::verify::verify_all(dirs, say)),
        Task::Check { presets } => {
            let (text, passed) = cli::check(presets, &complain)?;
            say(&text);
            return Ok(u8::from(!passed));
        }
        Task::List => {
            let (all, told) = all_presets();
            told.iter().for_each(|line| complain(line));
            say(&cli::presets(&all));
            say(&cli::talks());
        }
        Task::Figure { order, size, dpi, out } => {
            wrote(&[figures::figure(order, preset(&order.preset)?, size, *dpi, out)?]);
        }
        Task::Movie { order, size, from, speed, fps, out } => {
            wrote(&[figures::movie(order, preset(&order.preset)?, size, [*from, *fps], *speed, out)?]);
        }
        Task::Open { file } => {
            return open(&Args::of(file));
        }
        Task::Licences => say(LICENCES),
        Task::Params { preset: name } => say(&cli::parameters(&preset(name)?)),
    }
    Ok(0)
}

/// Runs to files until the end or until somebody interrupts it; the exit code.
fn run(preset: &Preset, setup: &Setup, wish: Wish<'_>) -> Result<u8, String> {
    let interrupt = Interrupt::catch();
    match cli::run(preset, setup, wish, &interrupt) {
        Ok(ran) => {
            told(&(ran.said, ran.paths));
            if ran.is_short {
                return Ok(INCOMPLETE);
            }
        }
        Err(why) if interrupt.is_asked() => complain(&why),
        Err(why) => return Err(why),
    }
    Ok(if interrupt.is_asked() { INTERRUPTED } else { 0 })
}

fn told((said, paths): &(String, Vec<PathBuf>)) {
    say(&format!("{said}\n"));
    wrote(paths);
}

fn wrote(paths: &[PathBuf]) {
    for path in paths {
        say(&format!("wrote {}\n", outlet::escaped(&path.to_string_lossy())));
    }
}

/// What the window opens with.
#[derive(Clone)]
struct Opening {
    presets: Vec<Preset>,
    /// The place of the first one.
    open: usize,
    /// What was made of it, if anything, and its file.
    session: Option<(SessionFile, Option<PathBuf>)>,
    /// What is to be told at once.
    told: Vec<String>,
}

impl Opening {
    /// With what a name stands for among all presets.
    fn new(name: &str) -> Result<Self, String> {
        let mut session = SessionFile::open(name).map_err(|error| error.to_string())?;
        let (mut presets, told) = all_presets();
        let base = &mut session.recipe.base;
        let open = presets.iter().position(|preset| preset == base).unwrap_or_else(|| {
            presets.push(base.clone());
            presets.len() - 1
        });
        let is_session = session.arrangement != Arrangement::default();
        let file = is_session.then(|| PathBuf::from(name));
        let recipe = &session.recipe;
        let is_plain = !is_session
            && recipe.setup == recipe.base.setup
            && recipe.look == recipe.base.look
            && recipe.told.is_empty();
        Ok(Opening { presets, open, session: (!is_plain).then_some((session, file)), told })
    }

    /// As a preset to be run without a window.
    fn preset(self) -> Preset {
        let Opening { mut presets, open, session, told } = self;
        told.iter().for_each(|line| complain(line));
        match session {
            Some((SessionFile { recipe, .. }, _)) => {
                recipe.told.iter().for_each(|line| complain(line));
                recipe.preset()
            }
            None => presets.swap_remove(open),
        }
    }
}

/// Opens the window; where there is none to be had, runs the preset without.
#[cfg(feature = "ui")]
fn open(args: &Args) -> Result<u8, String> {
    use tightrope::ui;
    if args.renderer == RendererArg::Wgpu && !cfg!(feature = "wgpu") {
        return Err("--renderer wgpu: this program was built without it; allowed is glow, or build with `cargo run --release --features wgpu`".to_owned());
    }
    let talk = args.talk.as_deref().map(Talk::open).transpose().map_err(|error| error.to_string())?;
    let first = talk.as_ref().and_then(|(talk, _)| talk.slides.first()).map(|slide| slide.preset.clone());
    let (talk, own) = talk.map_or((None, Vec::new()), |(talk, own)| (Some(talk), own));
    let edits_of_first = talk.as_ref().and_then(|talk| talk.slides.first()).map(|slide| slide.edits.clone());
    // The first slide may be a file of the talk.
    let first = first.filter(|first| own.iter().all(|preset| preset.name != *first));
    let mut opening = Opening::new(args.preset.as_deref().or(first.as_deref()).unwrap_or(DEFAULT_PRESET))?;
    opening.presets.extend(own);
    if args.files.any() {
        // Numbers from files are part of the preset that opens.
        let mut preset = opening.clone().preset();
        let (edits, lines) = cli::from_files(&preset, &[], &args.files)?;
        preset.setup = cli::edited(&preset, &edits)?;
        lines.iter().for_each(|line| say(&format!("{line}\n")));
        (opening.presets[opening.open], opening.session) = (preset, None);
    }
    let mode = match (args.light, args.contrast) {
        (true, _) => Some(ui::Mode::Light),
        (_, true) => Some(ui::Mode::Contrast),
        _ => None,
    };
    let why = match window::show(opening.clone(), mode, talk, args.renderer) {
        Ok(()) => return Ok(0),
        Err(why) => why,
    };
    let mut preset = opening.preset();
    if let Some(edits) = edits_of_first.filter(|_| args.preset.is_none()) {
        preset.setup = cli::edited(&preset, &edits).map_err(|why| format!("--talk: the first slide: {why}"))?;
    }
    let mode = mode.unwrap_or(ui::Mode::Dark);
    headless(&preset, &why, |run_s| {
        let image = ui::picture(preset.clone(), mode, [1280.0, 800.0], run_s).map_err(|error| error.to_string())?;
        ui::raster::png(&image).map(Some)
    })
}

/// Without the `ui` feature there is nothing to show: the preset runs headless.
#[cfg(not(feature = "ui"))]
fn open(args: &Args) -> Result<u8, String> {
    let _ = (args.light, args.contrast, RendererArg::Glow);
    let _ = args.talk.as_deref().map(Talk::open).transpose().map_err(|error| error.to_string())?;
    headless(&Opening::new(args.preset.as_deref().unwrap_or(DEFAULT_PRESET))?.preset(), WITHOUT_WINDOW, |_| Ok(None))
}

/// Runs a preset without a window, with a picture of what that would show.
fn headless(
    preset: &Preset,
    why: &str,
    picture: impl FnOnce(f64) -> Result<Option<Vec<u8>>, String>,
) -> Result<u8, String> {
    let run_s = cli::default_duration_s(preset);
    say(&format!("tightrope: {why}, so “{}” runs headless for {run_s} s of simulated time.\n", preset.title));
    let png = picture(run_s);
    let picture = png.as_ref().ok().and_then(|png| png.as_deref());
    let wish = Wish { run_s, out: Path::new(DEFAULT_OUT), npz: false, weights: None, picture };
    let code = run(preset, &preset.setup, wish)?;
    png.map(|_| code)
}
