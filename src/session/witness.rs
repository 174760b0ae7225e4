//! What a lesson can see of a run and of the hands on it, and what was there when a step began.

use super::History;
use crate::param::{Spec, Value};
use crate::picture::{NeuronId, Roster};

/// What hands did, counted, so that a step knows what was done since it began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touch {
    /// How often a neuron was picked, be it the one that was picked already.
    pub picks: u64,
    /// How often the state was kicked.
    pub kicks: u64,
    /// The last kick: each signal by its index, from where and to where.
    pub kick: Vec<(usize, [f64; 2])>,
    /// How often a curve was drawn.
    pub draws: u64,
}

/// What a lesson can see.
#[derive(Clone, Copy)]
pub struct Witness<'a> {
    /// The run.
    pub history: &'a History,
    /// All parameters with their values.
    pub parameters: &'a [(&'static Spec, Value)],
    /// The picked neurons.
    pub picks: &'a [NeuronId],
    /// The numbers of all neurons.
    pub roster: &'a Roster,
    /// What hands did.
    pub touch: &'a Touch,
}

impl Witness<'_> {
    pub(super) fn value(&self, id: &str) -> Option<&Value> {
        self.parameters.iter().find(|(spec, _)| spec.id == id).map(|(_, value)| value)
    }

    pub(super) fn signal(&self, id: &str) -> Option<usize> {
        self.history.layout.signals.iter().position(|signal| signal.id == id)
    }

    pub(super) fn population(&self, name: &str) -> Option<u8> {
        let place = self.history.layout.populations.iter().position(|population| population.name == name)?;
        u8::try_from(place).ok()
    }

    pub(super) fn steps(&self, tau: f64) -> u64 {
        (tau * self.history.layout.tau_s / self.history.layout.dt_s).ceil() as u64
    }

    /// Mean of a signal over the last `tau` time constants; `None` before they have passed.
    pub(super) fn mean(&self, signal: usize, tau: f64) -> Option<f64> {
        let from = self.history.step.checked_sub(self.steps(tau))?;
        let (mut sum, mut n) = (0.0, 0.0);
        for bucket in self.history.buckets(from, self.history.step) {
            sum += 0.5 * (bucket.low[signal] + bucket.high[signal]) * bucket.steps as f64;
            n += bucket.steps as f64;
        }
        (n > 0.0).then(|| sum / n)
    }
}

/// What was there when a step began.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Start {
    pub(super) parameters: Vec<(&'static Spec, Value)>,
    pub(super) touch: Touch,
    generation: u64,
    /// The step at which the run stands since it was paused.
    paused_at: Option<u64>,
    /// The step at which one looked last.
    pub(super) looked: u64,
    /// The step at which it began.
    began: u64,
}

impl Start {
    pub(super) fn of(now: &Witness<'_>) -> Self {
        Start {
            parameters: now.parameters.to_vec(),
            touch: now.touch.clone(),
            generation: now.history.generation,
            paused_at: None,
            looked: now.history.step,
            began: now.history.step,
        }
    }

    /// Call at each look, before asking anything.
    pub(super) fn follow(&mut self, now: &Witness<'_>) {
        let step = now.history.step;
        // After a restart or a rebuild there is no past.
        if self.generation != now.history.generation {
            self.generation = now.history.generation;
            self.paused_at = None;
            (self.began, self.looked) = (0, 0);
        }
        self.looked = self.looked.min(step);
        self.began = self.began.min(step);
        if now.history.status.running {
            self.paused_at = None;
        } else if self.paused_at.is_none() {
            self.paused_at = Some(step);
        }
    }

    /// Whether so many time constants have passed since.
    pub(super) fn has_passed(&self, now: &Witness<'_>, tau: f64) -> bool {
        now.history.step >= self.began + now.steps(tau)
    }

    /// Whether so many steps were done since the run was paused.
    pub(super) fn stepped(&self, now: &Witness<'_>, steps: u64) -> bool {
        let history = now.history;
        !history.status.running
            && history.generation == self.generation
            && history.step >= self.paused_at.unwrap_or(history.step) + steps
    }
}
