//! A run with how it came about: any moment of it can be had again, and another run can begin there.

use super::keyframes::Keyframes;
use super::{Entry, Journal, Reach, Setup};
use crate::param::ParamError;
use crate::sim::{Engine as _, Model, Runner};

/// A run, its record, and copies of it on its way.
pub(super) struct Course<M: Model> {
    pub runner: Runner<M>,
    pub journal: Journal<M>,
    keys: Keyframes<M>,
    /// By which what is told of it is known.
    pub generation: u64,
}

impl<M: Model> Course<M> {
    /// A network at step 0.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub(super) fn new(setup: Setup<M>, generation: u64) -> Result<Self, ParamError> {
        let journal = Journal::new(setup.clone());
        Ok(Course { runner: Runner::new(setup)?, journal, keys: Keyframes::default(), generation })
    }

    /// A copy that goes on by itself.
    pub(super) fn fork(&self) -> Self {
        let (runner, journal, keys) = (self.runner.fork(), self.journal.clone(), self.keys.clone());
        Course { runner, journal, keys, generation: self.generation }
    }

    /// Notes what was done to the run.
    pub(super) fn note(&mut self, entry: Entry<M>) {
        if matches!(entry, Entry::Load(_)) {
            self.keys = Keyframes::default();
        }
        self.journal.push(self.runner.step(), entry);
        self.keys.forget(self.journal.entries().len());
    }

    /// Keeps a copy where one is due. Call it before steps.
    pub(super) fn keep(&mut self, clock: &impl Fn() -> f64) {
        let entries = self.journal.entries().len();
        if self.keys.is_due(self.runner.step(), entries) {
            self.keys.put(&self.runner, entries, clock);
        }
    }

    /// Notes what steps took.
    pub(super) fn took(&mut self, seconds: f64) {
        self.keys.note(seconds);
    }

    /// How far back it can be had again.
    pub(super) fn reach(&self) -> Reach {
        self.keys.reach(self.runner.step())
    }

    /// The run at a step, or as near to it as it can be had. It is only looked at, and leaves no traces in pictures.
    pub(super) fn at(&self, step: u64) -> Runner<M> {
        self.go_back(step, false)
    }

    fn go_back(&self, step: u64, leaves_traces: bool) -> Runner<M> {
        let step = step.clamp(self.reach().first_step, self.runner.step());
        let (mut runner, known) = self.keys.before(step).unwrap_or_else(|| (self.runner.fork(), usize::MAX));
        runner.engine_mut().stand_aside(true);
        let mut runner = self.journal.lead(runner, known, step);
        runner.engine_mut().stand_aside(!leaves_traces);
        runner.set_watch(*self.runner.watch());
        runner.tell_watch_anew();
        runner
    }

    /// What began like this run and goes on from a step.
    pub(super) fn branch(&self, step: u64) -> Self {
        let runner = self.go_back(step, true);
        let mut keys = self.keys.clone();
        keys.cut(runner.step());
        let mut journal = self.journal.clone();
        journal.cut(runner.step());
        Course { runner, journal, keys, generation: self.generation }
    }

    /// The same with fewer copies on its way.
    pub(super) fn lightened(mut self) -> Self {
        self.keys.lighten();
        self
    }

    /// About how many bytes it keeps.
    pub(super) fn bytes(&self) -> usize {
        super::keyframes::weight(&self.runner) + self.reach().bytes
    }
}
