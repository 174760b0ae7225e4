//! What the leak and the spikes make of a crossing.
//!
//! Sheet low-rank-ei, section 4.3. At a crossing of f_E and f_I: where f_E passes from above f_I to below
//! (down-crossing), the I boundary is the steeper one and catches what E spikes push out; the other way round the
//! crossing is a saddle. A down-crossing is kept up only if the leak pushes the state back into the E line that is active
//! there, that is if its intercept `h_E` is positive. If not, the state leaves; where it goes is a matter of the whole
//! boundary (section 13.1, see [`Stage`](super::Stage)).

/// The verdict on one crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// I steeper than E, leak pushes back: an inhibition-stabilised fixed point.
    Stable,
    /// I steeper than E, but the leak carries the state away from the E line that is active there.
    Left,
    /// E steeper than I: the state leaves to both sides.
    Saddle,
}

impl Stability {
    /// One or two words for a status line.
    pub fn name(self) -> &'static str {
        match self {
            Stability::Stable => "stable crossing",
            Stability::Left => "crossing that does not hold",
            Stability::Saddle => "saddle",
        }
    }
}
