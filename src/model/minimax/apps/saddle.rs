//! The objective of one E and one I neuron as a surface over their filtered spikes: a saddle, seen from near.

use crate::geometry::Point;
use crate::model::minimax::shapes::{contours, curve};
use crate::picture::{CurveKind, Hue, MarkKind, Relief, Space, SpaceMark, SpacePath};
use std::sync::Arc;

/// How far one sees to each side of the saddle, in spikes, while the state is near it: steps of one are to be told apart.
/// Where it is farther away one sees twice as far, and so on.
const NEAR: f64 = 3.0;
/// Cells along each axis of the floor.
const CELLS: usize = 24;
/// Points of a line on the surface.
const POINTS: usize = 48;
/// Level lines, from the saddle, where one sees as near as may be.
const LEVELS: [f64; 11] = [-7.0, -4.0, -2.0, -1.0, -0.25, 0.0, 0.25, 1.0, 2.0, 4.0, 7.0];

/// `S = a/2 r_E^2 + b r_E r_I - c/2 r_I^2 - x r_E + push r_I` (sheet minimax-ei, section 7.A): `push` is a current into I.
#[derive(Clone, Copy, Debug)]
pub struct Objective {
    /// Weights as magnitudes: E to E, between E and I, I to I.
    pub weights: [f64; 3],
    /// Current into E.
    pub x: f64,
    /// Current into I.
    pub push: f64,
}

impl Objective {
    /// S there.
    pub fn at(&self, e: f64, i: f64) -> f64 {
        let ([a, b, c], Objective { x, push, .. }) = (self.weights, self);
        0.5 * a * e * e + b * e * i - 0.5 * c * i * i - x * e + push * i
    }

    /// S around its saddle, as far as `state`, with level lines and the two lines of zero gradient.
    pub fn space(&self, saddle: Point, state: Point) -> Arc<Space> {
        let ([a, b, c], Objective { x, push, .. }) = (self.weights, *self);
        let far = (state - saddle).amax() / NEAR;
        let near = if far.is_finite() { NEAR * far.max(1.0).log2().ceil().exp2() } else { NEAR };
        // Whole spikes, so that the picture does not creep with a creeping input.
        let around = |at: f64| {
            let middle = at.round().max(near);
            [middle - near, middle + near]
        };
        let range = [around(saddle.x), around(saddle.y)];
        let level = self.at(saddle.x, saddle.y);
        // E lowers it, I raises it.
        let relief = Relief::new([Hue::Red, Hue::Blue], level, range, CELLS, |e, i| self.at(e, i));
        let lift = |points: &[Point]| points.iter().map(|p| [p.x, p.y, self.at(p.x, p.y)]).collect();
        let mut lines = contours(
            range[0],
            &LEVELS.map(|d| level + d * (near / NEAR).powi(2)),
            |e| (b * e + push) / c,
            |e, level| ((b * e + push) / c).powi(2) + 2.0 / c * (0.5 * a * e * e - x * e - level),
        );
        let straight = |hue, at: &dyn Fn(f64) -> f64| {
            let [from, to] = range[0];
            let place = |k: usize| from + (to - from) * k as f64 / POINTS as f64;
            let points = (0..=POINTS).map(|k| Point::new(place(k), at(place(k)))).collect();
            curve(CurveKind::Theory, hue, "", points)
        };
        lines.push(straight(Hue::Red, &|e| (x - a * e) / b));
        lines.push(straight(Hue::Blue, &|e| (b * e + push) / c));
        let paths = lines.iter().map(|line| SpacePath { kind: line.kind, hue: line.hue, points: lift(&line.points) });
        let [low, high] = relief.span();
        Arc::new(Space {
            paths: paths.collect(),
            marks: vec![SpaceMark {
                at: [saddle.x, saddle.y, level],
                kind: MarkKind::Stable,
                label: "saddle".to_owned(),
            }],
            ranges: Some([range[0], range[1], [low, high]]),
            reliefs: vec![relief],
            with_spikes: true,
            ..Space::default()
        })
    }
}
