//! `tightrope figure`, `movie`, `open`, `run --npz`: what is written, what is refused, and the way back.

use crate::support::names_in;
use std::path::Path;
use std::process::{Command, Output};
use tightrope::reading::imprint;
use tightrope::session::{Preset, arrays_from_bytes};

fn tightrope(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tightrope"));
    let displays = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];
    for name in displays {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_figure_is_written_and_opens_what_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let order = ["figure", "fig-4d", "--view", "spikes", "--for", "0.05", "--set", "d_e=0.31", "--seed", "7"];
    let shape = ["--size", "60x40mm", "--font-size", "7", "--line-width", "0.5", "--light", "--dpi", "150"];
    for name in ["a.svg", "b.PDF", "deep/c.png"] {
        let output = tightrope(folder.path(), &[&order[..], &shape, &["--out", name]].concat());
        assert!(output.status.success() && said(&output).contains(&format!("wrote {name}")), "{}", said(&output));
        let told = said(&tightrope(folder.path(), &["params", name]));
        assert!(told.contains("d_e = 0.31") && told.contains("seed = 7"), "{told}");
    }
    // In place of a preset, and by its own word: without a display both run it.
    let output = tightrope(folder.path(), &["open", "a.svg"]);
    assert!(output.status.success() && said(&output).contains("runs headless"), "{}", said(&output));
    let summary = std::fs::read_to_string(folder.path().join("tightrope-out/summary.json")).unwrap();
    assert!(summary.contains("\"seed\": 7"), "{summary}");
    let again = Preset::open(folder.path().join("tightrope-out/summary.json").to_str().unwrap()).unwrap();
    assert_eq!(again.setup.seed, 7);
}

#[test]
fn what_is_wrong_with_an_order_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "old").unwrap();
    let figure = |more: &[&'static str]| [&["figure", "fig-4d", "--for", "0.01"][..], more].concat();
    let movie = |more: &[&'static str]| [&["movie", "fig-4d", "--for", "0.01"][..], more].concat();
    for (arguments, wanted) in [
        (figure(&["--view", "rasta", "--out", "a.svg"]), "this network has plane:latent"),
        (figure(&["--view", "plane:nowhere", "--out", "a.svg"]), "raster"),
        (figure(&["--out", "a.jpg"]), "allowed are .svg, .pdf and .png"),
        (figure(&["--out", "a"]), "allowed are .svg, .pdf and .png"),
        (figure(&["--size", "85", "--out", "a.svg"]), "--size: given 85; allowed is WIDTHxHEIGHT"),
        (figure(&["--size", "1x1mm", "--out", "a.svg"]), "--size: width: given 1 mm; allowed is 10 to 2000 mm"),
        (
            figure(&["--size", "20000x20px", "--out", "a.svg"]),
            "--size: width: given 20000 px; allowed is 32 to 16384 px",
        ),
        (figure(&["--size", "1500x1500mm", "--dpi", "1200", "--out", "a.png"]), "try fewer dpi"),
        (figure(&["--font-size", "90", "--out", "a.svg"]), "at most"),
        (
            figure(&["--font-size=-1", "--out", "a.svg"]),
            "--font-size: size of letters: given -1 pt; allowed is 2 to 200",
        ),
        (
            figure(&["--line-width", "nan", "--out", "a.svg"]),
            "--line-width: width of lines: given NaN pt; allowed is 0.05 to 20",
        ),
        (figure(&["--set", "d_e=-5", "--out", "a.svg"]), "d_e"),
        (figure(&["--out", "file/a.svg"]), "cannot write"),
        (vec!["figure", "fig-4dd", "--out", "a.svg"], "did you mean fig-4d"),
        (vec!["figure", "fig-4d", "--for=-1", "--out", "a.svg"], "above 0"),
        (movie(&["--out", "a.mp4"]), "allowed are .gif, .apng and .png"),
        (movie(&["--fps", "0", "--out", "a.gif"]), "1 to 50"),
        (movie(&["--speed", "0", "--out", "a.gif"]), "above 0"),
        (movie(&["--speed", "1e-9", "--out", "a.gif"]), "allowed are 3000"),
        (movie(&["--size", "4000x4000px", "--out", "a.gif"]), "million"),
        (movie(&["--from=-1", "--out", "a.gif"]), "--from -1"),
        (vec!["open", "nothing.svg"], "nothing.svg"),
    ] {
        let output = tightrope(folder.path(), &arguments);
        let told = said(&output);
        assert!(output.status.code() == Some(2) && told.contains(wanted), "{arguments:?}: {told}");
    }
    assert_eq!(names_in(folder.path()), ["file"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("file")).unwrap(), "old");
}

#[test]
fn a_movie_has_the_frames_that_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    // 0.02 s at a speed of 0.04 are half a second.
    let order = ["movie", "fig-4d", "--for", "0.02", "--speed", "0.04", "--fps", "12", "--size", "200x150px"];
    for name in ["a.gif", "b.apng"] {
        let output = tightrope(folder.path(), &[&order[..], &["--out", name]].concat());
        assert!(output.status.success(), "{}", said(&output));
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        assert!(imprint(&bytes).unwrap().unwrap().contains("fig-4d"));
        let frames = match name {
            "a.gif" => {
                let mut decoder = gif::DecodeOptions::new().read_info(&bytes[..]).unwrap();
                let mut frames = 0;
                while decoder.read_next_frame().unwrap().is_some() {
                    frames += 1;
                }
                frames
            }
            _ => {
                let at = bytes.windows(4).position(|four| four == b"acTL").unwrap() + 4;
                u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
            }
        };
        assert_eq!(frames, 6, "{name}");
        // Cut off, it says so.
        std::fs::write(folder.path().join(name), &bytes[..bytes.len() * 2 / 3]).unwrap();
        let told = said(&tightrope(folder.path(), &["params", name]));
        assert!(told.contains("cut off") && told.contains(name), "{told}");
    }
}

#[test]
fn a_run_goes_into_one_file_that_numpy_reads() {
    let folder = tempfile::tempdir().unwrap();
    let order = ["run", "fig-4d", "--for", "0.1", "--seed", "3", "--npz", "--out", "out"];
    let output = tightrope(folder.path(), &order);
    assert!(output.status.success() && said(&output).contains("run.npz"), "{}", said(&output));
    let out = folder.path().join("out");
    let bytes = std::fs::read(out.join("run.npz")).unwrap();
    // The same as in the tables.
    let table = std::fs::read_to_string(out.join("spikes.csv")).unwrap();
    let steps: Vec<f64> = table.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    let why = arrays_from_bytes("run.npz", &bytes, None).unwrap_err();
    assert!(why.contains("<U"), "texts are none of its arrays: {why}");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut entry = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name("spike_step.npy").unwrap(), &mut entry).unwrap();
    let data = &entry[128..];
    let read: Vec<f64> = data.chunks(8).map(|eight| i64::from_le_bytes(eight.try_into().unwrap()) as f64).collect();
    assert!(!read.is_empty() && read == steps);
    assert_eq!(Preset::open(out.join("run.npz").to_str().unwrap()).unwrap().setup.seed, 3);
    // A truncated one says what is wrong.
    std::fs::write(out.join("cut.npz"), &bytes[..bytes.len() / 2]).unwrap();
    let why = Preset::open(out.join("cut.npz").to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("cut.npz") && why.contains("cut off"), "{why}");
    // Where Python has NumPy and Matplotlib, the script plots both kinds alike.
    let python = |code: &str| Command::new("python3").args(["-c", code]).current_dir(&out).output();
    if python("import numpy, matplotlib").is_ok_and(|output| output.status.success()) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/read_run.py");
        for (what, picture) in [("run.npz", "a.png"), (".", "b.png")] {
            let output = Command::new("python3").args([script, what, picture]).current_dir(&out).output().unwrap();
            assert!(output.status.success() && out.join(picture).is_file(), "{}", said(&output));
        }
    }
}
