//! Every figure is a preset, and every preset shows the numbers that the sheet gives for it.

use std::collections::HashSet;
use std::process::Command;
use tightrope::session::{BUILT_IN, MEASURES, Preset, run_checks};

#[test]
fn every_preset_passes_its_checks() {
    let mut count = 0;
    for (name, _) in BUILT_IN {
        let preset = Preset::open(name).unwrap();
        for outcome in run_checks(&preset).unwrap() {
            assert!(outcome.passes(), "{name}: {outcome:?}");
            count += 1;
        }
    }
    assert!(count > 50, "{count} checks");
}

#[test]
fn every_preset_says_what_it_is_what_to_try_and_where_it_comes_from() {
    let mut titles = HashSet::new();
    for (name, _) in BUILT_IN {
        let preset = Preset::open(name).unwrap();
        assert!(preset.title.starts_with("Fig. ") && preset.cites.contains("figure"), "{name}");
        assert!(preset.caption.ends_with('.') && preset.try_this.ends_with('.'), "{name}");
        // The title names the figure that the file is named after.
        let figure = name.trim_start_matches("fig-").to_uppercase();
        let titled = preset.title["Fig. ".len()..].split_whitespace().next().unwrap().to_uppercase();
        assert!(figure.starts_with(titled.trim_end_matches(char::is_alphabetic)), "{name}: {}", preset.title);
        assert!(titles.insert(preset.title.clone()), "{name}: two presets of one title");
    }
}

/// A preset with this check, as a file.
fn with_check(check: &str) -> String {
    format!("format = 1\ntitle = \"t\"\nsystem = \"boundary\"\n\n[[check]]\nname = \"c\"\n{check}\n")
}

#[test]
fn a_check_that_fails_is_said_and_told_to_the_shell() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mine.toml");
    let run = |check: &str| {
        std::fs::write(&path, with_check(check)).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_tightrope")).arg("check").arg(&path).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code(), text)
    };
    // The default network: lines y_E + 1 and 1.5 y_E cross at (2, 3).
    let level =
        |expected: &str| format!("measure = \"theory y_i\"\nto_s = 0.01\nexpected = {expected}\ntolerance = 0.001");
    let (code, text) = run(&level("3.0"));
    assert!(code == Some(0) && text.contains("pass") && text.contains("1 of 1"), "{text}");
    let (code, text) = run(&level("3.1"));
    assert!(
        code == Some(1) && text.contains("FAIL") && text.contains("expected 3.1") && text.contains("measured 3.0"),
        "{text}"
    );
    let (code, text) = run("measure = \"mean z\"\nto_s = 0.01\nexpected = 0.0\ntolerance = 0.1");
    assert!(code == Some(2) && text.contains("mean z") && text.contains("mean SIGNAL"), "{text}");
    let (code, text) = run("measure = \"cv\"\nfrom_s = 1.0\nto_s = 0.5\nexpected = 0.0\ntolerance = 0.1");
    assert!(code == Some(2) && text.contains("from_s < to_s"), "{text}");
    // Nothing to measure is no pass.
    let (code, text) = run("measure = \"spikes E\"\nfrom_s = 0.5\nto_s = 0.50000001\nexpected = 0.0\ntolerance = 9.0");
    assert!(code == Some(1) && text.contains("measured nothing"), "{text}");
}

#[test]
fn every_measure_measures_what_it_is_called() {
    // Fig. 4d: closed forms of section 4.5, or numbers of section 7.
    let cases = [
        ("mean y_e", 1.904, 0.02),
        ("sd y_e", 0.18, 0.02),
        ("min y_i", 2.593, 0.01),
        ("max y_e", 2.227, 0.01),
        ("theory y_e", 2.0, 1e-9),
        ("spikes E", 31.0, 1.0),
        ("active I", 1.0, 0.0),
        ("rate I", 306.0, 6.0),
        ("cv", 0.0, 0.02),
        ("balance", 0.91, 0.02),
        ("cycle ms", 3.27, 0.02),
        ("predicted ms", 3.22083, 1e-4),
    ];
    for (measure, expected, tolerance) in cases {
        let mut preset = Preset::open("fig-4d").unwrap();
        preset.checks.truncate(1);
        preset.checks[0].measure = measure.to_owned();
        (preset.checks[0].from_s, preset.checks[0].to_s) = (0.05, 0.15);
        (preset.checks[0].expected, preset.checks[0].tolerance) = (expected, tolerance);
        let outcome = &run_checks(&preset).unwrap()[0];
        assert!(outcome.passes(), "{outcome:?}");
    }
    let words: HashSet<&str> = MEASURES.iter().map(|(name, _)| name.split(' ').next().unwrap()).collect();
    let tried: HashSet<&str> = cases.iter().map(|(name, ..)| name.split(' ').next().unwrap()).collect();
    // `miss` and `error` are asked of figures 5d, 12 and of designed targets.
    assert_eq!(words.difference(&tried).copied().collect::<HashSet<_>>(), HashSet::from(["miss", "error"]));
}

#[test]
fn tuning_curves_are_spikes_over_time_spent() {
    use tightrope::session::{Command, History, Tuning, Worker};
    // Fig. 2d: while x rises, each neuron fires where its line is the lowest: ten neurons, ten stretches in order.
    let mut worker = Worker::new(Preset::open("fig-2d").unwrap().setup).unwrap();
    worker.apply(Command::Step(3000));
    worker.turn(0.0, f64::INFINITY, || 0.0);
    let history = History::new(worker.take().unwrap());
    let tuning = Tuning::of(&history, 0);
    assert_eq!(tuning.range, [-1.0, 1.0]);
    let curves: Vec<_> = tuning.curves().collect();
    assert_eq!(curves.len(), 10);
    let center = |points: &[[f64; 2]]| {
        let total: f64 = points.iter().map(|p| p[1]).sum();
        points.iter().map(|p| p[0] * p[1]).sum::<f64>() / total
    };
    // Tangents touch at -0.9, -0.7, .., 0.9; the spike that lifts y above a line comes a little after it.
    for (k, (neuron, points)) in curves.iter().enumerate() {
        assert_eq!(neuron.index as usize, k);
        let touch = -0.9 + 0.2 * k as f64;
        assert!((center(points) - touch).abs() < 0.13, "neuron {k} fires around {}", center(points));
    }
    // Rates times the time spent are the spikes: 0.3 s in all, the first 0.05 s of it in the first bin.
    let constant = Worker::new(Preset::open("fig-4d").unwrap().setup).map(|mut worker| {
        worker.apply(Command::Step(500));
        worker.turn(0.0, f64::INFINITY, || 0.0);
        Tuning::of(&History::new(worker.take().unwrap()), 0)
    });
    assert!(constant.unwrap().is_empty(), "an input that rests has no tuning");
}
