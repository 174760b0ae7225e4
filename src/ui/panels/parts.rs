//! What several panels are made of.

use crate::picture::{Hue, NeuronId};
use crate::ui::widgets::{math, plain};
use crate::ui::{Scene, metrics};
use egui::{Align, Layout, RichText, Ui, vec2};

/// A heading within a tab.
pub(super) fn heading_ui(ui: &mut Ui, scene: &Scene<'_>, text: &str) {
    ui.add_space(4.0);
    ui.label(RichText::new(text.to_uppercase()).size(metrics::SMALL).strong().color(scene.theme.weak));
}

/// The colour of a neuron's population.
pub(super) fn color_of(scene: &Scene<'_>, neuron: NeuronId) -> egui::Color32 {
    let population = scene.history.layout.populations.get(neuron.population as usize);
    scene.theme.hue(population.map_or(Hue::Neutral, |p| p.hue))
}

/// A name at the left, something at the right.
pub(super) fn pair_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, help: &str, right: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 20.0), Layout::left_to_right(Align::Center), |ui| {
        let label = ui.label(math(name, metrics::TEXT, scene.theme.text));
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(name)));
        label.on_hover_text(help);
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

/// The signals that follow a target, with how far they are from it.
pub(super) fn errors(scene: &Scene<'_>) -> Vec<(usize, Option<f64>)> {
    let aims = scene.history.layout.signals.iter().filter_map(|signal| signal.aims_at);
    let statistics = scene.history.statistics.as_ref();
    let measured = |signal: usize| statistics?.errors.iter().find(|(k, _)| *k == signal).map(|(_, rmse)| *rmse);
    aims.map(|signal| (signal, measured(signal))).collect()
}

/// The colour of a verdict: whether all is well, or `None` if theory cannot say.
pub(super) fn verdict_color(scene: &Scene<'_>, holds: Option<bool>) -> egui::Color32 {
    match holds {
        Some(true) => scene.theme.good,
        Some(false) => scene.theme.bad,
        None => scene.theme.text,
    }
}
