//! The gallery of presets, over everything else: lists at the left, cards of the chosen one at the right, a search.

mod card;
mod grid;

use crate::session::List;
use crate::ui::gallery::Gallery;
use crate::ui::widgets::{Icon, push_button};
use crate::ui::{Action, FileWish, Scene, Shortcut, metrics};
use egui::{Align, Layout, Response, RichText, ScrollArea, TextEdit, Ui, vec2};

/// What is left of the window round it.
const MARGIN: egui::Vec2 = vec2(40.0, 28.0);
/// Largest size.
const MOST: egui::Vec2 = vec2(1500.0, 1100.0);
/// Width of the lists at the left.
const LISTS: f32 = 232.0;
/// Width of the search field.
const SEARCH: f32 = 280.0;

/// Draws the gallery if it is open.
pub fn gallery_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(gallery) = &scene.desk.gallery else { return };
    let frame = egui::Frame::new()
        .fill(scene.theme.backdrop)
        .stroke(egui::Stroke::new(1.0, scene.theme.hairline))
        .corner_radius(8.0)
        .inner_margin(14.0);
    let size = (ui.max_rect().size() - 2.0 * MARGIN).min(MOST) - frame.total_margin().sum();
    let modal = egui::Modal::new(egui::Id::unique("gallery")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_min_size(size);
        ui.set_max_size(size);
        let (search, ends) = head_ui(ui, scene, gallery, actions);
        ui.add_space(8.0);
        let area = ui.available_rect_before_wrap();
        let (left, right) = area.split_left_right_at_x(area.left() + LISTS);
        lists_ui(&mut part(ui, "lists", left), scene, gallery, actions);
        let right = right.with_min_x(right.left() + metrics::PAD);
        grid::grid_ui(&mut part(ui, "cards", right), scene, gallery, &search, actions);
        ui.advance_cursor_after_rect(area);
        ends
    });
    if modal.inner || modal.should_close() {
        actions.push(Action::ToggleGallery);
    }
}

fn part(ui: &mut Ui, name: &str, rect: egui::Rect) -> Ui {
    let mut part = ui.new_child(egui::UiBuilder::new().max_rect(rect).id_salt(name));
    part.set_clip_rect(rect.intersect(ui.clip_rect()));
    part
}

/// The search, and the way out; returns the field and whether that way was taken.
fn head_ui(ui: &mut Ui, scene: &Scene<'_>, gallery: &Gallery, actions: &mut Vec<Action>) -> (Response, bool) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 30.0), Layout::left_to_right(Align::Center), |ui| {
        ui.allocate_ui_with_layout(vec2(LISTS - 8.0, 30.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(LISTS - 8.0);
            ui.label(RichText::new("Presets").size(18.0).strong());
        });
        let mut text = gallery.search.clone();
        let field = TextEdit::singleline(&mut text)
            .id_salt("search presets")
            .hint_text("Search titles, words, symbols")
            .desired_width(SEARCH)
            .background_color(scene.theme.card)
            .margin(vec2(8.0, 5.0));
        let search = ui.add(field);
        search.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, "Search presets"));
        if gallery.is_new {
            search.request_focus();
        }
        if text != gallery.search {
            actions.push(Action::Search(text));
        }
        let ends = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = push_button(ui, scene, "Close").on_hover_text("Esc, or a click beside").clicked();
            let open = Action::File(FileWish::Ask);
            if push_button(ui, scene, "Open a file\u{2026}").on_hover_text(Shortcut::tooltip(&open)).clicked() {
                actions.extend([Action::ToggleGallery, open]);
            }
            let hint = "Enter opens the first; arrow keys choose a card";
            if ui.available_width() > 320.0 {
                ui.label(RichText::new(hint).size(metrics::SMALL).color(scene.theme.weak));
            }
            close
        });
        (search, ends.inner)
    })
    .inner
}

/// All lists that can be chosen: the first few, all, the papers, and the questions within them.
fn lists_ui(ui: &mut Ui, scene: &Scene<'_>, gallery: &Gallery, actions: &mut Vec<Action>) {
    let catalog = &scene.study.catalog;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.with_layout(Layout::top_down_justified(Align::LEFT), |ui| {
            if !catalog.start.cards.is_empty() {
                list_ui(ui, scene, gallery, List::Start, 0.0, actions);
            }
            list_ui(ui, scene, gallery, List::All, 0.0, actions);
            for (place, group) in catalog.groups.iter().enumerate() {
                let is_first = place == 0 || catalog.groups[place - 1].paper != group.paper;
                if is_first {
                    ui.add_space(8.0);
                    if !group.paper.is_empty() {
                        list_ui(ui, scene, gallery, List::Paper(place), 0.0, actions);
                    }
                }
                let indent = if group.paper.is_empty() { 0.0 } else { 12.0 };
                list_ui(ui, scene, gallery, List::Group(place), indent, actions);
            }
            if !scene.study.talks.is_empty() {
                ui.add_space(8.0);
                ui.label(RichText::new("   Talks").size(metrics::TEXT));
            }
            for (place, talk) in scene.study.talks.iter().enumerate() {
                let (rect, response) = row_ui(ui, scene, &talk.title, false, 12.0);
                let tip = format!("{} slides in {} minutes; Esc leaves the talk", talk.slides.len(), talk.minutes);
                // Begins at once.
                Icon::Play.paint(&ui.painter_at(rect), rect.with_max_x(rect.left() + 26.0), scene.theme.weak);
                if response.on_hover_text(tip).clicked() {
                    actions.extend([Action::ToggleGallery, Action::GiveTalk(place)]);
                }
            }
        });
    });
}

fn list_ui(ui: &mut Ui, scene: &Scene<'_>, gallery: &Gallery, list: List, indent: f32, actions: &mut Vec<Action>) {
    let catalog = &scene.study.catalog;
    let is_shown = gallery.shown() == list;
    let (rect, response) = row_ui(ui, scene, &catalog.name(&list), is_shown, indent);
    // Where the open preset is.
    if matches!(list, List::Group(_)) && catalog.has(&list, scene.study.open) {
        ui.painter().circle_filled(rect.left_center() + vec2(7.0 + 0.5 * indent, 0.0), 2.5, scene.theme.text);
    }
    if response.clicked() {
        actions.push(Action::Browse(list));
    }
}

/// A row among the lists.
fn row_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, is_shown: bool, indent: f32) -> (egui::Rect, Response) {
    let theme = scene.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_shown, name));
    let painter = ui.painter();
    if is_shown || response.hovered() || response.has_focus() {
        let fill = if is_shown { theme.rail } else { theme.rail.gamma_multiply(0.5) };
        painter.rect_filled(rect, f32::from(metrics::RADIUS), fill);
    }
    let is_question = indent > 0.0;
    let color = if is_shown || !is_question { theme.text } else { theme.weak };
    let font = egui::FontId::proportional(if is_question { metrics::SMALL + 0.5 } else { metrics::TEXT });
    let at = rect.left_center() + vec2(14.0 + indent, 0.0);
    painter.text(at, egui::Align2::LEFT_CENTER, name, font, color);
    (rect, response)
}
