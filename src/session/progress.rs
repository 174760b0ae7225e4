//! How far a person has come in a lesson: steps ticked, what was guessed and what came of it, answers.

use super::condition::Gauge;
use super::lesson::{Guess, Lesson};
use super::witness::{Start, Witness};

/// What became of a guess.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// The step that asked.
    pub step: usize,
    /// What was guessed.
    pub said: f64,
    /// What it was when it was guessed.
    pub before: Option<f64>,
    /// What came.
    pub came: f64,
}

impl Told {
    /// `You said 2.1, it went to 1.4. It fell.`
    pub fn words(&self, guess: &Guess) -> String {
        let span = guess.to - guess.from;
        let digits = (2.0 - span.log10()).floor().clamp(0.0, 4.0) as usize;
        let number = |value: f64| format!("{value:.digits$}").replace('-', "\u{2212}");
        let way = |to: f64| {
            let by = to - self.before.unwrap_or(to);
            if by.abs() < 0.05 * span { 0 } else { by.signum() as i8 }
        };
        let near = (self.said - self.came).abs() <= 0.1 * span;
        let came = match (self.before, way(self.came)) {
            (None, _) => "",
            (_, 0) => "it hardly changed",
            (_, 1) => "it rose",
            _ => "it fell",
        };
        let praise = match (near, way(self.said) == way(self.came)) {
            (true, _) => "Well guessed",
            (false, true) => "The right way",
            (false, false) => "A surprise",
        };
        let moved = if came.is_empty() { String::new() } else { format!(": {came}") };
        format!("You said {}, it went to {}. {praise}{moved}.", number(self.said), number(self.came))
    }
}

/// What is known of the guess that the present step asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Asked {
    said: Option<f64>,
    skipped: bool,
    before: Option<f64>,
    /// Since which step of the run all that is asked for is so.
    since: Option<u64>,
}

/// How far a person has come in a lesson.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Steps that are done.
    pub done: usize,
    /// What was answered last, and whether it was right.
    pub answer: Option<(f64, bool)>,
    /// What became of guesses.
    pub told: Vec<Told>,
    /// The numbers that the present step waits for.
    pub gauges: Vec<Gauge>,
    start: Option<Start>,
    asked: Asked,
}

impl Progress {
    /// Looks whether the present step is done, and ticks it.
    pub fn look(&mut self, lesson: &Lesson, now: &Witness<'_>) {
        let Some(step) = lesson.steps.get(self.done) else { return };
        let start = self.start.get_or_insert_with(|| Start::of(now));
        start.follow(now);
        if let Some(guess) = &step.guess
            && self.asked.said.is_none()
        {
            self.asked.before = guess.of.value(now).or(self.asked.before);
        }
        self.gauges = step.until.gauges(now);
        let holds = step.until.holds(now, start);
        start.looked = now.history.step;
        if !holds {
            self.asked.since = None;
            return;
        }
        if let (Some(guess), Some(said)) = (&step.guess, self.asked.said) {
            // What was guessed is measured once it has settled.
            let since = *self.asked.since.get_or_insert(now.history.step);
            if now.history.step < since + now.steps(guess.settle_tau) && since <= now.history.step {
                return;
            }
            if let Some(came) = guess.of.value(now) {
                self.told.push(Told { step: self.done, said, before: self.asked.before, came });
            }
        }
        self.skip();
    }

    /// Whether the present step still waits for a guess.
    pub fn must_guess(&self, lesson: &Lesson) -> bool {
        let asks = lesson.steps.get(self.done).is_some_and(|step| step.guess.is_some());
        asks && self.asked.said.is_none() && !self.asked.skipped
    }

    /// What was guessed in the present step.
    pub fn said(&self) -> Option<f64> {
        self.asked.said
    }

    /// What that which is to be guessed was before.
    pub fn before(&self) -> Option<f64> {
        self.asked.before
    }

    /// Whether the present step is done but for measuring what was guessed.
    pub fn is_settling(&self) -> bool {
        self.asked.since.is_some()
    }

    /// Takes a guess, within the range that the present step gives.
    pub fn guess(&mut self, lesson: &Lesson, value: f64) {
        if let Some(guess) = lesson.steps.get(self.done).and_then(|step| step.guess.as_ref())
            && !self.is_settling()
        {
            self.asked.said = Some(value.clamp(guess.from, guess.to));
        }
    }

    /// Goes without a guess.
    pub fn skip_guess(&mut self) {
        self.asked.skipped = true;
    }

    /// Goes on to the next step.
    pub fn skip(&mut self) {
        self.done += 1;
        self.start = None;
        self.asked = Asked::default();
        self.gauges.clear();
    }

    /// Takes an answer to the question.
    pub fn answer(&mut self, lesson: &Lesson, given: f64) {
        self.answer = Some((given, lesson.question.accepts(given)));
    }
}
