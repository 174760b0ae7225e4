//! The palette: what can be found in it, and what becomes of it.

use super::App;
use crate::session::Preset;
use crate::sim::Model;
use crate::ui::desk::Reveal;
use crate::ui::palette::{Find, Kind, Palette};
use crate::ui::widgets::named;
use crate::ui::{Action, Scene, Shortcut, Tab};

impl<M: Model> App<M> {
    /// Whatever has to do with it.
    pub(super) fn seek(&mut self, wish: Action) {
        match wish {
            Action::TogglePalette if self.desk.palette.take().is_none() => {
                let all = self.scene().map(|scene| all(&scene, &self.presets)).unwrap_or_default();
                self.desk.palette = Some(Palette::new(all, &self.desk.lately));
            }
            Action::Seek(text) => {
                let lately = &self.desk.lately;
                if let Some(palette) = &mut self.desk.palette {
                    palette.seek(text, lately);
                }
            }
            Action::SeekNext(by) => {
                if let Some(palette) = &mut self.desk.palette {
                    palette.step(by);
                }
            }
            Action::Take(place) => {
                let find = self.desk.palette.as_ref().and_then(|palette| palette.get(place)).cloned();
                if let Some(find) = find {
                    self.desk.lately.put(&find);
                    self.desk.palette = None;
                    self.act(find.action);
                }
            }
            Action::Reveal(id) => {
                self.desk.side_open = true;
                self.desk.tab = Tab::Controls;
                self.desk.reveal = Some(Reveal { id, since_s: None, passes: 0 });
            }
            _ => {}
        }
    }
}

/// All that can be found: commands, parameters, views, lessons, presets.
fn all<M>(scene: &Scene<'_>, presets: &[Preset<M>]) -> Vec<Find> {
    let mut all = Vec::new();
    for command in Shortcut::ALL {
        let words = format!("{} {} {}", command.words, command.tip, command.section.name());
        let find = Find::new(Kind::Command, command.name, &words, (command.action)());
        all.push(find.note(command.keys_text()));
    }
    for (spec, value) in scene.parameters() {
        let name = named(spec.name, spec.symbol);
        let words = format!("{} {} {}", spec.id, spec.symbol, spec.group);
        let value = value.to_string();
        let value = if value.chars().count() > 12 { String::new() } else { value };
        let find = Find::new(Kind::Parameter, &name, &words, Action::Reveal(spec.id));
        all.push(find.note(format!("{value} {}", spec.unit).trim()));
    }
    for view in crate::ui::views::all(scene).into_iter().filter(|view| view.is_available) {
        let words = format!("{} {} {}", view.id, view.id.replace(':', " "), view.word);
        all.push(Find::new(Kind::View, &view.name, &words, Action::Stage(view.id.clone())));
    }
    for (k, lesson) in scene.study.lessons.iter().enumerate() {
        let name = format!("{}. {}", k + 1, lesson.title);
        all.push(Find::new(Kind::Lesson, &name, &lesson.preset, Action::BeginLesson(k)));
    }
    for (k, preset) in presets.iter().enumerate() {
        let words = format!("{} {} {}", preset.name, preset.condition, preset.caption);
        all.push(Find::new(Kind::Preset, &preset.title, &words, Action::Open(k)).note(&preset.condition));
    }
    for (k, talk) in scene.study.talks.iter().enumerate() {
        let name = format!("Talk: {}", talk.title);
        all.push(Find::new(Kind::Talk, &name, &talk.name, Action::GiveTalk(k)).note(format!("{} min", talk.minutes)));
    }
    // From slide to slide, while a talk is given.
    if let Some((talk, here)) = scene.desk.talk.as_ref().and_then(|talk| talk.slide) {
        for (k, slide) in scene.study.talks.get(talk).iter().flat_map(|talk| talk.slides.iter().enumerate()) {
            let name = format!("Slide {}: {}", k + 1, slide.title);
            all.push(Find::new(Kind::Talk, &name, &slide.preset, Action::Slide(k as isize - here as isize)));
        }
        for command in Shortcut::TALK {
            let find = Find::new(Kind::Command, command.name, command.words, (command.action)());
            all.push(find.note(command.keys_text()));
        }
    }
    all
}
