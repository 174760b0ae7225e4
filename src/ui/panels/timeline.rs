//! The timeline under all views: where the run stands, back to any moment of it, and the run beside it.

use super::parts::estimate;
use crate::picture::{PopulationInfo, SignalInfo};
use crate::session::{History, Kin};
use crate::sim::{Estimate, Statistics};
use crate::ui::widgets::{Icon, icon_button, math, plain};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Align, Key, Layout, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

/// Width of what tells the time.
const TIME: f32 = 172.0;
/// Width of the buttons at the right.
const BUTTONS: f32 = 236.0;
/// So near to its right end, in points, the track means the present.
const NOW: f32 = 5.0;
/// Arrow keys go so far, as a part of the window of time.
const NUDGE: f64 = 0.01;
/// Read-outs whose differences are told in the bar.
const MOST: usize = 3;

/// How high it is.
pub fn timeline_height(scene: &Scene<'_>) -> f32 {
    if scene.beside.is_some() { metrics::TIMELINE + metrics::BESIDE } else { metrics::TIMELINE }
}

/// Draws it.
pub fn timeline_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let whole = ui.available_rect_before_wrap();
    let (line, rest) = whole.split_top_bottom_at_y((whole.top() + metrics::TIMELINE - 12.0).min(whole.bottom()));
    let mut row = ui.new_child(egui::UiBuilder::new().max_rect(line).layout(Layout::left_to_right(Align::Center)));
    line_ui(&mut row, scene, actions);
    if scene.beside.is_some() {
        let layout = Layout::left_to_right(Align::Center);
        beside_ui(&mut ui.new_child(egui::UiBuilder::new().max_rect(rest).layout(layout)), scene, actions);
    }
}

fn line_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for (icon, action) in
        [(Icon::SpikeBack, Action::LookAtSpike), (Icon::StepBack, Action::LookBack), (Icon::Step, Action::StepOnce)]
    {
        icon_button(ui, scene, icon, vec2(24.0, 20.0), &Shortcut::tooltip(&action), action, actions);
    }
    ui.add_space(6.0);
    time_ui(ui, scene);
    ui.spacing_mut().item_spacing.x = 6.0;
    // As wide whatever stands there: the track must not move under a hand.
    let (track, right) = {
        let rest = ui.available_rect_before_wrap();
        rest.split_left_right_at_x(rest.right() - BUTTONS.min(0.5 * rest.width()))
    };
    let layout = Layout::right_to_left(Align::Center);
    ui.scope_builder(egui::UiBuilder::new().max_rect(right).layout(layout), |ui| {
        if scene.history.is_back() {
            button(ui, scene, "Present", Action::LookAtPresent, actions);
            button(ui, scene, "Go on from here", Action::GoOn, actions);
        } else if scene.beside.is_none_or(|(_, kin)| kin != Kin::Twin) {
            button(ui, scene, "What if", Action::WhatIf, actions);
        }
        let on = scene.desk.time.cursors.is_some();
        let text = RichText::new("cursors").size(metrics::SMALL);
        let hint = Shortcut::tooltip(&Action::ToggleCursors);
        if ui.add(egui::Button::selectable(on, text)).on_hover_text(hint).clicked() {
            actions.push(Action::ToggleCursors);
        }
    });
    track_ui(ui, scene, track, actions);
}

fn button(ui: &mut Ui, _scene: &Scene<'_>, text: &str, action: Action, actions: &mut Vec<Action>) {
    let label = RichText::new(text).size(metrics::SMALL);
    if ui.add(egui::Button::new(label)).on_hover_text(Shortcut::tooltip(&action)).clicked() {
        actions.push(action);
    }
}

/// The time that is shown, and how long ago it was.
fn time_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let history = scene.history;
    let digits = if history.layout.dt_s < 1e-4 { 5 } else { 4 };
    let now = format!("{:.digits$} s", history.time_s());
    let ago_s = (history.newest() - history.step) as f64 * history.layout.dt_s;
    let (text, color) = match history.is_back() {
        false => (now, scene.theme.text),
        true if ago_s < 1.0 => (format!("{now},  {:.2} ms ago", 1e3 * ago_s), scene.theme.bad),
        true => (format!("{now},  {ago_s:.2} s ago"), scene.theme.bad),
    };
    let (rect, _) = ui.allocate_exact_size(vec2(TIME, 20.0), Sense::hover());
    let mut place = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)));
    let label = place.add(egui::Label::new(RichText::new(&text).size(metrics::TEXT).color(color)).truncate());
    let reach = history.status.reach;
    label.on_hover_text(format!(
        "The moment that all views show: step {} of {}; one time constant is {} ms.\n\
         Pull along the track to go back to any moment. {} copies of the run on its way keep {:.1} MB.",
        history.step,
        history.newest(),
        history.layout.tau_s * 1e3,
        reach.copies,
        reach.bytes as f64 / 1048576.0
    ));
}

/// What can be had again, from the first step to the newest; a press or a pull goes there.
fn track_ui(ui: &mut Ui, scene: &Scene<'_>, rect: Rect, actions: &mut Vec<Action>) {
    let history = scene.history;
    let response = ui.interact(rect, egui::Id::unique("the track of time"), Sense::click_and_drag());
    let frame = rect.shrink2(vec2(7.0, 0.0));
    let reach = history.status.reach;
    let (first, newest) = (reach.first_step as f64, (history.newest() as f64).max(reach.first_step as f64 + 1.0));
    let x_of = |step: f64| {
        let part = ((step - first) / (newest - first)).clamp(0.0, 1.0);
        frame.left() + part as f32 * frame.width()
    };
    let painter = ui.painter_at(rect);
    let rail = Rect::from_x_y_ranges(frame.x_range(), rect.center().y - 2.0..=rect.center().y + 2.0);
    painter.rect_filled(rail, 2.0, scene.theme.rail);
    let [start, end] = scene.window();
    let window = rail.expand2(vec2(0.0, 4.0)).with_min_x(x_of(start as f64)).with_max_x(x_of(end as f64));
    painter.rect_filled(window, 2.0, scene.theme.weak.gamma_multiply(0.35));
    if let Some((other, Kin::Branch)) = scene.beside {
        // Where the branch that was left ends.
        let x = x_of(other.step as f64);
        painter.vline(x, rail.expand(4.0).y_range(), Stroke::new(1.5, scene.theme.weak));
    }
    for mark in &scene.desk.marks {
        let x = x_of(mark.step as f64);
        painter.vline(x, rail.top() - 5.0..=rail.top(), Stroke::new(1.4, scene.theme.text));
    }
    let at = pos2(x_of(history.step as f64), rect.center().y);
    let (color, radius) = (if history.is_back() { scene.theme.bad } else { scene.theme.text }, 5.5);
    painter.circle(at, radius, color, Stroke::new(1.5, scene.theme.card));
    if response.has_focus() {
        painter.circle_stroke(at, radius + 3.0, Stroke::new(1.5, scene.theme.text));
    }
    response.widget_info(|| egui::WidgetInfo::slider(true, history.time_s(), "Time of the run in seconds"));
    let to = |step: f64| if step < newest { Action::LookAt(step.max(first) as u64) } else { Action::LookAtPresent };
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked()) {
        let near_end = frame.right() - pointer.x < NOW;
        let part = f64::from((pointer.x - frame.left()) / frame.width()).clamp(0.0, 1.0);
        actions.push(if near_end { Action::LookAtPresent } else { to((first + part * (newest - first)).round()) });
    }
    if response.has_focus() {
        Shortcut::leave_keys_to_commands(ui.ctx());
        let by = (NUDGE * (end - start) as f64).max(1.0).round();
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        for (key, by) in [(Key::ArrowLeft, -by), (Key::ArrowRight, by)] {
            if pressed(key) {
                actions.push(to(history.step as f64 + by));
            }
        }
    }
    let hovered = response
        .hover_pos()
        .and_then(|pointer| scene.desk.marks.iter().find(|mark| (x_of(mark.step as f64) - pointer.x).abs() < 4.0));
    if let Some(mark) = hovered {
        response.on_hover_text(format!("{}, at {:.4} s", mark.name, mark.step as f64 * history.layout.dt_s));
    }
}

/// The run beside the run: what the two differ by, and what can be done with it.
fn beside_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some((other, kin)) = scene.beside else { return };
    ui.spacing_mut().item_spacing.x = 8.0;
    let (what, hint) = match kin {
        Kin::Twin => (
            "pale: the twin",
            "A second run with the same noise and the same input. What you change acts on the solid one alone; \
             differences are solid less pale, averaged since the last change, and their errors are those of the difference.",
        ),
        Kin::Branch => (
            "pale: the branch that was left",
            "What came before you went back and did something else. It stands still; differences are those of two means, \
             each over the time that is told, since the last change of that run.",
        ),
    };
    let weak = |text: &str| RichText::new(text).size(metrics::SMALL).color(scene.theme.weak);
    ui.label(weak(what)).on_hover_text(hint);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        match kin {
            Kin::Twin => {
                button(ui, scene, "End", Action::WhatIf, actions);
                button(ui, scene, "Keep the pale one", Action::KeepTwin, actions);
                button(ui, scene, "Swap", Action::SwapTwins, actions);
                let pinned = scene.history.status.pinned;
                let hint = "It stays when another preset is opened, and both begin together";
                let text = RichText::new("pin").size(metrics::SMALL);
                if ui.add(egui::Button::selectable(pinned, text)).on_hover_text(hint).clicked() {
                    actions.push(Action::PinTwin(!pinned));
                }
            }
            Kin::Branch => button(ui, scene, "Hide", Action::HideBranch, actions),
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let told = differences(scene, other, kin);
            let text = match told.is_empty() {
                true => "differences: settling".to_owned(),
                false => {
                    let over = spans(scene, other, kin).map_or_else(String::new, |spans| format!("    ({spans})"));
                    format!("solid − pale:   {}{over}", told.join("    "))
                }
            };
            let label = ui.add(egui::Label::new(math(&text, metrics::SMALL, scene.theme.text)).truncate());
            label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(&text)));
            label.on_hover_text(plain(&all_differences(scene, other, kin)));
        });
    });
}

/// Over which times the means of a branch that was left go, since they are not the same.
fn spans(scene: &Scene<'_>, other: &History, kin: Kin) -> Option<String> {
    let span = |history: &History, end_s: f64| {
        let window_s = history.statistics.as_ref().map_or(0.0, |statistics| statistics.window_s);
        let digits = if window_s < 0.1 { 4 } else { 2 };
        format!("{:.digits$} to {end_s:.digits$} s", (end_s - window_s).max(0.0))
    };
    (kin == Kin::Branch).then(|| {
        let solid = span(scene.history, scene.history.time_s());
        format!("solid {solid}, pale {}", span(other, other.end_s()))
    })
}

/// The difference of a signal, solid less pale.
fn difference(scene: &Scene<'_>, other: &History, kin: Kin, signal: usize) -> Option<Estimate> {
    let both = match kin {
        Kin::Twin => scene.history.difference.as_ref()?.signals.get(signal).copied(),
        Kin::Branch => {
            let of = |history: &History| {
                let statistics = history.statistics.as_ref()?;
                Some((*statistics.means.get(signal)?, statistics.standard_errors.get(signal).copied().flatten()))
            };
            let ((a, error_a), (b, error_b)) = (of(scene.history)?, of(other)?);
            Some(Estimate { mean: a - b, error: error_a.zip(error_b).map(|(a, b)| a.hypot(b)) })
        }
    };
    both.filter(|estimate| estimate.mean.is_finite())
}

/// What is told of a difference: enough digits for its error.
fn told(name: &str, value: Estimate) -> String {
    let size = value.error.filter(|error| *error > 0.0).unwrap_or(value.mean.abs());
    let digits = if size > 0.0 { (1.0 - size.log10().floor()).clamp(1.0, 6.0) as usize } else { 2 };
    format!("{name} {}", estimate(value, digits))
}

fn differences(scene: &Scene<'_>, other: &History, kin: Kin) -> Vec<String> {
    let signals = scene.history.layout.signals.iter().enumerate();
    let readouts: Vec<(usize, &SignalInfo)> = signals.filter(|(_, signal)| signal.is_readout).collect();
    let of = |(k, signal): &(usize, &SignalInfo)| Some(told(signal.symbol, difference(scene, other, kin, *k)?));
    let mut all: Vec<String> = readouts.iter().filter_map(of).take(MOST).collect();
    all.extend(rates(scene, other, kin).into_iter().take(MOST));
    all
}

/// The differences of the populations' rates.
fn rates(scene: &Scene<'_>, other: &History, kin: Kin) -> Vec<String> {
    let rate = |k: usize| match kin {
        Kin::Twin => scene.history.difference.as_ref()?.rates_hz.get(k).copied(),
        Kin::Branch => {
            let (own, others) = (scene.history.statistics.as_ref()?, other.statistics.as_ref()?);
            let error = |of: &Statistics| of.rate_errors.get(k).copied().flatten();
            let error = error(own).zip(error(others)).map(|(a, b)| a.hypot(b));
            Some(Estimate { mean: own.rates_hz.get(k)? - others.rates_hz.get(k)?, error })
        }
    };
    let populations = scene.history.layout.populations.iter().zip(&other.layout.populations).enumerate();
    let alike = populations.filter(|(_, (a, b))| a.name == b.name && a.count > 0 && b.count > 0);
    let told = |(k, (population, _)): (usize, (&PopulationInfo, _))| {
        let rate = rate(k).filter(|rate| rate.mean.is_finite())?;
        Some(format!("{} Hz", told(&format!("rate {}", population.name), rate)))
    };
    alike.filter_map(told).collect()
}

/// All of them, one a line.
fn all_differences(scene: &Scene<'_>, other: &History, kin: Kin) -> String {
    let signals = scene.history.layout.signals.iter().enumerate();
    let name = |signal: &SignalInfo| match signal.name == signal.symbol {
        true => signal.symbol.to_owned(),
        false => format!("{}, {}:", signal.name, signal.symbol),
    };
    let of = |(k, signal): (usize, &SignalInfo)| Some(told(&name(signal), difference(scene, other, kin, k)?));
    let mut lines: Vec<String> =
        spans(scene, other, kin).map(|spans| format!("Means of {spans}")).into_iter().collect();
    lines.extend(signals.filter_map(of));
    lines.extend(rates(scene, other, kin));
    lines.join("\n")
}
