//! Regimes that runs show, on a coarser grid, to be held against those that theory says.

use super::axes::Request;
use crate::picture::{Layout, Ran};
use crate::session::gauged::{Asked, Course, Looks};
use crate::session::{Slice, Work};
use crate::sim::{Engine as _, Model};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs across and up; few of them lie on lines of round numbers or on the diagonal, where borders like to be.
const RUNS: [usize; 2] = [14, 10];
/// How long each lasts, in time constants, and from when on it is watched.
const LASTS_TAU: f64 = 40.0;
const WATCHED_TAU: f64 = 20.0;
/// Steps of a run at most, so that a large network is waited for, but not for ever.
const MOST_STEPS: f64 = 40_000.0;

/// One run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// Where, each part from 0 to 1.
    pub at: [f64; 2],
    /// What it showed, by its place in the list of regimes.
    pub shown: Option<usize>,
}

/// Runs that are done, for whoever looks.
#[derive(Clone, Debug, Default)]
pub struct Trials(Arc<Mutex<Vec<Trial>>>);

impl Trials {
    fn put(&self, trial: Trial) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(trial);
    }

    /// Those after the first `known` ones.
    pub fn since(&self, known: usize) -> Vec<Trial> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(known..).unwrap_or_default().to_vec()
    }
}

/// All runs of a map, on some threads.
pub struct TrialsWork<M: Model> {
    request: Arc<Request<M>>,
    trials: Trials,
    threads: usize,
    next: usize,
    /// The one on its way, where there are no threads.
    under: Option<Under<M>>,
}

impl<M: Model> TrialsWork<M> {
    /// Runs all over a map, on that many threads; one after the other, a little with each slice, if there are none.
    pub fn new(request: Request<M>, trials: Trials, threads: usize) -> Self {
        TrialsWork { request: Arc::new(request), trials, threads, next: 0, under: None }
    }
}

/// A run on its way.
struct Under<M: Model> {
    at: [f64; 2],
    plan: M::Plan,
    layout: Arc<Layout>,
    course: Course<M>,
    ran_away: bool,
}

impl<M: Model> Under<M> {
    /// A run at a place; `None` where there is no network.
    fn begin(request: &Request<M>, at: [f64; 2]) -> Option<Self> {
        let setup = request.at(at).ok()?;
        let plan = setup.plan(None).ok()?;
        let layout = M::start(&plan).layout().clone();
        let most_s = MOST_STEPS * layout.dt_s;
        let to_s = (LASTS_TAU * layout.tau_s).min(most_s);
        let from_s = to_s * WATCHED_TAU / LASTS_TAU;
        let mut measures = Vec::new();
        for population in layout.populations.iter().filter(|p| p.count > 0) {
            measures.extend([format!("rate {}", population.name), format!("spikes {}", population.name)]);
        }
        for signal in &layout.signals {
            measures.extend([format!("mean {}", signal.id), format!("sd {}", signal.id)]);
        }
        let asked: Vec<Asked> = measures.into_iter().map(|measure| Asked { measure, from_s, to_s }).collect();
        let course = Course::<M>::begin(setup, &asked, Looks::AtEnd).ok()?;
        Some(Under { at, plan, layout, course, ran_away: false })
    }

    /// Some steps more; whether it is over.
    fn advance(&mut self) -> bool {
        if !self.course.is_over() && !self.ran_away {
            self.ran_away = self.course.batch().is_err() || self.course.runner().engine().alarm().is_some();
        }
        self.course.is_over() || self.ran_away
    }

    /// What it showed.
    fn shown(self) -> Trial {
        let Under { at, plan, layout, course, ran_away } = self;
        let mut ran = Ran { ran_away, ..Ran::default() };
        let found = course.found();
        let mut values = found.iter().map(|found| found.value.unwrap_or(0.0));
        for population in &layout.populations {
            let mut next = || if population.count > 0 { values.next().unwrap_or(0.0) } else { 0.0 };
            ran.rates_hz.push(next());
            ran.spikes.push(next() as u64);
        }
        for _ in &layout.signals {
            ran.means.push(values.next().unwrap_or(0.0));
            ran.deviations.push(values.next().unwrap_or(0.0));
        }
        Trial { at, shown: M::hands(&plan).shown_by(&ran) }
    }
}

/// A whole run at a place; `None` where there is no network.
fn run<M: Model>(request: &Request<M>, at: [f64; 2]) -> Option<Trial> {
    let mut under = Under::begin(request, at)?;
    while !under.advance() {}
    Some(under.shown())
}

impl<M: Model> Work for TrialsWork<M> {
    type Output = ();
    type Told = ();

    fn name(&self) -> String {
        "runs all over the map".to_owned()
    }

    fn advance(&mut self) -> Result<Slice<()>, String> {
        let total = RUNS[0] * RUNS[1];
        if self.next >= total {
            return Ok(Slice::Done(()));
        }
        // A few places at a time, spread over the map, so that it fills evenly.
        let at = |k: usize| {
            // Prime to the number of places.
            let spread = (k * 71) % total;
            let cell = [spread % RUNS[0], spread / RUNS[0]];
            [0, 1].map(|side| (cell[side] as f64 + 0.5) / RUNS[side] as f64)
        };
        let request = &self.request;
        if self.threads == 0 {
            // One after the other, a little with each slice.
            let now = self.under.take().or_else(|| Under::begin(request, at(self.next)));
            let told = match now {
                Some(mut now) => match now.advance() {
                    true => {
                        self.trials.put(now.shown());
                        Some(())
                    }
                    false => {
                        self.under = Some(now);
                        None
                    }
                },
                None => Some(()),
            };
            self.next += usize::from(told.is_some());
            return Ok(Slice::More { part: self.next as f64 / total as f64, told });
        }
        let end = (self.next + self.threads).min(total);
        let found: Vec<Option<Trial>> = std::thread::scope(|scope| {
            let runs: Vec<_> = (self.next..end).map(|k| scope.spawn(move || run(request, at(k)))).collect();
            runs.into_iter().map(|run| run.join().ok().flatten()).collect()
        });
        found.into_iter().flatten().for_each(|trial| self.trials.put(trial));
        self.next = end;
        Ok(Slice::More { part: self.next as f64 / total as f64, told: Some(()) })
    }
}
