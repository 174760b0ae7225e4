//! Curves with their names, the cursor, and marked points.

use super::canvas::{Canvas, arrow};
use super::hand::Hand;
use crate::picture::{CurveKind, GripShape, MarkKind};
use crate::ui::metrics;
use crate::ui::widgets::{dashes, stroke_path};
use egui::{Align2, FontId, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// Boundaries, theory, targets.
pub(super) fn curves(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    for curve in &canvas.plane.curves {
        let color = canvas.scene.theme.hue(curve.hue);
        let path = canvas.path(&curve.points);
        match curve.kind {
            CurveKind::Boundary => stroke_path(&painter, path, Stroke::new(metrics::STRONG, color), dashes(curve.hue)),
            CurveKind::Theory => stroke_path(&painter, path, Stroke::new(2.0, color), None),
            CurveKind::Contour => {
                painter.line(path, Stroke::new(metrics::THIN, canvas.scene.theme.weak.gamma_multiply(0.5)));
            }
            CurveKind::Target => {
                let weak = canvas.scene.theme.weak;
                painter.extend(Shape::dotted_line(&path, weak, 5.0, 1.2));
            }
        }
    }
    if let Some(cursor) = canvas.plane.cursor {
        let x = canvas.transform.position_from_point_x(cursor.x);
        let is_hot = hand.hot.is_some_and(|grip| grip.shape == GripShape::Cursor);
        let (width, size) = if is_hot { (2.0, 7.5) } else { (metrics::THIN, 5.5) };
        painter.vline(x, canvas.frame.y_range(), Stroke::new(width, canvas.scene.theme.weak));
        if cursor.verb.is_some() {
            let top = canvas.frame.top();
            let triangle = vec![pos2(x - size, top), pos2(x + size, top), pos2(x, top + 1.4 * size)];
            painter.add(Shape::convex_polygon(triangle, canvas.scene.theme.text, Stroke::NONE));
        }
    }
}

/// The names of trails and flows in their colours, in the corner; returns where they stand.
pub(super) fn legend(ui: &Ui, canvas: &Canvas<'_>) -> Vec<Rect> {
    let (painter, theme) = (ui.painter_at(canvas.frame), canvas.scene.theme);
    let trails = canvas.plane.trails.iter().map(|trail| (trail.label, trail.hue, false));
    let flows = canvas.plane.flows.iter().map(|flow| (flow.label, flow.hue, true));
    let mut at = canvas.frame.left_top() + vec2(10.0, 10.0);
    let mut taken = Vec::new();
    for (label, hue, is_flow) in trails.chain(flows).filter(|(label, ..)| !label.is_empty()) {
        let color = theme.hue(hue);
        let [from, to] = [at + vec2(0.0, 7.0), at + vec2(22.0, 7.0)];
        if is_flow {
            arrow(&painter, from, to, Stroke::new(metrics::THIN, color), [5.0, 2.4]);
        } else {
            painter.line_segment([from, to], Stroke::new(2.0, color));
        }
        let word =
            painter.text(at + vec2(28.0, 0.0), Align2::LEFT_TOP, label, FontId::proportional(metrics::SMALL), color);
        taken.push(word.with_min_x(at.x).expand(6.0));
        at.y += 16.0;
    }
    taken
}

/// Fixed points with their names; returns where the words stand.
pub(super) fn marks(ui: &Ui, canvas: &Canvas<'_>) -> Vec<Rect> {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    let mut taken = Vec::new();
    for mark in canvas.plane.marks.iter().filter(|mark| canvas.frame.contains(canvas.at(mark.at))) {
        let at = canvas.at(mark.at);
        match mark.kind {
            MarkKind::Stable => painter.circle_stroke(at, 6.5, Stroke::new(2.0, theme.text)),
            MarkKind::Unstable => {
                let cross = [vec2(5.0, 5.0), vec2(5.0, -5.0)];
                for d in cross {
                    painter.line_segment([at - d, at + d], Stroke::new(2.0, theme.bad));
                }
                painter.circle_stroke(at, 8.0, Stroke::new(1.0, theme.bad))
            }
        };
        let galley = painter.layout_no_wrap(mark.label.clone(), FontId::proportional(metrics::SMALL), theme.text);
        let size = galley.size();
        // Below and to the right of the mark is the region where both fire: nothing happens there.
        let mut corner = at + vec2(38.0, 26.0);
        if corner.x + size.x > canvas.frame.right() - 6.0 {
            corner.x = (at.x - 38.0 - size.x).max(canvas.frame.left() + 8.0);
        }
        if corner.y + size.y > canvas.frame.bottom() - 6.0 {
            corner.y = at.y - 30.0 - size.y;
        }
        let rect = Rect::from_min_size(corner, size).expand2(vec2(5.0, 2.0));
        let near = pos2(if corner.x > at.x { rect.left() } else { rect.right() }, rect.center().y);
        painter.line_segment([at + (near - at).normalized() * 8.0, near], Stroke::new(metrics::THIN, theme.weak));
        painter.rect_filled(rect, 3.0, theme.card.gamma_multiply(0.85));
        painter.galley(corner, galley, theme.text);
        taken.push(rect.expand(14.0));
    }
    taken
}

/// Words along the curves; returns where they stand.
pub(super) fn curve_names(ui: &Ui, canvas: &Canvas<'_>) -> Vec<Rect> {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    let mut taken = Vec::new();
    for (k, curve) in canvas.plane.curves.iter().enumerate().filter(|(_, curve)| !curve.label.is_empty()) {
        let color = if curve.kind == CurveKind::Target { theme.weak } else { theme.hue(curve.hue) };
        let path = canvas.path(&curve.points);
        let first = if k % 2 == 0 { 0.04 } else { 0.86 };
        let font = FontId::proportional(metrics::SMALL);
        let galley = painter.layout_no_wrap(curve.label.to_owned(), font, color);
        // The first place along the curve where no other name stands.
        let is_closed = curve.points.len() > 2 && curve.points.first() == curve.points.last();
        let place = [first, 0.3, 0.6, 0.12, 0.75].into_iter().find_map(|part| {
            let (at, anchor) = if is_closed {
                below(&path, canvas.frame)?
            } else {
                beside(&path, canvas.frame, part, galley.size().x)?
            };
            let rect = anchor.anchor_size(at, galley.size());
            taken.iter().all(|other: &Rect| !other.intersects(rect)).then_some(rect)
        });
        let Some(rect) = place else { continue };
        painter.galley(rect.min, galley, color);
        taken.push(rect.expand(6.0));
    }
    taken
}

/// The lowest place of a closed path, where its name hangs.
fn below(path: &[Pos2], frame: Rect) -> Option<(Pos2, Align2)> {
    let inside = path.iter().filter(|p| frame.shrink(20.0).contains(**p));
    let lowest = inside.max_by(|a, b| a.y.total_cmp(&b.y))?;
    Some((*lowest + vec2(0.0, 4.0), Align2::CENTER_TOP))
}

/// A place just above a path, at the given part of its visible way, and how a word hangs there.
fn beside(path: &[Pos2], frame: Rect, part: f32, width: f32) -> Option<(Pos2, Align2)> {
    let place = |x: f32| {
        let after = path.partition_point(|p| p.x < x);
        let (a, b) = (path.get(after.checked_sub(1)?)?, path.get(after)?);
        let rise = (b.y - a.y) / (b.x - a.x);
        Some((pos2(x, a.y + rise * (x - a.x)), rise))
    };
    let (at, rise) = place(frame.left() + part * frame.width())?;
    // Above a rising line a word must end where the line is, above a falling one it may start there; it fits in between.
    let rises = rise < -0.15;
    let [first, last] = [frame.left() + 12.0, frame.right() - 6.0];
    let x = if rises { at.x.max(first + width) } else { at.x.min(last - width) };
    let (at, _) = if x == at.x { (at, rise) } else { place(x)? };
    let anchor = if rises { Align2::RIGHT_BOTTOM } else { Align2::LEFT_BOTTOM };
    frame.shrink(16.0).y_range().contains(at.y).then_some((at - vec2(if rises { 6.0 } else { 0.0 }, 4.0), anchor))
}
