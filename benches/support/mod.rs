//! What benches of several systems time alike: a simulated second of a preset.

#![allow(dead_code, reason = "each bench takes what it needs")]

use criterion::Criterion;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tightrope::model::System;
use tightrope::param::{Edit, apply};
use tightrope::session::{Command, History, Preset, Setup, Speed, Worker};
use tightrope::sim::{Runner, Spike, Watch};

/// Simulated seconds a round.
pub const PART_S: f64 = 0.5;

/// A built-in preset with some settings changed.
pub fn changed(preset: &str, set: &[Edit]) -> Setup {
    let setup = Preset::open(preset).expect("a built-in preset").setup;
    apply(&setup, set).expect("a legal network").0
}

/// Without anybody looking, or with every step recorded.
pub fn headless(criterion: &mut Criterion, preset: &str, set: &[Edit], watched: bool) {
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
pub fn for_a_window(criterion: &mut Criterion, preset: &str) {
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
