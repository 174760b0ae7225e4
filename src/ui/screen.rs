//! The screen: where every view and panel lies.

use super::metrics::{self, GAP, HINT, INPUT, PAD, SIDE, STATUS, TOP};
use super::seats::Shown;
use super::view::View;
use super::views;
use super::widgets::{point_at, thicken};
use super::{Action, Scene, panels, paper};
use egui::{Rect, Ui, pos2};

/// Share of the width that the stage has beside the column, and of the height above the view below it.
const STAGE: [f32; 2] = [0.56, 0.7];

/// A view of the column is never lower than this, and stage and the view below it together, in points.
const LEAST: f32 = 96.0;
const LEAST_OF_TWO: f32 = 350.0;

/// Draws the whole screen and returns what was wished for.
pub fn screen_ui(ui: &mut Ui, scene: &Scene<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    let full = ui.max_rect();
    ui.painter().rect_filled(full, 0.0, scene.theme.backdrop);
    if let Some(talk) = &scene.desk.talk {
        match talk.black {
            true => panels::black_ui(ui, scene),
            false => talk_ui(ui, scene, full.shrink(GAP), &mut actions),
        }
        panels::palette_ui(ui, scene, &mut actions);
        return actions;
    }
    let full = full.shrink(GAP);
    let (top, rest) = full.split_top_bottom_at_y(full.top() + TOP);
    let hint = panels::Hint::new(ui, scene, rest.width() - 2.0 * PAD);
    let (words, rest) = rest.split_top_bottom_at_y(rest.top() + hint.height() + 2.0 * HINT);
    let (middle, status) = rest.split_top_bottom_at_y(rest.bottom() - STATUS - GAP);
    let status = status.with_min_y(status.top() + GAP);
    let (middle, time) = middle.split_top_bottom_at_y(middle.bottom() - panels::timeline_height(scene) - GAP);
    let time = time.with_min_y(time.top() + GAP);

    let mut area = middle;
    let mut side = None;
    if let Some(tab) = scene.tab() {
        let (left, rest) = area.split_left_right_at_x(area.left() + SIDE);
        side = Some((left, tab));
        area = rest.with_min_x(rest.left() + GAP);
    }
    // The views come first: their handles are what the keyboard reaches for.
    views_ui(ui, scene, area, &mut actions);
    card(ui, scene, top, |ui| {
        paper::layer(ui, "top-bar", "Top bar", |ui| panels::top_bar_ui(ui, scene, &mut actions));
    });
    hint.ui(&mut child(ui, words.shrink2(egui::vec2(PAD, HINT))));
    if let Some((side, tab)) = side {
        card(ui, scene, side, |ui| {
            paper::layer(ui, "side-panel", "Side panel", |ui| panels::side_ui(ui, scene, tab, &mut actions));
        });
    }
    card(ui, scene, time, |ui| {
        paper::layer(ui, "timeline", "Timeline", |ui| panels::timeline_ui(ui, scene, &mut actions));
    });
    card(ui, scene, status, |ui| {
        paper::layer(ui, "status-bar", "Status", |ui| panels::status_bar_ui(ui, scene));
    });
    if scene.points_at("status") {
        point_at(ui, scene, status, "the numbers at the bottom");
    }
    panels::found_ui(ui, scene, area, &mut actions);
    panels::notice_ui(ui, scene, area, &mut actions);
    panels::table_ui(ui, scene, &mut actions);
    panels::help_ui(ui, scene, &mut actions);
    panels::licences_ui(ui, scene, &mut actions);
    panels::files_ui(ui, scene, &mut actions);
    panels::figure_ui(ui, scene, &mut actions);
    panels::gallery_ui(ui, scene, &mut actions);
    panels::palette_ui(ui, scene, &mut actions);
    actions
}

/// A talk: one sentence, the views, and what is at hand.
fn talk_ui(ui: &mut Ui, scene: &Scene<'_>, full: Rect, actions: &mut Vec<Action>) {
    let lectern = panels::Lectern::new(ui, scene, full.width());
    let (head, rest) = full.split_top_bottom_at_y(full.top() + lectern.height() + HINT);
    let (area, foot) = rest.split_top_bottom_at_y(rest.bottom() - lectern.foot(ui));
    let layer = ui.layer_id();
    let first = ui.ctx().graphics(|graphics| graphics.get(layer).map_or(0, |list| list.next_idx().0));
    views_ui(ui, scene, area.with_min_y(area.top() + GAP), actions);
    thicken(ui, first, scene.desk.thick);
    lectern.ui(ui, scene, head);
    lectern.controls_ui(ui, scene, foot, actions);
    panels::notice_ui(ui, scene, area, actions);
    panels::help_ui(ui, scene, actions);
    panels::licences_ui(ui, scene, actions);
    panels::files_ui(ui, scene, actions);
    panels::gallery_ui(ui, scene, actions);
}

/// The stage, what is below it, the input over time; at the right the column.
fn views_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, actions: &mut Vec<Action>) {
    let views = views::all(scene);
    let fresh;
    let shown = match &scene.desk.shown {
        Some(shown) => shown,
        None => {
            fresh = scene.desk.seats.shown(&views, scene.input_open());
            &fresh
        }
    };
    let find = |id: &str| views.iter().find(|view| view.id == id);
    let mut column: Vec<&View> = shown.column.iter().filter_map(|id| find(id)).collect();
    // Where all is large there is room for a few, and none is cut.
    column.truncate(((area.height() + GAP) / (LEAST + GAP)).max(1.0) as usize);
    let (mut center, mut right) = (area, Rect::NOTHING);
    if !column.is_empty() {
        (center, right) = area.split_left_right_at_x(area.left() + (area.width() * STAGE[0]).round());
    }
    let mut strip = None;
    if shown.input {
        let (above, input) = center.split_top_bottom_at_y(center.bottom() - INPUT - GAP);
        (center, strip) = (above, Some(input.with_min_y(input.top() + GAP)));
    }
    let below = shown.below.as_deref().and_then(find).filter(|_| center.height() >= LEAST_OF_TWO);
    let mut shares = vec![1.0];
    if let Some(below) = below {
        // As high as it needs to be, and never the larger one.
        let least = (below.wants.height / center.height().max(1.0)).min(0.5);
        let share = (1.0 - STAGE[1]).max(least);
        shares = vec![1.0 - share, share];
    }
    for (rect, view) in stack(center, &shares).into_iter().zip(find(&shown.stage).into_iter().chain(below)) {
        seat_ui(ui, scene, rect, &views, shown, view, actions);
    }
    if let Some(strip) = strip {
        card(ui, scene, strip, |ui| {
            paper::layer(ui, "input-strip", "Input over time", |ui| views::input_strip_ui(ui, scene, actions));
        });
        if scene.points_at("input") {
            point_at(ui, scene, strip, "the input over time");
        }
    }
    let lowest = column.iter().rposition(|view| view.wants.in_window);
    let mut shares: Vec<f32> = column.iter().map(|view| view.wants.share).collect();
    // What needs a height of its own takes it from the others, as far as they have it.
    let total: f32 = shares.iter().sum();
    let per_share = (right.height() - GAP * (column.len().max(1) - 1) as f32) / total.max(1e-3);
    for (share, view) in shares.iter_mut().zip(&column) {
        let least = views::least_height(scene, view).min(0.36 * right.height());
        *share = share.max(least / per_share.max(1e-3));
    }
    let rects = stack(right.with_min_x(right.left() + GAP), &shares);
    for (k, (rect, view)) in rects.into_iter().zip(column).enumerate() {
        let scene = Scene { tells_time: lowest == Some(k), ..*scene };
        seat_ui(ui, &scene, rect, &views, shown, view, actions);
    }
}

/// A card with a view, and what chooses it at the right end of its title row.
fn seat_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    rect: Rect,
    views: &[View],
    shown: &Shown,
    view: &View,
    actions: &mut Vec<Action>,
) {
    card(ui, scene, rect, |ui| {
        let head = ui.available_rect_before_wrap();
        let in_talk = scene.desk.talk.is_some();
        let has_head = shown.stage == view.id && panels::has_conditions(scene) && !in_talk;
        if has_head {
            ui.add_space(metrics::TITLE);
        }
        // The head and the choice are drawn after the view, so that the keyboard comes to its handles first; how wide the
        // choice is, it was before.
        let id = ui.scope_id().with(("room for the choice", &view.id));
        let place = ui.available_rect_before_wrap();
        let title_room = if in_talk { 0.0 } else { ui.data(|data| data.get_temp::<f32>(id)).unwrap_or(0.0) };
        paper::layer(ui, &view.id, &view.plain_name(), |ui| {
            views::view_ui(ui, &Scene { title_room, ..*scene }, view, actions);
        });
        if has_head {
            panels::conditions_ui(&mut child(ui, head.with_max_y(place.top())), scene, actions);
        }
        if in_talk {
            return;
        }
        let room = views::chooser_ui(&mut child(ui, place), scene, views, shown, view, actions);
        ui.data_mut(|data| data.insert_temp(id, room));
        if room != title_room {
            ui.ctx().request_discard("another choice of views");
        }
    });
    if scene.points_at(&view.id) {
        point_at(ui, scene, rect, &view.plain_name());
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
    ui.new_child(egui::UiBuilder::new().max_rect(rect))
}

/// A card with a hairline and `content` inside its margin.
fn card(ui: &mut Ui, scene: &Scene<'_>, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let stroke = egui::Stroke::new(1.0, scene.theme.hairline);
    ui.painter().rect(rect, f32::from(super::metrics::RADIUS), scene.theme.card, stroke, egui::StrokeKind::Inside);
    let mut inner = child(ui, rect.shrink2(egui::vec2(PAD, 6.0)));
    // Half a number may stand in the margin.
    inner.set_clip_rect(rect.shrink(1.0).intersect(ui.clip_rect()));
    content(&mut inner);
}
