//! A run as bytes: its settings and its state, so that it goes on elsewhere as if nothing had happened.
//!
//! ```text
//! TIGHTROPE RUN\n | version u32 | SHA-256 of the rest, 32 bytes | postcard of the rest
//! ```
//! The network is not stored: settings and seed make it anew, to the bit.

use super::{Setup, settings};
use crate::param::{Array, Arrays, Value, list};
use crate::reading::quoted;
use crate::sim::{Engine, Model, Runner};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

const MAGIC: &[u8] = b"TIGHTROPE RUN\n";
/// Rises whenever the layout of states changes.
const VERSION: u32 = 4;
const HEADER: usize = MAGIC.len() + 4 + 32;

/// An array: its name, shape and values.
type Named = (String, Vec<u64>, Vec<f64>);

#[derive(Serialize, Deserialize)]
struct Saved {
    system: String,
    /// `[params]` and `[drive]` as TOML.
    tables: [String; 2],
    /// The arrays of files that the tables name.
    files: Vec<(String, String, Vec<Named>)>,
    state: Vec<u8>,
}

/// The run as bytes.
///
/// # Errors
/// If it cannot be written.
pub fn save<M: Model>(runner: &Runner<M>) -> Result<Vec<u8>, String> {
    let setup = runner.setup();
    let [params, drive] = settings::tables(setup);
    let text = |table: &toml::Table| toml::to_string(table).map_err(|error| error.to_string());
    let saved = Saved {
        system: setup.model.tag().to_owned(),
        tables: [text(&params)?, text(&drive)?],
        files: files(setup),
        state: runner.engine().save()?,
    };
    let body = postcard::to_stdvec(&saved).map_err(|error| error.to_string())?;
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&Sha256::digest(&body));
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// The run that these bytes hold.
///
/// # Errors
/// If they are no run, of another version, damaged, or of a network that this program does not know.
pub fn restore<M: Model>(bytes: &[u8]) -> Result<Runner<M>, String> {
    let (Some(magic), Some(version), Some(digest), Some(body)) = (
        bytes.get(..MAGIC.len()),
        bytes.get(MAGIC.len()..MAGIC.len() + 4),
        bytes.get(MAGIC.len() + 4..HEADER),
        bytes.get(HEADER..),
    ) else {
        return Err(format!("a saved run has at least {HEADER} bytes; given are {}", bytes.len()));
    };
    if magic != MAGIC {
        return Err("this is no saved run: it begins with something else".to_owned());
    }
    let version = u32::from_le_bytes([version[0], version[1], version[2], version[3]]);
    if version != VERSION {
        return Err(format!("the run was saved in version {version}; this program reads version {VERSION}"));
    }
    if Sha256::digest(body)[..] != *digest {
        return Err("the saved run is damaged: its checksum does not fit; save it again".to_owned());
    }
    let damaged = |error: String| format!("the saved run cannot be read: {error}");
    let saved: Saved = postcard::from_bytes(body).map_err(|error| damaged(quoted(error)))?;
    let table = |text: &str| text.parse::<toml::Table>().map_err(|error| damaged(quoted(error)));
    let [params, drive] = &saved.tables;
    let files = |file: &str, sha256: Option<&str>| {
        let known = saved.files.iter().find(|(name, hash, _)| name == file && Some(hash.as_str()) == sha256);
        let (_, _, arrays) = known.ok_or_else(|| format!("{} is missing in it", quoted(file)))?;
        let array = |(name, shape, values): &(String, Vec<u64>, Vec<f64>)| {
            (name.clone(), Array { shape: shape.iter().map(|n| *n as usize).collect(), values: values.clone() })
        };
        let by_name = Arc::new(arrays.iter().map(array).collect());
        Ok(Arrays { file: file.to_owned(), sha256: sha256.unwrap_or_default().to_owned(), by_name })
    };
    let setup: Setup<M> = settings::read(&saved.system, &table(params)?, &table(drive)?, &files).map_err(damaged)?;
    Runner::restore(setup, &saved.state).map_err(damaged)
}

/// The arrays of all files that a setup names.
#[allow(clippy::type_complexity, reason = "it is what is written")]
fn files<M: Model>(setup: &Setup<M>) -> Vec<(String, String, Vec<(String, Vec<u64>, Vec<f64>)>)> {
    let arrays = |value: Value| match value {
        Value::Arrays(arrays) if !arrays.is_empty() => Some(arrays),
        _ => None,
    };
    let entry = |arrays: Arrays| {
        let one = |(name, array): (&String, &Array)| {
            (name.clone(), array.shape.iter().map(|n| *n as u64).collect(), array.values.clone())
        };
        (arrays.file.clone(), arrays.sha256.clone(), arrays.by_name.iter().map(one).collect())
    };
    list(&mut setup.clone()).into_iter().filter_map(|(_, value)| arrays(value)).map(entry).collect()
}
