//! The exact saddle, as a linear complementarity problem (sheet minimax-ei, section 4.1).
//!
//! ```text
//! M = [[-W_EE, W_EI], [-W_IE, W_II]],  q = [theta_E - F x, theta_I]      w = M r + q
//! r >= 0,  w >= 0,  r w = 0                  w = -g: the gradient is zero where r > 0 and of the right sign where r = 0
//! ```
//! J. J. Judice and F. M. Pires, "A block principal pivoting algorithm for large-scale strictly monotone linear
//! complementarity problems", Computers & Operations Research 21 (1994): solve on the active set, exchange all neurons
//! that are on the wrong side, and one at a time when that goes in circles.

use super::network::{E, I, Network};
use nalgebra::{DMatrix, DVector};

/// Active sets that are tried.
const TRIALS: usize = 120;
/// Exchanges of all at once that may fail to get nearer before one goes at a time.
const PATIENCE: usize = 8;
/// Conditions hold to this part of the drive.
const TOLERANCE: f64 = 1e-10;

/// The problem, E before I; neurons that never spike are left out.
struct Problem {
    /// Population and index of each place.
    places: Vec<(usize, usize)>,
    m: DMatrix<f64>,
    q: DVector<f64>,
}

fn problem(network: &Network, drive: &[f64], theta: &[Vec<f64>; 2]) -> Problem {
    let all = [E, I].into_iter().flat_map(|p| (0..network.counts[p]).map(move |i| (p, i)));
    let places: Vec<(usize, usize)> = all.filter(|(p, i)| !network.silenced[*p][*i]).collect();
    let n = places.len();
    let m = DMatrix::from_fn(n, n, |row, column| {
        let ((to, i), (from, j)) = (places[row], places[column]);
        match (to, from) {
            (E, E) => -network.ee.at(i, j),
            (E, _) => network.ei.at(i, j),
            (_, E) => -network.ie.at(i, j),
            _ => network.ii.at(i, j),
        }
    });
    let one = |(p, i): (usize, usize)| theta[p][i] - if p == E { drive[i] } else { 0.0 };
    let q = DVector::from_iterator(n, places.iter().map(|place| one(*place)));
    Problem { places, m, q }
}

impl Problem {
    /// The rates that make the gradient zero on the active set, refined once; `None` if they are not determined.
    fn solve(&self, active: &[usize]) -> Option<DVector<f64>> {
        let mut r = DVector::zeros(self.q.len());
        if active.is_empty() {
            return Some(r);
        }
        let lu = self.m.select_columns(active).select_rows(active).lu();
        let set = |r: &mut DVector<f64>, step: DVector<f64>| {
            active.iter().zip(step.iter()).for_each(|(i, s)| r[*i] += s);
        };
        let right = self.q.select_rows(active);
        set(&mut r, lu.solve(&-right)?);
        let left = (&self.m * &r + &self.q).select_rows(active);
        set(&mut r, lu.solve(&-left)?);
        r.iter().all(|r| r.is_finite()).then_some(r)
    }
}

/// Filtered spikes at the optimum, from a guess of it; `None` where the search does not end.
pub fn solve(network: &Network, drive: &[f64], theta: &[Vec<f64>; 2], guess: &[Vec<f64>; 2]) -> Option<[Vec<f64>; 2]> {
    let problem = problem(network, drive, theta);
    let n = problem.q.len();
    let scale = problem.q.iter().fold(1e-12f64, |m, v| m.max(v.abs()));
    let mut is_active: Vec<bool> = problem.places.iter().map(|(p, i)| guess[*p][*i] > 0.0).collect();
    if !is_active.contains(&true) {
        is_active = problem.q.iter().map(|q| *q < 0.0).collect();
    }
    let (mut fewest, mut patience) = (n + 1, PATIENCE);
    for _ in 0..TRIALS {
        let active: Vec<usize> = (0..n).filter(|i| is_active[*i]).collect();
        let r = problem.solve(&active)?;
        let w = &problem.m * &r + &problem.q;
        let top = r.amax().max(1e-12);
        let is_wrong = |i: &usize| {
            if is_active[*i] { r[*i] < -TOLERANCE * top } else { w[*i] < -TOLERANCE * scale }
        };
        let wrong: Vec<usize> = (0..n).filter(is_wrong).collect();
        let Some(last) = wrong.last().copied() else {
            let holds = active.iter().all(|i| w[*i].abs() <= TOLERANCE * scale.max(top));
            let mut found = network.counts.map(|n| vec![0.0; n]);
            for ((p, i), r) in problem.places.iter().zip(r.iter()) {
                found[*p][*i] = r.max(0.0);
            }
            return holds.then_some(found);
        };
        if wrong.len() < fewest {
            (fewest, patience) = (wrong.len(), PATIENCE);
        } else {
            patience = patience.saturating_sub(1);
        }
        if patience > 0 {
            wrong.iter().for_each(|i| is_active[*i] = !is_active[*i]);
        } else {
            is_active[last] = !is_active[last];
        }
    }
    None
}
