//! The bytes of a file that somebody names, as far as it is one: devices and pipes have no end.

use super::disk::handed;
use super::here::HAS_DISK;
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::Path;

/// Bytes that a text may have: a preset, a session, a talk.
pub const MOST_TEXT: u64 = 1 << 24;
/// Bytes that a file may have: a table, arrays, a figure.
pub const MOST_BYTES: u64 = 1 << 29;

/// What it is that is no file.
fn other(about: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        let kind = about.file_type();
        if kind.is_char_device() || kind.is_block_device() {
            return "is a device";
        }
        if kind.is_fifo() {
            return "is a pipe";
        }
        if kind.is_socket() {
            return "is a socket";
        }
    }
    if about.is_dir() { "is a folder" } else { "is no file" }
}

fn opened(path: &Path) -> std::io::Result<File> {
    let mut how = File::options();
    how.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Nobody waits for what only comes by and by.
        how.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    how.open(path)
}

/// What an error of the system is in a few words.
fn cannot(error: &std::io::Error) -> String {
    format!("cannot be read: {error}")
}

/// The bytes of a file, at most so many.
///
/// # Errors
/// Why they cannot be had, to be put behind its name.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    if !HAS_DISK {
        return handed(path).map_err(|error| cannot(&error));
    }
    let size = |n: u64| if n >= 1 << 20 { format!("{} MB", n >> 20) } else { format!("{n} bytes") };
    // Before it is opened: that alone may wait, or do something.
    let about = std::fs::metadata(path).map_err(|error| cannot(&error))?;
    if !about.is_file() {
        return Err(format!("{}; needed is a file", other(&about)));
    }
    if about.len() > most {
        return Err(format!("has {}; allowed are {}", size(about.len()), size(most)));
    }
    let file = opened(path).map_err(|error| cannot(&error))?;
    let mut bytes = Vec::new();
    // Files that the system makes up say that they are empty.
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    if bytes.len() as u64 > most {
        return Err(format!("has more than {}, which are allowed", size(most)));
    }
    Ok(bytes)
}

/// The text of a file of the program's own; nothing if it is not in order.
pub fn text(path: &Path, most: u64) -> Option<String> {
    String::from_utf8(bytes(path, most).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::bytes;
    use std::path::Path;

    #[test]
    fn what_is_no_file_or_too_long_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(bytes(&path, 5).unwrap(), b"12345");
        assert_eq!(bytes(&path, 4).unwrap_err(), "has 5 bytes; allowed are 4 bytes");
        assert!(bytes(folder.path(), 4).unwrap_err().contains("is a folder"));
        assert!(bytes(&folder.path().join("none"), 4).unwrap_err().starts_with("cannot be read"));
        // It has no length on the disk.
        let sparse = folder.path().join("sparse");
        std::fs::File::create(&sparse).unwrap().set_len(10 << 30).unwrap();
        assert_eq!(bytes(&sparse, 1 << 29).unwrap_err(), "has 10240 MB; allowed are 512 MB");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn devices_pipes_sockets_and_what_the_system_makes_up_have_an_end() {
        for device in ["/dev/urandom", "/dev/zero", "/dev/null"] {
            assert_eq!(bytes(Path::new(device), 10).unwrap_err(), "is a device; needed is a file");
        }
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listens = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(bytes(&socket, 10).unwrap_err(), "is a socket; needed is a file");
        // Says that it has no bytes, and has many.
        assert_eq!(bytes(Path::new("/proc/self/maps"), 10).unwrap_err(), "has more than 10 bytes, which are allowed");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|made| made.success()) {
            assert_eq!(bytes(&pipe, 10).unwrap_err(), "is a pipe; needed is a file");
        }
    }
}
