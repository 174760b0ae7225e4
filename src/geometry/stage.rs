//! What a network does that starts near the origin, told by its two boundaries.
//!
//! Sheet low-rank-ei, sections 4.3 and 13.1. With `e_0` and `i_0` the heights of the boundaries at y_E = 0, where the leak
//! is vertical: the state falls until it meets the higher one. If neither is above 0 nobody fires. If `i_0` is the higher
//! one, I holds the state and E is never reached. If `e_0` is, E fires and drives the state to the right, up to the first
//! crossing behind which I is the higher one. What the leak does there depends on the E line that is active: a positive
//! intercept holds the state. Otherwise it leaves along its ray to the origin, which lies below the E boundary since
//! `e_0 > 0`, so that it meets E again: E fires in bouts, for ever. Without such a crossing nothing stops E.

use super::{Crossing, Envelope, Stability};

/// What the whole network does at this input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A stable crossing in the positive quadrant.
    Stable,
    /// No boundary is reached by the leak: all silent.
    Silent,
    /// E is caught by I, let go, and starts again and again.
    Bouts,
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
            Stage::Stable => "stable",
            Stage::Silent => "silent",
            Stage::Bouts => "no stable crossing: E fires in bouts",
            Stage::InhibitionOnly => "only I fires",
            Stage::Saddle => "only I fires, up to a saddle",
            Stage::Runaway => "runaway",
        }
    }
}

/// What a network with these boundaries does when it starts near the origin.
pub fn stage(e: &Envelope, i: &Envelope, crossings: &[Crossing]) -> Stage {
    let right = |c: &&Crossing| c.at.x > 0.0;
    let [e_0, i_0] = [e, i].map(|boundary| boundary.at(0.0).unwrap_or(f64::NEG_INFINITY));
    if e_0 <= 0.0 && i_0 <= 0.0 {
        return Stage::Silent;
    }
    if i_0 >= e_0 {
        let saddle = crossings.iter().filter(right).any(|c| c.stability == Stability::Saddle);
        return if saddle { Stage::Saddle } else { Stage::InhibitionOnly };
    }
    match crossings.iter().find(right).map(|c| c.stability) {
        Some(Stability::Stable) => Stage::Stable,
        Some(Stability::Left) => Stage::Bouts,
        // The first crossing behind a higher E boundary is one at which it passes below.
        Some(Stability::Saddle) | None => Stage::Runaway,
    }
}
