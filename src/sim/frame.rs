//! What an engine tells about a stretch of its run.

use super::{Samples, Sink, Spike, Stretch};
use crate::picture::{Depiction, Layout, NeuronId, Picks, Synapses, Theory};
use std::sync::Arc;

/// The watched neuron, as it is now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    /// Who.
    pub neuron: NeuronId,
    /// The level of the net current at which it reaches threshold.
    pub net_threshold: f64,
}

/// What an input will be if nobody touches it.
#[derive(Clone, Debug, PartialEq)]
pub struct Upcoming {
    /// The signal: its index in the layout.
    pub signal: usize,
    /// First step.
    pub from: u64,
    /// Steps from one value to the next.
    pub stride: u64,
    /// Values.
    pub values: Vec<f64>,
    /// Whether the input ever changes by itself.
    pub moves: bool,
}

/// Increments (spikes, samples, theory, watch changes) that append, and states that the newer frame overwrites.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Counts rebuilds of the network; frames of different generations do not mix.
    pub generation: u64,
    /// Steps done since the start of the generation.
    pub step: u64,
    /// Increment: every spike, in order.
    pub spikes: Vec<Spike>,
    /// Increment: signals, then channels of the watched neuron (NaN while nobody is watched).
    pub samples: Samples,
    /// Increment: the rates of all neurons in Hz at some steps, where neurons have rates.
    pub rates: Vec<(u64, Vec<f32>)>,
    /// State: what would be sampled at the present step, told while the run is paused, since hands may have changed it.
    pub now: Option<Vec<f64>>,
    /// Increment: from which step on which neurons were watched.
    pub watches: Vec<(u64, Picks)>,
    /// Increment: what theory predicted at which step.
    pub theory: Vec<(u64, Vec<Theory>)>,
    /// State: the watched neuron.
    pub watched: Option<Watched>,
    /// State: the pictures, and what theory says to them.
    pub depiction: Option<Arc<Depiction>>,
    /// State: the input to come.
    pub upcoming: Option<Upcoming>,
    /// State: the synapses of the neurons that somebody asked for.
    pub synapses: Arc<Vec<Synapses>>,
    /// State: how many edits, loads, deeds and swaps this picture knows of.
    pub edits: u64,
}

impl Frame {
    /// An empty frame for an engine with this layout.
    pub fn new(generation: u64, layout: &Layout, step: u64) -> Self {
        Frame {
            generation,
            step,
            spikes: Vec::new(),
            samples: Samples::new(layout.columns(), super::FRAME_CAPACITY),
            watches: Vec::new(),
            theory: Vec::new(),
            watched: None,
            depiction: None,
            upcoming: None,
            rates: Vec::new(),
            now: None,
            synapses: Arc::default(),
            edits: 0,
        }
    }

    /// Empties it for steps after `step`; the memory stays.
    pub fn clear(&mut self, step: u64) {
        self.step = step;
        self.spikes.clear();
        self.samples.clear();
        self.watches.clear();
        self.theory.clear();
        self.rates.clear();
        (self.watched, self.depiction, self.upcoming, self.now) = (None, None, None, None);
        self.synapses = Arc::default();
    }

    /// Takes in a recorded stretch that follows.
    fn append(&mut self, stretch: &Stretch) {
        self.step = stretch.from + stretch.steps as u64;
        self.spikes.extend_from_slice(&stretch.spikes);
        self.samples.extend(stretch.from + 1, &stretch.rows);
    }

    /// About how many bytes its increments take that do not reduce by themselves.
    pub fn bytes(&self) -> usize {
        let rates: usize = self.rates.iter().map(|(_, rates)| size_of::<(u64, Vec<f32>)>() + 4 * rates.len()).sum();
        let theory: usize =
            self.theory.iter().map(|(_, theory)| size_of::<(u64, Vec<Theory>)>() + size_of_val(&theory[..])).sum();
        size_of_val(&self.spikes[..]) + size_of_val(&self.watches[..]) + rates + theory
    }

    /// Joins what came later; associative. A newer generation replaces, an older one is dropped, an equal one appends.
    pub fn merge(&mut self, later: Frame) {
        if later.generation > self.generation {
            *self = later;
        } else if later.generation == self.generation {
            let Frame { generation: _, step, spikes, samples, watches, theory, rates, .. } = later;
            let Frame { watched, depiction, upcoming, synapses, now, edits, .. } = later;
            self.step = step;
            self.spikes.extend(spikes);
            self.samples.append(&samples);
            // Of changes at one step the last counts.
            if let Some((step, _)) = watches.first() {
                self.watches.pop_if(|(before, _)| before == step);
            }
            self.watches.extend(watches);
            if let Some((step, _)) = theory.first() {
                self.theory.pop_if(|(before, _)| before == step);
            }
            self.theory.extend(theory);
            self.rates.extend(rates);
            // A batch without a picture leaves the last one standing.
            if depiction.is_some() {
                self.depiction = depiction;
                self.watched = watched;
                self.upcoming = upcoming;
                self.now = now;
                self.synapses = synapses;
                self.edits = edits;
            }
        }
    }
}

impl Sink for Frame {
    fn take(&mut self, stretch: &Stretch) {
        self.append(stretch);
    }
}
