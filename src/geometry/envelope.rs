//! The boundary of a population: the upper or lower envelope of its neurons' lines.
//!
//! Sheet low-rank-ei, section 4.2: the E boundary in the (y_E, y_I) plane is `max_i l_i(y_E)`, the cap of a single
//! population is `min_i (T_i - F_i x)/E_i`. Found by sorting slopes and one pass with a stack, O(n log n).

use super::guide::Guide;
use super::outline::Outline;
use super::{HalfPlane, Line, Point};
use std::sync::Arc;

/// Which envelope bounds the silent region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The silent side is above every line; the boundary is their maximum (convex).
    Upper,
    /// The silent side is below every line; the boundary is their minimum (concave).
    Lower,
}

/// From this part of a picture's height on a corner is told from none.
const EXACT: f64 = 1e-7;

/// One line on the envelope, from its left end to the next piece's.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    owner: usize,
    line: Line,
    /// Where this piece takes over from the one to its left; minus infinity for the first.
    from: f64,
}

/// A vertical half-plane is a bound.
pub(super) fn narrow(domain: &mut [f64; 2], half_plane: &HalfPlane) {
    if half_plane.normal.x > 0.0 {
        domain[1] = domain[1].min(half_plane.offset / half_plane.normal.x);
    } else if half_plane.normal.x < 0.0 {
        domain[0] = domain[0].max(half_plane.offset / half_plane.normal.x);
    }
}

fn mirrored(line: Line) -> Line {
    Line { slope: -line.slope, intercept: -line.intercept }
}

/// The pieces of the maximum of lines with rising slopes: from left to right its slope rises, too.
fn pieces(lines: impl Iterator<Item = (usize, Line)>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut lines = lines.peekable();
    while let Some((mut owner, mut line)) = lines.next() {
        // Of parallel lines the outer one counts, of equal ones that with the lowest index.
        while let Some((other, parallel)) = lines.next_if(|(_, next)| next.slope == line.slope) {
            if parallel.intercept > line.intercept || (parallel.intercept == line.intercept && other < owner) {
                (owner, line) = (other, parallel);
            }
        }
        let mut from = f64::NEG_INFINITY;
        while let Some(last) = pieces.last() {
            from = (last.line.intercept - line.intercept) / (line.slope - last.line.slope);
            if from > last.from {
                break;
            }
            pieces.pop();
            from = f64::NEG_INFINITY;
        }
        pieces.push(Piece { owner, line, from });
    }
    pieces
}

/// An envelope of many half-planes, and where it is bounded by vertical ones.
///
/// Degenerate input: no non-vertical line gives an empty envelope; a half-plane without a boundary (zero normal) is
/// ignored; of parallel lines the outer one counts, of equal ones that with the lowest index; a vertical half-plane
/// narrows [`Envelope::domain`], since beyond it its owner fires whatever y is.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    side: Side,
    pieces: Arc<Vec<Piece>>,
    /// By so much all of it lies higher than its pieces say.
    lift: f64,
    domain: [f64; 2],
}

/// A way along an envelope.
pub(super) struct Walk<'a> {
    envelope: &'a Envelope,
    piece: usize,
}

impl Walk<'_> {
    /// Owner and line at `x`, which is no farther left than before.
    pub(super) fn at(&mut self, x: f64) -> Option<(usize, Line)> {
        let pieces = &self.envelope.pieces;
        while pieces.get(self.piece + 1).is_some_and(|next| next.from <= x) {
            self.piece += 1;
        }
        pieces.get(self.piece).map(|piece| (piece.owner, self.envelope.raised(piece.line)))
    }
}

impl Envelope {
    /// The envelope of `half_planes`; the index in the slice is the owner.
    pub fn new(half_planes: &[HalfPlane], side: Side) -> Self {
        let mut domain = [f64::NEG_INFINITY, f64::INFINITY];
        let mut lines: Vec<(usize, Line)> = Vec::with_capacity(half_planes.len());
        for (owner, half_plane) in half_planes.iter().enumerate() {
            match half_plane.line() {
                Some(line) => lines.push((owner, line)),
                None => narrow(&mut domain, half_plane),
            }
        }
        lines.sort_by(|(a_owner, a), (b_owner, b)| a.slope.total_cmp(&b.slope).then(a_owner.cmp(b_owner)));
        Envelope::of_sorted(lines.into_iter(), side, domain)
    }

    /// The envelope of lines with rising slopes, each with its owner.
    pub(super) fn of_sorted(
        lines: impl DoubleEndedIterator<Item = (usize, Line)>,
        side: Side,
        domain: [f64; 2],
    ) -> Self {
        let mut pieces = match side {
            Side::Upper => pieces(lines),
            // The lower envelope is the upper one of the mirrored lines.
            Side::Lower => pieces(lines.rev().map(|(owner, line)| (owner, mirrored(line)))),
        };
        if side == Side::Lower {
            pieces.iter_mut().for_each(|piece| piece.line = mirrored(piece.line));
        }
        Envelope { side, pieces: Arc::new(pieces), lift: 0.0, domain }
    }

    /// The same so much higher.
    #[must_use]
    pub fn lifted(&self, by: f64) -> Self {
        Envelope { lift: self.lift + by, ..self.clone() }
    }

    /// By how much it lies above another one that has the same shape; `None` if it has not.
    pub fn above(&self, other: &Envelope) -> Option<f64> {
        Arc::ptr_eq(&self.pieces, &other.pieces).then_some(self.lift - other.lift)
    }

    /// A line of it where it lies.
    fn raised(&self, line: Line) -> Line {
        Line { slope: line.slope, intercept: line.intercept + self.lift }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.pieces.capacity() * size_of::<Piece>()
    }

    /// Number of pieces.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there is any boundary that is a function of x.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Upper or lower.
    pub fn side(&self) -> Side {
        self.side
    }

    /// The interval of x in which no vertical half-plane fires; `[-inf, inf]` as a rule.
    pub fn domain(&self) -> [f64; 2] {
        self.domain
    }

    fn piece(&self, x: f64) -> Option<&Piece> {
        let next = self.pieces.partition_point(|piece| piece.from <= x);
        self.pieces.get(next.saturating_sub(1))
    }

    /// y of the envelope at `x`; `None` if it is empty.
    pub fn at(&self, x: f64) -> Option<f64> {
        self.line(x).map(|line| line.at(x))
    }

    /// The line that is the envelope at `x`.
    pub fn line(&self, x: f64) -> Option<Line> {
        self.piece(x).map(|piece| self.raised(piece.line))
    }

    /// The owner of the envelope at `x`.
    pub fn owner(&self, x: f64) -> Option<usize> {
        self.piece(x).map(|piece| piece.owner)
    }

    /// Marks with which [`Envelope::around`] finds its place in a very long one.
    pub fn guide(&self) -> Guide {
        // The first piece begins nowhere.
        Guide::new(self.pieces.get(1..).unwrap_or_default().iter().map(|piece| piece.from))
    }

    /// A few of its lines, if it is long; of an upper one.
    pub fn outline(&self) -> Outline {
        Outline::new(self.pieces.iter().map(|piece| (piece.from, self.raised(piece.line), piece.owner)))
    }

    /// Owner and line of the envelope at `x` and of its neighbours to both sides, from left to right: where rounding makes
    /// one of them the outermost, whoever asks sees it. `guide` is its own.
    #[inline]
    pub fn around(&self, x: f64, guide: &Guide) -> impl Iterator<Item = (usize, Line)> + '_ {
        let corners = self.pieces.get(1..).unwrap_or_default();
        let [low, high] = guide.around(x, corners.len());
        let at = low + corners[low..high].partition_point(|piece| piece.from <= x);
        let near = &self.pieces[at.saturating_sub(1)..(at + 2).min(self.pieces.len())];
        near.iter().map(|piece| (piece.owner, self.raised(piece.line)))
    }

    /// Its lines one after the other, asked for from left to right, from `x` on.
    pub(super) fn walk(&self, x: f64) -> Walk<'_> {
        let next = self.pieces.partition_point(|piece| piece.from <= x);
        Walk { envelope: self, piece: next.saturating_sub(1) }
    }

    /// Where its corners are between two places.
    pub(super) fn corners(&self, from: f64, to: f64) -> impl Iterator<Item = f64> + '_ {
        let first = self.pieces.partition_point(|piece| piece.from <= from).max(1);
        self.pieces.iter().skip(first).map(|piece| piece.from).take_while(move |x| *x < to)
    }

    /// Owners of the pieces from left to right.
    pub fn active(&self) -> impl Iterator<Item = usize> + '_ {
        self.pieces.iter().map(|piece| piece.owner)
    }

    /// Where in `range` a line touches the envelope, or comes nearest to it: the middle of its piece if it has one, else
    /// the corner between the flatter and the steeper pieces.
    pub fn touch(&self, line: Line, range: [f64; 2]) -> f64 {
        let sign = if self.side == Side::Upper { 1.0 } else { -1.0 };
        let k = self.pieces.partition_point(|piece| sign * piece.line.slope < sign * line.slope);
        let start = |k: usize| self.pieces.get(k).map_or(f64::INFINITY, |piece| piece.from);
        let is_piece = self.pieces.get(k).is_some_and(|piece| piece.line.slope == line.slope);
        let [from, to] = [start(k), if is_piece { start(k + 1) } else { start(k) }];
        0.5 * (from.clamp(range[0], range[1]) + to.clamp(range[0], range[1]))
    }

    /// The corners, from left to right.
    pub fn vertices(&self) -> impl Iterator<Item = Point> + '_ {
        self.pieces.iter().skip(1).map(|piece| Point::new(piece.from, self.raised(piece.line).at(piece.from)))
    }

    /// The envelope as a polyline over `x_min..=x_max`, cut to its domain; empty if nothing is left.
    pub fn polyline(&self, x_min: f64, x_max: f64) -> Vec<Point> {
        let (x_min, x_max) = (x_min.max(self.domain[0]), x_max.min(self.domain[1]));
        let (Some(first), Some(last)) = (self.at(x_min), self.at(x_max)) else { return Vec::new() };
        if x_min >= x_max {
            return Vec::new();
        }
        let inner = self.vertices().filter(|vertex| vertex.x > x_min && vertex.x < x_max);
        std::iter::once(Point::new(x_min, first)).chain(inner).chain([Point::new(x_max, last)]).collect()
    }

    /// The same without corners that cannot be told from none in a picture of this height: it lies off the envelope by no
    /// more than that, and has few points however many pieces there are.
    pub fn sketch(&self, x_min: f64, x_max: f64, height: f64) -> Vec<Point> {
        let points = self.polyline(x_min, x_max);
        let tolerance = EXACT * height.abs();
        let slope = |a: Point, b: Point| (b.y - a.y) / (b.x - a.x);
        let Some((first, rest)) = points.split_first() else { return points };
        let mut kept = vec![*first];
        let (mut from, mut at) = (*first, rest.first().map_or(0.0, |next| slope(*first, *next)));
        for pair in rest.windows(2) {
            // Between two of its points a convex curve lies off its chord by no more than a quarter of their distance times
            // what it turns between them.
            let ahead = slope(pair[0], pair[1]);
            if 0.25 * (pair[1].x - from.x) * (ahead - at).abs() > tolerance {
                kept.push(pair[0]);
                (from, at) = (pair[0], ahead);
            }
        }
        kept.extend(rest.last());
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn below(slope: f64, intercept: f64) -> HalfPlane {
        HalfPlane::new(slope, -1.0, -intercept)
    }

    fn brute(lines: &[(f64, f64)], side: Side, x: f64) -> f64 {
        let values = lines.iter().map(|(slope, intercept)| slope * x + intercept);
        match side {
            Side::Upper => values.fold(f64::NEG_INFINITY, f64::max),
            Side::Lower => values.fold(f64::INFINITY, f64::min),
        }
    }

    proptest! {
        /// Slopes on a coarse grid plant parallel and equal lines, and triples through one point.
        #[test]
        fn the_envelope_is_the_extreme_of_the_lines(
            lines in prop::collection::vec((-8i32..8, -8i32..8), 1..40),
            x in -20.0f64..20.0,
            upper in any::<bool>(),
        ) {
            let lines: Vec<(f64, f64)> = lines.into_iter().map(|(a, b)| (a as f64 / 2.0, b as f64 / 2.0)).collect();
            let side = if upper { Side::Upper } else { Side::Lower };
            let half_planes: Vec<_> = lines.iter().map(|&(a, b)| below(a, b)).collect();
            let envelope = Envelope::new(&half_planes, side);
            let expected = brute(&lines, side, x);
            prop_assert!((envelope.at(x).unwrap() - expected).abs() < 1e-9);
            let owner = envelope.owner(x).unwrap();
            prop_assert!((lines[owner].0 * x + lines[owner].1 - expected).abs() < 1e-9);
            for vertex in envelope.vertices() {
                prop_assert!((vertex.y - brute(&lines, side, vertex.x)).abs() < 1e-9);
            }
            let polyline = envelope.polyline(-30.0, 30.0);
            prop_assert!(polyline.windows(2).all(|pair| pair[0].x < pair[1].x));
        }
    }

    #[test]
    fn a_sketch_of_a_hundred_thousand_pieces_is_as_good_as_all_of_them() {
        let tangent = |y: f64| below(0.3 * y, 2.5 - 0.15 * y * y);
        let lines: Vec<HalfPlane> = (0..100_000).map(|k| tangent(5.0 * f64::from(k) / 99_999.0)).collect();
        let envelope = Envelope::new(&lines, Side::Upper);
        assert_eq!(envelope.len(), 100_000);
        let sketch = envelope.sketch(-10.0, 10.0, 10.0);
        assert!((100..10_000).contains(&sketch.len()), "{}", sketch.len());
        for k in 0..=10_000 {
            let x = -10.0 + 20.0 * f64::from(k) / 10_000.0;
            let after = sketch.partition_point(|p| p.x < x).max(1);
            let (a, b) = (sketch[after - 1], sketch[after]);
            let y = a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x);
            assert!((y - envelope.at(x).unwrap()).abs() <= 1e-6, "at {x}");
        }
        // Of few pieces all corners are there.
        let few: Vec<HalfPlane> = (0..10).map(|k| tangent(5.0 * f64::from(k) / 9.0)).collect();
        let few = Envelope::new(&few, Side::Upper);
        assert_eq!(few.sketch(-10.0, 10.0, 10.0), few.polyline(-10.0, 10.0));
    }

    #[test]
    fn a_lifted_envelope_is_that_of_lifted_lines() {
        let lines = |by: f64| (0..20).map(|k| below(f64::from(k), 3.0 - f64::from(k * k) + by)).collect::<Vec<_>>();
        for side in [Side::Upper, Side::Lower] {
            let (lifted, anew) = (Envelope::new(&lines(0.0), side).lifted(0.75), Envelope::new(&lines(0.75), side));
            assert!(lifted.active().eq(anew.active()));
            for k in 0..100 {
                let x = -5.0 + 0.3 * f64::from(k);
                assert!((lifted.at(x).unwrap() - anew.at(x).unwrap()).abs() < 1e-9);
                assert_eq!(lifted.owner(x), anew.owner(x));
            }
        }
    }

    #[test]
    fn tangents_of_a_convex_curve_touch_it_at_their_points_and_stay_below() {
        // Sheet section 10, item 7, with the E boundary of figure 4f: 0.15 y^2 + 2.5.
        let curve = |y: f64| 0.15 * y * y + 2.5;
        let points: Vec<f64> = (0..10).map(|i| 5.0 * i as f64 / 9.0).collect();
        let lines: Vec<_> = points.iter().map(|&p| below(0.3 * p, curve(p) - 0.3 * p * p)).collect();
        let envelope = Envelope::new(&lines, Side::Upper);
        for &p in &points {
            assert!((envelope.at(p).unwrap() - curve(p)).abs() < 1e-12);
        }
        for k in 0..=500 {
            let y = k as f64 / 100.0;
            assert!(envelope.at(y).unwrap() <= curve(y) + 1e-12);
        }
        assert_eq!(envelope.active().collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_gives_an_empty_envelope() {
        let envelope = Envelope::new(&[], Side::Upper);
        assert!(envelope.is_empty() && envelope.at(0.0).is_none() && envelope.polyline(0.0, 1.0).is_empty());
    }

    #[test]
    fn a_vertical_neuron_narrows_the_domain() {
        let envelope = Envelope::new(&[below(1.0, 0.0), HalfPlane::new(2.0, 0.0, 6.0)], Side::Upper);
        assert_eq!(envelope.domain()[1], 3.0);
        assert_eq!(envelope.polyline(0.0, 5.0).last().unwrap().x, 3.0);
    }
}
