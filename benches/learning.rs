//! What a simulated second of a learning network costs: one over the time shown is how many times faster than real.
//!
//! Wanted for 50 neurons, 100 branches, steps of 0.1 ms: at least 60 times real time without anybody looking, at least 20
//! with all that a window wants of it.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tightrope::model::System;
use tightrope::session::{Command, History, Preset, Speed, Worker};
use tightrope::sim::{Runner, Spike, Watch};

/// Simulated seconds a round.
const PART_S: f64 = 0.5;

fn headless(criterion: &mut Criterion, preset: &str, watched: bool) {
    let setup = Preset::open(preset).expect("a built-in preset").setup;
    let mut runner: Runner<System> = Runner::new(setup).expect("a legal network");
    if !watched {
        runner.set_watch(Watch::default());
    }
    let steps = (PART_S / runner.layout().dt_s).round() as u64;
    let mut spikes: Vec<Spike> = Vec::new();
    let word = if watched { ", every step recorded" } else { "" };
    criterion.bench_function(&format!("1 s of {preset}{word}"), |bencher| {
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

fn learning(criterion: &mut Criterion) {
    headless(criterion, "learn-vdp", false);
    headless(criterion, "learn-vdp", true);
    for_a_window(criterion, "learn-vdp");
    headless(criterion, "learn-lin", false);
    headless(criterion, "learn-draw", false);
    headless(criterion, "learn-lorenz", false);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(300));
    targets = learning
}
criterion_main!(benches);
