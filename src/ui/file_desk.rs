//! What the window holds of files: dialogs, and what a file leaves open.

use crate::reading::Table;
use crate::session::Purpose;
use std::path::PathBuf;
use std::sync::Arc;

/// What a file leaves open.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Which columns are meant.
    Columns,
    /// Whether what is out of reach is to be scaled; and why it is.
    Scale(String),
}

/// A table in question.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// How the file is called.
    pub name: String,
    /// What it holds.
    pub table: Arc<Table>,
    /// What it is to become.
    pub purpose: Purpose,
    /// What is open.
    pub asked: Asked,
    /// The columns that were wanted, if somebody said.
    pub wanted: Option<[String; 2]>,
    /// The columns that are chosen, by their places.
    pub columns: [usize; 2],
}

impl Doubt {
    /// Over the question.
    pub fn title(&self) -> &'static str {
        match self.asked {
            Asked::Columns => "Which columns?",
            Asked::Scale(_) => "Out of reach",
        }
    }
}

/// A session that was left when the program was killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The title of its preset.
    pub title: String,
    /// How long ago it was saved last, in words.
    pub since: String,
    /// How many others there are.
    pub more: usize,
}

/// Dialogs that have to do with files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileDesk {
    /// Whether the field for a path is shown.
    pub path_open: bool,
    /// What numbers of the next file are to become.
    pub purpose: Purpose,
    /// Whether the system has a dialog of its own.
    pub can_browse: bool,
    /// What the last file left open.
    pub doubt: Option<Doubt>,
    /// Whether the dialog is shown that asks where to save the session.
    pub save_open: bool,
    /// The path that it begins with.
    pub suggested: String,
    /// Files that were opened or saved lately, and whether they are still there.
    pub recent: Vec<(PathBuf, bool)>,
    /// What the last program left.
    pub found: Option<Found>,
}
