//! Files on their way into the window.

use crate::session::{Job, Load, Purpose, Source};
use std::collections::VecDeque;
use std::path::PathBuf;

/// Asks for a file, as the system does it.
pub trait Picker {
    /// Shows the system's dialog; does not wait for it.
    fn ask(&mut self);
    /// Shows the one that asks where to save to, beginning with this path; does not wait for it.
    fn ask_where(&mut self, _suggested: &std::path::Path) {}
    /// What was chosen, once: `Some(None)` if nothing was, or if there is no such dialog.
    fn answer(&mut self) -> Option<Option<PathBuf>>;
}

/// Files on their way into the window.
#[derive(Default)]
pub struct Inbox {
    /// The system's dialog, if there is one.
    pub picker: Option<Box<dyn Picker>>,
    /// The file that is read, and what it is to become.
    pub job: Option<(Job<Load>, Purpose)>,
    /// What goes to the clipboard.
    pub to_copy: Option<String>,
    /// Those that come after it.
    pub waiting: VecDeque<(Source, Purpose)>,
}
