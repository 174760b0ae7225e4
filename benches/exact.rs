//! What a spike costs without a clock, by the number of neurons: `cargo bench --bench exact`.
//!
//! Lines are tangents of a parabola, N of E and N of I, so that each of them is on the boundary somewhere: the envelopes
//! that are searched are as long as they can be. Spikes are large, so that one looks at far apart places of them.
//! *at rest*: constant input. *moving*: the input goes back and forth, and with it the state along the boundaries. *tree*: each
//! neuron has its own input weight beside, so that planes over (x, y_E) are searched. *costs*: with spike costs.

#![forbid(unsafe_code)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tightrope::model::boundary::{E, I, Network, Population, Synapse};
use tightrope::model::{Course, Drive};
use tightrope::param::{Edit, Value, apply};
use tightrope::sim::boundary::{Exact, Initial};

/// Figure 4f with N tangents each, over y_E from 0 to 10, and input weights that vary by `spread`.
fn network(n: usize, spread: f64, cost: f64) -> Network {
    let mut populations = [[0.15, 2.5, 1.225], [0.24, 1.75, 1.8]].map(|[a, c, d]| {
        let touch = |k: usize| 10.0 * k as f64 / (n - 1).max(1) as f64;
        Population {
            decoder: vec![d; n],
            cross_decoder: vec![d; n],
            from_e: (0..n).map(|k| 2.0 * a * touch(k)).collect(),
            from_i: vec![1.0; n],
            input: vec![1.0; n],
            threshold: (0..n).map(|k| a * touch(k).powi(2) - c).collect(),
            spike_cost: cost,
            leak_per_s: 100.0,
            ..Population::default()
        }
    });
    if spread > 0.0 {
        // Tangent planes of a bowl over (x, y_E): neighbours in y_E touch it at other x.
        for p in [E, I] {
            let Population { input, threshold, .. } = &mut populations[p];
            for k in 0..n {
                let x = (k as f64 * 0.618_033_988_749).fract() - 0.5;
                input[k] = 1.0 + spread * x;
                threshold[k] += 0.5 * spread * x * x;
            }
        }
    }
    Network { populations, dt_s: 1e-2, synapse: Synapse::Instantaneous, exact: true, ..Network::default() }
}

fn course(moves: bool) -> Course {
    let set = |id: &str, value| Edit::new(id, value);
    let shape = if moves { "back and forth" } else { "constant" };
    let edits = [
        set("input", Value::Choice(shape.to_owned())),
        set("x", Value::Number(0.5)),
        set("x_start", Value::Number(-0.5)),
        set("x_ramp_s", Value::Number(0.5)),
    ];
    apply(&Drive::default(), &edits).expect("legal edits").0.course(1e-2, 1)
}

fn spikes(criterion: &mut Criterion) {
    for (name, spread, cost, moves, counts) in [
        ("at rest", 0.0, 0.0, false, &[10usize, 1_000, 100_000, 1_000_000][..]),
        ("moving", 0.0, 0.0, true, &[10, 1_000, 100_000, 1_000_000]),
        ("tree", 0.5, 0.0, true, &[10, 1_000, 100_000, 1_000_000]),
        ("costs", 0.0, 0.05, false, &[10, 1_000, 100_000]),
    ] {
        let mut group = criterion.benchmark_group(format!("a spike, {name}"));
        for n in counts {
            let mut run = Exact::new(network(*n, spread, cost), course(moves), &Initial::Static);
            let mut spikes = Vec::new();
            // Past the start, and with all that is built when it is first needed.
            (0..20).for_each(|_| run.step(&mut spikes));
            group.bench_function(BenchmarkId::from_parameter(n), |bencher| {
                bencher.iter_custom(|rounds| {
                    let (start, mut done) = (Instant::now(), 0u64);
                    while done < rounds {
                        spikes.clear();
                        run.step(&mut spikes);
                        done += spikes.len() as u64;
                        black_box(&spikes);
                    }
                    Duration::from_secs_f64(start.elapsed().as_secs_f64() * rounds as f64 / done.max(1) as f64)
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1)).sample_size(20);
    targets = spikes
}
criterion_main!(benches);
