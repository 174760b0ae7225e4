//! Lines that differ in more than their colour.

use crate::picture::Hue;
use crate::ui::metrics;
use egui::layers::ShapeIdx;
use egui::{Painter, Pos2, Shape, Stroke, Ui};

/// Dash and gap of lines of a hue, so that meaning never hangs on colour alone; `None` for whole lines.
pub fn dashes(hue: Hue) -> Option<[f32; 2]> {
    match hue {
        Hue::Red | Hue::Neutral => None,
        Hue::Blue => Some(metrics::DASH),
        Hue::Amber => Some([18.0, 4.0]),
        Hue::Green => Some([6.0, 3.0]),
        Hue::Violet => Some([12.0, 8.0]),
        Hue::Teal => Some([26.0, 8.0]),
    }
}

/// Draws a path whole or in dashes.
pub fn stroke_path(painter: &Painter, points: Vec<Pos2>, stroke: Stroke, dashes: Option<[f32; 2]>) {
    match dashes {
        Some([dash, gap]) => painter.extend(Shape::dashed_line(&points, stroke, dash, gap)),
        None => drop(painter.line(points, stroke)),
    }
}

/// Makes all lines `by` times as thick that were drawn into the layer of `ui` since its shape number `first`.
pub fn thicken(ui: &Ui, first: usize, by: f32) {
    if by == 1.0 {
        return;
    }
    ui.ctx().graphics_mut(|graphics| {
        let list = graphics.entry(ui.layer_id());
        for k in first..list.next_idx().0 {
            list.mutate_shape(ShapeIdx(k), |clipped| thick(&mut clipped.shape, by));
        }
    });
}

fn thick(shape: &mut Shape, by: f32) {
    match shape {
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| thick(shape, by)),
        Shape::Circle(circle) => circle.stroke.width *= by,
        Shape::Ellipse(ellipse) => ellipse.stroke.width *= by,
        Shape::LineSegment { stroke, .. } => stroke.width *= by,
        Shape::Path(path) => path.stroke.width *= by,
        Shape::QuadraticBezier(curve) => curve.stroke.width *= by,
        Shape::CubicBezier(curve) => curve.stroke.width *= by,
        Shape::Rect(_) | Shape::Band(_) | Shape::Text(_) | Shape::Mesh(_) | Shape::Callback(_) | Shape::Noop => {}
    }
}
