//! The lines in a plane: every neuron's threshold, and the handles.

use super::canvas::Canvas;
use super::hand::{Hand, beside};
use super::labels::Words;
use crate::picture::{GripShape, LineState, NeuronLine};
use crate::ui::metrics;
use crate::ui::widgets::{dashes, math, stroke_path};
use egui::{FontId, Pos2, Rect, Shape, Stroke, Ui, pos2};

/// Every neuron's line; picked ones, and the one under the pointer, stand out.
pub(super) fn lines(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    let [min, max] = canvas.corners();
    let theme = canvas.scene.theme;
    let hot = hand.hot.and_then(|grip| grip.neuron).or(canvas.scene.hover);
    // Equal neurons lie on each other: one line tells as much, and keeps its dashes.
    let key = |line: &NeuronLine| (line.neuron.population, line.half_plane, line.state);
    let count = canvas.plane.lines.chunk_by(|a, b| key(a) == key(b)).count();
    let many = count > 60;
    let stands_out = |line: &NeuronLine| Some(line.neuron) == hot || canvas.scene.is_picked(line.neuron);
    let mut before = None;
    for line in canvas.plane.lines.iter().filter(|line| !stands_out(line)) {
        if before.replace(key(line)) == Some(key(line)) {
            continue;
        }
        let Some(ends) = line.half_plane.clip(min, max) else { continue };
        let hue = canvas.hue_of(line.neuron.population);
        let color = theme.line(hue, count);
        stroke_line(
            &painter,
            canvas.path(&ends),
            line.state,
            Stroke::new(metrics::THIN, color),
            dashes(hue).filter(|_| !many),
        );
    }
    for line in canvas.plane.lines.iter().filter(|line| stands_out(line)) {
        let Some(ends) = line.half_plane.clip(min, max) else { continue };
        let hue = canvas.hue_of(line.neuron.population);
        let width = if Some(line.neuron) == hot { 2.6 } else { 1.7 };
        let stroke = Stroke::new(width, theme.hue(hue));
        stroke_line(&painter, canvas.path(&ends), line.state, stroke, dashes(hue));
    }
}

/// A line that acts is whole or dashed by its hue; one against the rules is dotted, a silenced one a pale ghost.
fn stroke_line(painter: &egui::Painter, path: Vec<Pos2>, state: LineState, stroke: Stroke, dashes: Option<[f32; 2]>) {
    match state {
        LineState::Acting => stroke_path(painter, path, stroke, dashes),
        LineState::Unlawful => {
            painter.extend(Shape::dotted_line(&path, stroke.color, 7.0, stroke.width.max(1.4)));
        }
        LineState::Silenced => {
            painter.extend(Shape::dotted_line(&path, stroke.color.gamma_multiply(0.6), 5.0, 0.9));
        }
    }
}

/// The names of the picked neurons, beside the ends of their lines.
pub(super) fn names(ui: &Ui, canvas: &Canvas<'_>, words: &mut Words) {
    let painter = ui.painter_at(canvas.frame);
    for line in canvas.plane.lines.iter().filter(|line| canvas.scene.is_picked(line.neuron)) {
        let Some(at) = canvas.knob(line).map(|end| canvas.at(end)) else { continue };
        let name = canvas.scene.history.layout.neuron_name(line.neuron);
        let color = canvas.scene.theme.hue(canvas.hue_of(line.neuron.population));
        let job = math(&name, metrics::TEXT, color);
        let size = painter.layout_job(job.clone()).size();
        let (right, left) = (at.x + 13.0, at.x - 13.0 - size.x);
        let corners = [(right, 5.0), (right, -5.0 - size.y), (left, 5.0), (left, -5.0 - size.y), (right, 24.0)];
        words.put(&painter, job, corners.map(|(x, y)| pos2(x, at.y + y)), true, None);
    }
}

/// The handles, each in its shape.
pub(super) fn handles(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    for grip in canvas.grips() {
        let at = canvas.at(grip.at);
        let is_hot = hand.hot.is_some_and(|hot| hot.is_same(&grip));
        let size = if is_hot { 6.5 } else { 4.5 };
        let color = theme.hue(grip.hue);
        match grip.shape {
            GripShape::Disc => {
                painter.circle(at, size, color, Stroke::new(1.5, theme.card));
            }
            GripShape::Square => {
                let rect = Rect::from_center_size(at, egui::Vec2::splat(1.8 * size));
                painter.rect(rect, 1.0, color, Stroke::new(1.5, theme.card), egui::StrokeKind::Outside);
            }
            GripShape::Knot => {
                painter.circle(at, 0.8 * size, theme.card, Stroke::new(1.6, color));
            }
            GripShape::Ring => {
                painter.circle(at, size, theme.card, Stroke::new(1.8, color));
            }
            GripShape::Arrow => {
                let foot = canvas.at(grip.pivot);
                let along = (at - foot).normalized();
                painter.line_segment([foot, at - along * 6.0], Stroke::new(1.2, color));
                let points = vec![at, at - along * 9.0 + along.rot90() * size, at - along * 9.0 - along.rot90() * size];
                painter.add(Shape::convex_polygon(points, theme.card, Stroke::new(1.5, color)));
            }
            // The state is drawn by its trail; the ring says that it can be pulled.
            GripShape::State => {
                let strength = if is_hot { 1.0 } else { 0.55 };
                let stroke = Stroke::new(if is_hot { 1.8 } else { 1.2 }, color.gamma_multiply(strength));
                painter.circle_stroke(at, if is_hot { 10.0 } else { 9.0 }, stroke);
                if let Some(to) = hand.pull.filter(|_| is_hot) {
                    let to = canvas.at(to);
                    painter.extend(Shape::dashed_line(&[at, to], Stroke::new(1.5, color), 5.0, 4.0));
                    painter.circle(to, 6.0, theme.card, Stroke::new(1.8, color));
                }
            }
            // Lines, dots and the cursor are drawn as what they are.
            GripShape::Line | GripShape::Dot | GripShape::Cursor => {}
        }
    }
    // A line under the pointer says whose it is.
    if let Some(grip) = hand.hot
        && let (GripShape::Line, Some(neuron)) = (grip.shape, grip.neuron)
        && let Some(pointer) = ui.input(|input| input.pointer.latest_pos())
    {
        let name = canvas.scene.history.layout.neuron_name(neuron);
        let font = FontId::proportional(metrics::TEXT);
        let galley = painter.layout_no_wrap(name, font, theme.hue(canvas.hue_of(neuron.population)));
        let place = beside(canvas.frame, pointer);
        let around = Rect::from_min_size(place, galley.size()).expand(3.0);
        painter.rect_filled(around, 3.0, theme.card.gamma_multiply(0.85));
        painter.galley(place, galley, theme.text);
    }
}
