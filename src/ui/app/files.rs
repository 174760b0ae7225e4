//! Files in the window: dropped, pasted, opened; the job that reads them, and what becomes of what they hold.

use super::App;
use super::keep::typed_path;
use crate::machine::about;
use crate::session::{Job, Level, Load, Loaded, Mode, News, Preset, Purpose, Source, Wanted, decode};
use crate::sim::Model;
use crate::ui::action::{Action, FileWish};
use crate::ui::file_desk::{Asked, Doubt};
use crate::ui::inbox::Picker;
use std::path::PathBuf;

/// Files up to this size are read at once.
const AT_ONCE: u64 = 1 << 18;

/// What a text that was pasted is: the path of a file, or numbers.
fn pasted(text: &str) -> Option<Source> {
    let line = text.trim();
    if line.is_empty() {
        return None;
    }
    let path = PathBuf::from(line.trim_start_matches("file://"));
    if !line.contains('\n') && path.is_file() {
        return Some(Source::File(path));
    }
    Some(Source::Text(text.to_owned()))
}

/// A file without its folder.
fn short(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned()
}

impl<M: Model> App<M> {
    /// Has the system's dialog ask for files.
    pub fn with_picker(mut self, picker: Box<dyn Picker>) -> Self {
        self.files.picker = Some(picker);
        self.desk.files.can_browse = true;
        self
    }

    /// Takes what was dropped and pasted in this frame.
    pub(super) fn take_files(&mut self, ctx: &egui::Context) {
        let (dropped, texts) = ctx.input(|input| {
            let dropped: Vec<PathBuf> = input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect();
            let texts = input.events.iter().filter_map(|event| match event {
                egui::Event::Paste(text) => Some(text.clone()),
                _ => None,
            });
            (dropped, texts.collect::<Vec<String>>())
        });
        let purpose = if self.desk.files.path_open { self.desk.files.purpose } else { Purpose::Any };
        self.files.waiting.extend(dropped.into_iter().map(|path| (Source::File(path), purpose)));
        // Text goes to the field that has the focus.
        if !ctx.text_edit_focused() {
            self.files.waiting.extend(texts.iter().filter_map(|text| pasted(text)).map(|source| (source, purpose)));
        }
        self.read_on();
        if self.files.job.is_some() {
            ctx.request_repaint_after(std::time::Duration::from_millis(50));
        }
    }

    /// What a dialog wishes.
    pub(super) fn file(&mut self, wish: FileWish) {
        match wish {
            FileWish::Ask => {
                self.desk.files.path_open = !self.desk.files.path_open;
                self.desk.files.save_open = false;
                if self.desk.files.path_open {
                    let recent = self.keeper.recent.as_ref();
                    self.desk.files.recent = recent.map(|recent| recent.list()).unwrap_or_default();
                    self.file(FileWish::Browse);
                }
            }
            FileWish::Browse if self.desk.files.save_open => self.browse_to_save(),
            FileWish::Browse => {
                if let Some(picker) = &mut self.files.picker {
                    picker.ask();
                }
            }
            FileWish::Purpose(purpose) => self.desk.files.purpose = purpose,
            FileWish::Path(path) => {
                // Quotes, as file managers copy them.
                let path = typed_path(&path);
                // Who mistyped goes on where they typed.
                if let Err(error) = about(&path) {
                    return self.fail(format!("{}: cannot be read: {error}", path.display()));
                }
                self.files.waiting.push_back((Source::File(path), self.desk.files.purpose));
                self.desk.files.path_open = false;
                self.read_on();
            }
            FileWish::Column(which, column) => {
                if let Some(doubt) = &mut self.desk.files.doubt {
                    doubt.columns[which] = column;
                }
            }
            FileWish::Answer { scale } => {
                if let Some(doubt) = self.desk.files.doubt.take() {
                    let places =
                        doubt.columns.map(|k| doubt.table.columns.get(k).map_or(k + 1, |c| c.place).to_string());
                    let columns = if matches!(doubt.asked, Asked::Columns) { Some(places) } else { doubt.wanted };
                    let source = Source::Table(doubt.name, doubt.table);
                    self.read(source, doubt.purpose, columns, scale);
                }
            }
            FileWish::Save => self.save(false),
            FileWish::SaveElsewhere => self.save(true),
            FileWish::SaveTo(path) => self.save_to(typed_path(&path)),
            FileWish::Restore => self.restore(),
            FileWish::Forget => self.let_go_of_left(true),
            FileWish::Later => self.let_go_of_left(false),
            FileWish::Share => self.share(),
            FileWish::Close => {
                self.desk.files.save_open = false;
                self.desk.files.path_open = false;
                self.desk.files.doubt = None;
            }
        }
    }

    /// Looks after the job and the system's dialog.
    pub(super) fn read_on(&mut self) {
        if let Some(answer) = self.files.picker.as_mut().and_then(|picker| picker.answer())
            && !self.figure_path(answer.as_ref())
            && let Some(path) = answer
        {
            if std::mem::take(&mut self.desk.files.save_open) {
                self.save_to(path);
            } else {
                self.desk.files.path_open = false;
                self.files.waiting.push_back((Source::File(path), self.desk.files.purpose));
            }
        }
        let news = self.files.job.as_mut().and_then(|(job, _)| job.poll());
        if let (Some(News::Ended(ended)), Some((_, purpose))) = (news, self.files.job.as_ref()) {
            let purpose = *purpose;
            self.files.job = None;
            self.desk.notice = None;
            self.loaded(ended, purpose);
        }
        while self.files.job.is_none()
            && self.desk.files.doubt.is_none()
            && let Some((source, purpose)) = self.files.waiting.pop_front()
        {
            self.read(source, purpose, None, false);
        }
    }

    fn read(&mut self, source: Source, purpose: Purpose, columns: Option<[String; 2]>, scale: bool) {
        let hands = self.editing.hands();
        // What has no target may have an input.
        let purpose = match (purpose, hands.canvas()) {
            (Purpose::Any, None) => Purpose::Input,
            _ => purpose,
        };
        let drawing = hands.canvas().unwrap_or_default().1;
        let wanted = Wanted {
            purpose,
            drawing,
            reach: hands.reach(),
            input_reach: hands.input_reach(),
            columns,
            scale,
            knots: None,
        };
        let size = match &source {
            Source::File(path) => about(path).map_or(0, |(length, _)| length),
            Source::Text(text) => text.len() as u64,
            Source::Table(_, table) => 16 * table.len() as u64,
        };
        let file = match &source {
            Source::File(path) => Some(path.clone()),
            _ => None,
        };
        let load = Load::new(source, wanted);
        if size <= AT_ONCE {
            let ended = load.now();
            if let (Some(file), true) = (&file, ended.is_ok()) {
                self.note_recent(file);
            }
            return self.loaded(ended, purpose);
        }
        file.iter().for_each(|file| self.note_recent(file));
        let job = Job::start(load, Mode::beside());
        self.desk.tell(Level::Info, format!("{}\u{2026}", job.name()));
        self.files.job = Some((job, purpose));
    }

    fn loaded(&mut self, ended: Result<Loaded, String>, purpose: Purpose) {
        let loaded = match ended {
            Ok(loaded) => loaded,
            Err(why) => return self.fail(why),
        };
        let hands = self.editing.hands();
        let doubt =
            |name, table, purpose, asked, wanted| Doubt { name, table, purpose, asked, wanted, columns: [0, 1] };
        match loaded {
            Loaded::Target { name, traced, told } => match hands.trace(&traced) {
                Ok((edits, notes)) => self.took(&name, edits, told.into_iter().chain(notes)),
                Err(why) => self.fail(format!("{name}: {why}")),
            },
            Loaded::Input { name, values, length_s, told } => {
                let now_s = self.history.as_ref().map_or(0.0, |history| history.time_s());
                let edits = hands.draw_input(values, now_s, length_s);
                if edits.is_empty() {
                    return self
                        .fail(format!("{name}: this network has neither a target nor an input for a file to give"));
                }
                self.took(&name, edits, told.into_iter());
            }
            Loaded::Ask { name, table } => {
                self.desk.files.doubt = Some(doubt(name, table, purpose, Asked::Columns, None));
            }
            Loaded::Beyond { name, table, columns, why } => {
                self.desk.files.doubt = Some(doubt(name, table, purpose, Asked::Scale(why), columns));
            }
            Loaded::Session { file, text } => self.open_session(&file, &text, true),
            Loaded::Code { name, text } => drop(self.resume(&short(&name), decode(&text))),
            Loaded::Figure { name, origin } => drop(self.resume(&short(&name), origin.recipe())),
            Loaded::Preset { file, text } => match Preset::<M>::from_bytes(&file, text.as_bytes()) {
                Ok(preset) => self.add_preset(preset),
                Err(error) => self.fail(error.to_string()),
            },
        }
    }

    /// Applies what a file gave and says what was done.
    fn took(&mut self, name: &str, edits: Vec<crate::param::Edit>, told: impl Iterator<Item = String>) {
        let short = short(name);
        if self.change(&format!("Load {short}"), edits) {
            let told: Vec<String> = told.collect();
            self.desk.fit();
            self.desk.tell(Level::Info, format!("{short}: {}", told.join("; ")));
        }
    }

    /// Opens a preset from a file, beside those that there are.
    fn add_preset(&mut self, preset: Preset<M>) {
        let index = self.place(preset);
        // What opens is to be seen.
        self.desk.gallery = None;
        self.act(Action::Open(index));
    }

    /// The place of a preset in the list, to which it is added if it is not there.
    pub(super) fn place(&mut self, preset: Preset<M>) -> usize {
        // One that came with a session or a code has no checks, and is not known to be the person's own.
        let is_same = |other: &Preset<M>| {
            let Preset { name, title, setup, look, .. } = other;
            *name == preset.name && *title == preset.title && *setup == preset.setup && *look == preset.look
        };
        let known = self.presets.iter().position(is_same);
        known.unwrap_or_else(|| {
            self.presets.push(preset);
            self.study.list(&self.presets);
            self.presets.len() - 1
        })
    }
}
