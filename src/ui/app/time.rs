//! The way back in time, the run beside the run, and what is measured in the time views.

use super::App;
use crate::session::{Command, Kin, Update};
use crate::sim::Model;
use crate::ui::action::Action;
use crate::ui::desk::WINDOW_TAU;

/// What is said where somebody wants something of a twin that is not there.
const ALONE: &str = "there is no run beside this one; W begins one";

impl<M: Model> App<M> {
    /// Fulfils a wish that has to do with time.
    pub(super) fn travel(&mut self, action: Action) {
        match action {
            Action::LookAt(step) => self.look_at(Some(step)),
            Action::LookBack => self.look_by(-1),
            Action::LookAtSpike => self.look_at_spike(),
            Action::LookAtPresent => {
                self.desk.time.end_s = None;
                self.look_at(None);
            }
            Action::GoOn => {
                self.take_up();
                self.link.send(Command::Run);
            }
            Action::HideBranch => {
                if let Some(history) = &mut self.history {
                    history.hide_branch();
                }
            }
            Action::WhatIf => {
                // A run from the past is a run of its own.
                self.take_up();
                let command = if self.has_twin() { self.editing.end_twin() } else { self.editing.begin_twin() };
                self.link.send(command);
            }
            Action::SwapTwins => self.swap_twins(),
            Action::KeepTwin if self.swap_twins_if_any() => {
                let command = self.editing.end_twin();
                self.link.send(command);
            }
            Action::KeepTwin => self.fail(ALONE.to_owned()),
            Action::PinTwin(pinned) => {
                let command = self.editing.pin_twin(pinned);
                self.link.send(command);
            }
            Action::TimeView { end_s, width_s } => self.time_view(end_s, width_s),
            Action::Cursors(cursors) => self.desk.time.cursors = cursors,
            Action::ToggleCursors => {
                self.desk.time.cursors = match self.desk.time.cursors {
                    Some(_) => None,
                    None => self.scene().map(|scene| {
                        let [start, end] = scene.window().map(|step| step as f64 * scene.history.layout.dt_s);
                        // A run that has just begun fills the view from the left.
                        let end = end.max(start + scene.desk.window_s);
                        [0.35, 0.65].map(|part| start + part * (end - start))
                    }),
                };
            }
            Action::TogglePickedAlone => self.desk.time.picked_alone = !self.desk.time.picked_alone,
            _ => {}
        }
    }

    /// Whether an earlier moment is looked at, or was asked for.
    pub(super) fn is_back(&self) -> bool {
        self.looking.is_some()
    }

    fn has_twin(&self) -> bool {
        self.history.as_ref().and_then(|history| history.beside()).is_some_and(|(_, kin)| kin == Kin::Twin)
    }

    /// Looks at a step, or at the present.
    pub(super) fn look_at(&mut self, step: Option<u64>) {
        let Some(history) = &self.history else { return };
        let newest = history.newest();
        let first = history.status.reach.first_step;
        let step = step.map(|step| step.max(first)).filter(|step| *step < newest);
        if step.is_none() && self.looking.is_none() && !history.is_back() {
            return;
        }
        self.has_looked &= self.looking.is_some();
        self.looking = step;
        self.stop_playing();
        self.link.send(Command::Look(step));
        if step.is_none() {
            self.editing.look(None);
        }
    }

    /// Looks so many steps later.
    pub(super) fn look_by(&mut self, steps: i64) {
        let Some(history) = &self.history else { return };
        let from = self.looking.unwrap_or(history.newest());
        self.look_at(Some(from.saturating_add_signed(steps)));
    }

    fn look_at_spike(&mut self) {
        let Some(history) = &self.history else { return };
        let from = self.looking.unwrap_or(history.newest());
        let before = history.spikes(history.exact_since(), from.saturating_sub(1)).last().map(|spike| spike.step);
        match before {
            Some(step) => self.look_at(Some(step)),
            None => self.fail("there is no spike before this moment that is remembered one by one".to_owned()),
        }
    }

    /// What is told of an earlier moment comes with the setup of that moment.
    pub(super) fn stand(&mut self, update: &Update) {
        if self.looking.is_some()
            && let Some(glance) = &update.glance
        {
            self.has_looked = true;
            self.editing.look(Some(&glance.parameters));
        } else if self.looking.is_some() && self.has_looked && update.status.running {
            // It goes on, whatever was looked at.
            self.looking = None;
            self.editing.look(None);
        }
    }

    /// Goes on from the moment that is looked at, if one is: what comes next is done to that run.
    pub(super) fn take_up(&mut self) {
        let Some(step) = self.looking.take() else { return };
        let Some(history) = &self.history else { return };
        let at_s = step as f64 * history.layout.dt_s;
        let command = self.editing.take_up(&format!("Go on from {at_s:.4} s"));
        self.desk.time.end_s = None;
        self.link.send(command);
    }

    /// While the time views move on with the run, cursors stay where they are in them.
    pub(super) fn carry_cursors(&mut self, before_s: f64) {
        let Some(history) = &self.history else { return };
        let by_s = history.time_s() - before_s;
        if let Some(cursors) = self.desk.time.cursors.as_mut().filter(|_| self.desk.time.end_s.is_none())
            && history.status.running
            && by_s > 0.0
            // A run that has just begun fills the view from the left.
            && history.time_s() > self.desk.window_s
        {
            cursors.iter_mut().for_each(|at_s| *at_s += by_s.min(history.time_s() - self.desk.window_s));
        }
    }

    fn swap_twins(&mut self) {
        if !self.swap_twins_if_any() {
            self.fail(ALONE.to_owned());
        }
    }

    fn swap_twins_if_any(&mut self) -> bool {
        if !self.has_twin() {
            return false;
        }
        self.look_at(None);
        let Some(command) = self.editing.swap_twins() else { return false };
        self.link.send(command);
        true
    }

    fn time_view(&mut self, end_s: Option<f64>, width_s: f64) {
        let Some(history) = &self.history else { return };
        let layout = &history.layout;
        let before_s = self.desk.time.end_s.unwrap_or(self.desk.window_s);
        self.desk.window_s = width_s.clamp(WINDOW_TAU[0] * layout.tau_s, WINDOW_TAU[1] * layout.tau_s);
        let (first, newest) = (history.first_step() as f64 * layout.dt_s, history.newest() as f64 * layout.dt_s);
        // A run that has just begun leaves room at its right.
        let last = newest.max(before_s);
        let end = end_s.map(|end| end.clamp((first + 0.1 * self.desk.window_s).min(last), last));
        // At the end it goes on with the run.
        let near = 0.002 * self.desk.window_s;
        self.desk.time.end_s = end.filter(|end| (end - newest).abs() > near || self.looking.is_some());
    }
}
