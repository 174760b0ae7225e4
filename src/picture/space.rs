//! A picture over three axes as plain data: surfaces with owners, reliefs, paths on them, marks.

use super::{Axis, CurveKind, Hue, MarkKind, PlaneInfo};
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

impl SpaceInfo {
    /// The axis along which one must look to see `plane`: the two others are those of the plane, in its order. `None` if
    /// the plane is no slice through this space.
    pub fn across(&self, plane: &PlaneInfo) -> Option<usize> {
        let [x, y] = plane.axes.each_ref().map(|axis| axis.signal);
        let is_slice = |axis: &usize| {
            let [right, up] = SpaceInfo::beside(*axis);
            x.is_some() && y.is_some() && self.axes[right].signal == x && self.axes[up].signal == y
        };
        (0..3).find(is_slice)
    }

    /// The axes that run to the right and up for who looks along `axis`.
    pub const fn beside(axis: usize) -> [usize; 2] {
        match axis {
            0 => [1, 2],
            1 => [0, 2],
            _ => [0, 1],
        }
    }
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

/// A surface by its heights at the corners of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Relief {
    /// Hues of what lies below and above `level`; the farther from it, the stronger.
    pub hues: [Hue; 2],
    /// A height that matters.
    pub level: f64,
    /// Ranges of the grid along both axes of the floor.
    pub range: [[f64; 2]; 2],
    /// Cells along each of them.
    pub cells: usize,
    /// Row by row along the second axis, `cells + 1` in each of `cells + 1` rows.
    pub heights: Vec<f64>,
}

impl Relief {
    /// The relief of a function over a range, both of the axes of the floor.
    pub fn new(hues: [Hue; 2], level: f64, range: [[f64; 2]; 2], cells: usize, at: impl Fn(f64, f64) -> f64) -> Relief {
        let corner =
            |k: usize, axis: usize| range[axis][0] + (range[axis][1] - range[axis][0]) * k as f64 / cells as f64;
        let heights = (0..=cells).flat_map(|j| (0..=cells).map(move |i| (i, j)));
        let heights = heights.map(|(i, j)| at(corner(i, 0), corner(j, 1))).collect();
        Relief { hues, level, range, cells, heights }
    }

    /// The corner `i` along the first and `j` along the second axis.
    pub fn corner(&self, i: usize, j: usize) -> [f64; 3] {
        let at = |k: usize, axis: usize| {
            let [from, to] = self.range[axis];
            from + (to - from) * k as f64 / self.cells as f64
        };
        [at(i, 0), at(j, 1), self.heights[j * (self.cells + 1) + i]]
    }

    /// The height at a place, between the corners around it; `None` outside.
    pub fn at(&self, x: f64, y: f64) -> Option<f64> {
        let place = |value: f64, axis: usize| {
            let [from, to] = self.range[axis];
            let part = (value - from) / (to - from) * self.cells as f64;
            (0.0..=self.cells as f64).contains(&part).then(|| {
                let cell = (part as usize).min(self.cells - 1);
                (cell, part - cell as f64)
            })
        };
        let ((i, u), (j, v)) = (place(x, 0)?, place(y, 1)?);
        let z = |i: usize, j: usize| self.heights[j * (self.cells + 1) + i];
        let along = |j: usize| z(i, j) * (1.0 - u) + z(i + 1, j) * u;
        Some(along(j) * (1.0 - v) + along(j + 1) * v)
    }

    /// Lowest and highest point.
    pub fn span(&self) -> [f64; 2] {
        let ends = |[low, high]: [f64; 2], z: &f64| [low.min(*z), high.max(*z)];
        self.heights.iter().fold([f64::INFINITY, f64::NEG_INFINITY], ends)
    }
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

/// A point with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceMark {
    /// Where.
    pub at: [f64; 3],
    /// Kind.
    pub kind: MarkKind,
    /// Words beside it.
    pub label: String,
}

/// A space at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Space {
    /// Surfaces.
    pub surfaces: Vec<Surface>,
    /// Surfaces by their heights.
    pub reliefs: Vec<Relief>,
    /// Paths.
    pub paths: Vec<SpacePath>,
    /// Points.
    pub marks: Vec<SpaceMark>,
    /// What is shown of each axis; `None` for the ranges of the axes.
    pub ranges: Option<[[f64; 2]; 3]>,
    /// Whether spikes are drawn on the way of the state, as jumps in the colour of their population.
    pub with_spikes: bool,
    /// Where the state is along an axis that is not sampled.
    pub fixed: [f64; 3],
}
