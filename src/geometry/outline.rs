//! A long convex envelope in a few of its lines: of every so many pieces, where one begins and its line. Between two such places
//! the envelope is nowhere below their lines nor above the chord from one to the other; where that decides, as it mostly
//! does, nobody waits for the memory in which the whole of it lies.

use super::Line;
use super::guide::Guide;

/// A piece in so many.
const EVERY: usize = 128;
/// Shorter envelopes lie in a processor's cache as they are.
const LONG: usize = 64 * EVERY;
/// A chord is higher by rounding, in parts of its ends.
const ROUNDING: f64 = 1e-13;

/// Where a piece begins.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Knot {
    at: f64,
    height: f64,
    line: Line,
    owner: usize,
}

/// Knots of an envelope that bends upward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    knots: Vec<Knot>,
    guide: Guide,
}

/// Between which heights an envelope lies at a place, and a line of it that has the lower one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// The envelope is not lower.
    pub lower: f64,
    /// Nor higher.
    pub upper: f64,
    /// Whose line it is that is at `lower`.
    pub owner: usize,
    /// That line.
    pub line: Line,
}

impl Outline {
    /// Of so many pieces, from left to right: where they begin, their lines and owners.
    pub(super) fn new(pieces: impl ExactSizeIterator<Item = (f64, Line, usize)>) -> Outline {
        if pieces.len() < LONG {
            return Outline::default();
        }
        // The first piece begins nowhere.
        let some = pieces.skip(1).step_by(EVERY).filter(|(at, ..)| at.is_finite());
        let knots: Vec<Knot> = some.map(|(at, line, owner)| Knot { at, height: line.at(at), line, owner }).collect();
        let guide = Guide::new(knots.iter().map(|knot| knot.at));
        Outline { knots, guide }
    }

    /// Between which heights it lies at `x`; `None` where that is not known.
    #[inline]
    pub fn between(&self, x: f64) -> Option<Between> {
        let [low, high] = self.guide.around(x, self.knots.len());
        let next = low + self.knots[low..high].partition_point(|knot| knot.at <= x);
        let (left, right) = (self.knots.get(next.checked_sub(1)?)?, self.knots.get(next)?);
        let part = (x - left.at) / (right.at - left.at);
        let chord = left.height + part * (right.height - left.height);
        let upper = chord + ROUNDING * (left.height.abs() + right.height.abs());
        let heights = [left, right].map(|knot| knot.line.at(x));
        let (knot, lower) = if heights[1] > heights[0] { (right, heights[1]) } else { (left, heights[0]) };
        upper.is_finite().then_some(Between { lower, upper, owner: knot.owner, line: knot.line })
    }
}

#[cfg(test)]
mod tests {
    use crate::geometry::{Envelope, HalfPlane, Side};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Tangents of a curve that bends by `power`, at places that are nowhere alike.
        #[test]
        fn an_envelope_lies_between_what_its_outline_says(power in 1.2f64..4.0, size in 0.01f64..50.0, at in 0.0f64..1.0) {
            let tangent = |k: usize| {
                let t = (k as f64 / 20_000.0 + 0.3 * (k as f64 * 0.1).sin() / 20_000.0).max(0.0);
                let (height, slope) = (size * t.powf(power), size * power * t.powf(power - 1.0));
                HalfPlane::new(slope, -1.0, -(height - slope * t))
            };
            let all: Vec<HalfPlane> = (0..=20_000).map(tangent).collect();
            let envelope = Envelope::new(&all, Side::Upper);
            let outline = envelope.outline();
            prop_assert!(outline.between(-1.0).is_none() && outline.between(f64::NAN).is_none());
            let known = outline.between(at);
            prop_assume!(known.is_some());
            let (known, height) = (known.unwrap(), envelope.at(at).unwrap());
            prop_assert!(known.lower <= height * (1.0 + 1e-14) && height <= known.upper, "{known:?} {height}");
            // Close enough to decide mostly: tangents and chord of a stretch of this length.
            prop_assert!(known.upper - known.lower < 1e-2 * size);
            prop_assert_eq!(all[known.owner].line().unwrap(), known.line);
        }
    }
}
