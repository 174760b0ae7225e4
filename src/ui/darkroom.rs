//! Where figures become files, beside the window: pictures are packed, numbers written, movies put together from frames.

use super::figure::{Camera, Exposed, FRAMES, Format, Reel, Taken, widen};
use super::figure_desk::Form;
use super::moments::{Moment, Moments};
use super::raster::Rasterizer;
use super::theme::Theme;
use super::view::View;
use crate::export::{ExportError, about_run, place, run_npz, signals_head, signals_rows, spikes_head, spikes_rows};
use crate::machine::rest;
use crate::picture::{Depiction, Layout};
use crate::session::{Bucket, FileSet, History, Job, Slice, Work};
use crate::sim::{Samples, Spike};
use egui::Ui;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Frames of a movie that may wait to be packed.
const WAITING: usize = 4;

/// Paints a view in colours, of a past.
pub type Paint<'a> = dyn Fn(&mut Ui, &Theme, Option<&View>, Option<(&History, &Arc<Depiction>)>) + 'a;

/// What is on its way.
#[derive(Default)]
pub struct Darkroom {
    /// The file that is being written.
    pub job: Option<Job<Writing>>,
    /// The movie that is being made.
    pub film: Option<Box<Film>>,
    /// What was seen last.
    pub moments: Moments,
    /// What the preview shows: of which form, which step, and since when.
    pub preview: Option<(Form, [u64; 2], f64)>,
}

/// A file that is written beside the window.
pub enum Writing {
    /// A picture that stands still.
    Still(Box<Taken>, Format, PathBuf),
    /// Numbers.
    Data(Box<Data>, bool, PathBuf),
    /// A movie whose frames come from the window.
    Movie { frames: Frames, total: usize, done: usize, reel: Option<Box<(Reel, Rasterizer)>>, path: PathBuf },
}

/// Frames on their way.
pub type Frames = Arc<Mutex<VecDeque<Exposed>>>;

/// A run in numbers.
pub struct Data {
    layout: Arc<Layout>,
    spikes: Vec<Spike>,
    rows: Vec<(u64, Vec<f64>)>,
    origin: String,
    steps: u64,
}

/// A movie in the making.
pub struct Film {
    /// What looks.
    pub camera: Camera,
    /// At which view.
    pub view: Option<View>,
    /// In which colours.
    pub theme: Theme,
    /// How many times as wide lines are.
    pub widen: f32,
    /// The run.
    pub history: Box<History>,
    /// Its frames.
    pub moments: Vec<Moment>,
    /// The next of them.
    pub next: usize,
    /// Frames a second.
    pub fps: f64,
    /// Where they go to.
    pub frames: Frames,
}

impl Work for Writing {
    type Output = PathBuf;
    type Told = ();

    fn name(&self) -> String {
        "writing a figure".to_owned()
    }

    fn advance(&mut self) -> Result<Slice<PathBuf>, String> {
        match self {
            Writing::Still(taken, format, path) => {
                place(path, &taken.bytes(*format)?)?;
                Ok(Slice::Done(path.clone()))
            }
            Writing::Data(data, as_tables, path) => {
                data.write(*as_tables, path)?;
                Ok(Slice::Done(path.clone()))
            }
            Writing::Movie { frames, total, done, reel, path } => {
                let frame = frames.lock().map_err(|_| "the frames were lost".to_owned())?.pop_front();
                let (Some(frame), Some(both)) = (frame, reel.as_deref_mut()) else {
                    rest(Duration::from_millis(3));
                    return Ok(Slice::More { part: *done as f64 / *total as f64, told: None });
                };
                let (reel_now, rasterizer) = both;
                let is_seen = frame.is_seen();
                let image = frame.pixels(rasterizer);
                if is_seen {
                    reel_now.push(image)?;
                    *done += 1;
                }
                if *done < *total {
                    return Ok(Slice::More { part: *done as f64 / *total as f64, told: None });
                }
                let Some(both) = reel.take() else { return Err("the movie was lost".to_owned()) };
                place(path, &both.0.finish()?)?;
                Ok(Slice::Done(path.clone()))
            }
        }
    }
}

impl Data {
    /// Of all that a history remembers; `origin` is where it comes from.
    pub fn of(history: &History, origin: String) -> Self {
        let columns = history.layout.signals.len();
        let row = |bucket: Bucket<'_>| (bucket.step, bucket.last.iter().take(columns).copied().collect::<Vec<f64>>());
        Data {
            layout: history.layout.clone(),
            spikes: history.spikes(0, history.newest()).to_vec(),
            rows: history.buckets(0, history.newest()).map(row).collect(),
            origin,
            steps: history.newest(),
        }
    }

    fn write(&self, as_tables: bool, path: &Path) -> Result<(), String> {
        let layout = &self.layout;
        let mut samples = Samples::new(layout.signals.len(), usize::MAX);
        self.rows.iter().for_each(|(step, row)| samples.push(*step, row));
        if !as_tables {
            return place(path, &run_npz(layout, &self.spikes, &samples, &self.origin)?);
        }
        let put = |error: ExportError| error.to_string();
        let fail = |path: &Path, error: &dyn std::fmt::Display| format!("cannot write {}: {error}", path.display());
        let mut set = FileSet::new(path).map_err(|failed| put(failed.into()))?;
        let part = set.part("spikes.csv");
        let mut table = csv::Writer::from_path(&part).map_err(|error| fail(&part, &error))?;
        let wrote = spikes_head(&mut table).and_then(|()| spikes_rows(&mut table, layout, &self.spikes));
        wrote.and_then(|()| Ok(table.flush()?)).map_err(|error| fail(&part, &error))?;
        let part = set.part("signals.csv");
        let mut table = csv::Writer::from_path(&part).map_err(|error| fail(&part, &error))?;
        let wrote = signals_head(&mut table, layout).and_then(|()| signals_rows(&mut table, layout, &samples, 0));
        wrote.and_then(|()| Ok(table.flush()?)).map_err(|error| fail(&part, &error))?;
        let part = set.part("summary.json");
        std::fs::write(&part, about_run(layout, self.steps, &self.origin)).map_err(|error| fail(&part, &error))?;
        set.place().map_err(|failed| put(failed.into())).map(drop)
    }
}

impl Film {
    /// Whether the next frame is to be shot now.
    pub fn is_due(&self) -> bool {
        let waiting = self.frames.lock().map_or(WAITING, |frames| frames.len());
        waiting < WAITING && self.next < self.moments.len()
    }

    /// Shoots the next frame; `paint` paints a view of a past.
    pub fn shoot(&mut self, paint: &Paint<'_>) {
        // Views settle before it begins.
        let looks = if self.next == 0 { FRAMES } else { 1 };
        let moment = self.moments[self.next].clone();
        (self.history.step, self.history.now) = (moment.step, None);
        self.history.depiction = moment.depiction.clone();
        for look in 1..=looks {
            let (theme, view, history) = (&self.theme, self.view.as_ref(), &*self.history);
            let mut frame =
                self.camera.look(1.0 / self.fps, |ui| paint(ui, theme, view, Some((history, &moment.depiction))));
            widen(&mut frame.shapes, self.widen);
            let exposed = self.camera.expose(frame);
            if let Ok(mut frames) = self.frames.lock() {
                // Of those before it begins only the textures count.
                frames.push_back(if look < looks { exposed.unseen() } else { exposed });
            }
        }
        self.next += 1;
    }
}
