//! Tuning curves, measured while the input moves: rate of every neuron against the input.
//!
//! The input's range is cut into bins; a neuron's rate in a bin is its number of spikes there over the time that the
//! input spent there.

use super::History;
use crate::picture::NeuronId;

/// Bins over the range of the input.
const BINS: usize = 48;
/// Steps looked back at most.
const MOST_STEPS: u64 = 400_000;
/// Neurons with a curve at most.
const MOST_NEURONS: usize = 400;

/// Rates of all neurons over the input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tuning {
    /// Range of the input.
    pub range: [f64; 2],
    /// Seconds spent in each bin.
    time_s: Vec<f64>,
    /// Spikes in each bin: neurons that spiked, in order.
    spikes: Vec<(NeuronId, Vec<u32>)>,
}

impl Tuning {
    /// What the remembered stretch shows of signal `input`; empty if it does not move.
    pub fn of(history: &History, input: usize) -> Tuning {
        let from = history.step.saturating_sub(MOST_STEPS).max(history.exact_since());
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for bucket in history.buckets(from, history.step) {
            low = low.min(bucket.low[input]);
            high = high.max(bucket.high[input]);
        }
        if high - low < 1e-6 || !(high - low).is_finite() {
            return Tuning::default();
        }
        let bin = |x: f64| (((x - low) / (high - low) * BINS as f64) as usize).min(BINS - 1);
        let mut time_s = vec![0.0; BINS];
        let mut counts = std::collections::BTreeMap::<NeuronId, Vec<u32>>::new();
        let all = history.spikes(from, history.step);
        let mut next = 0;
        for bucket in history.buckets(from, history.step) {
            let at = bin(0.5 * (bucket.low[input] + bucket.high[input]));
            time_s[at] += bucket.steps as f64 * history.layout.dt_s;
            while let Some(spike) = all.get(next).filter(|spike| spike.step < bucket.step + bucket.steps) {
                if counts.len() < MOST_NEURONS || counts.contains_key(&spike.neuron()) {
                    counts.entry(spike.neuron()).or_insert_with(|| vec![0; BINS])[at] += 1;
                }
                next += 1;
            }
        }
        Tuning { range: [low, high], time_s, spikes: counts.into_iter().collect() }
    }

    /// Whether there is anything to show.
    pub fn is_empty(&self) -> bool {
        self.spikes.is_empty()
    }

    /// The curves: neuron, and (input, rate in Hz) of the bins that were visited.
    pub fn curves(&self) -> impl Iterator<Item = (NeuronId, Vec<[f64; 2]>)> + '_ {
        let [low, high] = self.range;
        let middle = move |k: usize| low + (high - low) * (k as f64 + 0.5) / BINS as f64;
        self.spikes.iter().map(move |(neuron, spikes)| {
            let visited = self.time_s.iter().enumerate().filter(|(_, time)| **time > 0.0);
            (*neuron, visited.map(|(k, time)| [middle(k), f64::from(spikes[k]) / time]).collect())
        })
    }
}
