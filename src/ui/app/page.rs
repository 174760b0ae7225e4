//! What a page in a browser asks of the window: links, files that were read, the address.

use super::App;
use crate::session::{Purpose, Source, decode, is_code};
use crate::sim::Model;
use crate::ui::Action;
use std::path::PathBuf;

/// Letters of a link that a message shows.
const SHOWN: usize = 200;

impl<M: Model> App<M> {
    /// Says at which address the page stands, without what is behind the `#`: shared setups become links to it.
    pub fn stand_at(&mut self, address: String) {
        self.address.bare = Some(address);
    }

    /// What is to stand behind the `#` of the address from now on: a setup was shared.
    pub fn new_hash(&mut self) -> Option<String> {
        self.address.hash.take()
    }

    /// Opens what stands behind the `#` of an address: a preset by its name, or the code of a setup. What is neither is
    /// told, and the run goes on.
    pub fn open_link(&mut self, link: &str) {
        let link = link.trim().trim_start_matches('#').trim();
        if link.is_empty() {
            return;
        }
        if is_code(link) {
            self.resume("the link", decode(link));
            return;
        }
        match self.presets.iter().position(|preset| preset.name == link) {
            Some(index) => {
                self.desk.gallery = None;
                self.act(Action::Open(index));
            }
            None => {
                let mut shown: String = link.chars().filter(|letter| !letter.is_control()).take(SHOWN).collect();
                if link.chars().count() > SHOWN {
                    shown.push('\u{2026}');
                }
                self.fail(format!(
                    "the link asks for “{shown}”; allowed is the name of a preset, such as fig-4f, or a code that begins with tr1:; G shows all presets"
                ));
            }
        }
    }

    /// Takes in files that were read, or why one could not be.
    pub fn hand(&mut self, came: Vec<Result<PathBuf, String>>) {
        if came.is_empty() {
            return;
        }
        let purpose =
            if std::mem::take(&mut self.desk.files.path_open) { self.desk.files.purpose } else { Purpose::Any };
        let came_with = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "npz");
        // Numbers that come with a session are read by it.
        let has_others = came.iter().flatten().any(|path| !came_with(path));
        for file in came {
            match file {
                Ok(path) if has_others && came_with(&path) => {}
                Ok(path) => self.files.waiting.push_back((Source::File(path), purpose)),
                Err(why) => self.fail(why),
            }
        }
    }

    /// Whether the window is to fill the screen.
    pub fn fills_screen(&self) -> bool {
        self.desk.full_screen
    }

    /// The title of what is open, without signs of markup.
    pub fn title(&self) -> String {
        crate::ui::widgets::plain(&self.study.title.title)
    }
}
