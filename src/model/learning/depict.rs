//! What is drawn of a learning network (sheet learning-dynamics, sections 1 and 9).

use super::hands::{COMMAND, KILL, STATES};
use super::network::Network;
use super::picture::{Columns, HUES};
use super::place::State;
use super::plan::LearningPlan;
use super::state::Now;
use super::verdict;
use crate::geometry::{HalfPlane, Point, Vector, outside, rectangle};
use crate::model::Hands;
use crate::model::shapes::{curve, nice};
use crate::picture::{
    Chart, CurveKind, Depiction, Dot, Field, Flow, FlowField, Grip, GripShape, Hue, LineHandles, LineState, NeuronId,
    NeuronLine, Plane, Region, RegionShape, Series, SeriesKind, Shades, Trail,
};

/// Cells of flows and shades along each axis, and how far they reach.
const CELLS: usize = 20;
const REACH: f64 = 1.7;
/// Points of the limit cycle that are drawn.
const DRAWN: usize = 200;

impl LearningPlan {
    /// Everything drawn of a state.
    pub fn depict(&self, now: &Now<'_>) -> Depiction {
        depict(self, now)
    }
}

fn depict(plan: &LearningPlan, now: &Now<'_>) -> Depiction {
    let network = plan.network();
    let k_dim = network.dimensions();
    let mut planes =
        vec![phase(plan, now, [0, usize::from(k_dim > 1)]), error_box(plan, now), ring(plan, now), command(plan)];
    if k_dim > 2 {
        planes.insert(1, phase(plan, now, [0, 2]));
    }
    let judged = verdict::judge(plan, now);
    Depiction {
        planes,
        fields: if plan.layout().fields.is_empty() { Vec::new() } else { vec![weights(network, plan.order(), now)] },
        charts: vec![learning_curve(plan, now)],
        readings: judged.readings,
        verdict: judged.verdict,
        reason: judged.reason,
        findings: judged.findings,
        all_well: judged.all_well,
        validity: judged.validity,
        ..Depiction::default()
    }
}

/// Teacher and network over two dimensions.
fn phase(plan: &LearningPlan, now: &Now<'_>, [p, q]: [usize; 2]) -> Plane {
    let network = plan.network();
    let columns = Columns::new(network.dimensions());
    let [teacher, student, ..] = HUES;
    let trail = |label, hue, signals, pull| Trail { label, hue, signals, with_spikes: false, pull, seconds: None };
    if network.dimensions() == 1 {
        let far = 3.0;
        let same = vec![Point::new(-far, -far), Point::new(far, far)];
        return Plane {
            curves: vec![curve(CurveKind::Contour, Hue::Neutral, "", same)],
            trails: vec![trail("network", student, [columns.x(0), columns.x_hat(0)], None)],
            ..Plane::default()
        };
    }
    let mut psi = vec![0.0; network.basis.len()];
    let middle = |k: usize| REACH * ((2 * k + 1) as f64 / CELLS as f64 - 1.0);
    let (mut true_flow, mut learned, mut miss) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..CELLS * CELLS {
        // The dimensions that are not drawn stay where the teacher is.
        let mut x: State = *now.x;
        (x[p], x[q]) = (middle(n % CELLS), middle(n / CELLS));
        let (f, ours) = (network.teacher.field(&x), network.learned_field(now.w, &x, &mut psi));
        let (f, ours) = (Vector::new(f[p], f[q]), Vector::new(ours[p], ours[q]));
        // What is beyond twice the usual speed is as wrong as can be seen.
        miss.push((f - ours).norm().min(2.0 * plan.region().speed_per_s) as f32);
        true_flow.push(f);
        learned.push(ours);
    }
    let range = [[-REACH, REACH]; 2];
    let flow = |label, hue, vectors| Flow { label, hue, field: FlowField::Grid { range, cells: [CELLS; 2], vectors } };
    let mut plane = Plane {
        flows: vec![flow("true flow", teacher, true_flow), flow("learned flow", student, learned)],
        shades: Some(Shades {
            label: "difference, 1/s",
            range,
            cells: [CELLS; 2],
            values: miss,
            ends: Some([0.0, 2.0 * plan.region().speed_per_s as f32]),
            hue: HUES[4],
            is_signed: false,
        }),
        trails: vec![
            trail("teacher", teacher, [columns.x(p), columns.x(q)], Some(&STATES[0])),
            trail("network", student, [columns.x_hat(p), columns.x_hat(q)], Some(&STATES[1])),
        ],
        ..Plane::default()
    };
    if let Some(cycle) = &plan.region().cycle {
        let every = cycle.len().div_ceil(DRAWN).max(1);
        let round = cycle.iter().step_by(every).chain(cycle.first());
        let points = round.map(|x| Point::new(x[p], x[q])).collect();
        plane.curves.push(curve(CurveKind::Target, teacher, "limit cycle", points));
    }
    if [p, q] == [0, 1] {
        plane.grips = super::hands::cycle_grips(plan);
        plane.draws = plan.canvas().map(|(_, drawing)| drawing);
    }
    plane
}

/// The half-planes V_i <= T_i about the coding residual.
fn error_box(plan: &LearningPlan, now: &Now<'_>) -> Plane {
    let network = plan.network();
    let (n, k_dim) = (network.neurons(), network.dimensions());
    let second = usize::from(k_dim > 1);
    let along = |i: usize, k: usize| if k < k_dim { network.decoder[k][i] } else { 0.0 };
    let line = |i: usize| {
        // D_i n - mu r_i > T_i; the dimensions that are not drawn are where they are.
        let elsewhere: f64 = (2..k_dim).map(|k| network.decoder[k][i] * now.residual[k]).sum();
        let b = if second == 1 { along(i, 1) } else { 0.0 };
        HalfPlane::new(along(i, 0), b, network.threshold[i] + network.mu * now.r[i] - elsewhere)
    };
    let columns = Columns::new(k_dim);
    let box_axes = [columns.n(0), if second == 1 { columns.n(1) } else { columns.error() }];
    let lines: Vec<HalfPlane> = (0..n).map(line).collect();
    let size = plan.params().d;
    let far = 20.0 * size;
    let mut inside = rectangle(Point::new(-far, -far), Point::new(far, far));
    for (line, _) in lines.iter().zip(&plan.control().dead).filter(|(_, dead)| !**dead) {
        inside = outside(&inside, line);
    }
    let neuron_line = |(i, half_plane): (usize, &HalfPlane)| {
        let square = half_plane.normal.norm_squared().max(1e-12);
        NeuronLine {
            neuron: id(i),
            half_plane: *half_plane,
            touch: Point::from(half_plane.normal * (half_plane.offset / square)),
            state: if plan.control().dead[i] { LineState::Silenced } else { LineState::Acting },
            handles: LineHandles::default(),
        }
    };
    Plane {
        subtitle: if network.dimensions() > 2 { "at n_3 as it is".to_owned() } else { String::new() },
        lines: lines.iter().enumerate().map(neuron_line).collect(),
        regions: vec![Region { hue: HUES[1], shape: RegionShape::Polygon(inside), label: "nobody spikes" }],
        // A spike adds D_i to the readout, so that the residual jumps back.
        trails: vec![Trail {
            label: "",
            hue: HUES[3],
            signals: box_axes,
            with_spikes: true,
            pull: None,
            // A few spikes.
            seconds: Some(0.03),
        }],
        jumps: vec![(0..n).map(|i| Vector::new(-along(i, 0), if second == 1 { -along(i, 1) } else { 0.0 })).collect()],
        ..Plane::default()
    }
}

fn id(i: usize) -> NeuronId {
    NeuronId { population: 0, index: i as u32 }
}

/// Where neurons push the readout, and how active they are.
fn ring(plan: &LearningPlan, now: &Now<'_>) -> Plane {
    let network = plan.network();
    let (n, size) = (network.neurons(), plan.params().d);
    let direction = |i: usize| {
        let along = |k: usize| network.decoder.get(k).map_or(0.0, |d| d[i]) / size;
        Vector::new(along(0), along(1))
    };
    let dots = (0..n).map(|i| Dot { at: Point::from(direction(i)), hue: HUES[1], neuron: Some(id(i)) }).collect();
    let mut curves = Vec::new();
    if network.dimensions() == 2 {
        let most = now.r.iter().fold(1.0f64, |a, b| a.max(*b));
        let place = |i: usize| Point::from(direction(i % n) * (1.06 + 0.45 * now.r[i % n] / most));
        curves.push(curve(CurveKind::Theory, HUES[1], "activity", (0..=n).map(place).collect()));
    }
    let columns = Columns::new(network.dimensions());
    let signals = [columns.x_hat(0), columns.x_hat(usize::from(network.dimensions() > 1))];
    Plane {
        dots,
        brush: Some(&KILL),
        curves,
        trails: vec![Trail { label: "readout", hue: HUES[1], signals, with_spikes: false, pull: None, seconds: None }],
        ..Plane::default()
    }
}

fn command(plan: &LearningPlan) -> Plane {
    let [c1, c2, _] = plan.control().command;
    let columns = Columns::new(plan.network().dimensions());
    let second = if plan.network().dimensions() > 1 { columns.c(1) } else { columns.error() };
    Plane {
        grips: vec![Grip::new(&COMMAND, GripShape::Disc, Point::new(c1, c2)).colored(HUES[2])],
        trails: vec![Trail {
            label: "command",
            hue: HUES[2],
            signals: [columns.c(0), second],
            with_spikes: false,
            pull: None,
            seconds: None,
        }],
        ..Plane::default()
    }
}

/// Omega_s = W D, branches in the order of their directions.
fn weights(network: &Network, order: &[usize], now: &Now<'_>) -> Field {
    let (n, nb) = (network.neurons(), network.basis.len());
    let w: Vec<&[f64]> = now.w.chunks_exact(nb.max(1)).collect();
    let mut values = Vec::with_capacity(n * nb);
    for &b in order {
        for i in 0..n {
            values.push(w.iter().zip(&network.decoder).map(|(w, d)| w[b] * d[i]).sum::<f64>() as f32);
        }
    }
    let most = nice(values.iter().fold(0.01f32, |a, b| a.max(b.abs())).into()) as f32;
    Field { values, range: [-most, most], ..Field::default() }
}

fn learning_curve(plan: &LearningPlan, now: &Now<'_>) -> Chart {
    let [teacher, student, ..] = HUES;
    let on: Vec<Point> = now.curve.iter().map(|[t, error]| Point::new(*t, *error)).collect();
    let finite = now.tests.iter().filter(|test| test.error.is_finite());
    let off: Vec<Point> = finite.map(|test| Point::new(test.at_s, test.error)).collect();
    let series = |name: &str, hue, kind, points| Series { name: name.to_owned(), hue, kind, points };
    let note = match &plan.region().cycle {
        Some(_) => "NRMSE; with feedback off: distance from the cycle over its radius",
        None => "NRMSE; with feedback off: of a copy, in trials of its own",
    };
    Chart {
        series: vec![
            series("feedback on", teacher, SeriesKind::Curve, on),
            series("feedback off", student, SeriesKind::Curve, off.clone()),
            series("", student, SeriesKind::Dots, off),
        ],
        note: note.to_owned(),
        ..Chart::default()
    }
}
