//! What the leak and the spikes make of a crossing, and what a network does that has none.
//!
//! Sheet low-rank-ei, section 4.3. At a crossing of f_E and f_I: where f_E passes from above f_I to below
//! (down-crossing), the I boundary is the steeper one and catches what E spikes push out; the other way round the
//! crossing is a saddle. A down-crossing is kept up only if the leak pushes the state back into the E boundary, that
//! is if `h_E`, the intercept of the E line active there, is positive.

use super::{Crossing, Envelope};

/// The verdict on one crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// I steeper than E, leak pushes back: an inhibition-stabilised fixed point.
    Stable,
    /// I steeper than E, but the leak carries the state away from the E boundary: activity dies out.
    Silent,
    /// E steeper than I: the state leaves to both sides.
    Saddle,
}

impl Stability {
    /// One or two words for a status line.
    pub fn name(self) -> &'static str {
        match self {
            Stability::Stable => "stable crossing",
            Stability::Silent => "crossing that cannot sustain activity",
            Stability::Saddle => "saddle",
        }
    }
}

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
