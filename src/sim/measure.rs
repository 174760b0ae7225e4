//! Live statistics since the last change: rates, irregularity, mean latents, balance, cycle length.
//!
//! Definitions of sheet low-rank-ei, section 8: ISI CV is the population standard deviation of a neuron's intervals
//! over their mean, averaged over neurons with at least three spikes. *Balance* is the correlation of the excitatory with
//! minus the inhibitory current of the watched neuron, both filtered over [`SYNAPTIC_S`]: as they stand at single steps it
//! tells the time step, since E and I spikes follow each other by one (section 13.7). A cycle runs from the first E spike
//! after an I spike to the next such; with one population, from spike to spike.
//!
//! Averages grow with the time since the last change, in blocks that double, up to a longest one; from then on they slide.

use super::blocks::{Block, Sums};
use super::{Estimate, Sink, Spike, Stretch};
use crate::picture::{Hue, Layout, Theory};
use std::collections::VecDeque;

/// Currents are filtered over this before they are compared.
pub const SYNAPTIC_S: f64 = 2e-3;

/// Currents are told once they were followed for so many times that.
const SETTLED: f64 = 5.0;

/// Currents of the watched neuron over the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Mean excitatory current.
    pub mean_excitatory: f64,
    /// Mean inhibitory current, negative.
    pub mean_inhibitory: f64,
    /// Correlation of the excitatory with minus the inhibitory current, both filtered; `None` if one of them is constant.
    pub correlation: Option<f64>,
    /// Mean size of what is left of the two, over the mean size of the excitatory one.
    pub rest: Option<f64>,
}

/// What was measured since the last change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Length of the window so far.
    pub window_s: f64,
    /// Mean rate a neuron in spikes/s, one a population.
    pub rates_hz: Vec<f64>,
    /// Standard error of each rate; `None` where the window is too short to tell.
    pub rate_errors: Vec<Option<f64>>,
    /// Number of spikes, one a population.
    pub spikes: Vec<u64>,
    /// ISI CV averaged over neurons with at least three spikes, and the standard error of that average; `None` if there is
    /// no such neuron.
    pub isi_cv: Option<Estimate>,
    /// Mean of every signal.
    pub means: Vec<f64>,
    /// Standard error of each mean, from batch means; `None` where the window is too short to tell.
    pub standard_errors: Vec<Option<f64>>,
    /// Standard deviation of every signal.
    pub deviations: Vec<f64>,
    /// What theory said meanwhile, on average, by the index of the signal, and the standard error of the measured mean
    /// less that.
    pub theory: Vec<(usize, Estimate)>,
    /// Currents of the watched neuron.
    pub balance: Option<Balance>,
    /// Root mean square distance of a signal from the one that it should follow: (signal, distance).
    pub errors: Vec<(usize, f64)>,
    /// Mean cycle length, if cycles are regular (CV below 0.1).
    pub cycle_s: Option<f64>,
}

/// Listens to a run and keeps the statistics since the last change.
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
    /// Steps of a block now, at first, and at most.
    block_steps: u64,
    first_steps: u64,
    most_steps: u64,
    settle_steps: u64,
    /// Steps still to be left out.
    skip: u64,
    blocks: VecDeque<Block>,
    origin: Vec<f64>,
    /// First currents of the watched neuron.
    current_origin: Option<[f64; 2]>,
    /// Its filtered currents, less the first ones.
    filtered: [f64; 2],
    filter: f64,
    /// The last spike of every neuron whose intervals are told; at step 0 before the first.
    last_spike: Vec<Spike>,
    /// Every so many neurons' intervals are told.
    stride: usize,
    /// Where each population begins among all neurons.
    first: Vec<usize>,
    last_hue: Option<Hue>,
    last_cycle: Option<Spike>,
}

impl Sink for Meter {
    fn take(&mut self, stretch: &Stretch) {
        self.absorb(stretch);
    }
}

/// Blocks at most; when they are full, neighbours are joined, or the oldest one goes.
const BLOCKS: usize = 40;
/// Neurons whose intervals are told at most, evenly taken from all.
const MOST_INTERVALS: usize = 4096;

impl Meter {
    /// A meter over the time since the last change, at most the last `longest_s` seconds or up to twice that, everything if
    /// it is infinite. What happens in the first `settle_s` after the start, an edit or another watched neuron is left out.
    pub fn new(layout: &Layout, longest_s: f64, settle_s: f64) -> Self {
        let settle_steps = (settle_s / layout.dt_s).round() as u64;
        let mut first = vec![0];
        layout.populations.iter().for_each(|p| first.push(first[first.len() - 1] + p.count));
        let block = |window_s: f64| (window_s / layout.dt_s / BLOCKS as f64).ceil().max(1.0) as u64;
        let first_steps = block(layout.time.average_s.min(longest_s));
        let neurons = first.last().copied().unwrap_or(0);
        let stride = neurons.div_ceil(MOST_INTERVALS).max(1);
        Meter {
            dt_s: layout.dt_s,
            signals: layout.signals.len(),
            balance: layout.balance(),
            aims: layout.signals.iter().enumerate().filter_map(|(k, s)| Some((k, s.aims_at?))).collect(),
            hues: layout.populations.iter().map(|p| p.hue).collect(),
            counts: layout.populations.iter().map(|p| p.count).collect(),
            block_steps: first_steps,
            first_steps,
            most_steps: block(longest_s),
            settle_steps,
            skip: settle_steps,
            blocks: VecDeque::new(),
            origin: Vec::new(),
            current_origin: None,
            filtered: [0.0; 2],
            filter: 1.0 - (-layout.dt_s / SYNAPTIC_S).exp(),
            last_spike: vec![Spike::new(0, 0, 0); neurons.div_ceil(stride)],
            stride,
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
            block.sizes = [0.0; 2];
        }
    }

    /// Starts the window anew, as after an edit.
    pub fn restart(&mut self) {
        self.blocks.clear();
        self.block_steps = self.first_steps;
        self.current_origin = None;
        self.origin.clear();
        self.last_spike.fill(Spike::new(0, 0, 0));
        self.last_cycle = None;
        self.skip = self.settle_steps;
    }

    /// Notes what theory says now.
    pub fn note(&mut self, theory: &[Theory]) {
        if self.skip > 0 {
            return;
        }
        let Some(block) = self.blocks.back_mut() else { return };
        for Theory { signal, value, .. } in theory {
            let at = match block.theory.iter().position(|(known, _)| known == signal) {
                Some(at) => at,
                None => {
                    block.theory.push((*signal, Sums::default()));
                    block.theory.len() - 1
                }
            };
            block.theory[at].1.add(*value);
        }
    }

    /// Takes in a stretch.
    pub fn absorb(&mut self, stretch: &Stretch) {
        let steps = stretch.steps as u64;
        let mut done = self.skip.min(steps);
        self.skip -= done;
        let mut spikes = stretch.spikes.as_slice();
        let upto = |spikes: &[Spike], end: u64| spikes.partition_point(|spike| spike.step <= stretch.from + end);
        spikes = &spikes[upto(spikes, done)..];
        while done < steps {
            if self.blocks.back().is_none_or(|block| block.steps >= self.block_steps) {
                self.renew();
            }
            let Some(block) = self.blocks.back() else { return };
            let part = (steps - done).min(self.block_steps - block.steps);
            let (own, later) = spikes.split_at(upto(spikes, done + part));
            spikes = later;
            self.add_rows(stretch, done, part);
            self.add_spikes(own);
            done += part;
        }
    }

    /// Begins with another block.
    fn renew(&mut self) {
        if self.blocks.len() >= BLOCKS {
            if self.block_steps.saturating_mul(2) <= self.most_steps {
                self.block_steps *= 2;
                let mut joined = VecDeque::with_capacity(BLOCKS);
                while let Some(mut block) = self.blocks.pop_front() {
                    if let Some(next) = self.blocks.pop_front() {
                        block.join(&next);
                    }
                    joined.push_back(block);
                }
                self.blocks = joined;
            } else {
                self.blocks.pop_front();
            }
        }
        let block = Block::new(self.signals, self.aims.len(), self.counts.len(), self.last_spike.len());
        self.blocks.push_back(block);
    }

    fn add_rows(&mut self, stretch: &Stretch, from: u64, steps: u64) {
        let Some(block) = self.blocks.back_mut() else { return };
        block.steps += steps;
        for (_, row) in stretch.rows().skip(from as usize).take(steps as usize) {
            if self.origin.is_empty() {
                self.origin = row.to_vec();
            }
            for ((sums, value), origin) in block.signals.iter_mut().zip(row).zip(&self.origin) {
                sums.add(value - origin);
            }
            for (sums, (target, signal)) in block.errors.iter_mut().zip(&self.aims) {
                sums.add((row[*signal] - row[*target]).powi(2));
            }
            if let Some(now) = self.balance.map(|columns| columns.map(|k| row[k]))
                && now.iter().all(|current| current.is_finite())
            {
                if self.current_origin.is_none() {
                    self.filtered = [0.0; 2];
                }
                let origin = *self.current_origin.get_or_insert(now);
                for k in 0..2 {
                    self.filtered[k] += self.filter * (now[k] - origin[k] - self.filtered[k]);
                }
                let [exc, inh] = self.filtered;
                block.excitatory.add(exc);
                block.inhibitory.add(inh);
                block.product += exc * inh;
                block.sizes[0] += (now[0] + now[1]).abs();
                block.sizes[1] += now[0].abs();
            }
        }
    }

    fn add_spikes(&mut self, spikes: &[Spike]) {
        let Some(block) = self.blocks.back_mut() else { return };
        let alone = self.counts.iter().filter(|count| **count > 0).count() == 1;
        for spike in spikes {
            block.spikes[spike.neuron().population as usize] += 1;
            let neuron = self.first[spike.neuron().population as usize] + spike.neuron().index as usize;
            if neuron.is_multiple_of(self.stride) {
                let seat = neuron / self.stride;
                let last = std::mem::replace(&mut self.last_spike[seat], *spike);
                if last.step > 0 {
                    block.intervals[seat].add(spike.since(&last));
                }
            }
            let hue = self.hues[spike.neuron().population as usize];
            if alone || (hue == Hue::Red && self.last_hue == Some(Hue::Blue)) {
                if let Some(last) = self.last_cycle {
                    block.cycles.add(spike.since(&last));
                }
                self.last_cycle = Some(*spike);
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
        let mut total = Block::new(self.signals, self.aims.len(), self.counts.len(), self.last_spike.len());
        self.blocks.iter().for_each(|block| total.join(block));
        // Three spikes are two intervals.
        let cvs = total.intervals.iter().filter(|sums| sums.n >= 2.0).filter_map(Sums::cv);
        let mut scatter = Sums::default();
        cvs.for_each(|cv| scatter.add(cv));
        let rates = self.counts.iter().zip(&total.spikes);
        // The block that is being filled is shorter than the others.
        let whole = || self.blocks.iter().filter(|block| block.steps == self.block_steps);
        let error = |of: &dyn Fn(&Block) -> Option<f64>| {
            Estimate::of(whole().filter_map(|block| Some((of(block)?, block.steps as f64))))?.error
        };
        let mean_in = |block: &Block, k: usize| (block.signals[k].n > 0.0).then(|| block.signals[k].mean());
        let told = |signal: usize| {
            let mean = total.theory_of(signal)?;
            let origin = self.origin.get(signal)?;
            let off = |block: &Block| Some(mean_in(block, signal)? + origin - block.theory_of(signal)?);
            Some((signal, Estimate { mean, error: error(&off) }))
        };
        Some(Statistics {
            window_s,
            rates_hz: rates.map(|(n, spikes)| *spikes as f64 / window_s / (*n).max(1) as f64).collect(),
            rate_errors: self
                .counts
                .iter()
                .enumerate()
                .map(|(p, n)| {
                    let hz = |block: &Block| block.steps as f64 * self.dt_s * (*n).max(1) as f64;
                    error(&|block| Some(block.spikes[p] as f64 / hz(block)))
                })
                .collect(),
            isi_cv: (scatter.n > 0.0).then(|| Estimate {
                mean: scatter.mean(),
                error: (scatter.n > 1.0).then(|| (scatter.variance() / (scatter.n - 1.0)).sqrt()),
            }),
            means: total.signals.iter().zip(&self.origin).map(|(sums, origin)| origin + sums.mean()).collect(),
            standard_errors: (0..self.signals).map(|k| error(&|block| mean_in(block, k))).collect(),
            deviations: total.signals.iter().map(|sums| sums.variance().sqrt()).collect(),
            theory: total.theory.iter().filter_map(|(signal, _)| told(*signal)).collect(),
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
        // The filters must have forgotten where they began.
        if exc.n * self.dt_s < SETTLED * SYNAPTIC_S {
            return None;
        }
        let covariance = total.product / exc.n - exc.mean() * inh.mean();
        let scale = (exc.variance() * inh.variance()).sqrt();
        Some(Balance {
            mean_excitatory: exc_origin + exc.mean(),
            mean_inhibitory: inh_origin + inh.mean(),
            correlation: (scale > 1e-15).then(|| -covariance / scale),
            // Beside no excitation there is nothing to be balanced.
            rest: (total.sizes[1] > 0.01 * total.sizes[0]).then(|| total.sizes[0] / total.sizes[1]),
        })
    }
}
