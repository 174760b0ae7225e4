//! A picture over three axes, turned with the mouse: surfaces as facets, paths on them, the way of the state. A plane that
//! is a slice through it turns into it and back.

mod axes;
mod faces;
mod projection;
mod slice;
mod way;

use super::seen;
use crate::picture::{Space, SpaceInfo};
use crate::ui::widgets::{plain, title_row};
use crate::ui::{Action, Scene};
use egui::{Key, Sense, Ui};
use projection::{HOME, Projection, View};
use slice::Sheet;

/// Draws space `index` of the scene as a card.
pub fn space_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let (Some(info), Some(space)) = (scene.history.layout.spaces.get(index), scene.depiction.spaces.get(index)) else {
        return;
    };
    title_row(ui, scene, info.title, |_| {});
    let frame = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(frame, Sense::click_and_drag());
    let name = plain(info.title);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &name));
    let view = turn(ui, &response, info.id);
    let ranges = space.ranges.unwrap_or([0, 1, 2].map(|k| info.axes[k].range));
    let free = Projection::new(view, ranges, frame);
    let swing = scene.desk.swing.as_ref().filter(|swing| swing.space == index);
    // From 0, where one sees the plane, to 1.
    let part = swing.map_or(1.0, |swing| swing.part);
    let sheet = sheet(scene, info, space, swing.map(|swing| swing.plane));
    let seen = sheet.as_ref().and_then(|sheet| seen::seen(ui, scene, sheet.index, frame)).filter(|_| part < 1.0);
    let (projection, sheet) = match (sheet, seen) {
        (Some(sheet), Some(seen)) => {
            let open = f64::from(part);
            let mix = |k: usize| [0, 1].map(|end| seen.bounds[k][end] * (1.0 - open) + sheet.shown[k][end] * open);
            let shown = [mix(0), mix(1)];
            (free.on_way(sheet.axis, &seen, part), Some(Sheet { shown, ..sheet }))
        }
        (sheet, _) => (free, sheet),
    };
    let painter = ui.painter_at(frame);
    axes::axes(ui, &painter, scene, &projection, &info.axes, part);
    let faces = faces::faces(ui, space, ranges, info.id);
    let placed = faces::placed(&projection, &faces);
    let hovered = faces::hovered(&placed, response.hover_pos());
    // Of a relief the plane is a map, which stands nowhere in it.
    let standing = sheet.as_ref().filter(|sheet| space.reliefs.is_empty() && sheet.stands());
    match standing {
        Some(sheet) => {
            let (behind, before) = faces::parted(&projection, placed, sheet.axis, sheet.value);
            faces::paint(&painter, scene, &behind, hovered, part);
            sheet.paint(&painter, scene, &projection, 1.0);
            faces::paint(&painter, scene, &before, hovered, part);
        }
        None => faces::paint(&painter, scene, &placed, hovered, part),
    }
    way::paths(&painter, scene, &projection, space, part);
    match (standing, &sheet) {
        (Some(sheet), _) => sheet.lines(&painter, scene, &projection, 1.0),
        (None, Some(sheet)) => sheet.lines(&painter, scene, &projection, 1.0 - part),
        (None, None) => {}
    }
    if let Some(pale) = scene.pale() {
        way::way(&painter, &pale, &projection, &info.axes, pale.depiction.spaces.get(index).unwrap_or(space));
    }
    way::way(&painter, scene, &projection, &info.axes, space);
    way::marks(ui, &painter, scene, &projection, space);
    if let Some(neuron) = hovered.filter(|_| !response.dragged()) {
        actions.push(Action::Hover(neuron));
        if response.clicked() {
            let more = ui.input(|input| input.modifiers.shift);
            actions.push(if more { Action::PickToo(neuron) } else { Action::Pick(neuron) });
        }
        let text = scene.history.layout.neuron_name(neuron);
        response.on_hover_text_at_pointer(format!("{text}\ndrag to turn, double click for the first view"));
    }
}

/// The plane across the space where the state is: this one, or the first that is a slice through it.
fn sheet<'a>(scene: &Scene<'a>, info: &SpaceInfo, space: &Space, plane: Option<usize>) -> Option<Sheet<'a>> {
    let planes = &scene.history.layout.planes;
    let (index, axis) = match plane {
        Some(index) => (index, info.across(planes.get(index)?)?),
        None => planes.iter().enumerate().find_map(|(index, plane)| Some((index, info.across(plane)?)))?,
    };
    let value = way::head(scene, space, &info.axes).map_or(f64::NAN, |at| at[axis]);
    let ranges = space.ranges.unwrap_or([0, 1, 2].map(|k| info.axes[k].range));
    let shown = SpaceInfo::beside(axis).map(|k| ranges[k]);
    Some(Sheet { index, axis, value, plane: scene.depiction.planes.get(index)?, shown })
}

/// The view, as hands have turned it.
fn turn(ui: &Ui, response: &egui::Response, id: &str) -> View {
    let key = egui::Id::unique(("view of", id));
    let mut view = ui.data(|data| data.get_temp::<View>(key)).unwrap_or(HOME);
    if response.dragged() {
        let by = response.drag_delta();
        view.yaw -= by.x * 0.008;
        view.pitch += by.y * 0.008;
    }
    if response.hovered() {
        view.zoom *= ui.input(egui::InputState::zoom_delta);
    }
    if response.has_focus() {
        let keys = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
        let pressed = |key: Key| ui.input(|input| input.num_presses(key)) as f32;
        view.yaw += 0.06 * (pressed(Key::ArrowLeft) - pressed(Key::ArrowRight));
        view.pitch += 0.06 * (pressed(Key::ArrowUp) - pressed(Key::ArrowDown));
    }
    if response.double_clicked() {
        view = HOME;
    }
    view.pitch = view.pitch.clamp(0.05, 1.5);
    view.zoom = view.zoom.clamp(0.5, 4.0);
    ui.data_mut(|data| data.insert_temp(key, view));
    view
}
