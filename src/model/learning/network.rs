//! A learning network as plain arrays, ready to be stepped (sheet learning-dynamics, sections 2 and 3).
//!
//! ```text
//! dV/dt = -lam V + D^T (c + k e + W^T psi(x_hat)) - Omega_f o,     Omega_f = D^T D + mu I,   T_i = (Omega_f_ii + nu)/2
//! dr/dt = -lam r + o,    x_hat = D r,    e = x - x_hat,    dW/dt = eta psi e^T
//! ```
//! `decoder` is D, `fast` Omega_f, `threshold` T, `lam_per_s` lam, `basis` psi; k, eta and what else a hand changes while
//! it runs are in [`Control`].

use super::basis::Basis;
use super::place::{MOST, State};
use super::teacher::Teacher;

/// A network with its teacher.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// What is to be learned.
    pub teacher: Teacher,
    /// D by dimension, then by neuron.
    pub decoder: Vec<Vec<f64>>,
    /// T.
    pub threshold: Vec<f64>,
    /// Omega_f, row by row; it is symmetric.
    pub fast: Vec<f64>,
    /// Quadratic cost of a spike.
    pub mu: f64,
    /// Linear cost of a spike.
    pub nu: f64,
    /// Leak of V, r and readout, 1/s.
    pub lam_per_s: f64,
    /// Time step in seconds.
    pub dt_s: f64,
    /// Basis functions.
    pub basis: Basis,
    /// Time constant in seconds over which E and I currents are taken.
    pub tau_f_s: f64,
}

/// What may change from step to step.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// Feedback gain k, 1/s.
    pub k: f64,
    /// Learning rate eta, 1/s^2; 0 leaves the weights alone.
    pub eta: f64,
    /// Voltage noise per root second.
    pub sigma_v: f64,
    /// Neurons that never spike.
    pub dead: Vec<bool>,
    /// Whether spikes reach other neurons; otherwise they only reset their own.
    pub lateral: bool,
    /// Whether the readout is what the network is asked to represent, without spikes.
    pub is_rate: bool,
    /// Standard deviation of the command, one a dimension; 0 masks it.
    pub sigma_c: State,
    /// Correlation time of the command in seconds.
    pub tau_c_s: f64,
    /// Added to the command.
    pub command: State,
}

impl Control {
    /// Nothing on, nobody dead.
    pub fn off(n: usize) -> Self {
        Control {
            k: 0.0,
            eta: 0.0,
            sigma_v: 0.0,
            dead: vec![false; n],
            lateral: true,
            is_rate: false,
            sigma_c: [0.0; MOST],
            tau_c_s: 0.1,
            command: [0.0; MOST],
        }
    }
}

impl Network {
    /// A network with these decoders; costs `mu` and `nu` as absolute numbers.
    pub fn new(
        teacher: Teacher,
        decoder: Vec<Vec<f64>>,
        [mu, nu]: [f64; 2],
        lam_per_s: f64,
        dt_s: f64,
        basis: Basis,
    ) -> Network {
        let n = decoder.first().map_or(0, Vec::len);
        let product = |i: usize, j: usize| decoder.iter().map(|d| d[i] * d[j]).sum::<f64>();
        let fast: Vec<f64> =
            (0..n * n).map(|at| product(at / n, at % n) + if at / n == at % n { mu } else { 0.0 }).collect();
        let threshold = (0..n).map(|i| (fast[i * n + i] + nu) / 2.0).collect();
        Network { teacher, decoder, threshold, fast, mu, nu, lam_per_s, dt_s, basis, tau_f_s: 0.05 }
    }

    /// Number of neurons.
    pub fn neurons(&self) -> usize {
        self.threshold.len()
    }

    /// Number of dimensions K.
    pub fn dimensions(&self) -> usize {
        self.decoder.len()
    }

    /// What a spike of neuron `j` adds to the voltage of neuron `i` at once: -Omega_f, or its own reset alone where spikes
    /// reach nobody. What was learned acts through the basis functions and is no weight between two neurons.
    pub fn weight(&self, lateral: bool, j: usize, i: usize) -> f64 {
        if lateral || i == j { -self.fast[j * self.neurons() + i] } else { 0.0 }
    }

    /// D_i . x.
    pub fn project(&self, i: usize, x: &State) -> f64 {
        self.decoder.iter().zip(x).map(|(d, x)| d[i] * x).sum()
    }

    /// `W^T psi - lam x` at a state: the dynamics that weights W make. `w` is by dimension, then by function.
    pub fn learned_field(&self, w: &[f64], x: &State, psi: &mut [f64]) -> State {
        self.basis.at(x, psi);
        let mut f = [0.0; MOST];
        for (k, w) in w.chunks_exact(psi.len()).enumerate() {
            f[k] = w.iter().zip(&*psi).map(|(w, psi)| w * psi).sum::<f64>() - self.lam_per_s * x[k];
        }
        f
    }
}
