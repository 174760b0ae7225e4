//! A block of steps in which sums are taken.

/// Sum and sum of squares of distances from a first value, which keeps the digits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub n: f64,
    pub sum: f64,
    pub square: f64,
}

impl Sums {
    pub(super) fn add(&mut self, distance: f64) {
        self.n += 1.0;
        self.sum += distance;
        self.square += distance * distance;
    }

    pub(super) fn join(&mut self, other: &Sums) {
        self.n += other.n;
        self.sum += other.sum;
        self.square += other.square;
    }

    pub(super) fn mean(&self) -> f64 {
        self.sum / self.n
    }

    pub(super) fn variance(&self) -> f64 {
        (self.square / self.n - self.mean() * self.mean()).max(0.0)
    }

    pub(super) fn cv(&self) -> Option<f64> {
        (self.n > 0.0 && self.mean() > 0.0).then(|| self.variance().sqrt() / self.mean())
    }
}

/// Some steps.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub steps: u64,
    pub signals: Vec<Sums>,
    /// Squared distances from targets, in the order of the meter's list.
    pub errors: Vec<Sums>,
    /// What theory said, by the index of the signal.
    pub theory: Vec<(usize, Sums)>,
    /// Filtered currents, less their first values.
    pub excitatory: Sums,
    pub inhibitory: Sums,
    pub product: f64,
    /// Sizes of the net and of the excitatory current, as they are.
    pub sizes: [f64; 2],
    pub spikes: Vec<u64>,
    /// One a neuron, E0 first.
    pub intervals: Vec<Sums>,
    pub cycles: Sums,
}

impl Block {
    pub(super) fn new(signals: usize, errors: usize, populations: usize, neurons: usize) -> Self {
        Block {
            signals: vec![Sums::default(); signals],
            errors: vec![Sums::default(); errors],
            spikes: vec![0; populations],
            intervals: vec![Sums::default(); neurons],
            ..Block::default()
        }
    }

    /// Takes in another block of the same network.
    pub(super) fn join(&mut self, other: &Block) {
        let Block { steps, signals, errors, theory, excitatory, inhibitory, product, sizes, spikes, intervals, cycles } =
            other;
        self.steps += steps;
        self.signals.iter_mut().zip(signals).for_each(|(sum, more)| sum.join(more));
        self.errors.iter_mut().zip(errors).for_each(|(sum, more)| sum.join(more));
        for (signal, more) in theory {
            match self.theory.iter_mut().find(|(known, _)| known == signal) {
                Some((_, sum)) => sum.join(more),
                None => self.theory.push((*signal, *more)),
            }
        }
        self.excitatory.join(excitatory);
        self.inhibitory.join(inhibitory);
        self.product += product;
        self.sizes.iter_mut().zip(sizes).for_each(|(sum, more)| *sum += more);
        self.spikes.iter_mut().zip(spikes).for_each(|(sum, more)| *sum += more);
        self.intervals.iter_mut().zip(intervals).for_each(|(sum, more)| sum.join(more));
        self.cycles.join(cycles);
    }

    /// Mean of what theory said of a signal; `None` if it said nothing.
    pub(super) fn theory_of(&self, signal: usize) -> Option<f64> {
        let (_, sums) = self.theory.iter().find(|(known, _)| *known == signal)?;
        (sums.n > 0.0).then(|| sums.mean())
    }
}
