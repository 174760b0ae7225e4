//! A picture over three axes as plain data: surfaces with owners and paths on them.

use super::{Axis, CurveKind, Hue};
use crate::geometry::{Sheet, Side};

/// What of a space does not change within a generation.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceInfo {
    /// Key for presets and saved layouts.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// A word or two for choosing it.
    pub short: &'static str,
    /// The two axes of the floor and the one that points up.
    pub axes: [Axis; 3],
}

/// The boundary of a population: the envelope of its neurons' planes.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Whose.
    pub hue: Hue,
    /// Index of the population.
    pub population: u8,
    /// Which envelope.
    pub side: Side,
    /// The plane of every neuron; none for one that cannot spike or has no such plane.
    pub sheets: Vec<Option<Sheet>>,
}

/// A polyline.
#[derive(Clone, Debug, PartialEq)]
pub struct SpacePath {
    /// What it is.
    pub kind: CurveKind,
    /// Whose.
    pub hue: Hue,
    /// From one end to the other.
    pub points: Vec<[f64; 3]>,
}

/// A space at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Space {
    /// Surfaces.
    pub surfaces: Vec<Surface>,
    /// Paths.
    pub paths: Vec<SpacePath>,
    /// Where the state is along an axis that is not sampled.
    pub fixed: [f64; 3],
}
