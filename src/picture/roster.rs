//! The numbers of all neurons, as a table tells them.

use super::NeuronId;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// What tells a number of a neuron, by the place of the trait; or whether the neuron is silenced.
type Value = Arc<dyn Fn(NeuronId, usize) -> f64 + Send + Sync>;
type Silenced = Arc<dyn Fn(NeuronId) -> bool + Send + Sync>;

/// The numbers of all neurons.
#[derive(Clone, Default)]
pub struct Roster {
    /// What is told of each neuron.
    pub traits: Vec<Trait>,
    populations: Vec<Rows>,
    /// By which it is told from others.
    number: u64,
}

/// The neurons of a population.
#[derive(Clone)]
enum Rows {
    /// One row a neuron, row-major, and which are silenced.
    Kept(Vec<f64>, Vec<bool>),
    /// So many, told one by one when somebody asks.
    Asked(usize, Value, Silenced),
}

impl fmt::Debug for Roster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Roster").field("traits", &self.traits).field("neurons", &self.len()).finish()
    }
}

/// Rosters so far.
static NUMBER: AtomicU64 = AtomicU64::new(0);

impl Roster {
    /// An empty roster of these traits.
    pub fn new(traits: Vec<Trait>) -> Self {
        Roster { traits, populations: Vec::new(), number: NUMBER.fetch_add(1, Ordering::Relaxed) }
    }

    /// Adds a population: one row a neuron, and which are silenced.
    pub fn push(&mut self, rows: Vec<f64>, silenced: Vec<bool>) {
        debug_assert_eq!(rows.len(), silenced.len() * self.traits.len());
        self.populations.push(Rows::Kept(rows, silenced));
    }

    /// Adds a population of so many neurons whose numbers are told when somebody asks, by neuron and place of the trait; so
    /// that there need be none of their own.
    pub fn ask(
        &mut self,
        count: usize,
        value: impl Fn(NeuronId, usize) -> f64 + Send + Sync + 'static,
        silenced: impl Fn(NeuronId) -> bool + Send + Sync + 'static,
    ) {
        self.populations.push(Rows::Asked(count, Arc::new(value), Arc::new(silenced)));
    }

    /// By which it is told from others: another one may have other numbers.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The number of a neuron at the place of a trait.
    pub fn value(&self, neuron: NeuronId, place: usize) -> Option<f64> {
        if place >= self.traits.len() {
            return None;
        }
        match self.populations.get(usize::from(neuron.population))? {
            Rows::Kept(rows, _) => rows.get(neuron.index as usize * self.traits.len() + place).copied(),
            Rows::Asked(count, value, _) => ((neuron.index as usize) < *count).then(|| value(neuron, place)),
        }
    }

    /// The numbers of a neuron, one a trait; empty for one that does not exist.
    pub fn row(&self, neuron: NeuronId) -> Vec<f64> {
        (0..self.traits.len()).map_while(|place| self.value(neuron, place)).collect()
    }

    /// Whether the neuron is silenced.
    pub fn is_silenced(&self, neuron: NeuronId) -> bool {
        match self.populations.get(usize::from(neuron.population)) {
            Some(Rows::Kept(_, silenced)) => silenced.get(neuron.index as usize).copied().unwrap_or(false),
            Some(Rows::Asked(count, _, silenced)) => (neuron.index as usize) < *count && silenced(neuron),
            None => false,
        }
    }

    fn counts(&self) -> impl Iterator<Item = usize> + '_ {
        self.populations.iter().map(|rows| match rows {
            Rows::Kept(_, silenced) => silenced.len(),
            Rows::Asked(count, ..) => *count,
        })
    }

    /// Number of neurons.
    pub fn len(&self) -> usize {
        self.counts().sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All neurons.
    pub fn neurons(&self) -> impl Iterator<Item = NeuronId> + '_ {
        let of =
            |(p, count): (usize, usize)| (0..count as u32).map(move |index| NeuronId { population: p as u8, index });
        self.counts().enumerate().flat_map(of)
    }
}
