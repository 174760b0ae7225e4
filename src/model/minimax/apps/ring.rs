//! A ring attractor: a bump that stays where it was cued, or travels (sheet minimax-ei, section 5.d).

use crate::geometry::Point;
use crate::model::minimax::app::{App, Feed, Kick};
use crate::model::minimax::network::{E, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::{MOST_DENSE, Parts, conflict};
use crate::model::minimax::predict::{Optimum, Prediction};
use crate::model::minimax::shapes::{
    POINTS, SERIES, balance, balance_info, curve, free, kickable, largest, nice, of, plane, readout, round, signal,
};
use crate::model::minimax::stability::{Stability, told, uniform_mode};
use crate::model::minimax::state::State;
use crate::model::minimax::verdict::Verdict;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::Draws;
use crate::model::verbs::STATE;
use crate::param::ParamError;
use crate::picture::{CurveKind, Given, Hue, Plane, PlaneInfo, Reading, SignalInfo};
use std::f64::consts::{PI, TAU};
use std::sync::Arc;

/// Rounds of descent-ascent in which a bump that stays is found.
const ROUNDS: usize = 10_000;

/// Angle of neuron `j` of `n` on the ring.
pub fn angle(j: usize, n: usize) -> f64 {
    TAU * j as f64 / n as f64
}

/// A ring.
pub struct Ring;

impl App for Ring {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(
            id,
            "n_e" | "w0" | "w1" | "skew" | "cue" | "cue_angle" | "input_kind" | "strength" | "noise" | "tau_i_ratio"
        )
    }

    fn validate(&self, p: &MinimaxParams) -> Result<(), ParamError> {
        let (n, w) = (p.n_e, p.w0 + p.w1);
        if 2.0 * w >= n as f64 {
            return Err(conflict(format!(
                "`n_e` = {n} is too few for `w0` + `w1` = {w}: a spike would excite its own neuron; allowed is n_e above {}",
                2.0 * w
            )));
        }
        if n > MOST_DENSE {
            return Err(conflict(format!("`n_e` = {n}: too many weights; allowed are {MOST_DENSE} neurons")));
        }
        Ok(())
    }

    fn parts(&self, p: &MinimaxParams, _draws: &mut Draws) -> Result<Parts, ParamError> {
        let n = p.n_e;
        let size = n as f64;
        let across = (3.0 * (p.w0 + p.w1)).sqrt() / size;
        let ee = |a: usize, b: usize| {
            let d = angle(a, n) - angle(b, n);
            let local = p.w0 + p.w1 * d.cos() + p.skew * p.w1 * d.sin();
            (p.w0 + p.w1 + local) / size - if a == b { 1.0 } else { 0.0 }
        };
        let weights =
            [Weights::dense(n, n, ee), Weights::Uniform(across), Weights::Uniform(across), Weights::Diagonal(3.0)];
        Ok(Parts::new([n, n], weights, (Weights::Diagonal(1.0), n)))
    }

    fn feed(&self) -> Feed {
        Feed::Filtered
    }

    fn rates_hz(&self, p: &MinimaxParams, network: &Network, _seed: u64, x: f64, _step: u64) -> Vec<f64> {
        let n = network.channels;
        let rate = |j: usize| p.strength + p.cue * x * (p.cue_angle - angle(j, n)).cos();
        (0..n).map(|j| rate(j).max(0.0)).collect()
    }

    /// At the input x: while there is a cue, the bump under it. From rest all stay alike, so that it is begun somewhere.
    fn optimum(&self, p: &MinimaxParams, network: &Arc<Network>, x: f64) -> Optimum {
        // A bump that travels is no saddle.
        if p.skew != 0.0 {
            return Optimum::Unknown;
        }
        let n = network.counts[E];
        let rates = self.rates_hz(p, network, 0, x, 0);
        let mut bump = Prediction::new(network.clone(), rates.iter().map(|rate| rate * network.tau_s[E]).collect());
        let at = if x == 0.0 { angle(n / 2, n) } else { p.cue_angle };
        let start = |j: usize| 6.0 * (0.3 + (angle(j, n) - at).cos()).max(0.0);
        bump.r[E] = (0..n).map(start).collect();
        Optimum::Slow(bump.into(), ROUNDS)
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        const X_HELP: &str =
            "Cosine part of the population vector: all E rates, each pointing to its place on the ring.";
        const Y_HELP: &str = "Sine part of the population vector: all E rates, each pointing to its place on the ring.";
        const LENGTH_HELP: &str = "Length of the population vector: 0 if all fire alike, 1 if only one place does.";
        const ANGLE_HELP: &str = "Where on the ring the bump is, in radians.";
        vec![
            kickable(signal("z_x", "bump, across", "z_x", SERIES[0], X_HELP)),
            kickable(signal("z_y", "bump, up", "z_y", SERIES[1], Y_HELP)),
            readout("z_length", "bump", "|z|", Hue::Red, LENGTH_HELP),
            signal("z_angle", "angle of the bump", "arg z", Hue::Neutral, ANGLE_HELP),
        ]
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        let [x, y, sum] = vector(state.r[E]);
        let length = if sum > 1e-9 { [x / sum, y / sum] } else { [0.0; 2] };
        let turn = y.atan2(x).rem_euclid(TAU);
        into.copy_from_slice(&[length[0], length[1], length[0].hypot(length[1]), turn]);
    }

    fn plane_infos(&self, p: &MinimaxParams, network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        let places =
            [free("place on the ring", "θ", [0.0, TAU]), free("rate", "Hz", [0.0, nice(25.0 * p.strength.max(0.5))])];
        vec![
            round("bump", "Bump on the ring", "bump", [1, 2].map(|k| of(signals, k, [-1.15, 1.15]))),
            plane("profile", "Rates along the ring in Hz", "profile", places),
            balance_info(25.0 * p.strength.max(0.5) * network.tau_s[E]),
        ]
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![bump(state), profile(state), balance(state)]
    }

    fn readings(&self, state: &State<'_>) -> Vec<Reading> {
        let rates = state.rates_hz[E];
        if rates.is_empty() {
            return Vec::new();
        }
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        vec![
            Reading {
                id: "peak",
                name: "peak rate in Hz",
                value: largest(rates),
                help: "Largest rate of an E neuron since the run settled",
            },
            Reading {
                id: "mean",
                name: "mean rate in Hz",
                value: mean,
                help: "Mean rate of the E neurons since the run settled",
            },
        ]
    }

    fn stability(&self, _network: &Network, _optimum: &Optimum) -> Option<Stability> {
        // A bump is free to move, so that only the uniform mode tells.
        None
    }

    fn verdict(&self, p: &MinimaxParams, network: &Network, _stability: Option<Stability>) -> Verdict {
        let mode = uniform_mode(network);
        let most = largest_w0(p.w1);
        if p.w0 >= most {
            let reason = format!(
                "w_0 = {:.2} excites all alike, and from {most:.2} on, at w_1 = {:.2}, the rates grow beyond all bounds; no \
                 time constant of I cures that: lower w_0 or w_1",
                p.w0, p.w1
            );
            return Verdict::new("unstable: inhibition is too weak", Some(false), reason).of("weak-inhibition");
        }
        let mut verdict = told(mode, network.tau_s[E]);
        if verdict.holds != Some(false) {
            let cosine = 0.5 * p.w1 - 1.0;
            let bump = if cosine > 0.0 {
                format!("the cosine mode grows at {cosine:.2} per τ_E, up to a bump that silent neurons bound; ")
            } else {
                format!("the cosine mode decays at {:.2} per τ_E: no bump; ", -cosine)
            };
            verdict.reason.insert_str(0, &bump);
            if cosine > 0.0 && p.skew == 0.0 {
                verdict.text = "a bump, held by silent neurons".to_owned();
                // What settles is the uniform mode alone.
                verdict.reason = verdict.reason.replace("the rates are sure to settle", "that mode is sure to settle");
            }
            if p.skew != 0.0 {
                verdict.text =
                    if cosine > 0.0 { "a bump that travels" } else { "balanced; there is no objective" }.to_owned();
            }
        }
        verdict
    }

    fn kick(&self, r: [&[f64]; 2], to: &[(usize, f64)]) -> Option<Vec<Kick>> {
        if to.iter().any(|(signal, _)| !(1..=2).contains(signal)) {
            return None;
        }
        let at = |signal: usize| to.iter().find(|(s, _)| *s == signal).map_or(0.0, |(_, value)| *value);
        let r = r[E];
        let n = r.len();
        let [x, y, _] = vector(r);
        // The bump is carried round the ring to where it was pulled.
        let turn = at(2).atan2(at(1)) - y.atan2(x);
        let cells = (turn / angle(1, n)).round().rem_euclid(n as f64) as usize;
        Some(vec![(E, (0..n).map(|j| r[(j + n - cells) % n]).collect())])
    }
}

/// The w_0 at which the rates of the ring grow beyond all bounds. With r = a + b cos(theta), cut off at 0 beyond the angle c,
/// `a = h + w0 b (sin c - c cos c)/pi`, `a = -b cos c` and `2 pi/w1 = c - sin c cos c`, b is infinite at
/// `w0 = -pi cos c/(sin c - c cos c)`; without a bump, w1 <= 2, at w0 = 1.
pub fn largest_w0(w1: f64) -> f64 {
    if w1 <= 2.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, PI);
    for _ in 0..60 {
        let c = 0.5 * (low + high);
        if c - c.sin() * c.cos() < TAU / w1 { low = c } else { high = c }
    }
    let c = 0.5 * (low + high);
    (-PI * c.cos() / (c.sin() - c * c.cos())).clamp(0.0, 1.0)
}

/// The sum of unit vectors, each times its r: across, up, and the sum of all r.
fn vector(r: &[f64]) -> [f64; 3] {
    let n = r.len();
    r.iter().enumerate().fold([0.0; 3], |[x, y, sum], (j, r)| {
        let (sin, cos) = angle(j, n).sin_cos();
        [x + r * cos, y + r * sin, sum + r]
    })
}

fn bump(state: &State<'_>) -> Plane {
    let n = state.network.counts[E];
    let top = largest(state.r[E]).max(1e-9);
    let place = |j: usize, r: f64| Point::new(r * angle(j, n).cos(), r * angle(j, n).sin());
    let shape = (0..=n).map(|j| place(j % n, state.r[E][j % n] / top)).collect();
    let circle = (0..=POINTS).map(|k| place(k * n / POINTS, 1.0)).collect();
    Plane {
        curves: vec![
            curve(CurveKind::Contour, Hue::Neutral, "", circle),
            curve(CurveKind::Boundary, Hue::Red, "", shape),
        ],
        state: Some(&STATE),
        ..Plane::default()
    }
}

fn profile(state: &State<'_>) -> Plane {
    let n = state.network.counts[E];
    let tau = state.network.tau_s[E];
    let rates = (0..n).map(|j| Point::new(angle(j, n), state.r[E][j] / tau)).collect();
    let mut curves = vec![curve(CurveKind::Boundary, Hue::Red, "filtered spikes over τ", rates)];
    // It is of the input that is there in the end: not while another one is on.
    let is_there = state.x == state.params.drive.waveform.x;
    if let Some(best) = state.optimum.found().filter(|_| is_there) {
        // The bump may stand anywhere: the predicted one is put where this one is.
        let [x, y, _] = vector(state.r[E]);
        let [px, py, _] = vector(&best.r[E]);
        let turn = ((y.atan2(x) - py.atan2(px)) / TAU * n as f64).round().rem_euclid(n as f64) as usize;
        let points = (0..n).map(|j| Point::new(angle(j, n), best.r[E][(j + n - turn) % n] / tau)).collect();
        curves.push(curve(CurveKind::Theory, Hue::Neutral, "predicted for this input", points));
    }
    let top = state.optimum.found().map_or(0.0, |best| largest(&best.r[E]));
    let subtitle = if is_there && top > 0.0 && top < FEW {
        format!("at the optimum {top:.0} spikes per τ at most: so few scatter, and gather higher")
    } else {
        String::new()
    };
    Plane { curves, subtitle, ..Plane::default() }
}

/// Filtered spikes at the peak that are too few for the optimum, which is the limit of many.
const FEW: f64 = 30.0;
