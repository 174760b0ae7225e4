//! What others wrote and the program contains, with its licences.

use crate::session::LICENCES;
use crate::ui::{Action, Scene, metrics};
use egui::{FontId, RichText, TextStyle, Ui};
use std::sync::OnceLock;

/// Draws the list if it is open; only the lines in view are laid out.
pub fn licences_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    static LINES: OnceLock<Vec<&str>> = OnceLock::new();
    if !scene.desk.licences_open {
        return;
    }
    let lines = LINES.get_or_init(|| LICENCES.lines().collect());
    let mut open = true;
    let room = ui.max_rect().size() - egui::vec2(40.0, 90.0);
    egui::Window::new("Licences")
        .open(&mut open)
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            let width = room.x.min(760.0);
            ui.style_mut().text_styles.insert(TextStyle::Body, FontId::proportional(metrics::SMALL));
            let row = ui.text_style_height(&TextStyle::Body);
            let area = egui::ScrollArea::both().max_height(room.y).min_scrolled_height(room.y).max_width(width);
            area.min_scrolled_width(width).auto_shrink(false).show_rows(ui, row, lines.len(), |ui, rows| {
                for line in &lines[rows] {
                    let line = RichText::new(*line).color(scene.theme.text);
                    ui.add(egui::Label::new(line).wrap_mode(egui::TextWrapMode::Extend));
                }
            });
        });
    if !open {
        actions.push(Action::ToggleLicences);
    }
}
