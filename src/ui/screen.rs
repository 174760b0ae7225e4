//! The screen: where every view and panel lies.

use super::metrics::{GAP, HINT, INPUT, PAD, SIDE, STATUS, TOP};
use super::{Action, Lower, Scene, panels, views};
use egui::{Rect, Ui, pos2};

/// Draws the whole screen and returns what was wished for.
pub fn screen_ui(ui: &mut Ui, scene: &Scene<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    let full = ui.max_rect();
    ui.painter().rect_filled(full, 0.0, scene.theme.backdrop);
    let full = full.shrink(GAP);
    let (top, rest) = full.split_top_bottom_at_y(full.top() + TOP);
    let (hint, rest) = rest.split_top_bottom_at_y(rest.top() + HINT);
    let (middle, status) = rest.split_top_bottom_at_y(rest.bottom() - STATUS - GAP);
    let status = status.with_min_y(status.top() + GAP);

    card(ui, scene, top, |ui| panels::top_bar_ui(ui, scene, &mut actions));
    panels::hint_ui(&mut child(ui, hint.shrink2(egui::vec2(PAD, 2.0))), scene, &mut actions);
    card(ui, scene, status, |ui| panels::status_bar_ui(ui, scene));

    let mut area = middle;
    if let Some(tab) = scene.tab {
        let (side, rest) = area.split_left_right_at_x(area.left() + SIDE);
        card(ui, scene, side, |ui| panels::side_ui(ui, scene, tab, &mut actions));
        area = rest.with_min_x(rest.left() + GAP);
    }
    let (planes, times) = area.split_left_right_at_x(area.left() + (area.width() * 0.56).round());
    planes_ui(ui, scene, planes, &mut actions);
    let times = times.with_min_x(times.left() + GAP);
    for (rect, view) in stack(times, &[1.0, 0.9, 1.1, 0.95]).into_iter().zip(views::TIME_VIEWS) {
        card(ui, scene, rect, |ui| view(ui, scene, &mut actions));
    }
    panels::notice_ui(ui, scene, area, &mut actions);
    panels::table_ui(ui, scene, &mut actions);
    panels::help_ui(ui, scene, &mut actions);
    actions
}

/// The first plane large, further ones that have something to show below it, then the input over time.
fn planes_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, actions: &mut Vec<Action>) {
    let mut area = area;
    if scene.input_open {
        let (above, input) = area.split_top_bottom_at_y(area.bottom() - INPUT - GAP);
        card(ui, scene, input.with_min_y(input.top() + GAP), |ui| views::input_ui(ui, scene, actions));
        area = above;
    }
    let below = views::below(scene);
    let shares: &[f32] = match (below, scene.enlarged) {
        (None, _) => &[1.0],
        (Some(_), false) => &[1.0, 0.5],
        (Some(_), true) => &[0.5, 1.0],
    };
    let cards = std::iter::once(Lower::Plane(0)).chain(below);
    for (rect, shown) in stack(area, shares).into_iter().zip(cards) {
        card(ui, scene, rect, |ui| match shown {
            Lower::Plane(k) => views::plane_ui(ui, scene, k, actions),
            Lower::Space(k) => views::space_ui(ui, scene, k, actions),
            Lower::Field(k) => views::field_ui(ui, scene, k, actions),
            Lower::Tuning => views::tuning_card_ui(ui, scene, actions),
        });
    }
}

/// Splits `area` from top to bottom by shares, with gaps.
fn stack(area: Rect, shares: &[f32]) -> Vec<Rect> {
    let total: f32 = shares.iter().sum();
    let height = area.height() - GAP * (shares.len() as f32 - 1.0);
    let mut y = area.top();
    let rect = |share: &f32| {
        let bottom = y + height * share / total;
        let rect = Rect::from_min_max(pos2(area.left(), y.round()), pos2(area.right(), bottom.round()));
        y = bottom + GAP;
        rect
    };
    shares.iter().map(rect).collect()
}

fn child(ui: &mut Ui, rect: Rect) -> Ui {
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    child
}

/// A card with a hairline and `content` inside its margin.
fn card(ui: &mut Ui, scene: &Scene<'_>, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let stroke = egui::Stroke::new(1.0, scene.theme.hairline);
    ui.painter().rect(rect, f32::from(super::metrics::RADIUS), scene.theme.card, stroke, egui::StrokeKind::Inside);
    content(&mut child(ui, rect.shrink2(egui::vec2(PAD, 6.0))));
}
