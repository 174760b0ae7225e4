//! What is found out beside the run: slow theory of its network, and probes of its state.

use super::{Job, Mode, News, Slice, Work};
use crate::model::Chore;
use crate::sim::{Engine as _, Model, Runner, caught};

/// What is on its way.
#[derive(Default)]
pub(super) struct Beside {
    theory: Option<Job<Errand>>,
    probe: Option<Job<Errand>>,
    /// Percent of the probe that a picture knows of.
    percent: u64,
    has_threads: bool,
    /// What failed before it began.
    failed: Option<String>,
    /// It failed for this network, and is not tried again.
    given_up: bool,
}

impl Beside {
    /// Each piece of work gets a thread from now on, instead of a part of each turn.
    pub(super) fn use_threads(&mut self) {
        self.has_threads = true;
    }

    /// Begins with what takes long to say of the network.
    pub(super) fn look_into<M: Model>(&mut self, runner: &Runner<M>) {
        self.given_up = false;
        self.theory = self.due("theory", || M::chore(runner.plan()));
    }

    /// The run is another one: what is being found out is not of its state.
    pub(super) fn drop_probe(&mut self) {
        self.probe = None;
    }

    /// Whether anything is on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.theory.is_some() || self.probe.is_some()
    }

    /// Looks at what is on its way, and begins a probe if one is due: whether pictures have changed, and what failed.
    pub(super) fn look<M: Model>(&mut self, runner: &Runner<M>) -> (bool, Vec<String>) {
        let mut has_news = false;
        let mut failed: Vec<String> = self.failed.take().into_iter().collect();
        for job in [&mut self.theory, &mut self.probe] {
            if let Some(News::Ended(outcome)) = job.as_mut().and_then(Job::poll) {
                // What failed once fails again: it waits for another network.
                self.given_up |= outcome.is_err();
                failed.extend(outcome.err());
                *job = None;
                has_news = true;
            }
        }
        match &self.probe {
            Some(probe) => {
                let percent = (probe.progress() * 100.0) as u64;
                has_news |= std::mem::replace(&mut self.percent, percent) != percent;
            }
            None if self.given_up => {}
            None => {
                self.probe = self.due("a test of the present state", || runner.engine().probe());
                self.percent = 0;
                self.given_up |= self.failed.is_some();
                failed.extend(self.failed.take());
            }
        }
        (has_news, failed)
    }

    /// Begins what is due, if anything is.
    fn due(&mut self, what: &str, chore: impl FnOnce() -> Option<Box<dyn Chore>>) -> Option<Job<Errand>> {
        match caught(chore) {
            Ok(chore) => chore.map(|chore| self.begin(chore)),
            Err(why) => {
                self.failed = Some(format!("{what} failed: {why}"));
                None
            }
        }
    }

    fn begin(&self, chore: Box<dyn Chore>) -> Job<Errand> {
        let mode = match self.has_threads {
            true => Mode::quiet_thread(),
            false => Mode::Slices { budget_s: 0.0, clock: || 0.0 },
        };
        Job::start(Errand(chore), mode)
    }
}

/// A chore as work beside the run.
struct Errand(Box<dyn Chore>);

impl Work for Errand {
    type Output = ();
    type Told = ();

    fn name(&self) -> String {
        self.0.name().to_owned()
    }

    fn advance(&mut self) -> Result<Slice<()>, String> {
        Ok(match self.0.advance() {
            Some(part) => Slice::More { part, told: None },
            None => Slice::Done(()),
        })
    }
}
