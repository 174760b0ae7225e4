//! Which neuron is meant.

/// One neuron: index of its population in [`super::Layout::populations`], and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NeuronId {
    /// Index of the population.
    pub population: u8,
    /// Index within the population.
    pub index: u32,
}

/// Neurons that can be watched at once: all channels of the first, the voltage of the others.
pub const PICKS: usize = 4;

/// The watched neurons.
pub type Picks = [Option<NeuronId>; PICKS];
