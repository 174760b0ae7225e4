//! Runs put aside: how it was before an action on the state, so that the action can be taken back.

use super::course::Course;
use crate::sim::Model;
use std::collections::VecDeque;

/// Runs put aside at most, and bytes that they keep; of more, the newest. One is always kept.
pub(super) const MOST: usize = 32;
const MOST_BYTES: usize = 1 << 28;

/// Runs by the number of the action that they are the other side of: the one before it or, once it was taken back, the
/// one after it.
pub(super) struct Kept<M: Model> {
    runs: VecDeque<(u64, Course<M>)>,
}

impl<M: Model> Default for Kept<M> {
    fn default() -> Self {
        Kept { runs: VecDeque::new() }
    }
}

impl<M: Model> Kept<M> {
    /// Whether there is a run of that number.
    pub(super) fn has(&self, id: u64) -> bool {
        self.runs.iter().any(|(known, _)| *known == id)
    }

    /// Puts a run aside. Actions of one number are one gesture, of which the first run counts.
    pub(super) fn put(&mut self, id: u64, course: Course<M>) {
        if self.has(id) {
            return;
        }
        // Going back through it may take longer.
        self.runs.push_back((id, course.lightened()));
        while self.runs.len() > MOST || self.runs.len() > 1 && self.bytes() > MOST_BYTES {
            self.runs.pop_front();
        }
    }

    /// About how many bytes they keep.
    pub(super) fn bytes(&self) -> usize {
        self.runs.iter().map(|(_, run)| run.bytes()).sum()
    }

    /// Changes a run for the one of that number; whether there is one.
    pub(super) fn swap(&mut self, id: u64, course: &mut Course<M>) -> bool {
        let Some((_, other)) = self.runs.iter_mut().find(|(known, _)| *known == id) else { return false };
        other.runner.set_watch(*course.runner.watch());
        std::mem::swap(course, other);
        course.runner.tell_watch_anew();
        true
    }
}
