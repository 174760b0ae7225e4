//! A guess: a mark on a small axis, made before the answer is seen.

use crate::session::Guess;
use crate::ui::widgets::{even_marks, math, plain, tick_text};
use crate::ui::{Action, Scene, metrics};
use egui::{Align2, FontId, Key, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};

/// Height of the axis with its numbers and what hangs over it, in points.
const HEIGHT: f32 = 54.0;
/// A press of an arrow key moves the mark by this part of the axis.
const NUDGE: f64 = 0.02;

/// Asks for the guess of the present step, and shows what was guessed.
pub(super) fn guess_ui(ui: &mut Ui, scene: &Scene<'_>, guess: &Guess, actions: &mut Vec<Action>) {
    let progress = &scene.study.progress;
    let theme = scene.theme;
    ui.label(math(&guess.ask, metrics::TEXT, theme.text));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click_and_drag());
    let said = progress.said();
    let name = format!("Your guess: {}", plain(&guess.ask));
    let value = said.or(progress.before()).unwrap_or(guess.from);
    response.widget_info(|| egui::WidgetInfo::slider(true, value, &name));
    let line = rect.shrink2(vec2(10.0, 0.0)).x_range();
    let span = guess.to - guess.from;
    let x = |value: f64| line.min + line.span() * ((value - guess.from) / span).clamp(0.0, 1.0) as f32;
    let value_at = |x: f32| guess.from + span * f64::from(((x - line.min) / line.span()).clamp(0.0, 1.0));
    let painter = ui.painter();
    let y = rect.bottom() - 20.0;
    painter.hline(line, y, Stroke::new(1.0, theme.weak));
    let font = FontId::proportional(metrics::SMALL);
    for mark in even_marks((guess.from, guess.to), 5.0) {
        let at = pos2(x(mark.value), y);
        painter.line_segment([at, at + vec2(0.0, 4.0)], Stroke::new(1.0, theme.weak));
        painter.text(at + vec2(0.0, 5.0), Align2::CENTER_TOP, tick_text(mark), font.clone(), theme.weak);
    }
    if let Some(before) = progress.before() {
        let at = pos2(x(before), y - 1.0);
        let tip = vec![at, at + vec2(-4.0, -7.0), at + vec2(4.0, -7.0)];
        painter.add(Shape::convex_polygon(tip, theme.weak, Stroke::NONE));
        let word = if said.is_some() { "before" } else { "now" };
        painter.text(at - vec2(0.0, 7.0), Align2::CENTER_BOTTOM, word, font.clone(), theme.weak);
    }
    let pointer = response.hover_pos().or(response.interact_pointer_pos());
    let held = response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged());
    if let Some(at) = held {
        actions.push(Action::Guess(value_at(at.x)));
    }
    if let Some(said) = said {
        painter.circle(pos2(x(said), y), 5.5, theme.good, Stroke::new(1.5, theme.card));
    } else if let Some(at) = pointer {
        painter.circle_stroke(pos2(at.x.clamp(line.min, line.max), y), 5.5, Stroke::new(1.5, theme.good));
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 3.0, Stroke::new(1.0, theme.text), egui::StrokeKind::Inside);
        let filter = egui::EventFilter { horizontal_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let count = |key| ui.input(|input| input.num_presses(key) as f64);
        let by = count(Key::ArrowRight) - count(Key::ArrowLeft);
        if by != 0.0 {
            actions.push(Action::Guess(value + by * NUDGE * span));
        }
    }
    let small = |text: &str| RichText::new(text).size(metrics::SMALL).color(theme.weak);
    match said {
        None if scene.study.must_guess() => {
            ui.label(small("Click where you think it will go."));
            if ui.link(RichText::new("go on without a guess").size(metrics::SMALL).underline()).clicked() {
                actions.push(Action::SkipGuess);
            }
        }
        // As high as before it was marked: what is about to be clicked below stays where it is.
        Some(_) if progress.is_settling() => drop(ui.label(small("Waiting until it has settled...\n"))),
        Some(_) => drop(ui.label(small("Marked. Now try it.\n"))),
        None => {}
    }
}
