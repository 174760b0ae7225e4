//! A toy system in no enum: if it can be run, drawn and dragged, so can any other.

use std::sync::Arc;
use tightrope::geometry::{HalfPlane, Point, Sheet, Side, Vector};
use tightrope::model::{Drive, Hands, Perturbation};
use tightrope::param::{Edit, Effect, Kind, ParamError, Parameters, Scale, Slot, Sparse, Spec, Value, apply, fit};
use tightrope::picture::{
    Axis, Channel, Curve, CurveKind, Depiction, Dot, Field, FieldInfo, Finding, Given, Grip, Handle, Hue, Layout,
    LineState, Mark, MarkKind, NeuronId, NeuronLine, Picks, Plane, PlaneInfo, PopulationInfo, Reading, Region, Roster,
    Severity, SignalInfo, Space, SpaceInfo, SpacePath, Surface, Theory, Trait,
};
use tightrope::sim::{Engine, Fault, Frame, Model, Spike, Watch, Watched};

const fn spec(id: &'static str, name: &'static str, kind: Kind, effect: Effect) -> Spec {
    Spec { id, group: "Toy", name, symbol: "", unit: "", kind, effect, help: "A toy." }
}

static GAIN: Spec =
    spec("gain", "gain", Kind::Number { min: 0.0, max: 10.0, default: 1.0, scale: Scale::Linear }, Effect::Live);
static COUNT: Spec = spec("n", "neurons", Kind::Count { min: 1, max: 50, default: 5 }, Effect::Rebuild);
static SHAPE: Spec = spec("shape", "shape", Kind::Choice { options: &["round", "square"], default: 0 }, Effect::Live);
static KNOTS: Spec = spec("knots", "knots", Kind::List { min: -5.0, max: 5.0 }, Effect::Live);
/// Heights of single lines.
static LIFT: Spec = spec("lift", "lift", Kind::Sparse { min: -10.0, max: 10.0 }, Effect::Live);
static MUTE: Spec = spec("mute", "mute", Kind::Sparse { min: 0.0, max: 1.0 }, Effect::Live);
/// A step at which the engine panics; 0 means never.
static PANIC: Spec = spec("panic_at", "panic at", Kind::Count { min: 0, max: 1_000_000, default: 0 }, Effect::Live);
/// A step at which the state is no longer finite; 0 means never.
static FAULT: Spec = spec("fault_at", "fault at", Kind::Count { min: 0, max: 1_000_000, default: 0 }, Effect::Live);

#[derive(Clone, Debug, PartialEq)]
pub struct Toy {
    pub gain: f64,
    pub n: usize,
    pub shape: usize,
    pub knots: Vec<f64>,
    pub lift: Sparse,
    pub mute: Sparse,
    pub panic_at: usize,
    pub fault_at: usize,
}

impl Default for Toy {
    fn default() -> Self {
        Toy {
            gain: 1.0,
            n: 5,
            shape: 0,
            knots: Vec::new(),
            lift: Sparse::new(),
            mute: Sparse::new(),
            panic_at: 0,
            fault_at: 0,
        }
    }
}

impl Parameters for Toy {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Toy { gain, n, shape, knots, lift, mute, panic_at, fault_at } = self;
        visitor(&GAIN, Slot::Number(gain));
        visitor(&COUNT, Slot::Count(n));
        visitor(&SHAPE, Slot::Choice(shape));
        visitor(&KNOTS, Slot::List(knots));
        visitor(&LIFT, Slot::Sparse(lift));
        visitor(&MUTE, Slot::Sparse(mute));
        visitor(&PANIC, Slot::Count(panic_at));
        visitor(&FAULT, Slot::Count(fault_at));
    }
}

impl Toy {
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
            }
        };
        (0..self.n as u32).map(line).collect()
    }

    fn depict(&self) -> Depiction {
        let edge = vec![Point::new(-10.0, 1.0), Point::new(2.0, 2.0), Point::new(10.0, 6.0)];
        let at = Point::new(0.5, self.gain);
        let plane = Plane {
            subtitle: format!("gain {}", self.gain),
            lines: self.lines(),
            grips: vec![Grip { handle: Handle::Boundary(1), at, pivot: at }],
            curves: vec![Curve { kind: CurveKind::Boundary, hue: Hue::Blue, label: "edge", points: edge.clone() }],
            regions: vec![Region { hue: Hue::Blue, edge, below: true, label: "fires" }],
            rest_label: "rest",
            leak_per_s: Some([100.0, 100.0]),
            marks: vec![
                Mark { at: Point::new(2.0, 2.0), kind: MarkKind::Stable, label: "holds".to_owned() },
                Mark { at: Point::new(3.0, 2.5), kind: MarkKind::Unstable, label: "does not".to_owned() },
            ],
            dots: vec![Dot { at: Point::new(3.5, 3.5), hue: Hue::Neutral, neuron: None }],
            jumps: vec![vec![Vector::new(0.3, 0.0); self.n], vec![Vector::new(0.0, 0.3); 2]],
            ..Plane::default()
        };
        let straight = vec![Point::new(0.0, 0.0), Point::new(4.0, 3.0)];
        let second = Plane {
            curves: [CurveKind::Theory, CurveKind::Target]
                .map(|kind| Curve { kind, hue: Hue::Neutral, label: "line", points: straight.clone() })
                .into(),
            cursor: Some(1.0),
            ..Plane::default()
        };
        Depiction {
            planes: vec![plane, second],
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
            })],
            theory: vec![Theory { signal: 1, value: 0.4 * self.gain }],
            verdict: Some(("a toy".to_owned(), true)),
            reason: "toys do as they like".to_owned(),
            predicted_cycle_s: Some(0.007),
            fields: vec![Field {
                values: vec![0.0, 1.0, 2.0, 3.0],
                range: [0.0, 3.0],
                marked: self.lift.keys().copied().collect(),
            }],
            readings: vec![Reading { id: "toys", name: "toys", value: 1.0, help: "how many" }],
            findings: vec![Finding::new(Severity::Info, "a finding of the toy")],
            ..Depiction::default()
        }
    }
}

impl Hands for Toy {
    fn drag(&self, _seed: u64, _given: &Given, plane: usize, grip: &Grip, to: Point) -> Vec<Edit> {
        let edits = match grip.handle {
            Handle::Line(neuron) if plane == 0 && neuron.population == 0 => {
                let height = to.y - 0.2 * f64::from(neuron.index) * to.x;
                vec![Edit::entry("lift", neuron.index as usize, height - 1.0)]
            }
            Handle::Boundary(1) if plane == 0 => vec![Edit::new("gain", Value::Number(to.y))],
            _ => Vec::new(),
        };
        edits.into_iter().map(|edit| fit(&mut self.clone(), edit)).collect()
    }

    fn paint(&self, _seed: u64, _field: usize, cells: &[usize], on: bool) -> Vec<Edit> {
        let height = if on { 2.0 } else { 0.0 };
        cells.iter().map(|cell| Edit::entry("lift", *cell, height)).collect()
    }

    fn roster(&self, _seed: u64) -> Roster {
        let height = Trait {
            id: "height",
            name: "height",
            symbols: &["h"],
            help: "Height of a line.",
            is_shared: false,
            is_fixed: false,
        };
        let mut roster = Roster::new(vec![height]);
        let heights = (0..self.n).map(|k| 1.0 + self.lift.get(&k).copied().unwrap_or(0.0)).collect();
        roster.push(heights, (0..self.n).map(|k| self.mute.contains_key(&k)).collect());
        roster.push(vec![0.0; 2], vec![false; 2]);
        roster
    }

    fn assign(&self, _seed: u64, neuron: NeuronId, _trait_id: &str, value: f64) -> Vec<Edit> {
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

    fn sketch(&self, _drive: &Drive, _seed: u64, _given: &Given, _picks: &[NeuronId]) -> Option<Arc<Depiction>> {
        Some(Arc::new(Toy::depict(self)))
    }
}

impl Model for Toy {
    fn build(&self, _drive: &Drive, seed: u64) -> Result<Box<dyn Engine>, ParamError> {
        Ok(Box::new(ToyEngine::new(self.clone(), seed)))
    }
}

pub struct ToyEngine {
    toy: Toy,
    step: u64,
    level: f64,
    state: u64,
    layout: Arc<Layout>,
    watched: Picks,
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
            help: "a number of the toy",
        };
        let axis = |name, signal| Axis { name, symbol: name, range: [0.0, 4.0], signal: Some(signal) };
        let layout = Layout {
            dt_s: 1e-3,
            tau_s: 0.01,
            populations: vec![
                PopulationInfo { name: "A", hue: Hue::Red, count: toy.n },
                PopulationInfo { name: "B", hue: Hue::Blue, count: 2 },
            ],
            signals: vec![
                signal("drive", "drive", Hue::Neutral, false),
                signal("level", "level", Hue::Red, true),
                signal("wave", "wave", Hue::Blue, true),
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
            ],
            spaces: vec![SpaceInfo {
                id: "toy-space",
                title: "Toy space",
                short: "space",
                axes: [axis("drive", 0), Axis { signal: None, ..axis("depth", 0) }, axis("level", 1)],
            }],
            fields: vec![FieldInfo {
                id: "toy-field",
                title: "Toy field",
                short: "field",
                cells: [2, 2],
                hue: Hue::Blue,
                unit: "mV",
                population: Some(0),
                paints: true,
            }],
            spikes: true,
            theory_name: "theory",
            first_watch: Some(NeuronId { population: 0, index: 0 }),
        };
        ToyEngine { toy, step: 0, level: 1.0, state: seed | 1, layout: Arc::new(layout), watched: Picks::default() }
    }
}

impl Engine for ToyEngine {
    fn layout(&self) -> Arc<Layout> {
        self.layout.clone()
    }

    fn step(&self) -> u64 {
        self.step
    }

    fn advance(&mut self, steps: u64, watch: &Watch, into: &mut Frame) -> Result<(), Fault> {
        if watch.samples && (self.watched != watch.picks || self.step == 0) {
            self.watched = watch.picks;
            into.watches.push((self.step, watch.picks));
        }
        for _ in 0..steps {
            self.step += 1;
            assert!(self.toy.panic_at == 0 || self.step != self.toy.panic_at as u64, "the toy was told to break");
            self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.level = 0.95 * self.level + 0.02 * self.toy.gain;
            if (self.state >> 33).is_multiple_of(7) {
                let population = u8::from((self.state >> 40).is_multiple_of(3));
                let count = self.layout.populations[population as usize].count as u64;
                let index = ((self.state >> 45) % count) as u32;
                into.spikes.push(Spike { step: self.step, neuron: NeuronId { population, index } });
                self.level += 0.3;
            }
            if watch.samples {
                let wave = 2.0 + (self.step as f64 * 0.1).sin();
                let mut row = vec![1.0, self.level, wave];
                let channels =
                    if watch.picks[0].is_some() { [self.level, -wave, self.level - wave, 0.5] } else { [f64::NAN; 4] };
                assert_eq!(channels.len(), Channel::ALL.len());
                row.extend(channels);
                row.extend([0.7; 3]);
                into.samples.push(self.step, &row);
            }
        }
        into.step = self.step;
        if self.toy.fault_at > 0 && self.step >= self.toy.fault_at as u64 {
            return Err(Fault { step: self.step, what: "the voltage of neuron A0".to_owned() });
        }
        Ok(())
    }

    fn depict(&mut self, watch: &Watch, into: &mut Frame) {
        let depiction = self.toy.depict();
        into.theory.push((self.step, depiction.theory.clone()));
        into.depiction = Some(Arc::new(depiction));
        into.watched = watch.picks[0].map(|neuron| Watched { neuron, net_threshold: 0.1 });
    }

    fn edit(&mut self, edits: &[Edit]) -> Result<(), ParamError> {
        self.toy = apply(&self.toy, edits)?.0;
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        for (signal, value) in to {
            if *signal == 1 {
                self.level = *value;
            }
        }
        Ok(())
    }

    fn alarm(&self) -> Option<String> {
        (self.level > 50.0).then(|| "the toy runs away".to_owned())
    }
}
