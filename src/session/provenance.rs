//! Where a file comes from: setup, seed and version, as one line of text that any kind of file can carry.

use super::recipe::Recipe;
use super::share::{decode, encode};
use super::{Look, Preset, Setup};
use crate::reading::{imprint, quoted};
use crate::sim::Model;
use serde::{Deserialize, Serialize};

/// The commit of this build; what was not built from a repository does not know.
pub const COMMIT: &str = env!("TIGHTROPE_COMMIT");
/// Every line of provenance begins so.
const BEGINS: &str = "{\"program\":\"tightrope\"";

/// `0.1.0 (62b61a7d1)`.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("TIGHTROPE_COMMIT"), ")");

/// Where a file comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Always `tightrope`.
    program: String,
    /// Version of the program.
    pub version: String,
    /// Its commit.
    pub commit: String,
    /// Short name of the preset that it came from.
    pub preset: String,
    /// Random seed.
    pub seed: u64,
    /// The setup: a code `tr1:...`, or, where a code cannot hold it, the text of a preset.
    pub setup: String,
}

impl Provenance {
    /// Of what was made of a preset.
    pub fn of<M: Model>(base: &Preset<M>, setup: &Setup<M>, look: &Look) -> Self {
        let whole = || {
            let mut preset = Recipe::new(base, setup, look).preset();
            preset.checks.clear();
            preset.text().unwrap_or_default()
        };
        Provenance {
            program: "tightrope".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: COMMIT.to_owned(),
            preset: base.name.clone(),
            seed: setup.seed as u64,
            setup: encode(base, setup, look).unwrap_or_else(|_| whole()),
        }
    }

    /// One line of ASCII without `<`, `>`, `&` and `--`: it can stand in XML (not in an attribute), in comments, in any
    /// field of text.
    pub fn text(&self) -> String {
        let mut line = String::new();
        for letter in serde_json::to_string(self).unwrap_or_default().chars() {
            match letter {
                '-' if line.ends_with('-') => line.push_str("\\u002d"),
                '<' | '>' | '&' => line.push_str(&format!("\\u{:04x}", letter as u32)),
                ' '..='~' => line.push(letter),
                _ => {
                    let mut units = [0; 2];
                    letter.encode_utf16(&mut units).iter().for_each(|unit| line.push_str(&format!("\\u{unit:04x}")));
                }
            }
        }
        line
    }

    /// The provenance somewhere in a text; `None` if it carries none.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn find(text: &str) -> Option<Result<Self, String>> {
        let at = text.find(BEGINS)?;
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter();
        let damaged = |why: String| format!("what it says of its origin is damaged: {why}");
        Some(match values.next() {
            Some(read) => read.map_err(|error: serde_json::Error| damaged(quoted(error))),
            None => Err(damaged("it is empty".to_owned())),
        })
    }

    /// The same in the bytes of a file: where its format has it, or else anywhere as it is.
    ///
    /// # Errors
    /// If it is damaged, or cut off, or a file that could tell of its origin and does not.
    pub fn find_in(bytes: &[u8]) -> Option<Result<Self, String>> {
        if let Some(line) = imprint(bytes) {
            let nothing = || Err("what it says of its origin is damaged".to_owned());
            return Some(line.and_then(|line| Self::find(&line).unwrap_or_else(nothing)));
        }
        let at = bytes.windows(BEGINS.len()).position(|window| window == BEGINS.as_bytes())?;
        let line = bytes[at..].split(|byte| !(b' '..=b'~').contains(byte)).next().unwrap_or_default();
        Self::find(&String::from_utf8_lossy(line))
    }

    /// The setup that it tells of.
    ///
    /// # Errors
    /// If it cannot be read; the text says why.
    pub fn recipe<M: Model>(&self) -> Result<Recipe<M>, String> {
        if self.setup.starts_with("tr") {
            return decode(&self.setup);
        }
        let preset =
            Preset::<M>::read(&self.preset, "the preset in it", &self.setup).map_err(|error| error.to_string())?;
        Ok(Recipe::new(&preset, &preset.setup, &preset.look))
    }
}
