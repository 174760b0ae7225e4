//! What one run of a sweep came to.

use crate::session::Found;

/// How a run of a sweep ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It went through.
    Measured,
    /// It ran away, and was stopped.
    RanAway,
    /// Its state was no longer finite.
    NotFinite,
    /// The parameters do not fit together there, or the measure has no meaning there.
    Refused,
}

impl Ending {
    /// All.
    pub const ALL: [Ending; 4] = [Ending::Measured, Ending::RanAway, Ending::NotFinite, Ending::Refused];

    /// By which files know it.
    pub fn id(self) -> &'static str {
        match self {
            Ending::Measured => "measured",
            Ending::RanAway => "ran-away",
            Ending::NotFinite => "not-finite",
            Ending::Refused => "refused",
        }
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number in the sweep.
    pub index: usize,
    /// The values of the swept parameters.
    pub at: Vec<f64>,
    /// Which repeat it is, from 0.
    pub repeat: usize,
    /// Its seed.
    pub seed: usize,
    /// How it ended.
    pub ending: Ending,
    /// Why, if it was not measured.
    pub why: String,
    /// What was found, measure by measure.
    pub found: Vec<Found>,
}
