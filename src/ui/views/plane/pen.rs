//! The pen in a plane: draws from a press, and wishes for the curve when it is lifted.

use super::canvas::{Canvas, key, way};
use crate::geometry::Point;
use crate::picture::Drawing;
use crate::ui::{Action, Scene};
use egui::{Pos2, Shape, Stroke, Ui};

/// Points of a closed curve are at least so far apart.
const APART: f32 = 4.0;
/// A closed curve of so many points or fewer was a slip of the hand.
const SLIP: usize = 8;

/// Whether the pen is down in plane `index`.
pub(super) fn is_down(ui: &Ui, scene: &Scene<'_>, index: usize) -> bool {
    ui.data(|data| data.get_temp::<Vec<Point>>(key(scene, index).with("pen")).is_some())
}

/// Follows the pen; `starts` puts it down.
pub(super) fn pen(ui: &Ui, canvas: &Canvas<'_>, starts: bool, index: usize, actions: &mut Vec<Action>) {
    let id = key(canvas.scene, index).with("pen");
    let curve = ui.data_mut(|data| data.remove_temp::<Vec<Point>>(id)).or(starts.then(Vec::new));
    let (Some(mut curve), Some(drawing)) = (curve, canvas.plane.draws) else { return };
    for at in way(ui) {
        let at = canvas.frame.clamp(at);
        let value = canvas.transform.value_from_position(at);
        match drawing {
            // Going back rubs out.
            Drawing::Function => curve.retain(|known| known.x < value.x),
            Drawing::Loop if curve.last().is_some_and(|last| canvas.at(*last).distance(at) < APART) => continue,
            Drawing::Loop => {}
        }
        curve.push(Point::new(value.x, value.y));
    }
    let (painter, theme) = (ui.painter_at(canvas.frame), canvas.scene.theme);
    let path: Vec<Pos2> = canvas.path(&curve);
    if let (Drawing::Loop, [first, .., last]) = (drawing, &path[..]) {
        // How it will close.
        painter.extend(Shape::dashed_line(&[*last, *first], Stroke::new(1.0, theme.weak), 5.0, 4.0));
    }
    painter.line(path, Stroke::new(2.0, theme.good));
    let least = if drawing == Drawing::Loop { SLIP } else { 2 };
    if ui.input(|input| input.pointer.primary_down()) {
        ui.data_mut(|data| data.insert_temp(id, curve));
    } else if curve.len() > least {
        actions.push(Action::Draw { plane: index, points: curve });
    }
}
