//! The engine without time steps (sheet low-rank-ei, section 6.6): closed forms, the engine with a clock as its step gets
//! shorter, a plain scan over all neurons.

mod scan;

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::SplitMix64;
use tightrope::model::boundary::{E, I, Network, Population, Start, Synapse, design};
use tightrope::model::{Course, Drive, Moment, Streams, System};
use tightrope::param::{Edit, Parameters as _, Value, apply, list};
use tightrope::session::{Command, Deed, Preset, Setup, Worker, replay, restore, save};
use tightrope::sim::boundary::{Exact, Initial, Lost, Stepper};
use tightrope::sim::{Engine as _, Frame, Runner, Spike};

fn setup(name: &str, edits: &[&str]) -> Setup {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse(edit).unwrap()).collect();
    apply(&Preset::open(name).unwrap().setup, &edits).unwrap().0
}

/// Network, course and start of a preset with changes.
fn parts(name: &str, edits: &[&str]) -> (Network, Course, Initial) {
    let setup = setup(name, edits);
    let System::Boundary(params) = &setup.model else { panic!("another system") };
    let network = design(params, setup.seed as u64).unwrap();
    let initial = match params.start {
        Start::Static => Initial::Static,
        Start::ZeroVolts => Initial::zero_volts(&network),
    };
    let course = params.drive.course(network.dt_s, setup.seed as u64);
    (network, course, initial)
}

fn exact(name: &str, edits: &[&str]) -> Exact {
    let (network, course, initial) = parts(name, edits);
    Exact::new(network, course, &initial)
}

fn run(exact: &mut Exact, steps: u64) -> Vec<Spike> {
    let mut spikes = Vec::new();
    (0..steps).for_each(|_| exact.step(&mut spikes));
    spikes
}

fn population(spike: &Spike) -> usize {
    usize::from(spike.neuron().population)
}

#[track_caller]
fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "{got} instead of {expected} +- {tolerance}");
}

/// Spikes of one instant.
struct Volley {
    at_s: f64,
    spikes: Vec<(usize, usize)>,
    /// Latents before and after it.
    y: [[f64; 2]; 2],
}

/// Volleys, with latents put together from spikes alone, as they jump and leak; `tau_s` is their time constant.
fn volleys(network: &Network, spikes: &[Spike], tau_s: f64) -> Vec<Volley> {
    let (mut y, mut then) = ([0.0; 2], 0.0);
    let same = |a: &Spike, b: &Spike| a.since(b) == 0.0 || b.since(a) == 0.0;
    let mut all = Vec::new();
    for volley in spikes.chunk_by(same) {
        let at_s = volley[0].time_s(network.dt_s);
        let before = y.map(|y| y * (-(at_s - then) / tau_s).exp());
        y = before;
        let spikes: Vec<(usize, usize)> =
            volley.iter().map(|spike| (population(spike), spike.neuron().index as usize)).collect();
        spikes.iter().for_each(|(p, k)| y[*p] += network.populations[*p].decoder[*k]);
        all.push(Volley { at_s, spikes, y: [before, y] });
        then = at_s;
    }
    all
}

/// Section 4.5 with one active E and one active I neuron: u = E_EI y_I - E_EE y_E falls to h_E, a cycle gains g. Every case
/// given there, whatever the recording step.
#[test]
fn periods_and_extrema_are_those_of_the_closed_form() {
    let tau = 0.01;
    // The lines of fig. 4d, and tangent 4 of E with tangent 6 of I of fig. 4f: h_E, E_EE.
    let lines_4d = (1.0f64, 1.0);
    let touch = 20.0 / 9.0;
    let lines_4f = (2.5 - 0.15 * touch * touch, 0.3 * touch);
    for (name, (h, slope), d, n, from) in
        [("fig-4d", lines_4d, [0.62, 1.0], [1.0, 1.0], 0.3), ("fig-4f", lines_4f, [1.225, 1.8], [1.0, 1.0], 0.5)]
    {
        for dt_s in [5e-5, 1e-3, 7e-3, 1e-6] {
            if dt_s < 1e-5 && name != "fig-4d" {
                continue;
            }
            let mut exact = exact(name, &["engine=exact", &format!("dt_s={dt_s}")]);
            let spikes = run(&mut exact, (if dt_s < 1e-5 { 0.35 } else { 2.0 } / dt_s) as u64);
            let all = volleys(exact.network(), &spikes, tau);
            let g = n[1] * d[1] - n[0] * slope * d[0];
            let period = tau * (g / h).ln_1p();
            let late: Vec<&Volley> = all.iter().filter(|volley| volley.at_s > from).collect();
            assert!(late.len() > 10);
            for pair in late.windows(2) {
                near(pair[1].at_s - pair[0].at_s, period, 1e-9 * tau);
                for p in [E, I] {
                    let low = n[p] * d[p] * h / g;
                    near(pair[1].y[0][p], low, 1e-9);
                    near(pair[1].y[1][p], low + n[p] * d[p], 1e-9);
                    near(pair[1].spikes.iter().filter(|(of, _)| *of == p).count() as f64, n[p], 0.0);
                }
            }
            // What is told at the steps is the same state.
            let last = all.last().unwrap();
            let gone = exact.step_index() as f64 * dt_s - last.at_s;
            for p in [E, I] {
                near(exact.readout()[p], last.y[1][p] * (-gone / tau).exp(), 1e-9);
            }
            if name == "fig-4d" {
                near(period, 3.22083e-3, 5e-9);
                let means = [1.9250, 3.1048];
                (0..2).for_each(|p| near(n[p] * d[p] * tau / period, means[p], 5e-5));
            } else {
                assert!(late.iter().all(|volley| volley.spikes.iter().all(|(p, k)| *k == [4, 6][*p])));
                near(period, 4.4401e-3, 5e-8);
            }
        }
    }
}

/// Single neurons and other sizes of section 4.5, and the drifting volleys of 13.2.
#[test]
fn single_neurons_and_other_spike_sizes_repeat_as_the_sheet_says() {
    let tau = 0.01;
    // Fig. 2 at x = -1: threshold at |y| = 1.49, D = 0.8. Fig. 7: neuron 1 alone at the end.
    let mut single = exact("fig-2d", &["engine=exact", "input=constant", "x=-1"]);
    let spikes = run(&mut single, 20_000);
    let late: Vec<&Spike> = spikes.iter().filter(|spike| spike.time_s(single.network().dt_s) > 0.3).collect();
    assert!(late.len() > 100);
    for pair in late.windows(2) {
        assert_eq!(pair[1].neuron().index, 0);
        near(pair[1].since(pair[0]) * single.network().dt_s, tau * ((1.49f64 + 0.8) / 1.49).ln(), 1e-9 * tau);
    }
    near(tau * ((1.49f64 + 0.8) / 1.49).ln(), 4.2978e-3, 5e-8);
    let mut pair = exact("fig-7a", &["engine=exact"]);
    let spikes = run(&mut pair, 20_000);
    let late = &spikes[spikes.len() - 100..];
    assert!(late.iter().all(|spike| spike.neuron().index == late[0].neuron().index));
    near(late[99].since(&late[0]) / 99.0 * pair.network().dt_s, 1.2516e-3, 5e-8);

    let means = |volleys: &[Volley], network: &Network, from: f64| {
        let late: Vec<&Volley> = volleys.iter().filter(|volley| volley.at_s > from).collect();
        let time = late[late.len() - 1].at_s - late[0].at_s;
        let mut sums = [0.0; 2];
        for (p, k) in late[1..].iter().flat_map(|volley| &volley.spikes) {
            sums[*p] += network.populations[*p].decoder[*k];
        }
        let [first, last] = [late[0].y[1], late[late.len() - 1].y[1]];
        [E, I].map(|p| (sums[p] + first[p] - last[p]) * tau / time)
    };
    for (d_e, d_i, [y_e, y_i]) in
        [(0.3, 0.3, [1.90, 3.04]), (0.1, 0.1, [1.95, 3.00]), (0.03, 0.03, [1.99, 3.01]), (0.2, 0.32, [1.73, 2.80])]
    {
        let mut exact = exact("fig-4d", &["engine=exact", &format!("d_e={d_e}"), &format!("d_i={d_i}")]);
        let spikes = run(&mut exact, 60_000);
        let got = means(&volleys(exact.network(), &spikes, tau), exact.network(), 1.0);
        // Those of the sheet are of Euler steps.
        near(got[E], y_e, 0.04);
        near(got[I], y_i, 0.04);
    }
    // Cycles are repeats of the state.
    for (d_e, d_i, cycle_ms) in [(0.852, 1.202, 18.38), (0.41, 1.01, 25.25), (0.31, 0.214, 6.21), (0.868, 0.28, 49.2)] {
        let mut exact = exact("fig-4d", &["engine=exact", &format!("d_e={d_e}"), &format!("d_i={d_i}")]);
        let spikes = run(&mut exact, 100_000);
        let all = volleys(exact.network(), &spikes, tau);
        let last = &all[all.len() - 1];
        let again = all[..all.len() - 1]
            .iter()
            .rev()
            .find(|volley| volley.spikes == last.spikes && (0..2).all(|p| (volley.y[1][p] - last.y[1][p]).abs() < 1e-7))
            .unwrap();
        near((last.at_s - again.at_s) * 1e3, cycle_ms, 0.006 * cycle_ms.max(1.0));
    }
}

/// The largest and the mean difference of times of the same spikes, in seconds; both must have them in the same order.
fn apart(one: &[Spike], other: &[Spike], dts: [f64; 2], count: usize) -> [f64; 2] {
    assert!(one.len() >= count && other.len() >= count, "{} and {} spikes", one.len(), other.len());
    let [mut most, mut sum] = [0.0f64; 2];
    for (a, b) in one.iter().zip(other).take(count) {
        assert_eq!(a.neuron(), b.neuron());
        let off = (a.time_s(dts[0]) - b.time_s(dts[1])).abs();
        (most, sum) = (most.max(off), sum + off);
    }
    [most, sum / count as f64]
}

fn clocked(name: &str, edits: &[&str], dt_s: f64, for_s: f64) -> Vec<Spike> {
    let dt = format!("dt_s={dt_s}");
    let all: Vec<&str> = edits.iter().copied().chain([dt.as_str()]).collect();
    let (network, course, initial) = parts(name, &all);
    let mut stepper = Stepper::new(network, course, &initial, Streams::new(0));
    let mut spikes = Vec::new();
    (0..(for_s / dt_s).round() as u64).for_each(|_| stepper.step(&mut spikes));
    spikes
}

/// Agreement as section 6.6 has it, and halving the step halves the difference.
#[test]
fn a_clock_that_ticks_faster_comes_to_the_same_spikes_with_an_error_in_proportion_to_its_step() {
    let step = ["start=zero volts", "input=step", "x_start=0", "x_hold_s=0.005"];
    let edits: Vec<&str> = step.iter().copied().chain(["engine=exact"]).collect();
    let mut exact_4d = exact("fig-4d", &edits);
    let spikes = run(&mut exact_4d, 1200);
    let of_e = |spikes: &[Spike]| spikes.iter().filter(|spike| population(spike) == E).count();
    // Twenty cycles in 60 ms.
    assert!((19..=21).contains(&of_e(&spikes)), "{}", of_e(&spikes));
    let count = spikes.len().min(38);
    let error = |dt_s: f64| apart(&spikes, &clocked("fig-4d", &step, dt_s, 0.063), [5e-5, dt_s], count)[0];
    assert!(error(5e-5) < 1.2e-3 && error(2e-6) < 0.05e-3, "{} {}", error(5e-5), error(2e-6));
    let ratio = error(4e-6) / error(2e-6);
    near(ratio, 2.0, 0.15);

    // Fig. 4f, from 5e-5 down, and a ramp over ten tangents of fig. 2d, from 1e-5 down.
    // In each cycle an error is the part of a step that is left when the line is met, which depends on both: it is over many
    // steps that it goes in proportion to them.
    let dts = [1e-5, 7.3e-6, 5e-6, 3.7e-6, 2.5e-6, 1.9e-6, 1.3e-6, 1e-6];
    for (name, edits, for_s) in [
        ("fig-4f", &[][..], 0.06),
        ("fig-2d", &["start=zero volts"][..], 0.15),
        ("fig-4d", &["mu_e=0.2", "mu_i=0.3"][..], 0.1),
    ] {
        let with: Vec<&str> = edits.iter().copied().chain(["engine=exact"]).collect();
        let mut exact = exact(name, &with);
        let dt_s = exact.network().dt_s;
        let spikes = run(&mut exact, (for_s / dt_s).round() as u64);
        assert!(spikes.len() > 10, "{name}");
        let errors = dts.map(|dt| {
            let clocked = clocked(name, edits, dt, for_s + 0.005);
            let [most, mean] = apart(&spikes, &clocked, [dt_s, dt], spikes.len());
            assert!(most < 2.0 * spikes.len() as f64 * dt, "{name}: {most} at {dt}");
            [dt.ln(), mean.ln()]
        });
        let middle = [0, 1].map(|k| errors.iter().map(|e| e[k]).sum::<f64>() / errors.len() as f64);
        let sum = |f: &dyn Fn(&[f64; 2]) -> f64| errors.iter().map(f).sum::<f64>();
        let order = sum(&|e| (e[0] - middle[0]) * (e[1] - middle[1])) / sum(&|e| (e[0] - middle[0]).powi(2));
        assert!((order - 1.0).abs() < 0.25, "{name}: order {order}");
    }
    // 60 spikes of fig. 2d, where steps of 1e-4 give 59.
    let mut exact_2d = exact("fig-2d", &["engine=exact", "start=zero volts"]);
    let dt_s = exact_2d.network().dt_s;
    assert_eq!(run(&mut exact_2d, (0.3 / dt_s).round() as u64 - 1).len(), 60);
}

const CASES: [(&str, &[&str]); 8] = [
    ("fig-4d", &["engine=exact"]),
    ("fig-4f", &["engine=exact", "start=zero volts"]),
    ("fig-8", &["engine=exact", "sigma_v=0"]),
    ("fig-5d", &["engine=exact"]),
    ("fig-2d", &["engine=exact"]),
    ("fig-s3", &["engine=exact", "sigma_v=0"]),
    ("fig-7a", &["engine=exact"]),
    ("fig-4f", &["engine=exact", "input=drawn", "x_drawn=[0, 2, 1, 3]", "x_drawn_s=0.03", "f_e=0.5"]),
];

fn advance(runner: &mut Runner<System>, steps: u64) -> Vec<Spike> {
    let mut spikes = Vec::new();
    runner.advance(steps, &mut spikes).unwrap();
    spikes
}

#[test]
fn copies_saved_runs_and_journals_go_on_bit_for_bit() {
    for (name, edits) in CASES {
        let setup = setup(name, edits);
        let mut runner = Runner::<System>::new(setup.clone()).unwrap();
        let begun = advance(&mut runner, 900);
        runner.edit(&[Edit::new("x", Value::Number(1.3))], None).unwrap();
        advance(&mut runner, 77);
        let mut fork = runner.fork();
        let mut read: Runner<System> = restore(&save(&runner).unwrap()).unwrap();
        // The same settings once more change nothing.
        let mut told = runner.fork();
        let plan = told.plan().clone();
        told.engine_mut().retune(&plan).unwrap();
        let on = advance(&mut runner, 2000);
        assert!(!begun.is_empty() || !on.is_empty(), "{name}");
        for other in [&mut fork, &mut read, &mut told] {
            assert!(advance(other, 2000) == on, "{name} {edits:?}");
        }
        // In one stretch or in many.
        let mut again = Runner::<System>::new(setup.clone()).unwrap();
        let parts: Vec<Spike> = (0..90).flat_map(|_| advance(&mut again, 10)).collect();
        assert!(parts == begun, "{name}");

        let mut worker = Worker::new(setup).unwrap();
        let mut spikes = Vec::new();
        let mut go = |worker: &mut Worker<System>, command| {
            worker.apply(command);
            worker.turn(0.0, f64::INFINITY, || 0.0);
            while let Some(update) = worker.take() {
                spikes.extend(update.frame.spikes);
            }
        };
        go(&mut worker, Command::Step(700));
        go(
            &mut worker,
            Command::Do {
                deed: Deed::Kick(vec![(1, if name == "fig-7a" || name == "fig-2d" { -2.0 } else { 4.0 })]),
                id: 1,
            },
        );
        go(&mut worker, Command::Step(300));
        go(&mut worker, Command::edit(vec![Edit::entry("t_shift_i", 0, -0.5), Edit::entry("silenced_i", 1, 1.0)]));
        go(&mut worker, Command::Step(400));
        assert_eq!(replay(worker.journal(), 1400).unwrap(), spikes, "{name}");
    }
}

#[test]
fn spikes_do_not_depend_on_how_often_the_state_is_told() {
    for (name, edits) in CASES {
        let times = |dt_s: f64| {
            let dt = format!("dt_s={dt_s}");
            let all: Vec<&str> = edits.iter().copied().chain([dt.as_str(), "x_hold_s=0.01", "x_ramp_s=0.04"]).collect();
            let mut exact = exact(name, &all);
            let spikes = run(&mut exact, (0.1 / dt_s).round() as u64);
            spikes.into_iter().map(move |s| (s.time_s(dt_s), s.neuron())).collect::<Vec<_>>()
        };
        let (fine, coarse) = (times(1e-5), times(5e-3));
        assert_eq!(fine.len(), coarse.len(), "{name}");
        for (a, b) in fine.iter().zip(&coarse) {
            assert!(a.1 == b.1 && (a.0 - b.0).abs() < 1e-10, "{name}: {a:?} {b:?}");
        }
    }
}

#[test]
fn an_edit_and_a_kick_act_at_their_instant() {
    let mut exact = exact("fig-4d", &["engine=exact"]);
    run(&mut exact, 1000);
    let (mut network, course) = (exact.network().clone(), exact.course().clone());
    network.populations[E].threshold[0] -= 3.0;
    exact.retune(network, course);
    let spikes = run(&mut exact, 1);
    assert!(!spikes.is_empty());
    near(spikes[0].at(), 1000.0, 1e-8);
    exact.kick(I, 0.0);
    let spikes = run(&mut exact, 1);
    assert_eq!(population(&spikes[0]), I);
    near(spikes[0].at(), 1001.0, 1e-8);
}

#[test]
fn what_cannot_be_exact_is_refused_with_what_to_try() {
    let fig = |name: &str| Preset::open(name).unwrap().setup;
    for (name, edits, words) in [
        ("fig-8", &["engine=exact"][..], ["`sigma_v`", "noise"]),
        ("fig-4f", &["engine=exact", "synapse=exponential"], ["`synapse`", "instantaneous"]),
        ("fig-4f", &["engine=exact", "synapse=rate"], ["rate", "instantaneous"]),
        ("fig-4f", &["engine=exact", "delay_ms=1"], ["`delay_ms`", "0"]),
        ("fig-4f", &["engine=exact", "tau_i_ratio=2"], ["`tau_i_ratio`", "unequal"]),
        ("fig-4f", &["engine=exact", "input=sine"], ["sine", "drawn"]),
        ("fig-4f", &["engine=exact", "input=noise"], ["noise", "drawn"]),
    ] {
        let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse(edit).unwrap()).collect();
        let refused = apply(&fig(name), &edits).unwrap_err().to_string();
        assert!(words.iter().all(|word| refused.contains(word)) && refused.contains("clocked"), "{refused}");
        assert!(!refused.contains('\n') && refused.len() < 300);
        // The panel gives the same reason beside the option; nothing else is in the way of it.
        let others = apply(&fig(name), &edits[1..]).unwrap().0;
        let spec = list(&mut others.clone()).into_iter().find(|(spec, _)| spec.id == "engine").unwrap().0;
        assert!(refused.contains(&others.obstacle(spec, "exact").unwrap()));
        assert_eq!(others.obstacle(spec, "clocked"), None);
    }
    // The other way round too: what is exact stays so until somebody says otherwise.
    let exact = setup("fig-4f", &["engine=exact"]);
    assert!(apply(&exact, &[Edit::new("sigma_v", Value::Number(0.1))]).is_err());
    // One population has one time constant.
    assert!(
        apply(&fig("fig-2d"), &[Edit::parse("engine=exact").unwrap(), Edit::parse("tau_i_ratio=2").unwrap()]).is_ok()
    );
    // No step, no limit to it.
    assert!(apply(&fig("fig-4f"), &[Edit::parse("engine=exact").unwrap(), Edit::parse("dt_s=0.01").unwrap()]).is_ok());
    for preset in Preset::<System>::all_built_in() {
        let all = list(&mut preset.setup.clone());
        let engine = all.iter().find(|(spec, _)| spec.id == "engine");
        assert!(engine.is_none_or(|(_, value)| *value == Value::Choice("clocked".to_owned())), "{}", preset.name);
    }
}

#[test]
fn a_network_that_runs_away_says_so_and_comes_back_when_it_is_held() {
    // The E line is the steeper one: no crossing.
    let setup = setup("fig-4d", &["engine=exact", "e_slope=1.6", "i_slope=1.5", "d_e=1", "d_i=0.5"]);
    let mut runner = Runner::<System>::new(setup).unwrap();
    let mut spikes = advance(&mut runner, 4000);
    let alarm = runner.engine().alarm().unwrap();
    assert!(alarm.contains("runaway") && alarm.contains("10000 spikes at one instant"), "{alarm}");
    assert!((10_000..15_000).contains(&spikes.len()), "{}", spikes.len());
    runner.edit(&[Edit::new("e_slope", Value::Number(0.5)), Edit::new("e_offset", Value::Number(0.2))], None).unwrap();
    advance(&mut runner, 4000);
    assert_eq!(runner.engine().alarm(), None);
    spikes = advance(&mut runner, 4000);
    assert!(!spikes.is_empty() && spikes.len() < 1000, "{}", spikes.len());
    // Spikes without size.
    let setup = crate::exact::setup("fig-4d", &["engine=exact"]);
    let mut runner = Runner::<System>::new(setup).unwrap();
    advance(&mut runner, 500);
    runner.edit(&["d_e", "d_i"].map(|id| Edit::new(id, Value::Number(1e-9))), None).unwrap();
    // Where both lines are met the state stays between them.
    runner.kick(&[(1, 2.0), (2, 3.0)]).unwrap();
    advance(&mut runner, 2);
    assert!(runner.engine().alarm().unwrap().contains("one step"), "{:?}", runner.engine().alarm());
}

/// The level *spikes* and the cycle beside it are those of section 4.5, and exact times reach statistics.
#[test]
fn levels_and_statistics_are_exact() {
    let tau = 0.01;
    let period = tau * 0.38f64.ln_1p();
    for engine in ["engine=exact", "engine=clocked"] {
        let setup = setup("fig-4d", &[engine]);
        let mut runner = Runner::<System>::new(setup).unwrap();
        let mut meter = tightrope::sim::Meter::new(runner.layout(), f64::INFINITY, 0.0);
        runner.advance(12_000, &mut ()).unwrap();
        runner.advance(20_000, &mut meter).unwrap();
        while let Some(mut probe) = runner.engine().probe() {
            while probe.advance().is_some() {}
        }
        let mut frame = Frame::new(0, runner.layout(), 0);
        runner.depict(&mut frame);
        let depiction = frame.depiction.unwrap();
        let spikes = depiction.beside.spikes.as_ref().unwrap();
        assert_eq!(spikes.order, "1:1");
        near(spikes.cycle_s.unwrap(), period, 1e-9 * tau);
        // Over whole cycles and a part of one.
        near(spikes.means[0].1, 0.62 * tau / period, 0.004);
        near(spikes.means[1].1, 1.0 * tau / period, 0.006);
        let told = depiction.findings.iter().any(|finding| finding.id == "exact" && finding.text.contains("log N"));
        assert_eq!(told, engine == "engine=exact");
        if engine == "engine=exact" {
            let statistics = meter.read().unwrap();
            near(statistics.cycle_s.unwrap(), period, 1e-9 * tau);
            assert!(statistics.isi_cv.unwrap().mean < 1e-6);
        }
    }
}
