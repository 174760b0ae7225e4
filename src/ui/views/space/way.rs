//! What is drawn over the surfaces: paths, marks, the way of the state with spikes as jumps on it.

use super::projection::Projection;
use crate::picture::{Axis, Hue, MarkKind, Space};
use crate::ui::widgets::math;
use crate::ui::{Scene, metrics};
use egui::{Align2, Pos2, Shape, Stroke, Ui, vec2};

/// Points of the way of the state that is no spike.
const WAY: u64 = 900;
/// Levels in which it fades.
const FADES: usize = 8;
/// Jumps in it that can be told apart; of more there is only the way.
const MOST_JUMPS: usize = 2000;

/// The pieces of a polyline that lie within a box.
pub fn clipped(points: &[[f64; 3]], ranges: &[[f64; 2]; 3]) -> Vec<Vec<[f64; 3]>> {
    let mut pieces: Vec<Vec<[f64; 3]>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (k, [low, high]) in ranges.iter().enumerate() {
            let (a, by) = (pair[0][k], pair[1][k] - pair[0][k]);
            // A little more than the box, for what lies on its rim.
            let slack = 1e-9 * (high - low);
            for (edge, sign) in [(low - slack, 1.0), (high + slack, -1.0)] {
                // Inside is sign (a + u by - edge) >= 0.
                let (now, rise) = (sign * (a - edge), sign * by);
                match rise {
                    r if r > 0.0 => from = from.max(-now / r),
                    r if r < 0.0 => to = to.min(-now / r),
                    _ if now >= 0.0 => {}
                    _ => to = -1.0,
                }
            }
        }
        if from > to {
            open = false;
            continue;
        }
        let at = |u: f64| [0, 1, 2].map(|k| pair[0][k] + (pair[1][k] - pair[0][k]) * u);
        match pieces.last_mut().filter(|_| open && from == 0.0) {
            Some(piece) => piece.push(at(to)),
            None => pieces.push(vec![at(from), at(to)]),
        }
        open = to == 1.0;
    }
    pieces
}

/// The paths of a space, where they lie within its box; those on a relief are among its faces.
pub fn paths(painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, space: &Space, strength: f32) {
    for path in space.paths.iter().filter(|_| space.reliefs.is_empty()) {
        let stroke = Stroke::new(2.0, scene.theme.hue(path.hue).gamma_multiply(strength));
        for piece in clipped(&path.points, &projection.ranges) {
            let points: Vec<Pos2> = piece.iter().map(|p| projection.at(*p).0).collect();
            painter.line(points, stroke);
        }
    }
}

/// Points with a name.
pub fn marks(ui: &Ui, painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, space: &Space) {
    for mark in &space.marks {
        if (0..3).any(|k| !(projection.ranges[k][0]..=projection.ranges[k][1]).contains(&mark.at[k])) {
            continue;
        }
        let at = projection.at(mark.at).0;
        let color = if mark.kind == MarkKind::Stable { scene.theme.good } else { scene.theme.bad };
        painter.circle_stroke(at, 5.0, Stroke::new(2.0, color));
        let text = ui.ctx().fonts_mut(|fonts| fonts.layout_job(math(&mark.label, metrics::SMALL, scene.theme.text)));
        let rect = Align2::LEFT_CENTER.anchor_size(at + vec2(12.0, 12.0), text.size());
        painter.rect_filled(rect.expand2(vec2(4.0, 1.0)), 3.0, scene.theme.card.gamma_multiply(0.8));
        painter.galley(rect.min, text, scene.theme.text);
    }
}

/// Where the state is told by a row of samples: on the relief, where there is one.
fn place(space: &Space, axes: &[Axis; 3], row: &[f64]) -> [f64; 3] {
    let mut at =
        [0, 1, 2].map(|k| axes[k].signal.and_then(|column| row.get(column)).copied().unwrap_or(space.fixed[k]));
    if let Some(height) = space.reliefs.iter().find_map(|relief| relief.at(at[0], at[1])) {
        at[2] = height;
    }
    at
}

/// Where the state is now, if that is known.
pub fn head(scene: &Scene<'_>, space: &Space, axes: &[Axis; 3]) -> Option<[f64; 3]> {
    let history = scene.history;
    let bucket = history.buckets(history.step, history.step).last()?;
    Some(place(space, axes, bucket.last)).filter(|at| at.iter().all(|v| v.is_finite()))
}

/// The way of the state, fading, spikes on it as jumps; and the state now with its foot on the floor.
pub fn way(painter: &egui::Painter, scene: &Scene<'_>, projection: &Projection, axes: &[Axis; 3], space: &Space) {
    let history = scene.history;
    let [from, to] = scene.window();
    let stride = ((to - from) / WAY).max(1);
    let spikes = if space.with_spikes { history.spikes(from, to) } else { &[] };
    let spikes = if spikes.len() > MOST_JUMPS { &[] } else { spikes };
    let hue_of = |population: u8| history.layout.populations.get(population as usize).map(|p| p.hue);
    let fade_of =
        |step: u64| ((step.saturating_sub(from)) as usize * FADES / (to - from).max(1) as usize).min(FADES - 1);
    let mut next = 0;
    let mut run: (usize, Option<Hue>, Vec<[f64; 3]>) = (0, None, Vec::new());
    let flush = |run: &mut (usize, Option<Hue>, Vec<[f64; 3]>)| {
        let points = std::mem::take(&mut run.2);
        let fade = 0.15 + 0.85 * (run.0 + 1) as f32 / FADES as f32;
        let (color, width) = match run.1 {
            Some(hue) => (scene.theme.hue(hue), 2.8),
            None => (scene.theme.text, metrics::TRACE),
        };
        for piece in clipped(&points, &projection.ranges) {
            let path = piece.iter().map(|p| projection.at(*p).0).collect();
            painter.line(path, Stroke::new(width, color.gamma_multiply(fade)));
        }
    };
    let (mut before, mut seen): (Option<[f64; 3]>, _) = (None, None);
    for bucket in history.coarse(from, to, if spikes.is_empty() { stride } else { 1 }) {
        let mut spiker = None;
        while let Some(spike) = spikes.get(next).filter(|spike| spike.step < bucket.step + bucket.steps) {
            spiker = hue_of(spike.neuron().population);
            next += 1;
        }
        let is_next = seen.replace(bucket.step / stride) != Some(bucket.step / stride);
        if spiker.is_none() && !is_next && bucket.step + bucket.steps <= to {
            continue;
        }
        let at = place(space, axes, bucket.last);
        if at.iter().any(|v| !v.is_finite()) {
            continue;
        }
        // A jump is only a jump where the samples are single steps.
        let hue = spiker.filter(|_| bucket.steps == 1);
        let fade = fade_of(bucket.step);
        if (fade, hue) != (run.0, run.1) || hue.is_some() {
            flush(&mut run);
            run = (fade, hue, before.into_iter().collect());
        }
        run.2.push(at);
        before = Some(at);
    }
    flush(&mut run);
    let Some(last) = before else { return };
    if (0..3).any(|k| !(projection.ranges[k][0]..=projection.ranges[k][1]).contains(&last[k])) {
        return;
    }
    let at = projection.at(last).0;
    let foot = projection.at([last[0], last[1], projection.ranges[2][0]]).0;
    painter.extend(Shape::dashed_line(&[at, foot], Stroke::new(metrics::THIN, scene.theme.weak), 3.0, 3.0));
    painter.circle(at, 5.0, scene.theme.text, Stroke::new(1.5, scene.theme.card));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Relief;

    #[test]
    fn of_a_path_that_is_what_lies_in_the_box() {
        let ranges = [[0.0, 1.0], [0.0, 1.0], [0.0, 2.0]];
        // In at the left, out at the top, and back in.
        let points = [[-1.0, 0.5, 1.0], [0.5, 0.5, 1.0], [0.5, 1.5, 1.0], [0.5, 0.5, 1.0]];
        let pieces = clipped(&points, &ranges);
        assert_eq!(pieces.len(), 2);
        let near = |a: [f64; 3], b: [f64; 3]| (0..3).all(|k| (a[k] - b[k]).abs() < 1e-6);
        assert!(near(pieces[0][0], [0.0, 0.5, 1.0]) && near(pieces[0][2], [0.5, 1.0, 1.0]));
        assert!(near(pieces[1][0], [0.5, 1.0, 1.0]) && near(pieces[1][1], [0.5, 0.5, 1.0]));
        assert!(clipped(&[[0.5, 0.5, 3.0], [0.6, 0.5, 3.0]], &ranges).is_empty());
    }

    #[test]
    fn the_state_walks_on_the_relief() {
        let axis = |signal| Axis { name: "", symbol: "", range: [0.0, 1.0], signal: Some(signal) };
        let axes = [axis(0), axis(1), axis(2)];
        let relief = Relief::new([Hue::Red, Hue::Blue], 0.0, [[0.0, 8.0]; 2], 8, |x, y| 2.0 * x - y);
        let space = Space { reliefs: vec![relief], ..Space::default() };
        // Whatever is sampled there; outside it is what is sampled.
        assert_eq!(place(&space, &axes, &[3.25, 1.5, 77.0]), [3.25, 1.5, 5.0]);
        assert_eq!(place(&space, &axes, &[9.0, 1.5, 77.0]), [9.0, 1.5, 77.0]);
    }
}
