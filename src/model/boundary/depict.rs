//! What is drawn of a low-rank network at one moment: its boundaries, lines, crossings, and what theory says to them.

use super::checks::{self, Case, held};
use super::lines::{FAR, boundaries, crowd, drawn, envelope, half_plane, is_crowd, stand, state};
use super::mean_field::MeanField;
use super::picture::{Edge, HUES, MAX_KNOTS, Picture, Standing};
use super::{E, I, Network, Synapse, nullclines, predict_cycle, space};
use super::{drift, levels, regime};
use crate::geometry::{Envelope, Fan, HalfPlane, PiecewiseLinear, Point, Side, Stage, Stand, Vector, crossings, stage};
use crate::model::tally;
use crate::model::verbs::{BEND, KNOT, PLAY, RAISE, STATE};
use crate::picture::{
    Beside, Cursor, Curve, CurveKind, Depiction, Drawing, Finding, FixedPoint, Flow, FlowField, Given, Grip, GripShape,
    Hue, LineHandles, Mark, MarkKind, NeuronLine, Plane, Region, RegionShape, Score, Severity, Space, SpacePath,
    Theory,
};
use std::sync::Arc;

/// Rates come to rest where theory says, but for rounding; this part of a level is seen by nobody.
const RATES: f64 = 1e-3;

/// With more pieces a boundary is drawn without those that nobody could see.
const SEEN: usize = 1000;

/// Points of a boundary that is bent by a quadratic drive.
const BENT: usize = 200;

/// By how much a boundary rises with y_E squared.
fn bend(network: &Network, p: usize) -> f64 {
    let population = &network.populations[p];
    let own = population.from_i.first().copied().unwrap_or(1.0);
    if own == 0.0 { 0.0 } else { population.quadratic / own }
}

/// The leak as a flow without a name of its own.
fn leak(rates_per_s: [f64; 2]) -> Vec<Flow> {
    vec![Flow { label: "", hue: Hue::Neutral, field: FlowField::Leak(rates_per_s) }]
}

/// Lines that are only to be looked at.
fn looked_at(lines: Vec<NeuronLine>) -> Vec<NeuronLine> {
    lines.into_iter().map(|line| NeuronLine { handles: LineHandles::default(), ..line }).collect()
}

impl Picture {
    pub(super) fn drawn(&mut self, network: &Network, given: Given) -> Arc<Depiction> {
        if let Some((at, view)) = &self.view
            && *at == given
        {
            return view.clone();
        }
        tally::depicted();
        let view =
            Arc::new(if self.both() { self.both_view(network, given) } else { self.single_view(network, given) });
        self.view = Some((given, view.clone()));
        view
    }

    fn while_moving(&self, network: &Network, given: Given) -> Beside {
        Beside { causes: levels::while_moving(network, given, self.both()), ..Beside::default() }
    }

    fn both_view(&mut self, network: &Network, given: Given) -> Depiction {
        let Given { x, injected } = given;
        let [e, i] = boundaries(network, given);
        let all = crossings(&e, &i, 0.0, FAR);
        let stage = stage(&e, &i, &all);
        let reach = network.populations.iter().flat_map(|p| &p.decoder).fold(0.0f64, |a, b| a.max(*b));
        let right = all.iter().fold(self.tangents[1].max(10.0), |r, c| r.max(3.0 * c.at.x)) + 10.0 * reach;
        let edges = [E, I].map(|p| {
            let envelope = [&e, &i][p];
            match bend(network, p) {
                0.0 => self.edge(p, envelope, right),
                // Not straight: so many points that it looks round.
                bend => (0..=BENT)
                    .map(|k| right * k as f64 / BENT as f64)
                    .filter_map(|y| Some(Point::new(y, envelope.at(y)? + bend * y * y)))
                    .collect(),
            }
        });
        let standing = self.standing(network).clone();
        // A neuron whose drive is quadratic has no line.
        let lined = || [E, I].into_iter().filter(|p| bend(network, *p) == 0.0);
        let crowds = lined().filter(|p| is_crowd(network, *p)).map(|p| {
            let lines = (network.populations[p].fan(), &standing.states[p]);
            crowd((p, stand(p, given)), lines, [&e, &i][p], self.ranges[0])
        });
        let labels = [("E boundary", "E fires"), ("I boundary", "I fires")];
        let is_rate = network.synapse == Synapse::Rate;
        // While x moves there is no cycle to predict.
        let start = held(&all).filter(|_| stage == Stage::Stable && self.sweep.is_none()).map(|c| c.at);
        let cycle = start.and_then(|at| predict_cycle(network, x, injected, at));
        let case = Case { network, boundaries: [&e, &i], crossings: &all, stage, cycle: cycle.as_ref() };
        let (regime, fixed_points) = if is_rate {
            regime::of_rates(&MeanField::new(network, given))
        } else {
            (regime::of_spikes(&case, network, given), all.iter().map(regime::fixed_point).collect())
        };
        let mark = |point: &FixedPoint| Mark {
            at: point.at,
            kind: if point.holds { MarkKind::Stable } else { MarkKind::Unstable },
            label: format!("{} ({:.2}, {:.2})", point.name, point.at.x, point.at.y),
        };
        let theory = regime.level.map_or_else(Vec::new, |at| {
            let grain = |p: usize| checks::grain(network, p, held(&all), at[p]);
            vec![Theory::new(1, at.x).within(grain(E)), Theory::new(2, at.y).within(grain(I))]
        });
        let range = self.ranges[0];
        let latents = Plane {
            subtitle: format!("at  x = {x:.2}"),
            lines: lined()
                .flat_map(|p| drawn(network, p, |k| half_plane(network, p, k, given), [&e, &i][p], range))
                .collect(),
            crowds: crowds.collect(),
            grips: lined().flat_map(|p| self.grips(p, [&e, &i][p], given)).collect(),
            given,
            curves: [E, I]
                .into_iter()
                .map(|p| Curve {
                    kind: CurveKind::Boundary,
                    hue: HUES[p],
                    label: labels[p].0,
                    points: edges[p].clone(),
                })
                .collect(),
            regions: [E, I]
                .into_iter()
                .map(|p| Region { hue: HUES[p], shape: RegionShape::Under(edges[p].clone()), label: labels[p].1 })
                .collect(),
            rest_label: "silent",
            overlap_label: "I fires first",
            flows: leak([E, I].map(|p| network.populations[p].leak_per_s)),
            state: self.can_be_kicked.then_some(&STATE),
            marks: fixed_points.iter().filter(|point| point.at.y > 0.0).map(mark).collect(),
            jumps: standing.jumps.to_vec(),
            ..Plane::default()
        };
        let mut latents = latents;
        if self.soft {
            let soft = nullclines(network, given, [1.5 * self.ranges[0][1], 1.5 * self.ranges[1][1]]);
            let names = ["E nullcline", "I nullcline"];
            for (p, points) in soft.into_iter().enumerate() {
                latents.curves.push(Curve { kind: CurveKind::Theory, hue: HUES[p], label: names[p], points });
            }
        }
        let others = self.over_x(network, given);
        let spaces = if self.reacts { vec![self.space(network, injected)] } else { Vec::new() };
        let beside = match self.sweep {
            Some(_) => self.while_moving(network, given),
            None => levels::beside(network, given, true, self.corrections(network, given, true), None),
        };
        Depiction {
            planes: std::iter::once(latents).chain(others).collect(),
            spaces,
            scores: self.scores(),
            theory,
            theory_word: regime.word,
            beside,
            verdict: Some(regime.verdict.clone()),
            reason: regime.reason.clone(),
            findings: {
                let mut findings = checks::findings(&case);
                findings.extend(self.range_findings.iter().cloned());
                if is_rate && regime.verdict.1 == Some(false) {
                    findings.push(Finding::new(
                        if regime.level.is_some() { "saturated" } else { "unstable-rates" },
                        Severity::Warning,
                        regime.reason.clone(),
                    ));
                }
                findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
                findings
            },
            fixed_points,
            predicted_cycle_s: cycle.map(|cycle| cycle.turn_s()),
            all_well: if is_rate { "nothing to report: Dale's law holds" } else { checks::ALL_WELL },
            validity: regime::validity(network),
            ..Depiction::default()
        }
    }

    /// What of the lines does not move.
    fn standing(&mut self, network: &Network) -> &Standing {
        let populations = &network.populations;
        let sign = if self.both() || self.single() == E { 1.0 } else { -1.0 };
        let both = self.both();
        self.standing.get_or_insert_with(|| Standing {
            states: [E, I].map(|p| match is_crowd(network, p) {
                true => (0..populations[p].len()).map(|i| state(network, p, i)).collect(),
                false => Arc::default(),
            }),
            jumps: [E, I].map(|p| {
                let jump = |d: &f64| if both && p == E { Vector::new(*d, 0.0) } else { Vector::new(0.0, sign * d) };
                populations[p].decoder.iter().map(jump).collect()
            }),
        })
    }

    /// A boundary as it is drawn, so far to both sides; of a crowd without corners that nobody could see.
    fn edge(&mut self, p: usize, envelope: &Envelope, far: f64) -> Vec<Point> {
        if envelope.len() <= SEEN {
            return envelope.polyline(-far, far);
        }
        // So that it need not be drawn anew while things move a little.
        let far = 2f64.powf(far.log2().ceil());
        if let Some(points) = self.edges[p].as_ref().and_then(|edge| edge.points(envelope, far)) {
            return points;
        }
        let edge = self.edges[p].insert(Edge::new(envelope, far, self.ranges[1][1] - self.ranges[1][0]));
        edge.points(envelope, far).unwrap_or_default()
    }

    /// The planes over x: y_E and |y_I| of the crossing with the target, and the split.
    fn over_x(&mut self, network: &Network, given: Given) -> [Plane; 3] {
        let Given { x, injected } = given;
        let (mut to_e, mut to_i, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        let line = |kind, hue, label, points| Curve { kind, hue, label, points };
        let mut grips = Vec::new();
        if let (Some(wish), Some(split)) = (&self.wish, &self.split) {
            let points = |f: &PiecewiseLinear| f.knots().iter().map(|k| Point::new(k[0], k[1])).collect::<Vec<_>>();
            to_e.push(line(CurveKind::Target, Hue::Neutral, "target", points(&wish.curve)));
            let knots = points(&wish.knots);
            if knots.len() <= MAX_KNOTS {
                let knot = |(k, at): (usize, &Point)| Grip::new(&KNOT, GripShape::Knot, *at).numbered(k as u32);
                grips = knots.iter().enumerate().map(knot).collect();
            }
            parts.push(line(CurveKind::Boundary, Hue::Red, "q", split.points(false)));
            parts.push(line(CurveKind::Boundary, Hue::Blue, "p", split.points(true)));
        }
        if self.reacts {
            // Currents creep towards their value: what cannot be seen need not be computed.
            let holds = |(at, _): &([f64; 2], _)| (0..2).all(|p| (at[p] - injected[p]).abs() <= 2e-3);
            let curve = match self.theory_curve.take().filter(holds) {
                Some(known) => known,
                None => (injected, self.crossings_over_x(network, injected)),
            };
            let (_, points) = self.theory_curve.insert(curve);
            let along = |k: usize| points.iter().map(|c| Point::new(c[0], c[k])).collect();
            to_e.push(line(CurveKind::Theory, Hue::Red, "crossing", along(1)));
            to_i.push(line(CurveKind::Theory, Hue::Blue, "crossing", along(2)));
        }
        let plane = |curves: Vec<Curve>, grips, draws| Plane {
            cursor: Some(Cursor { x: self.cursor(x), verb: Some(&PLAY) }),
            state: self.can_be_kicked.then_some(&STATE),
            curves,
            grips,
            given,
            draws,
            ..Plane::default()
        };
        [plane(to_e, grips, Some(Drawing::Function)), plane(to_i, Vec::new(), None), plane(parts, Vec::new(), None)]
    }

    /// The surfaces; they do not move with the input.
    fn space(&mut self, network: &Network, injected: [f64; 2]) -> Arc<Space> {
        if let Some((at, space)) = &self.space
            && (0..2).all(|p| (at[p] - injected[p]).abs() < 2e-3)
        {
            return space.clone();
        }
        let space = Arc::new(if self.both() {
            let points = self.theory_curve.as_ref().map_or_else(Vec::new, |(_, points)| points.clone());
            Space {
                surfaces: space::over_latent(network, injected, [self.x_range(), self.ranges[0]]),
                paths: vec![SpacePath { kind: CurveKind::Theory, hue: Hue::Neutral, points }],
                with_spikes: true,
                ..Space::default()
            }
        } else {
            let p = self.single();
            Space {
                surfaces: vec![space::over_inputs(network, p, self.x_2, injected[p])],
                fixed: [0.0, self.x_2, 0.0],
                ..Space::default()
            }
        });
        self.space = Some((injected, space.clone()));
        space
    }

    /// The plane of the filtered spikes of two neurons alone: neuron i fires where
    /// `F_i x + s E_i (D_1 r_1 + D_2 r_2) - mu r_i >= T_i`, s = -1 for I; each spike moves its own r by 1.
    fn rates(&self, network: &Network, given: Given) -> Plane {
        let p = self.single();
        let n = &network.populations[p];
        let (own, sign) = if p == E { (&n.from_e, 1.0) } else { (&n.from_i, -1.0) };
        let line = |i: usize| {
            let mut normal = [0, 1].map(|k| sign * own[i] * n.decoder[k]);
            normal[i] -= n.spike_cost;
            HalfPlane::new(normal[0], normal[1], n.threshold[i] - n.input[i] * given.x - given.injected[p])
        };
        let lines: Vec<HalfPlane> = (0..n.len()).map(line).collect();
        let side = if p == E { Side::Lower } else { Side::Upper };
        let boundary = envelope(network, p, lines.clone(), side);
        let range = [0.0, 2.0 * n.spikes_for(self.ranges[1].into_iter().fold(0.0, |top, y| y.abs().max(top)))];
        let edge = boundary.polyline(-range[1], 2.0 * range[1]);
        let (label, fires) = [("E boundary", "E fires"), ("I boundary", "I fires")][p];
        let mut jumps = vec![Arc::default(), Arc::default()];
        jumps[p] = [Vector::new(1.0, 0.0), Vector::new(0.0, 1.0)].into();
        Plane {
            subtitle: format!("at  x = {:.2}", given.x),
            lines: looked_at(drawn(network, p, |k| lines[k], &boundary, range)),
            given,
            curves: vec![Curve { kind: CurveKind::Boundary, hue: HUES[p], label, points: edge.clone() }],
            regions: vec![Region {
                hue: HUES[p],
                shape: if p == I { RegionShape::Under(edge) } else { RegionShape::Over(edge) },
                label: fires,
            }],
            rest_label: "silent",
            flows: leak([n.leak_per_s; 2]),
            jumps,
            ..Plane::default()
        }
    }

    /// How well theory meets the target.
    fn scores(&self) -> Vec<Score> {
        let Some(wish) = &self.wish else { return Vec::new() };
        let Some((_, curve)) = self.theory_curve.as_ref().filter(|(_, curve)| !curve.is_empty()) else {
            return Vec::new();
        };
        let square: f64 = curve.iter().map(|[x, y, _]| (y - wish.curve.at(*x)).powi(2)).sum();
        vec![Score {
            signal: 1,
            rmse: (square / curve.len() as f64).sqrt(),
            name: "crossing",
            help: "How far the crossing misses the target, over the target's range",
        }]
    }

    /// Handles of a whole boundary: one to move it, one to bend it, near a quarter and three quarters of its way.
    fn grips(&self, p: usize, envelope: &Envelope, given: Given) -> Vec<Grip> {
        // The stretch of the touching points, since it stays while a boundary is dragged.
        let [from, to] = if self.tangents[0] < self.tangents[1] { self.tangents } else { self.ranges[0] };
        let pieces = if self.curves[p].is_some() && self.pieces[p] > 0 { self.pieces[p] as f64 } else { 4.0 };
        let grip = |bends: bool| {
            let (verb, shape, part) =
                if bends { (&BEND[p], GripShape::Square, 0.75) } else { (&RAISE[p], GripShape::Disc, 0.25) };
            // At a touching point, where the polygon and its curve agree.
            let u = from + (to - from) * (part * pieces).round() / pieces;
            let height = match self.curves[p] {
                Some((curve, _, _)) if !self.both() => curve.at(u) - given.injected[p],
                Some((curve, weight, x_ref)) => curve.at(u) + weight * (given.x - x_ref) + given.injected[p],
                None => envelope.at(u)?,
            };
            let at = Point::new(u, height);
            (!bends || (self.bends[p] && u != 0.0))
                .then_some(Grip::new(verb, shape, at).numbered(p as u32).colored(HUES[p]))
        };
        [false, true].into_iter().filter_map(grip).collect()
    }

    /// The line of a neuron of the only population in the (x, y) plane: it fires where F x + E y >= T.
    pub(super) fn single_line(&self, network: &Network, i: usize, injected: f64) -> HalfPlane {
        let population = &network.populations[self.single()];
        let own = if self.single() == E { &population.from_e } else { &population.from_i };
        HalfPlane::new(population.input[i], own[i], population.threshold[i] - injected)
    }

    /// All lines of the only population.
    fn fan<'a>(&self, network: &'a Network) -> &'a Arc<Fan> {
        let population = &network.populations[self.single()];
        population.fan_alone(if self.single() == E { &population.from_e } else { &population.from_i })
    }

    pub(super) fn cap(&self, network: &Network, injected: f64) -> Envelope {
        let p = self.single();
        if is_crowd(network, p) {
            return self.fan(network).envelope(Stand { x: 0.0, lift: injected });
        }
        let lines = (0..network.populations[p].len()).map(|i| self.single_line(network, i, injected));
        envelope(network, p, lines.collect(), Side::Lower)
    }

    fn single_view(&mut self, network: &Network, given: Given) -> Depiction {
        let Given { x, injected } = given;
        let p = self.single();
        let cap = self.cap(network, injected[p]);
        let [from, to] = self.x_range();
        let margin = 2.0 * (to - from).max(1.0);
        let edge = match cap.len() {
            0..=SEEN => cap.polyline(from - margin, to + margin),
            _ => self.edge(p, &cap, (from - margin).abs().max((to + margin).abs())),
        };
        let standing = self.standing(network).clone();
        let crowds = is_crowd(network, p).then(|| {
            let lines = (self.fan(network), &standing.states[p]);
            crowd((p, Stand { x: 0.0, lift: injected[p] }), lines, &cap, self.ranges[0])
        });
        let (boundary, fires) = [("E boundary", "E fires"), ("I boundary", "I fires")][p];
        let sign = if p == E { 1.0 } else { -1.0 };
        let plane = Plane {
            subtitle: format!("x = {x:.2}"),
            lines: drawn(network, p, |k| self.single_line(network, k, injected[p]), &cap, self.ranges[0]),
            crowds: crowds.into_iter().collect(),
            grips: self.grips(p, &cap, given),
            given,
            curves: vec![Curve { kind: CurveKind::Boundary, hue: HUES[p], label: boundary, points: edge.clone() }],
            regions: vec![Region { hue: HUES[p], shape: RegionShape::Over(edge), label: fires }],
            rest_label: "silent",
            flows: leak([0.0, network.populations[p].leak_per_s]),
            state: self.can_be_kicked.then_some(&STATE),
            jumps: standing.jumps.to_vec(),
            cursor: Some(Cursor { x: self.cursor(x), verb: Some(&PLAY) }),
            ..Plane::default()
        };
        let level = cap.at(x);
        // The leak pulls towards 0, so an I population is held at its cap only where that lies below 0.
        let holds = p == I && level.is_some_and(|y| y < 0.0);
        let height = level.unwrap_or(0.0);
        let is_rate = network.synapse == Synapse::Rate;
        let soft = is_rate.then(|| MeanField::new(network, given).alone(p)).flatten();
        let (verdict, reason) = match (p, holds) {
            _ if soft.is_some() => (
                "stable, where the rates give what keeps them",
                format!(
                    "y = {:.2}: there the rates add up to y; the sharp boundary lies at {height:.2}",
                    sign * soft.unwrap_or(0.0)
                ),
            ),
            (I, true) => (
                "stable, held at the I boundary",
                format!("the boundary lies at {height:.2} < 0: the leak pulls up to it, each spike throws back down"),
            ),
            (I, false) => {
                ("silent", format!("the boundary lies at {height:.2}, not below 0: the leak never reaches it"))
            }
            _ => (
                "E alone: silent below its boundary, running away above",
                format!("the boundary lies at {height:.2}: the leak moves away from it, spikes move beyond it"),
            ),
        };
        let start = Point::new(0.0, level.map_or(0.0, f64::abs));
        let predicted = (holds && self.sweep.is_none()).then(|| predict_cycle(network, x, injected, start)).flatten();
        let mut findings = checks::rules(network);
        if !holds && p == I {
            findings.push(Finding::new(
                "quiescent",
                Severity::Info,
                "quiescent: the boundary is not below 0 at this input",
            ));
        }
        let second = self.has_second_input(network);
        Depiction {
            planes: std::iter::once(plane).chain(self.is_pair.then(|| self.rates(network, given))).collect(),
            spaces: if second { vec![self.space(network, injected)] } else { Vec::new() },
            scores: Vec::new(),
            charts: if self.drifts { vec![drift::chart(network, given, None)] } else { Vec::new() },
            theory: match (soft, p) {
                (Some(y), _) => vec![Theory::new(1, sign * y).within(RATES * (1.0 + y))],
                (None, I) => {
                    let level = if holds { height } else { 0.0 };
                    // Of the neurons that are highest at this input.
                    let owner = cap.owner(x).unwrap_or(0);
                    let size = network.populations[I].decoder.get(owner).copied().unwrap_or(0.0);
                    vec![Theory::new(1, level).within(0.5 * size)]
                }
                _ => Vec::new(),
            },
            verdict: Some((verdict.to_owned(), if p == I || soft.is_some() { Some(true) } else { None })),
            reason,
            fixed_points: Vec::new(),
            predicted_cycle_s: predicted.map(|cycle| cycle.turn_s()),
            all_well: "nothing to report: Dale's law holds, every neuron is reset",
            validity: regime::validity(network),
            findings,
            beside: if self.sweep.is_some() { self.while_moving(network, given) } else { Beside::default() },
            ..Depiction::default()
        }
    }
}
