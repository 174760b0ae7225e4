//! The present setup as text for others, and what comes back of it.

use super::{App, history_tau};
use crate::picture::Picks;
use crate::session::{Command, Level, Look, Provenance, Recipe, Speed, encode};
use crate::sim::Model;
use crate::ui::desk::WIDTH_TAU;
use crate::ui::seats::Seats;
use crate::ui::widgets::plain;

impl<M: Model> App<M> {
    /// What was made of the open preset, and how it is looked at.
    pub fn recipe(&self) -> Option<Recipe<M>> {
        self.recipe_as(self.look())
    }

    /// What was made of the open preset, with that look.
    pub(super) fn recipe_as(&self, look: Look) -> Option<Recipe<M>> {
        Some(Recipe::new(self.presets.get(self.editing.preset())?, self.editing.setup(), &look))
    }

    /// Where whatever is made of the present run comes from.
    pub fn provenance(&self) -> Option<Provenance> {
        let recipe = self.recipe()?;
        Some(Provenance::of(&recipe.base, &recipe.setup, &recipe.look))
    }

    /// The look of the open preset, with what is otherwise now.
    fn look(&self) -> Look {
        let mut look = self.study.look.clone();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * b.abs();
        let tau = self.desk.window_s / history_tau(&self.history);
        if self.history.is_some() && self.desk.slow_motion.is_none() && !near(tau, look.window_tau.unwrap_or(WIDTH_TAU))
        {
            look.window_tau = Some((tau * 1e3).round() / 1e3);
        }
        match self.history.as_ref().map(|history| history.status.wanted) {
            Some(Speed::Times(times)) if !near(times, look.speed.unwrap_or(1.0)) => look.speed = Some(times),
            _ => {}
        }
        let moved = self.desk.seats != Seats::of(&look, &self.views());
        if let Some(shown) = self.desk.shown.as_ref().filter(|_| moved) {
            look.stage = Some(shown.stage.clone());
            look.beside = Some(shown.below.iter().chain(&shown.column).cloned().collect());
        }
        look
    }

    /// Whether the state has something that no setup gives: what was learned.
    pub(super) fn learns(&self) -> bool {
        self.history.as_ref().is_some_and(|history| history.layout.signals.iter().any(|signal| signal.is_slow))
    }

    /// Has a code of the present setup put on the clipboard.
    pub(super) fn share(&mut self) {
        let Some(recipe) = self.recipe() else { return };
        match encode(&recipe.base, &recipe.setup, &recipe.look) {
            Ok(code) => {
                let kept = if self.learns() { "; what the network has learned is not in it" } else { "" };
                let letters = code.len();
                let text = match &self.address.bare {
                    Some(address) => {
                        self.files.to_copy = Some(format!("{address}#{code}"));
                        self.address.hash = Some(code);
                        format!(
                            "Copied: a link that opens this setup in a browser; its part from tr1: on, {letters} letters, also does in a window{kept}."
                        )
                    }
                    None => {
                        self.files.to_copy = Some(code);
                        format!(
                            "Copied: a code of {letters} letters that opens this setup, pasted into a window or given as `tightrope CODE`{kept}."
                        )
                    }
                };
                self.desk.tell(Level::Info, text);
            }
            Err(why) => self.fail(format!("nothing was copied: {why}")),
        }
    }

    /// Brings to the clipboard what belongs there.
    pub(super) fn hand_out(&mut self, ctx: &egui::Context) {
        if let Some(text) = self.files.to_copy.take() {
            ctx.copy_text(text);
        }
    }

    /// Opens what was made of a preset, as a step of its own; `name` is what it was read from. Whether it was done.
    pub fn resume(&mut self, name: &str, recipe: Result<Recipe<M>, String>) -> bool {
        let Recipe { base, setup, look, told } = match recipe {
            Ok(recipe) => recipe,
            Err(why) => {
                self.fail(format!("{name}: {why}"));
                return false;
            }
        };
        let index = self.place(base);
        let command = match self.editing.resume(index, &self.presets[index], setup) {
            Ok(command) => command,
            Err(error) => {
                self.fail(format!("{name}: {error}"));
                return false;
            }
        };
        self.keeper.file = None;
        self.desk.gallery = None;
        self.desk.notice = None;
        // As with a preset: its own neuron is looked at first.
        self.link.send(Command::Watch(Picks::default()));
        self.link.send(command);
        self.dress_as(index, look);
        self.link.send(Command::Run);
        let title = plain(&self.study.title.title);
        if told.is_empty() {
            self.desk.tell(Level::Info, format!("Opened: {title}"));
        } else {
            self.fail(format!("{name}: opened, but not as it was: {}", told.join("; ")));
        }
        true
    }
}
