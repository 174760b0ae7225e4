//! The numbers of all neurons, as a table tells them.

use super::NeuronId;

/// A number that every neuron has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trait {
    /// Key for `Hands::assign`.
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
