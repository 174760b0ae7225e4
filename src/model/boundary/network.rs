//! A low-rank network as plain arrays, ready to be stepped.
//!
//! ```text
//! V_E = F_E x + E_EE y_E - E_EI y_I - mu_E r_E + 1 - T_E        spike when V >= 1
//! V_I = F_I x + E_IE y_E - E_II y_I - mu_I r_I + 1 - T_I        (sheet low-rank-ei, section 3.1)
//! ```
//! `from_e` is E_EE or E_IE, `from_i` is E_EI or E_II, `input` is F, `threshold` is T, `decoder` is D.

use crate::geometry::{Fan, HalfPlane, Side, Vector};
use crate::param::Sparse;
use std::sync::{Arc, OnceLock};

/// Index of the E population in every pair.
pub const E: usize = 0;
/// Index of the I population in every pair.
pub const I: usize = 1;

/// What follows from other fields, made when it is first asked for. A copy makes its own, since its fields may be changed.
#[derive(Debug)]
pub struct Made<T>(OnceLock<T>);

impl<T> Default for Made<T> {
    fn default() -> Self {
        Made(OnceLock::new())
    }
}

impl<T> Clone for Made<T> {
    fn clone(&self) -> Self {
        Made::default()
    }
}

impl<T> Made<T> {
    /// It, if it was asked for.
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }
}

impl<T> PartialEq for Made<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One population; every array has one entry a neuron.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population {
    /// D: how far one spike moves the own latent, in latent units.
    pub decoder: Vec<f64>,
    /// D of the neurons whose spikes a hand has resized, as it was before that.
    pub unshifted: Sparse,
    /// The decoder by which the *other* population hears this one; equal to `decoder` unless mistuned.
    pub cross_decoder: Vec<f64>,
    /// Weight of y_E in these voltages.
    pub from_e: Vec<f64>,
    /// Weight of y_I in these voltages; enters with a minus sign.
    pub from_i: Vec<f64>,
    /// Weight of y_E squared in all these voltages; rate units only, as of dendrites that are not linear (figure 11).
    pub quadratic: f64,
    /// F, input weight.
    pub input: Vec<f64>,
    /// Weights of the second input, whose present value is part of `threshold`; empty if there is none.
    pub input_2: Vec<f64>,
    /// T, threshold in boundary units.
    pub threshold: Vec<f64>,
    /// Neurons that never spike, though their voltage moves.
    pub silenced: Vec<bool>,
    /// mu, extra own reset for each spike.
    pub spike_cost: f64,
    /// Stationary standard deviation of the voltage noise.
    pub sigma_v: f64,
    /// One over the membrane time constant.
    pub leak_per_s: f64,
    /// Square pulses: how many steps one pulse lasts.
    pub pulse_steps: usize,
    /// Exponential synapses: one over their time constant.
    pub synapse_leak_per_s: f64,
    /// Steps from one spike to the next possible one (slow synapses only); 0 and 1 both mean the next step.
    pub refractory_steps: u64,
    /// Square pulses: whether a neuron's own pulse is left out and acts at once instead. True for I; for E only in the
    /// authors' one-population program.
    pub own_effect_is_fast: bool,
    /// Its lines in the order of their slopes, for a population that has many.
    pub fan: Made<Arc<Fan>>,
    /// The same if it is alone.
    pub fan_alone: Made<Arc<Fan>>,
}

impl Population {
    /// Number of neurons.
    pub fn len(&self) -> usize {
        self.decoder.len()
    }

    /// Whether there are no neurons.
    pub fn is_empty(&self) -> bool {
        self.decoder.is_empty()
    }

    /// V of neuron `i` in the static form, without spike cost and noise.
    pub fn static_voltage(&self, i: usize, x: f64, y_e: f64, y_i: f64) -> f64 {
        let bent = self.quadratic * y_e * y_e;
        self.input[i] * x + self.from_e[i] * y_e + bent - self.from_i[i] * y_i + 1.0 - self.threshold[i]
    }

    /// Whether neuron `i` never spikes.
    pub fn is_silenced(&self, i: usize) -> bool {
        self.silenced.get(i).copied().unwrap_or(false)
    }

    /// Spikes per time constant that hold the latent at `y`: y over the mean decoder of those that move it.
    pub fn spikes_for(&self, y: f64) -> f64 {
        let acting = self.decoder.iter().filter(|d| **d > 0.0);
        let (count, sum) = acting.fold((0.0, 0.0), |(count, sum), d| (count + 1.0, sum + d));
        if sum > 0.0 { y.abs() * count / sum } else { 0.0 }
    }

    /// All lines in the (y_E, y_I) plane, which move with the input and with an injected current.
    pub fn fan(&self) -> &Arc<Fan> {
        self.fan.0.get_or_init(|| {
            let line = |i: usize| (Vector::new(self.from_e[i], -self.from_i[i]), self.threshold[i], self.input[i]);
            Arc::new(Fan::new((0..self.len()).map(line), &self.silenced, Side::Upper))
        })
    }

    /// The same for a population alone, in the plane of x and y: neuron i fires where F x + E y >= T. `own` are its
    /// recurrent weights.
    pub fn fan_alone(&self, own: &[f64]) -> &Arc<Fan> {
        self.fan_alone.0.get_or_init(|| {
            let line = |i: usize| (Vector::new(self.input[i], own[i]), self.threshold[i], 0.0);
            Arc::new(Fan::new((0..self.len()).map(line), &self.silenced, Side::Lower))
        })
    }

    /// Where neuron `i` fires in the (y_E, y_I) plane at input `x`.
    pub fn half_plane(&self, i: usize, x: f64) -> HalfPlane {
        HalfPlane::new(self.from_e[i], -self.from_i[i], self.threshold[i] - self.input[i] * x)
    }
}

/// Both populations; one of them may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// E and I.
    pub populations: [Population; 2],
    /// Time step in seconds.
    pub dt_s: f64,
    /// How spikes act.
    pub synapse: super::Synapse,
    /// Instantaneous synapses: by how many steps more than the one of the algorithm a spike reaches other neurons late.
    pub delay_steps: u64,
    /// Steepness of the rate version.
    pub steepness: f64,
    /// Set a voltage that overshot to exactly 1 as it fires (quirk Q1 of the sheet).
    pub clamp: bool,
    /// Run from spike to spike instead of step by step, which it must [allow](Network::needs_no_steps); the time step is
    /// then how often the state is told.
    pub exact: bool,
}

impl Network {
    /// What one spike of neuron `j` of population `from` adds to the voltage of neuron `i` of population `to`: W = E D, as the
    /// other population hears it if decoders are mistuned, less the spike cost at the spiker itself.
    pub fn weight(&self, (from, j): (usize, usize), (to, i): (usize, usize)) -> f64 {
        let (sender, listener) = (&self.populations[from], &self.populations[to]);
        let decoder = if from == to { sender.decoder[j] } else { sender.cross_decoder[j] };
        let heard = if from == E { listener.from_e[i] } else { -listener.from_i[i] };
        heard * decoder - if (from, j) == (to, i) { sender.spike_cost } else { 0.0 }
    }

    /// E and I neurons.
    pub fn counts(&self) -> [usize; 2] {
        [self.populations[E].len(), self.populations[I].len()]
    }
}
