//! Files by path, also where there is no disk: what a page was handed is found under its name, and what it writes waits to
//! be downloaded.

use super::here::HAS_DISK;
use std::collections::{BTreeMap, VecDeque};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes that stay at hand at most: the newest, whatever they come to.
const MOST_BYTES: usize = 1 << 28;

/// Files without a disk.
#[derive(Default)]
struct Hold {
    handed: BTreeMap<PathBuf, Vec<u8>>,
    /// Their names, the oldest first.
    order: VecDeque<PathBuf>,
    written: Vec<(PathBuf, Vec<u8>)>,
}

impl Hold {
    const fn new() -> Self {
        Hold { handed: BTreeMap::new(), order: VecDeque::new(), written: Vec::new() }
    }

    /// Takes a file in; the oldest go where there are too many.
    fn hand(&mut self, path: &Path, bytes: Vec<u8>) {
        self.order.retain(|known| known != path);
        self.order.push_back(path.to_owned());
        self.handed.insert(path.to_owned(), bytes);
        while self.order.len() > 1 && self.handed.values().map(Vec::len).sum::<usize>() > MOST_BYTES {
            if let Some(oldest) = self.order.pop_front() {
                self.handed.remove(&oldest);
            }
        }
    }

    /// A file that was handed in.
    fn read(&self, path: &Path) -> Result<&[u8], Error> {
        let missing = || Error::new(ErrorKind::NotFound, "this page was given no such file; drop it here");
        self.handed.get(path).map(Vec::as_slice).ok_or_else(missing)
    }
}

static HOLD: Mutex<Hold> = Mutex::new(Hold::new());

fn hold() -> MutexGuard<'static, Hold> {
    HOLD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes in a file where there is no disk to read it from.
pub fn hand_in(path: &Path, bytes: Vec<u8>) {
    hold().hand(path, bytes);
}

/// Files that are to go out, with their names, the oldest first.
pub fn written() -> Vec<(PathBuf, Vec<u8>)> {
    std::mem::take(&mut hold().written)
}

/// Has files go out.
pub fn hand_out(files: &[(&Path, &[u8])]) {
    hold().written.extend(files.iter().map(|(path, bytes)| (path.to_path_buf(), bytes.to_vec())));
}

/// The bytes of a file that was handed in.
///
/// # Errors
/// If there is none.
pub(super) fn handed(path: &Path) -> Result<Vec<u8>, Error> {
    hold().read(path).map(<[u8]>::to_vec)
}

/// How many bytes a file has, and whether it is a folder.
///
/// # Errors
/// Why it cannot be had.
pub fn about(path: &Path) -> Result<(u64, bool), Error> {
    if HAS_DISK {
        std::fs::metadata(path).map(|about| (about.len(), about.is_dir()))
    } else {
        hold().read(path).map(|bytes| (bytes.len() as u64, false))
    }
}

/// Says that a file was written.
pub fn wrote(path: &Path) -> String {
    let done = if HAS_DISK { "wrote" } else { "handed to the browser as a download:" };
    format!("{done} {}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_in_is_read_and_the_oldest_goes_first() {
        let mut hold = Hold::default();
        let path = |k: usize| PathBuf::from(format!("{k}.csv"));
        assert_eq!(hold.read(&path(0)).unwrap_err().kind(), ErrorKind::NotFound);
        hold.hand(&path(0), b"old".to_vec());
        hold.hand(&path(0), b"new".to_vec());
        assert_eq!(hold.read(&path(0)).unwrap(), b"new");
        hold.hand(&path(1), b"one".to_vec());
        hold.hand(&path(0), b"again".to_vec());
        // Too much for all: the newest stays, and what was handed in last before it goes last.
        hold.hand(&path(2), vec![0; MOST_BYTES - 5]);
        assert!(hold.read(&path(1)).is_err() && hold.read(&path(0)).is_ok());
        hold.hand(&path(3), vec![0; MOST_BYTES + 1]);
        assert!(hold.read(&path(2)).is_err() && hold.read(&path(3)).is_ok());
    }
}
