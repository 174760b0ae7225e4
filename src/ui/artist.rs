//! Has the pictures of presets drawn by a job, those first that are missed most.

use super::gallery::Pictures;
use super::shelf::Shelf;
use super::theme;
use super::thumbnail::Portraits;
use crate::session::{Job, Mode, News, Preset};
use crate::sim::Model;
use std::time::Duration;

/// So many pictures are one job: fewer than the news that it may leave unread.
const BATCH: usize = 8;
/// How long to wait for the next picture before looking again.
const LOOK: Duration = Duration::from_millis(40);

/// Who draws pictures of presets.
pub struct Artist<M: Model> {
    /// Where pictures are kept.
    pub shelf: Shelf,
    /// The job, and whom it has not yet drawn.
    job: Option<(Job<Portraits<M>>, Vec<usize>)>,
}

impl<M: Model> Default for Artist<M> {
    fn default() -> Self {
        Artist { shelf: Shelf::default(), job: None }
    }
}

impl<M: Model> Artist<M> {
    /// Stops drawing.
    pub fn rest(&mut self) {
        self.job = None;
    }

    /// Takes in pictures that are ready, and begins with those of `missed` that are not there, by their places in
    /// `presets`; call once a frame.
    pub fn work(
        &mut self,
        presets: &[Preset<M>],
        missed: &[usize],
        mode: theme::Mode,
        pictures: &mut Pictures,
        ctx: &egui::Context,
    ) {
        if pictures.turn(mode) {
            self.job = None;
        }
        let mut ended = false;
        if let Some((job, sitters)) = &mut self.job {
            while let Some(news) = job.poll() {
                match news {
                    News::Told((preset, image)) => {
                        let load = |image| ctx.load_texture("preset", image, egui::TextureOptions::LINEAR);
                        pictures.put(preset, image.map(load));
                        sitters.retain(|sitter| *sitter != preset);
                    }
                    News::Ended(_) => {
                        // Who was left out by a failure stays without.
                        sitters.drain(..).for_each(|preset| pictures.put(preset, None));
                        ended = true;
                    }
                }
            }
        }
        if ended {
            self.job = None;
        }
        let missed: Vec<usize> = missed.iter().copied().filter(|preset| !pictures.knows(*preset)).collect();
        let Some(first) = missed.first() else { return };
        // Who came into sight must not wait for those that left it.
        if self.job.as_ref().is_none_or(|(_, sitters)| !sitters.contains(first)) {
            let sitters: Vec<usize> = missed.into_iter().take(BATCH).collect();
            let sitting = sitters.iter().filter_map(|k| Some((*k, presets.get(*k)?.clone()))).collect();
            let work = Portraits::new(sitting, mode, self.shelf.clone());
            self.job = Some((Job::start(work, Mode::beside()), sitters));
        }
        ctx.request_repaint_after(LOOK);
    }
}
