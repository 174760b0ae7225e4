//! A generator that is portable bit by bit, so that a published network can be repeated (sheets minimax-ei, section 5.0,
//! and learning-dynamics, section 5).

use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;
use serde::{Deserialize, Serialize};

/// Uniform and normal numbers from SplitMix64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws(SplitMix64);

impl Draws {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Draws(SplitMix64::seed_from_u64(seed))
    }

    /// Uniform in 0..1.
    pub fn uniform(&mut self) -> f64 {
        uniform(self.0.next_u64())
    }

    /// Standard normal, from two uniform ones.
    pub fn normal(&mut self) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// Uniform in 0..1 from random bits.
pub fn uniform(bits: u64) -> f64 {
    (bits >> 11) as f64 * (0.5f64).powi(53)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_seed_1_are_those_of_the_sheet() {
        let mut draws = Draws::new(1);
        for expected in [0.5665615752, 0.7457817573, 0.9710027536] {
            assert!((draws.uniform() - expected).abs() < 1e-10);
        }
    }
}
