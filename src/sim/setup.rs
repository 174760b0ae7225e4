//! Everything that decides a run: the model and the seed.

use super::{Model, caught};
use crate::hue::Hue;
use crate::model::System;
use crate::param::{Effect, Kind, ParamError, Parameters, Slot, Spec};

static SEED: Spec = Spec {
    id: "seed",
    group: "Noise and cost",
    name: "random seed",
    symbol: "",
    unit: "",
    kind: Kind::Count { min: 0, max: u32::MAX as usize, default: 1 },
    effect: Effect::Rebuild,
    hue: Hue::Neutral,
    help: "All random numbers of a run come from named streams of this seed, so that a run can be repeated.",
};

/// A run, before it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup<M = System> {
    /// The network with all that drives it.
    pub model: M,
    /// Seed of all random streams.
    pub seed: usize,
}

impl<M: Model> Setup<M> {
    /// `model` with the default seed.
    pub fn new(model: M) -> Self {
        Setup { model, seed: 1 }
    }

    /// Builds the network; takes over from `before` what has not changed.
    ///
    /// # Errors
    /// If the parameters do not fit together, or building fails.
    pub fn plan(&self, before: Option<&M::Plan>) -> Result<M::Plan, ParamError> {
        // Nothing is changed by building: to fail at it is a refusal like any other.
        caught(|| self.model.plan(self.seed as u64, before))
            .unwrap_or_else(|what| Err(ParamError::failed("built", &what)))
    }

    /// The engine of a network at step 0.
    ///
    /// # Errors
    /// If it fails.
    pub(super) fn start(plan: &M::Plan) -> Result<M::Engine, ParamError> {
        caught(|| M::start(plan)).map_err(|what| ParamError::failed("started", &what))
    }

    /// Builds the engine at step 0.
    ///
    /// # Errors
    /// As [`Setup::plan`].
    pub fn build(&self) -> Result<M::Engine, ParamError> {
        Self::start(&self.plan(None)?)
    }
}

impl<M: Model> Parameters for Setup<M> {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Setup { model, seed } = self;
        model.visit(visitor);
        visitor(&SEED, Slot::Count(seed));
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        self.model.is_relevant(spec)
    }

    fn obstacle(&self, spec: &Spec, option: &str) -> Option<String> {
        self.model.obstacle(spec, option)
    }

    fn check(&self) -> Result<(), ParamError> {
        self.model.check()
    }
}
