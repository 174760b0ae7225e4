//! The format of reference runs of plastic networks: random cases of every rule, class, time step and layer, run by plain
//! loops that follow its description word for word, are repeated by `verify`; damaged ones are refused.

use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;
use tightrope::cli::verify::{VerifyError, verify};
use tightrope::model::Draws;

/// Rules by name, with their constants as they stand in the file.
const RULES: [&str; 5] = ["soft_hebb", "hard_hebb", "kohonen", "oja", "homeostatic"];
const CLASSES: [&str; 4] = ["EE", "EI", "IE", "II"];

#[derive(Clone, Debug)]
struct Case {
    seed: u64,
    n_e: usize,
    n_i: usize,
    layers: Vec<usize>,
    dt: f64,
    tau_stdp: f64,
    steps: u64,
    /// Rule and class.
    rules: Vec<(usize, usize)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let sizes = (5usize..30, 2usize..12, prop::collection::vec(1usize..10, 1..3));
    let times =
        (prop::sample::select(vec![0.05, 0.1, 0.25, 0.5]), prop::sample::select(vec![20.0, 50.0, 200.0]), 50u64..400);
    (any::<u64>(), sizes, times, prop::collection::vec((0usize..5, 0usize..4), 0..4)).prop_map(
        |(seed, (n_e, n_i, layers), (dt, tau_stdp, steps), rules)| Case {
            seed,
            n_e,
            n_i,
            layers,
            dt,
            tau_stdp,
            steps,
            rules,
        },
    )
}

/// Constants of a rule on weights of that sign: eta and the others by name.
fn constants(rule: usize, sign: f64) -> (f64, Vec<(&'static str, f64)>) {
    match RULES[rule] {
        "soft_hebb" => (0.02, vec![("J_max", sign * 3.0)]),
        "hard_hebb" => (0.05, vec![("J_lo", sign * 2.0 - 1.0), ("J_hi", sign * 2.0 + 1.0)]),
        "kohonen" => (0.05, vec![("beta", 0.3)]),
        "oja" => (0.02, vec![("beta", 2.0)]),
        _ => (0.02, vec![("alpha", 1.5), ("J_n", sign * 10.0)]),
    }
}

/// Runs a case and writes its folder.
fn write(case: &Case, folder: &Path) {
    let Case { n_e, n_i, dt, .. } = *case;
    let n = n_e + n_i;
    let mut draws = Draws::new(case.seed);
    let mut edges: Vec<(usize, usize, f64)> = Vec::new();
    for pre in 0..n {
        for post in 0..n {
            if draws.uniform() < 0.3 {
                let sign = if pre < n_e { 1.0 } else { -1.0 };
                edges.push((pre, post, sign * (1.0 + 2.0 * draws.uniform())));
            }
        }
    }
    // In any order.
    for k in (1..edges.len()).rev() {
        edges.swap(k, (draws.uniform() * (k + 1) as f64) as usize);
    }
    let cells: usize = case.layers.iter().sum();
    let mut external: Vec<(usize, usize, f64)> = Vec::new();
    for cell in 0..cells {
        for post in 0..n {
            if draws.uniform() < 0.5 {
                external.push((cell, post, 12.0 + 8.0 * draws.uniform()));
            }
        }
    }
    let mut arrivals: Vec<(u64, usize)> = Vec::new();
    for step in 0..case.steps {
        for cell in 0..cells {
            while draws.uniform() < 0.1 * dt {
                arrivals.push((step, cell));
            }
        }
    }
    let v0: Vec<f64> = (0..n).map(|_| -75.0 + 20.0 * draws.uniform()).collect();
    let start = edges.clone();
    let tau = [8.0, 4.0, 10.0];
    let mut v = v0.clone();
    let mut currents = [vec![0.0; n], vec![0.0; n], vec![0.0; n]];
    let mut x = vec![0.0; n];
    let (mut spikes, mut trace) = (String::from("step,neuron\n"), String::from("step,V_0,x_0,Ie_E,Ii_E,Ix_I"));
    let mut plastic: Vec<usize> = case.rules.iter().map(|(_, class)| *class).collect();
    plastic.sort_unstable();
    plastic.dedup();
    let class_of = |pre: usize, post: usize| 2 * usize::from(post >= n_e) + usize::from(pre >= n_e);
    // Classes without a synapse have no mean.
    let told: Vec<usize> = plastic
        .iter()
        .copied()
        .filter(|class| start.iter().any(|(pre, post, _)| class_of(*pre, *post) == *class))
        .collect();
    told.iter().for_each(|class| write!(trace, ",J_{}", CLASSES[*class]).unwrap());
    trace.push('\n');
    for step in 0..case.steps {
        for (_, cell) in arrivals.iter().filter(|(at, _)| *at == step) {
            for (_, post, j) in external.iter().filter(|(pre, ..)| pre == cell) {
                currents[2][*post] += j / tau[2];
            }
        }
        let mut fired = Vec::new();
        for k in 0..n {
            let mut dv = (-72.0 - v[k]) / 15.0 + currents[0][k] + currents[1][k] + currents[2][k];
            if v[k] > -62.0 {
                dv += ((v[k] + 55.0) / 1.0).exp() / 15.0;
            }
            v[k] += dt * dv;
            if v[k] >= -50.0 {
                v[k] = -75.0;
                fired.push(k);
                writeln!(spikes, "{step},{k}").unwrap();
            }
        }
        for k in &fired {
            let kind = usize::from(*k >= n_e);
            for (_, post, j) in edges.iter().filter(|(pre, ..)| pre == k) {
                currents[kind][*post] += j / tau[kind];
            }
        }
        for k in &fired {
            for is_pre in [true, false] {
                for (pre, post, j) in
                    edges.iter_mut().filter(|(pre, post, _)| if is_pre { pre == k } else { post == k })
                {
                    let other = if is_pre { x[*post] } else { x[*pre] };
                    let class = class_of(*pre, *post);
                    for (rule, _) in case.rules.iter().filter(|(_, of)| *of == class) {
                        *j = changed(*rule, class, *j, other, is_pre);
                    }
                }
            }
        }
        fired.iter().for_each(|k| x[*k] += 1.0);
        for (all, tau) in currents.iter_mut().zip(tau) {
            all.iter_mut().for_each(|i| *i *= 1.0 - dt / tau);
        }
        x.iter_mut().for_each(|x| *x *= 1.0 - dt / case.tau_stdp);
        if step % 10 == 0 || step + 1 == case.steps {
            let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
            write!(
                trace,
                "{step},{},{},{},{},{}",
                v[0],
                x[0],
                mean(&currents[0][..n_e]),
                mean(&currents[1][..n_e]),
                mean(&currents[2][n_e..])
            )
            .unwrap();
            for class in &told {
                let own: Vec<f64> =
                    edges.iter().filter(|(pre, post, _)| class_of(*pre, *post) == *class).map(|edge| edge.2).collect();
                write!(trace, ",{}", mean(&own)).unwrap();
            }
            trace.push('\n');
        }
    }
    let table = |head: &str, rows: &[(usize, usize, f64)]| {
        rows.iter().fold(format!("{head}\n"), |mut text, (a, b, j)| {
            writeln!(text, "{a},{b},{j}").unwrap();
            text
        })
    };
    let ends: Vec<(usize, usize, f64)> =
        edges.iter().filter(|(pre, post, _)| plastic.contains(&class_of(*pre, *post))).copied().collect();
    let rules: Vec<serde_json::Value> = case
        .rules
        .iter()
        .map(|(rule, class)| {
            let (eta, others) = constants(*rule, if class.is_multiple_of(2) { 1.0 } else { -1.0 });
            let mut value = serde_json::json!({ "rule": RULES[*rule], "class": CLASSES[*class], "eta": eta });
            others.iter().for_each(|(name, constant)| value[*name] = serde_json::json!(constant));
            value
        })
        .collect();
    let params = serde_json::json!({
        "model": "plastic", "case": "random", "N": n, "N_E": n_e, "N_I": n_i, "external_cells": cells,
        "external_layers": case.layers, "dt_ms": dt, "n_steps": case.steps, "g_L_per_ms": 1.0 / 15.0, "E_L_mV": -72.0,
        "V_T_mV": -55.0, "Delta_T_mV": 1.0, "V_th_mV": -50.0, "V_re_mV": -75.0, "exp_above_mV": -62.0,
        "tau_e_ms": tau[0], "tau_i_ms": tau[1], "tau_x_ms": tau[2], "tau_stdp_ms": case.tau_stdp, "rules": rules,
    });
    let events = arrivals.iter().fold(String::from("step,cell\n"), |mut text, (step, cell)| {
        writeln!(text, "{step},{cell}").unwrap();
        text
    });
    let voltages = v0.iter().enumerate().fold(String::from("neuron,v_mV\n"), |mut text, (k, v)| {
        writeln!(text, "{k},{v}").unwrap();
        text
    });
    for (name, text) in [
        ("params.json", params.to_string()),
        ("edges.csv", table("pre,post,weight_mV", &start)),
        ("external_edges.csv", table("cell,post,weight_mV", &external)),
        ("external_spikes.csv", events),
        ("v0.csv", voltages),
        ("spikes.csv", spikes),
        ("trace.csv", trace),
        ("weights_end.csv", table("pre,post,weight_mV", &ends)),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

/// A weight after one term of a rule.
fn changed(rule: usize, class: usize, j: f64, x: f64, is_pre: bool) -> f64 {
    let (eta, others) = constants(rule, if class.is_multiple_of(2) { 1.0 } else { -1.0 });
    let of = |name: &str| others.iter().find(|(known, _)| *known == name).unwrap().1;
    match (RULES[rule], is_pre) {
        ("soft_hebb", true) => j - eta * x * j,
        ("soft_hebb", false) => j + eta * x * of("J_max"),
        ("hard_hebb", true) => {
            if j > of("J_lo") {
                j - eta * x
            } else {
                j
            }
        }
        ("hard_hebb", false) => {
            if of("J_lo") < j && j < of("J_hi") {
                j + eta * x
            } else {
                j
            }
        }
        ("kohonen" | "oja", true) => j + eta * of("beta") * x,
        ("kohonen", false) => j - eta * j,
        ("oja", false) => j - eta * x * j,
        (_, true) => j - eta / of("J_n") * (x - of("alpha")) * j,
        (_, false) => j - eta / of("J_n") * x * j,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn random_cases_written_by_plain_loops_are_repeated(case in cases()) {
        let folder = tempfile::tempdir().unwrap();
        write(&case, folder.path());
        let report = verify(folder.path()).map_err(|error| TestCaseError::fail(format!("{error}")))?;
        // Weights that a rule drives up carry their rounding along: 1e-9 of the largest.
        let weights = std::fs::read_to_string(folder.path().join("weights_end.csv")).unwrap_or_default();
        let numbers = weights.lines().skip(1).filter_map(|line| line.rsplit(',').next()?.trim().parse::<f64>().ok());
        let largest = numbers.fold(1.0, |most: f64, weight| most.max(weight.abs()));
        prop_assert!(report.deviation <= 1e-9 * largest, "{report}, largest weight {largest:e}");
    }
}

#[test]
fn long_cases_of_every_rule_and_class_are_repeated_with_many_spikes() {
    let mut spikes = 0;
    for (k, (rule, class)) in (0..5).flat_map(|rule| (0..4).map(move |class| (rule, class))).enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let case = Case {
            seed: k as u64,
            n_e: 30,
            n_i: 10,
            layers: vec![8, 6],
            dt: 0.1,
            tau_stdp: 50.0,
            steps: 2000,
            rules: vec![(rule, class)],
        };
        write(&case, folder.path());
        spikes += verify(folder.path()).unwrap_or_else(|error| panic!("{case:?}: {error}")).spikes;
    }
    assert!(spikes > 2000, "{spikes} spikes");
}

#[test]
fn damaged_files_are_refused_with_file_and_line() {
    let case = Case {
        seed: 3,
        n_e: 20,
        n_i: 5,
        layers: vec![8],
        dt: 0.1,
        tau_stdp: 50.0,
        steps: 300,
        rules: vec![(4, 1), (0, 0)],
    };
    let folder = tempfile::tempdir().unwrap();
    let refused = |file: &str, from: &str, to: &str, part: &str| {
        write(&case, folder.path());
        let path = folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        match verify(folder.path()) {
            Err(VerifyError::Load(error)) => {
                assert!(error.file.ends_with(file) && error.message.contains(part), "{file}: {error}");
            }
            other => panic!("{file}, {from} -> {to}: {other:?}"),
        }
    };
    refused("params.json", "\"N\":25", "\"N\":26", "N = N_E + N_I");
    refused("params.json", "homeostatic", "homeopathic", "homeopathic");
    refused("params.json", "\"EI\"", "\"XI\"", "EE, EI, IE, II");
    refused("params.json", "\"dt_ms\":0.1", "\"dt_ms\":9.0", "dt_ms");
    refused("edges.csv", "pre,post", "post,pre", "header");
    refused("v0.csv", "\n3,", "\n4,", "line 5");
    refused("external_spikes.csv", "step", "steps", "header");
    refused("trace.csv", "Ix_I", "Ix_X", "Ix_X");
    refused("weights_end.csv", "weight_mV\n", "weight_mV\n0,0,1.0\n", "one for each plastic synapse");
}
