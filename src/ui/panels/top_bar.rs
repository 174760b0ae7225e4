//! The top bar: presets, run, speed, time; and the width of the time views.

use super::menu::menu_ui;
use super::quick::{quick_room, quick_ui};
use crate::reading::typed;
use crate::session::Speed;
use crate::ui::desk::WINDOW_TAU;
use crate::ui::widgets::{Icon, heard_field, icon_button};
use crate::ui::{Action, Mode, Scene, Shortcut, metrics};
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Align2, FontId, Layout, RichText, Slider, Ui, vec2};

/// What the rest of the bar needs beside the speed, in points.
const NARROW: f32 = 330.0;
/// Beside the speed its name stands if there is so much room, in points, and beside the buttons at the right the time.
const SPEED_WORD: f32 = 470.0;
const TIME: f32 = 70.0;
/// What the rest of the bar needs beside the title, in points.
const BESIDE_TITLE: f32 = 720.0;

fn button_ui(ui: &mut Ui, scene: &Scene<'_>, icon: Icon, action: Action, actions: &mut Vec<Action>) {
    icon_button(ui, scene, icon, vec2(30.0, 28.0), &Shortcut::tooltip(&action), action, actions);
}

/// Draws the bar.
pub fn top_bar_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let status = &scene.history.status;
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        menu_ui(ui, scene, actions);
        button_ui(ui, scene, Icon::Side, Action::ToggleSide, actions);
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.scope(|ui| preset_ui(ui, scene, actions));
        ui.add_space(10.0);
        button_ui(ui, scene, Icon::Restart, Action::Restart, actions);
        button_ui(ui, scene, if status.running { Icon::Pause } else { Icon::Play }, Action::ToggleRun, actions);
        button_ui(ui, scene, Icon::Step, Action::StepOnce, actions);
        ui.add_space(10.0);
        speed_ui(ui, scene, actions);
        ui.add_space(10.0);
        steps_ui(ui, scene, true, actions);
        steps_ui(ui, scene, false, actions);
        quick_ui(ui, scene, actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            button_ui(ui, scene, Icon::Question, Action::ToggleHelp, actions);
            // What comes next.
            let icon = match scene.theme.mode.next() {
                Mode::Dark => Icon::Moon,
                Mode::Light => Icon::Sun,
                Mode::Contrast => Icon::Contrast,
            };
            button_ui(ui, scene, icon, Action::NextTheme, actions);
            ui.add_space(8.0);
            let layout = &scene.history.layout;
            let time = format!("t  {:.1} τ", scene.history.time_s() / layout.tau_s);
            if ui.available_width() < TIME {
                return;
            }
            let response = ui.label(RichText::new(time).color(scene.theme.text));
            response.on_hover_text(format!("{:.4} s; one τ is {} ms", scene.history.time_s(), layout.tau_s * 1e3));
        });
    });
}

/// Undo or redo: a button for one step, and beside it a list of all steps by their names.
fn steps_ui(ui: &mut Ui, scene: &Scene<'_>, back: bool, actions: &mut Vec<Action>) {
    let names = if back { scene.done() } else { scene.undone() };
    let (icon, one): (Icon, fn(usize) -> Action) =
        if back { (Icon::Undo, Action::Undo) } else { (Icon::Redo, Action::Redo) };
    ui.add_enabled_ui(!names.is_empty(), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let (rect, response) = ui.allocate_exact_size(vec2(28.0, 28.0), egui::Sense::click());
        let word = Shortcut::of(&one(1)).map_or("", |command| command.name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, !names.is_empty(), word));
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), scene.theme.rail);
        }
        let color = if names.is_empty() { scene.theme.rail } else { scene.theme.text };
        icon.paint(ui.painter(), rect, color);
        // The next one to go comes first.
        let next = if back { names.last() } else { names.first() };
        let tooltip = format!("{}\n{}", Shortcut::tooltip(&one(1)), next.map_or("", |name| name.as_str()));
        if response.on_hover_text(tooltip).clicked() {
            actions.push(one(1));
        }
        if !back || names.is_empty() {
            return;
        }
        let menu = ui.menu_button(" ", |ui| {
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                ui.label(RichText::new("Take back, down to and with").size(metrics::SMALL).color(scene.theme.weak));
                for (steps, name) in names.iter().rev().enumerate().take(60) {
                    if ui.button(name).clicked() {
                        actions.push(Action::Undo(steps + 1));
                        ui.close();
                    }
                }
            });
        });
        menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Steps to undo"));
        triangle(ui, menu.response.rect.center(), scene.theme.weak);
    });
}

/// A triangle says that there is more; not every font has one.
fn triangle(ui: &Ui, at: egui::Pos2, color: egui::Color32) {
    let points = vec![at + vec2(-4.5, -2.5), at + vec2(4.5, -2.5), at + vec2(0.0, 3.5)];
    ui.painter().add(egui::Shape::convex_polygon(points, color, egui::Stroke::NONE));
}

/// The title, which opens the gallery, and the way to the presets before and after.
fn preset_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let theme = scene.theme;
    let title = scene.study.title.title.as_str();
    let mut job = LayoutJob::simple_singleline(title.to_owned(), FontId::proportional(metrics::HEADING), theme.text);
    job.wrap = TextWrapping::truncate_at_width((ui.available_width() - BESIDE_TITLE).max(70.0));
    let words = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let (rect, response) = ui.allocate_exact_size(vec2(words.size().x + 36.0, 28.0), egui::Sense::click());
    let name = Shortcut::of(&Action::ToggleGallery).map_or("", |command| command.name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), theme.rail);
    }
    ui.painter().galley(
        Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(8.0, 0.0), words.size()).min,
        words,
        theme.text,
    );
    triangle(ui, rect.right_center() - vec2(14.0, 0.0), theme.weak);
    if response.on_hover_text(format!("{title}\n{}", Shortcut::tooltip(&Action::ToggleGallery))).clicked() {
        actions.push(Action::ToggleGallery);
    }
    ui.spacing_mut().item_spacing.x = 0.0;
    for (icon, by) in [(Icon::Previous, -1), (Icon::Next, 1)] {
        let action = Action::OpenNext(by);
        let study = scene.study;
        let to = study.next(by).and_then(|preset| study.entries.get(preset)).map_or("", |entry| entry.title.as_str());
        let tooltip = format!("{}\n{to}\nin “{}”", Shortcut::tooltip(&action), study.catalog.name(&study.walked()));
        icon_button(ui, scene, icon, vec2(20.0, 28.0), &tooltip, action, actions);
    }
}

/// `0.02`, `1`, `250`: as many digits as tell speeds apart.
fn speed_text(speed: f64) -> String {
    match speed {
        s if s >= 100.0 => format!("{s:.0}"),
        s if s >= 1.0 => format!("{s:.1}"),
        s if s >= 0.1 => format!("{s:.2}"),
        s if s >= 0.01 => format!("{s:.3}"),
        s => format!("{s:.4}"),
    }
}

pub(super) fn speed_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let status = &scene.history.status;
    if ui.available_width() > SPEED_WORD {
        ui.label(RichText::new("speed").color(scene.theme.weak));
    }
    let mut times = match status.wanted {
        Speed::Times(times) => times,
        Speed::Fastest => Speed::RANGE[1],
    };
    let before = times;
    let before_fill = std::mem::replace(&mut ui.visuals_mut().selection.bg_fill, scene.theme.weak);
    let quick = quick_room(scene);
    ui.spacing_mut().slider_width = if ui.available_width() < 640.0 + 0.6 * quick { 70.0 } else { 120.0 };
    let slider = Slider::new(&mut times, Speed::RANGE[0]..=Speed::RANGE[1])
        .logarithmic(true)
        .show_value(false)
        .trailing_fill(true);
    let response = ui.add(slider.handle_shape(egui::style::HandleShape::Circle));
    response.widget_info(|| egui::WidgetInfo::slider(true, before, "speed"));
    response.on_hover_text("Simulated seconds per second; 1 is real time");
    ui.visuals_mut().selection.bg_fill = before_fill;
    if times != before {
        actions.push(Action::Speed(Speed::Times(times)));
    }
    let fastest = status.wanted == Speed::Fastest;
    if ui.selectable_label(fastest, "max").on_hover_text("As fast as possible").clicked() {
        actions.push(Action::Speed(if fastest { Speed::Times(1.0) } else { Speed::Fastest }));
    }
    let wanted = if fastest { "max".to_owned() } else { format!("{}×", speed_text(before)) };
    let reached =
        if status.running { format!("reached {}×", speed_text(status.reached)) } else { "paused".to_owned() };
    let response = ui.label(wanted).on_hover_text(&reached);
    // Where there is little room the pointer must ask.
    if ui.max_rect().right() - response.rect.right() > NARROW + quick {
        ui.label(RichText::new(reached).color(scene.theme.weak).size(metrics::SMALL));
    }
}

/// The control of how much time the time views show.
pub fn window_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let before = scene.window_tau();
    let mut tau = before;
    // A cycle may be a small part of a time constant.
    let (speed, digits) = if before < 4.0 { (0.05 * before, if before < 1.0 { 2 } else { 1 }) } else { (0.2, 0) };
    let field = egui::DragValue::new(&mut tau)
        .range(WINDOW_TAU[0]..=WINDOW_TAU[1])
        .speed(speed)
        .max_decimals(digits)
        .suffix(" τ");
    let heard = std::cell::RefCell::new(None);
    let response = ui.add(heard_field(field, &heard));
    response.widget_info(|| egui::WidgetInfo::slider(true, before, "width of the time views"));
    response.on_hover_text("Width of the time views, in time constants; drag or type");
    ui.label(RichText::new("last").size(metrics::SMALL).color(scene.theme.weak));
    if let Some(text) = heard.take() {
        let [least, most] = WINDOW_TAU;
        let given = typed(text.trim_end_matches(['τ', ' ']));
        if given.is_none_or(|given| !(least..=most).contains(&given)) {
            actions
                .push(Action::Refuse(format!("width of the time views: given {text}; allowed is {least} to {most} τ")));
        }
        tau = given.unwrap_or(before).clamp(least, most);
    }
    // Not for the dust of dividing by a time constant.
    if (tau - before).abs() > 1e-9 * before {
        actions.push(Action::Window(tau * scene.history.layout.tau_s));
    }
}
