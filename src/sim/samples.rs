//! Sampled signals that stay small: buckets of steps with the smallest and the largest value of every column.
//!
//! At level L a bucket holds the steps with equal `step >> L`. Level 0 is every step. When there are more than
//! `capacity` buckets the level rises, so what is kept depends on the steps alone and not on how they arrived: joining
//! is associative, and any batches give the same result.

/// A run of buckets.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    columns: usize,
    capacity: usize,
    level: u32,
    /// `step >> level` of each bucket, rising.
    keys: Vec<u64>,
    /// Row-major, `columns` a bucket.
    low: Vec<f64>,
    high: Vec<f64>,
}

/// Buckets that one frame may carry before it reduces them.
pub const FRAME_CAPACITY: usize = 1 << 14;

impl Samples {
    /// None yet, for rows of `columns` numbers; at least two buckets are kept.
    pub fn new(columns: usize, capacity: usize) -> Self {
        Samples { columns, capacity: capacity.max(2), level: 0, keys: Vec::new(), low: Vec::new(), high: Vec::new() }
    }

    /// Number of buckets.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing was sampled.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Numbers in a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Steps in a bucket.
    pub fn steps_per_bucket(&self) -> u64 {
        1 << self.level
    }

    /// First step of bucket `k`.
    pub fn step(&self, k: usize) -> u64 {
        self.keys[k] << self.level
    }

    /// The first bucket that ends after `step`.
    pub fn find(&self, step: u64) -> usize {
        self.keys.partition_point(|key| *key < step >> self.level)
    }

    /// Smallest values in bucket `k`.
    pub fn low(&self, k: usize) -> &[f64] {
        &self.low[k * self.columns..][..self.columns]
    }

    /// Largest values in bucket `k`; equal to the smallest when a bucket is one step.
    pub fn high(&self, k: usize) -> &[f64] {
        &self.high[k * self.columns..][..self.columns]
    }

    /// Adds the row of one step, later than all before.
    pub fn push(&mut self, step: u64, row: &[f64]) {
        debug_assert_eq!(row.len(), self.columns);
        self.add(step >> self.level, row, row);
        while self.len() > self.capacity {
            self.halve();
        }
    }

    fn add(&mut self, key: u64, low: &[f64], high: &[f64]) {
        if self.keys.last() == Some(&key) {
            let start = self.low.len() - self.columns;
            widen(&mut self.low[start..], &mut self.high[start..], low, high);
        } else {
            self.keys.push(key);
            self.low.extend_from_slice(low);
            self.high.extend_from_slice(high);
        }
    }

    /// Doubles the steps a bucket holds.
    fn halve(&mut self) {
        let columns = self.columns;
        let mut to = 0;
        for from in 0..self.keys.len() {
            let key = self.keys[from] >> 1;
            if to > 0 && self.keys[to - 1] == key {
                let (head, tail) = self.low.split_at_mut(from * columns);
                let (head_high, tail_high) = self.high.split_at_mut(from * columns);
                let at = (to - 1) * columns;
                widen(
                    &mut head[at..at + columns],
                    &mut head_high[at..at + columns],
                    &tail[..columns],
                    &tail_high[..columns],
                );
            } else {
                self.keys[to] = key;
                self.low.copy_within(from * columns..(from + 1) * columns, to * columns);
                self.high.copy_within(from * columns..(from + 1) * columns, to * columns);
                to += 1;
            }
        }
        self.keys.truncate(to);
        self.low.truncate(to * columns);
        self.high.truncate(to * columns);
        self.level += 1;
    }

    /// Appends later samples; of two capacities the smaller one holds.
    pub fn append(&mut self, later: &Samples) {
        if later.is_empty() {
            return;
        }
        if self.is_empty() {
            let capacity = self.capacity.min(later.capacity);
            let level = self.level;
            *self = Samples { capacity, ..later.clone() };
            while self.level < level || self.len() > self.capacity {
                self.halve();
            }
            return;
        }
        self.capacity = self.capacity.min(later.capacity);
        while self.level < later.level {
            self.halve();
        }
        let finer = self.level - later.level;
        for k in 0..later.len() {
            self.add(later.keys[k] >> finer, later.low(k), later.high(k));
        }
        while self.len() > self.capacity {
            self.halve();
        }
    }

    /// Only the steps that are multiples of `stride`; for samples of single steps.
    pub fn every(self, stride: u64) -> Samples {
        if stride <= 1 {
            return self;
        }
        let mut thin = Samples::new(self.columns, self.capacity);
        for k in (0..self.len()).filter(|k| self.step(*k).is_multiple_of(stride)) {
            thin.push(self.step(k), self.low(k));
        }
        thin
    }
}

/// Comparisons with NaN (nobody was watched) keep what is known.
fn widen(low: &mut [f64], high: &mut [f64], more_low: &[f64], more_high: &[f64]) {
    for (mine, other) in low.iter_mut().zip(more_low) {
        *mine = mine.min(*other);
    }
    for (mine, other) in high.iter_mut().zip(more_high) {
        *mine = mine.max(*other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fill(steps: std::ops::Range<u64>, capacity: usize) -> Samples {
        let mut samples = Samples::new(2, capacity);
        for step in steps {
            let value = (step as f64 * 0.7).sin();
            samples.push(step, &[value, -2.0 * value]);
        }
        samples
    }

    proptest! {
        #[test]
        fn joining_is_associative_and_any_batches_give_the_same(
            lengths in prop::collection::vec(0u64..60, 3), start in 0u64..50, capacity in 2usize..20,
        ) {
            let mut at = start;
            let parts: Vec<Samples> = lengths.iter().map(|n| { at += n; fill(at - n..at, capacity) }).collect();
            let mut left = parts[0].clone();
            left.append(&parts[1]);
            left.append(&parts[2]);
            let mut tail = parts[1].clone();
            tail.append(&parts[2]);
            let mut right = parts[0].clone();
            right.append(&tail);
            prop_assert_eq!(&left, &right);
            prop_assert_eq!(&left, &fill(start..at, capacity));
            prop_assert!(left.len() <= capacity);
        }

        #[test]
        fn no_extreme_is_lost(n in 1u64..500, capacity in 2usize..30) {
            let samples = fill(0..n, capacity);
            let values = (0..n).map(|step| (step as f64 * 0.7).sin());
            let expected = values.clone().fold(f64::INFINITY, f64::min);
            let low = (0..samples.len()).map(|k| samples.low(k)[0]).fold(f64::INFINITY, f64::min);
            prop_assert_eq!(low, expected);
        }
    }
}
