//! The words in which a system speaks of itself.

use super::{PLAY, Verb};

/// What things are called; a system replaces those that it has better words for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Heading over one fixed point, and over several.
    pub fixed_points: [&'static str; 2],
    /// What the predicted levels are, in a word, such as `optimum`.
    pub theory: &'static str,
    /// What the readouts, their predicted levels and their means are.
    pub readouts_help: &'static str,
    /// Title over the readouts over time.
    pub readouts: &'static str,
    /// What a cycle of activity is, and how it is predicted.
    pub cycle_help: &'static str,
    /// What the distance from a target is.
    pub error_help: &'static str,
    /// Name of the number that says how closely two currents mirror each other; empty where that says nothing.
    pub balance: &'static str,
    /// What that number is.
    pub balance_help: &'static str,
    /// Name and meaning of the number that says how much of two currents is left.
    pub rest: [&'static str; 2],
    /// What a hand does with the input.
    pub input: &'static Verb,
    /// What a curve drawn by hand becomes, as in `Draw a target`.
    pub drawn: &'static str,
}

impl Default for Words {
    fn default() -> Self {
        Words {
            fixed_points: ["fixed point", "fixed points"],
            theory: "theory",
            readouts_help: "Where theory puts the readouts now, and their mean",
            readouts: "Readouts",
            cycle_help: "Length of one cycle of activity, predicted and measured",
            error_help: "Root mean square distance from the target",
            balance: "corr",
            balance_help: "How closely one current of the watched neuron follows minus the other",
            rest: ["rest", "How much is left of the currents of the watched neuron, as a part of the first"],
            input: &PLAY,
            drawn: "curve",
        }
    }
}
