//! How two runs differ that go side by side: the mean of each signal's difference, with its error.
//!
//! Both runs hear the same noise, so that much of it cancels in the difference of the same moment: its error is taken
//! from batch means of the differences, not from the errors of both means.

use super::{Estimate, Sink, Spike, Stretch};
use crate::picture::Layout;

/// Batches at most; when they are full, neighbours are joined.
const BATCHES: usize = 64;

/// What two runs differ by: the first less the second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// The mean of each signal.
    pub signals: Vec<Estimate>,
    /// The rate of each population in Hz a neuron.
    pub rates_hz: Vec<Estimate>,
}

/// Sums up differences of two runs from the moment when both had settled.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    dt_s: f64,
    signals: usize,
    /// Neurons of each population.
    counts: Vec<usize>,
    /// Steps still to be left out, and to be left out after each change.
    skip: u64,
    settle_steps: u64,
    /// Steps of a batch.
    batch_steps: u64,
    /// Steps of each batch, the sum of each signal's difference, and of each population's number of spikes.
    batches: Vec<(u64, Vec<f64>)>,
    /// The first run's latest stretch: where it began, its signals step by step, and its spikes.
    from: u64,
    rows: Vec<f64>,
    spikes: Vec<Spike>,
}

impl Difference {
    /// Of two runs with this layout; what happens in the first `settle_s` after a change is left out.
    pub fn new(layout: &Layout, settle_s: f64) -> Self {
        let settle_steps = (settle_s / layout.dt_s).round() as u64;
        let batch_steps = ((layout.time.average_s / layout.dt_s) as u64 / BATCHES as u64).max(1);
        Difference {
            dt_s: layout.dt_s,
            signals: layout.signals.len(),
            counts: layout.populations.iter().map(|population| population.count).collect(),
            skip: settle_steps,
            settle_steps,
            batch_steps,
            ..Difference::default()
        }
    }

    /// Begins anew, as after a change of one of the two.
    pub fn restart(&mut self) {
        self.batches.clear();
        self.rows.clear();
        self.skip = self.settle_steps;
    }

    /// The first run, listened to; the second follows with the same steps.
    pub fn first(&mut self) -> impl Sink + '_ {
        First(self)
    }

    /// The second run, listened to.
    pub fn second(&mut self) -> impl Sink + '_ {
        Second(self)
    }

    /// The first less the second; `None` before there is anything to tell.
    pub fn read(&self) -> Option<Differences> {
        let of = |column: usize, unit: f64| {
            let batches = self.batches.iter().map(|(steps, sums)| (unit * sums[column] / *steps as f64, *steps as f64));
            Estimate::of(batches).unwrap_or(Estimate { mean: f64::NAN, error: None })
        };
        let rate = |(k, count): (usize, &usize)| of(self.signals + k, 1.0 / (self.dt_s * (*count).max(1) as f64));
        (!self.batches.is_empty()).then(|| Differences {
            signals: (0..self.signals).map(|k| of(k, 1.0)).collect(),
            rates_hz: self.counts.iter().enumerate().map(rate).collect(),
        })
    }

    fn add(&mut self, stretch: &Stretch) {
        let fits = self.from == stretch.from && self.rows.len() == stretch.steps * self.signals;
        if !fits || stretch.columns < self.signals {
            // They do not go side by side: there is no moment that both have.
            self.restart();
            return;
        }
        let (rows, own) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.spikes));
        let mut spikes = [(1.0, own.iter().peekable()), (-1.0, stretch.spikes.iter().peekable())];
        for (first, (step, second)) in rows.chunks_exact(self.signals.max(1)).zip(stretch.rows()) {
            if self.skip > 0 {
                self.skip -= 1;
                spikes.iter_mut().for_each(|(_, spikes)| while spikes.next_if(|spike| spike.step <= step).is_some() {});
                continue;
            }
            if self.batches.last().is_none_or(|(steps, _)| *steps >= self.batch_steps) {
                if self.batches.len() == BATCHES {
                    self.join();
                }
                self.batches.push((0, vec![0.0; self.signals + self.counts.len()]));
            }
            let Some((steps, sums)) = self.batches.last_mut() else { return };
            *steps += 1;
            for ((sum, a), b) in sums.iter_mut().zip(first).zip(second) {
                *sum += a - b;
            }
            for (sign, spikes) in &mut spikes {
                while let Some(spike) = spikes.next_if(|spike| spike.step <= step) {
                    if let Some(sum) = sums.get_mut(self.signals + usize::from(spike.neuron().population)) {
                        *sum += *sign;
                    }
                }
            }
        }
        // The memory stays.
        (self.rows, self.spikes) = (rows, own);
        self.rows.clear();
    }

    fn join(&mut self) {
        let mut k = 0;
        while k + 1 < self.batches.len() {
            let (steps, later) = self.batches.remove(k + 1);
            let (own, sums) = &mut self.batches[k];
            *own += steps;
            sums.iter_mut().zip(later).for_each(|(sum, more)| *sum += more);
            k += 1;
        }
        self.batch_steps *= 2;
    }
}

struct First<'a>(&'a mut Difference);

impl Sink for First<'_> {
    fn take(&mut self, stretch: &Stretch) {
        let own = &mut *self.0;
        own.from = stretch.from;
        own.rows.clear();
        if stretch.columns >= own.signals {
            stretch.rows().for_each(|(_, row)| own.rows.extend_from_slice(&row[..own.signals]));
            own.spikes.clear();
            own.spikes.extend_from_slice(&stretch.spikes);
        }
    }
}

struct Second<'a>(&'a mut Difference);

impl Sink for Second<'_> {
    fn take(&mut self, stretch: &Stretch) {
        self.0.add(stretch);
    }
}
