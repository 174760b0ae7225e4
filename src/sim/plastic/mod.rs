//! The engine of plastic balanced networks (sheet plastic-balanced, section 6).

mod books;
mod engine;
mod real;
mod source;
mod stepper;
mod weights;

pub use books::Books;
pub use engine::PlasticEngine;
pub use real::Real;
pub use source::Source;
pub use stepper::Stepper;
