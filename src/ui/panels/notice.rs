//! Sentences for the person: what to try, and what went wrong.

use crate::session::Level;
use crate::ui::widgets::{math, plain, push_button};
use crate::ui::{Action, Scene, Title, metrics};
use egui::{Align, Align2, Area, Frame, Layout, Rect, RichText, Ui, vec2};

/// The caption of the preset and what to try; at the right the other conditions of its figure.
pub fn hint_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if scene.study.conditions.len() > 1 {
            for (index, condition) in scene.study.conditions.iter().rev() {
                let is_open = *index == scene.study.open;
                let color = if is_open { scene.theme.text } else { scene.theme.weak };
                let text = RichText::new(condition).size(metrics::SMALL).color(color);
                let button = ui.add(egui::Button::selectable(is_open, text));
                let title = scene.study.entries.get(*index).map_or("", |entry| entry.title.as_str());
                if button.on_hover_text(title).clicked() && !is_open {
                    actions.push(Action::Open(*index));
                }
            }
            ui.add_space(12.0);
        }
        let rest = ui.available_rect_before_wrap();
        let mut rest = ui.new_child(egui::UiBuilder::new().max_rect(rest));
        rest.shrink_clip_rect(rest.max_rect());
        words_ui(&mut rest, scene);
    });
}

fn words_ui(ui: &mut Ui, scene: &Scene<'_>) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let Title { caption, try_this, .. } = &scene.study.title;
        ui.label(math(caption, metrics::TEXT, scene.theme.weak)).on_hover_text(plain(caption));
        if !try_this.is_empty() {
            ui.add_space(10.0);
            ui.label(math("Try:", metrics::TEXT, scene.theme.good));
            let words = egui::Label::new(math(try_this, metrics::TEXT, scene.theme.text)).truncate();
            ui.add(words).on_hover_text(plain(try_this));
        }
    });
}

/// A message over the lower edge of the views, until it is put away.
pub fn notice_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, actions: &mut Vec<Action>) {
    let Some(notice) = scene.notice() else { return };
    let color = if notice.level == Level::Info { scene.theme.good } else { scene.theme.bad };
    let place = area.center_bottom() - vec2(0.0, 16.0);
    Area::new(egui::Id::unique("notice")).fixed_pos(place).pivot(Align2::CENTER_BOTTOM).show(ui.ctx(), |ui| {
        let stroke = egui::Stroke::new(1.5, color);
        Frame::popup(ui.style()).stroke(stroke).inner_margin(12.0).show(ui, |ui| {
            ui.set_max_width((area.width() - 80.0).max(240.0));
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(&notice.text).color(color));
                if notice.level == Level::Alarm && !scene.done().is_empty() {
                    let last = scene.done().last().map_or("", |name| name.as_str());
                    let undo = push_button(ui, scene, "Undo and run on").on_hover_text(format!("Takes back: {last}"));
                    if undo.clicked() {
                        actions.push(Action::UndoAndRun);
                    }
                }
                if push_button(ui, scene, "OK").clicked() {
                    actions.push(Action::DismissNotice);
                }
            });
        });
    });
}
