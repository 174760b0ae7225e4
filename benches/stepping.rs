//! What a step costs, and as a ratio to what the plain way costs in the same run: the full weight matrix.
//!
//! The authors' numpy programs need 35 us a step for 10 + 10 neurons without noise and 46 us for 50 + 50 with noise.

#![forbid(unsafe_code)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tightrope::model::Streams;
use tightrope::model::System;
use tightrope::model::boundary::{BoundaryParams, E, I, Network, design};
use tightrope::param::{Edit, Value, apply};
use tightrope::session::{Preset, restore, save};
use tightrope::sim::boundary::{Initial, Stepper};
use tightrope::sim::{Frame, Meter, Runner, Watch};

const STEPS: u64 = 10_000;

fn network(preset: &str, edits: &[(&str, f64)]) -> Network {
    let preset = Preset::open(preset).expect("a built-in preset");
    let edits: Vec<Edit> = edits.iter().map(|(id, value)| Edit::new(*id, Value::Number(*value))).collect();
    let setup = apply(&preset.setup, &edits).expect("legal edits").0;
    let tightrope::model::System::Boundary(params) = &setup.model else { panic!("another system") };
    design(&BoundaryParams::clone(params), 1).expect("a legal network")
}

fn stepper(network: &Network) -> Stepper {
    let drive = tightrope::model::Drive::default().course(network.dt_s, 1);
    Stepper::new(network.clone(), drive, &Initial::Static, Streams::new(1))
}

/// The plain way: every voltage integrated by itself, every spike a column of the weight matrix.
struct Matrix {
    voltages: Vec<f64>,
    rest: Vec<f64>,
    weights: Vec<Vec<f64>>,
    n_e: usize,
    keep: f64,
    last: Option<usize>,
}

impl Matrix {
    fn new(network: &Network) -> Self {
        let [e, i] = &network.populations;
        let all = [e, i].map(|p| (0..p.len()).map(move |k| (p, k)));
        let rows: Vec<_> = all.into_iter().flatten().collect();
        let column = |s: usize, k: usize| {
            let source = &network.populations[s];
            rows.iter()
                .map(
                    |(p, row)| {
                        if s == E { p.from_e[*row] * source.decoder[k] } else { -p.from_i[*row] * source.decoder[k] }
                    },
                )
                .collect()
        };
        Matrix {
            voltages: vec![0.0; rows.len()],
            rest: rows.iter().map(|(p, k)| p.input[*k] + 1.0 - p.threshold[*k]).collect(),
            weights: (0..e.len()).map(|k| column(E, k)).chain((0..i.len()).map(|k| column(I, k))).collect(),
            n_e: e.len(),
            keep: 1.0 - network.dt_s * e.leak_per_s,
            last: None,
        }
    }

    fn step(&mut self) {
        for (v, rest) in self.voltages.iter_mut().zip(&self.rest) {
            *v = self.keep * *v + (1.0 - self.keep) * rest;
        }
        if let Some(k) = self.last {
            for (v, w) in self.voltages.iter_mut().zip(&self.weights[k]) {
                *v += w;
            }
        }
        let best = |range: std::ops::Range<usize>| {
            let first = range.start;
            let best = range.fold(first, |best, k| if self.voltages[k] > self.voltages[best] { k } else { best });
            (self.voltages[best] >= 1.0).then_some(best)
        };
        self.last = best(self.n_e..self.voltages.len()).or_else(|| best(0..self.n_e));
    }
}

fn stepping(c: &mut Criterion) {
    for (name, network) in [
        ("10+10 no noise", network("fig-4f", &[])),
        ("50+50 no noise", network("fig-8", &[("sigma_v", 0.0), ("n_e2", 0.0), ("mu_e", 0.0), ("mu_i", 0.0)])),
        ("50+50 noise", network("fig-8", &[("n_e2", 0.0)])),
    ] {
        let mut group = c.benchmark_group(name);
        group.throughput(criterion::Throughput::Elements(STEPS));
        let mut run = stepper(&network);
        let mut spikes = Vec::new();
        group.bench_function("step", |b| {
            b.iter(|| {
                spikes.clear();
                for _ in 0..STEPS {
                    run.step(&mut spikes);
                }
                black_box(&spikes);
            });
        });
        if network.populations[E].sigma_v == 0.0 {
            let mut matrix = Matrix::new(&network);
            group.bench_function("step by the full matrix", |b| {
                b.iter(|| {
                    for _ in 0..STEPS {
                        matrix.step();
                    }
                    black_box(&matrix.voltages);
                });
            });
        }
        group.finish();
    }
}

/// What recording adds to a step: bare, unwatched, watched by nobody who keeps it, watched as a window and as a headless
/// run do. The buffers are used again and again, as a run does.
fn watching(c: &mut Criterion) {
    let preset = Preset::open("fig-4f").expect("a built-in preset");
    let mut group = c.benchmark_group("10+10 run");
    group.throughput(criterion::Throughput::Elements(STEPS));
    let runner = |samples: bool| {
        let mut run = Runner::new(preset.setup.clone()).expect("a legal preset");
        run.set_watch(Watch { samples, ..*run.watch() });
        run
    };
    let mut run = runner(false);
    group.bench_function("unwatched", |b| b.iter(|| run.advance(STEPS, &mut ()).expect("finite")));
    let mut run = runner(true);
    group.bench_function("watched", |b| b.iter(|| run.advance(STEPS, &mut ()).expect("finite")));
    let mut run = runner(true);
    let mut meter = Meter::new(run.layout(), f64::INFINITY, 0.0);
    group.bench_function("watched and measured", |b| b.iter(|| run.advance(STEPS, &mut meter).expect("finite")));
    let mut run = runner(true);
    let mut meter = Meter::new(run.layout(), run.layout().time.average_s, 0.0);
    let mut frame = Frame::new(1, run.layout(), 0);
    group.bench_function("watched for a window", |b| {
        b.iter(|| {
            frame.clear(run.step());
            run.advance(STEPS, &mut (&mut frame, &mut meter)).expect("finite");
            black_box(&frame);
        });
    });
    group.finish();
}

/// What a copy costs, in bare steps of the same network in the same run.
fn forking(c: &mut Criterion) {
    let preset = Preset::open("fig-8").expect("a built-in preset");
    let mut group = c.benchmark_group("50+50 run");
    let mut run = Runner::new(preset.setup.clone()).expect("a legal preset");
    run.set_watch(Watch::default());
    run.advance(1000, &mut ()).expect("finite");
    group.bench_function("1000 bare steps", |b| b.iter(|| run.advance(1000, &mut ()).expect("finite")));
    group.bench_function("fork", |b| b.iter(|| black_box(run.fork())));
    group.bench_function("write", |b| b.iter(|| black_box(save(&run).expect("written"))));
    let bytes = save(&run).expect("written");
    group.bench_function("read", |b| b.iter(|| black_box(restore::<System>(&bytes).is_ok())));
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().without_plots().sample_size(20).measurement_time(std::time::Duration::from_secs(2));
    targets = stepping, watching, forking
}
criterion_main!(all);
