//! What a window remembers of a run: the updates, laid end to end. The memory is bounded, and nothing is dropped: what
//! is old gets coarser.

use super::past::Past;
use super::tally::Tally;
use super::{Bucket, Change, Counted, Glance, Notice, Status, Update};
use crate::picture::{Depiction, Layout, Picks, Synapses, Theory};
use crate::sim::{Differences, Spike, Statistics, Upcoming, Verdict, Watched};
use std::sync::Arc;

/// Spikes remembered one by one; older ones are counted.
const EXACT_SPIKES: usize = 2_000_000;
/// So many go from the one to the other at once.
const SPIKES_AT_ONCE: usize = 1 << 14;
/// Theory levels remembered at most.
const MOST_LEVELS: usize = 1 << 16;
/// Rates of single neurons that are kept; then the older half is kept half as finely.
const MOST_RATES: usize = 1 << 21;
/// Changes of the watched neurons remembered at most.
const MOST_WATCHES: usize = 1 << 12;

/// How much is remembered, and how finely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Buckets of samples.
    pub buckets: usize,
    /// Steps in the coarsest bucket.
    pub coarsest_steps: u64,
    /// Spikes that are remembered one by one.
    pub exact_spikes: usize,
    /// Spikes that are only counted.
    pub counted_spikes: u64,
    /// The first remembered step.
    pub first_step: u64,
}

/// How a run is at a moment.
#[derive(Clone, Debug)]
struct Present {
    layout: Arc<Layout>,
    step: u64,
    statistics: Option<Statistics>,
    before: Option<Statistics>,
    verdict: Verdict,
    change: Option<Change>,
    depiction: Arc<Depiction>,
    watched: Option<Watched>,
    upcoming: Option<Upcoming>,
    now: Option<Vec<f64>>,
    synapses: Arc<Vec<Synapses>>,
}

/// The past of one generation, and the newest states; or, while somebody looks back, those of an earlier moment.
#[derive(Clone, Debug)]
pub struct History {
    /// Names and units.
    pub layout: Arc<Layout>,
    /// Counts rebuilds.
    pub generation: u64,
    /// Newest step, or the one that is looked at.
    pub step: u64,
    /// How the run goes.
    pub status: Status,
    /// Live statistics.
    pub statistics: Option<Statistics>,
    /// The statistics as they were before the last change.
    pub before: Option<Statistics>,
    /// Whether the run does what its geometry says.
    pub verdict: Verdict,
    /// The last change of a setting, and what came of it.
    pub change: Option<Change>,
    /// The pictures now, and what theory says to them.
    pub depiction: Arc<Depiction>,
    /// The watched neuron.
    pub watched: Option<Watched>,
    /// The input to come.
    pub upcoming: Option<Upcoming>,
    /// What would be sampled now, while the run is paused: hands may have changed it since the last step.
    pub now: Option<Vec<f64>>,
    /// The synapses of the neurons that somebody asked for.
    pub synapses: Arc<Vec<Synapses>>,
    /// How many edits, loads, deeds and swaps the depiction knows of.
    pub edits: u64,
    /// What this run and the one beside it differ by.
    pub difference: Option<Differences>,
    /// How it is now, while an earlier moment is looked at.
    present: Option<Box<Present>>,
    spikes: Vec<Spike>,
    /// The spikes before this one are counted already.
    exact: usize,
    tally: Tally,
    past: Past,
    theory: Vec<(u64, Vec<Theory>)>,
    watches: Vec<(u64, Picks)>,
    rates: Vec<(u64, Vec<f32>)>,
}

impl History {
    /// A history that begins with this update.
    pub fn new(first: Update) -> Self {
        let mut history = History {
            layout: first.layout.clone(),
            generation: first.frame.generation,
            step: first.frame.step,
            status: first.status,
            statistics: None,
            before: None,
            verdict: Verdict::default(),
            change: None,
            depiction: Arc::default(),
            watched: None,
            upcoming: None,
            now: None,
            synapses: Arc::default(),
            edits: 0,
            difference: None,
            present: None,
            spikes: Vec::new(),
            exact: 0,
            tally: Tally::default(),
            past: Past::default(),
            theory: Vec::new(),
            watches: Vec::new(),
            rates: Vec::new(),
        };
        history.absorb(first);
        history
    }

    /// Takes in an update and hands out its notices. A newer generation clears the past.
    pub fn absorb(&mut self, update: Update) -> Vec<Notice> {
        let Update { frame, layout, status, statistics, before, verdict, change, notices, .. } = update;
        if frame.generation < self.generation {
            return notices;
        }
        self.come_back();
        if frame.generation > self.generation {
            match update.parents.iter().find(|parent| parent.generation == self.generation) {
                Some(parent) => {
                    self.cut(parent.step);
                    // How it stands there may be told again.
                    if !frame.samples.is_empty() {
                        self.past.cut(frame.samples.first_step().saturating_sub(1));
                    }
                }
                None => self.clear(),
            }
            self.generation = frame.generation;
        }
        self.layout = layout;
        self.step = frame.step;
        self.status = status;
        self.statistics = statistics;
        self.before = before;
        self.verdict = verdict;
        self.change = change;
        self.difference = update.difference;
        if let Some(depiction) = frame.depiction {
            self.depiction = depiction;
            self.watched = frame.watched;
            self.upcoming = frame.upcoming;
            self.now = frame.now;
            self.synapses = frame.synapses;
            self.edits = frame.edits;
        }
        self.spikes.extend(frame.spikes);
        self.count_old();
        for level in frame.theory {
            // A level holds until the next.
            if self.theory.last().is_none_or(|(_, before)| *before != level.1) {
                self.theory.push(level);
            }
        }
        if self.theory.len() > MOST_LEVELS {
            thin(&mut self.theory);
        }
        for watch in frame.watches {
            // Of changes at one step the last counts.
            self.watches.pop_if(|(step, _)| *step == watch.0);
            self.watches.push(watch);
        }
        if self.watches.len() > MOST_WATCHES {
            self.watches.drain(..MOST_WATCHES / 2);
        }
        self.rates.extend(frame.rates.into_iter().filter(|(_, rates)| !rates.is_empty()));
        let numbers: usize = self.rates.iter().map(|(_, rates)| rates.len()).sum();
        if numbers > MOST_RATES {
            thin(&mut self.rates);
        }
        self.past.append(frame.samples);
        if let Some(glance) = update.glance {
            self.look_back(*glance);
        }
        notices
    }

    /// Forgets the past, and gives back what it took.
    fn clear(&mut self) {
        (self.spikes, self.exact) = (Vec::new(), 0);
        self.tally.clear();
        self.past.clear();
        (self.theory, self.watches, self.rates) = (Vec::new(), Vec::new(), Vec::new());
    }

    /// Bytes that the past takes.
    pub fn bytes(&self) -> usize {
        let rates: usize = self.rates.iter().map(|(_, rates)| rates.capacity() * size_of::<f32>()).sum();
        let levels = self.theory.len() * (size_of::<(u64, Vec<Theory>)>() + 2 * size_of::<Theory>());
        self.spikes.capacity() * size_of::<Spike>() + self.tally.bytes() + self.past.bytes() + rates + levels
    }

    /// Forgets what came after a step.
    pub(super) fn cut(&mut self, step: u64) {
        let exact = self.spikes.partition_point(|spike| spike.step <= step);
        self.spikes.truncate(exact);
        self.exact = self.exact.min(exact);
        self.tally.cut(step);
        self.past.cut(step);
        self.theory.retain(|(at, _)| *at <= step);
        self.watches.retain(|(at, _)| *at <= step);
        self.rates.retain(|(at, _)| *at <= step);
    }

    /// Stands as it was then.
    fn look_back(&mut self, glance: Glance) {
        let Glance { step, layout, depiction, watched, upcoming, now, synapses, verdict, .. } = glance;
        self.present = Some(Box::new(Present {
            layout: std::mem::replace(&mut self.layout, layout),
            step: std::mem::replace(&mut self.step, step),
            statistics: self.statistics.take(),
            before: self.before.take(),
            verdict: std::mem::replace(&mut self.verdict, verdict),
            change: self.change.take(),
            depiction: std::mem::replace(&mut self.depiction, depiction),
            watched: std::mem::replace(&mut self.watched, watched),
            upcoming: std::mem::replace(&mut self.upcoming, upcoming),
            now: self.now.replace(now),
            synapses: std::mem::replace(&mut self.synapses, synapses),
        }));
    }

    fn come_back(&mut self) {
        let Some(present) = self.present.take() else { return };
        let Present { layout, step, statistics, before, verdict, change, depiction, watched, upcoming, now, synapses } =
            *present;
        (self.layout, self.step, self.depiction, self.verdict) = (layout, step, depiction, verdict);
        (self.statistics, self.before, self.change) = (statistics, before, change);
        (self.watched, self.upcoming, self.now, self.synapses) = (watched, upcoming, now, synapses);
    }

    /// Stands at a step, or at its end, as far as its past tells: a run that was left beside one that goes on.
    pub(super) fn stand(&mut self, step: u64) {
        self.come_back();
        let end = self.past.last_step().unwrap_or(self.step);
        self.step = step.min(end);
        self.now = None;
    }

    /// Whether an earlier moment is looked at.
    pub fn is_back(&self) -> bool {
        self.present.is_some()
    }

    /// The newest step, whatever is looked at.
    pub fn newest(&self) -> u64 {
        self.present.as_ref().map_or(self.step, |present| present.step)
    }

    /// Counts spikes that are too old to be kept one by one.
    fn count_old(&mut self) {
        if self.spikes.len() - self.exact < EXACT_SPIKES + SPIKES_AT_ONCE {
            return;
        }
        // The spikes of one step stay together.
        let end = self.spikes[self.spikes.len() - EXACT_SPIKES].step;
        let upto = self.exact + self.spikes[self.exact..].partition_point(|spike| spike.step < end);
        self.tally.count(&self.spikes[self.exact..upto], end, self.step);
        self.exact = upto;
        // Moved seldom, since it is much.
        if self.exact > EXACT_SPIKES / 2 {
            self.spikes.drain(..self.exact);
            self.exact = 0;
        }
    }

    /// Seconds since the start of the generation.
    pub fn time_s(&self) -> f64 {
        self.step as f64 * self.layout.dt_s
    }

    /// Seconds until the newest step that it remembers, wherever it stands.
    pub fn end_s(&self) -> f64 {
        self.past.last_step().unwrap_or(self.newest()) as f64 * self.layout.dt_s
    }

    /// The first remembered step.
    pub fn first_step(&self) -> u64 {
        self.past.first_step().unwrap_or(self.step)
    }

    /// The step from which on every spike is remembered, not only counted.
    pub fn exact_since(&self) -> u64 {
        self.tally.end().unwrap_or(0)
    }

    /// How much is remembered.
    pub fn memory(&self) -> Memory {
        let (buckets, coarsest_steps) = self.past.size();
        Memory {
            buckets,
            coarsest_steps,
            exact_spikes: self.spikes.len() - self.exact,
            counted_spikes: self.tally.spikes(),
            first_step: self.first_step(),
        }
    }

    /// The spikes with `from <= step <= to` that are remembered one by one: the newest two million at least.
    pub fn spikes(&self, from: u64, to: u64) -> &[Spike] {
        let exact = &self.spikes[self.exact..];
        let start = exact.partition_point(|spike| spike.step < from);
        let end = exact.partition_point(|spike| spike.step <= to);
        &exact[start..end.max(start)]
    }

    /// The older spikes, counted over stretches that touch `from..=to`, in order.
    pub fn counts(&self, from: u64, to: u64) -> impl Iterator<Item = Counted<'_>> {
        self.tally.counts(from, to)
    }

    /// The remembered samples that touch `from..=to`, in order.
    pub fn buckets(&self, from: u64, to: u64) -> impl Iterator<Item = Bucket<'_>> {
        self.past.buckets(from, to, 1)
    }

    /// The same in fewer buckets, where so many steps in one are as good as one by one: as for a picture in which they are
    /// less than a pixel.
    pub fn coarse(&self, from: u64, to: u64, steps: u64) -> impl Iterator<Item = Bucket<'_>> {
        self.past.buckets(from, to, steps)
    }

    /// The rates of all neurons in Hz from step `start` to `end`, population by population; empty where neurons spike.
    pub fn rates(&self, start: u64, end: u64) -> &[(u64, Vec<f32>)] {
        let from = self.rates.partition_point(|(step, _)| *step < start);
        let to = self.rates.partition_point(|(step, _)| *step <= end);
        &self.rates[from..to.max(from)]
    }

    /// What theory predicted, over `from..=to` and the level just before.
    pub fn theory(&self, from: u64, to: u64) -> &[(u64, Vec<Theory>)] {
        let start = self.theory.partition_point(|(step, _)| *step < from).saturating_sub(1);
        let end = self.theory.partition_point(|(step, _)| *step <= to);
        &self.theory[start..end.max(start)]
    }

    /// The neurons watched now.
    pub fn picks(&self) -> Picks {
        self.watches.last().map_or(Picks::default(), |(_, picks)| *picks)
    }

    /// The first step of which the sample tells of the neuron that is watched in seat `pick`: the one at which it was picked
    /// still tells of the neuron before.
    pub fn watched_since(&self, pick: usize) -> u64 {
        let now = self.picks()[pick];
        let same = self.watches.iter().rev().take_while(|(_, picks)| picks[pick] == now);
        same.last().map_or(0, |(step, _)| if *step == 0 { 0 } else { step + 1 })
    }
}

/// Of the older half every second level goes; what is new stays as it is.
fn thin<T>(levels: &mut Vec<(u64, T)>) {
    let old = levels.len() / 2;
    let mut k = 0;
    levels.retain(|_| {
        k += 1;
        k > old || k % 2 == 1
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::NeuronId;
    use crate::session::{Preset, Worker};
    use crate::sim::{FRAME_CAPACITY, Frame};

    /// The first update of a run with a time step of 5e-5 s.
    fn begin() -> Update {
        let mut worker = Worker::new(Preset::open("fig-4d").unwrap().setup).unwrap();
        let update = worker.take().unwrap();
        assert_eq!(update.layout.dt_s, 5e-5);
        update
    }

    /// What a run tells after it went on to `step`.
    fn later(first: &Update, step: u64) -> Update {
        Update { frame: Frame::new(first.frame.generation, &first.layout, step), ..first.clone() }
    }

    #[test]
    fn ten_minutes_are_remembered_from_the_first_step_in_bounded_memory() {
        const STEPS: u64 = 12_000_000;
        const FRAME: u64 = 1 << 16;
        let first = begin();
        let columns = first.layout.columns();
        let mut history = History::new(first.clone());
        // A ramp with one peak and one trough early on; frames are reduced as those of a fast run are.
        let value = |step: u64| match step {
            70_001 => 7.0,
            80_002 => -7.0,
            _ => step as f64 / STEPS as f64,
        };
        let mut rows = vec![0.0; columns * FRAME as usize];
        let mut step = 0;
        while step < STEPS {
            let n = FRAME.min(STEPS - step);
            let rows = &mut rows[..n as usize * columns];
            rows.chunks_exact_mut(columns).zip(step + 1..).for_each(|(row, step)| row[0] = value(step));
            let mut update = later(&first, step + n);
            update.frame.samples.extend(step + 1, rows);
            history.absorb(update);
            step += n;
        }
        assert_eq!(history.first_step(), 1);
        let memory = history.memory();
        assert_eq!(memory.first_step, 1);
        assert!(memory.buckets < 1 << 20 && memory.coarsest_steps < 4096, "{memory:?}");
        let (mut next, mut low, mut high) = (1, f64::INFINITY, f64::NEG_INFINITY);
        for bucket in history.buckets(0, STEPS) {
            assert_eq!(bucket.step, next);
            next += bucket.steps;
            assert_eq!((bucket.first[0], bucket.last[0]), (value(bucket.step), value(next - 1)));
            // As fine as its age asks for, where a picture of the whole has a thousand columns.
            assert!(bucket.steps <= FRAME / FRAME_CAPACITY as u64 + (STEPS - bucket.step) / 1000, "{bucket:?}");
            low = bucket.low[0].min(low);
            high = bucket.high[0].max(high);
        }
        assert_eq!((next, low, high), (STEPS + 1, -7.0, 7.0));
    }

    #[test]
    fn a_window_is_remembered_step_by_step() {
        let first = begin();
        let columns = first.layout.columns();
        let mut history = History::new(first.clone());
        let rows = vec![1.0; columns * 1000];
        for k in 0..3000 {
            let mut update = later(&first, 1000 * (k + 1));
            update.frame.samples.extend(1000 * k + 1, &rows);
            history.absorb(update);
        }
        // 200 time constants of 10 ms.
        assert!(history.buckets(3_000_000 - 40_000, 3_000_000).all(|bucket| bucket.steps == 1));
        assert!(history.memory().coarsest_steps > 1);
    }

    #[test]
    fn old_spikes_are_counted_and_new_ones_kept() {
        let first = begin();
        let mut history = History::new(first.clone());
        let spike = |step: u64| Spike::of(step, NeuronId { population: 0, index: (step % 7) as u32 });
        let steps = EXACT_SPIKES as u64 + 500_000;
        for start in (0..steps).step_by(10_000) {
            let mut update = later(&first, start + 10_000);
            update.frame.spikes.extend((start + 1..=start + 10_000).map(spike));
            history.absorb(update);
        }
        let memory = history.memory();
        assert_eq!(memory.exact_spikes as u64 + memory.counted_spikes, steps);
        assert!((EXACT_SPIKES..EXACT_SPIKES + SPIKES_AT_ONCE).contains(&memory.exact_spikes));
        let exact = history.spikes(0, steps);
        assert_eq!(exact.len(), memory.exact_spikes);
        assert!(exact.iter().copied().eq((history.exact_since()..=steps).map(spike)));
        let counted: u64 = history.counts(0, steps).flat_map(|s| s.counts).map(|(_, n)| u64::from(*n)).sum();
        assert_eq!(counted, memory.counted_spikes);
        assert_eq!(history.counts(history.exact_since(), steps).count(), 0);
    }

    #[test]
    fn levels_get_fewer_with_age_and_the_newest_stay() {
        let first = begin();
        let mut history = History::new(first.clone());
        let levels = |step: u64| vec![Theory::new(0, (step / 2) as f64)];
        for step in 1..=200_000 {
            let mut update = later(&first, step);
            update.frame.theory.push((step, levels(step)));
            update
                .frame
                .watches
                .push((step, [Some(NeuronId { population: 0, index: step as u32 % 2 }), None, None, None]));
            history.absorb(update);
        }
        assert!(history.theory.len() <= MOST_LEVELS && history.watches.len() <= MOST_WATCHES);
        let newest = history.theory(180_000, 200_000);
        assert_eq!(newest.len(), 10_002, "each level once, and the one before");
        assert!(history.theory(0, 1000).len() > 10);
        assert_eq!(history.watched_since(0), 200_001);
    }
}
