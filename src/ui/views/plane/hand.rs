//! The hand in a plane: what is under the pointer, what is being dragged, and the same by keyboard.
//!
//! A press decides: near a handle it takes that handle, else the plot pans. Of handles the nearest wins, and points win
//! over lines. Nothing here moves geometry: it wishes for drags, and edits come back as a new picture.

use super::brush::{self, brush};
use super::canvas::{Canvas, key};
use super::pen::{self, pen};
use crate::geometry::Point;
use crate::picture::{Grip, GripShape, NeuronId, NeuronLine};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{CursorIcon, Pos2, Rect, Response, Sense, Ui, Vec2, pos2};

/// What is held, from press to release.
#[derive(Clone, Copy)]
struct Grab {
    grip: Grip,
    press: Pos2,
    /// From the handle to where it was taken.
    offset: Vec2,
    /// Where it was brought last, once it was moved at all.
    to: Option<Point>,
}

/// What the hand does in a plane now.
#[derive(Clone, Copy, Default)]
pub(super) struct Hand {
    /// The handle that is held or under the pointer.
    pub hot: Option<Grip>,
    /// Where the state is pulled to.
    pub pull: Option<Point>,
}

/// Whether a handle, the pen or the brush of plane `index` is held, so that the plot must not pan.
pub(super) fn holds(ui: &Ui, scene: &Scene<'_>, index: usize) -> bool {
    let grabs = ui.data(|data| data.get_temp::<Option<Grab>>(key(scene, index)).flatten().is_some());
    grabs || pen::is_down(ui, scene, index) || brush::is_down(ui, scene, index)
}

pub(super) fn cursor(canvas: &Canvas<'_>) -> Option<Grip> {
    let cursor = canvas.plane.cursor?;
    let [low, high] = canvas.corners();
    let at = Point::new(cursor.x, 0.5 * (low.y + high.y));
    Some(Grip::new(cursor.verb?, GripShape::Cursor, at))
}

/// The handle at a place of the screen: a point that is touched, else what is nearest of lines within `REACH` and points
/// within `SNAP`, so that a missed grab does no harm.
fn nearest(canvas: &Canvas<'_>, points: &[Grip], at: Pos2, turn: bool) -> Option<Grip> {
    let by_distance = |a: &(f32, Grip), b: &(f32, Grip)| a.0.total_cmp(&b.0);
    let measured = |grip: Grip| (canvas.at(grip.at).distance(at), grip);
    // Of those at the same place the last drawn, which lies on the others.
    let near = points.iter().copied().rev().chain(brush::dots(canvas).rev()).map(measured);
    // What a lesson asks to take is taken, though another handle may lie over it.
    let far = |grip: &Grip| !canvas.is_meant(grip);
    let by_meaning = |a: &(f32, Grip), b: &(f32, Grip)| far(&a.1).cmp(&far(&b.1)).then(by_distance(a, b));
    if let Some((_, grip)) = near.filter(|(d, _)| *d <= metrics::GRAB).min_by(by_meaning) {
        return Some(grip);
    }
    let value = canvas.transform.value_from_position(at);
    let here = Point::new(value.x, value.y);
    let on_cursor = cursor(canvas).map(|grip| ((canvas.at(grip.at).x - at.x).abs(), grip));
    let [min, max] = canvas.corners();
    // A crowd finds its nearest line by itself.
    let units = [canvas.transform.dpos_dvalue_x(), canvas.transform.dpos_dvalue_y()];
    let near = |crowd: &crate::picture::Crowd| crowd.nearest(here, units, [min, max], metrics::REACH.into());
    let crowds: Vec<_> = canvas.plane.crowds.iter().filter_map(near).map(|(line, _)| line).collect();
    let is_of_crowd = |line: &NeuronLine| canvas.plane.crowds.iter().any(|c| c.population == line.neuron.population);
    let listed = canvas.plane.lines.iter().filter(|line| !is_of_crowd(line));
    let lines = listed.chain(&crowds).filter_map(|line| {
        let [a, b] = line.half_plane.clip(min, max)?.map(|p| canvas.at(p));
        let (verb, shape) =
            if turn { (line.handles.turn?, GripShape::Ring) } else { (line.handles.shift?, GripShape::Line) };
        let distance = (at - a).dot((b - a).normalized().rot90()).abs();
        let hue = canvas.hue_of(line.neuron.population);
        Some((distance, Grip::new(verb, shape, here).of(line.neuron).about(line.touch).colored(hue)))
    });
    let lines = lines.chain(on_cursor).filter(|(d, _)| *d <= metrics::REACH);
    // With the pen in the hand one draws close to handles.
    let snap = if canvas.scene.pen { metrics::GRAB } else { metrics::SNAP };
    let points = points.iter().copied().rev().map(measured).filter(|(d, _)| *d <= snap);
    lines.chain(points).min_by(by_distance).map(|(_, grip)| grip)
}

/// Follows pointer and keys; call once a frame, after the plot.
pub(super) fn hand(
    ui: &mut Ui,
    canvas: &Canvas<'_>,
    response: &Response,
    index: usize,
    actions: &mut Vec<Action>,
) -> Hand {
    let points = canvas.grips();
    keyboard(ui, canvas, &points, index, actions);
    let id = key(canvas.scene, index);
    let mut grab = ui.data(|data| data.get_temp::<Option<Grab>>(id)).flatten();
    let (pressed, down, alt, shift, origin, now) = ui.input(|input| {
        let pointer = &input.pointer;
        let modifiers = input.modifiers;
        let position = pointer.latest_pos();
        (
            pointer.primary_pressed(),
            pointer.primary_down(),
            modifiers.alt,
            modifiers.shift,
            pointer.press_origin(),
            position,
        )
    });
    // A quick hand has let go before the frame is drawn.
    let pressed = pressed && (response.is_pointer_button_down_on() || response.clicked());
    let mut brushed = None;
    if let Some(press) = origin.or(now).filter(|press| pressed && canvas.frame.contains(*press)) {
        // With Shift a hand draws, whatever lies under it.
        let under = nearest(canvas, &points, press, alt).filter(|_| !(shift && canvas.plane.draws.is_some()));
        brushed = under.filter(|grip| grip.shape == GripShape::Dot).and_then(|grip| Some((grip.neuron?, press)));
        grab = under.filter(|grip| grip.shape != GripShape::Dot).map(|grip| {
            // A line passes under the pointer; a point keeps its distance from it.
            let is_point = points.contains(&grip);
            let offset = if is_point { press - canvas.at(grip.at) } else { Vec2::ZERO };
            Grab { grip, press, offset, to: None }
        });
    }
    let is_free = pressed && grab.is_none() && brushed.is_none();
    pen(ui, canvas, is_free && canvas.plane.draws.is_some() && (canvas.scene.pen || shift), index, actions);
    brush(ui, canvas, brushed, shift, index, actions);
    let mut hand = Hand::default();
    if let Some(held) = &mut grab {
        hand.hot = Some(held.grip);
        if let Some(now) = now.filter(|now| held.to.is_some() || now.distance(held.press) > metrics::STILL) {
            let value = canvas.transform.value_from_position(now - held.offset);
            let to = Point::new(value.x, value.y);
            let neuron = held.grip.neuron.filter(|neuron| held.to.is_none() && !canvas.scene.is_picked(*neuron));
            // What is dragged is what is looked at.
            actions.extend(neuron.map(|neuron| pick(neuron, shift)));
            if down && held.to != Some(to) && held.grip.shape != GripShape::State {
                actions.push(Action::Drag { plane: index, grip: held.grip, to });
            }
            held.to = Some(to);
            if held.grip.shape == GripShape::State {
                hand.pull = Some(to);
            }
        }
        if !down {
            match (held.to, held.grip.shape) {
                (None, _) => actions.extend(held.grip.neuron.map(|neuron| pick(neuron, shift))),
                (Some(to), GripShape::State) => actions.extend(kick(canvas, &held.grip, to)),
                _ => {}
            }
            hand.pull = None;
            grab = None;
        }
        ui.set_cursor_icon(CursorIcon::Grabbing);
    } else if let Some(at) = response.hover_pos().filter(|at| canvas.frame.contains(*at) && !down) {
        hand.hot = nearest(canvas, &points, at, alt);
        match hand.hot.map(|grip| grip.shape) {
            Some(GripShape::Dot) => ui.set_cursor_icon(CursorIcon::PointingHand),
            Some(_) => ui.set_cursor_icon(CursorIcon::Grab),
            None => {}
        }
    }
    actions.extend(hand.hot.and_then(|grip| grip.neuron).map(Action::Hover));
    ui.data_mut(|data| data.insert_temp(id, grab));
    menu(canvas, response, hand.hot, index, actions);
    hand
}

fn pick(neuron: NeuronId, more: bool) -> Action {
    if more { Action::PickToo(neuron) } else { Action::Pick(neuron) }
}

/// Puts the two signals of a trail to where its head was pulled.
fn kick(canvas: &Canvas<'_>, head: &Grip, to: Point) -> Option<Action> {
    let signals = &canvas.scene.history.layout.signals;
    let own = canvas.trails().get(head.index as usize)?.signals;
    let places = own.into_iter().zip([to.x, to.y]);
    let to: Vec<(usize, f64)> =
        places.filter(|(k, _)| signals.get(*k).is_some_and(|signal| signal.can_be_kicked)).collect();
    (!to.is_empty()).then_some(Action::Kick(to))
}

/// What a right click offers for the neuron under it.
fn menu(canvas: &Canvas<'_>, response: &Response, hot: Option<Grip>, index: usize, actions: &mut Vec<Action>) {
    let id = key(canvas.scene, index).with("menu");
    let ctx = &response.ctx;
    if response.secondary_clicked() {
        ctx.data_mut(|data| data.insert_temp(id, hot.and_then(|grip| grip.neuron)));
    }
    let Some(neuron) = ctx.data(|data| data.get_temp::<Option<NeuronId>>(id)).flatten() else { return };
    let scene = canvas.scene;
    response.context_menu(|ui| {
        let name = scene.history.layout.neuron_name(neuron);
        let word = if scene.roster.is_silenced(neuron) { "Wake" } else { "Silence" };
        let entries = [
            (format!("{word} {name}"), Action::SilenceOne(neuron)),
            (format!("Look at {name}"), Action::Pick(neuron)),
            (format!("Look at {name} too"), Action::PickToo(neuron)),
        ];
        for (text, action) in entries {
            if ui.button(text).clicked() {
                actions.push(action);
                ui.close();
            }
        }
    });
}

/// Every handle that is a point, and the line of the first pick, can be focused and moved with the arrow keys.
fn keyboard(ui: &mut Ui, canvas: &Canvas<'_>, points: &[Grip], index: usize, actions: &mut Vec<Action>) {
    let line = canvas.scene.picks.first().and_then(|pick| canvas.plane.line(*pick));
    let line = line.and_then(|line| canvas.line_grip(&line));
    let [low, high] = canvas.corners();
    for grip in points.iter().copied().chain(line).chain(cursor(canvas)) {
        let at = canvas.at(grip.at);
        if !canvas.frame.expand(4.0).contains(at) {
            continue;
        }
        let name = canvas.scene.history.layout.grip_name(&grip);
        let id = key(canvas.scene, index).with((&name, grip.index));
        let rect = Rect::from_center_size(at, Vec2::splat(2.0 * metrics::GRAB));
        let response = ui.interact(rect, id, Sense::focusable_noninteractive());
        let value = if grip.shape == GripShape::Cursor { grip.at.x } else { grip.at.y };
        response.widget_info(|| egui::WidgetInfo::slider(true, value, format!("{name} in {}", canvas.title)));
        if !response.has_focus() {
            continue;
        }
        Shortcut::leave_keys_to_commands(ui.ctx());
        ui.memory_mut(|memory| {
            let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(id, filter);
        });
        let ring = egui::Stroke::new(2.0, canvas.scene.theme.text);
        ui.painter_at(canvas.frame.expand(8.0)).circle_stroke(at, metrics::GRAB, ring);
        let (across, up, shift) = ui.input(|input| {
            let count = |key| input.num_presses(key) as f64;
            let across = count(egui::Key::ArrowRight) - count(egui::Key::ArrowLeft);
            (across, count(egui::Key::ArrowUp) - count(egui::Key::ArrowDown), input.modifiers.shift)
        });
        if across == 0.0 && up == 0.0 {
            continue;
        }
        // About a two-hundredth of the picture a press, so that numbers stay round; with Shift ten times as much.
        let step = (high - low).map(|wide| rounded(0.005 * wide) * if shift { 10.0 } else { 1.0 });
        let to = grip.at + crate::geometry::Vector::new(across * step.x, up * step.y);
        match grip.shape {
            GripShape::State => actions.extend(kick(canvas, &grip, to)),
            _ => actions.push(Action::Nudge { plane: index, grip, to }),
        }
    }
}

/// A number with one digit.
fn rounded(value: f64) -> f64 {
    let unit = 10f64.powf(value.abs().max(1e-300).log10().floor());
    (value / unit).round() * unit
}

/// What a handle is and says, for the pointer.
pub(super) fn tooltip(canvas: &Canvas<'_>, grip: &Grip) -> String {
    let scene = canvas.scene;
    let (name, hint) = (scene.history.layout.grip_name(grip), grip.verb.hint);
    let Some(neuron) = grip.neuron else { return format!("{name}: {hint}") };
    let row = scene.roster.row(neuron);
    let values = scene.roster.traits.iter().zip(&row);
    let values: Vec<String> =
        values.map(|(known, value)| format!("{} {value:.2}", known.symbol(neuron.population))).collect();
    let silenced = if scene.roster.is_silenced(neuron) { ", silenced" } else { "" };
    let rows: Vec<String> = values.chunks(3).map(|row| row.join("   ")).collect();
    format!("{name}{silenced}\n{}\n{hint}", rows.join("\n"))
}

/// A place beside the pointer for the word of a hot handle.
pub(super) fn beside(frame: Rect, at: Pos2) -> Pos2 {
    pos2((at.x + 14.0).min(frame.right() - 60.0), (at.y - 12.0).max(frame.top() + 10.0))
}
