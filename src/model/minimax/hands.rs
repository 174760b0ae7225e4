//! A minimax network in a person's hands: what its application lets be dragged, painted cues, silencing, perturbations.

use super::domains;
use super::network::{E, I};
use super::params::Application;
use super::plan::MinimaxPlan;
use crate::geometry::Point;
use crate::model::verbs::PLAY;
use crate::model::{Hands, Perturbation, Side, Waveform};
use crate::param::{Edit, Value, fit};
use crate::picture::{Given, Grip, Hue, NeuronId, Regime, Roster, Trait};

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

impl Hands for MinimaxPlan {
    fn regimes(&self) -> &'static [Regime] {
        domains::KINDS
    }

    fn sweep_axis(&self) -> Option<&'static str> {
        Some(match self.params().application {
            Application::Ring => "w1",
            Application::Grid => "tau_i_ratio",
            Application::Planted => "assembly",
            _ => "x",
        })
    }

    fn map_axes(&self) -> Option<[Side; 2]> {
        Some(match self.params().application {
            Application::Pair => [("tau_i_ratio", None), ("b", Some([0.05, 3.0]))],
            // Beyond 1 excitation always wins.
            Application::Ring => [("w0", Some([0.0, 1.2])), ("w1", Some([0.0, 5.0]))],
            Application::Planted => [("assembly", None), ("tau_i_ratio", None)],
            _ => [("tau_i_ratio", None), ("kappa", None)],
        })
    }

    fn drag(&self, given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        if !(to.x.is_finite() && to.y.is_finite()) {
            return Vec::new();
        }
        if grip.verb.id == PLAY.id {
            return self.play(to.x);
        }
        let edit = self.app().drag(self.params(), given, plane, grip, to);
        edit.map(|edit| fit(&mut self.params().clone(), edit)).into_iter().collect()
    }

    fn paint(&self, _field: usize, cells: &[usize], on: bool) -> Vec<Edit> {
        let flag = if on { 1.0 } else { 0.0 };
        cells.iter().map(|cell| Edit::entry("cued", *cell, flag)).collect()
    }

    fn play(&self, x: f64) -> Vec<Edit> {
        self.params().drive.waveform.play(x)
    }

    fn draw_input(&self, values: Vec<f64>, from_s: f64, length_s: f64) -> Vec<Edit> {
        Waveform::draw(values, from_s, length_s)
    }

    fn room(&self, id: &str) -> Option<(usize, &'static str)> {
        let [e, i] = self.network().counts;
        match id {
            "silenced_e" | "cued" => Some((e, "E neurons")),
            "silenced_i" => Some((i, "I neurons")),
            _ => None,
        }
    }

    fn roster(&self) -> Roster {
        let (mut roster, network) = (Roster::new(TRAITS.to_vec()), self.network());
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
        if self.app().is_relevant("tau_i_ratio") {
            all.push(Perturbation {
                name: "Slow inhibition",
                help: "The time constant of I twice that of E: where it is too slow the saddle no longer holds, and the populations oscillate.",
                hue: Hue::Blue,
                strength: "tau_i_ratio",
                on: vec![number("tau_i_ratio", 2.0)],
                // Inhibition that is quicker than excitation is not slow.
                off: vec![number("tau_i_ratio", self.params().tau_i_ratio.min(1.0))],
            });
        }
        all
    }
}
