//! What an application of the minimax networks must say of itself: all that only it has stands in one file of `apps`.

use super::network::{E, I, Network};
use super::params::MinimaxParams;
use super::parts::Parts;
use super::predict::Optimum;
use super::stability::{Stability, stability, told};
use super::state::State;
use super::verdict::Verdict;
use crate::geometry::Point;
use crate::model::split_mix::Draws;
use crate::param::{Edit, ParamError};
use crate::picture::{
    Field, FieldInfo, FixedPoint, Given, Grip, Plane, PlaneInfo, Reading, SignalInfo, Space, SpaceInfo, SpikeLevel,
    Theory,
};
use std::sync::Arc;

/// How the input comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// Spikes at given rates or their mean, filtered.
    Filtered,
    /// The mean of filtered spikes, whatever the parameters say.
    Mean,
    /// Directly, without a filter.
    Given,
}

/// Filtered spikes that a population is to be put to.
pub type Kick = (usize, Vec<f64>);

/// One application. Signals are those besides the input; `values`, `planes` and `fields` are as many as their infos.
pub trait App: Sync {
    /// Whether parameter `id` does something here.
    fn is_relevant(&self, id: &str) -> bool;

    /// Whether its parameters fit together.
    ///
    /// # Errors
    /// If they do not; what to change is said.
    fn validate(&self, _p: &MinimaxParams) -> Result<(), ParamError> {
        Ok(())
    }

    /// Weights, thresholds and what only this application has.
    ///
    /// # Errors
    /// If the drawn numbers make no network.
    fn parts(&self, p: &MinimaxParams, draws: &mut Draws) -> Result<Parts, ParamError>;

    /// How the input comes in.
    fn feed(&self) -> Feed;

    /// Rates in Hz of all channels at input `x` and time step `step`, where the input is filtered.
    fn rates_hz(&self, p: &MinimaxParams, network: &Network, _seed: u64, x: f64, _step: u64) -> Vec<f64> {
        vec![p.strength * x; network.channels]
    }

    /// Which stretch of equal rates `step` is in.
    fn stretch(&self, _p: &MinimaxParams, _step: u64) -> u64 {
        0
    }

    /// An input that never changes: sets the channels and F x once.
    fn start(&self, _network: &Network, _channels: &mut Vec<f64>, _drive: &mut Vec<f64>) {}

    /// An input that is given directly: sets the channels and F x at input `x` and time step `step`.
    fn give(&self, _to: Giving<'_>, _x: f64, _step: u64) {}

    /// What theory can predict of the network at the steady input `x`, without injected currents.
    fn optimum(&self, _p: &MinimaxParams, _network: &Arc<Network>, _x: f64) -> Optimum {
        Optimum::Unknown
    }

    /// Names and units of its signals.
    fn signals(&self, network: &Network) -> Vec<SignalInfo>;

    /// Their values.
    fn values(&self, state: &State<'_>, into: &mut [f64]);

    /// Names and axes of its planes; `signals` include the input.
    fn plane_infos(&self, p: &MinimaxParams, network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo>;

    /// The planes.
    fn planes(&self, state: &State<'_>, given: Given) -> Vec<Plane>;

    /// Names and axes of its spaces; `signals` include the input.
    fn space_infos(&self, _signals: &[SignalInfo]) -> Vec<SpaceInfo> {
        Vec::new()
    }

    /// The spaces.
    fn spaces(&self, _state: &State<'_>, _given: Given) -> Vec<Arc<Space>> {
        Vec::new()
    }

    /// Names and sizes of its fields.
    fn field_infos(&self, _p: &MinimaxParams) -> Vec<FieldInfo> {
        Vec::new()
    }

    /// The fields.
    fn fields(&self, _state: &State<'_>) -> Vec<Field> {
        Vec::new()
    }

    /// Numbers told beside the statistics.
    fn readings(&self, _state: &State<'_>) -> Vec<Reading> {
        Vec::new()
    }

    /// Predicted levels of signals.
    fn theory(&self, _state: &State<'_>, _given: Given) -> Vec<Theory> {
        Vec::new()
    }

    /// What spikes make of it, where that has a closed form.
    fn spikes(&self, _state: &State<'_>, _given: Given) -> Option<SpikeLevel> {
        None
    }

    /// Where theory says that the network can stand.
    fn fixed_points(&self, _state: &State<'_>, _given: Given, _holds: bool) -> Vec<FixedPoint> {
        Vec::new()
    }

    /// Whether only the optimum tells if the rates settle.
    fn needs_optimum(&self) -> bool {
        false
    }

    /// What decides whether the rates settle.
    fn stability(&self, network: &Network, _optimum: &Optimum) -> Option<Stability> {
        let all = |p: usize| (0..network.counts[p]).collect::<Vec<usize>>();
        stability(network, [&all(E), &all(I)], false)
    }

    /// Whether the rates settle, in words.
    fn verdict(&self, _p: &MinimaxParams, network: &Network, stability: Option<Stability>) -> Verdict {
        match stability {
            Some(s) => told(s, network.tau_s[E]),
            None => Verdict::new("", None, "too many neurons to tell whether the rates settle"),
        }
    }

    /// Whether the I neurons spike in the time of the network, so that their spikes are told.
    fn tells_i(&self) -> bool {
        true
    }

    /// Whether the currents of a neuron vary with what comes in, so that their correlation says something.
    fn compares_currents(&self) -> bool {
        true
    }

    /// Where filtered spikes go when signals are pulled to values; `None` where the state cannot be kicked.
    fn kick(&self, _r: [&[f64]; 2], _to: &[(usize, f64)]) -> Option<Vec<Kick>> {
        None
    }

    /// What a pull at a handle of plane `plane` changes.
    fn drag(&self, _p: &MinimaxParams, _given: &Given, _plane: usize, _grip: &Grip, _to: Point) -> Option<Edit> {
        None
    }
}

/// What a directly given input is made of, and where it goes.
#[derive(Debug)]
pub struct Giving<'a> {
    /// The parameters.
    pub params: &'a MinimaxParams,
    /// The network.
    pub network: &'a Network,
    /// The cued neurons.
    pub cued: &'a [usize],
    /// Input channels.
    pub channels: &'a mut [f64],
    /// F x.
    pub drive: &'a mut [f64],
}
