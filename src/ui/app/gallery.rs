//! The gallery of presets, and the job that draws its pictures.

use super::App;
use crate::session::{Job, List, Mode, News};
use crate::sim::Model;
use crate::ui::gallery::Gallery;
use crate::ui::shelf::Shelf;
use crate::ui::thumbnail::Portraits;
use std::path::PathBuf;
use std::time::Duration;

/// So many pictures are one job: fewer than the news that it may leave unread.
const BATCH: usize = 8;
/// How long to wait for the next picture before looking again.
const LOOK: Duration = Duration::from_millis(40);

/// Who draws pictures of presets.
pub(super) struct Artist<M: Model> {
    shelf: Shelf,
    /// The job, and whom it has not yet drawn.
    job: Option<(Job<Portraits<M>>, Vec<usize>)>,
}

impl<M: Model> Default for Artist<M> {
    fn default() -> Self {
        Artist { shelf: Shelf::default(), job: None }
    }
}

impl<M: Model> App<M> {
    /// Keeps pictures of presets in that folder, from one start of the program to the next; without it, while it runs.
    pub fn keep_pictures_in(&mut self, folder: PathBuf) {
        self.artist.shelf = Shelf::at(folder);
    }

    /// Opens the gallery where one was, or closes it.
    pub(super) fn toggle_gallery(&mut self) {
        if self.desk.gallery.take().is_some() {
            return;
        }
        self.study.catalog.read(&self.presets);
        // If nobody chose a list, the few to begin with.
        let list = match &self.study.walk {
            None => List::Start,
            Some(List::Found(_)) => List::All,
            Some(list) => list.clone(),
        };
        self.desk.gallery = Some(Gallery { list, is_new: true, ..Gallery::default() });
    }

    /// Another list, or another search.
    pub(super) fn browse(&mut self, change: impl FnOnce(&mut Gallery)) {
        if let Some(gallery) = &mut self.desk.gallery {
            change(gallery);
            gallery.is_new = false;
        }
    }

    /// Takes in pictures that are ready, and has those drawn that are missed most; none while the gallery is closed.
    pub(super) fn portray(&mut self, ctx: &egui::Context) {
        let Some(gallery) = &self.desk.gallery else {
            self.artist.job = None;
            return;
        };
        let (mode, pictures) = (self.desk.theme.mode, &mut self.desk.pictures);
        if pictures.turn(mode) {
            self.artist.job = None;
        }
        if let Some((job, sitters)) = &mut self.artist.job {
            let mut ended = false;
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
            if ended {
                self.artist.job = None;
            }
        }
        let missed: Vec<usize> = gallery.missed.iter().copied().filter(|preset| !pictures.knows(*preset)).collect();
        let Some(first) = missed.first() else { return };
        // Who came into sight must not wait for those that left it.
        if self.artist.job.as_ref().is_none_or(|(_, sitters)| !sitters.contains(first)) {
            let sitters: Vec<usize> = missed.into_iter().take(BATCH).collect();
            let presets = sitters.iter().filter_map(|k| Some((*k, self.presets.get(*k)?.clone()))).collect();
            let work = Portraits::new(presets, mode, self.artist.shelf.clone());
            self.artist.job = Some((Job::start(work, Mode::quiet_thread()), sitters));
        }
        ctx.request_repaint_after(LOOK);
    }
}
