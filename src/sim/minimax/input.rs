//! What comes into a minimax network: filtered spikes at given rates, their mean, or a current given directly.

use crate::model::minimax::{Application, E, InputKind, MinimaxParams, Network, angle};
use rand::{RngCore, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};
use std::f64::consts::TAU;

/// The input with its state.
#[derive(Clone, Debug)]
pub struct Input {
    application: Application,
    kind: InputKind,
    strength: f64,
    cue: f64,
    cue_angle: f64,
    turn_hz: f64,
    stretch: f64,
    cued: Vec<usize>,
    dt_s: f64,
    keep: f64,
    seed: u64,
    rng: Xoshiro256PlusPlus,
    /// Rates of the channels in Hz, and what they were made for.
    rates_hz: Vec<f64>,
    made_for: Option<(u64, u64)>,
    /// F times the rates.
    product: Vec<f64>,
    /// Filtered input x, or the input itself where it is given directly.
    pub channels: Vec<f64>,
    /// F x.
    pub drive: Vec<f64>,
}

impl Input {
    /// The input at rest.
    pub fn new(params: &MinimaxParams, network: &Network, seed: u64, rng: Xoshiro256PlusPlus) -> Self {
        let mut input = Input {
            application: params.application,
            kind: params.input_kind,
            strength: 0.0,
            cue: 0.0,
            cue_angle: 0.0,
            turn_hz: 0.0,
            stretch: 1.0,
            cued: Vec::new(),
            dt_s: network.dt_s,
            keep: 1.0,
            seed,
            rng,
            rates_hz: vec![0.0; network.channels],
            made_for: None,
            product: vec![0.0; network.counts[E]],
            channels: vec![0.0; network.channels],
            drive: vec![0.0; network.counts[E]],
        };
        input.retune(params, network);
        input
    }

    /// Takes over live parameters; what is filtered stays.
    pub fn retune(&mut self, params: &MinimaxParams, network: &Network) {
        self.kind = params.input_kind;
        self.strength = params.strength;
        self.cue = params.cue;
        self.cue_angle = params.cue_angle;
        self.turn_hz = params.turn_hz;
        self.stretch = (params.stretch_s / network.dt_s).max(1.0);
        let on = |(i, flag): (&usize, &f64)| (*flag > 0.5 && *i < network.counts[E]).then_some(*i);
        self.cued = params.cued.iter().filter_map(on).collect();
        self.keep = 1.0 - network.dt_s / network.tau_s[E];
        self.made_for = None;
        if params.application == Application::Patch {
            self.channels.clone_from(&network.extra.image);
            self.drive = network.feed.times(&network.extra.image, network.counts[E]);
        }
    }

    /// The cued neurons.
    pub fn cued(&self) -> &[usize] {
        &self.cued
    }

    /// Rates of all channels in Hz at input `x` and time step `step`.
    pub fn rates(&self, network: &Network, x: f64, step: u64) -> Vec<f64> {
        let n = network.channels;
        match self.application {
            Application::Random => network.extra.rates_hz.iter().map(|rate| rate * x).collect(),
            Application::Ring => {
                let rate = |j: usize| self.strength + self.cue * x * (self.cue_angle - angle(j, n)).cos();
                (0..n).map(|j| rate(j).max(0.0)).collect()
            }
            Application::Constant => {
                let stretch = (step as f64 / self.stretch) as u64;
                let mut rng = SplitMix64::seed_from_u64(self.seed ^ (stretch + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                (0..n).map(|_| self.strength * x * uniform(rng.next_u64())).collect()
            }
            Application::Moving => {
                let t = step as f64 * self.dt_s;
                // Section 5.b2: three heights with pauses between them, over and over.
                let first = match t % 25.0 {
                    t if (2.0..8.0).contains(&t) => 70.0,
                    t if (10.0..16.0).contains(&t) => 30.0,
                    t if (18.0..24.0).contains(&t) => 50.0,
                    _ => 0.0,
                };
                (0..n).map(|k| x * if k == 0 { first } else { [10.0, 5.0][(k - 1) % 2] }).collect()
            }
            _ => vec![self.strength * x; n],
        }
    }

    /// What the rates depend on besides live parameters.
    fn key(&self, x: f64, step: u64) -> (u64, u64) {
        let stretch = match self.application {
            Application::Constant => (step as f64 / self.stretch) as u64,
            Application::Moving => (step as f64 * self.dt_s * 10.0) as u64,
            _ => 0,
        };
        (x.to_bits(), stretch)
    }

    /// One step: leak, then what comes in.
    pub fn step(&mut self, network: &Network, x: f64, step: u64) {
        use Application::{Learned, Pair, Patch, Plane, Planted};
        if matches!(self.application, Pair | Plane | Planted | Patch | Learned) {
            self.give(network, x, step);
        } else {
            self.filtered(network, x, step);
        }
    }

    /// Sets an input that is given directly, without a filter.
    pub fn give(&mut self, network: &Network, x: f64, step: u64) {
        match self.application {
            Application::Pair => {
                self.channels[0] = self.strength * x;
                self.drive[0] = self.channels[0];
            }
            Application::Plane => {
                let turn = TAU * (self.turn_hz * step as f64 * self.dt_s).fract();
                self.channels[0] = self.strength * x * turn.cos();
                self.channels[1] = self.strength * x * turn.sin();
                let h = &network.extra.readout;
                for (i, drive) in self.drive.iter_mut().enumerate() {
                    *drive = h[0][i] * self.channels[0] + h[1][i] * self.channels[1];
                }
            }
            Application::Planted => {
                self.drive.fill(0.0);
                self.cued.iter().for_each(|i| self.drive[*i] = self.strength * x.max(0.0));
            }
            _ => {}
        }
    }

    fn filtered(&mut self, network: &Network, x: f64, step: u64) {
        let key = self.key(x, step);
        if self.made_for != Some(key) {
            self.rates_hz = self.rates(network, x, step);
            self.product = network.feed.times(&self.rates_hz, network.counts[E]);
            self.made_for = Some(key);
        }
        let keep = self.keep;
        self.drive.iter_mut().for_each(|v| *v *= keep);
        self.channels.iter_mut().for_each(|v| *v *= keep);
        let poisson = self.kind == InputKind::Poisson && self.application != Application::Moving;
        if poisson {
            for (j, rate) in self.rates_hz.iter().enumerate() {
                if uniform(self.rng.next_u64()) < rate * self.dt_s {
                    self.channels[j] += 1.0;
                    network.feed.add(j, 1.0, &mut self.drive);
                }
            }
        } else {
            let dt = self.dt_s;
            self.channels.iter_mut().zip(&self.rates_hz).for_each(|(x, rate)| *x += dt * rate);
            self.drive.iter_mut().zip(&self.product).for_each(|(v, product)| *v += dt * product);
        }
    }
}

fn uniform(bits: u64) -> f64 {
    (bits >> 11) as f64 * (0.5f64).powi(53)
}
