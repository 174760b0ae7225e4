//! What a simulated second of a learning network costs: one over the time shown is how many times faster than real.
//!
//! Wanted for 50 neurons, 100 branches, steps of 0.1 ms: at least 60 times real time without anybody looking, at least 20
//! with all that a window wants of it.

#![forbid(unsafe_code)]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;
use support::{for_a_window, headless};

fn learning(criterion: &mut Criterion) {
    headless(criterion, "learn-vdp", &[], false);
    headless(criterion, "learn-vdp", &[], true);
    for_a_window(criterion, "learn-vdp");
    headless(criterion, "learn-lin", &[], false);
    headless(criterion, "learn-draw", &[], false);
    headless(criterion, "learn-lorenz", &[], false);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(300));
    targets = learning
}
criterion_main!(benches);
