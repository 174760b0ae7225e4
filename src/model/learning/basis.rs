//! Basis functions psi: the dendritic branches that all neurons share (sheet learning-dynamics, sections 4.1, 4.4 and 5).
//!
//! ```text
//! psi_b = tanh(M_b . x_hat + theta_b)        or psi = x_hat (linear)
//! ```
//! `m[k][b]` is M, `theta[b]` its offsets.

#![allow(clippy::needless_range_loop, reason = "several arrays are walked by dimension together")]

use super::place::{MOST, State};
use crate::model::Draws;
use std::f64::consts::TAU;

/// The basis functions.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// psi = x_hat, as many as dimensions.
    Linear {
        /// Number of dimensions.
        dimensions: usize,
    },
    /// tanh of projections.
    Tanh {
        /// Projections by dimension, then by function.
        m: Vec<Vec<f64>>,
        /// Offsets.
        theta: Vec<f64>,
    },
}

impl Basis {
    /// `n` functions of gain `g` for `dimensions` dimensions, drawn from the generator that starts at `start`.
    pub fn drawn(dimensions: usize, n: usize, g: f64, start: u64) -> Basis {
        let mut draws = Draws::new(start);
        let mut m = vec![Vec::with_capacity(n); dimensions];
        let mut theta = Vec::with_capacity(n);
        for _ in 0..n {
            let direction: State = match dimensions {
                1 => [if draws.uniform() < 0.5 { 1.0 } else { -1.0 }, 0.0, 0.0],
                2 => {
                    let a = TAU * draws.uniform();
                    [a.cos(), a.sin(), 0.0]
                }
                _ => {
                    let (a, z) = (TAU * draws.uniform(), 2.0 * draws.uniform() - 1.0);
                    let level = (1.0 - z * z).sqrt();
                    [level * a.cos(), level * a.sin(), z]
                }
            };
            m.iter_mut().zip(direction).for_each(|(m, d)| m.push(g * d));
            theta.push(1.5 * g * (2.0 * draws.uniform() - 1.0));
        }
        Basis::Tanh { m, theta }
    }

    /// Number of functions.
    pub fn len(&self) -> usize {
        match self {
            Basis::Linear { dimensions } => *dimensions,
            Basis::Tanh { theta, .. } => theta.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their values at a readout; `psi` has one place each.
    pub fn at(&self, x: &State, psi: &mut [f64]) {
        match self {
            Basis::Linear { dimensions } => psi.copy_from_slice(&x[..*dimensions]),
            Basis::Tanh { m, theta } => {
                match &m[..] {
                    [m1, m2] => {
                        let m = m1.iter().zip(m2).zip(theta);
                        psi.iter_mut().zip(m).for_each(|(z, ((m1, m2), theta))| *z = m1 * x[0] + m2 * x[1] + theta);
                    }
                    _ => {
                        psi.copy_from_slice(theta);
                        for (m, x) in m.iter().zip(&x[..MOST]) {
                            psi.iter_mut().zip(m).for_each(|(z, m)| *z += m * x);
                        }
                    }
                }
                tanh_all(psi);
            }
        }
    }

    /// Them in the order of their directions, as a picture shows them.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        if let Basis::Tanh { m, .. } = self
            && m.len() > 1
        {
            let angle = |b: &usize| m[1][*b].atan2(m[0][*b]);
            order.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
        }
        order
    }

    /// Mean square of all of them together, |psi|^2, over some states.
    pub fn power(&self, states: &[State]) -> f64 {
        let mut psi = vec![0.0; self.len()];
        let mut sum = 0.0;
        for x in states {
            self.at(x, &mut psi);
            sum += psi.iter().map(|v| v * v).sum::<f64>();
        }
        sum / states.len().max(1) as f64
    }
}

/// tanh of every value, to about 2e-16: straight-line arithmetic that a compiler turns into vectors, several times
/// quicker than a call each.
///
/// `tanh z = 1 - 2/(e^{2z} + 1)`, `e^y = 2^k e^r` with `k = round(y log2 e)` and a Taylor series for `|r| <= ln(2)/2`.
pub fn tanh_all(values: &mut [f64]) {
    /// Added and taken away it rounds to whole numbers, which then stand in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    for z in values {
        let y = (2.0 * *z).clamp(-80.0, 80.0);
        let shifted = y * std::f64::consts::LOG2_E + ROUND;
        let k = shifted - ROUND;
        let r = (y - k * LN2[0]) - k * LN2[1];
        let mut p = 1.0 / 479_001_600.0;
        p = p * r + 1.0 / 39_916_800.0;
        p = p * r + 1.0 / 3_628_800.0;
        p = p * r + 1.0 / 362_880.0;
        p = p * r + 1.0 / 40_320.0;
        p = p * r + 1.0 / 5_040.0;
        p = p * r + 1.0 / 720.0;
        p = p * r + 1.0 / 120.0;
        p = p * r + 1.0 / 24.0;
        p = p * r + 1.0 / 6.0;
        p = p * r + 0.5;
        p = p * r + 1.0;
        p = p * r + 1.0;
        let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
        *z = 1.0 - 2.0 / (p * power + 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basis_is_that_of_the_sheet() {
        let Basis::Tanh { m, theta } = Basis::drawn(2, 100, 3.0, 11) else { panic!("tanh") };
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-8, "{a} {b}");
        close(m[0][0], -1.21293412);
        close(m[1][0], 2.74386421);
        close(theta[0], -2.13871363);
        close(m[0][1], -1.94055929);
        close(m[1][1], -2.28784389);
        close(theta[1], 0.04152628);
        assert!((theta.iter().sum::<f64>() - 56.2180055).abs() < 1e-6);
    }

    #[test]
    fn tanh_is_tanh() {
        let z: Vec<f64> = (-40_000..=40_000).map(|k| f64::from(k) * 1e-3).chain([0.0, 1e-9, -1e-12, 300.0]).collect();
        let mut fast = z.clone();
        tanh_all(&mut fast);
        for (z, fast) in z.iter().zip(&fast) {
            assert!((fast - z.tanh()).abs() < 4e-16, "{z}: {fast} {}", z.tanh());
        }
    }

    #[test]
    fn directions_of_three_dimensions_have_the_gain_as_length() {
        let Basis::Tanh { m, .. } = Basis::drawn(3, 50, 2.0, 4) else { panic!("tanh") };
        for b in 0..50 {
            let length = (0..3).map(|k| m[k][b] * m[k][b]).sum::<f64>().sqrt();
            assert!((length - 2.0).abs() < 1e-12);
        }
    }
}
