//! How the toy moves.

use super::*;

fn chart_info(id: &'static str, title: &'static str, scale: AxisScale, range: Option<[f64; 2]>) -> ChartInfo {
    let axis = |name, scale, range| ChartAxis { name, symbol: "", unit: "mV", scale, range };
    ChartInfo { id, title, short: id, axes: [axis("trial", AxisScale::Linear, None), axis("height", scale, range)] }
}

fn channel(id: &'static str, hue: Hue, kind: ChannelKind) -> ChannelInfo {
    ChannelInfo { id, name: id, symbol: id, hue, kind, help: "a part of the toy" }
}
/// Something that is found out at once.
pub(super) struct Errand {
    pub toy: Toy,
    pub at: &'static str,
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
