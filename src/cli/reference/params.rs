//! The values of `params.json`, with messages that name the file and the key.

use super::LoadError;
use crate::machine::{MOST_BYTES, bytes};
use crate::reading::{quoted, utf8};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Keys of every model.
const COMMON: &str = "model synapse dt n_steps x beta";
/// Keys of two populations.
const TWO: &str = "NE NI leak_E leak_I mu_E mu_I sigma_vE sigma_vI tref_E_ms tref_I_ms trsteps_E trsteps_I pw_E_ms \
    pw_I_ms pwsteps_E pwsteps_I leak_s_E leak_s_I D_E E_EE E_EI F_E T_E D_I E_IE E_II F_I T_I D_EI D_IE I_E I_I r_E0 r_I0";
/// Keys of one population.
const ONE: &str = "N leak leak_s mu sigma_v D E F T tref_ms trsteps pw_ms pwsteps y0 r0";
/// Comments that the format names.
const COMMENTS: &str = "case source note formula readout rate_rule V_init xvals yvals n_spikes n_spikes_E n_spikes_I \
    min_abs_V_minus_threshold";

fn is_known(key: &str) -> bool {
    [COMMON, TWO, ONE, COMMENTS].iter().flat_map(|keys| keys.split_whitespace()).any(|known| known == key)
}

/// One JSON object and the file that it is from.
pub(super) struct Params {
    file: PathBuf,
    map: Map<String, Value>,
}

impl Params {
    pub(super) fn read(file: &Path) -> Result<Params, LoadError> {
        let fail = |message: String| LoadError { file: file.to_owned(), message };
        let bytes = bytes(file, MOST_BYTES).map_err(fail)?;
        let text = utf8(&bytes).map_err(fail)?;
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let near = key_before(text, error.line(), error.column());
            let near = near.map_or_else(String::new, |key| format!(", near `{}`", quoted(key)));
            fail(format!("is not valid JSON{near}: {}", quoted(error)))
        })?;
        let Value::Object(map) = value else { return Err(fail("must hold one JSON object".to_owned())) };
        Ok(Params { file: file.to_owned(), map })
    }

    /// An unknown key is a comment, unless it is all but a key that has a meaning and is absent.
    pub(super) fn no_slips(&self, is_single: bool) -> Result<(), LoadError> {
        let keys = [COMMON, if is_single { ONE } else { TWO }].into_iter().flat_map(str::split_whitespace);
        let meant: Vec<&str> = keys.filter(|known| !self.has(known)).collect();
        for key in self.map.keys().filter(|key| !is_known(key)) {
            let is_slip = |known: &&&str| {
                let near = known.len() > 4 && strsim::damerau_levenshtein(key, known) == 1;
                near || key.eq_ignore_ascii_case(known)
            };
            if let Some(known) = meant.iter().find(is_slip) {
                return self.fail(format!("unknown key `{}`; is `{known}` meant?", quoted(key)));
            }
        }
        Ok(())
    }

    pub(super) fn fail<T>(&self, message: String) -> Result<T, LoadError> {
        Err(LoadError { file: self.file.clone(), message })
    }

    /// The value of `key`; null counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn need(&self, key: &str) -> Result<&Value, LoadError> {
        if let Some(value) = self.get(key) {
            return Ok(value);
        }
        let distance = |given: &&String| strsim::damerau_levenshtein(key, given);
        let unknown = self.map.keys().filter(|given| !is_known(given));
        let near = unknown.min_by_key(distance).filter(|given| distance(given) <= key.len().min(2));
        let hint = near.map_or_else(String::new, |given| format!("; there is `{}`, is that meant?", quoted(given)));
        let what = if self.map.contains_key(key) { "is null" } else { "is missing" };
        self.fail(format!("`{key}` {what}{hint}"))
    }

    fn number_of(&self, what: &str, value: &Value) -> Result<f64, LoadError> {
        match value.as_f64() {
            Some(number) if number.is_finite() => Ok(number),
            _ => self.fail(format!("{what}: given {}; allowed is a finite number", quoted(value))),
        }
    }

    /// A number, also written as a list of one.
    pub(super) fn number(&self, key: &str) -> Result<f64, LoadError> {
        match self.need(key)? {
            Value::Array(list) if list.len() == 1 => self.number_of(&format!("`{key}`"), &list[0]),
            value => self.number_of(&format!("`{key}`"), value),
        }
    }

    pub(super) fn number_or(&self, key: &str, default: f64) -> Result<f64, LoadError> {
        if self.has(key) { self.number(key) } else { Ok(default) }
    }

    /// A number that must not be negative.
    pub(super) fn size_or(&self, key: &str, default: f64) -> Result<f64, LoadError> {
        let number = self.number_or(key, default)?;
        if number < 0.0 { self.fail(format!("`{key}`: given {number}; allowed is 0 or more")) } else { Ok(number) }
    }

    pub(super) fn positive(&self, key: &str) -> Result<f64, LoadError> {
        let number = self.number(key)?;
        if number > 0.0 { Ok(number) } else { self.fail(format!("`{key}`: given {number}; allowed is above 0")) }
    }

    pub(super) fn count(&self, key: &str, min: u64, max: u64) -> Result<u64, LoadError> {
        let value = self.need(key)?;
        let whole = |v: &f64| v.fract() == 0.0 && (0.0..=1e15).contains(v);
        let count = value.as_u64().or_else(|| value.as_f64().filter(whole).map(|v| v as u64));
        match count.filter(|n| (min..=max).contains(n)) {
            Some(n) => Ok(n),
            None => {
                self.fail(format!("`{key}`: given {}; allowed is a whole number from {min} to {max}", quoted(value)))
            }
        }
    }

    /// `n` numbers. A column of rows of one number each and a single row count as well, as matrices are written.
    pub(super) fn list(&self, key: &str, n: usize) -> Result<Vec<f64>, LoadError> {
        let value = self.need(key)?;
        let Some(items) = value.as_array() else {
            return self.fail(format!("`{key}`: given {}; allowed is a list of {n} numbers", quoted(value)));
        };
        let items = match items.as_slice() {
            [Value::Array(row)] => row,
            _ => items,
        };
        let one = |(i, item): (usize, &Value)| {
            let item = item.as_array().and_then(|row| if row.len() == 1 { row.first() } else { None }).unwrap_or(item);
            self.number_of(&format!("`{key}`, entry {i}"), item)
        };
        let list = items.iter().enumerate().map(one).collect::<Result<Vec<f64>, _>>()?;
        if list.len() == n {
            Ok(list)
        } else {
            self.fail(format!("`{key}`: given {} numbers; needed are {n}, one for each neuron", list.len()))
        }
    }

    /// `n` numbers, none negative.
    pub(super) fn sizes(&self, key: &str, n: usize) -> Result<Vec<f64>, LoadError> {
        let list = self.list(key, n)?;
        match list.iter().position(|v| *v < 0.0) {
            Some(i) => self.fail(format!("`{key}`, entry {i}: given {}; allowed is 0 or more (Dale's law)", list[i])),
            None => Ok(list),
        }
    }

    pub(super) fn text(&self, key: &str, allowed: &[&str]) -> Result<String, LoadError> {
        let value = self.need(key)?;
        match value.as_str().filter(|text| allowed.contains(text)) {
            Some(text) => Ok(text.to_owned()),
            None => self.fail(format!("`{key}`: given {}; allowed is one of {}", quoted(value), allowed.join(", "))),
        }
    }

    pub(super) fn any_text(&self, key: &str) -> Result<String, LoadError> {
        let value = self.need(key)?;
        let text = value.as_str().map(str::to_owned);
        text.map_or_else(|| self.fail(format!("`{key}`: given {}; allowed is a text", quoted(value))), Ok)
    }

    /// The object at `key`; its messages name `key`, too.
    pub(super) fn within<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Params) -> Result<T, LoadError>,
    ) -> Result<T, LoadError> {
        let value = self.need(key)?;
        let Some(map) = value.as_object() else {
            return self.fail(format!("`{key}`: given {}; allowed is an object with `kind`", quoted(value)));
        };
        let inner = Params { file: self.file.clone(), map: map.clone() };
        read(&inner).map_err(|error| {
            // What is wrong with another file says so itself.
            let message =
                if error.file == self.file { format!("in `{key}`: {}", error.message) } else { error.message };
            LoadError { message, ..error }
        })
    }
}

/// The last key before a place in JSON text.
fn key_before(text: &str, line: usize, column: usize) -> Option<&str> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let before = text.get(..(start + column).min(text.len()))?;
    let (before, _) = before.rsplit_once("\":")?;
    before.rsplit_once('"').map(|(_, key)| key)
}
