//! What is needed to draw in one plane: where things are on the screen, its handles, how lines look.

use crate::geometry::Point;
use crate::picture::{Axis, Grip, GripShape, Hue, NeuronLine, Plane};
use crate::ui::Scene;
use egui::{Pos2, Rect, Shape, Stroke};
use egui_plot::{PlotPoint, PlotTransform};

/// Steps of a trail at most.
pub(super) const TRAIL_STEPS: u64 = 3000;

/// What is needed to draw in one plane.
pub(super) struct Canvas<'a> {
    pub scene: &'a Scene<'a>,
    pub title: &'a str,
    pub plane: &'a Plane,
    pub axes: &'a [Axis; 2],
    pub frame: Rect,
    pub transform: PlotTransform,
}

impl Canvas<'_> {
    pub fn at(&self, p: Point) -> Pos2 {
        self.transform.position_from_point(&PlotPoint::new(p.x, p.y))
    }

    pub fn corners(&self) -> [Point; 2] {
        let bounds = self.transform.bounds();
        [Point::new(bounds.min()[0], bounds.min()[1]), Point::new(bounds.max()[0], bounds.max()[1])]
    }

    pub fn path(&self, points: &[Point]) -> Vec<Pos2> {
        points.iter().map(|p| self.at(*p)).collect()
    }

    /// The sampled signals along both axes, if they are sampled.
    pub fn columns(&self) -> Option<[usize; 2]> {
        Some([self.axes[0].signal?, self.axes[1].signal?])
    }

    /// Where the state is, if both axes are sampled.
    pub fn state(&self) -> Option<Point> {
        let history = self.scene.history;
        let columns = self.columns()?;
        let bucket = history.buckets(history.step, history.step).last()?;
        Some(Point::new(bucket.last[columns[0]], bucket.last[columns[1]]))
            .filter(|at| at.x.is_finite() && at.y.is_finite())
    }

    /// Where the knob of a line sits: near the end that is farther from where it touches.
    pub fn knob(&self, line: &NeuronLine) -> Option<Point> {
        let [min, max] = self.corners();
        let [a, b] = line.half_plane.clip(min, max)?;
        let (left, right) = if a.x < b.x { (a, b) } else { (b, a) };
        let at = left + (right - left) * 0.84;
        let near = self.at(at).distance(self.at(line.touch)) < 40.0;
        Some(if near { left + (right - left) * 0.16 } else { at })
    }

    /// The hue of a population.
    pub fn hue_of(&self, population: u8) -> Hue {
        self.scene.history.layout.populations.get(population as usize).map_or(Hue::Neutral, |p| p.hue)
    }

    /// Length of a trail in steps.
    pub fn trail_steps(&self) -> u64 {
        let layout = &self.scene.history.layout;
        ((layout.time.trail_s / layout.dt_s) as u64).min(TRAIL_STEPS)
    }

    /// The handles that are points, with those of the picked neurons.
    pub fn grips(&self) -> Vec<Grip> {
        let mut all = self.plane.grips.clone();
        for &neuron in self.scene.picks {
            let Some(line) = self.plane.lines.iter().find(|line| line.neuron == neuron) else { continue };
            let grip = |verb, shape, at| {
                Grip::new(verb, shape, at).of(neuron).about(line.touch).colored(self.hue_of(neuron.population))
            };
            if let (Some(verb), Some(at)) = (line.handles.turn, self.knob(line)) {
                all.push(grip(verb, GripShape::Ring, at));
            }
            let jumps = self.plane.jumps.get(neuron.population as usize);
            let jump = jumps.and_then(|jumps| jumps.get(neuron.index as usize));
            if let (Some(verb), Some(jump)) = (line.handles.jump, jump) {
                all.push(grip(verb, GripShape::Arrow, line.touch + jump));
            }
        }
        if let (Some(verb), Some(at)) = (self.plane.state, self.state()) {
            all.push(Grip::new(verb, GripShape::State, at));
        }
        all
    }
}

/// An arrow, with a head so long and half so wide.
pub(super) fn arrow(painter: &egui::Painter, from: Pos2, to: Pos2, stroke: Stroke, [long, wide]: [f32; 2]) {
    let along = (to - from).normalized();
    let (back, side) = (to - along * long, along.rot90() * wide);
    painter.line_segment([from, back], stroke);
    painter.add(Shape::convex_polygon(vec![to, back + side, back - side], stroke.color, Stroke::NONE));
}
