//! The command line: arguments, headless runs, listings, verification.

mod args;
mod listing;
pub mod reference;
mod run;
pub mod verify;

pub use args::{Args, RendererArg, Task};
pub use listing::{parameters, presets};
pub use run::{default_duration_s, edited, run};
