//! What is reached for all the time: large switches and the button that hurries, as far as there is room for them.

use crate::param::{Edit, Spec, Value};
use crate::ui::widgets::{plain, point_at};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Align2, CornerRadius, FontId, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// What stands at the right end of the bar, in points.
const REST: f32 = 190.0;
/// A switch without its name.
const PILL: egui::Vec2 = vec2(34.0, 18.0);
const GAP: f32 = 8.0;

/// About the room that they want, in points.
pub(super) fn quick_room(scene: &Scene<'_>) -> f32 {
    let layout = &scene.history.layout;
    let hurry = if layout.hurry.is_some() { 115.0 } else { 0.0 };
    hurry + 115.0 * layout.switches.len() as f32
}

/// Draws them.
pub(super) fn quick_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let layout = &scene.history.layout;
    let mut room = ui.available_width() - REST;
    if let Some(hurry) = &layout.hurry {
        let width = hurry_width(ui, scene, hurry.name);
        if width + GAP <= room {
            room -= width + GAP;
            ui.add_space(GAP);
            let rect = hurry_button_ui(ui, scene, actions);
            if scene.points_at("hurry") {
                point_at(ui, scene, rect.expand(3.0), hurry.name);
            }
        }
    }
    for id in &layout.switches {
        let Some((spec, value)) = scene.parameters().iter().find(|(spec, _)| spec.id == *id) else { continue };
        let width = switch_width(ui, scene, spec);
        if width + GAP > room {
            break;
        }
        room -= width + GAP;
        ui.add_space(GAP);
        let rect = switch_of_ui(ui, scene, spec, value, actions);
        if scene.points_at(spec.id) {
            point_at(ui, scene, rect.expand(3.0), spec.name);
        }
    }
}

fn wide(ui: &Ui, scene: &Scene<'_>, text: &str) -> f32 {
    let font = FontId::proportional(metrics::TEXT);
    ui.painter().layout_no_wrap(text.to_owned(), font, scene.theme.text).size().x
}

fn hurry_width(ui: &Ui, scene: &Scene<'_>, name: &str) -> f32 {
    wide(ui, scene, name) + 22.0
}

fn switch_width(ui: &Ui, scene: &Scene<'_>, spec: &Spec) -> f32 {
    PILL.x + 6.0 + wide(ui, scene, spec.name)
}

/// The button that hurries, if there is one; returns where it is.
pub(super) fn hurry_button_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) -> Rect {
    let Some(hurry) = &scene.history.layout.hurry else { return Rect::NOTHING };
    let width = hurry_width(ui, scene, hurry.name);
    hurry_ui(ui, scene, hurry.name, hurry.help, width, actions)
}

/// The switch of a parameter that is on or off; returns where it is.
pub(super) fn switch_of_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    spec: &Spec,
    value: &Value,
    actions: &mut Vec<Action>,
) -> Rect {
    let is_on = *value == Value::Choice("on".to_owned());
    let width = switch_width(ui, scene, spec);
    let response = switch_ui(ui, scene, spec.name, is_on, width).on_hover_text(plain(spec.help));
    if response.clicked() {
        let to = if is_on { "off" } else { "on" };
        actions.push(Action::Edit(Edit::new(spec.id, Value::Choice(to.to_owned()))));
    }
    response.rect
}

/// The button, and how far it is.
fn hurry_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, help: &str, width: f32, actions: &mut Vec<Action>) -> Rect {
    let part = scene.history.status.hurry;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click());
    let word = if part.is_some() { format!("Stop: {name}") } else { name.to_owned() };
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &word));
    let (painter, theme) = (ui.painter(), scene.theme);
    let radius = CornerRadius::same(metrics::RADIUS);
    let lit = response.hovered() || response.has_focus();
    painter.rect(
        rect,
        radius,
        theme.rail,
        Stroke::new(1.0, if lit { theme.text } else { theme.rail }),
        StrokeKind::Inside,
    );
    let text = match part {
        Some(part) => {
            painter.rect_filled(
                rect.with_max_x(rect.left() + rect.width() * part as f32),
                radius,
                theme.good.gamma_multiply(0.45),
            );
            format!("{:.0} %  \u{d7}", 100.0 * part)
        }
        None => name.to_owned(),
    };
    painter.text(rect.center(), Align2::CENTER_CENTER, text, FontId::proportional(metrics::TEXT), theme.text);
    let tip = Shortcut::with_keys(if part.is_some() { "Stop here" } else { help }, &Action::Hurry);
    if response.on_hover_text(tip).clicked() {
        actions.push(Action::Hurry);
    }
    rect
}

/// A switch with its name.
fn switch_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, is_on: bool, width: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::click());
    let name = plain(name);
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, is_on, &name));
    let (painter, theme) = (ui.painter(), scene.theme);
    let pill = Rect::from_min_size(pos2(rect.left(), rect.center().y - PILL.y / 2.0), PILL);
    let fill = if is_on { theme.good.gamma_multiply(0.75) } else { theme.rail };
    let rim = if response.hovered() || response.has_focus() { theme.text } else { theme.weak };
    painter.rect(pill, CornerRadius::same((PILL.y / 2.0) as u8), fill, Stroke::new(1.0, rim), StrokeKind::Inside);
    let x = if is_on { pill.right() - PILL.y / 2.0 } else { pill.left() + PILL.y / 2.0 };
    painter.circle_filled(pos2(x, pill.center().y), PILL.y / 2.0 - 3.0, if is_on { theme.text } else { theme.weak });
    let color = if is_on { theme.text } else { theme.weak };
    painter.text(
        pos2(pill.right() + 6.0, rect.center().y),
        Align2::LEFT_CENTER,
        name,
        FontId::proportional(metrics::TEXT),
        color,
    );
    response
}
