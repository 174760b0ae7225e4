//! What is shown of a network at one moment, as plain data.

use super::{Beside, Chart, Field, Plane, Space, Theory};
use crate::geometry::Point;
use std::sync::Arc;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// The network may not do what is wanted.
    Warning,
    /// Against the rules of the model, as a negative weight.
    Error,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// By which tests, lessons and files know it, such as `time-step`.
    pub id: &'static str,
    /// How grave.
    pub severity: Severity,
    /// One sentence.
    pub text: String,
    /// The numbers in it.
    pub numbers: Vec<(&'static str, f64)>,
}

impl Finding {
    /// A finding without numbers.
    pub fn new(id: &'static str, severity: Severity, text: impl Into<String>) -> Self {
        Finding { id, severity, text: text.into(), numbers: Vec::new() }
    }

    /// The same with numbers.
    #[must_use]
    pub fn with(self, numbers: impl Into<Vec<(&'static str, f64)>>) -> Self {
        Finding { numbers: numbers.into(), ..self }
    }
}

/// A point at which theory says that the network can stand.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedPoint {
    /// Kind in a word or two: `stable focus`, `saddle`.
    pub name: String,
    /// Where, in the first plane.
    pub at: Point,
    /// Whether it holds.
    pub holds: bool,
    /// Why, with the numbers that decide it.
    pub reason: String,
}

/// How far theory misses a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The signal that should follow the target: its index in the layout.
    pub signal: usize,
    /// Root mean square of the difference over the target's range.
    pub rmse: f64,
    /// What misses it, in a word, such as `optimum`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub help: &'static str,
}

/// A number that a network tells of itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Key for checks.
    pub id: &'static str,
    /// Plain name, with the unit.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// What it is, in a sentence.
    pub help: &'static str,
}

impl Depiction {
    /// About how many bytes it takes beside what it shares with another one.
    pub fn bytes(&self, other: Option<&Arc<Depiction>>) -> usize {
        if other.is_some_and(|other| std::ptr::eq(&**other, self)) {
            return 0;
        }
        let planes = self.planes.iter().enumerate();
        let planes = planes.map(|(k, plane)| plane.bytes(other.and_then(|other| other.planes.get(k))));
        planes.sum::<usize>() + self.fields.iter().map(|field| 4 * field.values.len()).sum::<usize>()
    }

    /// What the predicted levels are, in a word.
    pub fn word(&self, layout: &super::Layout) -> &'static str {
        if self.theory_word.is_empty() { layout.words.theory } else { self.theory_word }
    }
}

/// The pictures, and what theory says to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Depiction {
    /// As many planes as in the layout.
    pub planes: Vec<Plane>,
    /// As many spaces as in the layout.
    pub spaces: Vec<Arc<Space>>,
    /// As many fields as in the layout.
    pub fields: Vec<Field>,
    /// As many charts as in the layout.
    pub charts: Vec<Chart>,
    /// Numbers that are told beside the statistics.
    pub readings: Vec<Reading>,
    /// Predicted levels of the readouts: what geometry says.
    pub theory: Vec<Theory>,
    /// What these levels are, in a word, where it is not what the layout says; empty otherwise.
    pub theory_word: &'static str,
    /// What is known beside it of where the means lie, and why.
    pub beside: Beside,
    /// The regime in a phrase, such as `stable, inhibition-stabilised`, and whether all is well; `None` if theory cannot say.
    pub verdict: Option<(String, Option<bool>)>,
    /// Why it is that regime.
    pub reason: String,
    /// All fixed points, from left to right.
    pub fixed_points: Vec<FixedPoint>,
    /// Predicted time from one turn of activity to the next, as a run measures it.
    pub predicted_cycle_s: Option<f64>,
    /// How far theory misses the target, if there is one.
    pub scores: Vec<Score>,
    /// What the checks found, the gravest first.
    pub findings: Vec<Finding>,
    /// What was checked, in a sentence for when nothing was found; empty if nothing was checked.
    pub all_well: &'static str,
    /// Where the prediction holds and where not; empty if there is nothing to say.
    pub validity: String,
}
