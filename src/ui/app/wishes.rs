//! What becomes of each wish.

use super::{App, history_tau};
use crate::param::{find, typed};
use crate::picture::{NeuronId, Picks};
use crate::session::{CheckRun, Command, Deed, Job, Level, Progress};
use crate::sim::Model;
use crate::ui::action::Action;
use crate::ui::desk::WINDOW_TAU;
use crate::ui::theme::Theme;

impl<M: Model> App<M> {
    /// Fulfils a wish.
    pub fn act(&mut self, action: Action) {
        let nudges = matches!(action, Action::Nudge { .. });
        match action {
            Action::LookAt(_)
            | Action::LookBack
            | Action::LookAtSpike
            | Action::LookAtPresent
            | Action::GoOn
            | Action::HideBranch
            | Action::WhatIf
            | Action::SwapTwins
            | Action::KeepTwin
            | Action::PinTwin(_)
            | Action::TimeView { .. }
            | Action::Cursors(_)
            | Action::ToggleCursors
            | Action::TogglePickedAlone => self.travel(action),
            Action::ToggleRun => {
                self.take_up();
                let running = self.history.as_ref().is_some_and(|history| history.status.running);
                self.link.send(if running { Command::Pause } else { Command::Run });
            }
            Action::StepOnce if self.is_back() => self.look_by(1),
            Action::StepOnce => {
                self.link.send(Command::Pause);
                self.link.send(Command::Step(1));
            }
            Action::Restart => {
                self.desk.notice = None;
                self.deed(Deed::Restart);
            }
            Action::Hurry => {
                self.take_up();
                let Some(history) = &self.history else { return };
                let seconds = history.layout.hurry.as_ref().map(|hurry| hurry.seconds);
                match (history.status.hurry, seconds) {
                    (Some(_), _) => self.link.send(Command::Calm),
                    (None, Some(seconds)) => self.deed(Deed::Hurry(seconds)),
                    (None, None) => {}
                }
            }
            Action::Speed(speed) => self.link.send(Command::Speed(speed)),
            Action::Kick(to) => {
                self.note_kick(&to);
                self.deed(Deed::Kick(to));
            }
            Action::Act(action) => self.deed(Deed::Act(action)),
            Action::Pick(neuron) => self.pick(neuron, false),
            Action::PickToo(neuron) => self.pick(neuron, true),
            Action::PickNext(by) => self.pick_next(by),
            Action::Sweep(wish) => self.sweep(wish),
            Action::Map(wish) => self.map(wish),
            Action::Play { id, range } => self.play(id, range),
            Action::PickNone
                if self.desk.close_overlay() || self.desk.notice.take().is_some() || self.stop_playing() => {}
            Action::PickNone if self.is_back() => self.look_at(None),
            Action::PickNone => {
                if let Some(first) = self.history.as_ref().and_then(|history| history.layout.first_watch) {
                    self.pick(first, false);
                }
            }
            Action::Hover(neuron) => self.hover = Some(neuron),
            Action::Silence => self.silence(&self.picks.clone()),
            Action::SilenceOne(neuron) => self.silence(&[neuron]),
            Action::Brush { neurons, silent } => self.hush(&neurons, silent),
            Action::Edit(edit) => {
                let spec = find(&mut self.editing.setup().clone(), &edit.id).map(|(spec, _)| spec);
                let name = spec.map_or_else(|_| edit.id.clone(), |spec| format!("{} {}", spec.name, edit.value));
                self.change(&name, vec![edit]);
            }
            Action::Typed { id, text } => self.typed(id, &text),
            Action::Refuse(why) => self.fail(why),
            Action::File(wish) => self.file(wish),
            Action::Figure(wish) => self.figure(wish),
            Action::Change { name, edits } => drop(self.change(&name, edits)),
            Action::Drag { plane, grip, to } | Action::Nudge { plane, grip, to } => {
                let given = self.given(plane);
                let edits = self.editing.drag(&given, plane, &grip, to, nudges);
                let name = self.history.as_ref().map(|history| history.layout.grip_name(&grip));
                self.change(&format!("Drag: {}", name.unwrap_or_default()), edits);
            }
            Action::Assign { neuron, trait_id, value } => {
                let edits = self.editing.hands().assign(neuron, trait_id, value);
                let name = self.history.as_ref().map(|history| history.layout.neuron_name(neuron)).unwrap_or_default();
                self.change(&format!("{name}: {} {value:.3}", trait_id.replace('_', " ")), edits);
            }
            Action::Perturb(index) => {
                if let Some((name, edits)) = self.editing.perturb(index) {
                    self.change(&name, edits);
                }
            }
            Action::DrawInput { values, from_s, length_s } => {
                // A mouse is no finer than this.
                let values = values.into_iter().map(|v| (v * 1e3).round() / 1e3).collect();
                let edits = self.editing.hands().draw_input(values, from_s, length_s);
                self.change("Draw the input", edits);
            }
            Action::Draw { plane, points } => {
                let drawn = self.history.as_ref().map_or("curve", |history| history.layout.words.drawn);
                match self.editing.hands().draw(plane, &points) {
                    Ok(edits) => {
                        self.touch.draws += 1;
                        self.change(&format!("Draw the {drawn}"), edits);
                    }
                    Err(why) => self.fail(why),
                }
            }
            Action::Paint { field, cells, on } => {
                let edits = self.editing.hands().paint(field, &cells, on);
                self.change(if on { "Paint cells" } else { "Wipe cells" }, edits);
            }
            Action::Fit => {
                self.desk.time.end_s = None;
                self.desk.fit();
            }
            Action::TogglePen => self.desk.pen = !self.desk.pen,
            Action::Stage(id) => self.seat(|seats, shown| seats.put(shown, &shown.stage, &id)),
            Action::NextOnStage => {
                let views = self.views();
                self.seated();
                self.desk.next_on_stage(&views);
                self.seated();
            }
            Action::Turn => self.turn(),
            Action::SlowMotion => self.slow_motion(),
            Action::Seat { here, view } => self.seat(|seats, shown| seats.put(shown, &here, &view)),
            Action::AddView(id) => {
                if let Some(view) = self.views().into_iter().find(|view| view.id == id) {
                    self.seat(|seats, shown| seats.add(shown, &view));
                }
            }
            Action::CloseView(id) => self.seat(|seats, shown| seats.close(shown, &id)),
            Action::Undo(steps) => self.step_back(true, steps),
            Action::Redo(steps) => self.step_back(false, steps),
            Action::UndoAndRun => {
                self.step_back(true, 1);
                self.desk.notice = None;
                self.link.send(Command::Run);
            }
            Action::Open(index) => {
                if let Some(preset) = self.presets.get(index) {
                    let command = match self.editing.open(index, preset) {
                        Ok(command) => command,
                        Err(error) => return self.fail(error.to_string()),
                    };
                    self.desk.notice = None;
                    // Each preset has a neuron of its own to look at first.
                    self.link.send(Command::Watch(Picks::default()));
                    self.link.send(command);
                    self.dress(index);
                    self.link.send(Command::Run);
                }
            }
            Action::OpenNext(by) => {
                if let Some(next) = self.study.next(by) {
                    self.act(Action::Open(next));
                }
            }
            Action::OpenFrom { list, preset } => {
                self.desk.gallery = None;
                self.study.walk = Some(list);
                self.act(Action::Open(preset));
            }
            Action::ToggleGallery => self.toggle_gallery(),
            Action::Browse(list) => self.browse(|gallery| (gallery.list, gallery.search) = (list, String::new())),
            Action::Search(text) => self.browse(|gallery| gallery.search = text),
            Action::Portray(presets) => self.browse(|gallery| gallery.missed = presets),
            Action::RunChecks => {
                if let Some(preset) = self.presets.get(self.editing.preset()) {
                    self.study.outcomes.clear();
                    self.check_run = Some(Job::start(CheckRun::new(preset.clone()), crate::session::Mode::beside()));
                }
            }
            Action::CancelChecks => self.check_run = None,
            Action::BeginLesson(index) => {
                self.study.lesson = Some(index);
                self.study.progress = Progress::default();
                self.act(Action::ReloadLesson);
            }
            Action::ReloadLesson => {
                let name = self.study.lesson().map(|lesson| lesson.preset.clone());
                if let Some(index) = self.presets.iter().position(|preset| Some(&preset.name) == name.as_ref()) {
                    self.act(Action::Open(index));
                }
            }
            Action::SkipStep => self.study.progress.skip(),
            Action::Answer(given) => {
                let study = &mut self.study;
                if let Some(lesson) = study.lesson.and_then(|k| study.lessons.get(k)) {
                    study.progress.answer(lesson, given);
                }
            }
            Action::Guess(value) => {
                let study = &mut self.study;
                if let Some(lesson) = study.lesson.and_then(|k| study.lessons.get(k)) {
                    study.progress.guess(lesson, value);
                }
            }
            Action::SkipGuess => self.study.progress.skip_guess(),
            Action::CloseLesson => self.study.lesson = None,
            Action::NextTheme => self.desk.theme = Theme::new(self.desk.theme.mode.next()),
            Action::Colours(mode) => self.desk.theme = Theme::new(mode),
            Action::Zoom(by) => self.desk.zoom(by),
            Action::ToggleSound => self.toggle_sound(),
            Action::ToggleTalk
            | Action::GiveTalk(_)
            | Action::Slide(_)
            | Action::Black
            | Action::ToggleNotes
            | Action::ToggleFullScreen => self.talk(action),
            Action::TogglePalette | Action::Seek(_) | Action::SeekNext(_) | Action::Take(_) | Action::Reveal(_) => {
                self.seek(action)
            }
            Action::ToggleSide => self.desk.side_open = !self.desk.side_open,
            Action::Show(tab) => {
                // The same key again puts it away.
                self.desk.side_open = !(self.desk.side_open && self.desk.tab == tab);
                self.desk.tab = tab;
                self.study.count_anew();
            }
            Action::ToggleTable => {
                self.desk.table_open = !self.desk.table_open;
                self.study.count_anew();
            }
            Action::ToggleInput => {
                self.desk.input_open = Some(!self.scene().is_some_and(|scene| scene.input_open()));
                self.desk.shown = None;
            }
            Action::ToggleHelp => self.desk.help_open = !self.desk.help_open,
            Action::ToggleLicences => self.desk.licences_open = !self.desk.licences_open,
            Action::Window(width_s) => {
                let tau_s = history_tau(&self.history);
                self.desk.window_s = width_s.clamp(WINDOW_TAU[0] * tau_s, WINDOW_TAU[1] * tau_s);
            }
            Action::DismissNotice => self.desk.notice = None,
        }
    }

    /// What was typed into the field of a parameter is taken as the command line takes it, but brought into its range.
    fn typed(&mut self, id: &str, text: &str) {
        let Ok((spec, before)) = find(&mut self.editing.setup().clone(), id) else { return };
        let (edit, words) = typed(spec, text);
        let taken = edit.value.to_string() == before.to_string()
            || self.change(&format!("{} {}", spec.name, edit.value), vec![edit]);
        if let Some(words) = words.filter(|_| taken) {
            let words = self.editing.in_words(&words);
            self.desk.tell(Level::Info, words);
        }
    }

    /// Remembers from where and to where the state is kicked.
    fn note_kick(&mut self, to: &[(usize, f64)]) {
        let Some(history) = &self.history else { return };
        let last = history.buckets(history.step, history.step).last();
        let from = |signal: usize| last.and_then(|bucket| bucket.last.get(signal).copied()).unwrap_or(f64::NAN);
        self.touch.kick = to.iter().map(|(signal, to)| (*signal, [from(*signal), *to])).collect();
        self.touch.kicks += 1;
    }

    fn pick_next(&mut self, by: isize) {
        let Some(history) = &self.history else { return };
        let counts: Vec<usize> = history.layout.populations.iter().map(|p| p.count).collect();
        let total: usize = counts.iter().sum();
        let Some(now) = self.picks.first().filter(|_| total > 0) else { return };
        let before: usize = counts.iter().take(now.population as usize).sum();
        let mut next = (before + now.index as usize) as isize + by;
        next = next.rem_euclid(total as isize);
        let mut index = next as usize;
        for (population, count) in counts.iter().enumerate() {
            if index < *count {
                self.pick(NeuronId { population: population as u8, index: index as u32 }, false);
                return;
            }
            index -= count;
        }
    }
}
