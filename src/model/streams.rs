//! Named random streams of one seed, so that adding noise does not change the weights.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Makes an independent generator for every purpose from one seed.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    seed: u64,
}

impl Streams {
    /// The streams of `seed`.
    pub fn new(seed: u64) -> Self {
        Streams { seed }
    }

    /// The generator for `purpose`; the same name always gives the same numbers.
    pub fn stream(&self, purpose: &str) -> Xoshiro256PlusPlus {
        // FNV-1a of the name; `seed_from_u64` spreads the bits.
        let hash = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |h, byte| (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Xoshiro256PlusPlus::seed_from_u64(self.seed ^ hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, name: &str| Streams::new(seed).stream(name).next_u64();
        assert_eq!(draw(1, "noise"), draw(1, "noise"));
        assert_ne!(draw(1, "noise"), draw(1, "weights"));
        assert_ne!(draw(1, "noise"), draw(2, "noise"));
    }
}
