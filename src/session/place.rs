//! Files that are there as a whole or not at all: written beside, then put in place.

use crate::machine::{HAS_DISK, hand_out};
use std::fmt::Display;
use std::fs::{File, remove_file, rename};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where a file is while it is being written; the number tells two programs apart.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

fn failed(path: &Path, error: &dyn Display) -> String {
    format!("cannot write {}: {error}", path.display())
}

/// Writes files, all or none: each is on the disk before the first is put in place. Those of before stay otherwise.
///
/// # Errors
/// Which cannot be written, and why.
pub fn put(files: &[(&Path, &[u8])]) -> Result<(), String> {
    if !HAS_DISK {
        hand_out(files);
        return Ok(());
    }
    // What a link leads to is written, not the link.
    let aims: Vec<PathBuf> = files
        .iter()
        .map(|(path, _)| {
            if path.is_symlink() {
                path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
            } else {
                path.to_path_buf()
            }
        })
        .collect();
    let files: Vec<(&Path, &[u8])> = aims.iter().zip(files).map(|(aim, (_, bytes))| (aim.as_path(), *bytes)).collect();
    if let Some((path, _)) =
        files.iter().find(|(path, _)| path.metadata().is_ok_and(|about| about.permissions().readonly()))
    {
        return Err(failed(path, &"it is marked as read-only"));
    }
    let clean = || files.iter().for_each(|(path, _)| drop(remove_file(beside(path))));
    for (path, bytes) in &files {
        let write = || {
            let mut file = File::create(beside(path))?;
            file.write_all(bytes)?;
            // What a full disk has cut short says so here at the latest.
            file.sync_all()
        };
        write().map_err(|error| {
            clean();
            failed(path, &error)
        })?;
    }
    for (path, _) in &files {
        rename(beside(path), path).map_err(|error| {
            clean();
            failed(path, &error)
        })?;
    }
    Ok(())
}
