//! The list of what others wrote and the program contains, with their licences: `assets/licences.txt`. It is made by
//!
//! ```text
//! cargo fetch && TIGHTROPE_LICENCES=write cargo test --test it licences
//! ```

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tightrope::session::LICENCES;

/// A crate that the program contains on some system, with some feature.
struct Part {
    name: String,
    version: String,
    terms: String,
    authors: Vec<String>,
    home: String,
    folder: PathBuf,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `cargo metadata` says; nothing where it cannot be asked.
fn metadata(more: &[&str]) -> Option<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--offline", "--locked"]).args(more).current_dir(root());
    let output = cargo.output().ok()?;
    serde_json::from_slice(&output.stdout).ok().filter(|_| output.status.success())
}

/// The crates that are linked into the program: neither those of tests and builds nor those that write code.
fn parts(metadata: &Value) -> Vec<Part> {
    let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> =
        array(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let writes_code = |package: &Value| {
        array(&package["targets"]).iter().any(|target| array(&target["kind"]).iter().any(|kind| kind == "proc-macro"))
    };
    let nodes: BTreeMap<String, Value> =
        array(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
    let own = text(&metadata["resolve"]["root"]);
    let (mut found, mut open) = (BTreeSet::new(), vec![own.clone()]);
    while let Some(id) = open.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        for dep in array(&nodes[&id]["deps"]) {
            let is_linked = array(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            if is_linked && !writes_code(&packages[&text(&dep["pkg"])]) {
                open.push(text(&dep["pkg"]));
            }
        }
    }
    found.remove(&own);
    let part = |id: &String| {
        let package = &packages[id];
        Part {
            name: text(&package["name"]),
            version: text(&package["version"]),
            terms: text(&package["license"]).replace('/', " OR ").replace("  ", " "),
            authors: array(&package["authors"]).iter().map(text).collect(),
            home: text(&package["repository"]),
            folder: PathBuf::from(text(&package["manifest_path"])).parent().unwrap().to_owned(),
        }
    };
    let mut parts: Vec<Part> = found.iter().map(part).collect();
    parts.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    parts
}

/// What kind of licence a text is.
fn kind(text: &str) -> &'static str {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for (mark, kind) in [
        ("ubuntu font licence", "Ubuntu-font-1.0"),
        ("sil open font license", "OFL-1.1"),
        ("unicode license v3", "Unicode-3.0"),
        ("apache license version 2.0", "Apache-2.0"),
        ("mozilla public license", "MPL-2.0"),
        ("boost software license", "BSL-1.0"),
        ("this software is provided 'as-is'", "Zlib"),
        ("permission to use, copy, modify, and", "ISC"),
        ("without restriction, including without limitation the rights", "MIT"),
        ("this is free and unencumbered software", "Unlicense"),
        ("creative commons", "CC0-1.0"),
        ("redistribution and use in source and binary forms", "BSD"),
        ("gnu ", "GPL"),
    ] {
        if text.contains(mark) {
            return kind;
        }
    }
    ""
}

/// The files of a folder that look like licences.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let inside =
        ["", "LICENSES", "license", "licenses", "fonts", "c_src/mimalloc", "c_src/mimalloc2", "c_src/mimalloc3"];
    for folder in inside.map(|inside| folder.join(inside)) {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let upper = name.to_uppercase();
            let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
            let is_font = folder.ends_with("fonts") && upper.ends_with(".TXT");
            if (begins.iter().any(|begin| upper.starts_with(begin)) || is_font)
                && entry.path().is_file()
                && let Ok(text) = std::fs::read_to_string(entry.path())
            {
                found.push((name, text.trim_start_matches('\u{feff}').replace("\r\n", "\n")));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Lines that say whose it is, and the rest.
fn split(text: &str, kind: &str) -> (Vec<String>, String) {
    // What follows tells how to apply it.
    let text =
        if kind == "Apache-2.0" { text.split("END OF TERMS AND CONDITIONS").next().unwrap_or(text) } else { text };
    let (mut whose, mut rest) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let plain = line.trim();
        let lower = plain.to_lowercase();
        let tells = (lower.starts_with("copyright") || lower.starts_with("(c)") || lower.starts_with('\u{a9}'))
            && plain.len() < 200
            && (lower.contains("(c)") || lower.contains('\u{a9}') || lower.bytes().any(|byte| byte.is_ascii_digit()));
        // In long ones such lines are part of the text.
        match tells && ["MIT", "BSD", "ISC", "Zlib"].contains(&kind) {
            true => whose.push(plain.to_owned()),
            false => rest.push(line.trim_end()),
        }
    }
    (whose, rest.join("\n").trim_matches('\n').to_owned())
}

/// What tells two texts apart.
fn essence(text: &str) -> String {
    let text: String = text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    ["themitlicensemit", "themitlicense", "mitlicense", "zliblicense", "bsd3clauselicense", "isclicense"]
        .iter()
        .fold(text, |text, title| text.strip_prefix(title).map_or(text.clone(), str::to_owned))
}

/// The texts of a crate that are to be shown: of licences to choose from one, else all.
fn chosen(part: &Part) -> Vec<(&'static str, String)> {
    let all: Vec<(&'static str, String)> =
        files(&part.folder).into_iter().map(|(_, text)| (kind(&text), text)).collect();
    let is_choice = part.terms.contains(" OR ") && !part.terms.contains(" AND ");
    let first = ["MIT", "Zlib", "ISC", "BSD", "Apache-2.0", "BSL-1.0"];
    let wanted = first.iter().find(|kind| is_choice && all.iter().any(|(known, _)| known == *kind));
    all.into_iter().filter(|(kind, _)| wanted.is_none_or(|wanted| kind == wanted)).collect()
}

/// A licence: its name, its words, and by who holds it, which crates have it.
type Text = (&'static str, String, Vec<(String, Vec<String>)>);

/// The list.
fn written(parts: &[Part]) -> String {
    // A text, with those who use it and whose it is then.
    let mut texts: Vec<Text> = Vec::new();
    let mut without = Vec::new();
    for part in parts {
        let called = format!("{} {}", part.name, part.version);
        let found = chosen(part);
        if found.iter().all(|(kind, _)| kind.is_empty()) {
            without.push(format!("{called} ({}): {} {}", part.terms, part.authors.join(", "), part.home));
        }
        for (kind, text) in found {
            let (whose, rest) = split(&text, kind);
            let known = texts.iter_mut().find(|(_, known, _)| essence(known) == essence(&rest));
            match known {
                Some((_, _, users)) if users.iter().any(|(user, _)| *user == called) => {}
                Some((_, _, users)) => users.push((called.clone(), whose)),
                None => texts.push((kind, rest, vec![(called.clone(), whose)])),
            }
        }
    }
    texts.sort_by_key(|(_, _, users)| std::cmp::Reverse(users.len()));
    let mut list = String::new();
    let _ = writeln!(
        list,
        "Tightrope is under the MIT licence. It contains what others wrote, on some system or with some feature: the\n\
         standard library of Rust (MIT or Apache-2.0, The Rust Project Contributors), the fonts Ubuntu Light, Hack, Noto\n\
         Emoji and emoji-icon-font (licences with epaint_default_fonts below), and these {} crates. Where an author\n\
         leaves a choice, one licence is chosen. After the list come all texts, each with those that it belongs to.\n",
        parts.len()
    );
    for part in parts {
        let _ = writeln!(list, "{} {} ({}) {}", part.name, part.version, part.terms, part.home);
    }
    for (_, text, users) in &texts {
        let _ = writeln!(list, "\n{}\n", "=".repeat(100));
        let mut by_owner: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
        for (user, whose) in users {
            match by_owner.iter_mut().find(|(known, _)| known == whose) {
                Some((_, users)) => users.push(user),
                None => by_owner.push((whose.clone(), vec![user])),
            }
        }
        for (whose, users) in by_owner {
            let _ = writeln!(list, "{}", users.join(", "));
            whose.iter().for_each(|line| list.push_str(&format!("    {line}\n")));
        }
        let _ = writeln!(list, "\n{text}");
    }
    if !without.is_empty() {
        let _ = writeln!(
            list,
            "\n{}\n\nThese crates bring no text; the usual one of their licence holds:\n",
            "=".repeat(100)
        );
        without.iter().for_each(|line| list.push_str(&format!("{}\n", line.trim_end())));
    }
    list
}

/// Names and versions in the list.
fn listed() -> BTreeSet<(String, String)> {
    let lines = LICENCES.split("\n\n").nth(1).unwrap().lines();
    lines
        .map(|line| line.split(' '))
        .map(|mut words| (words.next().unwrap().into(), words.next().unwrap().into()))
        .collect()
}

#[test]
fn licences_are_listed_for_all_that_is_in_the_program_and_nothing_else() {
    let path = root().join("assets/licences.txt");
    if std::env::var("TIGHTROPE_LICENCES").is_ok_and(|wish| wish == "write") {
        let all = metadata(&["--all-features"]).expect("`cargo fetch` has fetched the crates of all systems");
        std::fs::write(path, written(&parts(&all))).unwrap();
        return;
    }
    let again = "run `cargo fetch && TIGHTROPE_LICENCES=write cargo test --test it licences`";
    let listed = listed();
    assert!(listed.len() > 300, "{}", listed.len());
    // Nothing of another version, or that is no longer used.
    let lock: toml::Table = std::fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let locked: BTreeSet<(String, String)> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["name"].as_str().unwrap().into(), package["version"].as_str().unwrap().into()))
        .collect();
    let strange: Vec<_> = listed.difference(&locked).collect();
    assert!(strange.is_empty(), "{strange:?} are listed and not in Cargo.lock; {again}");
    // All that this system's program is made of.
    let host = tightrope_host();
    let Some(own) = metadata(&["--features", "sound,wgpu", "--filter-platform", &host])
        .or_else(|| metadata(&["--filter-platform", &host]))
    else {
        eprintln!("skipped: cargo does not tell what the program is made of");
        return;
    };
    let own: BTreeSet<_> = parts(&own).into_iter().map(|part| (part.name, part.version)).collect();
    let missing: Vec<_> = own.difference(&listed).collect();
    assert!(missing.is_empty(), "{missing:?} are not listed; {again}");
    assert!(own.len() > 100, "{}", own.len());
}

/// The system that the test was built for.
fn tightrope_host() -> String {
    let output = Command::new(env!("CARGO")).args(["-vV"]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("x86_64-unknown-linux-gnu").to_owned()
}

#[test]
fn licences_have_their_texts() {
    for words in [
        "Permission is hereby granted, free of charge",
        "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
        "SIL OPEN FONT LICENSE",
        "UBUNTU FONT LICENCE",
        "UNICODE LICENSE V3",
        "Mozilla Public License",
        "Emil Ernerfeldt",
        "egui 0.37",
    ] {
        assert!(LICENCES.contains(words), "{words}");
    }
    // Nothing of the machine on which it was made.
    for word in ["/root", "/home/", ".cargo"] {
        assert!(!LICENCES.contains(word), "{word}");
    }
}
