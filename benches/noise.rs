//! What a step of a noisy network costs: as it is, and as a plain loop has it, with the normal numbers of `rand_distr`, in
//! the same run; 50 + 50 neurons, 10^5 on one thread and on two, 10^6.
//!
//! What the machine gives at most: normal numbers as the engine makes them, and a pass over as many bytes as a step of a
//! large network reads and writes.

#![forbid(unsafe_code)]

mod support;

use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use rand::RngExt;
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::black_box;
use std::time::Duration;
use support::changed;
use tightrope::machine::use_threads;
use tightrope::model::boundary::{E, I, Network, design};
use tightrope::model::{Drive, Streams, System};
use tightrope::param::{Edit, Value};
use tightrope::sim::boundary::{Initial, Stepper};
use tightrope::sim::{Normals, Spike};

/// The network of figure 8 with so many neurons.
fn network(n: usize) -> Network {
    let count = |id: &str, n: usize| Edit::new(id, Value::Count(n));
    let dt_s = if n > 1000 { 1e-4 } else { 5e-5 };
    let set = [count("n_e", n / 2), count("n_i", n - n / 2), count("n_e2", 0), Edit::new("dt_s", Value::Number(dt_s))];
    let System::Boundary(params) = changed("fig-8", &set).model else { panic!("another system") };
    design(&params, 1).expect("a legal network")
}

/// Every residual decays and gets noise at every step, every voltage is computed.
struct Plain<'a> {
    network: &'a Network,
    residuals: [Vec<f64>; 2],
    q: [f64; 2],
    last: Option<(usize, usize)>,
    rng: Xoshiro256PlusPlus,
}

impl<'a> Plain<'a> {
    fn new(network: &'a Network) -> Self {
        let residuals = network.counts().map(|n| vec![0.0; n]);
        Plain { network, residuals, q: [0.0; 2], last: None, rng: Streams::new(1).stream("plain") }
    }

    fn step(&mut self, x: f64) {
        for p in [E, I] {
            let population = &self.network.populations[p];
            let a = self.network.dt_s * population.leak_per_s;
            let size = (2.0 * a).sqrt() * population.sigma_v;
            self.q[p] *= 1.0 - a;
            for e in &mut self.residuals[p] {
                *e = (1.0 - a) * *e + size * self.rng.sample::<f64, _>(StandardNormal);
            }
        }
        if let Some((p, k)) = self.last {
            self.q[p] += self.network.populations[p].decoder[k];
            self.residuals[p][k] -= self.network.populations[p].spike_cost;
        }
        self.last = [I, E].into_iter().find_map(|p| {
            let population = &self.network.populations[p];
            let mut best = (f64::NEG_INFINITY, 0);
            for (i, e) in self.residuals[p].iter().enumerate() {
                let v = population.static_voltage(i, x, self.q[E], self.q[I]) + e;
                if v > best.0 {
                    best = (v, i);
                }
            }
            (best.0 >= 1.0).then_some((p, best.1))
        });
    }
}

fn stepping(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, run: &mut Stepper, steps: u64) {
    let mut spikes: Vec<Spike> = Vec::new();
    group.bench_function(name, |b| {
        b.iter(|| {
            spikes.clear();
            (0..steps).for_each(|_| run.step(&mut spikes));
            black_box(&spikes);
        });
    });
}

fn noise(c: &mut Criterion) {
    for (name, n, steps) in [("50+50 noise", 100, 10_000), ("10^5 noise", 100_000, 64), ("10^6 noise", 1_000_000, 16)] {
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(n as u64 * steps));
        let network = network(n);
        let mut drive = Drive::default();
        drive.waveform.x = 1.0;
        let course = drive.course(network.dt_s, 1);
        let mut run = Stepper::new(network.clone(), course, &Initial::Static, Streams::new(1));
        // Until noise is all there.
        (0..if n > 1000 { 300 } else { 20_000 }).for_each(|_| run.step(&mut Vec::new()));
        for threads in if n > 1000 { vec![1, 2] } else { vec![1] } {
            use_threads(threads);
            stepping(
                &mut group,
                &format!("step, {threads} thread{}", if threads > 1 { "s" } else { "" }),
                &mut run,
                steps,
            );
        }
        use_threads(0);
        let mut plain = Plain::new(&network);
        group.bench_function("step by a plain loop", |b| {
            b.iter(|| {
                (0..steps).for_each(|_| plain.step(1.0));
                black_box(plain.q);
            });
        });
        group.finish();
    }
}

/// One normal number for each of 10^5 neurons; the bytes of 10^6 neurons that a stride reads and writes.
fn limits(c: &mut Criterion) {
    let mut group = c.benchmark_group("limits");
    let mut normals = Normals::new(Streams::new(1).stream("limits"));
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("10^5 normal numbers", |b| {
        b.iter(|| {
            let sum = (0..25_000).fold(0.0, |sum, _| sum + normals.four()[0]);
            black_box(sum);
        });
    });
    // Of each neuron: four numbers of its line and one residual are read, a residual and its reach are written.
    let (lines, from) = (vec![1.0f32; 4_000_000], vec![0.5f32; 1_000_000]);
    let (mut to, mut reach) = (vec![0.0f32; 1_000_000], vec![0.0f32; 1_000_000]);
    group.throughput(Throughput::Bytes(28_000_000));
    group.bench_function("28 MB read and written", |b| {
        b.iter(|| {
            for (((line, from), to), reach) in lines.chunks_exact(4).zip(&from).zip(&mut to).zip(&mut reach) {
                *to = 0.9 * from;
                *reach = line[0] + line[1] + line[2] + line[3] + *to;
            }
            black_box((&to, &reach));
        });
    });
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().without_plots().sample_size(10).measurement_time(Duration::from_secs(2));
    targets = noise, limits
}
criterion_main!(all);
