//! Where the mean state is to be expected with all that shifts it and has a closed form (sheet low-rank-ei, sections 4.3,
//! 4.7, 13.3 and 13.4; for noise see below).
//!
//! With r_k the filtered spikes of neuron k and y_p = sum D_k r_k, a population hears the other one by its cross decoders
//! and with its own membrane: E hears `z = sum D_EI,j r_j / rho` of I, I hears `w = rho sum D_IE,k r_k` of E,
//! rho = tau_I/tau_E (1 for rate units, which are at rest with what they give). A neuron fires as its drive demands:
//!
//! ```text
//! r_k = phi_E(E_EE,k y_E - E_EI,k z + h_k + s_E)       spikes: phi(u) = max(0, u)/mu, sharp as mu -> 0
//! r_j = phi_I(E_IE,j w - E_II,j y_I + h_j + s_I)       rates:  phi(u) = 1/(1 + exp(-beta u))
//! ```
//! For a given y_E the first has one z, since more inhibition means less of r; w follows, the second has one y_I, and that
//! gives back some z'. The state is at rest where z = z'. Without cost, mistuning, noise and with rho = 1 this is the
//! crossing of the boundaries. The soft Jacobian with gains phi' tells whether a fixed point of the rates holds.
//!
//! *Noise* lifts the boundary to the expected height of the highest of N lines that move independently,
//! `s_p = E max_k(u_k + sigma n_k) - max_k u_k` at the crossing. The run meets the highest line over the time between two
//! spikes, not at one moment, and a neuron with a spike cost steps back after it: what simulations of figs. 4f (sigma 0.3
//! to 10) and 8 add to y_I is between half and twice of it (tests), so that it tells direction and size, no digits.

use super::groups::{self, Group};
use super::{E, I, Network, Synapse};
use crate::geometry::Point;
use crate::picture::Given;

/// One population in closed form.
struct Side {
    groups: Vec<Group>,
    cost: f64,
    sigma: f64,
    /// Weight of y_E squared.
    quadratic: f64,
}

/// Costs below this make a boundary that is sharp.
const SHARP: f64 = 1e-6;
/// Halvings: all digits.
const HALVINGS: usize = 60;
/// Step and length of the way of rates that is followed, in time constants.
const STEP: f64 = 0.005;
const FOLLOWED: f64 = 60.0;
/// Places at which the fixed points are looked for.
const PLACES: usize = 96;

/// The mean-field equations of a network at some input.
pub(super) struct MeanField {
    sides: [Side; 2],
    rho: f64,
    /// Steepness of rate units.
    beta: Option<f64>,
}

/// A point at which the mean state stands still.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    /// (y_E, y_I).
    pub at: Point,
    /// Trace and determinant of the Jacobian of the rates, per time constant of E.
    pub trace: f64,
    pub determinant: f64,
}

impl Rest {
    /// Whether rates come back to it.
    pub(super) fn holds(self) -> bool {
        self.trace < 0.0 && self.determinant > 0.0
    }
}

impl MeanField {
    /// Of the network as it is, without what a spike's size does.
    pub(super) fn new(network: &Network, given: Given) -> Self {
        let is_rate = network.synapse == Synapse::Rate;
        let side = |p: usize| {
            let n = &network.populations[p];
            // Rates are smooth, and all of them count; of spikes it is the highest lines.
            let groups = if is_rate { groups::joined } else { groups::some }(n, given.x, given.injected[p]);
            Side { groups, cost: n.spike_cost.max(SHARP), sigma: n.sigma_v, quadratic: n.quadratic }
        };
        let [e, i] = &network.populations;
        MeanField {
            sides: [side(E), side(I)],
            rho: if is_rate { 1.0 } else { e.leak_per_s / i.leak_per_s },
            beta: is_rate.then_some(network.steepness),
        }
    }

    /// What a neuron gives at drive `u`, and the slope of it.
    fn phi(&self, p: usize, u: f64) -> [f64; 2] {
        match self.beta {
            Some(beta) => {
                let r = 1.0 / (1.0 + (-beta * u).exp());
                [r, beta * r * (1.0 - r)]
            }
            None => [u.max(0.0) / self.sides[p].cost, if u > 0.0 { 1.0 / self.sides[p].cost } else { 0.0 }],
        }
    }

    /// y, what the other population hears before its membrane, and the gains of y to y_E and y_I as heard.
    fn give(&self, p: usize, y_e: f64, y_i: f64, lift: f64) -> [f64; 4] {
        let mut sum = [0.0; 4];
        let quadratic = self.sides[p].quadratic;
        for group in &self.sides[p].groups {
            let drive = (group.from_e + quadratic * y_e) * y_e - group.from_i * y_i + group.rest + lift;
            let [r, slope] = self.phi(p, drive);
            sum[0] += group.decoder * r;
            sum[1] += group.cross * r;
            sum[2] += group.decoder * slope * (group.from_e + 2.0 * quadratic * y_e);
            sum[3] += group.decoder * slope * group.from_i;
        }
        sum
    }

    /// z that E must hear so that it keeps `y_e`.
    fn heard_by_e(&self, y_e: f64, lift: f64, top: f64) -> f64 {
        falling_root(|z| self.give(E, y_e, z, lift)[0] - y_e, -top, top)
    }

    /// y_I that I has when it hears `w`.
    fn kept_by_i(&self, w: f64, lift: f64, top: f64) -> f64 {
        falling_root(|y| self.give(I, w, y, lift)[0] - y, 0.0, top)
    }

    /// The state at `y_e` on the E boundary: y_I, and by how much E must hear more than I gives.
    fn along(&self, y_e: f64, lifts: [f64; 2], top: f64) -> [f64; 2] {
        let z = self.heard_by_e(y_e, lifts[E], top);
        let w = self.rho * y_e * heard(self.give(E, y_e, z, lifts[E]));
        let y_i = self.kept_by_i(w, lifts[I], top * self.rho.max(1.0) * 10.0);
        [y_i, z - y_i * heard(self.give(I, w, y_i, lifts[I])) / self.rho]
    }

    /// Every fixed point with y_E above 0 and below `reach`, from left to right.
    pub(super) fn rests(&self, reach: f64, lifts: [f64; 2]) -> Vec<Rest> {
        if self.sides.iter().any(|side| side.groups.is_empty()) {
            return Vec::new();
        }
        let most: f64 = self.sides[E].groups.iter().map(|group| group.decoder).sum();
        let top = 1e3 * (1.0 + reach);
        // Rate units come close to 0 and to all they can give, spikes know no such bound.
        let place = |k: usize| {
            let t = k as f64 / PLACES as f64;
            match self.beta {
                Some(_) => most / (1.0 + (-(40.0 * t - 20.0)).exp()),
                None => reach * (1e-4 + t * t),
            }
        };
        let off = |y_e: f64| self.along(y_e, lifts, top)[1];
        let mut found = Vec::new();
        let mut before = (place(0), off(place(0)));
        if self.beta.is_some() && before.1 < 0.0 {
            // It lies below all that is looked at: E is as good as silent.
            let y_i = self.along(before.0, lifts, top)[0];
            found.push(self.rest(Point::new(before.0, y_i), lifts, top));
        }
        for k in 1..=PLACES {
            let now = (place(k), off(place(k)));
            if before.1.signum() != now.1.signum() {
                let falls = before.1 > 0.0;
                let f = |y: f64| if falls { off(y) } else { -off(y) };
                let y_e = falling_root(f, before.0, now.0);
                let y_i = self.along(y_e, lifts, top)[0];
                found.push(self.rest(Point::new(y_e, y_i), lifts, top));
            }
            before = now;
        }
        found
    }

    fn rest(&self, at: Point, lifts: [f64; 2], top: f64) -> Rest {
        let z = self.heard_by_e(at.x, lifts[E], top);
        let of_e = self.give(E, at.x, z, lifts[E]);
        let w = self.rho * at.x * heard(of_e);
        let of_i = self.give(I, w, at.y, lifts[I]);
        let (ee, ei) = (of_e[2], of_e[3] * heard(of_i) / self.rho);
        let (ie, ii) = (of_i[2] * heard(of_e) * self.rho, of_i[3]);
        let slow = self.rho;
        Rest { at, trace: (ee - 1.0) - (ii + 1.0) / slow, determinant: (-(ee - 1.0) * (ii + 1.0) + ei * ie) / slow }
    }

    /// By how much noise lifts the boundaries of E and I at a state: the expected highest of lines that move.
    pub(super) fn lifts(&self, at: Point) -> [f64; 2] {
        [E, I].map(|p| {
            let side = &self.sides[p];
            if side.sigma == 0.0 || side.groups.is_empty() || self.beta.is_some() {
                return 0.0;
            }
            let (y_e, y_i) = if p == E { (at.x, at.y / self.rho) } else { (at.x * self.rho, at.y) };
            let heights: Vec<(f64, f64)> = side
                .groups
                .iter()
                .map(|g| ((g.from_e * y_e - g.from_i * y_i + g.rest) / side.sigma, g.count))
                .collect();
            side.sigma * expected_excess(&heights)
        })
    }

    /// The fixed point that is nearest to `at`, with the lift that noise gives there.
    pub(super) fn near(&self, at: Point) -> Option<Rest> {
        let lifts = self.lifts(at);
        let reach = 20.0 * (1.0 + at.x.abs()) * self.rho.max(1.0);
        self.rests(reach, lifts).into_iter().min_by(|a, b| (a.at - at).norm().total_cmp(&(b.at - at).norm()))
    }

    /// All that rates can give, if they stay there: E beyond its sigmoids, I where that leads.
    fn saturated(&self) -> Option<Point> {
        let [most, _] = self.most()?;
        let w = most * heard(self.give(E, 1e6, 0.0, 0.0));
        let y_i = self.kept_by_i(w, 0.0, 1e3 * (1.0 + most));
        let z = y_i * heard(self.give(I, w, y_i, 0.0));
        (self.give(E, most, z, 0.0)[0] > 0.999 * most).then(|| Point::new(most, y_i))
    }

    /// Where the rates go from rest, given the points at which they can stand: if only one holds it is that; if several
    /// do they are followed. `None` if none holds, so that they never stand still.
    pub(super) fn where_from_rest(&self, rests: &[Rest]) -> Option<Point> {
        let mut all: Vec<Point> = rests.iter().filter(|rest| rest.holds()).map(|rest| rest.at).collect();
        if let Some(end) = self.saturated()
            && all.iter().all(|at| (at - end).norm() > 0.01 * (1.0 + end.x))
        {
            all.push(end);
        }
        let nearest = |y: Point| all.iter().copied().min_by(|a, b| (a - y).norm().total_cmp(&(b - y).norm()));
        if all.len() < 2 {
            return all.first().copied();
        }
        let mut y = Point::origin();
        // The leak exactly, what the rates give as it is: it stays bounded however steep they are.
        let keep = (-STEP).exp();
        let keep_i = (-STEP / self.rho).exp();
        for _ in 0..(FOLLOWED / STEP) as usize {
            let e = self.give(E, y.x, y.y, 0.0)[0];
            let i = self.give(I, y.x, y.y, 0.0)[0];
            let next = Point::new(keep * y.x + (1.0 - keep) * e, keep_i * y.y + (1.0 - keep_i) * i);
            if (next - y).norm() < 1e-9 * (1.0 + next.coords.norm()) {
                break;
            }
            y = next;
        }
        nearest(y)
    }

    /// Where a single population of rates stands: they add up to the size of its latent. None where it is not the only one.
    pub(super) fn alone(&self, p: usize) -> Option<f64> {
        if !self.sides[1 - p].groups.is_empty() || p == E {
            return None;
        }
        let most: f64 = self.sides[p].groups.iter().map(|group| group.decoder).sum();
        Some(falling_root(|y| self.give(I, 0.0, y, 0.0)[0] - y, 0.0, most))
    }

    /// What E and I can give at most, where they are rate units.
    pub(super) fn most(&self) -> Option<[f64; 2]> {
        self.beta.map(|_| [E, I].map(|p| self.sides[p].groups.iter().map(|group| group.decoder).sum()))
    }
}

/// With mistuned decoders the others hear more or less of a latent than its own population does.
fn heard(given: [f64; 4]) -> f64 {
    if given[0] > 0.0 { given[1] / given[0] } else { 1.0 }
}

/// Where a function that falls is 0; an end of the range if it is not there.
fn falling_root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if f(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// E max_k(u_k + n_k) - max_k u_k for independent normal n_k: the integral of 1 - prod Phi(t - u_k) above the highest, less
/// that of prod Phi below it. Each height comes with how often it is there.
fn expected_excess(heights: &[(f64, f64)]) -> f64 {
    let top = heights.iter().fold(f64::NEG_INFINITY, |top, (u, _)| top.max(*u));
    let product = |t: f64| -> f64 {
        // Lines far below have no say.
        heights.iter().filter(|(u, _)| top - u < 12.0).map(|(u, n)| normal(t + top - u).powf(*n)).product()
    };
    let width = 0.05;
    let above: f64 = (0..160).map(|k| 1.0 - product((k as f64 + 0.5) * width)).sum();
    let below: f64 = (0..160).map(|k| product(-(k as f64 + 0.5) * width)).sum();
    width * (above - below)
}

/// The distribution function of a standard normal number, to about 1e-7 (Abramowitz and Stegun 26.2.17).
pub(super) fn normal(t: f64) -> f64 {
    let k = 1.0 / (1.0 + 0.231_641_9 * t.abs());
    let poly =
        k * (0.319_381_530 + k * (-0.356_563_782 + k * (1.781_477_937 + k * (-1.821_255_978 + k * 1.330_274_429))));
    let tail = (-0.5 * t * t).exp() / std::f64::consts::TAU.sqrt() * poly;
    if t >= 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highest_of_normal_numbers() {
        // Known expectations of the largest of n standard normal numbers.
        for (n, known) in [(1.0, 0.0), (2.0, 0.564_190), (3.0, 0.846_284), (10.0, 1.538_753), (50.0, 2.249_074)] {
            assert!((expected_excess(&[(0.0, n)]) - known).abs() < 2e-4, "{n}");
        }
        // One far above the others is alone; two apart by d: E max = d/2 erf-form, here by d Phi(d/s) + s phi(d/s), s^2 = 2.
        assert!(expected_excess(&[(0.0, 1.0), (-9.0, 40.0)]).abs() < 1e-4);
        let (d, s) = (1.0f64, 2.0f64.sqrt());
        let known = d * normal(d / s) + s * (-0.5 * (d / s).powi(2)).exp() / std::f64::consts::TAU.sqrt() - d;
        assert!((expected_excess(&[(0.0, 1.0), (-1.0, 1.0)]) - known).abs() < 2e-4);
    }
}
