//! Sentences for the person: what to try, and what went wrong.

use crate::session::Level;
use crate::ui::widgets::{math, plain, push_button};
use crate::ui::{Action, FileWish, Scene, Title, metrics};
use egui::{Align2, Area, Frame, Rect, Ui, vec2};

/// The sentence of the preset and what to try, in as many lines as they need.
pub struct Hint {
    lines: Vec<std::sync::Arc<egui::Galley>>,
    text: String,
}

impl Hint {
    /// Lays them out.
    pub fn new(ui: &Ui, scene: &Scene<'_>, width: f32) -> Self {
        let Title { caption, try_this, .. } = &scene.study.title;
        let said = math(caption, metrics::TEXT, scene.theme.weak);
        let mut tried = math(if try_this.is_empty() { "" } else { "Try:" }, metrics::TEXT, scene.theme.good);
        append(&mut tried, math(try_this, metrics::TEXT, scene.theme.text), 6.0);
        let layout = |mut job: egui::text::LayoutJob, width: f32| {
            job.wrap.max_width = width;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let mut both = said.clone();
        append(&mut both, tried.clone(), 18.0);
        let one = layout(both, f32::INFINITY);
        let lines = if one.size().x <= width { vec![one] } else { vec![layout(said, width), layout(tried, width)] };
        Hint { lines, text: plain(&format!("{caption} Try: {try_this}")) }
    }

    /// Its height in points.
    pub fn height(&self) -> f32 {
        self.lines.iter().map(|line| line.size().y).sum()
    }

    /// Draws it.
    pub fn ui(self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let whole = ui.max_rect();
        let mut at = whole.min;
        for line in self.lines {
            let size = line.size();
            ui.painter().galley(at, line, ui.visuals().text_color());
            at.y += size.y;
        }
        let response = ui.interact(whole, ui.scope_id().with("sentence"), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &self.text));
    }
}

/// Puts one text behind another.
fn append(job: &mut egui::text::LayoutJob, more: egui::text::LayoutJob, space: f32) {
    for (k, section) in more.sections.iter().enumerate() {
        let range = section.byte_range.start.0..section.byte_range.end.0;
        let gap = if k == 0 { space } else { section.leading_space };
        job.append(&more.text[range], gap, section.format.clone());
    }
}

/// Whether the figure has other conditions.
pub fn has_conditions(scene: &Scene<'_>) -> bool {
    scene.study.conditions.len() > 1
}

/// The other conditions of the figure, in the head of the stage; a row of one line, which is scrolled where it is narrow.
pub fn conditions_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let area =
        egui::ScrollArea::horizontal().scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden);
    area.show(ui, |ui| conditions_row_ui(ui, scene, actions));
}

fn conditions_row_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 0.0);
        for (index, condition) in &scene.study.conditions {
            let is_open = *index == scene.study.open;
            let color = if is_open { scene.theme.text } else { scene.theme.weak };
            let button = ui.add(egui::Button::selectable(is_open, math(condition, metrics::SMALL, color)));
            let title = scene.study.entries.get(*index).map_or("", |entry| entry.title.as_str());
            button.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, plain(condition)));
            if button.on_hover_text(plain(title)).clicked() && !is_open {
                actions.push(Action::Open(*index));
            }
        }
    });
}

/// What the answers to an offer take, in points.
const OFFER: f32 = 230.0;

/// Offers what the last program left, over the sentence above the views, so that it hides none of them.
pub fn found_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, actions: &mut Vec<Action>) {
    let Some(found) = &scene.desk.files.found else { return };
    let place = area.center_top();
    Area::new(egui::Id::unique("a session that was left")).fixed_pos(place).pivot(Align2::CENTER_BOTTOM).show(
        ui.ctx(),
        |ui| {
            let stroke = egui::Stroke::new(1.5, scene.theme.good);
            Frame::popup(ui.style()).stroke(stroke).inner_margin(3.0).show(ui, |ui| {
                ui.horizontal(|ui| {
                    let more = match found.more {
                        0 => String::new(),
                        n => format!(" ({n} more)"),
                    };
                    let text =
                        format!("Tightrope ended unexpectedly {} ago, with “{}” open{more}.", found.since, found.title);
                    let (job, most) = (math(&text, metrics::TEXT, scene.theme.text), area.width() - OFFER);
                    let wide = ui.fonts_mut(|fonts| fonts.layout_job(job.clone())).size().x.min(most);
                    ui.add_sized([wide, 20.0], egui::Label::new(job).truncate()).on_hover_text(&text);
                    for (word, help, wish) in [
                        ("Restore", "Open it as it was", FileWish::Restore),
                        ("Forget", "Remove what was kept of it", FileWish::Forget),
                        ("Later", "Ask again at the next start", FileWish::Later),
                    ] {
                        if push_button(ui, scene, word).on_hover_text(help).clicked() {
                            actions.push(Action::File(wish));
                        }
                    }
                });
            });
        },
    );
}

/// A message over the lower edge of the views, until it is put away.
pub fn notice_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, actions: &mut Vec<Action>) {
    let Some(notice) = scene.notice() else { return };
    let color = if notice.level == Level::Info { scene.theme.good } else { scene.theme.bad };
    let place = area.center_bottom() - vec2(0.0, 16.0);
    Area::new(egui::Id::unique("notice")).fixed_pos(place).pivot(Align2::CENTER_BOTTOM).show(ui.ctx(), |ui| {
        let stroke = egui::Stroke::new(1.5, color);
        Frame::popup(ui.style()).stroke(stroke).inner_margin(12.0).show(ui, |ui| {
            ui.set_max_width((area.width() - 80.0).max(240.0));
            ui.horizontal_wrapped(|ui| {
                ui.label(math(&notice.text, metrics::TEXT, color));
                if notice.level == Level::Alarm && !scene.done().is_empty() {
                    let last = scene.done().last().map_or("", |name| name.as_str());
                    let undo = push_button(ui, scene, "Undo and run on").on_hover_text(format!("Takes back: {last}"));
                    if undo.clicked() {
                        actions.push(Action::UndoAndRun);
                    }
                }
                if push_button(ui, scene, "OK").clicked() {
                    actions.push(Action::DismissNotice);
                }
            });
        });
    });
}
