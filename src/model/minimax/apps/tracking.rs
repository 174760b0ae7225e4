//! Reconstruction: the readout of the E spikes follows the input (sheet minimax-ei, sections 5.b1, 5.b2 and 5.b4).
//!
//! ```text
//! -W_EE + W_EI W_II^-1 W_IE = H^T H + beta I       F = H^T
//! two inputs: E neuron i fires where  h_i.(x - y) > beta (r_i + 1/2) - |h_i|.V^I/sqrt(kappa)
//! ```

use crate::geometry::{HalfPlane, Point, Vector};
use crate::model::minimax::app::{App, Feed, Giving};
use crate::model::minimax::network::{E, Extra, I, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::{MOST_DENSE, Parts, conflict};
use crate::model::minimax::shapes::{
    SERIES, along, balance, balance_info, curve, dot, identity, line, nice, of, plane, readout, round, signal,
};
use crate::model::minimax::state::State;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::{Draws, uniform};
use crate::param::ParamError;
use crate::picture::{CurveKind, Given, Hue, Mark, MarkKind, Plane, PlaneInfo, SignalInfo};
use nalgebra::DMatrix;
use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;
use std::f64::consts::TAU;

const TARGET: &str = "What the network shall reproduce: the filtered input.";
const VOLTAGE: &str = "V = W_IE r_E - W_II r_I of the neuron; it fires above kappa/2.";
const READOUT: &str = "What can be read from the filtered E spikes: H r_E.";

/// Reconstruction of constant rates, new ones every stretch.
pub struct Constant;

/// Reconstruction of a moving input.
pub struct Moving;

/// Reconstruction of two inputs.
pub struct TwoInputs;

impl App for Constant {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "n_e" | "n_i" | "beta" | "input_kind" | "strength" | "stretch_s" | "noise" | "tau_i_ratio")
    }

    fn validate(&self, p: &MinimaxParams) -> Result<(), ParamError> {
        fits(p)
    }

    fn parts(&self, p: &MinimaxParams, draws: &mut Draws) -> Result<Parts, ParamError> {
        let h = pseudo_inverse(p, || draws.normal().abs())?;
        let mean = h.mean();
        let deviation = (h.map(|v| (v - mean).powi(2)).mean()).sqrt();
        Ok(tracking(&(h / (p.n_e as f64 * deviation)), p.beta, 1.0))
    }

    fn feed(&self) -> Feed {
        Feed::Filtered
    }

    fn rates_hz(&self, p: &MinimaxParams, network: &Network, seed: u64, x: f64, step: u64) -> Vec<f64> {
        let stretch = self.stretch(p, step);
        let mut rng = SplitMix64::seed_from_u64(seed ^ (stretch + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        (0..network.channels).map(|_| p.strength * x * uniform(rng.next_u64())).collect()
    }

    fn stretch(&self, p: &MinimaxParams, step: u64) -> u64 {
        (step as f64 / (p.stretch_s / p.dt_s).max(1.0)) as u64
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        one_signal()
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        // Rates are shown in Hz.
        let unit = 1e3 / state.params.tau_ms;
        into.copy_from_slice(&one_value(state).map(|v| v * unit));
    }

    fn plane_infos(&self, p: &MinimaxParams, network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        one_plane(signals, p.strength, 4.0 * network.tau_s[E] * p.strength)
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![identity("readout = input", 1e4), balance(state)]
    }
}

impl App for Moving {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "n_e" | "n_i" | "beta" | "noise" | "tau_i_ratio")
    }

    fn validate(&self, p: &MinimaxParams) -> Result<(), ParamError> {
        fits(p)
    }

    fn parts(&self, p: &MinimaxParams, draws: &mut Draws) -> Result<Parts, ParamError> {
        Ok(tracking(&pseudo_inverse(p, || 3.0 * draws.uniform())?, p.beta, 1.0))
    }

    fn feed(&self) -> Feed {
        Feed::Mean
    }

    fn rates_hz(&self, p: &MinimaxParams, network: &Network, _seed: u64, x: f64, step: u64) -> Vec<f64> {
        let t = step as f64 * p.dt_s;
        // Section 5.b2: three heights with pauses between them, over and over.
        let first = match t % 25.0 {
            t if (2.0..8.0).contains(&t) => 70.0,
            t if (10.0..16.0).contains(&t) => 30.0,
            t if (18.0..24.0).contains(&t) => 50.0,
            _ => 0.0,
        };
        (0..network.channels).map(|k| x * if k == 0 { first } else { [10.0, 5.0][(k - 1) % 2] }).collect()
    }

    fn stretch(&self, p: &MinimaxParams, step: u64) -> u64 {
        (step as f64 * p.dt_s * 10.0) as u64
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        one_signal()
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        into.copy_from_slice(&one_value(state));
    }

    fn plane_infos(&self, _p: &MinimaxParams, _network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        one_plane(signals, 45.0, 20.0)
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![identity("readout = input", 1e4), balance(state)]
    }
}

impl App for TwoInputs {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "n_e" | "beta" | "kappa" | "turn_hz" | "strength" | "noise" | "tau_i_ratio")
    }

    fn validate(&self, p: &MinimaxParams) -> Result<(), ParamError> {
        if p.n_e > MOST_DENSE {
            return Err(conflict(format!("`n_e` = {}: too many weights; allowed are {MOST_DENSE} neurons", p.n_e)));
        }
        Ok(())
    }

    fn parts(&self, p: &MinimaxParams, _draws: &mut Draws) -> Result<Parts, ParamError> {
        let angle = |i: usize| TAU * (i as f64 + 0.5) / p.n_e as f64;
        let h = DMatrix::from_fn(2, p.n_e, |k, i| if k == 0 { angle(i).cos() } else { angle(i).sin() });
        Ok(tracking(&h, p.beta, p.kappa))
    }

    fn feed(&self) -> Feed {
        Feed::Given
    }

    fn give(&self, to: Giving<'_>, x: f64, step: u64) {
        let p = to.params;
        let turn = TAU * (p.turn_hz * step as f64 * to.network.dt_s).fract();
        to.channels[0] = p.strength * x * turn.cos();
        to.channels[1] = p.strength * x * turn.sin();
        let h = &to.network.extra.readout;
        for (i, drive) in to.drive.iter_mut().enumerate() {
            *drive = h[0][i] * to.channels[0] + h[1][i] * to.channels[1];
        }
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        let target =
            |id, name, symbol, at| SignalInfo { aims_at: Some(at), ..signal(id, name, symbol, Hue::Neutral, TARGET) };
        vec![
            target("target_1", "first input", "x_1", 3),
            target("target_2", "second input", "x_2", 4),
            readout("y_1", "first readout", "y_1", SERIES[0], READOUT),
            readout("y_2", "second readout", "y_2", SERIES[1], READOUT),
            signal("v_1", "voltage of the first I neuron", "V_1", Hue::Blue, VOLTAGE),
            signal("v_2", "voltage of the second I neuron", "V_2", Hue::Blue, VOLTAGE),
        ]
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        let y = [0, 1].map(|k| dot(&state.network.extra.readout[k], state.r[E]));
        let v = [0, 1].map(|k| state.v_i.get(k).copied().unwrap_or(f64::NAN));
        into.copy_from_slice(&[state.channels[0], state.channels[1], y[0], y[1], v[0], v[1]]);
    }

    fn plane_infos(&self, p: &MinimaxParams, _network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        let top = nice(1.25 * p.strength);
        let axes = [3, 4].map(|k| of(signals, k, [-top, top]));
        // A little beyond the threshold kappa/2, and as far below it as a reset goes.
        let inhibited = [5, 6].map(|k| of(signals, k, [-1.2 * p.kappa, 1.0 * p.kappa]));
        vec![
            round("readout", "Readout  y_1, y_2", "readout", axes),
            round("inhibition", "I voltages  V_1, V_2", "V_1, V_2", inhibited),
        ]
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![polygon(state), inhibition(state)]
    }
}

/// Enough neurons for the inputs, and not too many.
fn fits(p: &MinimaxParams) -> Result<(), ParamError> {
    let (ne, ni) = (p.n_e, p.n_i);
    if ni > ne {
        return Err(conflict(format!("`n_i` = {ni} inputs need at least as many E neurons; given `n_e` = {ne}")));
    }
    if ne > MOST_DENSE {
        return Err(conflict(format!(
            "`n_e` = {ne}, `n_i` = {ni}: too many weights; allowed are {MOST_DENSE} neurons each"
        )));
    }
    Ok(())
}

/// The readout whose input weights are the drawn matrix.
fn pseudo_inverse(p: &MinimaxParams, mut draw: impl FnMut() -> f64) -> Result<DMatrix<f64>, ParamError> {
    let values: Vec<f64> = (0..p.n_e * p.n_i).map(|_| draw()).collect();
    let a = DMatrix::from_row_slice(p.n_e, p.n_i, &values);
    let inverse = (a.transpose() * &a)
        .try_inverse()
        .ok_or_else(|| conflict("the random readout is singular; try another seed or fewer inputs"))?;
    Ok(inverse * a.transpose())
}

/// The network that makes `H r^E` follow x, section 5.b: weights are split by the sign of H.
fn tracking(h: &DMatrix<f64>, beta: f64, kappa: f64) -> Parts {
    let (m, ne) = h.shape();
    let plus = h.map(|v| v.max(0.0));
    let minus = h.map(|v| (-v).max(0.0));
    let cross = plus.transpose() * &minus;
    let root = kappa.sqrt();
    let weights = [
        Weights::dense(ne, ne, |i, j| 2.0 * (cross[(i, j)] + cross[(j, i)]) - if i == j { beta } else { 0.0 }),
        Weights::dense(ne, m, |i, k| root * h[(k, i)].abs()),
        Weights::dense(m, ne, |k, i| root * h[(k, i)].abs()),
        Weights::Diagonal(kappa),
    ];
    let readout = (0..m).map(|k| h.row(k).iter().copied().collect()).collect();
    let feed = Weights::dense(ne, m, |i, k| h[(k, i)]);
    Parts { extra: Extra { readout, ..Extra::default() }, ..Parts::new([ne, m], weights, (feed, m)) }
}

fn one_signal() -> Vec<SignalInfo> {
    vec![
        SignalInfo { aims_at: Some(2), ..signal("target_1", "first input", "x_1", Hue::Neutral, TARGET) },
        readout("y_1", "first readout", "y_1", SERIES[0], READOUT),
    ]
}

fn one_value(state: &State<'_>) -> [f64; 2] {
    [state.channels[0], dot(&state.network.extra.readout[0], state.r[E])]
}

fn one_plane(signals: &[SignalInfo], top: f64, balance_top: f64) -> Vec<PlaneInfo> {
    let axes = [1, 2].map(|k| of(signals, k, [0.0, nice(top)]));
    vec![plane("readout", "Readout over input", "readout", axes), balance_info(balance_top)]
}

/// Section 7.C: the voltages of both I neurons, each of which fires at kappa/2 and falls by kappa.
fn inhibition(state: &State<'_>) -> Plane {
    let threshold = 0.5 * state.params.kappa;
    let at = |k: usize| state.v_i.get(k).copied().unwrap_or(0.0);
    let now = Point::new(at(0), at(1));
    let own = |k: usize| {
        let (normal, touch) = match k {
            0 => ([1.0, 0.0], Point::new(threshold, now.y)),
            _ => ([0.0, 1.0], Point::new(now.x, threshold)),
        };
        line(state.network, I, k, HalfPlane::new(normal[0], normal[1], threshold), touch)
    };
    let fall = -state.params.kappa;
    Plane {
        lines: vec![own(0), own(1)],
        jumps: vec![[].into(), [Vector::new(fall, 0.0), Vector::new(0.0, fall)].into()],
        ..Plane::default()
    }
}

/// Section 7.C: a polygon of thresholds round the target, in the plane of the readout.
fn polygon(state: &State<'_>) -> Plane {
    let (p, network) = (state.params, state.network);
    let h = &network.extra.readout;
    let root = p.kappa.sqrt();
    let (target, y) =
        (Point::new(state.channels[0], state.channels[1]), Point::new(dot(&h[0], state.r[E]), dot(&h[1], state.r[E])));
    let edge = |i: usize| {
        let hi = Vector::new(h[0][i], h[1][i]);
        let push = (hi.x.abs() * state.v_i[0] + hi.y.abs() * state.v_i[1]) / root;
        let offset = p.beta * (state.r[E][i] + 0.5) - push - hi.dot(&target.coords);
        let half_plane = HalfPlane::new(-hi.x, -hi.y, offset);
        // The foot of the present readout on the line.
        let touch = y - half_plane.normal * (half_plane.excess(y) / half_plane.normal.norm_squared().max(1e-12));
        line(network, E, i, half_plane, touch)
    };
    let radius = target.coords.norm();
    let circle = along([0.0, TAU]).map(|t| Point::new(radius * t.cos(), radius * t.sin())).collect();
    Plane {
        lines: (0..network.counts[E]).map(edge).collect(),
        curves: vec![curve(CurveKind::Contour, Hue::Neutral, "", circle)],
        marks: vec![Mark { at: target, kind: MarkKind::Stable, label: "input".to_owned() }],
        jumps: vec![
            (0..network.counts[E]).map(|i| Vector::new(h[0][i], h[1][i])).collect(),
            vec![Vector::zeros(); network.counts[I]].into(),
        ],
        ..Plane::default()
    }
}
