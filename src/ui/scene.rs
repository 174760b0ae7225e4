//! Everything that a view may read.

use super::action::Tab;
use super::desk::Desk;
use super::ghost::Ghost;
use super::metrics;
use super::study::Study;
use super::theme::Theme;
use crate::model::Perturbation;
use crate::param::{Spec, Value};
use crate::picture::{Depiction, NeuronId, Roster};
use crate::session::{History, Kin, Look, Notice};
use std::sync::Arc;

/// What a view may read of the setup in a person's hands, whatever the model.
pub trait Edited {
    /// The parameters that play a part, with their values.
    fn parameters(&self) -> &[(&'static Spec, Value)];
    /// Why an option of a choice cannot be taken now.
    fn obstacle(&self, spec: &Spec, option: &str) -> Option<String>;
    /// All parameters as the preset has them, which is where a reset leads; in any order.
    fn home(&self) -> &[(&'static Spec, Value)];
    /// Ways to disturb the network, and whether each is on.
    fn perturbations(&self) -> &[(Perturbation, bool)];
    /// Whether theory tells regimes of the network apart, of which there can be a map.
    fn has_regimes(&self) -> bool;
    /// Names of the steps that can be taken back, the oldest first, and of those that can be done again, the next one first.
    fn steps(&self) -> [&[String]; 2];
}

/// Where the time views end, and in what they count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Their end in seconds.
    pub end_s: f64,
    /// A time constant in seconds.
    pub tau_s: f64,
}

impl Span {
    /// Up to the moment that a history shows.
    pub fn of(history: &History) -> Self {
        Span { end_s: history.time_s(), tau_s: history.layout.tau_s }
    }
}

/// The network and the state of the window, read-only.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Past and present of the run.
    pub history: &'a History,
    /// The pictures: those of the run, or, until it has answered an edit, how they will be.
    pub depiction: &'a Arc<Depiction>,
    /// The setup in a person's hands.
    pub editing: &'a dyn Edited,
    /// Presets, checks, lessons, census.
    pub study: &'a Study,
    /// The state of the window.
    pub desk: &'a Desk,
    /// Colours.
    pub theme: &'a Theme,
    /// How the preset wants to be looked at.
    pub look: &'a Look,
    /// The numbers of all neurons.
    pub roster: &'a Roster,
    /// The picked neurons; the first is watched closest.
    pub picks: &'a [NeuronId],
    /// The neuron under the pointer.
    pub hover: Option<NeuronId>,
    /// How it was before the last gesture.
    pub ghost: Option<&'a Ghost>,
    /// A run that is drawn pale beside this one, and where it comes from.
    pub beside: Option<(&'a History, Kin)>,
    /// The end of the time views, and a time constant, both in seconds.
    pub span: Span,
    /// Whether a pull on an empty plane draws a target instead of panning.
    pub pen: bool,
    /// What the title row of a card leaves free at its right end, in points.
    pub title_room: f32,
    /// Whether a view over time tells the times: the lowest of a column does it for all above it.
    pub tells_time: bool,
}

impl<'a> Scene<'a> {
    /// The parameters that play a part, with their values.
    pub fn parameters(&self) -> &'a [(&'static Spec, Value)] {
        self.editing.parameters()
    }

    /// Why an option of a choice cannot be taken now, and what to try.
    pub fn obstacle(&self, spec: &Spec, option: &str) -> Option<String> {
        self.editing.obstacle(spec, option)
    }

    /// The preset's value of a parameter.
    pub fn home(&self, id: &str) -> Option<&'a Value> {
        self.editing.home().iter().find(|(spec, _)| spec.id == id).map(|(_, value)| value)
    }

    /// Ways to disturb the network, and whether each is on.
    pub fn perturbations(&self) -> &'a [(Perturbation, bool)] {
        self.editing.perturbations()
    }

    /// Names of the steps that can be taken back, the oldest first.
    pub fn done(&self) -> &'a [String] {
        self.editing.steps()[0]
    }

    /// Names of the steps that can be done again, the next one first.
    pub fn undone(&self) -> &'a [String] {
        self.editing.steps()[1]
    }

    /// What to tell the person.
    pub fn notice(&self) -> Option<&'a Notice> {
        self.desk.notice.as_ref()
    }

    /// What the side panel shows, if it is open.
    pub fn tab(&self) -> Option<Tab> {
        self.desk.side_open.then_some(self.desk.tab)
    }

    /// Whether the input over time is shown: what moves is, unless somebody put it away.
    pub fn input_open(&self) -> bool {
        self.desk.input_open.unwrap_or_else(|| self.history.upcoming.as_ref().is_some_and(|upcoming| upcoming.moves))
    }

    /// Whether the present step of the lesson points at this, as long as the side panel tells the step or what it needs.
    pub fn points_at(&self, what: &str) -> bool {
        self.pointed().any(|pointed| pointed == what)
    }

    /// What the present step of the lesson points at.
    pub fn pointed(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let step = self.study.step().filter(|_| self.desk.side_open);
        step.into_iter().flat_map(|step| step.points_at.iter().map(String::as_str))
    }

    /// Size of the smallest text: the last row of a room reads none that is smaller than all other.
    pub fn digits(&self) -> f32 {
        if self.desk.talk.is_some() { metrics::SMALL } else { metrics::DIGITS }
    }

    /// Width of the time views in time constants.
    pub fn window_tau(&self) -> f64 {
        self.desk.window_s / self.span.tau_s
    }

    /// The run beside this one as a scene of its own, in pale colours; it has the same stretch of time in view.
    pub fn pale(&self) -> Option<Scene<'a>> {
        let (history, _) = self.beside?;
        // Only what has the same axes can be drawn over each other.
        let (own, other) = (&self.history.layout, &history.layout);
        let ids = |layout: &'a crate::picture::Layout| layout.signals.iter().map(|signal| signal.id);
        if !ids(own).eq(ids(other)) || own.channels.len() != other.channels.len() {
            return None;
        }
        let depiction = &history.depiction;
        Some(Scene { history, depiction, theme: &self.desk.pale, ghost: None, beside: None, ..*self })
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
        let dt_s = self.history.layout.dt_s;
        let (steps, end) = ((self.desk.window_s / dt_s).ceil() as u64, (self.span.end_s / dt_s).round() as u64);
        [end.saturating_sub(steps), end]
    }

    /// How long the way of the state is to be seen, in seconds, if a picture wants `usual`.
    pub fn trail_s(&self, usual: Option<f64>) -> f64 {
        let cycle = self.desk.slow_motion.map(|slow| slow.cycle_s);
        cycle.or(usual).unwrap_or(self.history.layout.time.trail_s)
    }

    /// A step in time constants.
    pub fn time_tau(&self, step: f64) -> f64 {
        step * self.history.layout.dt_s / self.span.tau_s
    }
}
