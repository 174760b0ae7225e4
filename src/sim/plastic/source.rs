//! A layer of external cells: Poisson trains, correlated by copying a common one (sheet plastic-balanced, section 3.3).
//!
//! With c = 0 each cell fires by itself. With c > 0 a common train of rate r/c is copied to each cell with probability c,
//! each copy shifted by a jitter of its own. Copies come 4 tau_j late, so that none would have to come before its cause.

use crate::model::Draws;
use crate::model::plastic::Firing;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Jitters are cut off at so many standard deviations.
const WIDE: f64 = 4.0;
/// A common spike that reaches fewer cells than this on the mean is not common.
const LEAST: f64 = 1e-2;

/// A layer's random numbers, and the spikes that are still to come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    draws: Draws,
    /// Whether spikes are copies of common ones.
    is_common: bool,
    /// Cells that spike in this step, in the next, and so on.
    due: VecDeque<Vec<u32>>,
}

impl Source {
    /// A layer with the random numbers of this seed.
    pub fn new(seed: u64) -> Self {
        Source { draws: Draws::new(seed), is_common: false, due: VecDeque::new() }
    }

    /// Which of `cells` spike in the next step of `dt` ms; replaces what stood in `into`.
    pub fn next(&mut self, firing: &Firing, cells: usize, dt: f64, into: &mut Vec<u32>) {
        into.clear();
        // So little correlation that a common spike reaches hardly anybody is none.
        let is_common = firing.c * cells as f64 >= LEAST && firing.rate > 0.0;
        if is_common != self.is_common {
            self.is_common = is_common;
            self.due.clear();
            // Copies that are under way as if it had always been so.
            let under_way = if is_common { (2.0 * WIDE * firing.jitter / dt).ceil() as usize } else { 0 };
            for ago in (1..=under_way).rev() {
                self.common(firing, cells, dt, ago);
            }
        }
        if firing.rate > 0.0 && cells > 0 {
            if is_common {
                self.common(firing, cells, dt, 0);
            } else {
                for _ in 0..self.poisson(cells as f64 * firing.rate * dt) {
                    let cell = (self.draws.uniform() * cells as f64) as usize;
                    into.push(cell.min(cells - 1) as u32);
                }
            }
        }
        if let Some(due) = self.due.pop_front() {
            into.extend(due);
        }
    }

    /// Spikes of the common train in a step so many steps ago, copied as far as copies are still to come.
    fn common(&mut self, firing: &Firing, cells: usize, dt: f64, ago: usize) {
        for _ in 0..self.poisson(firing.rate / firing.c * dt) {
            self.copy(firing, cells, dt, ago);
        }
    }

    /// Copies a spike of the common train to some cells.
    fn copy(&mut self, firing: &Firing, cells: usize, dt: f64, ago: usize) {
        let per_log = 1.0 / (1.0 - firing.c).ln();
        let mut cell = 0;
        loop {
            let skip = if firing.c < 1.0 { (1.0 - self.draws.uniform()).ln() * per_log } else { 0.0 };
            cell += if skip < cells as f64 { skip as usize } else { cells };
            if cell >= cells {
                return;
            }
            let shift = WIDE + self.draws.normal().clamp(-WIDE, WIDE);
            if let Some(slot) = ((shift * firing.jitter / dt).round() as usize).checked_sub(ago) {
                if self.due.len() <= slot {
                    self.due.resize(slot + 1, Vec::new());
                }
                self.due[slot].push(cell as u32);
            }
            cell += 1;
        }
    }

    /// A Poisson number, by counting; means are small here.
    fn poisson(&mut self, mean: f64) -> usize {
        // In pieces whose exponentials are no nothing.
        let (pieces, mut count) = ((mean / 30.0).ceil().max(1.0), 0);
        let edge = (-mean / pieces).exp();
        for _ in 0..pieces as usize {
            let mut product = self.draws.uniform();
            while product > edge {
                product *= self.draws.uniform();
                count += 1;
            }
        }
        count
    }

    /// Whether all that is to come exists.
    pub fn fits(&self, cells: usize) -> bool {
        self.due.iter().flatten().all(|cell| (*cell as usize) < cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// Counts of all cells in windows of 250 ms.
    fn windows(firing: Firing, cells: usize, seconds: usize) -> Vec<Vec<f64>> {
        let (mut source, mut now) = (Source::new(5), Vec::new());
        let mut window = || {
            let mut counts = vec![0.0; cells];
            for _ in 0..2500 {
                source.next(&firing, cells, 0.1, &mut now);
                now.iter().for_each(|cell| counts[*cell as usize] += 1.0);
            }
            counts
        };
        window();
        (0..4 * seconds).map(|_| window()).collect()
    }

    /// Mean count of a cell, mean variance, mean covariance of two.
    fn moments(windows: &[Vec<f64>]) -> [f64; 3] {
        let (n, cells) = (windows.len() as f64, windows[0].len() as f64);
        let mean = |k: usize| windows.iter().map(|w| w[k]).sum::<f64>() / n;
        let variance = |k: usize| {
            let mean = mean(k);
            windows.iter().map(|w| (w[k] - mean).powi(2)).sum::<f64>() / (n - 1.0)
        };
        let totals: Vec<f64> = windows.iter().map(|w| w.iter().sum()).collect();
        let total = totals.iter().sum::<f64>() / n;
        let of_total = totals.iter().map(|t| (t - total).powi(2)).sum::<f64>() / (n - 1.0);
        let own: f64 = (0..cells as usize).map(variance).sum();
        [total / cells, own / cells, (of_total - own) / (cells * (cells - 1.0))]
    }

    #[test]
    fn trains_are_poisson_and_correlated_as_the_closed_form_says() {
        let firing = Firing { rate: 0.010, c: 0.1, jitter: 5.0 };
        let [mean, variance, covariance] = moments(&windows(firing, 100, 200));
        assert!((mean - 2.5).abs() < 0.1, "{mean}");
        assert!((variance / mean - 1.0).abs() < 0.05, "{variance}");
        let expected = 0.1 * 0.010 * 250.0 * (1.0 - 2.0 * 5.0 / (PI.sqrt() * 250.0));
        assert!((expected - 0.244).abs() < 5e-4);
        assert!((covariance / expected - 1.0).abs() < 0.15, "{covariance} of {expected}");
    }

    #[test]
    fn without_correlation_there_is_none_and_with_all_of_it_cells_fire_alike() {
        let [mean, variance, covariance] = moments(&windows(Firing { rate: 0.010, c: 0.0, jitter: 5.0 }, 100, 100));
        assert!((mean - 2.5).abs() < 0.05 && (variance / mean - 1.0).abs() < 0.1);
        assert!((covariance / variance).abs() < 0.005, "{covariance}");
        let same = windows(Firing { rate: 0.010, c: 1.0, jitter: 0.0 }, 10, 10);
        assert!(same.iter().all(|counts| counts.iter().all(|count| count == &counts[0])));
    }

    #[test]
    fn the_rate_stays_when_correlation_comes_and_goes() {
        // Mean number of spikes in each 10 ms around the changes, over many layers.
        let mut counts = [0usize; 30];
        const LAYERS: u64 = 400;
        for seed in 0..LAYERS {
            let (mut source, mut now) = (Source::new(seed), Vec::new());
            for step in 0..3000 {
                let c = if (1000..2000).contains(&step) { 0.3 } else { 0.0 };
                source.next(&Firing { rate: 0.01, c, jitter: 5.0 }, 200, 0.1, &mut now);
                counts[step / 100] += now.len();
            }
        }
        let expected = 200.0 * 0.01 * 10.0 * LAYERS as f64;
        for (k, count) in counts.into_iter().enumerate() {
            assert!((count as f64 / expected - 1.0).abs() < 0.25, "{k}: {count} of {expected}");
        }
    }

    #[test]
    fn hardly_any_correlation_is_none_and_takes_no_longer() {
        for c in [1e-300, 1e-17, 1e-9, 1e-5] {
            let firing = Firing { rate: 0.01, c, jitter: 5.0 };
            let [mean, ..] = moments(&windows(firing, 100, 10));
            assert!((mean - 2.5).abs() < 0.15, "{c}: {mean}");
        }
    }
}
