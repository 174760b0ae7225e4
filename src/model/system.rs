//! The systems that Tightrope knows; the tag of presets and menus.

use super::boundary::BoundaryParams;
use super::minimax::MinimaxParams;
use super::{Drive, Hands, Perturbation};
use crate::geometry::Point;
use crate::param::{Edit, ParamError, Parameters, Slot, Spec};
use crate::picture::{Depiction, Given, Grip, NeuronId, Roster};
use std::sync::Arc;

/// One of the systems with its parameters.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there are a handful of them at a time")]
pub enum System {
    /// Low-rank E-I networks with latent boundaries (Podlaski & Machens 2024).
    Boundary(BoundaryParams),
    /// Minimax networks (Li & Pehlevan 2020).
    Minimax(MinimaxParams),
}

impl System {
    /// The tags of all systems, as in a preset's `system`.
    pub const NAMES: &'static [&'static str] = &["boundary", "minimax"];

    /// The system of that tag, with default parameters.
    pub fn named(name: &str) -> Option<System> {
        match name {
            "boundary" => Some(System::Boundary(BoundaryParams::default())),
            "minimax" => Some(System::Minimax(MinimaxParams::default())),
            _ => None,
        }
    }

    /// The tag.
    pub fn name(&self) -> &'static str {
        match self {
            System::Boundary(_) => "boundary",
            System::Minimax(_) => "minimax",
        }
    }

    fn hands(&self) -> &dyn Hands {
        match self {
            System::Boundary(params) => params,
            System::Minimax(params) => params,
        }
    }
}

impl Parameters for System {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        match self {
            System::Boundary(params) => params.visit(visitor),
            System::Minimax(params) => params.visit(visitor),
        }
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        self.hands().is_relevant(spec)
    }

    fn check(&self) -> Result<(), ParamError> {
        self.hands().check()
    }
}

impl Hands for System {
    fn drag(&self, seed: u64, given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        self.hands().drag(seed, given, plane, grip, to)
    }

    fn draw(&self, seed: u64, plane: usize, points: &[Point]) -> Vec<Edit> {
        self.hands().draw(seed, plane, points)
    }

    fn paint(&self, seed: u64, field: usize, cells: &[usize], on: bool) -> Vec<Edit> {
        self.hands().paint(seed, field, cells, on)
    }

    fn roster(&self, seed: u64) -> Roster {
        self.hands().roster(seed)
    }

    fn assign(&self, seed: u64, neuron: NeuronId, trait_id: &str, value: f64) -> Vec<Edit> {
        self.hands().assign(seed, neuron, trait_id, value)
    }

    fn silence(&self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        self.hands().silence(neurons, silent)
    }

    fn perturbations(&self) -> Vec<Perturbation> {
        self.hands().perturbations()
    }

    fn sketch(&self, drive: &Drive, seed: u64, given: &Given, picks: &[NeuronId]) -> Option<Arc<Depiction>> {
        self.hands().sketch(drive, seed, given, picks)
    }
}
