//! The threshold of a neuron as a line in a plane, and what a hand can do with it.

use super::{NeuronId, Verb};
use crate::geometry::{HalfPlane, Point};

/// Whether a line acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// It acts.
    Acting,
    /// Its neuron is silenced: a ghost.
    Silenced,
    /// It acts, but against the rules of the model.
    Unlawful,
}

/// What a hand can do with a line; what is missing is neither drawn nor taken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineHandles {
    /// To move it.
    pub shift: Option<&'static Verb>,
    /// To turn it about where it touches, by the knob at its end.
    pub turn: Option<&'static Verb>,
    /// To set the size of its neuron's spike, by the head of the arrow.
    pub jump: Option<&'static Verb>,
}

/// The threshold of one neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeuronLine {
    /// Whose.
    pub neuron: NeuronId,
    /// Where it fires.
    pub half_plane: HalfPlane,
    /// Where the line matters most: it is turned about this point, and its arrow starts there.
    pub touch: Point,
    /// Whether it acts.
    pub state: LineState,
    /// What a hand can do with it.
    pub handles: LineHandles,
}
