//! A plastic network in a person's hands: balance lines, target, size, correlation, the lit part.

use super::domains;
use super::picture::{CORRELATION, LIT, RATES, SIZE, USUAL_CELLS};
use super::plan::PlasticPlan;
use super::wiring::{E, EE, EI, I, IE, II};
use crate::geometry::Point;
use crate::model::{Hands, Perturbation, Side};
use crate::param::{Edit, OnOff, Value, fit};
use crate::picture::{Given, Grip, Hue, NeuronId, Ran, Regime, Roster, Trait, Verb};

/// Turns a balance line about its foot: the weight from I.
pub(super) static TURN: [Verb; 2] = [
    Verb { id: "inhibition", name: "E balance line", hint: "drag to turn it: the weight from I to E" },
    Verb { id: "inhibition", name: "I balance line", hint: "drag to turn it: the weight from I to I" },
];
/// Changes the slope of a balance line about where it meets the axis: the weight from E.
pub(super) static SLOPE: [Verb; 2] = [
    Verb { id: "excitation", name: "Slope of the E line", hint: "drag: the weight from E to E" },
    Verb { id: "excitation", name: "Slope of the I line", hint: "drag: the weight from E to I" },
];
/// The target of homeostatic inhibition.
pub(super) static TARGET: Verb =
    Verb { id: "target", name: "Target rate of E", hint: "drag to set what inhibition aims at" };
/// The uniform weight from which learning begins.
pub(super) static START: Verb =
    Verb { id: "start", name: "Start weight", hint: "pull it along the diagonal: learning begins anew from there" };
/// The number of cells.
pub(super) static WIDTH: Verb =
    Verb { id: "size", name: "Number of cells", hint: "drag to change N; the network starts anew" };
/// The correlation of the input.
pub(super) static COUPLING: Verb = Verb { id: "correlation", name: "Correlation", hint: "drag to correlate the input" };
/// The lit part of E.
pub(super) static LIT_PART: Verb = Verb { id: "part", name: "Lit part", hint: "drag to light more or fewer E cells" };

/// Fewest and most cells.
const LEAST_N: usize = 200;
const MOST_N: usize = 20_000;

const TRAITS: [Trait; 1] = [Trait {
    id: "lit",
    name: "lit",
    symbols: &["E1"],
    help: "1 for cells that light reaches.",
    is_shared: false,
    is_fixed: true,
}];

/// To a part of a unit that a hand can hit.
fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

impl Hands for PlasticPlan {
    fn regimes(&self) -> &'static [Regime] {
        domains::KINDS
    }

    fn shown_by(&self, ran: &Ran) -> Option<usize> {
        domains::shown_by(ran)
    }

    fn sweep_axis(&self) -> Option<&'static str> {
        Some("r_x_hz")
    }

    fn map_axes(&self) -> Option<[Side; 2]> {
        Some([("j_ee", None), ("j_ei", None)])
    }

    fn drag(&self, _given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        if !(to.x.is_finite() && to.y.is_finite()) {
            return Vec::new();
        }
        let p = self.params();
        let number = |id: &str, value: f64| Edit::new(id, Value::Number(value));
        let slope = |at: Point| (at.y - grip.pivot.y) / (at.x - grip.pivot.x);
        // How much steeper the line has become; its weight follows in proportion.
        let steeper = slope(to) / slope(grip.at);
        let is_line = steeper.is_finite() && steeper > 0.0 && to.x > grip.pivot.x;
        let a = if grip.index as usize == I { I } else { E };
        let edits = match (plane, grip.verb.id) {
            (RATES, "inhibition") if is_line => {
                let (id, j) = [("j_ei", p.j_ei), ("j_ii", p.j_ii)][a];
                vec![number(id, j / steeper)]
            }
            (RATES, "excitation") if is_line => {
                let (id, j) = [("j_ee", p.j_ee), ("j_ie", p.j_ie)][a];
                vec![number(id, j * steeper)]
            }
            (RATES, "target") => vec![number("rho_e_hz", rounded(to.x, 10.0))],
            // Within the picture, which has another width for large networks: it must not change under the hand.
            (SIZE, "size") => {
                let [low, high] = if p.n > USUAL_CELLS { [USUAL_CELLS + 50, MOST_N] } else { [LEAST_N, USUAL_CELLS] };
                let n = (to.x / 50.0).round().max(0.0) as usize * 50;
                vec![Edit::new("n", Value::Count(n.clamp(low, high)))]
            }
            (CORRELATION, "correlation") => vec![number("c", rounded(to.x, 100.0))],
            (LIT, "part") => vec![number("part", rounded(to.x, 100.0).max(0.01))],
            _ => Vec::new(),
        };
        let mut fitting = p.clone();
        edits.into_iter().map(|edit| fit(&mut fitting, edit)).collect()
    }

    fn room(&self, id: &str) -> Option<(usize, &'static str)> {
        (id == "dead").then(|| (self.roster().len(), "cells"))
    }

    fn roster(&self) -> Roster {
        let control = self.control();
        let [n_e, n_i, _] = super::wiring::sizes(self.params().n);
        let mut roster = Roster::new(TRAITS.to_vec());
        for (first, count) in [(0, n_e), (n_e, n_i)] {
            let lit = |k: usize| if first == 0 && k < control.reach { 1.0 } else { 0.0 };
            let dead = |k: usize| control.dead.get(first + k).copied().unwrap_or(false);
            roster.push((0..count).map(lit).collect(), (0..count).map(dead).collect());
        }
        roster
    }

    fn silence(&self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        let [n_e, ..] = super::wiring::sizes(self.params().n);
        let flag = if silent { 1.0 } else { 0.0 };
        let cell = |neuron: &NeuronId| neuron.index as usize + if neuron.population as usize == I { n_e } else { 0 };
        neurons.iter().map(|neuron| Edit::entry("dead", cell(neuron), flag)).collect()
    }

    fn perturbations(&self) -> Vec<Perturbation> {
        let p = self.params();
        let number = |id: &str, value: f64| Edit::new(id, Value::Number(value));
        let choice = |id: &str, value: &str| Edit::new(id, Value::Choice(value.to_owned()));
        let mut all = vec![
            Perturbation {
                name: "Push I",
                help: "A current into all I cells: mean rates follow the balance lines, whatever single cells do.",
                hue: Hue::Blue,
                strength: "push_i",
                on: vec![number("push_i", 0.5)],
                off: vec![number("push_i", 0.0)],
            },
            Perturbation {
                name: "Push E",
                help: "A current into all E cells: the rest of the input changes until it is cancelled.",
                hue: Hue::Red,
                strength: "push_e",
                on: vec![number("push_e", 0.5)],
                off: vec![number("push_e", 0.0)],
            },
            Perturbation {
                name: "Common input",
                help: "Half of what any two external cells say is the same: shared surges, and covariances that do not \
                       vanish in large networks.",
                hue: Hue::Neutral,
                strength: "c",
                on: vec![number("c", 0.5)],
                off: vec![number("c", 0.0)],
            },
            Perturbation {
                name: "Freeze all weights",
                help: "No rule acts: what was learned stays.",
                hue: Hue::Neutral,
                strength: "learning",
                on: vec![choice("learning", "off")],
                off: vec![choice("learning", "on")],
            },
        ];
        if p.part > 0.0 {
            all.insert(
                0,
                Perturbation {
                    name: "Light on E1",
                    help: "Lit cells jump, the others are suppressed: no balance is possible until inhibition has learned.",
                    hue: Hue::Amber,
                    strength: "r_x2_hz",
                    on: vec![choice("stimulus", "on")],
                    off: vec![choice("stimulus", "off")],
                },
            );
        }
        all
    }
}

impl PlasticPlan {
    /// Whether a rule of class `of` is switched on, also while learning rests.
    pub(super) fn has_rule(&self, of: usize) -> bool {
        let p = self.params();
        let on = |switch: OnOff| switch == OnOff::On;
        match of {
            EE => on(p.ee_hebb) || on(p.ee_hard) || on(p.ee_kohonen) || on(p.ee_oja),
            EI => on(p.ei_homeostatic),
            IE => on(p.ie_homeostatic) || on(p.ie_hebb),
            II => on(p.ii_homeostatic),
            _ => false,
        }
    }
}
