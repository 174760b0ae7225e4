//! The record of a run: what was changed at which step. Replayed, it gives the same spikes bit for bit.
//!
//! A run that was put aside keeps its own record, so that who goes back to it goes back in the record too.

use super::Setup;
use crate::model::System;
use crate::param::{Edit, ParamError};
use crate::sim::{Model, Runner, Spike, Watch};

/// One change that decides the spikes; pausing, speed and watching do not.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry<M = System> {
    /// A network from step 0.
    Load(Setup<M>),
    /// Live edits.
    Edit(Vec<Edit>),
    /// Signals put to values.
    Kick(Vec<(usize, f64)>),
    /// An action of the layout on the state, by its index.
    Act(usize),
}

/// All changes with the step of their generation.
#[derive(Clone, Debug, PartialEq)]
pub struct Journal<M = System> {
    entries: Vec<(u64, Entry<M>)>,
}

impl<M: Model> Journal<M> {
    /// A journal that begins with this setup.
    pub fn new(setup: Setup<M>) -> Self {
        Journal { entries: vec![(0, Entry::Load(setup))] }
    }

    /// Notes what was applied before the step after `step`. Edits at one step are kept one by one: each begins from the
    /// settings that the one before left, and may leave something in the state that the next does not take back.
    pub fn push(&mut self, step: u64, entry: Entry<M>) {
        if matches!(entry, Entry::Load(_)) {
            // What came before the last load has no bearing on what comes after.
            self.entries.clear();
        }
        self.entries.push((step, entry));
    }

    /// All entries, the oldest first.
    pub(super) fn entries(&self) -> &[(u64, Entry<M>)] {
        &self.entries
    }

    /// Forgets what was done beyond a step.
    pub(super) fn cut(&mut self, step: u64) {
        self.entries.retain(|(at, _)| *at <= step);
    }
}

impl<M: Model> Entry<M> {
    /// Does it again to a run that is at its step.
    ///
    /// # Errors
    /// If it is refused, which an entry of a real session never is.
    pub(super) fn redo(&self, runner: &mut Runner<M>) -> Result<(), ParamError> {
        match self {
            Entry::Load(setup) => runner.load(setup.clone(), None),
            Entry::Edit(edits) => runner.edit(edits, None).map(drop),
            Entry::Kick(to) => runner.kick(to),
            Entry::Act(action) => runner.act(*action),
        }
    }
}

/// Runs a journal to step `end` of its last network and gives all spikes since that was loaded.
///
/// # Errors
/// If an entry is refused, which a journal of a real session never is.
pub fn replay<M: Model>(journal: &Journal<M>, end: u64) -> Result<Vec<Spike>, ParamError> {
    replayed(journal, end).map(|(_, spikes)| spikes)
}

/// The same with the run itself.
///
/// # Errors
/// As [`replay`].
pub fn replayed<M: Model>(journal: &Journal<M>, end: u64) -> Result<(Runner<M>, Vec<Spike>), ParamError> {
    let nothing = || ParamError::Conflict { message: "the journal names no network".to_owned() };
    let mut runner: Option<Runner<M>> = None;
    let mut spikes = Vec::new();
    let mut run = |runner: &mut Runner<M>, to: u64| {
        // A fault ends the run here as it did in the session.
        let _ = runner.advance(to.saturating_sub(runner.step()), &mut spikes);
    };
    for (step, entry) in &journal.entries {
        match (entry, &mut runner) {
            (Entry::Load(setup), None) => {
                let mut fresh = Runner::new(setup.clone())?;
                fresh.set_watch(Watch::default());
                runner = Some(fresh);
            }
            (entry, Some(runner)) => {
                run(runner, *step);
                entry.redo(runner)?;
            }
            // A journal begins with a network.
            _ => {}
        }
    }
    let mut runner = runner.ok_or_else(nothing)?;
    run(&mut runner, end);
    Ok((runner, spikes))
}
