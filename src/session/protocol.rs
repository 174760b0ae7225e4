//! What travels over the channels.

use super::{Change, Reach, Setup, Speed};
use crate::model::System;
use crate::param::Edit;
use crate::picture::{Depiction, Layout, NeuronId, Picks, Synapses};
use crate::sim::{Differences, Frame, Model, Runner, Statistics, Upcoming, Verdict, Watched};
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

/// What may be wished of a second run, the twin: it goes on beside the run with the same noise and the same input, and what
/// is changed from now on is changed in the run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinWish {
    /// A copy of the run as it is now, in place of the one that there may be.
    Begin,
    /// The two change places.
    Swap,
    /// The run stays alone.
    End,
    /// It stays when another network is loaded, and begins anew with it; or no longer.
    Pin(bool),
}

/// Looks at a run between two steps.
pub type Asking<M> = Arc<dyn Fn(&Runner<M>) + Send + Sync>;

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
    /// The same, and put the run as it is now aside under this number.
    Leave { id: u64, setup: Box<Setup<M>>, plan: Option<M::Plan> },
    /// Go on with the run that was put aside under this number, and put the present one aside instead of it; if it is no
    /// longer there, begin this network.
    Return { id: u64, setup: Box<Setup<M>>, plan: Option<M::Plan> },
    /// Change parameters, all or none; with the network after that, if somebody has built it.
    Edit(Vec<Edit>, Option<M::Plan>),
    /// Do this to the state, and put the run as it is now aside under a number that no other gesture has.
    Do { deed: Deed, id: u64 },
    /// Go on with the run that was put aside under this number, and put the present one aside instead of it.
    Swap(u64),
    /// Show how it was at this step, and wait; or how it is now.
    Look(Option<u64>),
    /// Go on from the step that is looked at, and put the run as it is now aside under this number.
    TakeUp(u64),
    /// Something with a second run beside this one.
    Twin(TwinWish),
    /// Record currents and voltages of these neurons.
    Watch(Picks),
    /// Tell the synapses of these neurons, and of no others, with each picture.
    Synapses(Vec<NeuronId>),
    /// Show the run to somebody, between two steps.
    Ask(Asking<M>),
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
    /// How far back the run can be had again.
    pub reach: Reach,
    /// About how many bytes the network and its state take, and runs that were put aside.
    pub bytes: [usize; 2],
    /// Whether the twin stays when another network is loaded.
    pub pinned: bool,
    /// How often it went another way than it was told, since an edit or a network was refused, or something failed: whoever
    /// keeps the parameters asks for those of the run whenever this rises.
    pub strays: u64,
}

/// An earlier run that a run was a part of, up to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Under which generation it was told of.
    pub generation: u64,
    /// Up to which step they are one.
    pub step: u64,
    /// Whether what came after is to be seen beside what comes now.
    pub stays: bool,
}

/// How it was at an earlier step.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// The step.
    pub step: u64,
    /// Names and units then.
    pub layout: Arc<Layout>,
    /// The pictures.
    pub depiction: Arc<Depiction>,
    /// The watched neuron.
    pub watched: Option<Watched>,
    /// The input that was to come.
    pub upcoming: Option<Upcoming>,
    /// What is sampled there.
    pub now: Vec<f64>,
    /// The synapses of the neurons that somebody asked for.
    pub synapses: Arc<Vec<Synapses>>,
    /// What geometry says; nothing is measured at one moment.
    pub verdict: Verdict,
    /// All parameters as they were.
    pub parameters: Vec<Edit>,
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
    /// State: the runs that this one was a part of, the newest first.
    pub parents: Vec<Parent>,
    /// State: the earlier moment that is looked at.
    pub glance: Option<Box<Glance>>,
    /// The second run beside this one.
    pub twin: Option<Box<Update>>,
    /// State: what this run and the second one differ by, while they go side by side.
    pub difference: Option<Differences>,
}

/// Sentences that wait to be read; of more the newest count.
const MOST_NOTICES: usize = 256;

impl Update {
    /// About how many bytes it takes, of the twin's too, as far as that grows with the time it waits.
    pub fn bytes(&self) -> usize {
        self.frame.bytes() + self.twin.as_ref().map_or(0, |twin| twin.bytes())
    }

    /// Joins what came later.
    pub fn merge(&mut self, later: Update) {
        let Update { frame, layout, status, statistics, before, verdict, change, notices, .. } = later;
        if frame.generation >= self.frame.generation {
            self.layout = layout;
            self.status = status;
            self.statistics = statistics;
            self.before = before;
            self.verdict = verdict;
            self.change = change;
            self.parents = later.parents;
            self.glance = later.glance;
            self.difference = later.difference;
            match (&mut self.twin, later.twin) {
                (Some(twin), Some(later)) => twin.merge(*later),
                (twin, later) => *twin = later,
            }
        }
        self.frame.merge(frame);
        self.notices.extend(notices);
        let more = self.notices.len().saturating_sub(MOST_NOTICES);
        self.notices.drain(..more);
    }
}
