//! What a simulated second of a plastic network costs: one over the time shown is how many times faster than real.
//!
//! Wanted: at most 0.06 s for 2000 cells with plasticity from I to E, at most 0.25 s for 5000, at most 2 s for 20 000 without
//! plasticity; a fork of 2000 cells whose synapses all learn at most as much as 10 ms of its own run.

#![forbid(unsafe_code)]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{PART_S, changed, for_a_window, headless};
use tightrope::model::plastic::{Control, E, EI, I, PlasticPlan, Rule, Wiring, class};
use tightrope::model::{System, SystemPlan};
use tightrope::param::{Edit, Value};
use tightrope::sim::Runner;
use tightrope::sim::plastic::Source;

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

/// The sheet's algorithm as it is written there, in double precision: what a plain port of the authors' program does.
struct Plain {
    wiring: Arc<Wiring>,
    control: Control,
    v: Vec<f64>,
    currents: [Vec<f64>; 3],
    trace: Vec<f64>,
    /// One weight a synapse, by class.
    weights: [Vec<f64>; 4],
    source: Source,
    arrivals: Vec<u32>,
}

impl Plain {
    fn new(plan: &PlasticPlan) -> Self {
        let (wiring, control) = (plan.wiring().clone(), plan.control().clone());
        let zeros = || vec![0.0; wiring.cells()];
        Plain {
            v: plan.voltages(),
            currents: [zeros(), zeros(), zeros()],
            trace: zeros(),
            weights: [0, 1, 2, 3].map(|class| vec![control.j[class]; wiring.recurrent[class].block.len()]),
            source: Source::new(3),
            arrivals: Vec::new(),
            wiring,
            control,
        }
    }

    fn step(&mut self) -> usize {
        let Plain { wiring, control, v, currents, trace, weights, source, arrivals } = self;
        let (m, n_e) = (&control.membrane, wiring.counts[E]);
        let layer = &wiring.layers[0];
        source.next(&control.input[0], layer.cells, m.dt, arrivals);
        for cell in &*arrivals {
            for (post, first) in [(E, 0), (I, n_e)] {
                let block = &layer.onto[post].block;
                for target in block.posts(block.row(*cell as usize)) {
                    currents[2][first + usize::from(*target)] += control.j_x[0][post] / m.tau[2];
                }
            }
        }
        let mut spikes = Vec::new();
        for (j, v) in v.iter_mut().enumerate() {
            let mut dv = m.g_l * (m.e_l - *v) + currents[0][j] + currents[1][j] + currents[2][j];
            if *v > m.exp_above {
                dv += m.g_l * m.delta_t * ((*v - m.v_t) / m.delta_t).exp();
            }
            *v += m.dt * dv;
            if *v >= m.v_th {
                *v = m.v_re;
                spikes.push(j);
            }
        }
        for k in &spikes {
            let (pre, cell) = if *k < n_e { (E, *k) } else { (I, k - n_e) };
            for (post, first) in [(E, 0), (I, n_e)] {
                let class = class(post, pre);
                let block = &wiring.recurrent[class].block;
                let row = block.row(cell);
                for (place, target) in row.clone().zip(block.posts(row)) {
                    currents[pre][first + usize::from(*target)] += weights[class][place] / m.tau[pre];
                }
            }
        }
        // The rule from I to E, if it is on.
        if let Some(Rule::Homeostatic { eta, alpha, j_n }) = control.rules.of[EI].first() {
            let block = &wiring.recurrent[EI].block;
            for k in &spikes {
                if *k >= n_e {
                    let row = block.row(k - n_e);
                    for (place, target) in row.clone().zip(block.posts(row)) {
                        let j = &mut weights[EI][place];
                        *j -= eta / j_n * (trace[usize::from(*target)] - alpha) * *j;
                    }
                } else {
                    let (pres, places) = block.incoming().onto(*k);
                    for (pre, place) in pres.iter().zip(places) {
                        let j = &mut weights[EI][*place as usize];
                        *j -= eta / j_n * trace[n_e + usize::from(*pre)] * *j;
                    }
                }
            }
        }
        spikes.iter().for_each(|k| trace[*k] += 1.0);
        for (values, tau) in currents.iter_mut().zip(m.tau) {
            values.iter_mut().for_each(|value| *value *= 1.0 - m.dt / tau);
        }
        trace.iter_mut().for_each(|x| *x *= 1.0 - m.dt / control.rules.tau_ms);
        spikes.len()
    }
}

fn plain(criterion: &mut Criterion, preset: &str, set: &[Edit]) {
    let SystemPlan::Plastic(plan) = changed(preset, set).plan(None).expect("a legal network") else {
        panic!("{preset} is of another system")
    };
    let mut plain = Plain::new(&plan);
    let steps = (PART_S / (1e-3 * plan.control().membrane.dt)).round() as u64;
    let set: String = set.iter().map(|edit| format!(", {} = {}", edit.id, edit.value)).collect();
    criterion.bench_function(&format!("1 s of {preset}{set}, plain port"), |bencher| {
        bencher.iter_custom(|rounds| {
            let start = Instant::now();
            for _ in 0..rounds * steps {
                black_box(plain.step());
            }
            Duration::from_secs_f64(start.elapsed().as_secs_f64() / PART_S)
        });
    });
}

fn plastic(criterion: &mut Criterion) {
    let count = |n: usize| [Edit::new("n", Value::Count(n))];
    headless(criterion, "plastic-static", &[], false);
    headless(criterion, "plastic-istdp", &[], false);
    plain(criterion, "plastic-istdp", &[]);
    headless(criterion, "plastic-istdp", &[], true);
    for_a_window(criterion, "plastic-istdp");
    headless(criterion, "plastic-kohonen", &[], false);
    headless(criterion, "plastic-istdp", &count(5000), false);
    plain(criterion, "plastic-istdp", &count(5000));
    headless(criterion, "plastic-static", &count(20_000), false);
    fork(criterion);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(8)).warm_up_time(Duration::from_secs(2));
    targets = plastic
}
criterion_main!(benches);
