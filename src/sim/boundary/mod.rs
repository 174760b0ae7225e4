//! The engine of low-rank networks: Euler steps in latent form, or from spike to spike (sheet low-rank-ei, section 6).

mod cells;
mod core;
mod drift;
mod engine;
mod exact;
mod lanes;
mod membranes;
#[cfg(test)]
mod noise_laws;
mod rate;
mod shard;
mod slow;
mod start;
mod stepper;
mod stride;
mod trials;

pub use core::Core;
pub use engine::BoundaryEngine;
pub use exact::{Exact, Lost};
pub use start::Initial;
pub use stepper::{Activity, Stepper};
