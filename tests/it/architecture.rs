//! The direction of imports, and what must stand nowhere.

use crate::support::imports::{Uses, circles, follow};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Folder, and the folders that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("geometry", &[]),
    ("hue", &[]),
    ("machine", &[]),
    ("reading", &["machine"]),
    ("param", &["hue", "reading"]),
    ("picture", &["geometry", "hue"]),
    ("model", &["geometry", "hue", "reading", "param", "picture"]),
    ("sim", &["geometry", "hue", "machine", "reading", "param", "picture", "model"]),
    ("session", &["geometry", "machine", "param", "reading", "picture", "model", "sim"]),
    ("export", &["geometry", "machine", "param", "reading", "picture", "model", "sim", "session"]),
    ("cli", &["geometry", "machine", "param", "reading", "picture", "model", "sim", "session", "export"]),
    ("ui", &["geometry", "hue", "machine", "param", "reading", "picture", "model", "sim", "session", "export"]),
];

/// Words that must not stand in some folders, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("egui", &["geometry", "reading", "param", "model", "sim", "session", "export", "cli"], "only ui draws"),
    (
        "eframe",
        &["geometry", "reading", "param", "model", "sim", "session", "export", "cli", "ui"],
        "only the program's window knows eframe",
    ),
    (
        "winit",
        &["geometry", "reading", "param", "model", "sim", "session", "export", "cli", "ui"],
        "only the program's window knows winit",
    ),
    ("std::thread", &["geometry", "reading", "param", "model", "sim"], "only session knows threads"),
    (
        "crossbeam",
        &["geometry", "reading", "param", "model", "sim", "export", "cli", "ui"],
        "only session knows channels",
    ),
    ("std::fs", &["geometry", "reading", "param", "model", "sim"], "only presets and exports know files"),
    ("time::Instant", &["geometry", "reading", "param", "model", "sim"], "engines know no clock"),
    (
        "unbounded",
        &["geometry", "reading", "param", "model", "sim", "session", "export", "cli", "ui"],
        "no unbounded channel",
    ),
    ("unsafe ", &["geometry", "reading", "param", "model", "sim", "session", "export", "cli", "ui"], "no unsafe"),
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
        let folder = inside.components().next().unwrap().as_os_str().to_string_lossy();
        let folder = folder.trim_end_matches(".rs").to_owned();
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
fn every_crate_root_forbids_unsafe_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut roots: Vec<PathBuf> =
        ["src/lib.rs", "src/main.rs", "build.rs", "tests/it/main.rs"].map(|file| root.join(file)).into();
    for folder in ["examples", "benches"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        roots.extend(entries.filter(|path| path.extension().is_some_and(|ending| ending == "rs")));
    }
    assert!(roots.len() > 10);
    for path in roots {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.lines().any(|line| line == "#![forbid(unsafe_code)]"), "{}", path.display());
    }
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
            for maker in ["from_rgb(", "from_gray", "Color32::RED", "Color32::WHITE", "Color32::BLACK", "Color32::GRAY"]
            {
                assert!(!code.contains(maker), "{}: {maker} belongs into theme.rs", path.display());
            }
        }
    }
}

/// Words of single systems; views and panels get all such words from the model.
const OF_SYSTEMS: &[&str] =
    &["crossing", "boundar", "latent", "excit", "inhibit", "dale", "y_e", "y_i", "e-i", "corr(", "paradox", "overlap"];

/// What stands between quotes in a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

#[test]
fn what_is_drawn_names_no_system() {
    for (folder, path, text) in sources() {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let lines = code.lines().filter(|line| folder == "ui" && !line.trim_start().starts_with("//"));
        for literal in lines.flat_map(literals).map(str::to_lowercase) {
            let found = OF_SYSTEMS.iter().find(|word| literal.contains(**word));
            assert_eq!(found, None, "{}: {literal:?}", path.display());
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

/// The circles of `uses`, with what each file takes from the others of its circle.
fn told(uses: &Uses, circles: &[Vec<String>]) -> String {
    let mut text = String::new();
    for circle in circles {
        let _ = writeln!(text, "a circle of {} files:", circle.len());
        for file in circle {
            for (other, names) in uses[file].iter().filter(|(other, _)| circle.contains(other)) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let _ = writeln!(text, "    {file} -> {other}: {}", names.join(", "));
            }
        }
    }
    text
}

#[test]
fn files_use_each_other_in_no_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = |path: &Path| path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
    let files: Vec<(String, String)> = sources().into_iter().map(|(_, path, text)| (inside(&path), text)).collect();
    let uses = follow(&files);
    let found = circles(&uses);
    assert!(found.is_empty(), "Files use each other:\n{}", told(&uses, &found));
}

#[test]
fn circles_are_found_through_all_kinds_of_imports() {
    let circle_of = |files: &[(&str, &str)]| {
        let files: Vec<(String, String)> =
            files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        circles(&follow(&files))
    };
    let lib = ("lib.rs", "pub mod a; pub mod b;");
    // Through a re-export, under another name, written out, by a star.
    let a = ("a/mod.rs", "mod one; mod two; pub use one::One; pub(crate) use two::{Two as Deux, self};");
    let one = ("a/one.rs", "pub struct One; use super::Deux;");
    for two in [
        "pub struct Two(super::One);",
        "use crate::a::{One, x::y}; pub struct Two;",
        "use crate::a; pub struct Two(a::One);",
        "use super::*; pub struct Two(One);",
        "pub fn two() -> crate::a::One { todo!() } pub struct Two;",
    ] {
        let found = circle_of(&[lib, a, one, ("a/two.rs", two)]);
        assert_eq!(found, [["a/one.rs", "a/two.rs"]], "{two}");
    }
    for two in [
        "pub struct Two; // super::One",
        "pub struct Two; const A: &str = \"super::One\"; const B: char = '\"'; const C: &str = r#\"super::One\"#;",
        "pub struct Two;\n#[cfg(test)]\nmod tests { use super::super::One; }",
        "use one::One; pub struct Two;",
    ] {
        assert_eq!(circle_of(&[lib, a, one, ("a/two.rs", two)]), [[""; 0]; 0], "{two}");
    }
    // What stands in a folder's own file is no re-export.
    let found = circle_of(&[
        lib,
        ("b/mod.rs", "mod c; fn f() { c::g() } pub type N = u8;"),
        ("b/c.rs", "use super::N; pub fn g() {}"),
    ]);
    assert_eq!(found, [["b/c.rs", "b/mod.rs"]]);
}
