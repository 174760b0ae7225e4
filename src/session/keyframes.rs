//! Copies of a run on its way, so that any moment of it can be had again: the newest copy before that moment, and from
//! there what the journal says.
//!
//! A copy is made whenever going on has taken so long that doing it again would be felt. The memory is bounded: of what is
//! older than a minute every second copy goes first, and the very first one always stays.

use super::Journal;
use crate::sim::{Engine as _, Model, Runner};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Doing again what lies between two copies takes about so long, in seconds.
const BETWEEN_S: f64 = 0.03;
/// Making a copy takes no more than this part of the time that it saves.
const COPYING: f64 = 0.05;
/// Steps between two copies at most, where no clock tells how long they took.
const MOST_STEPS: u64 = 1 << 20;
/// Changes between two copies at most: a drag brings one a frame, also while nothing runs.
const MOST_ENTRIES: usize = 256;
/// Copies at most, and bytes that they keep.
const MOST: usize = 4096;
const MOST_BYTES: usize = 1 << 28;
/// What a minute of the window's own time brought is kept as finely as there is room.
const FINE_S: f64 = 60.0;
/// Copies of a run that is put aside at most, and bytes that they keep.
const FEW: usize = 128;
const FEW_BYTES: usize = 1 << 26;
/// However heavy copies are, so many are kept: the first and the newest.
const FEWEST: usize = 2;
/// So many old ones are enough to be thinned alone.
const OLD: usize = 16;

/// About how many bytes a copy of a run takes.
pub(super) fn weight<M: Model>(runner: &Runner<M>) -> usize {
    let neurons: usize = runner.layout().populations.iter().map(|p| p.count).sum();
    runner.engine().bytes() + 64 * neurons + (1 << 14)
}

/// A copy.
struct Keyframe<M: Model> {
    step: u64,
    /// When it was made, by the clock of the worker.
    at_s: f64,
    /// How many entries of the journal it knows of.
    entries: usize,
    bytes: usize,
    runner: Mutex<Runner<M>>,
}

/// How far back a run can be had again, and what that costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The first step that can be had again.
    pub first_step: u64,
    /// Copies.
    pub copies: usize,
    /// About how many bytes they keep.
    pub bytes: usize,
}

/// The copies of one run, the oldest first.
pub(super) struct Keyframes<M: Model> {
    all: VecDeque<Arc<Keyframe<M>>>,
    bytes: usize,
    /// What the steps since the newest took, in seconds.
    since_s: f64,
    /// What making it took.
    copying_s: f64,
}

impl<M: Model> Clone for Keyframes<M> {
    fn clone(&self) -> Self {
        Keyframes { all: self.all.clone(), ..*self }
    }
}

impl<M: Model> Default for Keyframes<M> {
    fn default() -> Self {
        Keyframes { all: VecDeque::new(), bytes: 0, since_s: 0.0, copying_s: 0.0 }
    }
}

impl<M: Model> Keyframes<M> {
    /// Notes what some steps took.
    pub(super) fn note(&mut self, took_s: f64) {
        self.since_s += took_s;
    }

    /// Whether a copy of a run at this step, to which `entries` of its journal have happened, is due.
    pub(super) fn is_due(&self, step: u64, entries: usize) -> bool {
        let Some(newest) = self.all.back() else { return true };
        if entries > newest.entries + MOST_ENTRIES {
            return true;
        }
        let apart = step.saturating_sub(newest.step);
        apart > 0 && (self.since_s >= BETWEEN_S.max(self.copying_s / COPYING) || apart >= MOST_STEPS)
    }

    /// Keeps a copy of the run, to which `entries` of its journal have happened; `clock` tells what copying takes.
    pub(super) fn put(&mut self, runner: &Runner<M>, entries: usize, clock: &impl Fn() -> f64) {
        let at_s = clock();
        let copy = runner.fork();
        let bytes = weight(&copy);
        self.all.push_back(Arc::new(Keyframe { step: copy.step(), at_s, entries, bytes, runner: Mutex::new(copy) }));
        self.bytes += bytes;
        (self.since_s, self.copying_s) = (0.0, clock() - at_s);
        while self.all.len() > MOST || self.bytes > MOST_BYTES && self.all.len() > FEWEST {
            self.thin(at_s);
        }
    }

    /// Keeps few of all copies, evenly.
    pub(super) fn lighten(&mut self) {
        while self.all.len() > FEW || self.bytes > FEW_BYTES && self.all.len() > FEWEST {
            self.thin(f64::NEG_INFINITY);
        }
    }

    /// Of what is old every second copy goes; if nothing is, of all.
    fn thin(&mut self, now_s: f64) {
        let old = self.all.partition_point(|key| key.at_s < now_s - FINE_S);
        let upto = if old >= OLD { old } else { self.all.len() };
        let mut k = 0;
        self.all.retain(|_| {
            k += 1;
            k > upto || k % 2 == 1
        });
        self.bytes = self.all.iter().map(|key| key.bytes).sum();
    }

    /// Copies that do not know of the newest entries as they are now are no longer true.
    pub(super) fn forget(&mut self, entries: usize) {
        while self.all.back().is_some_and(|key| key.entries >= entries && self.all.len() > 1) {
            self.pop();
        }
    }

    /// Copies beyond a step are of another run from now on.
    pub(super) fn cut(&mut self, step: u64) {
        while self.all.back().is_some_and(|key| key.step > step) {
            self.pop();
        }
        self.since_s = 0.0;
    }

    fn pop(&mut self) {
        if let Some(key) = self.all.pop_back() {
            self.bytes -= key.bytes;
        }
    }

    /// The run at the newest copy up to a step, and how many entries of the journal it knows of.
    pub(super) fn before(&self, step: u64) -> Option<(Runner<M>, usize)> {
        let upto = self.all.partition_point(|key| key.step <= step);
        let key = self.all.get(upto.checked_sub(1)?)?;
        let runner = key.runner.lock().unwrap_or_else(PoisonError::into_inner);
        Some((runner.fork(), key.entries))
    }

    /// How far back it reaches.
    pub(super) fn reach(&self, now: u64) -> Reach {
        let first_step = self.all.front().map_or(now, |key| key.step);
        Reach { first_step, copies: self.all.len(), bytes: self.bytes }
    }
}

impl<M: Model> Journal<M> {
    /// The run at a step, from a copy that knows of so many entries: what the entries say is done to it on the way.
    pub(super) fn lead(&self, mut runner: Runner<M>, known: usize, step: u64) -> Runner<M> {
        for (at, entry) in self.entries().iter().skip(known).take_while(|(at, _)| *at <= step) {
            go(&mut runner, *at);
            // What was done once can be done again.
            let _ = entry.redo(&mut runner);
        }
        go(&mut runner, step);
        runner
    }
}

/// Goes on to a step. A fault ends the run as it did before.
fn go<M: Model>(runner: &mut Runner<M>, step: u64) {
    let _ = runner.advance(step.saturating_sub(runner.step()), &mut ());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Preset;
    use std::cell::Cell;

    #[test]
    fn many_changes_at_one_step_are_worth_a_copy() {
        let runner = Runner::new(Preset::open("fig-2d").unwrap().setup).unwrap();
        let mut keys = Keyframes::default();
        assert!(keys.is_due(0, 1));
        keys.put(&runner, 1, &|| 0.0);
        assert!(!keys.is_due(0, 1 + MOST_ENTRIES) && keys.is_due(0, 2 + MOST_ENTRIES));
    }

    #[test]
    fn copies_are_bounded_the_first_stays_and_the_last_minute_is_fine() {
        let runner = Runner::new(Preset::open("fig-2d").unwrap().setup).unwrap();
        let mut keys = Keyframes::default();
        let now = Cell::new(0.0);
        for _ in 0..20_000 {
            now.set(now.get() + 0.05);
            keys.put(&runner, 1, &|| now.get());
            assert!(keys.all.len() <= MOST && keys.bytes <= MOST_BYTES);
        }
        let times: Vec<f64> = keys.all.iter().map(|key| key.at_s).collect();
        assert_eq!(times[0], 0.05);
        let fine = times.partition_point(|at_s| *at_s < now.get() - FINE_S);
        assert!(times[fine..].windows(2).all(|pair| pair[1] - pair[0] < 0.051));
        assert_eq!(keys.bytes, keys.all.iter().map(|key| key.bytes).sum::<usize>());
        let kept = keys.clone();
        keys.lighten();
        assert!(keys.all.len() <= FEW && keys.all[0].at_s == 0.05 && kept.all.len() > 1000);
        assert_eq!(keys.reach(7).copies, keys.all.len());
    }
}
