//! What can be done with a network by hand: drag what is drawn, read and set single neurons, disturb it.
//!
//! All of it is pure: a hand makes [`Edit`]s, and edits are the one road by which anything changes.

use super::{Depiction, Drive, NeuronId, Role};
use crate::geometry::Point;
use crate::param::{Edit, Parameters};
use std::sync::Arc;

/// The plane, by its index in the layout, into which a target is drawn where there is one.
pub const TARGET_PLANE: usize = 1;

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

/// A number that every neuron has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trait {
    /// Key for [`Hands::assign`].
    pub id: &'static str,
    /// Plain name.
    pub name: &'static str,
    /// Its symbol in each population; `_` starts a subscript.
    pub symbols: &'static [&'static str],
    /// One sentence.
    pub help: &'static str,
    /// Whether setting it changes the whole population.
    pub is_shared: bool,
    /// Whether it cannot be set.
    pub is_fixed: bool,
}

impl Trait {
    /// Its symbol in a population.
    pub fn symbol(&self, population: u8) -> &'static str {
        self.symbols.get(population as usize).or(self.symbols.last()).copied().unwrap_or("")
    }
}

/// The numbers of all neurons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// What is told of each neuron.
    pub traits: Vec<Trait>,
    /// Per population one row a neuron, row-major.
    values: Vec<Vec<f64>>,
    /// Per population which neurons are silenced.
    silenced: Vec<Vec<bool>>,
}

impl Roster {
    /// An empty roster of these traits.
    pub fn new(traits: Vec<Trait>) -> Self {
        Roster { traits, values: Vec::new(), silenced: Vec::new() }
    }

    /// Adds a population: one row a neuron, and which are silenced.
    pub fn push(&mut self, rows: Vec<f64>, silenced: Vec<bool>) {
        debug_assert_eq!(rows.len(), silenced.len() * self.traits.len());
        self.values.push(rows);
        self.silenced.push(silenced);
    }

    /// The numbers of a neuron, one a trait; empty for one that does not exist.
    pub fn row(&self, neuron: NeuronId) -> &[f64] {
        let start = neuron.index as usize * self.traits.len();
        let rows = self.values.get(neuron.population as usize);
        rows.and_then(|rows| rows.get(start..start + self.traits.len())).unwrap_or_default()
    }

    /// Whether the neuron is silenced.
    pub fn is_silenced(&self, neuron: NeuronId) -> bool {
        let population = self.silenced.get(neuron.population as usize);
        population.and_then(|all| all.get(neuron.index as usize)).copied().unwrap_or(false)
    }

    /// Number of neurons.
    pub fn len(&self) -> usize {
        self.silenced.iter().map(Vec::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All neurons.
    pub fn neurons(&self) -> impl Iterator<Item = NeuronId> + '_ {
        let of = |(p, all): (usize, &Vec<bool>)| {
            (0..all.len() as u32).map(move |index| NeuronId { population: p as u8, index })
        };
        self.silenced.iter().enumerate().flat_map(of)
    }
}

/// A way to disturb the network, made of parameters: on and off are edits.
#[derive(Clone, Debug, PartialEq)]
pub struct Perturbation {
    /// Name: what one does.
    pub name: &'static str,
    /// What to expect, and why.
    pub help: &'static str,
    /// Whose.
    pub role: Role,
    /// The parameter that says how strong it is.
    pub strength: &'static str,
    /// What switching it on sets.
    pub on: Vec<Edit>,
    /// What switching it off sets if nobody knows what was before. It is on while one of these parameters has another
    /// value; while it has the value that `on` gives, if that is a choice.
    pub off: Vec<Edit>,
}

/// What a hand can do to a model.
pub trait Hands: Parameters {
    /// The edits that bring `grip` of plane `plane` to `to`; none if it cannot be dragged there.
    ///
    /// `given` is what the picture was drawn with. The answer depends on where the hand is, not on its way, so that a
    /// drag there and back changes nothing.
    fn drag(&self, _seed: u64, _given: &Given, _plane: usize, _grip: &Grip, _to: Point) -> Vec<Edit> {
        Vec::new()
    }

    /// The edits that make a curve, drawn into plane `plane` from left to right, the target; none if it cannot be one.
    fn draw(&self, _seed: u64, _plane: usize, _points: &[Point]) -> Vec<Edit> {
        Vec::new()
    }

    /// The edits that paint cells of a field, or wipe them; none if they cannot be painted.
    fn paint(&self, _seed: u64, _field: usize, _cells: &[usize], _on: bool) -> Vec<Edit> {
        Vec::new()
    }

    /// The numbers of all neurons.
    fn roster(&self, _seed: u64) -> Roster {
        Roster::default()
    }

    /// The edits that set a trait of a neuron; none if it cannot be set.
    fn assign(&self, _seed: u64, _neuron: NeuronId, _trait_id: &str, _value: f64) -> Vec<Edit> {
        Vec::new()
    }

    /// The edits that silence neurons, or let them speak again.
    fn silence(&self, _neurons: &[NeuronId], _silent: bool) -> Vec<Edit> {
        Vec::new()
    }

    /// Ways to disturb it.
    fn perturbations(&self) -> Vec<Perturbation> {
        Vec::new()
    }

    /// How it would be depicted at once after an edit, before the running network has answered; with the lines of these
    /// neurons whatever else is left out.
    fn sketch(&self, _drive: &Drive, _seed: u64, _given: &Given, _picks: &[NeuronId]) -> Option<Arc<Depiction>> {
        None
    }
}
