//! What several tests share.

pub mod imports;
pub mod naive;
#[cfg(feature = "ui")]
pub mod screen;
mod toy;

pub use toy::{Toy, ToyEngine};

use tightrope::model::SystemPlan;
use tightrope::session::Setup;
use tightrope::sim::{Frame, Model, Runner, Watch};

/// The network of a setup, built.
pub fn built(setup: &Setup) -> SystemPlan {
    setup.plan(None).unwrap()
}

/// Steps on while this is watched.
pub fn advance<M: Model>(runner: &mut Runner<M>, steps: u64, watch: &Watch, into: &mut Frame) {
    runner.set_watch(*watch);
    runner.advance(steps, into).unwrap();
}
