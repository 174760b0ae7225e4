//! What the theory says in closed form, and the numbers measured for the paper's figures (sheet low-rank-ei, sections
//! 4.5, 4.7, 5.5, 7 and 10; every number here is from there).

mod figures;

use tightrope::cli::reference::Reference;
use tightrope::geometry::{Crossing, Envelope, HalfPlane, Point, Side, crossings};
use tightrope::model::boundary::{BoundaryParams, E, I, Network, Population, Synapse, design, predict_cycle};
use tightrope::model::{Course, Streams, System};
use tightrope::param::{Edit, apply};
use tightrope::session::Preset;
use tightrope::sim::Spike;
use tightrope::sim::boundary::{Initial, Stepper};

/// A preset with changes, each `ID=VALUE`.
struct Lab {
    network: Network,
    course: Course,
    initial: Initial,
    seed: u64,
}

impl Lab {
    fn open(name: &str, edits: &[&str]) -> Lab {
        let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse(edit).unwrap()).collect();
        let setup = apply(&Preset::open(name).unwrap().setup, &edits).unwrap().0;
        let seed = setup.seed as u64;
        let System::Boundary(params) = setup.model else { panic!("another system") };
        Lab::from(&params, seed, |dt_s| params.drive.course(dt_s, seed))
    }

    fn from(params: &BoundaryParams, seed: u64, course: impl FnOnce(f64) -> Course) -> Lab {
        let network = design(params, seed).unwrap();
        let course = course(network.dt_s);
        let initial = match params.start {
            tightrope::model::boundary::Start::Static => Initial::Static,
            tightrope::model::boundary::Start::ZeroVolts => Initial::zero_volts(&network),
        };
        Lab { network, course, initial, seed }
    }

    fn stepper(&self) -> Stepper {
        Stepper::new(self.network.clone(), self.course.clone(), &self.initial, Streams::new(self.seed))
    }

    /// Samples 0..samples: all spikes, and the readouts of every sample.
    fn run(&self, samples: usize) -> (Vec<Spike>, Vec<[f64; 2]>) {
        let mut stepper = self.stepper();
        let mut spikes = Vec::new();
        let mut readouts = vec![stepper.readout()];
        while readouts.len() < samples {
            stepper.step(&mut spikes);
            readouts.push(stepper.readout());
        }
        (spikes, readouts)
    }

    fn crossings(&self, x: f64) -> Vec<Crossing> {
        let [e, i] = [E, I].map(|p| {
            let population = &self.network.populations[p];
            let lines: Vec<HalfPlane> = (0..population.len()).map(|k| population.half_plane(k, x)).collect();
            Envelope::new(&lines, Side::Upper)
        });
        crossings(&e, &i, 0.0, 1e3)
    }
}

fn is(spike: &Spike, p: usize) -> bool {
    usize::from(spike.neuron().population) == p
}

fn counts<'a>(spikes: impl IntoIterator<Item = &'a Spike>, p: usize, n: usize) -> Vec<usize> {
    let mut counts = vec![0; n];
    spikes.into_iter().filter(|spike| is(spike, p)).for_each(|spike| counts[spike.neuron().index as usize] += 1);
    counts
}

#[track_caller]
fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "{got} instead of {expected} +- {tolerance}");
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    values.clone().sum::<f64>() / values.count() as f64
}

/// Section 10, item 2, with spike cost and a start away from the static form.
#[test]
fn voltages_approach_the_static_form_as_the_membrane_leaks() {
    for (name, edits, x) in [
        ("fig-4f", &["start=zero volts"][..], 0.0),
        ("fig-8", &["start=zero volts", "sigma_v=0", "input=constant"], 1.0),
    ] {
        let lab = Lab::open(name, edits);
        let mut stepper = lab.stepper();
        let keep = 1.0 - lab.network.dt_s * 100.0;
        let mut q = [0.0; 2];
        let mut own = lab.network.counts().map(|n| vec![0.0; n]);
        let mut spikes: Vec<Spike> = Vec::new();
        let mut seen = 0;
        for t in 1..2400 {
            q = q.map(|q| keep * q);
            own.iter_mut().flatten().for_each(|r| *r *= keep);
            for spike in &spikes[seen..] {
                let neuron = spike.neuron();
                let (p, k) = (usize::from(neuron.population), neuron.index as usize);
                q[p] += lab.network.populations[p].decoder[k];
                own[p][k] += 1.0;
            }
            seen = spikes.len();
            stepper.step(&mut spikes);
            for p in [E, I] {
                let population = &lab.network.populations[p];
                for (k, own) in own[p].iter().enumerate() {
                    let fixed = population.static_voltage(k, x, q[E], q[I]) - population.spike_cost * own;
                    let start = 0.0 - population.static_voltage(k, x, 0.0, 0.0);
                    near(stepper.voltage(p, k) - fixed, start * keep.powi(t), 1e-9);
                }
            }
        }
        assert!(spikes.len() > 20, "{name}: {} spikes", spikes.len());
    }
}

/// Section 10, items 3 and 4.
#[test]
fn latents_decay_along_rays_and_jump_by_the_decoder() {
    let lab = Lab::open("fig-4f", &[]);
    let (spikes, y) = lab.run(4000);
    let keep = (-lab.network.dt_s * 100.0).exp();
    for t in 1..y.len() {
        let mut expected = y[t - 1].map(|y| keep * y);
        for spike in spikes.iter().filter(|spike| spike.step == t as u64) {
            let p = usize::from(spike.neuron().population);
            expected[p] += lab.network.populations[p].decoder[spike.neuron().index as usize];
        }
        for p in [E, I] {
            near(y[t][p], expected[p], 1e-13);
        }
        if y[t][E] < y[t - 1][E] && y[t][I] < y[t - 1][I] {
            near(y[t][I] / y[t][E], y[t - 1][I] / y[t - 1][E], 1e-12);
        }
    }
}

/// Section 10, item 5, and section 4.5.
#[test]
fn the_cycle_of_figure_4d_has_the_period_of_the_closed_form() {
    let tau_s = 0.01;
    for dt_s in [5e-5, 1e-4, 1e-5] {
        let lab = Lab::open("fig-4d", &[&format!("dt_s={dt_s}")]);
        let (spikes, _) = lab.run((2.0 / dt_s) as usize);
        let of_e: Vec<u64> =
            spikes.iter().filter(|spike| is(spike, E) && spike.step as f64 * dt_s > 0.1).map(|s| s.step).collect();
        let period = (of_e[of_e.len() - 1] - of_e[0]) as f64 * dt_s / (of_e.len() - 1) as f64;
        near(period, tau_s * 1.38f64.ln() + dt_s, 0.15 * dt_s);
    }
    let lab = Lab::open("fig-4d", &[]);
    let cycle = predict_cycle(&lab.network, 1.0, [0.0; 2], Point::new(2.0, 3.2)).unwrap();
    near(cycle.period_s, tau_s * 1.38f64.ln(), 1e-6 * cycle.period_s);
    near(cycle.period_s, 3.22083e-3, 5e-9);
    assert_eq!((cycle.spikes, cycle.leaders), ([1, 1], [Some(0), Some(0)]));
    near(cycle.means[E], 1.9250, 5e-5);
    near(cycle.means[I], 3.1048, 5e-5);
    let at = lab.crossings(1.0);
    assert_eq!(at.len(), 1);
    near(at[0].at.x, 2.0, 1e-12);
    near(at[0].at.y, 3.0, 1e-12);
    // Extrema, as the time step goes to zero.
    let (_, y) = Lab::open("fig-4d", &["dt_s=1e-6"]).run(200_000);
    for (p, [low, high]) in [(E, [1.6316, 2.2516]), (I, [2.6316, 3.6316])] {
        near(y[100_000..].iter().map(|y| y[p]).fold(f64::MAX, f64::min), low, 1e-3);
        near(y[100_000..].iter().map(|y| y[p]).fold(f64::MIN, f64::max), high, 1e-3);
    }
}

#[test]
fn the_cycle_of_figure_4f_is_that_of_one_pair() {
    let lab = Lab::open("fig-4f", &[]);
    let cycle = predict_cycle(&lab.network, 1.0, [0.0; 2], Point::new(2.8868, 3.75)).unwrap();
    near(cycle.period_s, 4.4401e-3, 5e-8);
    near(cycle.means[E], 2.7589, 5e-5);
    near(cycle.means[I], 4.0540, 5e-5);
    assert_eq!((cycle.spikes, cycle.leaders), ([1, 1], [Some(4), Some(6)]));
    let at = lab.crossings(0.0);
    assert_eq!(at.len(), 1);
    near(at[0].at.x, 2.8868, 0.003);
    // The run of the engine ends with the same pair, every 89 or 90 steps.
    let (spikes, _) = lab.run(20_000);
    let late: Vec<&Spike> = spikes.iter().filter(|spike| spike.step > 10_000).collect();
    assert!(late.iter().all(|spike| spike.neuron().index == if is(spike, E) { 4 } else { 6 }));
    let of_e: Vec<u64> = late.iter().filter(|spike| is(spike, E)).map(|spike| spike.step).collect();
    assert!(of_e.len() > 100 && of_e.windows(2).all(|pair| [89, 90].contains(&(pair[1] - pair[0]))));
}

/// Section 10, item 8: own weights, input, threshold and V - 1 of single neurons times any number. With more than one
/// neuron above threshold in a step the largest V fires first, so the law is exact for one neuron a population.
#[test]
fn the_scale_of_a_neuron_is_free() {
    let start = |network: &Network, [y_e, y_i]: [f64; 2]| {
        let voltages = network.populations.each_ref().map(|population| {
            (0..population.len()).map(|k| population.static_voltage(k, 1.0, y_e, y_i)).collect::<Vec<f64>>()
        });
        Initial::Voltages { voltages, readout: [y_e, y_i] }
    };
    for from in [[2.8, 4.8], [3.2, 6.0], [1.5, 5.0]] {
        let plain = Lab::open("fig-4d", &[]);
        let (expected, _) = Lab { initial: start(&plain.network, from), ..plain }.run(5000);
        assert!(expected.len() > 50);
        for p in [E, I] {
            for c in [0.3, 0.6, 1.7, 4.1] {
                let mut scaled = Lab::open("fig-4d", &[]);
                let Population { from_e, from_i, input, threshold, .. } = &mut scaled.network.populations[p];
                for row in [from_e, from_i, input, threshold] {
                    row[0] *= c;
                }
                scaled.initial = start(&scaled.network, from);
                assert_eq!(scaled.run(5000).0, expected, "population {p} times {c}");
            }
        }
    }
}

/// Section 10, item 10: the inhibition-stabilised network answers a push on I with less of both. Section 7, fig. 8.
#[test]
fn figure_8_before_and_after_the_push() {
    let lab = Lab::open("fig-8", &["start=zero volts", "input=step", "x_start=0", "x_hold_s=0.005"]);
    let before = lab.crossings(1.0);
    near(before[0].at.x, 2.0, 1e-9);
    near(before[0].at.y, 3.5, 1e-9);
    let mut pushed = Lab { network: lab.network.clone(), ..lab };
    pushed.network.populations[I].threshold.iter_mut().for_each(|t| *t -= 1.0);
    let after = pushed.crossings(1.0);
    near(after[0].at.x, 2.0 / 3.0, 1e-9);
    near(after[0].at.y, 11.0 / 6.0, 1e-9);

    for seed in [66, 1, 2] {
        let lab = Lab::open(
            "fig-8",
            &["start=zero volts", "input=step", "x_start=0", "x_hold_s=0.005", &format!("seed={seed}")],
        );
        assert_eq!(lab.course.currents(2499), [0.0, 0.0]);
        assert_eq!(lab.course.currents(2500), [0.0, 1.0]);
        let (spikes, y) = lab.run(5000);
        // Latents +- 4 sd, rates as far as these allow, since rate = y/(N D tau), and half a unit of the last digit.
        for (window, latents, rates) in
            [(500..2500, [1.85, 3.32], [49.0, 44.0]), (3000..5000, [0.72, 2.14], [19.0, 28.0])]
        {
            for (p, sd) in [(E, 0.02), (I, 0.03)] {
                let got = mean(y[window.clone()].iter().map(|y| y[p]));
                near(got, latents[p], 4.0 * sd);
                let n = lab.network.populations[p].len() as f64;
                let inside = spikes.iter().filter(|s| is(s, p) && window.contains(&(s.step as usize))).count();
                let d = lab.network.populations[p].decoder[0];
                near(inside as f64 / n / 0.1, rates[p], 0.5 + 4.0 * sd / (n * d * 0.01));
            }
        }
        // The second kind is almost silent: 0 or 1 spike.
        assert!(counts(&spikes, E, 51)[50] <= 2);
    }
}

/// Section 10, item 11.
#[test]
fn free_voltages_scatter_as_an_ornstein_uhlenbeck_process() {
    for (dt_s, tau_s, sigma) in [(1e-4, 0.01, 0.15), (4e-4, 0.01, 0.02)] {
        let n = 16;
        let population = Population {
            decoder: vec![0.0; n],
            cross_decoder: vec![0.0; n],
            from_e: vec![0.0; n],
            from_i: vec![0.0; n],
            input: vec![0.0; n],
            threshold: vec![100.0; n],
            sigma_v: sigma,
            leak_per_s: 1.0 / tau_s,
            pulse_steps: 1,
            synapse_leak_per_s: 1.0,
            ..Population::default()
        };
        let populations = [population.clone(), population];
        let network = Network {
            populations,
            dt_s,
            synapse: Synapse::Instantaneous,
            delay_steps: 0,
            steepness: 1.0,
            clamp: false,
            exact: false,
        };
        let course = Course::table(vec![0.0], [vec![], vec![]]);
        let mut stepper = Stepper::new(network, course, &Initial::Static, Streams::new(3));
        let (mut spikes, mut sum, mut squares, mut count) = (Vec::new(), [0.0; 2], [0.0; 2], 0.0);
        for t in 0..(20.0 / dt_s) as usize {
            stepper.step(&mut spikes);
            if t as f64 * dt_s > 10.0 * tau_s {
                count += n as f64;
                for p in [E, I] {
                    for k in 0..n {
                        let v = stepper.voltage(p, k) + 99.0;
                        sum[p] += v;
                        squares[p] += v * v;
                    }
                }
            }
        }
        for p in [E, I] {
            let sd = (squares[p] / count - (sum[p] / count).powi(2)).sqrt();
            let expected = sigma / (1.0 - 0.5 * dt_s / tau_s).sqrt();
            near(sd, expected, 0.03 * expected);
            near(sum[p] / count, 0.0, 0.05 * sigma);
        }
    }
}

/// Section 10, item 12, with the network of figure 3.
#[test]
fn e_alone_is_silent_below_its_boundary_and_runs_away_above() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/fig03_excitatory_below");
    let network = Reference::load(&folder).unwrap().network;
    let population = &network.populations[E];
    let lines: Vec<HalfPlane> = (0..population.len())
        .map(|k| HalfPlane::new(population.input[k], population.from_e[k], population.threshold[k]))
        .collect();
    for x in [-0.7, 0.0, 0.55] {
        let boundary = Envelope::new(&lines, Side::Lower).at(x).unwrap();
        for clamp in [false, true] {
            for (y, each_step) in [(boundary - 0.01, 0), (boundary / 0.99 + 0.01, 1)] {
                let voltages =
                    [(0..population.len()).map(|k| population.static_voltage(k, x, y, 0.0)).collect(), Vec::new()];
                let initial = Initial::Voltages { voltages, readout: [y, 0.0] };
                let course = Course::table(vec![x], [vec![], vec![]]);
                let mut stepper = Stepper::new(Network { clamp, ..network.clone() }, course, &initial, Streams::new(0));
                let mut spikes = Vec::new();
                for _ in 0..300 {
                    stepper.step(&mut spikes);
                }
                assert_eq!(spikes.len(), 300 * each_step, "x = {x}, start at {y}, boundary at {boundary}");
                assert!(spikes.iter().enumerate().all(|(t, spike)| spike.step == t as u64 + 1));
                assert_eq!(stepper.readout()[E] > y, each_step == 1);
            }
        }
    }
}

/// Section 10, item 15: what a spike delivers does not depend on how long it takes.
#[test]
fn a_spike_delivers_its_decoder_whatever_the_synapse() {
    let (dt_s, leak, d, cost) = (1e-4, 100.0, [0.7, 0.3], 0.4);
    let speaker = |p: usize| Population {
        decoder: vec![d[p]],
        cross_decoder: vec![1.5 * d[p]],
        from_e: vec![0.0],
        from_i: vec![0.0],
        input: vec![1.0],
        threshold: vec![0.5],
        spike_cost: cost,
        leak_per_s: leak,
        pulse_steps: 1,
        synapse_leak_per_s: 400.0,
        own_effect_is_fast: p == I,
        ..Population::default()
    };
    // The listener's line is so high that it never fires.
    let listener = |p: usize| Population {
        from_e: vec![1.2],
        from_i: vec![0.9],
        threshold: vec![1e3],
        input: vec![0.0],
        ..speaker(p)
    };
    let mut synapses = vec![(Synapse::Instantaneous, 1), (Synapse::Exponential, 1)];
    synapses.extend([1, 2, 10, 37].map(|steps| (Synapse::SquarePulse, steps)));
    for p in [E, I] {
        for &(synapse, steps) in &synapses {
            let mut populations = if p == E { [speaker(E), listener(I)] } else { [listener(E), speaker(I)] };
            populations.iter_mut().for_each(|population| population.pulse_steps = steps);
            let network =
                Network { populations, dt_s, synapse, delay_steps: 0, steepness: 1.0, clamp: false, exact: false };
            // On for 300 steps, then far below threshold until all is over.
            let course =
                Course::table((0..5000).map(|t| if t < 300 { 1.0 } else { -50.0 }).collect(), [vec![], vec![]]);
            let rest = network.populations[1 - p].static_voltage(0, 0.0, 0.0, 0.0);
            let weight = if p == E { 1.2 } else { -0.9 };
            let mut stepper = Stepper::new(network, course, &Initial::Static, Streams::new(0));
            let (mut spikes, mut charge, mut drive, mut y) = (Vec::new(), 0.0, 0.0, 0.0);
            for _ in 1..5000 {
                stepper.step(&mut spikes);
                charge += stepper.voltage(1 - p, 0) - rest;
                let now = stepper.readout()[p];
                drive += now - (-dt_s * leak).exp() * y;
                y = now;
            }
            let n = spikes.len() as f64;
            assert!(n > 5.0 && spikes.iter().all(|spike| is(spike, p)), "{synapse:?}: {n} spikes");
            near(drive, n * d[p], 1e-9 * n);
            // A leaky membrane turns a charge W into a sum W/a of voltages.
            near(charge * dt_s * leak, n * weight * 1.5 * d[p], 1e-7 * n);
        }
    }
}
