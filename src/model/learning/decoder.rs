//! Where neurons push the readout: columns of D, all of the same length (sheet learning-dynamics, sections 2 and 5).

#![allow(clippy::needless_range_loop, reason = "several arrays are walked by dimension together")]

use std::f64::consts::TAU;

/// D by dimension, then by neuron: `n` directions of length `norm`.
///
/// In a line half of them point up, half down; in a plane they are a ring, neuron i at the angle `2 pi i/n`; in space a
/// spiral from pole to pole spreads them evenly over a sphere.
pub fn decoder(dimensions: usize, n: usize, norm: f64) -> Vec<Vec<f64>> {
    let direction = |i: usize| match dimensions {
        1 => [if 2 * i < n { 1.0 } else { -1.0 }, 0.0, 0.0],
        2 => {
            let angle = TAU * i as f64 / n as f64;
            [angle.cos(), angle.sin(), 0.0]
        }
        _ => {
            let z = 1.0 - (2.0 * i as f64 + 1.0) / n as f64;
            let (level, golden) = ((1.0 - z * z).sqrt(), 0.5 * (3.0 - 5f64.sqrt()));
            let angle = TAU * golden * i as f64;
            [level * angle.cos(), level * angle.sin(), z]
        }
    };
    (0..dimensions).map(|k| (0..n).map(|i| norm * direction(i)[k]).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoders_are_equally_long_and_balanced() {
        for (dimensions, n) in [(1, 20), (2, 50), (3, 100)] {
            let d = decoder(dimensions, n, 0.05);
            for i in 0..n {
                let length = (0..dimensions).map(|k| d[k][i] * d[k][i]).sum::<f64>().sqrt();
                assert!((length - 0.05).abs() < 1e-15);
            }
            for d in &d {
                // Nearly as much to one side as to the other.
                assert!(d.iter().sum::<f64>().abs() < 0.05 * 0.05 * n as f64, "{dimensions}");
            }
        }
    }
}
