//! Spikes on their way to whoever hears them.

use crate::session::{Click, Clicks};
use crate::sim::Spike;
use web_time::Instant;

/// Clicks of one update last no longer than this, in seconds.
const LONGEST_S: f64 = 0.2;

/// Plays clicks.
pub trait Ear {
    /// Plays these.
    ///
    /// # Errors
    /// If there is nothing to play them with; the text says why.
    fn hear(&mut self, clicks: &[Click]) -> Result<(), String>;
    /// Is silent from now on.
    fn rest(&mut self);
}

/// What is heard of a run.
pub struct Heard {
    /// Who plays it, if the program can.
    pub ear: Option<Box<dyn Ear>>,
    /// Whether it is to be heard.
    pub is_on: bool,
    clicks: Clicks,
    start: Instant,
    last_s: f64,
}

impl Default for Heard {
    fn default() -> Self {
        Heard { ear: None, is_on: false, clicks: Clicks::default(), start: Instant::now(), last_s: 0.0 }
    }
}

impl Heard {
    /// Plays the spikes of a stretch of steps, over about the time until the next ones come.
    ///
    /// # Errors
    /// As [`Ear::hear`]; it is silent then.
    pub fn play(&mut self, spikes: &[Spike], steps: [u64; 2]) -> Result<(), String> {
        let Some(ear) = self.ear.as_mut().filter(|_| self.is_on) else { return Ok(()) };
        let now_s = self.start.elapsed().as_secs_f64();
        let lasts_s = (now_s - self.last_s).min(LONGEST_S);
        self.last_s = now_s;
        let clicks = self.clicks.of(spikes, steps, now_s, lasts_s);
        let played = if clicks.is_empty() { Ok(()) } else { ear.hear(&clicks) };
        self.is_on = played.is_ok();
        played
    }
}
