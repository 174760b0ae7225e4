//! A change of one parameter, and the value that it carries.

use super::Arrays;
use crate::reading::{self, quoted};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Numbers of a few neurons, by index; all others are 0.
pub type Sparse = BTreeMap<usize, f64>;

/// The value of a parameter as data, for presets, the command line, the channel and undo.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number; also accepted where a real number is wanted.
    Count(usize),
    /// A real number.
    Number(f64),
    /// One of a [`Kind::Choice`](super::Kind)'s options, or a text.
    Choice(String),
    /// A list of numbers.
    List(Vec<f64>),
    /// Numbers of a few neurons.
    Sparse(Sparse),
    /// The arrays of a file.
    Arrays(Arrays),
}

impl Value {
    /// Reads what a person typed, on the command line or in the window: a number, a list in brackets, `{4 = 0.3}` for single
    /// neurons, or a word. Decimal commas are read where they cannot be taken for separators.
    pub fn parse(text: &str) -> Value {
        let text = text.trim();
        let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
        if let Some(items) = inner.and_then(reading::list) {
            return Value::List(items);
        }
        let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
        if let Some(items) = inner {
            let entry = |item: &str| {
                let (index, value) = item.split_once('=')?;
                Some((index.trim().parse().ok()?, reading::typed(value)?))
            };
            let separator = if items.contains(';') { ';' } else { ',' };
            let entries: Option<Vec<(usize, f64)>> =
                items.split(separator).filter(|s| !s.trim().is_empty()).map(entry).collect();
            // Whoever is named twice is not understood.
            if let Some(map) = entries.map(|all| (all.len(), Sparse::from_iter(all)))
                && map.0 == map.1.len()
            {
                return Value::Sparse(map.1);
            }
        }
        if let Ok(count) = text.parse() {
            return Value::Count(count);
        }
        reading::typed(text).map_or_else(|| Value::Choice(text.to_owned()), Value::Number)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Count(v) => write!(f, "{v}"),
            Value::Number(v) => write!(f, "{v}"),
            Value::Choice(v) => write!(f, "{v}"),
            Value::List(v) if v.len() > 6 => write!(f, "a list of {} numbers", v.len()),
            Value::List(v) => write!(f, "{v:?}"),
            Value::Arrays(v) if v.is_empty() => f.write_str("no file"),
            Value::Arrays(v) => f.write_str(&v.file),
            Value::Sparse(v) if v.len() > 3 => write!(f, "{} neurons of their own", v.len()),
            Value::Sparse(v) => {
                let entries: Vec<String> = v.iter().map(|(index, value)| format!("{index} = {value}")).collect();
                write!(f, "{{{}}}", entries.join(", "))
            }
        }
    }
}

/// Set one parameter to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Id of the parameter, as in its [`Spec`](super::Spec); `id[4]` is the entry of neuron 4.
    pub id: String,
    /// The new value.
    pub value: Value,
}

impl Edit {
    /// An edit of the parameter `id`.
    pub fn new(id: impl Into<String>, value: Value) -> Self {
        Edit { id: id.into(), value }
    }

    /// An edit of one neuron's entry; 0 takes the entry away.
    pub fn entry(id: &str, index: usize, value: f64) -> Self {
        Edit::new(format!("{id}[{index}]"), Value::Number(value))
    }

    /// The parameter's id, and the neuron if only its entry is meant.
    pub fn target(&self) -> (&str, Option<usize>) {
        let entry = self.id.strip_suffix(']').and_then(|id| id.split_once('['));
        match entry.and_then(|(id, index)| Some((id, index.trim().parse().ok()?))) {
            Some((id, index)) => (id, Some(index)),
            None => (&self.id, None),
        }
    }

    /// Reads `ID=VALUE`, as given to `--set`; nothing behind the sign is an empty text.
    pub fn parse(text: &str) -> Result<Edit, String> {
        match text.split_once('=') {
            Some((id, value)) if !id.trim().is_empty() => Ok(Edit::new(id.trim(), Value::parse(value))),
            _ => Err(format!("`{}` is not of the form ID=VALUE, for example d_e=0.5", quoted(text))),
        }
    }
}
