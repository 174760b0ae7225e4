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

/// No place.
const NONE: u32 = u32::MAX;

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
        for bucket in history.coarse(from, history.step, u64::MAX) {
            low = low.min(bucket.low[input]);
            high = high.max(bucket.high[input]);
        }
        if high - low < 1e-6 || !(high - low).is_finite() {
            return Tuning::default();
        }
        let bin = |x: f64| (((x - low) / (high - low) * BINS as f64) as usize).min(BINS - 1);
        let mut time_s = vec![0.0; BINS];
        // Of each neuron the place of its counts, once it has any.
        let mut place: Vec<Vec<u32>> = history.layout.populations.iter().map(|p| vec![NONE; p.count]).collect();
        let mut counts: Vec<(NeuronId, Vec<u32>)> = Vec::new();
        let all = history.spikes(from, history.step);
        let mut next = 0;
        for bucket in history.buckets(from, history.step) {
            let at = bin(0.5 * (bucket.low[input] + bucket.high[input]));
            time_s[at] += bucket.steps as f64 * history.layout.dt_s;
            while let Some(spike) = all.get(next).filter(|spike| spike.step < bucket.step + bucket.steps) {
                next += 1;
                let own = place.get_mut(spike.neuron().population as usize);
                let Some(own) = own.and_then(|own| own.get_mut(spike.neuron().index as usize)) else { continue };
                if *own == NONE && counts.len() < MOST_NEURONS {
                    *own = counts.len() as u32;
                    counts.push((spike.neuron(), vec![0; BINS]));
                }
                if let Some((_, bins)) = counts.get_mut(*own as usize) {
                    bins[at] += 1;
                }
            }
        }
        counts.sort_unstable_by_key(|(neuron, _)| *neuron);
        Tuning { range: [low, high], time_s, spikes: counts }
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
