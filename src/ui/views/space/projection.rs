//! From where one looks, and where things of a space are on the screen.
//!
//! Own small projection, parallel, from above: with the box scaled to -1..1, `(x', y')` is `(x, y)` turned by the yaw;
//! to the right goes `x'`, up goes `z cos(pitch) + y' sin(pitch)`, and what is far has a large
//! `y' cos(pitch) - z sin(pitch)`.

use crate::picture::SpaceInfo;
use crate::ui::views::seen::Seen;
use egui::{Pos2, Rect, Vec2, pos2, vec2};
use std::f32::consts::{FRAC_PI_2, PI, TAU};

/// Height of the box against its width.
pub const TALL: f32 = 0.75;
/// From where one looks at first.
pub const HOME: View = View { yaw: -0.62, pitch: 0.45, zoom: 1.0 };

/// From where one looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub yaw: f32,
    pub pitch: f32,
    pub zoom: f32,
}

/// Where things of a space are on the screen.
#[derive(Clone, Copy, Debug)]
pub struct Projection {
    pub yaw: f32,
    pub pitch: f32,
    pub ranges: [[f64; 2]; 3],
    pub center: Pos2,
    /// Points on the screen for half the box, to the right and up.
    pub scale: Vec2,
}

impl Projection {
    /// The box in the middle of `frame`, as large as it may be.
    pub fn new(view: View, ranges: [[f64; 2]; 3], frame: Rect) -> Projection {
        // The box at its widest, turned by half a right angle, still fits.
        let tall = TALL * view.pitch.cos() + 1.42 * view.pitch.sin();
        let scale = ((frame.width() - 90.0) / 2.9).min((frame.height() - 34.0) / (2.0 * tall)).max(10.0) * view.zoom;
        let View { yaw, pitch, .. } = view;
        Projection { yaw, pitch, ranges, center: frame.center() - vec2(0.0, 2.0), scale: Vec2::splat(scale) }
    }

    /// Place on the screen, and how far away.
    pub fn at(&self, p: [f64; 3]) -> (Pos2, f32) {
        let unit = |k: usize| ((p[k] - self.ranges[k][0]) / (self.ranges[k][1] - self.ranges[k][0]) * 2.0 - 1.0) as f32;
        let (x, y, z) = (unit(0), unit(1), unit(2) * TALL);
        let (yaw, pitch) = (self.yaw.sin_cos(), self.pitch.sin_cos());
        let (across, deep) = (yaw.1 * x - yaw.0 * y, yaw.0 * x + yaw.1 * y);
        let (up, far) = (z * pitch.1 + deep * pitch.0, deep * pitch.1 - z * pitch.0);
        (self.center + vec2(across, -up) * self.scale, far)
    }

    pub fn corner(&self, ends: [usize; 3]) -> [f64; 3] {
        [0, 1, 2].map(|k| self.ranges[k][ends[k]])
    }

    /// How much farther away things are with a larger number on `axis`.
    pub fn depth(&self, axis: usize) -> f32 {
        let mut ends = [0; 3];
        let near = self.at(self.corner(ends)).1;
        ends[axis] = 1;
        self.at(self.corner(ends)).1 - near
    }

    /// Somewhere on the way from a plane, at 0, to here, at 1: at 0 one looks straight along `axis`, and things are where the plane
    /// has them.
    pub fn on_way(&self, axis: usize, seen: &Seen, part: f32) -> Projection {
        let ease = part * part * (3.0 - 2.0 * part);
        let [yaw, pitch] = [[-FRAC_PI_2, 0.0], [0.0, 0.0], [0.0, FRAC_PI_2]][axis];
        // The short way round.
        let turn = (self.yaw - yaw + PI).rem_euclid(TAU) - PI;
        let [right, up] = SpaceInfo::beside(axis);
        // Middle and half of what the box covers, in points.
        let cover = |k: usize, bounds: [f64; 2], [from, to]: [f32; 2]| {
            let [low, high] = self.ranges[k].map(|v| (v - bounds[0]) / (bounds[1] - bounds[0]));
            let at = |part: f64| from + (to - from) * part as f32;
            (at(0.5 * (low + high)), 0.5 * (at(high) - at(low)))
        };
        let (x, wide) = cover(right, seen.bounds[0], [seen.frame.left(), seen.frame.right()]);
        let (y, high) = cover(up, seen.bounds[1], [seen.frame.bottom(), seen.frame.top()]);
        let flat = vec2(wide, -high / if up == 2 { TALL } else { 1.0 });
        // Sizes grow by factors.
        let size = |from: f32, to: f32| from.max(1e-3) * (to / from.max(1e-3)).powf(ease);
        Projection {
            yaw: yaw + turn * ease,
            pitch: pitch + (self.pitch - pitch) * ease,
            ranges: self.ranges,
            center: pos2(x, y) + (self.center - pos2(x, y)) * ease,
            scale: vec2(size(flat.x, self.scale.x), size(flat.y, self.scale.y)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_plot::{PlotBounds, PlotPoint, PlotTransform};

    #[test]
    fn what_is_near_is_low_and_what_is_high_is_up() {
        let frame = Rect::from_center_size(pos2(0.0, 2.0), vec2(380.0, 300.0));
        let projection = Projection::new(HOME, [[0.0, 1.0]; 3], frame);
        let (middle, depth) = projection.at([0.5; 3]);
        assert!(middle.distance(pos2(0.0, 0.0)) < 1e-4 && depth.abs() < 1e-6);
        let (up, _) = projection.at([0.5, 0.5, 1.0]);
        assert!(up.y < middle.y && (up.x - middle.x).abs() < 1e-4);
        let (back, far) = projection.at([0.5, 1.0, 0.5]);
        assert!(back.y < middle.y && far > depth && projection.depth(1) > 0.0);
        let (right, _) = projection.at([1.0, 0.5, 0.5]);
        assert!(right.x > middle.x);
    }

    #[test]
    fn along_any_axis_the_space_lies_where_the_plane_has_it_and_in_the_end_it_is_free() {
        let whole = Rect::from_min_size(pos2(300.0, 90.0), vec2(520.0, 430.0));
        let frame = whole.with_min_x(350.0).with_max_y(500.0);
        // Panned and zoomed: what is shown is not what the box spans.
        let bounds = PlotBounds::from_min_max([-1.5, 2.0], [4.0, 17.0]);
        let transform = PlotTransform::new(frame, bounds, false);
        let seen = Seen::new(whole, frame, &bounds);
        let ranges = [[0.0, 10.0], [-2.0, 6.0], [1.0, 30.0]];
        for yaw in [-0.62, 2.9, -11.0] {
            let free = Projection::new(View { yaw, ..HOME }, ranges, whole);
            for axis in 0..3 {
                let flat = free.on_way(axis, &seen, 0.0);
                let full = free.on_way(axis, &seen, 1.0);
                for point in [[3.0, 1.0, 5.0], [9.0, -1.0, 22.0], [-0.7, 3.5, 16.0]] {
                    let [right, up] = SpaceInfo::beside(axis);
                    let at = transform.position_from_point(&PlotPoint::new(point[right], point[up]));
                    // Wherever it is along the axis one looks along.
                    for along in [0.0, 5.0, 40.0] {
                        let mut point = point;
                        point[axis] = along;
                        let place = flat.at(point).0;
                        assert!(place.distance(at) < 1.0, "axis {axis}: {place:?}, the plane has {at:?}");
                        assert!(full.at(point).0.distance(free.at(point).0) < 0.1);
                    }
                }
            }
        }
    }
}
