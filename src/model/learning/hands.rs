//! A learning network in a person's hands: the teacher's cycle, the command, dead neurons, a drawn teacher.

use super::domains;
use super::outline;
use super::params::Task;
use super::place::State;
use super::plan::LearningPlan;
use super::teacher::Teacher;
use crate::geometry::Point;
use crate::model::verbs::KNOT;
use crate::model::{Hands, Perturbation, Side};
use crate::param::{Arrays, Edit, Sparse, Value, fit};
use crate::picture::{Drawing, Given, Grip, GripShape, Hue, NeuronId, Regime, Roster, Trait, Verb};

/// The teacher's and the student's state, to be pulled.
pub(super) static STATES: [Verb; 2] = [
    Verb { id: "teacher", name: "Teacher", hint: "pull to put the teacher elsewhere" },
    Verb { id: "student", name: "Network", hint: "pull to push the network elsewhere" },
];
/// The steady command.
pub(super) static COMMAND: Verb = Verb { id: "command", name: "Command", hint: "drag to drive teacher and network" };
/// Size and shape of the teacher's cycle, or of its wells.
pub(super) static SIZE: Verb = Verb { id: "size", name: "Size of the teacher", hint: "drag to make it wider" };
pub(super) static JERK: Verb = Verb { id: "jerk", name: "Nonlinearity", hint: "drag to make the cycle jerk more" };
/// Dots of the ring of directions.
pub(super) static KILL: Verb = Verb {
    id: "kill",
    name: "Neuron {}",
    hint: "click or drag over dots to kill or revive neurons; with Shift every second",
};

const TRAITS: [Trait; 2] = [
    Trait {
        id: "direction",
        name: "direction",
        symbols: &["\u{3c6} in \u{b0}"],
        help: "Angle of its decoder in the plane of the first two dimensions, in degrees.",
        is_shared: false,
        is_fixed: true,
    },
    Trait {
        id: "threshold",
        name: "threshold over |D|\u{b2}",
        symbols: &["T/|D|\u{b2}"],
        help: "The voltage at which it spikes, over the square of its decoder's length.",
        is_shared: false,
        is_fixed: true,
    },
];

/// Smallest and largest nonlinearity that a hand sets, and halvings until it is found.
const JERKS: [f64; 2] = [0.02, 3.0];
const HALVINGS: usize = 18;
/// Step of the cycles looked at on the way.
const DT: f64 = 2e-3;

/// Largest value of a dimension along the teacher's cycle, and where it is reached.
fn peak(cycle: &[State], k: usize) -> Option<State> {
    cycle.iter().copied().max_by(|a, b| a[k].total_cmp(&b[k]))
}

/// Handles of the teacher in the phase plane.
pub(super) fn cycle_grips(plan: &LearningPlan) -> Vec<Grip> {
    let hue = super::picture::HUES[0];
    let at = |x: State| Point::new(x[0], x[1]);
    match &plan.network().teacher {
        Teacher::VanDerPol { .. } => {
            let Some(cycle) = &plan.region().cycle else { return Vec::new() };
            let grip = |verb, shape, k| peak(cycle, k).map(|x| Grip::new(verb, shape, at(x)).colored(hue));
            [grip(&SIZE, GripShape::Disc, 0), grip(&JERK, GripShape::Square, 1)].into_iter().flatten().collect()
        }
        Teacher::DoubleWell { size, .. } => {
            vec![Grip::new(&SIZE, GripShape::Disc, Point::new(*size, 0.0)).colored(hue)]
        }
        Teacher::Drawn(_) => {
            let p = plan.params();
            let knots = p.curve_x.iter().zip(&p.curve_y).enumerate();
            let grip = |(k, (x, y)): (usize, (&f64, &f64))| {
                Grip::new(&KNOT, GripShape::Knot, Point::new(*x, *y)).numbered(k as u32).colored(hue)
            };
            knots.map(grip).collect()
        }
        _ => Vec::new(),
    }
}

impl LearningPlan {
    /// The nonlinearity at which the cycle's second dimension reaches `height`.
    fn jerk_for(&self, height: f64) -> Option<f64> {
        let Teacher::VanDerPol { w, size, .. } = self.network().teacher else { return None };
        let reaches = |m: f64| {
            let cycle = Teacher::VanDerPol { w, m, size }.cycle(DT)?;
            peak(&cycle, 1).map(|x| x[1])
        };
        let [mut low, mut high] = JERKS;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if reaches(middle)? < height { low = middle } else { high = middle }
        }
        Some(0.5 * (low + high))
    }

    fn every(&self, kills: impl Fn(usize) -> bool) -> Value {
        let dead: Sparse = (0..self.network().neurons()).filter(|i| kills(*i)).map(|i| (i, 1.0)).collect();
        Value::Sparse(dead)
    }
}

impl Hands for LearningPlan {
    fn regimes(&self) -> &'static [Regime] {
        domains::KINDS
    }

    fn map_axes(&self) -> Option<[Side; 2]> {
        Some([("k", None), ("eta", None)])
    }

    fn drag(&self, _given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        if !(to.x.is_finite() && to.y.is_finite()) {
            return Vec::new();
        }
        let number = |id: &str, value: f64| Edit::new(id, Value::Number(value));
        let p = self.params();
        let edits = match grip.verb.id {
            id if id == COMMAND.id && self.network().dimensions() > 1 => vec![number("c1", to.x), number("c2", to.y)],
            id if id == COMMAND.id => vec![number("c1", to.x)],
            id if id == SIZE.id => {
                let cycle = self.region().cycle.as_deref().and_then(|cycle| peak(cycle, 0)).map_or(p.size, |x| x[0]);
                vec![number("size", p.size * to.x / cycle)]
            }
            id if id == JERK.id => self.jerk_for(to.y).map(|m| number("m", m)).into_iter().collect(),
            id if id == KNOT.id && plane == 0 => {
                let (mut x, mut y) = (p.curve_x.clone(), p.curve_y.clone());
                let k = grip.index as usize;
                let (Some(x_k), Some(y_k)) = (x.get_mut(k), y.get_mut(k)) else { return Vec::new() };
                (*x_k, *y_k) = (to.x.clamp(-1.8, 1.8), to.y.clamp(-1.8, 1.8));
                vec![Edit::new("curve_x", Value::List(x)), Edit::new("curve_y", Value::List(y))]
            }
            _ => Vec::new(),
        };
        let mut fitting = p.clone();
        edits.into_iter().map(|edit| fit(&mut fitting, edit)).collect()
    }

    fn canvas(&self) -> Option<(usize, Drawing)> {
        (self.network().dimensions() == 2).then_some((0, Drawing::Loop))
    }

    fn reach(&self) -> [[f64; 2]; 2] {
        [[-outline::WITHIN, outline::WITHIN]; 2]
    }

    fn draw(&self, _plane: usize, points: &[Point]) -> Result<Vec<Edit>, String> {
        if self.network().dimensions() != 2 {
            return Err("a curve can be drawn for teachers of two dimensions; open one of those first".to_owned());
        }
        // A hand is not as exact as its numbers look.
        let round = |v: f64| (v * 1e4).round() / 1e4;
        let knots = outline::knots(points)?.into_iter().map(|p| p.map(round)).collect::<Vec<Point>>();
        let choice = |id: &str, value: &str| Edit::new(id, Value::Choice(value.to_owned()));
        let mut edits = vec![
            Edit::new("curve_x", Value::List(knots.iter().map(|p| p.x).collect())),
            Edit::new("curve_y", Value::List(knots.iter().map(|p| p.y).collect())),
            choice("feedback", "on"),
            choice("learning", "on"),
        ];
        let p = self.params();
        if p.task != Task::Drawn {
            // Another teacher begins from nothing, with branches enough for any shape.
            edits.extend([
                choice("teacher", "drawn curve"),
                choice("basis", "tanh"),
                choice("protocol", "training trials"),
                choice("driven", "all dimensions"),
                Edit::new("n_b", Value::Count(p.n_b.max(DRAWN_BRANCHES))),
                Edit::new("gain", Value::Number(DRAWN_GAIN)),
                Edit::new("eta", Value::Number(DRAWN_ETA)),
                Edit::new("k", Value::Number(DRAWN_K)),
                Edit::new("lam", Value::Number(DRAWN_LEAK)),
                Edit::new("sigma_c", Value::Number(DRAWN_COMMAND)),
                Edit::new("radius", Value::Number(DRAWN_RADIUS)),
                Edit::new("weights", Value::Arrays(Arrays::default())),
            ]);
        }
        Ok(edits)
    }

    fn room(&self, id: &str) -> Option<(usize, &'static str)> {
        (id == "dead").then(|| (self.network().neurons(), "neurons"))
    }

    fn roster(&self) -> Roster {
        let (network, mut roster) = (self.network(), Roster::new(TRAITS.to_vec()));
        let square = self.params().d.powi(2);
        let row = |i: usize| {
            let along = |k: usize| network.decoder.get(k).map_or(0.0, |d| d[i]);
            let angle = along(1).atan2(along(0)).to_degrees();
            [angle.rem_euclid(360.0), network.threshold[i] / square]
        };
        roster.push((0..network.neurons()).flat_map(row).collect(), self.control().dead.clone());
        roster
    }

    fn silence(&self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        let flag = if silent { 1.0 } else { 0.0 };
        neurons.iter().map(|neuron| Edit::entry("dead", neuron.index as usize, flag)).collect()
    }

    fn perturbations(&self) -> Vec<Perturbation> {
        let number = |id: &str, value: f64| Edit::new(id, Value::Number(value));
        let choice = |id: &str, value: &str| Edit::new(id, Value::Choice(value.to_owned()));
        let n = self.network().neurons();
        let arc = (n * 2).div_ceil(5);
        let kill = |name, help, dead| Perturbation {
            name,
            help,
            hue: Hue::Violet,
            strength: "dead",
            on: vec![Edit::new("dead", dead)],
            off: vec![Edit::new("dead", Value::Sparse(Sparse::new()))],
        };
        let mut all = vec![
            Perturbation {
                name: "Cut the feedback",
                help: "Without its error the network is on its own: only what it has learned goes on.",
                hue: Hue::Amber,
                strength: "k",
                on: vec![choice("feedback", "off"), choice("learning", "off")],
                off: vec![choice("feedback", "on")],
            },
            Perturbation {
                name: "Voltage noise",
                help: "Rates and irregularity grow, the readout hardly changes.",
                hue: Hue::Neutral,
                strength: "sigma_v",
                on: vec![number("sigma_v", 0.002)],
                off: vec![number("sigma_v", 0.0)],
            },
            kill(
                "Kill every fourth",
                "Spread over all directions a quarter is hardly missed: the others fire more.",
                self.every(|i| i % 4 == 0),
            ),
            kill("Kill every second", "Half of all, spread over all directions.", self.every(|i| i % 2 == 0)),
            Perturbation {
                name: "Cut the lateral weights",
                help: "Spikes tell nobody: neurons correct the same error again and again, and the run pauses.",
                hue: Hue::Red,
                strength: "lateral",
                on: vec![choice("lateral", "off")],
                off: vec![choice("lateral", "on")],
            },
        ];
        // Neighbours make an arc where decoders are a ring.
        if self.network().dimensions() == 2 {
            all.insert(
                4,
                kill(
                    "Kill an arc of 144\u{b0}",
                    "Nobody is left to push the readout that way: it cannot go there.",
                    self.every(|i| i < arc),
                ),
            );
        }
        all
    }
}

/// What a drawn teacher is learned with: branches, their gain, learning rate, feedback, leak, command, start states.
const DRAWN_BRANCHES: usize = 200;
const DRAWN_GAIN: f64 = 3.0;
const DRAWN_ETA: f64 = 8.0;
const DRAWN_K: f64 = 30.0;
const DRAWN_LEAK: f64 = 10.0;
const DRAWN_COMMAND: f64 = 0.7;
const DRAWN_RADIUS: f64 = 1.3;
