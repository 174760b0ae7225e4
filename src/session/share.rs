//! A setup as a short text that can be sent: `tr1:` and letters.
//!
//! ```text
//! tr1: | base64url of: length of the rest, 3 bytes | SHA-256 of what follows, 4 bytes | deflated TOML of the recipe
//! ```

use super::npz::is_built_in;
use super::recipe::Recipe;
use super::{Look, Preset, Setup, built_in_arrays};
use crate::param::{Value, list};
use crate::reading::quoted;
use crate::sim::Model;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use std::path::Path;

/// Begins every code; its number rises when codes change.
const VERSION: u64 = 1;
/// Letters that a code may have: more are no longer sent as text, nor taken by a command line.
const MOST_LETTERS: usize = 60_000;
/// Bytes that a recipe may have; no damaged code unpacks more.
const MOST_BYTES: u64 = 1 << 22;
/// Letters that tell the length.
const HEAD: usize = 4;
/// Bytes of the checksum.
const SUM: usize = 4;
/// Text that may stand before a code where one is looked for.
const BEFORE: usize = 300;

/// The code of what was made of a preset.
///
/// # Errors
/// If a code cannot hold it; the text says why and what can.
pub fn encode<M: Model>(base: &Preset<M>, setup: &Setup<M>, look: &Look) -> Result<String, String> {
    for (spec, value) in list(&mut setup.clone()) {
        if let Value::Arrays(arrays) = value
            && !arrays.is_empty()
            && !is_built_in(&arrays)
        {
            return Err(format!(
                "the parameter `{}` comes from the file {}, and a code has no room for its numbers; save a session instead (Ctrl+S), which keeps them beside it",
                spec.id,
                quoted(arrays.file)
            ));
        }
    }
    let text = toml::to_string(&Recipe::new(base, setup, look).table()?).map_err(|error| error.to_string())?;
    let mut packed = Vec::new();
    let mut encoder = DeflateEncoder::new(text.as_bytes(), Compression::best());
    encoder.read_to_end(&mut packed).map_err(|error| error.to_string())?;
    let mut bytes = ((SUM + packed.len()) as u32).to_be_bytes()[1..].to_vec();
    bytes.extend_from_slice(&Sha256::digest(&packed)[..SUM]);
    bytes.extend_from_slice(&packed);
    let code = format!("tr{VERSION}:{}", URL_SAFE_NO_PAD.encode(bytes));
    if code.len() > MOST_LETTERS {
        return Err(format!(
            "the setup has too many numbers for a code: it would have {} letters, {MOST_LETTERS} at most; save a session instead (Ctrl+S)",
            code.len()
        ));
    }
    Ok(code)
}

/// What a code holds, whatever stands around it: quotes, line breaks, the rest of an address.
///
/// # Errors
/// If there is none, it is damaged, or of a newer version; the text says which.
pub fn decode<M: Model>(text: &str) -> Result<Recipe<M>, String> {
    let (version, rest) = found(text).ok_or("there is no code in it; one begins with tr1:")?;
    if version != Some(VERSION) {
        let told = version.map_or_else(String::new, |version| format!(" (tr{version})"));
        return Err(format!(
            "the code was made by a newer version of Tightrope{told}; this one, {}, reads tr{VERSION}; update it, or ask for the setup as a preset",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let packed = unpacked(rest).map_err(|what| {
        format!("the code is damaged: {what}; copy it once more, from tr{VERSION}: to its last letter")
    })?;
    let mut text = String::new();
    let read = DeflateDecoder::new(&packed[..]).take(MOST_BYTES).read_to_string(&mut text);
    let odd = |why: String| format!("the code is whole, but holds no setup that this version can read: {why}");
    read.map_err(|error| odd(quoted(error)))?;
    let table = text.parse::<toml::Table>().map_err(|error| odd(quoted(error.message())))?;
    let files = |file: &str, sha256: Option<&str>| built_in_arrays(file, sha256, Path::new(""));
    Recipe::read(&table, &files).map_err(odd)
}

/// Whether a text holds a code, in order or not.
pub fn is_code(text: &str) -> bool {
    let before: usize = text.char_indices().nth(BEFORE).map_or(text.len(), |(at, _)| at);
    found(text).is_some_and(|(_, rest)| text.len() - rest.len() <= before)
}

/// The version of the first code in a text, none if it has too many digits, and what follows its colon.
fn found(text: &str) -> Option<(Option<u64>, &str)> {
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let is_start = matches!(letter, 't' | 'T') && !before.is_alphanumeric();
        before = letter;
        if !is_start {
            continue;
        }
        let Some(rest) = text.get(at + 1..).and_then(|rest| rest.strip_prefix(['r', 'R'])) else { continue };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = &rest[digits..];
        // Addresses write a colon as %3A.
        let after = [":", "%3A", "%3a"].iter().find_map(|colon| after.strip_prefix(colon));
        if let (1.., Some(after)) = (digits, after) {
            return Some((rest[..digits].parse().ok(), after));
        }
    }
    None
}

/// The bytes behind a code's head, whose checksum fits.
fn unpacked(text: &str) -> Result<Vec<u8>, String> {
    let (mut letters, mut needed, mut joined) = (String::new(), usize::MAX, true);
    for letter in text.chars() {
        match letter {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' => {
                // What stands behind it, apart, is none of it.
                if letters.len() >= needed && !joined {
                    break;
                }
                letters.push(letter);
                joined = true;
                if letters.len() == HEAD {
                    let head = URL_SAFE_NO_PAD.decode(&letters).map_err(|error| error.to_string())?;
                    let rest = head.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                    needed = HEAD + (8 * rest).div_ceil(6);
                }
            }
            // As letters and mails break lines.
            '>' | '=' | '|' | '\u{ad}' | '\u{200b}' | '\u{feff}' => joined = false,
            letter if letter.is_whitespace() => joined = false,
            _ => break,
        }
    }
    match letters.len() {
        n if n <= HEAD => return Err("what follows its beginning is too short to be a code".to_owned()),
        n if n < needed => return Err(format!("{n} of its {needed} letters are there, some are missing")),
        n if n > needed => return Err(format!("it has {n} letters instead of {needed}")),
        _ => {}
    }
    let changed = || "a letter is missing or another than it was".to_owned();
    let bytes = URL_SAFE_NO_PAD.decode(&letters).map_err(|_| changed())?;
    let (sum, packed) = bytes.get(3..).and_then(|rest| rest.split_at_checked(SUM)).ok_or_else(changed)?;
    if Sha256::digest(packed)[..SUM] != *sum {
        return Err(changed());
    }
    Ok(packed.to_vec())
}
