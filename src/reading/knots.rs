//! The few points that a curve needs: of straight pieces between knots the one that is farthest off is split first, so that
//! knots go where they are missed most (Ramer 1972, Douglas & Peucker 1973).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A curve's knots, and how far they are from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Knots {
    /// The knots, points of the curve in their order.
    pub points: Vec<[f64; 2]>,
    /// Largest distance in y of the curve from what is straight between them.
    pub deviation: f64,
}

/// A piece between two points, the point within that is farthest off, and how far.
struct Piece {
    ends: [usize; 2],
    width: f64,
    worst: usize,
    by: f64,
}

impl Piece {
    fn new(points: &[[f64; 2]], ends: [usize; 2]) -> Self {
        let [[x0, y0], [x1, y1]] = ends.map(|k| points[k]);
        let slope = (y1 - y0) / (x1 - x0);
        let off = |k: usize| (points[k][1] - y0 - slope * (points[k][0] - x0)).abs();
        let inner = ends[0] + 1..ends[1];
        let by = inner.clone().map(off).fold(0.0, f64::max);
        // Of equal ones that nearest to the middle, so that a zig-zag is thinned evenly.
        let middle = 0.5 * (x0 + x1);
        let far = |k: &usize| off(*k) >= by * (1.0 - 1e-9);
        let nearer = |a: &usize, b: &usize| (points[*a][0] - middle).abs().total_cmp(&(points[*b][0] - middle).abs());
        Piece { ends, width: x1 - x0, worst: inner.filter(far).min_by(nearer).unwrap_or(ends[0]), by }
    }
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Piece {}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        // Rounding must not decide between equal ones.
        (self.by as f32).total_cmp(&(other.by as f32)).then(self.width.total_cmp(&other.width))
    }
}

/// The knots that keep within `tolerance` of a function, given with rising x; at most `most` of them, and at least two.
pub fn knots(points: &[[f64; 2]], tolerance: f64, most: usize) -> Knots {
    if points.len() <= 2 {
        return Knots { points: points.to_vec(), deviation: 0.0 };
    }
    let last = points.len() - 1;
    let mut kept = vec![0, last];
    let mut pieces = BinaryHeap::from([Piece::new(points, [0, last])]);
    while let Some(piece) = pieces.peek()
        && piece.by > tolerance
        && kept.len() < most
        && let Some(Piece { ends: [from, to], worst, .. }) = pieces.pop()
    {
        kept.push(worst);
        pieces.push(Piece::new(points, [from, worst]));
        pieces.push(Piece::new(points, [worst, to]));
    }
    kept.sort_unstable();
    let deviation = pieces.iter().map(|piece| piece.by).fold(0.0, f64::max);
    Knots { points: kept.into_iter().map(|k| points[k]).collect(), deviation }
}

/// A function of so many points that no picture shows them all, by the first, lowest, highest and last of each stretch:
/// about `most` points.
pub fn thinned(points: &[[f64; 2]], most: usize) -> Vec<[f64; 2]> {
    if points.len() <= most {
        return points.to_vec();
    }
    let stretch = points.len().div_ceil((most / 4).max(1));
    let mut all = Vec::with_capacity(most + 4);
    for (first, part) in points.chunks(stretch).enumerate().map(|(k, part)| (k * stretch, part)) {
        let by = |a: &usize, b: &usize| part[*a][1].total_cmp(&part[*b][1]);
        let each = 0..part.len();
        let mut keep: Vec<usize> = [Some(0), each.clone().min_by(by), each.max_by(by), part.len().checked_sub(1)]
            .into_iter()
            .flatten()
            .collect();
        keep.sort_unstable();
        keep.dedup();
        all.extend(keep.into_iter().map(|k| points[first + k]));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(n: usize) -> Vec<[f64; 2]> {
        (0..=n).map(|k| 10.0 * k as f64 / n as f64).map(|x| [x, 3.0 + 1.2 * (0.9 * x).sin()]).collect()
    }

    fn off(curve: &[[f64; 2]], knots: &[[f64; 2]]) -> f64 {
        let at = |x: f64| {
            let k = knots.partition_point(|knot| knot[0] <= x).clamp(1, knots.len() - 1);
            let ([x0, y0], [x1, y1]) = (knots[k - 1], knots[k]);
            y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        };
        curve.iter().map(|[x, y]| (y - at(*x)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn knots_keep_within_the_tolerance_and_say_how_far_they_are_off() {
        let curve = sine(5000);
        for (tolerance, most) in [(0.1, 200), (0.01, 200), (1e-3, 200), (1e-9, 17), (1e-9, 2)] {
            let found = knots(&curve, tolerance, most);
            let miss = off(&curve, &found.points);
            assert!((miss - found.deviation).abs() < 1e-9, "{miss} against {}", found.deviation);
            assert!(found.points.len() <= most && (found.deviation <= tolerance || found.points.len() == most));
        }
        // A chord of a curve with curvature c is off by c h^2/8: about 9/sqrt(8 tolerance/1.2) pieces.
        let n = knots(&curve, 0.01, 200).points.len();
        assert!((20..60).contains(&n), "{n}");
    }

    #[test]
    fn corners_are_all_kept_or_evenly_few() {
        let zig: Vec<[f64; 2]> = (0..41).map(|k| [0.25 * f64::from(k), 3.0 + f64::from(k % 2)]).collect();
        assert_eq!(knots(&zig, 1e-3, 200), Knots { points: zig.clone(), deviation: 0.0 });
        let few = knots(&zig, 1e-3, 17).points;
        let widest = few.windows(2).map(|pair| pair[1][0] - pair[0][0]).fold(0.0, f64::max);
        assert!(few.len() == 17 && widest <= 2.0, "{few:?}");
    }

    #[test]
    fn thinning_keeps_ends_and_extremes() {
        let mut curve = sine(100_000);
        curve[31_234][1] = 77.0;
        let few = thinned(&curve, 8_000);
        assert!(few.len() <= 8_004);
        assert_eq!([few[0], few[few.len() - 1]], [curve[0], curve[100_000]]);
        assert!(few.contains(&[curve[31_234][0], 77.0]));
        assert!(few.windows(2).all(|pair| pair[0][0] < pair[1][0]));
    }
}
