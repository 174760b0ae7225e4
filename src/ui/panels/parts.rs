//! What several panels are made of.

use crate::picture::{Hue, NeuronId};
use crate::sim::{Estimate, Standing};
use crate::ui::widgets::{fixed, math, plain};
use crate::ui::{Scene, metrics};
use egui::{Align, Layout, RichText, Ui, vec2};

/// What the ISI CV is.
pub(super) const CV: &str = "Irregularity: standard deviation of a neuron's inter-spike intervals over their mean, averaged over neurons \
     with at least three spikes; 0 is regular, 1 is as Poisson. A handful of intervals a neuron gives too little.";

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
        label.on_hover_text(plain(help));
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

/// The colour of how a run stands to its theory.
pub(super) fn standing_color(scene: &Scene<'_>, standing: Standing) -> egui::Color32 {
    match standing {
        Standing::Good => scene.theme.good,
        Standing::Differs | Standing::Unstable => scene.theme.bad,
        Standing::None => scene.theme.weak,
    }
}

/// `1.93`, or a dash.
pub(super) fn number(value: Option<f64>, digits: usize) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| "–".to_owned(), |v| fixed(v, digits))
}

/// `2.73`, or `2.73 ± 0.01` where the error is known.
pub(super) fn estimate(value: Estimate, digits: usize) -> String {
    match value.error.filter(|_| value.mean.is_finite()) {
        Some(error) => format!("{} ± {error:.digits$}", fixed(value.mean, digits)),
        None => number(Some(value.mean), digits),
    }
}
