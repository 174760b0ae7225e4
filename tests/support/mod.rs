//! A toy system in no enum: if it can be run, drawn and dragged, so can any other.

use std::sync::Arc;
use tightrope::geometry::{HalfPlane, Point, Vector};
use tightrope::model::{
    Axis, Channel, Curve, CurveKind, Drive, Layout, Mark, MarkKind, NeuronId, Plane, PlaneInfo, PopulationInfo, Region,
    Role, SignalInfo, Theory,
};
use tightrope::param::{Edit, Effect, Kind, ParamError, Parameters, Scale, Slot, Spec, apply};
use tightrope::sim::{Engine, Fault, Frame, Model, Spike, Watch, Watched};

const fn spec(id: &'static str, name: &'static str, kind: Kind, effect: Effect) -> Spec {
    Spec { id, group: "Toy", name, symbol: "", unit: "", kind, effect, help: "A toy." }
}

static GAIN: Spec =
    spec("gain", "gain", Kind::Number { min: 0.0, max: 10.0, default: 1.0, scale: Scale::Linear }, Effect::Live);
static COUNT: Spec = spec("n", "neurons", Kind::Count { min: 1, max: 50, default: 5 }, Effect::Rebuild);
static SHAPE: Spec = spec("shape", "shape", Kind::Choice { options: &["round", "square"], default: 0 }, Effect::Live);
static KNOTS: Spec = spec("knots", "knots", Kind::List { min: -5.0, max: 5.0 }, Effect::Live);
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
    pub panic_at: usize,
    pub fault_at: usize,
}

impl Default for Toy {
    fn default() -> Self {
        Toy { gain: 1.0, n: 5, shape: 0, knots: Vec::new(), panic_at: 0, fault_at: 0 }
    }
}

impl Parameters for Toy {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Toy { gain, n, shape, knots, panic_at, fault_at } = self;
        visitor(&GAIN, Slot::Number(gain));
        visitor(&COUNT, Slot::Count(n));
        visitor(&SHAPE, Slot::Choice(shape));
        visitor(&KNOTS, Slot::List(knots));
        visitor(&PANIC, Slot::Count(panic_at));
        visitor(&FAULT, Slot::Count(fault_at));
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
    watched: Option<NeuronId>,
}

impl ToyEngine {
    pub fn new(toy: Toy, seed: u64) -> Self {
        let signal = |id, name, role, is_readout| SignalInfo { id, name, symbol: name, unit: "mV", role, is_readout };
        let axis = |name, signal| Axis { name, symbol: name, range: [0.0, 4.0], signal };
        let layout = Layout {
            dt_s: 1e-3,
            tau_s: 0.01,
            populations: vec![
                PopulationInfo { name: "A", role: Role::Excitatory, count: toy.n },
                PopulationInfo { name: "B", role: Role::Inhibitory, count: 2 },
            ],
            signals: vec![
                signal("drive", "drive", Role::Neutral, false),
                signal("level", "level", Role::Excitatory, true),
                signal("wave", "wave", Role::Inhibitory, true),
            ],
            planes: vec![
                PlaneInfo { id: "toy", title: "Toy plane", axes: [axis("level", 1), axis("wave", 2)] },
                PlaneInfo { id: "toy-2", title: "Second plane", axes: [axis("drive", 0), axis("level", 1)] },
            ],
            theory_name: "theory",
            first_watch: Some(NeuronId { population: 0, index: 0 }),
        };
        ToyEngine { toy, step: 0, level: 1.0, state: seed | 1, layout: Arc::new(layout), watched: None }
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
        if watch.samples && (self.watched != watch.neuron || self.step == 0) {
            self.watched = watch.neuron;
            into.watches.push((self.step, watch.neuron));
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
                    if watch.neuron.is_some() { [self.level, -wave, self.level - wave, 0.5] } else { [f64::NAN; 4] };
                assert_eq!(channels.len(), Channel::ALL.len());
                row.extend(channels);
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
        let id = |index| NeuronId { population: 0, index };
        let edge = vec![Point::new(-10.0, 1.0), Point::new(2.0, 2.0), Point::new(10.0, 6.0)];
        let line = |k: u32| (id(k), HalfPlane::new(0.2 * f64::from(k), -1.0, -1.0));
        let plane = Plane {
            subtitle: format!("gain {}", self.toy.gain),
            lines: (0..self.toy.n as u32).map(line).chain([(id(0), HalfPlane::new(1.0, 0.0, 3.0))]).collect(),
            curves: vec![Curve {
                kind: CurveKind::Boundary,
                role: Role::Inhibitory,
                label: "edge",
                points: edge.clone(),
            }],
            regions: vec![Region { role: Role::Inhibitory, edge, below: true, label: "fires" }],
            rest_label: "rest",
            overlap_label: "",
            leak_per_s: Some([100.0, 100.0]),
            marks: vec![
                Mark { at: Point::new(2.0, 2.0), kind: MarkKind::Stable, label: "holds".to_owned() },
                Mark { at: Point::new(3.0, 2.5), kind: MarkKind::Unstable, label: "does not".to_owned() },
            ],
            jumps: vec![vec![Vector::new(0.3, 0.0); self.toy.n], vec![Vector::new(0.0, 0.3); 2]],
            cursor: None,
        };
        let straight = vec![Point::new(0.0, 0.0), Point::new(4.0, 3.0)];
        let second = Plane {
            curves: [CurveKind::Theory, CurveKind::Target]
                .map(|kind| Curve { kind, role: Role::Neutral, label: "line", points: straight.clone() })
                .into(),
            cursor: Some(1.0),
            ..Plane::default()
        };
        into.planes = vec![plane, second];
        into.theory.push((self.step, vec![Theory { signal: 1, value: 0.4 * self.toy.gain }]));
        into.verdict = Some(("a toy".to_owned(), true));
        into.predicted_cycle_s = Some(0.007);
        into.watched = watch.neuron.map(|neuron| Watched { neuron, net_threshold: 0.1 });
    }

    fn edit(&mut self, edits: &[Edit]) -> Result<(), ParamError> {
        self.toy = apply(&self.toy, edits)?.0;
        Ok(())
    }
}
