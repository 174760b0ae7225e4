//! One run: commands in, mergeable updates out. Knows no window.

mod history;
mod journal;
mod link;
mod pace;
mod preset;
mod protocol;
mod setup;
mod thread;
mod worker;

pub use history::History;
pub use journal::{Entry, Journal, replay};
pub use link::{Inline, Link};
pub use pace::{Pace, Speed};
pub use preset::{BUILT_IN, Look, Preset, PresetError};
pub use protocol::{Command, Level, Notice, Status, Update};
pub use setup::Setup;
pub use thread::Session;
pub use worker::{Turn, Worker};
