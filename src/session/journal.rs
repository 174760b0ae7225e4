//! The record of a session: what was changed at which step. Replayed, it gives the same spikes bit for bit.

use super::Setup;
use crate::model::System;
use crate::param::{Edit, ParamError};
use crate::sim::{Frame, Model, Spike, Watch};

/// One change that decides the spikes; pausing, speed and watching do not.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry<M = System> {
    /// A network from step 0.
    Load(Setup<M>),
    /// Live edits.
    Edit(Vec<Edit>),
    /// Signals put to values.
    Kick(Vec<(usize, f64)>),
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

    /// Notes what was applied before the step after `step`.
    pub fn push(&mut self, step: u64, entry: Entry<M>) {
        if matches!(entry, Entry::Load(_)) {
            // What came before the last load has no bearing on what comes after.
            self.entries.clear();
        }
        // A drag sends many values at one step; only the last one counts.
        if let (Entry::Edit(new), Some((at, Entry::Edit(old)))) = (&entry, self.entries.last_mut())
            && *at == step
        {
            old.retain(|edit| new.iter().all(|other| other.id != edit.id));
            old.extend(new.iter().cloned());
            return;
        }
        self.entries.push((step, entry));
    }
}

/// Runs a journal to step `end` of its last network and gives all spikes since that was loaded.
///
/// # Errors
/// If an entry is refused, which a journal of a real session never is.
pub fn replay<M: Model>(journal: &Journal<M>, end: u64) -> Result<Vec<Spike>, ParamError> {
    let mut engine = None;
    let mut spikes = Vec::new();
    let mut run = |engine: &mut Option<Box<dyn crate::sim::Engine>>, to: u64| {
        if let Some(engine) = engine {
            let mut frame = Frame::new(0, &engine.layout(), engine.step());
            // A fault ends the run here as it did in the session.
            let _ = engine.advance(to.saturating_sub(engine.step()), &Watch::default(), &mut frame);
            spikes.extend(frame.spikes);
        }
    };
    for (step, entry) in &journal.entries {
        match entry {
            Entry::Load(setup) => engine = Some(setup.build()?),
            Entry::Edit(edits) => {
                run(&mut engine, *step);
                if let Some(engine) = &mut engine {
                    engine.edit(edits)?;
                }
            }
            Entry::Kick(to) => {
                run(&mut engine, *step);
                if let Some(engine) = &mut engine {
                    engine.kick(to)?;
                }
            }
        }
    }
    run(&mut engine, end);
    Ok(spikes)
}
