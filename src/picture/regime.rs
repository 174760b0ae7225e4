//! What a network does, in a word: what a map of two parameters is coloured by.

use super::Hue;

/// One of the regimes that a system tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regime {
    /// By which files and tests know it.
    pub id: &'static str,
    /// Plain name, short enough for a legend.
    pub name: &'static str,
    /// Its colour.
    pub hue: Hue,
    /// Whether it is drawn in a paler shade of that colour, as what is akin to another of the same.
    pub is_pale: bool,
    /// What a run from rest shows there: regimes with the same words look alike to who only watches. Empty if a short run
    /// cannot tell.
    pub shows: &'static str,
    /// What it is, and by which condition, in a sentence.
    pub help: &'static str,
}

impl Regime {
    /// A regime.
    pub const fn new(id: &'static str, name: &'static str, hue: Hue, shows: &'static str, help: &'static str) -> Self {
        Regime { id, name, hue, is_pale: false, shows, help }
    }

    /// The same in a paler shade.
    #[must_use]
    pub const fn pale(self) -> Self {
        Regime { is_pale: true, ..self }
    }
}

/// What a short run did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ran {
    /// Mean rate of a neuron in Hz, one a population.
    pub rates_hz: Vec<f64>,
    /// Number of spikes, one a population.
    pub spikes: Vec<u64>,
    /// Mean of every signal.
    pub means: Vec<f64>,
    /// Standard deviation of every signal.
    pub deviations: Vec<f64>,
    /// Whether it ran away, or its state was no longer finite.
    pub ran_away: bool,
}
