//! What is drawn of a low-rank network: its planes, theory levels and currents (sheet low-rank-ei, sections 4 and 8).

use super::checks::{self, held};
use super::levels::Corrections;
use super::lines::{FAR, boundaries, id};
use super::mean_field::MeanField;
use super::readout::Readout;
use super::target::{Split, Wish};
use super::{
    BoundaryParams, Design, E, I, Network, Populations, Synapse, Trials, drift, levels, predict_cycle, regime,
};
use crate::geometry::{Envelope, Point, Quadratic, Vector, crossings};
use crate::model::channels::{BALANCE, REST, channels};
use crate::param::OnOff;
use crate::picture::{
    Axis, Depiction, Finding, Given, Hue, Layout, LineState, NeuronId, PlaneInfo, PopulationInfo, SignalInfo, Space,
    SpaceInfo, TimeScales, Words,
};
use std::sync::Arc;

/// What a cycle is, of one population and of both.
const CYCLE: [&str; 2] = [
    "From one spike to the next, on average: by exact event-driven theory where the pattern of spikes repeats, and measured where \
     these times are regular (CV below 0.1)",
    "From the first E spike after one of I to the next such, on average: by exact event-driven theory where the pattern of \
     spikes repeats, and measured where these times are regular (CV below 0.1)",
];

/// Makes the pictures of one network; remembers what does not change while only x moves.
#[derive(Debug)]
pub struct Picture {
    pub(super) populations: Populations,
    pub(super) tau_s: f64,
    pub(super) tangents: [f64; 2],
    pub(super) sweep: Option<[f64; 2]>,
    pub(super) x: f64,
    pub(super) wish: Option<Arc<Wish>>,
    pub(super) split: Option<Split>,
    /// What the checks say of the split.
    pub(super) range_findings: Vec<Finding>,
    /// The second input.
    pub(super) x_2: f64,
    /// The surfaces over two axes, and the injected currents for which they hold.
    pub(super) space: Option<([f64; 2], Arc<Space>)>,
    /// Whether the latents can be kicked: those of rate units follow from their voltages.
    pub(super) can_be_kicked: bool,
    /// Whether there are two neurons, of one population, and they spike.
    pub(super) is_pair: bool,
    /// Whether the drift of the latent is shown: of a single I population with pulses.
    pub(super) drifts: bool,
    /// Whether any neuron hears x.
    pub(super) reacts: bool,
    /// The crossing over x as (x, y_E, y_I), and the injected currents for which it holds.
    pub(super) theory_curve: Option<([f64; 2], Vec<[f64; 3]>)>,
    pub(super) view: Option<(Given, Arc<Depiction>)>,
    /// Levels in closed form, and where they hold.
    corrected: Option<(Given, Corrections)>,
    /// The picture with what trials have found, and of which picture and trials it is.
    tried: Option<(Arc<Trials>, Arc<Depiction>, Arc<Depiction>)>,
    /// Whether each line acts, and what a spike of each neuron moves: as long as the network lasts.
    pub(super) standing: Option<Standing>,
    /// The boundaries of crowds as they were drawn last.
    pub(super) edges: [Option<Edge>; 2],
    /// First ranges of y_E and |y_I|, or of x and y of one population.
    pub(super) ranges: [[f64; 2]; 2],
    /// Whether the nullclines of the rate version are drawn.
    pub(super) soft: bool,
    /// Whether the boundary of E and of I can be bent.
    pub(super) bends: [bool; 2],
    /// The function that the lines of E and of I are tangents of, with its input weight and the input at which it holds.
    pub(super) curves: [Option<(Quadratic, f64, f64)>; 2],
    /// Pieces of its boundary, if E or I follows such a function.
    pub(super) pieces: [usize; 2],
}

/// What of a network's lines does not move with the input.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub states: [Arc<[LineState]>; 2],
    pub jumps: [Arc<[Vector]>; 2],
}

/// A boundary of many pieces as it is drawn: no farther than so far to both sides.
#[derive(Debug)]
pub(super) struct Edge {
    of: Envelope,
    far: f64,
    points: Vec<Point>,
}

impl Edge {
    pub(super) fn new(of: &Envelope, far: f64, height: f64) -> Self {
        Edge { of: of.clone(), far, points: of.sketch(-far, far, height) }
    }

    /// The points of a boundary that is this one, or lies higher or lower.
    pub(super) fn points(&self, of: &Envelope, far: f64) -> Option<Vec<Point>> {
        let by = of.above(&self.of).filter(|_| far == self.far)?;
        Some(self.points.iter().map(|p| Point::new(p.x, p.y + by)).collect())
    }
}

pub(super) const HUES: [Hue; 2] = [Hue::Red, Hue::Blue];

fn curves(params: &BoundaryParams) -> [Option<(Quadratic, f64, f64)>; 2] {
    let p = params;
    if !matches!(p.design, Design::Tangents | Design::Random) {
        return [None; 2];
    }
    let curve = |a, b, c, weight| Some((Quadratic { a, b, c }, weight, p.x_ref));
    [curve(p.e_curvature, p.e_slope, p.e_offset, p.f_e), curve(p.i_curvature, p.i_slope, p.i_offset, p.f_i)]
}

/// Knots that can be dragged; more would be too close to tell apart.
pub(super) const MAX_KNOTS: usize = 64;

impl Picture {
    /// Pictures of `network` under `drive`.
    pub fn new(params: &BoundaryParams, network: &Network, readout: &Readout) -> Self {
        let wish = readout.wish.clone();
        let split = wish.as_ref().map(|wish| Split::new(params, &wish.knots));
        let mut picture = Picture {
            populations: params.populations,
            tau_s: params.tau_s()[if params.has()[E] { E } else { I }],
            tangents: [params.from.min(params.to), params.from.max(params.to)],
            sweep: params.drive.waveform.sweep(),
            x: params.drive.waveform.x,
            range_findings: split.as_ref().map_or_else(Vec::new, |split| checks::range(params, split)),
            wish,
            split,
            x_2: params.x_2,
            can_be_kicked: network.synapse != Synapse::Rate,
            is_pair: readout.is_pair,
            drifts: params.populations == Populations::InhibitoryOnly && network.synapse == Synapse::SquarePulse,
            space: None,
            reacts: network.populations.iter().flat_map(|p| &p.input).any(|f| *f != 0.0),
            theory_curve: None,
            view: None,
            corrected: None,
            tried: None,
            standing: None,
            edges: [None, None],
            ranges: [[0.0, 1.0]; 2],
            bends: [E, I].map(|p| params.bends(p)),
            soft: params.soft_boundary == OnOff::On,
            curves: curves(params),
            pieces: [params.n_e, params.n_i].map(|n| n.saturating_sub(1)),
        };
        picture.ranges = if picture.both() {
            let [_, e, i] = picture.ranges(network);
            [e, i]
        } else {
            [picture.x_range(), picture.cap_range(network)]
        };
        picture
    }

    /// The crossing over the inputs worth showing.
    pub(super) fn crossings_over_x(&self, network: &Network, injected: [f64; 2]) -> Vec<[f64; 3]> {
        let [from, to] = self.x_range();
        // A whole sweep of crossings costs as much as that many envelopes.
        let points = (40_000 / network.counts().iter().sum::<usize>().max(1)).clamp(16, 200);
        let input = |k: usize| from + (to - from) * k as f64 / points as f64;
        let crossing = |x: f64| {
            let [e, i] = boundaries(network, Given { x, injected });
            held(&crossings(&e, &i, 0.0, FAR)).map(|c| [x, c.at.x, c.at.y])
        };
        (0..=points).map(input).filter_map(crossing).collect()
    }

    /// Where the input cursor stands: where a hand has put it, though x may still be on its way; else where x is.
    pub(super) fn cursor(&self, x: f64) -> f64 {
        if self.sweep.is_none() { self.x } else { x }
    }

    pub(super) fn both(&self) -> bool {
        self.populations == Populations::Both
    }

    /// The inputs worth showing: the sweep, the target's knots, or some way around x.
    pub(super) fn x_range(&self) -> [f64; 2] {
        let knots = self.wish.as_ref().map(|w| w.knots.knots()).map(|k| [k[0][0], k[k.len() - 1][0]]);
        let around = [self.x.min(0.0) - 0.5, self.x.max(0.0) + 1.0];
        match (self.both(), knots.or(self.sweep)) {
            (false, sweep) => {
                let [a, b] = sweep.unwrap_or(self.tangents);
                [a.min(self.tangents[0]), b.max(self.tangents[1])]
            }
            (true, Some([a, b])) if self.wish.is_none() => {
                // Room beside where it starts and ends.
                let margin = 0.25 * (b - a);
                [a - margin, b + margin]
            }
            (true, Some(range)) => range,
            (true, None) => around,
        }
    }

    /// Names, units, planes.
    pub fn layout(&self, network: &Network) -> Layout {
        let counts = network.counts();
        let population = |p: usize| PopulationInfo {
            name: ["E", "I"][p],
            hue: HUES[p],
            count: counts[p],
            groups: Vec::new(),
            shows_count: false,
            tells_spikes: true,
        };
        let signal = |id, name, symbol, hue, is_readout, help| SignalInfo {
            id,
            name,
            symbol,
            unit: "",
            hue,
            is_readout,
            aims_at: None,
            can_be_kicked: is_readout && id != "r_across" && self.can_be_kicked,
            is_traced: false,
            is_slow: false,
            help,
        };
        let x = signal("x", "input", "x", Hue::Neutral, false, "What comes in from outside; a neuron hears F x.");
        let alone = |hue, help| signal("y", "latent", "y", hue, true, help);
        let mut signals = match self.populations {
            Populations::Both => vec![
                x,
                signal(
                    "y_e",
                    "excitatory latent",
                    "y_E",
                    Hue::Red,
                    true,
                    "All that is heard of the E neurons, unless decoders are mistuned: each E spike adds its decoder D_E, and it leaks with the membrane time constant.",
                ),
                signal(
                    "y_i",
                    "inhibitory latent",
                    "|y_I|",
                    Hue::Blue,
                    true,
                    "All that is heard of the I neurons, unless decoders are mistuned: each I spike adds its decoder D_I, and it leaks with the membrane time constant.",
                ),
            ],
            Populations::InhibitoryOnly => {
                vec![
                    x,
                    alone(
                        Hue::Blue,
                        "All that the neurons hear of each other: each spike takes away its decoder D, and it leaks to 0.",
                    ),
                ]
            }
            Populations::ExcitatoryOnly => {
                vec![
                    x,
                    alone(
                        Hue::Red,
                        "All that the neurons hear of each other: each spike adds its decoder D, and it leaks to 0.",
                    ),
                ]
            }
        };
        if self.wish.is_some() {
            let target = signal("target", "target", "f", Hue::Neutral, false, "What y_E shall be at this input.");
            signals.push(SignalInfo { aims_at: Some(1), ..target });
        }
        if self.is_pair {
            signals.push(signal(
                "r_1",
                "first neuron",
                "r_1",
                Hue::Neutral,
                false,
                "Spikes of the first neuron, filtered: each adds 1, and it leaks; its mean is rate times tau.",
            ));
            signals.push(signal(
                "r_2",
                "second neuron",
                "r_2",
                Hue::Neutral,
                false,
                "Spikes of the second neuron, filtered: each adds 1, and it leaks; its mean is rate times tau.",
            ));
            signals.push(signal(
                "r_across",
                "how they share",
                "(r_2 − r_1)/2",
                Hue::Neutral,
                true,
                "The readout that the latent leaves open: how unevenly the two neurons share the work.",
            ));
        }
        let axis = |signal: usize, range| Axis {
            name: signals[signal].name,
            symbol: signals[signal].symbol,
            range,
            signal: Some(signal),
        };
        let planes = if self.both() {
            let ([x_range, ..], [e, i]) = (self.ranges(network), self.ranges);
            vec![
                PlaneInfo {
                    id: "latent",
                    title: "Plane  y_E, |y_I|",
                    short: "y_E, |y_I|",
                    axes: [axis(1, e), axis(2, i)],
                    is_true_to_scale: false,
                },
                PlaneInfo {
                    id: "input-output",
                    title: "Input-output  x, y_E",
                    short: "x, y_E",
                    axes: [axis(0, x_range), axis(1, e)],
                    is_true_to_scale: false,
                },
                PlaneInfo {
                    id: "input-inhibition",
                    title: "Input  x, |y_I|",
                    short: "x, |y_I|",
                    axes: [axis(0, x_range), axis(2, i)],
                    is_true_to_scale: false,
                },
                PlaneInfo {
                    id: "split",
                    title: "Split  q − p",
                    short: "q − p",
                    axes: [axis(0, x_range), self.split_axis()],
                    is_true_to_scale: false,
                },
            ]
        } else {
            let mut planes = vec![PlaneInfo {
                id: "input-latent",
                title: "Plane  x, y",
                short: "x, y",
                axes: [axis(0, self.ranges[0]), axis(1, self.ranges[1])],
                is_true_to_scale: false,
            }];
            if self.is_pair {
                let most = self.most_spikes(network);
                planes.push(PlaneInfo {
                    id: "rates",
                    title: "Rates  r_1, r_2",
                    short: "r_1, r_2",
                    axes: [axis(2, [0.0, most]), axis(3, [0.0, most])],
                    is_true_to_scale: false,
                });
            }
            planes
        };
        let spaces = if self.both() && self.reacts {
            let ([x_range, ..], [e, i]) = (self.ranges(network), self.ranges);
            let axes = [axis(0, x_range), axis(1, e), axis(2, i)];
            vec![SpaceInfo { id: "surfaces", title: "Surfaces  x, y_E, |y_I|", short: "3-D", axes }]
        } else if self.has_second_input(network) {
            let second = Axis { name: "second input", symbol: "x_2", range: self.ranges[0], signal: None };
            let axes = [axis(0, self.ranges[0]), second, axis(1, self.ranges[1])];
            vec![SpaceInfo { id: "dome", title: "Surface  x_1, x_2, y", short: "3-D", axes }]
        } else {
            Vec::new()
        };
        Layout {
            dt_s: network.dt_s,
            tau_s: self.tau_s,
            words: Words {
                fixed_points: ["crossing", "crossings"],
                theory: if self.both() { "crossing" } else { "boundary" },
                readouts_help: "Latents: where theory puts them now (the crossing of the boundaries), and their mean",
                readouts: "Latents",
                cycle_help: CYCLE[usize::from(self.both())],
                error_help: "Root mean square distance from the target: of the crossing over the target's range where \
                             theory knows it, and of the running network",
                balance: BALANCE[0],
                balance_help: BALANCE[1],
                rest: REST,
                drawn: "target",
                ..Words::default()
            },
            time: TimeScales::of(self.tau_s),
            channels: channels(),
            charts: if self.drifts { vec![drift::info()] } else { Vec::new() },
            first_watch: self.first_watch(network),
            populations: vec![population(E), population(I)],
            spikes: network.synapse != Synapse::Rate,
            rates: network.synapse == Synapse::Rate,
            planes,
            spaces,
            fields: Vec::new(),
            signals,
            actions: Vec::new(),
            switches: Vec::new(),
            hurry: None,
        }
    }

    /// Whether any neuron hears a second input.
    pub(super) fn has_second_input(&self, network: &Network) -> bool {
        !self.both() && !network.populations[self.single()].input_2.is_empty()
    }

    /// A round number of filtered spikes that two neurons alone have at most.
    fn most_spikes(&self, network: &Network) -> f64 {
        let population = &network.populations[self.single()];
        let level = self.cap(network, 0.0).at(self.x).map_or(1.0, f64::abs);
        (1.25 * population.spikes_for(level).max(1.0)).ceil()
    }

    /// The axis of q and p.
    fn split_axis(&self) -> Axis {
        let values = self.split.iter().flat_map(|split| split.q.iter().chain(&split.p));
        let top = values.fold(1.0f64, |top, v| top.max(*v));
        Axis { name: "boundaries at y_E = 0", symbol: "q, p", range: [0.0, 1.1 * top], signal: None }
    }

    /// Ranges of x, y_E, y_I that hold the crossings with room for the spikes around them.
    pub(super) fn ranges(&self, network: &Network) -> [[f64; 2]; 3] {
        let mut corner = Point::new(1.0, 1.0);
        let [from, to] = self.sweep.unwrap_or([self.x, self.x]);
        let places = if from == to { 0 } else { 8 };
        for k in 0..=places {
            let x = from + (to - from) * f64::from(k) / f64::from(places.max(1));
            let given = Given { x, ..Given::default() };
            let [e, i] = boundaries(network, given);
            let crossing = held(&crossings(&e, &i, 0.0, FAR)).map(|c| c.at);
            // Lines that do not cross can still be bent by a quadratic drive until they do.
            let bent = || {
                let is_bent = network.populations.iter().any(|population| population.quadratic > 0.0);
                is_bent.then(|| regime::of_rates(&MeanField::new(network, given)).0.level)?
            };
            if let Some(at) = crossing.or_else(bent) {
                corner = corner.sup(&at);
            }
        }
        // Spikes jump; rates do not.
        let jumps = network.synapse != Synapse::Rate;
        let decoders = |p: usize| network.populations[p].decoder.iter().filter(move |_| jumps);
        let largest = |p: usize| decoders(p).fold(0.0f64, |a, b| a.max(*b));
        let nice = |top: f64| {
            let unit = 10f64.powf(top.log10().floor()) / 2.0;
            (top / unit).ceil() * unit
        };
        let (e, i) = (
            nice((1.6 * corner.x).max(corner.x + 1.5 * largest(E))),
            nice((1.7 * corner.y).max(corner.y + 1.5 * largest(I))),
        );
        [self.x_range(), [0.0, e], [0.0, i]]
    }

    fn cap_range(&self, network: &Network) -> [f64; 2] {
        let [from, to] = self.x_range();
        let cap = self.cap(network, 0.0);
        let heights = (0..=20).filter_map(|k| cap.at(from + (to - from) * f64::from(k) / 20.0));
        let (low, high) = heights.fold((0.0f64, 0.0f64), |(low, high), y| (low.min(y), high.max(y)));
        let p = self.single();
        let jump = network.populations[p].decoder.iter().fold(0.0f64, |a, b| a.max(*b));
        let margin = 0.15 * (high - low) + 0.1;
        if p == I { [low - jump - margin, high + margin] } else { [low - margin, high + jump + margin] }
    }

    pub(super) fn single(&self) -> usize {
        if self.populations == Populations::ExcitatoryOnly { E } else { I }
    }

    /// The neuron to look at first: an E neuron in the middle of the action.
    fn first_watch(&self, network: &Network) -> Option<NeuronId> {
        if self.both() {
            let [e, i] = boundaries(network, Given { x: self.x, ..Given::default() });
            let all = crossings(&e, &i, 0.0, FAR);
            let crossing = held(&all);
            let start = crossing.map_or(Point::origin(), |c| c.at);
            // Not always the neurons whose lines cross: the cycle may run between their neighbours.
            let leader = predict_cycle(network, self.x, [0.0; 2], start).and_then(|cycle| cycle.leaders[E]);
            if let Some(owner) = leader.or(crossing.map(|c| c.owners[E])) {
                return Some(id(E, owner));
            }
        }
        let counts = network.counts();
        let p = [E, I].into_iter().find(|p| counts[*p] > 0)?;
        // Of one population the one that does the work, if it is one.
        let level = self.cap(network, 0.0).at(self.x).filter(|_| !self.both() && p == I && self.sweep.is_none());
        let start = Point::new(0.0, level.map_or(0.0, f64::abs));
        let leader = level.and_then(|_| predict_cycle(network, self.x, [0.0; 2], start)?.leaders[I]);
        Some(id(p, leader.unwrap_or(counts[p] / 2)))
    }

    /// Levels in closed form. Currents creep towards their value: what cannot be seen need not be computed.
    pub(super) fn corrections(&mut self, network: &Network, given: Given, waits: bool) -> Corrections {
        let holds = |at: &Given| at.x == given.x && (0..2).all(|p| (at.injected[p] - given.injected[p]).abs() <= 2e-3);
        if let Some((at, known)) = &self.corrected
            && holds(at)
            && (waits || !known.0.is_empty())
        {
            return known.clone();
        }
        let found = levels::corrections(network, given, waits);
        self.corrected = Some((given, found.clone()));
        found
    }

    /// The picture with what trials have found; made once.
    fn with_trials(
        &mut self,
        network: &Network,
        given: Given,
        view: Arc<Depiction>,
        trials: &Arc<Trials>,
    ) -> Arc<Depiction> {
        if let Some((known, of, tried)) = &self.tried
            && Arc::ptr_eq(known, trials)
            && Arc::ptr_eq(of, &view)
        {
            return tried.clone();
        }
        let mut tried = Depiction::clone(&view);
        let corrections = if self.both() { self.corrections(network, given, false) } else { Default::default() };
        tried.beside = levels::beside(network, given, self.both(), corrections, Some(trials));
        if self.drifts {
            tried.charts = vec![drift::chart(network, given, Some(&trials.drift))];
        }
        let tried = Arc::new(tried);
        self.tried = Some((trials.clone(), view, tried.clone()));
        tried
    }

    /// Everything drawn; computed anew only when something moved.
    pub fn view(&mut self, network: &Network, given: Given, trials: Option<&Arc<Trials>>) -> Arc<Depiction> {
        let view = self.drawn(network, given);
        match trials {
            Some(trials) => self.with_trials(network, given, view, trials),
            None => view,
        }
    }
}
