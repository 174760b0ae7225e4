//! What the last change of a setting did, in numbers: the readouts before and after it, and who is driven harder.

use crate::geometry::Point;
use crate::picture::{CurveKind, Depiction, Hue, Layout, RegionShape};
use crate::sim::Statistics;
use std::sync::Arc;

/// The last change, and what came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// The step at which it was made.
    pub step: u64,
    /// What came of it; empty until the run has settled.
    pub text: String,
    /// Whether it is not what one would think.
    pub is_surprising: bool,
}

/// How it was before a change.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub picture: Arc<Depiction>,
    pub step: u64,
}

/// Boundaries that move by less than this part of the one that moves most have not moved.
const STILL: f64 = 0.1;

/// Height of a curve that runs from left to right.
fn height(points: &[Point], x: f64) -> Option<f64> {
    let after = points.partition_point(|p| p.x < x);
    let (a, b) = (points.get(after.checked_sub(1)?)?, points.get(after)?);
    Some(if b.x > a.x { a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) } else { b.y })
}

/// By how much each boundary of the first plane was moved away from its firing side, by its hue, at the place where the
/// state was: above 0 where its population is driven harder.
fn raised(before: &Depiction, now: &Depiction, y: f64) -> Vec<(Hue, f64)> {
    let boundaries = |picture: &Depiction| -> Vec<(Hue, f64)> {
        let Some(plane) = picture.planes.first() else { return Vec::new() };
        // Over the input the state stands where the input is.
        let x = plane.cursor.as_ref().map_or(y, |cursor| cursor.x);
        let side = |hue: Hue| {
            let own = plane.regions.iter().find(|region| region.hue == hue);
            own.map_or(0.0, |region| match region.shape {
                RegionShape::Under(_) => 1.0,
                RegionShape::Over(_) => -1.0,
                _ => 0.0,
            })
        };
        let all = plane.curves.iter().filter(|curve| curve.kind == CurveKind::Boundary);
        all.filter_map(|curve| Some((curve.hue, side(curve.hue) * height(&curve.points, x)?))).collect()
    };
    let (was, is) = (boundaries(before), boundaries(now));
    let moved = is.iter().filter_map(|(hue, y)| Some((*hue, y - was.iter().find(|(h, _)| h == hue)?.1)));
    moved.collect()
}

/// What came of a change; `None` if it is not settled yet.
pub(super) fn told(
    layout: &Layout,
    origin: &Origin,
    before: &Statistics,
    now: &Depiction,
    after: &Statistics,
) -> Option<Change> {
    let mut change = Change { step: origin.step, ..Change::default() };
    // Means say something of those that theory gives a level; of a readout that goes round they do not.
    let has_level = |k: usize| origin.picture.theory.iter().chain(&now.theory).any(|theory| theory.signal == k);
    let signals: Vec<usize> =
        (0..layout.signals.len()).filter(|k| layout.signals[*k].is_readout && has_level(*k)).collect();
    let error =
        |k: &usize| Some(before.standard_errors.get(*k)?.unwrap_or(0.0).hypot((*after.standard_errors.get(*k)?)?));
    let errors: Vec<f64> = signals.iter().map(error).collect::<Option<_>>()?;
    let pairs: Vec<(usize, f64, f64, bool)> = signals
        .iter()
        .zip(errors)
        .filter_map(|(k, error)| {
            let (was, is) = (*before.means.get(*k)?, *after.means.get(*k)?);
            Some((*k, was, is, (is - was).abs() > (3.0 * error).max(5e-3 * (1.0 + was.abs()))))
        })
        .collect();
    if pairs.is_empty() || pairs.iter().any(|(_, was, is, _)| !was.is_finite() || !is.is_finite()) {
        return Some(change);
    }
    let numbers = pairs.iter().map(|(k, was, is, _)| format!("{} {was:.2} -> {is:.2}", layout.signals[*k].symbol));
    let numbers = numbers.collect::<Vec<_>>().join(", ");
    let x = pairs[0].1;
    let raised = raised(&origin.picture, now, x);
    let most = raised.iter().fold(0.0f64, |top, (_, by)| top.max(by.abs()));
    let moving: Vec<&(Hue, f64)> = raised.iter().filter(|(_, by)| most > 1e-3 && by.abs() > STILL * most).collect();
    let named = |hue: Hue| layout.populations.iter().find(|p| p.hue == hue).map(|p| p.name);
    let of = |hue: Hue| pairs.iter().find(|(k, ..)| layout.signals[*k].hue == hue);
    let fallen = pairs.iter().filter(|(_, was, is, moves)| *moves && was.abs() > 0.05 && is.abs() < 0.02 * was.abs());
    let fallen: Vec<&str> = fallen.filter_map(|(k, ..)| named(layout.signals[*k].hue)).collect();
    // What swings too much to tell is not still.
    let still = pairs.iter().all(|(_, was, is, moves)| !moves && (is - was).abs() <= 0.05 * (1.0 + was.abs()));
    let comment = match (moving.as_slice(), fallen.first()) {
        (_, Some(silent)) => Some(format!("{silent} has fallen silent: take some of it back, or press Ctrl+Z")),
        ([(hue, by)], None) => named(*hue).map(|name| {
            let driven = if *by > 0.0 { "harder" } else { "less" };
            // Of inhibition alone the readout is negative: its size tells.
            let falls = |pair: &&(usize, f64, f64, bool)| pair.3 && (pair.2.abs() - pair.1.abs()) * by < 0.0;
            let others = pairs.iter().filter(|pair| layout.signals[pair.0].hue != *hue);
            match of(*hue) {
                _ if still => {
                    format!("nothing moves, though {name} is driven {driven}; spikes hide small shifts, pull further")
                }
                Some(own) if falls(&own) => {
                    change.is_surprising = true;
                    let all = others.clone().count() > 0 && others.clone().all(|pair| falls(&pair));
                    let verb = if *by > 0.0 { "fall" } else { "rise" };
                    let who = if all { format!("both {verb}") } else { format!("its own readout {verb}s") };
                    format!("{who} although {name} is driven {driven}")
                }
                _ => format!("{name} is driven {driven}"),
            }
        }),
        _ if still => Some("nothing moves beyond its error".to_owned()),
        _ => None,
    };
    change.text = comment.map_or_else(|| numbers.clone(), |comment| format!("{numbers}: {comment}"));
    Some(change)
}
