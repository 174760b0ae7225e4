//! Whether the saddle holds: eigenvalues of the rate dynamics, and the condition that is enough (sheet minimax-ei, 4.3).
//!
//! ```text
//! tau_I/tau_E < lambda_min(W_II)/lambda_max(W_EE)     the rates are sure to settle
//! ```

use super::network::{E, I, Network};
use super::predict::Optimum;
use nalgebra::{DMatrix, SymmetricEigen};

/// What decides whether the rates settle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// Largest real part of the eigenvalues of the rate dynamics on the active neurons, per second; stable below 0. Only
    /// where it was asked for.
    pub growth_per_s: Option<f64>,
    /// tau_I/tau_E, and below which value of it convergence is certain (`lambda_min(W_II)/lambda_max(W_EE)`).
    pub ratio: [f64; 2],
}

impl Stability {
    /// Whether the rates settle, as far as theory can tell.
    pub fn holds(self) -> bool {
        self.growth_per_s.map_or(self.ratio[0] < self.ratio[1], |growth| growth < 0.0)
    }
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

/// Whether the saddle holds with the neurons active that spike at the optimum; `None` before that is found.
pub fn on_active(network: &Network, optimum: &Optimum) -> Option<Stability> {
    let best = optimum.found()?;
    let active = |p: usize| (0..network.counts[p]).filter(|i| best.r[p][*i] > 0.0).collect::<Vec<usize>>();
    stability(network, [&active(E), &active(I)], true)
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

/// The block of two of the uniform mode where all neurons of a population are alike: what slow inhibition breaks. The
/// ratio of the time constants, the largest one that is sure to settle, and the growth per tau_E.
pub fn uniform_mode(network: &Network) -> ([f64; 2], f64) {
    let tau = network.tau_s;
    let [ne, ni] = network.counts.map(|n| n as f64);
    let uniform: f64 = (0..network.counts[E]).map(|j| network.ee.at(0, j)).sum();
    let (to_e, to_i, own) = (ni * network.ei.at(0, 0), ne * network.ie.at(0, 0), network.ii.at(0, 0));
    let trace = uniform / tau[E] - own / tau[I];
    let square = trace * trace - 4.0 * (to_e * to_i - uniform * own) / (tau[E] * tau[I]);
    let growth = 0.5 * (trace + square.max(0.0).sqrt());
    ([tau[I] / tau[E], if uniform > 0.0 { own / uniform } else { f64::INFINITY }], growth * tau[E])
}

/// In words whether the conditions hold.
pub fn told(ratio: [f64; 2], growth: Option<f64>) -> (Option<(String, Option<bool>)>, String) {
    let [is, sure] = ratio;
    let rule = if sure.is_finite() {
        format!("τ_I/τ_E = {is:.2}; below λ_min(W_II)/λ_max(W_EE) = {sure:.2} the rates are sure to settle")
    } else {
        "W_EE has no positive eigenvalue: the rates settle whatever the time constants".to_owned()
    };
    match growth {
        Some(growth) if growth < 0.0 => (
            Some(("balanced at the saddle".to_owned(), Some(true))),
            format!("deviations decay at {:.2} per τ_E; {rule}", -growth),
        ),
        Some(growth) => (
            Some(("unstable: inhibition is too slow".to_owned(), Some(false))),
            format!("deviations grow at {growth:.2} per τ_E: make τ_I shorter; {rule}"),
        ),
        None if is < sure => (Some(("settles at its saddle".to_owned(), Some(true))), rule),
        // The condition is enough, not needed.
        None => (Some(("not sure to settle".to_owned(), None)), rule),
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_theory_cannot_say_is_neither_good_nor_bad() {
        let holds = |ratio, growth| told(ratio, growth).0.unwrap().1;
        assert_eq!(holds([1.0, 0.3], None), None);
        assert_eq!(holds([0.2, 0.3], None), Some(true));
        assert_eq!(holds([1.0, 0.3], Some(-0.1)), Some(true));
        assert_eq!(holds([1.0, 0.3], Some(0.1)), Some(false));
    }
}
