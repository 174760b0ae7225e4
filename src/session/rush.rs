//! A stretch that is run as fast as possible, whatever the speed is.

/// From one step to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rush {
    from: u64,
    to: u64,
}

impl Rush {
    /// Steps in one turn at most, so that progress is seen even where nothing limits a turn.
    const TURN: u64 = 1 << 14;

    /// So many simulated seconds from step `from` on; none if they are less than a step.
    pub(super) fn new(from: u64, seconds: f64, dt_s: f64) -> Option<Self> {
        let steps = (seconds / dt_s).round() as u64;
        (steps > 0 && seconds.is_finite()).then(|| Rush { from, to: from.saturating_add(steps) })
    }

    /// Steps to do in a turn that begins at `step`.
    pub(super) fn due(&self, step: u64) -> u64 {
        self.to.saturating_sub(step).min(Self::TURN)
    }

    /// How much is done, from 0 to 1.
    pub(super) fn part(&self, step: u64) -> f64 {
        step.saturating_sub(self.from) as f64 / (self.to - self.from) as f64
    }
}
