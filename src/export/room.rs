//! Room on a disk: how much there is, and a little that is kept for the end.

use crate::session::RESERVE;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// Bytes for the end: the summary, and what folders need.
const KEPT: usize = 1 << 18;

/// Bytes that may be written to the disk of a folder; `None` where nobody knows.
pub fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let about = rustix::fs::statvfs(folder).ok()?;
        about.f_bavail.checked_mul(about.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Keeps some room, if there is any.
pub(super) fn reserve(folder: &Path) {
    let path = folder.join(RESERVE);
    // Zeros alone might take none.
    let bytes: Vec<u8> = (0..KEPT).map(|k| (k % 251) as u8).collect();
    if File::create(&path).and_then(|mut file| file.write_all(&bytes)).is_err() {
        give_back(folder);
    }
}

/// Gives it back.
pub(super) fn give_back(folder: &Path) {
    drop(std::fs::remove_file(folder.join(RESERVE)));
}

/// Bytes in words: `3.1 TB`.
pub fn size(bytes: f64) -> String {
    let (mut rest, mut unit) = (bytes, 0);
    const UNITS: [&str; 6] = ["bytes", "kB", "MB", "GB", "TB", "PB"];
    while rest >= 1000.0 && unit + 1 < UNITS.len() {
        (rest, unit) = (rest / 1000.0, unit + 1);
    }
    let digits = if unit > 0 && rest < 10.0 { 1 } else { 0 };
    format!("{rest:.digits$} {}", UNITS[unit])
}
