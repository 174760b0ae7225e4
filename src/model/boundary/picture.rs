//! What is drawn of a low-rank network: its planes, theory levels and currents (sheet low-rank-ei, sections 4 and 8).

use super::checks::{self, Case, held};
use super::lines::{FAR, MAX_LINES, boundaries, drawn, envelope, half_plane, half_planes, id, neuron_line};
use super::params::OnOff;
use super::target::{Split, Wish, wish};
use super::{BoundaryParams, Design, E, I, Network, Populations, Synapse, nullclines, predict_cycle};
use crate::geometry::{
    Crossing, Envelope, HalfPlane, PiecewiseLinear, Point, Quadratic, Side, Stability, Stage, Vector, crossings, stage,
};
use crate::model::{
    Axis, Curve, CurveKind, Depiction, Drive, Finding, Given, Grip, Handle, Layout, Mark, MarkKind, NeuronId, Plane,
    PlaneInfo, PopulationInfo, Region, Role, Score, Severity, SignalInfo, Theory,
};
use std::sync::Arc;

/// Makes the pictures of one network; remembers what does not change while only x moves.
#[derive(Debug)]
pub struct Picture {
    populations: Populations,
    tau_s: f64,
    tangents: [f64; 2],
    sweep: Option<[f64; 2]>,
    x: f64,
    wish: Option<Wish>,
    split: Option<Split>,
    /// What the checks say of the split.
    range_findings: Vec<Finding>,
    /// Whether any neuron hears x.
    reacts: bool,
    /// The crossing over x as (x, y_E, y_I), and the injected currents for which it holds.
    theory_curve: ([f64; 2], Vec<[f64; 3]>),
    view: Option<(Given, Arc<Depiction>)>,
    /// The boundaries of E and I, or of the one population in its place, of that view.
    envelopes: Vec<Envelope>,
    /// First ranges of y_E and |y_I|, or of x and y of one population.
    ranges: [[f64; 2]; 2],
    /// Whether the nullclines of the rate version are drawn.
    soft: bool,
    /// Whether the boundary of E and of I can be bent.
    bends: [bool; 2],
    /// The function that the lines of E and of I are tangents of, with its input weight and the input at which it holds.
    curves: [Option<(Quadratic, f64, f64)>; 2],
    /// Pieces of its boundary, if E or I follows such a function.
    pieces: [usize; 2],
}

const ROLES: [Role; 2] = [Role::Excitatory, Role::Inhibitory];

fn curves(params: &BoundaryParams) -> [Option<(Quadratic, f64, f64)>; 2] {
    let p = params;
    if !matches!(p.design, Design::Tangents | Design::Random) {
        return [None; 2];
    }
    let curve = |a, b, c, weight| Some((Quadratic { a, b, c }, weight, p.x_ref));
    [curve(p.e_curvature, p.e_slope, p.e_offset, p.f_e), curve(p.i_curvature, p.i_slope, p.i_offset, p.f_i)]
}

/// Knots that can be dragged; more would be too close to tell apart.
const MAX_KNOTS: usize = 64;

impl Picture {
    /// Pictures of `network` under `drive`.
    pub fn new(params: &BoundaryParams, network: &Network, drive: &Drive, seed: u64) -> Self {
        let wish = (params.design == Design::Target).then(|| wish(params, seed).ok()).flatten();
        let split = wish.as_ref().map(|wish| Split::new(params, &wish.knots));
        let mut picture = Picture {
            populations: params.populations,
            tau_s: params.tau_s()[if params.has()[E] { E } else { I }],
            tangents: [params.from.min(params.to), params.from.max(params.to)],
            sweep: drive.sweep(),
            x: drive.level(),
            range_findings: split.as_ref().map_or_else(Vec::new, |split| checks::range(params, split)),
            wish,
            split,
            reacts: network.populations.iter().flat_map(|p| &p.input).any(|f| *f != 0.0),
            theory_curve: ([0.0; 2], Vec::new()),
            view: None,
            envelopes: Vec::new(),
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
        if picture.both() && picture.reacts {
            picture.theory_curve.1 = picture.crossings_over_x(network, [0.0; 2]);
        }
        picture
    }

    /// The crossing over the inputs worth showing.
    fn crossings_over_x(&self, network: &Network, injected: [f64; 2]) -> Vec<[f64; 3]> {
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
    fn cursor(&self, x: f64) -> f64 {
        if self.sweep.is_none() { self.x } else { x }
    }

    fn both(&self) -> bool {
        self.populations == Populations::Both
    }

    /// The inputs worth showing: the sweep, the target's knots, or some way around x.
    fn x_range(&self) -> [f64; 2] {
        let knots = self.wish.as_ref().map(|w| w.knots.knots()).map(|k| [k[0][0], k[k.len() - 1][0]]);
        let around = [self.x.min(0.0) - 0.5, self.x.max(0.0) + 1.0];
        match (self.both(), knots.or(self.sweep)) {
            (false, sweep) => {
                let [a, b] = sweep.unwrap_or(self.tangents);
                [a.min(self.tangents[0]), b.max(self.tangents[1])]
            }
            (true, Some(range)) => range,
            (true, None) => around,
        }
    }

    /// Names, units, planes.
    pub fn layout(&self, network: &Network) -> Layout {
        let counts = network.counts();
        let population = |p: usize| PopulationInfo { name: ["E", "I"][p], role: ROLES[p], count: counts[p] };
        let signal = |id, name, symbol, role, is_readout| SignalInfo {
            id,
            name,
            symbol,
            unit: "",
            role,
            is_readout,
            aims_at: None,
        };
        let x = signal("x", "input", "x", Role::Neutral, false);
        let mut signals = match self.populations {
            Populations::Both => vec![
                x,
                signal("y_e", "excitatory latent", "y_E", Role::Excitatory, true),
                signal("y_i", "inhibitory latent", "|y_I|", Role::Inhibitory, true),
            ],
            Populations::InhibitoryOnly => vec![x, signal("y", "latent", "y", Role::Inhibitory, true)],
            Populations::ExcitatoryOnly => vec![x, signal("y", "latent", "y", Role::Excitatory, true)],
        };
        if self.wish.is_some() {
            let target = signal("target", "target", "f", Role::Neutral, false);
            signals.push(SignalInfo { aims_at: Some(1), ..target });
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
                    id: "latents",
                    title: "Plane  y_E, |y_I|",
                    short: "y_E, |y_I|",
                    axes: [axis(1, e), axis(2, i)],
                },
                PlaneInfo {
                    id: "input-output",
                    title: "Input-output  x, y_E",
                    short: "x, y_E",
                    axes: [axis(0, x_range), axis(1, e)],
                },
                PlaneInfo {
                    id: "input-inhibition",
                    title: "Input  x, |y_I|",
                    short: "x, |y_I|",
                    axes: [axis(0, x_range), axis(2, i)],
                },
                PlaneInfo {
                    id: "split",
                    title: "Split  q − p",
                    short: "q − p",
                    axes: [axis(0, x_range), self.split_axis()],
                },
            ]
        } else {
            vec![PlaneInfo {
                id: "input-latent",
                title: "Plane  x, y",
                short: "x, y",
                axes: [axis(0, self.ranges[0]), axis(1, self.ranges[1])],
            }]
        };
        Layout {
            dt_s: network.dt_s,
            tau_s: self.tau_s,
            theory_name: if self.both() { "crossing" } else { "boundary" },
            first_watch: self.first_watch(network),
            populations: vec![population(E), population(I)],
            spikes: network.synapse != Synapse::Rate,
            planes,
            signals,
        }
    }

    /// The axis of q and p.
    fn split_axis(&self) -> Axis {
        let values = self.split.iter().flat_map(|split| split.q.iter().chain(&split.p));
        let top = values.fold(1.0f64, |top, v| top.max(*v));
        Axis { name: "boundaries at y_E = 0", symbol: "q, p", range: [0.0, 1.1 * top], signal: None }
    }

    /// Ranges of x, y_E, y_I that hold the crossings with room for the spikes around them.
    fn ranges(&self, network: &Network) -> [[f64; 2]; 3] {
        let mut corner = Point::new(1.0, 1.0);
        let [from, to] = self.sweep.unwrap_or([self.x, self.x]);
        for k in 0..=8 {
            let [e, i] = boundaries(network, Given { x: from + (to - from) * f64::from(k) / 8.0, ..Given::default() });
            if let Some(c) = held(&crossings(&e, &i, 0.0, FAR)) {
                corner = corner.sup(&c.at);
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

    fn single(&self) -> usize {
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

    /// Sampled values in the order of the layout; entries beyond its signals are unused.
    #[inline]
    pub fn signals(&self, x: f64, y: [f64; 2]) -> [f64; 4] {
        match self.populations {
            Populations::Both => [x, y[E], y[I], self.wish.as_ref().map_or(0.0, |wish| wish.curve.at(x))],
            Populations::InhibitoryOnly => [x, -y[I], 0.0, 0.0],
            Populations::ExcitatoryOnly => [x, y[E], 0.0, 0.0],
        }
    }

    /// Excitatory and inhibitory current of a neuron, section 8. In a single I population the bias counts as input.
    #[inline]
    pub fn currents(&self, network: &Network, p: usize, i: usize, x: f64, y: [f64; 2]) -> [f64; 2] {
        let population = &network.populations[p];
        let bias = if self.both() { 0.0 } else { population.threshold[i] };
        [population.input[i] * x + population.from_e[i] * y[E] - bias, -population.from_i[i] * y[I]]
    }

    /// The net current at which the neuron reaches threshold.
    pub fn net_threshold(&self, network: &Network, p: usize, i: usize) -> f64 {
        if self.both() { network.populations[p].threshold[i] } else { 0.0 }
    }

    /// Everything drawn; computed anew only when something moved. Where there are too many lines to draw all, those of
    /// `picks` are there.
    pub fn view(&mut self, network: &Network, given: Given, picks: &[NeuronId]) -> Arc<Depiction> {
        let mut view = self.drawn(network, given);
        let counts = network.counts();
        let missing = |pick: &&NeuronId| {
            let (p, i) = (pick.population as usize, pick.index as usize);
            p < 2 && i < counts[p] && !i.is_multiple_of(counts[p].div_ceil(MAX_LINES).max(1))
        };
        for pick in picks.iter().filter(missing) {
            let (p, i) = (pick.population as usize, pick.index as usize);
            let half_plane = if self.both() {
                half_plane(network, p, i, given)
            } else {
                self.single_line(network, i, given.injected[p])
            };
            if let (Some(envelope), Some(plane)) = (self.envelopes.get(p), Arc::make_mut(&mut view).planes.first_mut())
            {
                plane.lines.push(neuron_line(network, p, i, half_plane, envelope, self.ranges[0]));
            }
        }
        view
    }

    fn drawn(&mut self, network: &Network, given: Given) -> Arc<Depiction> {
        if let Some((at, view)) = &self.view
            && *at == given
        {
            return view.clone();
        }
        let view =
            Arc::new(if self.both() { self.both_view(network, given) } else { self.single_view(network, given) });
        self.view = Some((given, view.clone()));
        view
    }

    fn both_view(&mut self, network: &Network, given: Given) -> Depiction {
        let Given { x, injected } = given;
        let lines = [E, I].map(|p| half_planes(network, p, given));
        let [e, i] = [E, I].map(|p| envelope(network, p, lines[p].clone(), Side::Upper));
        let all = crossings(&e, &i, 0.0, FAR);
        let stage = stage(&e, &i, &all);
        let reach = network.populations.iter().flat_map(|p| &p.decoder).fold(0.0f64, |a, b| a.max(*b));
        let right = all.iter().fold(self.tangents[1].max(10.0), |r, c| r.max(3.0 * c.at.x)) + 10.0 * reach;
        let edge = |envelope: &Envelope| envelope.polyline(-right, right);
        let labels = [("E boundary", "E fires"), ("I boundary", "I fires")];
        let fixed_points: Vec<_> = all.iter().map(|c| checks::fixed_point(network, c)).collect();
        let mark = |c: &Crossing| Mark {
            at: c.at,
            kind: if c.stability == Stability::Stable { MarkKind::Stable } else { MarkKind::Unstable },
            label: format!("{} ({:.2}, {:.2})", c.stability.name(), c.at.x, c.at.y),
        };
        let range = self.ranges[0];
        let latents = Plane {
            subtitle: format!("at  x = {x:.2}"),
            lines: [E, I].into_iter().flat_map(|p| drawn(network, p, &lines[p], [&e, &i][p], range)).collect(),
            grips: [E, I].into_iter().flat_map(|p| self.grips(p, [&e, &i][p], given)).collect(),
            given,
            curves: [E, I]
                .into_iter()
                .map(|p| Curve {
                    kind: CurveKind::Boundary,
                    role: ROLES[p],
                    label: labels[p].0,
                    points: edge([&e, &i][p]),
                })
                .collect(),
            regions: [E, I]
                .into_iter()
                .map(|p| Region { role: ROLES[p], edge: edge([&e, &i][p]), below: true, label: labels[p].1 })
                .collect(),
            rest_label: "silent",
            overlap_label: "I fires first",
            leak_per_s: Some([E, I].map(|p| network.populations[p].leak_per_s)),
            marks: all.iter().filter(|c| c.at.y > 0.0).map(mark).collect(),
            jumps: vec![
                network.populations[E].decoder.iter().map(|d| Vector::new(*d, 0.0)).collect(),
                network.populations[I].decoder.iter().map(|d| Vector::new(0.0, *d)).collect(),
            ],
            draws: false,
            cursor: None,
        };
        let mut latents = latents;
        if self.soft {
            let soft = nullclines(network, given, [1.5 * self.ranges[0][1], 1.5 * self.ranges[1][1]]);
            let names = ["E nullcline", "I nullcline"];
            for (p, points) in soft.into_iter().enumerate() {
                latents.curves.push(Curve { kind: CurveKind::Theory, role: ROLES[p], label: names[p], points });
            }
        }
        let others = self.over_x(network, given);
        let level = held(&all).filter(|_| stage == Stage::Stable).map(|c| c.at);
        // While x moves there is no cycle to predict.
        let at_rest = level.filter(|_| self.sweep.is_none());
        let cycle = at_rest.and_then(|at| predict_cycle(network, x, injected, at));
        self.envelopes = vec![e.clone(), i.clone()];
        let case = Case { network, boundaries: [&e, &i], crossings: &all, stage, given, cycle: cycle.as_ref() };
        Depiction {
            planes: std::iter::once(latents).chain(others).collect(),
            scores: self.scores(),
            theory: level
                .map_or_else(Vec::new, |at| vec![Theory { signal: 1, value: at.x }, Theory { signal: 2, value: at.y }]),
            verdict: Some((stage.name().to_owned(), stage != Stage::Runaway)),
            reason: checks::reason(&case),
            findings: {
                let mut findings = checks::findings(&case);
                findings.extend(self.range_findings.iter().cloned());
                findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
                findings
            },
            fixed_points,
            predicted_cycle_s: cycle.map(|cycle| cycle.period_s),
        }
    }

    /// The planes over x: y_E and |y_I| of the crossing with the target, and the split.
    fn over_x(&mut self, network: &Network, given: Given) -> [Plane; 3] {
        let Given { x, injected } = given;
        let (mut to_e, mut to_i, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        let line = |kind, role, label, points| Curve { kind, role, label, points };
        let mut grips = Vec::new();
        if let (Some(wish), Some(split)) = (&self.wish, &self.split) {
            let points = |f: &PiecewiseLinear| f.knots().iter().map(|k| Point::new(k[0], k[1])).collect::<Vec<_>>();
            to_e.push(line(CurveKind::Target, Role::Neutral, "target", points(&wish.curve)));
            let knots = points(&wish.knots);
            if knots.len() <= MAX_KNOTS {
                let knot = |(k, at): (usize, &Point)| Grip { handle: Handle::Knot(k as u32), at: *at, pivot: *at };
                grips = knots.iter().enumerate().map(knot).collect();
            }
            parts.push(line(CurveKind::Boundary, Role::Excitatory, "q", split.points(false)));
            parts.push(line(CurveKind::Boundary, Role::Inhibitory, "p", split.points(true)));
        }
        if self.reacts {
            // Currents creep towards their value: what cannot be seen need not be computed.
            if (0..2).any(|p| (self.theory_curve.0[p] - injected[p]).abs() > 2e-3) {
                self.theory_curve = (injected, self.crossings_over_x(network, injected));
            }
            let along = |k: usize| self.theory_curve.1.iter().map(|c| Point::new(c[0], c[k])).collect();
            to_e.push(line(CurveKind::Theory, Role::Excitatory, "crossing", along(1)));
            to_i.push(line(CurveKind::Theory, Role::Inhibitory, "crossing", along(2)));
        }
        let plane = |curves: Vec<Curve>, grips, draws| Plane {
            cursor: Some(self.cursor(x)),
            curves,
            grips,
            given,
            draws,
            ..Plane::default()
        };
        [plane(to_e, grips, true), plane(to_i, Vec::new(), false), plane(parts, Vec::new(), false)]
    }

    /// How well theory meets the target.
    fn scores(&self) -> Vec<Score> {
        let Some(wish) = &self.wish else { return Vec::new() };
        let curve = &self.theory_curve.1;
        if curve.is_empty() {
            return Vec::new();
        }
        let square: f64 = curve.iter().map(|[x, y, _]| (y - wish.curve.at(*x)).powi(2)).sum();
        vec![Score { signal: 1, rmse: (square / curve.len() as f64).sqrt() }]
    }

    /// Handles of a whole boundary: one to move it, one to bend it, near a quarter and three quarters of its way.
    fn grips(&self, p: usize, envelope: &Envelope, given: Given) -> Vec<Grip> {
        // The stretch of the touching points, since it stays while a boundary is dragged.
        let [from, to] = if self.tangents[0] < self.tangents[1] { self.tangents } else { self.ranges[0] };
        let pieces = if self.curves[p].is_some() && self.pieces[p] > 0 { self.pieces[p] as f64 } else { 4.0 };
        let handles = [(Handle::Boundary(p as u8), 0.25), (Handle::Bend(p as u8), 0.75)];
        let grip = |(handle, part): (Handle, f64)| {
            // At a touching point, where the polygon and its curve agree.
            let u = from + (to - from) * (part * pieces).round() / pieces;
            let height = match self.curves[p] {
                Some((curve, _, _)) if !self.both() => curve.at(u) - given.injected[p],
                Some((curve, weight, x_ref)) => curve.at(u) + weight * (given.x - x_ref) + given.injected[p],
                None => envelope.at(u)?,
            };
            let at = Point::new(u, height);
            (handle != Handle::Bend(p as u8) || (self.bends[p] && u != 0.0)).then_some(Grip { handle, at, pivot: at })
        };
        handles.into_iter().filter_map(grip).collect()
    }

    /// The line of a neuron of the only population in the (x, y) plane: it fires where F x + E y >= T.
    fn single_line(&self, network: &Network, i: usize, injected: f64) -> HalfPlane {
        let population = &network.populations[self.single()];
        let own = if self.single() == E { &population.from_e } else { &population.from_i };
        HalfPlane::new(population.input[i], own[i], population.threshold[i] - injected)
    }

    fn single_lines(&self, network: &Network, injected: f64) -> Vec<HalfPlane> {
        (0..network.populations[self.single()].len()).map(|i| self.single_line(network, i, injected)).collect()
    }

    fn cap(&self, network: &Network, injected: f64) -> Envelope {
        envelope(network, self.single(), self.single_lines(network, injected), Side::Lower)
    }

    fn single_view(&mut self, network: &Network, given: Given) -> Depiction {
        let Given { x, injected } = given;
        let p = self.single();
        let lines = self.single_lines(network, injected[p]);
        let cap = self.cap(network, injected[p]);
        self.envelopes = vec![cap.clone(), cap.clone()];
        let [from, to] = self.x_range();
        let margin = 2.0 * (to - from).max(1.0);
        let edge = cap.polyline(from - margin, to + margin);
        let (boundary, fires) = [("E boundary", "E fires"), ("I boundary", "I fires")][p];
        let sign = if p == E { 1.0 } else { -1.0 };
        let plane = Plane {
            subtitle: format!("x = {x:.2}"),
            lines: drawn(network, p, &lines, &cap, self.ranges[0]),
            grips: self.grips(p, &cap, given),
            given,
            curves: vec![Curve { kind: CurveKind::Boundary, role: ROLES[p], label: boundary, points: edge.clone() }],
            regions: vec![Region { role: ROLES[p], edge, below: false, label: fires }],
            rest_label: "silent",
            overlap_label: "",
            leak_per_s: Some([0.0, network.populations[p].leak_per_s]),
            marks: Vec::new(),
            jumps: [E, I]
                .map(|k| network.populations[k].decoder.iter().map(|d| Vector::new(0.0, sign * d)).collect())
                .into(),
            draws: false,
            cursor: Some(self.cursor(x)),
        };
        let level = cap.at(x);
        // The leak pulls towards 0, so an I population is held at its cap only where that lies below 0.
        let holds = p == I && level.is_some_and(|y| y < 0.0);
        let height = level.unwrap_or(0.0);
        let (verdict, reason) = match (p, holds) {
            (I, true) => (
                "stable, held at the I boundary",
                format!("the boundary lies at {height:.2} < 0: the leak pulls up to it, each spike throws back down"),
            ),
            (I, false) => {
                ("silent", format!("the boundary lies at {height:.2}, not below 0: the leak never reaches it"))
            }
            _ => (
                "E alone: silent below its boundary, runaway above",
                format!("the boundary lies at {height:.2}: the leak moves away from it, spikes move beyond it"),
            ),
        };
        let start = Point::new(0.0, level.map_or(0.0, f64::abs));
        let predicted = (holds && self.sweep.is_none()).then(|| predict_cycle(network, x, injected, start)).flatten();
        let mut findings = checks::rules(network);
        if !holds && p == I {
            findings.push(Finding::new(Severity::Info, "quiescent: the boundary is not below 0 at this input"));
        }
        Depiction {
            planes: vec![plane],
            scores: Vec::new(),
            theory: if holds {
                level.map(|value| Theory { signal: 1, value }).into_iter().collect()
            } else {
                Vec::new()
            },
            verdict: Some((verdict.to_owned(), true)),
            reason,
            fixed_points: Vec::new(),
            predicted_cycle_s: predicted.map(|cycle| cycle.period_s),
            findings,
        }
    }
}
