//! Which part of a plane is in view: its story, which it follows gently while no button is held, or what a hand has
//! chosen by panning and zooming, until *Fit* leads back.

use crate::ui::Scene;
use egui::{Id, PointerButton, Response, Ui};
use egui_plot::PlotTransform;

/// Ranges along both axes.
pub type Span = [[f64; 2]; 2];

/// In about this time the view has gone two thirds of its way, in seconds.
const GLIDE_S: f64 = 0.12;
/// So long a narrower view must have been enough before it is taken, in seconds.
const PATIENCE_S: f64 = 1.2;
/// Zoom of one point of the wheel, as a logarithm.
const WHEEL: f64 = 0.004;
/// The narrowest and the widest view, against the one that it would have at home.
const ZOOM: [f64; 2] = [1e-4, 1e4];

#[derive(Clone, Copy)]
struct View {
    /// The opened preset, and how often somebody asked for *Fit*.
    since: [u64; 2],
    /// What the plane would show if nothing was to be seen.
    home: Span,
    /// What should be in view, and the view that shows it.
    aim: Span,
    goal: Span,
    shown: Span,
    /// Whether a hand has chosen it.
    is_free: bool,
    /// Since when a narrower view would be enough.
    loose_since_s: Option<f64>,
}

/// What should be in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// Ranges along both axes.
    pub span: Span,
    /// Whether something is out of view, so that it cannot wait.
    pub is_urgent: bool,
}

/// The view of one plane in this frame.
pub struct Viewport {
    id: Id,
    view: View,
}

impl Viewport {
    /// The view of plane `id`. `aim` tells what should be in it, from what is now; it is asked only while nothing is held.
    /// `fit` makes of that a view for the card.
    pub fn follow(
        ui: &Ui,
        scene: &Scene<'_>,
        id: Id,
        home: Span,
        aim: impl FnOnce(Option<Span>) -> Aim,
        fit: impl FnOnce(Span) -> Span,
    ) -> Self {
        let known = ui.data(|data| data.get_temp::<View>(id));
        let since = scene.desk.since();
        // Another preset begins at its own home; another home of the same one is gone to.
        let known = known.filter(|view| view.since[0] == since[0]);
        let Some(mut view) = known else {
            let aim = aim(None).span;
            let goal = fit(aim);
            let view = View { since, home, aim, goal, shown: goal, is_free: false, loose_since_s: None };
            return Viewport { id, view };
        };
        let (held, passed_s) = ui.input(|input| (input.pointer.any_down(), f64::from(input.stable_dt.min(0.1))));
        let asked = view.since != since;
        if asked {
            (view.since, view.is_free) = (since, false);
        }
        if !held || asked {
            let stays = view.home == home && !asked;
            let wanted = aim(stays.then_some(view.aim));
            let now_s = ui.input(|input| input.time);
            let since_s = view.loose_since_s.get_or_insert(now_s);
            if !stays || wanted.is_urgent || now_s - *since_s > PATIENCE_S {
                view.aim = wanted.span;
            }
            if wanted.span == view.aim {
                view.loose_since_s = None;
            } else {
                ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
            }
            view.home = home;
            view.goal = fit(view.aim);
            if !view.is_free {
                view.shown = glide(view.shown, view.goal, passed_s);
                if view.shown != view.goal {
                    ui.ctx().request_repaint();
                }
            }
        }
        Viewport { id, view }
    }

    /// What is in view.
    pub fn shown(&self) -> Span {
        self.view.shown
    }

    /// Whether *Fit* would change it.
    pub fn is_away(&self) -> bool {
        self.view.is_free && self.view.shown != self.view.goal
    }

    /// Takes in what the pointer did with the plot; `held` says that it holds something in it.
    pub fn navigate(&mut self, ui: &Ui, response: &Response, transform: &PlotTransform, held: bool) {
        let view = &mut self.view;
        let is_panned = response.dragged_by(PointerButton::Middle)
            || (response.dragged_by(PointerButton::Primary) && !held)
                && ui.input(|input| input.pointer.is_decidedly_dragging());
        if is_panned {
            let per_point = transform.dvalue_dpos();
            let moved = response.drag_delta();
            for (k, moved) in [moved.x, moved.y].into_iter().enumerate() {
                let by = f64::from(moved) * per_point[k];
                view.shown[k].iter_mut().for_each(|edge| *edge -= by);
            }
            view.is_free = true;
        }
        if let Some(at) = response.hover_pos() {
            let by = ui.input(|input| {
                f64::from(input.zoom_delta()) * (f64::from(input.smooth_scroll_delta().y) * WHEEL).exp()
            });
            if by != 1.0 {
                let fixed = transform.value_from_position(at);
                let zoomed = zoom(view.shown, [fixed.x, fixed.y], by);
                let share = (0..2).map(|k| width(zoomed[k]) / width(view.home[k]));
                if share.into_iter().all(|share| (ZOOM[0]..=ZOOM[1]).contains(&share)) {
                    view.shown = zoomed;
                    view.is_free = true;
                }
            }
        }
        if response.double_clicked() && !held {
            view.is_free = false;
            ui.ctx().request_repaint();
        }
    }

    /// Goes back to the story.
    pub fn fit(&mut self, ui: &Ui) {
        self.view.is_free = false;
        ui.ctx().request_repaint();
    }

    /// Widens the view so that it shows this place, too.
    pub fn include(&mut self, at: [f64; 2]) {
        for (range, at) in self.view.shown.iter_mut().zip(at) {
            let room = 0.1 * (range[1].max(at) - range[0].min(at));
            if at < range[0] {
                range[0] = at - room;
            }
            if at > range[1] {
                range[1] = at + room;
            }
        }
        self.view.is_free = true;
    }

    /// Remembers it for the next frame.
    pub fn keep(self, ui: &Ui) {
        ui.data_mut(|data| data.insert_temp(self.id, self.view));
    }
}

fn width(range: [f64; 2]) -> f64 {
    range[1] - range[0]
}

fn zoom(span: Span, fixed: [f64; 2], by: f64) -> Span {
    [0, 1].map(|k| span[k].map(|edge| fixed[k] + (edge - fixed[k]) / by))
}

/// On the way from one view to another.
fn glide(from: Span, to: Span, passed_s: f64) -> Span {
    let part = 1.0 - (-passed_s / GLIDE_S).exp();
    let mut near = true;
    let span = [0, 1].map(|k| {
        let room = 2e-3 * width(to[k]);
        [0, 1].map(|edge| {
            let left = to[k][edge] - from[k][edge];
            near &= left.abs() <= room;
            from[k][edge] + part * left
        })
    });
    if near { to } else { span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let span = zoom([[0.0, 4.0], [-2.0, 2.0]], [1.0, 0.0], 2.0);
        assert_eq!(span, [[0.5, 2.5], [-1.0, 1.0]]);
        // A quarter of the way from the left edge before and after.
        assert_eq!((1.0 - span[0][0]) / width(span[0]), 0.25);
    }

    #[test]
    fn a_view_arrives() {
        let (mut span, to) = ([[0.0, 20.0], [0.0, 20.0]], [[0.0, 30.0], [0.0, 25.0]]);
        let mut frames = 0;
        while span != to && frames < 1000 {
            let next = glide(span, to, 1.0 / 60.0);
            assert!(next[0][1] > span[0][1] && next[0][1] <= to[0][1]);
            (span, frames) = (next, frames + 1);
        }
        assert!((20..100).contains(&frames), "{frames}");
    }
}
