//! Runs of minimax networks: what they come to, and what hands do to them.

use super::{near, network};
use tightrope::model::System;
use tightrope::model::minimax::{Application, E, I, MinimaxParams, angle, build};
use tightrope::model::{Drive, Streams};
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::NeuronId;
use tightrope::session::{BUILT_IN, Preset};
use tightrope::sim::minimax::Stepper;
use tightrope::sim::{Engine as _, Frame, Runner, SystemEngine};

fn stepper(params: &MinimaxParams, drive: &Drive, seed: u64) -> Stepper {
    let network = build(params, seed).unwrap();
    let course = drive.course(network.dt_s, seed);
    Stepper::new(network, params, course, Streams::new(seed), seed)
}

fn params_of(name: &str) -> (MinimaxParams, Drive) {
    let setup = Preset::open(name).unwrap().setup;
    let tightrope::model::System::Minimax(params) = setup.model else { panic!("another system") };
    (params.clone(), params.drive)
}

/// Section 6, 1: whatever the structure of the weights, V is what the filtered spikes say.
#[test]
fn voltages_are_weights_times_filtered_spikes() {
    let presets = [
        "minimax-pair-free",
        "minimax-random-100",
        "minimax-constant",
        "minimax-plane",
        "minimax-planted",
        "minimax-learned",
        "minimax-ring",
        "minimax-ring-slow",
        "minimax-grid-32",
    ];
    for name in presets {
        let (params, drive) = params_of(name);
        let mut run = stepper(&params, &drive, 3);
        let mut spikes = Vec::new();
        (0..3000).for_each(|_| run.step(&mut spikes));
        assert!(!spikes.is_empty(), "{name} is silent");
        let n = run.network();
        let [ne, ni] = n.counts;
        let [ee, ei] = [n.ee.times(run.r(E), ne), n.ei.times(run.r(I), ne)];
        let [ie, ii] = [n.ie.times(run.r(E), ni), n.ii.times(run.r(I), ni)];
        let fx = &run.input().drive;
        let top = |v: &[f64]| v.iter().fold(1.0f64, |m, v| m.max(v.abs()));
        let (top_e, top_i) = (top(&ee).max(top(&ei)), top(&ie).max(top(&ii)));
        for i in 0..ne {
            near(run.v(E)[i], ee[i] - ei[i] + fx[i], 1e-9 * top_e);
        }
        for k in 0..ni {
            near(run.v(I)[k], ie[k] - ii[k], 1e-9 * top_i);
        }
    }
}

/// Section 6, 2: with the rest frozen each E spike lowers S and each I spike raises it, by recomputing S.
#[test]
fn every_spike_improves_the_objective_for_its_population() {
    let (params, drive) = params_of("minimax-random-100");
    let mut run = stepper(&params, &drive, 1);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let objective = |run: &Stepper, re: &[f64], ri: &[f64]| {
        let n = run.network();
        -0.5 * dot(re, &n.ee.times(re, 20)) + dot(re, &n.ei.times(ri, 20))
            - 0.5 * dot(ri, &n.ii.times(ri, 20))
            - dot(re, &run.input().drive)
    };
    let (mut checked, mut spikes) = ([0; 2], Vec::new());
    for _ in 0..40_000 {
        let (re, ri) = (run.r(E).to_vec(), run.r(I).to_vec());
        let before = objective(&run, &re, &ri);
        let v = [run.v(E).to_vec(), run.v(I).to_vec()];
        let old: Vec<(usize, usize, f64)> = {
            let n = run.network();
            let above = |p: usize, i: usize| v[p][i] > n.threshold[p][i];
            let all = (0..2).flat_map(|p| (0..20).map(move |i| (p, i))).filter(|(p, i)| above(*p, *i));
            all.map(|(p, i)| {
                let mut r = [re.clone(), ri.clone()];
                r[p][i] += 1.0;
                (p, i, objective(&run, &r[E], &r[I]) - before)
            })
            .collect()
        };
        for (p, i, change) in old {
            assert!(if p == E { change < 0.0 } else { change > 0.0 }, "{p} {i}: S changes by {change}");
            checked[p] += 1;
        }
        run.step(&mut spikes);
    }
    assert!(checked[E] > 500 && checked[I] > 300, "{checked:?}");
    assert_eq!(spikes.len(), checked[E] + checked[I]);
}

/// Section 6, 7: the energy of the rate dynamics never rises if tau_I/tau_E is below the ratio of the eigenvalues.
#[test]
fn the_energy_of_the_rate_dynamics_falls() {
    let ring = network(Application::Ring, |p| p.n_e = 100);
    let n = 100;
    let tau = 0.1;
    let rho = 2.85 / tau;
    let mut r: [Vec<f64>; 2] = [0, 1].map(|p| (0..n).map(|j| 2.0 + ((j * 37 + p * 11) % 17) as f64 * 0.2).collect());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut last = f64::INFINITY;
    for _ in 0..5000 {
        let [ee, ei] = [ring.ee.times(&r[E], n), ring.ei.times(&r[I], n)];
        let [ie, ii] = [ring.ie.times(&r[E], n), ring.ii.times(&r[I], n)];
        let objective = -0.5 * dot(&r[E], &ee) + dot(&r[E], &ei) - 0.5 * dot(&r[I], &ii) - r[E].iter().sum::<f64>();
        let speed = |p: usize, g: f64, r: f64| if r <= 0.0 && g < 0.0 { 0.0 } else { g / [tau, tau][p] };
        let v_e: Vec<f64> = (0..n).map(|i| speed(E, ee[i] - ei[i] + 1.0, r[E][i])).collect();
        let v_i: Vec<f64> = (0..n).map(|i| speed(I, ie[i] - ii[i], r[I][i])).collect();
        let energy = 0.5 * tau * (dot(&v_e, &v_e) + dot(&v_i, &v_i)) + rho * objective;
        assert!(energy <= last + 1e-9 * energy.abs().max(1.0), "{energy} after {last}");
        last = energy;
        let step = 0.002 * tau;
        r[E].iter_mut().zip(&v_e).for_each(|(r, v)| *r = (*r + step * v).max(0.0));
        r[I].iter_mut().zip(&v_i).for_each(|(r, v)| *r = (*r + step * v).max(0.0));
    }
}

fn overlap(r: &[f64], pattern: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(r, pattern) / dot(pattern, pattern)
}

/// Section 6, 12.
#[test]
fn the_planted_memory_completes_cues_and_is_silent_without() {
    let (base, drive) = params_of("minimax-planted");
    let mut recalled = 0;
    for seed in 1..=5 {
        for pattern in 0..4 {
            let patterns = build(&base, seed).unwrap().extra.patterns;
            let active: Vec<usize> = (0..60).filter(|i| patterns[pattern][E][*i] > 0.0).collect();
            let wrong = (0..60).filter(|i| patterns[pattern][E][*i] == 0.0).step_by(11 + seed as usize).take(4);
            // Eight right and four wrong.
            let cue = active.iter().copied().take(8).chain(wrong);
            let mut params = base.clone();
            params.cued = cue.map(|i| (i, 1.0)).collect();
            let mut run = stepper(&params, &drive, seed);
            let mut spikes = Vec::new();
            (0..6000).for_each(|_| run.step(&mut spikes));
            // The mean over two seconds: r 17 to 22 of 20.
            let mut mean = vec![0.0; 60];
            for _ in 0..2000 {
                run.step(&mut spikes);
                mean.iter_mut().zip(run.r(E)).for_each(|(m, r)| *m += r / 2000.0);
            }
            let shown = overlap(&mean, &patterns[pattern][E]);
            let others = (0..4).filter(|k| *k != pattern).map(|k| overlap(&mean, &patterns[k][E]));
            recalled += usize::from((0.85..1.1).contains(&shown) && others.fold(0.0, f64::max) < 0.2);
        }
    }
    assert!(recalled >= 19, "{recalled} of 20 recalled");
    let mut params = base;
    params.cued.clear();
    let mut run = stepper(&params, &drive, 1);
    let mut spikes = Vec::new();
    (0..4000).for_each(|_| run.step(&mut spikes));
    assert!(spikes.is_empty(), "{} spikes without a cue", spikes.len());
}

/// Section 6, 12: at least nine of ten; one cue a pattern.
#[test]
fn learned_memories_stay() {
    let (base, drive) = params_of("minimax-learned");
    let mut recalled = 0;
    for seed in 1..=10 {
        for pattern in 0..2 {
            let patterns = build(&base, seed).unwrap().extra.patterns;
            let mut params = base.clone();
            params.cued = (0..15).filter(|i| patterns[pattern][E][*i] > 0.0).map(|i| (i, 1.0)).collect();
            let mut run = stepper(&params, &drive, seed);
            let mut spikes = Vec::new();
            (0..15_000).for_each(|_| run.step(&mut spikes));
            recalled += usize::from((0.9..1.3).contains(&overlap(run.r(E), &patterns[pattern][E])));
        }
    }
    assert!(recalled >= 18, "{recalled} of 20 stay");
}

fn engine(name: &str) -> Runner<System> {
    Runner::new(Preset::open(name).unwrap().setup).unwrap()
}

fn advance(engine: &mut Runner<System>, steps: u64) -> Frame {
    let mut frame = Frame::new(0, engine.layout(), engine.step());
    engine.advance(steps, &mut frame).unwrap();
    frame
}

fn core(run: &Runner<System>) -> &Stepper {
    let SystemEngine::Minimax(engine) = run.engine() else { panic!("another system") };
    engine.stepper()
}

/// Alpha and beta read the optimum, not how far the pictures have come.
#[test]
fn samples_do_not_depend_on_pictures() {
    let samples = |pictures: u64| {
        let mut run = engine("minimax-random-10");
        let mut frame = Frame::new(0, run.layout(), 0);
        let parts = pictures.max(1);
        for part in 0..parts {
            let steps = 20_000 * (part + 1) / parts - 20_000 * part / parts;
            run.advance(steps, &mut frame).unwrap();
            if pictures > 0 {
                run.depict(&mut frame);
            }
        }
        let rows = (0..frame.samples.len()).map(|k| frame.samples.low(k).to_vec());
        rows.flatten().map(f64::to_bits).collect::<Vec<u64>>()
    };
    let none = samples(0);
    assert!(none.len() > 1000);
    assert!(none == samples(1) && none == samples(50));
}

/// Thresholds are half a spike, so that the balance is the tighter the more spikes a time constant has: at 10 ms, about
/// one a neuron, alpha is 1.09 and beta 0.78.
#[test]
fn the_random_network_reaches_its_optimum() {
    for (name, settled_s, tolerance) in [("minimax-random-10", 0.1, 0.25), ("minimax-random-100", 1.0, 0.1)] {
        let mut run = engine(name);
        let second = (1.0 / run.layout().dt_s) as u64;
        advance(&mut run, (settled_s * second as f64) as u64);
        let (mut sum, mut count) = ([0.0; 2], 0.0);
        for _ in 0..second / 1000 {
            let frame = advance(&mut run, 1000);
            assert_eq!(frame.samples.steps_per_bucket(), 1);
            for k in 0..frame.samples.len() {
                let row = frame.samples.low(k);
                (sum, count) = ([sum[0] + row[1], sum[1] + row[2]], count + 1.0);
            }
        }
        let mean = sum.map(|sum| sum / count);
        assert!(mean.iter().all(|mean| (mean - 1.0).abs() < tolerance), "{name}: {mean:?}");
    }
}

/// Beyond what the exact solver takes there is no alpha and no beta, and still the samples are the run's alone.
#[test]
fn a_large_random_network_tells_its_mean_rates() {
    let mut setup = Preset::open("minimax-random-100").unwrap().setup;
    let System::Minimax(params) = &mut setup.model else { panic!("another system") };
    (params.n_e, params.n_i) = (160, 30);
    let mut run = Runner::new(setup).unwrap();
    let ids: Vec<&str> = run.layout().signals.iter().map(|signal| signal.id).collect();
    assert_eq!(ids, ["x", "rate_e", "rate_i"]);
    let mut frame = advance(&mut run, 500);
    run.depict(&mut frame);
    assert_eq!(frame.depiction.unwrap().planes.len(), run.layout().planes.len());
}

/// What a picture offers to be pulled moves something.
#[test]
fn every_grip_of_a_picture_moves_something() {
    for (name, _) in BUILT_IN.iter().filter(|(name, _)| name.starts_with("minimax")) {
        let mut run = engine(name);
        advance(&mut run, 100);
        let mut frame = Frame::new(0, run.layout(), run.step());
        run.depict(&mut frame);
        for (index, plane) in frame.depiction.unwrap().planes.iter().enumerate() {
            for grip in &plane.grips {
                let to = grip.at + tightrope::geometry::Vector::new(1.0, 1.0);
                let edits = run.plan().hands().drag(&plane.given, index, grip, to);
                assert!(apply(run.setup(), &edits).unwrap().0 != *run.setup(), "{name}: {:?}", grip.verb);
            }
        }
    }
}

#[test]
fn lock_up_is_noticed_and_the_greedy_rule_prevents_it() {
    let mut locked = engine("minimax-lock-up");
    advance(&mut locked, 5000);
    assert!(locked.engine().alarm().is_some_and(|text| text.contains("lock-up") && text.contains("greedy")));
    for name in ["minimax-plane", "minimax-random-100", "minimax-ring", "minimax-planted", "minimax-grid-32"] {
        let mut sound = engine(name);
        advance(&mut sound, 3000);
        assert_eq!(sound.engine().alarm(), None, "{name}");
    }
}

#[test]
fn a_bump_can_be_carried_round_the_ring() {
    let mut ring = engine("minimax-ring");
    advance(&mut ring, 5000);
    let at = |frame: &Frame, k: usize| frame.samples.low(frame.samples.len() - 1)[k];
    for turn in [1.0f64, 3.0, 5.5] {
        ring.kick(&[(1, turn.cos()), (2, turn.sin())]).unwrap();
        let frame = advance(&mut ring, 1);
        let difference = (at(&frame, 2).atan2(at(&frame, 1)) - turn).rem_euclid(std::f64::consts::TAU);
        let difference = difference.min(std::f64::consts::TAU - difference);
        assert!(difference < angle(1, 100) + 0.02, "{difference} rad from {turn}");
    }
    assert!(ring.kick(&[(0, 1.0)]).is_err());
    assert!(engine("minimax-grid-32").kick(&[(1, 1.0)]).is_err());
    let mut pair = engine("minimax-pair");
    pair.kick(&[(1, 4.0), (2, 6.0)]).unwrap();
    assert_eq!((core(&pair).r(E)[0], core(&pair).r(I)[0]), (4.0, 6.0));
}

#[test]
fn live_edits_keep_the_state_and_bad_ones_change_nothing() {
    let mut pair = engine("minimax-pair-free");
    advance(&mut pair, 3000);
    let before = [core(&pair).r(E)[0], core(&pair).r(I)[0]];
    pair.edit(&[Edit::new("strength", Value::Number(40.0))], None).unwrap();
    assert_eq!([core(&pair).r(E)[0], core(&pair).r(I)[0]], before);
    // No step is needed: the line that is drawn acts at once, and V is what the filtered spikes say.
    let run = core(&pair);
    near(run.v(E)[0], -before[0] - 0.8 * before[1] + 40.0, 1e-9);
    let mut frame = Frame::new(0, pair.layout(), pair.step());
    pair.depict(&mut frame);
    // The saddle of section 7.A at x = 40.
    let theory = &frame.depiction.unwrap().theory;
    near(theory[0].value, 40.0 / (1.0 + 0.64 / 0.5), 1e-9);
    // A push on I lowers the saddle in r_E: both gradients are 0 there.
    pair.edit(&[Edit::new("current_i", Value::Number(2.0))], None).unwrap();
    let mut frame = Frame::new(0, pair.layout(), pair.step());
    pair.depict(&mut frame);
    let theory = &frame.depiction.unwrap().theory;
    let (e, i) = (theory[0].value, theory[1].value);
    near(-e - 0.8 * i + 40.0, 0.0, 1e-9);
    near(0.8 * e - 0.5 * i + 2.0, 0.0, 1e-9);
    assert!(pair.edit(&[Edit::new("tau_i_ratio", Value::Number(-1.0))], None).is_err());
    assert!(
        pair.edit(&[Edit::new("tau_ms", Value::Number(100.0)), Edit::new("nonsense", Value::Number(1.0))], None)
            .is_err()
    );
    let (mut params, _) = params_of("minimax-ring");
    params.n_e = 2000;
    assert!(build(&params, 1).is_err(), "4 million weights are too many");
}

#[test]
fn a_dragged_line_of_the_pair_passes_under_the_pointer() {
    use tightrope::geometry::Point;
    use tightrope::model::Hands as _;
    use tightrope::model::verbs::{LINE, TURN};
    use tightrope::picture::{Given, Grip, GripShape};
    let (params, _) = params_of("minimax-pair-free");
    let given = Given { x: 1.0, injected: [0.3, 0.0] };
    let neuron = |population| NeuronId { population, index: 0 };
    for (verb, neuron, to) in [
        (&LINE, neuron(0), Point::new(8.0, 12.0)),
        (&TURN, neuron(0), Point::new(9.0, 11.0)),
        (&LINE, neuron(1), Point::new(12.0, 14.0)),
    ] {
        let grip = Grip::new(verb, GripShape::Line, Point::new(10.0, 20.0)).of(neuron);
        let edits = tightrope::model::minimax::MinimaxPlan::new(&params, 1, None).unwrap().drag(&given, 0, &grip, to);
        let after = apply(&params, &edits).unwrap().0;
        let [a, b, c] = [after.a, after.b, after.c];
        let x = after.strength * given.x + given.injected[0];
        let miss = match neuron.population {
            0 => a * to.x + b * to.y - (x - 0.5 * a),
            _ => b * to.x - c * to.y - 0.5 * c,
        };
        near(miss, 0.0, 1e-9);
    }
}
