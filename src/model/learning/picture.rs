//! Names, units and views of a learning network.

use super::network::Network;
use super::params::{BasisKind, LearningParams};
use super::place::MOST;
use crate::model::channels::{BALANCE, REST, channels};
use crate::model::shapes::{free, kickable, of, readout, round, signal};
use crate::param::OnOff;
use crate::picture::{
    ActionInfo, Axis, AxisScale, ChartAxis, ChartInfo, FieldInfo, Hue, Hurry, Layout, NeuronId, PlaneInfo,
    PopulationInfo, SignalInfo, TimeScales, Words,
};

/// The action that sets all weights to zero.
pub const FORGET: &str = "forget";
/// What is shown of the teacher, of the student, of the command, of the residual, of errors.
pub(super) const HUES: [Hue; 5] = [Hue::Amber, Hue::Teal, Hue::Green, Hue::Violet, Hue::Violet];

const X: [(&str, &str, &str); MOST] =
    [("x_1", "teacher, first", "x_1"), ("x_2", "teacher, second", "x_2"), ("x_3", "teacher, third", "x_3")];
const X_HAT: [(&str, &str, &str); MOST] = [
    ("xhat_1", "network, first", "x\u{302}_1"),
    ("xhat_2", "network, second", "x\u{302}_2"),
    ("xhat_3", "network, third", "x\u{302}_3"),
];
const C: [(&str, &str, &str); MOST] =
    [("c_1", "command, first", "c_1"), ("c_2", "command, second", "c_2"), ("c_3", "command, third", "c_3")];
const N: [(&str, &str, &str); MOST] = [
    ("n_1", "coding residual, first", "n_1"),
    ("n_2", "coding residual, second", "n_2"),
    ("n_3", "coding residual, third", "n_3"),
];

/// Where signals stand in the layout, for K dimensions.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    k: usize,
}

impl Columns {
    /// Those of K dimensions.
    pub fn new(k: usize) -> Self {
        Columns { k }
    }

    /// Teacher.
    pub fn x(self, k: usize) -> usize {
        k
    }

    /// Readout.
    pub fn x_hat(self, k: usize) -> usize {
        self.k + k
    }

    /// Command.
    pub fn c(self, k: usize) -> usize {
        2 * self.k + k
    }

    /// Coding residual.
    pub fn n(self, k: usize) -> usize {
        3 * self.k + k
    }

    /// |x - x_hat|.
    pub fn error(self) -> usize {
        4 * self.k
    }

    /// Running NRMSE.
    pub fn miss(self) -> usize {
        4 * self.k + 1
    }

    /// Size of the weights.
    pub fn weights(self) -> usize {
        4 * self.k + 2
    }

    /// The teacher's or the student's dimension behind a signal: `Ok` teacher, `Err` student.
    pub fn state(self, signal: usize) -> Option<Result<usize, usize>> {
        match signal {
            s if s < self.k => Some(Ok(s)),
            s if s < 2 * self.k => Some(Err(s - self.k)),
            _ => None,
        }
    }
}

fn signals(k_dim: usize) -> Vec<SignalInfo> {
    let columns = Columns::new(k_dim);
    let [teacher, student, command, residual, error] = HUES;
    let mut all = Vec::new();
    for (k, (id, name, symbol)) in X.into_iter().enumerate().take(k_dim) {
        let own = signal(id, name, symbol, teacher, "State of the teacher: what the network shall be.");
        all.push(kickable(SignalInfo { aims_at: Some(columns.x_hat(k)), ..own }));
    }
    for (id, name, symbol) in X_HAT.into_iter().take(k_dim) {
        let own = readout(id, name, symbol, student, "Readout of the network, D r: each spike adds its decoder D_i.");
        all.push(kickable(own));
    }
    for (id, name, symbol) in C.into_iter().take(k_dim) {
        let help = "What drives teacher and network alike.";
        all.push(SignalInfo { unit: "1/s", is_traced: true, ..signal(id, name, symbol, command, help) });
    }
    for (id, name, symbol) in N.into_iter().take(k_dim) {
        let help = "What the spikes have not yet told: a neuron spikes when this error leaves the box at its face.";
        all.push(signal(id, name, symbol, residual, help));
    }
    let help = "Distance of the network from the teacher.";
    all.push(SignalInfo { is_traced: true, ..signal("error", "error", "|e|", error, help) });
    let slow = |own: SignalInfo| SignalInfo { is_slow: true, ..own };
    let help = "Root mean square error over about two seconds, over the spread of the teacher in that time.";
    all.push(slow(signal("miss", "running error", "NRMSE", error, help)));
    let help = "Root mean square of the learned weights.";
    all.push(slow(SignalInfo { unit: "1/s", ..signal("weights", "size of the weights", "|W|", student, help) }));
    all
}

/// Names, units, views.
pub(super) fn layout(params: &LearningParams, network: &Network, is_rate: bool) -> Layout {
    let learns = params.learning == OnOff::On && params.eta > 0.0;
    // Two branches are no picture.
    let is_linear = params.basis == BasisKind::Linear;
    let k_dim = network.dimensions();
    let signals = signals(k_dim);
    let average_s = 2.0;
    Layout {
        dt_s: network.dt_s,
        tau_s: 1.0 / network.lam_per_s,
        populations: vec![PopulationInfo {
            name: "N",
            hue: HUES[1],
            count: network.neurons(),
            groups: Vec::new(),
            shows_count: true,
            tells_spikes: true,
        }],
        spikes: !is_rate,
        rates: false,
        planes: planes(k_dim, &signals, params.d, params.sigma_c),
        spaces: Vec::new(),
        fields: if is_linear {
            Vec::new()
        } else {
            vec![FieldInfo {
                id: "weights",
                title: "Slow weights \u{3a9}_s = W D",
                short: "weights",
                cells: [network.neurons(), network.basis.len()],
                axes: ["neuron, by direction", "basis function, by direction"],
                is_signed: true,
                hue: HUES[1],
                unit: "1/s",
                population: None,
                paints: false,
            }]
        },
        charts: vec![ChartInfo {
            id: "learning",
            title: "Learning curve",
            short: "learning",
            axes: [
                ChartAxis { name: "time", symbol: "", unit: "s", scale: AxisScale::Linear, range: None },
                ChartAxis { name: "error", symbol: "", unit: "", scale: AxisScale::Log, range: Some([0.01, 2.0]) },
            ],
        }],
        channels: channels(),
        time: TimeScales { window_s: 2.0, trail_s: 1.0, average_s, longest_s: average_s, slow_s: None },
        words: Words {
            fixed_points: ["fixed point", "fixed points"],
            theory: "teacher",
            readouts_help: "The readout, and the teacher that it shall follow",
            readouts: "Teacher and network",
            cycle_help: "Length of one round of the teacher's limit cycle, and of the network's activity",
            error_help: "Root mean square distance of the readout from the teacher",
            balance: BALANCE[0],
            balance_help: BALANCE[1],
            rest: REST,
            drawn: "teacher",
            ..Words::default()
        },
        first_watch: Some(NeuronId { population: 0, index: 0 }),
        signals,
        actions: vec![ActionInfo {
            id: FORGET,
            name: "Forget",
            help: "Sets all learned weights to zero.",
            hue: HUES[3],
        }],
        switches: vec!["feedback", "learning"],
        hurry: Some(Hurry {
            seconds: 100.0,
            name: if learns { "Train 100 s" } else { "Run 100 s" },
            help: "Runs 100 s as fast as it can, and goes on as before.",
        }),
    }
}

/// Half the width of the picture of the error box, in spikes.
pub(super) const BOX_SPIKES: f64 = 1.15;

fn planes(k_dim: usize, signals: &[SignalInfo], d: f64, sigma_c: f64) -> Vec<PlaneInfo> {
    let columns = Columns::new(k_dim);
    let wide = [-1.7, 1.7];
    // The second axis of what has but one dimension is the error.
    let second = |of_two: usize| if k_dim > 1 { of_two } else { columns.error() };
    let axis = |k: usize, range| of(signals, k, range);
    let named = |name, symbol, range, signal| Axis { name, symbol, range, signal: Some(signal) };
    let half = BOX_SPIKES * d;
    let phase = if k_dim > 1 {
        [named("first", "x_1", wide, columns.x_hat(0)), named("second", "x_2", wide, columns.x_hat(1))]
    } else {
        [axis(columns.x(0), wide), axis(columns.x_hat(0), wide)]
    };
    let command = 4.0 * sigma_c.max(1.0);
    let mut all = vec![
        round("phase", "Phase plane", "phase plane", phase),
        round(
            "error-box",
            "Error box",
            "error box",
            [axis(columns.n(0), [-half, half]), axis(second(columns.n(usize::from(k_dim > 1))), [-half, half])],
        ),
        round(
            "ring",
            "Preferred directions",
            "directions",
            [free("first direction", "D_1", [-1.6, 1.6]), free("second direction", "D_2", [-1.6, 1.6])],
        ),
        round(
            "command",
            "Command",
            "command",
            [
                axis(columns.c(0), [-command, command]),
                axis(second(columns.c(usize::from(k_dim > 1))), [-command, command]),
            ],
        ),
    ];
    if k_dim > 2 {
        let axes = [named("first", "x_1", wide, columns.x_hat(0)), named("third", "x_3", wide, columns.x_hat(2))];
        all.insert(1, round("phase-13", "Phase plane, first and third", "first and third", axes));
    }
    all
}
