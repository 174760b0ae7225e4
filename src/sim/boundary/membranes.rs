//! The membranes of one population: every neuron at every step, or many with noise, of which few are asked.

use super::cells::{self, Cells, Noise};
use super::lanes::Lanes;
use super::shard::Look;
use crate::model::boundary::{E, I, Network, Population};
use crate::sim::Normals;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Voltages of a population as a function of two latents, and what is a neuron's own in them.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Membranes {
    /// Each neuron at each step.
    Each(Lanes),
    /// Many, with noise.
    Noisy(Cells),
}

/// What chooses the random numbers, and the step after which noise begins.
#[derive(Clone, Copy)]
pub(super) struct Begin {
    pub key: u64,
    pub step: u64,
}

impl Membranes {
    pub(super) fn new(population: &Population, x: f64, noise: Option<Noise>, begin: Begin) -> Self {
        match noise {
            Some(noise) => Membranes::Noisy(Cells::new(population, noise, begin.key, begin.step)),
            None => Membranes::Each(Lanes::new(population, x)),
        }
    }

    /// Takes the network that was not saved; `false` if this is no state of it.
    pub(super) fn rejoin(&mut self, population: &Population, noise: Option<Noise>) -> bool {
        match (self, noise) {
            (Membranes::Each(lanes), None) => lanes.fits(population.len()),
            (Membranes::Noisy(cells), Some(noise)) => cells.rejoin(population, noise),
            _ => false,
        }
    }

    /// About how many bytes a copy has.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Membranes::Each(lanes) => lanes.bytes(),
            Membranes::Noisy(cells) => cells.bytes(),
        }
    }

    /// Takes over lines and noise for as many neurons as before; what is a neuron's own stays.
    pub(super) fn retune(&mut self, population: &Population, x: f64, noise: Option<Noise>, begin: Begin) {
        match (&mut *self, noise) {
            (Membranes::Each(lanes), None) => lanes.set_lines(population, x),
            (Membranes::Noisy(cells), Some(noise)) => cells.retune(population, noise),
            (Membranes::Each(lanes), Some(noise)) => {
                let mut cells = Cells::new(population, noise, begin.key, begin.step);
                (0..population.len()).for_each(|i| cells.kick(i, lanes.residual(i)));
                *self = Membranes::Noisy(cells);
            }
            (Membranes::Noisy(cells), None) => {
                let mut lanes = Lanes::new(population, x);
                let residuals = cells.residuals();
                residuals.into_iter().enumerate().for_each(|(i, e)| lanes.add_residual(i, f64::from(e)));
                *self = Membranes::Each(lanes);
            }
        }
    }

    pub(super) fn set_input(&mut self, population: &Population, x: f64) {
        if let Membranes::Each(lanes) = self {
            lanes.set_input(population, x);
        }
    }

    /// Goes on to the next step: the leak acts on what is a neuron's own, and noise is added.
    #[inline]
    pub(super) fn begin(&mut self, keep: f64, size: f64, normals: &mut Normals) {
        match self {
            Membranes::Each(lanes) if size > 0.0 => lanes.decay_with_noise(keep, size, normals),
            Membranes::Each(lanes) => lanes.decay(keep),
            Membranes::Noisy(cells) => cells.begin(),
        }
    }

    pub(super) fn add_residual(&mut self, i: usize, amount: f64) {
        match self {
            Membranes::Each(lanes) => lanes.add_residual(i, amount),
            Membranes::Noisy(cells) if amount != 0.0 => cells.kick(i, amount),
            Membranes::Noisy(_) => {}
        }
    }

    /// V of neuron `i`, silenced or not, without what is injected.
    pub(super) fn voltage(&self, population: &Population, i: usize, x: f64, q: [f64; 2]) -> f64 {
        match self {
            Membranes::Each(lanes) => lanes.voltage(i, q),
            Membranes::Noisy(cells) => {
                let u = population.input[i] * x + (1.0 - population.threshold[i]);
                u + population.from_e[i] * q[E] - population.from_i[i] * q[I] + cells.residual(i)
            }
        }
    }

    /// The neuron with the highest voltage, if that reaches the limit; the first one of equals.
    pub(super) fn highest(&mut self, population: &Population, now: &Look) -> Option<usize> {
        match self {
            Membranes::Each(lanes) => lanes.highest(now.q, now.limit),
            Membranes::Noisy(cells) => cells.highest(population, now),
        }
    }

    /// Appends who is at threshold, in order: V and the injected current together reach 1.
    pub(super) fn above(&mut self, population: &Population, now: &Look, injected: f64, into: &mut Vec<u32>) {
        match self {
            Membranes::Each(lanes) => lanes.above(now.q, injected, into),
            Membranes::Noisy(cells) => cells.above(population, now, injected, into),
        }
    }

    /// The first neuron whose own part is no longer a number.
    pub(super) fn not_finite(&self) -> Option<usize> {
        match self {
            Membranes::Each(lanes) => lanes.not_finite(),
            Membranes::Noisy(cells) => cells.not_finite(),
        }
    }
}

/// Draws what noise does next where that is due, and looks who may reach threshold.
#[inline]
pub(super) fn survey(both: &mut [Membranes; 2], network: &Arc<Network>, looks: [Look; 2]) {
    let is_due = |membranes: &Membranes| matches!(membranes, Membranes::Noisy(cells) if cells.is_due());
    if both.iter().any(is_due) {
        let noisy = both.iter_mut().enumerate().zip(looks).filter_map(|((p, membranes), look)| match membranes {
            Membranes::Noisy(cells) => Some((p, cells, look)),
            Membranes::Each(_) => None,
        });
        cells::survey(noisy, network);
    }
}
