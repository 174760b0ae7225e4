//! The gallery of presets: opening, choosing, searching, and its pictures.

use super::App;
use crate::session::List;
use crate::sim::Model;
use crate::ui::gallery::Gallery;
use crate::ui::shelf::Shelf;
use std::path::PathBuf;

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
        self.artist.shelf.tidy();
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
        let Some(gallery) = &self.desk.gallery else { return self.artist.rest() };
        let (mode, pictures) = (self.desk.theme.mode, &mut self.desk.pictures);
        self.artist.work(&self.presets, &gallery.missed, mode, pictures, ctx);
    }
}
