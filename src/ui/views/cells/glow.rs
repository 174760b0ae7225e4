//! How bright each cell is: it lights up with a spike and fades.

use crate::session::{History, Speed};

/// For who looks at it a spike is to be seen at least so long, in seconds.
const SEEN_S: f64 = 0.15;
/// Share of a cycle in which a cell fades, so that the next spike finds it dark.
const OF_CYCLE: f64 = 0.35;
/// Fades after which nothing is left.
const GONE: f64 = 5.0;
/// Spikes looked at at most, the newest ones.
const MOST: usize = 200_000;

/// The time constant of the fading, in seconds of the run: that of the membrane, less where cycles are shorter, more where
/// the run is too fast to be seen.
pub fn fade_s(history: &History) -> f64 {
    let status = &history.status;
    let speed = match status.wanted {
        Speed::Times(times) if status.running && status.reached > 0.0 => times.min(status.reached),
        Speed::Times(times) => times,
        Speed::Fastest => status.reached,
    };
    let cycle_s = history.statistics.as_ref().and_then(|statistics| statistics.cycle_s).unwrap_or(f64::INFINITY);
    history.layout.tau_s.min(OF_CYCLE * cycle_s).max(SEEN_S * speed).max(history.layout.dt_s)
}

/// The brightness of all cells by population, 0 to 1: 1 at a spike; where cells spike more than once before they have
/// faded the busiest has 1.
pub fn glow(history: &History) -> Vec<Vec<f32>> {
    let mut all: Vec<Vec<f32>> = history.layout.populations.iter().map(|p| vec![0.0; p.count]).collect();
    let fade = fade_s(history) / history.layout.dt_s;
    let from = history.step.saturating_sub((GONE * fade) as u64);
    let spikes = history.spikes(from, history.step);
    for spike in &spikes[spikes.len().saturating_sub(MOST)..] {
        let cells = all.get_mut(usize::from(spike.neuron().population));
        if let Some(cell) = cells.and_then(|cells| cells.get_mut(spike.neuron().index as usize)) {
            *cell += (-((history.step - spike.step) as f64) / fade).exp() as f32;
        }
    }
    let most = all.iter().flatten().fold(1.0f32, |most, light| most.max(*light));
    all.iter_mut().flatten().for_each(|light| *light /= most);
    all
}
