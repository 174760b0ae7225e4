//! The summary of a run, as JSON.

use super::ExportError;
use crate::param::{Parameters, list};
use crate::picture::{Depiction, Layout, PopulationInfo, Severity, Theory};
use crate::reading::IMPRINT_FIELD;
use crate::session::{COMMIT, Setup};
use crate::sim::{Model, Statistics, Verdict};
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
    /// All spikes, one count a population.
    pub spikes: Vec<u64>,
    /// Measured over the whole run.
    pub statistics: Statistics,
    /// Whether it does what its geometry says.
    pub verdict: Verdict,
    /// What theory says at the end of the run.
    pub depiction: Option<Arc<Depiction>>,
    /// The statistics leave out what came before.
    pub measured_from_s: f64,
    /// Every how many steps `signals.csv` has a row.
    pub signals_every_steps: u64,
    /// How long the run was to be, if it was interrupted.
    pub interrupted_of_s: Option<f64>,
    /// Why it was, if nobody asked for that, and up to where the tables go, if not to the end.
    pub stopped: Option<(String, Option<f64>)>,
    /// Where it comes from, as a line that `tightrope open` reads.
    pub provenance: String,
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
    // A run too short to measure has no numbers, but all the names.
    let by_population = |values: &[Value]| -> Map<String, Value> {
        // Rate units do not spike, and some spikes are not told.
        let told = |p: &PopulationInfo| layout.spikes && p.count > 0 && p.tells_spikes;
        let named = layout.populations.iter().enumerate().filter(|(_, p)| told(p));
        named.map(|(k, p)| (p.name.to_owned(), values.get(k).cloned().unwrap_or_default())).collect()
    };
    let by_signal = |values: &[f64]| -> Map<String, Value> {
        let readouts = layout.signals.iter().enumerate().filter(|(_, s)| s.is_readout);
        readouts.map(|(k, s)| (s.id.to_owned(), json!(values.get(k)))).collect()
    };
    let spikes: Vec<Value> = summary.spikes.iter().map(|n| json!(n)).collect();
    let rates: Vec<Value> = statistics.rates_hz.iter().map(|rate| json!(rate)).collect();
    let balance = statistics.balance.map(|b| {
        json!({
            "neuron": layout.first_watch.map(|neuron| layout.neuron_name(neuron)),
            "mean_excitatory": b.mean_excitatory,
            "mean_inhibitory": b.mean_inhibitory,
            "correlation_e_minus_i": b.correlation,
        })
    });
    let mut text = json!({
        "program": "tightrope",
        "version": env!("CARGO_PKG_VERSION"),
        "commit": COMMIT,
        "interrupted": summary.interrupted_of_s.is_some(),
        "asked_s": summary.interrupted_of_s.unwrap_or(summary.steps as f64 * layout.dt_s),
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
        "rates_hz": by_population(&rates),
        "isi_cv": statistics.isi_cv.map(|cv| cv.mean),
        "isi_cv_se": statistics.isi_cv.and_then(|cv| cv.error),
        "mean_latents": by_signal(&statistics.means),
        "sd_latents": by_signal(&statistics.deviations),
        "cycle_s": statistics.cycle_s,
        "balance": balance,
        "verdict": summary.verdict.standing.name(),
        "verdict_text": summary.verdict.text,
        "reason": summary.verdict.reason,
        "levels": levels(layout, summary),
        "findings": findings(summary),
        IMPRINT_FIELD: summary.provenance,
    });
    if let Some((why, until_s)) = &summary.stopped {
        text["interrupted_by"] = json!(why);
        text["tables_until_s"] = json!(until_s.unwrap_or(summary.steps as f64 * layout.dt_s));
    }
    let text = serde_json::to_string_pretty(&text).map_err(|error| ExportError::new(path, &error))?;
    std::fs::write(path, text + "\n").map_err(|error| ExportError::new(path, &error))
}

/// The few words about a run whose tables were written from the window: what `tightrope open` and scripts need.
pub fn about_run(layout: &Layout, steps: u64, provenance: &str) -> String {
    let about = json!({
        "program": "tightrope",
        "version": env!("CARGO_PKG_VERSION"),
        "dt_s": layout.dt_s,
        "steps": steps,
        "duration_s": steps as f64 * layout.dt_s,
        IMPRINT_FIELD: provenance,
    });
    format!("{about:#}\n")
}

/// What is known of each signal's level: `geometry` in closed form, `corrected` with what it leaves out as far as that has
/// a closed form too, `spikes` without noise, `measured` with its standard error.
fn levels(layout: &Layout, summary: &Summary) -> Value {
    let id = |signal: usize| layout.signals[signal].id.to_owned();
    let mut levels = Map::new();
    let mut put = |name: &str, values: Map<String, Value>| {
        if !values.is_empty() {
            levels.insert(name.to_owned(), Value::Object(values));
        }
    };
    if let Some(depiction) = &summary.depiction {
        let told = &summary.verdict.levels;
        let geometry = |theory: &Theory| {
            let mean = told.iter().find(|level| level.signal == theory.signal).map(|level| level.geometry);
            (id(theory.signal), json!(mean.unwrap_or(theory.value)))
        };
        put("geometry", depiction.theory.iter().map(geometry).collect());
        let beside = &depiction.beside;
        put("corrected", beside.corrected.iter().map(|level| (id(level.signal), json!(level.value))).collect());
        if let Some(spikes) = beside.spikes.as_ref().filter(|spikes| !spikes.ran_away) {
            put("spikes", spikes.means.iter().map(|(signal, mean)| (id(*signal), json!(mean))).collect());
        }
    }
    let statistics = &summary.statistics;
    let measured = statistics.means.iter().zip(&statistics.standard_errors).enumerate();
    let readouts = measured.filter(|(k, _)| layout.signals[*k].is_readout);
    put("measured", readouts.map(|(k, (mean, error))| (id(k), json!({"mean": mean, "se": error}))).collect());
    Value::Object(levels)
}

fn findings(summary: &Summary) -> Vec<Value> {
    let level = |severity| match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "alarm",
    };
    summary
        .verdict
        .findings
        .iter()
        .map(|finding| {
            let numbers: Map<String, Value> =
                finding.numbers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            json!({"id": finding.id, "level": level(finding.severity), "text": finding.text, "numbers": numbers})
        })
        .collect()
}
