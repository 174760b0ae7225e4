//! `tightrope run`: a preset without a window, to files.

use super::{Files, Interrupt, Phase};
use crate::export::{ExportError, Full, RunFiles, Summary, size};
use crate::model::System;
use crate::param::{Edit, Kind, ParamError, Value, apply, find, list};
use crate::picture::Layout;
use crate::reading::quoted;
use crate::session::{
    Drafts, Load, Loaded, Preset, Provenance, Purpose, Setup, Source, Toil, Wanted, arrays_to_bytes, is_of_a_set,
    lists_fit, read_arrays,
};
use crate::sim::{Engine as _, Frame, Meter, Model, Runner, judge};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Rows of `signals.csv` at most; longer runs keep every n-th step.
const MAX_ROWS: u64 = 100_000;
/// The start is left out of the statistics: this many time constants, but never more than a fifth of the run.
const SETTLE_TAU: f64 = 5.0;

/// How often theory is looked at in a run.
const LOOKS: u64 = 200;
/// How long one goes on without listening whether to end, in seconds.
const DEAF_S: f64 = 0.05;
/// Steps times neurons at most.
const MOST_TOIL: f64 = 1e15;
/// A run that takes less has no bar.
const SHORT_S: f64 = 0.5;

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// What is said of it.
    pub said: String,
    /// The files that were put in place.
    pub paths: Vec<PathBuf>,
    /// Whether something is missing that was asked for: the disk did not take it.
    pub is_short: bool,
}

/// What is to come of a run.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Simulated seconds.
    pub run_s: f64,
    /// The folder for its files.
    pub out: &'a Path,
    /// Whether run.npz is one of them.
    pub npz: bool,
    /// The file for what was learned.
    pub weights: Option<&'a Path>,
    /// What its window would show at its end, for screen.png.
    pub picture: Option<&'a [u8]>,
}

/// Runs `setup`, made of a preset, and writes spikes.csv, signals.csv, summary.json into a folder, and what else is wished.
///
/// Tables are written beside while it runs. Nothing is put in place unless the run went through, and then all of it; of
/// one that was interrupted, or that fills the disk, all until then, with a note in the summary.
///
/// # Errors
/// A message that says what was wrong.
pub fn run(preset: &Preset, setup: &Setup, wish: Wish<'_>, interrupt: &Interrupt) -> Result<Ran, String> {
    let Wish { run_s, out, npz, weights, picture } = wish;
    let name = &preset.name;
    // Before it is worked at.
    weights
        .map_or(Ok(()), |file| beside(file, out).map_err(|why| format!("--save-weights {}: {why}", file.display())))?;
    interrupt.enter(Phase::Building);
    let mut runner = Runner::new(setup.clone()).map_err(|error| error.to_string())?;
    if weights.is_some() && runner.engine().arrays().is_empty() {
        return Err(format!("--save-weights: {name} learns nothing; presets that do begin with learn-"));
    }
    let layout = runner.layout().clone();
    if let Some(mut chore) = System::chore(runner.plan()) {
        while chore.advance().is_some() {}
    }
    let mut steps = (run_s / layout.dt_s).round() as u64;
    if steps == 0 {
        return Err(format!("--for {run_s:?}: shorter than one time step; try at least {}", layout.dt_s));
    }
    bearable(&layout, steps, 1, run_s)?;
    let stride = steps.div_ceil(MAX_ROWS).max(1);
    let settle_s = (SETTLE_TAU * layout.tau_s).min(0.2 * run_s);
    let mut meter = Meter::new(&layout, f64::INFINITY, settle_s);
    let told = |failed: ExportError| failed.to_string();
    let mut files = RunFiles::begin(out, &layout, stride, npz).map_err(told)?;
    let start = Instant::now();
    // What was no stepping.
    let mut beside_s = 0.0;
    let mut full: Option<String> = None;
    let bar = Bar::new(run_s, layout.dt_s);
    let mut slice = 256;
    interrupt.enter(Phase::Running);
    for look in 1..=LOOKS.min(steps) {
        let to = steps * look / LOOKS.min(steps);
        while runner.step() < to && !interrupt.is_asked() && full.is_none() {
            let began = Instant::now();
            let part = slice.min(to - runner.step());
            let advanced = runner.advance(part, &mut (&mut meter, &mut files));
            advanced.map_err(|fault| fault.to_string())?;
            if part == slice {
                slice =
                    (slice as f64 * (DEAF_S / began.elapsed().as_secs_f64().max(1e-9)).clamp(0.5, 2.0)).max(1.0) as u64;
            }
            let began = Instant::now();
            match files.write(runner.step(), steps) {
                Err(Full::WillBe(why)) => {
                    bar.end();
                    return Err(format!("--for {run_s:?}: {why}"));
                }
                Err(Full::Is(why)) => full = Some(why),
                Ok(()) => {}
            }
            beside_s += began.elapsed().as_secs_f64();
            bar.show(runner.step(), files.bytes(), start.elapsed().as_secs_f64());
        }
        if interrupt.is_asked() || full.is_some() {
            break;
        }
        // What theory says may move with the input.
        let began = Instant::now();
        let mut picture = Frame::new(0, &layout, runner.step());
        runner.depict(&mut picture);
        if let Some(depiction) = picture.depiction {
            meter.note(&depiction.theory);
        }
        beside_s += began.elapsed().as_secs_f64();
    }
    let wall_s = start.elapsed().as_secs_f64() - beside_s;
    bar.end();
    while let Some(mut probe) = runner.engine().probe().filter(|_| !interrupt.is_asked() && full.is_none()) {
        while probe.advance().is_some() && !interrupt.is_asked() {}
    }
    let asked_steps = std::mem::replace(&mut steps, runner.step());
    if steps == 0 {
        return Err("interrupted before the first step; nothing was written".to_owned());
    }
    interrupt.enter(Phase::Writing);
    let mut last = Frame::new(0, &layout, steps);
    runner.depict(&mut last);
    let statistics = meter.read().unwrap_or_default();
    let judged = last.depiction.as_ref().map(|depiction| judge(&layout, depiction, Some(&statistics)));
    let summary = Summary {
        preset: name.clone(),
        steps,
        wall_s,
        spikes: files.counts().to_vec(),
        statistics,
        verdict: judged.unwrap_or_default(),
        depiction: last.depiction,
        measured_from_s: settle_s,
        signals_every_steps: stride,
        interrupted_of_s: (steps < asked_steps || files.cut_at().is_some()).then_some(run_s),
        stopped: full.map(|why| (why, files.cut_at().map(|step| step as f64 * layout.dt_s))),
        provenance: Provenance::of(preset, setup, &preset.look).text(),
    };
    if let Some(png) = picture {
        files.picture(png).map_err(told)?;
    }
    let (mut paths, unpacked) = files.place(setup, &summary).map_err(told)?;
    // What cannot be written any more does not take the run with it.
    let mut missing: Vec<String> = unpacked.into_iter().collect();
    if let Some(file) = weights {
        let arrays = runner.engine().arrays();
        let bytes = arrays_to_bytes(arrays.iter().map(|(name, array)| (*name, array)))?;
        match Drafts::write(&[(file, &bytes)]).and_then(Drafts::place) {
            Ok(_) => paths.push(file.to_owned()),
            Err(why) => missing.push(format!("--save-weights: {why}")),
        }
    }
    let is_short = summary.stopped.is_some() || !missing.is_empty();
    missing.push(said(&summary, layout.dt_s));
    Ok(Ran { said: missing.join("\n"), paths, is_short })
}

/// Whether a file can be written beside the files of a run.
fn beside(file: &Path, out: &Path) -> Result<(), String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if file.is_dir() {
        return Err("it is a folder; needed is the name of a file".to_owned());
    }
    if file.exists() && !file.is_file() {
        return Err("it is no file".to_owned());
    }
    if !folder.is_dir() {
        return Err(format!("there is no folder {}; make it first", quoted(folder.display())));
    }
    let is_same = |a: &Path, b: &Path| a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    let is_ours = file.file_name().and_then(|name| name.to_str()).is_some_and(is_of_a_set);
    if is_ours && (is_same(folder, out) || folder == out) {
        return Err("a file of the run has that name; try another".to_owned());
    }
    Ok(())
}

/// Whether so many runs of so many steps are worth a beginning.
pub(super) fn bearable(layout: &Layout, steps: u64, runs: usize, run_s: f64) -> Result<(), String> {
    let toil = Toil::of(layout, steps);
    let Some(times) = toil.beyond(MOST_TOIL / runs as f64) else { return Ok(()) };
    let each = if runs > 1 { format!(" in each of {runs} runs") } else { String::new() };
    Err(format!(
        "--for {run_s:?}: {:.1e} steps of {} neurons{each} take months; allowed are {:.1e} steps; try --for {:.0e}",
        toil.steps,
        toil.neurons,
        toil.steps / times,
        run_s / times
    ))
}

/// What is said of a run in a line or two.
fn said(summary: &Summary, dt_s: f64) -> String {
    let verdict = &summary.verdict;
    let name = verdict.standing.name();
    let ran_s = dt_s * summary.steps as f64;
    let ended = match (summary.interrupted_of_s, &summary.stopped) {
        (None, _) => String::new(),
        (Some(of_s), None) => {
            format!("interrupted after {ran_s:.4} of {of_s} s of simulated time; all until then is written\n")
        }
        (Some(of_s), Some((why, until_s))) => format!(
            "{why}; ended after {ran_s:.4} of {of_s} s of simulated time; all until {:.4} s is written\n",
            until_s.unwrap_or(ran_s)
        ),
    };
    let thinned = match summary.signals_every_steps {
        0 | 1 => String::new(),
        n => format!("\nsignals.csv has one row in {n} steps, spikes.csv all spikes"),
    };
    // Marks of formulas are for the window.
    let reason = verdict.reason.replace("_{", "_").replace('}', "");
    match (verdict.text.is_empty(), verdict.reason.is_empty()) {
        (true, _) => format!("{ended}verdict: {name}{thinned}"),
        (false, true) => format!("{ended}verdict: {name}: {}{thinned}", verdict.text),
        (false, false) => format!("{ended}verdict: {name}: {}\n  {}{thinned}", verdict.text, reason),
    }
}

/// How far a run is, on a terminal.
struct Bar {
    bar: ProgressBar,
    dt_s: f64,
}

impl Bar {
    fn new(run_s: f64, dt_s: f64) -> Self {
        // Where nobody looks at a terminal it draws nothing.
        let bar = ProgressBar::new((run_s / dt_s).round() as u64);
        let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left, Ctrl+C ends it");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        Bar { bar, dt_s }
    }

    fn show(&self, step: u64, bytes: u64, since_s: f64) {
        if since_s < SHORT_S {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
        self.bar.set_position(step);
        self.bar.set_message(format!("{:.3} s, {}", step as f64 * self.dt_s, size(bytes as f64)));
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// What `--set` and `--seed` ask for.
///
/// # Errors
/// If one is none, or the seed is given twice.
pub fn asked(set: &[String], seed: Option<u32>) -> Result<Vec<Edit>, String> {
    seeded(set.iter().map(|text| Edit::parse(text)).collect::<Result<_, _>>()?, seed)
}

/// Edits with what `--seed` asks for.
pub(super) fn seeded(mut edits: Vec<Edit>, seed: Option<u32>) -> Result<Vec<Edit>, String> {
    let Some(seed) = seed else { return Ok(edits) };
    if let Some(other) = edits.iter().find(|edit| edit.id == "seed") {
        return Err(format!("--seed {seed} and --set seed={}: allowed is one of them", other.value));
    }
    edits.push(Edit::new("seed", Value::Count(seed as usize)));
    Ok(edits)
}

/// The preset's run with edits applied.
///
/// # Errors
/// A message that names the parameter, what was given and what is allowed.
pub fn edited(preset: &Preset, edits: &[Edit]) -> Result<Setup, String> {
    // A file of arrays is named relative to where the program was called.
    let loaded = |edit: &Edit| {
        let id = edit.target().0;
        let kind = find(&mut preset.setup.clone(), id).ok().map(|(spec, _)| spec.kind);
        match (kind, &edit.value) {
            (Some(Kind::Arrays { .. }), Value::Choice(file)) if !file.is_empty() => {
                let arrays = read_arrays(Path::new(""), file, None).map_err(|error| format!("--set {id}: {error}"))?;
                Ok(Edit::new(edit.id.clone(), Value::Arrays(arrays)))
            }
            _ => Ok(edit.clone()),
        }
    };
    let edits = edits.iter().map(loaded).collect::<Result<Vec<Edit>, String>>()?;
    let fail = |error: ParamError| format!("--set: {error}");
    let (setup, _) = apply(&preset.setup, &edits).map_err(fail)?;
    // Also what the preset says of neurons that are gone now.
    if !edits.is_empty() {
        let ids: Vec<&str> = list(&mut setup.clone()).iter().map(|(spec, _)| spec.id).collect();
        lists_fit(&setup, ids.into_iter()).map_err(|why| format!("--set: {why}"))?;
    }
    Ok(setup)
}

/// The edits that make the numbers in files the target and the input of a preset, and what was done, a line each. `edits`
/// are those that go before them: a number of knots among them counts.
///
/// # Errors
/// A message that names the file and what is wrong, or says why the preset cannot have a target.
pub fn from_files(preset: &Preset, edits: &[Edit], files: &Files) -> Result<(Vec<Edit>, Vec<String>), String> {
    if files.target.is_none() && files.input.is_none() {
        return Ok((edits.to_vec(), Vec::new()));
    }
    let mut all = edits.to_vec();
    let mut told = Vec::new();
    let asked = edits.iter().rev().find(|edit| edit.id == "knots").map(|edit| edit.value.clone());
    let knots = match asked {
        Some(Value::Count(n)) => Some(n),
        _ => None,
    };
    for (purpose, file, columns) in [
        (Purpose::Target, &files.target, ("--columns", &files.columns)),
        (Purpose::Input, &files.input, ("--input-columns", &files.input_columns)),
    ] {
        let Some(file) = file else { continue };
        // As it is after the edits: of one population there is no target.
        let mut changed = preset.clone();
        changed.setup = edited(preset, &all)?;
        let wanted = Wanted { purpose, scale: files.scale, knots, columns: two(columns)?, ..Wanted::default() };
        let (more, what) = numbers(&changed, file, wanted, columns.0)?;
        all.extend(more);
        told.push(format!("{}: {}", file.display(), what.join("; ")));
    }
    Ok((all, told))
}

/// Two columns as a flag names them.
fn two((flag, text): (&str, &Option<String>)) -> Result<Option<[String; 2]>, String> {
    let Some(text) = text else { return Ok(None) };
    match text.split_once([',', ';']) {
        Some((a, b)) if !a.trim().is_empty() && !b.trim().is_empty() => {
            Ok(Some([a.trim().to_owned(), b.trim().to_owned()]))
        }
        _ => Err(format!("{flag} {text}: allowed are two columns, as in {flag} 1,2")),
    }
}

fn numbers(preset: &Preset, file: &Path, wanted: Wanted, flag: &str) -> Result<(Vec<Edit>, Vec<String>), String> {
    let plan = preset.setup.plan(None).map_err(|error| error.to_string())?;
    let hands = plan.hands();
    let to_input = wanted.purpose == Purpose::Input;
    let refuse = |why: String| format!("{}: “{}”: {why}", if to_input { "--input" } else { "--target" }, preset.title);
    let drawing = match hands.canvas() {
        // Where nothing can be drawn the hands say why.
        None if !to_input => return Err(refuse(hands.draw(0, &[]).err().unwrap_or_default())),
        canvas => canvas.unwrap_or_default().1,
    };
    let wanted = Wanted { drawing, reach: hands.reach(), input_reach: hands.input_reach(), ..wanted };
    match Load::new(Source::File(file.to_owned()), wanted).now()? {
        Loaded::Target { traced, mut told, .. } => {
            let (edits, notes) = hands.trace(&traced).map_err(refuse)?;
            told.extend(notes);
            Ok((edits, told))
        }
        Loaded::Input { values, length_s, told, .. } => match hands.draw_input(values, 0.0, length_s) {
            edits if edits.is_empty() => Err(refuse("it has no input x(t) to be given".to_owned())),
            edits => Ok((edits, told)),
        },
        Loaded::Ask { name, table } => {
            let n = table.columns.len();
            let example = format!("{},{}", table.columns[n - 2].place, table.columns[n - 1].place);
            Err(format!("{name}: has {n} columns, {}; say which two are meant, as in {flag} {example}", table.titles()))
        }
        Loaded::Beyond { name, why, .. } => Err(format!("{name}: {why}; --scale scales it")),
        Loaded::Session { file, .. } => {
            let file = file.display();
            Err(format!("{file}: is a session; open it with `tightrope {file}`"))
        }
        Loaded::Code { name, .. } => {
            Err(format!("{name}: holds a setup as a code; give the code in place of a preset"))
        }
        Loaded::Figure { name, .. } => Err(format!("{name}: holds a figure; needed are numbers")),
        Loaded::Preset { file, .. } => {
            let file = file.display();
            Err(format!("{file}: is a preset; open it with `tightrope {file}`, or run it with `tightrope run {file}`"))
        }
    }
}

/// How long a preset runs without a window if nobody says.
pub fn default_duration_s(preset: &Preset) -> f64 {
    preset.look.run_s.unwrap_or(0.25)
}
