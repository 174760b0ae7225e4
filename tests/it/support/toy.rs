//! A toy system in no enum: if it can be run, drawn and dragged, so can any other.

mod engine;
mod picture;

pub use engine::ToyEngine;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tightrope::geometry::{HalfPlane, Point, Sheet, Side, Vector};
use tightrope::model::{Chore, Hands, Perturbation};
use tightrope::param::{
    Array, Arrays, Edit, Effect, Kind, ParamError, Parameters, Scale, Slot, Sparse, Spec, Value, fit,
};
use tightrope::picture::{
    ActionInfo, Axis, AxisScale, Beside, ChannelInfo, ChannelKind, Chart, ChartAxis, ChartInfo, Cursor, Curve,
    CurveKind, Depiction, Dot, Drawing, Field, FieldInfo, Finding, FixedPoint, Flow, FlowField, Given, Grip, GripShape,
    GroupInfo, Hue, Hurry, Layout, LineHandles, LineState, Mark, MarkKind, NeuronId, NeuronLine, Picks, Plane,
    PlaneInfo, PopulationInfo, Reading, Region, RegionShape, Roster, Score, Series, SeriesKind, Severity, Shades,
    SignalInfo, Space, SpaceInfo, SpacePath, Surface, Theory, TimeScales, Trail, Trait, Verb, Words,
};
use tightrope::sim::{Engine, Frame, Model, Spike, Watch, Watched};

static HOIST: Verb = Verb { id: "hoist", name: "Rope of {}", hint: "drag to hoist it" };
static TURN_UP: Verb = Verb { id: "turn-up", name: "Gain knob", hint: "drag to turn it up" };
static SHOVE: Verb = Verb { id: "shove", name: "Ball", hint: "pull to shove it" };
static WIPE: Verb = Verb { id: "wipe", name: "Lamp {}", hint: "drag over the lamps to put them out" };
static LEAD: Verb = Verb { id: "lead", name: "Leader", hint: "pull to lead it" };
static TRAIL: Verb = Verb { id: "trail", name: "Follower", hint: "pull to lead it astray" };
static PLAY: Verb = Verb { id: "play", name: "Pedal", hint: "drag to press it" };

const fn spec(id: &'static str, name: &'static str, kind: Kind, effect: Effect) -> Spec {
    Spec { id, group: "Toy", name, symbol: "", unit: "", kind, effect, hue: Hue::Neutral, help: "A toy." }
}

static GAIN: Spec =
    spec("gain", "gain", Kind::Number { min: 0.0, max: 10.0, default: 1.0, scale: Scale::Linear }, Effect::Live);
static COUNT: Spec = spec("n", "neurons", Kind::Count { min: 1, max: 50, default: 5 }, Effect::Rebuild);
static SHAPE: Spec = spec("shape", "shape", Kind::Choice { options: &["round", "square"], default: 0 }, Effect::Live);
/// Off and on; plays a part in round toys alone.
static BELL: Spec = spec("bell", "ring the bell", Kind::Choice { options: &["off", "on"], default: 0 }, Effect::Live);
static KNOTS: Spec = spec("knots", "knots", Kind::List { min: -5.0, max: 5.0 }, Effect::Live);
/// Heights of single lines.
static LIFT: Spec = spec("lift", "lift", Kind::Sparse { min: -10.0, max: 10.0 }, Effect::Live);
static MUTE: Spec = spec("mute", "mute", Kind::Sparse { min: 0.0, max: 1.0 }, Effect::Live);
/// Numbers from a file.
static TABLE: Spec = spec("table", "table", Kind::Arrays { names: &["w"] }, Effect::Rebuild);
/// A step at which the engine panics; 0 means never.
static PANIC: Spec = spec("panic_at", "panic at", Kind::Count { min: 0, max: 1_000_000, default: 0 }, Effect::Live);
/// Whether all of A fire in every step.
static LOUD: Spec = spec("loud", "loud", Kind::Choice { options: &["off", "on"], default: 0 }, Effect::Live);
/// Where it breaks, and where a network that is begun with it does.
static BREAKS: Spec = spec("breaks", "breaks", Kind::Choice { options: BREAKS_AT, default: 0 }, Effect::Live);
/// A step at which the state is no longer finite; 0 means never.
static FAULT: Spec = spec("fault_at", "fault at", Kind::Count { min: 0, max: 1_000_000, default: 0 }, Effect::Live);

/// All that a network is asked for.
pub const BREAKS_AT: &[&str] = &[
    "nowhere",
    "plan",
    "start",
    "retune",
    "tick",
    "sample",
    "depict",
    "chore",
    "chore later",
    "probe",
    "probe later",
    "sketch",
    "roster",
    "drag",
    "alarm",
    "act",
    "kick",
    "save",
    "restore",
];

#[derive(Clone, Debug, PartialEq)]
pub struct Toy {
    pub gain: f64,
    pub n: usize,
    pub shape: usize,
    pub bell: usize,
    pub knots: Vec<f64>,
    pub lift: Sparse,
    pub mute: Sparse,
    pub table: Arrays,
    pub panic_at: usize,
    pub fault_at: usize,
    pub loud: usize,
    pub breaks: usize,
}

impl Default for Toy {
    fn default() -> Self {
        Toy {
            gain: 1.0,
            n: 5,
            shape: 0,
            bell: 0,
            knots: Vec::new(),
            lift: Sparse::new(),
            mute: Sparse::new(),
            table: Arrays::default(),
            panic_at: 0,
            fault_at: 0,
            loud: 0,
            breaks: 0,
        }
    }
}

impl Parameters for Toy {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Toy { gain, n, shape, bell, knots, lift, mute, table, panic_at, fault_at, loud, breaks } = self;
        visitor(&GAIN, Slot::Number(gain));
        visitor(&COUNT, Slot::Count(n));
        visitor(&SHAPE, Slot::Choice(shape));
        visitor(&BELL, Slot::Choice(bell));
        visitor(&KNOTS, Slot::List(knots));
        visitor(&LIFT, Slot::Sparse(lift));
        visitor(&MUTE, Slot::Sparse(mute));
        visitor(&TABLE, Slot::Arrays(table));
        visitor(&PANIC, Slot::Count(panic_at));
        visitor(&FAULT, Slot::Count(fault_at));
        visitor(&LOUD, Slot::Choice(loud));
        visitor(&BREAKS, Slot::Choice(breaks));
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        spec.id != BELL.id || self.shape == 0
    }
}
/// The toy, built.
#[derive(Debug)]
pub struct ToyPlan {
    toy: Toy,
    seed: u64,
}

impl Hands for ToyPlan {
    fn drag(&self, _given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        self.toy.may_break("drag");
        let edits = match (grip.verb.id, grip.neuron) {
            ("hoist", Some(neuron)) if plane == 0 && neuron.population == 0 => {
                let height = to.y - 0.2 * f64::from(neuron.index) * to.x;
                vec![Edit::entry("lift", neuron.index as usize, height - 1.0)]
            }
            ("turn-up", _) if plane == 0 => vec![Edit::new("gain", Value::Number(to.y))],
            _ => Vec::new(),
        };
        edits.into_iter().map(|edit| fit(&mut self.toy.clone(), edit)).collect()
    }

    fn canvas(&self) -> Option<(usize, Drawing)> {
        Some((2, Drawing::Loop))
    }

    fn draw(&self, plane: usize, points: &[Point]) -> Result<Vec<Edit>, String> {
        let (left, right) = points.iter().fold((f64::MAX, f64::MIN), |(l, r), p| (l.min(p.x), r.max(p.x)));
        if plane != 2 || right - left < 0.5 {
            return Err("a toy runs in no circle so narrow".to_owned());
        }
        Ok(vec![Edit::new("knots", Value::List(points.iter().flat_map(|p| [p.x, p.y]).collect()))])
    }

    fn paint(&self, _field: usize, cells: &[usize], on: bool) -> Vec<Edit> {
        let height = if on { 2.0 } else { 0.0 };
        cells.iter().map(|cell| Edit::entry("lift", *cell, height)).collect()
    }

    fn roster(&self) -> Roster {
        self.toy.may_break("roster");
        let height = Trait {
            id: "height",
            name: "height",
            symbols: &["h"],
            help: "Height of a line.",
            is_shared: false,
            is_fixed: false,
        };
        let mut roster = Roster::new(vec![height]);
        let heights = (0..self.toy.n).map(|k| 1.0 + self.toy.lift.get(&k).copied().unwrap_or(0.0)).collect();
        roster.push(heights, (0..self.toy.n).map(|k| self.toy.mute.contains_key(&k)).collect());
        roster.push(vec![0.0; 2], vec![false; 2]);
        roster.push(vec![0.0; 3], vec![false; 3]);
        roster
    }

    fn assign(&self, neuron: NeuronId, _trait_id: &str, value: f64) -> Vec<Edit> {
        vec![Edit::entry("lift", neuron.index as usize, value - 1.0)]
    }

    fn silence(&self, neurons: &[NeuronId], silent: bool) -> Vec<Edit> {
        let flag = if silent { 1.0 } else { 0.0 };
        neurons.iter().filter(|n| n.population == 0).map(|n| Edit::entry("mute", n.index as usize, flag)).collect()
    }

    fn perturbations(&self) -> Vec<Perturbation> {
        vec![Perturbation {
            name: "More gain",
            help: "Three times the gain.",
            hue: Hue::Red,
            strength: "gain",
            on: vec![Edit::new("gain", Value::Number(3.0))],
            off: vec![Edit::new("gain", Value::Number(1.0))],
        }]
    }

    fn sketch(&self, _given: &Given) -> Option<Arc<Depiction>> {
        self.toy.may_break("sketch");
        Some(Arc::new(self.toy.depict()))
    }
}

impl Model for Toy {
    type Plan = Arc<ToyPlan>;
    type Engine = ToyEngine;

    fn tag(&self) -> &'static str {
        "toy"
    }

    fn named(tag: &str) -> Option<Self> {
        (tag == "toy").then(Toy::default)
    }

    fn plan(&self, seed: u64, _before: Option<&Arc<ToyPlan>>) -> Result<Arc<ToyPlan>, ParamError> {
        self.may_break("plan");
        Ok(Arc::new(ToyPlan { toy: self.clone(), seed }))
    }

    fn chore(plan: &Arc<ToyPlan>) -> Option<Box<dyn Chore>> {
        plan.toy.may_break("chore");
        plan.toy.errand("chore later")
    }

    fn hands(plan: &Arc<ToyPlan>) -> &dyn Hands {
        &**plan
    }
}
