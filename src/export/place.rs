//! One file in a folder that may not be there yet.

use crate::session::put;
use std::path::Path;

/// Writes a file; its folder is made if it is not there.
///
/// # Errors
/// What cannot be written and why; what was there before stays.
pub fn place(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if path.file_name().is_none() {
        return Err(format!("cannot write {}: it names no file", path.display()));
    }
    if path.is_dir() {
        return Err(format!("cannot write {}: it is a folder; name a file in it", path.display()));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let fail = |error| format!("cannot write {}: {error}; try another folder", path.display());
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    put(&[(path, bytes)]).map_err(|why| format!("{why}; try another folder"))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/figure.svg");
        place(&path, b"one").unwrap();
        place(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing beside it");
        assert!(place(folder.path(), b"x").unwrap_err().contains("is a folder"));
        // A file where a folder should be.
        let why = place(&path.join("below.svg"), b"x").unwrap_err();
        assert!(why.contains("below.svg") && why.contains("another folder"), "{why}");
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told() {
        // Writing to this device fails as on a full disk, but a file beside it cannot be made either.
        let why = place(std::path::Path::new("/dev/full/x.svg"), b"x").unwrap_err();
        assert!(why.contains("/dev/full/x.svg"), "{why}");
    }
}
