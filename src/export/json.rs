//! The summary of a run, as JSON.

use super::ExportError;
use crate::param::{Parameters, list};
use crate::picture::Layout;
use crate::session::Setup;
use crate::sim::{Model, Statistics};
use serde_json::{Map, Value, json};
use std::path::Path;

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
    });
    let text = serde_json::to_string_pretty(&text).map_err(|error| ExportError::new(path, &error))?;
    std::fs::write(path, text + "\n").map_err(|error| ExportError::new(path, &error))
}
