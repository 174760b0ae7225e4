//! What is found out beside the run: slow theory of its network, and probes of its state.

use super::{Job, Mode, News, Slice, Work};
use crate::model::Chore;
use crate::sim::{Engine as _, Model, Runner};

/// What is on its way.
#[derive(Default)]
pub(super) struct Beside {
    theory: Option<Job<Errand>>,
    probe: Option<Job<Errand>>,
    /// Percent of the probe that a picture knows of.
    percent: u64,
    has_threads: bool,
}

impl Beside {
    /// Each piece of work gets a thread from now on, instead of a part of each turn.
    pub(super) fn use_threads(&mut self) {
        self.has_threads = true;
    }

    /// Begins with what takes long to say of the network.
    pub(super) fn look_into<M: Model>(&mut self, runner: &Runner<M>) {
        self.theory = M::chore(runner.plan()).map(|chore| self.begin(chore));
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
        let (mut has_news, mut failed) = (false, Vec::new());
        for job in [&mut self.theory, &mut self.probe] {
            if let Some(News::Ended(outcome)) = job.as_mut().and_then(Job::poll) {
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
            None => {
                self.probe = runner.engine().probe().map(|chore| self.begin(chore));
                self.percent = 0;
            }
        }
        (has_news, failed)
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
