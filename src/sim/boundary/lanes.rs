//! The neurons of one population without noise, or few of them with it, laid out in groups of four so that the compiler can use vector instructions.
//!
//! ```text
//! V_i = u_i + w_E,i q_E - w_I,i q_I + e_i,   u_i = F_i x + 1 - T_i
//! ```
//! `u`, `w_e`, `w_i` are the static part; `e` is all that is a neuron's own and decays with the membrane: the start-up
//! transient, noise, spike cost, own effects of slow synapses.

use crate::machine::widest;
use crate::model::boundary::Population;
use crate::sim::Normals;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const WIDTH: usize = 4;
/// Groups for which it pays to look for wider vectors.
const WORTH: usize = 8;

/// A number of each of a group.
type Four = [f64; WIDTH];

/// One population's voltages as a function of two latents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Lanes {
    len: usize,
    u: Vec<Four>,
    w_e: Vec<Four>,
    w_i: Vec<Four>,
    e: Vec<Four>,
    /// True `u` of silenced neurons; their seats hold minus infinity, so that they never fire.
    silenced: BTreeMap<usize, f64>,
    /// Whether any `e` may differ from zero; if not it costs nothing.
    has_residual: bool,
}

impl Lanes {
    pub(super) fn new(population: &Population, x: f64) -> Self {
        let len = population.len();
        let all = |value: f64| vec![[value; WIDTH]; len.div_ceil(WIDTH)];
        // Seats without a neuron never fire.
        let u = all(f64::NEG_INFINITY);
        let (w_e, w_i, e) = (all(0.0), all(0.0), all(0.0));
        let mut lanes = Lanes { len, u, w_e, w_i, e, silenced: BTreeMap::new(), has_residual: false };
        lanes.set_lines(population, x);
        lanes
    }

    /// Whether these are lanes of so many neurons.
    pub(super) fn fits(&self, neurons: usize) -> bool {
        self.len == neurons
            && [&self.u, &self.w_e, &self.w_i, &self.e].map(Vec::len) == [neurons.div_ceil(WIDTH); 4]
            && self.silenced.keys().all(|i| *i < neurons)
    }

    /// Takes over F, T and weights; what is a neuron's own stays.
    pub(super) fn set_lines(&mut self, population: &Population, x: f64) {
        for i in 0..self.len {
            self.w_e[i / WIDTH][i % WIDTH] = population.from_e[i];
            self.w_i[i / WIDTH][i % WIDTH] = population.from_i[i];
        }
        self.silenced = (0..self.len).filter(|i| population.is_silenced(*i)).map(|i| (i, 0.0)).collect();
        self.set_input(population, x);
    }

    pub(super) fn set_input(&mut self, population: &Population, x: f64) {
        for i in 0..self.len {
            self.u[i / WIDTH][i % WIDTH] = population.input[i] * x + (1.0 - population.threshold[i]);
        }
        for (i, held) in &mut self.silenced {
            *held = std::mem::replace(&mut self.u[*i / WIDTH][*i % WIDTH], f64::NEG_INFINITY);
        }
    }

    pub(super) fn add_residual(&mut self, i: usize, amount: f64) {
        if amount != 0.0 {
            self.has_residual = true;
            self.e[i / WIDTH][i % WIDTH] += amount;
        }
    }

    /// One step of the membrane's leak on what is a neuron's own.
    pub(super) fn decay(&mut self, keep: f64) {
        if self.has_residual {
            self.e.as_flattened_mut().iter_mut().for_each(|e| *e *= keep);
        }
    }

    /// Decays and adds noise in one pass.
    pub(super) fn decay_with_noise(&mut self, keep: f64, size: f64, normals: &mut Normals) {
        self.has_residual = true;
        widest(
            #[inline(always)]
            || {
                let mut own = self.e.as_flattened_mut();
                while !own.is_empty() {
                    let row = normals.some(own.len());
                    let (now, later) = own.split_at_mut(row.len());
                    for (e, n) in now.iter_mut().zip(row) {
                        *e = *e * keep + size * f64::from(*n);
                    }
                    own = later;
                }
            },
        );
    }

    /// V of neuron `i`, silenced or not.
    pub(super) fn voltage(&self, i: usize, q: [f64; 2]) -> f64 {
        let held = if self.silenced.is_empty() { None } else { self.silenced.get(&i) };
        self.with(held.copied().unwrap_or(self.u[i / WIDTH][i % WIDTH]), i, q)
    }

    /// V of neuron `i` as it decides about spikes: minus infinity if silenced. Rounded exactly as in [`Lanes::highest`].
    pub(super) fn acting(&self, i: usize, q: [f64; 2]) -> f64 {
        self.with(self.u[i / WIDTH][i % WIDTH], i, q)
    }

    fn with(&self, u: f64, i: usize, q: [f64; 2]) -> f64 {
        let (group, lane) = (i / WIDTH, i % WIDTH);
        u + self.w_e[group][lane] * q[0] - self.w_i[group][lane] * q[1] + self.e[group][lane]
    }

    /// What is a neuron's own.
    pub(super) fn residual(&self, i: usize) -> f64 {
        self.e[i / WIDTH][i % WIDTH]
    }

    /// About how many bytes a copy has.
    pub(super) fn bytes(&self) -> usize {
        4 * size_of_val(&self.e[..])
    }

    /// The first neuron whose own part is no longer a number.
    pub(super) fn not_finite(&self) -> Option<usize> {
        (0..self.len).find(|i| !self.residual(*i).is_finite())
    }

    /// Appends who is at threshold, in order: V and the injected current together reach 1.
    pub(super) fn above(&self, q: [f64; 2], injected: f64, into: &mut Vec<u32>) {
        into.extend((0..self.len).filter(|i| self.acting(*i, q) + injected >= 1.0).map(|i| i as u32));
    }

    /// The neuron with the highest voltage, if that reaches `threshold`; the first one of equals.
    pub(super) fn highest(&self, q: [f64; 2], threshold: f64) -> Option<usize> {
        let top = if self.has_residual { self.top::<true>(q) } else { self.top::<false>(q) };
        if top >= threshold { (0..self.len).find(|i| self.acting(*i, q) >= top) } else { None }
    }

    #[inline]
    fn top<const RESIDUAL: bool>(&self, q: [f64; 2]) -> f64 {
        if self.e.len() < WORTH {
            return self.top_here::<RESIDUAL>(q);
        }
        widest(
            #[inline(always)]
            || self.top_here::<RESIDUAL>(q),
        )
    }

    #[inline(always)]
    fn top_here<const RESIDUAL: bool>(&self, q: [f64; 2]) -> f64 {
        let mut top = [f64::NEG_INFINITY; WIDTH];
        let weights = self.w_e.iter().zip(&self.w_i);
        for ((u, e), (w_e, w_i)) in self.u.iter().zip(&self.e).zip(weights) {
            for (lane, top) in top.iter_mut().enumerate() {
                let mut v = u[lane] + w_e[lane] * q[0] - w_i[lane] * q[1];
                if RESIDUAL {
                    v += e[lane];
                }
                *top = if v > *top { v } else { *top };
            }
        }
        top.into_iter().fold(f64::NEG_INFINITY, f64::max)
    }
}
