//! Marks of what a lesson points at: an outline or a ring that breathes a few times and then stays.

use crate::ui::Scene;
use egui::{Color32, CornerRadius, Id, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2};

/// How long it breathes, in seconds.
const BREATHES_S: f64 = 6.0;
/// How long a breath takes, in seconds.
const BREATH_S: f64 = 1.5;
/// Radius of a ring, in points.
const RING: f32 = 13.0;

/// The colour of a mark now.
fn color(ui: &Ui, scene: &Scene<'_>) -> Color32 {
    let key = Id::unique("since when the lesson points");
    let present = (scene.study.lesson, scene.study.progress.done);
    let now = ui.input(|input| input.time);
    let known = ui.data(|data| data.get_temp::<((Option<usize>, usize), f64)>(key));
    let since = known.filter(|(step, since)| *step == present && *since <= now).map_or(now, |(_, since)| since);
    ui.data_mut(|data| data.insert_temp(key, (present, since)));
    let age = now - since;
    if age > BREATHES_S {
        return scene.theme.good.gamma_multiply(0.7);
    }
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(40));
    let phase = (std::f64::consts::TAU * age / BREATH_S).cos();
    scene.theme.good.gamma_multiply(0.7 + 0.3 * phase as f32)
}

/// Says the same to screen readers; takes no click from what lies below.
fn tell(ui: &Ui, rect: Rect, what: &str) {
    let name = format!("The lesson means {what}");
    let response = ui.interact(rect, ui.scope_id().with(&name), Sense::empty());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
}

/// An outline.
pub fn point_at(ui: &Ui, scene: &Scene<'_>, rect: Rect, what: &str) {
    let radius = CornerRadius::same(crate::ui::metrics::RADIUS);
    ui.painter().rect_stroke(rect, radius, Stroke::new(2.0, color(ui, scene)), StrokeKind::Inside);
    tell(ui, rect, what);
}

/// A ring round a handle, or an arrow at the rim of `frame` towards one that lies beyond it.
pub fn ring_at(ui: &Ui, scene: &Scene<'_>, frame: Rect, at: Pos2, what: &str) {
    let painter = ui.painter_at(frame);
    let color = color(ui, scene);
    let seen = frame.clamp(at);
    if seen == at {
        painter.circle_stroke(at, RING, Stroke::new(2.0, color));
    } else {
        let along = (at - seen).normalized();
        let (tip, side) = (seen - along * 3.0, along.rot90() * 7.0);
        let foot = tip - along * 14.0;
        painter.add(Shape::convex_polygon(vec![tip, foot + side, foot - side], color, Stroke::NONE));
    }
    tell(ui, Rect::from_center_size(seen, Vec2::splat(2.0 * RING)), what);
}

/// A stroke along a line.
pub fn trace_at(ui: &Ui, scene: &Scene<'_>, frame: Rect, ends: [Pos2; 2], what: &str) {
    ui.painter_at(frame).line_segment(ends, Stroke::new(9.0, color(ui, scene).gamma_multiply(0.45)));
    tell(ui, Rect::from_two_pos(ends[0], ends[1]).intersect(frame), what);
}
