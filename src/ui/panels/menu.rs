//! The menu: all commands, by section.

use crate::ui::commands::Section;
use crate::ui::widgets::Icon;
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Button, RichText, Sense, Ui, vec2};

/// Least width of a list of commands.
const WIDTH: f32 = 230.0;

/// Draws the button, and the menu while it is open.
pub(super) fn menu_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let (rect, response) = ui.allocate_exact_size(vec2(30.0, 28.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Menu"));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), scene.theme.rail);
    }
    Icon::Menu.paint(ui.painter(), rect, scene.theme.text);
    let find = Action::TogglePalette;
    let tip = format!("Menu\nAll commands; {} finds one by its name", Shortcut::keys_of(&find));
    let response = response.on_hover_text(tip);
    egui::Popup::menu(&response).show(|ui| {
        if let Some(command) = Shortcut::of(&find) {
            command_ui(ui, scene, command, actions);
            ui.separator();
        }
        for section in Section::ALL {
            ui.menu_button(section.name(), |ui| {
                for command in Shortcut::ALL.iter().filter(|command| command.section == section) {
                    command_ui(ui, scene, command, actions);
                }
            });
        }
    });
}

fn command_ui(ui: &mut Ui, scene: &Scene<'_>, command: &Shortcut, actions: &mut Vec<Action>) {
    ui.set_min_width(WIDTH);
    let keys = RichText::new(command.keys_text()).size(metrics::SMALL).color(scene.theme.weak);
    let is_available = command.is_available(scene);
    let button = ui.add_enabled(is_available, Button::new(command.name).shortcut_text(keys));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MenuItem, is_available, command.name));
    let button = if command.tip.is_empty() { button } else { button.on_hover_text(command.tip) };
    if button.clicked() {
        actions.push((command.action)());
        ui.close();
    }
}
