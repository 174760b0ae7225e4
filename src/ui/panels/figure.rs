//! The dialog for figures: what is drawn, as what, how large; a preview; and what became of it.

use crate::machine::HAS_DISK;
use crate::reading::typed;
use crate::ui::figure::{Subject, Unit};
use crate::ui::figure_desk::{Form, Kind, LAST_S, USUAL};
use crate::ui::theme::Mode;
use crate::ui::view::View;
use crate::ui::widgets::{heard_field, math, push_button};
use crate::ui::{Action, FigureWish, Scene, metrics, views};
use egui::{DragValue, Grid, RichText, Sense, Ui, vec2};
use std::cell::RefCell;

/// Size of the preview, in points.
pub const PREVIEW: [f32; 2] = [320.0, 240.0];
/// Width of the column of fields.
const FIELDS: f32 = 372.0;

/// Draws the dialog if it is open.
pub fn figure_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let desk = &scene.desk.figures;
    let (true, Some(known)) = (desk.is_open, &desk.form) else { return };
    let mut open = true;
    let mut form = known.clone();
    let mut wishes = Vec::new();
    egui::Window::new("Export a figure")
        .id(egui::Id::unique("figure"))
        .open(&mut open)
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| preview_ui(ui, scene, &form));
                ui.add_space(6.0);
                ui.vertical(|ui| {
                    ui.set_width(FIELDS);
                    fields_ui(ui, scene, &mut form, &mut wishes);
                });
            });
            ui.add_space(6.0);
            path_ui(ui, scene, &mut form, &mut wishes);
        });
    if !open {
        wishes.push(FigureWish::Toggle);
    }
    if form != *known {
        wishes.insert(0, FigureWish::Form(Box::new(form)));
    }
    actions.extend(wishes.into_iter().map(Action::Figure));
}

fn weak(scene: &Scene<'_>, text: &str) -> RichText {
    RichText::new(text).size(metrics::SMALL).color(scene.theme.weak)
}

/// How it will look, and what that is in numbers.
fn preview_ui(ui: &mut Ui, scene: &Scene<'_>, form: &Form) {
    let (rect, response) = ui.allocate_exact_size(PREVIEW.into(), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Preview of the figure"));
    ui.painter().rect_filled(rect, 4.0, scene.theme.backdrop);
    let page = form.page();
    if form.kind.is_drawn() {
        if let (Some(preview), Ok(_)) = (&scene.desk.figures.preview, &page) {
            let size = preview.size_vec2();
            let size = size * (rect.width() / size.x).min(rect.height() / size.y);
            let place = egui::Rect::from_center_size(rect.center(), size);
            ui.put(place, egui::Image::new((preview.id(), size)));
            let rim = egui::Stroke::new(1.0, scene.theme.hairline);
            ui.painter().rect_stroke(place, 0.0, rim, egui::StrokeKind::Outside);
        }
    } else {
        let text = data_words(scene);
        let font = egui::FontId::proportional(metrics::TEXT);
        let galley = ui.painter().layout(text, font, scene.theme.weak, rect.width() - 40.0);
        let place = egui::Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
        ui.painter().galley(place.min, galley, scene.theme.weak);
    }
    ui.add_space(4.0);
    ui.set_max_width(PREVIEW[0]);
    if let (Ok(page), true) = (page, form.kind.is_drawn()) {
        let [width, height] = page.px;
        let mm = page.pt.map(|pt| pt / 72.0 * 25.4);
        let words = format!(
            "{:.0} x {:.0} mm, {width} x {height} pixels; letters {:.1} pt, lines {:.2} pt",
            mm[0], mm[1], page.letters_pt, page.lines_pt
        );
        ui.label(weak(scene, &words));
    }
}

/// What a file of data will hold.
fn data_words(scene: &Scene<'_>) -> String {
    let history = scene.history;
    let spikes = history.spikes(0, history.step).len();
    let names: Vec<&str> = history.layout.signals.iter().map(|signal| signal.id).collect();
    format!(
        "{spikes} spikes and the signals {}, from {:.3} s to {:.3} s. What lies long back is kept in fewer rows.",
        names.join(", "),
        0.0,
        history.time_s()
    )
}

fn fields_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, wishes: &mut Vec<FigureWish>) {
    Grid::new("figure fields").num_columns(2).spacing([10.0, 7.0]).show(ui, |ui| {
        ui.label("Format");
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            // Where there are no folders a file holds the numbers.
            let has = |kind: &Kind| HAS_DISK || *kind != Kind::Csv;
            for (kind, name, help) in Kind::ALL.into_iter().filter(|(kind, ..)| has(kind)) {
                if ui.selectable_label(form.kind == kind, name).on_hover_text(help).clicked() {
                    form.become_kind(kind);
                }
            }
        });
        ui.end_row();
        if !form.kind.is_drawn() {
            return;
        }
        ui.label("What");
        subject_ui(ui, scene, form);
        ui.end_row();
        ui.label("Size for");
        ui.horizontal(|ui| {
            for (k, (name, extent, ..)) in USUAL.into_iter().enumerate() {
                if ui.selectable_label(form.extent == extent, name).on_hover_text(extent.to_string()).clicked() {
                    form.take_size(k);
                }
            }
        });
        ui.end_row();
        ui.label("Size");
        ui.horizontal(|ui| {
            let digits = if form.extent.unit == Unit::Mm { 1 } else { 0 };
            let [width, height] = form.extent.sides;
            let sides = [("width", width), ("height", height)];
            for (k, (name, side)) in sides.into_iter().enumerate() {
                if k == 1 {
                    ui.label("\u{d7}");
                }
                if let Some(side) = number_ui(ui, name, side, digits, "", wishes) {
                    form.extent.sides[k] = side;
                }
            }
            for (unit, name) in [(Unit::Mm, "mm"), (Unit::Px, "px")] {
                if ui.selectable_label(form.extent.unit == unit, name).clicked() {
                    form.measure_in(unit);
                }
            }
            ui.add_space(8.0);
            if let Some(dpi) = number_ui(ui, "dots an inch", form.dpi, 0, " dpi", wishes) {
                form.dpi = dpi;
            }
        });
        ui.end_row();
        ui.label("Colours");
        ui.horizontal(|ui| {
            for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark"), (Mode::Contrast, "high contrast")] {
                if ui.selectable_label(form.mode == mode, name).clicked() {
                    form.mode = mode;
                }
            }
        });
        ui.end_row();
        let page = form.page().ok();
        ui.label("Letters");
        ui.horizontal(|ui| {
            let now = form.letters_pt.or(page.map(|page| page.letters_pt)).unwrap_or(8.0);
            if let Some(size) = number_ui(ui, "size of letters", now, 1, " pt", wishes) {
                form.letters_pt = Some(size);
            }
            ui.add_space(8.0);
            ui.label("Lines");
            let now = form.lines_pt.or(page.map(|page| page.lines_pt)).unwrap_or(1.0);
            if let Some(width) = number_ui(ui, "width of lines", now, 2, " pt", wishes) {
                form.lines_pt = Some(width);
            }
            if (form.letters_pt.is_some() || form.lines_pt.is_some())
                && ui.button("as it fits").on_hover_text("Letters and lines in proportion to the size").clicked()
            {
                (form.letters_pt, form.lines_pt) = (None, None);
            }
        });
        ui.end_row();
        if let Kind::Movie(_) = form.kind {
            ui.label("Shows");
            ui.horizontal(|ui| {
                ui.label("the last");
                if let Some(last) = number_ui(ui, "seconds shown", form.last_s, 1, " s", wishes) {
                    form.last_s = last.clamp(LAST_S[0], LAST_S[1]);
                }
                ui.label("in");
                if let Some(fps) = number_ui(ui, "frames a second", form.fps, 0, " frames a second", wishes) {
                    form.fps = fps.clamp(crate::ui::figure::FPS[0], crate::ui::figure::FPS[1]);
                }
            });
            ui.end_row();
        }
    });
}

/// Which view.
fn subject_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form) {
    let views: Vec<View> = views::all(scene).into_iter().filter(|view| view.is_available).collect();
    let name = match &form.subject {
        Subject::Screen => "All of the screen".to_owned(),
        Subject::View(id) => views.iter().find(|view| view.id == *id).map_or_else(|| id.clone(), |v| v.name.clone()),
    };
    let text = math(&name, metrics::TEXT, scene.theme.text);
    let shown = egui::ComboBox::from_id_salt("figure of").selected_text(text).width(240.0).show_ui(ui, |ui| {
        let mut chosen = None;
        for view in &views {
            let is_here = form.subject == Subject::View(view.id.clone());
            if ui.selectable_label(is_here, math(&view.name, metrics::TEXT, scene.theme.text)).clicked() {
                chosen = Some(Subject::View(view.id.clone()));
            }
        }
        if ui.selectable_label(form.subject == Subject::Screen, "All of the screen").clicked() {
            chosen = Some(Subject::Screen);
        }
        chosen
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "What is drawn"));
    if let Some(subject) = shown.inner.flatten() {
        form.show(subject);
    }
}

/// A number; one that is another than before. What is typed and no number is told.
fn number_ui(
    ui: &mut Ui,
    name: &str,
    value: f64,
    digits: usize,
    suffix: &str,
    wishes: &mut Vec<FigureWish>,
) -> Option<f64> {
    let mut now = value;
    let heard = RefCell::new(None);
    let field = DragValue::new(&mut now).speed(0.004 * value.abs().max(1.0)).max_decimals(digits).suffix(suffix);
    let response = ui.add(heard_field(field, &heard));
    response.widget_info(|| egui::WidgetInfo::slider(true, value, name));
    if let Some(text) = heard.take() {
        match typed(text.trim_end_matches(suffix)) {
            Some(typed) => {
                wishes.push(FigureWish::Odd(None));
                now = typed;
            }
            None => wishes.push(FigureWish::Odd(Some(format!("{name}: given {text}; allowed is a number")))),
        }
    }
    (now != value).then_some(now)
}

/// Where to, and what became of it.
fn path_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, wishes: &mut Vec<FigureWish>) {
    let desk = &scene.desk.figures;
    let what = match form.kind {
        _ if !HAS_DISK => "Download as",
        Kind::Csv => "To the folder",
        _ => "To the file",
    };
    ui.horizontal(|ui| {
        ui.label(what);
        let can_browse = HAS_DISK && scene.desk.files.can_browse && form.kind != Kind::Csv;
        let room = if can_browse { 90.0 } else { 0.0 };
        let width = PREVIEW[0] + FIELDS - 76.0 - room;
        let response = ui.add(egui::TextEdit::singleline(&mut form.path).desired_width(width));
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "where the figure is written to"));
        if can_browse && push_button(ui, scene, "Browse\u{2026}").clicked() {
            wishes.push(FigureWish::Browse);
        }
    });
    ui.add_space(4.0);
    let why = match &desk.odd {
        Some(odd) => Some(odd.clone()),
        None if form.kind.is_drawn() => form.page().err(),
        None => None,
    };
    ui.horizontal(|ui| {
        if let Some(part) = desk.progress {
            let bar = egui::ProgressBar::new(part as f32).desired_width(260.0).show_percentage();
            ui.add(bar).widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, "writing"));
            if push_button(ui, scene, "Stop").clicked() {
                wishes.push(FigureWish::Stop);
            }
            // Meanwhile another format may be chosen above.
            let text = RichText::new(format!("writing {}; one at a time", desk.writing)).size(metrics::SMALL);
            ui.add(egui::Label::new(text.color(scene.theme.weak)).truncate());
            return;
        }
        let can_write = why.is_none() && !form.path.trim().is_empty();
        let button = egui::Button::new("Write").fill(scene.theme.rail).min_size(vec2(72.0, 22.0));
        if ui.add_enabled(can_write, button).clicked() {
            wishes.push(FigureWish::Write);
        }
        if push_button(ui, scene, "Close").clicked() {
            wishes.push(FigureWish::Toggle);
        }
        let (text, color) = match (&why, &desk.told) {
            (Some(why), _) => (why.clone(), scene.theme.bad),
            (None, Some(Ok(told))) => (told.clone(), scene.theme.good),
            (None, Some(Err(told))) => (told.clone(), scene.theme.error),
            (None, None) => return,
        };
        ui.add(egui::Label::new(RichText::new(text).size(metrics::SMALL).color(color)).wrap());
    });
}
