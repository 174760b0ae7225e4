//! Weights of a block of synapses. Forks share what neither has changed since.

use super::real::Real;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// Scaled weights J in mV.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "T: Real")]
pub(super) enum Weights<T: Real> {
    /// The same for all.
    Same(T),
    /// One a synapse, in the order of the rows.
    Each(#[serde(serialize_with = "write", deserialize_with = "read")] Arc<Vec<T>>),
}

fn write<T: Real, S: Serializer>(all: &Arc<Vec<T>>, serializer: S) -> Result<S::Ok, S::Error> {
    all.as_slice().serialize(serializer)
}

fn read<'de, T: Real, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Vec<T>>, D::Error> {
    Vec::deserialize(deserializer).map(Arc::new)
}

impl<T: Real> Weights<T> {
    /// Those that a file gives, or one for all.
    pub fn new(given: Option<&[f64]>, same: f64) -> Self {
        match given {
            Some(given) => Weights::Each(Arc::new(given.iter().map(|j| T::of(*j)).collect())),
            None => Weights::Same(T::of(same)),
        }
    }

    /// One a synapse, to be changed; `len` of them.
    pub fn each(&mut self, len: usize) -> &mut [T] {
        if let Weights::Same(j) = *self {
            *self = Weights::Each(Arc::new(vec![j; len]));
        }
        match self {
            Weights::Each(all) => Arc::make_mut(all).as_mut_slice(),
            // What was the same for all has just been spread.
            Weights::Same(_) => &mut [],
        }
    }

    /// The weight at a place.
    pub fn at(&self, place: usize) -> f64 {
        match self {
            Weights::Same(j) => j.wide(),
            Weights::Each(all) => all[place].wide(),
        }
    }

    /// All of them times a factor.
    pub fn scale(&mut self, by: f64) {
        match self {
            Weights::Same(j) => *j = T::of(j.wide() * by),
            Weights::Each(all) => Arc::make_mut(all).iter_mut().for_each(|j| *j = T::of(j.wide() * by)),
        }
    }

    /// How many numbers they are.
    pub fn len(&self) -> usize {
        match self {
            Weights::Same(_) => 1,
            Weights::Each(all) => all.len(),
        }
    }

    /// Whether there are as many as synapses, and all are finite.
    pub fn fits(&self, len: usize) -> bool {
        match self {
            Weights::Same(j) => j.wide().is_finite(),
            Weights::Each(all) => all.len() == len && all.iter().all(|j| j.wide().is_finite()),
        }
    }
}
