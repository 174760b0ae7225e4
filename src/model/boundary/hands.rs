//! The low-rank network in a person's hands: dragging lines, knobs and arrows; single neurons; perturbations.
//!
//! Sheet low-rank-ei, section 4.1. In the (y_E, y_I) plane a line through (y_E, y_I) with slope m has
//! `E_*E = m E_*I` and `T = E_*E y_E - E_*I y_I + F x + I_inj`; in the (x, y) plane of one population `F = -m E` and
//! `T = F x + E y + I_inj`. What a hand changes of one neuron is kept as a shift, so that the neuron still follows
//! when its population's boundary is moved or bent.

use super::plan::BoundaryPlan;
use super::target::Wish;
use super::{BoundaryParams, Design, E, I, Network, Populations};
use crate::geometry::Point;
use crate::model::verbs::{BEND, JUMP, KNOT, LINE, PLAY, RAISE, TURN};
use crate::model::{Hands, Perturbation, Side, Traced, Waveform};
use crate::param::{Edit, Sparse, Value, fit};
use crate::picture::{Depiction, Drawing, Given, Grip, Hue, NeuronId, Ran, Regime, Roster, Trait};
use crate::reading;
use std::sync::Arc;

/// Shifts smaller than this are rounding, and no shift at all.
const DUST: f64 = 1e-9;
/// The plane, by its index in the layout, of input and output: targets are drawn there.
pub(super) const TARGET_PLANE: usize = 1;
/// Steepest line that a hand can make.
const STEEPEST: f64 = 1e3;

/// Farthest that a knot can be.
const FAR: f64 = 1e3;
const ALONE: &str = "one population cannot follow a target; it needs both populations";

const D_FACTORS: [&str; 2] = ["d_e_factors", "d_i_factors"];
const START_R: [&str; 2] = ["start_r_e", "start_r_i"];
const T_SHIFT: [&str; 2] = ["t_shift_e", "t_shift_i"];
const W_SHIFT: [&str; 2] = ["w_shift_e", "w_shift_i"];
const F_SHIFT: [&str; 2] = ["f_shift_e", "f_shift_i"];
const D_SHIFT: [&str; 2] = ["d_shift_e", "d_shift_i"];
const SILENCED: [&str; 2] = ["silenced_e", "silenced_i"];

const TRAITS: [Trait; 6] = [
    Trait {
        id: "from_e",
        name: "weight of y_E",
        symbols: &["E_EE", "E_IE"],
        help: "Weight of the excitatory latent in this neuron's voltage: the slope of its line.",
        is_shared: false,
        is_fixed: false,
    },
    Trait {
        id: "from_i",
        name: "weight of y_I",
        symbols: &["E_EI", "E_II"],
        help: "Weight of the inhibitory latent in this neuron's voltage.",
        is_shared: false,
        is_fixed: true,
    },
    Trait {
        id: "input",
        name: "input weight",
        symbols: &["F_E", "F_I"],
        help: "How strongly the neuron hears the input: its line rises by F for each unit of x.",
        is_shared: false,
        is_fixed: false,
    },
    Trait {
        id: "threshold",
        name: "threshold",
        symbols: &["T_E", "T_I"],
        help: "Threshold in boundary units: a larger T lowers the line.",
        is_shared: false,
        is_fixed: false,
    },
    Trait {
        id: "decoder",
        name: "spike size",
        symbols: &["D_E", "D_I"],
        help: "How far one spike of this neuron moves its latent.",
        is_shared: false,
        is_fixed: false,
    },
    Trait {
        id: "spike_cost",
        name: "spike cost",
        symbols: &["\u{3bc}_E", "\u{3bc}_I"],
        help: "Extra own reset for each spike; the same for the whole population.",
        is_shared: true,
        is_fixed: false,
    },
];

/// Numbers of one neuron that a hand sets.
#[derive(Clone, Copy, Default)]
struct Wanted {
    threshold: Option<f64>,
    from_e: Option<f64>,
    input: Option<f64>,
    decoder: Option<f64>,
}

impl BoundaryParams {
    fn shifts(&self, p: usize) -> [(&'static str, &Sparse); 4] {
        let maps = if p == E {
            [&self.t_shift_e, &self.w_shift_e, &self.f_shift_e, &self.d_shift_e]
        } else {
            [&self.t_shift_i, &self.w_shift_i, &self.f_shift_i, &self.d_shift_i]
        };
        let ids = [T_SHIFT[p], W_SHIFT[p], F_SHIFT[p], D_SHIFT[p]];
        std::array::from_fn(|k| (ids[k], maps[k]))
    }

    /// The edits after which neuron `i` of population `p` has these numbers.
    fn reshape(&self, network: &Network, p: usize, i: usize, wanted: Wanted) -> Vec<Edit> {
        let population = &network.populations[p];
        let Wanted { threshold, from_e, input, decoder } = wanted;
        let mut now = [population.threshold[i], population.from_e[i], population.input[i], population.decoder[i]];
        if decoder.is_some() {
            // A shifted decoder is cut at 0, so what it was before cannot be read from it.
            let shift = if p == E { &self.d_shift_e } else { &self.d_shift_i }.get(&i).copied().unwrap_or(0.0);
            now[3] = population.unshifted.get(&i).map_or(now[3], |bare| bare + shift);
        }
        let wanted = [threshold, from_e, input, decoder];
        let mut edits = Vec::new();
        for (((id, map), now), wanted) in self.shifts(p).into_iter().zip(now).zip(wanted) {
            let Some(wanted) = wanted.filter(|wanted| wanted.is_finite()) else { continue };
            let shift = wanted - (now - map.get(&i).copied().unwrap_or(0.0));
            edits.push(Edit::entry(id, i, if shift.abs() < DUST { 0.0 } else { shift }));
        }
        edits
    }

    /// T for which the line of neuron `i` passes through `at`, with other weights if wanted.
    fn threshold_through(&self, network: &Network, given: &Given, p: usize, i: usize, at: Point, w: Wanted) -> f64 {
        let population = &network.populations[p];
        let (from_e, input) = (w.from_e.unwrap_or(population.from_e[i]), w.input.unwrap_or(population.input[i]));
        let latents = if self.populations == Populations::Both {
            from_e * at.x - population.from_i[i] * at.y + input * given.x
        } else {
            let own = if p == E { population.from_e[i] } else { population.from_i[i] };
            input * at.x + own * at.y
        };
        latents + given.injected[p]
    }

    /// Turns the line of a neuron about `pivot` until it passes through `to`.
    fn turn(&self, network: &Network, given: &Given, [p, i]: [usize; 2], pivot: Point, to: Point) -> Vec<Edit> {
        let run = to.x - pivot.x;
        if run == 0.0 {
            return Vec::new();
        }
        let slope = ((to.y - pivot.y) / run).clamp(-STEEPEST, STEEPEST);
        let population = &network.populations[p];
        let mut wanted = Wanted::default();
        if self.populations == Populations::Both {
            if population.from_i[i] == 0.0 {
                return Vec::new();
            }
            wanted.from_e = Some(slope * population.from_i[i]);
        } else {
            wanted.input = Some(-slope * if p == E { population.from_e[i] } else { population.from_i[i] });
        }
        wanted.threshold = Some(self.threshold_through(network, given, p, i, pivot, wanted));
        self.reshape(network, p, i, wanted)
    }

    /// Moves the whole boundary of population `p` up by `by`, with its second kind of neurons.
    fn raise(&self, p: usize, by: f64) -> Vec<Edit> {
        let (id, now) = match (self.design, p) {
            (Design::Tangents | Design::Random, E) => ("e_offset", self.e_offset),
            (Design::Tangents | Design::Random, _) => ("i_offset", self.i_offset),
            (_, E) => ("lift_e", self.lift_e),
            (_, _) => ("lift_i", self.lift_i),
        };
        let mut edits = vec![Edit::new(id, Value::Number(now + by))];
        if id == "e_offset" && self.n_e2 > 0 && self.populations == Populations::Both {
            edits.push(Edit::new("e2_offset", Value::Number(self.e2_offset + by)));
        }
        edits
    }

    /// Bends the boundary of population `p` so that it rises by `by` at `u`: through its curvature if it has pieces to
    /// bend, else through its slope.
    fn bend(&self, p: usize, u: f64, by: f64) -> Option<Edit> {
        let (id, now, lever) = match (self.design, p) {
            (Design::Tangents | Design::Random, _) if [self.n_e, self.n_i][p] > 1 => {
                (["e_curvature", "i_curvature"][p], [self.e_curvature, self.i_curvature][p], u * u)
            }
            (Design::Tangents | Design::Random, _) => (["e_slope", "i_slope"][p], [self.e_slope, self.i_slope][p], u),
            // The slopes of a target's boundaries follow from alpha, beta and the target together.
            (Design::Target | Design::Explicit, _) => return None,
        };
        let mut value = now + by / lever;
        match id {
            // Tangents make a boundary only on the side on which it is convex (or a cap, for one population).
            "e_curvature" | "i_curvature" if self.populations == Populations::Both => value = value.max(0.0),
            "e_curvature" | "i_curvature" => value = value.min(0.0),
            _ => {}
        }
        value.is_finite().then(|| Edit::new(id, Value::Number(value)))
    }

    /// Puts knot `k` of the target to `to`, between its neighbours; a named function becomes its knots.
    fn move_knot(&self, wish: &Wish, k: usize, to: Point) -> Vec<Edit> {
        let mut all: Vec<Point> = wish.knots.knots().iter().map(|k| Point::new(k[0], k[1])).collect();
        if k >= all.len() {
            return Vec::new();
        }
        let least = 1e-3 * (all[all.len() - 1].x - all[0].x);
        let low = k.checked_sub(1).map_or(-1e3, |left| all[left].x + least);
        let high = all.get(k + 1).map_or(1e3, |right| right.x - least);
        all[k] = Point::new(to.x.clamp(low, high.max(low)), to.y.clamp(-1e3, 1e3));
        knots(all)
    }

    /// The edits that make these points the target's knots. A new target has new neurons: what was set for single ones of
    /// the old does not stay.
    fn aim(&self, points: Vec<Point>) -> Vec<Edit> {
        let mut edits = knots(points);
        let choice = |id: &str, word: &str| Edit::new(id, Value::Choice(word.to_owned()));
        edits.push(choice("offset_rule", "automatically"));
        if self.design != Design::Target {
            edits.push(choice("design", "target"));
        }
        for (p, (factors, silenced)) in
            [(&self.d_e_factors, &self.silenced_e), (&self.d_i_factors, &self.silenced_i)].into_iter().enumerate()
        {
            if !factors.is_empty() {
                edits.push(Edit::new(D_FACTORS[p], Value::List(Vec::new())));
            }
            let shifted = self.shifts(p).into_iter().chain([(SILENCED[p], silenced)]);
            let cleared = shifted.filter(|(_, map)| !map.is_empty());
            edits.extend(cleared.map(|(id, _)| Edit::new(id, Value::Sparse(Sparse::new()))));
        }
        edits
    }

    /// Whether the boundary of population `p` has a shape of its own to bend.
    pub(super) fn bends(&self, p: usize) -> bool {
        self.bend(p, 1.0, 0.0).is_some()
    }
}

/// The edits that make these points the knots of the target.
fn knots(points: Vec<Point>) -> Vec<Edit> {
    let (x, y) = points.into_iter().map(|p| (p.x, p.y)).unzip();
    vec![
        Edit::new("target", Value::Choice("knots".to_owned())),
        Edit::new("target_x", Value::List(x)),
        Edit::new("target_y", Value::List(y)),
        // What is drawn or dragged stands for itself.
        Edit::new("curve_x", Value::List(Vec::new())),
        Edit::new("curve_y", Value::List(Vec::new())),
    ]
}

/// A number in at most six digits.
fn brief(v: f64) -> f64 {
    (v * 1e6).round() / 1e6
}

fn place(network: &Network, neuron: NeuronId) -> Option<[usize; 2]> {
    let (p, i) = (neuron.population as usize, neuron.index as usize);
    (i < network.populations.get(p)?.len()).then_some([p, i])
}

impl Hands for BoundaryPlan {
    fn regimes(&self) -> &'static [Regime] {
        self.kinds()
    }

    fn shown_by(&self, ran: &Ran) -> Option<usize> {
        self.kind_shown_by(ran)
    }

    fn sweep_axis(&self) -> Option<&'static str> {
        let reacts = self.network().populations.iter().flat_map(|p| &p.input).any(|f| *f != 0.0);
        if reacts { Some("x") } else { self.map_axes().map(|[(first, _), _]| first) }
    }

    fn map_axes(&self) -> Option<[Side; 2]> {
        let params = self.params();
        let shaped = matches!(params.design, Design::Tangents | Design::Random);
        let ids = match params.populations {
            Populations::Both if shaped => ["e_offset", "i_offset"],
            Populations::Both => ["lift_e", "lift_i"],
            Populations::InhibitoryOnly => ["x", if shaped { "i_offset" } else { "lift_i" }],
            Populations::ExcitatoryOnly => ["x", if shaped { "e_offset" } else { "lift_e" }],
        };
        Some(ids.map(|id| (id, None)))
    }

    fn drag(&self, given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        let (params, network) = (self.params(), &**self.network());
        if !(to.x.is_finite() && to.y.is_finite()) {
            return Vec::new();
        }
        if grip.verb.id == PLAY.id {
            return self.play(to.x);
        }
        if plane == TARGET_PLANE && grip.verb.id == KNOT.id {
            let wish = self.readout().wish.as_ref();
            return wish.map_or_else(Vec::new, |wish| params.move_knot(wish, grip.index as usize, to));
        }
        if plane != 0 {
            return Vec::new();
        }
        let by = to.y - grip.at.y;
        let owner = grip.neuron.and_then(|neuron| place(network, neuron));
        let edits = match (grip.verb.id, grip.index) {
            (id, _) if id == LINE.id => owner.map(|[p, i]| {
                let threshold = params.threshold_through(network, given, p, i, to, Wanted::default());
                params.reshape(network, p, i, Wanted { threshold: Some(threshold), ..Wanted::default() })
            }),
            (id, _) if id == TURN.id => owner.map(|at| params.turn(network, given, at, grip.pivot, to)),
            (id, _) if id == JUMP.id => owner.map(|[p, i]| {
                let size = match (params.populations, p) {
                    (Populations::Both, E) => to.x - grip.pivot.x,
                    (Populations::InhibitoryOnly, _) => grip.pivot.y - to.y,
                    _ => to.y - grip.pivot.y,
                };
                params.reshape(network, p, i, Wanted { decoder: Some(size.max(0.0)), ..Wanted::default() })
            }),
            (id, p @ (0 | 1)) if id == RAISE[0].id => Some(params.raise(p as usize, by)),
            (id, p @ (0 | 1)) if id == BEND[0].id => params.bend(p as usize, grip.at.x, by).map(|edit| vec![edit]),
            _ => None,
        };
        let mut own = params.clone();
        edits.unwrap_or_default().into_iter().map(|edit| fit(&mut own, edit)).collect()
    }

    fn canvas(&self) -> Option<(usize, Drawing)> {
        (self.params().populations == Populations::Both).then_some((TARGET_PLANE, Drawing::Function))
    }

    fn draw(&self, plane: usize, points: &[Point]) -> Result<Vec<Edit>, String> {
        if self.params().populations != Populations::Both {
            return Err(ALONE.to_owned());
        }
        if plane != TARGET_PLANE {
            return Err("a target is drawn into the plane of input and output".to_owned());
        }
        let mut rising: Vec<[f64; 2]> = Vec::new();
        for point in points.iter().filter(|p| p.x.abs() <= FAR && p.y.abs() <= FAR) {
            if rising.last().is_none_or(|last| point.x > last[0]) {
                rising.push([point.x, point.y]);
            }
        }
        if rising.len() < 2 {
            return Err("this curve cannot be a target: draw from left to right".to_owned());
        }
        // A hand is not as exact as its numbers look.
        let [low, high] = rising.iter().fold([f64::MAX, f64::MIN], |[l, h], p| [l.min(p[1]), h.max(p[1])]);
        let kept = reading::knots(&rising, 1e-4 * (high - low), self.params().knots).points;
        Ok(self.params().aim(kept.into_iter().map(|[x, y]| Point::new(x, y)).collect()))
    }

    fn reach(&self) -> [[f64; 2]; 2] {
        [Waveform::REACH, [-FAR, FAR]]
    }

    fn trace(&self, traced: &Traced) -> Result<(Vec<Edit>, Vec<String>), String> {
        let params = self.params();
        if params.populations != Populations::Both {
            return Err(ALONE.to_owned());
        }
        let (Some(first), Some(last)) = (traced.knots.first(), traced.knots.last()) else {
            return Err("this curve has no points".to_owned());
        };
        let mut edits = params.aim(traced.knots.clone());
        let mut notes = Vec::new();
        if edits.iter().any(|edit| self.room(&edit.id).is_some()) {
            notes.push("factors and changes of single neurons are cleared".to_owned());
        }
        if traced.curve.len() > traced.knots.len() {
            let (x, y) = traced.curve.iter().map(|p| (p.x, p.y)).unzip();
            edits.push(Edit::new("curve_x", Value::List(x)));
            edits.push(Edit::new("curve_y", Value::List(y)));
        }
        let over = params.drive.waveform.over([first.x, last.x]);
        if !over.is_empty() {
            notes.push(format!("the input now goes over x from {} to {}", brief(first.x), brief(last.x)));
            edits.extend(over);
        }
        Ok((edits, notes))
    }

    fn room(&self, id: &str) -> Option<(usize, &'static str)> {
        let [e, i] = self.network().counts();
        let of = |p: usize| {
            let own = [D_FACTORS, T_SHIFT, W_SHIFT, F_SHIFT, D_SHIFT, SILENCED, START_R];
            own.iter().any(|ids| ids[p] == id)
        };
        if of(E) { Some((e, "E neurons")) } else { of(I).then_some((i, "I neurons")) }
    }

    fn roster(&self) -> Roster {
        let mut roster = Roster::new(TRAITS.to_vec());
        for count in self.network().counts() {
            let (network, silenced) = (self.network().clone(), self.network().clone());
            let value = move |neuron: NeuronId, place: usize| {
                let (population, i) = (&network.populations[neuron.population as usize], neuron.index as usize);
                match place {
                    0 => population.from_e[i],
                    1 => population.from_i[i],
                    2 => population.input[i],
                    3 => population.threshold[i],
                    4 => population.decoder[i],
                    _ => population.spike_cost,
                }
            };
            let is_silenced = move |neuron: NeuronId| {
                silenced.populations[neuron.population as usize].is_silenced(neuron.index as usize)
            };
            roster.ask(count, value, is_silenced);
        }
        roster
    }

    fn assign(&self, neuron: NeuronId, trait_id: &str, value: f64) -> Vec<Edit> {
        let (params, network) = (self.params(), &**self.network());
        let Some([p, i]) = place(network, neuron) else { return Vec::new() };
        let none = Wanted::default();
        let wanted = match trait_id {
            "threshold" => Wanted { threshold: Some(value), ..none },
            "from_e" => Wanted { from_e: Some(value), ..none },
            "input" => Wanted { input: Some(value), ..none },
            "decoder" => Wanted { decoder: Some(value.max(0.0)), ..none },
            "spike_cost" => {
                return vec![fit(&mut params.clone(), Edit::new(["mu_e", "mu_i"][p], Value::Number(value)))];
            }
            // Scale freedom (section 4.1): E_*I stays, since only ratios to it matter.
            _ => return Vec::new(),
        };
        let mut own = params.clone();
        params.reshape(network, p, i, wanted).into_iter().map(|edit| fit(&mut own, edit)).collect()
    }

    fn silence(&self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        let flag = if silent { 1.0 } else { 0.0 };
        let of = |neuron: &NeuronId| SILENCED.get(neuron.population as usize).map(|id| (id, neuron.index as usize));
        neurons.iter().filter_map(of).map(|(id, index)| Edit::entry(id, index, flag)).collect()
    }

    fn perturbations(&self) -> Vec<Perturbation> {
        let number = |id: &str, value: f64| Edit::new(id, Value::Number(value));
        let params = self.params();
        let [e, i] = params.has();
        let mut all = Vec::new();
        let mut add = |name, help, hue, strength: &'static str, on: f64, extra: Option<(Edit, Edit)>| {
            let (more_on, more_off) = extra.unzip();
            all.push(Perturbation {
                name,
                help,
                hue,
                strength,
                on: std::iter::once(number(strength, on)).chain(more_on).collect(),
                off: vec![more_off.unwrap_or_else(|| number(strength, 0.0))],
            });
        };
        // A push by hand acts now, whenever the preset's own would set in.
        let now = || Some((number("current_e_on_s", 0.0), number("current_e", 0.0)));
        if e {
            add(
                "Push E",
                "A current into every E neuron raises the E boundary by as much: at a stable crossing y_E rises, and y_I with it where excitation drives I.",
                Hue::Red,
                "current_e",
                0.5,
                now(),
            );
        }
        let now = || Some((number("current_i_on_s", 0.0), number("current_i", 0.0)));
        if i {
            let help = if e {
                "A current into every I neuron raises the I boundary. Where E alone would run away and inhibition holds it, the I latent falls nevertheless: the paradoxical response."
            } else {
                "A current into every I neuron lowers its threshold."
            };
            add("Push I", help, Hue::Blue, "current_i", 1.0, now());
        }
        if e {
            add(
                "Silence part of E",
                "These E neurons never spike. Where others have the same line, the boundary stays.",
                Hue::Red,
                "silent_part_e",
                0.5,
                None,
            );
        }
        if i {
            add(
                "Silence part of I",
                if e {
                    "These I neurons never spike. With none left, nothing holds excitation."
                } else {
                    "These I neurons never spike. Where others have the same line, the boundary stays."
                },
                Hue::Blue,
                "silent_part_i",
                0.5,
                None,
            );
        }
        add(
            "Noise",
            "Noise in every voltage: each line becomes a blurred band, spikes become irregular.",
            Hue::Neutral,
            "sigma_v",
            0.1,
            None,
        );
        if params.synapse == super::Synapse::Instantaneous {
            add(
                "Delay the spikes",
                "Spikes reach the other neurons late, without being drawn out: the state overshoots before it is caught.",
                Hue::Neutral,
                "delay_ms",
                0.5,
                None,
            );
        }
        if i {
            let synapse = |word: &str| Edit::new("synapse", Value::Choice(word.to_owned()));
            add(
                "Slow I synapses",
                "Exponential synapses: inhibition comes late, and the state overshoots before it is caught. Starts the run anew.",
                Hue::Blue,
                "tau_s_i_ms",
                2.0,
                Some((synapse("exponential"), synapse("instantaneous"))),
            );
        }
        // Inhibition is slow only beside an excitation that is not.
        if let Some(slow) = all.last_mut().filter(|p| p.strength == "tau_s_i_ms") {
            slow.on.push(number("tau_s_e_ms", 0.5));
        }
        let mut add = |name, help, hue, strength: &'static str, on: f64| {
            let (on, off) = (vec![number(strength, on)], vec![number(strength, 0.0)]);
            all.push(Perturbation { name, help, hue, strength, on, off });
        };
        if e && i {
            add(
                "Mistune the decoders",
                "Each population hears itself and the other through decoders that differ (figure 8e-g): noise leaks into the latents.",
                Hue::Neutral,
                "mistuning",
                0.3,
            );
        }
        if e {
            add(
                "Spike cost of E",
                "Each E spike also resets its own neuron: the work is shared, and the slope of the E boundary over y_E is a little smaller.",
                Hue::Red,
                "mu_e",
                0.2,
            );
        }
        if i {
            add(
                "Spike cost of I",
                "Each I spike also resets its own neuron a bit more: the work is shared.",
                Hue::Blue,
                "mu_i",
                0.2,
            );
        }
        all
    }

    fn play(&self, x: f64) -> Vec<Edit> {
        self.params().drive.waveform.play(x)
    }

    fn draw_input(&self, values: Vec<f64>, from_s: f64, length_s: f64) -> Vec<Edit> {
        Waveform::draw(values, from_s, length_s)
    }

    fn sketch(&self, given: &Given) -> Option<Arc<Depiction>> {
        Some(self.view(*given, None))
    }
}

const _: () = assert!(E == 0 && I == 1);
