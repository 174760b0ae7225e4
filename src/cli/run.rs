//! `tightrope run`: a preset without a window, to files.

use crate::export::{Summary, write_signals, write_spikes, write_summary};
use crate::model::{Hands, TARGET_PLANE};
use crate::param::apply;
use crate::session::{Preset, Setup, read_points};
use crate::sim::{Frame, Meter, Samples, Watch};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Rows of `signals.csv` at most; longer runs keep every n-th step.
const MAX_ROWS: u64 = 100_000;
/// The start is left out of the statistics: this many time constants, but never more than a fifth of the run.
const SETTLE_TAU: f64 = 5.0;
/// Steps between two looks at the buffers; every step of it fits a frame.
const BATCH: u64 = 1024;

/// Runs `setup` for `run_s` simulated seconds and writes spikes.csv, signals.csv, summary.json into `out`.
///
/// Nothing is written unless the run went through. Returns the files written.
///
/// # Errors
/// A message that says what was wrong.
pub fn run(name: &str, setup: &Setup, run_s: f64, out: &Path) -> Result<Vec<PathBuf>, String> {
    let mut engine = setup.build().map_err(|error| error.to_string())?;
    let layout = engine.layout();
    let steps = (run_s / layout.dt_s).round() as u64;
    if steps == 0 {
        return Err(format!("--for {run_s}: shorter than one time step; try at least {}", layout.dt_s));
    }
    let stride = steps.div_ceil(MAX_ROWS).max(1);
    let settle_s = (SETTLE_TAU * layout.tau_s).min(0.2 * run_s);
    let mut meter = Meter::new(&layout, f64::INFINITY, settle_s);
    let watch = Watch::one(layout.first_watch);
    let (mut spikes, mut rows, mut wall_s) = (Vec::new(), Vec::<Samples>::new(), 0.0);
    while engine.step() < steps {
        let batch = BATCH.min(steps - engine.step());
        let mut frame = Frame::new(0, &layout, engine.step());
        let start = Instant::now();
        engine.advance(batch, &watch, &mut frame).map_err(|fault| fault.to_string())?;
        wall_s += start.elapsed().as_secs_f64();
        meter.absorb(&frame, batch);
        spikes.append(&mut frame.spikes);
        rows.push(frame.samples.every(stride));
    }
    let statistics = meter.read().unwrap_or_default();
    std::fs::create_dir_all(out)
        .map_err(|error| format!("cannot create {}: {error}; try another --out", out.display()))?;
    let paths = ["spikes.csv", "signals.csv", "summary.json"].map(|file| out.join(file));
    let summary = Summary {
        preset: name.to_owned(),
        steps,
        wall_s,
        statistics,
        measured_from_s: settle_s,
        signals_every_steps: stride,
    };
    write_spikes(&paths[0], &layout, &spikes).map_err(|error| error.to_string())?;
    write_signals(&paths[1], &layout, &rows, stride).map_err(|error| error.to_string())?;
    write_summary(&paths[2], &layout, setup, &summary).map_err(|error| error.to_string())?;
    Ok(paths.to_vec())
}

/// The preset's run with edits applied.
///
/// # Errors
/// A message that names the parameter, what was given and what is allowed.
pub fn edited(preset: &Preset, edits: &[crate::param::Edit]) -> Result<Setup, String> {
    apply(&preset.setup, edits).map(|(setup, _)| setup).map_err(|error| format!("--set: {error}"))
}

/// The edits that make the curve in a file the target of a preset.
///
/// # Errors
/// A message that names the file and what is wrong, or that the preset has no target.
pub fn target(preset: &Preset, file: &Path) -> Result<Vec<crate::param::Edit>, String> {
    let points = read_points(file)?;
    let edits = preset.setup.model.draw(preset.setup.seed as u64, TARGET_PLANE, &points);
    if edits.is_empty() {
        return Err(format!("--target: “{}” cannot follow a target; it needs both populations", preset.title));
    }
    Ok(edits)
}

/// How long a preset runs without a window if nobody says.
pub fn default_duration_s(preset: &Preset) -> f64 {
    preset.look.run_s.unwrap_or(0.25)
}
