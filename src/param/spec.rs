//! The description of one parameter.

use crate::hue::Hue;
use crate::reading::quoted;
use std::fmt;

/// What kind of value a parameter takes, with what is allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A real number in `min..=max`.
    Number { min: f64, max: f64, default: f64, scale: Scale },
    /// A whole number in `min..=max`.
    Count { min: usize, max: usize, default: usize },
    /// One of some names; `default` is an index into them.
    Choice { options: &'static [&'static str], default: usize },
    /// Any number of reals, each in `min..=max`; empty by default.
    List { min: f64, max: f64 },
    /// Words, at most so many characters; empty by default.
    Text { max: usize },
    /// A file with these arrays; none by default.
    Arrays { names: &'static [&'static str] },
    /// A number for each of some neurons, 0 for all others; empty by default.
    Sparse { min: f64, max: f64 },
}

/// How a slider spreads its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Even steps.
    Linear,
    /// Even ratios, with zero reachable.
    Log,
}

/// Where ratios are even and a range begins at 0, what is below this part of its end counts as 0.
const LOWEST: f64 = 1e-3;

impl Scale {
    /// The least value above 0 that even ratios tell apart.
    fn floor([low, high]: [f64; 2]) -> f64 {
        if low > 0.0 { low } else { LOWEST * high }
    }

    /// How far a value is along a range: 0 at its lower end, 1 at its upper one.
    pub fn part(self, range: [f64; 2], value: f64) -> f64 {
        let ([low, high], floor) = (range, Scale::floor(range));
        let part = match self {
            Scale::Log if value <= floor => 0.0,
            Scale::Log => (value / floor).ln() / (high / floor).ln(),
            Scale::Linear => (value - low) / (high - low),
        };
        if part.is_finite() { part } else { 0.0 }
    }

    /// The value so far along a range.
    pub fn along(self, range: [f64; 2], part: f64) -> f64 {
        let ([low, high], floor) = (range, Scale::floor(range));
        match self {
            _ if part <= 0.0 => low,
            _ if part >= 1.0 => high,
            Scale::Log => floor * (high / floor).powf(part),
            Scale::Linear => low + (high - low) * part,
        }
    }
}

/// What a change of a parameter costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Takes effect in the running network.
    Live,
    /// The network is built anew and starts from its initial state.
    Rebuild,
}

impl Effect {
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Effect::Live => "acts at once",
            Effect::Rebuild => "starts the network anew",
        }
    }
}

/// One parameter, described once.
#[derive(Debug, PartialEq)]
pub struct Spec {
    /// Stable key for presets and `--set`; ends with the unit where there is one (`tau_ms`).
    pub id: &'static str,
    /// Heading under which a panel shows it.
    pub group: &'static str,
    /// Plain name.
    pub name: &'static str,
    /// Symbol of the field, `_` starts a subscript (`D_E`); empty if it has none.
    pub symbol: &'static str,
    /// Unit as shown; empty for pure numbers.
    pub unit: &'static str,
    /// Kind, range and default.
    pub kind: Kind,
    /// Live or rebuild.
    pub effect: Effect,
    /// The colour of what it belongs to.
    pub hue: Hue,
    /// One or two sentences, with the equation.
    pub help: &'static str,
}

impl Spec {
    /// What is allowed, in words: `0 to 5 mV`, `one of a, b`.
    pub fn allowed(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        match self.kind {
            Kind::Number { min, max, .. } => format!("{min} to {max}{unit}"),
            Kind::Count { min, max, .. } => format!("a whole number from {min} to {max}"),
            Kind::Choice { options, .. } => format!("one of {}", options.join(", ")),
            Kind::List { min, max } => {
                format!("a list of numbers such as 1.05, 1.1 or 1,05; 1,1, each {min} to {max}{unit}")
            }
            Kind::Text { max } => format!("a text of at most {max} characters"),
            Kind::Arrays { names } => format!("an NPZ file with the arrays {}, or one as CSV", names.join(", ")),
            Kind::Sparse { min, max } => format!("{{index = number, ..}}, each number {min} to {max}{unit}"),
        }
    }
}

/// Why a value was refused. The message says what was given, what is allowed, and the nearest known name.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamError {
    /// No parameter of that name.
    Unknown { id: String, nearest: Option<&'static str> },
    /// The value is of the wrong kind or outside its range.
    NotAllowed { id: &'static str, given: String, allowed: String },
    /// The values are each fine but do not fit together.
    Conflict { message: String },
}

impl ParamError {
    /// The program fails where it should not: it cannot do this with a network, since of that.
    pub(crate) fn failed(what: &str, why: &str) -> Self {
        let message = format!(
            "a network with these settings cannot be {what} ({why}), which is a mistake in the program; try others"
        );
        ParamError::Conflict { message }
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamError::Unknown { id, nearest: Some(nearest) } => {
                write!(f, "unknown parameter `{}`; did you mean `{nearest}`?", quoted(id))
            }
            ParamError::Unknown { id, nearest: None } => {
                write!(f, "unknown parameter `{}`; `tightrope params PRESET` lists the known ones", quoted(id))
            }
            ParamError::NotAllowed { id, given, allowed } if given.is_empty() => {
                write!(f, "`{id}`: given nothing; allowed is {allowed}")
            }
            ParamError::NotAllowed { id, given, allowed } => {
                write!(f, "`{id}`: given {}; allowed is {allowed}", quoted(given))
            }
            ParamError::Conflict { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for ParamError {}
