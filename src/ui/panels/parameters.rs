//! The parameter panel, made from the `Spec`s alone: name, value to type, slider, tooltip; a double click goes back to
//! the preset's value.

use super::parts::heading_ui;
use crate::param::{Edit, Effect, Kind, Scale, Sparse, Spec, Value};
use crate::picture::Hue;
use crate::ui::usual::usual_range;
use crate::ui::widgets::{Icon, heard_field, math, named, number, plain, point_at, push_button};
use crate::ui::{Action, Scene, metrics};
use egui::{Align, Color32, DragValue, Layout, Response, Slider, Ui, Vec2};
use std::cell::RefCell;

/// Width of the reason why an option cannot be taken.
const OBSTACLE: f32 = 210.0;
/// Letters of a file's name that there is room for.
const BRIEF: usize = 16;

/// Draws a row for every parameter that plays a part.
pub fn parameters_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let mut group = "";
    for (spec, value) in scene.parameters() {
        if spec.group != group {
            if !group.is_empty() {
                ui.add_space(4.0);
            }
            group = spec.group;
            heading_ui(ui, scene, group);
        }
        let row = ui.scope(|ui| row_ui(ui, scene, spec, value, actions));
        if scene.points_at(spec.id) {
            point_at(ui, scene, row.response.rect.expand(3.0), spec.name);
        }
        if let Some(reveal) = scene.desk.reveal.filter(|reveal| reveal.id == spec.id) {
            let rect = row.response.rect.expand2(egui::vec2(5.0, 3.0));
            let stroke = egui::Stroke::new(2.0, scene.theme.good);
            ui.painter().rect_stroke(rect, f32::from(metrics::RADIUS), stroke, egui::StrokeKind::Inside);
            if reveal.is_new() {
                row.response.scroll_to_me_animation(Some(Align::Center), egui::style::ScrollAnimation::none());
            }
        }
    }
}

/// Gives a field the focus if somebody looks for its parameter.
fn reveal(scene: &Scene<'_>, spec: &Spec, field: &Response) {
    if scene.desk.reveal.is_some_and(|reveal| reveal.id == spec.id && reveal.is_new()) {
        field.request_focus();
    }
}

fn tooltip(spec: &Spec, scene: &Scene<'_>) -> String {
    let home = scene.home(spec.id).map_or_else(String::new, |value| match value {
        Value::Choice(_) | Value::List(_) | Value::Sparse(_) | Value::Arrays(_) => format!(" The preset has {value}."),
        _ => format!(" The preset has {value}; double click goes back to it."),
    });
    format!("{}\nAllowed: {}.{home}\nA change {}.\n{}", spec.help, spec.allowed(), spec.effect.words(), spec.id)
}

/// `E spike size D_E`, and the same for screen readers.
fn title(spec: &Spec) -> (String, String) {
    let text = named(spec.name, spec.symbol);
    let name = plain(&text);
    (text, name)
}

/// Parameters carry the colour of what they belong to, as its symbols do.
fn accent(scene: &Scene<'_>, spec: &Spec) -> Color32 {
    if spec.hue == Hue::Neutral { scene.theme.weak } else { scene.theme.hue(spec.hue) }
}

pub(super) fn row_ui(ui: &mut Ui, scene: &Scene<'_>, spec: &'static Spec, value: &Value, actions: &mut Vec<Action>) {
    let (text, name) = title(spec);
    let mut set = |value: Value| actions.push(Action::Edit(Edit::new(spec.id, value)));
    match (spec.kind, value) {
        (Kind::Number { min, max, default, scale }, Value::Number(value)) => {
            let format = Format { range: [min, max], default, log: scale == Scale::Log, whole: false, unit: spec.unit };
            match number_ui(ui, scene, spec, &text, &name, *value, &format) {
                Some(Given::Value(value)) => set(Value::Number(value)),
                Some(Given::Typed(text)) => actions.push(Action::Typed { id: spec.id, text }),
                Some(Given::Play(range)) => actions.push(Action::Play { id: spec.id, range }),
                None => {}
            }
        }
        (Kind::Count { min, max, default }, Value::Count(value)) => {
            let (range, default) = ([min as f64, max as f64], default as f64);
            let format = Format { range, default, log: max > 1000, whole: true, unit: spec.unit };
            match number_ui(ui, scene, spec, &text, &name, *value as f64, &format) {
                Some(Given::Value(value)) => set(Value::Count(value.round().max(0.0) as usize)),
                Some(Given::Typed(text)) => actions.push(Action::Typed { id: spec.id, text }),
                Some(Given::Play(range)) => actions.push(Action::Play { id: spec.id, range }),
                None => {}
            }
        }
        (Kind::Choice { options, .. }, Value::Choice(value)) => {
            header_ui(ui, scene, &text, &tooltip(spec, scene), |ui| {
                let shown = egui::ComboBox::from_id_salt(spec.id).selected_text(value).width(112.0).show_ui(ui, |ui| {
                    for option in options {
                        let obstacle = scene.obstacle(spec, option).filter(|_| option != value);
                        let label = egui::Button::selectable(option == value, *option);
                        let response = ui.add_enabled(obstacle.is_none(), label);
                        if response.clicked() {
                            set(Value::Choice((*option).to_owned()));
                        }
                        if let Some(obstacle) = obstacle {
                            // Said where it is looked for, since nobody waits over what cannot be clicked.
                            let text = math(&obstacle, metrics::SMALL, scene.theme.weak);
                            ui.scope(|ui| {
                                ui.set_max_width(OBSTACLE);
                                ui.add(egui::Label::new(text).wrap());
                            });
                        }
                    }
                });
                let name = name.clone();
                shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
                reveal(scene, spec, &shown.response);
            });
        }
        (Kind::List { .. }, Value::List(list)) => {
            header_ui(ui, scene, &text, &tooltip(spec, scene), |ui| {
                let shown = list.iter().map(|v| format!("{v}")).collect::<Vec<_>>().join(", ");
                let read = |text: &str| Value::parse(&format!("[{text}]"));
                let field = field_ui(ui, spec, &name, shown, 112.0, read, &mut set);
                reveal(scene, spec, &field);
            });
        }
        (Kind::Text { .. }, Value::Choice(value)) => {
            header_ui(ui, scene, &text, &tooltip(spec, scene), |_| {});
            let width = ui.available_width();
            let read = |text: &str| Value::Choice(text.to_owned());
            let field = field_ui(ui, spec, &name, value.clone(), width, read, &mut set);
            reveal(scene, spec, &field);
        }
        (Kind::Sparse { .. }, Value::Sparse(map)) => {
            header_ui(ui, scene, &text, &tooltip(spec, scene), |ui| {
                let button = push_button(ui, scene, &format!("{}  put back", map.len()));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("put back {name}")));
                reveal(scene, spec, &button);
                if button.on_hover_text(format!("{value}\nPuts all of them back.")).clicked() {
                    set(Value::Sparse(Sparse::new()));
                }
            });
        }
        (Kind::Arrays { .. }, Value::Arrays(arrays)) => {
            header_ui(ui, scene, &text, &tooltip(spec, scene), |ui| {
                // The folder is in the tooltip: here is little room.
                let stem = std::path::Path::new(&arrays.file).file_stem().map(|stem| stem.to_string_lossy());
                let word = stem.map_or_else(|| value.to_string(), |stem| format!("{}  \u{d7}", brief(&stem, spec.id)));
                let button = push_button(ui, scene, &word);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("put away {name}")));
                reveal(scene, spec, &button);
                if button.on_hover_text(format!("{value}\nSHA-256 {}\nPuts it away.", arrays.sha256)).clicked() {
                    set(Value::Choice(String::new()));
                }
            });
        }
        _ => {}
    }
}

/// The name of a file of numbers in few letters: without what a session puts behind its own, long ones without their middle.
fn brief(stem: &str, id: &str) -> String {
    let own = stem.rsplit_once('.').and_then(|(rest, _)| rest.strip_suffix(&format!(".{id}"))).unwrap_or(stem);
    let letters: Vec<char> = own.chars().collect();
    if letters.len() <= BRIEF {
        return own.to_owned();
    }
    let half = BRIEF / 2;
    letters[..half].iter().chain(&['\u{2026}']).chain(&letters[letters.len() - half + 1..]).collect()
}

/// A field of text, taken over when it is left.
fn field_ui(
    ui: &mut Ui,
    spec: &Spec,
    name: &str,
    shown: String,
    width: f32,
    read: impl Fn(&str) -> Value,
    set: &mut impl FnMut(Value),
) -> Response {
    let id = ui.scope_id().with(("field", spec.id));
    let before = read(&shown);
    let mut text = ui.data_mut(|data| data.get_temp::<String>(id)).unwrap_or(shown);
    let field = egui::TextEdit::singleline(&mut text).desired_width(width).hint_text("empty");
    let response = ui.add(field);
    let name = name.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        let value = read(&text);
        if value != before {
            set(value);
        }
    }
    response
}

/// What a hand does to a number.
enum Given {
    Value(f64),
    /// Whoever takes it judges it.
    Typed(String),
    /// It is to move by itself over this range, or to stop.
    Play([f64; 2]),
}

struct Format {
    range: [f64; 2],
    default: f64,
    log: bool,
    whole: bool,
    unit: &'static str,
}

fn header_ui(ui: &mut Ui, scene: &Scene<'_>, text: &str, help: &str, right: impl FnOnce(&mut Ui)) -> Response {
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), 20.0), Layout::left_to_right(Align::Center), |ui| {
        let name = plain(text);
        let label = ui.add(egui::Label::new(math(text, metrics::TEXT, scene.theme.text)).sense(egui::Sense::CLICK));
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
        let label = label.on_hover_text(plain(help));
        ui.with_layout(Layout::right_to_left(Align::Center), right);
        label
    })
    .inner
}

/// A value to type over a slider; returns the new value.
fn number_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    spec: &'static Spec,
    text: &str,
    name: &str,
    value: f64,
    format: &Format,
) -> Option<Given> {
    let [min, max] = format.range;
    let mut new = value;
    let heard = RefCell::new(None);
    let label = header_ui(ui, scene, text, &tooltip(spec, scene), |ui| {
        let suffix = if format.unit.is_empty() { String::new() } else { format!(" {}", format.unit) };
        let speed = if format.log { value.abs().max(1e-4) * 0.01 } else { (max - min).min(20.0) * 0.002 };
        let mut field = DragValue::new(&mut new)
            .range(min..=max)
            .speed(speed)
            .suffix(suffix)
            .max_decimals(if format.log { 6 } else { 4 });
        field = field.update_while_editing(false);
        if format.whole {
            field = field.max_decimals(0);
        }
        ui.visuals_mut().widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
        let response = ui.add(heard_field(field, &heard));
        response.widget_info(|| egui::WidgetInfo::slider(true, value, format!("{name} value")));
        reveal(scene, spec, &response);
    });
    // A slider over the whole range of a weight would jump: it spans what is usual, typing spans all.
    let usual = usual_range(spec, value).unwrap_or(format.range);
    let mut played = false;
    let response = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = PLAY[1];
            ui.spacing_mut().slider_width = ui.available_width() - PLAY[0] - PLAY[1];
            // The knob's size follows from the row's.
            ui.spacing_mut().interact_size.y = 15.0;
            ui.visuals_mut().selection.bg_fill = accent(scene, spec);
            let mut slider = Slider::new(&mut new, usual[0]..=usual[1]).show_value(false).trailing_fill(true);
            slider = slider.clamping(egui::SliderClamping::Never).handle_shape(egui::style::HandleShape::Circle);
            if format.log {
                slider = slider.logarithmic(true).smallest_positive((usual[1] * 1e-4).max(min.max(1e-9)));
            }
            if format.whole {
                slider = slider.step_by(1.0);
            }
            let slider = ui.add(slider);
            // What begins the network anew is better not done thirty times a second.
            played = spec.effect == Effect::Live && play_ui(ui, scene, spec, name, usual);
            slider
        })
        .inner;
    response.widget_info(|| egui::WidgetInfo::slider(true, value, name));
    let twice = ui.input(|input| input.pointer.button_double_clicked(egui::PointerButton::Primary));
    if twice && (response.hovered() || label.hovered()) {
        new = match scene.home(spec.id) {
            Some(Value::Number(home)) => *home,
            Some(Value::Count(home)) => *home as f64,
            _ => format.default,
        };
    }
    if let Some(text) = heard.take() {
        return Some(Given::Typed(text));
    }
    if played {
        // Over what it spans when nobody moves it, or else it would span less and less.
        let home = match scene.home(spec.id) {
            Some(Value::Number(home)) => *home,
            Some(Value::Count(home)) => *home as f64,
            _ => value,
        };
        let wide = usual_range(spec, home).unwrap_or(format.range);
        return Some(Given::Play([usual[0].min(wide[0]), usual[1].max(wide[1])]));
    }
    (new != value && new.is_finite()).then(|| Given::Value(new.clamp(min, max)))
}

/// Side of the button beside a slider, and the gap before it.
const PLAY: [f32; 2] = [16.0, 4.0];

/// The button that lets a parameter move by itself; whether it was pressed.
fn play_ui(ui: &mut Ui, scene: &Scene<'_>, spec: &Spec, name: &str, [low, high]: [f64; 2]) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(PLAY[0]), egui::Sense::click());
    let plays = scene.desk.playing.as_ref().is_some_and(|playing| playing.id == spec.id);
    let verb = if plays { "Stop" } else { "Play" };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{verb} {name}")));
    let strong = response.hovered() || response.has_focus();
    if strong {
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), scene.theme.rail);
    }
    let color = match (plays, strong) {
        (true, _) => scene.theme.good,
        (_, true) => scene.theme.text,
        _ => scene.theme.weak,
    };
    let icon = if plays { Icon::Pause } else { Icon::Play };
    icon.paint_sized(ui.painter(), rect, color, 0.55);
    let [low, high] = [low, high].map(number);
    let help = match plays {
        true => "Stops it; so does Esc, or a hand on this parameter.".to_owned(),
        false => format!("Lets it move slowly to and fro, from {low} to {high}, while the network runs."),
    };
    response.on_hover_text(help).clicked()
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn names_of_files_have_room() {
        assert_eq!(brief("learn-lin", "weights"), "learn-lin");
        assert_eq!(brief("net.weights.f52548b3", "weights"), "net");
        assert_eq!(brief("window-27237-1795927730126901311.weights.5b26c4f5", "weights"), "window-2\u{2026}6901311");
        assert_eq!(brief("a.b", "weights"), "a.b");
    }
}
