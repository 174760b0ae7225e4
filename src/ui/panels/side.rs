//! The side panel: one of a few tabs.

use super::{inspector_ui, lesson_ui, parameters_ui, perturb_ui, theory_ui};
use crate::picture::Severity;
use crate::ui::action::Tab;
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{ScrollArea, Sense, Stroke, Ui, vec2};

/// Draws the tabs and what the chosen one holds.
pub fn side_ui(ui: &mut Ui, scene: &Scene<'_>, tab: Tab, actions: &mut Vec<Action>) {
    let font = egui::FontId::proportional(metrics::TEXT);
    let measure =
        |tab: Tab| ui.painter().layout_no_wrap(tab.name().to_owned(), font.clone(), scene.theme.text).size().x;
    let widths = Tab::ALL.map(measure);
    // What is left over goes between them.
    let gap = (ui.available_width() - widths.iter().sum::<f32>()) / Tab::ALL.len() as f32;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (candidate, width) in Tab::ALL.into_iter().zip(widths) {
            let (rect, response) = ui.allocate_exact_size(vec2(width + gap, metrics::TITLE), Sense::click());
            let name = candidate.name();
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, candidate == tab, name));
            let strong = candidate == tab || response.hovered() || response.has_focus();
            let color = if strong { scene.theme.text } else { scene.theme.weak };
            let text = ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, name, font.clone(), color);
            if candidate == tab {
                ui.painter().hline(text.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, scene.theme.text));
            }
            // Something is wrong, and this is where it is explained.
            let worst = scene.depiction.findings.first().map(|finding| finding.severity);
            if candidate == Tab::Theory && worst >= Some(Severity::Warning) {
                ui.painter().circle_filled(text.right_top() + vec2(4.0, 3.0), 3.0, scene.theme.bad);
            }
            if response.on_hover_text(Shortcut::tooltip(&Action::Show(candidate))).clicked() && candidate != tab {
                actions.push(Action::Show(candidate));
            }
        }
    });
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt(tab.name()).auto_shrink(false).show(ui, |ui| {
        // The bar lies over the content.
        ui.set_max_width(ui.available_width() - 10.0);
        match tab {
            Tab::Controls => parameters_ui(ui, scene, actions),
            Tab::Neuron => inspector_ui(ui, scene, actions),
            Tab::Perturb => perturb_ui(ui, scene, actions),
            Tab::Theory => theory_ui(ui, scene, actions),
            Tab::Learn => lesson_ui(ui, scene, actions),
        }
        ui.add_space(8.0);
    });
}
