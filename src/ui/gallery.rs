//! The gallery of presets: what of it is open, and the pictures on its cards.

use super::theme::Mode;
use crate::session::List;
use egui::TextureHandle;
use std::collections::HashMap;

/// The gallery while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// The list that is chosen.
    pub list: List,
    /// What is searched for; while it says something, what is found stands in place of the list.
    pub search: String,
    /// Whether it has not been drawn yet.
    pub is_new: bool,
    /// Presets by their places in the list, whose pictures are missed, the most urgent first.
    pub missed: Vec<usize>,
}

impl Gallery {
    /// The list whose cards are shown.
    pub fn shown(&self) -> List {
        if self.search.trim().is_empty() { self.list.clone() } else { List::Found(self.search.clone()) }
    }
}

/// The pictures of presets, of one theme at a time.
#[derive(Default)]
pub struct Pictures {
    mode: Option<Mode>,
    /// By the preset's place in the list; none for one that cannot be drawn.
    known: HashMap<usize, Option<TextureHandle>>,
}

impl Pictures {
    /// Forgets those of another theme; whether it was another.
    pub fn turn(&mut self, mode: Mode) -> bool {
        let turned = self.mode != Some(mode);
        if turned {
            self.known.clear();
            self.mode = Some(mode);
        }
        turned
    }

    /// Takes in a picture, or that there will be none.
    pub fn put(&mut self, preset: usize, picture: Option<TextureHandle>) {
        self.known.insert(preset, picture);
    }

    /// The picture of a preset.
    pub fn get(&self, preset: usize) -> Option<&TextureHandle> {
        self.known.get(&preset)?.as_ref()
    }

    /// Whether a preset has its picture, or will have none.
    pub fn knows(&self, preset: usize) -> bool {
        self.known.contains_key(&preset)
    }
}
