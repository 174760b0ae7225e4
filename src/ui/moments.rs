//! What was on the screen in the last seconds while it moved: steps and pictures, by the time that a person has seen.

use crate::picture::Depiction;
use crate::session::History;
use std::collections::VecDeque;
use std::sync::Arc;

/// Seconds that are kept.
const KEPT_S: f64 = 20.0;
/// Moments are at least so far apart.
const APART_S: f64 = 0.05;
/// Bytes that their pictures take at most, beside what they share.
const MOST_BYTES: usize = 1 << 26;
/// A longer pause between two is cut down to this.
const GAP_S: f64 = 0.25;

/// A moment: a step of the run, and the pictures that were shown at it.
#[derive(Clone)]
pub struct Moment {
    /// The step.
    pub step: u64,
    /// The pictures.
    pub depiction: Arc<Depiction>,
}

/// The last seconds.
#[derive(Default)]
pub struct Moments {
    generation: u64,
    /// With the seconds for which it has moved.
    all: VecDeque<(f64, Moment)>,
    /// What each of them takes, and all together.
    weights: VecDeque<usize>,
    bytes: usize,
    moved_s: f64,
    seen_s: f64,
}

impl Moments {
    /// Notes what is shown now.
    pub fn note(&mut self, now_s: f64, history: &History) {
        // Who looks back does not move.
        if history.is_back() {
            self.seen_s = now_s;
            return;
        }
        let is_back = self.all.back().is_some_and(|(_, last)| last.step > history.step);
        if self.generation != history.generation || is_back {
            *self = Moments { generation: history.generation, seen_s: now_s, ..Moments::default() };
        }
        if self.all.back().is_some_and(|(_, last)| last.step == history.step) {
            self.seen_s = now_s;
            return;
        }
        if now_s - self.seen_s < APART_S && !self.all.is_empty() {
            return;
        }
        self.moved_s += (now_s - self.seen_s).clamp(0.0, GAP_S);
        self.seen_s = now_s;
        let before = self.all.back().map(|(_, last)| &last.depiction);
        let weight = history.depiction.bytes(before);
        self.weights.push_back(weight);
        self.bytes += weight;
        self.all.push_back((self.moved_s, Moment { step: history.step, depiction: history.depiction.clone() }));
        while self.all.front().is_some_and(|(at_s, _)| self.moved_s - at_s > KEPT_S)
            || self.bytes > MOST_BYTES && self.all.len() > 1
        {
            self.all.pop_front();
            self.bytes -= self.weights.pop_front().unwrap_or(0);
        }
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The last seconds in frames: the step moves evenly between moments, pictures are those of the one before.
    pub fn last(&self, generation: u64, last_s: f64, fps: f64) -> Vec<Moment> {
        if generation != self.generation || self.all.len() < 2 {
            return Vec::new();
        }
        let first_s = self.all.front().map_or(0.0, |(at_s, _)| *at_s).max(self.moved_s - last_s);
        let count = ((self.moved_s - first_s) * fps).floor() as usize;
        let frame = |k: usize| {
            let at_s = self.moved_s - (count - k) as f64 / fps;
            let next = self.all.partition_point(|(known_s, _)| *known_s <= at_s).clamp(1, self.all.len() - 1);
            let ((from_s, before), (to_s, after)) = (&self.all[next - 1], &self.all[next]);
            let part = ((at_s - from_s) / (to_s - from_s).max(1e-9)).clamp(0.0, 1.0);
            let step = before.step + ((after.step - before.step) as f64 * part) as u64;
            let depiction = if part < 1.0 { &before.depiction } else { &after.depiction };
            Moment { step, depiction: depiction.clone() }
        };
        (0..=count).map(frame).collect()
    }
}
