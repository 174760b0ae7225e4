//! Charts of a plastic network (sheet plastic-balanced, section 1).

use super::picture::{LIT_HUES, class_name};
use super::plan::PlasticPlan;
use super::seen::{Moment, Now};
use super::wiring::{E, EE, I, IE};
use crate::geometry::Point;
use crate::picture::{Chart, Hue, Series, SeriesKind};

const BINS: usize = 40;

fn series(name: impl Into<String>, hue: Hue, kind: SeriesKind, points: Vec<Point>) -> Series {
    Series { name: name.into(), hue, kind, points }
}

/// All charts in the order of the layout.
pub(super) fn charts(plan: &PlasticPlan, now: &Now<'_>) -> Vec<Chart> {
    vec![rates(now), weights(plan, now), histogram(now), scatter(plan, now), covariance(plan, now), balance(plan, now)]
}

/// Values over the time of the course.
fn over(now: &Now<'_>, value: impl Fn(&Moment) -> f32) -> Vec<Point> {
    now.seen.course.iter().map(|m| Point::new(f64::from(m.at_s), f64::from(value(m)))).collect()
}

fn rates(now: &Now<'_>) -> Chart {
    let mut all = Vec::new();
    for (a, hue, name) in [(I, Hue::Blue, "I"), (E, Hue::Red, "E")] {
        let [infinite, finite] = [0, 1].map(|k| over(now, |m| m.predicted[k][a]));
        // One name for both populations: which is whose is seen.
        let named = |name: &str| if a == E { name.to_owned() } else { String::new() };
        all.push(series(named("N = \u{221e}"), Hue::Neutral, SeriesKind::Curve, infinite));
        all.push(series(named("this N"), Hue::Amber, SeriesKind::Curve, finite));
        all.push(series(name, hue, SeriesKind::Curve, over(now, |m| m.rates[a])));
    }
    Chart { series: all, note: "half-second means".to_owned(), ..Chart::default() }
}

/// Hue of a class: solid, dashed.
fn hue(class: usize) -> Hue {
    if class == EE || class == IE { Hue::Red } else { Hue::Blue }
}

fn weights(plan: &PlasticPlan, now: &Now<'_>) -> Chart {
    let seen = now.seen;
    let rules = &plan.control().rules;
    let mut all = Vec::new();
    // All samples as one curve with gaps.
    let count = seen.samples.iter().map(Vec::len).max().unwrap_or(0);
    let mut points = Vec::with_capacity(count * (seen.samples.len() + 1));
    for k in 0..count {
        let place = |(m, row): (&Moment, &Vec<f32>)| row.get(k).map(|j| Point::new(f64::from(m.at_s), f64::from(*j)));
        points.extend(seen.course.iter().zip(&seen.samples).filter_map(place));
        points.push(Point::new(f64::NAN, f64::NAN));
    }
    let moved: Vec<usize> = (0..4).filter(|class| rules.act(*class) || seen.spread[*class] > 0.0).collect();
    if count > 0 && !moved.is_empty() {
        all.push(series("", Hue::Neutral, SeriesKind::Fine, points));
    }
    for (k, class) in moved.into_iter().enumerate() {
        let name = if k == 0 { "theory" } else { "" };
        all.push(series(name, Hue::Amber, SeriesKind::Curve, over(now, |m| m.theory[class])));
        all.push(series(class_name(class), hue(class), SeriesKind::Curve, over(now, |m| m.j[class])));
    }
    if plan.params().part > 0.0 && !all.is_empty() {
        for (which, name) in [(1, "other E"), (0, "lit E")] {
            all.push(series(name, LIT_HUES[which], SeriesKind::Curve, over(now, |m| m.lit[which])));
        }
    }
    let note = match all.is_empty() {
        true => "no rule is on (Controls, Rules): weights stay as they are".to_owned(),
        false => format!("{count} synapses from {}; theory: mean field", class_name(seen.sampled)),
    };
    Chart { series: all, note, ..Chart::default() }
}

fn histogram(now: &Now<'_>) -> Chart {
    let class = now.seen.sampled;
    let (low, high) = now.weights.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), j| (a.min(*j), b.max(*j)));
    if now.weights.is_empty() || !(low.is_finite() && high > low) {
        let note = format!("all weights {} are {:.1} mV", class_name(class), now.seen.j[class]);
        return Chart { note, ..Chart::default() };
    }
    let width = f64::from(high - low) / BINS as f64;
    let mut counts = [0usize; BINS];
    for j in &now.weights {
        counts[((f64::from(*j - low) / width) as usize).min(BINS - 1)] += 1;
    }
    let n = now.weights.len() as f64;
    let bar = |(k, count): (usize, &usize)| Point::new(f64::from(low) + (k as f64 + 0.5) * width, *count as f64 / n);
    let note = format!("{}: mean {:.1}, SD {:.2} mV", class_name(class), now.seen.j[class], now.seen.spread[class]);
    let bars = counts.iter().enumerate().map(bar).collect();
    Chart { series: vec![series(class_name(class), hue(class), SeriesKind::Bars, bars)], note, ..Chart::default() }
}

fn scatter(plan: &PlasticPlan, now: &Now<'_>) -> Chart {
    let class = now.seen.sampled;
    if now.by_rate.is_empty() {
        let note = format!("all weights {} are {:.1} mV", class_name(class), now.seen.j[class]);
        return Chart { note, ..Chart::default() };
    }
    let dots = now.by_rate.iter().map(|[rate, j]| Point::new(f64::from(*rate), f64::from(*j))).collect();
    let mut all = vec![series(class_name(class), hue(class), SeriesKind::Dots, dots)];
    let most = now.by_rate.iter().map(|row| row[0]).fold(0.0f32, f32::max);
    // Kohonen: each weight follows its own sender.
    if let Some(slope) = plan.kohonen_slope().filter(|_| class == EE) {
        let line = vec![Point::new(0.0, 0.0), Point::new(f64::from(most), slope * f64::from(most))];
        all.push(series("\u{3b2}\u{3c4} r", Hue::Amber, SeriesKind::Curve, line));
    }
    let note = format!("correlation over synapses {:.2}; rates over 5 s", now.seen.correlation[class]);
    Chart { series: all, note, ..Chart::default() }
}

fn covariance(plan: &PlasticPlan, now: &Now<'_>) -> Chart {
    let seen = now.seen;
    if seen.windows < 8 {
        let note = "counted from 1 s after a start or a change on, shown after 2 s more".to_owned();
        return Chart { note, ..Chart::default() };
    }
    let rates = seen.rates_khz();
    let theory = plan.field_of(seen).covariance(&rates, plan.params().n as f64, 250.0);
    let points = |values: [f64; 3]| (0..3).map(|k| Point::new(k as f64 + 1.0, values[k])).collect::<Vec<Point>>();
    let note = if plan.field().c() > 0.0 {
        format!("of {:.0} s; error about {:.0} %", seen.windows as f64 * 0.25, 100.0 * seen.covariance_error())
    } else {
        "without common input covariances are of order 1/N: theory tells their size only".to_owned()
    };
    Chart {
        series: vec![
            series("measured", Hue::Teal, SeriesKind::Bars, points(seen.covariance)),
            series("theory", Hue::Amber, SeriesKind::Dots, points(theory)),
        ],
        note,
        names: vec![(1.0, "E, E"), (2.0, "E, I"), (3.0, "I, I")],
        ..Chart::default()
    }
}

fn balance(plan: &PlasticPlan, now: &Now<'_>) -> Chart {
    let seen = now.seen;
    let mut all = Vec::new();
    let mut predicted = Vec::new();
    for (a, hue) in [(E, Hue::Red), (I, Hue::Blue)] {
        let [from_e, from_i, from_x] = seen.parts[a];
        let at = |k: usize, value: f64| Point::new((4 * a + k + 1) as f64, value);
        let bars = vec![at(0, from_e + from_x), at(1, from_i), at(2, from_e + from_i + from_x)];
        all.push(series(["onto E", "onto I"][a], hue, SeriesKind::Bars, bars));
        let [from_e, from_i, from_x] = plan.field_of(seen).parts(&seen.weighted, &seen.rates_khz(), a);
        let from_x = from_x + seen.push[a];
        predicted.extend([at(0, from_e + from_x), at(1, from_i), at(2, from_e + from_i + from_x)]);
    }
    all.push(series("theory", Hue::Amber, SeriesKind::Dots, predicted));
    let note = "over 3 s: from E and outside, from I, sum; theory: \u{221a}N (W r + W_x r_x)".to_owned();
    Chart {
        series: all,
        note,
        names: vec![(1.0, "E+X"), (2.0, "I"), (3.0, "sum"), (5.0, "E+X"), (6.0, "I"), (7.0, "sum")],
        ..Chart::default()
    }
}
