//! The ways of the state through a plane, spikes on them as jumps, and how all was before the last gesture.

use super::canvas::{Canvas, SMOOTH_STEPS, TRAIL_STEPS};
use super::hand::Hand;
use crate::geometry::Point;
use crate::picture::{CurveKind, Hue, Trail};
use crate::sim::Spike;
use crate::ui::metrics;
use egui::{Pos2, Stroke, Ui};

/// Levels in which a trail fades.
const FADES: usize = 16;
/// Jumps in a trail that can be told apart; of more there is only the way.
const MOST_JUMPS: usize = 2000;
/// The last spike of a population is looked for among so many.
const LATELY: usize = 50_000;

/// The ways of the state, fading; and where it is now.
pub(super) fn trails(ui: &Ui, canvas: &Canvas<'_>) {
    for trail in canvas.trails() {
        way(ui, canvas, &trail);
    }
}

/// The run beside this one, pale: its lines, its boundaries, its ways.
pub(super) fn pale(ui: &Ui, canvas: &Canvas<'_>, index: usize) {
    let Some(scene) = canvas.scene.pale() else { return };
    let Some(plane) = scene.depiction.planes.get(index) else { return };
    let theirs = Canvas { scene: &scene, plane, ..*canvas };
    // Where nothing differs, lines would only be drawn twice.
    if plane.lines != canvas.plane.lines || plane.crowds != canvas.plane.crowds {
        super::lines::lines(ui, &theirs, &Hand::default());
    }
    if plane.curves != canvas.plane.curves {
        super::curves::curves(ui, &theirs, &Hand::default());
    }
    trails(ui, &theirs);
}

/// The way of the state through the plane, spikes in their colour, fading; and the state now.
fn way(ui: &Ui, canvas: &Canvas<'_>, trail: &Trail) {
    let (scene, history) = (canvas.scene, canvas.scene.history);
    // Where the picture is a function of the input, the whole window shows more.
    let steps =
        if canvas.plane.cursor.is_some() { scene.window()[1] - scene.window()[0] } else { canvas.trail_steps(trail) };
    let start = history.step.saturating_sub(steps);
    let painter = ui.painter_at(canvas.frame);
    let (columns, color) = (trail.signals, scene.theme.hue(trail.hue));
    let spikes = history.spikes(start, history.step);
    let spikes = if spikes.len() > MOST_JUMPS { &[] } else { spikes };
    // Without jumps it is smooth, and what is kept in summaries will do.
    let points = if spikes.is_empty() { SMOOTH_STEPS } else { TRAIL_STEPS };
    let stride = (steps / points).max(1);
    let mut next_spike = 0;
    let mut seen = None;
    let mut before: Option<Pos2> = None;
    let mut run: (usize, Option<Hue>, Vec<Pos2>) = (0, None, Vec::new());
    let flush = |run: &mut (usize, Option<Hue>, Vec<Pos2>)| {
        let points = std::mem::take(&mut run.2);
        if points.len() > 1 {
            let fade = 0.12 + 0.88 * (run.0 as f32 + 1.0) / FADES as f32;
            let (color, width) = match run.1 {
                Some(hue) => (scene.theme.hue(hue), 2.4),
                None => (color, metrics::TRACE),
            };
            painter.line(points, Stroke::new(width, color.gamma_multiply(fade)));
        }
    };
    let mut legs: Vec<(Option<Hue>, Point)> = Vec::new();
    for bucket in history.coarse(start, history.step, if spikes.is_empty() { stride } else { 1 }) {
        let first = next_spike;
        while spikes.get(next_spike).is_some_and(|spike| spike.step < bucket.step + bucket.steps) {
            next_spike += 1;
        }
        let jumped = &spikes[first..next_spike];
        // One in each stretch of a grid that stands still, whatever the window.
        let is_next = seen.replace(bucket.step / stride) != Some(bucket.step / stride);
        if jumped.is_empty() && !is_next && bucket.step != history.step {
            continue;
        }
        let end = Point::new(bucket.last[columns[0]], bucket.last[columns[1]]);
        // A jump is only a jump where the samples are single steps and the plane shows jumps.
        let shows_jumps = bucket.steps == 1 && trail.with_spikes && !canvas.plane.jumps.is_empty();
        legs.clear();
        if shows_jumps && !jumped.is_empty() {
            legs.extend(landings(canvas, jumped, end).into_iter().map(|(p, to)| (Some(canvas.hue_of(p)), to)));
        } else {
            legs.push((None, end));
        }
        let fade = ((bucket.step - start.min(bucket.step)) as usize * FADES / (steps as usize).max(1)).min(FADES - 1);
        for (hue, to) in legs.iter().copied() {
            let at = canvas.at(to);
            if (fade, hue) != (run.0, run.1) || run.1.is_some() {
                flush(&mut run);
                run = (fade, hue, before.into_iter().collect());
            }
            run.2.push(at);
            before = Some(at);
        }
    }
    // Where a hand has put it, if the run is paused.
    if let Some(now) = canvas.head(columns) {
        let at = canvas.at(now);
        run.2.push(at);
        before = Some(at);
    }
    flush(&mut run);
    if let Some(at) = before {
        painter.circle(at, 6.0, color, Stroke::new(1.5, scene.theme.card));
    }
    if trail.with_spikes {
        arrows(&painter, canvas, columns, start);
    }
}

/// Where each spike of one step led, by its population, if the last of them led to `end`.
fn landings(canvas: &Canvas<'_>, spikes: &[Spike], end: Point) -> Vec<(u8, Point)> {
    let mut to = end;
    let mut all: Vec<(u8, Point)> = Vec::with_capacity(spikes.len());
    for spike in spikes.iter().rev() {
        let (population, index) = (spike.neuron().population, spike.neuron().index as usize);
        all.push((population, to));
        if let Some(jump) = canvas.plane.jumps.get(population as usize).and_then(|jumps| jumps.get(index)) {
            to -= *jump;
        }
    }
    all.reverse();
    all
}

/// The last jump of each population as an arrow: from where it began to where it ended.
fn arrows(painter: &egui::Painter, canvas: &Canvas<'_>, columns: [usize; 2], start: u64) {
    let history = canvas.scene.history;
    for (population, jumps) in canvas.plane.jumps.iter().enumerate() {
        let spikes = history.spikes(start, history.step);
        let of = |spike: &Spike| spike.neuron().population as usize == population;
        let Some(last) = spikes.iter().rev().take(LATELY).position(of).map(|back| spikes.len() - 1 - back) else {
            continue;
        };
        let spike = spikes[last];
        let Some(jump) = jumps.get(spike.neuron().index as usize) else { continue };
        let Some(bucket) = history.buckets(spike.step, spike.step).next().filter(|bucket| bucket.steps == 1) else {
            continue;
        };
        // Others may have jumped after it within the same step.
        let later = spikes[last..].iter().take_while(|other| other.step == spike.step).count();
        let end = Point::new(bucket.low[columns[0]], bucket.low[columns[1]]);
        let Some((_, end)) = landings(canvas, &spikes[last..last + later], end).first().copied() else { continue };
        let (from, to) = (canvas.at(end - jump), canvas.at(end));
        let color = canvas.scene.theme.hue(canvas.hue_of(population as u8));
        if (to - from).length() >= 6.0 {
            // Thin and open, unlike the arrow that is a handle.
            let along = (to - from).normalized();
            let stroke = Stroke::new(1.6, color);
            painter.line_segment([from, to], stroke);
            for side in [3.2, -3.2] {
                painter.line_segment([to - along * 6.0 + along.rot90() * side, to], stroke);
            }
        }
    }
}

/// How it was before the last gesture, pale.
pub(super) fn ghost(ui: &Ui, canvas: &Canvas<'_>, index: usize) {
    let Some(ghost) = canvas.scene.ghost else { return };
    let Some(before) = ghost.depiction.planes.get(index) else { return };
    let painter = ui.painter_at(canvas.frame);
    for curve in before.curves.iter().filter(|curve| curve.kind != CurveKind::Target) {
        let color = canvas.scene.theme.hue(curve.hue).gamma_multiply(0.4);
        painter.line(canvas.edge(&curve.points), Stroke::new(metrics::STRONG, color));
    }
    let [min, max] = canvas.corners();
    let hover = canvas.scene.hover.filter(|neuron| !canvas.scene.is_picked(*neuron));
    let shown: Vec<_> = canvas.scene.picks.iter().copied().chain(hover).collect();
    for line in before.lines_of(&shown) {
        if let Some(ends) = line.half_plane.clip(min, max) {
            let color = canvas.scene.theme.hue(canvas.hue_of(line.neuron.population)).gamma_multiply(0.35);
            painter.line(canvas.path(&ends).clone(), Stroke::new(1.7, color));
        }
    }
    let history = canvas.scene.history;
    let [first, last] = ghost.steps;
    for trail in canvas.trails() {
        let ([x, y], steps) = (trail.signals, canvas.trail_steps(&trail));
        let start = first.max(last.saturating_sub(steps));
        let stride = (steps / SMOOTH_STEPS).max(1);
        let at = |bucket: crate::session::Bucket<'_>| canvas.at(Point::new(bucket.last[x], bucket.last[y]));
        let mut seen = None;
        let mut is_next = |step: u64| seen.replace(step / stride) != Some(step / stride);
        let path: Vec<Pos2> = history.coarse(start, last, stride).filter(|b| is_next(b.step)).map(at).collect();
        painter.line(path, Stroke::new(metrics::TRACE, canvas.scene.theme.weak.gamma_multiply(0.4)));
    }
}
