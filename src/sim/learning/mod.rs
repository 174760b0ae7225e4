//! The engine of networks that learn dynamics by local plasticity (sheet learning-dynamics, section 5).

mod engine;
mod ledger;
mod probe;
mod stepper;

pub use engine::LearningEngine;
pub use stepper::Stepper;
