//! A change of one parameter, and the value that it carries.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The value of a parameter as data, for presets, the command line, the channel and undo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number; also accepted where a real number is wanted.
    Count(usize),
    /// A real number.
    Number(f64),
    /// One of a [`Kind::Choice`](super::Kind)'s options.
    Choice(String),
    /// A list of numbers.
    List(Vec<f64>),
}

impl Value {
    /// Reads what a person typed: a number, a comma-separated list in brackets, or a word.
    pub fn parse(text: &str) -> Value {
        let text = text.trim();
        let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
        if let Some(items) = inner {
            let items: Result<Vec<f64>, _> =
                items.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::parse).collect();
            if let Ok(items) = items {
                return Value::List(items);
            }
        }
        if let Ok(count) = text.parse() {
            return Value::Count(count);
        }
        text.parse().map_or_else(|_| Value::Choice(text.to_owned()), Value::Number)
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
        }
    }
}

/// Set one parameter to a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Id of the parameter, as in its [`Spec`](super::Spec).
    pub id: String,
    /// The new value.
    pub value: Value,
}

impl Edit {
    /// An edit of the parameter `id`.
    pub fn new(id: impl Into<String>, value: Value) -> Self {
        Edit { id: id.into(), value }
    }

    /// Reads `ID=VALUE`, as given to `--set`.
    pub fn parse(text: &str) -> Result<Edit, String> {
        match text.split_once('=') {
            Some((id, value)) if !id.trim().is_empty() && !value.trim().is_empty() => {
                Ok(Edit::new(id.trim(), Value::parse(value)))
            }
            _ => Err(format!("`{text}` is not of the form ID=VALUE, for example d_e=0.5")),
        }
    }
}
