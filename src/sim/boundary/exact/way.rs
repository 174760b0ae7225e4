//! When one population first reaches its threshold, if nobody spikes before (sheet low-rank-ei, section 6.6).
//!
//! From a moment on, with s the time since then in membrane time constants and lambda = exp(-s),
//!
//! ```text
//! V_i - 1 = C_i + B_i s + A_i lambda,   C_i = F_i x + u_i + I - 1,  B_i = F_i dx/ds,  A_i = w_E,i y_E - w_I,i y_I + e_i + (c - I)
//! ```
//! which is linear in (x, lambda), so that the top of all of them, H, is convex there.
//!
//! *Input at rest.* The state goes straight to the origin, and H is convex in lambda. From where it would rest, the line on
//! top there is followed back to where it crosses 0, then the one that is on top there, until that is the same one: Newton's
//! method, which from this side never passes the root.
//!
//! *Input that moves.* The way (x, lambda) is a convex curve, and lies in the triangle of its two ends and of the point where
//! its tangents there meet. Where H is below 0 at all three nobody has reached threshold in between; else the time is halved,
//! the earlier half first. The end is pulled back to the root of who is on top there, as above.

use super::peak::Lines;
use super::rows::{Own, Row};

/// The first stretch that is looked at where the input moves, in time constants; later ones are longer.
const STRETCH: f64 = 0.25;
const LONGEST: f64 = 2.0;
/// Stretches so short hold no spike that could be told from one at their end.
const SHORTEST: f64 = 1e-9;
/// Steps of a search after which rounding has the last word.
const MOST: usize = 100;

/// How a population goes on.
pub(super) struct Way<'a> {
    pub lines: &'a Lines,
    pub own: &'a Own,
    /// Scale of `own` now.
    pub part: f64,
    /// Input now, and how it moves in a time constant.
    pub x: f64,
    pub slope: f64,
    /// Latents as it hears them now.
    pub y: [f64; 2],
    /// Injected current as its membranes have it now, and as they will.
    pub injected: f64,
    pub current: f64,
}

/// H at a place, or a bound of it, with whom it belongs to.
struct Top {
    excess: f64,
    owner: usize,
    row: Row,
}

/// Who reaches threshold, and when, in time constants from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meeting {
    pub after: f64,
    pub owner: usize,
}

impl Way<'_> {
    fn q(&self, x: f64, lambda: f64) -> [f64; 3] {
        [x, lambda * self.y[0], -lambda * self.y[1]]
    }

    /// What is added to V for H.
    fn rest(&self, lambda: f64) -> f64 {
        self.current + lambda * (self.injected - self.current) - 1.0
    }

    /// H at a place, and who is on top there; `None` if H is below 0.
    fn top(&self, x: f64, lambda: f64) -> Option<Top> {
        let (peak, row) = self.lines.peak(self.q(x, lambda), self.own, self.part * lambda, -self.rest(lambda))?;
        Some(Top { excess: peak.voltage + self.rest(lambda), owner: peak.owner, row })
    }

    /// Somebody who may be on top at a place, where that is sooner known than who is.
    fn guess(&self, x: f64, lambda: f64) -> Option<Top> {
        let (peak, row) = self.lines.guess(self.q(x, lambda), self.own, self.part * lambda)?;
        Some(Top { excess: peak.voltage + self.rest(lambda), owner: peak.owner, row })
    }

    /// A lower bound of H at a place, with a neuron that is there, and an upper one, where they are known at once.
    fn bounds(&self, x: f64, lambda: f64) -> Option<(Top, f64)> {
        let bounds = self.lines.bounds(self.q(x, lambda), self.own)?;
        let rest = self.rest(lambda);
        let lower = Top { excess: bounds.lower + rest, owner: bounds.owner, row: bounds.row };
        Some((lower, bounds.upper + rest))
    }

    /// Whether H is below 0 at a place, or nobody can spike.
    fn is_below(&self, x: f64, lambda: f64) -> bool {
        match self.bounds(x, lambda) {
            Some((_, upper)) if upper < 0.0 => true,
            Some((lower, _)) if lower.excess >= 0.0 => false,
            _ => !self.lines.reaches(self.q(x, lambda), self.own, self.part * lambda, -self.rest(lambda)),
        }
    }

    fn x_at(&self, s: f64) -> f64 {
        // Nothing moves for ever, and nothing times infinity is no number.
        if self.slope == 0.0 { self.x } else { self.x + self.slope * s }
    }

    /// A, B and C of a neuron.
    fn course(&self, top: &Top) -> [f64; 3] {
        let (row, own) = (&top.row, self.own.of(top.owner));
        let a = row[1] * self.y[0] - row[2] * self.y[1] + self.part * own + (self.injected - self.current);
        [a, row[0] * self.slope, row[0] * self.x + (row[3] - 1.0) + self.current]
    }

    /// The first meeting within so many time constants; nobody may be above threshold now.
    pub(super) fn first(&self, within: f64) -> Option<Meeting> {
        if self.slope == 0.0 {
            return self.at_rest(within);
        }
        let (mut from, mut stretch) = (0.0, STRETCH);
        while from < within {
            let to = within.min(from + stretch);
            let met = self.between(from, to);
            if met.is_some() {
                return met;
            }
            (from, stretch) = (to, LONGEST.min(2.0 * stretch));
        }
        None
    }

    fn at_rest(&self, within: f64) -> Option<Meeting> {
        let mut lambda = (-within).exp();
        let mut met = None;
        for _ in 0..MOST {
            // Whoever is above threshold leads back.
            let guess = self.guess(self.x, lambda).filter(|top| top.excess > 0.0 && met != Some(top.owner));
            let Some(top) = guess.or_else(|| self.top(self.x, lambda)) else { break };
            // For ever at threshold is not above it.
            if met == Some(top.owner) || (lambda == 0.0 && top.excess <= 0.0) {
                break;
            }
            met = Some(top.owner);
            let [a, _, c] = self.course(&top);
            let back = (-c / a).min(1.0);
            // Rounding, or a line that goes through here already.
            if back.is_nan() || back <= lambda {
                break;
            }
            lambda = back;
        }
        met.filter(|_| lambda > 0.0).map(|owner| Meeting { after: (-lambda.ln()).max(0.0), owner })
    }

    fn between(&self, from: f64, to: f64) -> Option<Meeting> {
        let (mut from, mut to) = (from, to);
        let mut met = self.pulled(from, &mut to);
        // Later ends, with who is met there.
        let mut later: Vec<(f64, Option<Meeting>)> = Vec::new();
        loop {
            let (apex_s, apex_lambda) = apex(from, to);
            if self.is_below(self.x_at(apex_s), apex_lambda) || to - from < SHORTEST {
                if met.is_some() {
                    return met;
                }
                from = to;
                (to, met) = later.pop()?;
            } else {
                later.push((to, met));
                to = 0.5 * (from + to);
                met = self.pulled(from, &mut to);
            }
        }
    }

    /// Pulls an end at which somebody is above threshold back to where nobody is, and says who reaches it there. An outline
    /// leads most of the way where there is one.
    fn pulled(&self, from: f64, to: &mut f64) -> Option<Meeting> {
        let mut met: Option<Meeting> = None;
        let mut is_outlined = true;
        for _ in 0..MOST {
            let (x, lambda) = (self.x_at(*to), (-*to).exp());
            let guess = || self.guess(x, lambda).map(|top| (top, f64::INFINITY));
            let bounds = if is_outlined { self.bounds(x, lambda).or_else(guess) } else { None };
            let is_new = |top: &Top| top.excess >= 0.0 && met.is_none_or(|met| met.owner != top.owner);
            let top = match bounds {
                Some((_, upper)) if upper < 0.0 => break,
                Some((lower, _)) if is_new(&lower) => lower,
                _ => {
                    is_outlined = false;
                    let Some(top) = self.top(x, lambda).filter(is_new) else { break };
                    top
                }
            };
            let after = root(self.course(&top), from, *to);
            met = Some(Meeting { after, owner: top.owner });
            if after >= *to {
                if is_outlined {
                    is_outlined = false;
                    continue;
                }
                break;
            }
            *to = after;
        }
        met
    }
}

/// Where the tangents of exp(-s) at two places meet: s, and the height there.
fn apex(from: f64, to: f64) -> (f64, f64) {
    let wide = to - from;
    let off = if wide < 1e-4 {
        0.5 * wide * (1.0 - wide / 6.0)
    } else {
        let rho = (-wide).exp();
        (1.0 - rho * (1.0 + wide)) / (1.0 - rho)
    };
    (from + off, (-from).exp() * (1.0 - off))
}

/// The root of `A exp(-s) + B s + C` between a place where it is below 0 and a later one where it is not: the only one, since
/// it bends to one side.
fn root([a, b, c]: [f64; 3], from: f64, to: f64) -> f64 {
    if b == 0.0 {
        let s = -(-c / a).ln();
        return if s.is_finite() { s.clamp(from, to) } else { to };
    }
    let (mut low, mut high) = (from, to);
    let mut s = if a > 0.0 { to } else { from };
    for _ in 0..MOST {
        let falling = a * (-s).exp();
        let (value, slope) = (falling + b * s + c, b - falling);
        if value == 0.0 {
            break;
        } else if value < 0.0 {
            low = low.max(s);
        } else {
            high = high.min(s);
        }
        let next = s - value / slope;
        let next = if next > low && next < high { next } else { 0.5 * (low + high) };
        if next <= low || next >= high {
            break;
        }
        let moved = (next - s).abs();
        s = next;
        if moved <= 1e-16 * (1.0 + s) {
            break;
        }
    }
    s.clamp(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_root_is_a_root(a in -5.0f64..5.0, b in -5.0f64..5.0, from in 0.0f64..2.0, wide in 1e-6f64..3.0, part in 0.01f64..1.0) {
            // The constant that puts a root between the ends.
            let at = from + part * wide;
            let f = |c: f64, s: f64| a * (-s).exp() + b * s + c;
            let c = -f(0.0, at);
            prop_assume!(f(c, from) < 0.0 && f(c, from + wide) >= 0.0);
            let found = root([a, b, c], from, from + wide);
            let slope = (b - a * (-at).exp()).abs();
            prop_assert!((found - at).abs() <= 1e-14 * (1.0 + (a.abs() + b.abs() + c.abs()) / slope), "{found} {at}");
        }

        #[test]
        fn the_way_stays_in_the_triangle(from in 0.0f64..3.0, wide in 1e-7f64..5.0, part in 0.0f64..=1.0) {
            let to = from + wide;
            let (s, height) = apex(from, to);
            prop_assert!(s > from && s < to);
            // Both tangents go through it.
            let tangent = |at: f64| (-at).exp() * (1.0 - (s - at));
            prop_assert!((tangent(from) - height).abs() < 1e-12 && (tangent(to) - height).abs() < 1e-9);
            let here = from + part * wide;
            prop_assert!((-here).exp() >= (-from).exp() * (1.0 - (here - from)) - 1e-15);
        }
    }
}
