//! What a person has who installed the program: presets of their own, an entry in a menu, runs that can be interrupted.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tightrope::session::{BUILT_IN, Preset, presets_in};

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tightrope"));
    command.current_dir(home).env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "TIGHTROPE_PRESETS"] {
        command.env_remove(name);
    }
    command
}

fn texts(output: &Output) -> [String; 2] {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

fn preset(title: &str, n_e: usize) -> String {
    format!("format = 1\ntitle = \"{title}\"\nsystem = \"boundary\"\n[params]\nn_e = {n_e}\nn_i = 3\n")
}

#[test]
fn presets_of_ones_own_are_found_listed_and_run_and_take_the_place_of_built_in_ones() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("config/tightrope/presets");
    let more = home.path().join("more");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::create_dir_all(&more).unwrap();
    std::fs::write(own.join("mine.toml"), preset("My network", 4)).unwrap();
    std::fs::write(own.join("fig-2a.toml"), preset("Another figure 2a", 5)).unwrap();
    std::fs::write(own.join("broken.toml"), "format = 1\ntitle =").unwrap();
    std::fs::write(own.join("notes.txt"), "no preset").unwrap();
    // What a variable names goes first.
    std::fs::write(more.join("mine.toml"), preset("My other network", 6)).unwrap();

    let listed = command(home.path()).arg("list").output().unwrap();
    let [text, told] = texts(&listed);
    assert!(listed.status.success());
    assert!(
        text.contains("Your presets\n") && text.contains("My network") && text.contains("Another figure 2a"),
        "{text}"
    );
    assert!(told.contains("broken.toml") && told.contains("not valid TOML"), "{told}");
    let params = |name: &str, with: &str| {
        let output = command(home.path()).env("TIGHTROPE_PRESETS", with).args(["params", name]).output().unwrap();
        texts(&output)
    };
    assert!(params("mine", "")[0].contains("n_e = 4"));
    assert!(params("mine", more.to_str().unwrap())[0].contains("n_e = 6"));
    assert!(params("fig-2a", "")[0].contains("n_e = 5"));
    assert!(params("broken", "")[1].contains("broken.toml"));
    // Shared, it stands in the code: whoever has the code need not have the file.
    let shared = command(home.path()).args(["share", "mine", "--seed", "9"]).output().unwrap();
    let code = texts(&shared)[0].trim().to_owned();
    let elsewhere = tempfile::tempdir().unwrap();
    let output = command(elsewhere.path()).args(["params", &code]).output().unwrap();
    let [text, told] = texts(&output);
    assert!(text.contains("n_e = 4") && text.contains("seed = 9"), "{text} {told}");
    // Without a display the window's program runs all the same.
    let output = command(home.path()).arg("mine").output().unwrap();
    let [text, told] = texts(&output);
    assert!(output.status.success() && text.contains("My network") && told.contains("broken.toml"), "{text} {told}");
}

#[test]
fn folders_that_are_missing_or_hold_nothing_are_no_fault() {
    let home = tempfile::tempdir().unwrap();
    let folders = |names: &[&str]| names.iter().map(|name| home.path().join(name)).collect::<Vec<PathBuf>>();
    std::fs::create_dir(home.path().join("empty")).unwrap();
    std::fs::write(home.path().join("file"), "").unwrap();
    assert_eq!(presets_in(&folders(&["nowhere", "empty"])), (Vec::new(), Vec::new()));
    let (found, told) = presets_in(&folders(&["file"]));
    assert!(found.is_empty() && told.len() == 1 && told[0].contains("file"), "{told:?}");
}

#[test]
fn everything_that_presets_name_comes_with_the_program() {
    // In a folder where nothing else is: weights, pictures, lessons stand in the program.
    let home = tempfile::tempdir().unwrap();
    for name in ["learn-lin-trained", "minimax-learned"] {
        let output = command(home.path()).args(["run", name, "--for", "0.01"]).output().unwrap();
        assert!(output.status.success(), "{:?}", texts(&output));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    for (name, _) in BUILT_IN {
        assert_eq!(Preset::<tightrope::model::System>::built_in(name).unwrap().name, *name);
    }
    let mut files: Vec<String> = Vec::new();
    for system in ["boundary", "learning", "minimax", "plastic"] {
        for entry in std::fs::read_dir(folder.join(system)).unwrap() {
            files.push(entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    assert!(files.iter().all(|file| BUILT_IN.iter().any(|(name, _)| name == file)), "every file is in the program");
}

#[test]
fn the_entry_of_a_menu_names_this_program() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("share");
    let output = command(home.path()).args(["desktop", "--data"]).arg(&data).output().unwrap();
    assert!(output.status.success(), "{:?}", texts(&output));
    let text = std::fs::read_to_string(data.join("applications/tightrope.desktop")).unwrap();
    assert!(text.contains(&format!("Exec=\"{}\" %f\n", env!("CARGO_BIN_EXE_tightrope"))), "{text}");
    assert!(text.lines().skip(1).all(|line| line.split_once('=').is_some_and(|(key, _)| !key.contains(' '))), "{text}");
    assert!(data.join("icons/hicolor/scalable/apps/tightrope.svg").is_file());
    let output = command(home.path()).args(["desktop", "--data", "/proc/nowhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(texts(&output)[1].contains("/proc/nowhere"));
}

/// A run of a very long time, which is interrupted once it has run for a while; the exit code, and what was told.
#[cfg(unix)]
fn interrupted(home: &Path, after: Duration) -> (Option<i32>, [String; 2]) {
    let mut run = command(home);
    run.args(["run", "fig-4f", "--for", "100000", "--out", "out"]);
    let child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(after);
    let begun = Instant::now();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    (output.status.code(), texts(&output))
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_what_was_run_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (code, [text, told]) = interrupted(home.path(), Duration::from_millis(1500));
    assert_eq!(code, Some(130), "{text} {told}");
    assert!(text.contains("interrupted after"), "{text} {told}");
    let out = home.path().join("out");
    let mut names: Vec<String> =
        std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["signals.csv", "spikes.csv", "summary.json"], "and no parts");
    let summary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["interrupted"], true);
    assert_eq!(summary["asked_s"], 100_000.0);
    let steps = summary["steps"].as_u64().unwrap();
    assert!(steps > 0);
    // What is there is the run up to then, to its last line.
    let spikes = std::fs::read_to_string(out.join("spikes.csv")).unwrap();
    assert!(spikes.ends_with('\n'));
    let last: u64 = spikes.lines().last().unwrap().split(',').nth(1).unwrap().parse().unwrap();
    assert!(last <= steps);
    let counted: u64 = summary["spikes"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(spikes.lines().count() as u64 - 1, counted);
}

#[test]
fn a_run_that_is_interrupted_at_once_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let preset = Preset::open("fig-4f").unwrap();
    let interrupt = tightrope::cli::Interrupt::default();
    interrupt.ask();
    let wish = tightrope::cli::Wish { run_s: 1.0, out: &out, npz: false, weights: None, picture: None };
    let why = tightrope::cli::run(&preset, &preset.setup, wish, &interrupt).unwrap_err();
    assert!(why.contains("nothing was written"), "{why}");
    assert!(!out.exists());
}
