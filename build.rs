//! Tells the program from which commit it is built.
//!
//! A release knows exactly; other builds, which would otherwise be built anew after each commit, say `-dev`.

#![forbid(unsafe_code)]

use std::path::Path;
use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// The commit, if this folder is the top of a repository: a folder unpacked within another one is not.
fn commit(is_release: bool) -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let here = std::env::var("CARGO_MANIFEST_DIR").ok()?;
    if Path::new(&top).canonicalize().ok()? != Path::new(&here).canonicalize().ok()? {
        return None;
    }
    let commit = git(&["rev-parse", "--short=9", "HEAD"]).filter(|commit| !commit.is_empty())?;
    if !is_release {
        return Some(format!("{commit}-dev"));
    }
    // Whatever moves the commit.
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
    for file in ["HEAD", "logs/HEAD", "packed-refs", &branch].into_iter().filter(|file| !file.is_empty()) {
        if let Some(path) = git(&["rev-parse", "--git-path", file]).filter(|path| Path::new(path).exists()) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    // And whatever makes it another program.
    const PARTS: [&str; 6] = ["src", "presets", "assets", "build.rs", "Cargo.toml", "Cargo.lock"];
    PARTS.iter().filter(|part| Path::new(part).exists()).for_each(|part| println!("cargo:rerun-if-changed={part}"));
    let changed = git(&[&["status", "--porcelain", "--"], &PARTS[..]].concat()).is_none_or(|text| !text.is_empty());
    Some(format!("{commit}{}", if changed { "+changes" } else { "" }))
}

/// The commit that `cargo package` notes in what it packs.
fn packed() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    let hash: String =
        rest.chars().skip_while(|c| !c.is_ascii_hexdigit()).take_while(char::is_ascii_hexdigit).collect();
    (hash.len() >= 9).then(|| hash[..9].to_owned())
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = commit(is_release).or_else(packed).unwrap_or_else(|| "unknown commit".to_owned());
    println!("cargo:rustc-env=TIGHTROPE_COMMIT={commit}");
}
