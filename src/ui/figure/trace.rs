//! egui's shapes as a figure in plain data.

use super::drawing::{Drawing, Group, Ink, Item, Outline, Step, What};
use super::faces::Faces;
use super::mesh::forms;
use super::shot::Shot;
use super::words;
use crate::ui::paper::{Tag, tag_of};
use egui::epaint::{ColorMode, EllipseShape, PathStroke, RectShape};
use egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2};
use std::collections::HashSet;

/// How far the pullers of a curve are that runs around a quarter of a circle.
pub const QUARTER: f32 = 0.552_284_8;
/// Pixels of one picture at most.
const MOST_PIXELS: f32 = 16e6;

/// What was painted, as plain data; pictures in it have so many pixels to a point.
pub fn trace(shot: &Shot, faces: &Faces, picture_ppp: f32) -> Drawing {
    let page = Rect::from_min_size(Pos2::ZERO, shot.sheet().points);
    let mut tracer =
        Tracer { shot, faces, picture_ppp, page, clip: page, open: vec![Group::default()], ids: HashSet::new() };
    tracer.begin("figure".to_owned(), "Background".to_owned(), true);
    for clipped in &shot.shapes {
        tracer.clip = clipped.clip_rect.intersect(page);
        tracer.shape(&clipped.shape);
    }
    tracer.end(1);
    Drawing { size: shot.sheet().points, paper: shot.paper(), root: tracer.open.pop().unwrap_or_default() }
}

struct Tracer<'a> {
    shot: &'a Shot,
    faces: &'a Faces,
    picture_ppp: f32,
    page: Rect,
    clip: Rect,
    /// Groups that are open: the root, a layer, a part of it.
    open: Vec<Group>,
    ids: HashSet<String>,
}

impl Tracer<'_> {
    fn begin(&mut self, id: String, name: String, is_layer: bool) {
        let mut plain: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        if !plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
            plain.insert_str(0, "layer-");
        }
        let mut unique = plain.clone();
        let mut k = 2;
        while !self.ids.insert(unique.clone()) {
            unique = format!("{plain}-{k}");
            k += 1;
        }
        self.open.push(Group { id: unique, name, is_layer, items: Vec::new() });
    }

    /// Ends groups until so many are open.
    fn end(&mut self, open: usize) {
        while self.open.len() > open.max(1) {
            let Some(group) = self.open.pop() else { return };
            if let Some(outer) = self.open.last_mut()
                && !group.items.is_empty()
            {
                outer.items.push(Item::Group(group));
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Layer { id, name } => {
                self.end(1);
                self.begin(id.clone(), name.clone(), true);
            }
            Tag::Part(name) => {
                self.end(2);
                let id = self.open.last().map(|layer| layer.id.clone()).unwrap_or_default();
                self.begin(format!("{id}-{}", name.to_lowercase()), (*name).to_owned(), false);
            }
            Tag::End => {
                self.end(1);
                self.begin("between".to_owned(), "Between the views".to_owned(), true);
            }
        }
    }

    fn shape(&mut self, shape: &Shape) {
        if let Some(tag) = tag_of(shape) {
            return self.tag(tag);
        }
        match shape {
            Shape::Noop | Shape::Callback(_) => {}
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.shape(shape)),
            Shape::Circle(circle) => {
                self.form(Outline::Circle(circle.center, circle.radius), circle.fill, circle.stroke);
            }
            Shape::Ellipse(ellipse) => self.form(Outline::Path(around(ellipse)), ellipse.fill, ellipse.stroke),
            Shape::LineSegment { points: [from, to], stroke } => {
                self.form(Outline::Path(vec![Step::Move(*from), Step::Line(*to)]), Color32::TRANSPARENT, *stroke);
            }
            Shape::Rect(rect) => self.rect(rect),
            Shape::Path(path) => {
                let fill = if path.closed { path.fill } else { Color32::TRANSPARENT };
                self.form(Outline::Path(steps(&path.points, path.closed)), fill, solid(&path.stroke));
            }
            Shape::Band(band) => {
                let upper = band.points.iter().map(|p| pos2(p.x, p.y.min));
                let lower = band.points.iter().rev().map(|p| pos2(p.x, p.y.max));
                let turn = egui::emath::Rot2::from_angle(band.angle);
                let points: Vec<Pos2> = upper.chain(lower).map(|p| (turn * p.to_vec2()).to_pos2()).collect();
                self.form(Outline::Path(steps(&points, true)), band.fill, band.stroke);
            }
            Shape::QuadraticBezier(curve) => {
                let [a, b, c] = curve.points;
                let pulls = [a + (b - a) * (2.0 / 3.0), c + (b - c) * (2.0 / 3.0), c];
                let mut path = vec![Step::Move(a), Step::Curve(pulls)];
                path.extend(curve.closed.then_some(Step::Close));
                self.form(Outline::Path(path), curve.fill, solid(&curve.stroke));
            }
            Shape::CubicBezier(curve) => {
                let [a, b, c, d] = curve.points;
                let mut path = vec![Step::Move(a), Step::Curve([b, c, d])];
                path.extend(curve.closed.then_some(Step::Close));
                self.form(Outline::Path(path), curve.fill, solid(&curve.stroke));
            }
            Shape::Text(text) => {
                let (texts, lines) = words::texts(text, self.faces);
                if !lines.is_empty() {
                    self.mesh(&lines);
                }
                for line in texts {
                    self.ink(What::Text(line), text.visual_bounding_rect());
                }
            }
            Shape::Mesh(mesh) => self.mesh(mesh),
        }
    }

    fn rect(&mut self, shape: &RectShape) {
        let RectShape { rect, corner_radius, fill, stroke, stroke_kind, angle, .. } = shape;
        if !rect.is_finite() || rect.is_negative() {
            return;
        }
        // A rim along the edge, on the side where it is.
        let by = match stroke_kind {
            StrokeKind::Inside => -0.5 * stroke.width,
            StrokeKind::Outside => 0.5 * stroke.width,
            StrokeKind::Middle => 0.0,
        };
        let rect = if stroke.is_empty() { *rect } else { rect.expand(by) };
        let radius = f32::from(corner_radius.nw) + if stroke.is_empty() { 0.0 } else { by };
        if *angle == 0.0 {
            self.form(Outline::Rect(rect, radius.max(0.0)), *fill, *stroke);
        } else {
            let turn = egui::emath::Rot2::from_angle(*angle);
            let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
            let corners = corners.map(|p| rect.center() + turn * (p - rect.center()));
            self.form(Outline::Path(steps(&corners, true)), *fill, *stroke);
        }
    }

    fn mesh(&mut self, mesh: &Mesh) {
        if mesh.is_empty() {
            return;
        }
        if let Some(forms) = forms(mesh) {
            for what in forms {
                if let What::Form { outline, fill, stroke } = what {
                    self.form(outline, fill, stroke);
                }
            }
            return;
        }
        let bounds = mesh.calc_bounds().intersect(self.clip);
        if !bounds.is_positive() {
            return;
        }
        let ppp = self.picture_ppp.min((MOST_PIXELS / bounds.area()).sqrt());
        // Whole pixels, so that cells keep their edges.
        let [min, max] = [(bounds.min * ppp).floor() / ppp, (bounds.max * ppp).ceil() / ppp];
        let rect = Rect::from_min_max(min, max);
        let image = self.shot.picture(mesh, rect, ppp);
        self.ink(What::Picture { rect, image }, rect);
    }

    fn form(&mut self, outline: Outline, fill: Color32, stroke: Stroke) {
        let stroke = if stroke.is_empty() || !stroke.width.is_finite() { Stroke::NONE } else { stroke };
        let Some(bounds) = bounds(&outline) else { return };
        if fill == Color32::TRANSPARENT && stroke == Stroke::NONE {
            return;
        }
        let bounds = bounds.expand(0.5 * stroke.width);
        self.ink(What::Form { outline, fill, stroke }, bounds);
    }

    /// Adds what lies within `bounds`, unless nothing of it is to be seen.
    fn ink(&mut self, what: What, bounds: Rect) {
        if !self.clip.is_positive() || !self.clip.intersects(bounds) {
            return;
        }
        let is_whole = self.clip.expand(0.01).contains_rect(bounds) || self.clip == self.page;
        let clip = (!is_whole).then_some(self.clip);
        if let Some(group) = self.open.last_mut() {
            group.push(Ink { clip, what });
        }
    }
}

/// A stroke in one colour: that of its middle, if it has more.
fn solid(stroke: &PathStroke) -> Stroke {
    let color = match &stroke.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(color) => color(Rect::from_min_size(Pos2::ZERO, Vec2::splat(1.0)), pos2(0.5, 0.5)),
    };
    Stroke::new(stroke.width, color)
}

/// Straight from point to point; what is no place is left out.
fn steps(points: &[Pos2], closed: bool) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(points.len() + 1);
    for point in points.iter().filter(|p| p.is_finite()) {
        steps.push(if steps.is_empty() { Step::Move(*point) } else { Step::Line(*point) });
    }
    if closed && !steps.is_empty() {
        steps.push(Step::Close);
    }
    steps
}

fn around(ellipse: &EllipseShape) -> Vec<Step> {
    let turn = egui::emath::Rot2::from_angle(ellipse.angle);
    let at = |x: f32, y: f32| ellipse.center + turn * (Vec2::new(x, y) * ellipse.radius);
    let q = QUARTER;
    vec![
        Step::Move(at(1.0, 0.0)),
        Step::Curve([at(1.0, q), at(q, 1.0), at(0.0, 1.0)]),
        Step::Curve([at(-q, 1.0), at(-1.0, q), at(-1.0, 0.0)]),
        Step::Curve([at(-1.0, -q), at(-q, -1.0), at(0.0, -1.0)]),
        Step::Curve([at(q, -1.0), at(1.0, -q), at(1.0, 0.0)]),
        Step::Close,
    ]
}

/// Where an outline lies; `None` if it has a place that is none.
fn bounds(outline: &Outline) -> Option<Rect> {
    let rect = match outline {
        Outline::Rect(rect, _) => *rect,
        Outline::Rects(rects) => rects.iter().fold(Rect::NOTHING, |all, rect| all | *rect),
        Outline::Circle(center, radius) => Rect::from_center_size(*center, Vec2::splat(2.0 * radius)),
        Outline::Circles(centers, radius) => Rect::from_points(centers).expand(*radius),
        Outline::Path(steps) => {
            let mut all = Rect::NOTHING;
            for step in steps {
                match step {
                    Step::Move(p) | Step::Line(p) => all.extend_with(*p),
                    Step::Curve(points) => points.iter().for_each(|p| all.extend_with(*p)),
                    Step::Close => {}
                }
            }
            all
        }
    };
    // A level line has no height.
    (rect.is_finite() && rect.width() >= 0.0 && rect.height() >= 0.0).then_some(rect)
}
