//! A talk: the sentence above the views, the number of the slide, the black screen, and what the speaker sees.

use super::control::control_ui;
use crate::session::Slide;
use crate::ui::talk::OnStage;
use crate::ui::widgets::{math, plain};
use crate::ui::{Action, Scene, metrics};
use egui::{Align, Align2, FontId, Galley, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};
use std::sync::Arc;

/// Sizes of the sentence, the first that fits.
const SIZES: [f32; 5] = [23.0, 21.0, 19.0, 17.0, 15.0];
/// In so many lines.
const LINES: usize = 2;
/// Room for the number of the slide.
const COUNTER: f32 = 64.0;
/// Width of a control, and its height until it is known.
const CONTROL: egui::Vec2 = vec2(240.0, 30.0);

/// The slide that is shown, its number and how many there are.
fn slide<'a>(scene: &Scene<'a>) -> Option<(&'a Slide, usize, usize)> {
    let (talk, place) = scene.desk.talk.as_ref()?.slide?;
    let slides = &scene.study.talks.get(talk)?.slides;
    Some((slides.get(place)?, place + 1, slides.len()))
}

/// What lies above and below the views in a talk.
pub struct Lectern {
    sentence: Arc<Galley>,
    text: String,
    counter: String,
    controls: Vec<String>,
}

impl Lectern {
    /// Lays the sentence out.
    pub fn new(ui: &Ui, scene: &Scene<'_>, width: f32) -> Self {
        let title = &scene.study.title;
        let (text, counter, controls) = match slide(scene) {
            Some((slide, number, of)) => (slide.sentence.clone(), format!("{number} / {of}"), slide.controls.clone()),
            None if title.caption.is_empty() => (title.title.clone(), String::new(), Vec::new()),
            None => (title.caption.clone(), String::new(), Vec::new()),
        };
        let room = width - 2.0 * COUNTER;
        let lay = |size: f32, part: f32| {
            let mut job = math(&text, size, scene.theme.text);
            job.wrap.max_width = room * part;
            job.halign = Align::Center;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let size = SIZES.into_iter().find(|size| lay(*size, 1.0).rows.len() <= LINES);
        let size = size.unwrap_or(SIZES[SIZES.len() - 1]);
        // Lines of about one length: none holds a last word alone.
        let rows = lay(size, 1.0).rows.len();
        let parts = (0..8).map(|k| 0.5 + 0.06 * k as f32);
        let even = parts.map(|part| lay(size, part)).find(|galley| galley.rows.len() == rows);
        let sentence = even.filter(|_| rows > 1).unwrap_or_else(|| lay(size, 1.0));
        Lectern { sentence, text: plain(&text), counter, controls }
    }

    /// How high the sentence is, in points.
    pub fn height(&self) -> f32 {
        self.sentence.size().y
    }

    /// How high the row of controls is, in points; it was so high before.
    pub fn foot(&self, ui: &Ui) -> f32 {
        if self.controls.is_empty() {
            return 0.0;
        }
        metrics::GAP + ui.data(|data| data.get_temp::<f32>(foot_key())).unwrap_or(CONTROL.y)
    }

    /// Draws the sentence and the number of the slide.
    pub fn ui(&self, ui: &mut Ui, scene: &Scene<'_>, rect: Rect) {
        ui.painter().galley(rect.center_top(), self.sentence.clone(), scene.theme.text);
        let response = ui.interact(rect, ui.scope_id().with("sentence"), Sense::hover());
        let told = format!("{}  {}", self.text, self.counter);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, told.trim()));
        let font = FontId::proportional(metrics::SMALL);
        ui.painter().text(rect.right_top(), Align2::RIGHT_TOP, &self.counter, font, scene.theme.weak);
    }

    /// Draws the controls that the slide has at hand.
    pub fn controls_ui(&self, ui: &mut Ui, scene: &Scene<'_>, rect: Rect, actions: &mut Vec<Action>) {
        if self.controls.is_empty() {
            return;
        }
        let mut high: f32 = 0.0;
        for (k, id) in self.controls.iter().enumerate() {
            let at = rect.left_top() + vec2(12.0 + k as f32 * (CONTROL.x + 24.0), metrics::GAP);
            let place = Rect::from_min_size(at, vec2(CONTROL.x, rect.height()));
            let mut cell = ui.new_child(UiBuilder::new().id_salt(("control", id)).max_rect(place));
            control_ui(&mut cell, scene, id, actions);
            high = high.max(cell.min_rect().height());
        }
        let before = ui.data_mut(|data| data.get_temp::<f32>(foot_key()));
        if before != Some(high) {
            ui.data_mut(|data| data.insert_temp(foot_key(), high));
            ui.ctx().request_discard("controls of another height");
        }
    }
}

/// Where it is kept how high the row of controls is.
fn foot_key() -> egui::Id {
    egui::Id::unique("height of the controls of a slide")
}

/// The black screen.
pub fn black_ui(ui: &mut Ui, scene: &Scene<'_>) {
    ui.painter().rect_filled(ui.max_rect(), 0.0, scene.theme.backdrop);
    let response = ui.interact(ui.max_rect(), ui.scope_id().with("black"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, "The screen is black"));
}

/// `3:05`.
fn minutes(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What the speaker sees: notes, what comes next, the clock and how long the talk has lasted.
pub fn speaker_ui(ui: &mut Ui, scene: &Scene<'_>, now_s: f64) {
    let theme = scene.theme;
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme.backdrop);
    let Some(OnStage { since_s, slide: place, black, .. }) = &scene.desk.talk else { return };
    let talk = place.and_then(|(talk, _)| scene.study.talks.get(talk));
    let inner = ui.max_rect().shrink(16.0);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner));
    let ui = &mut ui;
    let passed = now_s - since_s.unwrap_or(now_s);
    ui.horizontal(|ui| {
        let number = slide(scene).map_or_else(String::new, |(_, number, of)| format!("{number} / {of}"));
        ui.label(RichText::new(number).size(26.0).color(theme.text));
        ui.add_space(20.0);
        let given = talk.map(|talk| talk.minutes * 60.0);
        let color = if given.is_some_and(|given| passed > given) { theme.bad } else { theme.text };
        let of = given.map_or_else(String::new, |given| format!("  of {}", minutes(given)));
        ui.label(RichText::new(format!("{}{of}", minutes(passed))).size(26.0).color(color));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let clock = chrono::Local::now().format("%H:%M").to_string();
            ui.label(RichText::new(clock).size(26.0).color(theme.weak));
            if *black {
                ui.label(RichText::new("black").size(18.0).color(theme.bad));
            }
        });
    });
    ui.add_space(10.0);
    let (title, sentence, notes) = match slide(scene) {
        Some((slide, ..)) => (slide.title.as_str(), slide.sentence.as_str(), slide.notes.as_str()),
        None => {
            let title = &scene.study.title;
            (title.title.as_str(), title.caption.as_str(), title.try_this.as_str())
        }
    };
    let next = place.and_then(|(talk, here)| scene.study.talks.get(talk)?.slides.get(here + 1));
    let foot = 92.0;
    let room = (ui.available_height() - foot).max(80.0);
    ScrollArea::vertical().max_height(room).auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new(title).size(20.0).strong().color(theme.text));
        ui.label(math(sentence, 17.0, theme.weak));
        ui.add_space(10.0);
        for line in notes.lines().filter(|line| !line.trim().is_empty()) {
            ui.label(math(line, 18.0, theme.text));
            ui.add_space(4.0);
        }
    });
    ui.separator();
    let (head, words) = match next {
        Some(next) => (format!("Next: {}", next.title), next.sentence.clone()),
        None if place.is_some() => ("This is the last slide.".to_owned(), String::new()),
        None => (String::new(), String::new()),
    };
    ui.label(RichText::new(head).size(16.0).color(theme.text));
    ui.label(math(&words, 15.0, theme.weak));
}
