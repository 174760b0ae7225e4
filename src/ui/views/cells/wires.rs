//! Synapses as curved lines between cells: as wide as they are strong, an arrow where they excite, a disc where they
//! inhibit.

use super::places::{Places, RADIUS};
use crate::picture::{Hue, NeuronId, Synapses};
use crate::ui::{Scene, metrics};
use egui::{Painter, Pos2, Shape, Stroke, Vec2, vec2};

/// Synapses of a neuron drawn at most, each way.
const MOST: usize = 160;
/// Width of the thinnest and of the widest, in points.
const WIDTH: [f32; 2] = [0.6, 3.6];
/// Straight pieces of a curve.
const PIECES: usize = 16;
/// How far a curve leaves the straight way, as a part of it.
const BOW: f32 = 0.13;

/// A synapse that is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wire {
    pub from: NeuronId,
    pub to: NeuronId,
    pub weight: f32,
}

/// The hue of a sign: as E and I have it.
pub fn hue(weight: f32) -> Hue {
    if weight < 0.0 { Hue::Blue } else { Hue::Red }
}

/// The synapses that a neuron makes, or those that it gets, the strongest first; `None` weights are left out.
pub fn wires(synapses: &Synapses, onto: bool) -> Vec<Wire> {
    let (own, weights) = (synapses.neuron, if onto { &synapses.onto } else { &synapses.from });
    let mut all: Vec<Wire> = Vec::new();
    for (p, weights) in weights.iter().enumerate() {
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
            let other = NeuronId { population: p as u8, index: index as u32 };
            let (from, to) = if onto { (own, other) } else { (other, own) };
            all.push(Wire { from, to, weight: *weight });
        }
    }
    // Of equal ones those that are drawn lie everywhere.
    let spread = |wire: &Wire| (wire.from.index ^ wire.to.index).wrapping_mul(2_654_435_761);
    all.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(spread(a).cmp(&spread(b))));
    all
}

/// Paints the strongest of them, the weakest first; `strength` from 0 to 1. How many are left out.
pub fn paint(
    painter: &Painter,
    scene: &Scene<'_>,
    places: &Places,
    wires: &[Wire],
    largest: f32,
    strength: impl Fn(&Wire) -> f32,
) -> usize {
    let shown = wires.len().min(MOST);
    for wire in wires[..shown].iter().rev() {
        let size = (wire.weight.abs() / largest.max(f32::MIN_POSITIVE)).min(1.0);
        let width = (WIDTH[0] + (WIDTH[1] - WIDTH[0]) * size) * (places.pitch / 60.0).clamp(0.4, 1.0);
        let color = scene.theme.hue(hue(wire.weight)).gamma_multiply(strength(wire).clamp(0.0, 1.0));
        let stroke = Stroke::new(width, color);
        let end = (2.4 * width).max(0.1 * places.pitch).clamp(2.4, 8.5);
        let path = path(places, wire, end);
        tip(painter, &path, wire.weight, end, stroke);
    }
    wires.len() - shown
}

/// The curve from rim to rim; a loop where both are the same.
fn path(places: &Places, wire: &Wire, end: f32) -> Vec<Pos2> {
    let (a, b) = (places.at(wire.from), places.at(wire.to));
    let radius = RADIUS * places.pitch;
    // Away from the other population: the first one is on top.
    let out = if wire.from.population == 0 { -1.0 } else { 1.0 };
    if wire.from == wire.to {
        let reach = 1.3 * radius;
        let (from, to) = (vec2(-0.5, 0.87 * out) * radius, vec2(0.5, 0.87 * out) * (radius + end));
        let pull = vec2(0.0, out * reach);
        return cubic([a + from, a + from * 1.4 + pull + vec2(-0.4 * radius, 0.0), a + to * 1.4 + pull, a + to]);
    }
    let way = b - a;
    let bow = if wire.from.population == wire.to.population && way.y.abs() < 0.5 * places.pitch {
        // Within a row the way goes round the cells between.
        vec2(0.0, out) * (0.32 * way.length()).min(0.95 * places.pitch)
    } else {
        way.rot90() * BOW
    };
    let middle = a + way * 0.5 + bow;
    let rim = |cell: Pos2, far: f32| cell + (middle - cell).normalized() * far.min(0.45 * way.length());
    let (from, to) = (rim(a, radius), rim(b, radius + end + 1.0));
    let lean = |p: Pos2| p + (middle - p) * 0.66;
    cubic([from, lean(from), lean(to), to])
}

fn cubic([a, b, c, d]: [Pos2; 4]) -> Vec<Pos2> {
    let at = |k: usize| {
        let u = k as f32 / PIECES as f32;
        let v = 1.0 - u;
        let sum: Vec2 = a.to_vec2() * v * v * v
            + b.to_vec2() * 3.0 * v * v * u
            + c.to_vec2() * 3.0 * v * u * u
            + d.to_vec2() * u * u * u;
        sum.to_pos2()
    };
    (0..=PIECES).map(at).collect()
}

/// The line with its end.
fn tip(painter: &Painter, path: &[Pos2], weight: f32, end: f32, stroke: Stroke) {
    let [.., before, last] = *path else { return };
    let along = (last - before).normalized();
    painter.line(path.to_vec(), stroke);
    if weight < 0.0 {
        painter.circle_filled(last + along * 0.5 * end, 0.62 * end, stroke.color);
    } else {
        let side = along.rot90() * 0.62 * end;
        let tip = vec![last + along * end, last + side, last - side];
        painter.add(Shape::convex_polygon(tip, stroke.color, Stroke::NONE));
    }
}

/// What the ends mean, at the right end of the title row; from right to left.
pub fn key(ui: &mut egui::Ui, scene: &Scene<'_>) {
    for (word, weight) in [("lowers", -1.0), ("raises", 1.0)] {
        let color = scene.theme.hue(hue(weight));
        let label = ui.label(egui::RichText::new(word).size(metrics::SMALL).color(color));
        label.on_hover_text(format!(
            "A spike {word} the voltage of the neuron that it reaches, the more the wider the line"
        ));
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 12.0), egui::Sense::hover());
        let (from, to) = (rect.left_center(), rect.right_center() - vec2(6.0, 0.0));
        tip(ui.painter(), &[from, to], weight, 5.0, Stroke::new(1.4, color));
    }
}
