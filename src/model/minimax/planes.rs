//! The planes and fields of the minimax applications (sheet minimax-ei, section 7).
//!
//! ```text
//! pair      S = a/2 r_E^2 + b r_E r_I - c/2 r_I^2 - x r_E       thresholds at a/2 and c/2 beside the zero-gradient lines
//! random    S(alpha, beta) = -E/2 alpha^2 + G alpha beta - G/2 beta^2 - (G - E) alpha       optimum (1, 1), ridge beta = alpha
//! plane     E neuron i fires where  h_i.(x - y) > beta (r_i + 1/2) - |h_i|.V^I/sqrt(kappa)
//! ```

use super::picture::{Picture, State, vector};
use super::{Application, E, I, MinimaxParams, Network, PATCH_SIDE, angle};
use crate::geometry::{HalfPlane, Point, Vector};
use crate::picture::{
    Axis, Curve, CurveKind, Dot, Field, Given, Grip, Handle, Hue, LineState, Mark, MarkKind, NeuronId, NeuronLine,
    Plane, PlaneInfo, Region, SignalInfo,
};
use std::f64::consts::TAU;

/// Points along a curve.
const POINTS: usize = 120;
/// Levels of S drawn around the saddle.
const LEVELS: [f64; 11] = [-8.0, -4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0];
/// The same in parts of |S*|.
const PARTS: [f64; 11] = [-0.8, -0.4, -0.2, -0.1, -0.03, 0.0, 0.03, 0.1, 0.2, 0.4, 0.8];
/// Dots in a plane at most.
const MOST_DOTS: usize = 1024;
const COLORS: [Hue; 2] = [Hue::Red, Hue::Blue];

/// Where S is lowest in r_E of what is highest in r_I, with a current `push` into I; rates are never negative.
pub fn saddle(params: &MinimaxParams, x: f64, push: f64) -> Point {
    let MinimaxParams { a, b, c, .. } = *params;
    let e = ((x - b * push / c) / (a + b * b / c)).max(0.0);
    Point::new(e, ((b * e + push) / c).max(0.0))
}

fn nice(top: f64) -> f64 {
    let unit = 10f64.powf(top.max(1e-9).log10().floor()) / 2.0;
    (top / unit).ceil() * unit
}

/// What the planes are called, and their axes.
pub fn infos(picture: &Picture, network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
    let of = |k: usize, range| Axis { name: signals[k].name, symbol: signals[k].symbol, range, signal: Some(k) };
    let free = |name, symbol, range| Axis { name, symbol, range, signal: None };
    let plane = |id, title, short, axes| PlaneInfo { id, title, short, axes, is_true_to_scale: false };
    let round = |id, title, short, axes| PlaneInfo { is_true_to_scale: true, ..plane(id, title, short, axes) };
    let balance = || {
        let top = [0.0, balance_top(picture, network)];
        let axes = [free("excitatory input", "E input", top), free("inhibitory input", "I input", top)];
        plane("balance", "Balance of every E neuron", "balance", axes)
    };
    let p = &picture.params;
    match picture.application() {
        Application::Pair => {
            let at = saddle(p, p.strength, 0.0);
            let axes = [of(1, [0.0, nice(1.7 * at.x + 1.0)]), of(2, [0.0, nice(1.7 * at.y + 1.0)])];
            vec![plane("objective", "Objective S  r_E, r_I", "S", axes)]
        }
        Application::Random => {
            // Of the reference network the fastest neuron has 1.6 times the largest input rate.
            let rate = |name, symbol| free(name, symbol, [0.0, nice(1.8 * p.strength.max(1.0))]);
            vec![
                plane("objective", "Objective S through the optimum", "S", [of(1, [0.0, 1.6]), of(2, [0.0, 1.6])]),
                plane(
                    "rates",
                    "Rates in Hz, predicted and simulated",
                    "rates",
                    [rate("predicted rate", "predicted"), rate("simulated rate", "simulated")],
                ),
                balance(),
            ]
        }
        Application::Constant | Application::Moving => {
            let top = if picture.application() == Application::Constant { p.strength } else { 45.0 };
            vec![
                plane("readout", "Readout over input", "readout", [of(1, [0.0, nice(top)]), of(2, [0.0, nice(top)])]),
                balance(),
            ]
        }
        Application::Plane => {
            let top = nice(1.25 * p.strength);
            vec![round("readout", "Readout  y_1, y_2", "readout", [of(3, [-top, top]), of(4, [-top, top])])]
        }
        Application::Patch => {
            let axis = |name, symbol| free(name, symbol, [-1.5, 1.5]);
            vec![plane(
                "pixels",
                "Pixels, shown and read",
                "pixels",
                [axis("pixel of the image shown", "shown"), axis("pixel read from the spikes", "read")],
            )]
        }
        Application::Learned | Application::Planted => {
            let second = if signals.len() > 2 { 2 } else { 1 };
            vec![
                plane(
                    "overlaps",
                    "Overlaps with two patterns",
                    "overlaps",
                    [of(1, [-0.1, 1.4]), of(second, [-0.1, 1.4])],
                ),
                balance(),
            ]
        }
        Application::Ring => vec![
            round("bump", "Bump on the ring", "bump", [of(1, [-1.15, 1.15]), of(2, [-1.15, 1.15])]),
            plane(
                "profile",
                "Rates along the ring in Hz",
                "profile",
                [free("place on the ring", "θ", [0.0, TAU]), free("rate", "Hz", [0.0, 250.0])],
            ),
            balance(),
        ],
        Application::Grid => {
            // Measured: the net input grows as the number of cells.
            let cells = network.counts[E] as f64;
            let axes = [
                free("net input of a cell", "g", [-0.065 * cells, 0.02 * cells]),
                free("its rate", "Hz", [0.0, if p.side > 40 { 250.0 } else { 80.0 }]),
            ];
            vec![plane("net", "Rate over net input, one dot a cell", "net", axes), balance()]
        }
    }
}

/// A round number that the inputs do not exceed.
fn balance_top(picture: &Picture, network: &Network) -> f64 {
    let p = &picture.params;
    let tau = network.tau_s[E];
    let top = match picture.application() {
        Application::Grid => {
            let cells = network.counts[E] as f64;
            let uniform: f64 = (0..network.counts[E]).map(|j| network.ee.at(0, j)).sum();
            1.2 * uniform * 40.0 * cells / 3969.0
        }
        // Measured: the mean input grows as the time constant.
        Application::Random => 800.0 * tau.max(0.02) * p.strength / 150.0,
        Application::Ring => 500.0 * tau,
        Application::Learned | Application::Planted => 60.0,
        Application::Constant => 4.0 * tau * p.strength,
        Application::Moving => 20.0,
        _ => 100.0,
    };
    nice(top)
}

fn curve(kind: CurveKind, hue: Hue, label: &'static str, points: Vec<Point>) -> Curve {
    Curve { kind, hue, label, points }
}

fn along(range: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..=POINTS).map(move |k| range[0] + (range[1] - range[0]) * k as f64 / POINTS as f64)
}

/// Level lines of a function that is quadratic in y: `middle(x) ± sqrt(square(x, level))`.
fn contours(
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

fn id(p: usize, i: usize) -> NeuronId {
    NeuronId { population: p as u8, index: i as u32 }
}

/// All planes, as many as in [`infos`].
pub fn planes(picture: &Picture, network: &Network, state: &State<'_>, given: Given) -> Vec<Plane> {
    match picture.application() {
        Application::Pair => vec![pair(picture, network, state, given)],
        Application::Random => {
            vec![objective(picture), predicted(picture, network, state), balance(network, state)]
        }
        Application::Constant | Application::Moving => {
            vec![identity("readout = input", 1e4), balance(network, state)]
        }
        Application::Plane => vec![readout(picture, network, state)],
        Application::Patch => vec![pixels(network, state)],
        Application::Learned | Application::Planted => vec![overlaps(network), balance(network, state)],
        Application::Ring => {
            vec![bump(network, state), profile(picture, network, state), balance(network, state)]
        }
        Application::Grid => vec![net(network, state), balance(network, state)],
    }
}

fn identity(label: &'static str, far: f64) -> Plane {
    let points = vec![Point::new(-far, -far), Point::new(far, far)];
    Plane { curves: vec![curve(CurveKind::Theory, Hue::Neutral, label, points)], ..Plane::default() }
}

fn pair(picture: &Picture, network: &Network, state: &State<'_>, given: Given) -> Plane {
    let MinimaxParams { a, b, c, .. } = picture.params;
    let x = state.channels[0] + given.injected[E];
    let push = given.injected[I];
    let at = saddle(&picture.params, x, push);
    let level = 0.5 * a * at.x * at.x + b * at.x * at.y - 0.5 * c * at.y * at.y - x * at.x + push * at.y;
    let far = 6.0 * (at.x.abs() + 1.0);
    let range = [0.0, far.min(4.0 * at.x + 10.0).max(1.0)];
    let mut curves = contours(
        range,
        &LEVELS.map(|d| level + d),
        |e| (b * e + push) / c,
        |e, level| ((b * e + push) / c).powi(2) + 2.0 / c * (0.5 * a * e * e - x * e - level),
    );
    let straight = |at: &dyn Fn(f64) -> f64| [-far, far].map(|e| Point::new(e, at(e))).to_vec();
    curves.push(curve(CurveKind::Theory, Hue::Red, "E balanced", straight(&|e| (x - a * e) / b)));
    curves.push(curve(CurveKind::Theory, Hue::Blue, "I balanced", straight(&|e| (b * e + push) / c)));
    let e_edge = straight(&|e| (x - 0.5 * a - a * e) / b);
    let i_edge = straight(&|e| (b * e - 0.5 * c + given.injected[I]) / c);
    curves.push(curve(CurveKind::Boundary, Hue::Red, "E threshold", e_edge.clone()));
    curves.push(curve(CurveKind::Boundary, Hue::Blue, "I threshold", i_edge.clone()));
    let line = |p: usize, half_plane, touch| NeuronLine {
        neuron: id(p, 0),
        half_plane,
        touch,
        state: if network.silenced[p][0] { LineState::Silenced } else { LineState::Acting },
    };
    let touch_e = Point::new(at.x, (x - 0.5 * a - a * at.x) / b);
    let touch_i = Point::new(at.x, (b * at.x - 0.5 * c + given.injected[I]) / c);
    let half = [HalfPlane::new(-a, -b, 0.5 * a - x), HalfPlane::new(b, -c, 0.5 * c - given.injected[I])];
    Plane {
        subtitle: format!("at  x = {x:.1}"),
        lines: vec![line(E, half[E], touch_e), line(I, half[I], touch_i)],
        grips: [(E, touch_e)].map(|(p, at)| Grip { handle: Handle::Boundary(p as u8), at, pivot: at }).to_vec(),
        given,
        curves,
        regions: vec![
            Region { hue: Hue::Red, edge: e_edge, below: true, label: "E fires" },
            Region { hue: Hue::Blue, edge: i_edge, below: true, label: "I fires" },
        ],
        rest_label: "quiet",
        overlap_label: "both fire",
        leak_per_s: Some(network.tau_s.map(|tau| 1.0 / tau)),
        marks: vec![Mark { at, kind: MarkKind::Stable, label: format!("saddle ({:.2}, {:.2})", at.x, at.y) }],
        jumps: vec![vec![Vector::new(1.0, 0.0)], vec![Vector::new(0.0, 1.0)]],
        ..Plane::default()
    }
}

fn objective(picture: &Picture) -> Plane {
    let mut plane = Plane::default();
    let Some([ee, ei, ..]) = picture.forms else {
        "the optimum is being computed".clone_into(&mut plane.subtitle);
        return plane;
    };
    let x = ei - ee;
    let best = -0.5 * x;
    let levels = PARTS.map(|part| best + part * best.abs());
    let square = |alpha: f64, level: f64| alpha * alpha + 2.0 / ei * (-0.5 * ee * alpha * alpha - x * alpha - level);
    plane.curves = contours([0.0, 2.0], &levels, |alpha| alpha, square);
    let ridge = vec![Point::new(-1.0, -1.0), Point::new(3.0, 3.0)];
    plane.curves.push(curve(CurveKind::Theory, Hue::Neutral, "ridge", ridge));
    plane.marks = vec![Mark { at: Point::new(1.0, 1.0), kind: MarkKind::Stable, label: "optimum".to_owned() }];
    plane
}

fn predicted(picture: &Picture, network: &Network, state: &State<'_>) -> Plane {
    let mut plane = identity("simulated = predicted", 1e4);
    let Some(best) = &picture.prediction else { return plane };
    for p in [E, I] {
        let pairs = best.r[p].iter().zip(state.rates_hz[p]);
        plane.dots.extend(pairs.enumerate().map(|(i, (r, rate))| Dot {
            at: Point::new(r / network.tau_s[p], *rate),
            hue: COLORS[p],
            neuron: Some(id(p, i)),
        }));
    }
    if state.rates_hz[E].is_empty() {
        "settling".clone_into(&mut plane.subtitle);
    }
    plane
}

fn balance(network: &Network, state: &State<'_>) -> Plane {
    let mut plane = identity("balance", 1e5);
    let stride = network.counts[E].div_ceil(MOST_DOTS).max(1);
    let dot = |(i, [excitatory, inhibitory]): (usize, &[f64; 2])| Dot {
        at: Point::new(*excitatory, -inhibitory),
        hue: Hue::Red,
        neuron: Some(id(E, i)),
    };
    plane.dots = state.balance.iter().enumerate().step_by(stride).map(dot).collect();
    plane
}

/// At the optimum either the net input is 0 or the neuron is silent, section 3.1.
fn net(network: &Network, state: &State<'_>) -> Plane {
    let axis = |points: [[f64; 2]; 2]| points.map(|[x, y]| Point::new(x, y)).to_vec();
    let mut plane = Plane {
        curves: vec![
            curve(CurveKind::Theory, Hue::Neutral, "optimum", axis([[-1e5, 0.0], [0.0, 0.0]])),
            curve(CurveKind::Theory, Hue::Neutral, "", axis([[0.0, 0.0], [1e-9, 1e5]])),
        ],
        ..Plane::default()
    };
    let stride = network.counts[E].div_ceil(MOST_DOTS).max(1);
    let dot = |(i, [excitatory, inhibitory]): (usize, &[f64; 2])| Dot {
        at: Point::new(excitatory + inhibitory, state.r[E][i] / network.tau_s[E]),
        hue: Hue::Red,
        neuron: Some(id(E, i)),
    };
    plane.dots = state.balance.iter().enumerate().step_by(stride).map(dot).collect();
    plane
}

/// Section 7.C: a polygon of thresholds round the target, in the plane of the readout.
fn readout(picture: &Picture, network: &Network, state: &State<'_>) -> Plane {
    let p = &picture.params;
    let h = &network.extra.readout;
    let root = p.kappa.sqrt();
    let (target, y) =
        (Point::new(state.channels[0], state.channels[1]), Point::new(dot(&h[0], state.r[E]), dot(&h[1], state.r[E])));
    let line = |i: usize| {
        let hi = Vector::new(h[0][i], h[1][i]);
        let push = (hi.x.abs() * state.v_i[0] + hi.y.abs() * state.v_i[1]) / root;
        let offset = p.beta * (state.r[E][i] + 0.5) - push - hi.dot(&target.coords);
        let half_plane = HalfPlane::new(-hi.x, -hi.y, offset);
        // The foot of the present readout on the line.
        let touch = y - half_plane.normal * (half_plane.excess(y) / half_plane.normal.norm_squared().max(1e-12));
        let silenced = network.silenced[E][i];
        let state = if silenced { LineState::Silenced } else { LineState::Acting };
        NeuronLine { neuron: id(E, i), half_plane, touch, state }
    };
    let radius = target.coords.norm();
    let circle = along([0.0, TAU]).map(|t| Point::new(radius * t.cos(), radius * t.sin())).collect();
    Plane {
        lines: (0..network.counts[E]).map(line).collect(),
        curves: vec![curve(CurveKind::Contour, Hue::Neutral, "", circle)],
        marks: vec![Mark { at: target, kind: MarkKind::Stable, label: "input".to_owned() }],
        jumps: vec![
            (0..network.counts[E]).map(|i| Vector::new(h[0][i], h[1][i])).collect(),
            vec![Vector::zeros(); network.counts[I]],
        ],
        ..Plane::default()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn read_pixels(network: &Network, mean_e: &[f64]) -> Vec<f64> {
    network.extra.readout.iter().map(|row| dot(row, mean_e)).collect()
}

/// Mean squared difference of the image read from the mean E rates and the image shown.
pub fn patch_error(network: &Network, mean_e: &[f64]) -> f64 {
    let read = read_pixels(network, mean_e);
    let square: f64 = read.iter().zip(&network.extra.image).map(|(a, b)| (a - b) * (a - b)).sum();
    square / read.len().max(1) as f64
}

fn pixels(network: &Network, state: &State<'_>) -> Plane {
    let mut plane = identity("read = shown", 10.0);
    let read = read_pixels(network, state.mean_e);
    let one = |(shown, read): (&f64, f64)| Dot { at: Point::new(*shown, read), hue: Hue::Red, neuron: None };
    plane.dots = network.extra.image.iter().zip(read).map(one).collect();
    plane
}

fn overlaps(network: &Network) -> Plane {
    let stored = network.extra.patterns.len();
    let corners = [(0.0, 0.0, "silence"), (1.0, 0.0, "pattern 1"), (0.0, 1.0, "pattern 2")];
    let mark =
        |(x, y, name): (f64, f64, &str)| Mark { at: Point::new(x, y), kind: MarkKind::Stable, label: name.to_owned() };
    let axis = |points: [[f64; 2]; 2]| points.map(|[x, y]| Point::new(x, y)).to_vec();
    let lines = [axis([[-9.0, 0.0], [9.0, 0.0]]), axis([[0.0, -9.0], [1e-9, 9.0]])];
    Plane {
        curves: lines.into_iter().map(|points| curve(CurveKind::Contour, Hue::Neutral, "", points)).collect(),
        marks: corners.into_iter().take(1 + stored).map(mark).collect(),
        ..Plane::default()
    }
}

fn bump(network: &Network, state: &State<'_>) -> Plane {
    let n = network.counts[E];
    let top = state.r[E].iter().fold(1e-9f64, |a, b| a.max(*b));
    let place = |j: usize, r: f64| Point::new(r * angle(j, n).cos(), r * angle(j, n).sin());
    let shape = (0..=n).map(|j| place(j % n, state.r[E][j % n] / top)).collect();
    let circle = (0..=POINTS).map(|k| place(k * n / POINTS, 1.0)).collect();
    Plane {
        curves: vec![
            curve(CurveKind::Contour, Hue::Neutral, "", circle),
            curve(CurveKind::Boundary, Hue::Red, "", shape),
        ],
        ..Plane::default()
    }
}

fn profile(picture: &Picture, network: &Network, state: &State<'_>) -> Plane {
    let n = network.counts[E];
    let tau = network.tau_s[E];
    let rates = (0..n).map(|j| Point::new(angle(j, n), state.r[E][j] / tau)).collect();
    let mut curves = vec![curve(CurveKind::Boundary, Hue::Red, "filtered spikes", rates)];
    if let Some(best) = &picture.prediction {
        // The bump may stand anywhere: the predicted one is put where this one is.
        let [x, y, _] = vector(state.r[E]);
        let [px, py, _] = vector(&best.r[E]);
        let turn = ((y.atan2(x) - py.atan2(px)) / TAU * n as f64).round().rem_euclid(n as f64) as usize;
        let points = (0..n).map(|j| Point::new(angle(j, n), best.r[E][(j + n - turn) % n] / tau)).collect();
        curves.push(curve(CurveKind::Theory, Hue::Neutral, "predicted for a steady input", points));
    }
    Plane { curves, ..Plane::default() }
}

/// All fields, as many as in the layout.
pub fn fields(picture: &Picture, network: &Network, state: &State<'_>) -> Vec<Field> {
    let hz = |top: f64| Field {
        values: state.r[E].iter().map(|r| (r / network.tau_s[E]) as f32).collect(),
        range: [0.0, top as f32],
        marked: state.cued.to_vec(),
    };
    let top = || state.r[E].iter().fold(0.0f64, |a, b| a.max(*b)) / network.tau_s[E];
    match picture.application() {
        Application::Planted => vec![hz(40.0)],
        Application::Learned => vec![hz(50.0)],
        Application::Grid => vec![hz(nice(top().max(20.0)))],
        Application::Patch => {
            let image = |values: Vec<f64>| Field {
                values: values.iter().map(|v| *v as f32).collect(),
                range: [-1.2, 1.2],
                marked: Vec::new(),
            };
            debug_assert_eq!(network.extra.image.len(), PATCH_SIDE * PATCH_SIDE);
            vec![image(read_pixels(network, state.mean_e)), image(network.extra.image.clone())]
        }
        _ => Vec::new(),
    }
}

/// Cells that are the largest of their cyclic 5 by 5 window, and above 0.4 of the maximum.
pub fn bumps(side: usize, r: &[f64]) -> Vec<usize> {
    let top = r.iter().fold(0.0f64, |a, b| a.max(*b));
    let largest = |i: usize| {
        let (x, y) = (i % side, i / side);
        let near = (0..25).map(|k| ((y + k / 5 + side - 2) % side) * side + (x + k % 5 + side - 2) % side);
        near.filter(|j| *j != i).all(|j| r[j] < r[i] || (r[j] == r[i] && j > i))
    };
    (0..r.len()).filter(|i| r[*i] > 0.4 * top && top > 0.0 && largest(*i)).collect()
}

/// Mean distance on the torus from each bump to its six nearest; not a number for fewer than seven.
pub fn spacing(side: usize, bumps: &[usize]) -> f64 {
    if bumps.len() < 7 {
        return f64::NAN;
    }
    let short = |a: usize, b: usize| {
        let d = a.abs_diff(b);
        d.min(side - d) as f64
    };
    let nearest = |i: &usize| {
        let far = |j: &usize| short(i % side, j % side).hypot(short(i / side, j / side));
        let mut all: Vec<f64> = bumps.iter().filter(|j| *j != i).map(far).collect();
        all.sort_by(f64::total_cmp);
        all[..6].iter().sum::<f64>() / 6.0
    };
    bumps.iter().map(nearest).sum::<f64>() / bumps.len() as f64
}
