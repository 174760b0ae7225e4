//! What a column of a recorded trace means.

/// A quantity in a column of `trace.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column {
    /// The input.
    X,
    /// The latent of a population, times this sign.
    Latent(usize, f64),
    /// The voltage of a neuron.
    Voltage(usize, usize),
    /// The rate of a neuron of a rate network.
    Rate(usize, usize),
    /// The filtered spikes of a neuron that spikes.
    Filtered(usize, usize),
}
