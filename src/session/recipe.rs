//! A setup as a table of TOML: the preset that it came from, and what was changed.

use super::preset::LOOK_KEYS;
use super::{Look, Preset, Setup, settings};
use crate::model::System;
use crate::reading::quoted;
use crate::sim::Model;
use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

/// Sections and keys.
const KEYS: [&str; 6] = ["preset", "name", "params", "drive", "look", "is"];

/// A preset, and what somebody made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe<M = System> {
    /// Where it came from.
    pub base: Preset<M>,
    /// The setup.
    pub setup: Setup<M>,
    /// How it is looked at.
    pub look: Look,
    /// What could not be had as it was, a sentence each.
    pub told: Vec<String>,
}

/// What a setup is recognized by: whatever differs from the defaults.
fn mark<M: Model>(setup: &Setup<M>) -> String {
    let told = settings::tables(setup).map(|table| toml::to_string(&table).unwrap_or_default());
    Sha256::digest(told.join("\n")).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// What of a look differs from another.
fn other_look(base: &Look, look: &Look) -> Table {
    let table = |look: &Look| Table::try_from(look).unwrap_or_default();
    let base = table(base);
    table(look).into_iter().filter(|(key, value)| base.get(key) != Some(value)).collect()
}

impl<M: Model> Recipe<M> {
    /// What was made of a preset.
    pub fn new(base: &Preset<M>, setup: &Setup<M>, look: &Look) -> Self {
        Recipe { base: base.clone(), setup: setup.clone(), look: look.clone(), told: Vec::new() }
    }

    /// As a table. A preset that came with the program is named, another one stands in it without its checks.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn table(&self) -> Result<Table, String> {
        let mut table = Table::new();
        // One that is named like another system's setup is none of it.
        let fits = settings::differences(&self.base.setup, &self.setup);
        let mut base = self.base.clone();
        let [params, drive] = fits.unwrap_or_else(|| {
            base.setup = self.setup.clone();
            <[Table; 2]>::default()
        });
        if Preset::built_in(&base.name).is_some_and(|known| known == base) {
            table.insert("preset".to_owned(), Value::String(base.name.clone()));
        } else {
            base.checks.clear();
            let whole: Table = base.text()?.parse().map_err(|error: toml::de::Error| error.to_string())?;
            table.insert("preset".to_owned(), Value::Table(whole));
            table.insert("name".to_owned(), Value::String(base.name.clone()));
        }
        let look = other_look(&base.look, &self.look);
        for (key, part) in [("params", params), ("drive", drive), ("look", look)] {
            if !part.is_empty() {
                table.insert(key.to_owned(), Value::Table(part));
            }
        }
        table.insert("is".to_owned(), Value::String(mark(&self.setup)));
        Ok(table)
    }

    /// From a table; `files` brings arrays, by name and hash. What cannot be had is left out and told.
    ///
    /// # Errors
    /// If there is no preset to begin with.
    pub(super) fn read(table: &Table, files: &settings::Files<'_>) -> Result<Self, String> {
        let part = |table: &Table, key: &str| match table.get(key) {
            Some(Value::Table(part)) => part.clone(),
            _ => Table::new(),
        };
        let mut told: Vec<String> = table
            .keys()
            .filter(|key| !KEYS.contains(&key.as_str()))
            .map(|key| format!("`{}` is not known", quoted(key)))
            .collect();
        for key in ["params", "drive", "look"] {
            if let Some(other) = table.get(key).filter(|value| !value.is_table()) {
                told.push(format!("`{key}`: given {}; allowed is a table", quoted(other)));
            }
        }
        let base = match table.get("preset") {
            Some(Value::String(name)) => Preset::built_in(name).ok_or_else(|| {
                format!("it comes from the preset {}, which this version does not have", quoted(name))
            })?,
            Some(Value::Table(whole)) => {
                let mut words = whole.clone();
                let [params, drive] = ["params", "drive"].map(|key| part(whole, key));
                words.remove("params");
                words.remove("drive");
                let text = toml::to_string(&words).map_err(|error| error.to_string())?;
                let name = table.get("name").and_then(Value::as_str).unwrap_or("shared");
                let mut base = Preset::read(name, "the preset in it", &text).map_err(|error| error.to_string())?;
                let (setup, missed) = settings::changed(&base.setup, &params, &drive, files);
                told.extend(missed);
                base.setup = setup;
                base
            }
            _ => return Err("it names no preset to begin with".to_owned()),
        };
        let (setup, missed) = settings::changed(&base.setup, &part(table, "params"), &part(table, "drive"), files);
        told.extend(missed);
        let (look, missed) = looked(&base.look, part(table, "look"));
        told.extend(missed);
        let same = table.get("is").and_then(Value::as_str).is_none_or(|is| is == mark(&setup));
        if !same && told.is_empty() {
            let name = quoted(&base.name);
            told.push(format!("the preset {name} was another when this was made, so that numbers may differ"));
        }
        Ok(Recipe { base, setup, look, told })
    }

    /// What could not be had of what a name stands for, a line each.
    pub fn told_of(&self, name: &str) -> Vec<String> {
        self.told.iter().map(|line| format!("{}: {line}", quoted(name))).collect()
    }

    /// As a preset: the one that it came from if nothing was changed.
    pub fn preset(self) -> Preset<M> {
        let Recipe { mut base, setup, look, .. } = self;
        base.look = look;
        if setup != base.setup {
            base.name = format!("{}-changed", base.name);
            base.title = format!("{} (changed)", base.title);
            base.setup = setup;
            // They hold for the preset alone.
            base.checks.clear();
            base.figure.clear();
            base.condition.clear();
        }
        base
    }
}

/// A look with changes, as far as they are in order.
fn looked(base: &Look, changes: Table) -> (Look, Option<String>) {
    let mut table = Table::try_from(base).unwrap_or_default();
    let unknown: Vec<String> = changes.keys().filter(|key| !LOOK_KEYS.contains(&key.as_str())).cloned().collect();
    table.extend(changes.into_iter().filter(|(key, _)| !unknown.contains(key)));
    let read: Result<Look, String> = table.try_into().map_err(|error: toml::de::Error| quoted(error.message()));
    match read.and_then(|look| super::preset::check_look(&look).map(|()| look)) {
        Ok(look) if unknown.is_empty() => (look, None),
        Ok(look) => (look, Some(format!("`look.{}` is not known", quoted(unknown.join("`, `look."))))),
        Err(why) => (base.clone(), Some(format!("how it was looked at is left out: {why}"))),
    }
}
