//! The command line: arguments, headless runs, listings, verification.

mod args;
mod check;
mod desktop;
mod interrupt;
mod listing;
pub mod reference;
mod report;
mod run;
mod share;
mod sweep;
pub mod verify;
mod verify_learning;
mod verify_plastic;

pub use args::{Args, FigureOrder, Files, RendererArg, Task};
pub use check::check;
pub use desktop::desktop;
pub use interrupt::{INTERRUPTED, Interrupt, Phase};
pub use listing::{parameters, presets, talks};
pub use run::{Ran, Wish, asked, default_duration_s, edited, from_files, run};
pub use share::share;
pub use sweep::{Asked as SweepAsked, Swept, planned, sweep};
