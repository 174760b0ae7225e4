//! The lines in a plane: every neuron's threshold, the ghost of how it was, and the handles on them.

use super::grips::{self, Hand};
use super::plane::{Canvas, TRAIL_STEPS, TRAIL_TAU, dashed, hue_of, stroke_path};
use crate::geometry::Point;
use crate::picture::{CurveKind, Handle, LineState, NeuronLine};
use crate::ui::metrics;
use egui::{Align2, FontId, Pos2, Rect, Shape, Stroke, Ui, pos2};

/// How it was before the last gesture, pale.
pub(super) fn ghost(ui: &Ui, canvas: &Canvas<'_>, index: usize) {
    let Some(ghost) = canvas.scene.ghost else { return };
    let Some(before) = ghost.depiction.planes.get(index) else { return };
    let painter = ui.painter_at(canvas.frame);
    for curve in before.curves.iter().filter(|curve| curve.kind != CurveKind::Target) {
        let color = canvas.scene.theme.hue(curve.hue).gamma_multiply(0.4);
        painter.line(canvas.path(&curve.points), Stroke::new(metrics::STRONG, color));
    }
    let [min, max] = canvas.corners();
    let shown = |line: &&NeuronLine| canvas.scene.is_picked(line.neuron) || canvas.scene.hover == Some(line.neuron);
    for line in before.lines.iter().filter(shown) {
        if let Some(ends) = line.half_plane.clip(min, max) {
            let color = canvas.scene.theme.hue(hue_of(canvas, line.neuron.population)).gamma_multiply(0.35);
            painter.line(canvas.path(&ends).clone(), Stroke::new(1.7, color));
        }
    }
    let history = canvas.scene.history;
    let Some(columns) = canvas.columns() else { return };
    let tail = (TRAIL_TAU * history.layout.tau_s / history.layout.dt_s) as u64;
    let [first, last] = ghost.steps;
    let start = first.max(last.saturating_sub(tail.min(TRAIL_STEPS)));
    let at = |bucket: crate::session::Bucket<'_>| {
        let middle = |k: usize| 0.5 * (bucket.low[columns[k]] + bucket.high[columns[k]]);
        canvas.at(Point::new(middle(0), middle(1)))
    };
    let path: Vec<Pos2> = history.buckets(start, last).map(at).collect();
    painter.line(path, Stroke::new(metrics::TRACE, canvas.scene.theme.weak.gamma_multiply(0.4)));
}

/// Every neuron's line; picked ones, and the one under the pointer, stand out.
pub(super) fn lines(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    let [min, max] = canvas.corners();
    let theme = canvas.scene.theme;
    let hot = hand.hot.and_then(|grip| grip.handle.neuron()).or(canvas.scene.hover);
    let many = canvas.plane.lines.len() > 60;
    let stands_out = |line: &NeuronLine| Some(line.neuron) == hot || canvas.scene.is_picked(line.neuron);
    let mut before = None;
    for line in canvas.plane.lines.iter().filter(|line| !stands_out(line)) {
        // Equal neurons lie on each other: one line tells as much, and keeps its dashes.
        let key = (line.neuron.population, line.half_plane, line.state);
        if before.replace(key) == Some(key) {
            continue;
        }
        let Some(ends) = line.half_plane.clip(min, max) else { continue };
        let hue = hue_of(canvas, line.neuron.population);
        let color = if many { theme.faint(hue).gamma_multiply(0.5) } else { theme.faint(hue) };
        stroke_line(&painter, canvas.path(&ends), line.state, Stroke::new(metrics::THIN, color), dashed(hue) && !many);
    }
    for line in canvas.plane.lines.iter().filter(|line| stands_out(line)) {
        let Some(ends) = line.half_plane.clip(min, max) else { continue };
        let hue = hue_of(canvas, line.neuron.population);
        let width = if Some(line.neuron) == hot { 2.6 } else { 1.7 };
        let stroke = Stroke::new(width, theme.hue(hue));
        stroke_line(&painter, canvas.path(&ends), line.state, stroke, dashed(hue));
    }
}

/// A line that acts is whole or dashed by its hue; one against the rules is dotted, a silenced one a pale ghost.
fn stroke_line(painter: &egui::Painter, path: Vec<Pos2>, state: LineState, stroke: Stroke, is_dashed: bool) {
    match state {
        LineState::Acting => stroke_path(painter, path, stroke, is_dashed),
        LineState::Unlawful => {
            painter.extend(Shape::dotted_line(&path, stroke.color, 7.0, stroke.width.max(1.4)));
        }
        LineState::Silenced => {
            painter.extend(Shape::dotted_line(&path, stroke.color.gamma_multiply(0.6), 5.0, 0.9));
        }
    }
}

/// The handles: discs and squares on boundaries; of picked neurons the knob with its name, and the arrow of a spike.
pub(super) fn handles(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    for grip in grips::points(canvas) {
        let at = canvas.at(grip.at);
        let is_hot = hand.hot.is_some_and(|hot| hot.handle == grip.handle);
        let size = if is_hot { 6.5 } else { 4.5 };
        let of = |population: u8| theme.hue(hue_of(canvas, population));
        match grip.handle {
            Handle::Boundary(p) => {
                painter.circle(at, size, of(p), Stroke::new(1.5, theme.card));
            }
            Handle::Bend(p) => {
                let rect = Rect::from_center_size(at, egui::Vec2::splat(1.8 * size));
                painter.rect(rect, 1.0, of(p), Stroke::new(1.5, theme.card), egui::StrokeKind::Outside);
            }
            Handle::Knot(_) => {
                painter.circle(at, 0.8 * size, theme.card, Stroke::new(1.6, theme.text));
            }
            Handle::Turn(neuron) => {
                let color = of(neuron.population);
                painter.circle(at, size, theme.card, Stroke::new(1.8, color));
                let name = canvas.scene.history.layout.neuron_name(neuron);
                let place = pos2(
                    at.x.min(canvas.frame.right() - 16.0),
                    (at.y + 13.0).clamp(canvas.frame.top() + 9.0, canvas.frame.bottom() - 9.0),
                );
                painter.text(
                    place,
                    Align2::LEFT_CENTER,
                    format!(" {name}"),
                    FontId::proportional(metrics::TEXT),
                    color,
                );
            }
            Handle::Jump(neuron) => {
                let color = of(neuron.population);
                let foot = canvas.at(grip.pivot);
                let along = (at - foot).normalized();
                painter.line_segment([foot, at - along * 6.0], Stroke::new(1.2, color));
                let points = vec![at, at - along * 9.0 + along.rot90() * size, at - along * 9.0 - along.rot90() * size];
                painter.add(Shape::convex_polygon(points, theme.card, Stroke::new(1.5, color)));
            }
            Handle::State if is_hot => {
                painter.circle_stroke(at, 9.5, Stroke::new(1.5, theme.text));
                if let Some(to) = hand.pull {
                    let to = canvas.at(to);
                    painter.extend(Shape::dashed_line(&[at, to], Stroke::new(1.5, theme.text), 5.0, 4.0));
                    painter.circle(to, 6.0, theme.card, Stroke::new(1.8, theme.text));
                }
            }
            _ => {}
        }
    }
    // A line under the pointer says whose it is.
    if let Some(grip) = hand.hot
        && let Handle::Line(neuron) = grip.handle
        && let Some(pointer) = ui.input(|input| input.pointer.latest_pos())
    {
        let name = canvas.scene.history.layout.neuron_name(neuron);
        let galley = painter.layout_no_wrap(
            name,
            FontId::proportional(metrics::TEXT),
            theme.hue(hue_of(canvas, neuron.population)),
        );
        let place = grips::beside(canvas.frame, pointer);
        painter.rect_filled(
            Rect::from_min_size(place, galley.size()).expand(3.0),
            3.0,
            theme.card.gamma_multiply(0.85),
        );
        painter.galley(place, galley, theme.text);
    }
}
