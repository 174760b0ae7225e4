//! What planes of several applications have in common: level lines, the identity, the balance of every neuron.

use super::network::{E, Network};
use super::state::State;
use crate::geometry::{HalfPlane, Point};
pub use crate::model::shapes::{curve, free, kickable, nice, of, plane, readout, round, signal, straight};
use crate::picture::{
    Curve, CurveKind, Dot, FieldInfo, Hue, LineHandles, LineState, NeuronId, NeuronLine, Plane, PlaneInfo, SignalInfo,
};

/// Points along a curve.
pub const POINTS: usize = 120;
/// Dots in a plane at most.
const MOST_DOTS: usize = 1024;
/// Hues of series that neither excite nor inhibit.
pub const SERIES: [Hue; 4] = [Hue::Amber, Hue::Teal, Hue::Violet, Hue::Green];

/// Scalar product.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// How much of `pattern` is in `r`: 1 is all of it.
pub fn part(r: &[f64], pattern: &[f64]) -> f64 {
    dot(r, pattern) / dot(pattern, pattern).max(1e-12)
}

/// The largest value, or 0.
pub fn largest(r: &[f64]) -> f64 {
    r.iter().fold(0.0f64, |a, b| a.max(*b))
}

/// A neuron.
pub fn id(p: usize, i: usize) -> NeuronId {
    NeuronId { population: p as u8, index: i as u32 }
}

/// Name and size of a field of E rates.
pub fn rates_field(
    id: &'static str,
    title: &'static str,
    short: &'static str,
    cells: [usize; 2],
    paints: bool,
) -> FieldInfo {
    FieldInfo {
        id,
        title,
        short,
        cells,
        hue: Hue::Red,
        unit: "Hz",
        axes: [""; 2],
        is_signed: false,
        population: Some(0),
        paints,
    }
}

/// Places along an axis.
pub fn along(range: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..=POINTS).map(move |k| range[0] + (range[1] - range[0]) * k as f64 / POINTS as f64)
}

/// The threshold of a neuron as a line that hands leave alone.
pub fn line(network: &Network, p: usize, i: usize, half_plane: HalfPlane, touch: Point) -> NeuronLine {
    let state = if network.silenced[p][i] { LineState::Silenced } else { LineState::Acting };
    NeuronLine { neuron: id(p, i), half_plane, touch, state, handles: LineHandles::default() }
}

/// Level lines of a function that is quadratic in y: `middle(x) ± sqrt(square(x, level))`.
pub fn contours(
    range: [f64; 2],
    levels: &[f64],
    middle: impl Fn(f64) -> f64,
    square: impl Fn(f64, f64) -> f64,
) -> Vec<Curve> {
    let mut curves = Vec::new();
    for level in levels {
        for sign in [-1.0, 1.0] {
            let mut run: Vec<Point> = Vec::new();
            let mut before: Option<(f64, f64)> = None;
            for x in along(range) {
                let square = square(x, *level);
                // Where both branches end they meet.
                if let Some((x0, square0)) = before.filter(|(_, square0)| (*square0 < 0.0) != (square < 0.0)) {
                    let end = x0 + (x - x0) * square0 / (square0 - square);
                    run.push(Point::new(end, middle(end)));
                }
                if square >= 0.0 {
                    run.push(Point::new(x, middle(x) + sign * square.sqrt()));
                } else if !run.is_empty() {
                    curves.push(curve(CurveKind::Contour, Hue::Neutral, "", std::mem::take(&mut run)));
                }
                before = Some((x, square));
            }
            curves.push(curve(CurveKind::Contour, Hue::Neutral, "", run));
        }
    }
    curves.retain(|curve| curve.points.len() > 1);
    curves
}

/// A plane with the line on which both axes are the same.
pub fn identity(label: &'static str, far: f64) -> Plane {
    Plane { curves: vec![straight(CurveKind::Theory, label, [[-far, -far], [far, far]])], ..Plane::default() }
}

/// Name and axes of the plane of [`balance`], up to `top`.
pub fn balance_info(top: f64) -> PlaneInfo {
    let top = [0.0, nice(top)];
    let axes = [free("excitatory input", "E input", top), free("inhibitory input", "I input", top)];
    plane("balance", "Balance of every E neuron", "balance", axes)
}

/// A dot an E neuron, where `at` puts it from its index, its excitatory and its inhibitory input.
pub fn dots(state: &State<'_>, at: impl Fn(usize, [f64; 2]) -> Point) -> Vec<Dot> {
    let stride = state.network.counts[E].div_ceil(MOST_DOTS).max(1);
    let dot = |(i, inputs): (usize, &[f64; 2])| Dot { at: at(i, *inputs), hue: Hue::Red, neuron: Some(id(E, i)) };
    state.balance.iter().enumerate().step_by(stride).map(dot).collect()
}

/// Inhibitory over excitatory input of the E neurons.
pub fn balance(state: &State<'_>) -> Plane {
    let dots = dots(state, |_, [excitatory, inhibitory]| Point::new(excitatory, -inhibitory));
    Plane { dots, ..identity("balance", 1e5) }
}

/// The signals of [`mean_rates`].
pub fn mean_rate_signals(of_e: &'static str, of_i: &'static str) -> Vec<SignalInfo> {
    vec![
        readout("rate_e", "mean E rate in Hz", "E", Hue::Red, of_e),
        readout("rate_i", "mean I rate in Hz", "I", Hue::Blue, of_i),
    ]
}

/// Mean rates of E and I in Hz: filtered spikes over tau.
pub fn mean_rates(state: &State<'_>) -> [f64; 2] {
    [0, 1].map(|p| state.r[p].iter().sum::<f64>() / state.r[p].len() as f64 / state.network.tau_s[p])
}
