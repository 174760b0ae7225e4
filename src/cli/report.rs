//! What a comparison with a reference run comes to.

use super::reference::LoadError;
use crate::sim::Spike;
use std::fmt;

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

impl Report {
    /// Takes in a pair of values.
    ///
    /// # Errors
    /// If they are farther apart than `tolerance`, or than the last digit of the file.
    pub(super) fn compare(
        &mut self,
        column: &str,
        step: u64,
        expected: f64,
        got: f64,
        tolerance: f64,
    ) -> Result<(), VerifyError> {
        let off = (got - expected).abs();
        // Not a number is never within tolerance.
        if off.is_nan() || off > tolerance.max(LAST_DIGIT * expected.abs()) {
            return Err(VerifyError::Value { column: column.to_owned(), step, expected, got });
        }
        if off > self.deviation {
            self.deviation = off;
            self.at = (column.to_owned(), step);
        }
        Ok(())
    }
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
        /// Names of the populations; none if there is but one.
        populations: &'static [&'static str],
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
        let tell = |spike: &Option<Spike>, populations: &[&str]| match spike {
            None => "no spike".to_owned(),
            Some(spike) => {
                let (step, neuron) = (spike.step, spike.neuron());
                let of = populations.get(neuron.population as usize);
                let of = of.map_or_else(String::new, |name| format!("population {name}, "));
                format!("step {step}, {of}neuron {}", neuron.index)
            }
        };
        match self {
            VerifyError::Load(error) => error.fmt(f),
            VerifyError::Spike { after, expected, got, populations } => {
                write!(
                    f,
                    "first different spike, after {after} equal ones: expected {}; got {}",
                    tell(expected, populations),
                    tell(got, populations)
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

/// Whether two runs have the same spikes; `populations` are the names of the populations, none if there is but one.
///
/// # Errors
/// The first spike that differs.
pub(super) fn compare_spikes(
    expected: &[Spike],
    got: &[Spike],
    populations: &'static [&'static str],
) -> Result<(), VerifyError> {
    let longest = expected.len().max(got.len());
    let Some(after) = (0..longest).find(|k| expected.get(*k) != got.get(*k)) else { return Ok(()) };
    let [expected, got] = [expected, got].map(|all| all.get(after).copied());
    Err(VerifyError::Spike { after, expected, got, populations })
}
