//! One run: commands in, mergeable updates out. Knows no window.

mod census;
mod check;
mod history;
mod journal;
mod lesson;
mod link;
mod pace;
mod preset;
mod protocol;
mod setup;
mod table;
mod thread;
mod tuning;
mod undo;
mod worker;

pub use census::{Census, Doing};
pub use check::{Check, CheckRun, MEASURES, Outcome, run_checks};
pub use history::{Bucket, History};
pub use journal::{Entry, Journal, replay};
pub use lesson::{Condition, LESSONS, Lesson, Measured, Progress, Question, Step, Witness};
pub use link::{Inline, Link};
pub use pace::{Pace, Speed};
pub use preset::{BUILT_IN, Look, Preset, PresetError};
pub use protocol::{Command, Level, Notice, Status, Update};
pub use setup::Setup;
pub use table::read_points;
pub use thread::Session;
pub use tuning::Tuning;
pub use undo::{Move, Place, Undo};
pub use worker::{Turn, Worker};
