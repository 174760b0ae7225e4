//! Presets: one experiment a file, in TOML.

use super::{Check, Setup};
use crate::model::System;
use crate::param::{Edit, Value, apply};
use serde::Deserialize;
use std::fmt;
use std::path::Path;

/// The presets that come with the program, as (name, text).
pub const BUILT_IN: &[(&str, &str)] = &[
    ("fig-2a", include_str!("../../presets/boundary/fig-2a.toml")),
    ("fig-2d", include_str!("../../presets/boundary/fig-2d.toml")),
    ("fig-2e", include_str!("../../presets/boundary/fig-2e.toml")),
    ("fig-3a", include_str!("../../presets/boundary/fig-3a.toml")),
    ("fig-3", include_str!("../../presets/boundary/fig-3.toml")),
    ("fig-3-above", include_str!("../../presets/boundary/fig-3-above.toml")),
    ("fig-4c", include_str!("../../presets/boundary/fig-4c.toml")),
    ("fig-4d", include_str!("../../presets/boundary/fig-4d.toml")),
    ("fig-4f", include_str!("../../presets/boundary/fig-4f.toml")),
    ("fig-5a", include_str!("../../presets/boundary/fig-5a.toml")),
    ("fig-5c", include_str!("../../presets/boundary/fig-5c.toml")),
    ("fig-5d", include_str!("../../presets/boundary/fig-5d.toml")),
    ("fig-6a-1", include_str!("../../presets/boundary/fig-6a-1.toml")),
    ("fig-6a-2", include_str!("../../presets/boundary/fig-6a-2.toml")),
    ("fig-6", include_str!("../../presets/boundary/fig-6.toml")),
    ("fig-6c", include_str!("../../presets/boundary/fig-6c.toml")),
    ("fig-6-quiet", include_str!("../../presets/boundary/fig-6-quiet.toml")),
    ("fig-7a", include_str!("../../presets/boundary/fig-7a.toml")),
    ("fig-7d", include_str!("../../presets/boundary/fig-7d.toml")),
    ("fig-8", include_str!("../../presets/boundary/fig-8.toml")),
    ("fig-8e", include_str!("../../presets/boundary/fig-8e.toml")),
    ("fig-8g", include_str!("../../presets/boundary/fig-8g.toml")),
    ("fig-9b-1", include_str!("../../presets/boundary/fig-9b-1.toml")),
    ("fig-9b-2", include_str!("../../presets/boundary/fig-9b-2.toml")),
    ("fig-9b-4", include_str!("../../presets/boundary/fig-9b-4.toml")),
    ("fig-10a", include_str!("../../presets/boundary/fig-10a.toml")),
    ("fig-10d", include_str!("../../presets/boundary/fig-10d.toml")),
    ("fig-11a", include_str!("../../presets/boundary/fig-11a.toml")),
    ("fig-11a-3", include_str!("../../presets/boundary/fig-11a-3.toml")),
    ("fig-11a-1", include_str!("../../presets/boundary/fig-11a-1.toml")),
    ("fig-12a", include_str!("../../presets/boundary/fig-12a.toml")),
    ("fig-12b", include_str!("../../presets/boundary/fig-12b.toml")),
    ("fig-12c", include_str!("../../presets/boundary/fig-12c.toml")),
    ("fig-s1", include_str!("../../presets/boundary/fig-s1.toml")),
    ("fig-s1-tuned", include_str!("../../presets/boundary/fig-s1-tuned.toml")),
    ("fig-s1-new", include_str!("../../presets/boundary/fig-s1-new.toml")),
    ("fig-s2", include_str!("../../presets/boundary/fig-s2.toml")),
    ("fig-s2-quiet", include_str!("../../presets/boundary/fig-s2-quiet.toml")),
    ("fig-s2-alone", include_str!("../../presets/boundary/fig-s2-alone.toml")),
    ("fig-s3", include_str!("../../presets/boundary/fig-s3.toml")),
    ("fig-s3-parabola", include_str!("../../presets/boundary/fig-s3-parabola.toml")),
    ("minimax-pair", include_str!("../../presets/minimax/minimax-pair.toml")),
    ("minimax-pair-free", include_str!("../../presets/minimax/minimax-pair-free.toml")),
    ("minimax-random-10", include_str!("../../presets/minimax/minimax-random-10.toml")),
    ("minimax-random-100", include_str!("../../presets/minimax/minimax-random-100.toml")),
    ("minimax-random-1000", include_str!("../../presets/minimax/minimax-random-1000.toml")),
    ("minimax-random-steady", include_str!("../../presets/minimax/minimax-random-steady.toml")),
    ("minimax-constant", include_str!("../../presets/minimax/minimax-constant.toml")),
    ("minimax-moving", include_str!("../../presets/minimax/minimax-moving.toml")),
    ("minimax-patch-10", include_str!("../../presets/minimax/minimax-patch-10.toml")),
    ("minimax-patch-50", include_str!("../../presets/minimax/minimax-patch-50.toml")),
    ("minimax-patch-150", include_str!("../../presets/minimax/minimax-patch-150.toml")),
    ("minimax-plane", include_str!("../../presets/minimax/minimax-plane.toml")),
    ("minimax-lock-up", include_str!("../../presets/minimax/minimax-lock-up.toml")),
    ("minimax-planted", include_str!("../../presets/minimax/minimax-planted.toml")),
    ("minimax-learned", include_str!("../../presets/minimax/minimax-learned.toml")),
    ("minimax-ring", include_str!("../../presets/minimax/minimax-ring.toml")),
    ("minimax-ring-hold", include_str!("../../presets/minimax/minimax-ring-hold.toml")),
    ("minimax-wave-08", include_str!("../../presets/minimax/minimax-wave-08.toml")),
    ("minimax-wave-15", include_str!("../../presets/minimax/minimax-wave-15.toml")),
    ("minimax-ring-slow", include_str!("../../presets/minimax/minimax-ring-slow.toml")),
    ("minimax-ring-steady", include_str!("../../presets/minimax/minimax-ring-steady.toml")),
    ("minimax-grid-32", include_str!("../../presets/minimax/minimax-grid-32.toml")),
    ("minimax-grid-63", include_str!("../../presets/minimax/minimax-grid-63.toml")),
];

/// How a preset wants to be looked at; nothing here changes the spikes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Range of the first plane's horizontal axis.
    pub x_range: Option<[f64; 2]>,
    /// Range of the first plane's vertical axis.
    pub y_range: Option<[f64; 2]>,
    /// Speed at the start, simulated seconds per second.
    pub speed: Option<f64>,
    /// Width of the time views in time constants.
    pub window_tau: Option<f64>,
    /// What is shown below the first plane: the id of a plane or space, or `tuning`.
    pub lower: Option<String>,
    /// Whether it gets more room than the first plane.
    pub enlarge: Option<bool>,
    /// How long a headless run lasts if nobody says, in seconds.
    pub run_s: Option<f64>,
}

/// One experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset<M = System> {
    /// Short name: the file's without its ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub caption: String,
    /// What to try.
    pub try_this: String,
    /// Citation.
    pub cites: String,
    /// The figure it belongs to, such as `12`; presets of one figure are compared with one click.
    pub figure: String,
    /// What sets it apart from the others of its figure, in a word or three.
    pub condition: String,
    /// The run.
    pub setup: Setup<M>,
    /// How to look at it.
    pub look: Look,
    /// What it must show.
    pub checks: Vec<Check>,
}

/// Why a preset could not be loaded: file, key, what is allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetError {
    /// The file or built-in name.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for PresetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl std::error::Error for PresetError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: i64,
    title: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    r#try: String,
    #[serde(default)]
    cites: String,
    #[serde(default)]
    figure: String,
    #[serde(default)]
    condition: String,
    system: String,
    #[serde(default)]
    params: toml::Table,
    #[serde(default)]
    drive: toml::Table,
    #[serde(default)]
    look: Look,
    #[serde(default)]
    check: Vec<Check>,
}

const KEYS: &[&str] = &[
    "format",
    "title",
    "caption",
    "try",
    "cites",
    "figure",
    "condition",
    "system",
    "params",
    "drive",
    "look",
    "check",
];
const LOOK_KEYS: &[&str] = &["x_range", "y_range", "speed", "window_tau", "lower", "enlarge", "run_s"];

impl Preset {
    /// The built-in preset of that name, or the one in that file.
    ///
    /// # Errors
    /// If there is neither, or it is not in order.
    pub fn open(name: &str) -> Result<Preset, PresetError> {
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let path = Path::new(name);
        // A file that is there wins over a built-in of the same name; a bare name is a built-in.
        if let Some((known, text)) = BUILT_IN.iter().find(|(known, _)| *known == stem && !path.is_file()) {
            return Preset::parse(known, known, text);
        }
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let stem = path.file_stem().map_or_else(|| name.to_owned(), |s| s.to_string_lossy().into_owned());
                Preset::parse(&stem, name, &text)
            }
            Err(error) => {
                let known: Vec<&str> = BUILT_IN.iter().map(|(known, _)| *known).collect();
                let hint = nearest(stem, &known).map_or_else(String::new, |near| format!("; did you mean {near}?"));
                let known = known.join(", ");
                Err(PresetError {
                    file: name.to_owned(),
                    message: format!("neither a built-in preset ({known}) nor a readable file ({error}){hint}"),
                })
            }
        }
    }

    /// Reads a preset; `file` is how messages call it.
    ///
    /// # Errors
    /// If anything in it is unknown, out of range or damaged.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Preset, PresetError> {
        let fail = |message: String| PresetError { file: file.to_owned(), message };
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| fail(format!("not valid TOML: {}", tidy(&e))))?;
        known_keys(&table, KEYS, "").map_err(&fail)?;
        if let Some(toml::Value::Table(look)) = table.get("look") {
            known_keys(look, LOOK_KEYS, "look.").map_err(&fail)?;
        }
        let read: File = table.try_into().map_err(|e: toml::de::Error| fail(tidy(&e)))?;
        if read.format != 1 {
            return Err(fail(format!("`format`: given {}; allowed is 1 (a newer program may read it)", read.format)));
        }
        let model = System::named(&read.system).ok_or_else(|| {
            fail(format!("`system`: given {}; allowed is one of {}", read.system, System::NAMES.join(", ")))
        })?;
        let edits = |table: &toml::Table, section: &str| {
            let one = |(id, value): (&String, &toml::Value)| {
                value_of(value).map(|value| Edit::new(id, value)).map_err(|what| format!("`{section}.{id}`: {what}"))
            };
            table.iter().map(one).collect::<Result<Vec<Edit>, String>>()
        };
        let mut setup = Setup::new(model);
        let params = edits(&read.params, "params").map_err(&fail)?;
        // The seed belongs to the run, all else to the system.
        let (seed, params): (Vec<Edit>, Vec<Edit>) = params.into_iter().partition(|edit| edit.id == "seed");
        setup = apply(&setup, &seed).map_err(|e| fail(format!("[params] {e}")))?.0;
        setup.model = apply(&setup.model, &params).map_err(|e| fail(format!("[params] {e}")))?.0;
        let drive = edits(&read.drive, "drive").map_err(&fail)?;
        setup.drive = apply(&setup.drive, &drive).map_err(|e| fail(format!("[drive] {e}")))?.0;
        check_look(&read.look).map_err(&fail)?;
        for check in &read.check {
            let sound = check.from_s >= 0.0 && check.from_s < check.to_s && check.to_s <= 1e3;
            if !(sound && check.expected.is_finite() && check.tolerance >= 0.0) {
                return Err(fail(format!(
                    "`check` {:?}: allowed is 0 <= from_s < to_s <= 1000, a finite `expected` and a `tolerance` of 0 or more",
                    check.name
                )));
            }
        }
        Ok(Preset {
            name: name.to_owned(),
            title: read.title,
            caption: read.caption,
            try_this: read.r#try,
            cites: read.cites,
            figure: read.figure,
            condition: read.condition,
            setup,
            look: read.look,
            checks: read.check,
        })
    }
}

fn check_look(look: &Look) -> Result<(), String> {
    for (key, range) in [("x_range", look.x_range), ("y_range", look.y_range)] {
        if let Some([from, to]) = range
            && !(from < to && from.is_finite() && to.is_finite())
        {
            return Err(format!(
                "`look.{key}`: given [{from}, {to}]; allowed are two finite numbers, the smaller one first"
            ));
        }
    }
    for (key, value, max) in
        [("speed", look.speed, 1000.0), ("window_tau", look.window_tau, 1000.0), ("run_s", look.run_s, 1e6)]
    {
        if let Some(value) = value
            && !(value > 0.0 && value <= max)
        {
            return Err(format!("`look.{key}`: given {value}; allowed is above 0, to {max}"));
        }
    }
    Ok(())
}

fn known_keys(table: &toml::Table, known: &'static [&'static str], section: &str) -> Result<(), String> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let hint =
                nearest(key, known).map_or_else(String::new, |near| format!("; did you mean `{section}{near}`?"));
            Err(format!("unknown key `{section}{key}`{hint} Allowed are {}", known.join(", ")))
        }
    }
}

fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .copied()
        .min_by_key(|name| {
            // Of equally near ones that which begins alike: figure 4 before figure 2.
            let alike = given.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
            (strsim::damerau_levenshtein(given, name), std::cmp::Reverse(alike))
        })
        .filter(|name| strsim::damerau_levenshtein(given, name) <= name.len() / 2)
}

fn value_of(value: &toml::Value) -> Result<Value, String> {
    let number = |v: &toml::Value| match v {
        toml::Value::Integer(v) => Ok(*v as f64),
        toml::Value::Float(v) => Ok(*v),
        other => Err(format!("given {other}, where numbers are allowed")),
    };
    match value {
        toml::Value::Integer(v) if *v >= 0 => Ok(Value::Count(*v as usize)),
        toml::Value::Integer(_) | toml::Value::Float(_) => number(value).map(Value::Number),
        toml::Value::String(v) => Ok(Value::Choice(v.clone())),
        toml::Value::Array(items) => items.iter().map(number).collect::<Result<_, _>>().map(Value::List),
        toml::Value::Table(entries) => {
            let entry = |(key, value): (&String, &toml::Value)| match key.parse::<usize>() {
                Ok(index) => Ok((index, number(value)?)),
                Err(_) => Err(format!("given the key `{key}`, where the number of a neuron is allowed")),
            };
            entries.iter().map(entry).collect::<Result<_, _>>().map(Value::Sparse)
        }
        other => Err(format!("given {other}; allowed are a number, a text, a list of numbers, or {{index = number}}")),
    }
}

/// The parser's message on one line, with its position.
fn tidy(error: &toml::de::Error) -> String {
    error
        .to_string()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('|'))
        .collect::<Vec<_>>()
        .join(" ")
}
