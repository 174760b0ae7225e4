//! Everything that a view may read.

use super::theme::Theme;
use crate::model::NeuronId;
use crate::param::{Spec, Value};
use crate::session::{History, Look, Notice};

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

/// The network and the state of the window, read-only.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Past and present of the run.
    pub history: &'a History,
    /// The parameters that play a part, with their values.
    pub parameters: &'a [(&'static Spec, Value)],
    /// The same parameters as the preset has them, which is where a reset leads; in any order.
    pub home: &'a [(&'static Spec, Value)],
    /// Colours.
    pub theme: &'a Theme,
    /// How the preset wants to be looked at.
    pub look: &'a Look,
    /// Its words.
    pub title: &'a Title,
    /// The titles of all presets.
    pub presets: &'a [String],
    /// Which of them is open.
    pub open: usize,
    /// Width of the time views in time constants.
    pub window_tau: f64,
    /// What to tell the person.
    pub notice: Option<&'a Notice>,
    /// Whether the parameter panel is shown.
    pub parameters_open: bool,
    /// Whether the list of shortcuts is shown.
    pub help_open: bool,
}

impl Scene<'_> {
    /// The preset's value of a parameter.
    pub fn home(&self, id: &str) -> Option<&Value> {
        self.home.iter().find(|(spec, _)| spec.id == id).map(|(_, value)| value)
    }

    /// The watched neuron.
    pub fn watched(&self) -> Option<NeuronId> {
        self.history.watched.map(|watched| watched.neuron)
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
}
