//! Talk mode: how it begins and ends, slides, and the speaker's window.

use super::{App, history_tau};
use crate::session::{Command, Level, Look, Slide, Speed, Talk};
use crate::sim::Model;
use crate::ui::desk::WIDTH_TAU;
use crate::ui::panels::speaker_ui;
use crate::ui::seats::Seats;
use crate::ui::talk::{Before, OnStage};
use crate::ui::theme::{Mode, Theme};
use crate::ui::{Action, Shortcut};
use egui::{ViewportBuilder, ViewportCommand, ViewportId};

impl<M: Model> App<M> {
    /// Begins a talk, which is put on the list if it is not there.
    pub fn give(&mut self, talk: Talk) {
        let talks = &mut self.study.talks;
        let place = talks.iter().position(|known| *known == talk).unwrap_or_else(|| {
            talks.push(talk);
            talks.len() - 1
        });
        self.talk(Action::GiveTalk(place));
    }

    /// Whatever has to do with talks.
    pub(super) fn talk(&mut self, wish: Action) {
        match wish {
            Action::ToggleTalk if self.desk.talk.is_some() => self.leave_talk(),
            Action::ToggleTalk => {
                // Where one was, if the network of that slide is still open.
                let left = self.desk.left_talk.take();
                let here = left.filter(|(talk, slide)| {
                    let slide = self.study.talks.get(*talk).and_then(|talk| talk.slides.get(*slide));
                    slide.is_some_and(|slide| slide.preset == self.study.name)
                });
                self.enter_talk(here);
                self.dress_slide();
            }
            Action::GiveTalk(talk) if self.study.talks.get(talk).is_some() => {
                if self.desk.talk.is_none() {
                    self.enter_talk(None);
                }
                self.show_slide(talk, 0);
            }
            Action::Slide(by) => {
                let Some(talk) = &mut self.desk.talk else { return };
                talk.black = false;
                let Some((place, slide)) = talk.slide else {
                    return if by != 0 {
                        self.act(Action::OpenNext(by))
                    };
                };
                let slides = self.study.talks.get(place).map_or(0, |talk| talk.slides.len());
                let to = slide.saturating_add_signed(by).min(slides.saturating_sub(1));
                if to != slide || by == 0 {
                    self.show_slide(place, to);
                }
            }
            Action::Black => {
                if let Some(talk) = &mut self.desk.talk {
                    talk.black = !talk.black;
                }
            }
            Action::ToggleNotes => {
                if let Some(talk) = &mut self.desk.talk {
                    talk.notes_open = !talk.notes_open;
                }
            }
            Action::ToggleFullScreen => self.desk.full_screen = !self.desk.full_screen,
            _ => {}
        }
    }

    fn enter_talk(&mut self, slide: Option<(usize, usize)>) {
        self.seated();
        let before = self.worn();
        let desk = &mut self.desk;
        desk.talk = Some(OnStage { slide, black: false, notes_open: false, since_s: None, before });
        desk.theme = Theme::new(Mode::Contrast);
        desk.zoom = 1.0;
        desk.side_open = false;
        desk.table_open = false;
        desk.help_open = false;
        desk.licences_open = false;
        desk.gallery = None;
        desk.input_open = Some(false);
        desk.full_screen = true;
    }

    /// How the window is, or, in a talk, how it will be afterwards: as it was; on another preset, as that wants it.
    pub(super) fn worn(&self) -> Before {
        let (desk, preset) = (&self.desk, self.editing.preset());
        if let Some(talk) = &desk.talk {
            let before = talk.before.clone();
            if before.preset == preset {
                return before;
            }
            let look = self.presets.get(preset).map(|preset| preset.look.clone()).unwrap_or_default();
            let (seats, shown) = (Seats::of(&look, &self.views()), None);
            let window_s = look.window_tau.unwrap_or(WIDTH_TAU) * history_tau(&self.history);
            return Before { preset, seats, shown, window_s, input_open: None, ..before };
        }
        Before {
            preset,
            seats: desk.seats.clone(),
            shown: desk.shown.clone(),
            mode: desk.theme.mode,
            zoom: desk.zoom,
            side_open: desk.side_open,
            window_s: desk.window_s,
            input_open: desk.input_open,
            table_open: desk.table_open,
            full_screen: desk.full_screen,
        }
    }

    /// Brings the window back.
    fn leave_talk(&mut self) {
        let Before { preset, seats, shown, mode, zoom, side_open, window_s, input_open, table_open, full_screen } =
            self.worn();
        let Some(OnStage { slide, .. }) = self.desk.talk.take() else { return };
        self.desk.left_talk = slide;
        self.study.open(&self.presets, preset);
        let desk = &mut self.desk;
        desk.theme = Theme::new(mode);
        (desk.zoom, desk.side_open, desk.full_screen) = (zoom, side_open, full_screen);
        (desk.input_open, desk.table_open) = (input_open, table_open);
        (desk.seats, desk.shown, desk.window_s) = (seats, shown, window_s);
        self.study.count_anew();
    }

    /// The slide that is shown.
    fn slide(&self) -> Option<&Slide> {
        let (talk, slide) = self.desk.talk.as_ref()?.slide?;
        self.study.talks.get(talk)?.slides.get(slide)
    }

    /// Opens the network of a slide, changed as it asks for.
    fn show_slide(&mut self, talk: usize, slide: usize) {
        let Some(on_stage) = &mut self.desk.talk else { return };
        on_stage.slide = Some((talk, slide));
        on_stage.black = false;
        let Some(slide) = self.slide().cloned() else { return };
        // Files of a talk come after the presets of the program, and mean themselves.
        let Some(index) = self.presets.iter().rposition(|preset| preset.name == slide.preset) else {
            return self
                .desk
                .tell(Level::Error, format!("this slide asks for the preset `{}`, which is not there", slide.preset));
        };
        self.act(Action::Open(index));
        self.change(&slide.title, slide.edits.clone());
        self.dress_slide();
    }

    /// Has the views of a slide shown, or of a preset as it is shown in a talk.
    fn dress_slide(&mut self) {
        self.desk.input_open = Some(false);
        if let Some(Slide { stage, beside, speed, window_tau, .. }) = self.slide().cloned() {
            let look = &mut self.study.look;
            *look = Look {
                stage: stage.or(look.stage.take()),
                beside: beside.or(look.beside.take()),
                speed: speed.or(look.speed),
                window_tau: window_tau.or(look.window_tau),
                ..look.clone()
            };
            self.link.send(Command::Speed(Speed::Times(self.study.look.speed.unwrap_or(1.0))));
        }
        if self.undressed {
            return;
        }
        self.seated();
        self.desk.seat(|seats, _| *seats = seats.for_talk());
    }

    /// What the window is to be: how large all is, whether it fills the screen.
    pub(super) fn size(&mut self, ctx: &egui::Context, now_s: f64) {
        let height = ctx.content_rect().height() * ctx.zoom_factor();
        let scale = match &mut self.desk.talk {
            Some(talk) => {
                talk.since_s.get_or_insert(now_s);
                crate::ui::talk::scale(height)
            }
            None => 1.0,
        };
        let zoom = scale * self.desk.zoom;
        if (ctx.zoom_factor() - zoom).abs() > 1e-3 {
            ctx.set_zoom_factor(zoom);
            ctx.request_repaint();
        }
        self.desk.thick = if self.desk.talk.is_some() { crate::ui::talk::thickness(zoom) } else { 1.0 };
        let is_full = ctx.input(|input| input.viewport().fullscreen).unwrap_or(self.desk.was_full);
        let wanted = self.desk.full_screen;
        if wanted != self.desk.was_full {
            self.desk.was_full = wanted;
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(wanted));
        } else if is_full != wanted && self.desk.talk.is_none() {
            // The system has its own ways.
            (self.desk.full_screen, self.desk.was_full) = (is_full, is_full);
        }
    }

    /// The speaker's window, if it is open; the keys pressed in it.
    pub(super) fn speak(&mut self, ctx: &egui::Context, now_s: f64) -> Vec<Action> {
        if !self.desk.talk.as_ref().is_some_and(|talk| talk.notes_open) {
            return Vec::new();
        }
        if ctx.embed_viewports() {
            self.desk.tell(Level::Error, "this system shows the program in one window only: none for the speaker");
            if let Some(talk) = &mut self.desk.talk {
                talk.notes_open = false;
            }
            return Vec::new();
        }
        let builder = ViewportBuilder::default()
            .with_title("Tightrope: speaker")
            .with_app_id("tightrope")
            .with_inner_size([760.0, 560.0]);
        let mut keys = Vec::new();
        let mut closed = false;
        if let Some(scene) = self.scene() {
            ctx.show_viewport_immediate(ViewportId::from_hash_of("speaker"), builder, |ui, _| {
                keys = Shortcut::pressed(ui.ctx(), None, true);
                closed = ui.input(|input| input.viewport().close_requested());
                speaker_ui(ui, &scene, now_s);
                ui.ctx().request_repaint_after(std::time::Duration::from_millis(500));
            });
        }
        if closed && let Some(talk) = &mut self.desk.talk {
            talk.notes_open = false;
        }
        keys
    }
}
