//! A picture in a plane as plain data: lines with owners, regions, flows, trails, marks. Every system is shown by these.

use super::{Crowd, Given, Grip, Hue, NeuronId, NeuronLine, Verb};
use crate::geometry::{Point, Vector};
use std::sync::Arc;

/// One axis of a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Plain name.
    pub name: &'static str,
    /// Symbol, `_` starts a subscript.
    pub symbol: &'static str,
    /// Range to show at first.
    pub range: [f64; 2],
    /// The sampled signal that runs along this axis: index in `Layout::signals`.
    pub signal: Option<usize>,
}

/// What of a plane does not change within a generation.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneInfo {
    /// Key for saved layouts.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// A word or two for choosing it.
    pub short: &'static str,
    /// Horizontal and vertical axis.
    pub axes: [Axis; 2],
    /// Whether a unit is as long along both axes.
    pub is_true_to_scale: bool,
}

/// What a curve is, besides whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveKind {
    /// The edge of where a population fires, or what else matters most: strong.
    Boundary,
    /// What theory predicts.
    Theory,
    /// What was asked for.
    Target,
    /// A level line, or a line to look along: faint.
    Contour,
}

/// A polyline.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Kind.
    pub kind: CurveKind,
    /// Whose.
    pub hue: Hue,
    /// Name for labels.
    pub label: &'static str,
    /// From left to right.
    pub points: Vec<Point>,
}

/// What a curve that is drawn by hand becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawing {
    /// A function of the horizontal axis: from left to right.
    #[default]
    Function,
    /// A closed curve: its points in the order drawn, the first not repeated at the end.
    Loop,
}

/// A dot, as of one neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Where.
    pub at: Point,
    /// Whose.
    pub hue: Hue,
    /// The neuron, if it is one's.
    pub neuron: Option<NeuronId>,
}

/// Where a region lies.
#[derive(Clone, Debug, PartialEq)]
pub enum RegionShape {
    /// Between a path, from left to right, and the bottom of the picture.
    Under(Vec<Point>),
    /// Between a path, from left to right, and the top of the picture.
    Over(Vec<Point>),
    /// Within a convex polygon.
    Polygon(Vec<Point>),
}

impl RegionShape {
    /// Whether a point lies in it.
    pub fn holds(&self, p: Point) -> bool {
        // Height of a path there.
        let edge = |path: &[Point]| {
            let after = path.partition_point(|q| q.x < p.x);
            let (a, b) = (path.get(after.checked_sub(1)?)?, path.get(after)?);
            Some(a.y + (b.y - a.y) * (p.x - a.x) / (b.x - a.x))
        };
        match self {
            RegionShape::Under(path) => edge(path).is_some_and(|y| p.y < y),
            RegionShape::Over(path) => edge(path).is_some_and(|y| p.y > y),
            RegionShape::Polygon(points) => {
                let next = points.iter().cycle().skip(1);
                let mut sides = points.iter().zip(next).map(|(a, b)| (b - a).perp(&(p - a)));
                points.len() > 2 && (sides.clone().all(|s| s >= 0.0) || sides.all(|s| s <= 0.0))
            }
        }
    }
}

/// A shaded part of the plane, as where a population fires.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Whose.
    pub hue: Hue,
    /// Where.
    pub shape: RegionShape,
    /// Words in it, such as `E fires`.
    pub label: &'static str,
}

/// Where a state moves, in units of the axes per second.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowField {
    /// Back to the origin: `-(leak * position)`, with the leak of each axis per second. Not drawn within regions, where
    /// more than the leak moves the state.
    Leak([f64; 2]),
    /// Known in the middle of each cell of a grid.
    Grid {
        /// Ranges of the grid along both axes.
        range: [[f64; 2]; 2],
        /// Cells across and up.
        cells: [usize; 2],
        /// Row by row from the bottom.
        vectors: Vec<Vector>,
    },
}

impl FlowField {
    /// The flow at a place; `None` outside of the grid.
    pub fn at(&self, p: Point) -> Option<Vector> {
        match self {
            FlowField::Leak(rates) => Some(Vector::new(-rates[0] * p.x, -rates[1] * p.y)),
            FlowField::Grid { range, cells, vectors } => {
                let place = |k: usize| {
                    let part = (p[k] - range[k][0]) / (range[k][1] - range[k][0]);
                    (0.0..=1.0)
                        .contains(&part)
                        .then(|| (part * cells[k] as f64 - 0.5).clamp(0.0, cells[k] as f64 - 1.0))
                };
                let (x, y) = (place(0)?, place(1)?);
                let (i, j) = (x as usize, y as usize);
                let of =
                    |i: usize, j: usize| vectors.get(j.min(cells[1] - 1) * cells[0] + i.min(cells[0] - 1)).copied();
                let (u, v) = (x - i as f64, y - j as f64);
                let low = of(i, j)? * (1.0 - u) + of(i + 1, j)? * u;
                let high = of(i, j + 1)? * (1.0 - u) + of(i + 1, j + 1)? * u;
                Some(low * (1.0 - v) + high * v)
            }
        }
    }
}

/// A flow, drawn as arrows; several lie over each other in their hues.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Name in the legend; empty for none.
    pub label: &'static str,
    /// Hue.
    pub hue: Hue,
    /// Where it leads.
    pub field: FlowField,
}

/// A number at each place, drawn as shades under everything else.
#[derive(Clone, Debug, PartialEq)]
pub struct Shades {
    /// What they tell, in the legend; empty for none.
    pub label: &'static str,
    /// Ranges of the grid along both axes.
    pub range: [[f64; 2]; 2],
    /// Cells across and up.
    pub cells: [usize; 2],
    /// Row by row from the bottom; what is not a number is left out.
    pub values: Vec<f32>,
    /// The numbers that are drawn faintest and strongest; `None` for the lowest and the highest that there are.
    pub ends: Option<[f32; 2]>,
    /// Hue of much; signed numbers have colours of their own on both sides of 0.
    pub hue: Hue,
    /// Whether the sign matters.
    pub is_signed: bool,
}

/// The way of two signals through the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Trail {
    /// Name in the legend; empty for none.
    pub label: &'static str,
    /// Hue.
    pub hue: Hue,
    /// The signals along both axes: indices in `Layout::signals`.
    pub signals: [usize; 2],
    /// Whether spikes are drawn on it, as jumps in the colour of their population.
    pub with_spikes: bool,
    /// What a hand does with its head; `None` if it is not to be pulled.
    pub pull: Option<&'static Verb>,
    /// How long it is to be seen, in seconds; `None` as long as the layout says.
    pub seconds: Option<f64>,
}

/// A vertical line at a place, such as the present input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    /// Where.
    pub x: f64,
    /// What a hand does with it; `None` if it is only to be looked at.
    pub verb: Option<&'static Verb>,
}

/// What a mark means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A fixed point that holds.
    Stable,
    /// A fixed point that does not.
    Unstable,
}

/// A point with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub at: Point,
    /// Kind.
    pub kind: MarkKind,
    /// Words beside it.
    pub label: String,
}

/// A plane at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plane {
    /// Added to the title: `at x = 1.00`.
    pub subtitle: String,
    /// One line a neuron; of a crowd some that stand for all.
    pub lines: Vec<NeuronLine>,
    /// All lines of populations that have too many to list.
    pub crowds: Vec<Crowd>,
    /// Handles beyond those of single neurons.
    pub grips: Vec<Grip>,
    /// What the lines were drawn with.
    pub given: Given,
    /// Curves, drawn in this order.
    pub curves: Vec<Curve>,
    /// Shaded regions, drawn below everything.
    pub regions: Vec<Region>,
    /// Words for the region that is not shaded, such as `silent`.
    pub rest_label: &'static str,
    /// Words for where all regions overlap.
    pub overlap_label: &'static str,
    /// Shades, drawn under everything else.
    pub shades: Option<Shades>,
    /// Flows.
    pub flows: Vec<Flow>,
    /// Ways of the state; if there are none, that of the signals along the axes.
    pub trails: Vec<Trail>,
    /// What a hand does with the state, where no trails are named; `None` if it is not to be pulled.
    pub state: Option<&'static Verb>,
    /// Dots.
    pub dots: Vec<Dot>,
    /// What a brush does that passes over the dots of neurons, which silences or wakes them; `None` if there is none.
    pub brush: Option<&'static Verb>,
    /// Fixed points.
    pub marks: Vec<Mark>,
    /// The jump that one spike of a neuron makes, for neurons that have one: index as in `Layout::populations`.
    pub jumps: Vec<Arc<[Vector]>>,
    /// What can be drawn into it by hand, if anything can: as `Hands::canvas` says.
    pub draws: Option<Drawing>,
    /// A vertical cursor, such as the present input.
    pub cursor: Option<Cursor>,
}

impl Plane {
    /// About how many bytes it takes beside what it shares with another one.
    pub(super) fn bytes(&self, other: Option<&Plane>) -> usize {
        let points = |points: &[Point]| size_of_val(points);
        let region = |shape: &RegionShape| match shape {
            RegionShape::Under(path) | RegionShape::Over(path) | RegionShape::Polygon(path) => points(path),
        };
        let crowds = self.crowds.iter().enumerate();
        let jumps = self.jumps.iter().enumerate();
        let shared = |k: usize, own: &Arc<[Vector]>| {
            other.and_then(|other| other.jumps.get(k)).is_some_and(|theirs| Arc::ptr_eq(own, theirs))
        };
        self.curves.iter().map(|curve| points(&curve.points)).sum::<usize>()
            + self.regions.iter().map(|own| region(&own.shape)).sum::<usize>()
            + size_of_val(&self.lines[..])
            + self.shades.as_ref().map_or(0, |shades| size_of_val(&shades.values[..]))
            + jumps.filter(|(k, own)| !shared(*k, own)).map(|(_, own)| size_of_val(&own[..])).sum::<usize>()
            + crowds.map(|(k, own)| own.bytes(other.and_then(|other| other.crowds.get(k)))).sum::<usize>()
    }

    /// The line of a neuron, if it has one here.
    pub fn line(&self, neuron: NeuronId) -> Option<NeuronLine> {
        match self.crowds.iter().find(|crowd| crowd.population == neuron.population) {
            Some(crowd) => crowd.line(neuron.index as usize),
            None => self.lines.iter().find(|line| line.neuron == neuron).copied(),
        }
    }

    /// The lines of these neurons that it has.
    pub fn lines_of<'a>(&'a self, neurons: &'a [NeuronId]) -> impl Iterator<Item = NeuronLine> + 'a {
        neurons.iter().filter_map(|neuron| self.line(*neuron))
    }
}
