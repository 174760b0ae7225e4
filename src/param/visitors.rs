//! The visit of a parameter struct, and what is made from it.

use super::{Arrays, Edit, Effect, Kind, ParamError, Sparse, Spec, Value};

/// A field of a parameter struct, lent to a visitor.
#[derive(Debug)]
pub enum Slot<'a> {
    /// Matches [`Kind::Number`].
    Number(&'a mut f64),
    /// Matches [`Kind::Count`].
    Count(&'a mut usize),
    /// Matches [`Kind::Choice`]: the index of the option.
    Choice(&'a mut usize),
    /// Matches [`Kind::List`].
    List(&'a mut Vec<f64>),
    /// Matches [`Kind::Text`].
    Text(&'a mut String),
    /// Matches [`Kind::Sparse`].
    Sparse(&'a mut Sparse),
    /// Matches [`Kind::Arrays`].
    Arrays(&'a mut Arrays),
}

impl Slot<'_> {
    fn value(&self, spec: &Spec) -> Value {
        match (self, spec.kind) {
            (Slot::Choice(index), Kind::Choice { options, .. }) => {
                Value::Choice(options.get(**index).copied().unwrap_or_default().to_owned())
            }
            (Slot::Choice(index), _) => Value::Count(**index),
            (Slot::Number(v), _) => Value::Number(**v),
            (Slot::Count(v), _) => Value::Count(**v),
            (Slot::List(v), _) => Value::List((*v).clone()),
            (Slot::Text(v), _) => Value::Choice((*v).clone()),
            (Slot::Sparse(v), _) => Value::Sparse((*v).clone()),
            (Slot::Arrays(v), _) => Value::Arrays((*v).clone()),
        }
    }

    fn set_default(&mut self, spec: &Spec) {
        match (self, spec.kind) {
            (Slot::Number(v), Kind::Number { default, .. }) => **v = default,
            (Slot::Count(v), Kind::Count { default, .. }) => **v = default,
            (Slot::Choice(v), Kind::Choice { default, .. }) => **v = default,
            (Slot::List(v), _) => v.clear(),
            (Slot::Text(v), _) => v.clear(),
            (Slot::Sparse(v), _) => v.clear(),
            (Slot::Arrays(v), _) => **v = Arrays::default(),
            _ => {}
        }
    }

    /// Sets the whole value, or one neuron's entry.
    fn set(&mut self, spec: &'static Spec, index: Option<usize>, value: &Value) -> Result<(), ParamError> {
        let Some(index) = index else { return self.set_whole(spec, value) };
        let number = match value {
            Value::Number(v) => *v,
            Value::Count(v) => *v as f64,
            _ => f64::NAN,
        };
        match (self, spec.kind) {
            (Slot::Sparse(map), Kind::Sparse { min, max }) if (min..=max).contains(&number) => {
                if number == 0.0 {
                    map.remove(&index);
                } else {
                    map.insert(index, number);
                }
                Ok(())
            }
            _ => {
                let given = format!("{value} for neuron {index}");
                Err(ParamError::NotAllowed { id: spec.id, given, allowed: spec.allowed() })
            }
        }
    }

    fn set_whole(&mut self, spec: &'static Spec, value: &Value) -> Result<(), ParamError> {
        let refuse = || {
            let given = outside(spec, value).unwrap_or_else(|| value.to_string());
            ParamError::NotAllowed { id: spec.id, given, allowed: spec.allowed() }
        };
        match (self, spec.kind, value) {
            (Slot::Number(slot), Kind::Number { min, max, .. }, Value::Number(v)) if (min..=max).contains(v) => {
                **slot = *v
            }
            (Slot::Number(slot), Kind::Number { min, max, .. }, Value::Count(v))
                if (min..=max).contains(&(*v as f64)) =>
            {
                **slot = *v as f64;
            }
            (Slot::Count(slot), Kind::Count { min, max, .. }, Value::Count(v)) if (min..=max).contains(v) => {
                **slot = *v
            }
            (Slot::Count(slot), Kind::Count { min, max, .. }, Value::Number(v))
                if v.fract() == 0.0 && *v >= min as f64 && *v <= max as f64 =>
            {
                **slot = *v as usize;
            }
            (Slot::Choice(slot), Kind::Choice { options, .. }, Value::Choice(v)) => {
                **slot = options.iter().position(|o| o == v).ok_or_else(refuse)?;
            }
            (Slot::List(slot), Kind::List { min, max }, Value::List(v))
                if v.iter().all(|x| (min..=max).contains(x)) =>
            {
                slot.clone_from(v);
            }
            (Slot::Text(slot), Kind::Text { max }, value) if !matches!(value, Value::List(_) | Value::Sparse(_)) => {
                let text = value.to_string();
                if text.chars().count() > max {
                    return Err(refuse());
                }
                **slot = text;
            }
            (Slot::Sparse(slot), Kind::Sparse { min, max }, Value::Sparse(v))
                if v.values().all(|x| (min..=max).contains(x)) =>
            {
                **slot = v.iter().filter(|(_, x)| **x != 0.0).map(|(k, x)| (*k, *x)).collect();
            }
            (Slot::Arrays(slot), Kind::Arrays { names }, Value::Arrays(v)) => {
                // A table from a CSV file has its header for a name, which whoever reads it judges.
                let is_table = names.len() == 1 && v.by_name.keys().all(|name| name.contains(','));
                if !v.is_empty() && !is_table && names.iter().any(|name| !v.by_name.contains_key(*name)) {
                    return Err(refuse());
                }
                slot.clone_from(v);
            }
            // No word is no file.
            (Slot::Arrays(slot), Kind::Arrays { .. }, Value::Choice(v)) if v.is_empty() => **slot = Arrays::default(),
            _ => return Err(refuse()),
        }
        Ok(())
    }
}

/// Which number of several is not allowed.
fn outside(spec: &Spec, value: &Value) -> Option<String> {
    match (spec.kind, value) {
        (Kind::List { min, max }, Value::List(items)) => {
            let (k, x) = items.iter().enumerate().find(|(_, x)| !(min..=max).contains(x))?;
            Some(format!("{x} as number {} of {}", k + 1, items.len()))
        }
        (Kind::Sparse { min, max }, Value::Sparse(map)) => {
            let (k, x) = map.iter().find(|(_, x)| !(min..=max).contains(x))?;
            Some(format!("{x} for neuron {k}"))
        }
        (Kind::Arrays { names }, Value::Arrays(arrays)) => {
            let name = names.iter().find(|name| !arrays.by_name.contains_key(**name))?;
            Some(arrays.without(name))
        }
        _ => None,
    }
}

/// A struct of parameters. `visit` must destructure `self`, so that a new field cannot be forgotten.
pub trait Parameters {
    /// Lends every field with its description, in the order in which a panel shows them.
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>));

    /// Whether the parameter plays a part with the present choices; a panel hides it otherwise.
    fn is_relevant(&self, _spec: &Spec) -> bool {
        true
    }

    /// Why an option of a choice cannot be taken beside the other values, and what to try; a panel tells it.
    fn obstacle(&self, _spec: &Spec, _option: &str) -> Option<String> {
        None
    }

    /// What single ranges cannot say: lists of equal length, steps fine enough. Called after every change.
    fn check(&self) -> Result<(), ParamError> {
        Ok(())
    }
}

/// All parameters with their values.
pub fn list(parameters: &mut dyn Parameters) -> Vec<(&'static Spec, Value)> {
    let mut all = Vec::new();
    parameters.visit(&mut |spec, slot| all.push((spec, slot.value(spec))));
    all
}

/// The parameters that play a part now.
pub fn shown(parameters: &mut dyn Parameters) -> Vec<(&'static Spec, Value)> {
    let mut all = list(parameters);
    all.retain(|(spec, _)| parameters.is_relevant(spec));
    all
}

/// The parameters that differ from their defaults, as a preset stores them.
pub fn non_defaults(parameters: &mut dyn Parameters) -> Vec<(&'static Spec, Value)> {
    let mut all = Vec::new();
    parameters.visit(&mut |spec, mut slot| {
        let value = slot.value(spec);
        slot.set_default(spec);
        let is_default = slot.value(spec) == value;
        // Put back what was there: the visit only looks.
        if !is_default {
            let restored = slot.set_whole(spec, &value);
            debug_assert!(restored.is_ok(), "{} held a value outside its range", spec.id);
            all.push((spec, value));
        }
    });
    all
}

/// Sets every parameter to its default.
pub fn reset(parameters: &mut dyn Parameters) {
    parameters.visit(&mut |spec, mut slot| slot.set_default(spec));
}

/// The description and value of one parameter.
pub fn find(parameters: &mut dyn Parameters, id: &str) -> Result<(&'static Spec, Value), ParamError> {
    let mut found = None;
    let mut ids = Vec::new();
    parameters.visit(&mut |spec, slot| {
        ids.push(spec.id);
        if spec.id == id {
            found = Some((spec, slot.value(spec)));
        }
    });
    found.ok_or_else(|| ParamError::Unknown { id: id.to_owned(), nearest: nearest(id, &ids) })
}

/// Applies edits to a copy and hands it back only if all are allowed and the whole fits together.
pub fn apply<P: Parameters + Clone>(parameters: &P, edits: &[Edit]) -> Result<(P, Effect), ParamError> {
    let mut changed = parameters.clone();
    let mut effect = Effect::Live;
    for edit in edits {
        let (id, index) = edit.target();
        let (spec, _) = find(&mut changed, id)?;
        let mut outcome = Ok(());
        changed.visit(&mut |candidate, mut slot| {
            if candidate.id == spec.id {
                outcome = slot.set(candidate, index, &edit.value);
            }
        });
        outcome?;
        effect = effect.max(spec.effect);
    }
    changed.check()?;
    Ok((changed, effect))
}

/// The edits that lead back to `parameters` as they are, once `edits` were applied; unknown ids are left out.
pub fn inverse(parameters: &mut dyn Parameters, edits: &[Edit]) -> Vec<Edit> {
    let before = |edit: &Edit| {
        let (id, index) = edit.target();
        let value = match (find(parameters, id).ok()?.1, index) {
            (Value::Sparse(map), Some(index)) => Value::Number(map.get(&index).copied().unwrap_or(0.0)),
            (value, _) => value,
        };
        Some(Edit { id: edit.id.clone(), value })
    };
    edits.iter().filter_map(before).collect()
}

/// The edit with its number brought into the allowed range, as a hand that pulls too far wants it.
pub fn fit(parameters: &mut dyn Parameters, mut edit: Edit) -> Edit {
    let (id, index) = edit.target();
    let kind = find(parameters, id).ok().map(|(spec, _)| spec.kind);
    if let (Value::Number(value), Some(kind)) = (&mut edit.value, kind) {
        match kind {
            Kind::Number { min, max, .. } => *value = value.clamp(min, max),
            Kind::Sparse { min, max } if index.is_some() => *value = value.clamp(min, max),
            _ => {}
        }
    }
    edit
}

/// The edit that a person typed into the field of a parameter. A number beyond the range becomes the nearest one in it, and
/// then a sentence says so; whatever else is wrong, whoever applies the edit says.
pub fn typed(spec: &'static Spec, text: &str) -> (Edit, Option<String>) {
    let text = text.trim();
    // The unit may stand behind the number, as it does in the field.
    let bare = text.strip_suffix(spec.unit).filter(|_| !spec.unit.is_empty()).unwrap_or(text);
    let value = match spec.kind {
        Kind::List { .. } if !text.starts_with('[') => Value::parse(&format!("[{text}]")),
        Kind::Number { .. } | Kind::Count { .. } => Value::parse(bare),
        Kind::Text { .. } => Value::Choice(text.to_owned()),
        _ => Value::parse(text),
    };
    let given = match value {
        Value::Number(v) => v,
        Value::Count(v) => v as f64,
        value => return (Edit::new(spec.id, value), None),
    };
    let [min, max] = match spec.kind {
        Kind::Number { min, max, .. } => [min, max],
        Kind::Count { min, max, .. } => [min as f64, max as f64],
        _ => return (Edit::new(spec.id, value), None),
    };
    let taken = given.clamp(min, max);
    if taken == given {
        return (Edit::new(spec.id, value), None);
    }
    let refused = ParamError::NotAllowed { id: spec.id, given: text.to_owned(), allowed: spec.allowed() };
    (Edit::new(spec.id, Value::Number(taken)), Some(format!("{refused}; {taken} is taken")))
}

/// Puts a number where it belongs, brought into its range; whether there is such a parameter. What single ranges cannot say
/// is not checked.
pub fn place(parameters: &mut dyn Parameters, id: &str, number: f64) -> bool {
    let mut found = false;
    parameters.visit(&mut |spec, slot| {
        if spec.id != id {
            return;
        }
        match (slot, spec.kind) {
            (Slot::Number(slot), Kind::Number { min, max, .. }) => *slot = number.clamp(min, max),
            (Slot::Count(slot), Kind::Count { min, max, .. }) => {
                *slot = (number.round().max(0.0) as usize).clamp(min, max);
            }
            _ => return,
        }
        found = true;
    });
    found
}

/// What is longer was not meant as any name.
const LONGEST_NAME: usize = 100;

/// The known name nearest to what was typed, if any is near enough to be meant.
fn nearest(given: &str, known: &[&'static str]) -> Option<&'static str> {
    // Comparing takes the product of both lengths.
    let known = if given.len() > LONGEST_NAME { &[] } else { known };
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), *name))
        .min()
        .filter(|(distance, name)| *distance <= name.len().max(given.len()) / 2)
        .map(|(_, name)| name)
}
