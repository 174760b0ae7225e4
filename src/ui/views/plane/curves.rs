//! Curves with their names, the cursor, and marked points.

use super::canvas::{Canvas, arrow};
use super::hand::Hand;
use super::labels::Words;
use crate::picture::{CurveKind, GripShape, MarkKind};
use crate::ui::metrics;
use crate::ui::widgets::{dashes, math, stroke_path};
use egui::{Align2, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// Boundaries, theory, targets.
pub(super) fn curves(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    for curve in &canvas.plane.curves {
        let color = canvas.scene.theme.hue(curve.hue);
        let path = canvas.edge(&curve.points);
        match curve.kind {
            CurveKind::Boundary => stroke_path(&painter, path, Stroke::new(metrics::STRONG, color), dashes(curve.hue)),
            CurveKind::Theory => stroke_path(&painter, path, Stroke::new(2.0, color), dashes(curve.hue)),
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
        if cursor.verb.is_some() && !crate::ui::paper::is_bare(ui.ctx()) {
            let top = canvas.frame.top();
            let knob = Rect::from_center_size(pos2(x, top + 1.3 * size), vec2(1.5 * size, 2.4 * size));
            painter.rect(
                knob,
                3.0,
                canvas.scene.theme.card,
                Stroke::new(1.8, canvas.scene.theme.text),
                egui::StrokeKind::Inside,
            );
        }
    }
}

/// Where the names of trails and flows stand: in the corner.
pub(super) fn legend_places(ui: &Ui, canvas: &Canvas<'_>) -> Vec<Rect> {
    legend_rows(canvas)
        .enumerate()
        .map(|(k, (label, ..))| {
            let at = canvas.frame.left_top() + vec2(10.0, 10.0 + 17.0 * k as f32);
            let size = ui.painter().layout_job(math(label, metrics::SMALL, canvas.scene.theme.text)).size();
            Rect::from_min_size(at, vec2(28.0 + size.x, size.y)).expand2(vec2(5.0, 1.0))
        })
        .collect()
}

/// The names of trails and flows in their colours.
pub(super) fn legend(ui: &Ui, canvas: &Canvas<'_>) {
    let (painter, theme) = (ui.painter_at(canvas.frame), canvas.scene.theme);
    for (rect, (label, hue, is_flow)) in legend_places(ui, canvas).into_iter().zip(legend_rows(canvas)) {
        let (at, color) = (rect.min + vec2(5.0, 1.0), theme.hue(hue));
        painter.rect_filled(rect, 3.0, theme.card.gamma_multiply(0.8));
        let [from, to] = [at + vec2(0.0, 7.0), at + vec2(22.0, 7.0)];
        if is_flow {
            arrow(&painter, from, to, Stroke::new(metrics::THIN, color), [5.0, 2.4]);
        } else {
            painter.line_segment([from, to], Stroke::new(2.0, color));
        }
        let galley = painter.layout_job(math(label, metrics::SMALL, color));
        painter.galley(at + vec2(28.0, 0.0), galley, color);
    }
}

fn legend_rows<'a>(canvas: &'a Canvas<'_>) -> impl Iterator<Item = (&'a str, crate::picture::Hue, bool)> {
    let trails = canvas.plane.trails.iter().map(|trail| (trail.label, trail.hue, false));
    let flows = canvas.plane.flows.iter().map(|flow| (flow.label, flow.hue, true));
    trails.chain(flows).filter(|(label, ..)| !label.is_empty())
}

/// Fixed points with their names.
pub(super) fn marks(ui: &Ui, canvas: &Canvas<'_>, words: &mut Words) {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    for (n, mark) in canvas.plane.marks.iter().enumerate().filter(|(_, mark)| canvas.frame.contains(canvas.at(mark.at)))
    {
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
        let job = math(&mark.label, metrics::SMALL, theme.text);
        let size = painter.layout_job(job.clone()).size();
        // Below and to the right of the mark is the region where both fire: nothing happens there.
        let corners = [1.0, 1.9, 3.0].into_iter().flat_map(|far: f32| {
            let (right, left) = (at.x + 38.0 * far, at.x - 38.0 * far - size.x);
            let (below, above) = (at.y + 26.0 * far, at.y - 30.0 * far - size.y);
            [pos2(right, below), pos2(left, below), pos2(right, above), pos2(left, above)]
        });
        // It stays where it was as long as it can, so that it does not hop about with the state.
        let mut corners: Vec<Pos2> = corners.collect();
        let id = egui::Id::unique(("place of a mark's words", canvas.title, n));
        let before = ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(0) % corners.len();
        corners.swap(0, before);
        let chosen = words.put(&painter, job, corners, true, Some(at)).map(|k| match k {
            0 => before,
            k if k == before => 0,
            k => k,
        });
        ui.data_mut(|data| data.insert_temp(id, chosen.unwrap_or(0)));
    }
}

/// Words along the curves.
pub(super) fn curve_names(ui: &Ui, canvas: &Canvas<'_>, words: &mut Words) {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    for (k, curve) in canvas.plane.curves.iter().enumerate().filter(|(_, curve)| !curve.label.is_empty()) {
        let color = if curve.kind == CurveKind::Target { theme.weak } else { theme.hue(curve.hue) };
        let path = canvas.path(&curve.points);
        let first = if k % 2 == 0 { 0.04 } else { 0.86 };
        let job = math(curve.label, metrics::SMALL, color);
        let size = painter.layout_job(job.clone()).size();
        let is_closed = curve.points.len() > 2 && curve.points.first() == curve.points.last();
        // The first place along the curve where nothing else stands, above it or else below.
        let places = [first, 0.3, 0.6, 0.12, 0.75, 0.45, 0.9].into_iter().filter_map(|part| {
            let (at, anchor) =
                if is_closed { below(&path, canvas.frame)? } else { beside(&path, canvas.frame, part, size.x)? };
            Some(anchor.anchor_size(at, size).min)
        });
        let places: Vec<Pos2> = places.collect();
        let under = places.iter().map(|corner| *corner + vec2(0.0, size.y + 9.0));
        words.put(&painter, job, places.iter().copied().chain(under), false, None);
    }
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
