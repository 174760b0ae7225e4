//! A card of the gallery: the picture of a preset, its title and sentence, and its twins as chips.

use crate::session::Card;
use crate::ui::widgets::{math, plain};
use crate::ui::{Scene, metrics};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, FontId, Galley, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// Height of a picture against its width.
const SHAPE: f32 = 0.625;
/// Inner margin below the picture.
const INSET: f32 = 9.0;
/// Lines of the sentence.
const LINES: usize = 2;
const LINE: f32 = 15.5;
const CHIP: f32 = 20.0;
const CHIP_GAP: f32 = 5.0;

/// A condition: which preset, what it says, how wide it is.
struct Chip {
    preset: usize,
    words: Arc<Galley>,
    width: f32,
}

/// The conditions of a card in rows that are no wider than the card; none where there is one.
fn chips(ui: &Ui, scene: &Scene<'_>, card: &Card, width: f32) -> Vec<Vec<Chip>> {
    let mut rows: Vec<Vec<Chip>> = Vec::new();
    if card.presets.len() < 2 {
        return rows;
    }
    let mut left = 0.0;
    for preset in &card.presets {
        let text = scene.study.entries.get(*preset).map_or("", |entry| entry.condition.as_str());
        let job = math(text, metrics::SMALL, scene.theme.text);
        let words = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
        let wide = (words.size().x + 12.0).min(width);
        if rows.is_empty() || wide > left {
            rows.push(Vec::new());
            left = width;
        }
        left -= wide + CHIP_GAP;
        if let Some(row) = rows.last_mut() {
            row.push(Chip { preset: *preset, words, width: wide });
        }
    }
    rows
}

/// How high a card of that width is.
pub fn height(ui: &Ui, scene: &Scene<'_>, card: &Card, width: f32) -> f32 {
    let rows = chips(ui, scene, card, width - 2.0 * INSET).len() as f32;
    (width * SHAPE).round() + 8.0 + 19.0 + LINES as f32 * LINE + rows * (CHIP + CHIP_GAP) + INSET
}

/// Draws a card; returns it, and the preset that was clicked.
pub fn card_ui(ui: &mut Ui, scene: &Scene<'_>, card: &Card, id: Id, rect: Rect) -> (Response, Option<usize>) {
    let theme = scene.theme;
    let is_open = card.has(scene.study.open);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_open, plain(&card.title)));
    let mut chosen = response.clicked().then_some(card.face);
    let radius = metrics::RADIUS;
    let inner = rect.shrink2(vec2(INSET, 0.0));
    let picture = Rect::from_min_size(rect.min, vec2(rect.width(), (rect.width() * SHAPE).round()));
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, f32::from(radius), theme.card);
        let corners = egui::CornerRadius { nw: radius, ne: radius, sw: 0, se: 0 };
        match scene.desk.pictures.get(card.face) {
            Some(texture) => {
                egui::Image::new((texture.id(), picture.size())).corner_radius(corners).paint_at(ui, picture);
            }
            None => drop(ui.painter().rect_filled(picture, corners, theme.rail.gamma_multiply(0.35))),
        }
        let painter = ui.painter();
        painter.hline(rect.x_range(), picture.bottom(), Stroke::new(1.0, theme.hairline));
        let at = pos2(inner.left(), picture.bottom() + 8.0);
        painter.galley(at, title(ui, scene, &card.title, inner.width()), theme.text);
        let caption = scene.study.entries.get(card.face).map_or("", |entry| entry.caption.as_str());
        let mut job = math(caption, metrics::SMALL, theme.weak);
        job.wrap = TextWrapping { max_width: inner.width(), max_rows: LINES, ..TextWrapping::default() };
        let galley = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
        painter.galley(at + vec2(0.0, 19.0), galley, theme.weak);
        let stroke = match (is_open, response.has_focus() || response.hovered()) {
            (_, true) => Stroke::new(2.0, theme.weak),
            (true, false) => Stroke::new(2.0, theme.text),
            (false, false) => Stroke::new(1.0, theme.hairline),
        };
        painter.rect_stroke(rect, f32::from(radius), stroke, StrokeKind::Inside);
        if is_open {
            mark_ui(ui, scene, picture);
        }
    }
    let mut y = picture.bottom() + 8.0 + 19.0 + LINES as f32 * LINE;
    for row in chips(ui, scene, card, inner.width()) {
        let mut x = inner.left();
        for chip in row {
            let place = Rect::from_min_size(pos2(x, y), vec2(chip.width, CHIP));
            if chip_ui(ui, scene, &chip, id.with(chip.preset), place).clicked() {
                chosen = Some(chip.preset);
            }
            x += chip.width + CHIP_GAP;
        }
        y += CHIP + CHIP_GAP;
    }
    let response = response.on_hover_ui(|ui| tooltip_ui(ui, scene, card));
    (response, chosen)
}

fn tooltip_ui(ui: &mut Ui, scene: &Scene<'_>, card: &Card) {
    let Some(entry) = scene.study.entries.get(card.face) else { return };
    ui.set_max_width(340.0);
    ui.label(math(&entry.title, metrics::TEXT, scene.theme.text));
    ui.label(math(&entry.caption, metrics::TEXT, scene.theme.weak));
}

/// Says that this is the one that is open.
fn mark_ui(ui: &Ui, scene: &Scene<'_>, picture: Rect) {
    let font = FontId::proportional(metrics::SMALL);
    let words = ui.painter().layout_no_wrap("open".to_owned(), font, scene.theme.backdrop);
    let back = Align2::RIGHT_TOP.anchor_size(picture.right_top() + vec2(-7.0, 7.0), words.size() + vec2(12.0, 4.0));
    ui.painter().rect_filled(back, 4.0, scene.theme.text);
    ui.painter().galley(back.min + vec2(6.0, 2.0), words, scene.theme.backdrop);
}

fn chip_ui(ui: &Ui, scene: &Scene<'_>, chip: &Chip, id: Id, rect: Rect) -> Response {
    let theme = scene.theme;
    let entry = scene.study.entries.get(chip.preset);
    let is_open = chip.preset == scene.study.open;
    let response = ui.interact(rect, id, Sense::click());
    let name = entry.map(|entry| format!("{}: {}", plain(&entry.title), plain(&entry.condition))).unwrap_or_default();
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_open, &name));
    let strong = response.hovered() || response.has_focus();
    let fill = if is_open || strong { theme.rail } else { theme.backdrop };
    let stroke = Stroke::new(1.0, if is_open || response.has_focus() { theme.text } else { theme.hairline });
    let painter = ui.painter_at(rect);
    painter.rect(rect, 0.5 * CHIP, fill, stroke, StrokeKind::Inside);
    let place = Align2::CENTER_CENTER.anchor_size(rect.center(), chip.words.size());
    painter.galley(place.min, chip.words.clone(), theme.text);
    response.on_hover_text(entry.map_or("", |entry| entry.title.as_str()))
}

/// A title on one line; what stands before two spaces, as the number of a figure, is less important.
fn title(ui: &Ui, scene: &Scene<'_>, title: &str, width: f32) -> Arc<Galley> {
    let (tag, name) = title.split_once("  ").unwrap_or(("", title));
    let format = |size, color| TextFormat::simple(FontId::proportional(size), color);
    let mut job = LayoutJob::default();
    if !tag.is_empty() {
        job.append(tag, 0.0, format(metrics::SMALL, scene.theme.weak));
        job.append("  ", 0.0, format(metrics::TEXT, scene.theme.text));
    }
    job.append(name, 0.0, format(metrics::TEXT, scene.theme.text));
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.ctx().fonts_mut(|fonts| fonts.layout_job(job))
}
