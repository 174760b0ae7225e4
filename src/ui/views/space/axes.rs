//! The box around a space, with numbers and names along its nearest edges.

use super::projection::Projection;
use crate::picture::Axis;
use crate::ui::widgets::{even_marks, explain, math, tick_text};
use crate::ui::{Scene, metrics};
use egui::{Align2, Stroke, Ui};

/// The box: its floor and the edges that rise behind, with numbers and names along the nearest ones.
///
/// `strength` is from 0, where nothing of it is to be seen, to 1.
pub fn axes(
    ui: &Ui,
    painter: &egui::Painter,
    scene: &Scene<'_>,
    projection: &Projection,
    axes: &[Axis; 3],
    strength: f32,
) {
    let [hairline, weak, strong] =
        [scene.theme.hairline, scene.theme.weak, scene.theme.text].map(|color| color.gamma_multiply(strength));
    let stroke = Stroke::new(metrics::THIN, hairline);
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
        let [low, high] = projection.ranges[k];
        let along = |value: f64| {
            let u = (value - low) / (high - low);
            from + (to - from) * u as f32
        };
        let small = |text: &str, color| ui.ctx().fonts_mut(|fonts| fonts.layout_job(math(text, metrics::SMALL, color)));
        let room = (to - from).length();
        if room > 40.0 {
            for mark in even_marks((low, high), f64::from(room / 55.0).clamp(1.0, 5.0)) {
                // Where two axes meet one number is enough.
                if k > 0 && place_of(corners[k]).distance(along(mark.value)) < 14.0 {
                    continue;
                }
                let text = small(&tick_text(mark), weak);
                let at = along(mark.value) + away * 13.0;
                painter.galley(Align2::CENTER_CENTER.anchor_size(at, text.size()).min, text, weak);
            }
        }
        let name = small(axis.symbol, strong);
        let at = center + away * 32.0;
        let rect = Align2::CENTER_CENTER.anchor_size(at, name.size());
        explain(ui, scene, axis, rect);
        painter.galley(rect.min, name, strong);
    }
}
