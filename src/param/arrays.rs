//! Arrays of numbers by name, as a file holds them: learned weights, edges.

use crate::reading::quoted;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One array; the last index runs fastest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Array {
    /// Lengths along its axes.
    pub shape: Vec<usize>,
    /// All numbers.
    pub values: Vec<f64>,
}

/// The arrays of a file, and how it is named and recognized.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Arrays {
    /// The file's path, relative to the preset that names it; empty for none.
    pub file: String,
    /// SHA-256 of the file in hexadecimal digits.
    pub sha256: String,
    /// The arrays by name.
    #[serde(skip)]
    pub by_name: Arc<BTreeMap<String, Array>>,
}

impl Arrays {
    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.file.is_empty()
    }

    /// The rows of an array of this name and of these columns, `a,b,c`. A table from a CSV file has its header for a name,
    /// which must be the same.
    ///
    /// # Errors
    /// A sentence that says what is there instead.
    pub fn rows(&self, name: &str, columns: &str) -> Result<Vec<&[f64]>, String> {
        let array = match (self.by_name.get(name).or_else(|| self.by_name.get(columns)), self.by_name.keys().next()) {
            (Some(array), _) => array,
            (None, Some(header)) if self.by_name.len() == 1 && header.contains(',') => {
                let (file, header) = (quoted(&self.file), quoted(header));
                return Err(format!("the header of {file} is {header}; needed is {columns}"));
            }
            _ => return Err(self.without(name)),
        };
        let width = columns.split(',').count();
        match array.shape[..] {
            [_, given] if given == width => Ok(array.values.chunks_exact(width).collect()),
            _ => {
                let shape = quoted(format_args!("{:?}", array.shape));
                Err(format!("{} has the shape {shape}; needed are rows of {columns}", quoted(&self.file)))
            }
        }
    }

    pub(super) fn without(&self, name: &str) -> String {
        let known: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        format!("{} has no array `{name}`; it has {}", quoted(&self.file), quoted(known.join(", ")))
    }

    /// An array of this name and shape.
    ///
    /// # Errors
    /// A sentence that says what is there instead.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<&[f64], String> {
        let Some(array) = self.by_name.get(name) else { return Err(self.without(name)) };
        if array.shape != shape {
            let given = quoted(format_args!("{:?}", array.shape));
            return Err(format!("{}: `{name}` has the shape {given}; needed is {shape:?}", quoted(&self.file)));
        }
        Ok(&array.values)
    }
}
