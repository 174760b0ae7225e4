//! What travels over the channels.

use super::{Change, Setup, Speed};
use crate::model::System;
use crate::param::Edit;
use crate::picture::{Layout, NeuronId, Picks};
use crate::sim::{Frame, Model, Runner, Statistics, Verdict};
use std::sync::Arc;

/// Something done to the state, not to the setup. It cannot be taken back by an inverse, but by going back to the run as
/// it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Puts signals, by their index in the layout, to values at once.
    Kick(Vec<(usize, f64)>),
    /// Does an action of the layout, by its index.
    Act(usize),
    /// Back to step 0.
    Restart,
    /// Run so many simulated seconds as fast as possible, and then go on as before; `Command::Calm` ends that at once.
    Hurry(f64),
}

/// A wish to the worker; applied between steps, in order.
#[derive(Clone)]
pub enum Command<M: Model = System> {
    /// Go on.
    Run,
    /// Stop stepping.
    Pause,
    /// Do so many steps, whether running or not.
    Step(u64),
    /// How fast.
    Speed(Speed),
    /// No longer hurry.
    Calm,
    /// Another network, from step 0; built already, if somebody has done that.
    Load(Box<Setup<M>>, Option<M::Plan>),
    /// Change parameters, all or none; with the network after that, if somebody has built it.
    Edit(Vec<Edit>, Option<M::Plan>),
    /// Do this to the state, and put the run as it is now aside under a number that no other gesture has.
    Do { deed: Deed, id: u64 },
    /// Go on with the run that was put aside under this number, and put the present one aside instead of it.
    Swap(u64),
    /// Record currents and voltages of these neurons.
    Watch(Picks),
    /// Tell the synapses of these neurons, and of no others, with each picture.
    Synapses(Vec<NeuronId>),
    /// Show the run to somebody, between two steps.
    Ask(Arc<dyn Fn(&Runner<M>) + Send + Sync>),
    /// End the worker.
    Stop,
}

impl<M: Model> Command<M> {
    /// Changes parameters; the run builds the network.
    pub fn edit(edits: Vec<Edit>) -> Self {
        Command::Edit(edits, None)
    }

    /// Another network, which the run builds.
    pub fn load(setup: Setup<M>) -> Self {
        Command::Load(Box::new(setup), None)
    }
}

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Good to know.
    Info,
    /// What was asked for was not done.
    Error,
    /// The run was paused since it got out of hand; taking back the last change may help.
    Alarm,
}

/// A sentence for the person in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How grave.
    pub level: Level,
    /// The sentence.
    pub text: String,
}

/// How the run goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Status {
    /// Whether it runs.
    pub running: bool,
    /// How much of a hurry is done, from 0 to 1, while there is one.
    pub hurry: Option<f64>,
    /// Wanted speed.
    pub wanted: Speed,
    /// Simulated time per time, measured.
    pub reached: f64,
    /// Steps per second of stepping alone.
    pub steps_per_s: f64,
    /// How many updates had to be merged since the reader was busy.
    pub merged: u64,
}

/// What the worker tells. Mergeable: [`Update::merge`] is associative.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// Increments and states of the network.
    pub frame: Frame,
    /// Names and units for this frame's generation.
    pub layout: Arc<Layout>,
    /// State: how the run goes.
    pub status: Status,
    /// State: live statistics.
    pub statistics: Option<Statistics>,
    /// State: the statistics as they were before the last change.
    pub before: Option<Statistics>,
    /// State: whether the run does what its geometry says.
    pub verdict: Verdict,
    /// State: the last change of a setting, and what came of it.
    pub change: Option<Change>,
    /// Increment: sentences for a person; kept whatever the generation.
    pub notices: Vec<Notice>,
}

impl Update {
    /// Joins what came later.
    pub fn merge(&mut self, later: Update) {
        let Update { frame, layout, status, statistics, before, verdict, change, notices } = later;
        if frame.generation >= self.frame.generation {
            self.layout = layout;
            self.status = status;
            self.statistics = statistics;
            self.before = before;
            self.verdict = verdict;
            self.change = change;
        }
        self.frame.merge(frame);
        self.notices.extend(notices);
    }
}
