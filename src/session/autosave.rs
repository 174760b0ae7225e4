//! Sessions that save themselves: one file a window, which goes when the window is closed, and which the next window
//! finds if the program was killed. A lock, which a killed program loses, tells whose window still stands.

use super::session_file::{is_session, remove};
use crate::machine::{MOST_TEXT, text};
use std::fs::{File, TryLockError, create_dir_all, read_dir, remove_file};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Left ones that are kept at most, and for how long.
const MOST: usize = 8;
const LASTS: Duration = Duration::from_secs(60 * 60 * 24 * 60);

/// Begins the name of every such file.
const BEGINS: &str = "window-";

/// A session that was left when the program was killed.
#[derive(Debug)]
pub struct Left {
    /// Its file.
    pub path: PathBuf,
    /// The title of its preset.
    pub title: String,
    /// How long ago it was saved last.
    pub since: Duration,
    /// Keeps other windows from offering it too.
    _lock: File,
}

/// The session of this window.
#[derive(Debug)]
pub struct Autosave {
    path: PathBuf,
    lock: (PathBuf, File),
}

fn lock_of(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// The lock on a file, if nobody else has it.
fn locked(path: &Path) -> Option<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
    match file.try_lock() {
        Ok(()) => Some(file),
        // Where nothing can be locked, nobody knows.
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
    }
}

impl Autosave {
    /// In that folder, which is made if it is not there.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn new(folder: &Path) -> Result<Self, String> {
        let fail = |error: std::io::Error| format!("cannot write to {}: {error}", folder.display());
        create_dir_all(folder).map_err(fail)?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let path = folder.join(format!("{BEGINS}{}-{}.toml", std::process::id(), now.as_nanos()));
        let file = File::create(lock_of(&path)).map_err(fail)?;
        // Where nothing can be locked it is still saved, only never offered.
        let _ = file.try_lock();
        Ok(Autosave { lock: (lock_of(&path), file), path })
    }

    /// Where the session of this window is saved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What killed programs have left in a folder, the newest first.
    pub fn left(folder: &Path) -> Vec<Left> {
        let Ok(entries) = read_dir(folder) else { return Vec::new() };
        let mut all = Vec::new();
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let ours = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(BEGINS));
            let is = |ending: &str| ours && path.extension().is_some_and(|own| own == ending);
            if is("lock") && !path.with_extension("toml").exists() {
                // Of a window that was killed before it had anything to save.
                if let Some(lock) = locked(&path) {
                    let _ = remove_file(&path);
                    drop(lock);
                }
            }
            if !is("toml") {
                continue;
            }
            let Some(lock) = locked(&lock_of(&path)) else { continue };
            let saved = path.metadata().and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            let since = SystemTime::now().duration_since(saved).unwrap_or_default();
            let text = text(&path, MOST_TEXT).unwrap_or_default();
            let title = text.parse::<toml::Table>().ok();
            let title = title.as_ref().and_then(|table| table.get("title")).and_then(toml::Value::as_str);
            let title = title.unwrap_or("a session").to_owned();
            let left = Left { path, title, since, _lock: lock };
            if since > LASTS || !is_session(&text) { left.forget() } else { all.push(left) }
        }
        all.sort_by_key(|left| left.since);
        all.drain(MOST.min(all.len())..).for_each(Left::forget);
        all
    }
}

impl Left {
    /// Removes it.
    pub fn forget(self) {
        remove(&self.path);
        let _ = remove_file(lock_of(&self.path));
    }
}

impl Drop for Autosave {
    fn drop(&mut self) {
        // What falls in a panic is to be offered.
        if std::thread::panicking() {
            return;
        }
        remove(&self.path);
        let _ = remove_file(&self.lock.0);
        let _ = self.lock.1.unlock();
    }
}
