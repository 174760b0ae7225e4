//! The plane of which a space is made: a translucent sheet across it, with what the plane shows on it.

use super::projection::Projection;
use crate::geometry::Point;
use crate::picture::{CurveKind, Plane, RegionShape, SpaceInfo};
use crate::ui::widgets::{dashes, stroke_path};
use crate::ui::{Scene, metrics};
use egui::{Color32, Mesh, Pos2, Shape, Stroke};

/// Corners of a boundary that are drawn.
const CORNERS: usize = 2000;
/// Strips into which a region on it is cut.
const STRIPS: usize = 96;

/// A plane across a space.
pub struct Sheet<'a> {
    /// Index of the plane in the layout.
    pub index: usize,
    /// The axis across which it stands, and where.
    pub axis: usize,
    pub value: f64,
    pub plane: &'a Plane,
    /// What of it is to be seen, along its own axes.
    pub shown: [[f64; 2]; 2],
}

impl Sheet<'_> {
    /// Whether it stands somewhere and has a boundary to show; a plane that maps a relief from above stands nowhere.
    pub fn stands(&self) -> bool {
        self.value.is_finite() && self.plane.curves.iter().any(|curve| curve.kind == CurveKind::Boundary)
    }

    /// A point of the plane in the space.
    fn lift(&self, x: f64, y: f64) -> [f64; 3] {
        let [right, up] = SpaceInfo::beside(self.axis);
        let mut at = [0.0; 3];
        (at[self.axis], at[right], at[up]) = (self.value, x, y);
        at
    }

    fn corners(&self, projection: &Projection) -> Vec<Pos2> {
        let [x, y] = self.shown;
        let corners = [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]];
        corners.iter().map(|[x, y]| projection.at(self.lift(*x, *y)).0).collect()
    }

    /// The sheet itself and where neurons fire on it; `strength` from 0 to 1.
    pub fn paint(&self, painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, strength: f32) {
        let corners = self.corners(projection);
        painter.add(Shape::convex_polygon(
            corners.clone(),
            scene.theme.card.gamma_multiply(0.35 * strength),
            Stroke::new(metrics::THIN, scene.theme.weak.gamma_multiply(strength)),
        ));
        for region in &self.plane.regions {
            let (path, is_under) = match &region.shape {
                RegionShape::Under(path) => (path, true),
                RegionShape::Over(path) => (path, false),
                RegionShape::Polygon(_) => continue,
            };
            painter.add(Shape::mesh(self.region(projection, path, is_under, scene.theme.area(region.hue))));
        }
    }

    /// What lies under a path, or over it, in strips.
    fn region(&self, projection: &Projection, path: &[Point], is_under: bool, color: Color32) -> Mesh {
        let mut mesh = Mesh::default();
        let [[left, right], [bottom, top]] = self.shown;
        let rim = if is_under { bottom } else { top };
        for k in 0..=STRIPS {
            let x = left + (right - left) * k as f64 / STRIPS as f64;
            // Beyond the ends of the path there is nothing.
            let edge = height(path, x).map_or(rim, |y| y.clamp(bottom, top));
            for y in [rim, edge] {
                mesh.colored_vertex(projection.at(self.lift(x, y)).0, color);
            }
            if k > 0 {
                let at = 2 * k as u32;
                mesh.add_triangle(at - 2, at - 1, at);
                mesh.add_triangle(at - 1, at, at + 1);
            }
        }
        mesh
    }

    /// The boundaries on it; `strength` from 0 to 1.
    pub fn lines(&self, painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, strength: f32) {
        if strength <= 0.0 || !self.value.is_finite() {
            return;
        }
        let [right, up] = SpaceInfo::beside(self.axis);
        let mut ranges = [[f64::NEG_INFINITY, f64::INFINITY]; 3];
        (ranges[right], ranges[up]) = (self.shown[0], self.shown[1]);
        for curve in self.plane.curves.iter().filter(|curve| curve.kind == CurveKind::Boundary) {
            // Of a boundary with many corners so many as can be seen.
            let stride = curve.points.len().div_ceil(CORNERS).max(1);
            let last = curve.points.last().filter(|_| stride > 1);
            let points = curve.points.iter().step_by(stride).chain(last);
            let points: Vec<[f64; 3]> = points.map(|p| self.lift(p.x, p.y)).collect();
            for piece in super::way::clipped(&points, &ranges) {
                let path: Vec<Pos2> = piece.iter().map(|p| projection.at(*p).0).collect();
                let stroke = Stroke::new(metrics::STRONG, scene.theme.hue(curve.hue).gamma_multiply(strength));
                stroke_path(painter, path, stroke, dashes(curve.hue));
            }
        }
    }
}

/// Height of a path from left to right at `x`.
fn height(path: &[Point], x: f64) -> Option<f64> {
    let after = path.partition_point(|p| p.x < x);
    let (a, b) = (path.get(after.checked_sub(1)?)?, path.get(after)?);
    Some(a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
}
