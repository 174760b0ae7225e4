//! Writes what was run to files.

mod csv;
mod json;
mod npz;
mod place;
mod set;
mod sweep;

pub use csv::{write_signals, write_spikes};
pub use json::{Summary, about_run, write_summary};
pub use npz::run_npz;
pub use place::place;
pub use set::FileSet;
pub use sweep::{Opened, SweepFile};

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

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}; try another folder with --out", self.path.display(), self.message)
    }
}

impl std::error::Error for ExportError {}
