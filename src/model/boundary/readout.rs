//! What is sampled of a low-rank network at every step: its latents, and the currents of a neuron (section 8).

use super::target::{Wish, wish};
use super::{BoundaryParams, Design, E, I, Network, Populations, Synapse};
use crate::picture::{Given, NeuronId};
use std::sync::Arc;

/// How the numbers of a step are read; fixed with the network.
#[derive(Clone, Debug)]
pub struct Readout {
    populations: Populations,
    /// The target, if there is one.
    pub wish: Option<Arc<Wish>>,
    /// Whether there are two neurons, of one population, and they spike.
    pub is_pair: bool,
}

impl Readout {
    /// The readout of `network`.
    pub fn new(params: &BoundaryParams, network: &Network, seed: u64) -> Self {
        let wish = (params.design == Design::Target).then(|| wish(params, seed).ok().map(Arc::new)).flatten();
        let is_pair = params.populations != Populations::Both
            && network.counts().iter().sum::<usize>() == 2
            && network.synapse != Synapse::Rate;
        Readout { populations: params.populations, wish, is_pair }
    }

    fn both(&self) -> bool {
        self.populations == Populations::Both
    }

    /// Sampled values in the order of the layout; entries beyond its signals are unused. `r` are the filtered spikes of
    /// the first two neurons.
    #[inline]
    pub fn signals(&self, x: f64, y: [f64; 2], r: [f64; 2]) -> [f64; 5] {
        let across = 0.5 * (r[1] - r[0]);
        match self.populations {
            Populations::Both => [x, y[E], y[I], self.wish.as_ref().map_or(0.0, |wish| wish.curve.at(x)), 0.0],
            Populations::InhibitoryOnly => [x, -y[I], r[0], r[1], across],
            Populations::ExcitatoryOnly => [x, y[E], r[0], r[1], across],
        }
    }

    /// The only population, if it has two neurons, whose filtered spikes are shown.
    pub fn pair(&self) -> Option<usize> {
        self.is_pair.then_some(if self.populations == Populations::ExcitatoryOnly { E } else { I })
    }

    /// Excitatory and inhibitory current of a neuron that hears the latents `y`, section 8; an injected one goes with its sign. In a
    /// single I population the bias counts as input.
    #[inline]
    pub fn currents(&self, network: &Network, neuron: NeuronId, given: Given, y: [f64; 2]) -> [f64; 2] {
        let (p, i) = (neuron.population as usize, neuron.index as usize);
        let population = &network.populations[p];
        let bias = if self.both() { 0.0 } else { population.threshold[i] };
        let heard = (population.from_e[i] + population.quadratic * y[E]) * y[E];
        let injected = given.injected[p];
        [
            population.input[i] * given.x + heard - bias + injected.max(0.0),
            injected.min(0.0) - population.from_i[i] * y[I],
        ]
    }

    /// The net current at which the neuron reaches threshold.
    pub fn net_threshold(&self, network: &Network, p: usize, i: usize) -> f64 {
        if self.both() { network.populations[p].threshold[i] } else { 0.0 }
    }
}
