//! What strides, shards and threads must not change: networks with noise against the plain rule, step by step.

use super::{Initial, Stepper};
use crate::machine::use_threads;
use crate::model::boundary::{BoundaryParams, Design, E, I, Network, Synapse, design};
use crate::model::{Course, Streams};
use crate::sim::Spike;
use std::sync::Arc;

fn params(n: usize) -> BoundaryParams {
    BoundaryParams {
        n_e: n,
        n_i: n,
        n_e2: 1,
        e_offset: 0.0,
        e_slope: 1.25,
        i_offset: -1.5,
        i_slope: 2.0,
        f_e: 1.0,
        f_i: 1.0,
        d_e: 0.075,
        d_i: 0.15,
        sigma_v: 0.15,
        dt_s: 1e-4,
        ..BoundaryParams::default()
    }
}

fn stepper(params: &BoundaryParams) -> Stepper {
    let network = design(params, 1).unwrap();
    let course = wave(&network);
    Stepper::new(network, course, &Initial::Static, Streams::new(5))
}

/// An input that goes up and down, and some current into I later on.
fn wave(network: &Network) -> Course {
    let at = |k: usize| (k as f64 * network.dt_s / 0.02).sin();
    let x = (0..4000).map(|k| 1.0 + 0.3 * at(k)).collect();
    Course::table(x, [vec![0.0], (0..4000).map(|k| if k > 900 { 0.4 } else { 0.0 }).collect()])
}

/// V of all neurons of a population with what is injected, as it is told to whoever looks.
fn voltages(stepper: &Stepper, p: usize) -> Vec<f64> {
    let population = &stepper.network().populations[p];
    (0..population.len())
        .map(|i| if population.is_silenced(i) { f64::NEG_INFINITY } else { stepper.voltage(p, i) })
        .collect()
}

/// The first one of the highest, if that is above threshold.
fn highest(voltages: &[f64]) -> Option<usize> {
    let top = voltages.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (top >= 1.0).then(|| voltages.iter().position(|v| *v == top).unwrap())
}

#[test]
fn at_every_step_the_neuron_with_the_highest_voltage_spikes_and_nobody_is_missed() {
    let bent = BoundaryParams { e_curvature: -0.1, i_curvature: 0.2, ..params(70) };
    let random = BoundaryParams { design: Design::Random, e_curvature: -0.1, i_curvature: 0.2, ..params(150) };
    let cost = BoundaryParams { mu_e: 0.5, mu_i: 0.5, dt_s: 5e-5, silent_part_i: 0.3, ..params(40) };
    let late = BoundaryParams { delay_ms: 0.7, mu_e: 0.1, ..params(33) };
    let fine = BoundaryParams { dt_s: 5e-6, ..params(50) };
    let uneven = BoundaryParams { tau_i_ratio: 0.5, mistuning: 0.3, ..params(64) };
    for (case, params) in [params(3), bent, random, cost, late, fine, uneven].into_iter().enumerate() {
        let mut run = stepper(&params);
        let mut all = 0;
        for step in 1..=1500u64 {
            let mut spikes = Vec::new();
            // What a spike does at once to its own voltage comes in the next step.
            run.step(&mut spikes);
            let expected = [I, E].into_iter().find_map(|p| highest(&voltages(&run, p)).map(|i| (p, i)));
            let found = spikes.first().map(|spike| spike.neuron()).map(|n| (n.population as usize, n.index as usize));
            assert_eq!(found, expected, "case {case}, step {step}");
            all += spikes.len();
        }
        assert!(all > 10, "case {case}: {all} spikes");
    }
}

#[test]
fn with_slow_synapses_all_that_are_above_threshold_and_ready_spike() {
    for synapse in [Synapse::SquarePulse, Synapse::Exponential] {
        let mut run = stepper(&BoundaryParams { synapse, sigma_v: 0.05, mu_i: 0.1, ..params(40) });
        let (mut all, mut ready) = (0, [vec![2; 41], vec![2; 40]]);
        for step in 1..=1200u64 {
            let mut spikes = Vec::new();
            run.step(&mut spikes);
            let found: Vec<(usize, usize)> =
                spikes.iter().map(|s| (s.neuron().population as usize, s.neuron().index as usize)).collect();
            let mut expected = Vec::new();
            for p in [I, E] {
                let pause = run.network().populations[p].refractory_steps.max(1);
                for (i, v) in voltages(&run, p).into_iter().enumerate() {
                    if v >= 1.0 && step >= ready[p][i] {
                        expected.push((p, i));
                        ready[p][i] = step + pause;
                    }
                }
            }
            assert_eq!(found, expected, "{synapse:?}, step {step}");
            all += found.len();
        }
        assert!(all > 50, "{synapse:?}: {all} spikes");
    }
}

/// Nobody can spike; what is left of a step of a residual when the leak is taken off is its noise.
fn quiet(n: usize, sigma_v: f64, dt_s: f64) -> BoundaryParams {
    BoundaryParams { populations: crate::model::boundary::Populations::InhibitoryOnly, i_offset: 50.0, ..params(n) }
        .with_noise(sigma_v, dt_s)
}

impl BoundaryParams {
    fn with_noise(self, sigma_v: f64, dt_s: f64) -> Self {
        BoundaryParams { sigma_v, dt_s, n_e: 1, n_e2: 0, ..self }
    }
}

/// Residuals of all I neurons from step 1 on.
fn residuals(run: &mut Stepper, steps: usize) -> Vec<Vec<f64>> {
    let rest = |run: &Stepper| -> Vec<f64> {
        let (network, q) = (run.network(), run.heard(I));
        let population = &network.populations[I];
        (0..population.len())
            .map(|i| run.voltage(I, i) - run.injected()[I] - population.static_voltage(i, run.x(), q[E], q[I]))
            .collect()
    };
    (0..steps)
        .map(|_| {
            run.step(&mut Vec::new());
            rest(run)
        })
        .collect()
}

#[test]
fn residuals_have_the_law_of_single_steps() {
    // Strides of 4 and of 16 steps, and of one.
    for (n, sigma_v, dt_s) in [(1500, 0.2, 1e-4), (1500, 0.2, 5e-6), (900, 0.3, 4.5e-4)] {
        let params = quiet(n, sigma_v, dt_s);
        let mut run = stepper(&params);
        let a = dt_s / params.tau_s()[I];
        let size = (2.0 * a).sqrt() * sigma_v;
        let all = residuals(&mut run, 160);
        let noise: Vec<Vec<f64>> = all
            .windows(2)
            .map(|pair| pair[0].iter().zip(&pair[1]).map(|(e, next)| (next - (1.0 - a) * e) / size).collect())
            .collect();
        let count = (noise.len() * n) as f64;
        let mean = |f: &dyn Fn(usize, usize) -> f64| -> f64 {
            (0..noise.len()).map(|t| (0..n).map(|i| f(t, i)).sum::<f64>()).sum::<f64>() / count
        };
        // Five standard errors of moments of a quarter of a million normal numbers.
        assert!(mean(&|t, i| noise[t][i]).abs() < 0.012);
        assert!((mean(&|t, i| noise[t][i].powi(2)) - 1.0).abs() < 0.018);
        assert!(mean(&|t, i| noise[t][i].powi(3)).abs() < 0.045);
        assert!((mean(&|t, i| noise[t][i].powi(4)) - 3.0).abs() < 0.13);
        // No step knows of another, as bridges make them, nor a neuron of its neighbours.
        for gap in 1..=16 {
            let lag = mean(&|t, i| if t >= gap { noise[t][i] * noise[t - gap][i] } else { 0.0 });
            assert!(lag.abs() < 0.012, "{gap} steps apart: {lag}");
        }
        for gap in [1, 2, 4, 32, 63, 64, 65, 128] {
            let pair = mean(&|t, i| if i >= gap { noise[t][i] * noise[t][i - gap] } else { 0.0 });
            assert!(pair.abs() < 0.012, "{gap} neurons apart: {pair}");
        }
        // At each place in a stride.
        for place in 0..16 {
            let some: Vec<f64> = noise.iter().skip(place).step_by(16).flatten().copied().collect();
            let square = some.iter().map(|x| x * x).sum::<f64>() / some.len() as f64;
            assert!((square - 1.0).abs() < 0.07, "place {place}: {square}");
        }
        // From rest the variance grows as that of the Euler steps.
        for t in [1usize, 7, 40, 159] {
            let square = all[t].iter().map(|e| e * e).sum::<f64>() / n as f64;
            let known = size * size * (1.0 - (1.0 - a).powi(2 * (t as i32 + 1))) / (1.0 - (1.0 - a).powi(2));
            assert!((square / known - 1.0).abs() < 0.25, "step {t}: {square} instead of {known}");
        }
    }
}

/// Spikes, and voltages at the end.
fn fingerprint(run: &mut Stepper, steps: usize) -> (Vec<Spike>, Vec<u64>) {
    let mut spikes = Vec::new();
    (0..steps).for_each(|_| run.step(&mut spikes));
    let bits = [E, I].iter().flat_map(|p| voltages(run, *p)).map(f64::to_bits).collect();
    (spikes, bits)
}

#[test]
fn one_two_and_three_threads_give_the_same_bits() {
    // More than one shard, the last one not full, and enough for threads to be asked.
    let mut bent = BoundaryParams { e_curvature: -0.05, i_curvature: 0.1, mu_i: 0.2, ..params(9001) };
    bent.silent_part_e = 0.1;
    let start = stepper(&bent);
    let mut all = Vec::new();
    for threads in [1, 2, 3] {
        use_threads(threads);
        all.push(fingerprint(&mut start.clone(), 43));
    }
    use_threads(0);
    assert!(all[0].0.len() > 5);
    assert!(all.iter().all(|one| *one == all[0]));
}

#[test]
fn copies_and_saved_runs_go_on_alike_from_within_a_stride() {
    let cost = BoundaryParams { mu_e: 0.5, mu_i: 0.5, dt_s: 2e-5, ..params(200) };
    let late = BoundaryParams { delay_ms: 0.3, ..params(130) };
    let slow = BoundaryParams { synapse: Synapse::Exponential, sigma_v: 0.05, ..params(20) };
    for params in [cost, late, slow] {
        let mut run = stepper(&params);
        let bare = postcard::to_stdvec(&run).unwrap().len();
        (0..700).for_each(|_| run.step(&mut Vec::new()));
        for _ in 0..17 {
            run.step(&mut Vec::new());
            // Whoever is looked at: it changes nothing.
            let _ = voltages(&run, E);
            let bytes = postcard::to_stdvec(&run).unwrap();
            assert!(bytes.len() < bare + 1000 + 20 * run.network().counts().iter().sum::<usize>());
            let mut saved: Stepper = postcard::from_bytes(&bytes).unwrap();
            assert!(saved.rejoin(Arc::new(run.network().clone())));
            let (mut went_on, mut copy) = (run.clone(), run.clone());
            let expected = fingerprint(&mut went_on, 60);
            assert_eq!(fingerprint(&mut saved, 60), expected);
            assert_eq!(fingerprint(&mut copy, 60), expected);
        }
    }
}

#[test]
fn the_state_of_another_network_is_refused() {
    let run = stepper(&params(40));
    for other in
        [params(41), BoundaryParams { sigma_v: 0.0, ..params(40) }, BoundaryParams { dt_s: 2e-4, ..params(40) }]
    {
        let mut saved: Stepper = postcard::from_bytes(&postcard::to_stdvec(&run).unwrap()).unwrap();
        assert!(!saved.rejoin(Arc::new(design(&other, 1).unwrap())));
    }
}

#[test]
fn noise_stays_the_same_under_edits_of_all_else_and_comes_back_to_it_after_its_own() {
    let params = quiet(90, 0.2, 1e-5);
    let a = params.dt_s / params.tau_s()[I];
    let mut plain = stepper(&params);
    let mut edited = plain.clone();
    let network = |params: &BoundaryParams| design(params, 1).unwrap();
    assert_eq!(residuals(&mut plain, 21), residuals(&mut edited, 21));
    // Lines.
    let moved = BoundaryParams { i_offset: 40.0, i_slope: 1.0, ..params.clone() };
    edited.retune(network(&moved), wave(&network(&moved)));
    let close =
        |a: &[Vec<f64>], b: &[Vec<f64>]| a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-5);
    assert!(close(&residuals(&mut plain, 23), &residuals(&mut edited, 23)));
    // Noise off, and on again: what differs leaks away, and nothing new comes to it from the next stride on.
    let still = BoundaryParams { sigma_v: 0.0, ..moved.clone() };
    edited.retune(network(&still), wave(&network(&still)));
    let (before, off) = (residuals(&mut plain, 9), residuals(&mut edited, 9));
    assert!(!close(&before, &off));
    assert!(
        off.windows(2).all(|pair| pair[0].iter().zip(&pair[1]).all(|(e, next)| (next - (1.0 - a) * e).abs() < 1e-6))
    );
    edited.retune(network(&moved), wave(&network(&moved)));
    let _ = (residuals(&mut plain, 11), residuals(&mut edited, 11));
    let (one, other) = (residuals(&mut plain, 40), residuals(&mut edited, 40));
    let apart = |t: usize, i: usize| other[t][i] - one[t][i];
    for i in 0..90 {
        assert!((apart(39, i) - (1.0 - a).powi(39) * apart(0, i)).abs() < 1e-5);
    }
}
