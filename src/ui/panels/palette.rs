//! The palette, over everything else: a field, and what is found by it.

use crate::ui::palette::{Find, Kind, Palette};
use crate::ui::widgets::{math, plain};
use crate::ui::{Action, Scene, metrics};
use egui::{Align2, FontId, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2};

/// Its width, as far as there is room.
const WIDTH: f32 = 600.0;
/// Height of what is found.
const ROW: f32 = 28.0;
/// So many rows are shown at once.
const ROWS: f32 = 12.0;

/// Draws it if it is open.
pub fn palette_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(palette) = &scene.desk.palette else { return };
    let theme = scene.theme;
    let frame = egui::Frame::new()
        .fill(theme.card)
        .stroke(egui::Stroke::new(1.0, theme.hairline))
        .corner_radius(8.0)
        .inner_margin(10.0);
    let screen = ui.max_rect();
    let width = WIDTH.min(screen.width() - 40.0);
    let id = egui::Id::unique("palette");
    let place = egui::Modal::default_area(id).anchor(Align2::CENTER_TOP, [0.0, (0.1 * screen.height()).min(80.0)]);
    let modal = egui::Modal::new(id).area(place).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        // Before the field takes them.
        let (by, again) = ui.input_mut(|input| {
            let mut count = |key, by: isize| by * input.count_and_consume_key(Modifiers::NONE, key) as isize;
            let by = count(Key::ArrowDown, 1) + count(Key::ArrowUp, -1);
            let by = by + (ROWS as isize - 1) * (count(Key::PageDown, 1) + count(Key::PageUp, -1));
            (by, input.consume_key(Modifiers::COMMAND, Key::K))
        });
        if by != 0 {
            actions.push(Action::SeekNext(by));
        }
        let mut text = palette.text.clone();
        let field = TextEdit::singleline(&mut text)
            .id_salt("palette field")
            .hint_text("Find commands, parameters, views, lessons, presets")
            .desired_width(f32::INFINITY)
            .font(FontId::proportional(metrics::HEADING + 1.5))
            .background_color(theme.backdrop)
            .margin(vec2(8.0, 6.0));
        let field = ui.add(field);
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, "Find anything"));
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && palette.count() > 0 {
            actions.push(Action::Take(palette.chosen));
        } else if palette.is_new || !field.has_focus() {
            field.request_focus();
        }
        if text != palette.text {
            actions.push(Action::Seek(text));
        }
        ui.add_space(6.0);
        found_ui(ui, scene, palette, screen.height() - 190.0, actions);
        again
    });
    if modal.inner || modal.should_close() {
        actions.push(Action::TogglePalette);
    }
}

fn found_ui(ui: &mut Ui, scene: &Scene<'_>, palette: &Palette, room: f32, actions: &mut Vec<Action>) {
    if palette.count() == 0 {
        let text = format!("Nothing is called “{}”, nor by words like it.", palette.text.trim());
        ui.label(RichText::new(text).color(scene.theme.weak));
        ui.label(RichText::new("The gallery (G) searches the sentences of presets, too.").color(scene.theme.weak));
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = (ROWS * ROW).min(room);
    // As high as it needs to be, whatever little was found before.
    let least = height.min(ROW * palette.count() as f32);
    let area = ScrollArea::vertical().max_height(height).min_scrolled_height(least);
    let mut area = area.auto_shrink([false, true]);
    if palette.is_new {
        area = area.vertical_scroll_offset(0.0);
    }
    area.show_viewport(ui, |ui, view| {
        let (whole, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), ROW * palette.count() as f32), egui::Sense::hover());
        let row = |place: usize| {
            let top = whole.top() + ROW * place as f32;
            egui::Rect::from_min_size(egui::pos2(whole.left(), top), vec2(whole.width() - 10.0, ROW))
        };
        if palette.moved {
            ui.scroll_to_rect(row(palette.chosen), None);
        }
        let first = (view.top() / ROW).floor().max(0.0) as usize;
        let last = ((view.bottom() / ROW).ceil() as usize).min(palette.count());
        for place in first..last {
            if let Some(find) = palette.get(place)
                && row_ui(ui, scene, find, row(place), place == palette.chosen)
            {
                actions.push(Action::Take(place));
            }
        }
    });
}

/// Draws one row; whether it was clicked.
fn row_ui(ui: &mut Ui, scene: &Scene<'_>, find: &Find, rect: egui::Rect, is_chosen: bool) -> bool {
    let theme = scene.theme;
    let id = ui.scope_id().with((find.kind.name(), &find.name, &find.note));
    let response = ui.interact(rect, id, egui::Sense::CLICK);
    let name = plain(&find.name);
    response.widget_info(|| {
        let told = format!("{name}, {}", find.kind.name());
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_chosen, told)
    });
    if is_chosen || response.hovered() {
        let fill = if is_chosen { theme.rail } else { theme.rail.gamma_multiply(0.5) };
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), fill);
    }
    let painter = ui.painter();
    let small = FontId::proportional(metrics::SMALL);
    let right = rect.right_center() - vec2(8.0, 0.0);
    let color = if is_chosen { theme.text } else { theme.weak };
    let word = painter.text(right, Align2::RIGHT_CENTER, find.kind.name(), small.clone(), color);
    let mut end = word.left();
    if find.kind == Kind::Command {
        // The same width for all, so that keys stand in one column.
        end = right.x - 62.0;
    }
    if !find.note.is_empty() {
        let at = egui::pos2(end - 14.0, right.y);
        let color = if find.kind == Kind::Command { theme.text } else { color };
        end = painter.text(at, Align2::RIGHT_CENTER, &find.note, small, color).left();
    }
    let mut job = math(&find.name, metrics::TEXT, theme.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((end - rect.left() - 24.0).max(60.0));
    let words = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(8.0, 0.0), words.size()).min;
    ui.painter().galley(at, words, theme.text);
    response.clicked()
}
