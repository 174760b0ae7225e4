//! A target typed as a formula: a small button beside the pen opens a field, and what is typed becomes the target.

use crate::geometry::Point;
use crate::picture::{Drawing, Plane};
use crate::ui::{Action, Scene, metrics};
use egui::{Button, Id, Popup, PopupCloseBehavior, RichText, TextEdit, Ui};
use exmex::Express as _;

/// A formula becomes a curve of so many points.
const POINTS: usize = 201;
const WIDTH: f32 = 260.0;

/// Draws the button where a function can be drawn, and the field while it is open; `range` is that of the horizontal axis.
pub(super) fn formula_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    plane: &Plane,
    index: usize,
    range: [f64; 2],
    actions: &mut Vec<Action>,
) {
    if plane.draws != Some(Drawing::Function) {
        return;
    }
    let words = RichText::new("f(x) =").size(metrics::SMALL).color(scene.theme.weak);
    let button = ui.add(Button::selectable(false, words));
    let what = format!("Type a {} as a formula in x", scene.history.layout.words.drawn);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &what));
    let button = button.on_hover_text(what);
    let id = Id::unique(("formula", index));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(WIDTH);
        let mut text = ui.data(|data| data.get_temp::<String>(id)).unwrap_or_default();
        let before = text.clone();
        let field = ui.add(TextEdit::singleline(&mut text).hint_text("2.5 + 1.5*sin(2*PI*x/5)").desired_width(WIDTH));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Formula in x"));
        if button.clicked() {
            field.request_focus();
        }
        let curve = (!text.trim().is_empty()).then(|| curve(&text, range));
        match curve {
            Some(Ok(points)) if text != before => actions.push(Action::Draw { plane: index, points }),
            Some(Err(why)) => drop(ui.label(RichText::new(why).size(metrics::SMALL).color(scene.theme.bad))),
            _ => {}
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
            ui.close();
        }
        ui.data_mut(|data| data.insert_temp(id, text));
    });
}

/// The curve of a formula in x over a range.
///
/// # Errors
/// If it cannot be read or has no value somewhere; the sentence says what was given and what is allowed.
fn curve(text: &str, [from, to]: [f64; 2]) -> Result<Vec<Point>, String> {
    let fail = |what: String| format!("{text:?}: {what}. Allowed is a formula in x, such as 2.5 + 1.5*sin(2*PI*x/5)");
    let parsed = crate::reading::formula(text).map_err(fail)?;
    let names = parsed.var_names();
    if names.iter().any(|name| name != "x") {
        return Err(fail(format!("it has the variables {}", names.join(", "))));
    }
    let value = |x: f64| if names.is_empty() { parsed.eval(&[]) } else { parsed.eval(&[x]) };
    let point = |k: usize| {
        let x = from + (to - from) * k as f64 / (POINTS - 1) as f64;
        let y = value(x).unwrap_or(f64::NAN);
        if y.is_finite() { Ok(Point::new(x, y)) } else { Err(fail(format!("it has no value at x = {x:.3}"))) }
    };
    (0..POINTS).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_its_curve() {
        let points = curve("2*x - 1", [0.0, 10.0]).unwrap();
        assert_eq!((points.len(), points[0], points[200]), (201, Point::new(0.0, -1.0), Point::new(10.0, 19.0)));
        assert!(points.iter().all(|p| (p.y - (2.0 * p.x - 1.0)).abs() < 1e-12));
        assert!(curve("3", [-1.0, 1.0]).unwrap().iter().all(|p| p.y == 3.0));
    }

    #[test]
    fn what_cannot_be_a_curve_is_said_with_what_is_allowed() {
        for (text, what) in [("2*", ""), ("x + t", "variables t, x"), ("log(x)", "no value at x = 0.000"), ("sin", "")]
        {
            let why = curve(text, [0.0, 1.0]).unwrap_err();
            assert!(why.contains(text) && why.contains(what) && why.contains("a formula in x"), "{why}");
        }
    }
}
