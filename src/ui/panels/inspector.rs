//! The inspector: what the picked neuron is, and what it does.

use super::side::heading_ui;
use crate::picture::{Hue, NeuronId};
use crate::ui::widgets::{math, plain, push_button};
use crate::ui::{Action, Scene, metrics};
use egui::{Align, DragValue, Layout, RichText, Ui, vec2};

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

fn number(value: Option<f64>, digits: usize, unit: &str) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| "–".to_owned(), |v| format!("{v:.digits$}{unit}"))
}

/// Draws the inspector.
pub fn inspector_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let layout = &scene.history.layout;
    let Some(&neuron) = scene.picks.first() else {
        ui.label(RichText::new("Click a line, a raster row or a table row to pick a neuron.").color(scene.theme.weak));
        return;
    };
    let color = color_of(scene, neuron);
    ui.horizontal(|ui| {
        let title = RichText::new(format!("Neuron {}", layout.neuron_name(neuron))).size(18.0).color(color);
        ui.label(title);
        if scene.roster.is_silenced(neuron) {
            ui.label(RichText::new("silenced").color(scene.theme.bad));
        }
    });
    if scene.picks.len() > 1 {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("also").color(scene.theme.weak));
            for other in &scene.picks[1..] {
                let text = RichText::new(layout.neuron_name(*other)).color(color_of(scene, *other));
                if ui.button(text).on_hover_text("Look at this one").clicked() {
                    actions.push(Action::Pick(*other));
                }
            }
        });
    }
    heading_ui(ui, scene, "what it is");
    for (known, value) in scene.roster.traits.iter().zip(scene.roster.row(neuron)) {
        let text = format!("{}  {}", known.name, known.symbol(neuron.population));
        let shared = if known.is_shared { "\nThe same for its whole population." } else { "" };
        pair_ui(ui, scene, &text, &format!("{}{shared}", known.help), |ui| {
            if known.is_fixed {
                ui.label(format!("{value:.2}"));
                return;
            }
            let mut new = *value;
            let field = DragValue::new(&mut new).speed(0.01).max_decimals(4).update_while_editing(false);
            let response = ui.add(field);
            let label = format!("{} of {}", known.name, layout.neuron_name(neuron));
            response.widget_info(|| egui::WidgetInfo::slider(true, *value, &label));
            if new != *value && new.is_finite() {
                actions.push(Action::Assign { neuron, trait_id: known.id, value: new });
            }
        });
    }
    heading_ui(ui, scene, "what it does");
    let doing = scene.census.doing(neuron);
    let window = format!("Over the last {:.1} time constants", scene.census.window_s / layout.tau_s);
    let balance = scene.history.statistics.as_ref().and_then(|s| s.balance);
    let rows = [
        ("rate", number(Some(doing.rate_hz), 1, " Hz"), window.clone()),
        (
            "irregularity, ISI CV",
            number(doing.isi_cv, 2, ""),
            format!("{window}; 0 regular, 1 Poisson, – fewer than three spikes"),
        ),
        (
            "mean E current",
            number(balance.map(|b| b.mean_excitatory), 2, ""),
            "Input and excitation, in threshold units".to_owned(),
        ),
        (
            "mean I current",
            number(balance.map(|b| b.mean_inhibitory), 2, ""),
            "Inhibition, in threshold units".to_owned(),
        ),
        (
            "corr(E, −I)",
            number(balance.and_then(|b| b.correlation), 2, ""),
            "How closely inhibition follows excitation".to_owned(),
        ),
    ];
    for (name, text, help) in rows {
        pair_ui(ui, scene, name, &help, |ui| {
            ui.label(text);
        });
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        let word = if scene.roster.is_silenced(neuron) { "Wake" } else { "Silence" };
        if push_button(ui, scene, word).on_hover_text("K").clicked() {
            actions.push(Action::SilenceOne(neuron));
        }
        if push_button(ui, scene, "All neurons…").on_hover_text("A").clicked() {
            actions.push(Action::ToggleTable);
        }
    });
    ui.add_space(4.0);
    let hint =
        "Drag its line to move T, its end to turn it, the arrow's head to resize its spikes. Shift+click picks more.";
    ui.label(RichText::new(hint).size(metrics::SMALL).color(scene.theme.weak));
}
