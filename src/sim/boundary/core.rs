//! What moves a low-rank network: steps of a clock, or spikes.

use super::exact::{Exact, Lost};
use super::{Activity, Initial, Stepper};
use crate::model::boundary::{E, I, Network};
use crate::model::{Course, Streams};
use crate::sim::Spike;
use std::sync::Arc;

/// A network with its state, of either kind.
#[derive(Clone)]
pub enum Core {
    /// Euler steps.
    Clocked(Box<Stepper>),
    /// From spike to spike.
    Exact(Box<Exact>),
}

macro_rules! either {
    ($core:expr, $inner:ident => $what:expr) => {
        match $core {
            Core::Clocked($inner) => $what,
            Core::Exact($inner) => $what,
        }
    };
}

impl Core {
    /// The network at step 0, of the kind that it asks for.
    pub fn new(network: Arc<Network>, course: Course, initial: &Initial, streams: Streams) -> Self {
        match network.exact {
            false => Core::Clocked(Box::new(Stepper::new(network, course, initial, streams))),
            true => Core::Exact(Box::new(Exact::new(network, course, initial))),
        }
    }

    /// A network of the same neurons that goes on from here with other settings, without a clock if it `exact`ly can.
    #[must_use]
    pub fn going_on(&self, network: Arc<Network>, course: Course, exact: bool) -> Self {
        match self {
            Core::Clocked(stepper) if exact => {
                let heard = [E, I].map(|p| stepper.heard(p));
                let voltages = |p: usize, i: usize| stepper.voltage(p, i) - self.shift(&network, p, i);
                Core::Exact(Box::new(Exact::from_state(network.clone(), course, heard, stepper.injected(), voltages)))
            }
            _ => {
                let mut core = self.clone();
                core.retune(network, course);
                core
            }
        }
    }

    /// By how much the lines of another network lie lower than those of this one.
    fn shift(&self, other: &Network, p: usize, i: usize) -> f64 {
        let [y_e, y_i] = self.heard(p);
        let at = |network: &Network| network.populations[p].static_voltage(i, self.x(), y_e, y_i);
        at(self.network()) - at(other)
    }

    /// About how many bytes a copy keeps for itself.
    pub fn bytes(&self) -> usize {
        match self {
            Core::Clocked(stepper) => stepper.bytes(),
            Core::Exact(exact) => 16 * exact.network().counts().iter().sum::<usize>(),
        }
    }

    /// Does one step and appends its spikes.
    #[inline]
    pub fn step(&mut self, spikes: &mut Vec<Spike>) {
        either!(self, inner => inner.step(spikes));
    }

    /// As if the first neurons of E and I had spiked before.
    pub fn start_at(&mut self, r: [&[f64]; 2]) {
        either!(self, inner => inner.start_at(r));
    }

    /// Exchanges lines, decoders and constants and keeps the state.
    pub fn retune(&mut self, network: impl Into<Arc<Network>>, course: Course) {
        either!(self, inner => inner.retune(network, course));
    }

    /// Puts latent `p` to `y` at once; returns whether it was done.
    pub fn kick(&mut self, p: usize, y: f64) -> bool {
        match self {
            Core::Clocked(stepper) => stepper.kick(p, y),
            Core::Exact(exact) => {
                exact.kick(p, y);
                true
            }
        }
    }

    /// Puts injected currents at once to where they lead.
    pub fn inject(&mut self, currents: [f64; 2]) {
        either!(self, inner => inner.inject(currents));
    }

    /// Spikes that act within a time constant, and how many there can be; nothing but a clock sets a limit.
    pub fn activity(&self) -> Option<Activity> {
        match self {
            Core::Clocked(stepper) => stepper.activity(),
            Core::Exact(_) => None,
        }
    }

    /// Why an exact run has no next moment, if it has none.
    pub fn lost(&self) -> Option<Lost> {
        match self {
            Core::Clocked(_) => None,
            Core::Exact(exact) => exact.lost(),
        }
    }

    /// Whether it has run away.
    pub fn has_run_away(&self) -> bool {
        self.lost().is_some() || self.activity().is_some_and(|activity| activity.has_run_away())
    }

    /// The network.
    pub fn network(&self) -> &Network {
        either!(self, inner => inner.network())
    }

    /// Steps done.
    pub fn step_index(&self) -> u64 {
        either!(self, inner => inner.step_index())
    }

    /// Input at this step.
    pub fn x(&self) -> f64 {
        either!(self, inner => inner.x())
    }

    /// The course of the input.
    pub fn course(&self) -> &Course {
        either!(self, inner => inner.course())
    }

    /// y_E and y_I >= 0.
    pub fn readout(&self) -> [f64; 2] {
        either!(self, inner => inner.readout())
    }

    /// Injected currents of E and I as the membranes have them now.
    pub fn injected(&self) -> [f64; 2] {
        either!(self, inner => inner.injected())
    }

    /// Latents of E and I as the membranes of population `p` hear them.
    #[inline]
    pub fn heard(&self, p: usize) -> [f64; 2] {
        either!(self, inner => inner.heard(p))
    }

    /// V of a neuron at this step.
    pub fn voltage(&self, p: usize, i: usize) -> f64 {
        either!(self, inner => inner.voltage(p, i))
    }

    /// Rate of a neuron of the rate version, in spikes per membrane time constant.
    pub fn rate(&self, p: usize, i: usize) -> Option<f64> {
        match self {
            Core::Clocked(stepper) => stepper.rate(p, i),
            Core::Exact(_) => None,
        }
    }

    /// The first quantity that is no longer a number.
    pub fn not_finite(&self) -> Option<String> {
        either!(self, inner => inner.not_finite())
    }
}
