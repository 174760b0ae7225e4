//! The neurons of one population without noise, or few of them with it, laid out in groups of four so that the compiler can use vector instructions.
//!
//! ```text
//! V_i = u_i + w_E,i q_E - w_I,i q_I + e_i,   u_i = F_i x + 1 - T_i
//! ```
//! `u`, `w_e`, `w_i` are the static part; `e` is all that is a neuron's own and decays with the membrane: the start-up
//! transient, noise, spike cost, own effects of slow synapses.

use crate::model::boundary::Population;
use crate::sim::Normals;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const WIDTH: usize = 4;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Group {
    u: [f64; WIDTH],
    w_e: [f64; WIDTH],
    w_i: [f64; WIDTH],
    e: [f64; WIDTH],
}

/// One population's voltages as a function of two latents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Lanes {
    len: usize,
    groups: Vec<Group>,
    /// True `u` of silenced neurons; their seats hold minus infinity, so that they never fire.
    silenced: BTreeMap<usize, f64>,
    /// Whether any `e` may differ from zero; if not it costs nothing.
    has_residual: bool,
}

impl Lanes {
    pub(super) fn new(population: &Population, x: f64) -> Self {
        let len = population.len();
        // Seats without a neuron never fire.
        let empty = Group { u: [f64::NEG_INFINITY; WIDTH], w_e: [0.0; WIDTH], w_i: [0.0; WIDTH], e: [0.0; WIDTH] };
        let mut lanes =
            Lanes { len, groups: vec![empty; len.div_ceil(WIDTH)], silenced: BTreeMap::new(), has_residual: false };
        lanes.set_lines(population, x);
        lanes
    }

    /// Whether these are lanes of so many neurons.
    pub(super) fn fits(&self, neurons: usize) -> bool {
        self.len == neurons
            && self.groups.len() == neurons.div_ceil(WIDTH)
            && self.silenced.keys().all(|i| *i < neurons)
    }

    /// Takes over F, T and weights; what is a neuron's own stays.
    pub(super) fn set_lines(&mut self, population: &Population, x: f64) {
        for i in 0..self.len {
            let group = &mut self.groups[i / WIDTH];
            group.w_e[i % WIDTH] = population.from_e[i];
            group.w_i[i % WIDTH] = population.from_i[i];
        }
        self.silenced = (0..self.len).filter(|i| population.is_silenced(*i)).map(|i| (i, 0.0)).collect();
        self.set_input(population, x);
    }

    pub(super) fn set_input(&mut self, population: &Population, x: f64) {
        for i in 0..self.len {
            self.groups[i / WIDTH].u[i % WIDTH] = population.input[i] * x + (1.0 - population.threshold[i]);
        }
        for (i, held) in &mut self.silenced {
            *held = std::mem::replace(&mut self.groups[i / WIDTH].u[i % WIDTH], f64::NEG_INFINITY);
        }
    }

    pub(super) fn add_residual(&mut self, i: usize, amount: f64) {
        if amount != 0.0 {
            self.has_residual = true;
            self.groups[i / WIDTH].e[i % WIDTH] += amount;
        }
    }

    /// One step of the membrane's leak on what is a neuron's own.
    pub(super) fn decay(&mut self, keep: f64) {
        if self.has_residual {
            for group in &mut self.groups {
                for e in &mut group.e {
                    *e *= keep;
                }
            }
        }
    }

    /// Decays and adds noise in one pass.
    pub(super) fn decay_with_noise(&mut self, keep: f64, size: f64, normals: &mut Normals) {
        self.has_residual = true;
        for group in &mut self.groups {
            for (e, noise) in group.e.iter_mut().zip(normals.four()) {
                *e = *e * keep + size * noise;
            }
        }
    }

    /// V of neuron `i`, silenced or not.
    pub(super) fn voltage(&self, i: usize, q: [f64; 2]) -> f64 {
        let held = if self.silenced.is_empty() { None } else { self.silenced.get(&i) };
        self.with(held.copied().unwrap_or(self.groups[i / WIDTH].u[i % WIDTH]), i, q)
    }

    /// V of neuron `i` as it decides about spikes: minus infinity if silenced. Rounded exactly as in [`Lanes::highest`].
    pub(super) fn acting(&self, i: usize, q: [f64; 2]) -> f64 {
        self.with(self.groups[i / WIDTH].u[i % WIDTH], i, q)
    }

    fn with(&self, u: f64, i: usize, q: [f64; 2]) -> f64 {
        let (group, lane) = (&self.groups[i / WIDTH], i % WIDTH);
        u + group.w_e[lane] * q[0] - group.w_i[lane] * q[1] + group.e[lane]
    }

    /// What is a neuron's own.
    pub(super) fn residual(&self, i: usize) -> f64 {
        self.groups[i / WIDTH].e[i % WIDTH]
    }

    /// About how many bytes a copy has.
    pub(super) fn bytes(&self) -> usize {
        self.groups.len() * size_of::<Group>()
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
        let mut top = [f64::NEG_INFINITY; WIDTH];
        for group in &self.groups {
            for (lane, top) in top.iter_mut().enumerate() {
                let mut v = group.u[lane] + group.w_e[lane] * q[0] - group.w_i[lane] * q[1];
                if RESIDUAL {
                    v += group.e[lane];
                }
                *top = if v > *top { v } else { *top };
            }
        }
        top.into_iter().fold(f64::NEG_INFINITY, f64::max)
    }
}
