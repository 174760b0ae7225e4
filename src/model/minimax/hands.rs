//! A minimax network in a person's hands: the lines of the pair, painted cues, silencing, perturbations.

use super::network::build;
use super::{Application, E, I, MinimaxParams};
use crate::geometry::Point;
use crate::model::{Hands, Perturbation};
use crate::param::{Edit, Value, fit};
use crate::picture::{Given, Grip, Handle, Hue, NeuronId, Roster, Trait};

const SILENCED: [&str; 2] = ["silenced_e", "silenced_i"];

const TRAITS: [Trait; 3] = [
    Trait {
        id: "threshold",
        name: "threshold",
        symbols: &["T_E", "T_I"],
        help: "The neuron spikes above this voltage: half of its own reset, and the extra threshold if there is one.",
        is_shared: false,
        is_fixed: true,
    },
    Trait {
        id: "reset",
        name: "own weight",
        symbols: &["W_EE", "−W_II"],
        help: "What a spike adds to the neuron's own voltage.",
        is_shared: false,
        is_fixed: true,
    },
    Trait {
        id: "given",
        name: "weights to others",
        symbols: &["Σ"],
        help: "Sum of the weights with which the neuron reaches the other population.",
        is_shared: false,
        is_fixed: true,
    },
];

impl Hands for MinimaxParams {
    fn drag(&self, _seed: u64, given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        if plane != 0 || self.application != Application::Pair || !(to.x.is_finite() && to.y.is_finite()) {
            return Vec::new();
        }
        let MinimaxParams { a, b, .. } = *self;
        // What injected currents do is not the input's doing.
        let strength = |at: Point| (a * at.x + b * at.y + 0.5 * a - given.injected[E]) / given.x;
        let edit = match grip.handle {
            Handle::Line(NeuronId { population: 0, .. }) | Handle::Boundary(0) if given.x.abs() > 1e-6 => {
                Edit::new("strength", Value::Number(strength(to)))
            }
            // The I line passes through (c/(2 b), 0) and rises by b/c: to turn it is to change c; it is held where it
            // meets r_E = 0, half a unit below the origin.
            Handle::Line(NeuronId { population: 1, .. }) | Handle::Turn(NeuronId { population: 1, .. })
                if to.y > -0.4 && to.x > 0.0 =>
            {
                Edit::new("c", Value::Number(b * to.x / (to.y + 0.5)))
            }
            // The E line falls by a/b from where it meets r_E = 0, at (x - a/2)/b.
            Handle::Turn(NeuronId { population: 0, .. }) if to.x > -0.4 => {
                let x = self.strength * given.x + given.injected[E];
                Edit::new("a", Value::Number((x - b * to.y) / (to.x + 0.5)))
            }
            _ => return Vec::new(),
        };
        vec![fit(&mut self.clone(), edit)]
    }

    fn paint(&self, _seed: u64, _field: usize, cells: &[usize], on: bool) -> Vec<Edit> {
        let flag = if on { 1.0 } else { 0.0 };
        cells.iter().map(|cell| Edit::entry("cued", *cell, flag)).collect()
    }

    fn roster(&self, seed: u64) -> Roster {
        let mut roster = Roster::new(TRAITS.to_vec());
        // What takes long to make must not be made at every edit.
        let is_slow = matches!(self.application, Application::Random | Application::Constant | Application::Moving)
            && self.n_e.max(self.n_i) > 150;
        if self.application == Application::Patch || is_slow {
            return roster;
        }
        let Ok(network) = build(self, seed) else { return roster };
        for p in [E, I] {
            let n = network.counts[p];
            let row = |i: usize| {
                let (own, to) = if p == E {
                    (network.ee.at(i, i), network.ie.at(0, i) * network.counts[I] as f64)
                } else {
                    (-network.ii.at(i, i), network.ei.at(0, i) * network.counts[E] as f64)
                };
                [network.threshold[p][i], own, to]
            };
            roster.push((0..n).flat_map(row).collect(), network.silenced[p].clone());
        }
        roster
    }

    fn silence(&self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        let flag = if silent { 1.0 } else { 0.0 };
        let of = |neuron: &NeuronId| SILENCED.get(neuron.population as usize).map(|id| (id, neuron.index as usize));
        neurons.iter().filter_map(of).map(|(id, index)| Edit::entry(id, index, flag)).collect()
    }

    fn perturbations(&self) -> Vec<Perturbation> {
        let number = |id: &str, value: f64| Edit::new(id, Value::Number(value));
        let push = |name, help, hue, strength: &'static str, on: f64, at: &str| Perturbation {
            name,
            help,
            hue,
            strength,
            on: vec![number(strength, on), number(at, 0.0)],
            off: vec![number(strength, 0.0)],
        };
        let mut all = vec![
            push(
                "Push E",
                "A current into every E neuron, as if each heard a little more input.",
                Hue::Red,
                "current_e",
                1.0,
                "current_e_on_s",
            ),
            push("Push I", "A current into every I neuron.", Hue::Blue, "current_i", 1.0, "current_i_on_s"),
        ];
        if self.application != Application::Patch {
            all.push(Perturbation {
                name: "Slow inhibition",
                help: "tau_I twice tau_E: where it is too slow the saddle no longer holds, and the populations oscillate.",
                hue: Hue::Blue,
                strength: "tau_i_ratio",
                on: vec![number("tau_i_ratio", 2.0)],
                // Inhibition that is quicker than excitation is not slow.
                off: vec![number("tau_i_ratio", self.tau_i_ratio.min(1.0))],
            });
        }
        all
    }
}
