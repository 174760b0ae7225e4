//! The state of a run, lent to the pictures.

use super::place::State;

/// A test of the weights with feedback off.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Simulated time at which the weights were taken, in seconds.
    pub at_s: f64,
    /// Distance from the limit cycle over its radius where the teacher has one, else NRMSE; infinite if it ran away, not a
    /// number if the teacher stands still.
    pub error: f64,
    /// Root mean square miss of the learned field over that of the teacher's, along the teacher's path.
    pub field_miss: f64,
    /// Period of the network in seconds, where the teacher has a cycle.
    pub period_s: Option<f64>,
    /// Largest |x_hat| of each dimension.
    pub reach: State,
    /// Part of the time in which the first dimension of the readout has the sign of the teacher's, as in the same well.
    pub same_side: f64,
    /// Mean rate of an alive neuron in Hz.
    pub rate_hz: f64,
}

/// What a picture is made of.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    /// Teacher.
    pub x: &'a State,
    /// Readout.
    pub x_hat: &'a State,
    /// Whole command.
    pub c: &'a State,
    /// Coding residual zeta - x_hat.
    pub residual: &'a State,
    /// Voltages.
    pub v: &'a [f64],
    /// Filtered spikes.
    pub r: &'a [f64],
    /// Weights W, by dimension, then by function.
    pub w: &'a [f64],
    /// Low-passed excitatory and inhibitory inputs of the neurons, magnitudes.
    pub currents: &'a [Vec<f64>; 2],
    /// Errors of past stretches: time in seconds and NRMSE, with feedback as it was.
    pub curve: &'a [[f64; 2]],
    /// Tests with feedback off, in the order of their times.
    pub tests: &'a [Tested],
    /// Running NRMSE.
    pub miss: f64,
    /// Rates of an alive neuron in Hz: predicted from the drive, and counted.
    pub rates_hz: [f64; 2],
    /// Largest |x_hat| lately, and ever while weights could change.
    pub reach: f64,
    pub covered: f64,
    /// Seconds of learning so far.
    pub learned_s: f64,
    /// What the learning rate is multiplied with now.
    pub anneal: f64,
}
