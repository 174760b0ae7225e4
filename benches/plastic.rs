//! What a simulated second of a plastic network costs: one over the time shown is how many times faster than real.
//!
//! Wanted: at most 0.06 s for 2000 cells with plasticity from I to E, at most 0.25 s for 5000, at most 2 s for 20 000 without
//! plasticity; a fork of 2000 cells whose synapses all learn at most as much as 10 ms of its own run.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tightrope::model::System;
use tightrope::param::{Edit, Value, apply};
use tightrope::session::{Command, History, Preset, Setup, Speed, Worker};
use tightrope::sim::{Runner, Spike, Watch};

/// Simulated seconds a round.
const PART_S: f64 = 0.5;

fn changed(preset: &str, set: &[Edit]) -> Setup {
    let setup = Preset::open(preset).expect("a built-in preset").setup;
    apply(&setup, set).expect("a legal network").0
}

fn headless(criterion: &mut Criterion, preset: &str, set: &[Edit], watched: bool) {
    let setup = changed(preset, set);
    let mut runner: Runner<System> = Runner::new(setup).expect("a legal network");
    if !watched {
        runner.set_watch(Watch::default());
    }
    let steps = (PART_S / runner.layout().dt_s).round() as u64;
    let mut spikes: Vec<Spike> = Vec::new();
    let word = if watched { ", every step recorded" } else { "" };
    let set: String = set.iter().map(|edit| format!(", {} = {}", edit.id, edit.value)).collect();
    criterion.bench_function(&format!("1 s of {preset}{set}{word}"), |bencher| {
        bencher.iter_custom(|rounds| {
            let start = Instant::now();
            for _ in 0..rounds {
                spikes.clear();
                runner.advance(steps, &mut spikes).expect("finite");
                black_box(spikes.len());
            }
            Duration::from_secs_f64(start.elapsed().as_secs_f64() / PART_S)
        });
    });
}

/// As a window has it: recorded, measured, a picture sixty times a second, and all of it remembered.
fn for_a_window(criterion: &mut Criterion, preset: &str) {
    let setup = Preset::open(preset).expect("a built-in preset").setup;
    let mut worker: Worker<System> = Worker::new(setup).expect("a legal network");
    let mut history = History::new(worker.take().expect("a first picture"));
    worker.apply(Command::Speed(Speed::Fastest));
    worker.apply(Command::Run);
    let clock = Instant::now();
    criterion.bench_function(&format!("1 s of {preset} for a window"), |bencher| {
        bencher.iter_custom(|rounds| {
            let (mut took, before) = (Duration::ZERO, history.time_s());
            while history.time_s() - before < rounds as f64 * PART_S {
                let start = Instant::now();
                let now_s = clock.elapsed().as_secs_f64();
                worker.turn(now_s, 1.0 / 60.0, || clock.elapsed().as_secs_f64());
                while let Some(update) = worker.take() {
                    history.absorb(update);
                }
                took += start.elapsed();
            }
            Duration::from_secs_f64(took.as_secs_f64() * rounds as f64 / (history.time_s() - before))
        });
    });
}

/// A copy, and the first spikes of both, which part what was shared till then.
fn fork(criterion: &mut Criterion) {
    let on = Value::Choice("on".to_owned());
    let set = ["ei_homeostatic", "ii_homeostatic", "ie_homeostatic", "ee_hebb"].map(|id| Edit::new(id, on.clone()));
    let mut runner: Runner<System> = Runner::new(changed("plastic-istdp", &set)).expect("a legal network");
    runner.advance(5000, &mut ()).expect("finite");
    criterion.bench_function("fork of 2000 cells, all synapses learn", |bencher| {
        bencher.iter(|| black_box(runner.fork()));
    });
    criterion.bench_function("fork, and 10 ms of it", |bencher| {
        bencher.iter(|| {
            let mut fork = runner.fork();
            fork.advance(100, &mut ()).expect("finite");
            fork
        });
    });
    criterion.bench_function("10 ms without a fork", |bencher| {
        bencher.iter(|| runner.advance(100, &mut ()).expect("finite"));
    });
}

fn plastic(criterion: &mut Criterion) {
    let count = |n: usize| [Edit::new("n", Value::Count(n))];
    headless(criterion, "plastic-static", &[], false);
    headless(criterion, "plastic-istdp", &[], false);
    headless(criterion, "plastic-istdp", &[], true);
    for_a_window(criterion, "plastic-istdp");
    headless(criterion, "plastic-kohonen", &[], false);
    headless(criterion, "plastic-istdp", &count(5000), false);
    headless(criterion, "plastic-static", &count(20_000), false);
    fork(criterion);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(8)).warm_up_time(Duration::from_secs(2));
    targets = plastic
}
criterion_main!(benches);
