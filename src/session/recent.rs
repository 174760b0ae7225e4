//! Files that were opened or saved lately, one path a line, the newest first.

use super::place::put;
use crate::machine::{MOST_TEXT, text};
use std::path::{Path, PathBuf};

/// So many are remembered.
const MOST: usize = 12;

/// The list in its file.
#[derive(Clone, Debug)]
pub struct Recent {
    file: PathBuf,
}

impl Recent {
    /// In that file, which need not exist.
    pub fn at(file: PathBuf) -> Self {
        Recent { file }
    }

    /// The files, and whether each is still there.
    pub fn list(&self) -> Vec<(PathBuf, bool)> {
        let text = text(&self.file, MOST_TEXT).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim().is_empty()).take(MOST);
        lines.map(|line| (PathBuf::from(line), Path::new(line).is_file())).collect()
    }

    /// Puts a file at the beginning, if that can be done.
    pub fn note(&self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Some(name) = path.to_str().filter(|name| !name.contains(['\n', '\r'])) else { return };
        // Read anew: another window may have added to it.
        let mut text = format!("{name}\n");
        for (other, _) in self.list().into_iter().filter(|(other, _)| *other != path).take(MOST - 1) {
            text.push_str(&format!("{}\n", other.display()));
        }
        if let Some(folder) = self.file.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let _ = put(&[(&self.file, text.as_bytes())]);
    }
}
