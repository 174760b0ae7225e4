//! A network's hands, held carefully: a mistake in one of them is told, and does not take the window with it.

use crate::geometry::Point;
use crate::model::{Hands, Perturbation, Side, Traced};
use crate::param::{Edit, ParamError};
use crate::picture::{Depiction, Drawing, Given, Grip, NeuronId, Regime, Roster};
use crate::session::room;
use crate::sim::caught;
use std::cell::RefCell;
use std::sync::Arc;

/// The hands of a network, and where it is noted what failed.
#[derive(Clone, Copy)]
pub struct Careful<'a> {
    hands: &'a dyn Hands,
    failed: &'a RefCell<Vec<String>>,
}

impl<'a> Careful<'a> {
    pub(super) fn new(hands: &'a dyn Hands, failed: &'a RefCell<Vec<String>>) -> Self {
        Careful { hands, failed }
    }

    /// What the hands say; nothing where they fail.
    fn ask<T: Default>(self, what: &str, work: impl FnOnce(&'a dyn Hands) -> T) -> T {
        caught(|| work(self.hands)).unwrap_or_else(|why| {
            let text = format!("{what} failed ({why}), which is a mistake in the program");
            let mut failed = self.failed.borrow_mut();
            if !failed.contains(&text) {
                failed.push(text);
            }
            T::default()
        })
    }

    pub fn drag(self, given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        self.ask("dragging", |hands| hands.drag(given, plane, grip, to))
    }

    pub fn canvas(self) -> Option<(usize, Drawing)> {
        self.ask("drawing", |hands| hands.canvas())
    }

    pub fn draw(self, plane: usize, points: &[Point]) -> Result<Vec<Edit>, String> {
        let drawn = self.ask("drawing", |hands| Some(hands.draw(plane, points)));
        drawn.unwrap_or_else(|| Err("nothing was drawn".to_owned()))
    }

    pub fn trace(self, traced: &Traced) -> Result<(Vec<Edit>, Vec<String>), String> {
        let made = self.ask("making a target of a file", |hands| Some(hands.trace(traced)));
        made.unwrap_or_else(|| Err("no target could be made of it".to_owned()))
    }

    pub fn reach(self) -> [[f64; 2]; 2] {
        self.ask("reading a file", |hands| hands.reach())
    }

    pub fn input_reach(self) -> [f64; 2] {
        self.ask("reading a file", |hands| hands.input_reach())
    }

    pub fn room(self, edits: &[Edit]) -> Result<(), ParamError> {
        self.ask("looking whether an edit fits", |hands| Some(room(hands, edits))).unwrap_or(Ok(()))
    }

    pub fn paint(self, field: usize, cells: &[usize], on: bool) -> Vec<Edit> {
        self.ask("painting", |hands| hands.paint(field, cells, on))
    }

    pub fn play(self, x: f64) -> Vec<Edit> {
        self.ask("playing the input", |hands| hands.play(x))
    }

    pub fn draw_input(self, values: Vec<f64>, from_s: f64, length_s: f64) -> Vec<Edit> {
        self.ask("drawing the input", |hands| hands.draw_input(values, from_s, length_s))
    }

    pub fn roster(self) -> Roster {
        self.ask("listing the neurons", |hands| hands.roster())
    }

    pub fn assign(self, neuron: NeuronId, trait_id: &str, value: f64) -> Vec<Edit> {
        self.ask("setting a number of a neuron", |hands| hands.assign(neuron, trait_id, value))
    }

    pub fn silence(self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        self.ask("silencing", |hands| hands.silence(neurons, silent))
    }

    pub fn perturbations(self) -> Vec<Perturbation> {
        self.ask("listing perturbations", |hands| hands.perturbations())
    }

    pub fn regimes(self) -> &'static [Regime] {
        self.ask("listing regimes", |hands| hands.regimes())
    }

    pub fn map_axes(self) -> Option<[Side; 2]> {
        self.ask("choosing axes", |hands| hands.map_axes())
    }

    pub fn sweep_axis(self) -> Option<&'static str> {
        self.ask("choosing an axis", |hands| hands.sweep_axis())
    }

    pub fn sketch(self, given: &Given) -> Option<Arc<Depiction>> {
        self.ask("drawing ahead", |hands| hands.sketch(given))
    }
}
