//! The top bar: presets, run, speed, time; and the width of the time views.

use super::quick::{quick_room, quick_ui};
use crate::session::Speed;
use crate::ui::desk::WINDOW_TAU;
use crate::ui::widgets::Icon;
use crate::ui::{Action, Mode, Scene, Shortcut, metrics};
use egui::{Align, Layout, RichText, Slider, Ui, vec2};

/// What the rest of the bar needs beside the speed, in points.
const NARROW: f32 = 330.0;

fn button_ui(ui: &mut Ui, scene: &Scene<'_>, icon: Icon, action: Action, actions: &mut Vec<Action>) {
    let name = Shortcut::of(&action).map_or("", |shortcut| shortcut.name);
    let (rect, response) = ui.allocate_exact_size(vec2(30.0, 28.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), scene.theme.rail);
    }
    icon.paint(ui.painter(), rect, scene.theme.text);
    if response.on_hover_text(Shortcut::tooltip(&action)).clicked() {
        actions.push(action);
    }
}

/// Draws the bar.
pub fn top_bar_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let status = &scene.history.status;
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        button_ui(ui, scene, Icon::Menu, Action::ToggleSide, actions);
        preset_ui(ui, scene, actions);
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
            button_ui(
                ui,
                scene,
                if scene.theme.mode == Mode::Dark { Icon::Sun } else { Icon::Moon },
                Action::ToggleTheme,
                actions,
            );
            ui.add_space(8.0);
            let layout = &scene.history.layout;
            let time = format!("t  {:.1} τ", scene.history.time_s() / layout.tau_s);
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
        let word = if back { "Undo" } else { "Redo" };
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

fn preset_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let title = RichText::new(format!("{}       ", scene.study.title.title)).size(metrics::HEADING).strong();
    let menu = ui.menu_button(title, |ui| {
        let room = ui.ctx().content_rect().height() - 90.0;
        egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.set_min_width(320.0);
            for (index, title) in scene.study.titles.iter().enumerate() {
                if let Some((_, group)) = scene.study.groups.iter().find(|(first, _)| *first == index) {
                    ui.add_space(if index == 0 { 0.0 } else { 8.0 });
                    ui.label(RichText::new(group.to_uppercase()).size(metrics::SMALL).strong().color(scene.theme.weak));
                }
                let entry = ui.selectable_label(index == scene.study.open, title);
                // Where one is, as the list opens.
                if index == scene.study.open && !ui.ctx().input(|input| input.pointer.is_moving()) {
                    let seen = egui::Id::unique("preset menu");
                    let now = ui.ctx().cumulative_pass_nr();
                    let before = ui.data(|data| data.get_temp::<u64>(seen)).unwrap_or(0);
                    if before + 3 < now {
                        entry.scroll_to_me(Some(Align::Center));
                    }
                    ui.data_mut(|data| data.insert_temp(seen, now));
                }
                if entry.clicked() {
                    actions.push(Action::Open(index));
                    ui.close();
                }
            }
        });
    });
    triangle(ui, menu.response.rect.right_center() - vec2(14.0, 0.0), scene.theme.weak);
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Presets"));
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
    ui.label(RichText::new("speed").color(scene.theme.weak));
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
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::slider(true, before, "width of the time views"));
    response.on_hover_text("Width of the time views, in time constants; drag or type");
    ui.label(RichText::new("last").size(metrics::SMALL).color(scene.theme.weak));
    // Not for the dust of dividing by a time constant.
    if (tau - before).abs() > 1e-9 * before {
        actions.push(Action::Window(tau * scene.history.layout.tau_s));
    }
}
