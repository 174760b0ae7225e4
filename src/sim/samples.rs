//! Sampled signals that stay small: buckets of steps with the first, smallest, largest and last value of every column.
//!
//! At level L a bucket holds the steps with equal `step >> L`. Level 0 is every step, and stores its row once. When
//! there are more than `capacity` buckets the level rises, so what is kept depends on the steps alone and not on how
//! they arrived: joining is associative, and any batches give the same result. NaN means that nobody was watched, and
//! never hides a value that is known.

/// A run of buckets.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    columns: usize,
    capacity: usize,
    level: u32,
    /// First and last step; the outer buckets may hold less than the grid allows.
    ends: [u64; 2],
    /// `step >> level` of each bucket, rising.
    keys: Vec<u64>,
    /// A bucket after the other: the row at level 0, else the rows of first, lowest, highest, last values.
    values: Vec<f64>,
}

/// Buckets that one frame may carry before it reduces them.
pub const FRAME_CAPACITY: usize = 1 << 14;

impl Samples {
    /// None yet, for rows of `columns` numbers; at least two buckets are kept.
    pub fn new(columns: usize, capacity: usize) -> Self {
        let capacity = capacity.max(2);
        Samples { columns, capacity, level: 0, ends: [0; 2], keys: Vec::new(), values: Vec::new() }
    }

    /// Makes room for so many more single steps.
    pub fn reserve(&mut self, steps: usize) {
        let steps = steps.min(self.capacity);
        self.keys.reserve(steps);
        self.values.reserve(steps * self.columns);
    }

    /// Forgets all but the room it takes.
    pub fn clear(&mut self) {
        self.level = 0;
        self.ends = [0; 2];
        self.keys.clear();
        self.values.clear();
    }

    /// Forgets the steps after `step`, and the bucket that reaches beyond it.
    pub fn cut(&mut self, step: u64) {
        let keep = (0..self.len()).take_while(|k| self.step(*k) + self.steps(*k) - 1 <= step).count();
        let last = keep.checked_sub(1).map(|k| self.step(k) + self.steps(k) - 1);
        self.keys.truncate(keep);
        self.values.truncate(keep * self.columns * if self.level == 0 { 1 } else { 4 });
        match last {
            Some(last) => self.ends[1] = last,
            None => self.clear(),
        }
    }

    /// Gives back room that is not needed.
    pub fn shrink(&mut self) {
        self.keys.shrink_to_fit();
        self.values.shrink_to_fit();
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

    /// Numbers that are stored.
    pub fn numbers(&self) -> usize {
        self.values.len()
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        8 * (self.keys.capacity() + self.values.capacity())
    }

    /// Steps in a bucket.
    pub fn steps_per_bucket(&self) -> u64 {
        1 << self.level
    }

    /// The first step that was sampled; 0 if none was.
    pub fn first_step(&self) -> u64 {
        self.ends[0]
    }

    /// The last step that was sampled; 0 if none was.
    pub fn last_step(&self) -> u64 {
        self.ends[1]
    }

    /// First step of bucket `k`.
    pub fn step(&self, k: usize) -> u64 {
        (self.keys[k] << self.level).max(self.ends[0])
    }

    /// Number of steps that bucket `k` spans.
    pub fn steps(&self, k: usize) -> u64 {
        let last = (self.keys[k] << self.level) | ((1 << self.level) - 1);
        last.min(self.ends[1]) + 1 - self.step(k)
    }

    /// The first bucket that ends after `step`.
    pub fn find(&self, step: u64) -> usize {
        self.keys.partition_point(|key| *key < step >> self.level)
    }

    /// First, smallest, largest, last values of bucket `k`; all the same when a bucket is one step.
    #[inline]
    pub fn rows(&self, k: usize) -> [&[f64]; 4] {
        let n = self.columns;
        if self.level == 0 {
            return [&self.values[k * n..][..n]; 4];
        }
        let (early, late) = self.values[4 * k * n..][..4 * n].split_at(2 * n);
        let ((first, low), (high, last)) = (early.split_at(n), late.split_at(n));
        [first, low, high, last]
    }

    /// Values at the first step of bucket `k`.
    pub fn first(&self, k: usize) -> &[f64] {
        self.rows(k)[0]
    }

    /// Smallest values in bucket `k`.
    pub fn low(&self, k: usize) -> &[f64] {
        self.rows(k)[1]
    }

    /// Largest values in bucket `k`.
    pub fn high(&self, k: usize) -> &[f64] {
        self.rows(k)[2]
    }

    /// Values at the last step of bucket `k`.
    pub fn last(&self, k: usize) -> &[f64] {
        self.rows(k)[3]
    }

    /// Adds the row of one step, later than all before.
    #[inline]
    pub fn push(&mut self, step: u64, row: &[f64]) {
        if self.level > 0 || self.keys.len() >= self.capacity {
            return self.extend(step, row);
        }
        debug_assert_eq!(row.len(), self.columns);
        debug_assert!(self.is_empty() || step > self.ends[1], "steps come in order");
        if self.is_empty() {
            self.ends[0] = step;
        }
        self.ends[1] = step;
        self.keys.push(step);
        self.values.extend_from_slice(row);
    }

    /// Adds the rows of consecutive steps, the first of them `first_step`, later than all before.
    pub fn extend(&mut self, first_step: u64, rows: &[f64]) {
        debug_assert!(rows.len().is_multiple_of(self.columns), "rows of {} numbers", self.columns);
        debug_assert!(self.is_empty() || first_step > self.ends[1], "steps come in order");
        let count = rows.len() / self.columns.max(1);
        if count == 0 {
            return;
        }
        if self.is_empty() {
            self.ends[0] = first_step;
        }
        self.ends[1] = first_step + count as u64 - 1;
        let mut done = 0;
        while done < count {
            let step = first_step + done as u64;
            if self.level == 0 {
                // As many as fit, and one that makes the level rise.
                let more = (self.capacity + 1 - self.keys.len()).min(count - done);
                self.keys.extend(step..step + more as u64);
                self.values.extend_from_slice(&rows[done * self.columns..(done + more) * self.columns]);
                done += more;
            } else {
                let row = &rows[done * self.columns..][..self.columns];
                self.add(step >> self.level, [row; 4]);
                done += 1;
            }
            if self.keys.len() > self.capacity {
                self.coarsen(1);
            }
        }
    }

    /// Adds a bucket, or joins it to the last; above level 0.
    fn add(&mut self, key: u64, rows: [&[f64]; 4]) {
        if self.keys.last() == Some(&key) {
            let start = self.values.len() - 4 * self.columns;
            join(&mut self.values[start..], rows);
        } else {
            self.keys.push(key);
            rows.iter().for_each(|row| self.values.extend_from_slice(row));
        }
    }

    /// Doubles the steps that a bucket holds, `times` times.
    pub fn coarsen(&mut self, times: u32) {
        if times == 0 {
            return;
        }
        let n = 4 * self.columns;
        if self.level == 0 {
            let room = (self.keys.len() >> times) + 2;
            let mut coarse = Samples {
                level: times,
                keys: Vec::with_capacity(room),
                values: Vec::with_capacity(room * n),
                ..Samples::new(self.columns, self.capacity)
            };
            for k in 0..self.keys.len() {
                coarse.add(self.keys[k] >> times, self.rows(k));
            }
            (self.keys, self.values) = (coarse.keys, coarse.values);
        } else {
            let mut to = 0;
            for from in 0..self.keys.len() {
                let key = self.keys[from] >> times;
                if to > 0 && self.keys[to - 1] == key {
                    let (head, tail) = self.values.split_at_mut(from * n);
                    let rows = [0, 1, 2, 3].map(|part| &tail[part * self.columns..][..self.columns]);
                    join(&mut head[(to - 1) * n..to * n], rows);
                } else {
                    self.keys[to] = key;
                    self.values.copy_within(from * n..(from + 1) * n, to * n);
                    to += 1;
                }
            }
            self.keys.truncate(to);
            self.values.truncate(to * n);
        }
        self.level += times;
    }

    /// Appends later samples; of two capacities the smaller one holds. Where rows have other columns from then on, as after
    /// an edit that adds a signal, they take the place of what was there.
    pub fn append(&mut self, later: &Samples) {
        if self.columns != later.columns && (self.is_empty() || !later.is_empty()) {
            *self = later.clone();
            return;
        }
        debug_assert!(self.is_empty() || later.is_empty() || later.ends[0] > self.ends[1], "steps come in order");
        if later.is_empty() {
            return;
        }
        self.capacity = self.capacity.min(later.capacity);
        if self.is_empty() {
            self.level = later.level;
            self.ends = later.ends;
            self.keys.extend_from_slice(&later.keys);
            self.values.extend_from_slice(&later.values);
        } else {
            self.coarsen(later.level.saturating_sub(self.level));
            self.ends[1] = later.ends[1];
            if self.level == 0 {
                self.keys.extend_from_slice(&later.keys);
                self.values.extend_from_slice(&later.values);
            } else {
                let finer = self.level - later.level;
                for k in 0..later.len() {
                    self.add(later.keys[k] >> finer, later.rows(k));
                }
            }
        }
        while self.len() > self.capacity {
            self.coarsen(1);
        }
    }

    /// Only the steps that are multiples of `stride`; for samples of single steps.
    pub fn every(self, stride: u64) -> Samples {
        if stride <= 1 {
            return self;
        }
        let mut thin = Samples::new(self.columns, self.capacity);
        for k in (0..self.len()).filter(|k| self.step(*k).is_multiple_of(stride)) {
            thin.push(self.step(k), self.first(k));
        }
        thin
    }
}

/// Joins what came later to a bucket. Comparisons with NaN (nobody was watched) keep what is known.
fn join(bucket: &mut [f64], [first, low, high, last]: [&[f64]; 4]) {
    let (mine_first, rest) = bucket.split_at_mut(first.len());
    let (mine_low, rest) = rest.split_at_mut(first.len());
    let (mine_high, mine_last) = rest.split_at_mut(first.len());
    for (mine, other) in mine_first.iter_mut().zip(first) {
        *mine = if mine.is_nan() { *other } else { *mine };
    }
    for (mine, other) in mine_low.iter_mut().zip(low) {
        *mine = mine.min(*other);
    }
    for (mine, other) in mine_high.iter_mut().zip(high) {
        *mine = mine.max(*other);
    }
    for (mine, other) in mine_last.iter_mut().zip(last) {
        *mine = if other.is_nan() { *mine } else { *other };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two columns; the second is unknown now and then, and for long stretches.
    fn row(step: u64) -> [f64; 2] {
        let value = (step as f64 * 0.7).sin();
        [value, if step / 7 % 3 == 1 || step.is_multiple_of(5) { f64::NAN } else { -2.0 * value }]
    }

    fn fill(steps: std::ops::Range<u64>, capacity: usize) -> Samples {
        let mut samples = Samples::new(2, capacity);
        steps.for_each(|step| samples.push(step, &row(step)));
        samples
    }

    /// NaN is not itself, so comparisons go by bits.
    fn bits(samples: &Samples) -> (u32, [u64; 2], Vec<u64>, Vec<u64>) {
        let values = samples.values.iter().map(|value| value.to_bits()).collect();
        (samples.level, samples.ends, samples.keys.clone(), values)
    }

    #[test]
    fn rows_of_other_columns_take_the_place_of_what_was_there() {
        let mut samples = fill(1..9, 64);
        let mut wider = Samples::new(3, 64);
        samples.append(&wider);
        assert_eq!((samples.columns(), samples.len()), (2, 8));
        wider.push(9, &[1.0, 2.0, 3.0]);
        samples.append(&wider);
        assert_eq!(bits(&samples), bits(&wider));
        assert_eq!(samples.columns(), 3);
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
            prop_assert_eq!(bits(&left), bits(&right));
            prop_assert_eq!(bits(&left), bits(&fill(start..at, capacity)));
            prop_assert!(left.len() <= capacity);
        }

        #[test]
        fn rows_in_bulk_are_rows_one_by_one(
            lengths in prop::collection::vec(0u64..80, 1..5), start in 0u64..50, capacity in 2usize..20,
        ) {
            let mut bulk = Samples::new(2, capacity);
            // What was there before leaves no trace.
            bulk.extend(3, &[1.0; 40]);
            bulk.clear();
            let mut at = start;
            for n in lengths {
                let rows: Vec<f64> = (at..at + n).flat_map(row).collect();
                bulk.extend(at, &rows);
                at += n;
            }
            prop_assert_eq!(bits(&bulk), bits(&fill(start..at, capacity)));
        }

        #[test]
        fn first_lowest_highest_and_last_are_true(start in 0u64..90, n in 1u64..500, capacity in 2usize..30) {
            let samples = fill(start..start + n, capacity);
            let mut next = start;
            for k in 0..samples.len() {
                prop_assert_eq!(samples.step(k), next);
                next += samples.steps(k);
                for column in 0..2 {
                    let inside: Vec<f64> =
                        (samples.step(k)..next).map(|step| row(step)[column]).filter(|value| !value.is_nan()).collect();
                    let got = [samples.first(k), samples.low(k), samples.high(k), samples.last(k)].map(|row| row[column]);
                    if inside.is_empty() {
                        prop_assert!(got.iter().all(|value| value.is_nan()));
                        continue;
                    }
                    let low = inside.iter().copied().fold(f64::INFINITY, f64::min);
                    let high = inside.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    prop_assert_eq!(got, [inside[0], low, high, inside[inside.len() - 1]]);
                }
            }
            prop_assert_eq!(next, start + n);
        }
    }

    #[test]
    fn a_step_is_stored_once() {
        let samples = fill(0..100, 1000);
        assert_eq!(samples.numbers(), 200);
        assert_eq!(samples.first(7)[0].to_bits(), samples.high(7)[0].to_bits());
    }
}
