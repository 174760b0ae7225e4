//! The list of shortcuts.

use crate::ui::{Action, Scene, Shortcut};
use egui::{RichText, Ui};

/// Draws the list if it is open.
pub fn help_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    if !scene.help_open {
        return;
    }
    let mut open = true;
    egui::Window::new("Keys and gestures")
        .open(&mut open)
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            egui::Grid::new("shortcuts").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
                for shortcut in Shortcut::ALL {
                    ui.label(RichText::new(shortcut.keys_text).strong());
                    ui.label(shortcut.name);
                    ui.end_row();
                }
                for (gesture, effect) in [
                    ("Drag a line", "move its threshold T"),
                    ("Drag the ring at its end, or Alt+drag it", "turn it: its weight"),
                    ("Drag the head of its arrow", "the size of its spikes D"),
                    ("Drag a disc or a square on a boundary", "move or bend the whole boundary"),
                    ("Drag the state", "kick it there"),
                    ("Drag the input cursor", "play the input"),
                    ("Draw into the input view", "the input to come"),
                    ("Right click a line", "silence it, and more"),
                    ("Tab, then arrow keys", "move a handle; with Shift faster"),
                    ("Click a line or a raster row", "watch that neuron everywhere; Shift: several"),
                    ("Drag a plane, wheel with Ctrl", "pan, zoom"),
                    ("Double click a plane", "fit"),
                    ("Double click a slider", "back to the preset's value"),
                    ("Click a number", "type a value"),
                ] {
                    ui.label(RichText::new(gesture).strong());
                    ui.label(effect);
                    ui.end_row();
                }
            });
        });
    if !open {
        actions.push(Action::ToggleHelp);
    }
}
