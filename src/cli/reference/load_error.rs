//! Why a recorded run cannot be used.

use crate::reading::quoted;
use std::fmt;
use std::path::PathBuf;

/// Something in the folder that cannot be used: file, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong, what is allowed.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", quoted(self.file.display()), self.message)
    }
}

impl std::error::Error for LoadError {}
