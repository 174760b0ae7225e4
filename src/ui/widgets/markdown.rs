//! Markdown in the looks of the program; formulas between dollar signs are set by [`math()`].

use super::{math, tex};
use crate::ui::metrics;
use egui::{Color32, Ui};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

/// Draws a text.
pub fn markdown_ui(ui: &mut Ui, text: &str, color: Color32) {
    ui.scope(|ui| {
        ui.visuals_mut().override_text_color = Some(color);
        // Short texts without pictures: there is nothing worth keeping from frame to frame.
        let text = with_stops(text);
        CommonMarkViewer::new().render_math_fn(Some(&formula)).show(ui, &mut CommonMarkCache::default(), &text);
    });
}

/// The text with each stop that follows a formula taken into it: between the two a line might end.
fn with_stops(text: &str) -> String {
    let mut parts: Vec<String> = text.split('$').map(str::to_owned).collect();
    for k in (2..parts.len()).step_by(2) {
        let rest = parts[k].trim_start_matches(['.', ',', ';', ':', '?', '!', ')']).to_owned();
        let stops = parts[k][..parts[k].len() - rest.len()].to_owned();
        // A formula is no stop alone.
        if !parts[k - 1].is_empty() {
            parts[k - 1].push_str(&stops);
            parts[k] = rest;
        }
    }
    parts.join("$")
}

fn formula(ui: &mut Ui, formula: &str, _inline: bool) {
    let color = ui.visuals().text_color();
    ui.label(math(&tex(formula), metrics::TEXT, color));
}

#[cfg(test)]
mod tests {
    use super::with_stops;

    #[test]
    fn a_stop_stays_with_its_formula() {
        assert_eq!(with_stops("Say $x$. Then ($y_E$), so"), "Say $x.$ Then ($y_E),$ so");
        assert_eq!(with_stops("no formula."), "no formula.");
    }
}
