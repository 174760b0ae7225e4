//! What theory says of a learning network (sheet learning-dynamics, section 4.2).
//!
//! ```text
//! beta = sup over the visited region of the largest eigenvalue of the symmetric part of the Jacobian of f
//! L    = |e|^2/2 + tr(Wt^T Wt)/(2 eta),  Wt = W* - W,  W*^T psi = f + lam x:   L' <= -(k - beta) |e|^2
//! ```
//! so that learning is sure to work if k > beta; sufficient, not necessary. The visited region is the teacher's limit
//! cycle where it has one, else the ball of radius [`REACH`].

#![allow(clippy::needless_range_loop, reason = "several arrays are walked by dimension together")]

use super::network::{Control, Network};
use super::place::{MOST, State, rms_radius};
use crate::model::Chore;
use nalgebra::{DMatrix, DVector};
use std::sync::{Arc, OnceLock};

/// Radius of the region that a teacher without a limit cycle is taken to visit.
pub const REACH: f64 = 1.3;
/// Places across the region.
const ACROSS: usize = 17;
/// Step with which the limit cycle is found, in seconds.
const CYCLE_DT: f64 = 1e-3;

/// What is known of a teacher at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The limit cycle, once round.
    pub cycle: Option<Vec<State>>,
    /// Its period in seconds.
    pub period_s: Option<f64>,
    /// Places all over the visited region.
    pub places: Vec<State>,
    /// Largest growth there, 1/s.
    pub beta_per_s: f64,
    /// Root mean square of |f| there, 1/s.
    pub speed_per_s: f64,
}

impl Region {
    /// The region of a network's teacher.
    pub fn new(network: &Network) -> Region {
        let teacher = &network.teacher;
        let cycle = teacher.cycle(CYCLE_DT);
        let period_s = cycle.as_ref().map(|cycle| cycle.len() as f64 * CYCLE_DT);
        let places = match &cycle {
            // A belt about the cycle, as wide as trajectories that fall back to it need.
            Some(cycle) => {
                let every = cycle.len().div_ceil(100).max(1);
                let belt = cycle.iter().step_by(every);
                belt.flat_map(|x| [0.85, 1.0, 1.15].map(|by| x.map(|v| v * by))).collect()
            }
            None => ball(teacher.dimensions()),
        };
        let on = cycle.as_deref().unwrap_or(&places);
        // Where it cannot be told at one place it cannot be told at all.
        let growth = on.iter().map(|x| teacher.growth(x));
        let beta_per_s = growth.reduce(|a, b| if a.is_finite() { if b.is_finite() { a.max(b) } else { b } } else { a });
        let beta_per_s = beta_per_s.unwrap_or(f64::NAN);
        let fields: Vec<State> = places.iter().map(|x| teacher.field(x)).collect();
        Region { speed_per_s: rms_radius(&fields), beta_per_s, period_s, places, cycle }
    }
}

fn ball(dimensions: usize) -> Vec<State> {
    let along = |k: usize| REACH * (2.0 * k as f64 / (ACROSS - 1) as f64 - 1.0);
    let count = |k: usize| if k < dimensions { ACROSS } else { 1 };
    let mut all = Vec::new();
    for i in 0..count(0) {
        for j in 0..count(1) {
            for l in 0..count(2) {
                let mut x = [along(i), along(j), along(l)];
                x[dimensions..].fill(0.0);
                if x.iter().map(|v| v * v).sum::<f64>() <= REACH * REACH * 1.000_001 {
                    all.push(x);
                }
            }
        }
    }
    all
}

/// How well the basis can do: the best weights, and what they miss.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// W*, by dimension, then by function.
    pub w: Vec<f64>,
    /// Root mean square miss of f over its root mean square.
    pub miss: f64,
}

/// The equations of W*, put together place by place.
struct Sums {
    normal: DMatrix<f64>,
    right: DMatrix<f64>,
    psi: Vec<f64>,
    /// Places that are in.
    next: usize,
}

impl Sums {
    fn new(network: &Network) -> Self {
        let (nb, k_dim) = (network.basis.len(), network.dimensions());
        let (normal, right) = (DMatrix::zeros(nb, nb), DMatrix::zeros(nb, k_dim));
        Sums { normal, right, psi: vec![0.0; nb], next: 0 }
    }

    /// Takes in some places more; whether there are any left.
    fn add(&mut self, network: &Network, region: &Region, count: usize) -> bool {
        let end = (self.next + count).min(region.places.len());
        for x in &region.places[self.next..end] {
            network.basis.at(x, &mut self.psi);
            let column = DVector::from_column_slice(&self.psi);
            self.normal.ger(1.0, &column, &column, 1.0);
            let f = network.teacher.field(x);
            for k in 0..network.dimensions() {
                self.right.column_mut(k).axpy(f[k] + network.lam_per_s * x[k], &column, 1.0);
            }
        }
        self.next = end;
        end < region.places.len()
    }
}

/// W* by least squares over the region, with a trace of a ridge.
pub fn fit(network: &Network, region: &Region) -> Fit {
    let mut sums = Sums::new(network);
    sums.add(network, region, region.places.len());
    solve(network, region, sums)
}

fn solve(network: &Network, region: &Region, sums: Sums) -> Fit {
    let (nb, k_dim) = (network.basis.len(), network.dimensions());
    let Sums { mut normal, right, mut psi, .. } = sums;
    let ridge = 1e-9 * normal.trace() / nb as f64;
    (0..nb).for_each(|b| normal[(b, b)] += ridge);
    let w = match normal.cholesky() {
        Some(cholesky) => cholesky.solve(&right),
        None => DMatrix::zeros(nb, k_dim),
    };
    let w: Vec<f64> = w.as_slice().to_vec();
    let missed: Vec<State> = region
        .places
        .iter()
        .map(|x| {
            let (f, ours) = (network.teacher.field(x), network.learned_field(&w, x, &mut psi));
            let mut miss = [0.0; MOST];
            (0..k_dim).for_each(|k| miss[k] = f[k] - ours[k]);
            miss
        })
        .collect();
    Fit { w, miss: rms_radius(&missed) / region.speed_per_s.max(1e-12) }
}

/// L of 4.2, for weights that can be right; `eta` above 0.
pub fn lyapunov(error: f64, w: &[f64], best: &[f64], eta: f64) -> f64 {
    let square: f64 = w.iter().zip(best).map(|(w, best)| (w - best).powi(2)).sum();
    0.5 * error * error + square / (2.0 * eta)
}

/// How much faster the fastest weights move than the error can follow: `4 eta |psi|^2/(k + lam)^2`; they ring above 1,
/// and do harm from about 3 on.
///
/// `power` is |psi|^2 over the visited region.
pub fn ringing(network: &Network, control: &Control, power: f64) -> f64 {
    4.0 * control.eta * power / (control.k + network.lam_per_s).powi(2)
}

/// Seconds in which weights that see a mean square of psi of 0.6 (what bends the field) come near: `(k + lam)/(0.6 eta)`.
pub fn learning_time_s(network: &Network, control: &Control) -> f64 {
    (control.k + network.lam_per_s) / (0.6 * control.eta)
}

/// How much too damped the learned field comes out, 1/s: spikes are seen in error and basis alike.
pub fn spike_bias_per_s(network: &Network, control: &Control, variance: f64) -> f64 {
    let square: f64 = network.decoder.iter().map(|d| d.first().map_or(0.0, |d| d * d)).sum();
    (control.k + network.lam_per_s) * square / (16.0 * variance.max(1e-9))
}

/// The fit as work beside the run.
pub struct Fitting {
    network: Arc<Network>,
    region: Arc<Region>,
    fit: Arc<OnceLock<Fit>>,
    sums: Option<Sums>,
}

/// Numbers added up in a slice.
const SLICE: usize = 1 << 20;

impl Fitting {
    /// Work on `fit`, unless it is done.
    pub fn new(network: Arc<Network>, region: Arc<Region>, fit: Arc<OnceLock<Fit>>) -> Option<Self> {
        let sums = Some(Sums::new(&network));
        fit.get().is_none().then_some(Fitting { network, region, fit, sums })
    }
}

impl Chore for Fitting {
    fn name(&self) -> &'static str {
        "what the basis can do"
    }

    fn advance(&mut self) -> Option<f64> {
        let nb = self.network.basis.len().max(1);
        if let Some(sums) = &mut self.sums
            && sums.add(&self.network, &self.region, (SLICE / (nb * nb)).max(1))
        {
            return Some(sums.next as f64 / self.region.places.len().max(1) as f64);
        }
        if let Some(sums) = self.sums.take() {
            self.fit.get_or_init(|| solve(&self.network, &self.region, sums));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::basis::Basis;
    use super::super::decoder::decoder;
    use super::super::teacher::Teacher;
    use super::*;
    use std::f64::consts::TAU;

    fn network(teacher: Teacher, basis: Basis) -> Network {
        Network::new(teacher, decoder(2, 50, 0.05), [2.5e-4; 2], 10.0, 1e-4, basis)
    }

    #[test]
    fn a_linear_basis_fits_a_linear_teacher_exactly() {
        let network = network(Teacher::Oscillator { g0: 1.0, w: TAU }, Basis::Linear { dimensions: 2 });
        let region = Region::new(&network);
        let fit = fit(&network, &region);
        // (A + lam I)^T, by dimension, then by function.
        for (w, expected) in fit.w.iter().zip([9.0, -TAU, TAU, 9.0]) {
            assert!((w - expected).abs() < 1e-6, "{:?}", fit.w);
        }
        assert!(fit.miss < 1e-6 && (region.beta_per_s + 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_hundred_branches_can_do_van_der_pol_and_two_cannot() {
        let teacher = Teacher::VanDerPol { w: TAU, m: 1.0, size: 1.0 };
        let many = network(teacher.clone(), Basis::drawn(2, 100, 3.0, 11));
        let region = Region::new(&many);
        assert!((region.beta_per_s - 17.7).abs() < 0.1 && (region.period_s.unwrap() - 1.0605).abs() < 0.005);
        assert!(fit(&many, &region).miss < 0.02);
        let few = network(teacher, Basis::Linear { dimensions: 2 });
        assert!(fit(&few, &region).miss > 0.2);
    }
}
