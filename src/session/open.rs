//! Opening what a person names: a built-in preset, a file, or a code.

use super::preset::{BUILT_IN, nearest};
use super::share::{decode, is_code};
use super::{Preset, PresetError, Recipe};
use std::path::Path;

/// Letters of a code that messages show.
const SHOWN: usize = 12;

impl Preset {
    /// The built-in preset of that name, the one in that file, or what a code `tr1:...` holds.
    ///
    /// # Errors
    /// If there is neither, or it is not in order.
    pub fn open(name: &str) -> Result<Self, PresetError> {
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let path = Path::new(name);
        // A file that is there wins over a built-in of the same name; a bare name is a built-in.
        if let Some((known, text)) = BUILT_IN.iter().find(|(known, _)| *known == stem && !path.is_file()) {
            return Preset::parse(known, known, text);
        }
        let fail = |message: String| PresetError { file: name.to_owned(), message };
        if is_code(name) && !path.is_file() {
            return Recipe::open(name).map(Recipe::preset);
        }
        match std::fs::read(path) {
            Ok(bytes) => Preset::from_bytes(path, &bytes),
            Err(_) if path.is_dir() => Err(fail("is a folder; needed is a preset, a TOML file".to_owned())),
            Err(error) if path.exists() => Err(fail(format!("cannot be read: {error}"))),
            Err(error) => {
                let known: Vec<&str> = BUILT_IN.iter().map(|(known, _)| *known).collect();
                let hint = nearest(stem, &known).map_or_else(String::new, |near| format!("; did you mean {near}?"));
                let known = known.join(", ");
                Err(fail(format!("neither a built-in preset ({known}) nor a readable file ({error}){hint}")))
            }
        }
    }
}

impl Recipe {
    /// What a name stands for: a code holds what was made of a preset, of any other preset nothing was made.
    ///
    /// # Errors
    /// As [`Preset::open`].
    pub fn open(name: &str) -> Result<Self, PresetError> {
        if is_code(name) && !Path::new(name).is_file() {
            let shown: String = name.trim().chars().take(SHOWN).collect();
            return decode(name).map_err(|message| PresetError { file: format!("{shown}\u{2026}"), message });
        }
        let preset = Preset::open(name)?;
        Ok(Recipe::new(&preset, &preset.setup, &preset.look))
    }
}
