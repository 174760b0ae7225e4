//! What is counted and averaged of a run on its way, as pictures and words need it. Rates in Hz, currents in mV/ms, weights
//! as j.

use super::wiring::{E, I};
use serde::{Deserialize, Serialize};

/// A moment of the slow course of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Simulated time, s.
    pub at_s: f32,
    /// Rates of E and I over the last half second.
    pub rates: [f32; 2],
    /// Those that theory predicts now: for N to infinity, and with what remains of the currents.
    pub predicted: [[f32; 2]; 2],
    /// Mean weights of all classes.
    pub j: [f32; 4],
    /// Rate-weighted mean weight from I onto E.
    pub weighted: f32,
    /// Mean weights from I onto the lit and the other E cells.
    pub lit: [f32; 2],
    /// Mean weights that the mean-field equations say.
    pub theory: [f32; 4],
}

/// A mean with its standard error, and over how long it was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Standard error, from means over half a second each.
    pub error: f64,
    /// Seconds.
    pub over_s: f64,
}

/// What pictures and words need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Simulated time, s.
    pub at_s: f64,
    /// Rates over the last half second: E, I.
    pub rates: [f64; 2],
    /// The same of the lit and the other E cells.
    pub lit_rates: [f64; 2],
    /// Rates over up to ten seconds since the last change: E, I.
    pub long: [Mean; 2],
    /// Currents that drive E and I at this moment: from E, from I, from outside with what is injected.
    pub currents: [[f64; 3]; 2],
    /// The same over about three seconds.
    pub parts: [[f64; 3]; 2],
    /// What is injected now.
    pub push: [f64; 2],
    /// Mean weights by class, and rate-weighted ones.
    pub j: [f64; 4],
    /// See above.
    pub weighted: [f64; 4],
    /// Standard deviation of the weights of a class, and their correlation with the presynaptic rate; 0 while all are alike.
    pub spread: [f64; 4],
    /// See above.
    pub correlation: [f64; 4],
    /// Rate-weighted mean weight onto E of the slower and of the faster half of the I cells, and their mean rates.
    pub halves: [f64; 2],
    /// See above.
    pub half_rates: [f64; 2],
    /// Mean weights from I onto the lit and the other E cells, and rate-weighted ones.
    pub lit_j: [f64; 2],
    /// See above.
    pub lit_weighted: [f64; 2],
    /// Weight from I onto E from which this course of learning began.
    pub start: f64,
    /// Covariances of spike counts in 250 ms, mean over pairs: EE, EI, II; and from how many differences of windows.
    pub covariance: [f64; 3],
    /// See above.
    pub windows: usize,
    /// Rate of every cell over about five seconds, Hz.
    pub cell_rates: Vec<f32>,
    /// The slow course.
    pub course: Vec<Moment>,
    /// Weights of sampled synapses of one class at those moments, one row a moment.
    pub samples: Vec<Vec<f32>>,
    /// Which class that is.
    pub sampled: usize,
    /// Mean weights that the mean-field equations say.
    pub theory: [f64; 4],
    /// Whether light is on for a while, whatever the switch says.
    pub pulse: bool,
}

impl Seen {
    /// Mean total currents of E and I over about three seconds, with what is injected: R.
    pub fn totals(&self) -> [f64; 2] {
        [E, I].map(|a| self.parts[a].iter().sum())
    }

    /// What synapses must leave of their currents: R less what is injected now.
    pub fn remains(&self) -> [f64; 2] {
        let totals = self.totals();
        [E, I].map(|a| totals[a] - self.push[a])
    }

    /// Relative standard error of the covariances, from so many differences of Gaussian windows.
    pub fn covariance_error(&self) -> f64 {
        (3.0 / self.windows.max(1) as f64).sqrt()
    }

    /// Rates over the longest stretch that is known, spikes/ms.
    pub fn rates_khz(&self) -> [f64; 2] {
        [E, I].map(|a| 1e-3 * if self.long[a].over_s > 0.0 { self.long[a].mean } else { self.rates[a] })
    }
}

/// What a picture is made of.
#[derive(Debug)]
pub struct Now<'a> {
    /// What was counted.
    pub seen: &'a Seen,
    /// Some weights of the class that is looked at, as j.
    pub weights: Vec<f32>,
    /// Presynaptic rate in Hz and mean weight of its synapses, for some cells of that class.
    pub by_rate: Vec<[f32; 2]>,
    /// Courses of the mean and the rate-weighted weight before this one.
    pub ghosts: Vec<Vec<[f32; 2]>>,
    /// This course.
    pub path: Vec<[f32; 2]>,
}
