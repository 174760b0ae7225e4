//! What is known of the levels of the readouts beside geometry: corrections in closed form, what the same network does
//! without noise, and what it would do without one of the things that keep it from its geometry.

use super::Theory;

/// A noise-free run of the same network, beside the one that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpikeLevel {
    /// Mean of each signal, by its index in the layout.
    pub means: Vec<(usize, f64)>,
    /// The order of spikes that repeats, such as `1:1` for E and I in turn; empty if none was found.
    pub order: String,
    /// How long one repeat of it takes, in seconds.
    pub cycle_s: Option<f64>,
    /// Spikes counted, one a population.
    pub spikes: Vec<u64>,
    /// Simulated seconds over which they were counted.
    pub seconds: f64,
    /// Whether it ran away.
    pub ran_away: bool,
}

/// The run from which a cause takes its part of the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The measured run.
    Measured,
    /// The noise-free run.
    Spikes,
}

/// Something that can keep the means from their geometry, and how it was tried: the levels without it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// By which tests and files know it, such as `large-spikes`.
    pub id: &'static str,
    /// From what it was taken away.
    pub from: From,
    /// Where the means lie without it, by the index of the signal.
    pub without: Vec<(usize, f64)>,
    /// Whether every network has it to some degree, as spikes have a size.
    pub is_general: bool,
    /// What it is and that it applies here, as the end of the sentence `... since`.
    pub text: String,
    /// The numbers that show it.
    pub numbers: Vec<(&'static str, f64)>,
}

/// All that is known beside geometry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// Levels with all corrections that have a closed form, if there are any.
    pub corrected: Vec<Theory>,
    /// What they take into account, such as `spike cost, noise`.
    pub corrections: String,
    /// What the network does without noise.
    pub spikes: Option<SpikeLevel>,
    /// What may keep the means from their geometry.
    pub causes: Vec<Cause>,
}
