//! A session as a file: what was made of a preset, and how the window was arranged; numbers that no text holds, such as
//! what was learned, stand beside it as NPZ files.
//!
//! What cannot be read of it is told, the rest is opened. Steps of undo and the state of the run are not kept.

use super::npz::{is_built_in, sha256};
use super::place::put;
use super::recipe::Recipe;
use super::{Arrangement, Slice, VERSION, Work, arrays_to_bytes, built_in_arrays};
use crate::machine::{MOST_TEXT, text};
use crate::model::System;
use crate::param::{Array, Arrays, Kind, Value, list};
use crate::reading::quoted;
use crate::sim::{Engine as _, Model, Runner};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Table;

/// Rises when a session is written so that an older program would misread it.
const FORMAT: i64 = 1;
/// Letters of the hash in the name of a file beside a session.
const HASH: usize = 8;
/// Lines at the end that may be damaged by a cut, at most.
const MOST_CUT: usize = 40;

/// What an engine has learned, by name.
pub type Learned = Vec<(&'static str, Array)>;

/// What a run has learned; nothing as long as it is what a run of that network begins with.
pub fn learned<M: Model>(runner: &Runner<M>) -> Learned {
    let now = runner.engine().arrays();
    if now.is_empty() || now == M::start(runner.plan()).arrays() { Vec::new() } else { now }
}

/// What is to be saved.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionFile<M = System> {
    /// What was made of a preset.
    pub recipe: Recipe<M>,
    /// How the window is arranged.
    pub arrangement: Arrangement,
}

/// Writes a session to a file. As [`Work`], since numbers beside it may be many.
#[derive(Debug)]
pub struct Saving<M> {
    path: PathBuf,
    session: SessionFile<M>,
    learned: Arc<Learned>,
}

impl<M: Model> SessionFile<M> {
    /// As text, with the files of numbers that go beside it: names and bytes.
    ///
    /// # Errors
    /// If it cannot be written.
    #[allow(clippy::type_complexity, reason = "it is what is written")]
    pub fn text(
        &self,
        stem: &str,
        learned: &[(&'static str, Array)],
    ) -> Result<(String, Vec<(String, Vec<u8>)>), String> {
        let mut beside = BTreeMap::new();
        let mut recipe = self.recipe.clone();
        for (whose, setup) in [("preset-", &mut recipe.base.setup), ("", &mut recipe.setup)] {
            for (spec, value) in list(&mut setup.clone()) {
                let (Kind::Arrays { names }, Value::Arrays(given)) = (spec.kind, value) else { continue };
                let news: Vec<_> =
                    learned.iter().filter(|(name, _)| whose.is_empty() && names.contains(name)).collect();
                let bytes = if !news.is_empty() {
                    arrays_to_bytes(news.iter().map(|(name, array)| (*name, array)))?
                } else if given.is_empty() || is_built_in(&given) {
                    continue;
                } else {
                    arrays_to_bytes(given.by_name.iter().map(|(name, array)| (name.as_str(), array)))?
                };
                let sha256 = sha256(&bytes);
                // Named by what is in it: a file that an older session names is never changed under it.
                let file = format!("{stem}.{whose}{}.{}.npz", spec.id, &sha256[..HASH]);
                let by_name = match news.is_empty() {
                    true => given.by_name,
                    false => {
                        Arc::new(news.into_iter().map(|(name, array)| ((*name).to_owned(), array.clone())).collect())
                    }
                };
                let arrays = Value::Arrays(Arrays { file: file.clone(), sha256, by_name });
                let edit = crate::param::Edit::new(spec.id, arrays);
                *setup = crate::param::apply(setup, &[edit]).map_err(|error| error.to_string())?.0;
                beside.insert(file, bytes);
            }
        }
        let table = |entries: Vec<(&str, toml::Value)>| -> Table {
            entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
        };
        let file = table(vec![
            ("session", toml::Value::Integer(FORMAT)),
            ("version", toml::Value::String(VERSION.to_owned())),
            ("title", toml::Value::String(self.recipe.base.title.clone())),
            ("setup", toml::Value::Table(recipe.table()?)),
            ("view", toml::Value::Table(self.arrangement.table())),
        ]);
        let text = toml::to_string(&file).map_err(|error| error.to_string())?;
        // By its last line one sees that it is whole.
        let head = "# A session of Tightrope: open it with `tightrope FILE`, or drop it into the window.\n";
        Ok((format!("{head}{text}\n[end]\n"), beside.into_iter().collect()))
    }

    /// From the text of a file in `folder`; `recipe.told` says what is not as it was.
    ///
    /// # Errors
    /// If nothing of it can be opened; the text says why.
    pub fn read(text: &str, folder: &Path) -> Result<Self, String> {
        let (table, cut) = parsed(text)?;
        let mut told: Vec<String> = cut.into_iter().collect();
        let written =
            table.get("version").and_then(toml::Value::as_str).map_or_else(|| "another one".to_owned(), quoted);
        let newer = match table.get("session").and_then(toml::Value::as_integer) {
            Some(FORMAT) => false,
            Some(format) if format > FORMAT => {
                told.push(format!(
                    "it was saved by a newer version of Tightrope, {written}; this one, {VERSION}, opens what it knows"
                ));
                true
            }
            _ => return Err("`session`: allowed is the number of its format, such as 1".to_owned()),
        };
        const KEYS: [&str; 6] = ["session", "version", "title", "setup", "view", "end"];
        let unknown = table.keys().filter(|key| !KEYS.contains(&key.as_str()));
        told.extend(unknown.map(|key| format!("`{}` is not known", quoted(key))));
        let Some(toml::Value::Table(setup)) = table.get("setup") else {
            return Err(format!(
                "there is no [setup] in it{}",
                told.first().map_or(String::new(), |cut| format!("; {cut}"))
            ));
        };
        let files = |file: &str, sha256: Option<&str>| built_in_arrays(file, sha256, folder);
        let mut recipe = Recipe::read(setup, &files).map_err(|why| match newer {
            true => format!("it was saved by a newer version of Tightrope, {written}, and this one, {VERSION}, cannot open it: {why}"),
            false => why,
        })?;
        let empty = Table::new();
        let view = table.get("view").and_then(toml::Value::as_table).unwrap_or(&empty);
        let (arrangement, missed) = Arrangement::read(view);
        told.append(&mut recipe.told);
        told.extend(missed);
        recipe.told = told;
        Ok(SessionFile { recipe, arrangement })
    }
}

/// Whether a text is a session, in order or not.
pub fn is_session(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.next().and_then(|line| line.strip_prefix("session")).is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// The table, and what of the text is missing.
fn parsed(text: &str) -> Result<(Table, Option<String>), String> {
    let count = text.lines().count();
    let why = match text.parse::<Table>() {
        Ok(table) if table.contains_key("end") => return Ok((table, None)),
        Ok(table) => return Ok((table, Some(format!("the file is cut off after line {count}")))),
        Err(error) => super::preset::tidy(&error, Some(text)),
    };
    // Without a last line that was cut, what is there may be whole.
    let mut rest = text.trim_end();
    for cut in 1..=MOST_CUT {
        rest = rest.rfind('\n').map_or("", |at| &rest[..at]);
        if rest.is_empty() {
            break;
        }
        if let Ok(table) = rest.parse::<Table>() {
            return Ok((table, Some(format!("the file is damaged, the last {cut} of its {count} lines are left out"))));
        }
    }
    Err(format!("not valid TOML: {why}"))
}

/// The files of numbers beside a session that it names itself.
fn named_beside(path: &Path) -> Vec<PathBuf> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(text) = text(path, MOST_TEXT) else { return Vec::new() };
    if !is_session(&text) {
        return Vec::new();
    }
    let ours = |rest: &str| {
        let hash = rest.strip_suffix(".npz").and_then(|rest| rest.rsplit_once('.')).map_or("", |(_, hash)| hash);
        hash.len() == HASH && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let names = text.split('"').filter(|name| {
        name.strip_prefix(&stem).is_some_and(|rest| rest.starts_with('.') && !rest.contains('/') && ours(rest))
    });
    names.map(|name| path.with_file_name(name)).collect()
}

/// Removes a session with the files beside it.
pub fn remove(path: &Path) {
    named_beside(path).iter().chain([&path.to_owned()]).for_each(|file| drop(std::fs::remove_file(file)));
}

impl<M: Model> Saving<M> {
    /// Writes `session` to `path`, with what was learned.
    pub fn new(path: PathBuf, session: SessionFile<M>, learned: Arc<Learned>) -> Self {
        Saving { path, session, learned }
    }

    /// All of it at once: the files that were written.
    ///
    /// # Errors
    /// Which file could not be written, and why; those of before are as they were then.
    pub fn now(&self) -> Result<Vec<PathBuf>, String> {
        let path = &self.path;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            return Err(format!("cannot write {}: it is a folder; name a file in it", quoted(path.display())));
        }
        let (text, beside) = self.session.text(&stem, &self.learned)?;
        let old = named_beside(path);
        let beside: Vec<(PathBuf, Vec<u8>)> =
            beside.into_iter().map(|(name, bytes)| (path.with_file_name(name), bytes)).collect();
        let mut files: Vec<(&Path, &[u8])> = beside.iter().map(|(path, bytes)| (path.as_path(), &bytes[..])).collect();
        files.push((path, text.as_bytes()));
        put(&files)?;
        let written: Vec<PathBuf> = files.iter().rev().map(|(path, _)| path.to_path_buf()).collect();
        // Another window may have saved to the same file meanwhile.
        let now = named_beside(path);
        let is_used = |file: &PathBuf| written.contains(file) || now.contains(file);
        old.iter().filter(|file| !is_used(file)).for_each(|file| drop(std::fs::remove_file(file)));
        Ok(written)
    }
}

impl<M: Model> Work for Saving<M> {
    type Output = Vec<PathBuf>;
    type Told = ();

    fn name(&self) -> String {
        format!("saving {}", self.path.display())
    }

    fn advance(&mut self) -> Result<Slice<Vec<PathBuf>>, String> {
        self.now().map(Slice::Done)
    }
}
