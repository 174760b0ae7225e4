//! Neurons as cells with their synapses: each lights up with its spikes. A line, a row of the raster and a cell are one
//! neuron: what is picked or under the pointer in one is lit in all.

mod glow;
mod places;
mod wires;

use crate::picture::{NeuronId, Synapses};
use crate::ui::widgets::title_row;
use crate::ui::{Action, Scene, metrics};
use egui::{Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, RichText, Sense, Shape, Stroke, Ui, Vec2, vec2};
use places::{Places, RADIUS};
use wires::Wire;

/// Cells closer than this, in points, are squares without synapses drawn one by one.
const SMALL: f32 = 9.0;
/// Cells closer than this share places of this size.
const SHARED: f32 = 2.0;
/// Half the side of such a square, as a part of the way to the next.
const SQUARE: f32 = 0.42;
/// A name fits into a cell from this radius on, in points.
const NAMED: f32 = 12.0;
/// Room for what the ends of synapses mean, and for the title.
const KEY: f32 = 215.0;
/// Room for the names of populations.
const NAMES: f32 = 30.0;

pub(super) fn cells_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let layout = &scene.history.layout;
    let focus = scene.hover.or(scene.picks.first().copied()).filter(|neuron| layout.has(*neuron));
    let told = |neuron: NeuronId| scene.history.synapses.iter().find(|synapses| synapses.neuron == neuron);
    let own = focus.and_then(told);
    title_row(ui, scene, "Cells", |ui| {
        // The title must stay to be read.
        let room = ui.available_width();
        if room > KEY {
            wires::key(ui, scene);
        }
        if let Some(focus) = focus.filter(|_| room > 1.8 * KEY) {
            let text = format!("synapses of {}", layout.neuron_name(focus));
            ui.label(RichText::new(text).size(metrics::SMALL).color(scene.theme.weak));
        }
    });
    let whole = ui.available_rect_before_wrap();
    let response = ui.allocate_rect(whole, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, "Cells"));
    let counts: Vec<usize> = layout.populations.iter().map(|p| p.count).collect();
    let places = Places::new(&counts, whole.with_min_x(whole.left() + NAMES).shrink2(vec2(2.0, 4.0)));
    let painter = ui.painter_at(whole);
    let light = glow::glow(scene.history);
    let under = response.hover_pos().and_then(|at| places.under(at));
    actions.extend(under.map(Action::Hover));
    let hover = under.or(scene.hover);
    if places.pitch >= SMALL {
        // Of few neurons all are told.
        let few = scene.history.synapses.len() > 1;
        synapses(&painter, scene, &places, &light, if few { &scene.history.synapses } else { &[] }, own);
        if let Some(pale) = scene.pale() {
            halves(&painter, &pale, &places);
        }
        discs(&painter, scene, &places, &light);
    } else {
        painter.add(Shape::mesh(squares(scene, &places, &light, own)));
        if let Some(pale) = scene.pale() {
            painter.add(Shape::mesh(corners(&pale, &places)));
        }
    }
    names(&painter, scene, &places, whole);
    for (neuron, is_picked) in scene.picks.iter().map(|neuron| (*neuron, true)).chain(hover.map(|n| (n, false))) {
        if layout.has(neuron) {
            ring(&painter, scene, &places, neuron, is_picked);
        }
    }
    if let Some(neuron) = under {
        if response.clicked() {
            let more = ui.input(|input| input.modifiers.shift);
            actions.push(if more { Action::PickToo(neuron) } else { Action::Pick(neuron) });
        }
        let silent = if scene.roster.is_silenced(neuron) { ", silenced" } else { "" };
        let name = layout.neuron_name(neuron);
        response.on_hover_text_at_pointer(format!("{name}{silent}: click to pick it, with Shift to pick more"));
    }
}

/// The synapses of `all`, faint, and those of the neuron that is looked at: what it sends strong, what it gets paler.
fn synapses(
    painter: &Painter,
    scene: &Scene<'_>,
    places: &Places,
    light: &[Vec<f32>],
    all: &[Synapses],
    own: Option<&Synapses>,
) {
    let lit = |wire: &Wire| light_of(light, wire.from);
    let sets: Vec<(Vec<Wire>, f32)> = all
        .iter()
        .map(|synapses| (wires::wires(synapses, true), 0.3))
        .chain(own.map(|own| (wires::wires(own, false), 0.42)))
        .chain(own.map(|own| (wires::wires(own, true), 0.9)))
        .collect();
    let largest = sets.iter().flat_map(|(set, _)| set).fold(0.0f32, |top, wire| top.max(wire.weight.abs()));
    // Where many lie over each other each must be fainter.
    for (set, strength) in &sets {
        let crowd = (24.0 / set.len().max(1) as f32).sqrt().clamp(0.3, 1.0);
        wires::paint(painter, scene, places, set, largest, |wire| strength * crowd + 0.6 * lit(wire) * crowd);
    }
}

fn light_of(light: &[Vec<f32>], neuron: NeuronId) -> f32 {
    let cells = light.get(usize::from(neuron.population));
    cells.and_then(|cells| cells.get(neuron.index as usize)).copied().unwrap_or(0.0)
}

/// What the neuron that is looked at does to another, from -1 to 1.
fn touch(own: Option<&Synapses>, largest: f32, neuron: NeuronId) -> f32 {
    let onto = own.filter(|own| own.neuron != neuron).and_then(|own| own.onto.get(usize::from(neuron.population)));
    onto.and_then(|onto| onto.get(neuron.index as usize)).map_or(0.0, |weight| weight / largest.max(f32::MIN_POSITIVE))
}

/// The largest of the weights that it sends to others.
fn largest(own: Option<&Synapses>) -> f32 {
    let others = own.into_iter().flat_map(|own| {
        let is_own = |p: usize, k: usize| usize::from(own.neuron.population) == p && own.neuron.index as usize == k;
        let all = own.onto.iter().enumerate();
        all.flat_map(move |(p, onto)| {
            onto.iter().enumerate().filter(move |(k, _)| !is_own(p, *k)).map(|(_, w)| w.abs())
        })
    });
    others.fold(0.0, f32::max)
}

/// The colour of a cell: of its kind, lit by its spikes.
fn color(scene: &Scene<'_>, neuron: NeuronId, light: f32) -> Color32 {
    let population = &scene.history.layout.populations[usize::from(neuron.population)];
    scene.theme.lit(population.hue_of(neuron.index as usize), light)
}

fn discs(painter: &Painter, scene: &Scene<'_>, places: &Places, light: &[Vec<f32>]) {
    let (layout, radius) = (&scene.history.layout, RADIUS * places.pitch);
    for neuron in layout.neurons() {
        let population = &layout.populations[usize::from(neuron.population)];
        let (at, glow) = (places.at(neuron), light_of(light, neuron));
        let hue = scene.theme.hue(population.hue_of(neuron.index as usize));
        if scene.roster.is_silenced(neuron) {
            crossed(painter, scene, at, radius);
            continue;
        }
        // Light that falls around it.
        for (wide, part) in [(1.95, 0.10), (1.5, 0.16)] {
            if glow > 0.02 {
                painter.circle_filled(at, wide * radius, hue.gamma_multiply(part * glow));
            }
        }
        // Of neurons whose spikes are not told nobody knows when they light up.
        let fill = if population.tells_spikes { color(scene, neuron, glow) } else { scene.theme.card };
        let rim = hue.gamma_multiply(0.55 + 0.45 * glow);
        painter.circle(at, radius, fill, Stroke::new((0.09 * radius).clamp(0.8, 1.6), rim));
        if radius >= NAMED {
            let text = layout.neuron_name(neuron);
            let size = (0.62 * radius).clamp(scene.digits(), 15.0);
            let ink = if glow > 0.5 { scene.theme.card } else { scene.theme.text };
            painter.text(at, Align2::CENTER_CENTER, text, FontId::proportional(size), ink);
        }
    }
}

/// The spikes of the run beside this one, where cells are small: a corner of the cell.
fn corners(pale: &Scene<'_>, places: &Places) -> Mesh {
    let light = glow::glow(pale.history);
    let side = 0.5 * SQUARE * places.pitch;
    let mut mesh = Mesh::default();
    for neuron in pale.history.layout.neurons().filter(|neuron| places.holds(*neuron)) {
        let glow = light_of(&light, neuron);
        if glow > 0.05 {
            let rect = Rect::from_center_size(places.at(neuron) + Vec2::splat(side), Vec2::splat(2.0 * side));
            mesh.add_colored_rect(rect, pale.theme.text.gamma_multiply(glow));
        }
    }
    mesh
}

/// The spikes of the run beside this one: a ring around the cell, where both have it.
fn halves(painter: &Painter, pale: &Scene<'_>, places: &Places) {
    let light = glow::glow(pale.history);
    let counts = |neuron: NeuronId| light.get(usize::from(neuron.population)).map_or(0, Vec::len);
    for neuron in pale.history.layout.neurons().filter(|neuron| (neuron.index as usize) < counts(*neuron)) {
        let glow = light_of(&light, neuron);
        if glow > 0.05 && places.holds(neuron) {
            let color = color(pale, neuron, 1.0).gamma_multiply(glow);
            painter.circle_stroke(places.at(neuron), 1.45 * RADIUS * places.pitch, Stroke::new(2.0, color));
        }
    }
}

/// A cell that is silenced: hollow, with a cross.
fn crossed(painter: &Painter, scene: &Scene<'_>, at: Pos2, radius: f32) {
    let stroke = Stroke::new(1.0, scene.theme.weak);
    painter.circle(at, radius, scene.theme.card, stroke);
    let arm = 0.7 * radius;
    painter.line_segment([at - Vec2::splat(arm), at + Vec2::splat(arm)], stroke);
    painter.line_segment([at + vec2(-arm, arm), at + vec2(arm, -arm)], stroke);
}

/// More cells than there are points: those that share a place are as bright as the brightest of them.
fn shared(scene: &Scene<'_>, places: &Places, light: &[Vec<f32>], own: Option<&Synapses>) -> Mesh {
    let (most, layout) = (largest(own), &scene.history.layout);
    let mut mesh = Mesh::default();
    for (p, population) in layout.populations.iter().enumerate() {
        let Some(block) = places.block(p) else { continue };
        let columns = (block.width() / SHARED).ceil() as usize + 1;
        let rows = (block.height() / SHARED).ceil() as usize + 1;
        // Brightness, how far it is reached by the neuron that is looked at, and one whose kind it has.
        let mut places_of: Vec<Option<(f32, f32, NeuronId)>> = vec![None; columns * rows];
        for index in 0..population.count {
            let neuron = NeuronId { population: p as u8, index: index as u32 };
            if scene.roster.is_silenced(neuron) {
                continue;
            }
            let at = (places.at(neuron) - block.min) / SHARED;
            let place = (at.y.max(0.0) as usize).min(rows - 1) * columns + (at.x.max(0.0) as usize).min(columns - 1);
            let (glow, reached) = (light_of(light, neuron), 0.5 * touch(own, most, neuron).abs());
            let (known, far, _) = places_of[place].unwrap_or((0.0, 0.0, neuron));
            places_of[place] = Some((glow.max(known), reached.max(far), neuron));
        }
        for (place, told) in places_of.iter().enumerate() {
            let Some((glow, reached, neuron)) = told else { continue };
            let corner = block.min + vec2((place % columns) as f32, (place / columns) as f32) * SHARED;
            let fill = color(scene, *neuron, *glow).lerp_to_gamma(scene.theme.text, *reached);
            mesh.add_colored_rect(Rect::from_min_size(corner, Vec2::splat(SHARED)), fill);
        }
    }
    mesh
}

/// Many cells, as one mesh.
fn squares(scene: &Scene<'_>, places: &Places, light: &[Vec<f32>], own: Option<&Synapses>) -> Mesh {
    if places.pitch < SHARED {
        return shared(scene, places, light, own);
    }
    let (most, half) = (largest(own), (SQUARE * places.pitch).max(0.5));
    let mut mesh = Mesh::default();
    for neuron in scene.history.layout.neurons() {
        let rect = Rect::from_center_size(places.at(neuron), Vec2::splat(2.0 * half));
        if scene.roster.is_silenced(neuron) {
            mesh.add_colored_rect(rect, scene.theme.rail);
            mesh.add_colored_rect(rect.shrink(0.3 * half), scene.theme.card);
            continue;
        }
        // What the neuron that is looked at reaches is paler, the stronger the synapse.
        let reached = 0.5 * touch(own, most, neuron).abs();
        let fill = color(scene, neuron, light_of(light, neuron)).lerp_to_gamma(scene.theme.text, reached);
        mesh.add_colored_rect(rect, fill);
    }
    mesh
}

/// The names of the populations at the left.
fn names(painter: &Painter, scene: &Scene<'_>, places: &Places, whole: Rect) {
    for (k, population) in scene.history.layout.populations.iter().enumerate() {
        let Some(block) = places.block(k) else { continue };
        let at = egui::pos2(whole.left() + 2.0, block.center().y);
        let color = scene.theme.hue(population.hue);
        painter.text(at, Align2::LEFT_CENTER, population.name, FontId::proportional(metrics::HEADING), color);
    }
}

/// A ring around a cell that is picked, a thinner one around the one under the pointer; with its name where it has no
/// room inside.
fn ring(painter: &Painter, scene: &Scene<'_>, places: &Places, neuron: NeuronId, is_picked: bool) {
    let (at, radius) = (places.at(neuron), (RADIUS * places.pitch).max(2.5));
    let width = if is_picked { 2.2 } else { 1.2 };
    painter.circle_stroke(at, radius + 2.2, Stroke::new(width, scene.theme.text));
    if RADIUS * places.pitch < NAMED {
        let name = scene.history.layout.neuron_name(neuron);
        let galley = painter.layout_no_wrap(name, FontId::proportional(metrics::SMALL), scene.theme.text);
        let rect = Align2::LEFT_BOTTOM.anchor_size(at + vec2(radius + 3.0, -radius - 1.0), galley.size());
        painter.rect_filled(rect.expand2(vec2(3.0, 1.0)), 3.0, scene.theme.card.gamma_multiply(0.85));
        painter.galley(rect.min, galley, scene.theme.text);
    }
}
