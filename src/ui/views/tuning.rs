//! Tuning curves of all neurons: rate against input, measured live while the input moves.

use crate::picture::Hue;
use crate::ui::widgets::{Axes, Ticks, plot_frame, title_row};
use crate::ui::{Action, Scene, metrics};
use egui::{Pos2, Stroke, Ui, pos2};

/// Draws the curves as a card.
pub(super) fn tuning_card_ui(ui: &mut Ui, scene: &Scene<'_>, _actions: &mut Vec<Action>) {
    title_row(ui, scene, "Tuning curves  rate in Hz over x", |_| {});
    let layout = &scene.history.layout;
    let curves: Vec<_> = scene.study.tuning.curves().collect();
    let top = curves.iter().flat_map(|(_, points)| points).fold(1.0f64, |top, [_, rate]| top.max(*rate));
    let unit = 10f64.powf(top.log10().floor()) / 2.0;
    let y = [0.0, (top / unit + 0.1).ceil() * unit];
    let [from, to] = scene.study.tuning.range;
    let x = if from < to { [from, to] } else { [from, from + 1.0] };
    let axes = Axes { name: "Tuning curves", x, y, ticks: Ticks::Both };
    let (response, transform) = plot_frame(ui, scene, &axes);
    let painter = ui.painter_at(response.rect);
    if curves.is_empty() {
        let hint = "Tuning curves appear as the input moves: choose a ramp, or drag the cursor.";
        let font = egui::FontId::proportional(metrics::TEXT);
        let galley = painter.layout(hint.to_owned(), font, scene.theme.weak, response.rect.width() - 24.0);
        let place = egui::Align2::CENTER_CENTER.anchor_size(response.rect.center(), galley.size());
        painter.galley(place.min, galley, scene.theme.weak);
    }
    let at = |[x, rate]: [f64; 2]| pos2(transform.position_from_point_x(x), transform.position_from_point_y(rate));
    let pale = scene.pale().zip(scene.study.tuning_beside.as_ref());
    for (pale, (neuron, points)) in pale.iter().flat_map(|(pale, tuning)| tuning.curves().map(move |c| (pale, c))) {
        let hue = layout.populations.get(neuron.population as usize).map_or(Hue::Neutral, |p| p.hue);
        painter.line(points.into_iter().map(at).collect(), Stroke::new(metrics::THIN, pale.theme.hue(hue)));
    }
    for (neuron, points) in curves {
        let hue = layout.populations.get(neuron.population as usize).map_or(Hue::Neutral, |p| p.hue);
        let strong = scene.is_picked(neuron) || scene.hover == Some(neuron);
        let (width, color) = if strong {
            (2.4, scene.theme.hue(hue))
        } else {
            (metrics::THIN, scene.theme.hue(hue).gamma_multiply(0.6))
        };
        let path: Vec<Pos2> = points.into_iter().map(at).collect();
        painter.line(path, Stroke::new(width, color));
    }
}
