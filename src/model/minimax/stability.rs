//! Whether the saddle holds: eigenvalues of the rate dynamics, and the conditions that are enough (sheet minimax-ei, 4.3 and
//! corrections).
//!
//! ```text
//! Q = W_EI W_II^-1 W_IE - W_EE positive                   S is bounded below: inhibition is strong enough
//! tau_I/tau_E < lambda_min(W_II)/lambda_max(W_EE)         then, if W_EE is symmetric, the rates are sure to settle
//! ```
//! Where Q fails a faster I does not help: the uniform block of the ring has determinant 3 (1 - w0).

use super::network::{E, I, Network};
use super::predict::Optimum;
use super::verdict::Verdict;
use nalgebra::{DMatrix, SymmetricEigen};

/// What decides whether the rates settle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// Largest real part of the eigenvalues of the rate dynamics on the active neurons, per second; stable below 0. Only
    /// where it was asked for.
    pub growth_per_s: Option<f64>,
    /// tau_I/tau_E, and below which value of it convergence is certain (`lambda_min(W_II)/lambda_max(W_EE)`).
    pub ratio: [f64; 2],
    /// Smallest eigenvalue of the symmetric part of Q: above 0, S is bounded below in r^E.
    pub hold: f64,
    /// Whether that is of the neurons that are active; of all neurons it is enough if above 0, and says nothing if not.
    pub of_active: bool,
    /// Whether W_EE is symmetric, so that there is an objective.
    pub is_symmetric: bool,
    /// What the growth is of, such as `uniform mode`; `deviations` of all active neurons.
    pub mode: &'static str,
}

impl Stability {
    /// Whether the rates settle, as far as theory can tell.
    pub fn holds(self) -> bool {
        self.hold > 0.0 && self.growth_per_s.map_or(self.ratio[0] < self.ratio[1], |growth| growth < 0.0)
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
    let ee = |a: usize, b: usize| 0.5 * (network.ee.at(e[a], e[b]) + network.ee.at(e[b], e[a]));
    let largest = if e.is_empty() { 0.0 } else { eigen(e.len(), &ee).max() };
    let smallest = if i.is_empty() { 0.0 } else { eigen(i.len(), &|a, b| network.ii.at(i[a], i[b])).min() };
    let sure = if largest > 0.0 { smallest / largest } else { f64::INFINITY };
    let is_symmetric =
        e.iter().all(|a| e.iter().all(|b| (network.ee.at(*a, *b) - network.ee.at(*b, *a)).abs() <= 1e-9));
    let ratio = [tau_i / tau_e, sure];
    let hold = hold(network, active);
    Some(Stability { growth_per_s: growth, ratio, hold, of_active: with_growth, is_symmetric, mode: "deviations" })
}

/// Smallest eigenvalue of the symmetric part of `Q = W_EI W_II^-1 W_IE - W_EE` on the active neurons; infinite without E.
fn hold(network: &Network, [e, i]: [&[usize]; 2]) -> f64 {
    if e.is_empty() {
        return f64::INFINITY;
    }
    let ee = DMatrix::from_fn(e.len(), e.len(), |a, b| network.ee.at(e[a], e[b]));
    if i.is_empty() {
        return SymmetricEigen::new((&ee + ee.transpose()) * -0.5).eigenvalues.min();
    }
    let ii = DMatrix::from_fn(i.len(), i.len(), |a, b| network.ii.at(i[a], i[b]));
    let ie = DMatrix::from_fn(i.len(), e.len(), |a, b| network.ie.at(i[a], e[b]));
    let ei = DMatrix::from_fn(e.len(), i.len(), |a, b| network.ei.at(e[a], i[b]));
    let q = match ii.lu().solve(&ie) {
        Some(answer) => ei * answer - ee,
        None => -ee,
    };
    SymmetricEigen::new((&q + q.transpose()) * 0.5).eigenvalues.min()
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

/// The block of two of the uniform mode where all neurons of a population are alike: what slow or weak inhibition breaks.
pub fn uniform_mode(network: &Network) -> Stability {
    let tau = network.tau_s;
    let [ne, ni] = network.counts.map(|n| n as f64);
    let uniform: f64 = (0..network.counts[E]).map(|j| network.ee.at(0, j)).sum();
    let (to_e, to_i, own) = (ni * network.ei.at(0, 0), ne * network.ie.at(0, 0), network.ii.at(0, 0));
    let trace = uniform / tau[E] - own / tau[I];
    let square = trace * trace - 4.0 * (to_e * to_i - uniform * own) / (tau[E] * tau[I]);
    let growth = 0.5 * (trace + square.max(0.0).sqrt());
    Stability {
        growth_per_s: Some(growth),
        ratio: [tau[I] / tau[E], if uniform > 0.0 { own / uniform } else { f64::INFINITY }],
        hold: to_e * to_i / own - uniform,
        of_active: true,
        is_symmetric: network.counts[E] < 2 || (network.ee.at(0, 1) - network.ee.at(1, 0)).abs() <= 1e-12,
        mode: "uniform mode",
    }
}

/// What is said of the conditions; `tau_e` in seconds. The id is that of the finding where they fail.
pub fn told(s: Stability, tau_e: f64) -> Verdict {
    let [is, sure] = s.ratio;
    let rule = match (s.is_symmetric, sure.is_finite()) {
        (false, _) => {
            "W_EE is not symmetric, so that there is no objective and no ratio below which rates are sure to settle"
                .to_owned()
        }
        (true, true) => {
            format!("τ_I/τ_E = {is:.2}; below λ_min(W_II)/λ_max(W_EE) = {sure:.2} the rates are sure to settle")
        }
        (true, false) => "W_EE has no positive eigenvalue: the rates settle whatever the time constants".to_owned(),
    };
    let growth = s.growth_per_s.map(|growth| growth * tau_e);
    let mode = s.mode;
    if s.hold <= 0.0 && s.of_active {
        let reason = format!(
            "W_EI W_II^-1 W_IE - W_EE has the eigenvalue {:.2}, not above 0: excitation outgrows all that inhibition can \
             answer, and no time constant of I cures that; weaken E to E, or strengthen E to I to E",
            s.hold
        );
        return Verdict::new("unstable: inhibition is too weak", Some(false), reason).of("weak-inhibition");
    }
    match growth {
        Some(growth) if growth < 0.0 => {
            let name = if s.is_symmetric { "balanced at the saddle" } else { "balanced; there is no objective" };
            Verdict::new(name, Some(true), format!("{mode} decay{} at {:.2} per τ_E; {rule}", plural(mode), -growth))
        }
        Some(growth) => Verdict::new(
            "unstable: inhibition is too slow",
            Some(false),
            format!("{mode} grow{} at {growth:.2} per τ_E: make τ_I shorter; {rule}", plural(mode)),
        )
        .of("slow-inhibition"),
        None if s.is_symmetric && s.hold > 0.0 && is < sure => Verdict::new("settles at its saddle", Some(true), rule),
        // The condition is enough, not needed.
        None if s.hold <= 0.0 => {
            let all = "with all neurons active at once excitation would outgrow inhibition, so that no rule says what the rates do";
            Verdict::new("not sure to settle", None, format!("{all}; they stay where silent neurons keep it from that"))
        }
        None => Verdict::new("not sure to settle", None, rule),
    }
}

/// The ending of a verb.
fn plural(subject: &str) -> &'static str {
    if subject.ends_with('s') { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_theory_cannot_say_is_neither_good_nor_bad() {
        let with = |ratio, growth_per_s: Option<f64>, hold, is_symmetric| {
            let of_active = growth_per_s.is_some();
            told(Stability { growth_per_s, ratio, hold, of_active, is_symmetric, mode: "deviations" }, 1.0)
        };
        assert_eq!(with([1.0, 0.3], None, 1.0, true).holds, None);
        assert_eq!(with([0.2, 0.3], None, 1.0, true).holds, Some(true));
        assert_eq!(with([0.2, 0.3], None, -1.0, true).holds, None, "a memory is not unstable since all would be");
        assert_eq!(with([0.2, 0.3], None, 1.0, false).holds, None, "the condition needs a symmetric W_EE");
        assert_eq!(with([1.0, 0.3], Some(-0.1), 1.0, true).holds, Some(true));
        assert_eq!(with([1.0, 0.3], Some(0.1), 1.0, true).finding, "slow-inhibition");
        let weak = with([0.05, 0.3], Some(0.1), -0.5, true);
        assert_eq!(weak.finding, "weak-inhibition");
        assert!(!weak.reason.contains("shorter"), "a shorter tau_I does not help: {}", weak.reason);
    }
}
