//! Writes what was run to files.

mod csv;
mod json;
mod npz;
mod place;
mod room;
mod stream;
mod sweep;

pub use csv::{signals_head, signals_rows, spikes_head, spikes_rows};
pub use json::{Summary, about_run, write_summary};
pub use npz::{Spikes, run_npz, write_npz};
pub use place::place;
pub use room::{free, size};
pub use stream::{Full, RunFiles};
pub use sweep::{Opened, SweepFile};

use crate::session::Unwritten;
use std::fmt;
use std::path::{Path, PathBuf};

/// A file that could not be written.
#[derive(Debug)]
pub struct ExportError {
    path: PathBuf,
    message: String,
}

impl ExportError {
    pub(crate) fn new(path: &Path, error: &dyn fmt::Display) -> Self {
        ExportError { path: path.to_owned(), message: error.to_string() }
    }
}

impl From<Unwritten> for ExportError {
    fn from((path, message): Unwritten) -> Self {
        ExportError { path, message }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}; try another folder with --out", self.path.display(), self.message)
    }
}

impl std::error::Error for ExportError {}
