//! What a window remembers of a run: the updates, laid end to end and cut at the far end.

use super::{Notice, Status, Update};
use crate::picture::{Depiction, Layout, Picks, Theory};
use crate::sim::{FRAME_CAPACITY, Samples, Spike, Statistics, Upcoming, Watched};
use std::collections::VecDeque;
use std::sync::Arc;

/// Spikes remembered at most.
const MAX_SPIKES: usize = 2_000_000;
/// Buckets of samples remembered at most.
const MAX_BUCKETS: usize = 1 << 19;
/// Theory levels remembered at most.
const MAX_THEORY: usize = 1 << 16;

/// A stretch of steps with the extremes of every column.
#[derive(Clone, Copy, Debug)]
pub struct Bucket<'a> {
    /// First step.
    pub step: u64,
    /// Number of steps.
    pub steps: u64,
    /// Smallest value of every column.
    pub low: &'a [f64],
    /// Largest value of every column.
    pub high: &'a [f64],
}

/// The past of one generation, and the newest states.
#[derive(Clone, Debug)]
pub struct History {
    /// Names and units.
    pub layout: Arc<Layout>,
    /// Counts rebuilds.
    pub generation: u64,
    /// Newest step.
    pub step: u64,
    /// How the run goes.
    pub status: Status,
    /// Live statistics.
    pub statistics: Option<Statistics>,
    /// The statistics as they were before the last change.
    pub before: Option<Statistics>,
    /// The pictures now, and what theory says to them.
    pub depiction: Arc<Depiction>,
    /// The watched neuron.
    pub watched: Option<Watched>,
    /// The input to come.
    pub upcoming: Option<Upcoming>,
    /// How many edits, loads and restarts the depiction knows of.
    pub edits: u64,
    spikes: Vec<Spike>,
    chunks: VecDeque<Samples>,
    buckets: usize,
    theory: Vec<(u64, Vec<Theory>)>,
    watches: Vec<(u64, Picks)>,
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
            depiction: Arc::default(),
            watched: None,
            upcoming: None,
            edits: 0,
            spikes: Vec::new(),
            chunks: VecDeque::new(),
            buckets: 0,
            theory: Vec::new(),
            watches: Vec::new(),
        };
        history.absorb(first);
        history
    }

    /// Takes in an update and hands out its notices. A newer generation clears the past.
    pub fn absorb(&mut self, update: Update) -> Vec<Notice> {
        let Update { frame, layout, status, statistics, before, notices } = update;
        if frame.generation < self.generation {
            return notices;
        }
        if frame.generation > self.generation {
            self.generation = frame.generation;
            self.spikes.clear();
            self.chunks.clear();
            self.buckets = 0;
            self.theory.clear();
            self.watches.clear();
        }
        self.layout = layout;
        self.step = frame.step;
        self.status = status;
        self.statistics = statistics;
        self.before = before;
        if let Some(depiction) = frame.depiction {
            self.depiction = depiction;
            self.watched = frame.watched;
            self.upcoming = frame.upcoming;
            self.edits = frame.edits;
        }
        self.spikes.extend(frame.spikes);
        if self.spikes.len() > MAX_SPIKES {
            self.spikes.drain(..self.spikes.len() - MAX_SPIKES / 2);
        }
        self.theory.extend(frame.theory);
        if self.theory.len() > MAX_THEORY {
            self.theory.drain(..self.theory.len() - MAX_THEORY / 2);
        }
        self.watches.extend(frame.watches);
        self.append(frame.samples);
        notices
    }

    fn append(&mut self, samples: Samples) {
        if samples.is_empty() {
            return;
        }
        self.buckets += samples.len();
        match self.chunks.back_mut() {
            Some(last)
                if last.steps_per_bucket() == samples.steps_per_bucket()
                    && last.len() + samples.len() <= FRAME_CAPACITY =>
            {
                let before = last.len() + samples.len();
                last.append(&samples);
                self.buckets -= before - last.len();
            }
            _ => self.chunks.push_back(samples),
        }
        while self.buckets > MAX_BUCKETS && self.chunks.len() > 1 {
            self.buckets -= self.chunks.pop_front().map_or(0, |chunk| chunk.len());
        }
    }

    /// Seconds since the start of the generation.
    pub fn time_s(&self) -> f64 {
        self.step as f64 * self.layout.dt_s
    }

    /// The first remembered step.
    pub fn first_step(&self) -> u64 {
        self.chunks.front().filter(|chunk| !chunk.is_empty()).map_or(self.step, |chunk| chunk.step(0))
    }

    /// All remembered spikes with `from <= step <= to`.
    pub fn spikes(&self, from: u64, to: u64) -> &[Spike] {
        let start = self.spikes.partition_point(|spike| spike.step < from);
        let end = self.spikes.partition_point(|spike| spike.step <= to);
        &self.spikes[start..end.max(start)]
    }

    /// The remembered samples that touch `from..=to`, in order.
    pub fn buckets(&self, from: u64, to: u64) -> impl Iterator<Item = Bucket<'_>> {
        self.chunks.iter().flat_map(move |chunk| {
            let (start, end) = (chunk.find(from), chunk.find(to.saturating_add(1)));
            let end = if end < chunk.len() && chunk.step(end) <= to { end + 1 } else { end };
            (start..end).map(move |k| Bucket {
                step: chunk.step(k),
                steps: chunk.steps_per_bucket(),
                low: chunk.low(k),
                high: chunk.high(k),
            })
        })
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

    /// The step since which the neuron in seat `pick` has been watched there.
    pub fn watched_since(&self, pick: usize) -> u64 {
        let now = self.picks()[pick];
        let same = self.watches.iter().rev().take_while(|(_, picks)| picks[pick] == now);
        same.last().map_or(0, |(step, _)| *step)
    }
}
