//! What a plane must show: where things happen now. Its home is what preset or model say, as long as the story lies in it
//! and fills it.

use crate::geometry::Point;
use crate::picture::{CurveKind, FlowField, GripShape, LineState, MarkKind, Plane, Trail};
use crate::ui::Scene;
use crate::ui::widgets::{Aim, Span};

/// Less than this part of a view is lost in it.
const LOST: f64 = 0.3;
/// A view is narrowed if that makes it smaller than this part of itself.
const LOOSE: f64 = 0.72;
/// The part of a view that a story fills where the view is made for it.
const FILLED: f64 = 0.62;
/// How far beyond home, in its widths, a place may lie that the view goes to: where the state is or was, where handles
/// and curves are, where theory has a resting point.
const REACH: [f64; 3] = [1.0, 3.0, 30.0];
/// Places of a trail that are looked at.
const LOOKED: u64 = 400;

/// A box around places.
struct Bounds {
    span: Span,
    home: Span,
}

impl Bounds {
    fn take_at(&mut self, k: usize, value: f64, reach: f64) {
        let [low, high] = self.home[k];
        let far = reach * (high - low);
        if (low - far..=high + far).contains(&value) {
            self.span[k] = [self.span[k][0].min(value), self.span[k][1].max(value)];
        }
    }

    fn take(&mut self, at: Point, reach: f64) {
        let within = |k: usize| {
            let [low, high] = self.home[k];
            let far = reach * (high - low);
            (low - far..=high + far).contains(&at[k])
        };
        if within(0) && within(1) {
            (0..2).for_each(|k| self.take_at(k, at[k], reach));
        }
    }
}

/// A box around the story, and whether enough of it is known to look at less than home. `None` without any.
fn story(scene: &Scene<'_>, plane: &Plane, trails: &[Trail], axes: [Option<usize>; 2], home: Span) -> (Span, bool) {
    let empty = [f64::INFINITY, f64::NEG_INFINITY];
    let mut bounds = Bounds { span: [empty; 2], home };
    let history = scene.history;
    for mark in &plane.marks {
        bounds.take(mark.at, if mark.kind == MarkKind::Stable { REACH[2] } else { REACH[0] });
    }
    let mut is_long = false;
    for trail in trails {
        let steps = (trail.seconds.unwrap_or(history.layout.time.trail_s) / history.layout.dt_s) as u64;
        let steps = if plane.cursor.is_some() { scene.window()[1] - scene.window()[0] } else { steps };
        let stride = (steps / LOOKED).max(1);
        let start = history.step.saturating_sub(steps);
        is_long |= history.step > steps;
        let mut seen = None;
        for bucket in history.coarse(start, history.step, stride) {
            let is_next = seen.replace(bucket.step / stride) != Some(bucket.step / stride);
            if !is_next && bucket.step != history.step {
                continue;
            }
            let [x, y] = trail.signals;
            if let (Some(x), Some(y)) = (bucket.last.get(x), bucket.last.get(y)) {
                bounds.take(Point::new(*x, *y), REACH[0]);
            }
        }
    }
    for grip in plane.grips.iter().filter(|grip| !matches!(grip.shape, GripShape::Line | GripShape::Cursor)) {
        bounds.take(grip.at, REACH[1]);
    }
    // The arrow of a picked line is to be reached.
    for line in plane.lines_of(scene.picks).filter(|line| line.state == LineState::Acting) {
        let jump = plane.jumps.get(line.neuron.population as usize);
        if let (Some(_), Some(jump)) = (line.handles.jump, jump.and_then(|jumps| jumps.get(line.neuron.index as usize)))
        {
            bounds.take(line.touch, REACH[0]);
            bounds.take(line.touch + jump, REACH[0]);
        }
    }
    plane.dots.iter().for_each(|dot| bounds.take(dot.at, REACH[1]));
    let is_about = |kind: CurveKind| matches!(kind, CurveKind::Target | CurveKind::Theory);
    for curve in plane.curves.iter().filter(|curve| is_about(curve.kind)) {
        let [low, high] = home[0];
        for at in curve.points.iter().filter(|p| (low..=high).contains(&p.x)) {
            bounds.take(*at, REACH[1]);
        }
    }
    if let Some(upcoming) = history.upcoming.as_ref().filter(|_| plane.cursor.is_some())
        && axes[0] == Some(upcoming.signal)
    {
        upcoming.values.iter().for_each(|x| bounds.take_at(0, *x, REACH[1]));
    }
    // Shades and flows that are known on a grid are looked at as a whole.
    let grids = plane.flows.iter().filter_map(|flow| match &flow.field {
        FlowField::Grid { range, .. } => Some(*range),
        FlowField::Leak(_) => None,
    });
    for range in grids.chain(plane.shades.iter().map(|shades| shades.range)) {
        (0..2).for_each(|k| range[k].into_iter().for_each(|edge| bounds.take_at(k, edge, REACH[1])));
    }
    let knows = plane.marks.iter().any(|mark| mark.kind == MarkKind::Stable);
    (bounds.span, knows || is_long)
}

/// Where the view of a plane should be, from where it is `now`; `axes` are the signals along the axes.
pub(super) fn aim(
    scene: &Scene<'_>,
    plane: &Plane,
    trails: &[Trail],
    axes: [Option<usize>; 2],
    home: Span,
    now: Option<Span>,
) -> Aim {
    let (span, is_known) = story(scene, plane, trails, axes, home);
    // Along an axis that a hand plays, and where curves are functions, what is shown is what can be asked.
    let is_endless = is_known && (!plane.lines.is_empty() || plane.draws.is_some());
    let may_narrow = [is_endless && plane.cursor.is_none() && plane.draws.is_none(), is_endless];
    let wanted = [0, 1].map(|k| framed(home[k], span[k], may_narrow[k]));
    let Some(now) = now else { return Aim { span: wanted, is_urgent: true } };
    let is_out = |k: usize| span[k][0] <= span[k][1] && (span[k][0] < now[k][0] || span[k][1] > now[k][1]);
    let is_loose = |k: usize| width(wanted[k]) < LOOSE * width(now[k]);
    if is_out(0) || is_out(1) {
        // Of the other axis what is in view stays.
        let span = [0, 1].map(|k| if is_out(k) { wanted[k] } else { now[k] });
        return Aim { span, is_urgent: true };
    }
    let span = [0, 1].map(|k| if is_known && is_loose(k) { wanted[k] } else { now[k] });
    Aim { span, is_urgent: false }
}

fn width(range: [f64; 2]) -> f64 {
    range[1] - range[0]
}

/// One range of a view: home, wider if the story leaves it, narrower if that would be lost in it.
fn framed(home: [f64; 2], [low, high]: [f64; 2], may_narrow: bool) -> [f64; 2] {
    if low > high {
        return home;
    }
    let mut range = home;
    if may_narrow && high - low < LOST * width(home) && high - low > 1e-3 * width(home) {
        // Where home begins or ends at nothing, that stays in view.
        let wanted = (high - low) / FILLED;
        let end = [home[0] == 0.0 && low >= 0.0, home[1] == 0.0 && high <= 0.0];
        range = match end {
            [true, _] if high < LOST * home[1] => [0.0, high / FILLED.max(0.75)],
            [_, true] if low > LOST * home[0] => [low / FILLED.max(0.75), 0.0],
            [false, false] => [0.5 * (low + high - wanted), 0.5 * (low + high + wanted)],
            _ => home,
        };
    }
    let room = 0.08 * (high.max(range[1]) - low.min(range[0]));
    [if low < range[0] { low - room } else { range[0] }, if high > range[1] { high + room } else { range[1] }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_stays_while_the_story_fills_it() {
        assert_eq!(framed([0.0, 20.0], [2.0, 12.0], true), [0.0, 20.0]);
        assert_eq!(framed([0.0, 20.0], [f64::INFINITY, f64::NEG_INFINITY], true), [0.0, 20.0]);
    }

    #[test]
    fn what_leaves_is_followed_and_what_is_lost_is_looked_at() {
        let wide = framed([0.0, 20.0], [0.0, 28.8], true);
        assert!(wide[0] == 0.0 && wide[1] > 28.8 && wide[1] < 35.0, "{wide:?}");
        let near = framed([0.0, 200.0], [0.0, 24.0], true);
        assert!(near[0] == 0.0 && (24.0..50.0).contains(&near[1]), "{near:?}");
        assert_eq!(framed([0.0, 200.0], [0.0, 24.0], false), [0.0, 200.0]);
        let below = framed([-35.0, 0.0], [-4.0, -1.0], true);
        assert!(below[1] == 0.0 && (-8.0..-4.0).contains(&below[0]), "{below:?}");
        let middle = framed([-5.0, 5.0], [0.5, 1.5], true);
        assert!(middle[0] < 0.5 && middle[1] > 1.5 && width(middle) < 2.0, "{middle:?}");
    }
}
