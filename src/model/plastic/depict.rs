//! The planes of a plastic network (sheet plastic-balanced, section 9).

use super::hands::{COUPLING, LIT_PART, SLOPE, START, TARGET, TURN, WIDTH};
use super::picture::{Columns, LEARNED_RANGE, LIT_HUES, RATE_RANGE, WEIGHT_RANGE, size_range};
use super::plan::PlasticPlan;
use super::seen::Now;
use super::theory::{MeanField, Regime};
use super::wiring::{E, EE, EI, I, IE, II};
use super::{charts, verdict};
use crate::geometry::{Point, Vector};
use crate::model::shapes::{curve, straight};
use crate::param::OnOff;
use crate::picture::{
    Cursor, Curve, CurveKind, Depiction, Dot, Flow, FlowField, Grip, GripShape, Hue, Mark, MarkKind, Plane, Region,
    RegionShape, Shades, Theory, Trail,
};

/// Cells of shades and flows along each axis.
const CELLS: usize = 24;
/// Currents beyond this are drawn alike, mV/ms.
const STRONG: f32 = 4.0;
/// Points of a curve.
const POINTS: usize = 120;

impl PlasticPlan {
    /// Everything drawn of a state.
    pub fn depict(&self, now: &Now<'_>) -> Depiction {
        depict(self, now)
    }
}

fn depict(plan: &PlasticPlan, now: &Now<'_>) -> Depiction {
    let judged = verdict::judge(plan, now);
    let balance = plan.field_of(now.seen).told(&now.seen.weighted, Some(now.seen.remains()));
    let theory = |a: usize| Theory::new(a, 1e3 * balance.rates[a]);
    let mut planes = vec![
        rates(plan, now),
        weights(plan, now),
        manifold(plan, now),
        halves(plan, now),
        portrait(plan, now, EE),
        portrait(plan, now, EI),
        size(plan, now),
        correlation(plan, now),
    ];
    if plan.params().part > 0.0 {
        planes.push(light(plan, now));
    }
    Depiction {
        planes,
        charts: charts::charts(plan, now),
        readings: judged.readings,
        theory: if balance.regime == Regime::Runaway { Vec::new() } else { vec![theory(E), theory(I)] },
        verdict: judged.verdict,
        reason: judged.reason,
        fixed_points: judged.fixed_points,
        findings: judged.findings,
        all_well: judged.all_well,
        validity: judged.validity,
        ..Depiction::default()
    }
}

fn trail(label: &'static str, hue: Hue, signals: [usize; 2]) -> Trail {
    Trail { label, hue, signals, with_spikes: false, pull: None, seconds: None }
}

/// The line on which the mean input of population `a` vanishes: r_I = slope r_E + rise, in Hz.
fn line(field: &MeanField, j: &[f64; 4], remains: [f64; 2], a: usize) -> [f64; 2] {
    let (w, h) = (field.w(j), field.h(remains));
    [w[a][E] / -w[a][I], 1e3 * h[a] / -w[a][I]]
}

/// Corners of a straight line over the range of rates.
fn ends([slope, rise]: [f64; 2]) -> Vec<Point> {
    let far = 3.0 * RATE_RANGE[0][1];
    vec![Point::new(-far, rise - slope * far), Point::new(far, rise + slope * far)]
}

/// A: rates with both balance lines.
fn rates(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let (field, j, remains) = (plan.field_of(now.seen), &now.seen.weighted, now.seen.remains());
    let columns = Columns::new(plan.params());
    let finite = [E, I].map(|a| line(field, j, remains, a));
    let infinite = [E, I].map(|a| line(field, j, [0.0; 2], a));
    let mut curves = vec![
        curve(CurveKind::Theory, Hue::Red, "E, N = \u{221e}", ends(infinite[E])),
        curve(CurveKind::Theory, Hue::Blue, "I, N = \u{221e}", ends(infinite[I])),
        curve(CurveKind::Boundary, Hue::Red, "E balance, this N", ends(finite[E])),
        curve(CurveKind::Boundary, Hue::Blue, "I balance, this N", ends(finite[I])),
    ];
    let p = plan.params();
    let light = field.light() > 0.0 && field.lit_part() > 0.0;
    if light {
        // The lit cells hear more than the mean: their line is higher.
        let more = 1e3 * (1.0 - field.lit_part()) * field.light() / -field.w(j)[E][I];
        let [slope, rise] = finite[E];
        curves.push(curve(CurveKind::Boundary, LIT_HUES[0], "lit E balance", ends([slope, rise + more])));
    }
    let mut grips = Vec::new();
    for (a, [slope, rise]) in finite.into_iter().enumerate() {
        let hue = [Hue::Red, Hue::Blue][a];
        let top = 0.92 * RATE_RANGE[1][1];
        let across = |part: f64| (part * RATE_RANGE[0][1]).min((top - rise) / slope);
        let on = |x: f64| Point::new(x, rise + slope * x);
        let (far, near) = (across(0.8), across(0.5));
        let ends = [
            (&TURN[a], GripShape::Disc, far, Point::new(-rise / slope, 0.0)),
            (&SLOPE[a], GripShape::Square, 0.9 * near, Point::new(0.0, rise)),
        ];
        for (verb, shape, x, pivot) in ends.into_iter().filter(|(_, _, x, _)| *x > 0.0) {
            grips.push(Grip::new(verb, shape, on(x)).colored(hue).about(pivot).numbered(a as u32));
        }
    }
    let balance = plan.field_of(now.seen).told(&now.seen.weighted, Some(now.seen.remains()));
    let marks = match balance.regime {
        Regime::Runaway => Vec::new(),
        regime => vec![Mark {
            at: Point::new(1e3 * balance.rates[E], 1e3 * balance.rates[I]),
            kind: MarkKind::Stable,
            label: match regime {
                Regime::Balanced => {
                    format!("balance ({:.1}, {:.1}) Hz", 1e3 * balance.rates[E], 1e3 * balance.rates[I])
                }
                _ => "semi-balance".to_owned(),
            },
        }],
    };
    let target = (p.ei_homeostatic == OnOff::On).then_some(Cursor { x: p.rho_e, verb: Some(&TARGET) });
    let mut plane = Plane {
        curves,
        grips,
        marks,
        cursor: target,
        shades: Some(excess(field, j, remains)),
        flows: vec![pushed(field, j, remains)],
        trails: vec![trail("measured", Hue::Teal, [columns.rate(E), columns.rate(I)])],
        ..Plane::default()
    };
    if light {
        let [lit, dark] = now.seen.lit_rates;
        let dot = |x: f64, hue| Dot { at: Point::new(x, now.seen.rates[I]), hue, neuron: None };
        plane.dots = vec![dot(lit, LIT_HUES[0]), dot(dark, LIT_HUES[1])];
    }
    plane
}

/// Mean current onto E at each pair of rates.
fn excess(field: &MeanField, j: &[f64; 4], remains: [f64; 2]) -> Shades {
    let [x, y] = RATE_RANGE;
    let middle = |k: usize, [low, high]: [f64; 2]| low + (high - low) * (k as f64 + 0.5) / CELLS as f64;
    let (w, h) = (field.w(j), field.h(remains));
    let value = |n: usize| {
        let [r_e, r_i] = [middle(n % CELLS, x), middle(n / CELLS, y)].map(|hz| 1e-3 * hz);
        ((w[E][E] * r_e + w[E][I] * r_i + h[E]) * field.root_n) as f32
    };
    Shades {
        label: "current onto E, mV/ms",
        range: [x, y],
        cells: [CELLS; 2],
        values: (0..CELLS * CELLS).map(|n| value(n).clamp(-STRONG, STRONG)).collect(),
        ends: Some([-STRONG, STRONG]),
        hue: Hue::Red,
        is_signed: true,
    }
}

/// Whither mean inputs push the rates: their signs, not a speed that could be measured.
fn pushed(field: &MeanField, j: &[f64; 4], remains: [f64; 2]) -> Flow {
    const ARROWS: usize = 12;
    let [x, y] = RATE_RANGE;
    let middle = |k: usize, [low, high]: [f64; 2]| low + (high - low) * (k as f64 + 0.5) / ARROWS as f64;
    let (w, h) = (field.w(j), field.h(remains));
    let at = |n: usize| {
        let rates = [middle(n % ARROWS, x), middle(n / ARROWS, y)].map(|hz| 1e-3 * hz);
        let [e, i] = [E, I].map(|a| ((w[a][E] * rates[E] + w[a][I] * rates[I] + h[a]) * field.root_n).clamp(-3.0, 3.0));
        Vector::new(2.0 * e, 4.0 * i)
    };
    Flow {
        label: "where inputs push the rates",
        hue: Hue::Neutral,
        field: FlowField::Grid { range: [x, y], cells: [ARROWS; 2], vectors: (0..ARROWS * ARROWS).map(at).collect() },
    }
}

/// B: mean weights E to E and I to E.
fn weights(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let (field, remains) = (plan.field_of(now.seen), now.seen.remains());
    let columns = Columns::new(plan.params());
    let at = |ee: f64, ei: f64| {
        let mut j = now.seen.weighted;
        (j[EE], j[EI]) = (ee, ei);
        j
    };
    let [[left, right], [bottom, top]] = WEIGHT_RANGE;
    // Balance: |w_EI|/|w_II| > w_EE/w_IE, and w_EX/w_IX > |w_EI|/|w_II|.
    let per_ee = now.seen.weighted[II] / now.seen.weighted[IE];
    let h = field.h([0.0; 2]);
    let most = now.seen.weighted[II] * h[E] / h[I];
    let wide = 2.0 * right;
    let mut curves = Vec::new();
    let has_wedge = h[E] > 0.0 && h[I] > 0.0 && per_ee.is_finite() && per_ee < 0.0;
    if has_wedge {
        curves.push(straight(CurveKind::Contour, "runaway above", [[0.0, 0.0], [wide, per_ee * wide]]));
        curves.push(straight(CurveKind::Contour, "E silent below", [[0.0, most], [wide, most]]));
    }
    // Level sets of the E rate: straight lines.
    let w = field.w(&now.seen.weighted);
    for (hz, label) in [(5.0, "r_E = 5 Hz"), (10.0, "10 Hz"), (20.0, "20 Hz")] {
        let r_e = 1e-3 * hz;
        let r_i = (w[I][E] * r_e + field.h(remains)[I]) / -w[I][I];
        let share = w[E][I] / now.seen.weighted[EI];
        let of_ee = w[E][E] / now.seen.weighted[EE];
        let level = |ee: f64| -(of_ee * ee * r_e + field.h(remains)[E]) / (share * r_i);
        if !(level(left).is_finite() && level(wide).is_finite()) {
            continue;
        }
        let points = vec![Point::new(left, level(left)), Point::new(wide, level(wide))];
        curves.push(curve(CurveKind::Contour, Hue::Neutral, label, points));
    }
    let middle = |k: usize, [low, high]: [f64; 2], of: usize| low + (high - low) * (k as f64 + 0.5) / of as f64;
    const ARROWS: usize = 16;
    let arrow = |n: usize| {
        let j = at(middle(n % ARROWS, [left, right], ARROWS), middle(n / ARROWS, [bottom, top], ARROWS));
        let balance = field.rates(&j, remains);
        if balance.regime != Regime::Balanced {
            return Vector::zeros();
        }
        // In parts of the picture, and long ones not much longer than short ones.
        let (width, height) = (right - left, top - bottom);
        let parts = Vector::new(
            field.drift(EE, j[EE], &balance.rates) / width,
            field.drift(EI, j[EI], &balance.rates) / height,
        );
        let length = parts.norm();
        if length == 0.0 {
            return Vector::zeros();
        }
        let shown = parts / length * (length * 1e6).ln_1p();
        Vector::new(shown.x * width, shown.y * height)
    };
    let wedge = vec![Point::new(0.0, 0.0), Point::new(most / per_ee, most), Point::new(0.0, most)];
    let learns = !field.driven().is_empty();
    Plane {
        curves,
        regions: if has_wedge {
            vec![Region { hue: Hue::Teal, shape: RegionShape::Polygon(wedge), label: "balanced" }]
        } else {
            Vec::new()
        },
        flows: if learns {
            vec![Flow {
                label: "where the rules lead",
                hue: Hue::Neutral,
                field: FlowField::Grid {
                    range: WEIGHT_RANGE,
                    cells: [ARROWS; 2],
                    vectors: (0..ARROWS * ARROWS).map(arrow).collect(),
                },
            }]
        } else {
            Vec::new()
        },
        trails: vec![Trail { seconds: Some(60.0), ..trail("measured", Hue::Blue, [columns.j(EE), columns.j(EI)]) }],
        marks: settled_mark(plan, |j| Point::new(j[EE], j[EI])),
        ..Plane::default()
    }
}

/// Where the active rules lead for N to infinity.
fn settled_mark(plan: &PlasticPlan, place: impl Fn(&[f64; 4]) -> Point) -> Vec<Mark> {
    let mark = |settled: &super::theory::Settled| Mark {
        at: place(&settled.j),
        kind: if settled.growth < 0.0 { MarkKind::Stable } else { MarkKind::Unstable },
        label: "goal of the rules, N = \u{221e}".to_owned(),
    };
    plan.goal().map(mark).into_iter().collect()
}

fn path(points: &[[f32; 2]]) -> Vec<Point> {
    points.iter().map(|[x, y]| Point::new(f64::from(*x), f64::from(*y))).collect()
}

/// The diagonal of equal weights.
fn diagonal() -> Curve {
    let [low, high] = [-700.0, 0.0];
    straight(CurveKind::Contour, "all weights alike", [[low, low], [high, high]])
}

/// C: mean and rate-weighted weight.
fn manifold(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let seen = now.seen;
    let columns = Columns::new(plan.params());
    let mut curves = vec![diagonal()];
    let goals = [false, true].map(|is_finite| plan.needed(seen, is_finite));
    for (goal, kind, label) in
        [(goals[0], CurveKind::Theory, "target, N = \u{221e}"), (goals[1], CurveKind::Boundary, "target, this N")]
    {
        if let Some(goal) = goal {
            curves.push(curve(kind, Hue::Amber, label, vec![Point::new(-700.0, goal), Point::new(0.0, goal)]));
        }
    }
    let mut dots = Vec::new();
    for ghost in &now.ghosts {
        curves.push(curve(CurveKind::Contour, Hue::Neutral, "", path(ghost)));
        if let (Some(first), Some(last)) = (path(ghost).first(), path(ghost).last()) {
            dots.push(Dot { at: *first, hue: Hue::Neutral, neuron: None });
            dots.push(Dot { at: *last, hue: Hue::Amber, neuron: None });
        }
    }
    curves.push(curve(CurveKind::Theory, Hue::Teal, "", path(&now.path)));
    let head = |label, hue, signals, pull| Trail { pull, seconds: Some(0.5), ..trail(label, hue, signals) };
    Plane {
        curves,
        dots,
        trails: vec![
            head("now", Hue::Teal, [columns.j(EI), columns.weighted()], None),
            head("start weight", Hue::Blue, [columns.start(), columns.start()], Some(&START)),
        ],
        marks: plan.landing_mark(now),
        ..Plane::default()
    }
}

/// D: rate-weighted weights from the slower and the faster half of the I cells.
fn halves(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let seen = now.seen;
    let columns = Columns::new(plan.params());
    let mut curves = vec![diagonal()];
    let [slow, fast] = seen.half_rates;
    if let Some(goal) = plan.needed(seen, true).filter(|_| fast > 0.0) {
        // S_lo u_lo + S_hi u_hi = (S_lo + S_hi) j.
        let at = |u: f64| Point::new(u, goal + (goal - u) * slow / fast);
        curves.push(curve(CurveKind::Boundary, Hue::Amber, "target, this N", vec![at(-700.0), at(0.0)]));
    }
    if slow > 0.0 && seen.start < 0.0 {
        let m = fast / slow;
        let [low, high] = LEARNED_RANGE;
        let point = |k: usize| {
            let u = low + (high - low) * k as f64 / POINTS as f64;
            Point::new(u, seen.start * (u / seen.start).powf(m))
        };
        let points = (0..=POINTS).map(point).filter(|p| p.y > 2.0 * low).collect();
        curves.push(curve(CurveKind::Target, Hue::Neutral, "u_fast/j_0 = (u_slow/j_0)^m", points));
    }
    Plane {
        curves,
        trails: vec![Trail { seconds: Some(60.0), ..trail("measured", Hue::Teal, [columns.half(0), columns.half(1)]) }],
        subtitle: if slow > 0.0 { format!("m = {:.1}", fast / slow) } else { String::new() },
        ..Plane::default()
    }
}

/// E: how fast the mean weight of a class moves at each value, the others as they are at the start.
fn portrait(plan: &PlasticPlan, now: &Now<'_>, of: usize) -> Plane {
    let (field, example) = plan.portrait_field(of);
    let (low, high) = if of == EE { (0.0, 60.0) } else { (-340.0, -1.0) };
    let mut j = plan.j();
    let mut speed = |value: f64| {
        j[of] = value;
        let balance = field.rates(&j, [0.0; 2]);
        if balance.regime == Regime::Balanced { 1e3 * field.drift(of, value, &balance.rates) } else { f64::NAN }
    };
    let place = |k: usize| low + (high - low) * (k as f64 + 0.5) / POINTS as f64;
    let all: Vec<[f64; 2]> = (0..POINTS).map(|k| [place(k), speed(place(k))]).filter(|p| p[1].is_finite()).collect();
    // Where balance ends rates grow without bound; what is there would hide the rest.
    let part = &all[..all.len() * 4 / 5];
    let scale = part.iter().map(|p| p[1].abs()).fold(0.0, f64::max);
    let mut curves = vec![straight(CurveKind::Contour, "", [[-700.0, 0.0], [700.0, 0.0]])];
    let mut marks = Vec::new();
    if scale > 0.0 {
        let points: Vec<Point> = all.iter().map(|[x, y]| Point::new(*x, (y / scale).clamp(-1.5, 1.5))).collect();
        for pair in points.windows(2) {
            if pair[0].y * pair[1].y < 0.0 {
                let x = pair[0].x + (pair[1].x - pair[0].x) * pair[0].y / (pair[0].y - pair[1].y);
                let holds = pair[1].y < pair[0].y;
                marks.push(Mark {
                    at: Point::new(x, 0.0),
                    kind: if holds { MarkKind::Stable } else { MarkKind::Unstable },
                    label: format!("{x:.2}"),
                });
            }
        }
        let hue = if of == EE { Hue::Red } else { Hue::Blue };
        curves.push(curve(CurveKind::Boundary, hue, "", points));
    }
    Plane {
        subtitle: (*example).to_owned(),
        curves,
        marks,
        cursor: Some(Cursor { x: now.seen.j[of], verb: None }),
        ..Plane::default()
    }
}

/// Parts of the mean input at each size of the network.
fn size(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let (p, seen) = (plan.params(), now.seen);
    let remains = seen.remains();
    let mut curves = vec![straight(CurveKind::Contour, "", [[0.0, 0.0], [60_000.0, 0.0]])];
    let far = 2.5 * size_range(p.n)[0][1];
    let mut parts: [Vec<Point>; 3] = Default::default();
    let mut field = plan.field_of(seen).clone();
    for k in 0..=POINTS {
        let n = 100.0 + (far - 100.0) * k as f64 / POINTS as f64;
        field.root_n = n.sqrt();
        let balance = field.told(&seen.weighted, Some(remains));
        if balance.regime == Regime::Runaway {
            continue;
        }
        let [from_e, from_i, from_x] = field.parts(&seen.weighted, &balance.rates, E);
        for (points, value) in parts.iter_mut().zip([from_e + from_x, from_i, from_e + from_i + from_x]) {
            points.push(Point::new(n, value));
        }
    }
    let names = [("E and external onto E", Hue::Red), ("I onto E", Hue::Blue), ("sum", Hue::Amber)];
    for ((label, hue), points) in names.into_iter().zip(parts) {
        curves.push(curve(CurveKind::Theory, hue, label, points));
    }
    let [from_e, from_i, from_x] = seen.parts[E];
    let dot = |value: f64, hue| Dot { at: Point::new(p.n as f64, value), hue, neuron: None };
    Plane {
        curves,
        dots: vec![dot(from_e + from_x, Hue::Red), dot(from_i, Hue::Blue), dot(from_e + from_i + from_x, Hue::Amber)],
        cursor: Some(Cursor { x: p.n as f64, verb: Some(&WIDTH) }),
        subtitle: "dots: measured over 3 s".to_owned(),
        ..Plane::default()
    }
}

/// The rate of E at each correlation of the input.
fn correlation(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let (p, seen) = (plan.params(), now.seen);
    let mut curves = Vec::new();
    if plan.control().rules.act(EI) {
        let points = plan.settled_rates().iter().map(|[c, rate]| Point::new(*c, *rate)).collect();
        curves.push(curve(CurveKind::Theory, Hue::Amber, "where the rules settle", points));
    } else {
        let balance = plan.field().told(&seen.weighted, None);
        if balance.regime == Regime::Balanced {
            let level = 1e3 * balance.rates[E];
            let points = vec![Point::new(0.0, level), Point::new(1.0, level)];
            curves.push(curve(CurveKind::Theory, Hue::Amber, "N = \u{221e}: the same at any c", points));
        }
    }
    let mean = seen.long[E];
    let dots = if mean.over_s > 0.0 {
        vec![Dot { at: Point::new(p.c, mean.mean), hue: Hue::Red, neuron: None }]
    } else {
        Vec::new()
    };
    Plane {
        curves,
        dots,
        cursor: Some(Cursor { x: p.c, verb: Some(&COUPLING) }),
        trails: Vec::new(),
        subtitle: if mean.over_s > 0.0 { format!("measured over {:.1} s", mean.over_s) } else { String::new() },
        ..Plane::default()
    }
}

/// Rates at the onset of light on each part of E.
fn light(plan: &PlasticPlan, now: &Now<'_>) -> Plane {
    let (p, seen) = (plan.params(), now.seen);
    let field = plan.lit_field();
    // As inhibition is after learning in the dark.
    let mut j = plan.j();
    if plan.has_rule(EI) {
        j[EI] = plan.lit_goals()[1];
    }
    let mut points: [Vec<Point>; 3] = Default::default();
    for k in 1..60 {
        let part = f64::from(k) / 60.0;
        if let Some(rates) = field.lit(&j, [j[EI]; 2], part, [0.0; 3]) {
            points.iter_mut().zip(rates).for_each(|(points, r)| points.push(Point::new(part, 1e3 * r)));
        }
    }
    let names = [("lit E", LIT_HUES[0]), ("other E", LIT_HUES[1]), ("I", Hue::Blue)];
    let curves =
        names.into_iter().zip(points).map(|((label, hue), points)| curve(CurveKind::Theory, hue, label, points));
    let [lit, dark] = seen.lit_rates;
    let dot = |y: f64, hue| Dot { at: Point::new(p.part, y), hue, neuron: None };
    Plane {
        curves: curves.collect(),
        dots: vec![dot(lit, LIT_HUES[0]), dot(dark, LIT_HUES[1]), dot(seen.rates[I], Hue::Blue)],
        cursor: Some(Cursor { x: p.part, verb: Some(&LIT_PART) }),
        subtitle: "curves: at onset, N = \u{221e}".to_owned(),
        ..Plane::default()
    }
}
