//! The two precisions in which a network steps: `f64` to repeat reference runs, `f32` for speed.

use crate::model::plastic::Membrane;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;
use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

/// No rule brings a weight beyond this, mV. Rules that change a weight in proportion to itself know no end where a target
/// cannot be reached; at this size one spike already decides over all cells it reaches, and a larger one would only leave
/// all numbers.
pub(super) const MOST_J: f64 = 1e6;

/// A number that voltages, currents and weights are made of.
pub trait Real:
    Copy
    + Default
    + PartialOrd
    + Send
    + Sync
    + std::fmt::Debug
    + Serialize
    + for<'de> Deserialize<'de>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + SubAssign
    + 'static
{
    /// The nearest one.
    fn of(value: f64) -> Self;

    /// As f64.
    fn wide(self) -> f64;

    /// A weight less this part of it, or more if the part is negative, but not beyond 10^6 mV. Live a part beyond all of
    /// it would turn its sign: a hundredth of it is left then.
    fn less(self, part: Self) -> Self;

    /// By how much the upstroke raises voltage `v` in a step, 0 below where it begins.
    fn upstroke(v: Self, bend: &Bend<Self>) -> Self;
}

/// Constants of a membrane's step `V <- keep V + rest + dt I + upstroke(V)` in some precision.
#[derive(Clone, Copy, Debug)]
pub struct Bend<T> {
    /// 1 - dt g_L, and dt g_L E_L.
    pub keep: T,
    pub rest: T,
    /// Threshold and reset.
    pub v_th: T,
    pub v_re: T,
    /// The upstroke: from where on; in f64 V_T, 1/Delta_T, dt g_L Delta_T; in f32 as a power of two, `2^(v slope + offset)`.
    above: T,
    v_t: T,
    per_delta: T,
    strength: T,
    slope: T,
    offset: T,
}

impl<T: Real> Bend<T> {
    /// Those of a membrane.
    pub fn new(m: &Membrane) -> Self {
        let of = T::of;
        let strength = m.dt * m.g_l * m.delta_t;
        let slope = LOG2_E / m.delta_t;
        Bend {
            keep: of(1.0 - m.dt * m.g_l),
            rest: of(m.dt * m.g_l * m.e_l),
            v_th: of(m.v_th),
            v_re: of(m.v_re),
            above: of(m.exp_above),
            v_t: of(m.v_t),
            per_delta: of(1.0 / m.delta_t),
            strength: of(strength),
            slope: of(slope),
            offset: of(strength.log2() - m.v_t * slope),
        }
    }
}

impl Real for f64 {
    fn of(value: f64) -> f64 {
        value
    }

    fn wide(self) -> f64 {
        self
    }

    #[inline(always)]
    fn less(self, part: f64) -> f64 {
        (self - part * self).clamp(-MOST_J, MOST_J)
    }

    #[inline(always)]
    fn upstroke(v: f64, bend: &Bend<f64>) -> f64 {
        if v > bend.above { bend.strength * ((v - bend.v_t) * bend.per_delta).exp() } else { 0.0 }
    }
}

impl Real for f32 {
    fn of(value: f64) -> f32 {
        value as f32
    }

    fn wide(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn less(self, part: f32) -> f32 {
        let left = 1.0 - part;
        (self * if left > 0.01 { left } else { 0.01 }).clamp(-MOST_J as f32, MOST_J as f32)
    }

    // Without a branch, so that the loop over cells is done several at a time.
    #[inline(always)]
    fn upstroke(v: f32, bend: &Bend<f32>) -> f32 {
        let full = exp2(v * bend.slope + bend.offset);
        if v > bend.above { full } else { 0.0 }
    }
}

/// 2^x to 4e-6 of it for -120 < x < 120, something else elsewhere: a polynomial for the part behind the point (through
/// the Chebyshev nodes), to whose exponent bits the whole part is added.
#[inline(always)]
fn exp2(x: f32) -> f32 {
    // Adding this rounds to a whole number that stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let rounded = x + ROUND;
    let f = x - (rounded - ROUND);
    let p = 1.0 + f * (0.693_121 + f * (0.240_223_5 + f * (0.055_921_976 + f * 0.009_666_368)));
    f32::from_bits(p.to_bits().wrapping_add(rounded.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_grow_with_themselves_stay_numbers() {
        let grown = |j: f64| (0..200).fold(j, |j, _| j.less(-79.0));
        let narrow = |j: f32| (0..200).fold(j, |j, _| j.less(-79.0));
        for j in [-3.0, 2.5] {
            assert_eq!(grown(j), MOST_J.copysign(j));
            assert_eq!(narrow(j as f32).wide(), MOST_J.copysign(j));
            // As far as a person gets it is what the rule says.
            assert_eq!(j.less(-0.25), 1.25 * j);
            assert_eq!(j.less(0.25), 0.75 * j);
        }
        // A part beyond all of it, again and again.
        assert!((0..200).fold(1.0f64, |j, _| j.less(100.0)).abs() <= MOST_J);
    }

    #[test]
    fn the_fast_power_of_two_is_good_to_a_few_millionths() {
        for k in -2000..2000 {
            let x = k as f32 * 0.01;
            let off = (f64::from(exp2(x)) / f64::from(x).exp2() - 1.0).abs();
            assert!(off < 6e-6, "{x}: {off}");
        }
    }

    #[test]
    fn both_precisions_bend_alike_and_not_below_the_edge() {
        let membrane = Membrane::new(0.1, [8.0, 4.0, 10.0]);
        let (wide, narrow) = (Bend::<f64>::new(&membrane), Bend::<f32>::new(&membrane));
        for k in 0..=250 {
            let v = -75.0 + f64::from(k) * 0.1;
            let [a, b] = [f64::upstroke(v, &wide), f32::upstroke(v as f32, &narrow).wide()];
            // f32 knows voltages of this size to 4e-6 mV, which the exponential passes on; at the edge it may differ whether
            // there is one.
            let edge = if (v + 62.0).abs() < 1e-3 { 1e-4 } else { 0.0 };
            assert!((a - b).abs() <= 2e-5 * a + edge, "{v}: {a} {b}");
        }
        assert_eq!(f64::upstroke(-62.0, &wide), 0.0);
    }
}
