//! Presets: one experiment a file, in TOML.

use super::{Check, Setup, built_in_arrays, settings};
use crate::model::System;
use crate::param::{Value, find};
use crate::reading::{Table, quoted, utf8};
use crate::sim::Model;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The presets that come with the program, as (name, text).
pub const BUILT_IN: &[(&str, &str)] = &[
    ("fig-2a", include_str!("../../presets/boundary/fig-2a.toml")),
    ("fig-2d", include_str!("../../presets/boundary/fig-2d.toml")),
    ("fig-2e", include_str!("../../presets/boundary/fig-2e.toml")),
    ("fig-3a", include_str!("../../presets/boundary/fig-3a.toml")),
    ("fig-3", include_str!("../../presets/boundary/fig-3.toml")),
    ("fig-3-below", include_str!("../../presets/boundary/fig-3-below.toml")),
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
    ("fig-9e", include_str!("../../presets/boundary/fig-9e.toml")),
    ("fig-10a", include_str!("../../presets/boundary/fig-10a.toml")),
    ("fig-10d", include_str!("../../presets/boundary/fig-10d.toml")),
    ("fig-11a", include_str!("../../presets/boundary/fig-11a.toml")),
    ("fig-11a-3", include_str!("../../presets/boundary/fig-11a-3.toml")),
    ("fig-11a-1", include_str!("../../presets/boundary/fig-11a-1.toml")),
    ("fig-11-quadratic", include_str!("../../presets/boundary/fig-11-quadratic.toml")),
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
    ("learn-lin", include_str!("../../presets/learning/learn-lin.toml")),
    ("learn-pend", include_str!("../../presets/learning/learn-pend.toml")),
    ("learn-vdp", include_str!("../../presets/learning/learn-vdp.toml")),
    ("learn-bist", include_str!("../../presets/learning/learn-bist.toml")),
    ("learn-lorenz", include_str!("../../presets/learning/learn-lorenz.toml")),
    ("learn-lin-trained", include_str!("../../presets/learning/learn-lin-trained.toml")),
    ("learn-pend-trained", include_str!("../../presets/learning/learn-pend-trained.toml")),
    ("learn-vdp-trained", include_str!("../../presets/learning/learn-vdp-trained.toml")),
    ("learn-bist-trained", include_str!("../../presets/learning/learn-bist-trained.toml")),
    ("learn-lorenz-trained", include_str!("../../presets/learning/learn-lorenz-trained.toml")),
    ("learn-no-feedback", include_str!("../../presets/learning/learn-no-feedback.toml")),
    ("learn-damage-25", include_str!("../../presets/learning/learn-damage-25.toml")),
    ("learn-damage-50", include_str!("../../presets/learning/learn-damage-50.toml")),
    ("learn-damage-arc", include_str!("../../presets/learning/learn-damage-arc.toml")),
    ("learn-noise-1", include_str!("../../presets/learning/learn-noise-1.toml")),
    ("learn-noise-2", include_str!("../../presets/learning/learn-noise-2.toml")),
    ("learn-noise-5", include_str!("../../presets/learning/learn-noise-5.toml")),
    ("learn-ping-pong", include_str!("../../presets/learning/learn-ping-pong.toml")),
    ("learn-lateral-off", include_str!("../../presets/learning/learn-lateral-off.toml")),
    ("learn-20-neurons", include_str!("../../presets/learning/learn-20-neurons.toml")),
    ("learn-100-neurons", include_str!("../../presets/learning/learn-100-neurons.toml")),
    ("learn-draw", include_str!("../../presets/learning/learn-draw.toml")),
    ("learn-rate", include_str!("../../presets/learning/learn-rate.toml")),
    ("plastic-static", include_str!("../../presets/plastic/plastic-static.toml")),
    ("plastic-small", include_str!("../../presets/plastic/plastic-small.toml")),
    ("plastic-large", include_str!("../../presets/plastic/plastic-large.toml")),
    ("plastic-runaway", include_str!("../../presets/plastic/plastic-runaway.toml")),
    ("plastic-silent", include_str!("../../presets/plastic/plastic-silent.toml")),
    ("plastic-correlated", include_str!("../../presets/plastic/plastic-correlated.toml")),
    ("plastic-uncorrelated", include_str!("../../presets/plastic/plastic-uncorrelated.toml")),
    ("plastic-istdp", include_str!("../../presets/plastic/plastic-istdp.toml")),
    ("plastic-istdp-c10", include_str!("../../presets/plastic/plastic-istdp-c10.toml")),
    ("plastic-istdp-c50", include_str!("../../presets/plastic/plastic-istdp-c50.toml")),
    ("plastic-manifold-75", include_str!("../../presets/plastic/plastic-manifold-75.toml")),
    ("plastic-manifold-100", include_str!("../../presets/plastic/plastic-manifold-100.toml")),
    ("plastic-manifold", include_str!("../../presets/plastic/plastic-manifold.toml")),
    ("plastic-kohonen", include_str!("../../presets/plastic/plastic-kohonen.toml")),
    ("plastic-kohonen-c100", include_str!("../../presets/plastic/plastic-kohonen-c100.toml")),
    ("plastic-kohonen-runaway", include_str!("../../presets/plastic/plastic-kohonen-runaway.toml")),
    ("plastic-hebb", include_str!("../../presets/plastic/plastic-hebb.toml")),
    ("plastic-oja", include_str!("../../presets/plastic/plastic-oja.toml")),
    ("plastic-hard", include_str!("../../presets/plastic/plastic-hard.toml")),
    ("plastic-two-targets", include_str!("../../presets/plastic/plastic-two-targets.toml")),
    ("plastic-two-targets-ie", include_str!("../../presets/plastic/plastic-two-targets-ie.toml")),
    ("plastic-opto", include_str!("../../presets/plastic/plastic-opto.toml")),
    ("plastic-opto-on", include_str!("../../presets/plastic/plastic-opto-on.toml")),
];

/// How a preset wants to be looked at; nothing here changes the spikes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
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
    /// The view that is large, such as `plane:ID` with an id of the layout, or `raster`.
    pub stage: Option<String>,
    /// The views beside it: the first one that is not over time below it, the others at the right, from top to bottom.
    pub beside: Option<Vec<String>>,
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
    /// Whether it stands in the folder where a person keeps presets.
    pub is_own: bool,
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
        write!(f, "{}: {}", quoted(&self.file), self.message)
    }
}

impl std::error::Error for PresetError {}

/// What is said of a file in which nothing stands.
const EMPTY: &str =
    "is empty; a preset has at least format = 1, a title and a system, as in presets that come with the program";

/// Steps that a check may run.
const MOST_STEPS: f64 = 1e8;

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
pub(super) const LOOK_KEYS: &[&str] = &["x_range", "y_range", "speed", "window_tau", "stage", "beside", "run_s"];
/// Keys of old, and what is written instead.
const OLD_LOOK_KEYS: &[(&str, &str)] = &[
    (
        "lower",
        "`look.stage` for the large view or `look.beside` for the others, as in beside = [\"plane:ID\", \"raster\"]",
    ),
    ("enlarge", "`look.stage`, which names the view that is large"),
];
/// The view of the readouts over time.
pub const READOUTS: &str = "latents";
/// Views that there are once.
pub const VIEWS: &[&str] = &[
    "raster", "cells", "sweep", "map", READOUTS, "currents", "voltage", "input", "tuning", "table", "slow", "signals",
];
/// Views of which a network has some, each with an id of its own: `plane:ID`.
pub const PICTURES: &[&str] = &["plane", "space", "field", "chart"];

impl Preset {
    /// Reads a preset of one of the systems; `file` is how messages call it.
    ///
    /// # Errors
    /// If anything in it is unknown, out of range or damaged.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Self, PresetError> {
        Preset::read(name, file, text)
    }
}

impl<M: Model> Preset<M> {
    /// The preset of that name that comes with the program, if there is one of this model.
    pub fn built_in(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Preset::read_as(name, name, text, false).ok()
    }

    /// All presets that come with the program, as far as they are of this model.
    pub fn all_built_in() -> Vec<Self> {
        BUILT_IN.iter().filter_map(|(name, text)| Preset::read_as(name, name, text, false).ok()).collect()
    }

    /// Reads the preset in a file, given its bytes.
    ///
    /// # Errors
    /// If it is no text in UTF-8, or not in order.
    pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Self, PresetError> {
        let file = path.display().to_string();
        let fail = |message: String| PresetError { file: file.clone(), message };
        let text = utf8(bytes).map_err(fail)?;
        let stem = path.file_stem().map_or_else(|| file.clone(), |stem| stem.to_string_lossy().into_owned());
        let read = Preset::read(&stem, &file, text);
        // A file of numbers is no damaged preset.
        match read {
            Err(_) if !text.contains('=') && Table::read(text).is_ok() => {
                Err(fail("holds a table of numbers, no preset; --target or --input reads one".to_owned()))
            }
            read => read,
        }
    }

    /// Reads a preset of any model; `file` is how messages call it.
    ///
    /// # Errors
    /// If anything in it is unknown, out of range or damaged.
    pub fn read(name: &str, file: &str, text: &str) -> Result<Self, PresetError> {
        Preset::read_as(name, file, text, true)
    }

    /// The same, perhaps without building its network to see whether lists fit, which may take long: for those that come
    /// with the program a test has done it.
    fn read_as(name: &str, file: &str, text: &str, tries_lists: bool) -> Result<Self, PresetError> {
        // Files stand beside the preset that names them; those of built-in presets come with the program.
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        let files = |file: &str, sha256: Option<&str>| built_in_arrays(file, sha256, folder);
        let fail = |message: String| PresetError { file: file.to_owned(), message };
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| fail(format!("not valid TOML: {}", tidy(&e, Some(text)))))?;
        if table.is_empty() {
            return Err(fail(EMPTY.to_owned()));
        }
        known_keys(&table, KEYS, "").map_err(&fail)?;
        if let Some(toml::Value::Table(look)) = table.get("look") {
            if let Some((key, instead)) = OLD_LOOK_KEYS.iter().find(|(key, _)| look.contains_key(*key)) {
                return Err(fail(format!("`look.{key}` is no longer known: write {instead}")));
            }
            known_keys(look, LOOK_KEYS, "look.").map_err(&fail)?;
        }
        // What does not fit is told with its line, which only the text knows.
        let placed = |error| tidy(&toml::from_str::<File>(text).err().unwrap_or(error), Some(text));
        let read: File = table.try_into().map_err(|error: toml::de::Error| fail(placed(error)))?;
        if read.format != 1 {
            return Err(fail(format!("`format`: given {}; allowed is 1 (a newer program may read it)", read.format)));
        }
        let setup = settings::read(&read.system, &read.params, &read.drive, &files).map_err(&fail)?;
        if tries_lists {
            settings::lists_fit(&setup, read.params.keys().map(String::as_str)).map_err(&fail)?;
        }
        check_look(&read.look).map_err(&fail)?;
        let dt_s = step_s(&setup);
        for check in &read.check {
            let steps = check.to_s / dt_s;
            if steps > MOST_STEPS {
                let name = quoted(&check.name);
                return Err(fail(format!(
                    "`check` \"{name}\": given to_s = {}, which is {steps:.0} steps of {dt_s} s; allowed are {MOST_STEPS:.0} steps",
                    check.to_s
                )));
            }
            let sound = check.from_s >= 0.0 && check.from_s < check.to_s && check.to_s <= 1e3;
            if !(sound && check.expected.is_finite() && check.tolerance >= 0.0) {
                let name = quoted(&check.name);
                return Err(fail(format!(
                    "`check` \"{name}\": allowed is 0 <= from_s < to_s <= 1000, a finite `expected` and a `tolerance` of 0 or more"
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
            is_own: false,
        })
    }

    /// The preset as text, which reads back as the same preset; what has its default is left out.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn text(&self) -> Result<String, String> {
        let mut file = toml::Table::new();
        let words = [
            ("title", &self.title),
            ("caption", &self.caption),
            ("try", &self.try_this),
            ("cites", &self.cites),
            ("figure", &self.figure),
            ("condition", &self.condition),
        ];
        file.insert("format".to_owned(), toml::Value::Integer(1));
        for (key, text) in words.into_iter().filter(|(key, text)| *key == "title" || !text.is_empty()) {
            file.insert(key.to_owned(), toml::Value::String(text.clone()));
        }
        file.insert("system".to_owned(), toml::Value::String(self.setup.model.tag().to_owned()));
        let [params, drive] = settings::tables(&self.setup);
        let look = toml::Table::try_from(&self.look).map_err(|error| error.to_string())?;
        for (key, table) in [("params", params), ("drive", drive), ("look", look)] {
            if !table.is_empty() {
                file.insert(key.to_owned(), toml::Value::Table(table));
            }
        }
        if !self.checks.is_empty() {
            let checks = toml::Value::try_from(&self.checks).map_err(|error| error.to_string())?;
            file.insert("check".to_owned(), checks);
        }
        toml::to_string(&file).map_err(|error| error.to_string())
    }
}

/// The time step that a setup asks for, in seconds.
fn step_s<M: Model>(setup: &Setup<M>) -> f64 {
    let number = |id: &str| match find(&mut setup.clone(), id) {
        Ok((_, Value::Number(dt))) => Some(dt),
        _ => None,
    };
    number("dt_s").or_else(|| number("dt_ms").map(|dt| 1e-3 * dt)).unwrap_or(1e-3)
}

pub(super) fn check_look(look: &Look) -> Result<(), String> {
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
    let asked = look.stage.iter().map(|id| ("stage", id));
    let asked: Vec<_> = asked.chain(look.beside.iter().flatten().map(|id| ("beside", id))).collect();
    for (k, (key, id)) in asked.iter().enumerate() {
        check_view(id).map_err(|what| format!("`look.{key}`: {what}"))?;
        if asked[..k].iter().any(|(_, other)| other == id) {
            return Err(format!("`look.{key}`: {} stands twice; a view has one seat", quoted(id)));
        }
    }
    Ok(())
}

/// Whether there may be such a view; which pictures there are only the network knows.
pub(super) fn check_view(id: &str) -> Result<(), String> {
    let known = match id.split_once(':') {
        Some((kind, picture)) => PICTURES.contains(&kind) && !picture.is_empty(),
        None => VIEWS.contains(&id),
    };
    if known {
        return Ok(());
    }
    let pictures: Vec<String> = PICTURES.iter().map(|kind| format!("{kind}:ID")).collect();
    let all: Vec<&str> = VIEWS.iter().copied().chain(pictures.iter().map(String::as_str)).collect();
    let hint = nearest(id, &all).map_or_else(String::new, |near| format!("; did you mean {near}?"));
    Err(format!("there is no view {}{hint} Allowed are {}", quoted(id), all.join(", ")))
}

pub(super) fn known_keys(table: &toml::Table, known: &'static [&'static str], section: &str) -> Result<(), String> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let hint =
                nearest(key, known).map_or_else(String::new, |near| format!("; did you mean `{section}{near}`?"));
            Err(format!("unknown key `{section}{}`{hint} Allowed are {}", quoted(key), known.join(", ")))
        }
    }
}

pub(super) fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    // Comparing takes the product of both lengths; what is so long was not meant as any of them.
    let known = if given.len() > 100 { &[] } else { known };
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

/// The parser's message on one line, with its place in the text that was parsed.
pub(super) fn tidy(error: &toml::de::Error, text: Option<&str>) -> String {
    // What is missing in all of it has no place.
    let place = error.span().filter(|span| span.end > 0).zip(text).map_or_else(String::new, |(span, text)| {
        let before = &text.as_bytes()[..span.start.min(text.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let given = text.lines().nth(line - 1).unwrap_or_default();
        format!("line {line}, \"{}\": ", quoted(given))
    });
    format!("{place}{}", quoted(in_words(error.message())))
}

/// A parser's message without the names of types.
fn in_words(message: &str) -> String {
    const ROOM: &str = "allowed are whole numbers from -2^63 to 2^63 - 1, and others up to 1.8e308";
    if ["integer number overflowed", "floating-point number overflowed", "u64 value was too large"].contains(&message) {
        return format!("a number out of range; {ROOM}");
    }
    // What was given may say anything: what the parser says of it comes last.
    let Some((said, expected)) = message.rsplit_once(", expected ") else { return message.to_owned() };
    if let Some(given) = said.strip_suffix(" as i128").or(said.strip_suffix(" as u128")) {
        return format!("{given}; {ROOM}");
    }
    let expected = match expected {
        "f64" | "f32" => "a number",
        "i64" | "u64" | "u32" | "usize" => "a whole number",
        "a sequence" => "a list",
        of if of.starts_with("struct ") => "a table",
        other => other,
    };
    format!("{said}, expected {expected}")
}
