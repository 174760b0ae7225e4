//! The discrete algorithm of the learning networks (sheet learning-dynamics, section 5; the readings of the reference
//! format's description where the sheet leaves room).
//!
//! ```text
//! 1  c    <- c - c dt/tau_c + sigma_c sqrt(2 dt/tau_c) n     (a normal a dimension, also for masked ones)
//! 2  e    =  x - x_hat                                       (both of the previous step)
//! 3  psi  =  basis(x_hat)
//! 4  u    =  c + k e + W^T psi                               (W before step 5)
//! 5  W    += dt eta psi e^T                                  (if learning)
//! 6  V    <- a V + dt D^T u (+ sigma_v sqrt(dt) n),  r <- a r,  x_hat <- a x_hat,  zeta <- a zeta + dt u,  a = 1 - lam dt
//! 7  the one alive neuron farthest above threshold spikes: V -= Omega_f[., i], r_i += 1, x_hat += D_i
//! 8  x    <- RK4 step of dx/dt = f(x) + c
//! ```
//! All arrays are by dimension, then by neuron or function, so that inner loops run over neighbours.

#![allow(clippy::needless_range_loop, reason = "several arrays are walked by dimension together")]

use crate::model::Draws;
use crate::model::learning::{BOX, Control, MOST, Network, State, distance, hold};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A network with its state.
#[derive(Clone, Serialize, Deserialize)]
pub struct Stepper {
    #[serde(skip, default = "none")]
    network: Option<Arc<Network>>,
    x: State,
    c: State,
    x_hat: State,
    /// The leaky integral that the network is asked to represent.
    zeta: State,
    v: Vec<f64>,
    r: Vec<f64>,
    /// Low-passed excitatory and inhibitory input of every neuron.
    currents: [Vec<f64>; 2],
    w: Vec<f64>,
    /// Of start states and commands, and of voltage noise.
    draws: Draws,
    noise: Draws,
    /// Basis functions of this step.
    psi: Vec<f64>,
    /// What drove the readout in this step.
    drive: State,
}

fn none() -> Option<Arc<Network>> {
    None
}

impl Stepper {
    /// A network at rest with weights `w`.
    pub fn new(network: Arc<Network>, w: Vec<f64>) -> Self {
        let (n, nb) = (network.neurons(), network.basis.len());
        debug_assert_eq!(w.len(), network.dimensions() * nb);
        Stepper {
            x: [0.0; MOST],
            c: [0.0; MOST],
            x_hat: [0.0; MOST],
            zeta: [0.0; MOST],
            v: vec![0.0; n],
            r: vec![0.0; n],
            currents: [vec![0.0; n], vec![0.0; n]],
            w,
            draws: Draws::new(0),
            noise: Draws::new(0),
            psi: vec![0.0; nb],
            drive: [0.0; MOST],
            network: Some(network),
        }
    }

    /// Puts the network back into a state that was read without it; `false` if the state is not one of this network.
    pub fn rejoin(&mut self, network: Arc<Network>) -> bool {
        let (n, nb) = (network.neurons(), network.basis.len());
        let per_neuron = [&self.v, &self.r, &self.currents[0], &self.currents[1]];
        let fits = per_neuron.iter().all(|all| all.len() == n)
            && self.psi.len() == nb
            && self.w.len() == nb * network.dimensions();
        self.network = Some(network);
        fits
    }

    /// Goes on with a network of the same shape. Filtered spikes and what is still to be told stay; readout and voltages
    /// follow where decoders or costs have changed.
    pub fn retune(&mut self, network: Arc<Network>) {
        let before = self.network.replace(network.clone());
        if before.is_none_or(|before| before.decoder == network.decoder && before.mu == network.mu) {
            return;
        }
        let mut residual = [0.0; MOST];
        for k in 0..network.dimensions() {
            residual[k] = self.zeta[k] - self.x_hat[k];
            self.x_hat[k] = product(&network.decoder[k], &self.r);
            self.zeta[k] = self.x_hat[k] + residual[k];
        }
        for (i, (v, r)) in self.v.iter_mut().zip(&self.r).enumerate() {
            *v = network.project(i, &residual) - network.mu * r;
        }
    }

    /// Starts commands anew from the generator that starts at `start`; `None` goes on with it.
    pub fn seed(&mut self, start: Option<u64>, noise: Option<u64>) {
        if let Some(start) = start {
            self.draws = Draws::new(start);
        }
        if let Some(noise) = noise {
            self.noise = Draws::new(noise);
        }
    }

    /// Begins a trial at `x0`, or at a place drawn from the ball of radius `radius`: angle first, then radius.
    pub fn begin(&mut self, x0: Option<State>, radius: f64) {
        let Some(network) = &self.network else { return };
        let x0 = x0.unwrap_or_else(|| draw(&mut self.draws, network.dimensions(), radius));
        self.x = x0;
        self.zeta = x0;
        self.c = [0.0; MOST];
        self.x_hat = [0.0; MOST];
        self.r.fill(0.0);
        self.currents.iter_mut().for_each(|all| all.fill(0.0));
        for (i, v) in self.v.iter_mut().enumerate() {
            *v = network.project(i, &x0);
        }
    }

    /// One step, with learning rate `eta`, or 0 to leave the weights alone; who spiked.
    pub fn step(&mut self, control: &Control, eta: f64) -> Option<usize> {
        let Stepper { network, x, c, x_hat, zeta, v, r, currents, w, draws, noise, psi, drive } = self;
        let network = network.as_deref()?;
        let (dt, k_dim) = (network.dt_s, network.dimensions());
        let keep = 1.0 - network.lam_per_s * dt;
        let spread = (2.0 * dt / control.tau_c_s).sqrt();
        for k in 0..k_dim {
            let normal = draws.normal();
            // A masked dimension draws too, so that masks do not change the others.
            c[k] = c[k] - c[k] * dt / control.tau_c_s + control.sigma_c[k] * spread * normal;
        }
        let mut command = [0.0; MOST];
        let mut e = [0.0; MOST];
        let mut slow = [0.0; MOST];
        network.basis.at(x_hat, psi);
        for k in 0..k_dim {
            command[k] = c[k] + control.command[k];
            e[k] = x[k] - x_hat[k];
        }
        for (k, w) in w.chunks_exact_mut(psi.len().max(1)).enumerate() {
            slow[k] = product(w, psi);
            if eta > 0.0 {
                let by = dt * eta * e[k];
                w.iter_mut().zip(&*psi).for_each(|(w, psi)| *w += by * psi);
            }
        }
        let feedback = [control.k * e[0], control.k * e[1], control.k * e[2]];
        for k in 0..k_dim {
            drive[k] = command[k] + feedback[k] + slow[k];
        }
        let part = dt / network.tau_f_s;
        integrate(network, keep, part, [&command, &feedback, &slow], v, currents);
        if control.sigma_v > 0.0 {
            let size = control.sigma_v * dt.sqrt();
            v.iter_mut().for_each(|v| *v += size * noise.normal());
        }
        r.iter_mut().for_each(|r| *r *= keep);
        for k in 0..k_dim {
            x_hat[k] *= keep;
            zeta[k] = keep * zeta[k] + dt * drive[k];
        }
        let spiker = if control.is_rate {
            *x_hat = *zeta;
            None
        } else {
            winner(v, &network.threshold, &control.dead)
        };
        if let Some(i) = spiker {
            spike(network, control.lateral, i, v, currents);
            r[i] += 1.0;
            (0..k_dim).for_each(|k| x_hat[k] += network.decoder[k][i]);
        }
        network.teacher.step(x, &command, dt);
        // It has left what can be learned, and the alarm says so; whoever goes on all the same keeps numbers.
        hold(x, 2.0 * BOX);
        spiker
    }

    /// The network.
    pub fn network(&self) -> Option<&Arc<Network>> {
        self.network.as_ref()
    }

    /// State of the teacher.
    pub fn x(&self) -> &State {
        &self.x
    }

    /// Readout.
    pub fn x_hat(&self) -> &State {
        &self.x_hat
    }

    /// The random part of the command.
    pub fn c(&self) -> &State {
        &self.c
    }

    /// The leaky integral that the network is asked to represent.
    pub fn zeta(&self) -> &State {
        &self.zeta
    }

    /// What drove the readout in the last step: `c + k e + W^T psi`.
    pub fn drive(&self) -> &State {
        &self.drive
    }

    /// Voltages.
    pub fn v(&self) -> &[f64] {
        &self.v
    }

    /// Filtered spikes.
    pub fn r(&self) -> &[f64] {
        &self.r
    }

    /// Weights W, by dimension, then by function.
    pub fn w(&self) -> &[f64] {
        &self.w
    }

    /// Basis functions of the last step.
    pub fn psi(&self) -> &[f64] {
        &self.psi
    }

    /// Low-passed excitatory and inhibitory input of a neuron, both as magnitudes, per second.
    pub fn currents(&self, i: usize) -> [f64; 2] {
        [self.currents[0][i], self.currents[1][i]]
    }

    /// Those of all neurons: excitatory ones, inhibitory ones.
    pub fn all_currents(&self) -> &[Vec<f64>; 2] {
        &self.currents
    }

    /// Root mean square of the weights.
    pub fn size(&self) -> f64 {
        (self.w.iter().map(|w| w * w).sum::<f64>() / self.w.len().max(1) as f64).sqrt()
    }

    /// |x - x_hat|.
    pub fn error(&self) -> f64 {
        distance(&self.x, &self.x_hat)
    }

    /// Sets all weights to zero.
    pub fn forget(&mut self) {
        self.w.fill(0.0);
    }

    /// Puts the teacher elsewhere.
    pub fn move_teacher(&mut self, to: &[(usize, f64)]) {
        to.iter().for_each(|(k, value)| self.x[*k] = *value);
    }

    /// Pushes the readout elsewhere, as if somebody had injected charge: all voltages follow, and spikes bring it there.
    pub fn push_student(&mut self, to: &[(usize, f64)]) {
        let Some(network) = &self.network else { return };
        let mut by = [0.0; MOST];
        to.iter().for_each(|(k, value)| by[*k] = value - self.zeta[*k]);
        for (k, by) in by.iter().enumerate() {
            self.zeta[k] += by;
        }
        self.v.iter_mut().enumerate().for_each(|(i, v)| *v += network.project(i, &by));
    }

    /// What is no longer a finite number.
    pub fn not_finite(&self) -> Option<String> {
        let finite = |all: &[f64]| all.iter().all(|v| v.is_finite());
        match () {
            () if !finite(&self.x) => Some("the teacher".to_owned()),
            () if !finite(&self.v) || !finite(&self.x_hat) => Some("a voltage".to_owned()),
            () if !finite(&self.w) => Some("a learned weight".to_owned()),
            () => None,
        }
    }
}

/// A place in the ball of radius `radius`, evenly.
fn draw(draws: &mut Draws, dimensions: usize, radius: f64) -> State {
    match dimensions {
        1 => [radius * (2.0 * draws.uniform() - 1.0), 0.0, 0.0],
        2 => {
            let angle = std::f64::consts::TAU * draws.uniform();
            let far = radius * draws.uniform().sqrt();
            [far * angle.cos(), far * angle.sin(), 0.0]
        }
        _ => {
            let (angle, z) = (std::f64::consts::TAU * draws.uniform(), 2.0 * draws.uniform() - 1.0);
            let far = radius * draws.uniform().cbrt();
            let level = far * (1.0 - z * z).sqrt();
            [level * angle.cos(), level * angle.sin(), far * z]
        }
    }
}

/// Scalar product in four running sums.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let (mut sums, mut rest) = ([0.0; 4], 0.0);
    let (a, b) = (a.chunks_exact(4), b.chunks_exact(4));
    a.remainder().iter().zip(b.remainder()).for_each(|(a, b)| rest += a * b);
    for (a, b) in a.zip(b) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Step 6 for the voltages, and the low-passed currents with the three net inputs split by sign.
fn integrate(
    network: &Network,
    keep: f64,
    part: f64,
    inputs: [&State; 3],
    v: &mut [f64],
    [exc, inh]: &mut [Vec<f64>; 2],
) {
    let (dt, stay) = (network.dt_s, 1.0 - part);
    let mut one = |i: usize, nets: [f64; 3]| {
        let sum = nets[0] + nets[1] + nets[2];
        let up = nets[0].max(0.0) + nets[1].max(0.0) + nets[2].max(0.0);
        v[i] = keep * v[i] + dt * sum;
        exc[i] = exc[i] * stay + up * part;
        inh[i] = inh[i] * stay + (up - sum) * part;
    };
    match &network.decoder[..] {
        [d1, d2] => {
            for (i, (d1, d2)) in d1.iter().zip(d2).enumerate() {
                one(i, inputs.map(|u| d1 * u[0] + d2 * u[1]));
            }
        }
        decoder => {
            for i in 0..network.threshold.len() {
                one(i, inputs.map(|u| decoder.iter().zip(u).map(|(d, u)| d[i] * u).sum()));
            }
        }
    }
}

/// The alive neuron that is farthest above its threshold, the first of equal ones.
fn winner(v: &[f64], threshold: &[f64], dead: &[bool]) -> Option<usize> {
    let mut most = 0.0;
    let mut who = None;
    for (i, ((v, t), dead)) in v.iter().zip(threshold).zip(dead).enumerate() {
        let above = v - t;
        if above > most && !dead {
            most = above;
            who = Some(i);
        }
    }
    who
}

/// Step 7 for the voltages and the impulses that others receive.
fn spike(network: &Network, lateral: bool, j: usize, v: &mut [f64], [exc, inh]: &mut [Vec<f64>; 2]) {
    let n = v.len();
    let row = &network.fast[j * n..(j + 1) * n];
    if !lateral {
        v[j] -= row[j];
        return;
    }
    let per_s = 1.0 / network.tau_f_s;
    let own = [exc[j], inh[j]];
    for (i, weight) in row.iter().enumerate() {
        v[i] -= weight;
        let impulse = -weight * per_s;
        exc[i] += impulse.max(0.0);
        inh[i] += (-impulse).max(0.0);
    }
    // Its own reset is no current.
    [exc[j], inh[j]] = own;
}
