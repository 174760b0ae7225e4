//! One E and one I neuron: the saddle as a picture (sheet minimax-ei, section 7.A).
//!
//! ```text
//! S = a/2 r_E^2 + b r_E r_I - c/2 r_I^2 - x r_E       thresholds at a/2 and c/2 beside the zero-gradient lines
//! ```

use super::saddle::Objective;
use crate::geometry::{HalfPlane, Point, Vector};
use crate::model::minimax::app::{App, Feed, Giving, Kick};
use crate::model::minimax::network::{E, I, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::Parts;
use crate::model::minimax::predict::Optimum;
use crate::model::minimax::shapes::{contours, curve, kickable, line, nice, of, plane, readout, signal};
use crate::model::minimax::stability::{Stability, on_active};
use crate::model::minimax::state::State;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::Draws;
use crate::model::verbs::{LINE, RAISE, STATE, TURN};
use crate::param::{Edit, ParamError, Value};
use crate::picture::{
    CurveKind, FixedPoint, Flow, FlowField, Given, Grip, GripShape, Hue, LineHandles, Mark, MarkKind, NeuronLine,
    Plane, PlaneInfo, Region, RegionShape, SignalInfo, Space, SpaceInfo, SpikeLevel, Theory,
};
use std::sync::Arc;

/// Levels of S drawn around the saddle.
const LEVELS: [f64; 11] = [-8.0, -4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0];
/// Below this the input does not move the E line.
const NO_INPUT: f64 = 1e-6;

/// Where S is lowest in r_E of what is highest in r_I, with a current `push` into I; rates are never negative, and those of
/// silenced neurons are 0.
fn saddle(params: &MinimaxParams, x: f64, push: f64) -> Point {
    let MinimaxParams { a, b, c, .. } = *params;
    let silent = |map: &crate::param::Sparse| map.get(&0).is_some_and(|flag| *flag > 0.5);
    let of_i = |e: f64| if silent(&params.silenced_i) { 0.0 } else { ((b * e + push) / c).max(0.0) };
    if silent(&params.silenced_e) {
        return Point::new(0.0, of_i(0.0));
    }
    // Where I is silent, whether it must be or has nothing to do, E stands alone.
    let both = ((x - b * push / c) / (a + b * b / c)).max(0.0);
    let alone = (x / a).max(0.0);
    let e = if of_i(both) > 0.0 { both } else { alone };
    Point::new(e, of_i(e))
}

/// The saddle as the state and what is injected have it.
fn present_saddle(state: &State<'_>, given: Given) -> Point {
    saddle(state.params, state.channels[0] + given.injected[E], given.injected[I])
}

/// The objective as the state and what is injected have it.
fn present(state: &State<'_>, given: Given) -> Objective {
    let MinimaxParams { a, b, c, .. } = *state.params;
    Objective { weights: [a, b, c], x: state.channels[0] + given.injected[E], push: given.injected[I] }
}

/// One E and one I neuron.
pub struct Pair;

impl App for Pair {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "a" | "b" | "c" | "strength" | "noise" | "tau_i_ratio")
    }

    fn parts(&self, p: &MinimaxParams, _draws: &mut Draws) -> Result<Parts, ParamError> {
        let weights = [-p.a, p.b, p.b, p.c].map(Weights::Diagonal);
        Ok(Parts::new([1, 1], weights, (Weights::Diagonal(1.0), 1)))
    }

    fn feed(&self) -> Feed {
        Feed::Given
    }

    fn give(&self, to: Giving<'_>, x: f64, _step: u64) {
        to.channels[0] = to.params.strength * x;
        to.drive[0] = to.channels[0];
    }

    fn optimum(&self, p: &MinimaxParams, network: &Arc<Network>, x: f64) -> Optimum {
        Optimum::new(network, vec![p.strength * x])
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        const E_HELP: &str = "Each E spike adds 1, and it leaks with tau; its mean is the rate times tau.";
        const I_HELP: &str = "Each I spike adds 1, and it leaks with tau; its mean is the rate times tau.";
        const S_HELP: &str = "E spikes lower it, I spikes raise it; at the saddle neither can.";
        vec![
            kickable(readout("r_e", "filtered E spikes", "r_E", Hue::Red, E_HELP)),
            kickable(readout("r_i", "filtered I spikes", "r_I", Hue::Blue, I_HELP)),
            signal("s", "objective", "S", Hue::Neutral, S_HELP),
        ]
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        let (e, i) = (state.r[E][0], state.r[I][0]);
        into.copy_from_slice(&[e, i, present(state, Given::default()).at(e, i)]);
    }

    fn plane_infos(&self, p: &MinimaxParams, _network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        let at = saddle(p, p.strength, 0.0);
        let axes = [of(signals, 1, [0.0, nice(1.7 * at.x + 1.0)]), of(signals, 2, [0.0, nice(1.7 * at.y + 1.0)])];
        vec![plane("objective", "Objective S  r_E, r_I", "S", axes)]
    }

    fn planes(&self, state: &State<'_>, given: Given) -> Vec<Plane> {
        vec![objective(state, given)]
    }

    fn space_infos(&self, signals: &[SignalInfo]) -> Vec<SpaceInfo> {
        // What is shown of them goes with the saddle.
        let axes = [1, 2, 3].map(|k| of(signals, k, [0.0, 1.0]));
        vec![SpaceInfo { id: "saddle", title: "Saddle  S over r_E, r_I", short: "3-D", axes }]
    }

    fn spaces(&self, state: &State<'_>, given: Given) -> Vec<Arc<Space>> {
        let now = Point::new(state.r[E][0], state.r[I][0]);
        vec![present(state, given).space(present_saddle(state, given), now)]
    }

    fn theory(&self, state: &State<'_>, given: Given) -> Vec<Theory> {
        let at = present_saddle(state, given);
        vec![Theory::new(1, at.x).within(0.5), Theory::new(2, at.y).within(0.5)]
    }

    /// Locked, where b = c (section 7.A): E fires at `r = (x - a/2)/(a + b)`, I follows at once, both fall by the leak from r + 1
    /// to r in `tau ln(1 + 1/r)`, so that the mean of either is `1/ln(1 + 1/r)`.
    fn spikes(&self, state: &State<'_>, given: Given) -> Option<SpikeLevel> {
        let p = state.params;
        let [tau_e, tau_i] = state.network.tau_s;
        let x = state.channels[0] + given.injected[E];
        let r = (x - 0.5 * p.a) / (p.a + p.b);
        let silent = state.network.silenced.iter().flatten().any(|silent| *silent);
        let is_locked =
            p.b == p.c && given.injected[I] == 0.0 && p.noise == 0.0 && tau_e == tau_i && !silent && r > 0.0;
        let tau = (1.0 + 1.0 / r).ln();
        is_locked.then(|| SpikeLevel {
            means: vec![(1, 1.0 / tau), (2, 1.0 / tau)],
            order: "1:1".to_owned(),
            cycle_s: Some(tau * tau_e),
            ..SpikeLevel::default()
        })
    }

    fn fixed_points(&self, state: &State<'_>, given: Given, holds: bool) -> Vec<FixedPoint> {
        vec![FixedPoint {
            name: "saddle of S".to_owned(),
            at: present_saddle(state, given),
            holds,
            reason: "r_E = x/(a + b^2/c), r_I = (b/c) r_E: lowest in r_E of what is highest in r_I".to_owned(),
        }]
    }

    fn compares_currents(&self) -> bool {
        // The input is constant: what is left is the saw-tooth of the resets.
        false
    }

    fn needs_optimum(&self) -> bool {
        true
    }

    fn stability(&self, network: &Network, optimum: &Optimum) -> Option<Stability> {
        on_active(network, optimum)
    }

    fn kick(&self, _r: [&[f64]; 2], to: &[(usize, f64)]) -> Option<Vec<Kick>> {
        let one = |(signal, value): &(usize, f64)| (1..=2).contains(signal).then(|| (signal - 1, vec![value.max(0.0)]));
        to.iter().map(one).collect()
    }

    fn drag(&self, p: &MinimaxParams, given: &Given, plane: usize, grip: &Grip, to: Point) -> Option<Edit> {
        if plane != 0 {
            return None;
        }
        let MinimaxParams { a, b, .. } = *p;
        let population = grip.neuron.map_or(grip.index, |neuron| u32::from(neuron.population));
        match (grip.verb.id, population) {
            // What injected currents do is not the input's doing.
            (id, 0) if (id == LINE.id || id == RAISE[E].id) && given.x.abs() > NO_INPUT => {
                let strength = (a * to.x + b * to.y + 0.5 * a - given.injected[E]) / given.x;
                Some(Edit::new("strength", Value::Number(strength)))
            }
            // The I line passes through (c/(2 b), 0) and rises by b/c: to turn it is to change c; it is held where it
            // meets r_E = 0, half a unit below the origin.
            (id, 1) if (id == LINE.id || id == TURN.id) && to.y > -0.4 && to.x > 0.0 => {
                Some(Edit::new("c", Value::Number(b * to.x / (to.y + 0.5))))
            }
            // The E line falls by a/b from where it meets r_E = 0, at (x - a/2)/b.
            (id, 0) if id == TURN.id && to.x > -0.4 => {
                let x = p.strength * given.x + given.injected[E];
                Some(Edit::new("a", Value::Number((x - b * to.y) / (to.x + 0.5))))
            }
            _ => None,
        }
    }
}

fn objective(state: &State<'_>, given: Given) -> Plane {
    let present = present(state, given);
    let Objective { weights: [a, b, c], x, push } = present;
    let at = saddle(state.params, x, push);
    let level = present.at(at.x, at.y);
    // As far as anybody looks, whatever the slopes.
    let far = 100.0 * (at.x + at.y + (x / a).abs() + 1.0);
    let range = [0.0, (4.0 * at.x + 10.0).max(2.0 * x / a).max(1.0)];
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
    let i_edge = straight(&|e| (b * e - 0.5 * c + push) / c);
    curves.push(curve(CurveKind::Boundary, Hue::Red, "E threshold", e_edge.clone()));
    curves.push(curve(CurveKind::Boundary, Hue::Blue, "I threshold", i_edge.clone()));
    let touch_e = Point::new(at.x, (x - 0.5 * a - a * at.x) / b);
    let touch_i = Point::new(at.x, (b * at.x - 0.5 * c + push) / c);
    let half = [HalfPlane::new(-a, -b, 0.5 * a - x), HalfPlane::new(b, -c, 0.5 * c - push)];
    // Without input there is no strength that would bring the line to the hand.
    let is_moved = given.x.abs() > NO_INPUT;
    // Away from the saddle, where the state is: neither must hide the other.
    let aside = 0.4 * at.x;
    let disc = Point::new(aside, (x - 0.5 * a - a * aside) / b);
    let grip = Grip::new(&RAISE[E], GripShape::Disc, disc).colored(Hue::Red);
    let own = |p: usize, half_plane, touch| NeuronLine {
        handles: LineHandles { shift: (p == I || is_moved).then_some(&LINE), turn: Some(&TURN), jump: None },
        ..line(state.network, p, 0, half_plane, touch)
    };
    Plane {
        subtitle: format!("at  h x = {x:.1}"),
        lines: vec![own(E, half[E], touch_e), own(I, half[I], touch_i)],
        grips: is_moved.then_some(grip).into_iter().collect(),
        given,
        curves,
        regions: vec![
            Region { hue: Hue::Red, shape: RegionShape::Under(e_edge), label: "E fires" },
            Region { hue: Hue::Blue, shape: RegionShape::Under(i_edge), label: "I fires" },
        ],
        rest_label: "quiet",
        overlap_label: "both fire",
        flows: vec![Flow {
            label: "",
            hue: Hue::Neutral,
            field: FlowField::Leak(state.network.tau_s.map(|tau| 1.0 / tau)),
        }],
        state: Some(&STATE),
        marks: vec![Mark { at, kind: MarkKind::Stable, label: format!("saddle ({:.2}, {:.2})", at.x, at.y) }],
        jumps: vec![[Vector::new(1.0, 0.0)].into(), [Vector::new(0.0, 1.0)].into()],
        ..Plane::default()
    }
}
