//! The table of a sweep: rows are written beside as they come, and put in order and in place once all are there.
//!
//! `sweep.csv` is a plain table, without comment lines, so that any reader of CSV reads it; where it comes from stands in
//! `sweep.csv.json` beside it. While the sweep is on its way both are one file, `sweep.csv.part`, whose first line says of
//! which sweep it is. A sweep that was interrupted reads that file and goes on.

use super::ExportError;
use crate::machine::{MOST_BYTES, MOST_TEXT, text};
use crate::param::{Parameters, list};
use crate::reading::IMPRINT_FIELD;
use crate::session::{Ending, Found, Preset, Provenance, Row, Sweep, put};
use crate::sim::Model;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// Begins the first line of a file of rows.
const MARK: &str = "# tightrope sweep ";

/// Where a sweep comes from: all that decides its rows.
fn provenance<M: Model>(preset: &Preset<M>, sweep: &Sweep<M>) -> Value {
    let mut setup = sweep.setup.clone();
    let origin = Provenance::of(preset, &setup, &preset.look);
    let settings: Map<String, Value> = list(&mut setup)
        .into_iter()
        .filter(|(spec, _)| setup.is_relevant(spec))
        .map(|(spec, value)| (spec.id.to_owned(), json!(value)))
        .collect();
    let spans: Vec<Value> =
        sweep.spans.iter().map(|span| json!({ "parameter": span.id, "values": span.values })).collect();
    json!({
        "program": "tightrope",
        "version": origin.version,
        "commit": origin.commit,
        "preset": preset.name,
        "system": setup.model.tag(),
        "settings": settings,
        "swept": spans,
        "repeats": sweep.repeats,
        "first_seed": setup.seed,
        "measures": sweep.measures,
        "measured_from_s": sweep.stretch_s[0],
        "measured_to_s": sweep.stretch_s[1],
        IMPRINT_FIELD: origin.text(),
    })
}

/// The heading of a sweep's table.
fn heading<M: Model>(sweep: &Sweep<M>) -> Vec<String> {
    let mut names = vec!["run".to_owned()];
    names.extend(sweep.spans.iter().map(|span| span.id.clone()));
    names.extend(["repeat", "seed", "ending"].map(str::to_owned));
    for measure in &sweep.measures {
        names.push(measure.clone());
        names.push(format!("{measure} se"));
    }
    names
}

fn cells(row: &Row) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v}"));
    let mut cells = vec![row.index.to_string()];
    cells.extend(row.at.iter().map(|v| format!("{v}")));
    cells.extend([row.repeat.to_string(), row.seed.to_string(), row.ending.id().to_owned()]);
    cells.extend(row.found.iter().flat_map(|found| [number(found.value), number(found.error)]));
    cells
}

/// A row as it was written; `None` if it is none of this sweep.
fn read<M: Model>(sweep: &Sweep<M>, cells: &csv::StringRecord) -> Option<Row> {
    let spans = sweep.spans.len();
    let index: usize = cells.get(0)?.parse().ok()?;
    if cells.len() != 4 + spans + 2 * sweep.measures.len() || index >= sweep.count() {
        return None;
    }
    let ending = Ending::ALL.into_iter().find(|ending| cells.get(3 + spans) == Some(ending.id()))?;
    let number = |k: usize| match cells.get(k)? {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let found = |k: usize| {
        let at = 4 + spans + 2 * k;
        Some(Found { value: number(at)?, error: number(at + 1)? })
    };
    let [repeat, seed] = sweep.seed(index);
    let row = Row {
        index,
        at: sweep.at(index),
        repeat,
        seed,
        ending,
        why: String::new(),
        found: (0..sweep.measures.len()).map(found).collect::<Option<_>>()?,
    };
    (self::cells(&row).iter().map(String::as_str).eq(cells.iter())).then_some(row)
}

/// What was there when a table was opened.
#[derive(Debug)]
pub enum Opened {
    /// The whole sweep: there is nothing to run.
    Whole,
    /// Some rows, or none: the others are to be run.
    Open(SweepFile),
}

/// A table on its way.
#[derive(Debug)]
pub struct SweepFile {
    to: PathBuf,
    part: PathBuf,
    file: File,
    rows: BTreeMap<usize, Row>,
    heading: Vec<String>,
    about: Value,
}

impl SweepFile {
    /// Opens the table of a sweep of `preset` at `to`, with the rows that were written before.
    ///
    /// # Errors
    /// If it cannot be written, or what is there is of another sweep; nothing has changed then.
    pub fn open<M: Model>(to: &Path, preset: &Preset<M>, sweep: &Sweep<M>) -> Result<Opened, String> {
        let about = provenance(preset, sweep);
        let identity = hex(&Sha256::digest(about.to_string()));
        let heading = heading(sweep);
        let fail = |path: &Path, error: &dyn std::fmt::Display| ExportError::new(path, error).to_string();
        if to.file_name().is_none() || to.is_dir() {
            return Err(format!(
                "--out {}: is a folder; needed is a file, as in --out {}",
                to.display(),
                to.join("sweep.csv").display()
            ));
        }
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| fail(folder, &error))?;
        }
        let part = beside(to, "part");
        if to.exists() {
            let known = text(&beside(to, "json"), MOST_TEXT);
            let known: Option<Value> = known.and_then(|text| serde_json::from_str(&text).ok());
            if known.as_ref() == Some(&about) {
                // What a kill may have left between placing and tidying.
                drop(std::fs::remove_file(&part));
                return Ok(Opened::Whole);
            }
            let what =
                known.map_or_else(|| "no sweep that this program knows".to_owned(), |known| other(&known, &about));
            return Err(format!(
                "--out {}: is there already, and is {what}; try another name, or remove it",
                to.display()
            ));
        }
        if std::fs::metadata(&part).is_ok_and(|there| !there.is_file()) {
            return Err(format!("{}: is no file that can be written; try another --out", part.display()));
        }
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).open(&part).map_err(|error| fail(&part, &error))?;
        if let Err(std::fs::TryLockError::WouldBlock) = file.try_lock() {
            return Err(format!(
                "{}: another sweep is writing it; wait for that, or try another --out",
                part.display()
            ));
        }
        let mut text = String::new();
        if file.metadata().is_ok_and(|about| about.len() > MOST_BYTES) {
            return Err(format!("{}: is no table of a sweep; remove it, or try another --out", part.display()));
        }
        file.read_to_string(&mut text).map_err(|error| fail(&part, &error))?;
        let first = format!("{MARK}{identity} {about}\n");
        let mut opened = SweepFile { to: to.to_owned(), part, file, rows: BTreeMap::new(), heading, about };
        // The line that was being written when it was cut short does not count.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        match text.split_once('\n') {
            Some((line, rest)) if line.len() + 1 == first.len() && first.starts_with(line) => {
                let rest = &rest[..whole - line.len() - 1];
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(rest.as_bytes());
                for cells in reader.records() {
                    let row = cells.ok().and_then(|cells| read(sweep, &cells));
                    let Some(row) = row else {
                        return Err(format!(
                            "{}: has a row that is none of this sweep; remove the file, or try another --out",
                            opened.part.display()
                        ));
                    };
                    opened.rows.insert(row.index, row);
                }
                opened.file.set_len(whole as u64).map_err(|error| opened.failed(&error))?;
                if opened.rows.is_empty() && !rest.contains('\n') {
                    opened.write(&opened.heading.clone())?;
                }
            }
            Some((line, _)) => {
                let known = line.strip_prefix(MARK).and_then(|line| line.split_once(' '));
                let known = known.and_then(|(_, about)| serde_json::from_str::<Value>(about).ok());
                let what =
                    known.map_or_else(|| "no sweep that this program knows".to_owned(), |k| other(&k, &opened.about));
                return Err(format!("{}: is {what}; remove it, or try another --out", opened.part.display()));
            }
            None => {
                opened.file.set_len(0).map_err(|error| opened.failed(&error))?;
                opened.file.write_all(first.as_bytes()).map_err(|error| opened.failed(&error))?;
                opened.write(&opened.heading.clone())?;
            }
        }
        Ok(Opened::Open(opened))
    }

    /// Where rows are while not all of them are there.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// The rows that are there.
    pub fn rows(&self) -> &BTreeMap<usize, Row> {
        &self.rows
    }

    /// Writes a row; it is there from now on, whatever happens.
    ///
    /// # Errors
    /// If it cannot be written, as on a full disk; the rows before it stay.
    pub fn put(&mut self, row: Row) -> Result<(), String> {
        self.write(&cells(&row))?;
        self.rows.insert(row.index, row);
        Ok(())
    }

    fn write(&mut self, cells: &[String]) -> Result<(), String> {
        let mut line = csv::Writer::from_writer(Vec::new());
        let written = line.write_record(cells).map_err(|error| error.to_string());
        let line = written.and_then(|()| line.into_inner().map_err(|error| error.to_string()));
        let end = self.file.seek(SeekFrom::End(0)).unwrap_or(0);
        let put = line.and_then(|line| self.file.write_all(&line).map_err(|error| error.to_string()));
        put.map_err(|error| {
            // Half a row is none.
            drop(self.file.set_len(end));
            self.failed(&error)
        })
    }

    fn failed(&self, error: &dyn std::fmt::Display) -> String {
        self.kept(&format!("cannot write {}: {error}", self.part.display()))
    }

    fn kept(&self, what: &str) -> String {
        let there = self.rows.len();
        format!(
            "{what}. Its {there} rows are kept: once that is mended, the same command goes on from there; or try another \
             --out"
        )
    }

    /// Puts the table in place, in order, with where it comes from beside it; what was written.
    ///
    /// # Errors
    /// If it cannot be written; the rows stay where they are.
    pub fn place(self) -> Result<Vec<PathBuf>, String> {
        let about_path = beside(&self.to, "json");
        let about = serde_json::to_string_pretty(&self.about).map_err(|error| self.failed(&error))? + "\n";
        let mut table = csv::Writer::from_writer(Vec::new());
        let rows = std::iter::once(self.heading.clone()).chain(self.rows.values().map(cells));
        for row in rows {
            table.write_record(&row).map_err(|error| self.failed(&error))?;
        }
        let table = table.into_inner().map_err(|error| self.failed(&error))?;
        put(&[(&about_path, about.as_bytes()), (&self.to, &table)]).map_err(|why| self.kept(&why))?;
        drop(std::fs::remove_file(&self.part));
        Ok(vec![self.to.clone(), about_path])
    }
}

/// `sweep.csv.json`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// In what a sweep differs from the one that is wanted.
fn other(known: &Value, wanted: &Value) -> String {
    let (Some(known), Some(wanted)) = (known.as_object(), wanted.as_object()) else {
        return "no sweep that this program knows".to_owned();
    };
    let differs = wanted.iter().filter(|(key, value)| key.as_str() != IMPRINT_FIELD && known.get(*key) != Some(value));
    let names: Vec<String> = differs.map(|(key, _)| key.replace('_', " ")).collect();
    format!("of another sweep (it differs in: {})", names.join(", "))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
