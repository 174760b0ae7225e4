//! What theory says: the regime and why, every fixed point, the cycle beside the measured one, all checks.

use super::parts::{errors, estimate, heading_ui, number, pair_ui, standing_color};
use crate::picture::Severity;
use crate::sim::Estimate;
use crate::ui::widgets::{fixed, math, push_button};
use crate::ui::{Action, Scene, metrics};
use egui::{RichText, Ui};

/// The word and the colour of a severity.
fn level(scene: &Scene<'_>, severity: Severity) -> (&'static str, egui::Color32) {
    match severity {
        Severity::Info => ("info", scene.theme.weak),
        Severity::Warning => ("warning", scene.theme.bad),
        Severity::Error => ("error", scene.theme.error),
    }
}

fn text_ui(ui: &mut Ui, scene: &Scene<'_>, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut job = math(text, metrics::SMALL, scene.theme.weak);
    job.wrap.max_width = ui.available_width();
    ui.label(job);
}

/// Draws the read-out.
pub fn theory_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let (depiction, words) = (scene.depiction, &scene.history.layout.words);
    heading_ui(ui, scene, "regime");
    let verdict = &scene.history.verdict;
    if !verdict.text.is_empty() {
        ui.label(math(&verdict.text, metrics::TEXT, standing_color(scene, verdict.standing)));
    }
    text_ui(ui, scene, &verdict.reason);
    if verdict.reason != depiction.reason {
        text_ui(ui, scene, &depiction.reason);
    }
    if !depiction.fixed_points.is_empty() {
        let [one, several] = words.fixed_points;
        heading_ui(ui, scene, if depiction.fixed_points.len() == 1 { one } else { several });
    }
    for point in &depiction.fixed_points {
        let color = if point.holds { scene.theme.good } else { scene.theme.bad };
        ui.label(
            RichText::new(format!("{}  ({}, {})", point.name, fixed(point.at.x, 3), fixed(point.at.y, 3))).color(color),
        );
        text_ui(ui, scene, &point.reason);
    }
    heading_ui(ui, scene, "theory beside measurement");
    text_ui(ui, scene, &depiction.validity);
    let statistics = scene.history.statistics.as_ref();
    let both = |theory: Option<f64>, measured: Option<f64>, digits: usize| {
        let text = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| fixed(v, digits));
        format!("{}  /  {}", text(theory), text(measured))
    };
    levels_ui(ui, scene);
    let ms = |s: f64| s * 1e3;
    let cycle = both(depiction.predicted_cycle_s.map(ms), statistics.and_then(|s| s.cycle_s).map(ms), 2);
    pair_ui(ui, scene, "cycle  ms", words.cycle_help, |ui| {
        ui.label(cycle);
    });
    for (signal, measured) in errors(scene) {
        let score = depiction.scores.iter().find(|score| score.signal == signal);
        let name = format!("RMSE of {}", scene.history.layout.signals[signal].symbol);
        let help = score.map_or_else(|| words.error_help.to_owned(), |score| format!("{}, and of the run", score.help));
        pair_ui(ui, scene, &name, &help, |ui| {
            ui.label(both(score.map(|score| score.rmse), measured, 3));
        });
    }
    for reading in &depiction.readings {
        pair_ui(ui, scene, reading.name, reading.help, |ui| {
            let value = reading.value;
            ui.label(if value.is_finite() { fixed(value, 3) } else { "–".to_owned() });
        });
    }
    if !verdict.findings.is_empty() || !depiction.all_well.is_empty() {
        heading_ui(ui, scene, "checks of the network");
    }
    if verdict.findings.is_empty() {
        text_ui(ui, scene, depiction.all_well);
    }
    for finding in &verdict.findings {
        let (word, color) = level(scene, finding.severity);
        ui.label(RichText::new(word).size(metrics::SMALL).strong().color(color));
        text_ui(ui, scene, &finding.text);
        ui.add_space(2.0);
    }
    figure_ui(ui, scene, actions);
}

/// The levels of each readout, one under the other: geometry, what is known to correct it, spikes without noise, measured.
fn levels_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let (depiction, layout) = (scene.depiction, &scene.history.layout);
    let (beside, statistics) = (&depiction.beside, scene.history.statistics.as_ref());
    for (k, signal) in layout.signals.iter().enumerate().filter(|(_, signal)| signal.is_readout) {
        let mut row = |name: &str, help: &str, value: String| {
            let name = format!("{}  {name}", signal.symbol);
            pair_ui(ui, scene, &name, &format!("{}: {}\n{help}", signal.name, signal.help), |ui| {
                ui.label(value);
            });
        };
        let at = |levels: &[crate::picture::Theory]| levels.iter().find(|level| level.signal == k).map(|l| l.value);
        if let Some(value) = at(&depiction.theory) {
            row(depiction.word(layout), "Geometry, as it is drawn.", number(Some(value), 2));
        }
        if let Some(value) = at(&beside.corrected) {
            let help = format!("Geometry corrected for {}, in closed form.", beside.corrections);
            row("corrected", &help, number(Some(value), 2));
        }
        if let Some(spikes) = &beside.spikes
            && let Some((_, mean)) = spikes.means.iter().find(|(signal, _)| *signal == k)
        {
            let counted: u64 = spikes.spikes.iter().sum();
            let order = if spikes.order.is_empty() { "in no short order" } else { &spikes.order };
            let help = match counted {
                0 => format!("What spikes of this size do without noise, in closed form, {order}."),
                _ => format!(
                    "What this network does without noise, tried beside the run: {counted} spikes in {:.2} s, {order}.",
                    spikes.seconds
                ),
            };
            let value = if spikes.ran_away { "runs away".to_owned() } else { number(Some(*mean), 2) };
            row("spikes", &help, value);
        }
        let measured = statistics.and_then(|s| Some((*s.means.get(k)?, s.standard_errors.get(k).copied().flatten())));
        let text = measured.map_or_else(|| "–".to_owned(), |(mean, error)| estimate(Estimate { mean, error }, 2));
        let time = statistics.map_or(0.0, |s| s.window_s);
        row("measured", &format!("Mean with its standard error, over {time:.2} s since the last change."), text);
    }
}

/// What the figure must show: expected and measured, by running its preset apart from what is on the screen.
fn figure_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    if scene.study.checks.is_empty() {
        return;
    }
    heading_ui(ui, scene, "numbers of the figure");
    for (k, check) in scene.study.checks.iter().enumerate() {
        let outcome = scene.study.outcomes.get(k);
        let (text, color) = match outcome {
            Some(outcome) if outcome.passes() => ("pass", scene.theme.good),
            Some(_) => ("fail", scene.theme.error),
            None => ("", scene.theme.weak),
        };
        ui.horizontal(|ui| {
            ui.label(math(&check.name, metrics::SMALL, scene.theme.text));
            ui.label(RichText::new(text).size(metrics::SMALL).strong().color(color));
        });
        let measured = outcome.and_then(|o| o.measured).map_or_else(String::new, |m| format!(", measured {m:.4}"));
        text_ui(ui, scene, &format!("expected {}{measured}", check.allowed()));
    }
    let Some(part) = scene.study.checking else {
        if push_button(ui, scene, "Run the preset and compare").clicked() {
            actions.push(Action::RunChecks);
        }
        return;
    };
    ui.horizontal(|ui| {
        push_button(ui, scene, &format!("Running… {:.0} %", 100.0 * part));
        if push_button(ui, scene, "Cancel").clicked() {
            actions.push(Action::CancelChecks);
        }
    });
}
