//! Means with their standard errors, by the method of batch means: samples follow each other closely and are correlated,
//! means over long stretches hardly are.

use super::{Sink, Stretch};
use crate::picture::Layout;

/// Stretches into which a run is cut.
const BATCHES: usize = 20;

/// A mean, and how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error: the standard deviation of the batches' means over the root of their number.
    pub error: f64,
}

/// Collects the means of all signals over equal stretches of a run of known length.
#[derive(Clone, Debug)]
pub struct Batches {
    from: u64,
    to: u64,
    signals: usize,
    sums: Vec<Vec<f64>>,
    counts: [u64; BATCHES],
}

impl Batches {
    /// Over the steps after `from`, up to `to`.
    pub fn new(layout: &Layout, from: u64, to: u64) -> Self {
        let signals = layout.signals.len();
        Batches { from, to: to.max(from + 1), signals, sums: vec![vec![0.0; signals]; BATCHES], counts: [0; BATCHES] }
    }

    /// The mean of every signal with its error; none if the run was too short for batches.
    pub fn read(&self) -> Vec<Estimate> {
        if self.counts.contains(&0) {
            return Vec::new();
        }
        let n = BATCHES as f64;
        let estimate = |k: usize| {
            let means: Vec<f64> =
                self.sums.iter().zip(self.counts).map(|(sums, count)| sums[k] / count as f64).collect();
            let mean = means.iter().sum::<f64>() / n;
            let variance = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n - 1.0);
            Estimate { mean, error: (variance / n).sqrt() }
        };
        (0..self.signals).map(estimate).collect()
    }
}

impl Sink for Batches {
    fn take(&mut self, stretch: &Stretch) {
        let length = self.to - self.from;
        for (step, row) in stretch.rows().filter(|(step, _)| *step > self.from && *step <= self.to) {
            let batch = ((step - self.from - 1) * BATCHES as u64 / length) as usize;
            self.counts[batch] += 1;
            self.sums[batch].iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
    }
}
