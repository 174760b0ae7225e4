//! A spike.

use crate::picture::NeuronId;

/// One spike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spike {
    /// Step at which the voltage reached threshold.
    pub step: u64,
    /// Who.
    pub neuron: NeuronId,
}

impl Spike {
    /// The spike of a neuron at a step.
    pub fn new(step: u64, population: usize, index: usize) -> Self {
        Spike { step, neuron: NeuronId { population: population as u8, index: index as u32 } }
    }
}
