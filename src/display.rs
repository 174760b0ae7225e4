//! Which display a window opens on, and in plain words why on none.
//!
//! The toolkit takes Wayland wherever `WAYLAND_DISPLAY` is set and then knows no other way. A shell that outlives its
//! session, or a login from elsewhere, has such a name without a server behind it: so it is asked whether anybody answers.

use std::ffi::OsString;

/// What a window opens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// Whatever the toolkit takes.
    Usual,
    /// X11, though Wayland is named as well.
    X11,
}

/// Tells a variable of the environment.
type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The display to open a window on.
///
/// # Errors
/// If there is none; the text says why.
pub fn find(env: Env<'_>) -> Result<Display, String> {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return Ok(Display::Usual);
    }
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    let wayland = match (set("WAYLAND_SOCKET"), set("WAYLAND_DISPLAY")) {
        (None, None) => None,
        // It is open already.
        (Some(_), _) => Some(Ok(())),
        (None, Some(name)) => Some(answers::wayland(&name, set("XDG_RUNTIME_DIR"))),
    };
    let x11 = set("DISPLAY").map(|name| answers::x11(&name));
    match (wayland, x11) {
        (Some(Ok(())), _) | (None, Some(Ok(()))) => Ok(Display::Usual),
        (Some(Err(_)), Some(Ok(()))) => Ok(Display::X11),
        (Some(Err(wayland)), Some(Err(x11))) => Err(format!("there is no display ({wayland}; {x11})")),
        (Some(Err(why)), None) | (None, Some(Err(why))) => Err(format!("there is no display ({why})")),
        (None, None) => Err("there is no display".to_owned()),
    }
}

/// Whether a server answers.
#[cfg(unix)]
mod answers {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::net::UnixStream;
    use std::path::{Path, PathBuf};
    use tightrope::reading::quoted;

    pub fn wayland(name: &OsStr, runtime: Option<OsString>) -> Result<(), String> {
        let called = format!("WAYLAND_DISPLAY is {}", quoted(name.display()));
        let path = Path::new(name);
        let path = match runtime {
            _ if path.is_absolute() => path.to_owned(),
            Some(folder) => PathBuf::from(folder).join(path),
            None => return Err(format!("{called}, and XDG_RUNTIME_DIR, which says where that is, is not set")),
        };
        UnixStream::connect(path).map(drop).map_err(|_| format!("{called}, and no compositor answers there"))
    }

    pub fn x11(name: &OsStr) -> Result<(), String> {
        let none = || format!("DISPLAY is {}, and no X server answers there", quoted(name.display()));
        let text = name.to_string_lossy();
        let Some((host, number)) = text.rsplit_once(':') else { return Err(none()) };
        let number: u16 = number.split('.').next().and_then(|n| n.parse().ok()).ok_or_else(none)?;
        if !matches!(host, "" | "unix") {
            // Another machine answers when it does; the toolkit waits for it. A socket by its path is left to it, too.
            return Ok(());
        }
        let path = format!("/tmp/.X11-unix/X{number}");
        let is_there = UnixStream::connect(&path).is_ok() || hidden(&path);
        // Some servers listen to the network alone.
        let port = 6000u16.checked_add(number).ok_or_else(none)?;
        let is_there = is_there || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        if is_there { Ok(()) } else { Err(none()) }
    }

    /// A socket that has a name, and no file.
    #[cfg(target_os = "linux")]
    fn hidden(path: &str) -> bool {
        use std::os::linux::net::SocketAddrExt as _;
        let address = std::os::unix::net::SocketAddr::from_abstract_name(path);
        address.and_then(|address| UnixStream::connect_addr(&address)).is_ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn hidden(_: &str) -> bool {
        false
    }
}

#[cfg(not(unix))]
mod answers {
    use std::ffi::{OsStr, OsString};

    pub fn wayland(_: &OsStr, _: Option<OsString>) -> Result<(), String> {
        Ok(())
    }

    pub fn x11(_: &OsStr) -> Result<(), String> {
        Ok(())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{Display, find};
    use std::os::unix::net::UnixListener;

    fn found(variables: &[(&str, &str)]) -> Result<Display, String> {
        find(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn wayland_that_does_not_answer_gives_way_to_x11_that_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let runtime = folder.path().to_string_lossy().into_owned();
        let _wayland = UnixListener::bind(path("wayland-7")).unwrap();
        let live = [("WAYLAND_DISPLAY", "wayland-7"), ("XDG_RUNTIME_DIR", &*runtime)];
        let stale = [("WAYLAND_DISPLAY", "wayland-8"), ("XDG_RUNTIME_DIR", &*runtime)];
        // One that only speaks through the network is taken at its word.
        let far = ("DISPLAY", "elsewhere:0");
        assert_eq!(found(&live), Ok(Display::Usual));
        assert_eq!(found(&[live[0], live[1], far]), Ok(Display::Usual));
        assert_eq!(found(&[stale[0], stale[1], far]), Ok(Display::X11));
        assert_eq!(found(&[stale[0], far]), Ok(Display::X11), "XDG_RUNTIME_DIR is not set");
        assert_eq!(found(&[("WAYLAND_DISPLAY", ""), far]), Ok(Display::Usual));
        assert_eq!(found(&[("WAYLAND_DISPLAY", &*path("wayland-7"))]), Ok(Display::Usual), "by its path");
        // A file that a dead server has left.
        drop(UnixListener::bind(path("dead")).unwrap());
        assert!(found(&[("WAYLAND_DISPLAY", &*path("dead"))]).unwrap_err().contains("no compositor answers"));
    }

    #[test]
    fn why_there_is_no_display_is_said() {
        assert_eq!(found(&[]).unwrap_err(), "there is no display");
        let why = found(&[("WAYLAND_DISPLAY", "wayland-0")]).unwrap_err();
        assert!(why.contains("WAYLAND_DISPLAY is wayland-0") && why.contains("XDG_RUNTIME_DIR"), "{why}");
        let why = found(&[("DISPLAY", ":59731")]).unwrap_err();
        assert!(why.contains("DISPLAY is :59731, and no X server answers there"), "{why}");
        assert!(found(&[("DISPLAY", "nonsense")]).is_err());
        let why = found(&[("DISPLAY", &*"d".repeat(3000))]).unwrap_err();
        assert!(why.contains("DISPLAY is ddd") && why.chars().count() < 300, "{why}");
        let why = found(&[("DISPLAY", ":59731"), ("WAYLAND_DISPLAY", "x")]).unwrap_err();
        assert!(why.contains("DISPLAY is :59731") && why.contains("WAYLAND_DISPLAY is x"), "{why}");
    }
}
