//! Files that are there as a whole or not at all: written beside, then put in place.

use crate::machine::{HAS_DISK, hand_out};
use std::fmt::Display;
use std::fs::{File, remove_file, rename};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Ends the name of a file that is being written.
const ENDING: &str = ".part";

/// Where a file is while it is being written; the numbers tell two programs apart, and two threads of one.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(".{name}.{}-{count}{ENDING}", std::process::id()))
}

fn failed(path: &Path, error: &dyn Display) -> String {
    format!("cannot write {}: {error}", path.display())
}

/// Removes what killed programs have left beside a file: who still writes holds the lock.
fn tidy(path: &Path) {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let begins = format!(".{name}.");
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let own = entry.file_name();
        let ours = own.to_str().and_then(|own| own.strip_prefix(&begins)?.strip_suffix(ENDING));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if ours.is_some_and(is_number)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            drop(remove_file(entry.path()));
        }
    }
}

/// Files that are written beside the places where they belong. What is not put in place goes.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Where each belongs, where it is, and the lock that says so.
    all: Vec<(PathBuf, PathBuf, File)>,
}

impl Drafts {
    /// Writes files beside, each to the disk.
    ///
    /// # Errors
    /// Which cannot be written, and why; nothing is left of any then.
    pub fn write(files: &[(&Path, &[u8])]) -> Result<Self, String> {
        let mut drafts = Drafts::default();
        for (path, bytes) in files {
            // What a link leads to is written, not the link.
            let linked = path.is_symlink().then(|| path.canonicalize().ok()).flatten();
            let aim = linked.unwrap_or_else(|| path.to_path_buf());
            if let Ok(about) = aim.metadata() {
                let what = match () {
                    () if about.is_dir() => "it is a folder; name a file in it",
                    // A device would be no device any more.
                    () if !about.is_file() => "it is no file",
                    () if about.permissions().readonly() => "it is marked as read-only",
                    () => "",
                };
                if !what.is_empty() {
                    return Err(failed(&aim, &what));
                }
            }
            tidy(&aim);
            let part = beside(&aim);
            let file = File::create_new(&part).map_err(|error| failed(path, &error))?;
            // Where nothing can be locked, what is left beside is not tidied away.
            let _ = file.try_lock();
            drafts.all.push((aim, part, file));
            let Some((.., file)) = drafts.all.last_mut() else { continue };
            // What a full disk has cut short says so at the end at the latest.
            file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| failed(path, &error))?;
        }
        Ok(drafts)
    }

    /// Puts all in place, in their order.
    ///
    /// # Errors
    /// Which cannot be, and why; those after it stay as they were.
    pub fn place(mut self) -> Result<(), String> {
        while !self.all.is_empty() {
            let (aim, part, _) = &self.all[0];
            rename(part, aim).map_err(|error| failed(aim, &error))?;
            self.all.remove(0);
        }
        Ok(())
    }
}

impl Drop for Drafts {
    fn drop(&mut self) {
        self.all.iter().for_each(|(_, part, _)| drop(remove_file(part)));
    }
}

/// Writes files, all or none: each is on the disk before the first is put in place. Those of before stay otherwise.
///
/// One is replaced in one step. Of several the last one is put in place last: where it names the others, whoever kills the
/// program in between leaves the old ones or the new ones.
///
/// # Errors
/// Which cannot be written, and why.
pub fn put(files: &[(&Path, &[u8])]) -> Result<(), String> {
    if !HAS_DISK {
        hand_out(files);
        return Ok(());
    }
    Drafts::write(files)?.place()
}
