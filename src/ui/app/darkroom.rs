//! Figures as the dialog asks for them: the preview, what is to be written, movies of what was seen last.

use super::App;
use crate::machine::wrote;
use crate::session::{Job, Level, Mode, News};
use crate::sim::Model;
use crate::ui::action::FigureWish;
use crate::ui::darkroom::{Data, Film, Frames, Writing};
use crate::ui::figure::{Reel, Shot, Subject, Taken, widen};
use crate::ui::figure_desk::{Form, Kind};
use crate::ui::panels::PREVIEW;
use crate::ui::raster::Rasterizer;
use crate::ui::theme::Theme;
use egui::Context;
use std::path::{Path, PathBuf};
use std::time::Duration;
use web_time::Instant;

/// While a run goes on the preview is drawn this often, in seconds.
const PREVIEW_S: f64 = 0.7;
/// Frames until a preview has settled.
const PREVIEW_FRAMES: usize = 4;
/// Time for frames of a movie within a frame of the window.
const BUDGET: Duration = Duration::from_millis(8);

impl<M: Model> App<M> {
    /// Fulfils a wish of the dialog.
    pub(super) fn figure(&mut self, wish: FigureWish) {
        match wish {
            FigureWish::Toggle => self.toggle_figure(),
            FigureWish::Form(form) => {
                self.desk.figures.form = Some(*form);
                self.desk.figures.told = None;
            }
            FigureWish::Odd(odd) => self.desk.figures.odd = odd,
            FigureWish::Write => {
                let (Some(form), None) = (self.desk.figures.form.clone(), &self.darkroom.job) else { return };
                self.desk.figures.told = None;
                if let Err(why) = self.write(&form) {
                    self.desk.figures.told = Some(Err(why));
                }
            }
            FigureWish::Stop => {
                (self.darkroom.job, self.darkroom.film) = (None, None);
                self.desk.figures.progress = None;
                self.desk.figures.told = Some(Err("stopped; nothing was written".to_owned()));
            }
            FigureWish::Browse => {
                if let (Some(picker), Some(form)) = (&mut self.files.picker, &self.desk.figures.form) {
                    self.desk.figures.is_asking = true;
                    picker.ask_where(Path::new(&form.path));
                }
            }
        }
    }

    fn toggle_figure(&mut self) {
        self.desk.figures.is_open = !self.desk.figures.is_open;
        (self.desk.figures.odd, self.desk.figures.told) = (None, None);
        if !self.desk.figures.is_open {
            self.desk.figures.preview = None;
            self.darkroom.preview = None;
            return;
        }
        let stage = self.on_stage().map_or(Subject::Screen, Subject::View);
        let (mode, name) = (self.desk.theme.mode, self.study.name.clone());
        // A view of another network is none of this one.
        let views = self.views();
        let known = self.desk.figures.form.take().filter(|form| match &form.subject {
            Subject::View(id) => views.iter().any(|view| view.id == *id && view.is_available),
            Subject::Screen => true,
        });
        let form = known.unwrap_or_else(|| {
            let folder = std::env::current_dir().unwrap_or_default();
            let mut form = Form::new(stage, mode, &folder);
            form.path = folder.join(format!("{name}.svg")).display().to_string();
            form
        });
        self.desk.figures.form = Some(form);
    }

    /// Where to, as the system's dialog says; whether it was asked for that.
    pub(super) fn figure_path(&mut self, answer: Option<&PathBuf>) -> bool {
        if !std::mem::take(&mut self.desk.figures.is_asking) {
            return false;
        }
        if let (Some(path), Some(form)) = (answer, &mut self.desk.figures.form) {
            form.path = path.display().to_string();
        }
        true
    }

    /// Begins to write what is wanted.
    fn write(&mut self, form: &Form) -> Result<(), String> {
        let path = PathBuf::from(form.path.trim().trim_matches(['"', '\'']));
        let name = path.file_name().map_or_else(|| form.path.clone(), |name| name.to_string_lossy().into_owned());
        let work = match form.kind {
            Kind::Still(format) => {
                form.page()?;
                Writing::Still(Box::new(self.figure_now(form)?), format, path)
            }
            Kind::Csv | Kind::Npz => {
                let origin = self.label("").origin;
                let history = self.history.as_ref().ok_or("there is no run yet")?;
                Writing::Data(Box::new(Data::of(history, origin)), form.kind == Kind::Csv, path)
            }
            Kind::Movie(format) => {
                let page = form.page()?;
                let history = self.history.as_ref().ok_or("there is no run yet")?;
                let moments = self.darkroom.moments.last(history.generation, form.last_s, form.fps);
                if moments.len() < 2 {
                    return Err("nothing has moved in the last seconds: let it run, then write the movie".to_owned());
                }
                let history = Box::new(history.main.clone());
                let like = self.looked_at.clone();
                let spec = form.spec();
                let (camera, view, label) = self.camera_like(&spec, page.sheet, like.as_ref())?;
                let reel = Reel::new(format, page.px, moments.len(), form.fps, &label.title, &label.origin)?;
                let (total, frames) = (moments.len(), Frames::default());
                self.darkroom.film = Some(Box::new(Film {
                    camera,
                    view,
                    theme: Theme::new(form.mode),
                    widen: page.widen,
                    history,
                    moments,
                    next: 0,
                    fps: form.fps,
                    frames: frames.clone(),
                }));
                let reel = Some(Box::new((reel, Rasterizer::default())));
                Writing::Movie { frames, total, done: 0, reel, path }
            }
        };
        self.desk.figures.writing = name;
        self.darkroom.job = Some(Job::start(work, Mode::beside()));
        self.desk.figures.progress = Some(0.0);
        Ok(())
    }

    /// Does something with the screen in these colours and without what lies over it.
    fn cleared<T>(&mut self, mode: crate::ui::theme::Mode, act: impl FnOnce(&mut Self) -> T) -> T {
        let (dialog, notice) = (std::mem::take(&mut self.desk.figures), self.desk.notice.take());
        let pale = std::mem::replace(&mut self.desk.pale, Theme::new(mode).pale());
        let done = act(self);
        (self.desk.figures, self.desk.notice, self.desk.pale) = (dialog, notice, pale);
        done
    }

    /// A figure of what is on the screen.
    fn figure_now(&mut self, form: &Form) -> Result<Taken, String> {
        let like = self.looked_at.clone();
        self.cleared(form.mode, |app| app.take_figure(&form.spec(), like.as_ref()))
    }

    /// Looks after the preview and what is being written. Call once a frame.
    pub(super) fn develop(&mut self, ctx: &Context, now_s: f64) {
        if self.looked_at.is_none() {
            self.looked_at = Some(ctx.clone());
        }
        if let Some(history) = &self.history {
            self.darkroom.moments.note(now_s, history);
            self.desk.moments = self.darkroom.moments.bytes();
        }
        self.film_on(ctx);
        if let Some(job) = &mut self.darkroom.job {
            if let Some(News::Ended(ended)) = job.poll() {
                (self.darkroom.job, self.darkroom.film) = (None, None);
                self.desk.figures.progress = None;
                let told = ended.map(|path| wrote(&path));
                if !self.desk.figures.is_open {
                    let (level, text) = match &told {
                        Ok(text) => (Level::Info, text.clone()),
                        Err(text) => (Level::Error, text.clone()),
                    };
                    self.desk.tell(level, text);
                }
                self.desk.figures.told = Some(told);
            } else {
                self.desk.figures.progress = Some(job.progress());
            }
            ctx.request_repaint_after(Duration::from_millis(30));
        }
        if self.desk.figures.is_open {
            self.preview(ctx, now_s);
        }
    }

    /// Draws the next frames of a movie, as long as not too many wait to be packed.
    fn film_on(&mut self, ctx: &Context) {
        let Some(mut film) = self.darkroom.film.take() else { return };
        let start = Instant::now();
        while film.is_due() && start.elapsed() < BUDGET {
            let mode = film.theme.mode;
            self.cleared(mode, |app| film.shoot(&|ui, theme, view, past| app.paint_of(ui, theme, view, past)));
        }
        ctx.request_repaint_after(Duration::from_millis(5));
        self.darkroom.film = Some(film);
    }

    /// Draws the preview anew if it shows another figure, or the run has gone on.
    fn preview(&mut self, ctx: &Context, now_s: f64) {
        let Some(form) = self.desk.figures.form.clone().filter(|form| form.kind.is_drawn()) else { return };
        let Some(at) = self.history.as_ref().map(|history| [history.generation, history.step]) else { return };
        let is_same = |known: &Form| {
            Form { path: String::new(), ..known.clone() } == Form { path: String::new(), ..form.clone() }
        };
        if let Some((known, seen, since_s)) = &self.darkroom.preview
            && is_same(known)
            && (*seen == at || now_s - since_s < PREVIEW_S)
        {
            if *seen != at {
                ctx.request_repaint_after(Duration::from_secs_f64(PREVIEW_S));
            }
            return;
        }
        self.darkroom.preview = Some((form.clone(), at, now_s));
        let Ok(page) = form.page() else { return };
        let mut sheet = page.sheet;
        let room = PREVIEW[0] / sheet.points.x;
        let fits = room.min(PREVIEW[1] / sheet.points.y) * ctx.pixels_per_point();
        // Drawn twice as fine and made smaller, letters stay letters.
        sheet.pixels_per_point = (2.0 * fits).min(2.0);
        let like = self.looked_at.clone();
        let image = self.cleared(form.mode, |app| {
            app.camera_like(&form.spec(), sheet, like.as_ref()).map(|(camera, view, _)| {
                let theme = Theme::new(form.mode);
                let mut shot = Shot::take(camera, PREVIEW_FRAMES, |ui| app.paint(ui, &theme, view.as_ref()));
                widen(&mut shot.shapes, page.widen);
                shot.pixels()
            })
        });
        match image {
            Ok(image) => {
                let options = egui::TextureOptions { mipmap_mode: None, ..egui::TextureOptions::LINEAR };
                self.desk.figures.preview = Some(ctx.load_texture("preview of a figure", image, options));
            }
            Err(why) => self.desk.figures.told = Some(Err(why)),
        }
    }
}
