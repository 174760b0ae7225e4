//! What a lesson points at in a plane: handles by their verb, lines of those that are picked.

use super::canvas::Canvas;
use super::hand::cursor;
use crate::picture::Grip;
use crate::ui::widgets::{ring_at, trace_at};
use egui::Ui;

/// Marks what is meant.
pub(super) fn meant(ui: &Ui, canvas: &Canvas<'_>) {
    let scene = canvas.scene;
    if !scene.pointed().any(|what| what.starts_with("grip:")) {
        return;
    }
    let is_meant = |grip: &Grip| canvas.is_meant(grip);
    let name = |grip: &Grip| scene.history.layout.grip_name(grip);
    for grip in canvas.grips().into_iter().chain(cursor(canvas)).filter(|grip| is_meant(grip)) {
        // A cursor is taken anywhere along it; its triangle sits at the top.
        let at = canvas.at(grip.at);
        let is_cursor = canvas.plane.cursor.is_some_and(|own| own.verb == Some(grip.verb));
        let at = if is_cursor { egui::pos2(at.x, canvas.frame.top() + 6.0) } else { at };
        ring_at(ui, scene, canvas.frame, at, &name(&grip));
    }
    let [low, high] = canvas.corners();
    for line in &canvas.handled() {
        let Some(grip) = canvas.line_grip(line).filter(|grip| is_meant(grip)) else { continue };
        if let Some(ends) = line.half_plane.clip(low, high) {
            trace_at(ui, scene, canvas.frame, ends.map(|p| canvas.at(p)), &name(&grip));
        }
    }
}
