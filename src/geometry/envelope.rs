//! The boundary of a population: the upper or lower envelope of its neurons' lines.
//!
//! Sheet low-rank-ei, section 4.2: the E boundary in the (y_E, y_I) plane is `max_i l_i(y_E)`, the cap of a single
//! population is `min_i (T_i - F_i x)/E_i`. Found by sorting slopes and one pass with a stack, O(n log n).

use super::{HalfPlane, Line, Point};

/// Which envelope bounds the silent region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The silent side is above every line; the boundary is their maximum (convex).
    Upper,
    /// The silent side is below every line; the boundary is their minimum (concave).
    Lower,
}

/// One line on the envelope, from its left end to the next piece's.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    owner: usize,
    line: Line,
    /// Where this piece takes over from the one to its left; minus infinity for the first.
    from: f64,
}

/// An envelope of many half-planes, and where it is bounded by vertical ones.
///
/// Degenerate input: no non-vertical line gives an empty envelope; a half-plane without a boundary (zero normal) is
/// ignored; of parallel lines the outer one counts, of equal ones that with the lowest index; a vertical half-plane
/// narrows [`Envelope::domain`], since beyond it its owner fires whatever y is.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    side: Side,
    pieces: Vec<Piece>,
    domain: [f64; 2],
}

impl Envelope {
    /// The envelope of `half_planes`; the index in the slice is the owner.
    pub fn new(half_planes: &[HalfPlane], side: Side) -> Self {
        // The lower envelope is the upper one of the mirrored lines.
        let sign = match side {
            Side::Upper => 1.0,
            Side::Lower => -1.0,
        };
        let mut domain = [f64::NEG_INFINITY, f64::INFINITY];
        let mut lines: Vec<(usize, Line)> = Vec::with_capacity(half_planes.len());
        for (owner, half_plane) in half_planes.iter().enumerate() {
            if let Some(line) = half_plane.line() {
                lines.push((owner, Line { slope: sign * line.slope, intercept: sign * line.intercept }));
            } else if half_plane.normal.x > 0.0 {
                domain[1] = domain[1].min(half_plane.offset / half_plane.normal.x);
            } else if half_plane.normal.x < 0.0 {
                domain[0] = domain[0].max(half_plane.offset / half_plane.normal.x);
            }
        }
        // From left to right the slope of a maximum rises. Outer of parallel lines first, so that the rest is dropped.
        lines.sort_by(|(a_owner, a), (b_owner, b)| {
            a.slope.total_cmp(&b.slope).then(b.intercept.total_cmp(&a.intercept)).then(a_owner.cmp(b_owner))
        });
        lines.dedup_by(|later, first| later.1.slope == first.1.slope);
        let mut pieces: Vec<Piece> = Vec::new();
        for (owner, line) in lines {
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
        for piece in &mut pieces {
            piece.line = Line { slope: sign * piece.line.slope, intercept: sign * piece.line.intercept };
        }
        Envelope { side, pieces, domain }
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
        self.piece(x).map(|piece| piece.line.at(x))
    }

    /// The line that is the envelope at `x`.
    pub fn line(&self, x: f64) -> Option<Line> {
        self.piece(x).map(|piece| piece.line)
    }

    /// The owner of the envelope at `x`.
    pub fn owner(&self, x: f64) -> Option<usize> {
        self.piece(x).map(|piece| piece.owner)
    }

    /// Owner and line of the envelope at `x` and of its neighbours to both sides, from left to right: where rounding makes
    /// one of them the outermost, whoever asks sees it.
    #[inline]
    pub fn around(&self, x: f64) -> impl Iterator<Item = (usize, Line)> + '_ {
        let at = self.pieces.partition_point(|piece| piece.from <= x).saturating_sub(1);
        let near = &self.pieces[at.saturating_sub(1)..(at + 2).min(self.pieces.len())];
        near.iter().map(|piece| (piece.owner, piece.line))
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
        self.pieces.iter().skip(1).map(|piece| Point::new(piece.from, piece.line.at(piece.from)))
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
