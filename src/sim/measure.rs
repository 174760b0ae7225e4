//! Live statistics over a sliding window: rates, irregularity, mean latents, balance, cycle length.
//!
//! Definitions of sheet low-rank-ei, section 8: ISI CV is the population standard deviation of a neuron's intervals
//! over their mean, averaged over neurons with at least three spikes; balance is the correlation of the excitatory
//! with minus the inhibitory current of the watched neuron. A cycle runs from the first E spike after an I spike to the
//! next such; with one population, from spike to spike.

use super::{Sink, Stretch};
use crate::picture::{Hue, Layout};
use std::collections::VecDeque;

/// Currents of the watched neuron over the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Mean excitatory current.
    pub mean_excitatory: f64,
    /// Mean inhibitory current, negative.
    pub mean_inhibitory: f64,
    /// Correlation of the excitatory with minus the inhibitory current; `None` if one of them is constant.
    pub correlation: Option<f64>,
}

/// What was measured over the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Length of the window so far.
    pub window_s: f64,
    /// Mean rate a neuron in spikes/s, one a population.
    pub rates_hz: Vec<f64>,
    /// Number of spikes, one a population.
    pub spikes: Vec<u64>,
    /// ISI CV averaged over neurons with at least three spikes; `None` if there is none.
    pub isi_cv: Option<f64>,
    /// Mean of every signal.
    pub means: Vec<f64>,
    /// Standard deviation of every signal.
    pub deviations: Vec<f64>,
    /// Currents of the watched neuron.
    pub balance: Option<Balance>,
    /// Root mean square distance of a signal from the one that it should follow: (signal, distance).
    pub errors: Vec<(usize, f64)>,
    /// Mean cycle length, if cycles are regular (CV below 0.1).
    pub cycle_s: Option<f64>,
}

/// Sum and sum of squares of distances from a first value, which keeps the digits.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n: f64,
    sum: f64,
    square: f64,
}

impl Sums {
    fn add(&mut self, distance: f64) {
        self.n += 1.0;
        self.sum += distance;
        self.square += distance * distance;
    }

    fn join(&mut self, other: &Sums) {
        self.n += other.n;
        self.sum += other.sum;
        self.square += other.square;
    }

    fn mean(&self) -> f64 {
        self.sum / self.n
    }

    fn variance(&self) -> f64 {
        (self.square / self.n - self.mean() * self.mean()).max(0.0)
    }

    fn cv(&self) -> Option<f64> {
        (self.n > 0.0 && self.mean() > 0.0).then(|| self.variance().sqrt() / self.mean())
    }
}

#[derive(Clone, Debug, Default)]
struct Block {
    steps: u64,
    signals: Vec<Sums>,
    /// Squared distances from targets, in the order of the meter's list.
    errors: Vec<Sums>,
    excitatory: Sums,
    inhibitory: Sums,
    product: f64,
    spikes: Vec<u64>,
    /// One a neuron, E0 first.
    intervals: Vec<Sums>,
    cycles: Sums,
}

/// Reads frames of single batches and keeps the statistics of the last stretch of time.
#[derive(Debug)]
pub struct Meter {
    dt_s: f64,
    signals: usize,
    /// Columns of the currents whose balance is told.
    balance: Option<[usize; 2]>,
    /// (target, signal that should follow it).
    aims: Vec<(usize, usize)>,
    hues: Vec<Hue>,
    counts: Vec<usize>,
    block_steps: u64,
    settle_steps: u64,
    /// Steps still to be left out.
    skip: u64,
    blocks: VecDeque<Block>,
    origin: Vec<f64>,
    /// First currents of the watched neuron.
    current_origin: Option<[f64; 2]>,
    /// Step of the last spike of every neuron; 0 before the first.
    last_spike: Vec<u64>,
    /// Where each population begins among all neurons.
    first: Vec<usize>,
    last_hue: Option<Hue>,
    last_cycle: Option<u64>,
}

impl Sink for Meter {
    fn take(&mut self, stretch: &Stretch) {
        self.absorb(stretch);
    }
}

/// The window slides in this many pieces.
const BLOCKS: usize = 10;

impl Meter {
    /// A meter over the last `window_s` seconds; everything if it is infinite. What happens in the first `settle_s`
    /// after the start, an edit or another watched neuron is left out.
    pub fn new(layout: &Layout, window_s: f64, settle_s: f64) -> Self {
        let settle_steps = (settle_s / layout.dt_s).round() as u64;
        let mut first = vec![0];
        layout.populations.iter().for_each(|p| first.push(first[first.len() - 1] + p.count));
        Meter {
            dt_s: layout.dt_s,
            signals: layout.signals.len(),
            balance: layout.balance(),
            aims: layout.signals.iter().enumerate().filter_map(|(k, s)| Some((k, s.aims_at?))).collect(),
            hues: layout.populations.iter().map(|p| p.hue).collect(),
            counts: layout.populations.iter().map(|p| p.count).collect(),
            block_steps: (window_s / layout.dt_s / BLOCKS as f64).ceil().max(1.0) as u64,
            settle_steps,
            skip: settle_steps,
            blocks: VecDeque::new(),
            origin: Vec::new(),
            current_origin: None,
            last_spike: vec![0; first.last().copied().unwrap_or(0)],
            first,
            last_hue: None,
            last_cycle: None,
        }
    }

    /// Forgets the currents, as when another neuron is watched; all else goes on.
    pub fn restart_currents(&mut self) {
        self.current_origin = None;
        for block in &mut self.blocks {
            (block.excitatory, block.inhibitory, block.product) = (Sums::default(), Sums::default(), 0.0);
        }
    }

    /// Starts the window anew, as after an edit.
    pub fn restart(&mut self) {
        self.blocks.clear();
        self.current_origin = None;
        self.origin.clear();
        self.last_spike.fill(0);
        self.last_cycle = None;
        self.skip = self.settle_steps;
    }

    /// Takes in a stretch.
    pub fn absorb(&mut self, stretch: &Stretch) {
        let steps = stretch.steps as u64;
        if self.skip > 0 {
            self.skip = self.skip.saturating_sub(steps);
            return;
        }
        let signals = self.signals;
        if self.blocks.back().is_none_or(|block| block.steps >= self.block_steps) {
            self.blocks.push_back(Block {
                signals: vec![Sums::default(); signals],
                errors: vec![Sums::default(); self.aims.len()],
                spikes: vec![0; self.counts.len()],
                intervals: vec![Sums::default(); self.last_spike.len()],
                ..Block::default()
            });
            if self.blocks.len() > BLOCKS {
                self.blocks.pop_front();
            }
        }
        let Some(block) = self.blocks.back_mut() else { return };
        block.steps += steps;
        for (_, row) in stretch.rows() {
            if self.origin.is_empty() {
                self.origin = row.to_vec();
            }
            for ((sums, value), origin) in block.signals.iter_mut().zip(row).zip(&self.origin) {
                sums.add(value - origin);
            }
            for (sums, (target, signal)) in block.errors.iter_mut().zip(&self.aims) {
                sums.add((row[*signal] - row[*target]).powi(2));
            }
            if let Some([exc, inh]) = self.balance.map(|columns| columns.map(|k| row[k]))
                && exc.is_finite()
                && inh.is_finite()
            {
                let [exc_origin, inh_origin] = *self.current_origin.get_or_insert([exc, inh]);
                let (exc, inh) = (exc - exc_origin, inh - inh_origin);
                block.excitatory.add(exc);
                block.inhibitory.add(inh);
                block.product += exc * inh;
            }
        }
        let alone = self.counts.iter().filter(|count| **count > 0).count() == 1;
        for spike in &stretch.spikes {
            block.spikes[spike.neuron.population as usize] += 1;
            let neuron = self.first[spike.neuron.population as usize] + spike.neuron.index as usize;
            let last = std::mem::replace(&mut self.last_spike[neuron], spike.step);
            if last > 0 {
                block.intervals[neuron].add((spike.step - last) as f64);
            }
            let hue = self.hues[spike.neuron.population as usize];
            if alone || (hue == Hue::Red && self.last_hue == Some(Hue::Blue)) {
                if let Some(last) = self.last_cycle {
                    block.cycles.add((spike.step - last) as f64);
                }
                self.last_cycle = Some(spike.step);
            }
            self.last_hue = Some(hue);
        }
    }

    /// The statistics of the window as it is now; `None` before the first step.
    pub fn read(&self) -> Option<Statistics> {
        let steps: u64 = self.blocks.iter().map(|block| block.steps).sum();
        if steps == 0 {
            return None;
        }
        let window_s = steps as f64 * self.dt_s;
        let mut total = Block { signals: vec![Sums::default(); self.blocks[0].signals.len()], ..Block::default() };
        total.spikes = vec![0; self.counts.len()];
        total.errors = vec![Sums::default(); self.aims.len()];
        total.intervals = vec![Sums::default(); self.last_spike.len()];
        for block in &self.blocks {
            total.signals.iter_mut().zip(&block.signals).for_each(|(sum, more)| sum.join(more));
            total.errors.iter_mut().zip(&block.errors).for_each(|(sum, more)| sum.join(more));
            total.spikes.iter_mut().zip(&block.spikes).for_each(|(sum, more)| *sum += more);
            total.intervals.iter_mut().zip(&block.intervals).for_each(|(sum, more)| sum.join(more));
            total.excitatory.join(&block.excitatory);
            total.inhibitory.join(&block.inhibitory);
            total.product += block.product;
            total.cycles.join(&block.cycles);
        }
        // Three spikes are two intervals.
        let cvs: Vec<f64> = total.intervals.iter().filter(|sums| sums.n >= 2.0).filter_map(Sums::cv).collect();
        let rates = self.counts.iter().zip(&total.spikes);
        Some(Statistics {
            window_s,
            rates_hz: rates.map(|(n, spikes)| *spikes as f64 / window_s / (*n).max(1) as f64).collect(),
            isi_cv: (!cvs.is_empty()).then(|| cvs.iter().sum::<f64>() / cvs.len() as f64),
            means: total.signals.iter().zip(&self.origin).map(|(sums, origin)| origin + sums.mean()).collect(),
            deviations: total.signals.iter().map(|sums| sums.variance().sqrt()).collect(),
            errors: self.aims.iter().zip(&total.errors).map(|((_, k), sums)| (*k, sums.mean().sqrt())).collect(),
            balance: self.balance(&total),
            // Where many spike in every step, first ones of a population follow each other step by step.
            cycle_s: (total.cycles.n >= 2.0
                && total.cycles.mean() >= 3.0
                && total.cycles.cv().is_some_and(|cv| cv < 0.1))
            .then(|| total.cycles.mean() * self.dt_s),
            spikes: total.spikes,
        })
    }

    fn balance(&self, total: &Block) -> Option<Balance> {
        let (exc, inh) = (&total.excitatory, &total.inhibitory);
        let [exc_origin, inh_origin] = self.current_origin?;
        if exc.n < 2.0 {
            return None;
        }
        let covariance = total.product / exc.n - exc.mean() * inh.mean();
        let scale = (exc.variance() * inh.variance()).sqrt();
        Some(Balance {
            mean_excitatory: exc_origin + exc.mean(),
            mean_inhibitory: inh_origin + inh.mean(),
            correlation: (scale > 1e-15).then(|| -covariance / scale),
        })
    }
}
