//! Nullclines of the rate version in the (y_E, y_I) plane (sheet low-rank-ei, section 4.7).
//!
//! ```text
//! E:  y_E = sum_k D_k S(F_k x + I_E + E_EE,k y_E - E_EI,k y_I - T_k)     S(u) = 1/(1 + exp(-beta u))
//! I:  y_I = sum_k D_k S(F_k x + I_I + E_IE,k y_E - E_II,k y_I - T_k)
//! ```
//! (with a quadratic drive q y_E^2 in both). The right side of the first falls with y_I, and that of the second rises with y_E, so each is found by bisection. As
//! beta grows they approach the boundaries.

use super::groups::{self, Group};
use super::{E, I, Network};
use crate::geometry::Point;
use crate::picture::Given;

/// Places along a nullcline.
const POINTS: usize = 80;
/// Halvings: enough for the digits of a screen and of the sheet.
const HALVINGS: usize = 40;

/// One population.
struct Units {
    groups: Vec<Group>,
    quadratic: f64,
    steepness: f64,
}

impl Units {
    fn new(network: &Network, p: usize, given: Given) -> Self {
        let population = &network.populations[p];
        let groups = groups::joined(population, given.x, given.injected[p]);
        Units { groups, quadratic: population.quadratic, steepness: network.steepness }
    }

    /// What they give at a state.
    fn give(&self, y: Point) -> f64 {
        let part = |g: &Group| {
            let u = (g.from_e + self.quadratic * y.x) * y.x - g.from_i * y.y + g.rest;
            g.decoder / (1.0 + (-self.steepness * u).exp())
        };
        self.groups.iter().map(part).sum()
    }
}

/// Where a function that rises from below 0 to above 0 is 0; `None` if it does not.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> Option<f64> {
    if f(low) > 0.0 || f(high) < 0.0 {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}

/// The nullclines of E and I as far as they run within `0..y_e` and `0..y_i`.
pub fn nullclines(network: &Network, given: Given, [y_e, y_i]: [f64; 2]) -> [Vec<Point>; 2] {
    let [e, i] = [E, I].map(|p| Units::new(network, p, given));
    // Denser near 0, where the E nullcline turns up.
    let along = |k: usize, top: f64| top * (k as f64 / POINTS as f64).powi(2);
    let of_e = |x: f64| root(|y| x - e.give(Point::new(x, y)), -y_i, 2.0 * y_i).map(|y| Point::new(x, y));
    // A quadratic drive rises with y_E from 0 on only.
    let low = if network.populations[I].quadratic > 0.0 { 0.0 } else { -y_e };
    let of_i = |y: f64| root(|x| i.give(Point::new(x, y)) - y, low, 2.0 * y_e).map(|x| Point::new(x, y));
    [
        (1..=POINTS).filter_map(|k| of_e(along(k, y_e))).collect(),
        (1..=POINTS).filter_map(|k| of_i(along(k, y_i))).collect(),
    ]
}
