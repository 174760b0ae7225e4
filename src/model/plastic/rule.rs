//! Rules by which synapses change with spikes (sheet plastic-balanced, section 5.2).
//!
//! Each has a term for a spike of the presynaptic cell, which reads the trace x of the postsynaptic one, and a term the
//! other way round. Everything is in scaled weights: J in mV, with J = j/sqrt(N).

use serde::{Deserialize, Serialize};

/// One rule with its constants.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rule {
    /// Weight-dependent Hebb: pre `J -= eta x J`, post `J += eta x J_max`.
    SoftHebb { eta: f64, j_max: f64 },
    /// Classical Hebb between bounds: pre `J -= eta x` if J > low, post `J += eta x` if low < J < high.
    HardHebb { eta: f64, low: f64, high: f64 },
    /// Kohonen: pre `J += eta beta x`, post `J -= eta J`.
    Kohonen { eta: f64, beta: f64 },
    /// Oja: pre `J += eta beta x`, post `J -= eta x J`.
    Oja { eta: f64, beta: f64 },
    /// Homeostatic: pre `J -= (eta/J_n)(x - alpha) J`, post `J -= (eta/J_n) x J`, with alpha = 2 rho tau.
    Homeostatic { eta: f64, alpha: f64, j_n: f64 },
}

/// The rules that act on each class of synapses, in the order in which they act on one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// By class.
    pub of: [Vec<Rule>; 4],
    /// Time constant of the traces in ms.
    pub tau_ms: f64,
}

impl Rules {
    /// Whether weights of a class change.
    pub fn act(&self, class: usize) -> bool {
        !self.of[class].is_empty()
    }

    /// Whether any weights change.
    pub fn any(&self) -> bool {
        (0..4).any(|class| self.act(class))
    }
}
