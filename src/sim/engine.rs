//! The interface of all engines.

use super::Frame;
use crate::model::{Drive, Hands};
use crate::param::{Edit, ParamError};
use crate::picture::{Layout, NeuronId, Picks};
use std::fmt;
use std::sync::Arc;

/// What to record; it never changes what the network does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Record the signals of every step.
    pub samples: bool,
    /// Record currents and voltage of the first, the voltage of the others.
    pub picks: Picks,
}

impl Watch {
    /// Watches every step, and one neuron.
    pub fn one(neuron: Option<NeuronId>) -> Self {
        Watch { samples: true, picks: [neuron, None, None, None] }
    }

    /// The same without neurons that do not exist.
    #[must_use]
    pub fn within(&self, layout: &Layout) -> Self {
        Watch { picks: self.picks.map(|pick| pick.filter(|neuron| layout.has(*neuron))), ..*self }
    }
}

/// The state is no longer a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Step at which it was noticed.
    pub step: u64,
    /// Where.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no longer finite at step {}", self.what, self.step)
    }
}

impl std::error::Error for Fault {}

/// A running network.
pub trait Engine: Send {
    /// Names and units of what it shows; fixed for its lifetime.
    fn layout(&self) -> Arc<Layout>;

    /// Steps done so far.
    fn step(&self) -> u64;

    /// Does `steps` steps and appends spikes and samples to `into`.
    ///
    /// # Errors
    /// If the state is no longer finite.
    fn advance(&mut self, steps: u64, watch: &Watch, into: &mut Frame) -> Result<(), Fault>;

    /// Writes the states of `into`: depiction, theory, what is coming.
    fn depict(&mut self, watch: &Watch, into: &mut Frame);

    /// Applies live edits; the state stays.
    ///
    /// # Errors
    /// If a value is not allowed; nothing has changed then.
    fn edit(&mut self, edits: &[Edit]) -> Result<(), ParamError>;

    /// Puts signals, by their index in the layout, to values at once; the network goes on from there.
    ///
    /// # Errors
    /// If a signal cannot be kicked; nothing has changed then.
    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError>;

    /// Why the run should not go on without a person's will, such as runaway activity.
    fn alarm(&self) -> Option<String> {
        None
    }

    /// The next step at which something sets in that makes a new time, such as an injected current.
    fn next_event(&self) -> Option<u64> {
        None
    }
}

/// A description from which an engine can be built: parameters in, engine out.
pub trait Model: Hands + Clone + PartialEq + Send + 'static {
    /// Builds the engine at step 0.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    fn build(&self, drive: &Drive, seed: u64) -> Result<Box<dyn Engine>, ParamError>;
}

impl Model for crate::model::System {
    fn build(&self, drive: &Drive, seed: u64) -> Result<Box<dyn Engine>, ParamError> {
        match self {
            crate::model::System::Boundary(params) => {
                Ok(Box::new(super::boundary::BoundaryEngine::new(params.clone(), drive.clone(), seed)?))
            }
            crate::model::System::Minimax(params) => {
                Ok(Box::new(super::minimax::MinimaxEngine::new(params.clone(), drive.clone(), seed)?))
            }
        }
    }
}
