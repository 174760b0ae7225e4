//! The summary of a run, as JSON.

use super::ExportError;
use crate::param::{Parameters, list};
use crate::picture::{Depiction, Layout, Severity};
use crate::session::Setup;
use crate::sim::{Estimate, Model, Statistics};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::Arc;

/// What a headless run measured.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Preset.
    pub preset: String,
    /// Steps done.
    pub steps: u64,
    /// Wall time of stepping alone.
    pub wall_s: f64,
    /// Measured over the whole run.
    pub statistics: Statistics,
    /// The mean of every signal with its error, if the run was long enough.
    pub estimates: Vec<Estimate>,
    /// What theory says at the end of the run.
    pub depiction: Option<Arc<Depiction>>,
    /// The statistics leave out what came before.
    pub measured_from_s: f64,
    /// Every how many steps `signals.csv` has a row.
    pub signals_every_steps: u64,
}

/// `summary.json`: settings, seed, version, rates, ISI CV, mean latents, balance, steps and speed.
///
/// # Errors
/// If the file cannot be written.
pub fn write_summary<M: Model>(
    path: &Path,
    layout: &Layout,
    setup: &Setup<M>,
    summary: &Summary,
) -> Result<(), ExportError> {
    let mut setup = setup.clone();
    let settings: Map<String, Value> = list(&mut setup)
        .into_iter()
        .filter(|(spec, _)| setup.is_relevant(spec))
        .map(|(spec, value)| (spec.id.to_owned(), json!(value)))
        .collect();
    let statistics = &summary.statistics;
    let by_population = |values: &[f64]| -> Map<String, Value> {
        let named = layout.populations.iter().zip(values).filter(|(p, _)| p.count > 0);
        named.map(|(p, value)| (p.name.to_owned(), json!(value))).collect()
    };
    let by_signal = |values: &[f64]| -> Map<String, Value> {
        layout
            .signals
            .iter()
            .zip(values)
            .filter(|(s, _)| s.is_readout)
            .map(|(s, v)| (s.id.to_owned(), json!(v)))
            .collect()
    };
    let spikes: Vec<f64> = statistics.spikes.iter().map(|n| *n as f64).collect();
    let balance = statistics.balance.map(|b| {
        json!({
            "neuron": layout.first_watch.map(|neuron| layout.neuron_name(neuron)),
            "mean_excitatory": b.mean_excitatory,
            "mean_inhibitory": b.mean_inhibitory,
            "correlation_e_minus_i": b.correlation,
        })
    });
    let text = json!({
        "program": "tightrope",
        "version": env!("CARGO_PKG_VERSION"),
        "preset": summary.preset,
        "seed": setup.seed,
        "settings": settings,
        "duration_s": summary.steps as f64 * layout.dt_s,
        "measured_from_s": summary.measured_from_s,
        "dt_s": layout.dt_s,
        "steps": summary.steps,
        "wall_s": summary.wall_s,
        "steps_per_s": summary.steps as f64 / summary.wall_s.max(1e-9),
        "signals_every_steps": summary.signals_every_steps,
        "spikes": by_population(&spikes),
        "rates_hz": by_population(&statistics.rates_hz),
        "isi_cv": statistics.isi_cv,
        "mean_latents": by_signal(&statistics.means),
        "sd_latents": by_signal(&statistics.deviations),
        "cycle_s": statistics.cycle_s,
        "balance": balance,
        "verdict": verdict(summary),
        "levels": levels(layout, summary),
        "findings": findings(summary),
    });
    let text = serde_json::to_string_pretty(&text).map_err(|error| ExportError::new(path, &error))?;
    std::fs::write(path, text + "\n").map_err(|error| ExportError::new(path, &error))
}

/// `unstable` where theory says so; nobody has compared it with the run yet, so that it is `none` elsewhere.
fn verdict(summary: &Summary) -> &'static str {
    let verdict = summary.depiction.as_ref().and_then(|depiction| depiction.verdict.as_ref());
    if verdict.is_some_and(|(_, holds)| *holds == Some(false)) { "unstable" } else { "none" }
}

/// What is known of each signal's level: `geometry` in closed form, `measured` with its standard error.
fn levels(layout: &Layout, summary: &Summary) -> Value {
    let id = |signal: usize| layout.signals[signal].id.to_owned();
    let mut levels = Map::new();
    let theory = summary.depiction.iter().flat_map(|depiction| &depiction.theory);
    let geometry: Map<String, Value> = theory.map(|level| (id(level.signal), json!(level.value))).collect();
    if !geometry.is_empty() {
        levels.insert("geometry".to_owned(), Value::Object(geometry));
    }
    let readouts = summary.estimates.iter().enumerate().filter(|(k, _)| layout.signals[*k].is_readout);
    let measured: Map<String, Value> =
        readouts.map(|(k, estimate)| (id(k), json!({"mean": estimate.mean, "se": estimate.error}))).collect();
    if !measured.is_empty() {
        levels.insert("measured".to_owned(), Value::Object(measured));
    }
    Value::Object(levels)
}

fn findings(summary: &Summary) -> Vec<Value> {
    let level = |severity| match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "alarm",
    };
    let all = summary.depiction.iter().flat_map(|depiction| &depiction.findings);
    all.map(|finding| {
        let numbers: Map<String, Value> =
            finding.numbers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        json!({"id": finding.id, "level": level(finding.severity), "text": finding.text, "numbers": numbers})
    })
    .collect()
}
