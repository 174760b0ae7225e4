//! Names, units and views of a plastic network.

use super::params::PlasticParams;
use super::seen::Seen;
use super::wiring::{E, EE, EI, I, IE, II, sizes};
use crate::model::channels::{BALANCE, REST, channels};
use crate::model::shapes::{free, kickable, of, plane, readout, round, signal};
use crate::picture::{
    ActionInfo, Axis, AxisScale, ChartAxis, ChartInfo, GroupInfo, Hue, Hurry, Layout, NeuronId, PlaneInfo,
    PopulationInfo, SignalInfo, TimeScales, Words,
};

/// The action that puts all weights back to where they were at the start.
pub const FORGET: &str = "start-weights";
/// The action that switches the light on for a while, and for how long in seconds.
pub const LIGHT: &str = "light";
/// See above.
pub const PULSE_S: f64 = 10.0;
/// Planes by their index in the layout.
pub(super) const RATES: usize = 0;
pub(super) const SIZE: usize = 6;
pub(super) const CORRELATION: usize = 7;
pub(super) const LIT: usize = 8;
/// What is shown at first of the rates and of the weights.
pub(super) const RATE_RANGE: [[f64; 2]; 2] = [[0.0, 20.0], [0.0, 40.0]];
pub(super) const WEIGHT_RANGE: [[f64; 2]; 2] = [[0.0, 60.0], [-450.0, 0.0]];
pub(super) const LEARNED_RANGE: [f64; 2] = [-265.0, -55.0];
/// Up to so many cells the plane of sizes shows the usual ones.
pub(super) const USUAL_CELLS: usize = 8000;

/// Cells and currents of the plane of sizes, for a network of `n` cells.
pub(super) fn size_range(n: usize) -> [[f64; 2]; 2] {
    // Parts grow with the root.
    if n > USUAL_CELLS { [[0.0, 21_000.0], [-8.5, 8.5]] } else { [[0.0, USUAL_CELLS as f64], [-5.0, 5.0]] }
}

/// Hues of light on E: the lit cells, the others.
pub(super) const LIT_HUES: [Hue; 2] = [Hue::Amber, Hue::Red];

/// Where signals stand in the layout.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    is_lit: bool,
}

impl Columns {
    /// Those of a network with these parameters.
    pub fn new(params: &PlasticParams) -> Self {
        Columns { is_lit: params.part > 0.0 }
    }

    /// Rates of E and I.
    pub fn rate(self, population: usize) -> usize {
        population
    }

    fn currents(self) -> usize {
        if self.is_lit { 4 } else { 2 }
    }

    /// Mean weight of a class.
    pub fn j(self, class: usize) -> usize {
        self.currents() + 6 + class
    }

    /// Rate-weighted mean weight from I onto E.
    pub fn weighted(self) -> usize {
        self.currents() + 10
    }

    /// Those of the slower and of the faster half.
    pub fn half(self, which: usize) -> usize {
        self.currents() + 11 + which
    }

    /// The weight from which learning began.
    pub fn start(self) -> usize {
        self.currents() + 13
    }

    /// Whether a signal is the weight from I onto E in one of the ways in which it can be pulled.
    pub fn is_weight(self, signal: usize) -> bool {
        [self.j(EI), self.weighted(), self.start()].contains(&signal)
    }

    /// Writes all signals.
    pub fn write(self, seen: &Seen, signals: &mut [f64]) {
        signals[..2].copy_from_slice(&seen.rates);
        if self.is_lit {
            signals[2..4].copy_from_slice(&seen.lit_rates);
        }
        let at = self.currents();
        for a in [E, I] {
            let [from_e, from_i, from_x] = seen.currents[a];
            let own = [from_e + from_x, from_i, from_e + from_i + from_x];
            signals[at + 3 * a..at + 3 * a + 3].copy_from_slice(&own);
        }
        signals[self.j(EE)..self.j(EE) + 4].copy_from_slice(&seen.j);
        signals[self.weighted()] = seen.weighted[EI];
        signals[self.half(0)..self.half(0) + 2].copy_from_slice(&seen.halves);
        signals[self.start()] = seen.start;
        if self.is_lit {
            signals[self.start() + 1..self.start() + 3].copy_from_slice(&seen.lit_j);
        }
    }
}

fn signals(is_lit: bool) -> Vec<SignalInfo> {
    let hz = |own: SignalInfo| SignalInfo { unit: "Hz", ..own };
    let mut all = vec![
        hz(readout("r_e_hz", "rate of E", "r_E", Hue::Red, "Mean rate of E cells over the last half second.")),
        hz(readout("r_i_hz", "rate of I", "r_I", Hue::Blue, "Mean rate of I cells over the last half second.")),
    ];
    if is_lit {
        let [lit, dark] = LIT_HUES;
        all.push(hz(readout(
            "r_e1_hz",
            "rate of lit E",
            "r_E1",
            lit,
            "Mean rate of the lit E cells over the last half second.",
        )));
        all.push(hz(readout(
            "r_e2_hz",
            "rate of other E",
            "r_E2",
            dark,
            "Mean rate of the other E cells over the last half second.",
        )));
    }
    let current = |id, name, symbol, hue, help| SignalInfo {
        unit: "mV/ms",
        is_traced: true,
        ..signal(id, name, symbol, hue, help)
    };
    let mean = "Mean over cells, at this moment; the parts grow as \u{221a}N, the total does not.";
    all.extend([
        current("exc_e", "onto E: from E and outside", "+E", Hue::Red, mean),
        current("inh_e", "onto E: from I", "\u{2212}E", Hue::Blue, mean),
        current("net_e", "onto E: total", "\u{3a3}E", Hue::Neutral, mean),
        current("exc_i", "onto I: from E and outside", "+I", Hue::Amber, mean),
        current("inh_i", "onto I: from I", "\u{2212}I", Hue::Teal, mean),
        current("net_i", "onto I: total", "\u{3a3}I", Hue::Violet, mean),
    ]);
    let weight =
        |id, name, symbol, hue, help| SignalInfo { unit: "mV", is_slow: true, ..signal(id, name, symbol, hue, help) };
    let j = "Mean weight times \u{221a}N.";
    let weighted = "Mean weight times \u{221a}N, each synapse weighed by the rate of its presynaptic cell: what acts.";
    all.extend([
        weight("j_ee", "mean weight E to E", "j_EE", Hue::Red, j),
        kickable(weight("j_ei", "mean weight I to E", "j_EI", Hue::Blue, j)),
        weight("j_ie", "mean weight E to I", "j_IE", Hue::Amber, j),
        weight("j_ii", "mean weight I to I", "j_II", Hue::Teal, j),
        kickable(weight("j_ei_weighted", "rate-weighted weight I to E", "j\u{304}_EI", Hue::Violet, weighted)),
        weight(
            "j_ei_slow",
            "onto E from slow I cells",
            "j_slow",
            Hue::Teal,
            "Rate-weighted, from the half of the I cells with the lower rates.",
        ),
        weight(
            "j_ei_fast",
            "onto E from fast I cells",
            "j_fast",
            Hue::Violet,
            "Rate-weighted, from the half of the I cells with the higher rates.",
        ),
        kickable(weight(
            "j_ei_start",
            "weight at the start",
            "j_0",
            Hue::Blue,
            "The uniform weight from I to E from which this course began.",
        )),
    ]);
    if is_lit {
        let [lit, dark] = LIT_HUES;
        all.push(weight("j_e1i", "mean weight I to lit E", "j_E1I", lit, j));
        all.push(weight("j_e2i", "mean weight I to other E", "j_E2I", dark, j));
    }
    all
}

/// Names, units, views.
pub(super) fn layout(p: &PlasticParams) -> Layout {
    let is_lit = p.part > 0.0;
    let [n_e, n_i, _] = sizes(p.n);
    let signals = signals(is_lit);
    let lit = (p.part * n_e as f64).round() as usize;
    let groups = if is_lit {
        let group = |name, hue, count| GroupInfo { name, hue, count };
        vec![group("E1", LIT_HUES[0], lit), group("E2", LIT_HUES[1], n_e - lit)]
    } else {
        Vec::new()
    };
    let population =
        |name, hue, count, groups| PopulationInfo { name, hue, count, groups, shows_count: true, tells_spikes: true };
    let action = |id, name, help, hue| ActionInfo { id, name, help, hue };
    let mut actions = vec![action(
        FORGET,
        "Start weights",
        "Puts all weights back to where they were at the start; the network goes on.",
        Hue::Blue,
    )];
    if is_lit {
        actions.push(action(LIGHT, "Light for 10 s", "Shines light on E1 for ten seconds.", LIT_HUES[0]));
    }
    let mut own = channels();
    own[3].help = "Membrane voltage over rest, as a part of the way to the top of a spike, where it is reset.";
    own[0].help = "What pushes the voltage of this cell up: E and external spikes, in rheobases.";
    own[1].help = "What pulls the voltage of this cell down, in rheobases.";
    own[2].help = "Their sum; constant at 1 or more it would make the cell fire, below it fluctuations do.";
    Layout {
        dt_s: p.dt_ms * 1e-3,
        tau_s: 0.015,
        populations: vec![population("E", Hue::Red, n_e, groups), population("I", Hue::Blue, n_i, Vec::new())],
        spikes: true,
        rates: false,
        planes: planes(&signals, Columns { is_lit }, p.n),
        spaces: Vec::new(),
        fields: Vec::new(),
        charts: charts(),
        channels: own,
        time: TimeScales { window_s: 1.0, trail_s: 5.0, average_s: 5.0, longest_s: 5.0, slow_s: None },
        words: Words {
            fixed_points: ["balanced state", "balanced states"],
            theory: "balance",
            readouts_help: "Rates over half a second, and those at which mean inputs cancel",
            readouts: "Rates",
            balance: BALANCE[0],
            balance_help: BALANCE[1],
            rest: REST,
            drawn: "",
            ..Words::default()
        },
        first_watch: Some(NeuronId { population: 0, index: 0 }),
        signals,
        actions,
        switches: if is_lit { vec!["stimulus", "learning"] } else { vec!["learning"] },
        hurry: Some(Hurry {
            seconds: 20.0,
            name: "Run 20 s",
            help: "Runs 20 s as fast as it can, and goes on as before.",
        }),
    }
}

fn planes(signals: &[SignalInfo], columns: Columns, n: usize) -> Vec<PlaneInfo> {
    let rate = |a: usize| of(signals, columns.rate(a), RATE_RANGE[a]);
    let j = |class: usize, range| of(signals, columns.j(class), range);
    let learned = |k: usize| of(signals, k, LEARNED_RANGE);
    let portrait = |id, title, short, name, range| {
        plane(id, title, short, [name_axis(name, range), free("speed over the largest", "dj/dt", [-1.2, 1.2])])
    };
    let mut all = vec![
        plane("rates", "Rates and balance lines", "rate plane", [rate(E), rate(I)]),
        plane("weights", "Mean weights", "weight plane", [j(EE, WEIGHT_RANGE[0]), j(EI, WEIGHT_RANGE[1])]),
        round("manifold", "One rate, many weights", "manifold", [learned(columns.j(EI)), learned(columns.weighted())]),
        plane(
            "halves",
            "Inputs from slow and fast cells",
            "two groups",
            [learned(columns.half(0)), learned(columns.half(1))],
        ),
        portrait("portrait-ee", "How E to E moves", "rule E to E", "j_EE", [0.0, 45.0]),
        portrait("portrait-ei", "How I to E moves", "rule I to E", "j_EI", [-330.0, -56.0]),
        plane(
            "size",
            "Parts and sum of the input",
            "size",
            [free("cells", "N", size_range(n)[0]), free("mean current in mV/ms", "", size_range(n)[1])],
        ),
        plane(
            "correlation",
            "Correlated input",
            "correlation",
            [free("correlation of the input", "c", [0.0, 1.0]), of(signals, columns.rate(E), [0.0, 20.0])],
        ),
    ];
    if columns.is_lit {
        all.push(plane(
            "light",
            "Light on a part of E",
            "light",
            [free("lit part of E", "", [0.0, 1.0]), free("rate in Hz", "r", [0.0, 60.0])],
        ));
    }
    all
}

fn name_axis(symbol: &'static str, range: [f64; 2]) -> Axis {
    free("mean weight", symbol, range)
}

/// Charts by their index in the layout.
fn charts() -> Vec<ChartInfo> {
    let axis = |name, symbol, unit| ChartAxis { name, symbol, unit, scale: AxisScale::Linear, range: None };
    let time = || axis("time", "", "s");
    let chart = |id, title, short, axes| ChartInfo { id, title, short, axes };
    vec![
        chart("rates", "Rates over time", "rates", [time(), axis("rate", "r", "Hz")]),
        chart("weights", "Weights", "weights", [time(), axis("weight", "j", "mV")]),
        chart(
            "histogram",
            "Distribution of weights",
            "histogram",
            [axis("weight", "j", "mV"), axis("part of synapses", "", "")],
        ),
        chart(
            "scatter",
            "Weight and rate of its sender",
            "scatter",
            [axis("presynaptic rate", "r", "Hz"), axis("mean weight it sends", "j", "mV")],
        ),
        chart(
            "covariance",
            "Covariance of spike counts in 250 ms",
            "covariance",
            [axis("pairs of cells", "", ""), axis("covariance", "", "")],
        ),
        chart(
            "balance",
            "Mean input",
            "balance",
            [axis("onto E cells, onto I cells", "", ""), axis("current", "", "mV/ms")],
        ),
    ]
}

/// Names of classes as in `j_EI`.
pub fn class_name(class: usize) -> &'static str {
    match class {
        EE => "E to E",
        EI => "I to E",
        IE => "E to I",
        II => "I to I",
        _ => "",
    }
}
