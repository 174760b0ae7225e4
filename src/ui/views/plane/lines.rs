//! The lines in a plane: every neuron's threshold, and the handles.

use super::canvas::Canvas;
use super::hand::{Hand, beside};
use super::labels::Words;
use crate::geometry::{Fan, Point, Stand};
use crate::picture::{Crowd, GripShape, LineState, NeuronId, NeuronLine};
use crate::ui::metrics;
use crate::ui::widgets::{dashes, math, stroke_path};
use egui::{FontId, Mesh, Pos2, Rect, Shape, Stroke, Ui, pos2};
use std::sync::{Arc, Weak};

/// Cells across and up in which the density of a crowd's lines is told, and of how many lines it is taken.
const GRID: [usize; 2] = [56, 48];
const SAMPLE: usize = 2048;
/// How strong the densest shade is, and how strong lines of a crowd that spiked lately are.
const DENSEST: f32 = 0.34;
const ACTIVE: f32 = 0.6;
/// So many of them at most, looked for among so many spikes.
const MOST_ACTIVE: usize = 16;
const LATELY: usize = 400;

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
    density(ui, canvas);
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
    // Of a crowd those that spiked lately are seen among the others.
    for line in canvas.plane.lines_of(&active(canvas)).filter(|line| !stands_out(line)) {
        let Some(ends) = line.half_plane.clip(min, max) else { continue };
        let hue = canvas.hue_of(line.neuron.population);
        let stroke = Stroke::new(metrics::THIN, theme.hue(hue).gamma_multiply(ACTIVE));
        stroke_line(&painter, canvas.path(&ends), line.state, stroke, dashes(hue));
    }
    let outstanding: Vec<NeuronId> =
        canvas.scene.picks.iter().copied().filter(|pick| Some(*pick) != hot).chain(hot).collect();
    for line in canvas.plane.lines_of(&outstanding) {
        let Some(ends) = line.half_plane.clip(min, max) else { continue };
        let hue = canvas.hue_of(line.neuron.population);
        let width = if Some(line.neuron) == hot { 2.6 } else { 1.7 };
        let stroke = Stroke::new(width, theme.hue(hue));
        stroke_line(&painter, canvas.path(&ends), line.state, stroke, dashes(hue));
    }
}

/// Shades where the lines of crowds lie, as dense as they do.
fn density(ui: &Ui, canvas: &Canvas<'_>) {
    let corners = canvas.corners();
    for crowd in &canvas.plane.crowds {
        let id = egui::Id::unique(("density", canvas.title, crowd.population));
        let known = ui.data(|data| data.get_temp::<Density>(id));
        let dark = canvas.scene.theme.mode.is_dark();
        let shade = match known.filter(|known| known.is_of(crowd, corners, canvas.frame, dark)) {
            Some(known) => known.mesh,
            None => {
                let mesh = Arc::new(shades(canvas, crowd, corners));
                let fan = Arc::downgrade(&crowd.fan);
                let (at, frame) = (crowd.at, canvas.frame);
                let known = Density { fan, at, corners, frame, dark, mesh: mesh.clone() };
                ui.data_mut(|data| data.insert_temp(id, known));
                mesh
            }
        };
        ui.painter_at(canvas.frame).add(Shape::Mesh(shade));
    }
}

/// The shades of a crowd, and for what they hold: the lines are not kept for their sake.
#[derive(Clone)]
struct Density {
    fan: Weak<Fan>,
    at: Stand,
    corners: [Point; 2],
    frame: Rect,
    dark: bool,
    mesh: Arc<Mesh>,
}

impl Density {
    fn is_of(&self, crowd: &Crowd, corners: [Point; 2], frame: Rect, dark: bool) -> bool {
        // While it is known, nothing else lies where its lines lay.
        let is_same = std::ptr::eq(self.fan.as_ptr(), Arc::as_ptr(&crowd.fan)) && self.at == crowd.at;
        is_same && self.corners == corners && self.frame == frame && self.dark == dark
    }
}

/// The shades of a crowd between two corners: numbers in the middle of cells, which flow into each other.
fn shades(canvas: &Canvas<'_>, crowd: &Crowd, corners: [Point; 2]) -> Mesh {
    let mut mesh = Mesh::default();
    let [columns, rows] = GRID;
    let cells = crowd.density(corners, GRID, SAMPLE);
    let most = cells.iter().fold(0.0f32, |most, part| most.max(*part));
    // As many lines in a row as there are on average are half as strong as can be.
    let usual = 0.7 * 2.0 / rows as f32;
    let color = canvas.scene.theme.hue(canvas.hue_of(crowd.population));
    let (wide, high) = (canvas.frame.width() / columns as f32, canvas.frame.height() / rows as f32);
    // The outermost middles reach to the rim.
    let middle = |k: usize, count: usize| match k {
        0 => 0.0,
        k if k + 1 == count => count as f32,
        k => k as f32 + 0.5,
    };
    let corner = |column: usize, row: usize| {
        let (x, y) = (middle(column, columns), middle(row, rows));
        pos2(canvas.frame.left() + wide * x, canvas.frame.bottom() - high * y)
    };
    if most == 0.0 {
        return mesh;
    }
    for row in 0..rows {
        for column in 0..columns {
            let part = cells[row * columns + column];
            let strength = DENSEST * (1.0 - (-part / usual).exp());
            mesh.colored_vertex(corner(column, row), color.gamma_multiply(strength));
        }
    }
    for row in 0..rows - 1 {
        for column in 0..columns - 1 {
            let first = (row * columns + column) as u32;
            let next = first + columns as u32;
            let corners = [first, first + 1, next, next + 1];
            if corners.iter().all(|k| mesh.vertices[*k as usize].color.a() == 0) {
                continue;
            }
            mesh.add_triangle(corners[0], corners[1], corners[2]);
            mesh.add_triangle(corners[2], corners[1], corners[3]);
        }
    }
    mesh
}

/// The neurons of crowds that spiked last, each once.
fn active(canvas: &Canvas<'_>) -> Vec<NeuronId> {
    let history = canvas.scene.history;
    let mut seen: Vec<NeuronId> = Vec::new();
    let is_of_crowd = |neuron: NeuronId| canvas.plane.crowds.iter().any(|crowd| crowd.population == neuron.population);
    if canvas.plane.crowds.is_empty() {
        return seen;
    }
    let steps = (canvas.scene.trail_s(None) / history.layout.dt_s) as u64;
    let spikes = history.spikes(history.step.saturating_sub(steps), history.step);
    for spike in spikes.iter().rev().take(LATELY) {
        if seen.len() == MOST_ACTIVE {
            break;
        }
        if is_of_crowd(spike.neuron()) && !seen.contains(&spike.neuron()) {
            seen.push(spike.neuron());
        }
    }
    seen
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
    for line in &canvas.plane.lines_of(canvas.scene.picks).collect::<Vec<_>>() {
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
