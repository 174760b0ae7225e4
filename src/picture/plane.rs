//! A picture in a plane as plain data: boundaries with owners, regions, flow, marks. Every system is shown by these.

use super::{Given, Grip, Hue, NeuronId};
use crate::geometry::{HalfPlane, Point, Vector};

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

/// Whether a line acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// It acts.
    Acting,
    /// Its neuron is silenced: a ghost.
    Silenced,
    /// It acts, but against the rules of the model.
    Unlawful,
}

/// The threshold of one neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeuronLine {
    /// Whose.
    pub neuron: NeuronId,
    /// Where it fires.
    pub half_plane: HalfPlane,
    /// Where the line touches, or comes nearest to, the boundary of its population.
    pub touch: Point,
    /// Whether it acts.
    pub state: LineState,
}

/// What a curve is, besides whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveKind {
    /// The boundary of a population: strong.
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

/// The firing side of a boundary: between a curve and the bottom or top of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Whose.
    pub hue: Hue,
    /// From left to right.
    pub edge: Vec<Point>,
    /// Whether the region lies below the edge.
    pub below: bool,
    /// Words in the region, such as `E fires`.
    pub label: &'static str,
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
    /// One line a neuron.
    pub lines: Vec<NeuronLine>,
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
    /// Words for where regions of several roles overlap.
    pub overlap_label: &'static str,
    /// Per axis, the leak: the flow is `-(leak * position)` in units per second. `None` where no flow is shown.
    pub leak_per_s: Option<[f64; 2]>,
    /// Dots.
    pub dots: Vec<Dot>,
    /// Fixed points.
    pub marks: Vec<Mark>,
    /// The jump that one spike of a neuron makes, for neurons that have one: index as in `Layout::populations`.
    pub jumps: Vec<Vec<Vector>>,
    /// Whether a curve can be drawn into it by hand.
    pub draws: bool,
    /// A vertical cursor, such as the present input.
    pub cursor: Option<f64>,
}
