//! Standard normal numbers in bulk, for voltage noise: one for every neuron and step, more than all else in a step.
//!
//! Box and Muller, Annals of Mathematical Statistics 29, 610 (1958): from uniform u and phi,
//! `sqrt(-2 ln u) (cos phi, sin phi)` are two independent normal numbers. The angle is drawn within an eighth of a turn
//! on either side of the diagonal and the two signs by themselves, so that short polynomials do. Branch-free single
//! precision, which the compiler turns into vector instructions; 31 bits of u reach 6.6 standard deviations.

use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

const PAIRS: usize = 64;

/// An endless row of standard normal numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Normals {
    rng: Xoshiro256PlusPlus,
    /// The cosine numbers of all pairs, then the sine numbers.
    buffer: [f32; 2 * PAIRS],
    next: usize,
}

/// The row as it is saved: the generator, and the numbers not yet taken.
#[derive(Serialize, Deserialize)]
struct Saved {
    rng: Xoshiro256PlusPlus,
    left: Vec<f32>,
}

impl From<Normals> for Saved {
    fn from(normals: Normals) -> Self {
        Saved { left: normals.buffer[normals.next..].to_vec(), rng: normals.rng }
    }
}

impl From<Saved> for Normals {
    fn from(saved: Saved) -> Self {
        let mut buffer = [0.0; 2 * PAIRS];
        let left = saved.left.len().min(2 * PAIRS);
        let next = 2 * PAIRS - left;
        buffer[next..].copy_from_slice(&saved.left[..left]);
        Normals { rng: saved.rng, buffer, next }
    }
}

impl Normals {
    /// The row that follows from this generator.
    pub fn new(rng: Xoshiro256PlusPlus) -> Self {
        Normals { rng, buffer: [0.0; 2 * PAIRS], next: 2 * PAIRS }
    }

    /// The next four.
    #[inline]
    pub fn four(&mut self) -> [f64; 4] {
        if self.next + 4 > 2 * PAIRS {
            self.refill();
        }
        let four: [f32; 4] = std::array::from_fn(|k| self.buffer[self.next + k]);
        self.next += 4;
        four.map(f64::from)
    }

    /// Short loops over separate arrays: in one long chain of operations a processor waits for its own results.
    #[inline(never)]
    fn refill(&mut self) {
        const SCALE: f32 = 1.0 / (1u32 << 31) as f32;
        let mut rng = self.rng.clone();
        let (mut low, mut high) = ([0u32; PAIRS], [0u32; PAIRS]);
        for (low, high) in low.iter_mut().zip(&mut high) {
            let bits = rng.next_u64();
            *low = bits as u32;
            *high = (bits >> 32) as u32;
        }
        self.rng = rng;
        let mut radius = [0.0f32; PAIRS];
        for (radius, bits) in radius.iter_mut().zip(&low) {
            // u in (0, 1]: half a unit keeps it from zero.
            let u = ((*bits >> 1) as i32 as f32 + 0.5) * SCALE;
            *radius = (-ln(u)).max(0.0).sqrt();
        }
        let (first, second) = self.buffer.split_at_mut(PAIRS);
        for k in 0..PAIRS {
            let (low, high, radius) = (low[k], high[k], radius[k]);
            let angle = ((high >> 8) as i32 as f32 * (1.0 / (1 << 24) as f32) - 0.5) * std::f32::consts::FRAC_PI_2;
            let z = angle * angle;
            // Polynomials of the Cephes library (S. Moshier) on -pi/4..pi/4.
            let sin = ((-1.951_529_6e-4 * z + 8.332_161e-3) * z - 1.666_665_5e-1) * z * angle + angle;
            let cos = ((2.443_315_7e-5 * z - 1.388_731_6e-3) * z + 4.166_664_6e-2) * z * z - 0.5 * z + 1.0;
            let signed = |value: f32, bit: u32| f32::from_bits(value.to_bits() ^ (bit << 31));
            // The square root of two of the radius cancels against that of the turn by pi/4.
            first[k] = signed(radius * (cos - sin), low & 1);
            second[k] = signed(radius * (cos + sin), high & 1);
        }
        self.next = 0;
    }
}

/// Natural logarithm of a normal positive number, to single precision; the polynomial is that of the Cephes library.
#[inline(always)]
fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let is_large = mantissa > std::f32::consts::SQRT_2;
    let m = if is_large { 0.5 * mantissa } else { mantissa } - 1.0;
    let exponent = ((bits >> 23) as i32 - 127 + i32::from(is_large)) as f32;
    let z = m * m;
    // Even and odd powers apart: two chains half as long.
    let even = (((7.037_683_6e-2 * z + 1.167_699_9e-1) * z + 1.424_932_3e-1) * z + 2.000_071_5e-1) * z + 3.333_333e-1;
    let odd = ((-1.151_461e-1 * z - 1.242_014_1e-1) * z - 1.666_805_8e-1) * z - 2.499_999_4e-1;
    let p = odd * m + even;
    m + (z * m * p - 0.5 * z) + exponent * std::f32::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn the_logarithm_is_right_to_single_precision() {
        for k in 1..4000 {
            let x = k as f32 / 4001.0;
            assert!((ln(x) - x.ln()).abs() <= 3e-7 * (1.0 + x.ln().abs()), "ln {x}");
        }
        assert!((ln(2.3e-10) - 2.3e-10f32.ln()).abs() < 1e-5);
    }

    #[test]
    fn moments_and_tails_are_those_of_the_normal_distribution() {
        let mut normals = Normals::new(Xoshiro256PlusPlus::seed_from_u64(7));
        let n = 4_000_000usize;
        let all: Vec<f64> = (0..n / 4).flat_map(|_| normals.four()).collect();
        let moment = |power: i32| all.iter().map(|x| x.powi(power)).sum::<f64>() / n as f64;
        // Standard errors of the k-th moment are sqrt(E x^2k / n): 0.0005, 0.0007, 0.0019, 0.0049.
        assert!(moment(1).abs() < 0.0025, "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 0.0035, "{}", moment(2));
        assert!(moment(3).abs() < 0.01, "{}", moment(3));
        assert!((moment(4) - 3.0).abs() < 0.025, "{}", moment(4));
        // P(|x| > k) for k = 1, 2, 3, 4.
        for (k, p) in [(1.0, 0.317_310_5), (2.0, 0.045_500_3), (3.0, 0.002_699_8), (4.0, 6.334e-5)] {
            let found = all.iter().filter(|x| x.abs() > k).count() as f64 / n as f64;
            let error = (p / n as f64).sqrt();
            assert!((found - p).abs() < 5.0 * error, "beyond {k}: {found} instead of {p}");
        }
        // Neighbours are independent, also in size.
        for gap in [1, 2, 3, PAIRS] {
            let product =
                |f: &dyn Fn(f64) -> f64| all.windows(gap + 1).map(|w| f(w[0]) * f(w[gap])).sum::<f64>() / n as f64;
            assert!(product(&|x| x).abs() < 0.0025);
            assert!((product(&|x| x * x) - 1.0).abs() < 0.01);
        }
    }
}
