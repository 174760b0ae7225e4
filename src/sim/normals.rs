//! Standard normal numbers in bulk, for voltage noise: where there is much of it they cost more than all else in a step.
//!
//! Box and Muller, Annals of Mathematical Statistics 29, 610 (1958): from uniform u and phi,
//! `sqrt(-2 ln u) (cos phi, sin phi)` are two independent normal numbers. The angle is drawn within an eighth of a turn
//! on either side of the diagonal and the two signs by themselves, so that short polynomials do. Branch-free single
//! precision, which the compiler turns into vector instructions; 31 bits of u reach [`FARTHEST`] standard deviations.
//!
//! A [`Batch`] makes them from random bits, a [`Normals`] is an endless row of them, and [`bits`] gives the numbers of a row
//! by their place in it, so that whoever needs a few of many draws those alone. The bits of the endless row come from
//! generators xoshiro128++ (Blackman and Vigna, ACM Trans. Math. Softw. 47, 36, 2021) side by side, one a lane.

use crate::machine::widest;
use rand::Rng as _;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// Pairs that are made at once.
pub const PAIRS: usize = 64;

/// None of these numbers is larger: `sqrt(-2 ln u)` for the smallest u, half of 2^-31, is 6.6604.
pub const FARTHEST: f32 = 6.661;

/// What the generator of Steele, Lea and Flood (OOPSLA 2014) adds for each number.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// Random bits by their place in the row of a key: those that SplitMix64 gives at that place.
#[inline(always)]
pub fn bits(key: u64, place: u64) -> u64 {
    let z = key.wrapping_add(place.wrapping_add(1).wrapping_mul(GAMMA));
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Pairs of independent normal numbers, made from random bits.
#[derive(Clone, Debug)]
pub struct Batch {
    low: [u32; PAIRS],
    high: [u32; PAIRS],
    /// One number of each pair.
    pub first: [f32; PAIRS],
    /// The other.
    pub second: [f32; PAIRS],
}

impl Default for Batch {
    fn default() -> Self {
        Batch { low: [0; PAIRS], high: [0; PAIRS], first: [0.0; PAIRS], second: [0.0; PAIRS] }
    }
}

impl Batch {
    /// Takes the bits of pair `k`.
    #[inline(always)]
    pub fn put(&mut self, k: usize, bits: u64) {
        self.low[k] = bits as u32;
        self.high[k] = (bits >> 32) as u32;
    }

    /// Makes the first `pairs` pairs.
    pub fn make(&mut self, pairs: usize) {
        widest(
            #[inline(always)]
            || self.make_here(pairs),
        );
    }

    /// The same within what [`widest`] does.
    #[inline(always)]
    pub fn make_here(&mut self, pairs: usize) {
        if pairs == PAIRS {
            transform(&self.low, &self.high, &mut self.first, &mut self.second);
            return;
        }
        // Whole vectors: many of them, then one by one.
        let (many, all) = (pairs - pairs % 16, pairs.next_multiple_of(4));
        self.part::<16>(0, many);
        self.part::<4>(many, all);
    }

    #[inline(always)]
    fn part<const N: usize>(&mut self, from: usize, to: usize) {
        let (low, high) = (self.low[from..to].as_chunks::<N>().0, self.high[from..to].as_chunks::<N>().0);
        let first = self.first[from..to].as_chunks_mut::<N>().0;
        let second = self.second[from..to].as_chunks_mut::<N>().0;
        for (((low, high), first), second) in low.iter().zip(high).zip(first).zip(second) {
            transform(low, high, first, second);
        }
    }
}

/// Short loops over separate arrays: in one long chain of operations a processor waits for its own results.
#[inline(always)]
fn transform<const N: usize>(low: &[u32; N], high: &[u32; N], first: &mut [f32; N], second: &mut [f32; N]) {
    const SCALE: f32 = 1.0 / (1u32 << 31) as f32;
    let mut radius = [0.0f32; N];
    for (radius, bits) in radius.iter_mut().zip(low) {
        // u in (0, 1]: half a unit keeps it from zero.
        let u = ((*bits >> 1) as i32 as f32 + 0.5) * SCALE;
        *radius = (-ln(u)).max(0.0).sqrt();
    }
    for k in 0..N {
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
}

/// Generators that go on together.
const LANES: usize = 16;

/// Their states, a word of each beside that of its neighbours.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Lanes([[u32; LANES]; 4]);

impl Lanes {
    fn new(mut rng: Xoshiro256PlusPlus) -> Self {
        Lanes([(); 4].map(|()| [(); LANES].map(|()| rng.next_u32())))
    }

    /// The next number of each.
    #[inline(always)]
    fn next(&mut self) -> [u32; LANES] {
        let [a, b, c, d] = &mut self.0;
        let mut numbers = [0; LANES];
        for k in 0..LANES {
            numbers[k] = a[k].wrapping_add(d[k]).rotate_left(7).wrapping_add(a[k]);
            let shifted = b[k] << 9;
            c[k] ^= a[k];
            d[k] ^= b[k];
            b[k] ^= c[k];
            a[k] ^= d[k];
            c[k] ^= shifted;
            d[k] = d[k].rotate_left(11);
        }
        numbers
    }
}

/// An endless row of standard normal numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Normals {
    lanes: Lanes,
    batch: Batch,
    /// The first numbers of all pairs, then the second.
    next: usize,
}

/// The row as it is saved: the generator, and the numbers not yet taken.
#[derive(Serialize, Deserialize)]
struct Saved {
    lanes: Lanes,
    left: Vec<f32>,
}

impl From<Normals> for Saved {
    fn from(normals: Normals) -> Self {
        let all = normals.batch.first.into_iter().chain(normals.batch.second);
        Saved { left: all.skip(normals.next).collect(), lanes: normals.lanes }
    }
}

impl From<Saved> for Normals {
    fn from(saved: Saved) -> Self {
        let mut batch = Batch::default();
        let left = saved.left.len().min(2 * PAIRS);
        let next = 2 * PAIRS - left;
        let seats = batch.first.iter_mut().chain(&mut batch.second).skip(next);
        seats.zip(saved.left).for_each(|(seat, number)| *seat = number);
        Normals { lanes: saved.lanes, batch, next }
    }
}

impl Normals {
    /// The row that this generator chooses.
    pub fn new(rng: Xoshiro256PlusPlus) -> Self {
        Normals { lanes: Lanes::new(rng), batch: Batch::default(), next: 2 * PAIRS }
    }

    /// Some of the next ones: `most`, or as many as there are before more are made. Where it is always asked for multiples
    /// of four, these come.
    #[inline(always)]
    pub fn some(&mut self, most: usize) -> &[f32] {
        if self.next >= 2 * PAIRS {
            self.refill();
        }
        let (half, from) = match self.next.checked_sub(PAIRS) {
            None => (&self.batch.first, self.next),
            Some(from) => (&self.batch.second, from),
        };
        let row = &half[from..PAIRS.min(from + most)];
        self.next += row.len();
        row
    }

    /// The next four.
    #[inline]
    pub fn four(&mut self) -> [f64; 4] {
        let row = self.some(4);
        std::array::from_fn(|k| row.get(k).map_or(0.0, |x| f64::from(*x)))
    }

    #[inline(never)]
    fn refill(&mut self) {
        widest(
            #[inline(always)]
            || {
                let (low, high) = (&mut self.batch.low, &mut self.batch.high);
                for (low, high) in low.as_chunks_mut().0.iter_mut().zip(high.as_chunks_mut().0) {
                    *low = self.lanes.next();
                    *high = self.lanes.next();
                }
                self.batch.make_here(PAIRS);
            },
        );
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
    use rand_xoshiro::SplitMix64;

    #[test]
    fn the_logarithm_is_right_to_single_precision() {
        for k in 1..4000 {
            let x = k as f32 / 4001.0;
            assert!((ln(x) - x.ln()).abs() <= 3e-7 * (1.0 + x.ln().abs()), "ln {x}");
        }
        assert!((ln(2.3e-10) - 2.3e-10f32.ln()).abs() < 1e-5);
    }

    #[test]
    fn none_is_farther_than_it_is_said_and_the_farthest_comes_close() {
        let mut batch = Batch::default();
        for k in 0..PAIRS {
            // The largest radius, and angles from one end to the other.
            batch.put(k, (((k as u64) << 26) | ((1 << 26) - 1)) << 32);
        }
        batch.put(0, 0);
        batch.make(PAIRS);
        let all = batch.first.iter().chain(&batch.second);
        let most = all.fold(0.0f32, |most, x| most.max(x.abs()));
        assert!((6.66..=FARTHEST).contains(&most), "{most}");
    }

    #[test]
    fn a_few_pairs_are_those_of_a_whole_batch() {
        let mut whole = Batch::default();
        (0..PAIRS).for_each(|k| whole.put(k, bits(3, k as u64)));
        let mut few = whole.clone();
        whole.make(PAIRS);
        for pairs in [1, 16, 17, 40] {
            few.make(pairs);
            assert_eq!(few.first[..pairs], whole.first[..pairs]);
            assert_eq!(few.second[..pairs], whole.second[..pairs]);
        }
    }

    #[test]
    fn wider_vectors_make_the_same_numbers() {
        let mut wide = Batch::default();
        (0..PAIRS).for_each(|k| wide.put(k, bits(5, k as u64)));
        let mut plain = wide.clone();
        wide.make(PAIRS);
        plain.make_here(PAIRS);
        assert_eq!((wide.first, wide.second), (plain.first, plain.second));
    }

    #[test]
    fn bits_by_their_place_are_those_of_the_generator() {
        let mut rng = SplitMix64::seed_from_u64(77);
        (0..20).for_each(|place| assert_eq!(bits(77, place), rng.next_u64()));
    }

    #[test]
    fn moments_and_tails_are_those_of_the_normal_distribution() {
        let n = 4_000_000usize;
        let mut normals = Normals::new(Xoshiro256PlusPlus::seed_from_u64(7));
        let mut row = Vec::with_capacity(n);
        while row.len() < n {
            row.extend(normals.some(n - row.len()).iter().map(|x| f64::from(*x)));
        }
        holds(row);
        // Many short rows, as cells draw them.
        let mut batch = Batch::default();
        let mut rows = Vec::with_capacity(n);
        for row in 0..(n / 2 / PAIRS) as u64 {
            let key = bits(11, row);
            (0..PAIRS).for_each(|k| batch.put(k, bits(key, k as u64)));
            batch.make(PAIRS);
            rows.extend(batch.first.iter().chain(&batch.second).map(|x| f64::from(*x)));
        }
        holds(rows);
    }

    fn holds(all: Vec<f64>) {
        let n = all.len();
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
