//! All crossings of two convex envelopes, by walking both from left to right.

use super::{Envelope, Point, Stability};

/// Where the E and the I boundary meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// (y_E, y_I).
    pub at: Point,
    /// The neurons whose lines cross: index in the E and in the I population.
    pub owners: [usize; 2],
    /// Slopes of the E and the I line there.
    pub slopes: [f64; 2],
    /// Intercept of the E line: positive if the leak pushes the state back into the E boundary.
    pub h_e: f64,
    /// Intercept of the I line.
    pub h_i: f64,
    /// Verdict of section 4.3.
    pub stability: Stability,
}

/// The crossings of `e` and `i` with x in `x_min..=x_max`, from left to right.
///
/// Where the envelopes lie on each other over an interval there is no single crossing and none is given. Two lines
/// that merely touch do not cross, nor do lines that meet exactly at `x_min`.
pub fn crossings(e: &Envelope, i: &Envelope, x_min: f64, x_max: f64) -> Vec<Crossing> {
    let x_min = x_min.max(e.domain()[0]).max(i.domain()[0]);
    let x_max = x_max.min(e.domain()[1]).min(i.domain()[1]);
    if e.is_empty() || i.is_empty() || x_min >= x_max {
        return Vec::new();
    }
    let many = e.len() + i.len() > MANY;
    let parts = if many { near(e, i, [x_min, x_max]) } else { vec![[x_min, x_max]] };
    let mut found = Vec::new();
    // The sign before the interval, so that a crossing exactly at a corner is seen once.
    let mut before = 0.0f64;
    for [from, to] in parts {
        if from > x_min {
            let off = e.at(from).unwrap_or(0.0) - i.at(from).unwrap_or(0.0);
            before = if off == 0.0 { before } else { off };
        }
        walk(e, i, [from, to], &mut before, &mut found);
    }
    found
}

/// With more pieces crossings are looked for only where they can be.
const MANY: usize = 2000;
/// Parts that are not parted further, of the whole.
const FINE: f64 = 1e-4;

/// The parts of an interval in which two envelopes may cross, from left to right. A convex curve lies above its tangents
/// and below its chord: where the one's tangents stay above the other's chord there is no crossing.
fn near(e: &Envelope, i: &Envelope, whole: [f64; 2]) -> Vec<[f64; 2]> {
    let mut parts: Vec<[f64; 2]> = Vec::new();
    let mut todo = vec![whole];
    while let Some([from, to]) = todo.pop() {
        if (to - from) > FINE * (whole[1] - whole[0]) {
            if is_above(e, i, [from, to]) || is_above(i, e, [from, to]) {
                continue;
            }
            let middle = 0.5 * (from + to);
            todo.extend([[middle, to], [from, middle]]);
        } else {
            match parts.last_mut().filter(|last| last[1] == from) {
                Some(last) => last[1] = to,
                None => parts.push([from, to]),
            }
        }
    }
    parts
}

/// Whether the tangents of one envelope stay above the chord of another; both are convex.
fn is_above(upper: &Envelope, lower: &Envelope, ends: [f64; 2]) -> bool {
    let ([Some(a), Some(b)], [Some(low_a), Some(low_b)]) = (ends.map(|x| upper.line(x)), ends.map(|x| lower.at(x)))
    else {
        return false;
    };
    let chord = |x: f64| low_a + (low_b - low_a) * (x - ends[0]) / (ends[1] - ends[0]);
    let meet = (a.intercept - b.intercept) / (b.slope - a.slope);
    let meet = if (ends[0]..=ends[1]).contains(&meet) { meet } else { ends[0] };
    let tiny = 1e-9 * (1.0 + low_a.abs().max(low_b.abs()));
    [ends[0], meet, ends[1]].iter().all(|x| a.at(*x).max(b.at(*x)) > chord(*x) + tiny)
}

/// Walks both envelopes over an interval.
fn walk(e: &Envelope, i: &Envelope, [x_min, x_max]: [f64; 2], before: &mut f64, found: &mut Vec<Crossing>) {
    let within = |envelope: &Envelope| envelope.corners(x_min, x_max).collect::<Vec<f64>>();
    let mut stops = within(e);
    stops.extend(within(i));
    stops.extend([x_min, x_max]);
    stops.sort_by(f64::total_cmp);
    stops.dedup();
    let (mut along_e, mut along_i) = (e.walk(x_min), i.walk(x_min));
    for pair in stops.windows(2) {
        let middle = 0.5 * (pair[0] + pair[1]);
        let (Some((owner_e, line_e)), Some((owner_i, line_i))) = (along_e.at(middle), along_i.at(middle)) else {
            continue;
        };
        let (left, right) = (line_e.at(pair[0]) - line_i.at(pair[0]), line_e.at(pair[1]) - line_i.at(pair[1]));
        // Corners are computed, so a difference that is zero there may come out as rounding dust.
        let tiny = 1e-12 * (1.0 + line_e.at(pair[0]).abs());
        let left = if left.abs() < tiny { 0.0 } else { left };
        let right = if right.abs() < tiny { 0.0 } else { right };
        let start = if left != 0.0 { left } else { *before };
        if start * right < 0.0 {
            let x = if left == 0.0 { pair[0] } else { pair[0] + (pair[1] - pair[0]) * left / (left - right) };
            let y = line_e.at(x);
            let down = right < 0.0;
            let stability = match (down, line_e.intercept > 0.0) {
                (true, true) => Stability::Stable,
                (true, false) => Stability::Left,
                (false, _) => Stability::Saddle,
            };
            found.push(Crossing {
                at: Point::new(x, y),
                owners: [owner_e, owner_i],
                slopes: [line_e.slope, line_i.slope],
                h_e: line_e.intercept,
                h_i: line_i.intercept,
                stability,
            });
        }
        if right != 0.0 {
            *before = right;
        } else if left != 0.0 {
            *before = left;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HalfPlane, Side, Stage, stage};
    use super::*;

    fn envelope(lines: &[(f64, f64)]) -> Envelope {
        let half_planes: Vec<_> = lines.iter().map(|&(slope, offset)| HalfPlane::new(slope, -1.0, -offset)).collect();
        Envelope::new(&half_planes, Side::Upper)
    }

    fn parabola(a: f64, c: f64) -> Envelope {
        let tangent = |y: f64| (2.0 * a * y, c - a * y * y);
        envelope(&(0..10).map(|k| tangent(5.0 * k as f64 / 9.0)).collect::<Vec<_>>())
    }

    #[test]
    fn figure_4d_crosses_at_2_3() {
        let (e, i) = (envelope(&[(1.0, 1.0)]), envelope(&[(1.5, 0.0)]));
        let all = crossings(&e, &i, 0.0, 100.0);
        assert_eq!(all.len(), 1);
        assert!((all[0].at - Point::new(2.0, 3.0)).norm() < 1e-12);
        assert_eq!(all[0].stability, Stability::Stable);
    }

    #[test]
    fn figure_4f_crosses_within_0_003_of_the_smooth_curves() {
        let all = crossings(&parabola(0.15, 2.5), &parabola(0.24, 1.75), 0.0, 5.0);
        assert_eq!(all.len(), 1);
        assert!((all[0].at.x - 2.8868).abs() < 0.003 && (all[0].at.y - 3.75).abs() < 0.01);
    }

    #[test]
    fn a_crossing_at_a_corner_is_seen_once() {
        // E has its corner at (1, 1), and the I line runs through it.
        let all = crossings(&envelope(&[(0.0, 1.0), (1.0, 0.0)]), &envelope(&[(3.0, -2.0)]), 0.0, 10.0);
        assert_eq!(all.len(), 1);
        assert!((all[0].at - Point::new(1.0, 1.0)).norm() < 1e-12);
    }

    #[test]
    fn touching_without_crossing_is_none() {
        let all = crossings(&envelope(&[(0.0, 1.0), (2.0, -1.0)]), &envelope(&[(1.0, 0.0)]), 0.0, 10.0);
        assert!(all.is_empty(), "{all:?}");
    }

    #[test]
    fn straight_e_and_curved_i_cross_twice_and_the_steeper_i_is_stable() {
        // E: 2 + y; I: y^2/4 + 2.5 sampled densely. Roots 0.586 (saddle: E steeper) and 3.414 (stable).
        let lines: Vec<_> = (0..2001).map(|k| k as f64 * 0.005).map(|y| (0.5 * y, 2.5 - 0.25 * y * y)).collect();
        let all = crossings(&envelope(&[(1.0, 2.0)]), &envelope(&lines), 0.0, 10.0);
        assert_eq!(all.iter().map(|c| c.stability).collect::<Vec<_>>(), [Stability::Saddle, Stability::Stable]);
        let root = 2.0f64.sqrt();
        assert!((all[0].at.x - (2.0 - root)).abs() < 1e-3 && (all[1].at.x - (2.0 + root)).abs() < 1e-3);
    }

    #[test]
    fn crossings_of_many_pieces_are_those_of_a_walk_along_all() {
        let curved = |a: f64, b: f64, c: f64| {
            let tangent = |y: f64| (2.0 * a * y + b, c - a * y * y);
            envelope(&(0..3000).map(|k| tangent(20.0 * f64::from(k) / 2999.0)).collect::<Vec<_>>())
        };
        // Twice, once, never, at a touch, and far away.
        let cases = [
            (curved(0.2, 0.0, 3.0), curved(0.05, 1.2, 2.4)),
            (curved(0.15, 0.0, 2.5), curved(0.24, 0.0, 1.75)),
            (curved(0.1, 0.0, 5.0), curved(0.1, 0.0, 1.0)),
            (curved(0.1, 0.3, 2.0), curved(0.1, 0.0, 2.0)),
            (curved(0.01, 1.0, 9.0), curved(0.01, 1.001, 0.0)),
        ];
        for (e, i) in &cases {
            let (mut plain, mut before) = (Vec::new(), 0.0);
            walk(e, i, [0.0, 1e4], &mut before, &mut plain);
            let quick = crossings(e, i, 0.0, 1e4);
            assert_eq!(quick.len(), plain.len());
            for (a, b) in quick.iter().zip(&plain) {
                assert!((a.at - b.at).norm() < 1e-9 * (1.0 + b.at.x.abs()));
                assert_eq!((a.owners, a.stability), (b.owners, b.stability));
            }
        }
        assert_eq!(cases.map(|(e, i)| crossings(&e, &i, 0.0, 1e4).len()), [2, 1, 0, 0, 1]);
    }

    #[test]
    fn the_five_regimes_of_the_sheet() {
        // Section 10, item 9: (slope, offset) of E and I.
        let verdict = |e: (f64, f64), i: (f64, f64)| {
            let (e, i) = (envelope(&[e]), envelope(&[i]));
            let all = crossings(&e, &i, 0.0, 100.0);
            (stage(&e, &i, &all), all.first().map(|c| c.stability))
        };
        assert_eq!(verdict((1.0, 1.0), (1.5, 0.0)), (Stage::Stable, Some(Stability::Stable)));
        assert_eq!(verdict((1.0, -0.5), (1.5, -1.5)), (Stage::Silent, Some(Stability::Left)));
        assert_eq!(verdict((1.5, 1.0), (1.0, 0.5)), (Stage::Runaway, None));
        assert_eq!(verdict((1.5, 0.5), (1.0, 1.5)), (Stage::Saddle, Some(Stability::Saddle)));
        assert_eq!(verdict((1.0, 0.5), (1.5, 1.0)).0, Stage::InhibitionOnly);
    }
}
