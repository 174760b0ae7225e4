//! The rate version: sigmoid units instead of spikes (sheet low-rank-ei, sections 3.6 and 6.5).
//!
//! ```text
//! V[t] = V[t-1] + a (-V[t-1] + F x[t-1] + W r[t-1] + I[t-1]),   r = 1/(1 + exp(-beta (V - T))),   y = D r
//! ```
//! T is the threshold itself: no bias, no derivative of x. r lies in 0..1, one spike per membrane time constant at most.

use super::start::Initial;
use crate::model::boundary::{E, I, Network};
use serde::{Deserialize, Serialize};

/// Voltages and rates of both populations.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Rates {
    voltages: [Vec<f64>; 2],
    rates: [Vec<f64>; 2],
}

fn sigmoid(beta: f64, u: f64) -> f64 {
    1.0 / (1.0 + (-beta * u).exp())
}

impl Rates {
    pub(super) fn new(network: &Network, x: f64, initial: &Initial) -> Self {
        match initial {
            Initial::Rates { voltages, rates } => Rates { voltages: voltages.clone(), rates: rates.clone() },
            Initial::Voltages { voltages, .. } => {
                Rates { voltages: voltages.clone(), rates: network.counts().map(|n| vec![0.0; n]) }
            }
            Initial::Static => {
                let voltages = [E, I].map(|p| network.populations[p].input.iter().map(|f| f * x).collect::<Vec<_>>());
                let rates = [E, I].map(|p| {
                    let thresholds = &network.populations[p].threshold;
                    voltages[p].iter().zip(thresholds).map(|(v, t)| sigmoid(network.steepness, v - t)).collect()
                });
                Rates { voltages, rates }
            }
        }
    }

    pub(super) fn fits(&self, network: &Network) -> bool {
        [&self.voltages, &self.rates].into_iter().all(|all| [E, I].map(|p| all[p].len()) == network.counts())
    }

    pub(super) fn voltage(&self, p: usize, i: usize) -> f64 {
        self.voltages[p][i]
    }

    /// The first neuron whose voltage is no longer a number.
    pub(super) fn not_finite(&self, p: usize) -> Option<usize> {
        self.voltages[p].iter().position(|v| !v.is_finite())
    }

    pub(super) fn rate(&self, p: usize, i: usize) -> f64 {
        self.rates[p][i]
    }

    /// D r of both populations.
    pub(super) fn readout(&self, network: &Network) -> [f64; 2] {
        [E, I].map(|p| network.populations[p].decoder.iter().zip(&self.rates[p]).map(|(d, r)| d * r).sum())
    }

    /// Both latents as population `p` hears them: its own by its decoders, that of the other by the other's cross decoders.
    pub(super) fn heard(&self, network: &Network, p: usize) -> [f64; 2] {
        [E, I].map(|s| {
            let population = &network.populations[s];
            let decoders = if s == p { &population.decoder } else { &population.cross_decoder };
            decoders.iter().zip(&self.rates[s]).map(|(d, r)| d * r).sum()
        })
    }

    pub(super) fn step(&mut self, network: &Network, x_before: f64, currents: [f64; 2]) {
        let heard = [E, I].map(|p| self.heard(network, p));
        for (p, current) in currents.into_iter().enumerate() {
            let population = &network.populations[p];
            let [y_e, y_i] = heard[p];
            let a = network.dt_s * population.leak_per_s;
            for (i, v) in self.voltages[p].iter_mut().enumerate() {
                let bent = population.quadratic * y_e * y_e;
                let drive =
                    population.input[i] * x_before + population.from_e[i] * y_e + bent - population.from_i[i] * y_i;
                *v += a * (-*v + drive + current);
            }
        }
        for (p, population) in network.populations.iter().enumerate() {
            for (i, r) in self.rates[p].iter_mut().enumerate() {
                *r = if population.is_silenced(i) {
                    0.0
                } else {
                    sigmoid(network.steepness, self.voltages[p][i] - population.threshold[i])
                };
            }
        }
    }
}
