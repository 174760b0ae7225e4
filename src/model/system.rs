//! The systems that Tightrope knows; the tag of presets and menus.

use super::boundary::BoundaryParams;
use crate::param::{ParamError, Parameters, Slot, Spec};

/// One of the systems with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum System {
    /// Low-rank E-I networks with latent boundaries (Podlaski & Machens 2024).
    Boundary(BoundaryParams),
}

impl System {
    /// The tags of all systems, as in a preset's `system`.
    pub const NAMES: &'static [&'static str] = &["boundary"];

    /// The system of that tag, with default parameters.
    pub fn named(name: &str) -> Option<System> {
        (name == "boundary").then(|| System::Boundary(BoundaryParams::default()))
    }

    /// The tag.
    pub fn name(&self) -> &'static str {
        match self {
            System::Boundary(_) => "boundary",
        }
    }

    fn parameters(&self) -> &dyn Parameters {
        match self {
            System::Boundary(params) => params,
        }
    }
}

impl Parameters for System {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        match self {
            System::Boundary(params) => params.visit(visitor),
        }
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        self.parameters().is_relevant(spec)
    }

    fn check(&self) -> Result<(), ParamError> {
        self.parameters().check()
    }
}
