//! Spikes counted in bins of time that stand still while the window moves on. What was counted stays from frame to frame:
//! only what is new is looked at, whatever the number of spikes in view.

use crate::picture::NeuronId;
use crate::session::History;
use crate::sim::Spike;
use crate::ui::Scene;
use egui::Ui;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Bins of equal width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Width(f64);

impl Width {
    /// Of so many steps, 1 or more: a bin of less than a step would be empty now and then.
    pub(super) fn of(steps: f64) -> Self {
        Width(if steps > 1.0 { steps } else { 1.0 })
    }

    /// The bin that a step belongs to.
    pub(super) fn bin(self, step: u64) -> u64 {
        // The first step of a bin belongs to it, however the division rounds.
        let near = (step as f64 / self.0) as u64;
        if self.first(near + 1) <= step {
            near + 1
        } else if self.first(near) > step {
            near.saturating_sub(1)
        } else {
            near
        }
    }

    /// The first step of a bin.
    pub(super) fn first(self, bin: u64) -> u64 {
        (bin as f64 * self.0).ceil() as u64
    }

    /// Where a bin begins, in steps.
    pub(super) fn edge(self, bin: u64) -> f64 {
        bin as f64 * self.0
    }
}

/// What is counted in each of some bins in a row, by which things it was counted.
#[derive(Clone, Debug)]
pub(super) struct Bins<K, C> {
    key: Option<(K, Width)>,
    /// The number of the first bin.
    first: u64,
    bins: VecDeque<C>,
    /// Steps before this one are counted.
    upto: u64,
    /// From which step on spikes were known one by one.
    since: u64,
}

impl<K, C> Default for Bins<K, C> {
    fn default() -> Self {
        Bins { key: None, first: 0, bins: VecDeque::new(), upto: 0, since: 0 }
    }
}

impl<K: PartialEq, C: Clone> Bins<K, C> {
    /// Brings it to what is remembered now of the bins that hold `steps`. What was counted by another `key` counts no
    /// longer; the generation of the run is to be part of it.
    pub(super) fn follow(
        &mut self,
        history: &History,
        (key, width): (K, Width),
        steps: Range<u64>,
        empty: &C,
        mut add: impl FnMut(&mut C, &Spike),
    ) {
        let wanted = width.bin(steps.start)..width.bin(steps.end.saturating_sub(1).max(steps.start)) + 1;
        let key = Some((key, width));
        let known = self.first..self.first + self.bins.len() as u64;
        if self.key != key || known.is_empty() || wanted.end <= known.start || wanted.start >= known.end {
            *self = Bins { key, first: wanted.start, upto: width.first(wanted.start), ..Bins::default() };
            self.since = history.exact_since();
        }
        while self.first < wanted.start && self.bins.pop_front().is_some() {
            self.first += 1;
        }
        let last = (wanted.end - self.first) as usize;
        if self.bins.len() > last {
            self.bins.truncate(last);
            self.upto = self.upto.min(width.first(wanted.end));
        }
        let mut count = |bins: &mut VecDeque<C>, first: u64, steps: Range<u64>| {
            if steps.is_empty() {
                return;
            }
            let (mut bin, mut next) = (first, width.first(first + 1));
            for spike in history.spikes(steps.start, steps.end - 1) {
                if spike.step >= next {
                    bin = width.bin(spike.step);
                    next = width.first(bin + 1);
                }
                if let Some(own) = bins.get_mut((bin - first) as usize) {
                    add(own, spike);
                }
            }
        };
        // What was known one by one and is so no longer is counted elsewhere.
        let since = history.exact_since();
        if since > self.since {
            self.since = since;
            let old = self.bins.len().min((width.bin(since.max(1) - 1) + 1).saturating_sub(self.first) as usize);
            self.bins.range_mut(..old).for_each(|bin| *bin = empty.clone());
            let end = width.first(self.first + old as u64).min(self.upto);
            count(&mut self.bins, self.first, width.first(self.first)..end);
        }
        if wanted.start < self.first {
            let was = width.first(self.first).min(self.upto);
            for _ in wanted.start..self.first {
                self.bins.push_front(empty.clone());
            }
            self.first = wanted.start;
            count(&mut self.bins, self.first, width.first(wanted.start)..was);
        }
        self.bins.resize(last.max((wanted.end - self.first) as usize), empty.clone());
        let end = width.first(wanted.end).min(history.newest() + 1);
        count(&mut self.bins, self.first, self.upto..end);
        self.upto = self.upto.max(end);
    }

    /// How wide a bin is.
    pub(super) fn width(&self) -> Option<Width> {
        self.key.as_ref().map(|(_, width)| *width)
    }

    /// The bins with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &C)> {
        (self.first..).zip(&self.bins)
    }
}

/// Bins that a window is parted into, where spikes of single neurons are kept.
const PARTS: u64 = 64;

/// By which neurons' spikes are kept, of which run.
type Own = Bins<(u64, Vec<NeuronId>), Vec<Spike>>;

/// The spikes of some neurons that are in the time views, in order.
pub(super) fn spikes_of(ui: &Ui, scene: &Scene<'_>, neurons: &[NeuronId]) -> Vec<Spike> {
    let [start, end] = scene.window();
    let id = ui.scope_id().with("spikes of some neurons");
    let kept = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<Own>>>(id).clone());
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (scene.history.generation, neurons.to_vec());
    let width = Width::of(((end - start) / PARTS) as f64);
    kept.follow(scene.history, (key, width), start..end + 1, &Vec::new(), |own, spike| {
        if neurons.contains(&spike.neuron()) {
            own.push(*spike);
        }
    });
    let all = kept.iter().flat_map(|(_, own)| own.iter().copied());
    all.filter(|spike| (start..=end).contains(&spike.step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Preset, Update, Worker};
    use crate::sim::Frame;
    use proptest::prelude::*;

    fn begin() -> Update {
        let mut worker = Worker::new(Preset::open("fig-4d").unwrap().setup).unwrap();
        worker.take().unwrap()
    }

    proptest! {
        #[test]
        fn steps_belong_to_the_bin_whose_first_step_is_not_after_them(steps in 0.1f64..5e4, step in 0u64..1 << 40) {
            let width = Width::of(steps);
            let bin = width.bin(step);
            prop_assert!(width.first(bin) <= step && step < width.first(bin + 1));
        }

        /// However the window moves and whatever comes, the counts are those of the spikes.
        #[test]
        fn what_is_kept_is_what_a_count_anew_would_tell(
            width in 0.3f64..9.0,
            moves in prop::collection::vec((0u64..60, 0u64..6, 1u64..200, 0u64..120), 1..30),
        ) {
            let first = begin();
            let mut history = History::new(first.clone());
            let width = Width::of(width);
            let (mut bins, mut step) = (Bins::<(), u32>::default(), 0);
            for (more, per_step, length, back) in moves {
                let mut frame = Frame::new(first.frame.generation, &first.layout, step + more);
                for at in step + 1..=step + more {
                    let spikes = (at * 7 + per_step) % (per_step + 1);
                    frame.spikes.extend((0..spikes).map(|k| Spike::new(at, 0, k as usize)));
                }
                step += more;
                history.absorb(Update { frame, ..first.clone() });
                let end = step.saturating_sub(back) + 1;
                let steps = end.saturating_sub(length)..end;
                bins.follow(&history, ((), width), steps.clone(), &0, |count, _| *count += 1);
                let known: Vec<(u64, u32)> = bins.iter().map(|(bin, count)| (bin, *count)).collect();
                let wanted = width.bin(steps.start)..width.bin((steps.end - 1).max(steps.start)) + 1;
                prop_assert!(known.iter().map(|(bin, _)| *bin).eq(wanted));
                for (bin, count) in known {
                    let own = history.spikes(width.first(bin), width.first(bin + 1) - 1).len();
                    prop_assert_eq!(count as usize, own, "bin {} at step {}", bin, step);
                }
            }
        }
    }

    #[test]
    fn spikes_that_are_no_longer_kept_one_by_one_are_no_longer_counted() {
        let first = begin();
        let mut history = History::new(first.clone());
        let (mut bins, width) = (Bins::<(), u32>::default(), Width::of(1000.5));
        let spike = |step: u64| Spike::of(step, NeuronId { population: 0, index: 0 });
        for start in (0..2_600_000).step_by(200_000) {
            let mut frame = Frame::new(first.frame.generation, &first.layout, start + 200_000);
            frame.spikes.extend((start + 1..=start + 200_000).map(spike));
            history.absorb(Update { frame, ..first.clone() });
            bins.follow(&history, ((), width), 0..start + 200_001, &0, |count, _| *count += 1);
            let counted: u64 = bins.iter().map(|(_, count)| u64::from(*count)).sum();
            assert_eq!(counted as usize, history.memory().exact_spikes);
        }
        assert!(history.exact_since() > 500_000);
    }
}
