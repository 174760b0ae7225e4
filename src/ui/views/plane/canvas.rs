//! What is needed to draw in one plane: where things are on the screen, its handles, how lines look.

use crate::geometry::Point;
use crate::picture::{Axis, Grip, GripShape, Hue, NeuronLine, Plane, Trail};
use crate::ui::Scene;
use egui::{Event, PointerButton, Pos2, Rect, Shape, Stroke, Ui};
use egui_plot::{PlotPoint, PlotTransform};

/// Places along a trail at most.
pub(super) const TRAIL_STEPS: u64 = 3000;
/// And of a way on which no jumps are shown.
pub(super) const SMOOTH_STEPS: u64 = 1000;

/// Of a path with more points those are left out that are nearer to the one before than this.
const MANY: usize = 500;
const NEAR: f32 = 0.6;

/// By which what a hand does in plane `index` is remembered; another preset lets go of everything.
pub(super) fn key(scene: &Scene<'_>, index: usize) -> egui::Id {
    egui::Id::unique(("hand", index, scene.desk.gesture()))
}

/// The way of the pointer in this frame, from a press and up to a release.
pub(super) fn way(ui: &Ui) -> Vec<Pos2> {
    ui.input(|input| {
        let mut way = Vec::new();
        for event in &input.events {
            match *event {
                Event::PointerMoved(to) => way.push(to),
                Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, .. } => way = vec![pos],
                Event::PointerButton { pos, button: PointerButton::Primary, pressed: false, .. } => {
                    way.push(pos);
                    break;
                }
                _ => {}
            }
        }
        way
    })
}

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

    /// The ways of states.
    pub fn trails(&self) -> Vec<Trail> {
        trails(self.plane, self.axes)
    }

    /// Where two signals are now.
    pub fn head(&self, [x, y]: [usize; 2]) -> Option<Point> {
        let history = self.scene.history;
        let at = |row: &[f64]| Some(Point::new(*row.get(x)?, *row.get(y)?));
        let at = match &history.now {
            Some(now) => at(now)?,
            None => at(history.buckets(history.step, history.step).last()?.last)?,
        };
        (at.x.is_finite() && at.y.is_finite()).then_some(at)
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
    pub fn trail_steps(&self, trail: &Trail) -> u64 {
        (self.scene.trail_s(trail.seconds) / self.scene.history.layout.dt_s) as u64
    }

    /// The lines whose handles are shown: of neurons that are picked, or alone in their population.
    pub fn handled(&self) -> Vec<NeuronLine> {
        let is_alone = |line: &&NeuronLine| {
            let population = self.scene.history.layout.populations.get(line.neuron.population as usize);
            population.is_some_and(|population| population.count == 1) && !self.scene.is_picked(line.neuron)
        };
        let alone = self.plane.lines.iter().filter(is_alone).copied();
        self.plane.lines_of(self.scene.picks).chain(alone).collect()
    }

    /// A path from left to right on the screen, without points that lie on those before them.
    pub fn edge(&self, points: &[Point]) -> Vec<Pos2> {
        let mut path: Vec<Pos2> = self.path(points);
        if path.len() <= MANY {
            return path;
        }
        let last = path.last().copied();
        let mut kept = Pos2::new(f32::INFINITY, f32::INFINITY);
        path.retain(|at| {
            let is_apart = (*at - kept).length_sq() >= NEAR * NEAR;
            if is_apart {
                kept = *at;
            }
            is_apart
        });
        if path.last().copied() != last {
            path.extend(last);
        }
        path
    }

    /// Whether the lesson points at this handle, as `grip:jump` or `grip:boundary/1`.
    pub fn is_meant(&self, grip: &Grip) -> bool {
        let population = grip.neuron.and_then(|n| self.scene.history.layout.populations.get(n.population as usize));
        let fits = |which: &str| population.map_or_else(|| grip.index.to_string() == which, |p| p.name == which);
        self.scene.pointed().filter_map(|what| what.strip_prefix("grip:")).any(|what| {
            let (verb, which) = what.split_once('/').map_or((what, None), |(verb, which)| (verb, Some(which)));
            grip.verb.id == verb && which.is_none_or(fits)
        })
    }

    /// The handle that moves a line, where it touches.
    pub fn line_grip(&self, line: &NeuronLine) -> Option<Grip> {
        Some(Grip::new(line.handles.shift?, GripShape::Line, line.touch).of(line.neuron).about(line.touch))
    }

    /// The handles that are points, with those of the picked neurons and of neurons that are alone in their population.
    pub fn grips(&self) -> Vec<Grip> {
        let mut all = self.plane.grips.clone();
        for line in &self.handled() {
            let neuron = line.neuron;
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
        let heads = self.trails().into_iter().zip(0..).filter_map(|(trail, k)| {
            let grip = Grip::new(trail.pull?, GripShape::State, self.head(trail.signals)?);
            Some(grip.numbered(k).colored(trail.hue))
        });
        all.extend(heads);
        all
    }
}

/// The ways of states: those of a plane, else that of the signals along its axes, if both are sampled.
pub(super) fn trails(plane: &Plane, axes: &[Axis; 2]) -> Vec<Trail> {
    if !plane.trails.is_empty() {
        return plane.trails.clone();
    }
    let pull = plane.state;
    let own = |(x, y)| Trail { label: "", hue: Hue::Neutral, signals: [x, y], with_spikes: true, pull, seconds: None };
    axes[0].signal.zip(axes[1].signal).map(own).into_iter().collect()
}

/// An arrow, with a head so long and half so wide.
pub(super) fn arrow(painter: &egui::Painter, from: Pos2, to: Pos2, stroke: Stroke, [long, wide]: [f32; 2]) {
    let along = (to - from).normalized();
    let (back, side) = (to - along * long, along.rot90() * wide);
    painter.line_segment([from, back], stroke);
    painter.add(Shape::convex_polygon(vec![to, back + side, back - side], stroke.color, Stroke::NONE));
}
