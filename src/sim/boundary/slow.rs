//! Synapses that take time: square pulses and exponential ones (sheet low-rank-ei, section 6.3).
//!
//! `g_k` is the synaptic variable of neuron k: pulses that last n steps and carry 1/n each, or a decaying exponential
//! of unit area. Membranes receive `sum_k D_k g_k` of the previous step. A neuron's own effect is left out of what is
//! slow and acts at once instead, with the spike cost, so that it is reset by its own spike.

use super::membranes::Membranes;
use super::shard::Look;
use crate::model::boundary::{E, I, Network, Population, Synapse};
use crate::sim::Spike;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// State of the synapses of both populations.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Slow {
    exponential: bool,
    /// Square pulses: number of pulses under way. Exponential: g itself, in 1/s.
    g: [Vec<f64>; 2],
    /// Who spiked in the last steps, the newest last; square pulses only.
    under_way: [VecDeque<Vec<u32>>; 2],
    /// Who spiked on this step.
    fresh: [Vec<u32>; 2],
    /// First step at which a neuron may spike again.
    ready_at: [Vec<u64>; 2],
    refractory: [u64; 2],
}

impl Slow {
    pub(super) fn new(network: &Network) -> Self {
        let counts = network.counts();
        Slow {
            exponential: network.synapse == Synapse::Exponential,
            g: counts.map(|n| vec![0.0; n]),
            under_way: [VecDeque::new(), VecDeque::new()],
            fresh: [Vec::new(), Vec::new()],
            // The reference counts down from 1 after the test, so that no spike falls on step 1 (quirk Q8).
            ready_at: counts.map(|n| vec![2; n]),
            refractory: [E, I].map(|p| network.populations[p].refractory_steps.max(1)),
        }
    }

    /// Whether this is a state of the synapses of `network`.
    pub(super) fn fits(&self, network: &Network) -> bool {
        let counts = network.counts();
        let in_range = |p: usize, all: &[u32]| all.iter().all(|k| (*k as usize) < counts[p]);
        [E, I].into_iter().all(|p| {
            self.g[p].len() == counts[p]
                && self.ready_at[p].len() == counts[p]
                && in_range(p, &self.fresh[p])
                && self.under_way[p].iter().all(|all| in_range(p, all))
        })
    }

    /// Lets the synapses of the previous step act on latents and, for own effects, on single neurons.
    pub(super) fn deliver(
        &mut self,
        populations: &[Population; 2],
        dt_s: f64,
        seen: &mut [[f64; 2]; 2],
        membranes: &mut [Membranes; 2],
    ) {
        for s in [E, I] {
            let population = &populations[s];
            let unit = if self.exponential { dt_s } else { 1.0 / population.pulse_steps as f64 };
            seen[s][s] += unit * dot(&population.decoder, &self.g[s]);
            seen[1 - s][s] += unit * dot(&population.cross_decoder, &self.g[s]);
            let own_is_fast = self.exponential || population.own_effect_is_fast;
            let own = |k: usize| {
                let weight = if s == E { population.from_e[k] } else { -population.from_i[k] };
                weight * population.decoder[k]
            };
            if own_is_fast {
                for (k, g) in self.g[s].iter().enumerate().filter(|(_, g)| **g != 0.0) {
                    membranes[s].add_residual(k, -unit * g * own(k));
                }
            }
            for &k in &self.fresh[s] {
                let k = k as usize;
                let fast = if own_is_fast { own(k) } else { 0.0 };
                membranes[s].add_residual(k, fast - population.spike_cost);
            }
        }
    }

    /// What neuron `i` adds to its filtered spikes in this step.
    pub(super) fn train(&self, population: &Population, dt_s: f64, p: usize, i: usize) -> f64 {
        let unit = if self.exponential { dt_s } else { 1.0 / population.pulse_steps as f64 };
        unit * self.g[p][i]
    }

    /// Everybody above threshold and not refractory spikes, I first.
    pub(super) fn fire(
        &mut self,
        step: u64,
        populations: &[Population; 2],
        membranes: &mut [Membranes; 2],
        looks: [Look; 2],
        injected: [f64; 2],
        spikes: &mut Vec<Spike>,
    ) {
        for p in [I, E] {
            let (fresh, ready_at) = (&mut self.fresh[p], &mut self.ready_at[p]);
            fresh.clear();
            membranes[p].above(&populations[p], &looks[p], injected[p], fresh);
            fresh.retain(|k| step >= ready_at[*k as usize]);
            for &k in fresh.iter() {
                ready_at[k as usize] = step + self.refractory[p];
                spikes.push(Spike::new(step, p, k as usize));
            }
        }
    }

    /// Brings g to this step and returns what it adds to the readouts.
    pub(super) fn renew(&mut self, populations: &[Population; 2], dt_s: f64) -> [f64; 2] {
        [E, I].map(|p| {
            let population = &populations[p];
            self.refractory[p] = population.refractory_steps.max(1);
            let unit = if self.exponential {
                let leak = population.synapse_leak_per_s;
                for g in &mut self.g[p] {
                    *g *= 1.0 - dt_s * leak;
                }
                for &k in &self.fresh[p] {
                    self.g[p][k as usize] += leak;
                }
                dt_s
            } else {
                for &k in &self.fresh[p] {
                    self.g[p][k as usize] += 1.0;
                }
                self.under_way[p].push_back(self.fresh[p].clone());
                if self.under_way[p].len() > population.pulse_steps {
                    for k in self.under_way[p].pop_front().unwrap_or_default() {
                        self.g[p][k as usize] -= 1.0;
                    }
                }
                1.0 / population.pulse_steps as f64
            };
            unit * dot(&population.decoder, &self.g[p])
        })
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
