//! A spike.

use crate::picture::NeuronId;
use std::fmt;

/// Bits of how early it is within its step, of the population, and of the neuron in it: 2^34 parts of a step, at 50 us
/// three femtoseconds; 16 populations of 67 million.
const EARLY: u32 = 34;
const POPULATION: u32 = 4;
const INDEX: u32 = 26;
const PARTS: u64 = 1 << EARLY;
const MOST_INDEX: u32 = (1 << INDEX) - 1;

/// One spike, in 16 bytes, since millions are kept.
///
/// It belongs to the step at whose end it is recorded. Engines with a clock spike exactly there; an exact one spikes
/// within the step, and notes how [`early`](Spike::early).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Spike {
    /// Step at which the voltage reached threshold, or in which it did.
    pub step: u64,
    /// How early, population, neuron, from the highest bit on.
    packed: u64,
}

impl Spike {
    /// The spike of a neuron at a step; there are at most 16 populations, of 67 million each.
    pub fn new(step: u64, population: usize, index: usize) -> Self {
        Spike::of(step, NeuronId { population: population as u8, index: index as u32 })
    }

    /// The same by the name of the neuron.
    pub fn of(step: u64, neuron: NeuronId) -> Self {
        debug_assert!(neuron.population < 1 << POPULATION && neuron.index <= MOST_INDEX);
        let (population, index) = (u64::from(neuron.population & 15), u64::from(neuron.index.min(MOST_INDEX)));
        Spike { step, packed: population << INDEX | index }
    }

    /// The same spike before the end of its step, by a part of the step from 0 to 1. A whole step is a little less, so that
    /// it stays within its own.
    #[must_use]
    pub fn earlier(self, part: f64) -> Self {
        let parts = ((part * PARTS as f64).round() as u64).min(PARTS - 1);
        Spike { packed: parts << (64 - EARLY) | (self.packed & ((1 << (64 - EARLY)) - 1)), ..self }
    }

    /// Who.
    #[inline]
    pub fn neuron(&self) -> NeuronId {
        NeuronId { population: (self.packed >> INDEX) as u8 & 15, index: self.packed as u32 & MOST_INDEX }
    }

    /// How long before the end of its step it came, in steps, from 0 up to 1.
    #[inline]
    pub fn early(&self) -> f64 {
        (self.packed >> (64 - EARLY)) as f64 / PARTS as f64
    }

    /// Steps from the start of the run to it.
    #[inline]
    pub fn at(&self) -> f64 {
        self.step as f64 - self.early()
    }

    /// Seconds from the start of the run to it, where a step takes `dt_s`.
    #[inline]
    pub fn time_s(&self, dt_s: f64) -> f64 {
        self.at() * dt_s
    }

    /// Steps from an earlier spike to this one; exact however long the run is.
    #[inline]
    pub fn since(&self, earlier: &Spike) -> f64 {
        self.step.wrapping_sub(earlier.step) as i64 as f64 + (earlier.early() - self.early())
    }
}

impl fmt::Debug for Spike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut spike = f.debug_struct("Spike");
        spike.field("step", &self.step).field("neuron", &self.neuron());
        if self.early() > 0.0 {
            spike.field("early", &self.early());
        }
        spike.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_spike_is_as_small_as_it_was() {
        assert_eq!(size_of::<Spike>(), 16);
    }

    proptest! {
        #[test]
        fn a_spike_keeps_who_and_when(step in 0u64..1 << 40, p in 0u8..16, index in 0u32..1 << 26, part in 0.0f64..=1.0) {
            let neuron = NeuronId { population: p, index };
            let spike = Spike::of(step, neuron);
            prop_assert_eq!((spike.step, spike.neuron(), spike.early(), spike.at()), (step, neuron, 0.0, step as f64));
            let early = spike.earlier(part);
            prop_assert_eq!((early.step, early.neuron()), (step, neuron));
            prop_assert!(early.early() < 1.0 && (early.early() - part).abs() < 1e-10);
            prop_assert_eq!(early.earlier(0.0), spike);
            prop_assert!((spike.since(&early) - early.early()).abs() < 1e-15);
            prop_assert!((Spike::of(step + 7, neuron).since(&early) - 7.0 - early.early()).abs() < 1e-14);
        }
    }
}
