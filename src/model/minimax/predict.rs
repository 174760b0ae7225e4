//! The rates that theory predicts, and whether the saddle holds (sheet minimax-ei, sections 4.1 and 4.3).
//!
//! ```text
//! r^E <- max(0, r^E + h_E g^E)     g^E = W_EE r^E - W_EI r^I + F x - theta_E       projected descent-ascent on S,
//! r^I <- max(0, r^I + h_I g^I)     g^I = W_IE r^E - W_II r^I - theta_I             both from the old values
//! ```
//! At the optimum `g = 0` where `r > 0` and `g <= 0` where `r = 0`.

use super::{E, I, Network};
use nalgebra::{DMatrix, SymmetricEigen};

/// Rates on their way to the optimum.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Filtered spikes of E and of I at the optimum; rate in Hz is r over tau.
    pub r: [Vec<f64>; 2],
    /// Largest violation of the conditions, relative to the drive.
    pub residual: f64,
    drive: Vec<f64>,
    theta: [Vec<f64>; 2],
    steps: [f64; 2],
}

/// Below this the optimum is found.
const ENOUGH: f64 = 1e-12;

impl Prediction {
    /// Starts at rest. `drive` is F x of each E neuron.
    pub fn new(network: &Network, drive: Vec<f64>) -> Self {
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
        }
    }

    /// Whether the optimum is found.
    pub fn is_found(&self) -> bool {
        self.residual < ENOUGH
    }

    /// The gradients g^E and g^I.
    pub fn gradients(&self, network: &Network) -> [Vec<f64>; 2] {
        let [ne, ni] = network.counts;
        let [ee, ei] = [network.ee.times(&self.r[E], ne), network.ei.times(&self.r[I], ne)];
        let [ie, ii] = [network.ie.times(&self.r[E], ni), network.ii.times(&self.r[I], ni)];
        let g_e = (0..ne).map(|i| ee[i] - ei[i] + self.drive[i] - self.theta[E][i]).collect();
        let g_i = (0..ni).map(|i| ie[i] - ii[i] - self.theta[I][i]).collect();
        [g_e, g_i]
    }

    /// Goes on for at most so many rounds.
    pub fn improve(&mut self, network: &Network, rounds: usize) {
        let scale = self.drive.iter().fold(1e-12f64, |m, v| m.max(v.abs()));
        for _ in 0..rounds {
            if self.is_found() {
                return;
            }
            let g = self.gradients(network);
            self.residual = 0.0;
            for (p, g) in g.iter().enumerate() {
                for (i, g) in g.iter().enumerate() {
                    let silenced = network.silenced[p].get(i).copied().unwrap_or(false);
                    let r = self.r[p][i];
                    let wrong = if r > 0.0 { g.abs() } else { g.max(0.0) };
                    if !silenced {
                        self.residual = self.residual.max(wrong / scale);
                        self.r[p][i] = (r + self.steps[p] * g).max(0.0);
                    }
                }
            }
        }
    }

    /// The optimum after at most `rounds`, from rest.
    pub fn of(network: &Network, drive: Vec<f64>, rounds: usize) -> Self {
        let mut prediction = Prediction::new(network, drive);
        prediction.improve(network, rounds);
        prediction
    }

    /// `r^E.W_EE.r^E`, `r^E.W_EI.r^I`, `r^I.W_II.r^I` and `r^E.F x` at the present rates: all of S on the plane through it.
    pub fn forms(&self, network: &Network) -> [f64; 4] {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
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
    pub fn objective(&self, network: &Network) -> f64 {
        let [ee, ei, ii, drive] = self.forms(network);
        -0.5 * ee + ei - 0.5 * ii - drive
    }
}

/// What decides whether the rates settle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// Largest real part of the eigenvalues of the rate dynamics on the active neurons, per second; stable below 0. Only
    /// where it was asked for.
    pub growth_per_s: Option<f64>,
    /// tau_I/tau_E, and below which value of it convergence is certain (`lambda_min(W_II)/lambda_max(W_EE)`).
    pub ratio: [f64; 2],
}

/// Neurons beyond which the eigenvalues are not computed.
const MOST: usize = 240;

/// Whether the saddle holds with these neurons active; `None` for a network too large to tell.
pub fn stability(network: &Network, active: [&[usize]; 2], with_growth: bool) -> Option<Stability> {
    let [e, i] = active;
    let n = e.len() + i.len();
    if n == 0 || n > MOST {
        return None;
    }
    let [tau_e, tau_i] = network.tau_s;
    let growth = with_growth.then(|| growth(network, active));
    let eigen = |size: usize, at: &dyn Fn(usize, usize) -> f64| {
        SymmetricEigen::new(DMatrix::from_fn(size, size, at)).eigenvalues
    };
    let largest = if e.is_empty() { 0.0 } else { eigen(e.len(), &|a, b| network.ee.at(e[a], e[b])).max() };
    let smallest = if i.is_empty() { 0.0 } else { eigen(i.len(), &|a, b| network.ii.at(i[a], i[b])).min() };
    let sure = if largest > 0.0 { smallest / largest } else { f64::INFINITY };
    Some(Stability { growth_per_s: growth, ratio: [tau_i / tau_e, sure] })
}

/// Largest real part of the eigenvalues of `[[W_EE/tau_E, -W_EI/tau_E], [W_IE/tau_I, -W_II/tau_I]]` on the active neurons.
fn growth(network: &Network, [e, i]: [&[usize]; 2]) -> f64 {
    let n = e.len() + i.len();
    let [tau_e, tau_i] = network.tau_s;
    let matrix = DMatrix::from_fn(n, n, |row, column| {
        let (to_e, from_e) = (row < e.len(), column < e.len());
        let to = if to_e { e[row] } else { i[row - e.len()] };
        let from = if from_e { e[column] } else { i[column - e.len()] };
        match (to_e, from_e) {
            (true, true) => network.ee.at(to, from) / tau_e,
            (true, false) => -network.ei.at(to, from) / tau_e,
            (false, true) => network.ie.at(to, from) / tau_i,
            (false, false) => -network.ii.at(to, from) / tau_i,
        }
    });
    matrix.complex_eigenvalues().iter().fold(f64::NEG_INFINITY, |g, v| g.max(v.re))
}
