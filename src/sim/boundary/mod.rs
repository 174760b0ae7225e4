//! The engine of low-rank networks: Euler steps in latent form (sheet low-rank-ei, section 6).

mod drift;
mod engine;
mod lanes;
mod rate;
mod slow;
mod start;
mod stepper;
mod trials;

pub use engine::BoundaryEngine;
pub use start::Initial;
pub use stepper::{Activity, Stepper};
