//! The brush in a plane: a press on a dot silences its neuron, or wakes it, and so every neuron that the pointer passes.

use super::canvas::{Canvas, key, way};
use crate::picture::{Grip, GripShape, NeuronId};
use crate::ui::{Action, Scene, metrics};
use egui::{Pos2, Ui};

/// The brush from press to release.
#[derive(Clone, Default)]
struct Brush {
    silent: bool,
    /// Whether every second neuron is left out.
    skips: bool,
    press: Pos2,
    at: Pos2,
    /// Whether it was moved at all.
    moves: bool,
    /// The neurons that were passed, the first one first.
    passed: Vec<NeuronId>,
}

/// Whether the brush of plane `index` is down.
pub(super) fn is_down(ui: &Ui, scene: &Scene<'_>, index: usize) -> bool {
    ui.data(|data| data.get_temp::<Brush>(key(scene, index).with("brush")).is_some())
}

/// The dots that can be brushed, as handles.
pub(super) fn dots<'a>(canvas: &'a Canvas<'a>) -> impl DoubleEndedIterator<Item = Grip> + 'a {
    let grip = |verb| {
        let of = move |dot: &crate::picture::Dot| {
            Some(Grip::new(verb, GripShape::Dot, dot.at).of(dot.neuron?).colored(dot.hue))
        };
        canvas.plane.dots.iter().filter_map(of)
    };
    canvas.plane.brush.into_iter().flat_map(grip)
}

/// How far a place is from the way between two others.
fn distance(at: Pos2, [from, to]: [Pos2; 2]) -> f32 {
    let along = to - from;
    let part = (at - from).dot(along) / along.length_sq().max(f32::MIN_POSITIVE);
    at.distance(from + along * part.clamp(0.0, 1.0))
}

/// Follows the brush; `starts` puts it down on a dot, with `skips` for every second neuron only.
pub(super) fn brush(
    ui: &Ui,
    canvas: &Canvas<'_>,
    starts: Option<(NeuronId, Pos2)>,
    skips: bool,
    index: usize,
    actions: &mut Vec<Action>,
) {
    let id = key(canvas.scene, index).with("brush");
    let held = ui.data_mut(|data| data.remove_temp::<Brush>(id));
    let mut known = held.as_ref().map_or(0, |brush| brush.passed.len());
    let begun = starts.map(|(neuron, press)| {
        known = 0;
        let silent = !canvas.scene.roster.is_silenced(neuron);
        Brush { silent, skips, press, at: press, moves: false, passed: vec![neuron] }
    });
    let Some(mut brush) = begun.or(held) else { return };
    for to in way(ui) {
        // A click is of the one dot under it, however near others are.
        brush.moves |= to.distance(brush.press) > metrics::STILL;
        if !brush.moves {
            continue;
        }
        let first = brush.passed[0].index;
        let passed = dots(canvas).filter(|dot| distance(canvas.at(dot.at), [brush.at, to]) <= metrics::GRAB);
        for neuron in passed.filter_map(|dot| dot.neuron) {
            let skipped = brush.skips && neuron.index.abs_diff(first) % 2 == 1;
            if !skipped && !brush.passed.contains(&neuron) {
                brush.passed.push(neuron);
            }
        }
        brush.at = to;
    }
    if brush.passed.len() > known {
        // All of the drag, so that it is told as one thing.
        actions.push(Action::Brush { neurons: brush.passed.clone(), silent: brush.silent });
    }
    if ui.input(|input| input.pointer.primary_down()) {
        ui.data_mut(|data| data.insert_temp(id, brush));
    }
}
