//! What can be taken hold of in a plane, and what it was drawn with.

use super::NeuronId;
use crate::geometry::Point;

/// What can be taken hold of in a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Handle {
    /// A neuron's line; dragging shifts it.
    Line(NeuronId),
    /// The end of a neuron's line; dragging turns it.
    Turn(NeuronId),
    /// The head of the arrow that shows a neuron's spike; dragging sets its size.
    Jump(NeuronId),
    /// A population's boundary; dragging moves all of it.
    Boundary(u8),
    /// A population's boundary; dragging bends it.
    Bend(u8),
    /// A knot of a target.
    Knot(u32),
    /// The state; dragging kicks it.
    State,
    /// The input; dragging changes it.
    Cursor,
}

impl Handle {
    /// The neuron, if it is one neuron's.
    pub fn neuron(self) -> Option<NeuronId> {
        match self {
            Handle::Line(neuron) | Handle::Turn(neuron) | Handle::Jump(neuron) => Some(neuron),
            _ => None,
        }
    }
}

/// A handle and where it is in its plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grip {
    /// Which.
    pub handle: Handle,
    /// Where it was taken.
    pub at: Point,
    /// What stays where it is: the point about which a line turns, the foot of a spike's arrow.
    pub pivot: Point,
}

/// What from outside decides where lines lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Given {
    /// Input.
    pub x: f64,
    /// Injected currents of E and I as the membranes have them.
    pub injected: [f64; 2],
}
