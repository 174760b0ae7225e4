//! What an application gives, and how it becomes a network: thresholds from the weights, silenced neurons, time constants.

use super::network::{E, Extra, I, Network};
use super::params::MinimaxParams;
use super::weights::Weights;
use crate::param::{OnOff, ParamError};

/// The parts of a network that its application makes.
#[derive(Debug)]
pub struct Parts {
    /// E and I neurons.
    pub counts: [usize; 2],
    /// W_EE, W_EI, W_IE, W_II.
    pub weights: [Weights; 4],
    /// F, and the number of input channels.
    pub feed: (Weights, usize),
    /// Extra thresholds theta_E and theta_I.
    pub theta: [f64; 2],
    /// How many I neurons one stands for.
    pub alike: f64,
    /// Rounds of I for each step of E; 0 means that both go together.
    pub inner_steps: usize,
    /// Whether a cue makes neurons spike.
    pub is_clamped: bool,
    /// Whether the mean of r^E over the run is kept.
    pub keeps_mean: bool,
    /// What only this application has.
    pub extra: Extra,
}

impl Parts {
    /// These weights, and nothing out of the ordinary.
    pub fn new(counts: [usize; 2], weights: [Weights; 4], feed: (Weights, usize)) -> Self {
        Parts {
            counts,
            weights,
            feed,
            theta: [0.0; 2],
            alike: 1.0,
            inner_steps: 0,
            is_clamped: false,
            keeps_mean: false,
            extra: Extra::default(),
        }
    }

    /// The network of these parts.
    pub fn network(self, p: &MinimaxParams) -> Network {
        let [ee, ei, ie, ii] = self.weights;
        let half = |w: &Weights, i: usize| 0.5 * w.at(i, i);
        let threshold = [
            (0..self.counts[E]).map(|i| -half(&ee, i) + self.theta[E]).collect(),
            (0..self.counts[I]).map(|i| half(&ii, i) + self.theta[I]).collect(),
        ];
        let silenced = [(&p.silenced_e, self.counts[E]), (&p.silenced_i, self.counts[I])]
            .map(|(map, n)| (0..n).map(|i| map.get(&i).is_some_and(|flag| *flag > 0.5)).collect());
        Network {
            counts: self.counts,
            ee,
            ei,
            ie,
            ii,
            feed: self.feed.0,
            channels: self.feed.1,
            threshold,
            tau_s: p.tau_s(),
            dt_s: p.dt_s,
            greedy: p.greedy == OnOff::On,
            inner_steps: self.inner_steps,
            noise: p.noise,
            silenced,
            alike: self.alike,
            is_clamped: self.is_clamped,
            cue_noise: p.cue_noise,
            keeps_mean: self.keeps_mean,
            extra: self.extra,
        }
    }
}

/// Parameters that do not fit together; `message` says what to change.
pub fn conflict(message: impl Into<String>) -> ParamError {
    ParamError::Conflict { message: message.into() }
}

/// Neurons of a population with dense weights at most.
pub const MOST_DENSE: usize = 400;
