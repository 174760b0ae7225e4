//! Sessions: saved by hand, by themselves, and opened again; files opened lately; the theme.

use super::{App, history_tau};
use crate::machine::{HAS_DISK, MOST_TEXT, bytes};
use crate::picture::NeuronId;
use crate::reading::utf8;
use crate::session::{
    Arrangement, Autosave, Command, Job, Level, Mode, News, Recent, Saving, SessionFile, Speed, learned, put,
};
use crate::sim::Model;
use crate::ui::action::Tab;
use crate::ui::desk::{WINDOW_TAU, ZOOM};
use crate::ui::file_desk::Found;
use crate::ui::keeper::Pending;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::plain;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{TryRecvError, sync_channel};
use web_time::Instant;

/// What is learned changes always, and is saved by itself only so often, more seldom the longer it takes to tell and the
/// more numbers it has: for each second, and for each million numbers.
const LEARNED_S: [f64; 3] = [20.0, 200.0, 60.0];
/// The file with what the next window begins with.
const SETTINGS: &str = "settings.toml";

/// A path as people type it.
pub(super) fn typed_path(text: &str) -> PathBuf {
    let text = text.trim().trim_matches(['"', '\'']);
    match (text.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// Whether something that is no session is there already; its beginning tells.
fn is_other(path: &Path) -> bool {
    if !path.is_file() {
        return path.exists();
    }
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    read.is_ok() && !text.trim().is_empty() && !crate::session::is_session(&text)
}

/// `3 minutes`.
fn ago(since: std::time::Duration) -> String {
    let minutes = since.as_secs() / 60;
    let (n, word) = match minutes {
        0 => return "less than a minute".to_owned(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

impl<M: Model> App<M> {
    /// Keeps sessions and settings in that folder, from one start of the program to the next. Takes over the theme that
    /// was chosen last, unless the person has asked for one.
    pub fn keep_in(&mut self, folder: PathBuf, takes_theme: bool) {
        let sessions = folder.join("sessions");
        let keeper = &mut self.keeper;
        keeper.left = Autosave::left(&sessions);
        keeper.recent = Some(Recent::at(folder.join("recent")));
        match Autosave::new(&sessions) {
            Ok(autosave) => keeper.autosave = Some(autosave),
            Err(why) => self.desk.tell(Level::Error, format!("this session does not save itself: {why}")),
        }
        let settings = crate::machine::text(&folder.join(SETTINGS), MOST_TEXT).unwrap_or_default();
        let settings = settings.parse::<toml::Table>().unwrap_or_default();
        let theme = settings.get("theme").and_then(toml::Value::as_str).and_then(theme::Mode::named);
        if let Some(mode) = theme.filter(|_| takes_theme) {
            self.desk.theme = Theme::new(mode);
        }
        if let Some(zoom) = settings.get("zoom").and_then(toml::Value::as_float) {
            self.desk.zoom = (zoom as f32).clamp(ZOOM[0], ZOOM[1]);
        }
        self.keeper.settings = Some((self.desk.theme.mode, self.desk.zoom));
        self.keeper.folder = Some(folder);
        self.offer();
    }

    /// Has the session save itself so often, in seconds.
    pub fn save_every(&mut self, seconds: f64) {
        self.keeper.every_s = seconds;
    }

    /// Shows what the last program left.
    fn offer(&mut self) {
        self.desk.files.found = self.keeper.left.first().map(|left| Found {
            title: plain(&left.title),
            since: ago(left.since),
            more: self.keeper.left.len() - 1,
        });
    }

    /// Takes up again what the last program left.
    pub(super) fn restore(&mut self) {
        if self.keeper.left.is_empty() {
            return;
        }
        let left = self.keeper.left.remove(0);
        self.offer();
        match bytes(&left.path, MOST_TEXT).and_then(|bytes| Ok(utf8(&bytes)?.to_owned())) {
            Ok(text) => self.open_session(&left.path.clone(), &text, false),
            Err(why) => self.fail(format!("{}: {why}", left.path.display())),
        }
        self.keeper.reopened.push(left);
    }

    /// Lets go of what the last program left; `forgets` removes it.
    pub(super) fn let_go_of_left(&mut self, forgets: bool) {
        if forgets && !self.keeper.left.is_empty() {
            self.keeper.left.remove(0).forget();
            self.offer();
        } else {
            self.desk.files.found = None;
        }
    }

    /// Opens a session, given the text of its file, which it is saved to again if that is the person's own.
    pub(super) fn open_session(&mut self, file: &Path, text: &str, is_own: bool) {
        let folder = file.parent().unwrap_or(Path::new(""));
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match SessionFile::<M>::read(text, folder) {
            Ok(session) => {
                self.take_session(if is_own { &name } else { "the session" }, session, is_own.then_some(file))
            }
            Err(why) => self.fail(format!("{name}: {why}")),
        }
    }

    /// Opens a session that was read; `file` is where it is saved again.
    pub fn take_session(&mut self, name: &str, session: SessionFile<M>, file: Option<&Path>) {
        let SessionFile { recipe, arrangement } = session;
        let whole = recipe.told.is_empty();
        if !self.resume(name, Ok(recipe)) {
            return;
        }
        if let Some(mode) = arrangement.theme.as_deref().and_then(theme::Mode::named) {
            self.desk.theme = Theme::new(mode);
        }
        match arrangement.speed {
            Some(speed) if speed.is_infinite() => self.link.send(Command::Speed(Speed::Fastest)),
            Some(speed) => {
                self.link.send(Command::Speed(Speed::Times(speed.clamp(Speed::RANGE[0], Speed::RANGE[1]))));
            }
            None => {}
        }
        if arrangement.running == Some(false) {
            self.link.send(Command::Pause);
        }
        if let Some(side) = &arrangement.side {
            self.desk.side_open = !side.is_empty();
            let tab = Tab::ALL.into_iter().find(|tab| tab.name().eq_ignore_ascii_case(side));
            self.desk.tab = tab.unwrap_or(self.desk.tab);
        }
        self.arrangement = Some(arrangement);
        self.keeper.file = file.map(|file| (file.to_owned(), self.editing.preset()));
        if let Some(file) = file {
            self.note_recent(file);
            if whole {
                self.desk.tell(Level::Info, format!("Opened: {}", file.display()));
            }
        }
    }

    /// Puts everything where the session had it, once the layout is known.
    pub(super) fn settle_in(&mut self) {
        let Some(arrangement) = self.arrangement.take() else { return };
        let Arrangement { stage, below, alone, column, input, window_tau, picks, .. } = arrangement;
        if let Some(stage) = stage {
            self.desk.seats.stage = stage;
            self.desk.seats.below = below;
            self.desk.seats.alone = alone.unwrap_or(false);
            self.desk.seats.column = column.unwrap_or_default();
            self.desk.shown = None;
        }
        self.desk.input_open = input.or(self.desk.input_open);
        let tau_s = history_tau(&self.history);
        if let Some(tau) = window_tau {
            self.desk.window_s = tau.clamp(WINDOW_TAU[0], WINDOW_TAU[1]) * tau_s;
        }
        let Some(history) = &self.history else { return };
        let neuron =
            |[population, index]: [u32; 2]| NeuronId { population: population.try_into().unwrap_or(u8::MAX), index };
        let picks = picks.unwrap_or_default().into_iter().map(neuron);
        let (mut picks, gone): (Vec<NeuronId>, Vec<NeuronId>) = picks.partition(|neuron| history.layout.has(*neuron));
        picks.truncate(crate::picture::PICKS);
        if let Some(first) = gone.first() {
            let (n, index, population) = (gone.len(), first.index, first.population);
            self.fail(format!(
                "`view.picks`: {n} of them are not there, the first is neuron {index} of population {population}, both from 0 on"
            ));
        }
        if !picks.is_empty() {
            self.picks = picks;
            self.watch();
        }
    }

    /// The session as it is now.
    pub fn session(&self) -> Option<SessionFile<M>> {
        let recipe = self.recipe_as(self.study.look.clone())?;
        let status = self.history.as_ref()?.status;
        // A talk is no arrangement of one's own.
        let worn = self.worn();
        let seats = &worn.seats;
        let speed = match status.wanted {
            Speed::Times(times) => times,
            Speed::Fastest => f64::INFINITY,
        };
        let before = self.desk.slow_motion.map_or(worn.window_s, |slow| slow.window_s);
        let arrangement = Arrangement {
            stage: Some(seats.stage.clone()),
            below: seats.below.clone(),
            alone: Some(seats.alone),
            column: Some(seats.column.clone()),
            input: worn.input_open,
            window_tau: Some(before / history_tau(&self.history)),
            speed: Some(speed),
            running: Some(status.running),
            theme: Some(worn.mode.name().to_owned()),
            side: Some(if worn.side_open { self.desk.tab.name().to_lowercase() } else { String::new() }),
            picks: Some(self.picks.iter().map(|neuron| [u32::from(neuron.population), neuron.index]).collect()),
        };
        Some(SessionFile { recipe, arrangement })
    }

    /// Saves to the session's file; asks for one if there is none yet, or if another is wanted.
    pub(super) fn save(&mut self, elsewhere: bool) {
        let open = self.editing.preset();
        match &self.keeper.file {
            Some((path, preset)) if *preset == open && !elsewhere => {
                let path = path.clone();
                self.save_to(path);
            }
            // Where there is no disk the browser asks where to, or knows.
            _ if !HAS_DISK => {
                let suggested = self.suggested();
                self.save_to(suggested);
            }
            _ => {
                let suggested = self.suggested().display().to_string();
                let files = &mut self.desk.files;
                files.save_open = !files.save_open;
                if files.save_open {
                    (files.path_open, files.suggested) = (false, suggested);
                    self.browse_to_save();
                }
            }
        }
    }

    /// A file that is not there yet.
    fn suggested(&self) -> PathBuf {
        let known = self.keeper.file.as_ref().and_then(|(path, _)| path.parent().map(Path::to_owned));
        let folder = known.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
        let stem = format!("{}-session", self.study.name);
        let names = std::iter::once(format!("{stem}.toml")).chain((2..100).map(|k| format!("{stem}-{k}.toml")));
        let mut paths = names.map(|name| folder.join(name));
        paths.find(|path| !path.exists()).unwrap_or_else(|| folder.join("session.toml"))
    }

    /// Has the system's dialog ask where to.
    pub(super) fn browse_to_save(&mut self) {
        let suggested = PathBuf::from(&self.desk.files.suggested);
        if let Some(picker) = &mut self.files.picker {
            picker.ask_where(&suggested);
        }
    }

    /// Saves to the file at this path.
    pub(super) fn save_to(&mut self, mut path: PathBuf) {
        if path.extension().is_none() {
            path.set_extension("toml");
        }
        let path = std::path::absolute(&path).unwrap_or(path);
        self.desk.files.save_open = false;
        if is_other(&path) {
            let text = format!("{} is another kind of file and was left as it is; name another one", path.display());
            return self.fail(text);
        }
        let Some(session) = self.session() else { return };
        self.ask_learned(Some(path), session, false);
    }

    /// Has a session saved once the run has said what it has learned, or with what it said before.
    fn ask_learned(&mut self, path: Option<PathBuf>, session: SessionFile<M>, with_known: bool) {
        let generation = self.generation;
        let known = self.keeper.learned.as_ref().filter(|(_, of)| Some(*of) == generation && with_known);
        let learned = match known {
            Some((known, _)) => Ok(known.clone()),
            None => {
                let (sender, answer) = sync_channel(1);
                self.link.send(Command::Ask(Arc::new(move |runner| drop(sender.try_send(learned(runner))))));
                Err((answer, Instant::now()))
            }
        };
        // What a person asks for goes before what happens by itself.
        self.keeper.pending = Some(Pending { path, session, learned });
    }

    /// Looks after all that is kept.
    pub(super) fn keep(&mut self, ctx: &egui::Context, now_s: f64) {
        self.end_saving();
        self.begin_saving(now_s);
        if self.keeper.saving.is_some() || self.keeper.pending.is_some() {
            ctx.request_repaint_after(std::time::Duration::from_millis(30));
        }
        if self.keeper.autosave.is_none() {
            return;
        }
        let due_s = self.keeper.seen_at_s + self.keeper.every_s - now_s;
        if due_s > 0.0 {
            // A paused window that nobody touches draws no frames; the last change has one.
            if ctx.input(|input| !input.events.is_empty()) {
                ctx.request_repaint_after(std::time::Duration::from_secs_f64(due_s + 0.01));
            }
            return;
        }
        self.keeper.seen_at_s = now_s;
        self.keep_settings();
        if self.keeper.pending.is_some() || self.keeper.saving.is_some() {
            return;
        }
        let Some(session) = self.session() else { return };
        let has_slow = self.learns();
        let generation = self.generation.unwrap_or(0);
        let learns = has_slow
            && (now_s >= self.keeper.ask_at_s || self.keeper.learned.as_ref().is_none_or(|(_, of)| *of != generation));
        match &self.keeper.seen {
            // As the window began, until somebody changes it or it learns.
            None => self.keeper.seen = Some(session),
            Some(seen) if *seen == session && !learns && !self.keeper.failed => {}
            Some(_) => self.ask_learned(None, session, !learns),
        }
    }

    fn begin_saving(&mut self, now_s: f64) {
        if self.keeper.saving.is_some() {
            return;
        }
        let Some(Pending { path, session, learned }) = self.keeper.pending.take() else { return };
        let learned = match learned {
            Ok(known) => known,
            Err((answer, since)) => match answer.try_recv() {
                Ok(learned) => {
                    let learned = Arc::new(learned);
                    let millions = learned.iter().map(|(_, array)| array.values.len()).sum::<usize>() as f64 * 1e-6;
                    let [least, each_s, each_million] = LEARNED_S;
                    let rest_s = least.max(each_s * since.elapsed().as_secs_f64()).max(each_million * millions);
                    self.keeper.ask_at_s = now_s + rest_s;
                    self.keeper.learned = Some((learned.clone(), self.generation.unwrap_or(0)));
                    learned
                }
                Err(TryRecvError::Empty) => {
                    self.keeper.pending = Some(Pending { path, session, learned: Err((answer, since)) });
                    return;
                }
                // A run that failed has nothing to say.
                Err(TryRecvError::Disconnected) => Arc::default(),
            },
        };
        let to = match (&path, &self.keeper.autosave) {
            (Some(path), _) => path.clone(),
            (None, Some(autosave)) => {
                // Nobody has changed anything, and nothing was learned.
                let failed = std::mem::take(&mut self.keeper.failed);
                if self.keeper.seen.as_ref() == Some(&session) && learned.is_empty() && !failed {
                    return;
                }
                self.keeper.seen = Some(session.clone());
                autosave.path().to_owned()
            }
            (None, None) => return,
        };
        self.keeper.saving = Some((Job::start(Saving::new(to, session, learned), Mode::beside()), path));
    }

    fn end_saving(&mut self) {
        let Some((job, path)) = &mut self.keeper.saving else { return };
        let Some(News::Ended(ended)) = job.poll() else { return };
        let path = path.take();
        self.keeper.saving = None;
        match (ended, path) {
            (Ok(written), Some(path)) => {
                self.keeper.file = Some((path.clone(), self.editing.preset()));
                self.note_recent(&path);
                let beside: Vec<String> = written[1..]
                    .iter()
                    .filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()))
                    .collect();
                let beside =
                    if beside.is_empty() { String::new() } else { format!(", with {} beside it", beside.join(", ")) };
                let saved = if HAS_DISK { "Saved:" } else { "Downloaded, to be dropped here again:" };
                self.desk.tell(Level::Info, format!("{saved} {}{beside}", path.display()));
            }
            (Ok(_), None) => {
                self.keeper.failure_told = false;
                self.keeper.reopened.drain(..).for_each(crate::session::Left::forget);
            }
            (Err(why), Some(_)) => {
                self.fail(format!("{why}; the session was not saved, the run goes on; try another folder"))
            }
            (Err(why), None) => {
                // Tried again, but told once.
                self.keeper.failed = true;
                if !std::mem::replace(&mut self.keeper.failure_told, true) {
                    self.fail(format!(
                        "{why}; the run goes on, but this session does not save itself for now: Ctrl+S saves it elsewhere"
                    ));
                }
            }
        }
    }

    /// Remembers colours and size for the next window.
    fn keep_settings(&mut self) {
        let worn = self.worn();
        let settings = (worn.mode, worn.zoom);
        if let Some(folder) = self.keeper.folder.as_ref().filter(|_| self.keeper.settings != Some(settings)) {
            self.keeper.settings = Some(settings);
            let text = format!("theme = \"{}\"\nzoom = {:.2}\n", worn.mode.name(), worn.zoom);
            // Where it cannot be kept the next window begins dark.
            let _ = put(&[(&folder.join(SETTINGS), text.as_bytes())]);
        }
    }

    /// Says which of a person's own presets are left out, and why.
    pub fn tell_of_presets(&mut self, told: &[String]) {
        if !told.is_empty() {
            self.fail(format!("left out of your presets: {}", told.join("; ")));
        }
    }

    /// Remembers a file that was opened or saved.
    pub(super) fn note_recent(&self, path: &Path) {
        if let Some(recent) = &self.keeper.recent {
            recent.note(path);
        }
    }
}
