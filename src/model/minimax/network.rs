//! A minimax network as plain arrays, ready to be stepped.
//!
//! ```text
//! V^E = W_EE r^E - W_EI r^I + F x        an E spike where V^E > T^E = -W_EE[i,i]/2 + theta_E
//! V^I = W_IE r^E - W_II r^I              an I spike where V^I > T^I =  W_II[i,i]/2 + theta_I
//! ```
//! Sheet minimax-ei, sections 2, 3 and 5. `ee`, `ei`, `ie`, `ii` are the weights, `feed` is F, `threshold` is T, `r` are
//! filtered spikes: +1 a spike, decay time tau; rate in Hz = r/tau.

use super::weights::Weights;

/// Index of E in every pair.
pub const E: usize = 0;
/// Index of I in every pair.
pub const I: usize = 1;

/// A network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// E and I neurons.
    pub counts: [usize; 2],
    /// E to E; its diagonal is the reset.
    pub ee: Weights,
    /// I to E, as a magnitude.
    pub ei: Weights,
    /// E to I.
    pub ie: Weights,
    /// I to I, as a magnitude; its diagonal is the reset.
    pub ii: Weights,
    /// From the input channels to E.
    pub feed: Weights,
    /// Number of input channels.
    pub channels: usize,
    /// T of E and of I.
    pub threshold: [Vec<f64>; 2],
    /// Time constants in seconds; the input has that of E.
    pub tau_s: [f64; 2],
    /// Time step in seconds.
    pub dt_s: f64,
    /// One E spike a step.
    pub greedy: bool,
    /// Rounds of I for each step of E; 0 means that both go together.
    pub inner_steps: usize,
    /// Size of the voltage noise.
    pub noise: f64,
    /// Neurons that never spike.
    pub silenced: [Vec<bool>; 2],
    /// How many I neurons one stands for.
    pub alike: f64,
    /// Whether cued E neurons spike at the cue's rate, with the I neurons of the pattern that is most like the cue.
    pub is_clamped: bool,
    /// Standard deviation of what a noisy cue adds, in filtered spikes.
    pub cue_noise: f64,
    /// Whether the mean of r^E over the run is kept.
    pub keeps_mean: bool,
    /// What the application adds.
    pub extra: Extra,
}

impl Network {
    /// What one spike of neuron `j` of population `from` adds to the voltage of neuron `i` of population `to`.
    pub fn weight(&self, (from, j): (usize, usize), (to, i): (usize, usize)) -> f64 {
        match (from, to) {
            (E, E) => self.ee.at(i, j),
            (E, _) => self.ie.at(i, j),
            (_, E) => -self.ei.at(i, j),
            _ => -self.ii.at(i, j),
        }
    }
}

/// What only one application has.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Extra {
    /// Rates of the input channels in Hz at x = 1.
    pub rates_hz: Vec<f64>,
    /// Readout H, channel by channel: `readout[k][i]`.
    pub readout: Vec<Vec<f64>>,
    /// Patterns of E and of I: filtered spikes of each neuron.
    pub patterns: Vec<[Vec<f64>; 2]>,
    /// The image to be reconstructed.
    pub image: Vec<f64>,
    /// Part of the dictionary's variance that is kept.
    pub explained: f64,
}
