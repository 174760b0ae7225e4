//! Spikes that are too old to be kept one by one: how many each neuron had in a stretch of steps.
//!
//! Stretches tile the time and grow in proportion to their age; when they hold too many numbers they grow faster.

use crate::picture::NeuronId;
use crate::sim::Spike;
use std::collections::VecDeque;

/// Neurons in stretches at most: 48 MB.
const MOST_CELLS: usize = 1 << 22;
/// Stretches at most.
const MOST_STRETCHES: usize = 1 << 12;
/// A stretch is at most its age over this, until there are too many.
const FINEST: u64 = 256;

/// How many spikes each neuron had in a stretch of steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted<'a> {
    /// First step.
    pub step: u64,
    /// Number of steps.
    pub steps: u64,
    /// Neurons that spiked, in order, and how often.
    pub counts: &'a [(NeuronId, u32)],
    /// Spikes of each population; those that none has had so far are missing at the end.
    pub totals: &'a [u64],
}

#[derive(Clone, Debug)]
struct Stretch {
    step: u64,
    steps: u64,
    counts: Vec<(NeuronId, u32)>,
    totals: Vec<u64>,
}

impl Stretch {
    fn new(step: u64, steps: u64, counts: Vec<(NeuronId, u32)>) -> Self {
        let mut stretch = Stretch { step, steps, counts, totals: Vec::new() };
        for of in stretch.counts.chunk_by(|a, b| a.0.population == b.0.population) {
            stretch.totals.resize(usize::from(of[0].0.population) + 1, 0);
            let total = of.iter().map(|(_, count)| u64::from(*count)).sum();
            stretch.totals.pop();
            stretch.totals.push(total);
        }
        stretch
    }

    /// Takes in what was counted next.
    fn join(&mut self, steps: u64, counts: &[(NeuronId, u32)]) {
        *self = Stretch::new(self.step, self.steps + steps, sum(&self.counts, counts));
    }
}

#[derive(Clone, Debug)]
pub(super) struct Tally {
    stretches: VecDeque<Stretch>,
    cells: usize,
    spikes: u64,
    most: usize,
}

impl Default for Tally {
    fn default() -> Self {
        Tally::new(MOST_CELLS)
    }
}

impl Tally {
    fn new(most: usize) -> Self {
        Tally { stretches: VecDeque::new(), cells: 0, spikes: 0, most }
    }

    pub(super) fn clear(&mut self) {
        *self = Tally::new(self.most);
    }

    /// Spikes counted.
    pub(super) fn spikes(&self) -> u64 {
        self.spikes
    }

    /// The step that follows the last stretch, if there is one.
    pub(super) fn end(&self) -> Option<u64> {
        self.stretches.back().map(|last| last.step + last.steps)
    }

    /// Forgets the stretches that reach beyond a step.
    pub(super) fn cut(&mut self, step: u64) {
        while let Some(last) = self.stretches.pop_back_if(|last| last.step + last.steps > step + 1) {
            self.cells -= last.counts.len();
            self.spikes -= last.counts.iter().map(|(_, count)| u64::from(*count)).sum::<u64>();
        }
    }

    /// Counts the spikes of steps before `end`, later than all before; `now` is the newest step.
    pub(super) fn count(&mut self, spikes: &[Spike], end: u64, now: u64) {
        let Some(first) = spikes.first() else { return };
        let mut from = self.end().unwrap_or(first.step);
        self.spikes += spikes.len() as u64;
        let mut rest = spikes;
        while from < end {
            let widest = (now.saturating_sub(from) / FINEST).max(1);
            let to = end.min(from + widest);
            let (own, later) = rest.split_at(rest.partition_point(|spike| spike.step < to));
            rest = later;
            let counts = counts(own);
            match self.stretches.back_mut() {
                Some(last) if last.steps + (to - from) <= widest => {
                    self.cells -= last.counts.len();
                    last.join(to - from, &counts);
                    self.cells += last.counts.len();
                }
                _ => {
                    self.cells += counts.len();
                    self.stretches.push_back(Stretch::new(from, to - from, counts));
                }
            }
            from = to;
        }
        if self.cells > self.most || self.stretches.len() > MOST_STRETCHES {
            self.thin(now);
        }
    }

    /// Joins stretches until a quarter of the room is free.
    fn thin(&mut self, now: u64) {
        let mut finest = FINEST;
        while finest > 0 && (self.cells > self.most / 4 * 3 || self.stretches.len() > MOST_STRETCHES / 4 * 3) {
            let mut joined: VecDeque<Stretch> = VecDeque::new();
            for stretch in self.stretches.drain(..) {
                match joined.back_mut() {
                    Some(last) if last.steps + stretch.steps <= now.saturating_sub(last.step) / finest => {
                        last.join(stretch.steps, &stretch.counts);
                    }
                    _ => joined.push_back(stretch),
                }
            }
            self.stretches = joined;
            self.cells = self.stretches.iter().map(|stretch| stretch.counts.len()).sum();
            finest /= 2;
        }
    }

    /// The stretches that touch `from..=to`, in order.
    pub(super) fn counts(&self, from: u64, to: u64) -> impl Iterator<Item = Counted<'_>> {
        let start = self.stretches.partition_point(|stretch| stretch.step + stretch.steps <= from);
        self.stretches.range(start..).take_while(move |stretch| stretch.step <= to).map(|stretch| Counted {
            step: stretch.step,
            steps: stretch.steps,
            counts: &stretch.counts,
            totals: &stretch.totals,
        })
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let of = |stretch: &Stretch| {
            size_of::<Stretch>()
                + stretch.counts.capacity() * size_of::<(NeuronId, u32)>()
                + stretch.totals.capacity() * size_of::<u64>()
        };
        self.stretches.iter().map(of).sum()
    }
}

/// How often each neuron spiked.
fn counts(spikes: &[Spike]) -> Vec<(NeuronId, u32)> {
    let mut neurons: Vec<NeuronId> = spikes.iter().map(|spike| spike.neuron()).collect();
    neurons.sort_unstable();
    neurons.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
}

/// Both together; each is in order.
fn sum(one: &[(NeuronId, u32)], other: &[(NeuronId, u32)]) -> Vec<(NeuronId, u32)> {
    let mut all = Vec::with_capacity(one.len().max(other.len()));
    let (mut a, mut b) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some((x, _)), Some((y, _))) => x.cmp(y),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return all,
        };
        let (mine, others) = (a.next_if(|_| order.is_le()), b.next_if(|_| order.is_ge()));
        let count = |cell: Option<&(NeuronId, u32)>| cell.map_or(0, |(_, count)| *count);
        all.extend(mine.or(others).map(|(neuron, _)| (*neuron, count(mine).saturating_add(count(others)))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spike(step: u64, index: u32) -> Spike {
        Spike::of(step, NeuronId { population: (index % 2) as u8, index: index / 2 })
    }

    proptest! {
        #[test]
        fn no_spike_is_lost_and_stretches_tile_the_time(
            parts in prop::collection::vec(prop::collection::vec((0u64..50, 0u32..20), 1..40), 1..40),
        ) {
            let mut tally = Tally::new(200);
            let (mut step, mut all) = (7, Vec::new());
            for part in parts {
                let spikes: Vec<Spike> = part.into_iter().map(|(by, index)| { step += by; spike(step, index) }).collect();
                step += 1;
                tally.count(&spikes, step, step + 1000);
                all.extend(spikes);
            }
            prop_assert_eq!(tally.spikes() as usize, all.len());
            prop_assert_eq!(tally.end(), Some(step));
            prop_assert!(tally.cells <= 200);
            let mut next = all[0].step;
            for counted in tally.counts(0, u64::MAX) {
                prop_assert_eq!(counted.step, next);
                next += counted.steps;
                let own: Vec<Spike> =
                    all.iter().filter(|s| s.step >= counted.step && s.step < next).copied().collect();
                prop_assert_eq!(counted.counts, &counts(&own)[..]);
                let of = |p: usize| own.iter().filter(|s| usize::from(s.neuron().population) == p).count() as u64;
                prop_assert!(counted.totals.iter().enumerate().all(|(p, total)| *total == of(p)));
                prop_assert_eq!(counted.totals.iter().sum::<u64>() as usize, own.len());
            }
            prop_assert_eq!(next, step);
        }
    }
}
