//! Samples that are never dropped: what is old gets coarser, so that a run of any length fits.
//!
//! Pieces of buckets lie end to end, the newest at full resolution. When they hold too many numbers, the piece that is
//! finest for its age is coarsened, so that the steps of a bucket grow in proportion to its age. First, lowest, highest
//! and last values stay true.

use crate::sim::Samples;
use std::collections::VecDeque;
use std::ops::Deref;

/// Numbers remembered at most: 64 MB.
const MOST_NUMBERS: usize = 1 << 23;
/// Buckets of a piece at most, unless they come in one. The one that grows has no summaries yet, so that it is walked
/// through bucket by bucket.
const PIECE: usize = 1 << 10;
/// A bucket of several steps holds four rows, one of a single step only one: smaller steps would save nothing.
const FIRST_TIMES: u32 = 3;
/// How often summaries of a piece double the steps of its buckets, the coarsest first; and buckets from which on it has any.
const SUMMARIES: [u32; 4] = [9, 7, 6, 5];
const SUMMED: usize = 64;

/// A stretch of steps with the first, smallest, largest and last value of every column.
#[derive(Clone, Copy, Debug)]
pub struct Bucket<'a> {
    /// First step.
    pub step: u64,
    /// Number of steps.
    pub steps: u64,
    /// Values at the first step.
    pub first: &'a [f64],
    /// Smallest value of every column.
    pub low: &'a [f64],
    /// Largest value of every column.
    pub high: &'a [f64],
    /// Values at the last step.
    pub last: &'a [f64],
}

/// Samples that no longer grow, with what is drawn of them where a pixel holds many steps.
#[derive(Clone, Debug)]
struct Piece {
    samples: Samples,
    /// The same, coarser; the coarsest first. None while it grows.
    summaries: Vec<Samples>,
}

impl Deref for Piece {
    type Target = Samples;

    fn deref(&self) -> &Samples {
        &self.samples
    }
}

impl Piece {
    fn new(samples: Samples) -> Self {
        Piece { samples, summaries: Vec::new() }
    }

    /// What is to be changed; a summary of it would no longer be true.
    fn open(&mut self) -> &mut Samples {
        self.summaries.clear();
        &mut self.samples
    }

    /// It no longer grows.
    fn close(&mut self) {
        self.samples.shrink();
        self.summaries.clear();
        if self.samples.len() < SUMMED {
            return;
        }
        let mut finer = &self.samples;
        let mut made: Vec<Samples> = Vec::new();
        let mut done = 0;
        for times in SUMMARIES.iter().rev() {
            let mut coarse = finer.clone();
            coarse.coarsen(times - done);
            coarse.shrink();
            done = *times;
            made.insert(0, coarse);
            finer = &made[0];
        }
        self.summaries = made;
    }

    /// The coarsest of it with at most so many steps in a bucket.
    fn at_most(&self, steps: u64) -> &Samples {
        self.summaries.iter().find(|coarse| coarse.steps_per_bucket() <= steps).unwrap_or(&self.samples)
    }

    /// Bytes that it takes.
    fn bytes(&self) -> usize {
        self.samples.bytes() + self.summaries.iter().map(Samples::bytes).sum::<usize>()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Past {
    pieces: VecDeque<Piece>,
    numbers: usize,
    most: usize,
    piece: usize,
}

impl Default for Past {
    fn default() -> Self {
        Past::new(MOST_NUMBERS, PIECE)
    }
}

impl Past {
    fn new(most: usize, piece: usize) -> Self {
        Past { pieces: VecDeque::new(), numbers: 0, most, piece }
    }

    pub(super) fn clear(&mut self) {
        self.pieces = VecDeque::new();
        self.numbers = 0;
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.pieces.iter().map(Piece::bytes).sum()
    }

    /// Forgets what came after a step.
    pub(super) fn cut(&mut self, step: u64) {
        while let Some(piece) = self.pieces.back_mut().filter(|piece| piece.last_step() > step) {
            self.numbers -= piece.numbers();
            piece.open().cut(step);
            self.numbers += piece.numbers();
            let is_empty = piece.is_empty();
            if is_empty {
                self.pieces.pop_back();
            }
        }
    }

    /// Takes in later samples.
    pub(super) fn append(&mut self, samples: Samples) {
        if samples.is_empty() {
            return;
        }
        self.numbers += samples.numbers();
        match self.pieces.back_mut() {
            Some(last) if fits(last, &samples, self.piece) => {
                self.numbers -= last.numbers() + samples.numbers();
                last.open().append(&samples);
                self.numbers += last.numbers();
            }
            last => {
                last.into_iter().for_each(Piece::close);
                let mut piece = Piece::new(samples);
                // It hardly grows any more.
                if 2 * piece.len() > self.piece {
                    piece.close();
                }
                self.pieces.push_back(piece);
            }
        }
        while self.numbers > self.most && self.coarsen() {}
    }

    /// Coarsens the piece that is finest for its age; whether there was one.
    fn coarsen(&mut self) -> bool {
        let Some(now) = self.last_step() else { return false };
        let excess = |piece: &Samples| {
            let steps = piece.steps_per_bucket() << times(piece);
            (now - piece.last_step() + 1) as f64 / steps as f64
        };
        // Of equals the oldest.
        let mut best: Option<(usize, f64)> = None;
        for (k, piece) in self.pieces.iter().enumerate().filter(|(_, piece)| piece.len() > 1) {
            let excess = excess(piece);
            if best.is_none_or(|(_, most)| excess > most) {
                best = Some((k, excess));
            }
        }
        let Some((mut k, _)) = best else { return false };
        let times = times(&self.pieces[k]);
        self.replace(k, times);
        self.close(k);
        // Neighbours that are now alike become one, and crumbs go with them.
        if k > 0 && self.unite(k - 1) {
            k -= 1;
        }
        self.unite(k);
        true
    }

    fn replace(&mut self, k: usize, times: u32) {
        let piece = &mut self.pieces[k];
        self.numbers -= piece.numbers();
        piece.open().coarsen(times);
        self.numbers += piece.numbers();
    }

    /// Piece `k` stays as it is, if it is not the newest.
    fn close(&mut self, k: usize) {
        if k + 1 < self.pieces.len() {
            self.pieces[k].close();
        }
    }

    /// Makes piece `k` and the next one if they are equally coarse, or one of them is a crumb.
    fn unite(&mut self, k: usize) -> bool {
        let (Some(one), Some(other)) = (self.pieces.get(k), self.pieces.get(k + 1)) else { return false };
        // The newest still grows by itself.
        if k + 2 == self.pieces.len() || one.len() + other.len() > self.piece || one.columns() != other.columns() {
            return false;
        }
        let [a, b] = [one, other].map(|piece| piece.steps_per_bucket().trailing_zeros());
        let crumb = |piece: &Samples| piece.len() <= self.piece / 16;
        if !(a == b || (a < b && crumb(one)) || (b < a && crumb(other))) {
            return false;
        }
        self.replace(k, b.saturating_sub(a));
        self.replace(k + 1, a.saturating_sub(b));
        if let Some(other) = self.pieces.remove(k + 1) {
            let one = &mut self.pieces[k];
            self.numbers -= one.numbers() + other.numbers();
            one.open().append(&other);
            self.numbers += one.numbers();
            self.close(k);
        }
        true
    }

    /// The first step that was sampled.
    pub(super) fn first_step(&self) -> Option<u64> {
        self.pieces.front().map(|piece| piece.first_step())
    }

    /// The last step that was sampled.
    pub(super) fn last_step(&self) -> Option<u64> {
        self.pieces.back().map(|piece| piece.last_step())
    }

    /// Number of buckets, and steps of the coarsest.
    pub(super) fn size(&self) -> (usize, u64) {
        let coarsest = self.pieces.iter().map(|piece| piece.steps_per_bucket()).max();
        (self.pieces.iter().map(|piece| piece.len()).sum(), coarsest.unwrap_or(1))
    }

    /// The buckets that touch `from..=to`, in order; as coarse as they may be with at most `most` steps each, or as fine as
    /// they are kept.
    pub(super) fn buckets(&self, from: u64, to: u64, most: u64) -> impl Iterator<Item = Bucket<'_>> {
        let start = self.pieces.partition_point(|piece| piece.last_step() < from);
        let touching = self.pieces.range(start..).take_while(move |piece| piece.first_step() <= to);
        touching.map(move |piece| piece.at_most(most)).flat_map(move |piece| {
            (piece.find(from)..piece.len()).take_while(move |k| piece.step(*k) <= to).map(move |k| {
                let [first, low, high, last] = piece.rows(k);
                Bucket { step: piece.step(k), steps: piece.steps(k), first, low, high, last }
            })
        })
    }
}

/// How many times a piece doubles its steps when it is coarsened.
fn times(piece: &Samples) -> u32 {
    if piece.steps_per_bucket() == 1 { FIRST_TIMES } else { 1 }
}

fn fits(last: &Samples, next: &Samples, piece: usize) -> bool {
    last.steps_per_bucket() == next.steps_per_bucket()
        && last.columns() == next.columns()
        && last.len() + next.len() <= piece
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(step: u64) -> [f64; 2] {
        [(step as f64 * 0.37).sin(), step as f64]
    }

    fn stretch(steps: std::ops::Range<u64>, capacity: usize) -> Samples {
        let mut samples = Samples::new(2, capacity);
        let rows: Vec<f64> = steps.clone().flat_map(row).collect();
        samples.extend(steps.start, &rows);
        samples
    }

    /// Whether buckets of at most so many steps tile the time to `end` and tell what was there; how many they are.
    fn tell_all(past: &Past, most: u64, end: u64) -> Result<usize, TestCaseError> {
        let (mut next, mut buckets) = (0, 0);
        for bucket in past.buckets(0, u64::MAX, most) {
            prop_assert_eq!(bucket.step, next, "no gap and no overlap");
            next += bucket.steps;
            buckets += 1;
            prop_assert_eq!(bucket.first, &row(bucket.step)[..]);
            prop_assert_eq!(bucket.last, &row(next - 1)[..]);
            let values = (bucket.step..next).map(|step| row(step)[0]);
            prop_assert_eq!(bucket.low[0], values.clone().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(bucket.high[0], values.fold(f64::NEG_INFINITY, f64::max));
        }
        prop_assert_eq!(next, end);
        Ok(buckets)
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_old_buckets_are_coarser(
            // Long stretches come reduced, as from a fast run.
            lengths in prop::collection::vec((1u64..200, any::<bool>()), 1..120),
        ) {
            let mut past = Past::new(1500, 64);
            let mut end = 0;
            for (n, fast) in lengths {
                let n = if fast { 10 * n } else { n };
                past.append(stretch(end..end + n, 32));
                end += n;
            }
            let stored: usize = past.pieces.iter().map(|piece| piece.numbers()).sum();
            prop_assert_eq!(stored, past.numbers);
            prop_assert!(past.numbers <= 1500);
            tell_all(&past, 1, end)?;
        }

        /// A coarser view tiles the time as well, and has the same extremes.
        #[test]
        fn summaries_tell_the_same(lengths in prop::collection::vec(1u64..300, 1..40), most in 1u64..3000) {
            let mut past = Past::new(20_000, 256);
            let mut end = 0;
            for n in lengths {
                past.append(stretch(end..end + n, 512));
                end += n;
            }
            let buckets = tell_all(&past, most, end)?;
            let fine = past.buckets(0, u64::MAX, 1).map(|bucket| bucket.steps).max().unwrap_or(1);
            let coarse = past.buckets(0, u64::MAX, most).map(|bucket| bucket.steps).max().unwrap_or(1);
            prop_assert!(coarse <= most.max(fine) && buckets <= past.buckets(0, u64::MAX, 1).count());
        }

        #[test]
        fn a_stretch_is_what_touches_it(from in 0u64..3000, length in 0u64..500) {
            let mut past = Past::new(1500, 64);
            (0..100).for_each(|k| past.append(stretch(30 * k..30 * (k + 1), 64)));
            let to = from + length;
            let touches = |b: &Bucket<'_>| b.step <= to && b.step + b.steps > from;
            let expected: Vec<u64> = past.buckets(0, u64::MAX, 1).filter(touches).map(|b| b.step).collect();
            prop_assert_eq!(past.buckets(from, to, 1).map(|b| b.step).collect::<Vec<_>>(), expected);
        }
    }
}
