//! A picture over three axes, turned with the mouse: surfaces as facets, paths on them, the way of the state.
//!
//! Own small projection, parallel, from above: with the box scaled to -1..1, `(x', y')` is `(x, y)` turned by the yaw;
//! to the right goes `x'`, up goes `z cos(pitch) + y' sin(pitch)`, and what is far has a large
//! `y' cos(pitch) - z sin(pitch)`. Pieces are painted one after the other, the far ones first.

use crate::geometry::{Piece, facets};
use crate::picture::{Axis, Hue, NeuronId, Space};
use crate::ui::widgets::{even_marks, explain, math, plain, tick_text, title_row};
use crate::ui::{Action, Scene, metrics};
use egui::{Align2, Color32, Key, Mesh, Pos2, Sense, Shape, Stroke, Ui, vec2};
use std::sync::Arc;

/// Cells along each axis of the floor into which facets are cut, so that surfaces may cut each other.
const CELLS: usize = 16;
/// Points of the way of the state.
const WAY: usize = 900;
/// Levels in which it fades.
const FADES: usize = 8;
/// Height of the box against its width.
const TALL: f32 = 0.75;
const HOME: View = View { yaw: -0.62, pitch: 0.45, zoom: 1.0 };

/// From where one looks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct View {
    yaw: f32,
    pitch: f32,
    zoom: f32,
}

/// A piece with its owner and how much light falls on it.
struct Face {
    owner: NeuronId,
    hue: Hue,
    piece: Piece,
    light: f32,
}

/// The faces of a space, kept until it changes.
#[derive(Clone)]
struct Kept {
    space: Arc<Space>,
    faces: Arc<Vec<Face>>,
}

/// Where things of a space are on the screen.
struct Projection {
    view: View,
    ranges: [[f64; 2]; 3],
    center: Pos2,
    scale: f32,
}

impl Projection {
    /// Place on the screen, and how far away.
    fn at(&self, p: [f64; 3]) -> (Pos2, f32) {
        let unit = |k: usize| ((p[k] - self.ranges[k][0]) / (self.ranges[k][1] - self.ranges[k][0]) * 2.0 - 1.0) as f32;
        let (x, y, z) = (unit(0), unit(1), unit(2) * TALL);
        let (yaw, pitch) = (self.view.yaw.sin_cos(), self.view.pitch.sin_cos());
        let (across, deep) = (yaw.1 * x - yaw.0 * y, yaw.0 * x + yaw.1 * y);
        let (up, far) = (z * pitch.1 + deep * pitch.0, deep * pitch.1 - z * pitch.0);
        (self.center + vec2(across, -up) * self.scale, far)
    }

    fn corner(&self, ends: [usize; 3]) -> [f64; 3] {
        [0, 1, 2].map(|k| self.ranges[k][ends[k]])
    }
}

/// Draws space `index` of the scene as a card.
pub fn space_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let (Some(info), Some(space)) = (scene.history.layout.spaces.get(index), scene.depiction.spaces.get(index)) else {
        return;
    };
    title_row(ui, scene, info.title, |_| {});
    let frame = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(frame, Sense::click_and_drag());
    let name = plain(info.title);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &name));
    let view = turn(ui, &response, info.id);
    let ranges = [0, 1, 2].map(|k| info.axes[k].range);
    // The box at its widest, turned by half a right angle, still fits.
    let tall = TALL * view.pitch.cos() + 1.42 * view.pitch.sin();
    let scale = ((frame.width() - 90.0) / 2.9).min((frame.height() - 34.0) / (2.0 * tall)).max(10.0) * view.zoom;
    let projection = Projection { view, ranges, center: frame.center() - vec2(0.0, 2.0), scale };
    let painter = ui.painter_at(frame);
    axes(ui, &painter, scene, &projection, &info.axes);
    let faces = faces(ui, space, ranges, info.id);
    let hovered = surfaces(&painter, scene, &projection, &faces, response.hover_pos());
    for path in &space.paths {
        let points: Vec<Pos2> = path.points.iter().map(|p| projection.at(*p).0).collect();
        painter.line(points, Stroke::new(2.0, scene.theme.hue(path.hue)));
    }
    way(&painter, scene, &projection, &info.axes, space);
    if let Some(neuron) = hovered.filter(|_| !response.dragged()) {
        actions.push(Action::Hover(neuron));
        if response.clicked() {
            actions.push(Action::Pick(neuron));
        }
        let text = scene.history.layout.neuron_name(neuron);
        response.on_hover_text_at_pointer(format!("{text}\ndrag to turn, double click for the first view"));
    }
}

/// The view, as hands have turned it.
fn turn(ui: &Ui, response: &egui::Response, id: &str) -> View {
    let key = egui::Id::unique(("view of", id));
    let mut view = ui.data(|data| data.get_temp::<View>(key)).unwrap_or(HOME);
    if response.dragged() {
        let by = response.drag_delta();
        view.yaw -= by.x * 0.008;
        view.pitch += by.y * 0.008;
    }
    if response.hovered() {
        view.zoom *= ui.input(egui::InputState::zoom_delta);
    }
    if response.has_focus() {
        let keys = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
        let pressed = |key: Key| ui.input(|input| input.num_presses(key)) as f32;
        view.yaw += 0.06 * (pressed(Key::ArrowLeft) - pressed(Key::ArrowRight));
        view.pitch += 0.06 * (pressed(Key::ArrowUp) - pressed(Key::ArrowDown));
    }
    if response.double_clicked() {
        view = HOME;
    }
    view.pitch = view.pitch.clamp(0.05, 1.5);
    view.zoom = view.zoom.clamp(0.5, 4.0);
    ui.data_mut(|data| data.insert_temp(key, view));
    view
}

fn faces(ui: &Ui, space: &Arc<Space>, ranges: [[f64; 2]; 3], id: &str) -> Arc<Vec<Face>> {
    let key = egui::Id::unique(("faces of", id));
    if let Some(kept) = ui.data(|data| data.get_temp::<Kept>(key))
        && Arc::ptr_eq(&kept.space, space)
    {
        return kept.faces;
    }
    let mut faces = Vec::new();
    for surface in &space.surfaces {
        for piece in facets(&surface.sheets, surface.side, ranges, CELLS) {
            let Some(Some(sheet)) = surface.sheets.get(piece.owner) else { continue };
            // Steep facets get less light: by the slope in units of the box.
            let span = |k: usize| ranges[k][1] - ranges[k][0];
            let rise = [0, 1].map(|k| (sheet.slope[k] * span(k) / span(2)) as f32);
            let light = (1.0 - 0.25 * rise[0] + 0.15 * rise[1]) / (1.0 + rise[0] * rise[0] + rise[1] * rise[1]).sqrt();
            let owner = NeuronId { population: surface.population, index: piece.owner as u32 };
            faces.push(Face { owner, hue: surface.hue, piece, light: light.clamp(0.0, 1.0) });
        }
    }
    let faces = Arc::new(faces);
    ui.data_mut(|data| data.insert_temp(key, Kept { space: space.clone(), faces: faces.clone() }));
    faces
}

/// Paints the faces and says whose is under the pointer.
fn surfaces(
    painter: &egui::Painter,
    scene: &Scene<'_>,
    projection: &Projection,
    faces: &[Face],
    pointer: Option<Pos2>,
) -> Option<NeuronId> {
    let mut order: Vec<(f32, &Face, Vec<Pos2>)> = faces
        .iter()
        .map(|face| {
            let places = face.piece.corners.iter().map(|corner| projection.at(corner.at));
            let (mut far, mut points) = (0.0, Vec::with_capacity(face.piece.corners.len()));
            places.for_each(|(at, depth)| {
                far += depth;
                points.push(at);
            });
            (far / points.len() as f32, face, points)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let under = |points: &[Pos2], at: Pos2| {
        let side = |k: usize| {
            let (a, b) = (points[k], points[(k + 1) % points.len()]);
            (b - a).x * (at - a).y - (b - a).y * (at - a).x
        };
        (0..points.len()).all(|k| side(k) >= 0.0) || (0..points.len()).all(|k| side(k) <= 0.0)
    };
    let hovered =
        pointer.and_then(|at| order.iter().rev().find(|(.., points)| under(points, at)).map(|(_, face, _)| face.owner));
    let mut mesh = Mesh::default();
    for (_, face, points) in &order {
        let is_lit = Some(face.owner) == hovered || scene.hover == Some(face.owner) || scene.is_picked(face.owner);
        let color = scene.theme.facet(face.hue, if is_lit { 1.0 } else { 0.55 * face.light });
        let first = mesh.vertices.len() as u32;
        points.iter().for_each(|at| mesh.colored_vertex(*at, color));
        for k in 2..points.len() as u32 {
            mesh.add_triangle(first, first + k - 1, first + k);
        }
        let rim = scene.theme.facet(face.hue, 1.0);
        for (k, _) in face.piece.corners.iter().enumerate().filter(|(_, corner)| corner.rim) {
            edge(&mut mesh, points[k], points[(k + 1) % points.len()], rim);
        }
    }
    painter.add(Shape::mesh(mesh));
    hovered
}

/// A thin line as part of the mesh, so that nearer faces hide it.
fn edge(mesh: &mut Mesh, a: Pos2, b: Pos2, color: Color32) {
    let across = (b - a).normalized().rot90() * 0.5 * metrics::THIN;
    let first = mesh.vertices.len() as u32;
    for at in [a + across, b + across, b - across, a - across] {
        mesh.colored_vertex(at, color);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}

/// The box: its floor and the edges that rise behind, with numbers and names along the nearest ones.
fn axes(ui: &Ui, painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, axes: &[Axis; 3]) {
    let stroke = Stroke::new(metrics::THIN, scene.theme.hairline);
    let place = |ends: [usize; 3]| projection.at(projection.corner(ends));
    for [a, b] in [[[0, 0, 0], [1, 0, 0]], [[1, 0, 0], [1, 1, 0]], [[1, 1, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 0]]] {
        painter.line_segment([place(a).0, place(b).0], stroke);
    }
    let floor = [[0, 0], [1, 0], [1, 1], [0, 1]];
    let nearest = floor.into_iter().min_by(|a, b| place([a[0], a[1], 0]).1.total_cmp(&place([b[0], b[1], 0]).1));
    let nearest = nearest.unwrap_or([0, 0]);
    for corner in floor.into_iter().filter(|corner| *corner != nearest) {
        painter.line_segment([place([corner[0], corner[1], 0]).0, place([corner[0], corner[1], 1]).0], stroke);
    }
    // The edges of the floor that meet at the nearest corner, and the leftmost upright one.
    let left = floor.into_iter().min_by(|a, b| place([a[0], a[1], 0]).0.x.total_cmp(&place([b[0], b[1], 0]).0.x));
    let left = left.unwrap_or([0, 0]);
    let starts = [[0, nearest[1], 0], [nearest[0], 0, 0], [left[0], left[1], 0]];
    let corners = [[0, 0, 0], [nearest[0], nearest[1], 0], [left[0], left[1], 0]];
    let place_of = |ends| place(ends).0;
    let middle = projection.center;
    for (k, (axis, start)) in axes.iter().zip(starts).enumerate() {
        let mut end = start;
        end[k] = 1;
        let (from, to) = (place(start).0, place(end).0);
        let center = from + (to - from) * 0.5;
        let mut away = (to - from).rot90().normalized();
        if away.dot(center - middle) < 0.0 {
            away = -away;
        }
        let along = |value: f64| {
            let u = (value - axis.range[0]) / (axis.range[1] - axis.range[0]);
            from + (to - from) * u as f32
        };
        let small = |text: &str, color| ui.ctx().fonts_mut(|fonts| fonts.layout_job(math(text, metrics::SMALL, color)));
        let room = (to - from).length();
        if room > 40.0 {
            for mark in even_marks((axis.range[0], axis.range[1]), f64::from(room / 55.0).clamp(1.0, 5.0)) {
                // Where two axes meet one number is enough.
                if k > 0 && place_of(corners[k]).distance(along(mark.value)) < 14.0 {
                    continue;
                }
                let text = small(&tick_text(mark), scene.theme.weak);
                let at = along(mark.value) + away * 13.0;
                painter.galley(Align2::CENTER_CENTER.anchor_size(at, text.size()).min, text, scene.theme.weak);
            }
        }
        let name = small(axis.symbol, scene.theme.text);
        let at = center + away * 32.0;
        let rect = Align2::CENTER_CENTER.anchor_size(at, name.size());
        explain(ui, scene, axis, rect);
        painter.galley(rect.min, name, scene.theme.text);
    }
}

/// The way of the state, fading, and the state now with its foot on the floor.
fn way(painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, axes: &[Axis; 3], space: &Space) {
    let history = scene.history;
    let [from, to] = scene.window();
    let stride = ((to - from) / WAY as u64).max(1);
    let mut points: Vec<(u64, [f64; 3])> = Vec::with_capacity(WAY + 2);
    let mut next = from;
    for bucket in history.buckets(from, to) {
        if bucket.step >= next || bucket.step + bucket.steps > to {
            let value = |k: usize| {
                axes[k].signal.map_or(space.fixed[k], |column| 0.5 * (bucket.low[column] + bucket.high[column]))
            };
            points.push((bucket.step, [0, 1, 2].map(value)));
            next = bucket.step + stride;
        }
    }
    let Some((_, last)) = points.last().copied().filter(|(_, p)| p.iter().all(|v| v.is_finite())) else { return };
    for part in 0..FADES {
        let (a, b) = (points.len() * part / FADES, (points.len() * (part + 1) / FADES + 1).min(points.len()));
        let path: Vec<Pos2> = points[a..b].iter().map(|(_, p)| projection.at(*p).0).collect();
        if path.len() > 1 {
            let fade = 0.15 + 0.85 * (part + 1) as f32 / FADES as f32;
            painter.line(path, Stroke::new(metrics::TRACE, scene.theme.text.gamma_multiply(fade)));
        }
    }
    let at = projection.at(last).0;
    let foot = projection.at([last[0], last[1], projection.ranges[2][0]]).0;
    painter.extend(Shape::dashed_line(&[at, foot], Stroke::new(metrics::THIN, scene.theme.weak), 3.0, 3.0));
    painter.circle(at, 5.0, scene.theme.text, Stroke::new(1.5, scene.theme.card));
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn what_is_near_is_low_and_what_is_high_is_up() {
        let ranges = [[0.0, 1.0]; 3];
        let projection = Projection { view: HOME, ranges, center: pos2(0.0, 0.0), scale: 100.0 };
        let (middle, depth) = projection.at([0.5; 3]);
        assert!(middle.distance(pos2(0.0, 0.0)) < 1e-4 && depth.abs() < 1e-6);
        let (up, _) = projection.at([0.5, 0.5, 1.0]);
        assert!(up.y < middle.y && (up.x - middle.x).abs() < 1e-4);
        let (back, far) = projection.at([0.5, 1.0, 0.5]);
        assert!(back.y < middle.y && far > depth);
        let (right, _) = projection.at([1.0, 0.5, 0.5]);
        assert!(right.x > middle.x);
    }
}
