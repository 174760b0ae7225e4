//! What a hand changes while a network runs.

use super::membrane::Membrane;
use super::rule::Rules;

/// Everything beside synapses and state that decides a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// Cells and synaptic currents.
    pub membrane: Membrane,
    /// Rules that act; none while learning is switched off.
    pub rules: Rules,
    /// Weights in mV of recurrent classes: at the start, and of those that never learned.
    pub j: [f64; 4],
    /// Weights in mV of external layers onto E and onto I.
    pub j_x: [[f64; 2]; 2],
    /// Current injected into all E and all I cells, mV/ms.
    pub push: [f64; 2],
    /// Cells that never spike; empty if there are none.
    pub dead: Vec<bool>,
    /// So many E cells, from the first on, are reached by the second layer.
    pub reach: usize,
    /// How the external layers fire.
    pub input: [Firing; 2],
}

/// How a layer of external cells fires.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Firing {
    /// Rate of a cell, spikes per ms.
    pub rate: f64,
    /// Correlation of any two of them.
    pub c: f64,
    /// Standard deviation of the jitter of each copy of a common spike, ms.
    pub jitter: f64,
}
