//! Everything that decides a run: the model, the drive, the seed.

use crate::model::{Drive, System};
use crate::param::{Effect, Kind, ParamError, Parameters, Slot, Spec};
use crate::sim::{Engine, Model};

static SEED: Spec = Spec {
    id: "seed",
    group: "Noise and cost",
    name: "random seed",
    symbol: "",
    unit: "",
    kind: Kind::Count { min: 0, max: u32::MAX as usize, default: 1 },
    effect: Effect::Rebuild,
    help: "All random numbers of a run come from named streams of this seed, so that a run can be repeated.",
};

/// A run, before it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup<M = System> {
    /// The network.
    pub model: M,
    /// Input and injected currents.
    pub drive: Drive,
    /// Seed of all random streams.
    pub seed: usize,
}

impl<M: Model> Setup<M> {
    /// `model` under the default drive.
    pub fn new(model: M) -> Self {
        Setup { model, drive: Drive::default(), seed: 1 }
    }

    /// Builds the engine at step 0.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn build(&self) -> Result<Box<dyn Engine>, ParamError> {
        self.model.build(&self.drive, self.seed as u64)
    }
}

impl<M: Model> Parameters for Setup<M> {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Setup { model, drive, seed } = self;
        drive.visit(visitor);
        model.visit(visitor);
        visitor(&SEED, Slot::Count(seed));
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        self.drive.is_relevant(spec) && self.model.is_relevant(spec)
    }

    fn check(&self) -> Result<(), ParamError> {
        self.model.check()
    }
}
