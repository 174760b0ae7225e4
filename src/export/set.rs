//! A set of files that is there as a whole or not at all: written beside, then put in place.

use super::ExportError;
use std::path::{Path, PathBuf};

/// Files on their way to a folder.
#[derive(Debug)]
pub struct FileSet {
    folder: PathBuf,
    names: Vec<&'static str>,
    is_placed: bool,
}

/// Ends the name of a file that is being written; the number tells two programs apart.
fn beside(name: &str) -> String {
    format!(".{name}.{}.part", std::process::id())
}

impl FileSet {
    /// An empty set for a folder, which is made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new(folder: &Path) -> Result<Self, ExportError> {
        std::fs::create_dir_all(folder).map_err(|error| ExportError::new(folder, &error))?;
        Ok(FileSet { folder: folder.to_owned(), names: Vec::new(), is_placed: false })
    }

    /// Where to write the file of that name for now.
    pub fn part(&mut self, name: &'static str) -> PathBuf {
        self.names.push(name);
        self.folder.join(beside(name))
    }

    /// Puts all in place, once every one of them is written to the disk.
    ///
    /// # Errors
    /// If one cannot be; those of before stay unless the disk fails in between.
    pub fn place(mut self) -> Result<Vec<PathBuf>, ExportError> {
        for name in &self.names {
            let part = self.folder.join(beside(name));
            // What a full disk has cut short says so here at the latest.
            let synced = std::fs::File::open(&part).and_then(|file| file.sync_all());
            synced.map_err(|error| ExportError::new(&self.folder.join(name), &error))?;
        }
        let mut placed = Vec::new();
        for name in &self.names {
            let to = self.folder.join(name);
            std::fs::rename(self.folder.join(beside(name)), &to).map_err(|error| ExportError::new(&to, &error))?;
            placed.push(to);
        }
        self.is_placed = true;
        Ok(placed)
    }
}

impl Drop for FileSet {
    fn drop(&mut self) {
        if !self.is_placed {
            self.names.iter().for_each(|name| drop(std::fs::remove_file(self.folder.join(beside(name)))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FileSet;

    #[test]
    fn a_set_that_is_not_finished_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let names = || -> Vec<String> {
            let all = std::fs::read_dir(folder.path()).unwrap();
            let mut all: Vec<String> = all.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            all.sort();
            all
        };
        let write = |set: &mut FileSet, name, text: &str| std::fs::write(set.part(name), text).unwrap();
        let mut set = FileSet::new(folder.path()).unwrap();
        write(&mut set, "a", "old");
        write(&mut set, "b", "old");
        assert_eq!(set.place().unwrap().len(), 2);
        let mut set = FileSet::new(folder.path()).unwrap();
        write(&mut set, "a", "new");
        drop(set);
        assert_eq!(names(), ["a", "b"]);
        assert_eq!(std::fs::read_to_string(folder.path().join("a")).unwrap(), "old");
        // One that was never written: nothing is put in place.
        let mut set = FileSet::new(folder.path()).unwrap();
        write(&mut set, "a", "new");
        let _ = set.part("b");
        let error = set.place().unwrap_err().to_string();
        assert!(error.contains("/b"), "{error}");
        assert_eq!(std::fs::read_to_string(folder.path().join("a")).unwrap(), "old");
        assert_eq!(names(), ["a", "b"]);
    }
}
