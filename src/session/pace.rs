//! How many steps now: a pure function of clock readings.

/// The wanted speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// Simulated seconds per second.
    Times(f64),
    /// As fast as possible.
    Fastest,
}

impl Speed {
    /// Slowest and fastest settings of a speed control, in simulated seconds per second.
    pub const RANGE: [f64; 2] = [1e-4, 1000.0];
}

/// Turns wall time into steps, and measures what was reached.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    last_s: Option<f64>,
    owed: f64,
    /// (clock, steps since the one before), over the last stretch.
    done: std::collections::VecDeque<(f64, u64)>,
}

/// A reader that stalls longer than this does not get the lost time back in a burst.
pub const LAG_S: f64 = 0.1;
/// The reached speed is measured over this long.
const WINDOW_S: f64 = 1.0;
/// Steps offered at once when no speed is set; the time budget cuts them short.
const UNLIMITED: u64 = 1 << 40;

impl Pace {
    /// Steps due at clock reading `now_s`.
    pub fn due(&mut self, now_s: f64, speed: Speed, dt_s: f64) -> u64 {
        let passed = (now_s - self.last_s.unwrap_or(now_s)).clamp(0.0, LAG_S);
        self.last_s = Some(now_s);
        match speed {
            Speed::Fastest => UNLIMITED,
            Speed::Times(times) => {
                self.owed += times * passed / dt_s;
                let steps = self.owed.floor();
                // What a full budget could not do is forgotten, so that the window answers at once after a slow phase.
                self.owed -= steps;
                steps as u64
            }
        }
    }

    /// How long until the next step is due, at most `limit_s`.
    pub fn wait(&self, speed: Speed, dt_s: f64, limit_s: f64) -> f64 {
        match speed {
            Speed::Fastest => 0.0,
            Speed::Times(times) => ((1.0 - self.owed) * dt_s / times).clamp(0.0, limit_s),
        }
    }

    /// Notes that `steps` were done by `now_s`.
    pub fn note(&mut self, now_s: f64, steps: u64) {
        self.done.push_back((now_s, steps));
        // However slowly it is looked at, the stretch begins with the last note before it.
        while self.done.get(1).is_some_and(|(at, _)| now_s - at > WINDOW_S) {
            self.done.pop_front();
        }
    }

    /// Simulated seconds per second over the last stretch.
    pub fn reached(&self, dt_s: f64) -> f64 {
        let (Some((first, _)), Some((last, _))) = (self.done.front(), self.done.back()) else { return 0.0 };
        let steps: u64 = self.done.iter().skip(1).map(|(_, steps)| steps).sum();
        if last > first { steps as f64 * dt_s / (last - first) } else { 0.0 }
    }

    /// Forgets the clock, as after a pause.
    pub fn restart(&mut self) {
        *self = Pace::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn steps_add_up_whatever_the_readings(gaps in prop::collection::vec(0.0f64..0.05, 1..100), times in 0.001f64..10.0) {
            let (mut pace, dt_s, mut now) = (Pace::default(), 1e-4, 5.0);
            let mut steps = pace.due(now, Speed::Times(times), dt_s);
            for gap in &gaps {
                now += gap;
                steps += pace.due(now, Speed::Times(times), dt_s);
            }
            let expected = times * gaps.iter().sum::<f64>() / dt_s;
            prop_assert!((steps as f64 - expected).abs() <= 1.0 + 1e-6);
        }
    }

    #[test]
    fn a_stall_is_not_caught_up() {
        let mut pace = Pace::default();
        pace.due(0.0, Speed::Times(1.0), 1e-3);
        assert_eq!(pace.due(60.0, Speed::Times(1.0), 1e-3), 100);
    }

    #[test]
    fn the_reached_speed_is_steps_over_time() {
        let mut pace = Pace::default();
        for k in 0..=10 {
            pace.note(f64::from(k) * 0.05, 25);
        }
        assert!((pace.reached(1e-3) - 0.5).abs() < 1e-12);
        // However slowly, and though several turns make up for the time.
        for at_s in [4.5, 8.5] {
            pace.note(at_s - 1e-4, 500);
            pace.note(at_s, 500);
            assert!((pace.reached(1e-3) - 0.25).abs() < 1e-3, "{}", pace.reached(1e-3));
        }
    }
}
