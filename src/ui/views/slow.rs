//! What changes slowly, over the whole run or a long stretch of it.

use crate::ui::widgets::{Axes, Series, Ticks, dashes, math, plain, plot_frame, stroke_path, title_row};
use crate::ui::{Action, Scene, metrics};
use egui::{Pos2, Stroke, Ui};

/// Draws the slow signals as a card.
pub fn slow_ui(ui: &mut Ui, scene: &Scene<'_>, _actions: &mut Vec<Action>) {
    let (history, layout) = (scene.history, &scene.history.layout);
    let pale = scene.pale();
    let slow: Vec<usize> = (0..layout.signals.len()).filter(|k| layout.signals[*k].is_slow).collect();
    title_row(ui, scene, "Slow changes", |ui| {
        for signal in slow.iter().rev().map(|k| &layout.signals[*k]) {
            let label = ui.label(math(signal.symbol, metrics::SMALL, scene.theme.hue(signal.hue)));
            label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(signal.symbol)));
            label.on_hover_text(plain(&format!("{}: {}", signal.name, signal.help)));
        }
    });
    let end = history.time_s();
    let start = layout.time.slow_s.map_or(0.0, |slow_s| (end - slow_s).max(0.0));
    let first = (start / layout.dt_s) as u64;
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    // Less than half a point wide.
    let fine = history.step.saturating_sub(first) / (2.0 * ui.available_width()).max(1.0) as u64;
    let other = pale.iter().flat_map(|pale| pale.history.coarse(first, pale.history.step, fine));
    for bucket in history.coarse(first, history.step, fine).chain(other) {
        for k in slow.iter().filter(|k| bucket.low[**k].is_finite() && bucket.high[**k].is_finite()) {
            low = low.min(bucket.low[*k]);
            high = high.max(bucket.high[*k]);
        }
    }
    let margin = 0.06 * (high - low).max(1e-9);
    let y = if low <= high { [low - margin, high + margin] } else { [0.0, 1.0] };
    let x = [start, end.max(start + layout.time.slow_s.unwrap_or(layout.time.window_s))];
    let axes = Axes { name: "Slow changes", x, y, ticks: Ticks::Both };
    let (response, transform) = plot_frame(ui, scene, &axes);
    let painter = ui.painter_at(response.rect);
    // What is solid lies over what is pale.
    for scene in pale.iter().chain([scene]) {
        for k in &slow {
            let mut trace = Series::default();
            for bucket in scene.history.coarse(first, scene.history.step, fine) {
                let y = |value: f64| transform.position_from_point_y(value);
                let x = transform.position_from_point_x(bucket.step as f64 * layout.dt_s);
                trace.push(x, [bucket.first, bucket.low, bucket.high, bucket.last].map(|row| y(row[*k])));
            }
            let path: Vec<Pos2> = trace.finish();
            let hue = layout.signals[*k].hue;
            stroke_path(&painter, path, Stroke::new(metrics::TRACE, scene.theme.hue(hue)), dashes(hue));
        }
    }
    let name = egui::FontId::proportional(metrics::SMALL);
    let at = response.rect.right_bottom() - egui::vec2(4.0, 2.0);
    painter.text(at, egui::Align2::RIGHT_BOTTOM, "time in s", name, scene.theme.weak);
}
