//! What a simulated second of the minimax networks costs: one over the time shown is how many times faster than real.
//!
//! Wanted: ring and random network at least 20 times real time, the sheet of 63 by 63 at least 0.2 times.

#![forbid(unsafe_code)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tightrope::model::System;
use tightrope::session::Preset;
use tightrope::sim::{Runner, Spike, Watch};

/// Runs for a while, so that activity is what it is in the long run, then as often as asked.
fn second(criterion: &mut Criterion, preset: &str, part: f64) {
    let setup = Preset::open(preset).expect("a built-in preset").setup;
    let mut engine = Runner::new(setup).expect("a legal network");
    engine.set_watch(Watch::default());
    let steps = (part / engine.layout().dt_s).round() as u64;
    let mut spikes: Vec<Spike> = Vec::new();
    let mut run = |engine: &mut Runner<System>| {
        spikes.clear();
        engine.advance(steps, &mut spikes).expect("finite");
        black_box(spikes.len());
    };
    (0..5).for_each(|_| run(&mut engine));
    criterion.bench_function(&format!("1 s of {preset}"), |bencher| {
        bencher.iter_custom(|rounds| {
            let start = Instant::now();
            (0..rounds).for_each(|_| run(&mut engine));
            Duration::from_secs_f64(start.elapsed().as_secs_f64() / part)
        });
    });
}

fn minimax(criterion: &mut Criterion) {
    for (preset, part) in [
        ("minimax-random-10", 0.05),
        ("minimax-random-100", 0.2),
        ("minimax-random-1000", 1.0),
        ("minimax-ring", 0.5),
        ("minimax-planted", 0.5),
        ("minimax-plane", 0.2),
        ("minimax-grid-32", 0.2),
        ("minimax-grid-63", 0.1),
    ] {
        second(criterion, preset, part);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(300));
    targets = minimax
}
criterion_main!(benches);
