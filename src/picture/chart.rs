//! A chart with axes of its own as plain data: curves, bars, dots, bands.

use super::{Hue, Mark};
use crate::geometry::Point;

/// How numbers are spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AxisScale {
    /// Evenly.
    #[default]
    Linear,
    /// By their logarithm; numbers that are not above 0 are left out.
    Log,
}

/// One axis of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartAxis {
    /// Plain name.
    pub name: &'static str,
    /// Symbol, `_` starts a subscript; empty for none.
    pub symbol: &'static str,
    /// Unit; empty for pure numbers.
    pub unit: &'static str,
    /// How numbers are spread along it.
    pub scale: AxisScale,
    /// What is shown at first; `None` for all that there is.
    pub range: Option<[f64; 2]>,
}

/// What of a chart does not change within a generation.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartInfo {
    /// Key for presets and saved layouts.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// A word or two for choosing it.
    pub short: &'static str,
    /// Horizontal and vertical axis.
    pub axes: [ChartAxis; 2],
}

/// How a series is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum SeriesKind {
    /// A line through the points; it has a gap where a number is missing.
    Curve,
    /// The same, thin and pale: one of many.
    Fine,
    /// A bar from 0 up to each point, as wide as the points are apart.
    Bars,
    /// A dot at each point.
    Dots,
    /// An area from the points up to these heights.
    Band {
        /// Upper edge, one height a point.
        high: Vec<f64>,
    },
}

/// Points that belong together. What is not a number is a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// Hue.
    pub hue: Hue,
    /// How they are drawn.
    pub kind: SeriesKind,
    /// From left to right, in units of the axes.
    pub points: Vec<Point>,
}

/// A chart at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// Drawn in this order.
    pub series: Vec<Series>,
    /// Points with a name.
    pub marks: Vec<Mark>,
    /// Words at places of the horizontal axis, instead of its numbers; empty for numbers.
    pub names: Vec<(f64, &'static str)>,
    /// A remark under the title; empty for none.
    pub note: String,
}
