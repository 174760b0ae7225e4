//! Opening what a person names: a built-in preset, one of their own, a file, or a code.

use super::preset::{BUILT_IN, nearest};
use super::set::mend;
use super::share::{decode, is_code};
use super::{Arrangement, Preset, PresetError, Provenance, Recipe, SessionFile, is_session};
use crate::machine::{MOST_BYTES, MOST_TEXT, bytes};
use crate::reading::{quoted, utf8};
use std::path::{Path, PathBuf};

/// Letters of a code that messages show.
const SHOWN: usize = 12;
/// Names folders with presets, besides the one in the person's configuration.
const VARIABLE: &str = "TIGHTROPE_PRESETS";

/// The folders where a person keeps presets; what stands in an earlier one counts.
pub fn preset_folders() -> Vec<PathBuf> {
    let named = std::env::var_os(VARIABLE).unwrap_or_default();
    let named = std::env::split_paths(&named).filter(|folder| !folder.as_os_str().is_empty());
    named.chain(dirs::config_dir().map(|folder| folder.join("tightrope").join("presets"))).collect()
}

/// The presets in these folders, by name, and why others in them are left out.
pub fn presets_in(folders: &[PathBuf]) -> (Vec<Preset>, Vec<String>) {
    let (mut found, mut told): (Vec<Preset>, Vec<String>) = Default::default();
    for folder in folders {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                told.push(format!("{}: cannot be read: {error}", quoted(folder.display())));
                continue;
            }
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        for path in paths {
            let read = match bytes(&path, MOST_TEXT) {
                Ok(bytes) => Preset::from_bytes(&path, &bytes).map_err(|error| error.to_string()),
                Err(why) => Err(format!("{}: {why}", quoted(path.display()))),
            };
            match read {
                Ok(preset) if found.iter().any(|known| known.name == preset.name) => {}
                Ok(preset) => found.push(Preset { is_own: true, ..preset }),
                Err(why) => told.push(why),
            }
        }
    }
    (found, told)
}

/// All presets: a person's own take the place of built-in ones of the same name, the others come last. And why some are
/// left out.
pub fn all_presets() -> (Vec<Preset>, Vec<String>) {
    let mut all = Preset::all_built_in();
    let (own, told) = presets_in(&preset_folders());
    for preset in own {
        match all.iter_mut().find(|known| known.name == preset.name) {
            Some(known) => *known = preset,
            None => all.push(preset),
        }
    }
    (all, told)
}

impl Preset {
    /// What a name stands for: a file, a preset of the person's own or a built-in one; or what a code `tr1:...` or a session
    /// holds.
    ///
    /// # Errors
    /// If there is neither, or it is not in order.
    pub fn open(name: &str) -> Result<Self, PresetError> {
        Ok(Preset::open_told(name)?.0)
    }

    /// The same, with what of a session or a code could not be had, a line each.
    ///
    /// # Errors
    /// As [`Preset::open`].
    pub fn open_told(name: &str) -> Result<(Self, Vec<String>), PresetError> {
        let recipe = SessionFile::open(name)?.recipe;
        let told = recipe.told_of(name);
        Ok((recipe.preset(), told))
    }
}

impl SessionFile {
    /// What a name stands for, as [`Preset::open`] says, with all that is known of it.
    ///
    /// # Errors
    /// As [`Preset::open`].
    pub fn open(name: &str) -> Result<Self, PresetError> {
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let path = Path::new(name);
        let fail = |message: String| PresetError { file: name.to_owned(), message };
        let only = |recipe: Recipe| SessionFile { recipe, arrangement: Arrangement::default() };
        let plain = |preset: Preset| only(Recipe::new(&preset, &preset.setup, &preset.look));
        mend(path.parent().unwrap_or(Path::new("")));
        // A file that is there wins over a preset of the same name; a bare name is a preset.
        if !path.is_file() {
            if is_code(name) {
                let shown: String = name.trim().chars().take(SHOWN).collect();
                let fail = |message| PresetError { file: format!("{shown}\u{2026}"), message };
                return decode(name).map(only).map_err(fail);
            }
            let bare = !stem.contains(['/', '\\']);
            let own = preset_folders().into_iter().map(|folder| folder.join(format!("{stem}.toml")));
            if let Some(path) = own.filter(|_| bare).find(|path| path.is_file()) {
                let bytes = bytes(&path, MOST_TEXT).map_err(fail)?;
                return Ok(plain(Preset { is_own: true, ..Preset::from_bytes(&path, &bytes)? }));
            }
            if let Some(preset) = Preset::built_in(stem) {
                return Ok(plain(preset));
            }
        }
        let bytes = match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => return Err(fail("is a folder; a preset is a TOML file".to_owned())),
            Ok(_) => bytes(path, MOST_BYTES).map_err(fail)?,
            Err(error) => {
                let known: Vec<&str> = BUILT_IN.iter().map(|(known, _)| *known).collect();
                let hint = nearest(stem, &known).map_or_else(String::new, |near| format!("; did you mean {near}?"));
                let what = match bare_name(name) {
                    true => "is neither a built-in preset nor a file",
                    false => "is no file that is there",
                };
                return Err(fail(format!("{what} ({error}){hint}; `tightrope list` lists the built-in presets")));
            }
        };
        let text = utf8(&bytes).ok();
        if let Some(text) = text.filter(|text| text.len() as u64 <= MOST_TEXT && is_session(text)) {
            return SessionFile::read(text, path.parent().unwrap_or(Path::new(""))).map_err(fail);
        }
        let is_long = bytes.len() as u64 > MOST_TEXT;
        if (is_long || text.is_none_or(|text| text.parse::<toml::Table>().is_err()))
            && let Some(origin) = Provenance::find_in(&bytes)
        {
            return origin.and_then(|origin| origin.recipe()).map(only).map_err(fail);
        }
        if is_long {
            let size = bytes.len() >> 20;
            return Err(fail(format!("has {size} MB; allowed are {} for a preset or a session", MOST_TEXT >> 20)));
        }
        if let Some(text) = text.filter(|text| is_code(text) && text.parse::<toml::Table>().is_err()) {
            return decode(text).map(only).map_err(fail);
        }
        Preset::from_bytes(path, &bytes).map(plain)
    }
}

/// Whether this is a name rather than a path.
fn bare_name(name: &str) -> bool {
    !name.contains(['/', '\\', '.'])
}
