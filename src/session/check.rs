//! A check of a preset: a number of the sheet that its run must show.

use serde::{Deserialize, Serialize};

/// One number that a run must show.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What it is, for people.
    pub name: String,
    /// What is measured: a word and what of, such as `mean y_e`; see [`super::MEASURES`].
    pub measure: String,
    /// Beginning of the stretch that is measured, in seconds.
    #[serde(default)]
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
    /// What it must be.
    pub expected: f64,
    /// How far it may be off.
    pub tolerance: f64,
}

impl Check {
    /// `3.5 ± 0.1`.
    pub fn allowed(&self) -> String {
        let tolerance = self.tolerance;
        if tolerance > 0.0 && tolerance < 1e-3 {
            format!("{} ± {tolerance:e}", self.expected)
        } else {
            format!("{} ± {tolerance}", self.expected)
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The check.
    pub check: Check,
    /// What was measured; `None` if there was nothing to measure, as no cycle.
    pub measured: Option<f64>,
}

impl Outcome {
    /// Whether it is what it must be.
    pub fn passes(&self) -> bool {
        self.measured.is_some_and(|m| (m - self.check.expected).abs() <= self.check.tolerance)
    }
}
