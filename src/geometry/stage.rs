//! What a whole network does, from the crossings of its boundaries, and what it does if there are none.
//!
//! Sheet low-rank-ei, section 4.3.

use super::{Crossing, Envelope, Stability};

/// What the whole network does at this input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A stable crossing in the positive quadrant.
    Stable,
    /// No boundary is reached by the leak: all silent.
    Silent,
    /// E silent, I alone holds its latent up.
    InhibitionOnly,
    /// The same, but only on this side of a saddle.
    Saddle,
    /// Excitation outruns inhibition.
    Runaway,
}

impl Stage {
    /// Words for a status line.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Stable => "stable, inhibition-stabilised",
            Stage::Silent => "silent",
            Stage::InhibitionOnly => "only I fires",
            Stage::Saddle => "only I fires, up to a saddle",
            Stage::Runaway => "runaway",
        }
    }
}

/// What a network with these boundaries does when it starts near the origin.
pub fn stage(e: &Envelope, i: &Envelope, crossings: &[Crossing]) -> Stage {
    let stable = |c: &&Crossing| c.stability == Stability::Stable && c.at.x > 0.0 && c.at.y > 0.0;
    // At y_E = 0 the leak is vertical: the state falls until it meets the higher boundary.
    let (e_0, i_0) = (e.at(0.0).unwrap_or(f64::NEG_INFINITY), i.at(0.0).unwrap_or(f64::NEG_INFINITY));
    if e_0 <= 0.0 && i_0 <= 0.0 {
        Stage::Silent
    } else if e_0 > i_0 && crossings.iter().any(|c| stable(&c)) {
        Stage::Stable
    } else if i_0 >= e_0 && crossings.iter().any(|c| c.stability == Stability::Saddle && c.at.x > 0.0) {
        Stage::Saddle
    } else if i_0 >= e_0 {
        Stage::InhibitionOnly
    } else if crossings.iter().any(|c| c.stability == Stability::Silent && c.at.x > 0.0) {
        Stage::Silent
    } else {
        Stage::Runaway
    }
}
