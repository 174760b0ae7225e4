//! The status bar: what the network does, theory beside measurement.

use super::parts::{CV, errors, number, standing_color};
use crate::picture::{Severity, Theory};
use crate::session::History;
use crate::sim::Standing;
use crate::ui::widgets::{math, plain};
use crate::ui::{Scene, metrics};
use egui::{Align, Layout, RichText, Ui};

fn milliseconds(seconds: Option<f64>) -> String {
    match seconds {
        Some(s) => format!("{:.2} ms", s * 1e3),
        None => "–".to_owned(),
    }
}

/// `12 034`.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// What the run and its past take: in all, and part by part.
fn taken(scene: &Scene<'_>) -> (usize, String) {
    let status = &scene.history.status;
    let beside = scene.beside.map_or(0, |(other, _)| other.bytes());
    let parts = [
        ("the network and its state", status.bytes[0]),
        ("copies of it on its way", status.reach.bytes),
        ("runs put aside for undo", status.bytes[1]),
        ("spikes and samples", scene.history.bytes()),
        ("those of the run beside it", beside),
        ("pictures of the last seconds", scene.desk.moments),
    ];
    let told = parts.iter().filter(|(_, bytes)| *bytes >= 50_000);
    let told: Vec<String> = told.map(|(name, bytes)| format!("{name} {}", megabytes(*bytes))).collect();
    (parts.iter().map(|(_, bytes)| bytes).sum(), told.join(", "))
}

/// `12 MB`, `0.4 MB`.
fn megabytes(bytes: usize) -> String {
    let megabytes = bytes as f64 / 1_048_576.0;
    if megabytes < 9.95 { format!("{megabytes:.1} MB") } else { format!("{megabytes:.0} MB") }
}

/// What all of it takes, at the right.
fn memory_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let (bytes, parts) = taken(scene);
    let response = ui.label(RichText::new(megabytes(bytes)).color(scene.theme.weak).size(metrics::SMALL));
    response.on_hover_ui(|ui| {
        ui.label(format!("Memory, about {}: {parts}.", megabytes(bytes)));
        ui.label(memory(scene.history));
    });
}

/// How much of the run is remembered, and how finely.
fn memory(history: &History) -> String {
    let memory = history.memory();
    let seconds = history.step.saturating_sub(memory.first_step) as f64 * history.layout.dt_s;
    let samples = match memory.coarsest_steps {
        1 => "every step of it".to_owned(),
        steps => format!("the oldest in buckets of {} steps", grouped(steps)),
    };
    let spikes = match (memory.exact_spikes as u64, memory.counted_spikes) {
        (exact, 0) => format!("{} spikes, all exact", grouped(exact)),
        (exact, counted) => {
            format!("{} spikes, the last {} exact, older ones counted", grouped(exact + counted), grouped(exact))
        }
    };
    format!("History: {seconds:.1} s, {samples}; {spikes}.")
}

/// How the network stands, for who does not see it: what geometry says, the verdict, and what is wrong.
pub fn standing(scene: &Scene<'_>) -> String {
    let (verdict, layout) = (&scene.history.verdict, &scene.history.layout);
    let place = |theory: &Theory| {
        let signal = layout.signals.get(theory.signal).filter(|signal| signal.is_readout)?;
        Some(format!("{} {}", signal.symbol, number(Some(theory.value), 2)))
    };
    let places: Vec<String> = scene.depiction.theory.iter().filter_map(place).collect();
    let at = if places.is_empty() { String::new() } else { format!(" at {}", places.join(", ")) };
    let first = match verdict.text.as_str() {
        "" => String::new(),
        text => format!("{}{at}: {text}", scene.depiction.word(layout)),
    };
    let grave = verdict.findings.iter().find(|finding| finding.severity > Severity::Info);
    let why = match verdict.standing {
        Standing::Differs => Some(&verdict.reason),
        _ => grave.map(|finding| &finding.text),
    };
    let told = [Some(&first), why].into_iter().flatten().filter(|text| !text.is_empty());
    told.map(|text| plain(text)).collect::<Vec<_>>().join(". ")
}

/// Says it: screen readers tell what changes there by themselves, when they have nothing else to tell.
fn spoken_ui(ui: &Ui, scene: &Scene<'_>) {
    let text = scene.desk.spoken.text();
    let response = ui.interact(ui.max_rect(), ui.scope_id().with("spoken"), egui::Sense::empty());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

/// Draws the bar.
pub fn status_bar_ui(ui: &mut Ui, scene: &Scene<'_>) {
    spoken_ui(ui, scene);
    ui.spacing_mut().item_spacing.y = 0.0;
    let line = egui::vec2(ui.available_width(), ui.available_height() / 2.0);
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| numbers_ui(ui, scene));
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
        memory_ui(ui, scene);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| why_ui(ui, scene));
    });
}

/// The gravest finding, or why the regime is what it is.
fn why_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let verdict = &scene.history.verdict;
    // What is only good to know stands in the theory panel.
    let grave = verdict.findings.iter().find(|finding| finding.severity > Severity::Info);
    let (text, color) = match grave {
        // Against the rules of the model comes first.
        Some(finding) if finding.severity == Severity::Error => (finding.text.as_str(), scene.theme.error),
        _ if verdict.standing == Standing::Differs => (verdict.reason.as_str(), scene.theme.bad),
        Some(finding) => (finding.text.as_str(), scene.theme.bad),
        None => (scene.depiction.reason.as_str(), scene.theme.weak),
    };
    let response = ui.add(egui::Label::new(math(text, metrics::TEXT, color)).truncate());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(text)));
    response.on_hover_text(plain(text));
}

/// When the dot is green.
fn rule(scene: &Scene<'_>) -> String {
    let layout = &scene.history.layout;
    let word = scene.depiction.word(layout);
    let within =
        scene.depiction.theory.iter().filter_map(|theory| {
            Some(format!("{:.2} for {}", theory.grain?, layout.signals.get(theory.signal)?.symbol))
        });
    let within: Vec<String> = within.collect();
    if within.is_empty() {
        return String::new();
    }
    format!(
        "Green: the mean is within half a spike of its {word} ({}), or within three standard errors.",
        within.join(", ")
    )
}

fn numbers_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let history = scene.history;
    let words = &history.layout.words;
    let window_s = history.statistics.as_ref().map_or(0.0, |statistics| statistics.window_s);
    let time = if window_s < 1.0 { format!("{:.0} ms", 1e3 * window_s) } else { format!("{window_s:.1} s") };
    let lately = if window_s > 0.0 { format!(", over {time}") } else { ", once it has settled".to_owned() };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        let verdict = &history.verdict;
        if !verdict.text.is_empty() {
            let color = standing_color(scene, verdict.standing);
            let (dot, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
            ui.painter().circle_filled(dot.center(), 4.5, color);
            ui.add_space(-8.0);
            let color = if verdict.standing == Standing::None { scene.theme.text } else { color };
            let rule = rule(scene);
            ui.label(math(&verdict.text, metrics::TEXT, color))
                .on_hover_text(plain(&format!("{}\n{rule}", verdict.reason)));
        }
        let statistics = history.statistics.as_ref();
        let mut item = |text: String, help: &str| {
            let words = ui.fonts_mut(|fonts| fonts.layout_job(math(&text, metrics::TEXT, scene.theme.text)));
            // Left out rather than cut.
            if words.size().x > ui.available_width() {
                return;
            }
            let response = ui.label(words);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(&text)));
            response.on_hover_text(plain(help));
        };
        let mut readouts: Vec<usize> =
            (0..history.layout.signals.len()).filter(|k| history.layout.signals[*k].is_readout).collect();
        let theory = |signal: usize| scene.depiction.theory.iter().find(|t| t.signal == signal).map(|t| t.value);
        if readouts.iter().any(|k| theory(*k).is_some()) {
            readouts.retain(|k| theory(*k).is_some());
        }
        let tuple = |of: &dyn Fn(usize) -> Option<f64>| {
            let inner: Vec<String> = readouts.iter().map(|k| number(of(*k), 2)).collect();
            if inner.len() == 1 { inner[0].clone() } else { format!("({})", inner.join(", ")) }
        };
        let mean = |signal: usize| statistics?.means.get(signal).copied();
        let spikes = scene.depiction.beside.spikes.as_ref().filter(|spikes| !spikes.ran_away);
        let free = |signal: usize| spikes?.means.iter().find(|(k, _)| *k == signal).map(|(_, mean)| *mean);
        let mut levels = Vec::new();
        if readouts.iter().any(|k| theory(*k).is_some()) {
            let word = scene.depiction.word(&history.layout);
            // What moves is compared on average over the same time.
            let moves = history.upcoming.as_ref().is_some_and(|upcoming| upcoming.moves);
            let averaged = |signal: usize| {
                let (_, known) = statistics?.theory.iter().find(|(k, _)| *k == signal)?;
                Some(known.mean)
            };
            levels.push(match moves && readouts.iter().all(|k| averaged(*k).is_some()) {
                true => format!("mean {word} {}", tuple(&averaged)),
                false if moves => format!("{word} now {}", tuple(&theory)),
                false => format!("{word} {}", tuple(&theory)),
            });
        }
        if spikes.is_some() {
            levels.push(format!("spikes {}", tuple(&free)));
        }
        levels.push(if window_s > 0.0 {
            format!("mean {} in {time}", tuple(&mean))
        } else if history.is_back() {
            // At one moment nothing is measured.
            "an earlier moment".to_owned()
        } else {
            "mean settling".to_owned()
        });
        let error = |signal: usize| statistics?.standard_errors.get(signal).copied().flatten();
        let beside = match spikes {
            Some(_) => "\nSpikes: what this network does without noise, tried beside the run.",
            None => "",
        };
        let help = format!("{}{lately}; standard error {}.{beside}", words.readouts_help, tuple(&error));
        item(levels.join(" · "), &help);
        let cycle = statistics.and_then(|s| s.cycle_s);
        if scene.depiction.predicted_cycle_s.is_some() || cycle.is_some() {
            item(
                format!(
                    "cycle {} predicted · {} measured",
                    milliseconds(scene.depiction.predicted_cycle_s),
                    milliseconds(cycle)
                ),
                &[words.cycle_help, &scene.depiction.validity].join("\n"),
            );
        }
        for (signal, measured) in errors(scene) {
            let theory = scene.depiction.scores.iter().find(|score| score.signal == signal);
            let theory =
                theory.map_or_else(String::new, |score| format!("{} {} · ", number(Some(score.rmse), 3), score.name));
            item(
                format!("RMSE {}  {theory}{} measured", history.layout.signals[signal].symbol, number(measured, 3)),
                &format!("{}{lately}", words.error_help),
            );
        }
        let correlation = statistics.and_then(|s| s.balance).and_then(|b| b.correlation);
        let mut texts = vec![format!("CV {}", number(statistics.and_then(|s| s.isi_cv).map(|cv| cv.mean), 2))];
        let mut helps = vec![CV];
        if history.layout.balance().is_some() && !words.balance.is_empty() {
            texts.insert(0, format!("{} {}", words.balance, number(correlation, 2)));
            helps.insert(0, words.balance_help);
        }
        if history.layout.spikes {
            item(texts.join(" · "), &helps.join("\n"));
        }
        let rates = statistics.map_or_else(Vec::new, |s| s.rates_hz.clone());
        let populations = history.layout.populations.iter().zip(rates).filter(|(p, _)| p.count > 0 && p.tells_spikes);
        let rates: Vec<String> = populations.map(|(p, rate)| format!("{} {} Hz", p.name, rate_hz(rate))).collect();
        if !rates.is_empty() && history.layout.spikes {
            item(rates.join(" · "), &format!("Mean firing rate of a neuron{lately}"));
        }
        if ui.available_width() < 90.0 {
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let merged = history.status.merged;
            let text = match history.status.steps_per_s {
                few if few < 1e5 => format!("{:.1} ksteps/s", few * 1e-3),
                many => format!("{:.1} Msteps/s", many * 1e-6),
            };
            let response = ui.label(RichText::new(text).color(scene.theme.weak).size(metrics::SMALL));
            response.on_hover_text(format!(
                "Speed of stepping alone. {merged} frames were merged since the window was busy."
            ));
        });
    });
}

/// A rate in Hz: whole, or of two digits where it is small, so that only 0 reads 0.
fn rate_hz(rate: f64) -> String {
    match rate {
        0.0 => "0".to_owned(),
        _ if rate >= 9.95 => format!("{rate:.0}"),
        _ if rate >= 0.095 => format!("{rate:.1}"),
        _ if rate >= 0.0095 => format!("{rate:.2}"),
        _ => "below 0.01".to_owned(),
    }
}
