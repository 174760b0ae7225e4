//! What the present network does without noise, and without one thing more, as work beside the run: forks of it that go on
//! at the present input (see [`crate::model::boundary::Removed`]).

use super::drift::drift;
use super::{Initial, Stepper};
use crate::model::boundary::{BoundaryPlan, E, I, Network, Removed, Synapse, Trial, Trials, level_alone, quiet};
use crate::model::{Chore, Course, Streams};
use crate::sim::Spike;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What trials are of: a network at an input that rests. Networks are told apart by where they lie in memory, and the
/// trials keep theirs, so that no other can lie there meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Place {
    network: Arc<Network>,
    x: u64,
    currents: [u64; 2],
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        Arc::ptr_eq(&self.network, &other.network) && self.x == other.x && self.currents == other.currents
    }
}

/// Results, shared between an engine and the trials that are on their way.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// What is wanted now.
    pub wanted: Option<Place>,
    /// What was asked for last.
    asked: Option<Place>,
    /// What has come back.
    told: Option<(Place, Arc<Trials>)>,
}

pub(super) type Shared = Arc<Mutex<Found>>;

/// Waits for it; a thread that failed leaves what it had found.
pub(super) fn locked(found: &Shared) -> MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Time to settle, time to count at least and at most, in time constants of E or I, the longer.
const SETTLE_TAU: f64 = 15.0;
const LEAST_TAU: f64 = 30.0;
const MOST_TAU: f64 = 150.0;
/// Spikes that are enough.
const ENOUGH: u64 = 400;
/// Spikes kept to look for a pattern.
const KEPT: usize = 360;
/// Steps of neurons in a slice, and in a trial.
const SLICE: u64 = 400_000;
const MOST_WORK: u64 = 400_000_000;
/// Neurons of a population whose drift is measured, at most.
const MOST_DRIFTING: usize = 60;
/// How near the state must come to where it was, in parts of a spike.
const REPEAT: f64 = 0.05;

impl Found {
    /// What a copy of the engine starts with: what has come back, and nothing that is on its way to another.
    pub(super) fn of_copy(&self) -> Found {
        Found { asked: self.told.as_ref().map(|(place, _)| place.clone()), ..self.clone() }
    }

    /// The trials of a place, if they are there.
    pub(super) fn at(&self, place: &Place) -> Option<Arc<Trials>> {
        self.told.as_ref().filter(|(known, _)| known == place).map(|(_, trials)| trials.clone())
    }
}

/// The network and its present input.
pub(super) fn place(plan: &BoundaryPlan, stepper: &Stepper) -> Place {
    let currents = stepper.course().currents(stepper.step_index()).map(f64::to_bits);
    Place { network: plan.network().clone(), x: stepper.x().to_bits(), currents }
}

/// Whether the input rests.
fn rests(stepper: &Stepper) -> bool {
    let (step, course) = (stepper.step_index(), stepper.course());
    let tau_steps = (1.0 / (stepper.network().dt_s * stepper.network().populations[E].leak_per_s)) as u64;
    // What changes within half a time constant is on its way.
    let stays = |at: u64| course.x(at) == stepper.x() && course.currents(at) == course.currents(step);
    [1, tau_steps / 8, tau_steps / 2].iter().all(|ahead| stays(step + ahead))
}

/// One network being tried.
struct Attempt {
    removed: Option<Removed>,
    stepper: Stepper,
    tau_steps: f64,
    spikes: Vec<Spike>,
    /// (spike, state after it): the last ones.
    kept: Vec<(u32, u32, [f64; 2], u64)>,
    sums: [f64; 2],
    steps: u64,
    counts: [u64; 2],
}

/// The trials.
pub(super) struct TrialRun {
    place: Place,
    found: Shared,
    /// What is still to be taken away; the networks are built when their turn comes, on the thread that tries them.
    todo: Vec<Option<Removed>>,
    all: usize,
    now: Option<Attempt>,
    from: Stepper,
    done: Trials,
    is_told: bool,
}

impl Drop for TrialRun {
    /// What it was to find is due again if it was dropped before its end.
    fn drop(&mut self) {
        let mut found = locked(&self.found);
        if !self.is_told && found.asked.as_ref() == Some(&self.place) {
            found.asked = None;
        }
    }
}

/// The trials that are due, if any are.
pub(super) fn due(plan: &BoundaryPlan, stepper: &Stepper, found: &Shared) -> Option<TrialRun> {
    // Rates have closed forms.
    if !rests(stepper) || plan.network().synapse == Synapse::Rate {
        return None;
    }
    let place = place(plan, stepper);
    let mut shared = locked(found);
    if shared.asked.as_ref() == Some(&place) {
        return None;
    }
    shared.asked = Some(place.clone());
    shared.wanted = Some(place.clone());
    drop(shared);
    let mut todo: Vec<Option<Removed>> = Removed::ALL.iter().rev().copied().map(Some).collect();
    todo.push(None);
    // The last is taken first: the noise-free network is what is waited for.
    Some(TrialRun {
        place,
        found: found.clone(),
        all: todo.len(),
        todo,
        now: None,
        from: stepper.clone(),
        done: Trials::default(),
        is_told: false,
    })
}

impl TrialRun {
    fn begin(&mut self) -> Option<Attempt> {
        let (removed, network) = loop {
            let removed = self.todo.pop()?;
            let network = match removed {
                Some(removed) => removed.from(&self.place.network),
                None => Some(quiet(&self.place.network)),
            };
            if let Some(network) = network {
                break (removed, network);
            }
        };
        let (x, currents) = (f64::from_bits(self.place.x), self.place.currents.map(f64::from_bits));
        let course = Course::table(vec![x], currents.map(|current| vec![current]));
        let leak = network.populations.iter().filter(|p| !p.is_empty()).fold(f64::INFINITY, |l, p| l.min(p.leak_per_s));
        let tau_steps = 1.0 / (network.dt_s * leak);
        let network = Arc::new(network);
        let stepper = match removed {
            None => {
                let mut stepper = self.from.clone();
                stepper.retune(network, course);
                stepper
            }
            Some(_) => {
                let mut stepper = Stepper::new(network, course, &Initial::Static, Streams::new(0));
                stepper.inject(currents);
                for (p, y) in self.from.readout().into_iter().enumerate() {
                    // From a run that has run away nobody comes back.
                    stepper.kick(p, y.min(self.most(p)));
                }
                stepper
            }
        };
        let (spikes, kept) = (Vec::new(), Vec::new());
        Some(Attempt { removed, stepper, tau_steps, spikes, kept, sums: [0.0; 2], steps: 0, counts: [0; 2] })
    }

    /// A latent that is not beyond all reason.
    fn most(&self, p: usize) -> f64 {
        let decoders = &self.place.network.populations[p].decoder;
        200.0 * decoders.iter().fold(0.0f64, |top, d| top.max(*d))
    }
}

impl Attempt {
    fn work(&self) -> u64 {
        // A step costs something beside its neurons.
        self.stepper.network().counts().iter().sum::<usize>() as u64 + 20
    }

    /// Goes on for a slice; the trial once it is over.
    fn advance(&mut self) -> Option<Trial> {
        let slice = (SLICE / self.work()).max(1);
        let settle = (SETTLE_TAU * self.tau_steps) as u64;
        let most = (MOST_TAU * self.tau_steps) as u64;
        let most = most.min(MOST_WORK / self.work()).max(settle + 1);
        for _ in 0..slice {
            self.spikes.clear();
            self.stepper.step(&mut self.spikes);
            self.steps += 1;
            if self.steps <= settle {
                continue;
            }
            let y = self.stepper.readout();
            self.sums[E] += y[E];
            self.sums[I] += y[I];
            for spike in &self.spikes {
                let (p, i) = (spike.neuron().population, spike.neuron().index);
                self.counts[p as usize] += 1;
                if self.kept.len() == KEPT {
                    self.kept.drain(..KEPT / 2);
                }
                self.kept.push((u32::from(p), i, y, self.steps));
            }
            let counted = self.steps - settle;
            let enough = self.counts.iter().sum::<u64>() >= ENOUGH && counted as f64 >= LEAST_TAU * self.tau_steps;
            if enough || self.steps >= most {
                return Some(self.trial(counted, self.has_run_away()));
            }
        }
        self.has_run_away().then(|| self.trial(self.steps.saturating_sub(settle).max(1), true))
    }

    fn has_run_away(&self) -> bool {
        self.stepper.activity().is_some_and(|activity| activity.has_run_away()) || self.stepper.not_finite().is_some()
    }

    /// Whether it can be followed for long enough to be told.
    fn is_worth_it(&self) -> bool {
        (MOST_WORK / self.work()) as f64 >= (SETTLE_TAU + LEAST_TAU) * self.tau_steps
    }

    fn trial(&self, counted: u64, ran_away: bool) -> Trial {
        Trial {
            mean: self.sums.map(|sum| sum / counted as f64),
            spikes: self.counts,
            cycle: self.pattern(),
            seconds: counted as f64 * self.stepper.network().dt_s,
            ran_away,
        }
    }

    /// The shortest pattern of spikes that repeats three times with the state coming back.
    fn pattern(&self) -> Option<([usize; 2], f64)> {
        let all = &self.kept;
        let network = self.stepper.network();
        let size = [E, I].map(|p| network.populations[p].decoder.iter().fold(0.0f64, |top, d| top.max(*d)));
        let length = (1..=all.len() / 3).find(|length| {
            let tail = &all[all.len() - 3 * length..];
            let same = |k: usize| {
                let ((p, i, y, _), (q, j, z, _)) = (tail[k], tail[k + length]);
                (p, i) == (q, j) && (0..2).all(|a| (y[a] - z[a]).abs() <= REPEAT * size[a])
            };
            (0..2 * length).all(same)
        })?;
        let tail = &all[all.len() - 3 * length..];
        let of = |p: u32| tail[..length].iter().filter(|(q, ..)| *q == p).count();
        let steps = tail[3 * length - 1].3 - tail[length - 1].3;
        let period_s = 0.5 * steps as f64 * network.dt_s;
        (period_s > 0.0).then(|| ([of(0), of(1)], period_s))
    }
}

impl Chore for TrialRun {
    fn name(&self) -> &'static str {
        "trying the network without noise"
    }

    fn advance(&mut self) -> Option<f64> {
        // Nobody waits for what a setting has changed since.
        if locked(&self.found).wanted.as_ref() != Some(&self.place) {
            return None;
        }
        while self.now.is_none() {
            match self.begin() {
                Some(attempt) if attempt.is_worth_it() => self.now = Some(attempt),
                Some(attempt) => self.done.too_large |= attempt.removed.is_none(),
                None => break,
            }
        }
        let Some(now) = &mut self.now else {
            let network = self.place.network.clone();
            let [e, i] = network.counts();
            if e == 0 && i <= MOST_DRIFTING && network.synapse == Synapse::SquarePulse {
                let (x, currents) = (f64::from_bits(self.place.x), self.place.currents.map(f64::from_bits));
                if let Some(level) = level_alone(&network, x, currents[I]) {
                    self.done.drift = drift(&network, x, currents, level);
                }
            }
            let trials = Arc::new(std::mem::take(&mut self.done));
            locked(&self.found).told = Some((self.place.clone(), trials));
            self.is_told = true;
            return None;
        };
        if let Some(trial) = now.advance() {
            match now.removed {
                None => self.done.spikes = trial,
                Some(removed) => self.done.without.push((removed, trial)),
            }
            self.now = None;
        }
        Some(1.0 - (self.todo.len() + usize::from(self.now.is_some())) as f64 / self.all as f64)
    }
}
