//! What layouts and pictures of several systems have in common: signals, axes, planes, curves.

use crate::geometry::Point;
use crate::picture::{Axis, Curve, CurveKind, Hue, PlaneInfo, SignalInfo};

/// A round number that is not below `top`.
pub fn nice(top: f64) -> f64 {
    let unit = 10f64.powf(top.max(1e-9).log10().floor()) / 2.0;
    (top / unit).ceil() * unit
}

/// A signal that is a readout.
pub fn readout(id: &'static str, name: &'static str, symbol: &'static str, hue: Hue, help: &'static str) -> SignalInfo {
    SignalInfo {
        id,
        name,
        symbol,
        unit: "",
        hue,
        is_readout: true,
        aims_at: None,
        can_be_kicked: false,
        is_traced: false,
        is_slow: false,
        help,
    }
}

/// A signal that is none.
pub fn signal(id: &'static str, name: &'static str, symbol: &'static str, hue: Hue, help: &'static str) -> SignalInfo {
    SignalInfo { is_readout: false, ..readout(id, name, symbol, hue, help) }
}

/// An axis along which signal `k` runs.
pub fn of(signals: &[SignalInfo], k: usize, range: [f64; 2]) -> Axis {
    Axis { name: signals[k].name, symbol: signals[k].symbol, range, signal: Some(k) }
}

/// An axis along which no signal runs.
pub fn free(name: &'static str, symbol: &'static str, range: [f64; 2]) -> Axis {
    Axis { name, symbol, range, signal: None }
}

/// Name and axes of a plane.
pub fn plane(id: &'static str, title: &'static str, short: &'static str, axes: [Axis; 2]) -> PlaneInfo {
    PlaneInfo { id, title, short, axes, is_true_to_scale: false }
}

/// The same, with a unit as long along both axes.
pub fn round(id: &'static str, title: &'static str, short: &'static str, axes: [Axis; 2]) -> PlaneInfo {
    PlaneInfo { is_true_to_scale: true, ..plane(id, title, short, axes) }
}

/// A curve.
pub fn curve(kind: CurveKind, hue: Hue, label: &'static str, points: Vec<Point>) -> Curve {
    Curve { kind, hue, label, points }
}

/// A straight line between two points.
pub fn straight(kind: CurveKind, label: &'static str, points: [[f64; 2]; 2]) -> Curve {
    curve(kind, Hue::Neutral, label, points.map(|[x, y]| Point::new(x, y)).to_vec())
}

/// A signal that a hand may put to a value.
pub fn kickable(signal: SignalInfo) -> SignalInfo {
    SignalInfo { can_be_kicked: true, ..signal }
}
