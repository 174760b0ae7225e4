//! What lies outside of the view: an arrow at the rim, with its values; a click brings it in.

use super::canvas::Canvas;
use crate::geometry::Point;
use crate::picture::{Hue, MarkKind};
use crate::ui::metrics;
use crate::ui::widgets::{math, number, plain};
use egui::{Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, vec2};

/// Draws the arrows; returns the place that somebody wants to see.
pub(super) fn edge_ui(ui: &Ui, canvas: &Canvas<'_>) -> Option<Point> {
    let states = canvas.trails().into_iter().filter_map(|trail| Some((canvas.head(trail.signals)?, trail.hue, "")));
    let stable = canvas.plane.marks.iter().filter(|mark| mark.kind == MarkKind::Stable);
    let marks = stable.map(|mark| (mark.at, Hue::Neutral, mark.label.as_str()));
    let mut taken: Vec<Rect> = Vec::new();
    let mut wanted = None;
    for (k, (at, hue, label)) in states.chain(marks).enumerate() {
        let place = canvas.at(at);
        if canvas.frame.expand(1.0).contains(place) || !(place.x.is_finite() && place.y.is_finite()) {
            continue;
        }
        let values = [0, 1].map(|k| format!("{} {}", canvas.axes[k].symbol, number(at[k]))).join("   ");
        let text = match label {
            "" => values,
            // Some names of marks tell their place themselves.
            told if told.contains('(') => told.to_owned(),
            name => format!("{name}  {values}"),
        };
        if arrow_ui(ui, canvas, k, place, &text, hue, &mut taken) {
            wanted = Some(at);
        }
    }
    wanted
}

fn arrow_ui(ui: &Ui, canvas: &Canvas<'_>, k: usize, place: Pos2, text: &str, hue: Hue, taken: &mut Vec<Rect>) -> bool {
    let (painter, theme) = (ui.painter_at(canvas.frame), canvas.scene.theme);
    let rim = canvas.frame.shrink(7.0);
    let tip = rim.clamp(place);
    let along = (place - tip).normalized();
    let along = if along.is_finite() { along } else { vec2(0.0, -1.0) };
    let color = theme.hue(hue);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(math(text, metrics::SMALL, color)));
    // Inwards of the arrow, and not over another.
    let size = galley.size() + vec2(10.0, 4.0);
    let center = tip - vec2(along.x * (16.0 + 0.5 * size.x), along.y * (16.0 + 0.5 * size.y));
    let inner = canvas.frame.shrink(5.0);
    let mut back = Rect::from_center_size(center, size);
    let down = if back.center().y < canvas.frame.center().y { 1.0 } else { -1.0 };
    let fits = |rect: Rect| {
        let low = (inner.max - rect.size()).max(inner.min);
        Rect::from_min_size(rect.min.clamp(inner.min, low), rect.size())
    };
    back = fits(back);
    for _ in 0..8 {
        if !taken.iter().any(|other| other.intersects(back)) {
            break;
        }
        back = fits(back.translate(vec2(0.0, down * (size.y + 3.0))));
    }
    taken.push(back);
    let id = egui::Id::unique(("outside", canvas.title, k));
    let response = ui.interact(back.union(Rect::from_center_size(tip, Vec2::splat(14.0))), id, Sense::click());
    let said = format!("Outside of the view: {}", plain(text));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
    let rim_color = if response.hovered() || response.has_focus() { theme.text } else { theme.weak };
    painter.rect(back, 4.0, theme.card, Stroke::new(1.0, rim_color), egui::StrokeKind::Inside);
    painter.galley(back.min + vec2(5.0, 2.0), galley, color);
    let side = along.rot90() * 5.5;
    let head = vec![tip + along * 5.0, tip - along * 6.0 + side, tip - along * 6.0 - side];
    painter.add(Shape::convex_polygon(head, color, Stroke::NONE));
    response.on_hover_text("Outside of the view: click to see it, too").clicked()
}
