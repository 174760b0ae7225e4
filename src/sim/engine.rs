//! The interface of all engines.
//!
//! An engine is a state on a built network. It steps, it tells numbers of itself, and it can be copied: [`Engine::fork`]
//! gives a second run that goes on by itself. Recording, watching and edits around it are the runner's.

use super::{Frame, Stretch};
use crate::model::{Chore, Hands};
use crate::param::{Array, ParamError, Parameters};
use crate::picture::{Layout, NeuronId, Picks, Synapses};
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

/// A running network. Cloning it is a fork: state, random streams and pending events go on independently.
pub trait Engine: Clone + Send + 'static {
    /// The built network that it runs, shared.
    type Plan: Clone + Send + Sync + 'static;

    /// The network at step 0.
    fn start(plan: &Self::Plan) -> Self;

    /// Names and units of what it shows. An edit that changes them (other neurons, other signals) puts another layout in
    /// its place; everything else keeps the same one.
    fn layout(&self) -> &Arc<Layout>;

    /// Steps done so far.
    fn step(&self) -> u64;

    /// Does one step and appends its spikes.
    fn tick(&mut self, spikes: &mut Vec<super::Spike>);

    /// Writes the numbers of this step, as many as the layout has columns; seats of nobody are NaN.
    fn sample(&self, picks: &Picks, row: &mut [f64]);

    /// Does `steps` steps; records each if somebody watches.
    fn run(&mut self, steps: usize, watch: &Watch, into: &mut Stretch) {
        into.clear(self.step(), self.layout().columns());
        into.steps = steps;
        if !watch.samples {
            (0..steps).for_each(|_| self.tick(&mut into.spikes));
            return;
        }
        let Stretch { spikes, rows, columns, .. } = into;
        rows.resize(steps * *columns, f64::NAN);
        for row in rows.chunks_exact_mut(*columns) {
            self.tick(spikes);
            self.sample(&watch.picks, row);
        }
    }

    /// Appends the rate of every neuron in Hz, population by population, if its neurons have rates instead of spikes.
    fn rates_hz(&self, into: &mut Vec<f32>) {
        let _ = into;
    }

    /// What is no longer a finite number, if anything is.
    fn not_finite(&self) -> Option<String>;

    /// Writes the states of `into`: depiction, theory, what is coming. Changes nothing of the run.
    fn depict(&self, watch: &Watch, into: &mut Frame);

    /// Goes on with another network of the same kind; the state stays.
    ///
    /// # Errors
    /// If it cannot; nothing has changed then.
    fn retune(&mut self, plan: &Self::Plan) -> Result<(), ParamError>;

    /// Puts signals, by their index in the layout, to values at once; the network goes on from there.
    ///
    /// # Errors
    /// If a signal cannot be kicked; nothing has changed then.
    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError>;

    /// Does an action of the layout, by its index, to the state at once; the network goes on from there.
    ///
    /// # Errors
    /// If there is no such action, or it cannot be done now; nothing has changed then.
    fn act(&mut self, action: usize) -> Result<(), ParamError> {
        let message = format!("this network has no action {action} on its state; its layout lists those that it has");
        Err(ParamError::Conflict { message })
    }

    /// What takes long to find out about the present state, if anything is due, such as how a frozen copy does by
    /// itself. Asking changes nothing of the run and nothing that is saved: the engine notes beside its state that it was
    /// asked. What the chore finds it leaves where [`Engine::depict`] reads it; it may be dropped before its end, and then
    /// what it was to find is due again.
    fn probe(&self) -> Option<Box<dyn Chore>> {
        None
    }

    /// What was learned so far, by the names that the parameter of kind [`Arrays`](crate::param::Kind::Arrays) asks for;
    /// none for a network that learns nothing.
    fn arrays(&self) -> Vec<(&'static str, Array)> {
        Vec::new()
    }

    /// What one spike of `from` adds to the voltage of `to`, now: negative where it inhibits, 0 where there is no synapse, in
    /// units of the network's voltages; the own reset where both are the same. Both exist.
    fn weight(&self, _from: NeuronId, _to: NeuronId) -> f64 {
        0.0
    }

    /// All synapses of a neuron, which exists.
    fn synapses(&self, neuron: NeuronId) -> Synapses {
        let all = |weight: &dyn Fn(NeuronId) -> f64| {
            let of = |(p, count): (usize, usize)| {
                (0..count as u32).map(|index| weight(NeuronId { population: p as u8, index }) as f32).collect()
            };
            self.layout().populations.iter().map(|p| p.count).enumerate().map(of).collect()
        };
        Synapses {
            neuron,
            onto: all(&|other| self.weight(neuron, other)),
            from: all(&|other| self.weight(other, neuron)),
        }
    }

    /// Why the run should not go on without a person's will, such as runaway activity.
    fn alarm(&self) -> Option<String> {
        None
    }

    /// The next step at which something sets in that makes a new time, such as an injected current.
    fn next_event(&self) -> Option<u64> {
        None
    }

    /// A running copy: given the same commands it spikes alike, bit for bit, and neither touches the other.
    #[must_use]
    fn fork(&self) -> Self {
        self.clone()
    }

    /// A copy that is only looked at, or that goes on beside the run, leaves no traces in what pictures share, as a list of
    /// earlier courses.
    fn stand_aside(&mut self, _aside: bool) {}

    /// About how many bytes a copy keeps from being shared once both have gone on, as learned weights; small ones need not
    /// be counted.
    fn bytes(&self) -> usize {
        0
    }

    /// The state as bytes, without the network.
    ///
    /// # Errors
    /// If it cannot be written.
    fn save(&self) -> Result<Vec<u8>, String>;

    /// The engine of that state on the same network.
    ///
    /// # Errors
    /// If the bytes are not such a state.
    fn restore(plan: &Self::Plan, state: &[u8]) -> Result<Self, String>;
}

/// A description of a network: parameters, from which it is built once, and which engine runs it.
pub trait Model: Parameters + Clone + PartialEq + Send + Sync + 'static {
    /// The built network, cheap to clone.
    type Plan: Clone + Send + Sync + 'static;
    /// What runs it.
    type Engine: Engine<Plan = Self::Plan>;

    /// The tag, as in a preset's `system`.
    fn tag(&self) -> &'static str;

    /// The model of that tag, with default parameters.
    fn named(tag: &str) -> Option<Self>;

    /// Builds the network; takes over from `before` what has not changed.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    fn plan(&self, seed: u64, before: Option<&Self::Plan>) -> Result<Self::Plan, ParamError>;

    /// What hands can do with a built network.
    fn hands(plan: &Self::Plan) -> &dyn Hands;

    /// What takes long to say of a built network, to be done beside the run.
    fn chore(_plan: &Self::Plan) -> Option<Box<dyn Chore>> {
        None
    }

    /// The regime that theory says of it, by its place in the list of [`Hands::regimes`], if it can say; as little is built
    /// as that needs. `near` is a built network of parameters that differ in numbers alone.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    fn regime(&self, _seed: u64, _near: &Self::Plan) -> Result<Option<usize>, ParamError> {
        Ok(None)
    }

    /// The engine of a built network at step 0.
    fn start(plan: &Self::Plan) -> Self::Engine {
        Self::Engine::start(plan)
    }
}
