//! How long one cycle of a running network is.

use super::History;
use crate::picture::NeuronId;
use crate::sim::Spike;
use std::collections::HashMap;

/// Spikes looked at, from the newest back.
const SPIKES: usize = 100_000;
/// Intervals of one neuron that are averaged, the newest ones.
const INTERVALS: usize = 20;

/// One cycle in seconds: from volley to volley where these are regular, as the statistics measure it; else the mean
/// interval between spikes of `neuron`; else that of all neurons that spiked more than once. `None` if nobody did.
pub fn cycle_s(history: &History, neuron: Option<NeuronId>) -> Option<f64> {
    if let Some(cycle_s) = history.statistics.as_ref().and_then(|statistics| statistics.cycle_s) {
        return Some(cycle_s);
    }
    let spikes = history.spikes(0, history.step);
    let latest = &spikes[spikes.len().saturating_sub(SPIKES)..];
    let own = latest.iter().rev().filter(|spike| Some(spike.neuron()) == neuron).take(INTERVALS + 1);
    let own: Vec<&Spike> = own.collect();
    if let [last, .., first] = own[..] {
        return Some(last.since(first) / (own.len() - 1) as f64 * history.layout.dt_s);
    }
    let mut all: HashMap<NeuronId, (&Spike, &Spike, u64)> = HashMap::new();
    for spike in latest {
        let (_, last, count) = all.entry(spike.neuron()).or_insert((spike, spike, 0));
        (*last, *count) = (spike, *count + 1);
    }
    let (steps, intervals) = all
        .values()
        .fold((0.0, 0), |(steps, intervals), (first, last, count)| (steps + last.since(first), intervals + count - 1));
    (intervals > 0).then(|| steps / intervals as f64 * history.layout.dt_s)
}
