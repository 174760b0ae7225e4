//! The parameters of a run as tables of TOML: `[params]` of the system and the seed, `[drive]` of the input.

use super::Setup;
use crate::model::{Hands, INPUT, System};
use crate::param::{Arrays, Edit, ParamError, Spec, Value, apply, find, list, non_defaults};
use crate::reading::quoted;
use crate::sim::Model;
use toml::Table;

/// Brings the arrays of a file, by its name and the hash that it must have.
pub(super) type Files<'a> = dyn Fn(&str, Option<&str>) -> Result<Arrays, String> + 'a;

/// Whether a parameter stands in `[drive]`.
fn is_drive(spec: &Spec) -> bool {
    spec.group == INPUT
}

/// The setup that a system's tag and two tables describe.
///
/// # Errors
/// If anything is unknown, in the wrong table, out of range, or does not fit together.
pub(super) fn read<M: Model>(
    system: &str,
    params: &Table,
    drive: &Table,
    files: &Files<'_>,
) -> Result<Setup<M>, String> {
    let model = M::named(system)
        .ok_or_else(|| format!("`system`: given {}; allowed is one of {}", quoted(system), System::NAMES.join(", ")))?;
    let mut setup = Setup::new(model);
    for (table, section) in [(params, "params"), (drive, "drive")] {
        let one = |(id, value): (&String, &toml::Value)| {
            value_of(value, files)
                .map(|value| Edit::new(id, value))
                .map_err(|what| format!("`{section}.{}`: {what}", quoted(id)))
        };
        let edits = table.iter().map(one).collect::<Result<Vec<Edit>, String>>()?;
        for edit in &edits {
            let (spec, _) = find(&mut setup, edit.target().0).map_err(|error| format!("[{section}] {error}"))?;
            if is_drive(spec) != (section == "drive") {
                let other = if section == "drive" { "params" } else { "drive" };
                let id = quoted(&edit.id);
                return Err(format!("`{section}.{id}` stands in the wrong table; move it to [{other}]"));
            }
        }
        setup = apply(&setup, &edits).map_err(|error| format!("[{section}] {error}"))?.0;
    }
    Ok(setup)
}

/// The setup with what two tables change in it, and a sentence for each thing that had to be left out.
pub(super) fn changed<M: Model>(
    setup: &Setup<M>,
    params: &Table,
    drive: &Table,
    files: &Files<'_>,
) -> (Setup<M>, Vec<String>) {
    let mut told = Vec::new();
    let mut edits = Vec::new();
    for (id, value) in params.iter().chain(drive) {
        match value_of(value, files) {
            Ok(value) => edits.push(Edit::new(id, value)),
            Err(what) => told.push(format!("`{}`: {what}", quoted(id))),
        }
    }
    let fits = |setup: &Setup<M>, edits: &[Edit]| apply(setup, edits).map(|(setup, _)| setup);
    // What is for neurons that there are none of is kept, and said.
    let whole = |setup: Setup<M>, mut told: Vec<String>| {
        told.extend(lists_fit(&setup, params.keys().map(String::as_str)).err());
        (setup, told)
    };
    if let Ok(setup) = fits(setup, &edits) {
        return whole(setup, told);
    }
    // As many as can be had: what is refused now may fit once another is there.
    let mut setup = setup.clone();
    let mut left = edits;
    loop {
        let before = left.len();
        let mut why = Vec::new();
        left.retain(|edit| match fits(&setup, std::slice::from_ref(edit)) {
            Ok(changed) => {
                setup = changed;
                false
            }
            Err(error) => {
                why.push(error.to_string());
                true
            }
        });
        if left.is_empty() || left.len() == before {
            told.extend(why);
            return whole(setup, told);
        }
    }
}

/// Whether lists and the entries of single neurons among these parameters fit the network, which is built only if there
/// are any.
///
/// # Errors
/// How many there are, and how many neurons.
pub fn lists_fit<'a, M: Model>(setup: &Setup<M>, ids: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let given: Vec<Edit> = ids
        .filter_map(|id| find(&mut setup.clone(), id).ok().map(|(spec, value)| Edit::new(spec.id, value)))
        .filter(|edit| match &edit.value {
            Value::List(list) => !list.is_empty(),
            Value::Sparse(map) => !map.is_empty(),
            _ => false,
        })
        .collect();
    if given.is_empty() {
        return Ok(());
    }
    let plan = setup.plan(None).map_err(|error| error.to_string())?;
    room(M::hands(&plan), &given).map_err(|error| error.to_string())
}

/// Whether the lists and neurons that edits name are those of a network.
///
/// # Errors
/// How many there are, and how many neurons.
pub fn room(hands: &dyn Hands, edits: &[Edit]) -> Result<(), ParamError> {
    for edit in edits {
        let (id, index) = edit.target();
        let Some((n, what)) = hands.room(id) else { continue };
        let last = match (&edit.value, index) {
            (Value::Number(0.0) | Value::Count(0), Some(_)) => None,
            (_, Some(index)) => Some(index),
            (Value::Sparse(map), None) => map.keys().next_back().copied(),
            _ => None,
        };
        if let Some(last) = last.filter(|last| *last >= n) {
            let numbers = if n == 0 { "none".to_owned() } else { format!("numbers 0 to {}", n - 1) };
            return Err(ParamError::Conflict {
                message: format!("`{id}`: given neuron {last}; allowed are {numbers}, there are {n} {what}"),
            });
        }
        if let Value::List(list) = &edit.value
            && list.len() > n
        {
            return Err(ParamError::Conflict {
                message: format!("`{id}`: given {} numbers; allowed are at most {n}, there are {n} {what}", list.len()),
            });
        }
    }
    Ok(())
}

/// What differs from the defaults: `[params]` and `[drive]`.
pub(super) fn tables<M: Model>(setup: &Setup<M>) -> [Table; 2] {
    let [mut params, mut drive] = [Table::new(), Table::new()];
    for (spec, value) in non_defaults(&mut setup.clone()) {
        let table = if is_drive(spec) { &mut drive } else { &mut params };
        table.insert(spec.id.to_owned(), toml_of(value));
    }
    [params, drive]
}

/// What differs from another setup of the same system: `[params]` and `[drive]`; none for another system.
pub(super) fn differences<M: Model>(base: &Setup<M>, setup: &Setup<M>) -> Option<[Table; 2]> {
    if base.model.tag() != setup.model.tag() {
        return None;
    }
    let [mut params, mut drive] = [Table::new(), Table::new()];
    let before = list(&mut base.clone());
    for (spec, value) in list(&mut setup.clone()) {
        if !before.iter().any(|(known, before)| known.id == spec.id && *before == value) {
            let table = if is_drive(spec) { &mut drive } else { &mut params };
            table.insert(spec.id.to_owned(), toml_of(value));
        }
    }
    Some([params, drive])
}

fn toml_of(value: Value) -> toml::Value {
    match value {
        Value::Count(v) => i64::try_from(v).map_or(toml::Value::Float(v as f64), toml::Value::Integer),
        Value::Number(v) => toml::Value::Float(v),
        Value::Choice(v) => toml::Value::String(v),
        Value::List(items) => toml::Value::Array(items.into_iter().map(toml::Value::Float).collect()),
        // No word is no file.
        Value::Arrays(arrays) if arrays.is_empty() => toml::Value::String(String::new()),
        Value::Arrays(arrays) => {
            let text = |text: String| toml::Value::String(text);
            let entries = [("file", text(arrays.file)), ("sha256", text(arrays.sha256))];
            toml::Value::Table(entries.map(|(key, value)| (key.to_owned(), value)).into_iter().collect())
        }
        Value::Sparse(map) => {
            toml::Value::Table(map.into_iter().map(|(k, v)| (k.to_string(), toml::Value::Float(v))).collect())
        }
    }
}

fn value_of(value: &toml::Value, files: &Files<'_>) -> Result<Value, String> {
    let number = |v: &toml::Value| match v {
        toml::Value::Integer(v) => Ok(*v as f64),
        toml::Value::Float(v) => Ok(*v),
        other => Err(format!("given {}, where numbers are allowed", quoted(other))),
    };
    match value {
        toml::Value::Integer(v) if *v >= 0 => Ok(Value::Count(*v as usize)),
        toml::Value::Integer(_) | toml::Value::Float(_) => number(value).map(Value::Number),
        toml::Value::String(v) => Ok(Value::Choice(v.clone())),
        toml::Value::Array(items) => items.iter().map(number).collect::<Result<_, _>>().map(Value::List),
        toml::Value::Table(entries) if entries.contains_key("file") => {
            let text = |key: &str| entries.get(key).and_then(toml::Value::as_str);
            let file = text("file").ok_or("`file` must be a text")?;
            files(file, text("sha256")).map(Value::Arrays)
        }
        toml::Value::Table(entries) => {
            let entry = |(key, value): (&String, &toml::Value)| match key.parse::<usize>() {
                // `04` and `+4` would be a second name of neuron 4.
                Ok(index) if index.to_string() == *key => Ok((index, number(value)?)),
                _ => Err(format!("given the key `{}`, where the number of a neuron is allowed", quoted(key))),
            };
            entries.iter().map(entry).collect::<Result<_, _>>().map(Value::Sparse)
        }
        other => {
            let other = quoted(other);
            Err(format!("given {other}; allowed are a number, a text, a list of numbers, or {{index = number}}"))
        }
    }
}
