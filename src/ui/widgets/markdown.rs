//! Markdown in the looks of the program; formulas between dollar signs are set by [`math()`].

use super::math;
use crate::ui::metrics;
use egui::{Color32, Ui};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

/// Draws a text.
pub fn markdown_ui(ui: &mut Ui, text: &str, color: Color32) {
    ui.scope(|ui| {
        ui.visuals_mut().override_text_color = Some(color);
        // Short texts without pictures: there is nothing worth keeping from frame to frame.
        CommonMarkViewer::new().render_math_fn(Some(&formula)).show(ui, &mut CommonMarkCache::default(), text);
    });
}

fn formula(ui: &mut Ui, formula: &str, _inline: bool) {
    let color = ui.visuals().text_color();
    ui.label(math(formula, metrics::TEXT, color));
}
