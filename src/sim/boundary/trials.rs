//! What the present network does without noise, and without one thing more, as work beside the run: forks of it that go on
//! at the present input (see [`crate::model::boundary::Removed`]).

use super::drift::drift;
use super::{Core, Initial};
use crate::model::boundary::{
    BoundaryPlan, E, I, Network, Removed, Synapse, Trial, Trials, level_alone, quiet, steps_suffice,
};
use crate::model::{Chore, Course, Streams};
use crate::picture::Given;
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
/// And of a spike.
const SPIKE_WORK: u64 = 20;
/// Neurons of a population whose drift is measured, at most.
const MOST_DRIFTING: usize = 60;
/// Volleys that last longer, in time constants, are those of a clock.
const LONG: f64 = 0.03;
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
pub(super) fn place(plan: &BoundaryPlan, core: &Core) -> Place {
    let currents = core.course().currents(core.step_index()).map(f64::to_bits);
    Place { network: plan.network().clone(), x: core.x().to_bits(), currents }
}

/// Whether the input rests.
fn rests(core: &Core) -> bool {
    let (step, course) = (core.step_index(), core.course());
    let tau_steps = (1.0 / (core.network().dt_s * core.network().populations[E].leak_per_s)) as u64;
    // What changes within half a time constant is on its way.
    let stays = |at: u64| course.x(at) == core.x() && course.currents(at) == course.currents(step);
    [1, tau_steps / 8, tau_steps / 2].iter().all(|ahead| stays(step + ahead))
}

/// One network being tried.
struct Attempt {
    removed: Option<Removed>,
    core: Core,
    tau_steps: f64,
    spikes: Vec<Spike>,
    /// (spike, state after its step): the last ones.
    kept: Vec<(Spike, [f64; 2])>,
    sums: [f64; 2],
    /// Where an exact one was when it was settled, and what its spikes have added since.
    settled: [f64; 2],
    charge: [f64; 2],
    /// Spikes of the present instant, and the most there were at one.
    volley: usize,
    longest: usize,
    steps: u64,
    /// What it has taken, and what of it were spikes.
    worked: u64,
    spiked: u64,
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
    from: Core,
    /// Whether the clock is a part of what the network does.
    clock_matters: bool,
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
pub(super) fn due(plan: &BoundaryPlan, core: &Core, found: &Shared) -> Option<TrialRun> {
    // Rates have closed forms.
    if !rests(core) || plan.network().synapse == Synapse::Rate {
        return None;
    }
    let place = place(plan, core);
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
        from: core.clone(),
        clock_matters: false,
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
        let mut network = network;
        // Without a clock where that can be, unless it is the clock that is to be seen.
        network.exact = network.needs_no_steps()
            && (self.place.network.exact || removed == Some(Removed::TimeStep) || self.steps_suffice());
        let network = Arc::new(network);
        let core = match removed {
            None => self.from.going_on(network.clone(), course, network.exact),
            Some(_) => {
                let mut core = Core::new(network, course, &Initial::Static, Streams::new(0));
                core.inject(currents);
                for (p, y) in self.from.readout().into_iter().enumerate() {
                    // From a run that has run away nobody comes back.
                    core.kick(p, y.min(self.most(p)));
                }
                core
            }
        };
        Some(Attempt {
            removed,
            core,
            tau_steps,
            spikes: Vec::new(),
            kept: Vec::new(),
            sums: [0.0; 2],
            settled: [0.0; 2],
            charge: [0.0; 2],
            volley: 0,
            longest: 0,
            steps: 0,
            worked: 0,
            spiked: 0,
            counts: [0; 2],
        })
    }

    /// Whether the clock of the network is so fine that spikes are as they would be without it.
    fn steps_suffice(&self) -> bool {
        let place = &self.place;
        let given = Given { x: f64::from_bits(place.x), injected: place.currents.map(f64::from_bits) };
        // Spikes of no size follow each other at one instant for ever; with a clock there is one a step.
        let have_size = place.network.populations.iter().all(|p| p.decoder.iter().all(|d| *d > 0.0));
        !self.clock_matters && have_size && steps_suffice(&place.network, given)
    }

    /// A latent that is not beyond all reason.
    fn most(&self, p: usize) -> f64 {
        let decoders = &self.place.network.populations[p].decoder;
        200.0 * decoders.iter().fold(0.0f64, |top, d| top.max(*d))
    }
}

impl Attempt {
    fn work(&self) -> u64 {
        // A step costs something beside its neurons; without a clock it is spikes that cost, and few neurons are asked.
        let neurons = self.core.network().counts().iter().sum::<usize>() as u64;
        20 + if matches!(self.core, Core::Exact(_)) { neurons.isqrt() } else { neurons }
    }

    /// Goes on for a slice; the trial once it is over.
    fn advance(&mut self) -> Option<Trial> {
        let end = self.worked + SLICE;
        let settle = (SETTLE_TAU * self.tau_steps) as u64;
        let most = (MOST_TAU * self.tau_steps) as u64;
        let most = most.min(MOST_WORK / self.work()).max(settle + 1);
        while self.worked < end {
            self.spikes.clear();
            self.core.step(&mut self.spikes);
            self.steps += 1;
            let of_spikes = SPIKE_WORK * self.spikes.len() as u64;
            self.worked += self.work() + of_spikes;
            self.spiked += of_spikes;
            if self.spiked > MOST_WORK {
                // Nobody follows so many.
                return Some(self.trial(self.steps.saturating_sub(settle).max(1), true));
            }
            if self.steps <= settle {
                self.settled = self.core.readout();
                continue;
            }
            let y = self.core.readout();
            self.sums[E] += y[E];
            self.sums[I] += y[I];
            for spike in &self.spikes {
                let (p, i) = (spike.neuron().population as usize, spike.neuron().index as usize);
                self.counts[p] += 1;
                let same = self.kept.last().is_some_and(|(last, _)| spike.since(last) == 0.0);
                self.volley = if same { self.volley + 1 } else { 1 };
                self.longest = self.longest.max(self.volley);
                self.charge[p] += self.core.network().populations[p].decoder[i];
                if self.kept.len() == KEPT {
                    self.kept.drain(..KEPT / 2);
                }
                self.kept.push((*spike, y));
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
        self.core.has_run_away() || self.core.not_finite().is_some()
    }

    /// Whether it can be followed for long enough to be told.
    fn is_worth_it(&self) -> bool {
        (MOST_WORK / self.work()) as f64 >= (SETTLE_TAU + LEAST_TAU) * self.tau_steps
    }

    fn trial(&self, counted: u64, ran_away: bool) -> Trial {
        let mean = match &self.core {
            Core::Clocked(_) => self.sums.map(|sum| sum / counted as f64),
            // tau dy/dt = -y and D a spike, over the whole time.
            Core::Exact(core) => {
                let end = core.readout();
                let taus = counted as f64 / self.tau_steps;
                [E, I].map(|p| (self.settled[p] - end[p] + self.charge[p]) / taus)
            }
        };
        Trial {
            mean,
            spikes: self.counts,
            cycle: self.pattern(),
            seconds: counted as f64 * self.core.network().dt_s,
            ran_away,
        }
    }

    /// The shortest pattern of spikes that repeats three times with the state coming back.
    fn pattern(&self) -> Option<([usize; 2], f64)> {
        let all = &self.kept;
        let network = self.core.network();
        let size = [E, I].map(|p| network.populations[p].decoder.iter().fold(0.0f64, |top, d| top.max(*d)));
        let length = (1..=all.len() / 3).find(|length| {
            let tail = &all[all.len() - 3 * length..];
            let same = |k: usize| {
                let ((one, y), (other, z)) = (&tail[k], &tail[k + length]);
                one.neuron() == other.neuron() && (0..2).all(|a| (y[a] - z[a]).abs() <= REPEAT * size[a])
            };
            (0..2 * length).all(same)
        })?;
        let tail = &all[all.len() - 3 * length..];
        let of = |p: u8| tail[..length].iter().filter(|(spike, _)| spike.neuron().population == p).count();
        let period_s = 0.5 * tail[3 * length - 1].0.since(&tail[length - 1].0) * network.dt_s;
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
            // With a clock a volley takes a step for each of its spikes, and the state leaks meanwhile.
            let lasts = now.longest as f64 / now.tau_steps;
            let is_other = matches!(now.core, Core::Exact(_)) && !self.place.network.exact;
            if is_other && now.removed != Some(Removed::TimeStep) && lasts > LONG {
                self.clock_matters = true;
                self.todo.push(now.removed);
                self.now = None;
                return Some(0.0);
            }
            match now.removed {
                None => self.done.spikes = trial,
                Some(removed) => self.done.without.push((removed, trial)),
            }
            self.now = None;
        }
        Some(1.0 - (self.todo.len() + usize::from(self.now.is_some())) as f64 / self.all as f64)
    }
}
