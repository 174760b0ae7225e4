//! The state of a run, lent to the pictures.

use super::network::{E, Network};
use super::params::MinimaxParams;
use super::predict::Optimum;
use crate::picture::Field;

/// What a picture is made of.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The network.
    pub network: &'a Network,
    /// Its parameters.
    pub params: &'a MinimaxParams,
    /// What theory predicts of it.
    pub optimum: &'a Optimum,
    /// Input x of the course.
    pub x: f64,
    /// Filtered spikes.
    pub r: [&'a [f64]; 2],
    /// Excitatory and inhibitory input of each neuron of E, as drawn in the balance plane.
    pub balance: &'a [[f64; 2]],
    /// Filtered input, or the target where it is given directly.
    pub channels: &'a [f64],
    /// Voltages of I.
    pub v_i: &'a [f64],
    /// Rates in Hz measured since the run settled; empty before.
    pub rates_hz: [&'a [f64]; 2],
    /// Mean of r^E over the run, where it is kept.
    pub mean_e: &'a [f64],
    /// The cued neurons.
    pub cued: &'a [usize],
}

impl State<'_> {
    /// E rates in Hz as a field with colours up to `top`; the cued cells are marked.
    pub fn rates_field(&self, top: f64) -> Field {
        Field {
            values: self.r[E].iter().map(|r| (r / self.network.tau_s[E]) as f32).collect(),
            range: [0.0, top as f32],
            marked: self.cued.to_vec(),
            kept: Vec::new(),
        }
    }
}
