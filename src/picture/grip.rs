//! What can be taken hold of in a plane, what that is called, and what it was drawn with.

use super::{Hue, NeuronId};
use crate::geometry::Point;

/// What a hand does with a kind of handle; models keep theirs as statics.
#[derive(Debug, PartialEq, Eq)]
pub struct Verb {
    /// By which the model knows it again.
    pub id: &'static str,
    /// Name of the handle; `{}` becomes the neuron's name, or the number of the handle: `Line of {}`, `Knot {}`.
    pub name: &'static str,
    /// What one does with it: `drag to bend it`.
    pub hint: &'static str,
}

/// Plays the input of a system that has one.
pub static PLAY: Verb = Verb { id: "play", name: "Input", hint: "drag to play the input" };

/// How a handle looks, and so how it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GripShape {
    /// The line of a neuron: taken anywhere along it.
    Line,
    /// A ring with the name of its neuron, as the knob by which a line is turned.
    Ring,
    /// The head of an arrow from its pivot.
    Arrow,
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A small open disc, one of many.
    Knot,
    /// The state of the network: pulled and let go, not dragged.
    State,
    /// A dot of a neuron: brushed, not dragged.
    Dot,
    /// The vertical cursor: taken anywhere along it.
    Cursor,
}

/// A handle and where it is in its plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grip {
    /// What a hand does with it.
    pub verb: &'static Verb,
    /// The neuron, if it is one neuron's.
    pub neuron: Option<NeuronId>,
    /// Which one, where there are several that do the same: a population, a knot.
    pub index: u32,
    /// Whose.
    pub hue: Hue,
    /// How it looks.
    pub shape: GripShape,
    /// Where it was taken.
    pub at: Point,
    /// What stays where it is: the point about which a line turns, the foot of an arrow.
    pub pivot: Point,
}

impl Grip {
    /// A handle of nobody in particular, neutral, that is its own pivot.
    pub fn new(verb: &'static Verb, shape: GripShape, at: Point) -> Self {
        Grip { verb, neuron: None, index: 0, hue: Hue::Neutral, shape, at, pivot: at }
    }

    /// The same of a neuron.
    #[must_use]
    pub fn of(self, neuron: NeuronId) -> Self {
        Grip { neuron: Some(neuron), ..self }
    }

    /// The same with a number.
    #[must_use]
    pub fn numbered(self, index: u32) -> Self {
        Grip { index, ..self }
    }

    /// The same in a hue.
    #[must_use]
    pub fn colored(self, hue: Hue) -> Self {
        Grip { hue, ..self }
    }

    /// The same about a pivot.
    #[must_use]
    pub fn about(self, pivot: Point) -> Self {
        Grip { pivot, ..self }
    }

    /// Whether it is the same handle, wherever it is.
    pub fn is_same(&self, other: &Grip) -> bool {
        (self.verb, self.neuron, self.index) == (other.verb, other.neuron, other.index)
    }

    /// `Line of E4`, `Knot 3`; `of` names a neuron.
    pub fn name(&self, of: impl Fn(NeuronId) -> String) -> String {
        let which = self.neuron.map_or_else(|| self.index.to_string(), of);
        self.verb.name.replace("{}", &which)
    }
}

/// What from outside decides where lines lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Given {
    /// Input.
    pub x: f64,
    /// Injected currents of the populations as the membranes have them.
    pub injected: [f64; 2],
}
