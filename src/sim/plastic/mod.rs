//! The engine of plastic balanced networks (sheet plastic-balanced, section 6).

mod real;
mod stepper;
mod weights;

pub use real::Real;
pub use stepper::Stepper;
