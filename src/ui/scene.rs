//! Everything that a view may read.

use super::action::{Lower, Tab};
use super::theme::Theme;
use crate::model::Perturbation;
use crate::param::{Spec, Value};
use crate::picture::{Depiction, Handle, NeuronId, Roster};
use crate::session::{Census, Check, History, Lesson, Look, Notice, Outcome, Progress, Tuning};
use std::sync::Arc;

/// The words of a preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Title {
    /// Title.
    pub title: String,
    /// One sentence.
    pub caption: String,
    /// What to try.
    pub try_this: String,
}

/// The boundary and the trail as they were before a gesture.
#[derive(Clone, Debug)]
pub struct Ghost {
    /// The pictures then.
    pub depiction: Arc<Depiction>,
    /// First and last step of the trail then.
    pub steps: [u64; 2],
    /// Which network it was.
    pub generation: u64,
    /// When it fades, once the gesture has ended.
    pub until_s: Option<f64>,
}

/// The network and the state of the window, read-only.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Past and present of the run.
    pub history: &'a History,
    /// The pictures: those of the run, or, until it has answered an edit, how they will be.
    pub depiction: &'a Arc<Depiction>,
    /// The parameters that play a part, with their values.
    pub parameters: &'a [(&'static Spec, Value)],
    /// All parameters as the preset has them, which is where a reset leads; in any order.
    pub home: &'a [(&'static Spec, Value)],
    /// The numbers of all neurons.
    pub roster: &'a Roster,
    /// What all neurons did lately.
    pub census: &'a Census,
    /// The picked neurons; the first is watched closest.
    pub picks: &'a [NeuronId],
    /// The neuron under the pointer.
    pub hover: Option<NeuronId>,
    /// Ways to disturb the network, and whether each is on.
    pub perturbations: &'a [(Perturbation, bool)],
    /// Names of the steps that can be taken back, the oldest first.
    pub done: &'a [String],
    /// Names of the steps that can be done again, the next one first.
    pub undone: &'a [String],
    /// How it was before the last gesture.
    pub ghost: Option<&'a Ghost>,
    /// Colours.
    pub theme: &'a Theme,
    /// How the preset wants to be looked at.
    pub look: &'a Look,
    /// Its words.
    pub title: &'a Title,
    /// The titles of all presets.
    pub presets: &'a [String],
    /// Where groups of presets begin in that list, and what they are called.
    pub groups: &'a [(usize, String)],
    /// Which of them is open.
    pub open: usize,
    /// Its short name.
    pub open_name: &'a str,
    /// The presets of its figure with what sets them apart, by their place in the list.
    pub conditions: &'a [(usize, String)],
    /// Width of the time views in time constants.
    pub window_tau: f64,
    /// What to tell the person.
    pub notice: Option<&'a Notice>,
    /// What the side panel shows, if it is open.
    pub tab: Option<Tab>,
    /// The checks of the preset: what must come out.
    pub checks: &'a [Check],
    /// What came out, if they were run.
    pub outcomes: &'a [Outcome],
    /// Whether they are running.
    pub checking: bool,
    /// All lessons.
    pub lessons: &'a [Lesson],
    /// Which of them is open.
    pub lesson: Option<usize>,
    /// How far a person has come in it.
    pub progress: &'a Progress,
    /// Rates of all neurons over the input, if they are shown.
    pub tuning: &'a Tuning,
    /// What is shown below the first plane, if it can be shown.
    pub lower: Lower,
    /// Whether it is given more room than the first plane.
    pub enlarged: bool,
    /// Whether a pull on an empty plane draws a target instead of panning.
    pub pen: bool,
    /// Whether the table of all neurons is shown.
    pub table_open: bool,
    /// Whether the input over time is shown.
    pub input_open: bool,
    /// Whether the list of shortcuts is shown.
    pub help_open: bool,
}

impl Scene<'_> {
    /// The preset's value of a parameter.
    pub fn home(&self, id: &str) -> Option<&Value> {
        self.home.iter().find(|(spec, _)| spec.id == id).map(|(_, value)| value)
    }

    /// The neuron watched closest.
    pub fn watched(&self) -> Option<NeuronId> {
        self.history.watched.map(|watched| watched.neuron)
    }

    /// Whether a neuron is picked.
    pub fn is_picked(&self, neuron: NeuronId) -> bool {
        self.picks.contains(&neuron)
    }

    /// First and last step of the time views.
    pub fn window(&self) -> [u64; 2] {
        let steps = (self.window_tau * self.history.layout.tau_s / self.history.layout.dt_s).ceil() as u64;
        [self.history.step.saturating_sub(steps), self.history.step]
    }

    /// A step in time constants.
    pub fn time_tau(&self, step: f64) -> f64 {
        step * self.history.layout.dt_s / self.history.layout.tau_s
    }

    /// What a handle is called.
    pub fn handle_name(&self, handle: Handle) -> String {
        handle_name(&self.history.layout, handle)
    }
}

/// `Line of E4`, `E boundary`, `Input`.
pub fn handle_name(layout: &crate::picture::Layout, handle: Handle) -> String {
    let population = |p: u8| layout.populations.get(p as usize).map_or("", |p| p.name);
    match handle {
        Handle::Line(neuron) => format!("Line of {}", layout.neuron_name(neuron)),
        Handle::Turn(neuron) => format!("Slope of {}", layout.neuron_name(neuron)),
        Handle::Jump(neuron) => format!("Spike size of {}", layout.neuron_name(neuron)),
        Handle::Boundary(p) => format!("{} boundary", population(p)),
        Handle::Bend(p) => format!("Bend of the {} boundary", population(p)),
        Handle::Knot(k) => format!("Knot {k}"),
        Handle::State => "State".to_owned(),
        Handle::Cursor => "Input".to_owned(),
    }
}
