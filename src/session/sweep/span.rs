//! The values that a parameter takes in a sweep.

use crate::param::{Edit, Kind, ParamError, Parameters, Value, find};
use crate::reading::quoted;

/// Values of one parameter, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The parameter.
    pub id: String,
    /// Its values.
    pub values: Vec<f64>,
    /// What is set beside it, as an input that is to stand still while its value is swept.
    pub beside: Vec<Edit>,
}

/// Values of a range at most.
const MOST: usize = 100_000;

impl Span {
    /// `count` values of a parameter from `from` to `to`, in even steps, or in even ratios.
    ///
    /// # Errors
    /// If there is no such parameter, it is no number, or the range is not allowed; what is allowed is said.
    pub fn new(
        parameters: &mut dyn Parameters,
        id: &str,
        [from, to]: [f64; 2],
        count: usize,
        in_ratios: bool,
    ) -> Result<Span, String> {
        let spec = find(parameters, id).map_err(|error| error.to_string())?.0;
        let given = format!("{}={from}:{to}:{count}", quoted(id));
        let refuse = |why: String| Err(format!("`{given}`: {why}"));
        let (min, max, is_whole) = match spec.kind {
            Kind::Number { min, max, .. } => (min, max, false),
            Kind::Count { min, max, .. } => (min as f64, max as f64, true),
            _ => return refuse(format!("`{id}` is no number; allowed is {}, as in --set {id}=VALUE", spec.allowed())),
        };
        if id == "seed" {
            return refuse("seeds are counted by the repeats; try --repeats K, and --seed N for the first".to_owned());
        }
        if let Some(bad) = [from, to].into_iter().find(|v| !(min..=max).contains(v)) {
            let error = ParamError::NotAllowed { id: spec.id, given: bad.to_string(), allowed: spec.allowed() };
            return Err(format!(
                "{error}; try a range within it, as in {id}={}:{}:{count}",
                from.clamp(min, max),
                to.clamp(min, max)
            ));
        }
        match count {
            0 => return refuse("a range of 0 values has nothing to run; try at least 1".to_owned()),
            1 if from != to => {
                return refuse(format!(
                    "one value cannot be {from} and {to}; try COUNT of 2 or more, or --set {id}={from}"
                ));
            }
            _ if count > MOST => return refuse(format!("allowed are at most {MOST} values")),
            _ if from == to && count > 1 => {
                return refuse(format!("{count} values from {from} to {to} are all the same; try --repeats {count}"));
            }
            _ => {}
        }
        if in_ratios && (from <= 0.0 || to <= 0.0) {
            return refuse(format!("even ratios need both ends above 0; try {id}={from}:{to}:{count} without :log"));
        }
        let at = |k: usize| {
            let part = k as f64 / (count.max(2) - 1) as f64;
            match k {
                0 => from,
                _ if k + 1 == count => to,
                _ if in_ratios => from * (to / from).powf(part),
                _ => from + (to - from) * part,
            }
        };
        let mut values: Vec<f64> = (0..count).map(at).collect();
        if is_whole {
            values.iter_mut().for_each(|v| *v = v.round());
            values.dedup();
            if values.len() < count {
                let there = values.len();
                return refuse(format!("there are {there} whole numbers for {count} values; try COUNT of {there}"));
            }
        }
        Ok(Span { id: spec.id.to_owned(), values, beside: Vec::new() })
    }

    /// Reads `ID=FROM:TO:COUNT`, with `:log` behind it for even ratios; `None` for what has no colon, as `ID=VALUE`.
    ///
    /// # Errors
    /// If it is not of that form, or not allowed.
    pub fn parse(parameters: &mut dyn Parameters, text: &str) -> Result<Option<Span>, String> {
        let Some((id, range)) = text.split_once('=').filter(|(_, range)| is_range(range)) else { return Ok(None) };
        let form = || {
            let text = quoted(text);
            format!("`{text}` is not of the form ID=FROM:TO:COUNT (or ID=FROM:TO:COUNT:log), for example d_e=0.1:1:10")
        };
        let parts: Vec<&str> = range.split(':').map(str::trim).collect();
        let (parts, in_ratios) = match parts[..] {
            [a, b, c] => ([a, b, c], false),
            [a, b, c, "log"] => ([a, b, c], true),
            _ => return Err(form()),
        };
        let number = |text: &str| crate::reading::typed(text).ok_or_else(form);
        let ends = [number(parts[0])?, number(parts[1])?];
        let count = parts[2]
            .parse()
            .map_err(|_| format!("{}; COUNT is \"{}\", allowed is a whole number from 1", form(), quoted(parts[2])))?;
        Span::new(parameters, id.trim(), ends, count, in_ratios).map(Some)
    }

    /// The edits that bring the parameter to one of its values.
    pub fn edits(&self, value: f64) -> Vec<Edit> {
        let own = Edit::new(self.id.clone(), Value::Number(value));
        self.beside.iter().cloned().chain([own]).collect()
    }
}

/// Whether a value is a range: a file name with a colon is none.
fn is_range(text: &str) -> bool {
    let first = text.split(':').next().unwrap_or_default().trim();
    text.contains(':') && crate::reading::typed(first).is_some()
}
