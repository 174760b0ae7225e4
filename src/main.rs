//! Arguments in, exit code out.

use clap::Parser as _;
use std::path::Path;
use std::process::ExitCode;
use tightrope::cli::{self, Args, RendererArg, Task};
use tightrope::param::Edit;
use tightrope::session::{BUILT_IN, Preset};

#[cfg(feature = "window")]
mod window;

/// Stands in where the window was left out.
#[cfg(all(feature = "ui", not(feature = "window")))]
mod window {
    use tightrope::{cli::RendererArg, session::Preset, ui::Mode};

    pub fn show(_: Vec<Preset>, _: usize, _: Mode, _: RendererArg) -> Result<(), String> {
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

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.task {
        Some(task) => perform(task),
        None => open(&args).map(|()| 0),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            eprintln!("tightrope: {message}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn preset(name: &str) -> Result<Preset, String> {
    Preset::open(name).map_err(|error| error.to_string())
}

/// What `--set` and `--seed` ask for.
fn edits(set: &[String], seed: Option<u32>) -> Result<Vec<Edit>, String> {
    let seed = seed.map(|seed| format!("seed={seed}"));
    set.iter().chain(&seed).map(|text| Edit::parse(text)).collect()
}

fn perform(task: &Task) -> Result<u8, String> {
    match task {
        Task::Run { preset: name, seconds, set, files, seed, save_weights, out } => {
            let preset = preset(name)?;
            let edits = edits(set, *seed)?;
            let (edits, told_of_files) = cli::from_files(&preset, &edits, files)?;
            let setup = cli::edited(&preset, &edits)?;
            let run_s = seconds.unwrap_or_else(|| cli::default_duration_s(&preset));
            if !(run_s > 0.0 && run_s <= 1e6) {
                return Err(format!("--for {run_s}: allowed is a time in seconds above 0, to 1e6"));
            }
            told_of_files.iter().for_each(|line| say(&format!("{line}\n")));
            told(&cli::run(&preset.name, &setup, run_s, out, save_weights.as_deref())?);
        }
        Task::Share { preset: name, set, seed } => say(&format!("{}\n", cli::share(name, &edits(set, *seed)?)?)),
        Task::Verify { dirs } => return Ok(cli::verify::verify_all(dirs)),
        Task::Check { presets } => {
            let (text, passed) = cli::check(presets)?;
            say(&text);
            return Ok(u8::from(!passed));
        }
        Task::List => say(&cli::presets().map_err(|error| error.to_string())?),
        Task::Params { preset: name } => say(&cli::parameters(&preset(name)?)),
    }
    Ok(0)
}

/// Prints; a reader that has gone away, as in `tightrope list | head`, is no reason to fail.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn told((said, paths): &(String, Vec<std::path::PathBuf>)) {
    say(&format!("{said}\n"));
    wrote(paths);
}

fn wrote(paths: &[std::path::PathBuf]) {
    for path in paths {
        say(&format!("wrote {}\n", path.display()));
    }
}

/// The named preset and all built-in ones; the index says which is to be opened.
fn presets(name: &str) -> Result<(Vec<Preset>, usize), String> {
    let chosen = preset(name)?;
    let mut all = BUILT_IN
        .iter()
        .map(|(name, text)| Preset::parse(name, name, text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let open = all.iter().position(|preset| *preset == chosen).unwrap_or_else(|| {
        all.push(chosen);
        all.len() - 1
    });
    Ok((all, open))
}

/// Opens the window; where there is none to be had, runs the preset without.
#[cfg(feature = "ui")]
fn open(args: &Args) -> Result<(), String> {
    use tightrope::ui;
    if args.renderer == RendererArg::Wgpu && !cfg!(feature = "wgpu") {
        return Err("--renderer wgpu: this program was built without it; allowed is glow, or build with `cargo run --release --features wgpu`".to_owned());
    }
    let (mut presets, open) = presets(args.preset.as_deref().unwrap_or(DEFAULT_PRESET))?;
    let (edits, lines) = cli::from_files(&presets[open], &[], &args.files)?;
    if !edits.is_empty() {
        presets[open].setup = cli::edited(&presets[open], &edits)?;
    }
    lines.iter().for_each(|line| say(&format!("{line}\n")));
    let mode = if args.light { ui::Mode::Light } else { ui::Mode::Dark };
    let why = match window::show(presets.clone(), open, mode, args.renderer) {
        Ok(()) => return Ok(()),
        Err(why) => why,
    };
    let preset = presets.swap_remove(open);
    headless(&preset, &why)?;
    let run_s = cli::default_duration_s(&preset);
    let path = Path::new(DEFAULT_OUT).join("screen.png");
    let image = ui::picture(preset, mode, [1280.0, 800.0], run_s).map_err(|error| error.to_string())?;
    ui::raster::save_png(&image, &path)?;
    wrote(&[path]);
    Ok(())
}

/// Without the `ui` feature there is nothing to show: the preset runs headless.
#[cfg(not(feature = "ui"))]
fn open(args: &Args) -> Result<(), String> {
    let _ = (args.light, RendererArg::Glow);
    let (mut presets, open) = presets(args.preset.as_deref().unwrap_or(DEFAULT_PRESET))?;
    headless(&presets.swap_remove(open), WITHOUT_WINDOW)
}

fn headless(preset: &Preset, why: &str) -> Result<(), String> {
    let run_s = cli::default_duration_s(preset);
    say(&format!("tightrope: {why}, so “{}” runs headless for {run_s} s of simulated time.\n", preset.title));
    told(&cli::run(&preset.name, &preset.setup, run_s, Path::new(DEFAULT_OUT), None)?);
    Ok(())
}
