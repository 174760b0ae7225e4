//! What hands do in the planes of several systems.

pub use crate::picture::PLAY;
use crate::picture::{LineHandles, Verb};

/// Moves the line of a neuron.
pub static LINE: Verb = Verb { id: "line", name: "Line of {}", hint: "drag to move its threshold" };
/// Turns the line of a neuron.
pub static TURN: Verb = Verb { id: "turn", name: "Slope of {}", hint: "drag to turn its line: how it hears its own" };
/// Sets how far one spike of a neuron moves the state.
pub static JUMP: Verb =
    Verb { id: "jump", name: "Spike size of {}", hint: "drag to set how far one spike moves the state" };
/// Moves the boundary of a population, by the index of the handle.
pub static RAISE: [Verb; 2] = [
    Verb { id: "boundary", name: "E boundary", hint: "drag to move all its lines" },
    Verb { id: "boundary", name: "I boundary", hint: "drag to move all its lines" },
];
/// Bends the boundary of a population, by the index of the handle.
pub static BEND: [Verb; 2] = [
    Verb { id: "bend", name: "Bend of the E boundary", hint: "drag to bend it; all its lines follow" },
    Verb { id: "bend", name: "Bend of the I boundary", hint: "drag to bend it; all its lines follow" },
];
/// Moves a knot of a target.
pub static KNOT: Verb = Verb { id: "knot", name: "Knot {}", hint: "drag it to bend the target" };
/// Kicks the state.
pub static STATE: Verb = Verb { id: "state", name: "State", hint: "pull to kick it" };

/// All handles of a line.
pub const ALL: LineHandles = LineHandles { shift: Some(&LINE), turn: Some(&TURN), jump: Some(&JUMP) };
