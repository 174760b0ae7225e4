//! The neurons of one population with voltage noise, exactly those of the Euler steps but for what nobody can tell.
//!
//! Time is cut into strides of some steps, at multiples of their length. At the beginning of each the residuals at its end
//! are drawn, and it is looked for who may reach threshold within it; those few have theirs drawn at every step
//! ([`super::stride`] says why that is exact, [`super::shard`] how they are found). Random numbers are found by the neuron
//! and the stride that they are for, so that runs do not depend on who was looked at, on edits, nor on how many threads
//! there are; and whatever follows from the ends of a stride need not be saved.
//!
//! Slow synapses change the residuals of many neurons at every step: their strides are single steps.

use super::shard::{Kick, Lines, Look, SHARD, Shard, Stretch, kicked};
use super::stride::{End, LONGEST, Stride};
use crate::machine::share;
use crate::model::boundary::{Network, Population};
use crate::sim::{Batch, bits};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Neurons for which a second thread pays.
const WORTH: usize = 2 * SHARD;

/// Noise of a population: what a membrane keeps in a step, the standard deviation of what is added, the longest stride.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Noise {
    pub keep: f64,
    pub size: f64,
    pub longest: usize,
}

/// Residuals of a population.
#[derive(Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub(super) struct Cells {
    key: u64,
    noise: Noise,
    /// Before the first step of the stride.
    start: u64,
    now: u64,
    /// Of 1, 2, 4 steps and so on.
    strides: Arc<Vec<Stride>>,
    keys: [u64; 2],
    /// Which of them is under way; none before the first and after a change of the noise.
    which: Option<usize>,
    /// Whether the residuals at its end are there.
    is_drawn: bool,
    /// Whether it is known who may reach threshold.
    is_surveyed: bool,
    reference: Look,
    kicks: Vec<Kick>,
    /// The first neuron whose residual was kicked beyond all numbers.
    lost: Option<u32>,
    lines: Arc<Lines>,
    shards: Vec<Shard>,
}

/// What is saved: the rest follows from it and the network.
#[derive(Serialize, Deserialize)]
struct Saved {
    key: u64,
    noise: Noise,
    start: u64,
    now: u64,
    which: Option<usize>,
    kicks: Vec<Kick>,
    from: Vec<f32>,
    to: Vec<f32>,
}

impl From<Cells> for Saved {
    fn from(cells: Cells) -> Self {
        let Cells { key, noise, start, now, which, kicks, shards, .. } = cells;
        let all = |end: fn(&Shard) -> &[f32]| shards.iter().flat_map(|shard| end(shard).iter().copied()).collect();
        Saved { key, noise, start, now, which, kicks, from: all(Shard::from), to: all(Shard::to) }
    }
}

impl From<Saved> for Cells {
    fn from(saved: Saved) -> Self {
        let Saved { key, noise, start, now, which, kicks, from, to } = saved;
        let parts = from.chunks(SHARD).zip(to.chunks(SHARD)).enumerate();
        let shards = parts.map(|(k, (from, to))| Shard::new(k * SHARD, from, to));
        let (lines, strides, reference) = (Arc::default(), Arc::default(), Look::default());
        let shards: Vec<Shard> = shards.collect();
        let lost = lost(&shards);
        let keys = [0; 2];
        Cells {
            key,
            noise,
            start,
            now,
            strides,
            keys,
            which,
            is_drawn: true,
            is_surveyed: false,
            reference,
            kicks,
            lost,
            lines,
            shards,
        }
    }
}

impl Clone for Cells {
    /// The state and what is shared; a copy looks anew who may reach threshold.
    fn clone(&self) -> Self {
        Cells {
            strides: self.strides.clone(),
            lines: self.lines.clone(),
            kicks: self.kicks.clone(),
            shards: self.shards.clone(),
            is_surveyed: false,
            ..*self
        }
    }
}

/// The first neuron that is no number, of a state that was read.
fn lost(shards: &[Shard]) -> Option<u32> {
    let ends = shards.iter().flat_map(|shard| shard.from().iter().zip(shard.to()));
    ends.zip(0..).find(|((from, to), _)| !(**from + **to).is_finite()).map(|(_, neuron)| neuron)
}

impl Cells {
    /// Neurons at rest before step `now + 1`; `key` chooses the random numbers.
    pub(super) fn new(population: &Population, noise: Noise, key: u64, now: u64) -> Self {
        let n = population.len();
        Cells {
            key,
            noise,
            start: now,
            now,
            strides: Arc::new(Stride::all(noise.keep, noise.size, n, noise.longest)),
            keys: [0; 2],
            which: None,
            is_drawn: true,
            is_surveyed: false,
            reference: Look::default(),
            kicks: Vec::new(),
            lost: None,
            lines: Arc::new(Lines::new(population)),
            shards: (0..n)
                .step_by(SHARD)
                .map(|base| {
                    let zeros = vec![0.0; SHARD.min(n - base)];
                    Shard::new(base, &zeros, &zeros)
                })
                .collect(),
        }
    }

    fn len(&self) -> usize {
        self.shards.iter().map(Shard::len).sum()
    }

    /// About how many bytes a copy has.
    pub(super) fn bytes(&self) -> usize {
        // Both ends of the stride.
        8 * self.len()
    }

    /// Takes the network that was not saved; `false` if this is no state of it.
    pub(super) fn rejoin(&mut self, population: &Population, noise: Noise) -> bool {
        let n = population.len();
        self.choose_keys();
        self.strides = Arc::new(Stride::all(noise.keep, noise.size, n, noise.longest));
        self.lines = Arc::new(Lines::new(population));
        let steps = self.which.map_or(Some(0), |which| self.strides.get(which).map(|stride| stride.steps as u64));
        self.len() == n
            && self.noise == noise
            && self.kicks.iter().all(|kick| (kick.neuron as usize) < n && 0 < kick.step)
            && steps.is_some_and(|steps| self.start <= self.now && self.now - self.start <= steps)
    }

    /// Takes over lines and noise; residuals stay.
    pub(super) fn retune(&mut self, population: &Population, noise: Noise) {
        if noise != self.noise {
            let residuals = self.residuals();
            for (shard, residuals) in self.shards.iter_mut().zip(residuals.chunks(SHARD)) {
                shard.to_mut().copy_from_slice(residuals);
            }
            self.kicks.clear();
            (self.start, self.which) = (self.now, None);
            self.noise = noise;
            self.strides = Arc::new(Stride::all(noise.keep, noise.size, population.len(), noise.longest));
        }
        self.lines = Arc::new(Lines::new(population));
        self.is_surveyed = false;
    }

    /// Steps of the stride that are over.
    fn step(&self) -> usize {
        (self.now - self.start) as usize
    }

    /// Random numbers of the ends, and of what lies between them, follow from the stride.
    fn choose_keys(&mut self) {
        let stride = self.start.wrapping_mul(32).wrapping_add(self.which.unwrap_or(0) as u64);
        self.keys = [0, 1].map(|part| bits(bits(self.key, part), stride));
    }

    /// Goes on to the next step. [`survey`] comes next if a stride begins.
    pub(super) fn begin(&mut self) {
        let over = self.which.map_or(0, |which| self.strides[which].steps as u64);
        self.now += 1;
        if self.now <= self.start + over {
            return;
        }
        for kick in &self.kicks {
            let (shard, own) = (kick.neuron as usize / SHARD, kick.neuron as usize % SHARD);
            let to = &mut self.shards[shard].to_mut()[own];
            *to += kicked(self.noise.keep, kick, over as usize);
            if !to.is_finite() {
                self.lost = self.lost.or(Some(kick.neuron));
            }
        }
        self.kicks.clear();
        self.start = self.now - 1;
        // The longest that may begin here, so that strides of copies that were edited begin together again.
        let longest = self.strides.len().saturating_sub(1);
        self.which = Some((self.start.trailing_zeros() as usize).min(longest));
        self.shards.iter_mut().for_each(Shard::turn);
        self.choose_keys();
        (self.is_drawn, self.is_surveyed) = (false, false);
    }

    /// Whether [`survey`] is due.
    pub(super) fn is_due(&self) -> bool {
        !self.is_surveyed
    }

    /// Adds to the residual of a neuron at this step and from then on.
    pub(super) fn kick(&mut self, neuron: usize, amount: f64) {
        let (shard, own) = (&mut self.shards[neuron / SHARD], neuron % SHARD);
        if !(amount as f32 + shard.to()[own]).is_finite() {
            self.lost = self.lost.or(Some(neuron as u32));
        }
        let Some(which) = self.which else {
            shard.to_mut()[own] += amount as f32;
            return;
        };
        let kick = Kick { neuron: neuron as u32, step: (self.now - self.start) as u32, amount };
        if self.is_surveyed {
            shard.kick(&kick, self.noise.keep, self.strides[which].steps);
        }
        if self.noise.longest == 1 && self.is_drawn {
            shard.to_mut()[own] += amount as f32;
        } else {
            self.kicks.push(kick);
        }
    }

    /// The highest voltage at this step, if it reaches threshold, with the first neuron that has it.
    pub(super) fn highest(&mut self, population: &Population, now: &Look) -> Option<usize> {
        let step = self.step();
        self.with(population, |shards, at| {
            // Those who are near first: whoever is lower than they need not be looked for.
            let mut best = (f64::NEG_INFINITY, u32::MAX);
            shards.iter().for_each(|shard| shard.known(at, now, step, 0, &mut best));
            shards.iter_mut().for_each(|shard| shard.seek(at, now, step, &mut best));
            (best.0 >= now.limit).then_some(best.1 as usize)
        })
    }

    /// Appends who is at threshold at this step, in order.
    pub(super) fn above(&mut self, population: &Population, now: &Look, injected: f64, into: &mut Vec<u32>) {
        let step = self.step();
        self.with(population, |shards, at| {
            shards.iter_mut().for_each(|shard| shard.above(at, now, step, injected, into));
        });
    }

    fn with<T>(&mut self, population: &Population, act: impl FnOnce(&mut [Shard], &Stretch<'_>) -> T) -> T {
        let at = Stretch {
            stride: &self.strides[self.which.unwrap_or(0)],
            keep: self.noise.keep,
            keys: self.keys,
            kicks: &self.kicks,
            lines: &self.lines,
            population,
            reference: self.reference,
        };
        act(&mut self.shards, &at)
    }

    /// The residual of a neuron at this step.
    pub(super) fn residual(&self, neuron: usize) -> f64 {
        let (shard, own) = (&self.shards[neuron / SHARD], neuron % SHARD);
        let mut residual = match (self.which, self.step()) {
            (None, _) => shard.to()[own],
            (Some(_), 0) => shard.from()[own],
            (Some(which), step) if step == self.strides[which].steps => shard.to()[own],
            (Some(which), step) => {
                let end = End { neuron: neuron as u32, from: shard.from()[own], to: shard.to()[own] };
                let mut values = Vec::with_capacity(LONGEST);
                self.strides[which].bridge(self.keys[1], &[end], &mut Batch::default(), &mut values);
                values[step - 1]
            }
        };
        for kick in self.kicks.iter().filter(|kick| kick.neuron as usize == neuron) {
            residual += kicked(self.noise.keep, kick, self.step());
        }
        f64::from(residual)
    }

    /// Residuals of all neurons at this step.
    pub(super) fn residuals(&self) -> Vec<f32> {
        let mut all = Vec::with_capacity(self.len());
        let (mut ends, mut values, mut batch) = (Vec::new(), Vec::new(), Batch::default());
        for (k, shard) in self.shards.iter().enumerate() {
            match (self.which, self.step()) {
                (None, _) => all.extend_from_slice(shard.to()),
                (Some(_), 0) => all.extend_from_slice(shard.from()),
                (Some(which), step) if step == self.strides[which].steps => all.extend_from_slice(shard.to()),
                (Some(which), step) => {
                    let stride = &self.strides[which];
                    let both = shard.from().iter().zip(shard.to()).zip(k * SHARD..);
                    ends.clear();
                    ends.extend(both.map(|((from, to), i)| End { neuron: i as u32, from: *from, to: *to }));
                    values.clear();
                    stride.bridge(self.keys[1], &ends, &mut batch, &mut values);
                    all.extend(values.chunks_exact(stride.steps).map(|own| own[step - 1]));
                }
            }
        }
        for kick in &self.kicks {
            all[kick.neuron as usize] += kicked(self.noise.keep, kick, self.step());
        }
        all
    }

    /// The first neuron whose residual is no longer a number: noise alone stays within bounds.
    pub(super) fn not_finite(&self) -> Option<usize> {
        self.lost.map(|neuron| neuron as usize)
    }
}

/// What shards need on other threads.
struct Survey {
    network: Arc<Network>,
    p: usize,
    strides: Arc<Vec<Stride>>,
    which: usize,
    keep: f64,
    keys: [u64; 2],
    kicks: Vec<Kick>,
    lines: Arc<Lines>,
    reference: Look,
    is_drawn: bool,
}

impl Survey {
    fn of(&self, shard: &mut Shard) {
        let at = Stretch {
            stride: &self.strides[self.which],
            keep: self.keep,
            keys: self.keys,
            kicks: &self.kicks,
            lines: &self.lines,
            population: &self.network.populations[self.p],
            reference: self.reference,
        };
        look_at(shard, &at, self.is_drawn);
    }
}

fn look_at(shard: &mut Shard, at: &Stretch<'_>, is_drawn: bool) {
    if !is_drawn {
        shard.draw(at.stride, at.keys[0]);
    }
    shard.survey(at);
}

/// Draws the ends of strides that begin, and looks who may reach threshold within them.
pub(super) fn survey<'a>(all: impl Iterator<Item = (usize, &'a mut Cells, Look)>, network: &Arc<Network>) {
    let mut large = Vec::new();
    for (p, cells, look) in all.filter(|(_, cells, _)| cells.is_due()) {
        cells.reference = look;
        let is_drawn = cells.is_drawn;
        (cells.is_drawn, cells.is_surveyed) = (true, true);
        if cells.len() < WORTH {
            cells.with(&network.populations[p], |shards, at| {
                shards.iter_mut().for_each(|shard| look_at(shard, at, is_drawn))
            });
            continue;
        }
        let survey = Survey {
            network: network.clone(),
            p,
            strides: cells.strides.clone(),
            which: cells.which.unwrap_or(0),
            keep: cells.noise.keep,
            keys: cells.keys,
            kicks: cells.kicks.clone(),
            lines: cells.lines.clone(),
            reference: look,
            is_drawn,
        };
        large.push((survey, cells));
    }
    if large.is_empty() {
        return;
    }
    let mut parts = Vec::new();
    for (k, (_, cells)) in large.iter_mut().enumerate() {
        parts.extend(std::mem::take(&mut cells.shards).into_iter().map(|shard| (k, shard)));
    }
    let (surveys, mut cells): (Vec<Survey>, Vec<&mut Cells>) = large.into_iter().unzip();
    for (k, shard) in share(parts, move |(k, shard)| surveys[*k].of(shard)) {
        cells[k].shards.push(shard);
    }
}
