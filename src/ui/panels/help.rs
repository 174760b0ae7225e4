//! The list of keys and gestures.

use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{RichText, Ui};

/// Gestures, and what they do.
const GESTURES: &[(&str, &str)] = &[
    ("Drag a line", "its threshold"),
    ("Drag the ring at its end, or Alt+drag", "its slope"),
    ("Drag the head of its arrow", "the size of its spikes"),
    ("Drag a disc or a square", "move or bend many lines"),
    ("Pull the state", "kick it"),
    ("Drag the input cursor", "play the input"),
    ("Draw into the input view", "the input to come"),
    ("Shift+drag in a plane that has a pen", "draw a target"),
    ("Drag a knot of the target", "bend it"),
    ("Drop a file, or paste numbers or a code", "a target, an input, a preset, a session"),
    ("Click a line, a cell, a raster or table row", "pick that neuron"),
    ("Shift+click", "pick several"),
    ("Right click a line", "silence it, and more"),
    ("Tab, arrow keys", "move a handle; Shift: faster"),
    ("Drag an empty plane, or with the middle button", "pan"),
    ("Wheel over a plane", "zoom"),
    ("Double click a plane, or Fit", "back to what happens"),
    ("Click an arrow at the rim of a plane", "see what lies outside, too"),
    ("Double click a slider", "the preset's value"),
    ("Click a number", "type a value"),
];

/// Width of the window from which on keys stand in two columns, in points.
const TWO_COLUMNS: f32 = 1200.0;

/// Draws the list if it is open.
pub fn help_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    if !scene.desk.help_open {
        return;
    }
    let mut open = true;
    let room = ui.max_rect().size() - egui::vec2(40.0, 90.0);
    // Side by side where there is room for it.
    let columns = if room.x >= TWO_COLUMNS { 2 } else { 1 };
    egui::Window::new("Keys and gestures")
        .open(&mut open)
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            let area = egui::ScrollArea::both().max_height(room.y).min_scrolled_height(room.y).max_width(room.x);
            area.min_scrolled_width(room.x).show(ui, |ui| {
                ui.horizontal_top(|ui| {
                    let with_keys = Shortcut::ALL.iter().filter(|command| command.presses().next().is_some());
                    let keys: Vec<(String, &str)> =
                        with_keys.map(|command| (command.keys_text(), command.name)).collect();
                    for (half, name) in keys.chunks(keys.len().div_ceil(columns)).zip(["keys", "more keys"]) {
                        grid_ui(ui, scene, name, half.iter().cloned());
                        ui.add_space(20.0);
                    }
                    ui.vertical(|ui| {
                        grid_ui(ui, scene, "gestures", GESTURES.iter().map(|(how, what)| ((*how).to_owned(), *what)));
                        ui.add_space(10.0);
                        ui.label(RichText::new("In a talk").size(metrics::SMALL).color(scene.theme.weak));
                        let keys = Shortcut::TALK.iter().map(|command| (command.keys_text(), command.name));
                        grid_ui(ui, scene, "talk", keys);
                    });
                });
            });
        });
    if !open {
        actions.push(Action::ToggleHelp);
    }
}

fn grid_ui<'a>(ui: &mut Ui, scene: &Scene<'_>, name: &str, rows: impl Iterator<Item = (String, &'a str)>) {
    egui::Grid::new(name).num_columns(2).min_row_height(16.0).spacing([14.0, 1.5]).show(ui, |ui| {
        for (how, what) in rows {
            ui.label(RichText::new(how).size(metrics::SMALL).strong());
            ui.label(RichText::new(what).size(metrics::SMALL).color(scene.theme.weak));
            ui.end_row();
        }
    });
}
