//! The command line: arguments, headless runs, listings, verification.

mod args;
mod check;
mod listing;
pub mod reference;
mod run;
pub mod verify;

pub use args::{Args, RendererArg, Task};
pub use check::check;
pub use listing::{parameters, presets};
pub use run::{default_duration_s, edited, run, target};
