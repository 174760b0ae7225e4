//! `tightrope share`: a preset with changes as a short text.

use super::run::edited;
use crate::param::Edit;
use crate::session::{SessionFile, encode};

/// The code of what a name stands for, with edits; and what of that could not be had, a line each.
///
/// # Errors
/// If there is no such preset, an edit is not allowed, or a code cannot hold it.
pub fn share(name: &str, edits: &[Edit]) -> Result<(String, Vec<String>), String> {
    let mut recipe = SessionFile::open(name).map_err(|error| error.to_string())?.recipe;
    let mut preset = recipe.base.clone();
    preset.setup = recipe.setup;
    recipe.setup = edited(&preset, edits)?;
    Ok((encode(&recipe.base, &recipe.setup, &recipe.look)?, recipe.told_of(name)))
}
