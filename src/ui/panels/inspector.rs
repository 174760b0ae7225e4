//! The inspector: what the picked neuron is, and what it does.

use super::parts::{CV, color_of, heading_ui, pair_ui};
use crate::picture::Verb;
use crate::reading::typed;
use crate::ui::widgets::{fixed, heard_field, push_button};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{DragValue, RichText, Ui};

fn number(value: Option<f64>, digits: usize, unit: &str) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| "–".to_owned(), |v| format!("{}{unit}", fixed(v, digits)))
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
    for (known, value) in scene.roster.traits.iter().zip(&scene.roster.row(neuron)) {
        let text = format!("{}  {}", known.name, known.symbol(neuron.population));
        let shared = if known.is_shared { "\nThe same for its whole population." } else { "" };
        pair_ui(ui, scene, &text, &format!("{}{shared}", known.help), |ui| {
            if known.is_fixed {
                ui.label(fixed(*value, 2));
                return;
            }
            let mut new = *value;
            let heard = std::cell::RefCell::new(None);
            let field = DragValue::new(&mut new).speed(0.01).max_decimals(4);
            let response = ui.add(heard_field(field, &heard));
            let label = format!("{} of {}", known.name, layout.neuron_name(neuron));
            response.widget_info(|| egui::WidgetInfo::slider(true, *value, &label));
            if let Some(text) = heard.take() {
                match typed(&text) {
                    Some(typed) => new = typed,
                    None => actions.push(Action::Refuse(format!("{label}: given {text}; allowed is a number"))),
                }
            }
            if new != *value && new.is_finite() {
                actions.push(Action::Assign { neuron, trait_id: known.id, value: new });
            }
        });
    }
    heading_ui(ui, scene, "what it does");
    let doing = scene.study.census.doing(neuron);
    let window = format!("Over the last {:.1} time constants", scene.study.census.window_s / layout.tau_s);
    let balance = scene.history.statistics.as_ref().and_then(|s| s.balance);
    let mut rows = vec![
        ("rate".to_owned(), number(Some(doing.rate_hz), 1, " Hz"), window.clone()),
        ("irregularity, ISI CV".to_owned(), number(doing.isi_cv, 2, ""), format!("{window}. {CV}")),
    ];
    let of = |column: usize| layout.channels.iter().enumerate().find(|(k, _)| layout.channel(*k) == column);
    for (column, mean) in layout
        .balance()
        .into_iter()
        .flatten()
        .zip([balance.map(|b| b.mean_excitatory), balance.map(|b| b.mean_inhibitory)])
    {
        if let Some((_, channel)) = of(column) {
            rows.push((format!("mean {} current", channel.name), number(mean, 2, ""), channel.help.to_owned()));
        }
    }
    if layout.balance().is_some() {
        let words = &layout.words;
        if !words.balance.is_empty() {
            let correlation = number(balance.and_then(|b| b.correlation), 2, "");
            rows.push((words.balance.to_owned(), correlation, words.balance_help.to_owned()));
        }
        rows.push((words.rest[0].to_owned(), number(balance.and_then(|b| b.rest), 3, ""), words.rest[1].to_owned()));
    }
    for (name, text, help) in rows {
        pair_ui(ui, scene, &name, &help, |ui| {
            ui.label(text);
        });
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        let word = if scene.roster.is_silenced(neuron) { "Wake" } else { "Silence" };
        if push_button(ui, scene, word).on_hover_text(Shortcut::tooltip(&Action::Silence)).clicked() {
            actions.push(Action::SilenceOne(neuron));
        }
        if push_button(ui, scene, "All neurons…").on_hover_text(Shortcut::tooltip(&Action::ToggleTable)).clicked() {
            actions.push(Action::ToggleTable);
        }
    });
    ui.add_space(4.0);
    let line = scene.depiction.planes.iter().find_map(|plane| plane.line(neuron));
    let verbs = line.map(|line| [line.handles.shift, line.handles.turn, line.handles.jump]).into_iter().flatten();
    let told = |verb: &Verb| format!("{}: {}.", verb.name.replace("{}", &layout.neuron_name(neuron)), verb.hint);
    let hints: Vec<String> = verbs.flatten().map(told).chain(["Shift+click picks more.".to_owned()]).collect();
    let hint = hints.join("\n");
    ui.label(RichText::new(hint).size(metrics::SMALL).color(scene.theme.weak));
}
