//! The engine of minimax networks: all above threshold fire at once, in clocked rounds (sheet minimax-ei, section 3.3).

mod engine;
mod input;
mod stepper;

pub use engine::MinimaxEngine;
pub use input::Input;
pub use stepper::Stepper;
