//! Some steps of a run as they were recorded: the buffer that a runner fills again and again.

use super::Spike;

/// A stretch of steps.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// Steps done before it.
    pub from: u64,
    /// Number of steps.
    pub steps: usize,
    /// Every spike, in order.
    pub spikes: Vec<Spike>,
    /// Numbers in a row.
    pub columns: usize,
    /// A row a step, or none if nobody watched. The first is that of step `from + 1`.
    pub rows: Vec<f64>,
}

impl Stretch {
    /// Empties it for steps after `from`; the memory stays.
    pub fn clear(&mut self, from: u64, columns: usize) {
        self.from = from;
        self.steps = 0;
        self.columns = columns;
        self.spikes.clear();
        self.rows.clear();
    }

    /// The rows with the step of each.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (u64, &[f64])> {
        let from = self.from;
        self.rows.chunks_exact(self.columns.max(1)).enumerate().map(move |(k, row)| (from + 1 + k as u64, row))
    }
}

/// Who listens to a run.
pub trait Sink {
    /// Takes in a stretch.
    fn take(&mut self, stretch: &Stretch);
}

impl Sink for () {
    fn take(&mut self, _: &Stretch) {}
}

/// Collects spikes.
impl Sink for Vec<Spike> {
    fn take(&mut self, stretch: &Stretch) {
        self.extend_from_slice(&stretch.spikes);
    }
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn take(&mut self, stretch: &Stretch) {
        (**self).take(stretch);
    }
}

impl<A: Sink, B: Sink> Sink for (A, B) {
    fn take(&mut self, stretch: &Stretch) {
        self.0.take(stretch);
        self.1.take(stretch);
    }
}
