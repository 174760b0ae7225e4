//! The synapses of one neuron, as plain data.

use super::NeuronId;

/// All synapses of one neuron as they are now: what a spike adds to a voltage, negative where it inhibits, 0 where there
/// is none, in units of the network's voltages. The neuron's own place is what its spike does to itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Synapses {
    /// The neuron.
    pub neuron: NeuronId,
    /// By population and neuron: what its spike adds to their voltages.
    pub onto: Vec<Vec<f32>>,
    /// By population and neuron: what their spikes add to its voltage.
    pub from: Vec<Vec<f32>>,
}
