//! Dots: one mesh of small squares, or discs where they are few and can be brushed; those of silenced neurons are hollow.

use super::canvas::Canvas;
use super::hand::Hand;
use crate::picture::{Dot, GripShape};
use crate::ui::{Action, metrics};
use egui::{Mesh, Rect, Response, Shape, Stroke, Ui, Vec2};

/// More dots than these are small.
const MANY: usize = 200;

/// Draws the dots; a click on one picks its neuron, unless it can be brushed.
pub(super) fn dots(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand, response: &Response, actions: &mut Vec<Action>) {
    let dots = &canvas.plane.dots;
    if dots.is_empty() {
        return;
    }
    let (scene, painter) = (canvas.scene, ui.painter_at(canvas.frame));
    let can_be_brushed = canvas.plane.brush.is_some();
    let is_round = can_be_brushed && dots.len() <= MANY;
    let size = match dots.len() {
        _ if is_round => 5.0,
        n if n > MANY => 1.5,
        _ => 2.8,
    };
    let hot = hand.hot.filter(|grip| grip.shape == GripShape::Dot).and_then(|grip| grip.neuron);
    let mut mesh = Mesh::default();
    let mut round = Vec::new();
    for dot in dots {
        let (at, color) = (canvas.at(dot.at), scene.theme.hue(dot.hue).gamma_multiply(0.85));
        let is_hot = hot.is_some() && dot.neuron == hot;
        let size = if is_hot { size + 2.0 } else { size };
        if dot.neuron.is_some_and(|neuron| scene.roster.is_silenced(neuron)) {
            round.push(Shape::circle_stroke(at, size, Stroke::new(1.3, color)));
        } else if is_round || is_hot {
            round.push(Shape::circle_filled(at, size, color));
        } else {
            mesh.add_colored_rect(Rect::from_center_size(at, Vec2::splat(2.0 * size)), color);
        }
    }
    painter.add(Shape::mesh(mesh));
    painter.extend(round);
    let lit = |dot: &&Dot| dot.neuron.is_some_and(|n| scene.is_picked(n) || scene.hover == Some(n));
    for dot in dots.iter().filter(lit) {
        painter.circle_stroke(canvas.at(dot.at), 5.5f32.max(size + 3.0), Stroke::new(1.5, scene.theme.text));
    }
    let Some(pointer) = response.hover_pos().filter(|_| !can_be_brushed) else { return };
    let near = dots.iter().map(|dot| (canvas.at(dot.at).distance(pointer), dot));
    let nearest = near.filter(|(d, _)| *d < metrics::REACH).min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(neuron) = nearest.and_then(|(_, dot)| dot.neuron) {
        actions.push(Action::Hover(neuron));
        if response.clicked() {
            actions.push(Action::Pick(neuron));
        }
    }
}
