//! Every figure is a preset, and every preset shows the numbers that the sheet gives for it.

use crate::support::advance;
use std::collections::HashSet;
use std::process::Command;
use tightrope::model::System;
use tightrope::model::boundary::{Network, Population, design};
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::NeuronId;
use tightrope::session::{BUILT_IN, MEASURES, Preset, run_checks};
use tightrope::sim::{Frame, Runner, Spike, Watch};

/// Checks that take longer, in simulated seconds, are of a training, by system; `.ci/run` has `tightrope check` do those.
const TRAININGS: [(&str, f64); 2] = [("learning", 20.0), ("plastic", 12.0)];

#[test]
fn every_preset_passes_its_checks() {
    let mut count = 0;
    for (name, _) in BUILT_IN {
        let preset = Preset::open(name).unwrap();
        // Whole trainings are for `tightrope check`; tests of their own train in a hurry.
        let length_s = preset.checks.iter().map(|check| check.to_s).fold(0.0, f64::max);
        if TRAININGS.iter().any(|(system, most_s)| preset.setup.model.name() == *system && length_s > *most_s) {
            continue;
        }
        for outcome in run_checks(&preset).unwrap() {
            assert!(outcome.passes(), "{name}: {outcome:?}");
            count += 1;
        }
    }
    assert!(count > 120, "{count} checks");
}

#[test]
fn every_preset_says_what_it_is_what_to_try_and_where_it_comes_from() {
    let mut titles = HashSet::new();
    let mut panels = HashSet::new();
    for (name, _) in BUILT_IN {
        let preset = Preset::open(name).unwrap();
        assert!(preset.caption.ends_with('.') && preset.try_this.ends_with('.'), "{name}");
        assert!(!preset.checks.is_empty(), "{name} has nothing to be checked by");
        assert!(titles.insert(preset.title.clone()), "{name}: two presets of one title");
        assert!(panels.insert((preset.figure.clone(), preset.condition.clone())), "{name}: two of one condition");
        if preset.setup.model.name() == "learning" {
            // The paper's own numbers are not known: nothing may call ours the paper's.
            assert!(preset.cites.contains("Alemi et al. 2017") && preset.cites.contains("chosen here"), "{name}");
            continue;
        }
        if preset.setup.model.name() == "plastic" {
            // Learning rates are ours, faster than those of the authors' runs.
            let cites = preset.cites.contains("Akil et al. 2021") && preset.cites.contains("chosen here");
            assert!(cites, "{name}");
            continue;
        }
        if preset.setup.model.name() != "boundary" {
            assert!(preset.cites.contains("Li & Pehlevan 2020") && preset.title.starts_with("Minimax  "), "{name}");
            continue;
        }
        assert!(preset.title.starts_with("Fig. ") && preset.cites.contains("figure"), "{name}");
        // File, title and group name one figure: fig-9b-2 is of figure 9b, and so of figure 9. A title may say more.
        let file = name.trim_start_matches("fig-").to_uppercase();
        let titled = preset.title["Fig. ".len()..].split_whitespace().next().unwrap().to_uppercase();
        let number = |panel: &str| panel.trim_end_matches(char::is_alphabetic).to_owned();
        let panel = file.split('-').next().unwrap();
        assert_eq!(number(&titled), number(panel), "{name}: {}", preset.title);
        assert_eq!(preset.figure, number(panel), "{name}");
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
        // About their means, variance; about 2 and 3, what the means are off more.
        ("mse y_e 1.904 y_i 3.072", 0.5 * (0.18_f64.powi(2) + 0.288_f64.powi(2)), 0.006),
        ("mse y_e 2.904", 1.0 + 0.18_f64.powi(2), 0.04),
        // A spike every 3.27 ms.
        ("count E0 32.7", 10.0, 0.34),
        ("scatter I0 32.7", 0.0, 0.05),
        ("spikes E", 31.0, 1.0),
        ("active I", 1.0, 0.0),
        ("rate I", 306.0, 6.0),
        ("cv", 0.0, 0.02),
        // Both decay by one factor and jump at one instant: 1, but for a time step between the jumps.
        ("balance", 1.0, 0.01),
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
    // `miss`, `error` and `gap` are asked of figures 5d, 12, S3 and of designed targets.
    assert_eq!(
        words.difference(&tried).copied().collect::<HashSet<_>>(),
        HashSet::from(["miss", "error", "gap", "turn", "reading"])
    );
}

/// Step by step: row of signals and currents of the watched neuron; and all spikes.
fn run(preset: &Preset, watched: NeuronId, steps: u64) -> (Vec<Vec<f64>>, Vec<Spike>) {
    let mut engine = Runner::new(preset.setup.clone()).unwrap();
    let (mut rows, mut spikes) = (Vec::new(), Vec::new());
    while engine.step() < steps {
        let mut frame = Frame::new(0, engine.layout(), engine.step());
        advance(&mut engine, 1, &Watch::one(Some(watched)), &mut frame);
        rows.push(frame.samples.low(0).to_vec());
        spikes.extend(frame.spikes);
    }
    (rows, spikes)
}

#[test]
fn two_trials_share_the_course_of_voltages_and_not_the_spikes() {
    // Sheet low-rank-ei, section 7, figure 6: voltages of two trials correlate above 0.98. All of that is the course of
    // the input and the latent: what is left without it is hardly common.
    for index in [20, 35] {
        let trials = ["fig-6", "fig-6c"].map(|name| {
            let preset = Preset::open(name).unwrap();
            let (rows, spikes) = run(&preset, NeuronId { population: 1, index }, 3000);
            // x, y, then the currents and the voltage of the neuron.
            let voltages: Vec<f64> = rows[500..].iter().map(|row| row[5]).collect();
            (voltages, spikes.into_iter().filter(|s| s.neuron().index == index).map(|s| s.step).collect::<Vec<_>>())
        });
        let [(a, own_a), (b, own_b)] = &trials;
        let n = a.len() as f64;
        let [mean_a, mean_b] = [a, b].map(|v| v.iter().sum::<f64>() / n);
        let product = |u: &[f64], mu: f64, v: &[f64], mv: f64| -> f64 {
            u.iter().zip(v).map(|(p, q)| (p - mu) * (q - mv)).sum::<f64>()
        };
        let correlation =
            product(a, mean_a, b, mean_b) / (product(a, mean_a, a, mean_a) * product(b, mean_b, b, mean_b)).sqrt();
        assert!(correlation > 0.98, "neuron {index}: {correlation}");
        let [rest_a, rest_b] = [a, b].map(|v| without_ramp(v));
        let common = product(&rest_a, 0.0, &rest_b, 0.0)
            / (product(&rest_a, 0.0, &rest_a, 0.0) * product(&rest_b, 0.0, &rest_b, 0.0)).sqrt();
        assert!(common.abs() < 0.2, "neuron {index}: {common} is common beside the course");
        assert_ne!(own_a, own_b, "neuron {index} spikes at the same steps in both trials");
    }
}

/// What is left of values over an even ramp when the best parabola over time is taken off.
fn without_ramp(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let basis = |k: usize, power: usize| (2.0 * k as f64 / (n - 1.0) - 1.0).powi(power as i32);
    let columns = nalgebra::DMatrix::from_fn(values.len(), 3, basis);
    let values = nalgebra::DVector::from_column_slice(values);
    let weights = (columns.transpose() * &columns).lu().solve(&(columns.transpose() * &values)).unwrap();
    (values - columns * weights).iter().copied().collect()
}

#[test]
fn rates_peak_where_the_sheet_says() {
    // Section 7, figure 10d: peaks of 0.17 and 0.22 of neurons 20 and 35, about 11 neurons above 0.01 at x = 0.
    let preset = Preset::open("fig-10d").unwrap();
    let mut awake = 0;
    for index in 0..50 {
        // Every neuron at x = 0, half way up the ramp; two of them all the way, after the hold.
        let peak = match index {
            20 => Some(0.17),
            35 => Some(0.22),
            _ => None,
        };
        let (rows, _) = run(&preset, NeuronId { population: 1, index }, if peak.is_some() { 10_500 } else { 5_512 });
        // Rate of the voltage, which is told with its threshold at 1.
        let rate = |row: &Vec<f64>| 1.0 / (1.0 + (-50.0 * (row[5] - 1.0)).exp());
        if let Some(expected) = peak {
            let highest = rows[525..].iter().map(rate).fold(0.0, f64::max);
            assert!((highest - expected).abs() < 0.006, "neuron {index}: {highest}");
        }
        awake += u32::from(rate(&rows[5511]) > 0.01);
    }
    assert!(awake.abs_diff(11) <= 1, "{awake} neurons are awake at x = 0");
}

#[test]
fn mistuned_decoders_leak_noise_into_the_latents() {
    // Section 7, figure 8f: medians over networks at the angles arccos(1/(1 + s^2)); their quartiles are wide.
    for (mistuning, degrees, median) in [(0.0, 0.0, 0.01), (0.1, 8.0, 0.04), (0.2, 15.9, 0.11), (0.3, 23.4, 0.26)] {
        let mut preset = Preset::open("fig-8g").unwrap();
        let system = Edit::new("mistuning", Value::Number(mistuning));
        preset.setup.model = apply(&preset.setup.model, &[system]).unwrap().0;
        let mut angles = Vec::new();
        let mut squares: Vec<f64> = (1..=31)
            .map(|seed| {
                preset.setup = apply(&preset.setup, &[Edit::new("seed", Value::Count(seed))]).unwrap().0;
                let System::Boundary(params) = &preset.setup.model else { panic!("another system") };
                angles.push(angle(&design(params, seed as u64).unwrap()));
                run_checks(&preset).unwrap()[0].measured.unwrap()
            })
            .collect();
        let angle = angles.iter().sum::<f64>() / angles.len() as f64;
        assert!((angle - degrees).abs() < 1.0, "{angle} degrees at {mistuning}");
        squares.sort_by(f64::total_cmp);
        let middle = squares[15];
        assert!(middle > median / 1.7 && middle < median * 1.7, "{middle} at {degrees} degrees, expected {median}");
    }
}

/// Angle between the decoders by which a population is heard by itself and by the other; mean of both populations.
fn angle(network: &Network) -> f64 {
    let of = |p: &Population| {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let (own, cross) = (&p.decoder, &p.cross_decoder);
        (dot(own, cross) / (dot(own, own) * dot(cross, cross)).sqrt()).min(1.0).acos().to_degrees()
    };
    network.populations.iter().map(of).sum::<f64>() / 2.0
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
