//! What comes into a minimax network: filtered spikes at given rates, their mean, or a current given directly.

use crate::model::minimax::{App, Application, E, Feed, Giving, InputKind, MinimaxParams, Network, app};
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// The input with its state.
#[derive(Clone, Serialize, Deserialize)]
pub struct Input {
    #[serde(skip, default = "any_app")]
    app: &'static dyn App,
    #[serde(skip)]
    params: MinimaxParams,
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

/// Until the state is joined with its network again.
fn any_app() -> &'static dyn App {
    app(Application::Pair)
}

impl Input {
    /// Puts application and parameters back into a state that was read without them; `false` if it is of another network.
    pub fn rejoin(&mut self, params: &MinimaxParams, network: &Network) -> bool {
        self.app = app(params.application);
        self.params.clone_from(params);
        let sizes = [self.rates_hz.len(), self.channels.len(), self.product.len(), self.drive.len()];
        sizes == [network.channels, network.channels, network.counts[E], network.counts[E]]
            && self.cued.iter().all(|i| *i < network.counts[E])
    }

    /// The input at rest.
    pub fn new(params: &MinimaxParams, network: &Network, seed: u64, rng: Xoshiro256PlusPlus) -> Self {
        let mut input = Input {
            app: app(params.application),
            params: params.clone(),
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
        self.params.clone_from(params);
        let on = |(i, flag): (&usize, &f64)| (*flag > 0.5 && *i < network.counts[E]).then_some(*i);
        self.cued = params.cued.iter().filter_map(on).collect();
        self.keep = 1.0 - network.dt_s / network.tau_s[E];
        self.made_for = None;
        self.app.start(network, &mut self.channels, &mut self.drive);
    }

    /// The cued neurons.
    pub fn cued(&self) -> &[usize] {
        &self.cued
    }

    /// One step: leak, then what comes in.
    pub fn step(&mut self, network: &Network, x: f64, step: u64) {
        if self.app.feed() == Feed::Given {
            self.give(network, x, step);
        } else {
            self.filtered(network, x, step);
        }
    }

    /// Sets an input that is given directly, without a filter.
    pub fn give(&mut self, network: &Network, x: f64, step: u64) {
        let Input { params, cued, channels, drive, .. } = self;
        self.app.give(Giving { params, network, cued, channels, drive }, x, step);
    }

    fn filtered(&mut self, network: &Network, x: f64, step: u64) {
        let key = (x.to_bits(), self.app.stretch(&self.params, step));
        if self.made_for != Some(key) {
            self.rates_hz = self.app.rates_hz(&self.params, network, self.seed, x, step);
            self.product = network.feed.times(&self.rates_hz, network.counts[E]);
            self.made_for = Some(key);
        }
        let keep = self.keep;
        self.drive.iter_mut().for_each(|v| *v *= keep);
        self.channels.iter_mut().for_each(|v| *v *= keep);
        let poisson = self.params.input_kind == InputKind::Poisson && self.app.feed() == Feed::Filtered;
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
