//! A toy system in no enum: if it can be run, drawn and dragged, so can any other.

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
/// A step at which the state is no longer finite; 0 means never.
/// Whether all of A fire in every step.
static LOUD: Spec = spec("loud", "loud", Kind::Choice { options: &["off", "on"], default: 0 }, Effect::Live);
/// Where it breaks, and where a network that is begun with it does.
static BREAKS: Spec = spec("breaks", "breaks", Kind::Choice { options: BREAKS_AT, default: 0 }, Effect::Live);
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

fn charts(gain: f64) -> Vec<Chart> {
    let series = |name: &str, hue, kind, heights: [f64; 5]| Series {
        name: name.to_owned(),
        hue,
        kind,
        points: heights.iter().enumerate().map(|(k, y)| Point::new(k as f64 + 0.5, *y)).collect(),
    };
    let mark = Mark { at: Point::new(2.5, 2.0), kind: MarkKind::Stable, label: "top".to_owned() };
    vec![
        Chart {
            series: vec![
                series("spread", Hue::Teal, SeriesKind::Band { high: vec![2.0, 3.0, 4.0, 3.0, 2.0] }, [1.0; 5]),
                series("counts", Hue::Neutral, SeriesKind::Bars, [1.0, 2.0, gain, 2.0, 1.0]),
                series("mean", Hue::Amber, SeriesKind::Curve, [1.0, 2.0, f64::NAN, 2.0, 1.5]),
                series("trials", Hue::Violet, SeriesKind::Dots, [0.5, 1.5, 2.5, 1.5, 0.5]),
            ],
            marks: vec![mark],
            note: "over five trials".to_owned(),
            ..Chart::default()
        },
        Chart {
            series: vec![series("error", Hue::Green, SeriesKind::Curve, [1e2, 1.0, 0.0, 1e-3, 1e-4])],
            ..Chart::default()
        },
    ]
}

fn chart_info(id: &'static str, title: &'static str, scale: AxisScale, range: Option<[f64; 2]>) -> ChartInfo {
    let axis = |name, scale, range| ChartAxis { name, symbol: "", unit: "mV", scale, range };
    ChartInfo { id, title, short: id, axes: [axis("trial", AxisScale::Linear, None), axis("height", scale, range)] }
}

fn channel(id: &'static str, hue: Hue, kind: ChannelKind) -> ChannelInfo {
    ChannelInfo { id, name: id, symbol: id, hue, kind, help: "a part of the toy" }
}

impl Toy {
    /// Breaks if it is told to do so here.
    fn may_break(&self, at: &str) {
        assert!(BREAKS_AT[self.breaks] != at, "the toy was told to break at {at}");
    }

    /// What is to break later.
    fn errand(&self, at: &'static str) -> Option<Box<dyn Chore>> {
        (BREAKS_AT[self.breaks] == at).then(|| Box::new(Errand { toy: self.clone(), at }) as Box<dyn Chore>)
    }

    /// The lines of population A: slope 0.2 k, height 1 and what a hand added.
    fn lines(&self) -> Vec<NeuronLine> {
        let line = |k: u32| {
            let height = 1.0 + self.lift.get(&(k as usize)).copied().unwrap_or(0.0);
            let state = if self.mute.contains_key(&(k as usize)) { LineState::Silenced } else { LineState::Acting };
            NeuronLine {
                neuron: NeuronId { population: 0, index: k },
                half_plane: HalfPlane::new(0.2 * f64::from(k), -1.0, -height),
                touch: Point::new(1.0, height + 0.2 * f64::from(k)),
                state,
                handles: LineHandles { shift: Some(&HOIST), ..LineHandles::default() },
            }
        };
        (0..self.n as u32).map(line).collect()
    }

    /// A plane with all at once: two states, two flows, shades, a loop that is drawn by hand, dots to be brushed.
    fn third(&self) -> Plane {
        let round = |k: usize, n: usize, r: f64| {
            let (sin, cos) = (std::f64::consts::TAU * k as f64 / n as f64).sin_cos();
            Point::new(2.0 + r * cos, 2.0 + r * sin)
        };
        let circle: Vec<Point> = (0..=24).map(|k| round(k % 24, 24, 1.2)).collect();
        let drawn = self.knots.chunks_exact(2).map(|pair| Point::new(pair[0], pair[1]));
        let closed: Vec<Point> = drawn.clone().chain(drawn.take(1)).collect();
        let label = "asked for";
        let asked = Curve {
            kind: CurveKind::Target,
            hue: Hue::Neutral,
            label,
            points: if closed.is_empty() { circle } else { closed },
        };
        let far = [Point::new(3.0, -1e12), Point::new(1e12, -1e12), Point::new(f64::INFINITY, 1e12)];
        let beyond = far.into_iter().chain([Point::new(3.0, 1e12)]).collect();
        let grid = |f: &dyn Fn(f64, f64) -> Vector| FlowField::Grid {
            range: [[0.0, 4.0]; 2],
            cells: [12, 12],
            vectors: (0..144).map(|k| f(f64::from(k % 12) / 3.0 - 2.0, f64::from(k / 12) / 3.0 - 2.0)).collect(),
        };
        let trail = |label, hue, signals, pull| Trail {
            label,
            hue,
            signals,
            with_spikes: false,
            pull: Some(pull),
            seconds: None,
        };
        Plane {
            draws: Some(Drawing::Loop),
            brush: Some(&WIPE),
            dots: (0..self.n)
                .map(|k| Dot {
                    at: round(k, self.n, 1.6),
                    hue: if k < self.n / 2 { Hue::Amber } else { Hue::Blue },
                    neuron: Some(NeuronId { population: 0, index: k as u32 }),
                })
                .collect(),
            curves: vec![asked],
            regions: vec![Region { hue: Hue::Blue, shape: RegionShape::Polygon(beyond), label: "beyond" }],
            shades: Some(Shades {
                label: "depth",
                range: [[0.0, 4.0]; 2],
                cells: [20, 20],
                values: (0..400).map(|k| ((k % 20) as f32 / 9.5 - 1.0) * ((k / 20) as f32 / 9.5 - 1.0) * 0.3).collect(),
                ends: None,
                hue: Hue::Neutral,
                is_signed: true,
            }),
            flows: vec![
                Flow { label: "wanted", hue: Hue::Amber, field: grid(&|x, y| Vector::new(-y, x)) },
                Flow { label: "done", hue: Hue::Teal, field: grid(&|x, y| Vector::new(-y - 0.3 * x, x - 0.3 * y)) },
            ],
            trails: vec![trail("leader", Hue::Neutral, [4, 5], &LEAD), trail("follower", Hue::Violet, [6, 7], &TRAIL)],
            ..Plane::default()
        }
    }

    fn depict(&self) -> Depiction {
        let edge = vec![Point::new(-10.0, 1.0), Point::new(2.0, 2.0), Point::new(10.0, 6.0)];
        let at = Point::new(0.5, self.gain);
        let plane = Plane {
            subtitle: format!("gain {}", self.gain),
            lines: self.lines(),
            grips: vec![Grip::new(&TURN_UP, GripShape::Disc, at).colored(Hue::Blue)],
            curves: vec![Curve { kind: CurveKind::Boundary, hue: Hue::Blue, label: "edge", points: edge.clone() }],
            regions: vec![Region { hue: Hue::Blue, shape: RegionShape::Under(edge), label: "fires" }],
            rest_label: "rest",
            flows: vec![Flow { label: "", hue: Hue::Neutral, field: FlowField::Leak([100.0, 100.0]) }],
            state: Some(&SHOVE),
            marks: vec![
                Mark { at: Point::new(2.0, 2.0), kind: MarkKind::Stable, label: "holds".to_owned() },
                Mark { at: Point::new(3.0, 2.5), kind: MarkKind::Unstable, label: "does not".to_owned() },
            ],
            dots: vec![Dot { at: Point::new(3.5, 3.5), hue: Hue::Neutral, neuron: None }],
            jumps: vec![vec![Vector::new(0.3, 0.0); self.n].into(), vec![Vector::new(0.0, 0.3); 2].into()],
            ..Plane::default()
        };
        let straight = vec![Point::new(0.0, 0.0), Point::new(4.0, 3.0)];
        let second = Plane {
            curves: [CurveKind::Theory, CurveKind::Target]
                .map(|kind| Curve { kind, hue: Hue::Neutral, label: "line", points: straight.clone() })
                .into(),
            cursor: Some(Cursor { x: 1.0, verb: Some(&PLAY) }),
            brush: Some(&WIPE),
            dots: (0..self.n as u32)
                .map(|index| Dot {
                    at: Point::new(0.5 + 3.0 * f64::from(index) / self.n as f64, 3.5),
                    hue: Hue::Amber,
                    neuron: Some(NeuronId { population: 0, index }),
                })
                .collect(),
            regions: vec![Region {
                hue: Hue::Amber,
                shape: RegionShape::Polygon(vec![Point::new(1.0, 1.0), Point::new(3.0, 1.0), Point::new(2.0, 3.0)]),
                label: "inside",
            }],
            shades: Some(Shades {
                label: "depth",
                range: [[0.0, 4.0]; 2],
                cells: [2, 2],
                values: vec![-1.0, 0.5, f32::NAN, 1.0],
                ends: None,
                hue: Hue::Neutral,
                is_signed: true,
            }),
            flows: [(Hue::Amber, 1.0), (Hue::Teal, -1.0)]
                .map(|(hue, sign)| Flow {
                    label: if sign > 0.0 { "up" } else { "down" },
                    hue,
                    field: FlowField::Grid {
                        range: [[0.0, 4.0]; 2],
                        cells: [2, 2],
                        vectors: vec![
                            Vector::new(1.0, sign),
                            Vector::zeros(),
                            Vector::new(0.0, sign),
                            Vector::new(2.0, 0.0),
                        ],
                    },
                })
                .into(),
            trails: [(Hue::Red, [0, 1]), (Hue::Violet, [0, 2])]
                .map(|(hue, signals)| Trail {
                    label: "way",
                    hue,
                    signals,
                    with_spikes: hue == Hue::Red,
                    pull: None,
                    seconds: None,
                })
                .into(),
            ..Plane::default()
        };
        Depiction {
            planes: vec![plane, second, self.third()],
            spaces: vec![Arc::new(Space {
                surfaces: vec![Surface {
                    hue: Hue::Red,
                    population: 0,
                    side: Side::Upper,
                    sheets: vec![Some(Sheet { slope: [0.5, 0.5], intercept: 0.5 }), None],
                }],
                paths: vec![SpacePath {
                    kind: CurveKind::Theory,
                    hue: Hue::Neutral,
                    points: vec![[0.0, 0.0, 1.0], [4.0, 4.0, 3.0]],
                }],
                fixed: [0.0, 1.0, 0.0],
                ..Space::default()
            })],
            theory: vec![Theory::new(1, 0.4 * self.gain)],
            theory_word: "",
            beside: Beside::default(),
            verdict: Some(("a toy".to_owned(), Some(true))),
            reason: "toys do as they like".to_owned(),
            predicted_cycle_s: Some(0.007),
            fields: vec![
                Field {
                    values: vec![0.0, 1.0, 2.0, 3.0],
                    range: [0.0, 3.0],
                    marked: self.lift.keys().copied().collect(),
                    kept: Vec::new(),
                },
                Field { values: vec![-2.0, 0.0, 1.0, f32::NAN, 0.5, -0.5], range: [-2.0, 1.0], ..Field::default() },
            ],
            readings: vec![Reading { id: "toys", name: "toys", value: 1.0, help: "how many" }],
            findings: vec![Finding::new("toy", Severity::Info, "a finding of the toy").with([("gain", self.gain)])],
            fixed_points: vec![FixedPoint {
                name: "still".to_owned(),
                at: Point::new(2.0, 2.0),
                holds: true,
                reason: "nothing pushes it".to_owned(),
            }],
            scores: vec![Score { signal: 1, rmse: 0.1, name: "guess", help: "How far the guess is off" }],
            all_well: "the toy is whole",
            validity: "Holds for toys.".to_owned(),
            charts: charts(self.gain),
        }
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

/// Something that is found out at once.
struct Errand {
    toy: Toy,
    at: &'static str,
}

impl Chore for Errand {
    fn name(&self) -> &'static str {
        "looking at the toy"
    }

    fn advance(&mut self) -> Option<f64> {
        self.toy.may_break(self.at);
        None
    }
}

#[derive(Clone)]
pub struct ToyEngine {
    toy: Toy,
    layout: Arc<Layout>,
    moving: Moving,
}

/// All that moves.
#[derive(Clone, Serialize, Deserialize)]
struct Moving {
    step: u64,
    level: f64,
    /// Where two states stand until they are kicked.
    stand: [f64; 4],
    random: u64,
}

impl ToyEngine {
    pub fn new(toy: Toy, seed: u64) -> Self {
        let signal = |id, name, hue, is_readout| SignalInfo {
            id,
            name,
            symbol: name,
            unit: "mV",
            hue,
            is_readout,
            aims_at: None,
            can_be_kicked: ["level", "u", "v", "p", "q"].contains(&id),
            is_traced: ["u", "v"].contains(&id),
            is_slow: id == "skill",
            help: "a number of the toy",
        };
        let axis = |name, signal| Axis { name, symbol: name, range: [0.0, 4.0], signal: Some(signal) };
        let layout = Layout {
            dt_s: 1e-3,
            tau_s: 0.01,
            populations: vec![
                PopulationInfo {
                    name: "A",
                    hue: Hue::Red,
                    count: toy.n,
                    groups: vec![
                        GroupInfo { name: "early", hue: Hue::Amber, count: toy.n / 2 },
                        GroupInfo { name: "late", hue: Hue::Violet, count: toy.n - toy.n / 2 },
                    ],
                    shows_count: true,
                    tells_spikes: true,
                },
                PopulationInfo {
                    name: "B",
                    hue: Hue::Blue,
                    count: 2,
                    groups: Vec::new(),
                    shows_count: false,
                    tells_spikes: true,
                },
                PopulationInfo {
                    name: "C",
                    hue: Hue::Teal,
                    count: 3,
                    groups: Vec::new(),
                    shows_count: false,
                    tells_spikes: true,
                },
            ],
            signals: vec![
                signal("drive", "drive", Hue::Neutral, false),
                signal("level", "level", Hue::Red, true),
                signal("wave", "wave", Hue::Green, true),
                signal("skill", "skill", Hue::Teal, false),
                signal("u", "u", Hue::Neutral, false),
                signal("v", "v", Hue::Neutral, false),
                signal("p", "p", Hue::Violet, false),
                signal("q", "q", Hue::Violet, false),
            ],
            planes: vec![
                PlaneInfo {
                    id: "toy",
                    title: "Toy plane",
                    short: "one",
                    axes: [axis("level", 1), axis("wave", 2)],
                    is_true_to_scale: false,
                },
                PlaneInfo {
                    id: "toy-2",
                    title: "Second plane",
                    short: "two",
                    axes: [axis("drive", 0), axis("level", 1)],
                    is_true_to_scale: false,
                },
                PlaneInfo {
                    id: "toy-3",
                    title: "Third plane",
                    short: "three",
                    axes: [axis("across", 4), axis("up", 5)],
                    is_true_to_scale: false,
                },
            ],
            spaces: vec![SpaceInfo {
                id: "toy-space",
                title: "Toy space",
                short: "space",
                axes: [axis("drive", 0), Axis { signal: None, ..axis("depth", 0) }, axis("level", 1)],
            }],
            fields: vec![
                FieldInfo {
                    id: "toy-field",
                    title: "Toy field",
                    short: "field",
                    cells: [2, 2],
                    hue: Hue::Blue,
                    unit: "mV",
                    axes: [""; 2],
                    is_signed: false,
                    population: Some(0),
                    paints: true,
                },
                FieldInfo {
                    id: "toy-matrix",
                    title: "Toy matrix",
                    short: "matrix",
                    cells: [3, 2],
                    hue: Hue::Neutral,
                    unit: "",
                    axes: ["from", "to"],
                    is_signed: true,
                    population: None,
                    paints: false,
                },
            ],
            charts: vec![
                chart_info("toy-chart", "Toy chart", AxisScale::Linear, Some([0.0, 5.0])),
                chart_info("toy-decades", "Toy decades", AxisScale::Log, None),
            ],
            channels: vec![
                channel("pull", Hue::Red, ChannelKind::Current { is_inhibitory: false }),
                channel("brake", Hue::Blue, ChannelKind::Current { is_inhibitory: true }),
                channel("echo", Hue::Amber, ChannelKind::Current { is_inhibitory: false }),
                channel("all", Hue::Neutral, ChannelKind::Net),
                channel("pressure", Hue::Neutral, ChannelKind::Voltage),
            ],
            time: TimeScales { window_s: 0.2, trail_s: 0.05, average_s: 0.3, longest_s: 0.3, slow_s: Some(2.0) },
            words: Words {
                fixed_points: ["node", "nodes"],
                theory: "guess",
                readouts: "Levels",
                balance: "cancel",
                ..Words::default()
            },
            spikes: true,
            rates: false,
            first_watch: Some(NeuronId { population: 0, index: 0 }),
            actions: vec![
                ActionInfo { id: "empty", name: "Empty", help: "Puts the level to 0.", hue: Hue::Red },
                ActionInfo { id: "jam", name: "Jam", help: "Is always refused.", hue: Hue::Neutral },
            ],
            switches: vec!["bell"],
            hurry: Some(Hurry { seconds: 100.0, name: "Wind up 100 s", help: "Runs the toy for 100 s." }),
        };
        let moving = Moving { step: 0, level: 1.0, stand: [3.0, 1.0, 1.0, 3.0], random: seed | 1 };
        ToyEngine { toy, layout: Arc::new(layout), moving }
    }
}

impl Engine for ToyEngine {
    type Plan = Arc<ToyPlan>;

    fn start(plan: &Arc<ToyPlan>) -> Self {
        plan.toy.may_break("start");
        ToyEngine::new(plan.toy.clone(), plan.seed)
    }

    fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    fn step(&self) -> u64 {
        self.moving.step
    }

    fn tick(&mut self, spikes: &mut Vec<Spike>) {
        self.toy.may_break("tick");
        let now = &mut self.moving;
        now.step += 1;
        assert!(self.toy.panic_at == 0 || now.step != self.toy.panic_at as u64, "the toy was told to break");
        now.random = now.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        now.level = 0.95 * now.level + 0.02 * self.toy.gain;
        if self.toy.loud == 1 {
            spikes.extend((0..self.toy.n).map(|k| Spike::new(now.step, 0, k)));
            return;
        }
        if (now.random >> 33).is_multiple_of(7) {
            let population = match now.random >> 40 {
                u if u.is_multiple_of(3) => 1,
                u if u % 7 == 1 => 2,
                _ => 0,
            };
            let count = self.layout.populations[population].count as u64;
            spikes.push(Spike::new(now.step, population, ((now.random >> 45) % count) as usize));
            now.level += 0.3;
        }
    }

    fn sample(&self, picks: &Picks, row: &mut [f64]) {
        self.toy.may_break("sample");
        let Moving { step, level, stand, .. } = self.moving;
        let wave = 2.0 + (step as f64 * 0.1).sin();
        row[..4].copy_from_slice(&[1.0, level, wave, (step as f64 * 1e-3).tanh()]);
        row[4..8].copy_from_slice(&stand);
        if picks[0].is_some() {
            row[8..13].copy_from_slice(&[level, -wave, 0.5, level - wave, 0.5]);
        }
        row[13..].fill(0.7);
    }

    fn not_finite(&self) -> Option<String> {
        (self.toy.fault_at > 0 && self.moving.step >= self.toy.fault_at as u64)
            .then(|| "the voltage of neuron A0".to_owned())
    }

    fn depict(&self, watch: &Watch, into: &mut Frame) {
        self.toy.may_break("depict");
        let depiction = self.toy.depict();
        into.theory.push((self.step(), depiction.theory.clone()));
        into.depiction = Some(Arc::new(depiction));
        into.watched = watch.picks[0].map(|neuron| Watched { neuron, net_threshold: 0.1 });
    }

    fn retune(&mut self, plan: &Arc<ToyPlan>) -> Result<(), ParamError> {
        self.moving.level *= 2.0;
        plan.toy.may_break("retune");
        self.moving.level *= 0.5;
        self.toy = plan.toy.clone();
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        self.toy.may_break("kick");
        for (signal, value) in to {
            match signal {
                1 => self.moving.level = *value,
                4..8 => self.moving.stand[signal - 4] = *value,
                _ => {}
            }
        }
        Ok(())
    }

    fn act(&mut self, action: usize) -> Result<(), ParamError> {
        self.toy.may_break("act");
        if action != 0 {
            return Err(ParamError::Conflict { message: "the toy is jammed; try to empty it".to_owned() });
        }
        self.moving.level = 0.0;
        Ok(())
    }

    fn arrays(&self) -> Vec<(&'static str, Array)> {
        vec![("w", Array { shape: vec![2], values: vec![self.moving.level, self.moving.step as f64] })]
    }

    /// A ring: each tells the next one of its kind, and brakes itself.
    fn weight(&self, from: NeuronId, to: NeuronId) -> f64 {
        let count = self.layout.populations[usize::from(from.population)].count as u32;
        match (from.population == to.population, (to.index + count - from.index.min(count)) % count.max(1)) {
            (true, 0) => -1.0,
            (true, 1) => self.toy.gain,
            _ => 0.0,
        }
    }

    fn probe(&self) -> Option<Box<dyn Chore>> {
        self.toy.may_break("probe");
        self.toy.errand("probe later")
    }

    fn alarm(&self) -> Option<String> {
        self.toy.may_break("alarm");
        (self.moving.level > 50.0).then(|| "the toy runs away".to_owned())
    }

    fn save(&self) -> Result<Vec<u8>, String> {
        self.toy.may_break("save");
        postcard::to_stdvec(&self.moving).map_err(|error| error.to_string())
    }

    fn restore(plan: &Arc<ToyPlan>, state: &[u8]) -> Result<Self, String> {
        plan.toy.may_break("restore");
        let moving = postcard::from_bytes(state).map_err(|error| error.to_string())?;
        Ok(ToyEngine { moving, ..ToyEngine::start(plan) })
    }
}
