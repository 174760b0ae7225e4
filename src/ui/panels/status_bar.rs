//! The status bar: what the network does, theory beside measurement.

use crate::picture::Severity;
use crate::ui::widgets::math;
use crate::ui::{Scene, metrics};
use egui::{Align, Layout, RichText, Ui};

/// `1.93`, or a dash.
fn number(value: Option<f64>, digits: usize) -> String {
    value.filter(|v| v.is_finite()).map_or_else(|| "–".to_owned(), |v| format!("{v:.digits$}"))
}

fn milliseconds(seconds: Option<f64>) -> String {
    match seconds {
        Some(s) => format!("{:.2} ms", s * 1e3),
        None => "–".to_owned(),
    }
}

/// Draws the bar.
pub fn status_bar_ui(ui: &mut Ui, scene: &Scene<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let line = egui::vec2(ui.available_width(), ui.available_height() / 2.0);
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| numbers_ui(ui, scene));
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| why_ui(ui, scene));
}

/// The gravest finding, or why the regime is what it is.
fn why_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let depiction = scene.depiction;
    // What is only good to know stands in the theory panel.
    let grave = depiction.findings.first().filter(|finding| finding.severity > Severity::Info);
    let (text, color) = match grave {
        Some(finding) => {
            let color = match finding.severity {
                Severity::Error => scene.theme.error,
                _ => scene.theme.bad,
            };
            (finding.text.as_str(), color)
        }
        None => (depiction.reason.as_str(), scene.theme.weak),
    };
    let mut job = math(text, metrics::TEXT, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(ui.available_width());
    let response = ui.label(job);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, crate::ui::widgets::plain(text)));
    response.on_hover_text(text);
}

/// The signals that follow a target, with how far they are from it.
pub(super) fn errors(scene: &Scene<'_>) -> Vec<(usize, Option<f64>)> {
    let aims = scene.history.layout.signals.iter().filter_map(|signal| signal.aims_at);
    let statistics = scene.history.statistics.as_ref();
    let measured = |signal: usize| statistics?.errors.iter().find(|(k, _)| *k == signal).map(|(_, rmse)| *rmse);
    aims.map(|signal| (signal, measured(signal))).collect()
}

fn numbers_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let history = scene.history;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        if let Some((verdict, good)) = &scene.depiction.verdict {
            let color = if *good { scene.theme.good } else { scene.theme.bad };
            let (dot, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
            ui.painter().circle_filled(dot.center(), 4.5, color);
            ui.add_space(-8.0);
            ui.label(RichText::new(verdict).color(color)).on_hover_text(&scene.depiction.reason);
        }
        let statistics = history.statistics.as_ref();
        let mut item = |text: String, help: &str| {
            let response = ui.label(math(&text, metrics::TEXT, scene.theme.text));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, crate::ui::widgets::plain(&text)));
            response.on_hover_text(help);
        };
        let mut readouts: Vec<usize> = (0..history.layout.signals.len()).filter(|k| history.layout.signals[*k].is_readout).collect();
        let theory = |signal: usize| scene.depiction.theory.iter().find(|t| t.signal == signal).map(|t| t.value);
        if readouts.iter().any(|k| theory(*k).is_some()) {
            readouts.retain(|k| theory(*k).is_some());
        }
        let tuple = |of: &dyn Fn(usize) -> Option<f64>| {
            let inner: Vec<String> = readouts.iter().map(|k| number(of(*k), 2)).collect();
            if inner.len() == 1 { inner[0].clone() } else { format!("({})", inner.join(", ")) }
        };
        let mean = |signal: usize| statistics?.means.get(signal).copied();
        let has_theory = readouts.iter().any(|k| theory(*k).is_some());
        item(
            if has_theory {
                format!("{} {} · mean {}", history.layout.theory_name, tuple(&theory), tuple(&mean))
            } else {
                format!("mean {}", tuple(&mean))
            },
            "Latents: where theory puts them now (the crossing of the boundaries), and their mean over the last 20 time constants",
        );
        let cycle = statistics.and_then(|s| s.cycle_s);
        if scene.depiction.predicted_cycle_s.is_some() || cycle.is_some() {
            item(
                format!("cycle {} predicted · {} measured", milliseconds(scene.depiction.predicted_cycle_s), milliseconds(cycle)),
                "Length of one cycle of E and I spikes: exact event-driven theory, and measured. Euler steps make each cycle about one dt longer.",
            );
        }
        for (signal, measured) in errors(scene) {
            let theory = scene.depiction.scores.iter().find(|score| score.signal == signal);
            let theory = theory.map_or_else(String::new, |score| format!("{} crossing · ", number(Some(score.rmse), 3)));
            item(
                format!("RMSE {theory}{} measured", number(measured, 3)),
                "Root mean square distance from the target: of the crossing over the target's range where theory knows it, and of the running network over the last 20 time constants",
            );
        }
        let correlation = statistics.and_then(|s| s.balance).and_then(|b| b.correlation);
        item(
            format!("corr(E, −I) {} · CV {}", number(correlation, 2), number(statistics.and_then(|s| s.isi_cv), 2)),
            "Balance: correlation of excitatory with minus inhibitory current of the watched neuron. CV: irregularity of inter-spike intervals, 0 regular, 1 Poisson",
        );
        let rates = statistics.map_or_else(Vec::new, |s| s.rates_hz.clone());
        let populations = history.layout.populations.iter().zip(rates).filter(|(p, _)| p.count > 0);
        let rates: Vec<String> = populations.map(|(p, rate)| format!("{} {rate:.0} Hz", p.name)).collect();
        if !rates.is_empty() && history.layout.spikes {
            item(rates.join(" · "), "Mean firing rate of a neuron, over the last 20 time constants");
        }
        if ui.available_width() < 90.0 {
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let merged = history.status.merged;
            let text = format!("{:.1} Msteps/s", history.status.steps_per_s * 1e-6);
            let response = ui.label(RichText::new(text).color(scene.theme.weak).size(metrics::SMALL));
            response.on_hover_text(format!("Speed of stepping alone. {merged} frames were merged since the window was busy."));
        });
    });
}
