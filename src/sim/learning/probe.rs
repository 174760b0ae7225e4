//! A test of the present weights with feedback off, on a copy, as work beside the run (sheet learning-dynamics, sections
//! 4.6 and 7.3).
//!
//! Teachers with a limit cycle: from a place on it, without a command, twelve rounds, the first two left out. *Distance*
//! is the rms distance of the readout from the nearest point of the cycle over the cycle's rms radius; a *period* lies
//! between two upward crossings of 0 by x_hat_1, re-armed below -0.3 of the cycle's reach. All others: NRMSE over ten
//! trials of five seconds with commands of their own; chaotic teachers over more and shorter trials, as far as they can be
//! foreseen.

use super::ledger::{EVERY_S, Sums};
use super::stepper::Stepper;
use crate::model::Chore;
use crate::model::learning::{
    Control, LearningPlan, MOST, NOISE_START, Region, State, TEST_START, TEST_TRIAL_S, TEST_TRIALS, Tested, distance,
    far, nearest, rms_radius,
};
use std::sync::{Arc, Mutex, PoisonError};

/// Steps in a slice.
const SLICE: u64 = 4000;
/// Rounds that are walked, and of them left out.
const ROUNDS: [f64; 2] = [12.0, 2.0];
/// Points of the cycle to which distances are taken.
const POINTS: usize = 400;

/// Results, shared between an engine and the test that is on its way.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of their times.
    pub tests: Vec<Tested>,
    /// For which part of the learning a test was begun last, and for which one has come back.
    pub asked: Option<u64>,
    pub told: Option<u64>,
}

/// The test.
pub struct Probe {
    stepper: Stepper,
    control: Control,
    region: Arc<Region>,
    cycle: Vec<State>,
    radius: f64,
    start: f64,
    found: Arc<Mutex<Found>>,
    part: u64,
    plan: Arc<LearningPlan>,
    psi: Vec<f64>,
    field: [f64; 2],
    at_s: f64,
    dt_s: f64,
    step: u64,
    steps: u64,
    trial: u64,
    settled: u64,
    every: u64,
    sums: Sums,
    away: [f64; 2],
    same_side: [f64; 2],
    reach: State,
    spikes: u64,
    crossings: Vec<u64>,
    armed: bool,
}

impl Probe {
    /// A test of the weights of `stepper`, taken at `at_s`, as part `part` of the learning.
    pub fn new(plan: &Arc<LearningPlan>, stepper: Stepper, (part, at_s): (u64, f64), found: Arc<Mutex<Found>>) -> Self {
        let (network, region) = (plan.network(), plan.region().clone());
        let dt_s = network.dt_s;
        let steps = |s: f64| (s / dt_s).round() as u64;
        let cycle: Vec<State> = region.cycle.as_ref().map_or_else(Vec::new, |cycle| {
            let every = (cycle.len() / POINTS).max(1);
            cycle.iter().step_by(every).copied().collect()
        });
        let control = plan.control();
        let still = Control {
            k: 0.0,
            eta: 0.0,
            command: [0.0; MOST],
            sigma_c: if cycle.is_empty() { control.sigma_c } else { [0.0; MOST] },
            ..control.clone()
        };
        let period = region.period_s.unwrap_or(1.0);
        let (all, trial, settled) = if cycle.is_empty() {
            // What is chaotic is compared as far as it can be foreseen, as long in all.
            let trial = steps(TEST_TRIAL_S.min(network.teacher.foreseen_s()));
            (TEST_TRIALS * steps(TEST_TRIAL_S), trial, 0)
        } else {
            (steps(ROUNDS[0] * period), u64::MAX, steps(ROUNDS[1] * period))
        };
        let start = cycle.iter().map(|x| x[0]).fold(0.0, f64::max);
        Probe {
            stepper,
            control: still,
            radius: plan.schedule().radius,
            start,
            found,
            part,
            plan: plan.clone(),
            psi: vec![0.0; network.basis.len()],
            field: [0.0; 2],
            at_s,
            dt_s,
            step: 0,
            steps: all,
            trial,
            settled,
            every: steps(EVERY_S).max(1),
            sums: Sums::default(),
            away: [0.0; 2],
            same_side: [0.0; 2],
            reach: [0.0; MOST],
            spikes: 0,
            crossings: Vec::new(),
            armed: false,
            cycle,
            region,
        }
    }

    fn begin(&mut self) {
        let first = self.step == 0;
        self.stepper.seed(first.then_some(TEST_START), first.then_some(TEST_START + NOISE_START));
        let on_cycle = self.cycle.iter().copied().max_by(|a, b| a[0].total_cmp(&b[0]));
        self.stepper.begin(on_cycle, self.radius);
    }

    fn one(&mut self) {
        if self.step.is_multiple_of(self.trial) {
            self.begin();
        }
        let spiked = self.stepper.step(&self.control, 0.0).is_some();
        self.step += 1;
        if self.step <= self.settled {
            return;
        }
        self.spikes += u64::from(spiked);
        let x_hat = *self.stepper.x_hat();
        if !self.cycle.is_empty() {
            if x_hat[0] < -0.3 * self.start {
                self.armed = true;
            } else if x_hat[0] >= 0.0 && std::mem::take(&mut self.armed) {
                self.crossings.push(self.step);
            }
        }
        if self.step.is_multiple_of(self.every) {
            self.sums.add(self.stepper.x(), &x_hat);
            self.same_side[0] += f64::from(u8::from(x_hat[0] * self.stepper.x()[0] > 0.0));
            self.same_side[1] += 1.0;
            let (network, x) = (self.plan.network(), self.stepper.x());
            let (f, ours) = (network.teacher.field(x), network.learned_field(self.stepper.w(), x, &mut self.psi));
            self.field[0] += distance(&f, &ours).powi(2);
            self.field[1] += far(&f).powi(2);
            (0..MOST).for_each(|k| self.reach[k] = self.reach[k].max(x_hat[k].abs()));
            if !self.cycle.is_empty() {
                self.away[0] += nearest(&x_hat, &self.cycle).powi(2);
                self.away[1] += 1.0;
            }
        }
    }

    fn end(&self) {
        let error = match &self.region.cycle {
            _ if self.stepper.not_finite().is_some() => f64::INFINITY,
            Some(cycle) => (self.away[0] / self.away[1]).sqrt() / rms_radius(cycle),
            None => self.sums.nrmse(),
        };
        let period_s = match (self.crossings.first(), self.crossings.last()) {
            (Some(first), Some(last)) if self.crossings.len() > 1 => {
                Some((last - first) as f64 * self.dt_s / (self.crossings.len() - 1) as f64)
            }
            _ => None,
        };
        let alive = self.control.dead.iter().filter(|dead| !**dead).count().max(1) as f64;
        let seconds = (self.steps - self.settled) as f64 * self.dt_s;
        let test = Tested {
            at_s: self.at_s,
            error,
            field_miss: (self.field[0] / self.field[1]).sqrt(),
            period_s,
            reach: self.reach,
            same_side: self.same_side[0] / self.same_side[1],
            rate_hz: self.spikes as f64 / alive / seconds,
        };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        // Tests of a state that was taken back come after those of later ones.
        // Of one moment the newest counts.
        found.tests.retain(|other| other.at_s != test.at_s);
        let place = found.tests.partition_point(|other| other.at_s < test.at_s);
        found.tests.insert(place, test);
        found.told = Some(self.part);
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // What was broken off is due again.
        if self.step < self.steps {
            self.found.lock().unwrap_or_else(PoisonError::into_inner).asked = None;
        }
    }
}

impl Chore for Probe {
    fn name(&self) -> &'static str {
        "a test with feedback off"
    }

    fn advance(&mut self) -> Option<f64> {
        for _ in 0..SLICE.min(self.steps - self.step) {
            self.one();
        }
        if self.stepper.not_finite().is_some() {
            self.step = self.steps;
        }
        if self.step < self.steps {
            return Some(self.step as f64 / self.steps as f64);
        }
        self.end();
        None
    }
}
