//! Repeats a reference run of a plastic network and compares spikes, trace and final weights.

use super::reference::plastic::{Column, PlasticReference};
use super::report::{Report, TOLERANCE, VerifyError, compare_spikes};
use crate::model::plastic::{E, I};
use crate::picture::NeuronId;
use crate::sim::Spike;
use crate::sim::plastic::Stepper;
use std::path::Path;
use std::sync::Arc;

/// Repeats the run in `folder` and compares.
///
/// # Errors
/// If the folder cannot be used or anything differs.
pub fn verify(folder: &Path) -> Result<Report, VerifyError> {
    let reference = PlasticReference::load(folder).map_err(VerifyError::Load)?;
    let PlasticReference { wiring, control, v0, n_steps, arrivals, columns, rows, .. } = reference;
    let n_e = wiring.counts[E] as u32;
    let mut stepper = Stepper::<f64>::new(Arc::new(wiring), &control, &v0);
    let mut spikes: Vec<Spike> = Vec::new();
    let mut rows = rows.iter().peekable();
    let mut report = Report { spikes: 0, deviation: 0.0, at: ("V".to_owned(), 0), ties: false };
    let mut different: Option<VerifyError> = None;
    let mut due = arrivals.each_ref().map(|all| all.iter().peekable());
    let mut now: [Vec<u32>; 2] = Default::default();
    for step in 0..n_steps {
        for (due, now) in due.iter_mut().zip(&mut now) {
            now.clear();
            while let Some((_, cell)) = due.next_if(|(at, _)| *at == step) {
                now.push(*cell);
            }
        }
        for cell in stepper.step(&control, [&now[0], &now[1]]) {
            let population = u8::from(*cell >= n_e);
            let index = if *cell >= n_e { cell - n_e } else { *cell };
            spikes.push(Spike::of(step, NeuronId { population, index }));
        }
        let Some((_, expected)) = rows.next_if(|(at, _)| *at == step) else { continue };
        for ((name, column), expected) in columns.iter().zip(expected) {
            if let Err(error) = report.compare(name, step, *expected, value(&stepper, *column), TOLERANCE) {
                different.get_or_insert(error);
            }
        }
    }
    report.spikes = spikes.len();
    compare_spikes(&reference.spikes, &spikes, &["E", "I"])?;
    if let Some(error) = different {
        return Err(error);
    }
    for (n, (class, place, expected)) in reference.final_weights.iter().enumerate() {
        let got = stepper.weight(*class, *place);
        report.compare(&format!("weights_end.csv, line {}", n + 2), n_steps - 1, *expected, got, TOLERANCE)?;
    }
    Ok(report)
}

fn value(stepper: &Stepper<f64>, column: Column) -> f64 {
    let Some(wiring) = stepper.wiring() else { return f64::NAN };
    match column {
        Column::V(cell) => stepper.v(cell),
        Column::Trace(cell) => stepper.trace(cell),
        Column::Current(kind, population) => {
            let n_e = wiring.counts[E];
            let cells = if population == I { n_e..wiring.cells() } else { 0..n_e };
            stepper.mean_currents(cells)[kind]
        }
        Column::Weight(class) => {
            let (mut total, mut count) = (0.0, 0);
            stepper.row_moments(class, 1, |_, len, sum, _| (total, count) = (total + sum, count + len));
            total / count as f64
        }
    }
}
