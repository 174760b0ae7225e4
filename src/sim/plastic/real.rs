//! The two precisions in which a network steps: `f64` to repeat reference runs, `f32` for speed.

use crate::model::plastic::Membrane;
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

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

    /// The current that makes the upstroke at voltage `v`, 0 below where it begins.
    fn upstroke(v: Self, bend: &Bend<Self>) -> Self;
}

/// Constants of a membrane in some precision.
#[derive(Clone, Copy, Debug)]
pub struct Bend<T> {
    /// Time step, leak, g_L E_L, threshold, reset.
    pub dt: T,
    pub g_l: T,
    pub leak: T,
    pub v_th: T,
    pub v_re: T,
    /// The upstroke: from where on, V_T, 1/Delta_T, g_L Delta_T.
    above: T,
    v_t: T,
    per_delta: T,
    strength: T,
}

impl<T: Real> Bend<T> {
    /// Those of a membrane.
    pub fn new(m: &Membrane) -> Self {
        let of = T::of;
        Bend {
            dt: of(m.dt),
            g_l: of(m.g_l),
            leak: of(m.g_l * m.e_l),
            v_th: of(m.v_th),
            v_re: of(m.v_re),
            above: of(m.exp_above),
            v_t: of(m.v_t),
            per_delta: of(1.0 / m.delta_t),
            strength: of(m.g_l * m.delta_t),
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

    // Without a branch, so that the loop over cells is done several at a time.
    #[inline(always)]
    fn upstroke(v: f32, bend: &Bend<f32>) -> f32 {
        let full = bend.strength * exp((v - bend.v_t) * bend.per_delta);
        if v > bend.above { full } else { 0.0 }
    }
}

/// e^x to three units in the last place for -80 < x < 80: 2^n from the exponent bits, and a polynomial between.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding this rounds to a whole number that stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let t = (if x > -80.0 { x } else { -80.0 }) * std::f32::consts::LOG2_E;
    let rounded = t + ROUND;
    let f = (t - (rounded - ROUND)) * std::f32::consts::LN_2;
    let two_to_n = f32::from_bits((rounded.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127)) << 23);
    let p = 1.0 + f * (1.0 + f * (0.5 + f * (1.666_666_7e-1 + f * (4.166_666e-2 + f * (8.333_34e-3 + f * 1.39e-3)))));
    p * two_to_n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_exponential_is_exact_to_a_few_digits_of_f32() {
        for k in -7900..7900 {
            let x = k as f32 * 0.01;
            let off = (f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs();
            // What is beyond the last place comes from x log2(e), which f32 rounds.
            assert!(off < 4e-7 + 1.2e-7 * f64::from(x.abs()), "{x}: {off}");
        }
    }

    #[test]
    fn both_precisions_bend_alike_and_not_below_the_edge() {
        let membrane = Membrane::new(0.1, [8.0, 4.0, 10.0]);
        let (wide, narrow) = (Bend::<f64>::new(&membrane), Bend::<f32>::new(&membrane));
        for k in 0..=250 {
            let v = -75.0 + f64::from(k) * 0.1;
            let [a, b] = [f64::upstroke(v, &wide), f32::upstroke(v as f32, &narrow).wide()];
            assert!((a - b).abs() <= 5e-6 * a.max(1e-3) + if (v + 62.0).abs() < 1e-3 { 1e-4 } else { 0.0 }, "{v}: {a} {b}");
        }
        assert_eq!(f64::upstroke(-62.0, &wide), 0.0);
    }
}
