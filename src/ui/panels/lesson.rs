//! Lessons: what to do, ticked off as it is done, and a question at the end.

use super::control::control_ui;
use super::guess::guess_ui;
use super::parts::heading_ui;
use crate::reading::typed;
use crate::session::{Gauge, Lesson, Question, Sketch, Step};
use crate::ui::view::View;
use crate::ui::widgets::{fixed, markdown_ui, math, plain, push_button};
use crate::ui::{Action, Scene, metrics, views};
use egui::{RichText, Sense, Stroke, Ui, vec2};

/// Draws the list of lessons, or the one that is open.
pub fn lesson_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some((index, lesson)) = scene.study.lesson.and_then(|k| Some((k, scene.study.lessons.get(k)?))) else {
        list_ui(ui, scene, actions);
        return;
    };
    ui.horizontal(|ui| {
        if push_button(ui, scene, "All lessons").clicked() {
            actions.push(Action::CloseLesson);
        }
        if push_button(ui, scene, "Start over").on_hover_text("Loads the network as it was at first").clicked() {
            actions.push(Action::BeginLesson(index));
        }
    });
    ui.add_space(6.0);
    ui.label(RichText::new(format!("{}  {}", index + 1, lesson.title)).size(metrics::HEADING).strong());
    ui.add_space(4.0);
    if scene.study.name != lesson.preset {
        ui.label(RichText::new("Another network is open now.").color(scene.theme.bad));
        if push_button(ui, scene, "Back to that of the lesson").clicked() {
            actions.push(Action::ReloadLesson);
        }
        ui.add_space(6.0);
    }
    // Once one is at work there is no room for it, unless it is wanted.
    let is_new = scene.study.progress.done == 0;
    let about = |ui: &mut Ui| {
        if let Some(picture) = &lesson.picture {
            sketch_ui(ui, scene, picture);
        }
        markdown_ui(ui, &lesson.intro, scene.theme.text);
    };
    if is_new {
        about(ui);
    } else {
        let text = RichText::new("What it is about").size(metrics::SMALL).color(scene.theme.weak);
        egui::CollapsingHeader::new(text).id_salt(("about", index)).show(ui, about);
    }
    ui.add_space(8.0);
    steps_ui(ui, scene, lesson, actions);
    if scene.study.progress.done >= lesson.steps.len() {
        question_ui(ui, scene, index, &lesson.question, actions);
    }
}

/// The curve that a lesson begins with.
fn sketch_ui(ui: &mut Ui, scene: &Scene<'_>, picture: &Sketch) {
    let plot = egui_plot::Plot::new("picture of the lesson")
        .height(130.0)
        .show_grid(false)
        .show_background(false)
        .x_axis_label(picture.axes[0].as_str())
        .y_axis_label(picture.axes[1].as_str())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false);
    let shown = plot.show(ui, |plot| {
        let line = egui_plot::Line::new(picture.axes[1].as_str(), picture.points.clone());
        plot.line(line.color(scene.theme.text).width(metrics::TRACE));
    });
    let name = format!("{} over {}", picture.axes[1], picture.axes[0]);
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    ui.add_space(6.0);
}

fn list_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    heading_ui(ui, scene, "lessons");
    let text =
        "Each takes some minutes: it loads a network, says what to do with it, and ticks it off once it is done.";
    ui.label(RichText::new(text).size(metrics::SMALL).color(scene.theme.weak));
    ui.add_space(6.0);
    for (index, lesson) in scene.study.lessons.iter().enumerate() {
        let width = ui.available_width();
        let text = format!("{}  {}", index + 1, lesson.title);
        let button = egui::Button::new(text).fill(scene.theme.rail).min_size(vec2(width, 28.0));
        if ui.add(button.wrap()).clicked() {
            actions.push(Action::BeginLesson(index));
        }
    }
}

/// A circle, filled and with a hook in it once its step is done.
fn tick_ui(ui: &mut Ui, scene: &Scene<'_>, done: bool) {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, done, "step"));
    let (c, painter) = (rect.center(), ui.painter());
    if done {
        painter.circle_filled(c, 7.0, scene.theme.good);
        let hook = vec![c + vec2(-3.2, 0.2), c + vec2(-0.8, 2.8), c + vec2(3.4, -2.6)];
        painter.line(hook, Stroke::new(1.8, scene.theme.card));
    } else {
        painter.circle_stroke(c, 6.5, Stroke::new(1.3, scene.theme.weak));
    }
}

fn steps_ui(ui: &mut Ui, scene: &Scene<'_>, lesson: &Lesson, actions: &mut Vec<Action>) {
    let progress = &scene.study.progress;
    for (k, step) in lesson.steps.iter().enumerate() {
        let is_present = k == progress.done;
        let color = if is_present { scene.theme.text } else { scene.theme.weak };
        let row = ui.horizontal_top(|ui| {
            tick_ui(ui, scene, k < progress.done);
            ui.vertical(|ui| {
                ui.add_space(1.0);
                ui.label(RichText::new(&step.title).strong().size(metrics::HEADING).color(color));
                // What is done or still to come is told by its title, and what became of a guess by a line.
                if let (Some(told), Some(guess)) = (progress.told.iter().find(|told| told.step == k), &step.guess) {
                    ui.label(math(&told.words(guess), metrics::SMALL, scene.theme.text));
                }
                if is_present {
                    present_ui(ui, scene, step, actions);
                }
            });
        });
        if is_present {
            // Once, when it becomes the present one.
            let seen = egui::Id::unique("lesson step in view");
            let before = ui.data(|data| data.get_temp::<(Option<usize>, usize)>(seen));
            if before != Some((scene.study.lesson, k)) {
                ui.data_mut(|data| data.insert_temp(seen, (scene.study.lesson, k)));
                // What does not fit is read from its top.
                let fits = row.response.rect.height() < 0.9 * ui.clip_rect().height();
                let whole = row.response.rect.bottom() - ui.min_rect().top();
                if k == 0 && whole < ui.clip_rect().height() {
                    // A lesson begins at its top, where its first step is seen, too.
                    let top = egui::Rect::from_min_size(ui.min_rect().min, vec2(1.0, 1.0));
                    ui.scroll_to_rect(top, Some(egui::Align::Min));
                } else {
                    row.response.scroll_to_me(Some(if fits { egui::Align::Center } else { egui::Align::Min }));
                }
            }
        }
        ui.add_space(4.0);
    }
}

/// What the present step says and gives.
fn present_ui(ui: &mut Ui, scene: &Scene<'_>, step: &Step, actions: &mut Vec<Action>) {
    markdown_ui(ui, &step.text, scene.theme.text);
    for view in unseen(scene) {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("It is not in the window now.").size(metrics::SMALL).color(scene.theme.weak));
            if ui.link(format!("Show {}", view.plain_name())).clicked() {
                actions.push(Action::AddView(view.id.clone()));
            }
        });
    }
    let locked = scene.study.must_guess();
    if let Some(guess) = &step.guess {
        ui.add_space(4.0);
        guess_ui(ui, scene, guess, actions);
    }
    if scene.study.name == scene.study.lesson().map_or("", |lesson| lesson.preset.as_str()) {
        ui.add_space(2.0);
        ui.add_enabled_ui(!locked, |ui| {
            for id in &step.controls {
                control_ui(ui, scene, id, actions);
            }
        });
        // What is to be guessed must not be told by what is waited for.
        if step.guess.is_none() {
            scene.study.progress.gauges.iter().for_each(|gauge| gauge_ui(ui, scene, gauge));
        }
    }
    let skip = egui::Button::new(RichText::new("skip this step").size(metrics::SMALL)).frame(false);
    if ui.add(skip).clicked() {
        actions.push(Action::SkipStep);
    }
}

/// The views that the step points at and that have no seat.
fn unseen(scene: &Scene<'_>) -> Vec<View> {
    let Some(shown) = &scene.desk.shown else { return Vec::new() };
    let is_meant = |view: &View| view.is_available && scene.points_at(&view.id) && !shown.holds(&view.id);
    // The input along the bottom has no seat of its own.
    let is_strip = |view: &View| shown.input && view.id == "input";
    views::all(scene).into_iter().filter(|view| is_meant(view) && !is_strip(view)).collect()
}

/// A number that is waited for, beside the bounds within which it is wanted.
fn gauge_ui(ui: &mut Ui, scene: &Scene<'_>, gauge: &Gauge) {
    let [low, high] = gauge.wanted;
    let is_within = gauge.value.is_some_and(|value| value >= low && value <= high);
    let text = |value: f64| fixed(value, if value.abs() >= 20.0 { 0 } else { 2 });
    let now = gauge.value.map_or_else(|| "still being measured".to_owned(), text);
    let wanted = match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("{} to {}", text(low), text(high)),
        (true, false) => format!("above {}", text(low)),
        (false, true) => format!("below {}", text(high)),
        (false, false) => String::new(),
    };
    let color = if is_within { scene.theme.good } else { scene.theme.weak };
    let line = format!("{}: {now}; wanted {wanted}", gauge.name);
    let label = ui.label(math(&line, metrics::SMALL, color));
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(&line)));
}

fn question_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, question: &Question, actions: &mut Vec<Action>) {
    heading_ui(ui, scene, "question");
    markdown_ui(ui, &question.text, scene.theme.text);
    let key = egui::Id::unique(("answer", index));
    let mut text: String = ui.data(|data| data.get_temp(key)).unwrap_or_default();
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(&mut text).hint_text("a number").desired_width(90.0);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Your answer"));
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if push_button(ui, scene, "Answer").clicked() || entered {
            // As people write numbers.
            actions.push(match typed(&text) {
                Some(given) => Action::Answer(given),
                None => Action::Refuse(format!("given {text}; allowed is a number")),
            });
        }
    });
    ui.data_mut(|data| data.insert_temp(key, text));
    match scene.study.progress.answer {
        Some((_, true)) => {
            ui.label(RichText::new("Yes.").strong().color(scene.theme.good));
            markdown_ui(ui, &question.why, scene.theme.text);
            ui.add_space(6.0);
            if index + 1 < scene.study.lessons.len() && push_button(ui, scene, "Next lesson").clicked() {
                actions.push(Action::BeginLesson(index + 1));
            }
        }
        Some((given, false)) => {
            let text = format!("{given} is not it. Look again, or").replace('-', "−");
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(text).color(scene.theme.bad));
                if ui.link("see the answer").clicked() {
                    actions.push(Action::Answer(question.answer));
                }
            });
        }
        None => {}
    }
    ui.add_space(20.0);
}
