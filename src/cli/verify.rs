//! `tightrope verify`: repeats reference runs and compares spikes, latents and voltages.
//!
//! Spikes must be identical, values agree to 1e-9. One exception, named in the format's description: in a runaway of a
//! single E population, where a spike falls on every step once they have begun, exact ties decide who fires. If the
//! spike times agree but not who, and the first two to differ stood at equal voltages (to 1e-9), only times and y are
//! compared, and the report says so.

use super::reference::{Column, Reference};
use super::report::compare_spikes;
pub use super::report::{Report, TOLERANCE, VerifyError};
use super::{verify_learning, verify_plastic};
use crate::machine::MOST_BYTES;
use crate::model::Streams;
use crate::model::boundary::{E, I, Network};
use crate::reading::{quoted, utf8};
use crate::sim::Spike;
use crate::sim::boundary::Stepper;
use std::path::{Path, PathBuf};

/// The `model` of runs of learning networks, and of plastic ones.
const LEARNING: &str = "ebn_learning";
const PLASTIC: &str = "plastic";

/// Repeats the run in `folder`, of whatever system, and compares.
///
/// # Errors
/// If the folder cannot be used or anything differs.
pub fn verify(folder: &Path) -> Result<Report, VerifyError> {
    match model(folder).as_deref() {
        Some(LEARNING) => verify_learning::verify(folder),
        Some(PLASTIC) => verify_plastic::verify(folder),
        _ => boundary(folder),
    }
}

/// The `model` of the run in `folder`, if that can be read.
fn model(folder: &Path) -> Option<String> {
    let bytes = crate::machine::bytes(&folder.join("params.json"), MOST_BYTES).ok()?;
    let value: serde_json::Value = serde_json::from_str(utf8(&bytes).ok()?).ok()?;
    value.get("model")?.as_str().map(str::to_owned)
}

/// The same for the authors' low-rank networks.
fn boundary(folder: &Path) -> Result<Report, VerifyError> {
    let reference = Reference::load(folder).map_err(VerifyError::Load)?;
    let mut stepper =
        Stepper::new(reference.network.clone(), reference.course.clone(), &reference.initial, Streams::new(0));
    let mut spikes = Vec::new();
    let mut values = Vec::with_capacity(reference.rows.len());
    let mut trains = Trains::new(&reference);
    let mut step_once = |stepper: &mut Stepper, trains: &mut Trains| {
        stepper.step(&mut spikes);
        trains.follow(stepper);
    };
    for (step, _) in &reference.rows {
        while stepper.step_index() < *step && stepper.step_index() + 1 < reference.n_steps {
            step_once(&mut stepper, &mut trains);
        }
        let value = |(_, column): &(String, Column)| value(&stepper, &trains, *column);
        values.push(reference.columns.iter().map(value).collect::<Vec<f64>>());
    }
    while stepper.step_index() + 1 < reference.n_steps {
        step_once(&mut stepper, &mut trains);
    }
    let ties = match compare_spikes(&reference.spikes, &spikes, &["E", "I"]) {
        Ok(()) => false,
        Err(_) if is_tied_runaway(&reference, &spikes) => true,
        Err(error) => return Err(error),
    };
    let mut report = Report { spikes: spikes.len(), deviation: 0.0, at: ("x".to_owned(), 0), ties };
    for ((step, expected), got) in reference.rows.iter().zip(&values) {
        for (((name, column), expected), got) in reference.columns.iter().zip(expected).zip(got) {
            if ties && matches!(column, Column::Voltage(..)) {
                continue;
            }
            report.compare(name, *step, *expected, *got, TOLERANCE)?;
        }
    }
    Ok(report)
}

/// The filtered spikes of the neurons that a trace asks for: `r <- exp(-leak dt) r + what it gives in the step`.
struct Trains {
    /// Population, index, r.
    all: Vec<(usize, usize, f64)>,
    keep: [f64; 2],
}

impl Trains {
    fn new(reference: &Reference) -> Self {
        let asked = reference.columns.iter().filter_map(|(_, column)| match column {
            Column::Filtered(p, i) => Some((*p, *i, reference.r0[*p][*i])),
            _ => None,
        });
        let network = &reference.network;
        Trains { all: asked.collect(), keep: [E, I].map(|p| (-network.dt_s * network.populations[p].leak_per_s).exp()) }
    }

    fn follow(&mut self, stepper: &Stepper) {
        for (p, i, r) in &mut self.all {
            *r = self.keep[*p] * *r + stepper.train(*p, *i);
        }
    }
}

fn value(stepper: &Stepper, trains: &Trains, column: Column) -> f64 {
    match column {
        Column::Filtered(p, i) => trains.all.iter().find(|(q, j, _)| (*q, *j) == (p, i)).map_or(f64::NAN, |(.., r)| *r),
        Column::X => stepper.x(),
        Column::Latent(p, sign) => sign * stepper.readout()[p],
        Column::Voltage(p, i) => stepper.voltage(p, i),
        Column::Rate(p, i) => stepper.rate(p, i).unwrap_or(f64::NAN),
    }
}

/// A single E population that spikes on every step from its first spike to the end, in both runs at the same steps,
/// while the first two neurons that differ are tied.
fn is_tied_runaway(reference: &Reference, got: &[Spike]) -> bool {
    let expected = &reference.spikes;
    let unbroken = expected.windows(2).all(|pair| pair[1].step == pair[0].step + 1);
    let is_runaway = reference.is_single
        && !reference.network.populations[E].is_empty()
        && unbroken
        && expected.last().is_some_and(|last| last.step + 1 == reference.n_steps)
        && expected.iter().map(|spike| spike.step).eq(got.iter().map(|spike| spike.step));
    let first = expected.iter().zip(got).find(|(expected, got)| expected != got);
    is_runaway && first.is_some_and(|(a, b)| are_tied(reference, *a, *b))
}

/// Whether two neurons have equal voltages on the step on which one of them spikes.
fn are_tied(reference: &Reference, a: Spike, b: Spike) -> bool {
    let (network, course) = (&reference.network, &reference.course);
    let mut stepper = Stepper::new(network.clone(), course.clone(), &reference.initial, Streams::new(0));
    let mut spikes = Vec::new();
    while stepper.step_index() + 1 < a.step {
        stepper.step(&mut spikes);
    }
    // The last step without quirk Q1, which would hide what the spiking neuron's voltage was.
    stepper.retune(Network { clamp: false, ..network.clone() }, course.clone());
    stepper.step(&mut spikes);
    let [a, b] = [a, b].map(|spike| stepper.voltage(spike.neuron().population.into(), spike.neuron().index as usize));
    (a - b).abs() <= TOLERANCE
}

/// The folders to compare: `dir` itself if it is a run, else the runs inside it.
fn runs(dir: &Path) -> Vec<PathBuf> {
    if dir.join("params.json").is_file() {
        return vec![dir.to_owned()];
    }
    let inside = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut runs: Vec<PathBuf> = inside.filter(|path| path.join("params.json").exists()).collect();
    runs.sort();
    if runs.is_empty() { vec![dir.to_owned()] } else { runs }
}

/// Compares all runs, one line each. The exit code: 0 if all agree, 2 if one could not be used, else 1.
pub fn verify_all(dirs: &[PathBuf], say: impl Fn(&str)) -> u8 {
    let mut code = 0;
    for dir in dirs.iter().flat_map(|dir| runs(dir)) {
        let name = dir.file_name().map_or_else(|| quoted(dir.display()), |name| quoted(name.to_string_lossy()));
        let line = match verify(&dir) {
            Ok(report) => format!("ok      {name}: {report}"),
            Err(error) => {
                let grave = if matches!(error, VerifyError::Load(_)) { 2 } else { 1 };
                code = code.max(grave);
                format!("FAILED  {name}: {error}")
            }
        };
        say(&format!("{line}\n"));
    }
    code
}
