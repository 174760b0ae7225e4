//! What planes show, and where: remembered for when one turns into the space of which it is a slice.

use crate::ui::{Scene, metrics};
use egui::{Rect, Ui, vec2};
use egui_plot::{PlotBounds, PlotTransform};

/// Beside a plane that nobody has drawn yet: its name and numbers at the left and below, half a number at the right.
const LEFT: f32 = 14.0 + metrics::TICKS;
const BELOW: f32 = 36.0;
const RIGHT: f32 = 10.0;
/// Cards whose corners are nearer than this, in points, are one.
const SAME: f32 = 12.0;

/// What a plane shows, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The whole of its card below the title row.
    whole: Rect,
    /// Where its points are.
    pub frame: Rect,
    /// What is shown of both axes.
    pub bounds: [[f64; 2]; 2],
}

impl Seen {
    pub fn new(whole: Rect, frame: Rect, bounds: &PlotBounds) -> Seen {
        let axis = |k: usize| [bounds.min()[k], bounds.max()[k]];
        Seen { whole, frame, bounds: [axis(0), axis(1)] }
    }

    /// The same in another card: what stands around it is as large there.
    fn within(self, whole: Rect) -> Seen {
        // Title rows may differ by a little: it is the same card.
        if self.whole.min.distance(whole.min).max(self.whole.max.distance(whole.max)) < SAME {
            return self;
        }
        let (low, high) = (self.frame.min - self.whole.min, self.frame.max - self.whole.max);
        Seen { whole, frame: Rect::from_min_max(whole.min + low, whole.max + high), ..self }
    }
}

fn key(plane: &str, on_stage: bool) -> egui::Id {
    egui::Id::unique(("what a plane shows", plane, on_stage))
}

/// Remembers what a plane shows.
pub fn remember(ui: &Ui, scene: &Scene<'_>, plane: &str, [whole, frame]: [Rect; 2], transform: &PlotTransform) {
    let stage = scene.desk.shown.as_ref().and_then(|shown| shown.stage.strip_prefix("plane:"));
    let seen = Seen::new(whole, frame, transform.bounds());
    ui.data_mut(|data| data.insert_temp(key(plane, stage == Some(plane)), seen));
}

/// What plane `index` shows in a card on the stage, or would show.
pub fn seen(ui: &Ui, scene: &Scene<'_>, index: usize, whole: Rect) -> Option<Seen> {
    let info = scene.history.layout.planes.get(index)?;
    let known = ui.data(|data| {
        let of = |on_stage| data.get_temp::<Seen>(key(info.id, on_stage));
        of(true).or_else(|| of(false))
    });
    let fresh = || {
        let look = if index == 0 { [scene.look.x_range, scene.look.y_range] } else { [None; 2] };
        let bounds = [0, 1].map(|k| look[k].unwrap_or(info.axes[k].range));
        let frame = Rect::from_min_max(whole.min + vec2(LEFT, 0.0), whole.max - vec2(RIGHT, BELOW));
        Seen { whole, frame, bounds }
    };
    Some(known.unwrap_or_else(fresh).within(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn in_another_card_the_margins_are_the_same() {
        let whole = Rect::from_min_max(pos2(10.0, 20.0), pos2(410.0, 320.0));
        let frame = Rect::from_min_max(pos2(60.0, 20.0), pos2(400.0, 290.0));
        let seen = Seen::new(whole, frame, &PlotBounds::from_min_max([0.0, 1.0], [2.0, 3.0]));
        assert_eq!(seen.within(whole), seen);
        let large = Rect::from_min_max(pos2(0.0, 0.0), pos2(1000.0, 800.0));
        let there = seen.within(large);
        assert_eq!(there.frame, Rect::from_min_max(pos2(50.0, 0.0), pos2(990.0, 770.0)));
        assert_eq!(there.bounds, seen.bounds);
    }
}
