//! The direction of imports, and what must stand nowhere.

use std::path::{Path, PathBuf};

/// Folder, and the folders that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("geometry", &[]),
    ("hue", &[]),
    ("param", &["hue"]),
    ("picture", &["geometry", "hue"]),
    ("model", &["geometry", "hue", "param", "picture"]),
    ("sim", &["geometry", "param", "picture", "model"]),
    ("session", &["geometry", "param", "picture", "model", "sim"]),
    ("export", &["geometry", "param", "picture", "model", "sim", "session"]),
    ("cli", &["geometry", "param", "picture", "model", "sim", "session", "export"]),
    ("ui", &["geometry", "hue", "param", "picture", "model", "sim", "session", "export"]),
];

/// Words that must not stand in some folders, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("egui", &["geometry", "param", "model", "sim", "session", "export", "cli"], "only ui draws"),
    ("std::thread", &["geometry", "param", "model", "sim"], "only session knows threads"),
    ("crossbeam", &["geometry", "param", "model", "sim", "export", "cli", "ui"], "only session knows channels"),
    ("std::fs", &["geometry", "param", "model", "sim"], "only presets and exports know files"),
    ("time::Instant", &["geometry", "param", "model", "sim"], "engines know no clock"),
    ("unbounded", &["geometry", "param", "model", "sim", "session", "export", "cli", "ui"], "no unbounded channel"),
    ("unsafe ", &["geometry", "param", "model", "sim", "session", "export", "cli", "ui"], "no unsafe"),
];

/// What is wrong with one file of folder `folder`; tests in it do not count.
fn offences(folder: &str, source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let allowed = MAY_USE.iter().find(|(name, _)| *name == folder).map_or(&[][..], |(_, allowed)| allowed);
    let mut found = Vec::new();
    for line in lines {
        for part in line.split("crate::").skip(1) {
            let used: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let is_folder = MAY_USE.iter().any(|(name, _)| *name == used);
            if is_folder && used != folder && !allowed.contains(&used.as_str()) {
                found.push(format!("{folder} must not use {used}: {}", line.trim()));
            }
        }
        for (word, folders, why) in FORBIDDEN {
            if folders.contains(&folder) && line.contains(word) {
                found.push(format!("{why}: {}", line.trim()));
            }
        }
    }
    found
}

fn files(dir: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all.push(path);
        }
    }
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src, &mut all);
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(&src).unwrap();
        let folder = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        (folder, path, text)
    };
    all.into_iter().map(read).collect()
}

#[test]
fn imports_go_one_way() {
    let sources = sources();
    assert!(sources.len() > 50);
    let found: Vec<String> = sources
        .iter()
        .flat_map(|(folder, path, text)| {
            offences(folder, text).into_iter().map(|what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_offence_is_found() {
    assert_eq!(offences("model", "use crate::sim::Frame;").len(), 1);
    assert_eq!(offences("sim", "fn f() { crate::ui::draw() }").len(), 1);
    assert_eq!(offences("sim", "use std::time::Instant;").len(), 1);
    assert_eq!(offences("session", "let (a, b) = unbounded();").len(), 1);
    assert_eq!(offences("sim", "use crate::picture::Layout;\n// crate::ui is far away").len(), 0);
}

#[test]
fn colours_stand_in_the_theme_alone() {
    for (folder, path, text) in sources() {
        let is_theme = path.ends_with("ui/theme.rs") || path.ends_with("ui/raster.rs");
        if folder == "ui" && !is_theme {
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for maker in ["from_rgb", "from_gray", "Color32::RED", "Color32::WHITE", "Color32::BLACK", "Color32::GRAY"]
            {
                assert!(!code.contains(maker), "{}: {maker} belongs into theme.rs", path.display());
            }
        }
    }
}

#[test]
fn no_file_is_two_ideas() {
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 620, "{}: {lines} lines", path.display());
    }
}
