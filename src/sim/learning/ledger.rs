//! What is counted of a learning run on its way: errors, rates, how far it went. Sampled every 10 ms, so that it costs
//! nothing, and part of the state, so that a copy counts on.
//!
//! `NRMSE = sqrt( mean |x - x_hat|^2 / mean |x - mean x|^2 )` (sheet learning-dynamics, section 4.6).

use crate::model::learning::{MOST, State, far};
use serde::{Deserialize, Serialize};

/// Seconds between two samples.
pub const EVERY_S: f64 = 0.01;
/// Time constant of running numbers in seconds.
const RUNNING_S: f64 = 2.0;
/// Samples after which a mean rate means something.
const SETTLED: f64 = 25.0;
/// Points of the learning curve; beyond, two become one.
const MOST_POINTS: usize = 600;

/// Sums for an NRMSE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    count: f64,
    square_e: f64,
    square_x: f64,
    x: State,
}

impl Sums {
    /// Takes in a sample.
    pub fn add(&mut self, x: &State, x_hat: &State) {
        self.count += 1.0;
        for k in 0..MOST {
            self.square_e += (x[k] - x_hat[k]).powi(2);
            self.square_x += x[k] * x[k];
            self.x[k] += x[k];
        }
    }

    /// Lets what was fade.
    fn fade(&mut self, keep: f64) {
        self.count *= keep;
        self.square_e *= keep;
        self.square_x *= keep;
        self.x.iter_mut().for_each(|x| *x *= keep);
    }

    /// NRMSE of the samples; NaN if there are none or the teacher stands still.
    pub fn nrmse(&self) -> f64 {
        let mean_square = self.x.iter().map(|x| (x / self.count).powi(2)).sum::<f64>();
        let variance = self.square_x / self.count - mean_square;
        if variance > 1e-12 { (self.square_e / self.count / variance).sqrt() } else { f64::NAN }
    }
}

/// All that is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    stretch: Sums,
    running: Sums,
    /// Time in seconds and NRMSE of past stretches.
    curve: Vec<[f64; 2]>,
    /// Spikes since the last sample.
    spikes: u32,
    /// Spikes per second and alive neuron: predicted and counted, running means, and their weight.
    rates: [f64; 2],
    weight: f64,
    reach: f64,
    covered: f64,
    /// Running NRMSE and size of the weights at the last sample.
    told: [f64; 2],
    /// Steps in which weights could change.
    pub learned: u64,
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger {
            stretch: Sums::default(),
            running: Sums::default(),
            curve: Vec::new(),
            spikes: 0,
            rates: [0.0; 2],
            weight: 0.0,
            reach: 0.0,
            covered: 0.0,
            // As wrong as saying nothing, until something is known.
            told: [1.0, 0.0],
            learned: 0,
        }
    }
}

/// What a sample is taken of.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// Teacher.
    pub x: &'a State,
    /// Readout.
    pub x_hat: &'a State,
    /// What drives the readout.
    pub drive: &'a State,
    /// Size of a spike.
    pub size: f64,
    /// Size of the weights.
    pub weights: f64,
    /// Whether weights can change.
    pub learns: bool,
    /// Neurons that can spike.
    pub alive: usize,
}

impl Ledger {
    /// A spike.
    pub fn spike(&mut self) {
        self.spikes += 1;
    }

    /// Takes in a sample.
    pub fn sample(&mut self, now: Sample<'_>) {
        let Sample { x, x_hat, drive, size, weights, learns, alive } = now;
        let alive = alive.max(1) as f64;
        let keep = 1.0 - EVERY_S / RUNNING_S;
        self.stretch.add(x, x_hat);
        self.running.fade(keep);
        self.running.add(x, x_hat);
        let needed = far(drive) / size / alive;
        let counted = f64::from(std::mem::take(&mut self.spikes)) / EVERY_S / alive;
        self.weight = self.weight * keep + 1.0;
        for (rate, now) in self.rates.iter_mut().zip([needed, counted]) {
            *rate += (now - *rate) / self.weight;
        }
        self.reach = far(x_hat).max(self.reach * keep);
        if learns {
            self.covered = self.covered.max(far(x_hat));
        }
        let miss = self.running.nrmse();
        self.told = [if miss.is_finite() { miss } else { self.told[0] }, weights];
    }

    /// A stretch ends at this time; whether its error is to be told.
    pub fn close(&mut self, now_s: f64, tells: bool) {
        let error = std::mem::take(&mut self.stretch).nrmse();
        if error.is_finite() && tells {
            self.curve.push([now_s, error]);
        }
        if self.curve.len() > MOST_POINTS {
            let joined = self.curve.chunks(2).map(|pair| match pair {
                [a, b] => [b[0], 0.5 * (a[1] + b[1])],
                rest => rest[0],
            });
            self.curve = joined.collect();
        }
    }

    /// All that was learned is gone.
    pub fn forget(&mut self) {
        (self.learned, self.covered) = (0, 0.0);
    }

    /// NRMSE of past stretches.
    pub fn curve(&self) -> &[[f64; 2]] {
        &self.curve
    }

    /// Running NRMSE and size of the weights.
    pub fn told(&self) -> [f64; 2] {
        self.told
    }

    /// Spikes per second and alive neuron: predicted and counted.
    pub fn rates(&self) -> [f64; 2] {
        self.rates
    }

    /// Counted spikes per second and neuron, once they were counted for a while: a trial begins with a burst.
    pub fn settled_rate(&self) -> Option<f64> {
        (self.weight > SETTLED).then_some(self.rates[1])
    }

    /// Largest |x_hat| lately, and ever while weights could change.
    pub fn reach(&self) -> [f64; 2] {
        [self.reach, self.covered]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nrmse_is_error_over_spread() {
        let mut sums = Sums::default();
        for k in 0..1000 {
            let a = std::f64::consts::TAU * f64::from(k) / 1000.0;
            // A circle about (3, 0); the readout is 0.1 off.
            sums.add(&[3.0 + a.cos(), a.sin(), 0.0], &[3.1 + a.cos(), a.sin(), 0.0]);
        }
        assert!((sums.nrmse() - 0.1).abs() < 1e-9);
        assert!(Sums::default().nrmse().is_nan());
    }

    #[test]
    fn a_long_curve_gets_coarser_and_keeps_its_ends() {
        let mut ledger = Ledger::default();
        for k in 0..2000 {
            let still = [0.0; 3];
            for x in [[f64::from(k % 2), 0.0, 0.0], [0.0, 1.0, 0.0]] {
                let (x, x_hat, drive) = (&x, &still, &still);
                ledger.sample(Sample { x, x_hat, drive, size: 0.05, weights: 0.0, learns: true, alive: 1 });
            }
            ledger.close(f64::from(k), true);
        }
        assert!(ledger.curve().len() <= MOST_POINTS);
        assert!(ledger.curve().last().unwrap()[0] > 1990.0 && ledger.curve().is_sorted_by(|a, b| a[0] < b[0]));
    }
}
