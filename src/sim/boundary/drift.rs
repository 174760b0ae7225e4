//! The mean drift of a single latent, measured (sheet low-rank-ei, figure 9e): many short runs from each place, each with
//! its own thresholds `T + sigma n`, and how far y goes in them.
//!
//! ```text
//! tau dy/dt  averaged over runs of half a pulse from V static at y        a pulse of width w moves y by D over w
//! ```

use super::{Initial, Stepper};
use crate::model::boundary::{I, Network};
use crate::model::{Course, Streams};
use crate::sim::Normals;
use std::sync::Arc;

/// Places, and runs from each.
const PLACES: usize = 76;
const RUNS: usize = 40;

/// Steps of neurons in all of them at most.
const MOST_WORK: u64 = 20_000_000;

/// (y, tau dy/dt) at places from twice as far as `level` to a quarter as far on the other side.
pub(super) fn drift(network: &Network, x: f64, currents: [f64; 2], level: f64) -> Vec<[f64; 2]> {
    let population = &network.populations[I];
    let mut normals = Normals::new(Streams::new(9).stream("thresholds"));
    let steps = (population.pulse_steps / 2).saturating_sub(1).max(2) as u64;
    let course = Course::table(vec![x], currents.map(|current| vec![current]));
    if (PLACES * RUNS * population.len()) as u64 * steps > MOST_WORK {
        return Vec::new();
    }
    let mut spikes = Vec::new();
    let mut one = |y: f64| {
        let mut quiet = network.clone();
        for threshold in &mut quiet.populations[I].threshold {
            // Noise of a voltage moves its threshold by as much.
            *threshold += population.sigma_v * normals.four()[0];
        }
        quiet.populations[I].sigma_v = 0.0;
        let mut stepper = Stepper::new(Arc::new(quiet), course.clone(), &Initial::Static, Streams::new(0));
        stepper.inject(currents);
        stepper.kick(I, -y);
        for _ in 0..steps {
            spikes.clear();
            stepper.step(&mut spikes);
        }
        let end = -stepper.readout()[I];
        (end - y) / (steps as f64 * network.dt_s * population.leak_per_s)
    };
    (0..PLACES)
        .map(|k| {
            let y = level * (2.0 - 2.5 * k as f64 / (PLACES - 1) as f64);
            [y, (0..RUNS).map(|_| one(y)).sum::<f64>() / RUNS as f64]
        })
        .collect()
}
