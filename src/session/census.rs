//! Rate and irregularity of every neuron over the remembered spikes, for tables.
//!
//! ISI CV: population standard deviation of a neuron's intervals over their mean, from three spikes on (sheet
//! low-rank-ei, section 8).

use super::History;
use crate::picture::NeuronId;
use crate::sim::Spike;

/// What one neuron did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Doing {
    /// Number of spikes.
    pub spikes: u32,
    /// Spikes/s.
    pub rate_hz: f64,
    /// ISI CV; `None` with fewer than three spikes.
    pub isi_cv: Option<f64>,
}

/// What every neuron did over a stretch of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Census {
    /// Length of the stretch.
    pub window_s: f64,
    populations: Vec<Vec<Doing>>,
}

#[derive(Clone, Copy, Default)]
struct Intervals {
    last: Option<Spike>,
    n: u32,
    sum: f64,
    square: f64,
}

impl Census {
    /// The census of the last stretch over which the statistics were taken.
    pub fn of(history: &History) -> Census {
        let layout = &history.layout;
        let window_s = history.statistics.as_ref().map_or(0.0, |statistics| statistics.window_s);
        let steps = (window_s / layout.dt_s).round() as u64;
        // Intervals need spikes one by one.
        let steps = steps.min((history.step + 1).saturating_sub(history.exact_since()));
        let window_s = window_s.min(steps as f64 * layout.dt_s);
        let mut all: Vec<Vec<Intervals>> =
            layout.populations.iter().map(|p| vec![Intervals::default(); p.count]).collect();
        for spike in history.spikes((history.step + 1).saturating_sub(steps), history.step) {
            let seat =
                all.get_mut(spike.neuron().population as usize).and_then(|p| p.get_mut(spike.neuron().index as usize));
            let Some(seat) = seat else { continue };
            if let Some(last) = &seat.last {
                let interval = spike.since(last);
                seat.sum += interval;
                seat.square += interval * interval;
            }
            seat.n += 1;
            seat.last = Some(*spike);
        }
        let doing = |seat: &Intervals| {
            let n = f64::from(seat.n.saturating_sub(1));
            let mean = seat.sum / n;
            let cv = (seat.square / n - mean * mean).max(0.0).sqrt() / mean;
            Doing {
                spikes: seat.n,
                rate_hz: if window_s > 0.0 { f64::from(seat.n) / window_s } else { 0.0 },
                isi_cv: (seat.n >= 3 && cv.is_finite()).then_some(cv),
            }
        };
        Census { window_s, populations: all.iter().map(|p| p.iter().map(doing).collect()).collect() }
    }

    /// What a neuron did.
    pub fn doing(&self, neuron: NeuronId) -> Doing {
        let population = self.populations.get(neuron.population as usize);
        population.and_then(|p| p.get(neuron.index as usize)).copied().unwrap_or_default()
    }
}
