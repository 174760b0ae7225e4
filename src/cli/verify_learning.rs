//! Repeats reference runs of learning networks. Spikes must be identical, traces and currents agree to 1e-9, weights and
//! voltages at the end to 1e-11.

use super::reference::learning::{Column, LearningReference};
use super::report::{Report, TOLERANCE, VerifyError, compare_spikes};
use crate::picture::NeuronId;
use crate::sim::Spike;
use crate::sim::learning::Stepper;
use std::path::Path;
use std::sync::Arc;

/// Largest difference of weights, voltages and filtered spikes after the last step.
const AT_THE_END: f64 = 1e-11;

/// Repeats the run in `folder` and compares.
///
/// # Errors
/// If the folder cannot be used or anything differs.
pub fn verify(folder: &Path) -> Result<Report, VerifyError> {
    let reference = LearningReference::load(folder).map_err(VerifyError::Load)?;
    let network = Arc::new(reference.network.clone());
    let mut stepper = Stepper::new(network, reference.weights.clone());
    let mut control = reference.control.clone();
    let mut events = reference.events.iter().peekable();
    let mut spikes: Vec<Spike> = Vec::new();
    let mut rows: Vec<_> = reference.traces.iter().map(|trace| trace.rows.iter().peekable()).collect();
    let mut report = Report { spikes: 0, deviation: 0.0, at: ("x_1".to_owned(), 0), ties: false };
    let mut different: Option<VerifyError> = None;
    let mut step = 0;
    for trial in &reference.trials {
        stepper.seed(trial.draws, trial.noise);
        stepper.begin(trial.x0, reference.radius);
        for n in 0..trial.steps {
            while let Some(event) = events.next_if(|event| event.step == step) {
                event.act(&mut control);
            }
            let eta = if n >= reference.gate { control.eta } else { 0.0 };
            if let Some(i) = stepper.step(&control, eta) {
                spikes.push(Spike::of(step, NeuronId { population: 0, index: i as u32 }));
            }
            for (trace, rows) in reference.traces.iter().zip(&mut rows) {
                let Some((_, expected)) = rows.next_if(|(at, _)| *at == step) else { continue };
                for ((name, column), expected) in trace.columns.iter().zip(expected) {
                    let got = value(&stepper, *column);
                    if let Err(error) = report.compare(name, step, *expected, got, TOLERANCE) {
                        different.get_or_insert(error);
                    }
                }
            }
            step += 1;
        }
    }
    report.spikes = spikes.len();
    compare_spikes(&reference.spikes, &spikes, &[])?;
    if let Some(error) = different {
        return Err(error);
    }
    let last = step - 1;
    for (b, (got, expected)) in stepper.w().iter().zip(&reference.final_weights).enumerate() {
        report.compare(&format!("weight {b}"), last, *expected, *got, AT_THE_END)?;
    }
    for (name, got, expected) in
        [("V", stepper.v(), &reference.final_state[0]), ("r", stepper.r(), &reference.final_state[1])]
    {
        for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
            report.compare(&format!("{name}_{i}"), last, *expected, *got, AT_THE_END)?;
        }
    }
    Ok(report)
}

fn value(stepper: &Stepper, column: Column) -> f64 {
    match column {
        Column::X(k) => stepper.x()[k],
        Column::XHat(k) => stepper.x_hat()[k],
        Column::C(k) => stepper.c()[k],
        Column::Error => stepper.error(),
        Column::Current(i, which) => stepper.currents(i)[which],
    }
}
