//! When trials begin, from where, and how fast is learned then (sheet learning-dynamics, sections 4.6 and 5).

use super::build::first_place;
use super::params::{LearningParams, Protocol};
use super::place::State;
use crate::param::OnOff;

/// Start state of the generator of test trials.
pub const TEST_START: u64 = 555;
/// Length of a test trial in seconds.
pub const TEST_TRIAL_S: f64 = 5.0;
/// Trials of a test.
pub const TEST_TRIALS: u64 = 10;
/// Blocks of the schedule.
pub const BLOCKS: u64 = 10;
/// From the generator of commands to that of the noise.
pub const NOISE_START: u64 = 500_000;

/// How a run is cut into trials, in steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    protocol: Protocol,
    trial: u64,
    block: u64,
    gate: u64,
    five_s: u64,
    anneals: bool,
    seed: u64,
    start: State,
    /// Radius of the disc from which trials start.
    pub radius: f64,
}

/// A trial to begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Begin {
    /// Where; `None` for a drawn place.
    pub x0: Option<State>,
    /// Start state of the generator of commands; `None` goes on.
    pub draws: Option<u64>,
}

impl Schedule {
    /// That of the parameters.
    pub fn new(p: &LearningParams, seed: u64) -> Self {
        let steps = |s: f64| ((s / p.dt_s).round() as u64).max(1);
        let trial = if p.protocol == Protocol::Testing { steps(TEST_TRIAL_S) } else { steps(p.trial_s) };
        Schedule {
            protocol: p.protocol,
            trial,
            // A block is whole trials.
            block: steps(p.block_s).div_ceil(trial) * trial,
            gate: (p.gate_s / p.dt_s).round() as u64,
            five_s: steps(TEST_TRIAL_S),
            anneals: p.anneal == OnOff::On,
            seed,
            start: first_place(p),
            radius: p.radius,
        }
    }

    /// Whether a trial begins at step `n` of the schedule, and how.
    pub fn begins(&self, n: u64) -> Option<Begin> {
        match self.protocol {
            Protocol::Free => {
                (n == 0).then_some(Begin { x0: Some(self.start), draws: Some(1000u64.wrapping_mul(self.seed)) })
            }
            Protocol::Testing => {
                n.is_multiple_of(self.trial).then_some(Begin { x0: None, draws: (n == 0).then_some(TEST_START) })
            }
            Protocol::Training => n.is_multiple_of(self.trial).then(|| {
                let first = n.is_multiple_of(self.block);
                let start = 1000u64.wrapping_mul(self.seed).wrapping_add(n / self.block);
                Begin { x0: None, draws: first.then_some(start) }
            }),
        }
    }

    /// What the learning rate is multiplied with `n` steps after something new began to be learned.
    pub fn anneal(&self, n: u64) -> f64 {
        if !self.anneals || self.protocol != Protocol::Training {
            return 1.0;
        }
        let part = (n / self.block).min(BLOCKS - 1) as f64 / (BLOCKS - 1) as f64;
        if part < 0.4 { 1.0 } else { 0.05f64.powf((part - 0.4) / 0.6) }
    }

    /// Steps of a stretch over which errors are taken together: a block, or 5 s.
    pub fn stretch(&self) -> u64 {
        if self.protocol == Protocol::Training { self.block } else { self.five_s }
    }

    /// Steps of a trial in which nothing is learned.
    pub fn gate(&self) -> u64 {
        self.gate
    }

    /// Whether trials begin as those of another schedule do, so that a run need not begin a new one.
    pub fn is_cut_like(&self, other: &Schedule) -> bool {
        let cut = |s: &Schedule| (s.protocol, s.trial, s.block, s.seed, s.start);
        cut(self) == cut(other)
    }

    /// Steps of a trial.
    pub fn trial(&self) -> u64 {
        self.trial
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::reset;

    fn params() -> LearningParams {
        let mut p = LearningParams::default();
        reset(&mut p);
        p.anneal = OnOff::On;
        p
    }

    #[test]
    fn blocks_have_generators_and_rates_of_their_own() {
        let schedule = Schedule::new(&params(), 3);
        assert_eq!(schedule.begins(0), Some(Begin { x0: None, draws: Some(3000) }));
        assert_eq!(schedule.begins(20_000), Some(Begin { x0: None, draws: None }));
        assert_eq!(schedule.begins(100_000), Some(Begin { x0: None, draws: Some(3001) }));
        assert_eq!(schedule.begins(20_001), None);
        assert_eq!((schedule.trial(), schedule.gate()), (20_000, 200));
        // Sheet, section 4.6: full for q/9 < 0.4, then down to 5 percent.
        assert_eq!([0, 3].map(|q| schedule.anneal(q * 100_000)), [1.0; 2]);
        assert!(schedule.anneal(400_000) < 1.0);
        assert!((schedule.anneal(900_000) - 0.05).abs() < 1e-12 && (schedule.anneal(5_000_000) - 0.05).abs() < 1e-12);
    }

    #[test]
    fn tests_have_their_own_commands_and_a_long_run_starts_where_it_is_told() {
        let testing = LearningParams { protocol: Protocol::Testing, ..params() };
        let schedule = Schedule::new(&testing, 3);
        assert_eq!(schedule.begins(0), Some(Begin { x0: None, draws: Some(TEST_START) }));
        assert_eq!(schedule.begins(50_000), Some(Begin { x0: None, draws: None }));
        let free = LearningParams { protocol: Protocol::Free, start: vec![0.3, -0.2], ..params() };
        let schedule = Schedule::new(&free, 3);
        assert_eq!(schedule.begins(0).unwrap().x0, Some([0.3, -0.2, 0.0]));
        assert_eq!(schedule.begins(50_000), None);
    }
}
