//! Lines that differ in more than their colour.

use crate::picture::Hue;
use crate::ui::metrics;
use egui::{Painter, Pos2, Shape, Stroke};

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
