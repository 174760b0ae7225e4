//! A control that a lesson carries, by its id: the very one that stands in the panels or in the bar.

use super::parameters::row_ui;
use super::perturb::{act_ui, disturb_ui};
use super::quick::{hurry_button_ui, switch_of_ui};
use super::top_bar::speed_ui;
use crate::reading::quoted;
use crate::ui::widgets::push_button;
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{RichText, Ui};

/// `Push I` is `push-i`, `Kill an arc of 144°` is `kill-an-arc-of-144`.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Draws the control of that id; where the network has none, it says so.
pub(super) fn control_ui(ui: &mut Ui, scene: &Scene<'_>, id: &str, actions: &mut Vec<Action>) {
    let layout = &scene.history.layout;
    if let Some(index) = scene.perturbations().iter().position(|(known, _)| slug(known.name) == id) {
        disturb_ui(ui, scene, index, actions);
    } else if let Some(index) = layout.actions.iter().position(|known| known.id == id) {
        act_ui(ui, scene, index, actions);
    } else if id == "hurry" && layout.hurry.is_some() {
        hurry_button_ui(ui, scene, actions);
    } else if id == "speed" {
        ui.horizontal(|ui| speed_ui(ui, scene, actions));
    } else if let Some((spec, value)) = scene.parameters().iter().find(|(spec, _)| spec.id == id) {
        if layout.switches.contains(&spec.id) {
            switch_of_ui(ui, scene, spec, value, actions);
        } else {
            row_ui(ui, scene, spec, value, actions);
        }
    } else if let Some(command) = Shortcut::ALL.iter().find(|command| slug(command.name) == id) {
        let action = (command.action)();
        if push_button(ui, scene, command.name).on_hover_text(Shortcut::tooltip(&action)).clicked() {
            actions.push(action);
        }
    } else {
        let text = format!("The network has no control `{}` now.", quoted(id));
        ui.label(RichText::new(text).size(metrics::SMALL).color(scene.theme.weak));
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_ids() {
        assert_eq!(
            ["Push I", "Kill an arc of 144\u{b0}", "One step"].map(slug),
            ["push-i", "kill-an-arc-of-144", "one-step"]
        );
    }
}
