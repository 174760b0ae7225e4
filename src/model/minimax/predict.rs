//! The rates that theory predicts (sheet minimax-ei, section 4.1): exactly where that is quick, else by descent-ascent.
//!
//! ```text
//! r^E <- max(0, r^E + h_E g^E)     g^E = W_EE r^E - W_EI r^I + F x - theta_E       projected descent-ascent on S,
//! r^I <- max(0, r^I + h_I g^I)     g^I = W_IE r^E - W_II r^I - theta_I             both from the old values
//! ```
//! At the optimum `g = 0` where `r > 0` and `g <= 0` where `r = 0`.

use super::network::{E, I, Network};
use super::optimum;
use crate::model::Chore;
use std::sync::{Arc, OnceLock};

/// Rates on their way to the optimum of a network.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// Filtered spikes of E and of I at the optimum; rate in Hz is r over tau.
    pub r: [Vec<f64>; 2],
    /// Largest violation of the conditions, relative to the drive.
    pub residual: f64,
    network: Arc<Network>,
    drive: Vec<f64>,
    theta: [Vec<f64>; 2],
    steps: [f64; 2],
}

/// Below this the optimum is found.
const ENOUGH: f64 = 1e-12;
/// Neurons of a population up to which the optimum is computed exactly.
const MOST_EXACT: usize = 150;
/// Rounds of descent-ascent before the exact solver has another try, and how many tries it has.
const ROUNDS: usize = 500;
const TRIES: usize = 40;

impl Prediction {
    /// Starts at rest. `drive` is F x of each E neuron.
    pub fn new(network: impl Into<Arc<Network>>, drive: Vec<f64>) -> Self {
        let network = network.into();
        let half = |p: usize| {
            let w = if p == E { &network.ee } else { &network.ii };
            let sign = if p == E { 1.0 } else { -1.0 };
            (0..network.counts[p]).map(|i| network.threshold[p][i] + sign * 0.5 * w.at(i, i)).collect()
        };
        let [ne, ni] = network.counts;
        // Largest eigenvalues by powers: W_II, and W_IE W_EI.
        let grow = |times: &dyn Fn(&[f64]) -> Vec<f64>| {
            let mut v: Vec<f64> = (0..ni).map(|k| 1.0 + 0.1 * ((k * 7) % 5) as f64).collect();
            let mut norm = 0.0;
            for _ in 0..30 {
                let w = times(&v);
                norm = w.iter().map(|x| x * x).sum::<f64>().sqrt() / v.iter().map(|x| x * x).sum::<f64>().sqrt();
                let scale = w.iter().fold(1e-300f64, |m, x| m.max(x.abs()));
                v = w.into_iter().map(|x| x / scale).collect();
            }
            norm
        };
        let ii = grow(&|v| network.ii.times(v, ni)).max(1e-12);
        let square = grow(&|v| network.ie.times(&network.ei.times(v, ne), ni)).max(1e-12);
        let step_i = 1.6 / ii;
        let step_e = (0.2 / (step_i * square)).min(0.2);
        Prediction {
            r: [vec![0.0; ne], vec![0.0; ni]],
            residual: f64::INFINITY,
            drive,
            theta: [half(E), half(I)],
            steps: [step_e, step_i],
            network,
        }
    }

    /// Whether the optimum is found.
    pub fn is_found(&self) -> bool {
        self.residual < ENOUGH
    }

    /// The gradients g^E and g^I.
    pub fn gradients(&self) -> [Vec<f64>; 2] {
        let network = &self.network;
        let [ne, ni] = network.counts;
        let [ee, ei] = [network.ee.times(&self.r[E], ne), network.ei.times(&self.r[I], ne)];
        let [ie, ii] = [network.ie.times(&self.r[E], ni), network.ii.times(&self.r[I], ni)];
        let g_e = (0..ne).map(|i| ee[i] - ei[i] + self.drive[i] - self.theta[E][i]).collect();
        let g_i = (0..ni).map(|i| ie[i] - ii[i] - self.theta[I][i]).collect();
        [g_e, g_i]
    }

    /// Goes on for at most so many rounds of descent-ascent; whether the optimum is found.
    pub fn improve(&mut self, rounds: usize) -> bool {
        let scale = self.drive.iter().fold(1e-12f64, |m, v| m.max(v.abs()));
        for _ in 0..rounds {
            if self.is_found() {
                break;
            }
            let g = self.gradients();
            self.residual = 0.0;
            for (p, g) in g.iter().enumerate() {
                for (i, g) in g.iter().enumerate() {
                    let silenced = self.network.silenced[p].get(i).copied().unwrap_or(false);
                    let r = self.r[p][i];
                    let wrong = if r > 0.0 { g.abs() } else { g.max(0.0) };
                    if !silenced {
                        self.residual = self.residual.max(wrong / scale);
                        self.r[p][i] = (r + self.steps[p] * g).max(0.0);
                    }
                }
            }
        }
        self.is_found()
    }

    /// Solves for the optimum, with descent-ascent between tries where the solver does not find it; whether it is found.
    pub fn solve(&mut self) -> bool {
        for _ in 0..TRIES {
            if self.is_found() {
                break;
            }
            match optimum::solve(&self.network, &self.drive, &self.theta, &self.r) {
                Some(r) => (self.r, self.residual) = (r, 0.0),
                None => drop(self.improve(ROUNDS)),
            }
        }
        self.is_found()
    }

    /// The optimum after at most `rounds`, from rest.
    pub fn of(network: impl Into<Arc<Network>>, drive: Vec<f64>, rounds: usize) -> Self {
        let mut prediction = Prediction::new(network, drive);
        prediction.improve(rounds);
        prediction
    }

    /// `r^E.W_EE.r^E`, `r^E.W_EI.r^I`, `r^I.W_II.r^I` and `r^E.F x` at the present rates: all of S on the plane through it.
    pub fn forms(&self) -> [f64; 4] {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let network = &self.network;
        let [ne, ni] = network.counts;
        let [re, ri] = [&self.r[E], &self.r[I]];
        [
            dot(re, &network.ee.times(re, ne)),
            dot(re, &network.ei.times(ri, ne)),
            dot(ri, &network.ii.times(ri, ni)),
            dot(re, &self.drive),
        ]
    }

    /// S at the present rates, without extra thresholds.
    pub fn objective(&self) -> f64 {
        let [ee, ei, ii, drive] = self.forms();
        -0.5 * ee + ei - 0.5 * ii - drive
    }
}

/// The optimum of a network, a function of the network alone.
#[derive(Debug)]
pub enum Optimum {
    /// Nothing can be predicted.
    Unknown,
    /// By the exact solver, when it is first asked for.
    Exact(Box<Later>),
    /// By at most so many rounds of descent-ascent; too slow to wait for, so that a [`Search`] brings it.
    Slow(Box<Later>, usize),
}

/// A prediction where it starts, and where it ends.
#[derive(Debug)]
pub struct Later {
    start: Prediction,
    end: OnceLock<Prediction>,
}

impl From<Prediction> for Box<Later> {
    fn from(start: Prediction) -> Self {
        Box::new(Later { start, end: OnceLock::new() })
    }
}

/// Rounds of descent-ascent for networks that are too large for the exact solver.
const MOST_ROUNDS: usize = 200_000;

impl Optimum {
    /// Whether the optimum of a network is computed exactly.
    pub fn is_exact(network: &Network) -> bool {
        network.counts.iter().all(|n| *n <= MOST_EXACT)
    }

    /// Exactly for small networks, by a search for large ones; `drive` is F x of each E neuron.
    pub fn new(network: &Arc<Network>, drive: Vec<f64>) -> Self {
        let start = Prediction::new(network.clone(), drive);
        if Optimum::is_exact(network) { Optimum::Exact(start.into()) } else { Optimum::Slow(start.into(), MOST_ROUNDS) }
    }

    /// The same with injected currents of E and I, which lower every threshold by as much.
    #[must_use]
    pub fn pushed(mut self, currents: [f64; 2]) -> Self {
        if let Optimum::Exact(later) | Optimum::Slow(later, _) = &mut self {
            for (theta, current) in later.start.theta.iter_mut().zip(currents) {
                theta.iter_mut().for_each(|theta| *theta -= current);
            }
        }
        self
    }

    /// The prediction, once it is there.
    pub fn prediction(&self) -> Option<&Prediction> {
        match self {
            Optimum::Unknown => None,
            Optimum::Exact(later) => Some(later.end.get_or_init(|| {
                let mut prediction = later.start.clone();
                prediction.solve();
                prediction
            })),
            Optimum::Slow(later, _) => later.end.get(),
        }
    }

    /// The prediction if it is the optimum.
    pub fn found(&self) -> Option<&Prediction> {
        self.prediction().filter(|prediction| prediction.is_found())
    }

    /// Whether nothing more is to be waited for.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Optimum::Slow(later, _) if later.end.get().is_none())
    }
}

/// The search for an optimum that takes long, a little at a time.
#[derive(Debug)]
pub struct Search {
    optimum: Arc<Optimum>,
    now: Prediction,
    done: usize,
}

impl Search {
    /// The search that `optimum` needs, if it needs one.
    pub fn new(optimum: &Arc<Optimum>) -> Option<Self> {
        match &**optimum {
            Optimum::Slow(later, _) if later.end.get().is_none() => {
                Some(Search { optimum: optimum.clone(), now: later.start.clone(), done: 0 })
            }
            _ => None,
        }
    }
}

impl Chore for Search {
    fn name(&self) -> &'static str {
        "looking for the optimum"
    }

    fn advance(&mut self) -> Option<f64> {
        let Optimum::Slow(later, most) = &*self.optimum else { return None };
        // Some milliseconds for a few hundred neurons.
        let rounds = 20.min(most - self.done);
        self.done += rounds;
        if self.now.improve(rounds) || self.done >= *most {
            // Another run may have brought it meanwhile; both found the same.
            let _ = later.end.set(self.now.clone());
            return None;
        }
        Some(self.done as f64 / *most as f64)
    }
}
