//! The perturbation bench: disturb the network in one click, and compare before and after in numbers.

use super::parameters::row_ui;
use super::parts::{CV, estimate, heading_ui, pair_ui};
use crate::sim::{Estimate, Statistics};
use crate::ui::widgets::{plain, push_button};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Align, Layout, RichText, Ui, vec2};

/// Draws the bench.
pub fn perturb_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    heading_ui(ui, scene, "before and after");
    comparison_ui(ui, scene);
    ui.add_space(6.0);
    heading_ui(ui, scene, "disturb it");
    for index in 0..scene.perturbations().len() {
        disturb_ui(ui, scene, index, actions);
    }
    let layout = &scene.history.layout;
    if !layout.actions.is_empty() {
        ui.add_space(6.0);
        heading_ui(ui, scene, "act on the state");
        ui.horizontal_wrapped(|ui| {
            for index in 0..layout.actions.len() {
                act_ui(ui, scene, index, actions);
            }
        });
    }
    ui.add_space(6.0);
    pair_ui(ui, scene, "picked neurons", "Silence or wake the picked neurons", |ui| {
        let silent = !scene.picks.is_empty() && scene.picks.iter().all(|neuron| scene.roster.is_silenced(*neuron));
        let word = Shortcut::with_keys(if silent { "Wake" } else { "Silence" }, &Action::Silence);
        if push_button(ui, scene, &word).clicked() {
            actions.push(Action::Silence);
        }
    });
}

/// The switch of a perturbation, by its place in the list, and while it is on how strong it is.
pub(super) fn disturb_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let Some((perturbation, is_on)) = scene.perturbations().get(index) else { return };
    let mut on = *is_on;
    let color = if on { scene.theme.hue(perturbation.hue) } else { scene.theme.text };
    let response = ui.checkbox(&mut on, RichText::new(perturbation.name).color(color));
    if response.on_hover_text(plain(perturbation.help)).clicked() {
        actions.push(Action::Perturb(index));
    }
    if *is_on && let Some((spec, value)) = scene.parameters().iter().find(|(spec, _)| spec.id == perturbation.strength)
    {
        ui.indent(perturbation.name, |ui| row_ui(ui, scene, spec, value, actions));
    }
}

/// The button of an action on the state, by its place in the layout.
pub(super) fn act_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let Some(action) = scene.history.layout.actions.get(index) else { return };
    let text = RichText::new(action.name).color(scene.theme.hue(action.hue));
    if ui.add(egui::Button::new(text).fill(scene.theme.rail)).on_hover_text(plain(action.help)).clicked() {
        actions.push(Action::Act(index));
    }
}

/// Rows of the comparison: name, help, value, digits.
fn rows(scene: &Scene<'_>, statistics: Option<&Statistics>) -> Vec<(String, String, Option<Estimate>, usize)> {
    let layout = &scene.history.layout;
    let mut rows = Vec::new();
    let alone = |value: Option<f64>| value.map(|mean| Estimate { mean, error: None });
    for (k, signal) in layout.signals.iter().enumerate().filter(|(_, signal)| signal.is_readout) {
        let mean = statistics.and_then(|s| {
            let error = s.standard_errors.get(k).copied().flatten();
            s.means.get(k).map(|mean| Estimate { mean: *mean, error })
        });
        rows.push((signal.symbol.to_owned(), format!("{}: mean", signal.name), mean, 2));
    }
    if layout.spikes {
        for (k, population) in layout.populations.iter().enumerate().filter(|(_, p)| p.count > 0 && p.tells_spikes) {
            let rate = statistics.and_then(|s| {
                let error = s.rate_errors.get(k).copied().flatten();
                s.rates_hz.get(k).map(|mean| Estimate { mean: *mean, error })
            });
            rows.push((format!("rate {}  Hz", population.name), "Mean firing rate of a neuron".to_owned(), rate, 1));
        }
        rows.push(("ISI CV".to_owned(), CV.to_owned(), statistics.and_then(|s| s.isi_cv), 2));
    }
    let correlation = statistics.and_then(|s| s.balance).and_then(|b| b.correlation);
    let words = &layout.words;
    if layout.balance().is_some() && !words.balance.is_empty() {
        rows.push((words.balance.to_owned(), words.balance_help.to_owned(), alone(correlation), 2));
    }
    if layout.balance().is_some() {
        let rest = statistics.and_then(|s| s.balance).and_then(|b| b.rest);
        rows.push((words.rest[0].to_owned(), words.rest[1].to_owned(), alone(rest), 3));
    }
    let cycle = statistics.and_then(|s| s.cycle_s).map(|s| s * 1e3);
    rows.push(("cycle  ms".to_owned(), words.cycle_help.to_owned(), alone(cycle), 2));
    rows
}

fn comparison_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let column = 82.0;
    let cells = |ui: &mut Ui, cells: [RichText; 2]| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for text in cells.into_iter().rev() {
                ui.allocate_ui_with_layout(vec2(column, 18.0), Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(column);
                    ui.label(text);
                });
            }
        });
    };
    let head = |text: &str| RichText::new(text).size(metrics::SMALL).color(scene.theme.weak);
    let (before, after) = (scene.history.before.as_ref(), scene.history.statistics.as_ref());
    let text = |value: Option<Estimate>, digits: usize| value.map_or_else(|| "–".to_owned(), |v| estimate(v, digits));
    // How long it was averaged decides how far it is to be trusted.
    let lasting = |name: &str, statistics: Option<&Statistics>| {
        head(&statistics.map_or_else(|| name.to_owned(), |s| format!("{name}, {:.2} s", s.window_s)))
    };
    ui.horizontal(|ui| {
        let last = head(scene.done().last().map_or("", |name| name.as_str()));
        let room = vec2(ui.available_width() - 2.0 * column - 24.0, 18.0);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(room.x);
            ui.add(egui::Label::new(last).truncate());
        });
        cells(ui, [lasting("before", before), lasting("now", after)]);
    });
    for ((name, help, was, digits), (_, _, is, _)) in rows(scene, before).into_iter().zip(rows(scene, after)) {
        // What moved by more than a twentieth, and three standard errors, stands out.
        let moved = was.zip(is).is_some_and(|(was, is)| {
            // Where one of the two is too short to tell an error, nothing is said to have moved.
            let errors = was.error.zip(is.error).or((was.error.is_none() && is.error.is_none()).then_some((0.0, 0.0)));
            let by = (is.mean - was.mean).abs();
            errors.is_some_and(|(a, b)| by > (0.05 * was.mean.abs().max(0.1)).max(3.0 * a.hypot(b)))
        });
        let now = RichText::new(text(is, digits));
        let now = if moved { now.strong().color(scene.theme.text) } else { now.color(scene.theme.weak) };
        ui.horizontal(|ui| {
            let label = ui.label(crate::ui::widgets::math(&name, metrics::TEXT, scene.theme.text));
            label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(&name)));
            label.on_hover_text(plain(&help));
            cells(ui, [RichText::new(text(was, digits)).color(scene.theme.weak), now]);
        });
    }
    let note = match (before, after) {
        (_, None) => "settling: measured from 5 τ after the change",
        (None, _) => "change something, and the numbers of now become those of before",
        _ => "",
    };
    // Two lines whatever it says: what lies below must not move from under the pointer.
    let room = vec2(ui.available_width(), 2.0 * metrics::SMALL + 8.0);
    ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
        ui.set_min_height(room.y);
        ui.label(RichText::new(note).size(metrics::SMALL).color(scene.theme.weak));
    });
}
