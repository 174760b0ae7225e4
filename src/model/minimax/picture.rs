//! What is drawn of a minimax network: signals, planes, fields, what theory says (sheet minimax-ei, sections 4.3 and 7).

use super::{
    Application, E, I, MinimaxParams, Network, PATCH_SIDE, PICTURE, Prediction, Stability, angle, planes, stability,
};
use crate::picture::{
    Depiction, FieldInfo, Finding, FixedPoint, Given, Hue, Layout, NeuronId, PopulationInfo, Reading, Severity,
    SignalInfo, Theory,
};

/// The state of a run, lent to the picture.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// Input x of the course.
    pub x: f64,
    /// Filtered spikes.
    pub r: [&'a [f64]; 2],
    /// Excitatory and inhibitory input of each neuron of E, as drawn in the balance plane.
    pub balance: &'a [[f64; 2]],
    /// Filtered input, or the target where it is given directly.
    pub channels: &'a [f64],
    /// Voltages of I.
    pub v_i: &'a [f64],
    /// Rates in Hz measured since the run settled; empty before.
    pub rates_hz: [&'a [f64]; 2],
    /// Mean of r^E over the run, for the patch.
    pub mean_e: &'a [f64],
    /// The cued neurons.
    pub cued: &'a [usize],
}

/// Makes the pictures of one network.
#[derive(Debug)]
pub struct Picture {
    pub(super) params: MinimaxParams,
    pub(super) prediction: Option<Prediction>,
    stability: Option<Stability>,
    is_judged: bool,
    /// Quadratic forms of S on the plane through the optimum, once it is found.
    pub(super) forms: Option<[f64; 4]>,
}

/// Rounds towards the optimum for each picture, so that no picture waits for it.
const ROUNDS: usize = 400;
/// Beyond so many neurons nothing is predicted.
const MOST: usize = 400;

impl Picture {
    /// Pictures of `network`; `drive` is the mean of F x, where the rates can be predicted.
    pub fn new(params: &MinimaxParams, network: &Network, drive: Option<Vec<f64>>) -> Self {
        let prediction = drive.filter(|_| network.counts[E] <= MOST).map(|drive| Prediction::new(network, drive));
        let prediction = prediction.map(|mut prediction| {
            if params.application == Application::Ring {
                // From rest all stay alike: a bump must be begun somewhere.
                let n = network.counts[E];
                let start = |j: usize| 6.0 * (0.3 + (angle(j, n) - angle(n / 2, n)).cos()).max(0.0);
                prediction.r[E] = (0..n).map(start).collect();
            }
            prediction
        });
        Picture { params: params.clone(), prediction, stability: None, is_judged: false, forms: None }
    }

    /// A picture of nothing yet.
    pub fn idle(params: &MinimaxParams) -> Self {
        Picture { params: params.clone(), prediction: None, stability: None, is_judged: true, forms: None }
    }

    pub(super) fn application(&self) -> Application {
        self.params.application
    }

    /// Signals of the application besides the input, in order.
    fn own_signals(&self, network: &Network) -> Vec<SignalInfo> {
        let signal = |id, name, symbol, hue, is_readout, help| SignalInfo {
            id,
            name,
            symbol,
            unit: "",
            hue,
            is_readout,
            aims_at: None,
            help,
        };
        let aimed = |id, name, symbol, at, help| SignalInfo {
            aims_at: Some(at),
            ..signal(id, name, symbol, Hue::Neutral, false, help)
        };
        let e = Hue::Red;
        let target = "What the network shall reproduce: the filtered input.";
        let readout = "What can be read from the filtered E spikes: H r_E.";
        match self.application() {
            Application::Pair => vec![
                signal(
                    "r_e",
                    "filtered E spikes",
                    "r_E",
                    e,
                    true,
                    "Each E spike adds 1, and it leaks with tau; its mean is the rate times tau.",
                ),
                signal(
                    "r_i",
                    "filtered I spikes",
                    "r_I",
                    Hue::Blue,
                    true,
                    "Each I spike adds 1, and it leaks with tau; its mean is the rate times tau.",
                ),
                signal(
                    "s",
                    "objective",
                    "S",
                    Hue::Neutral,
                    false,
                    "E spikes lower it, I spikes raise it; at the saddle neither can.",
                ),
            ],
            Application::Random => vec![
                signal(
                    "alpha",
                    "E on its way to the optimum",
                    "α",
                    e,
                    true,
                    "All E rates at once, as a part of the predicted ones: 0 at rest, 1 at the optimum.",
                ),
                signal(
                    "beta",
                    "I on its way to the optimum",
                    "β",
                    Hue::Blue,
                    true,
                    "All I rates at once, as a part of the predicted ones: 0 at rest, 1 at the optimum.",
                ),
            ],
            Application::Constant | Application::Moving => vec![
                aimed("target_1", "first input", "x_1", 2, target),
                signal("y_1", "first readout", "y_1", e, true, readout),
            ],
            Application::Plane => vec![
                aimed("target_1", "first input", "x_1", 3, target),
                aimed("target_2", "second input", "x_2", 4, target),
                signal("y_1", "first readout", "y_1", e, true, readout),
                signal("y_2", "second readout", "y_2", e, true, readout),
            ],
            Application::Patch => vec![signal(
                "error",
                "mean squared error",
                "MSE",
                Hue::Neutral,
                true,
                "Of the image read from the mean E rates so far, pixel by pixel.",
            )],
            Application::Learned | Application::Planted => {
                const OVERLAPS: [(&str, &str, &str); 4] = [
                    ("m_1", "overlap with pattern 1", "m_1"),
                    ("m_2", "overlap with pattern 2", "m_2"),
                    ("m_3", "overlap with pattern 3", "m_3"),
                    ("m_4", "overlap with pattern 4", "m_4"),
                ];
                let help = "How much of a stored pattern the E rates show: 1 is all of it at its stored strength.";
                let one = |k: usize| {
                    let (id, name, symbol) = OVERLAPS[k];
                    signal(id, name, symbol, if k == 0 { e } else { Hue::Neutral }, true, help)
                };
                (0..network.extra.patterns.len().min(4)).map(one).collect()
            }
            Application::Ring => vec![
                signal(
                    "z_x",
                    "bump, across",
                    "z_x",
                    e,
                    false,
                    "Cosine part of the population vector: all E rates, each pointing to its place on the ring.",
                ),
                signal(
                    "z_y",
                    "bump, up",
                    "z_y",
                    e,
                    false,
                    "Sine part of the population vector: all E rates, each pointing to its place on the ring.",
                ),
                signal(
                    "z_length",
                    "bump",
                    "|z|",
                    e,
                    true,
                    "Length of the population vector: 0 if all fire alike, 1 if only one place does.",
                ),
                signal(
                    "z_angle",
                    "angle of the bump",
                    "arg z",
                    Hue::Neutral,
                    false,
                    "Where on the ring the bump is, in radians.",
                ),
            ],
            Application::Grid => vec![
                signal("rate_e", "mean E rate in Hz", "E", e, true, "Mean over all cells of filtered spikes over tau."),
                signal(
                    "rate_i",
                    "mean I rate in Hz",
                    "I",
                    Hue::Blue,
                    true,
                    "Filtered spikes over tau of the I neuron that stands for all.",
                ),
            ],
        }
    }

    /// Number of signals, the input included.
    pub fn signal_count(&self, network: &Network) -> usize {
        1 + self.own_signals(network).len()
    }

    /// Sampled values in the order of the layout.
    pub fn signals(&self, network: &Network, state: &State<'_>, into: &mut [f64]) {
        into[0] = state.x;
        let own = &mut into[1..];
        let [re, ri] = state.r;
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        match self.application() {
            Application::Pair => {
                let (a, b, c) = (self.params.a, self.params.b, self.params.c);
                let (e, i, x) = (re[0], ri[0], state.channels[0]);
                own.copy_from_slice(&[e, i, 0.5 * a * e * e + b * e * i - 0.5 * c * i * i - x * e]);
            }
            Application::Random => {
                let best = self.prediction.as_ref().map(|prediction| &prediction.r);
                let part = |p: usize| best.map_or(0.0, |b| dot(state.r[p], &b[p]) / dot(&b[p], &b[p]).max(1e-12));
                own.copy_from_slice(&[part(E), part(I)]);
            }
            Application::Constant | Application::Moving => {
                let unit = self.readout_unit();
                own.copy_from_slice(&[state.channels[0] * unit, dot(&network.extra.readout[0], re) * unit]);
            }
            Application::Plane => {
                let y = [0, 1].map(|k| dot(&network.extra.readout[k], re));
                own.copy_from_slice(&[state.channels[0], state.channels[1], y[0], y[1]]);
            }
            Application::Patch => own[0] = planes::patch_error(network, state.mean_e),
            Application::Learned | Application::Planted => {
                for (own, pattern) in own.iter_mut().zip(&network.extra.patterns) {
                    *own = dot(re, &pattern[E]) / dot(&pattern[E], &pattern[E]).max(1e-12);
                }
            }
            Application::Ring => {
                let [x, y, sum] = vector(re);
                let length = if sum > 1e-9 { [x / sum, y / sum] } else { [0.0; 2] };
                let turn = y.atan2(x).rem_euclid(std::f64::consts::TAU);
                own.copy_from_slice(&[length[0], length[1], length[0].hypot(length[1]), turn]);
            }
            Application::Grid => {
                let mean = |p: usize| state.r[p].iter().sum::<f64>() / state.r[p].len() as f64 / network.tau_s[p];
                own.copy_from_slice(&[mean(E), mean(I)]);
            }
        }
    }

    /// What a filtered input is multiplied with to be shown: rates are shown in Hz.
    pub(super) fn readout_unit(&self) -> f64 {
        if self.application() == Application::Constant { 1e3 / self.params.tau_ms } else { 1.0 }
    }

    /// Names, units, planes.
    pub fn layout(&self, network: &Network) -> Layout {
        let x = SignalInfo {
            id: "x",
            name: "input",
            symbol: "x",
            unit: "",
            hue: Hue::Neutral,
            is_readout: false,
            aims_at: None,
            help: "Scales what comes in from outside.",
        };
        let signals: Vec<SignalInfo> = std::iter::once(x).chain(self.own_signals(network)).collect();
        let [ne, ni] = network.counts;
        Layout {
            dt_s: network.dt_s,
            tau_s: network.tau_s[E],
            populations: vec![
                PopulationInfo { name: "E", hue: Hue::Red, count: ne },
                PopulationInfo { name: "I", hue: Hue::Blue, count: ni },
            ],
            planes: planes::infos(self, network, &signals),
            spaces: Vec::new(),
            fields: self.field_infos(),
            spikes: true,
            theory_name: "optimum",
            first_watch: Some(NeuronId { population: 0, index: 0 }),
            signals,
        }
    }

    fn field_infos(&self) -> Vec<FieldInfo> {
        let field = |id, title, short, cells, population, paints| FieldInfo {
            id,
            title,
            short,
            cells,
            hue: Hue::Red,
            unit: "Hz",
            population,
            paints,
        };
        match self.application() {
            Application::Planted => {
                vec![field("pattern", "E rates as a picture; draw a cue", "picture", PICTURE, Some(0), true)]
            }
            Application::Learned => {
                vec![field("pattern", "E rates as a picture; draw a cue", "picture", [5, 3], Some(0), true)]
            }
            Application::Grid => {
                let n = self.params.side;
                vec![field("sheet", "Sheet of E rates", "sheet", [n, n], Some(0), false)]
            }
            Application::Patch => {
                let cells = [PATCH_SIDE, PATCH_SIDE];
                let image = |id, title, short| FieldInfo {
                    unit: "",
                    hue: Hue::Neutral,
                    ..field(id, title, short, cells, None, false)
                };
                vec![image("read", "Image read from the spikes", "read"), image("image", "Image shown", "image")]
            }
            _ => Vec::new(),
        }
    }

    /// Everything drawn of a state.
    pub fn depict(&mut self, network: &Network, state: &State<'_>, given: Given) -> Depiction {
        self.judge(network);
        let mut theory = Vec::new();
        let mut fixed_points = Vec::new();
        if self.application() == Application::Random && self.prediction.is_some() {
            theory.extend([1, 2].map(|signal| Theory { signal, value: 1.0 }));
        }
        if self.application() == Application::Pair {
            let at = planes::saddle(&self.params, state.channels[0] + given.injected[E], given.injected[I]);
            theory.extend([Theory { signal: 1, value: at.x }, Theory { signal: 2, value: at.y }]);
            fixed_points.push(FixedPoint {
                name: "saddle of S".to_owned(),
                at,
                holds: self.is_stable().unwrap_or(true),
                reason: "r_E = x/(a + b^2/c), r_I = (b/c) r_E: lowest in r_E of what is highest in r_I".to_owned(),
            });
        }
        let (verdict, reason) = self.verdict(network);
        let mut findings = Vec::new();
        if verdict.as_ref().is_some_and(|(_, good)| !good) {
            findings.push(Finding::new(Severity::Warning, reason.clone()));
        }
        Depiction {
            planes: planes::planes(self, network, state, given),
            fields: planes::fields(self, network, state),
            readings: self.readings(network, state),
            theory,
            verdict,
            reason,
            fixed_points,
            findings,
            ..Depiction::default()
        }
    }

    /// Comes nearer to the optimum, and once there judges whether it holds.
    fn judge(&mut self, network: &Network) {
        if let Some(prediction) = &mut self.prediction {
            prediction.improve(network, ROUNDS);
            if prediction.is_found() && self.forms.is_none() {
                self.forms = Some(prediction.forms(network));
            }
        }
        let found = self.prediction.as_ref().is_none_or(Prediction::is_found);
        if self.is_judged || !found {
            return;
        }
        self.is_judged = true;
        let [ne, ni] = network.counts;
        let all = |n: usize| (0..n).collect::<Vec<usize>>();
        let active = |p: usize, n: usize| match (&self.prediction, self.application()) {
            // A ring's bump is free to move, so that only its uniform mode tells; all its neurons take part in that.
            (Some(prediction), Application::Random | Application::Pair) => {
                (0..n).filter(|i| prediction.r[p][*i] > 0.0).collect()
            }
            _ => all(n),
        };
        let grows = matches!(self.application(), Application::Random | Application::Pair);
        self.stability = stability(network, [&active(E, ne), &active(I, ni)], grows);
    }

    /// Whether the rates settle, as far as theory can tell.
    fn is_stable(&self) -> Option<bool> {
        let stability = self.stability?;
        Some(stability.growth_per_s.map_or(stability.ratio[0] < stability.ratio[1], |growth| growth < 0.0))
    }

    fn verdict(&self, network: &Network) -> (Option<(String, bool)>, String) {
        let tau = network.tau_s;
        if matches!(self.application(), Application::Ring | Application::Grid) {
            // All neurons of a population are alike: the uniform mode is a block of two, and what slow inhibition breaks.
            let [ne, ni] = network.counts.map(|n| n as f64);
            let uniform: f64 = (0..network.counts[E]).map(|j| network.ee.at(0, j)).sum();
            let (to_e, to_i, own) = (ni * network.ei.at(0, 0), ne * network.ie.at(0, 0), network.ii.at(0, 0));
            let trace = uniform / tau[E] - own / tau[I];
            let square = trace * trace - 4.0 * (to_e * to_i - uniform * own) / (tau[E] * tau[I]);
            let growth = 0.5 * (trace + square.max(0.0).sqrt());
            return told(
                [tau[I] / tau[E], if uniform > 0.0 { own / uniform } else { f64::INFINITY }],
                Some(growth * tau[E]),
            );
        }
        match self.stability {
            Some(s) => told(s.ratio, s.growth_per_s.map(|growth| growth * tau[E])),
            None if self.is_judged => (None, "too many neurons to tell whether the rates settle".to_owned()),
            None => (None, "the optimum is being computed".to_owned()),
        }
    }

    fn readings(&self, network: &Network, state: &State<'_>) -> Vec<Reading> {
        let mut readings = Vec::new();
        let mut add = |id, name, value: f64, help| readings.push(Reading { id, name, value, help });
        let measured = !state.rates_hz[E].is_empty();
        if let (Some(prediction), true) = (&self.prediction, measured && self.application() == Application::Random) {
            let predicted: Vec<f64> =
                (0..2).flat_map(|p| prediction.r[p].iter().map(move |r| r / network.tau_s[p])).collect();
            let simulated: Vec<f64> = state.rates_hz.iter().flat_map(|rates| rates.iter().copied()).collect();
            let (correlation, rms, worst) = compare(&predicted, &simulated);
            add(
                "rate_correlation",
                "corr of predicted and simulated rates",
                correlation,
                "Over all neurons; the simulated rates are counted from five time constants after the last change",
            );
            add("rate_rms", "rms of the difference in Hz", rms, "Root mean square over all neurons");
            add("rate_worst", "largest difference in Hz", worst, "Over all neurons");
        }
        match self.application() {
            Application::Ring if measured => {
                let peak = state.rates_hz[E].iter().fold(0.0f64, |a, b| a.max(*b));
                let mean = state.rates_hz[E].iter().sum::<f64>() / network.counts[E] as f64;
                add("peak", "peak rate in Hz", peak, "Largest rate of an E neuron since the run settled");
                add("mean", "mean rate in Hz", mean, "Mean rate of the E neurons since the run settled");
            }
            Application::Grid => {
                let bumps = planes::bumps(self.params.side, state.r[E]);
                add(
                    "bumps",
                    "bumps",
                    bumps.len() as f64,
                    "Cells that are the largest of the 5 by 5 around them and above 0.4 of the maximum",
                );
                add(
                    "spacing",
                    "distance of neighbours in cells",
                    planes::spacing(self.params.side, &bumps),
                    "Mean over the bumps of the distance to the six nearest others",
                );
                let top = state.r[E].iter().fold(0.0f64, |a, b| a.max(*b)) / network.tau_s[E];
                add("peak", "largest rate in Hz", top, "Of all cells now");
            }
            _ => {}
        }
        readings
    }
}

/// The sum of unit vectors, each times its r: across, up, and the sum of all r.
pub fn vector(r: &[f64]) -> [f64; 3] {
    let n = r.len();
    r.iter().enumerate().fold([0.0; 3], |[x, y, sum], (j, r)| {
        let (sin, cos) = angle(j, n).sin_cos();
        [x + r * cos, y + r * sin, sum + r]
    })
}

/// In words whether the conditions hold.
fn told(ratio: [f64; 2], growth: Option<f64>) -> (Option<(String, bool)>, String) {
    let [is, sure] = ratio;
    let rule = if sure.is_finite() {
        format!("τ_I/τ_E = {is:.2}; below λ_min(W_II)/λ_max(W_EE) = {sure:.2} the rates are sure to settle")
    } else {
        "W_EE has no positive eigenvalue: the rates settle whatever the time constants".to_owned()
    };
    match growth {
        Some(growth) if growth < 0.0 => (
            Some(("balanced at the saddle".to_owned(), true)),
            format!("deviations decay at {:.2} per τ_E; {rule}", -growth),
        ),
        Some(growth) => (
            Some(("unstable: inhibition is too slow".to_owned(), false)),
            format!("deviations grow at {growth:.2} per τ_E: make τ_I shorter; {rule}"),
        ),
        None if is < sure => (Some(("settles at its saddle".to_owned(), true)), rule),
        // The condition is enough, not needed.
        None => (Some(("not sure to settle".to_owned(), true)), rule),
    }
}

/// Correlation, root mean square of the difference, and the largest difference.
fn compare(a: &[f64], b: &[f64]) -> (f64, f64, f64) {
    let n = a.len().max(1) as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (ma, mb) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb, mut square, mut worst) = (0.0, 0.0, 0.0, 0.0, 0.0f64);
    for (a, b) in a.iter().zip(b) {
        ab += (a - ma) * (b - mb);
        aa += (a - ma) * (a - ma);
        bb += (b - mb) * (b - mb);
        square += (a - b) * (a - b);
        worst = worst.max((a - b).abs());
    }
    (ab / (aa * bb).sqrt(), (square / n).sqrt(), worst)
}
