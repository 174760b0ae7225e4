//! The run beside the run, and what the two differ by.

use super::run::{Run, SETTLE_TAU};
use crate::sim::{Difference, Model, Runner};

/// The second run, and how the first differs from it.
pub(super) struct Twin<M: Model> {
    pub run: Run<M>,
    pub difference: Difference,
    /// Whether it stays when another network is loaded.
    pub pinned: bool,
}

/// How a run differs from a twin of it.
pub(super) fn difference<M: Model>(runner: &Runner<M>) -> Difference {
    Difference::new(runner.layout(), SETTLE_TAU * runner.layout().tau_s)
}
