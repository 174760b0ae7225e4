//! Controls of a network beside its parameters: actions on its state, and a stretch to be run in a hurry.

use super::Hue;

/// Something that can be done to the state, such as forgetting what was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionInfo {
    /// Stable key.
    pub id: &'static str,
    /// What the button says, and the step of undo.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// Hue.
    pub hue: Hue,
}

/// A stretch that is better waited for than watched, such as a training.
#[derive(Clone, Debug, PartialEq)]
pub struct Hurry {
    /// How long, in simulated seconds.
    pub seconds: f64,
    /// What the button says: `Train 100 s`.
    pub name: &'static str,
    /// What it is good for, in a sentence.
    pub help: &'static str,
}
