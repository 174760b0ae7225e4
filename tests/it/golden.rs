//! Runs of the authors' simulators, repeated spike for spike; and what happens to files that are not in order.

use std::path::{Path, PathBuf};
use tightrope::cli::reference::Reference;
use tightrope::cli::verify::{TOLERANCE, VerifyError, verify};
use tightrope::geometry::{Envelope, HalfPlane, Side};
use tightrope::model::boundary::{E, I};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn copy(case: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(golden().join(case)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    dir
}

/// Replaces the first occurrence of `from` in a file of a copy.
fn change(dir: &Path, file: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(dir.join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(dir.join(file), text.replacen(from, to, 1)).unwrap();
}

#[test]
fn every_reference_run_is_repeated_spike_for_spike() {
    let cases = [
        ("fig02_inhibitory", 59),
        ("fig03_excitatory_above", 399),
        ("fig03_excitatory_below", 0),
        ("fig04_ten_ten", 26),
        ("fig04_two_neuron", 40),
        ("fig10_slow_inhibition_noise_free", 284),
        ("fig12a_slow_EI_noise_free", 170),
        ("fig12b_rate", 0),
        ("learning_lin_pingpong", 1615),
        ("learning_lin_train", 902),
        ("learning_lin_voltage_noise", 1231),
        ("learning_pend_masked_train", 624),
        ("learning_vdp_release_kill", 654),
        ("learning_vdp_train", 614),
        ("plastic_ee_kohonen", 343),
        ("plastic_ee_oja", 576),
        ("plastic_ee_soft_hebb", 384),
        ("plastic_ei_homeostatic", 441),
        ("plastic_ei_ii_homeostatic", 518),
        ("plastic_optogenetic", 691),
        ("plastic_static", 406),
        ("var_exponential_ei", 216),
        ("var_injected_mistuned", 276),
    ];
    for (case, spikes) in cases {
        let report = verify(&golden().join(case)).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(report.spikes, spikes, "{case}");
        assert!(report.deviation <= TOLERANCE, "{case}: {report}");
        assert!(!report.ties, "{case}: our engine needs no exception for ties");
    }
    let folders = std::fs::read_dir(golden()).unwrap().count();
    assert_eq!(folders, cases.len(), "a folder is not listed here");
}

/// `boundary.csv` has 12 significant digits.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-10 * (1.0 + b.abs())
}

#[test]
fn lines_and_envelopes_are_those_of_the_reference() {
    for (case, x) in [("fig04_two_neuron", 1.0), ("fig04_ten_ten", 0.0)] {
        let network = Reference::load(&golden().join(case)).unwrap().network;
        let lines = [E, I].map(|p| {
            let population = &network.populations[p];
            (0..population.len()).map(|i| population.half_plane(i, x)).collect::<Vec<HalfPlane>>()
        });
        let envelopes = lines.each_ref().map(|lines| Envelope::new(lines, Side::Upper));
        let mut file = csv::Reader::from_path(golden().join(case).join("boundary.csv")).unwrap();
        let header: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
        let mut compared = 0;
        for row in file.records() {
            let row: Vec<f64> = row.unwrap().iter().map(|v| v.parse().unwrap()).collect();
            for (name, expected) in header.iter().zip(&row).skip(1) {
                let p = if name.starts_with('E') { E } else { I };
                let got = match name.split_once("_line_") {
                    Some((_, index)) => lines[p][index.parse::<usize>().unwrap()].line().unwrap().at(row[0]),
                    None => envelopes[p].at(row[0]).unwrap(),
                };
                assert!(close(got, *expected), "{case}: {name} at {}: {got} instead of {expected}", row[0]);
                compared += 1;
            }
        }
        assert!(compared > 100, "{case}");
    }
}

#[test]
fn caps_of_single_populations_are_those_of_the_reference() {
    for (case, p) in [("fig02_inhibitory", I), ("fig03_excitatory_below", E)] {
        let network = Reference::load(&golden().join(case)).unwrap().network;
        let population = &network.populations[p];
        let own = if p == E { &population.from_e } else { &population.from_i };
        let line = |i: usize| HalfPlane::new(population.input[i], own[i], population.threshold[i]);
        let lines: Vec<HalfPlane> = (0..population.len()).map(line).collect();
        let cap = Envelope::new(&lines, Side::Lower);
        let mut file = csv::Reader::from_path(golden().join(case).join("boundary.csv")).unwrap();
        let header: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
        for row in file.records() {
            let row: Vec<f64> = row.unwrap().iter().map(|v| v.parse().unwrap()).collect();
            for (name, expected) in header.iter().zip(&row) {
                let got = match name.strip_prefix("line_") {
                    Some(index) => lines[index.parse::<usize>().unwrap()].line().unwrap().at(row[0]),
                    None if name == "envelope_min" => cap.at(row[0]).unwrap(),
                    None => continue,
                };
                assert!(close(got, *expected), "{case}: {name} at {}: {got} instead of {expected}", row[0]);
            }
        }
    }
}

#[test]
fn a_missing_spike_is_named() {
    let dir = copy("fig04_two_neuron");
    let text = std::fs::read_to_string(dir.path().join("spikes.csv")).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    let removed: u64 = rows[20].split(',').next().unwrap().parse().unwrap();
    let kept: Vec<&str> = rows.iter().enumerate().filter(|(k, _)| *k != 20).map(|(_, row)| *row).collect();
    std::fs::write(dir.path().join("spikes.csv"), kept.join("\n")).unwrap();
    match verify(dir.path()) {
        Err(VerifyError::Spike { after: 19, got: Some(got), .. }) => assert_eq!(got.step, removed),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_off_by_a_millionth_is_named() {
    let dir = copy("fig04_two_neuron");
    let text = std::fs::read_to_string(dir.path().join("trace.csv")).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<String> = rows[300].split(',').map(str::to_owned).collect();
    let step: u64 = cells[0].parse().unwrap();
    cells[4] = format!("{}", cells[4].parse::<f64>().unwrap() + 1e-6);
    rows[300] = cells.join(",");
    std::fs::write(dir.path().join("trace.csv"), rows.join("\n")).unwrap();
    match verify(dir.path()) {
        Err(VerifyError::Value { column, step: found, .. }) => assert_eq!((column.as_str(), found), ("V_E0", step)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn files_that_are_not_in_order_are_refused_with_file_and_key() {
    let message = |file: &str, from: &str, to: &str| {
        let dir = copy("fig04_two_neuron");
        change(dir.path(), file, from, to);
        match verify(dir.path()) {
            Err(VerifyError::Load(error)) => {
                assert!(error.file.ends_with(file), "{error}");
                error.message
            }
            other => panic!("{from} -> {to}: {other:?}"),
        }
    };
    let typo = message("params.json", "\"n_steps\"", "\"n_stepz\"");
    assert!(typo.contains("`n_stepz`") && typo.contains("`n_steps`"), "{typo}");
    assert!(message("params.json", "\"NE\": 1", "\"NE\": 3").contains("`D_E`: given 1 numbers; needed are 3"));
    assert!(message("params.json", "0.62", "-0.62").contains("`D_E`"));
    assert!(message("params.json", "0.62", "NaN").contains("not valid JSON"));
    assert!(message("params.json", "0.62", "null").contains("`D_E`"));
    assert!(message("params.json", "\"ei\"", "\"eii\"").contains("allowed is one of ei, single, ei_rate"));
    assert!(message("params.json", "\"instantaneous\"", "\"sudden\"").contains("`synapse`"));
    assert!(message("params.json", "{", "").contains("not valid JSON"));
    assert!(message("spikes.csv", "I,0", "I,7").contains("neuron 7"));
    assert!(message("spikes.csv", "time_step", "time").contains("header"));
    assert!(message("trace.csv", "V_E0", "V_E4").contains("`V_E4`"));
}

#[test]
fn a_folder_without_a_run_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(verify(dir.path()), Err(VerifyError::Load(_))));
}
