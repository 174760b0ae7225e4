//! `tightrope verify`: repeats reference runs and compares spikes, latents and voltages.
//!
//! Spikes must be identical, values agree to 1e-9. One exception, named in the format's description: in a runaway of a
//! single E population, where a spike falls on every step once they have begun, exact ties decide who fires. If the
//! spike times agree but not who, and the first two to differ stood at equal voltages (to 1e-9), only times and y are
//! compared, and the report says so.

use super::reference::{Column, LoadError, Reference};
use crate::model::Streams;
use crate::model::boundary::{E, Network};
use crate::sim::Spike;
use crate::sim::boundary::Stepper;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Largest difference that counts as equal.
pub const TOLERANCE: f64 = 1e-9;
/// The files have 12 significant digits: beyond 100 one unit of the last of them is more than the tolerance.
const LAST_DIGIT: f64 = 1e-11;

/// A run that agrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number of spikes compared.
    pub spikes: usize,
    /// Largest difference of any value.
    pub deviation: f64,
    /// Where it is: column and step.
    pub at: (String, u64),
    /// Whether it was not compared who fires.
    pub ties: bool,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} spikes, largest deviation {:.1e} ({} at step {})",
            self.spikes, self.deviation, self.at.0, self.at.1
        )?;
        if self.ties { f.write_str("; runaway with ties: who fires not compared") } else { Ok(()) }
    }
}

/// Why a folder does not pass.
#[derive(Clone, Debug, PartialEq)]
pub enum VerifyError {
    /// It cannot be used.
    Load(LoadError),
    /// The first spike that differs; `None` where one side has no more.
    Spike {
        /// Number of equal spikes before.
        after: usize,
        /// From the file.
        expected: Option<Spike>,
        /// From our run.
        got: Option<Spike>,
    },
    /// The first value that differs.
    Value {
        /// Column of the trace.
        column: String,
        /// Step.
        step: u64,
        /// From the file.
        expected: f64,
        /// From our run.
        got: f64,
    },
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tell = |spike: &Option<Spike>| match spike {
            None => "no spike".to_owned(),
            Some(Spike { step, neuron }) => {
                format!(
                    "step {step}, population {}, neuron {}",
                    ["E", "I"][neuron.population as usize & 1],
                    neuron.index
                )
            }
        };
        match self {
            VerifyError::Load(error) => error.fmt(f),
            VerifyError::Spike { after, expected, got } => {
                write!(
                    f,
                    "first different spike, after {after} equal ones: expected {}; got {}",
                    tell(expected),
                    tell(got)
                )
            }
            VerifyError::Value { column, step, expected, got } => {
                let off = (got - expected).abs();
                write!(
                    f,
                    "first different value: {column} at step {step}: expected {expected}, got {got}, off by {off:.1e}"
                )
            }
        }
    }
}

impl std::error::Error for VerifyError {}

/// Repeats the run in `folder` and compares.
///
/// # Errors
/// If the folder cannot be used or anything differs.
pub fn verify(folder: &Path) -> Result<Report, VerifyError> {
    let reference = Reference::load(folder).map_err(VerifyError::Load)?;
    let mut stepper =
        Stepper::new(reference.network.clone(), reference.course.clone(), &reference.initial, Streams::new(0));
    let mut spikes = Vec::new();
    let mut values = Vec::with_capacity(reference.rows.len());
    for (step, _) in &reference.rows {
        while stepper.step_index() < *step && stepper.step_index() + 1 < reference.n_steps {
            stepper.step(&mut spikes);
        }
        values.push(reference.columns.iter().map(|(_, column)| value(&stepper, *column)).collect::<Vec<f64>>());
    }
    while stepper.step_index() + 1 < reference.n_steps {
        stepper.step(&mut spikes);
    }
    let ties = match compare_spikes(&reference.spikes, &spikes) {
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
            let off = (got - expected).abs();
            // Not a number is never within tolerance.
            if off.is_nan() || off > TOLERANCE.max(LAST_DIGIT * expected.abs()) {
                let (column, step, expected, got) = (name.clone(), *step, *expected, *got);
                return Err(VerifyError::Value { column, step, expected, got });
            }
            if off > report.deviation {
                report.deviation = off;
                report.at = (name.clone(), *step);
            }
        }
    }
    Ok(report)
}

fn value(stepper: &Stepper, column: Column) -> f64 {
    match column {
        Column::X => stepper.x(),
        Column::Latent(p, sign) => sign * stepper.readout()[p],
        Column::Voltage(p, i) => stepper.voltage(p, i),
        Column::Rate(p, i) => stepper.rate(p, i).unwrap_or(f64::NAN),
    }
}

fn compare_spikes(expected: &[Spike], got: &[Spike]) -> Result<(), VerifyError> {
    let longest = expected.len().max(got.len());
    match (0..longest).find(|k| expected.get(*k) != got.get(*k)) {
        None => Ok(()),
        Some(k) => Err(VerifyError::Spike { after: k, expected: expected.get(k).copied(), got: got.get(k).copied() }),
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
    let [a, b] = [a, b].map(|spike| stepper.voltage(spike.neuron.population.into(), spike.neuron.index as usize));
    (a - b).abs() <= TOLERANCE
}

/// The folders to compare: `dir` itself if it is a run, else the runs inside it.
fn runs(dir: &Path) -> Vec<PathBuf> {
    if dir.join("params.json").exists() {
        return vec![dir.to_owned()];
    }
    let inside = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut runs: Vec<PathBuf> = inside.filter(|path| path.join("params.json").exists()).collect();
    runs.sort();
    if runs.is_empty() { vec![dir.to_owned()] } else { runs }
}

/// Compares all runs, one line each. The exit code: 0 if all agree, 2 if one could not be used, else 1.
pub fn verify_all(dirs: &[PathBuf]) -> u8 {
    let mut code = 0;
    let mut out = std::io::stdout().lock();
    for dir in dirs.iter().flat_map(|dir| runs(dir)) {
        let name =
            dir.file_name().map_or_else(|| dir.display().to_string(), |name| name.to_string_lossy().into_owned());
        let line = match verify(&dir) {
            Ok(report) => format!("ok      {name}: {report}"),
            Err(error) => {
                let grave = if matches!(error, VerifyError::Load(_)) { 2 } else { 1 };
                code = code.max(grave);
                format!("FAILED  {name}: {error}")
            }
        };
        // Nobody may be reading any more (`verify ... | head`); the exit code still tells.
        let _ = writeln!(out, "{line}");
    }
    code
}
