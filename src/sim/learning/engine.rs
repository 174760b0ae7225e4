//! The learning network as an [`Engine`]: trials, annealing, what is sampled and drawn around the [`Stepper`].

use super::ledger::{EVERY_S, Ledger, Sample};
use super::probe::{Found, Probe};
use super::stepper::Stepper;
use crate::model::Chore;
use crate::model::learning::{BOX, Columns, FORGET, LearningPlan, MOST, NOISE_START, Now, State, far};
use crate::param::{Array, ParamError};
use crate::picture::{Layout, NeuronId, Picks};
use crate::sim::{Engine, Frame, Spike, Watch, Watched};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Mean rates over this are no longer those of a network that corrects errors; costs of 0 alone make about 75 Hz.
const RUNAWAY_HZ: f64 = 120.0;

/// A running learning network.
pub struct LearningEngine {
    plan: Arc<LearningPlan>,
    layout: Arc<Layout>,
    moving: Moving,
    phase: Phase,
    found: Arc<Mutex<Found>>,
}

/// All that moves.
#[derive(Clone, Serialize, Deserialize)]
struct Moving {
    stepper: Stepper,
    step: u64,
    /// Step at which the present schedule began, and at which something new began to be learned.
    origin: u64,
    fresh: u64,
    /// Step of the schedule at which the present trial began; none before the first.
    begun: Option<u64>,
    ledger: Ledger,
}

/// Where in its trial a run is; follows from step and schedule.
#[derive(Clone, Copy, Debug)]
struct Phase {
    /// Step of the schedule at which the next trial begins, at which the gate opens, at which errors are put together.
    next: u64,
    open: u64,
    closes: u64,
    sample: u64,
    eta: f64,
    anneal: f64,
}

impl Clone for LearningEngine {
    fn clone(&self) -> Self {
        // A copy finds its own results from here on.
        let found = self.found();
        // A test under way reports to the original.
        let (tests, asked, told) = (found.tests.clone(), found.told, found.told);
        drop(found);
        LearningEngine {
            plan: self.plan.clone(),
            layout: self.layout.clone(),
            moving: self.moving.clone(),
            phase: self.phase,
            found: Arc::new(Mutex::new(Found { tests, asked, told })),
        }
    }
}

impl LearningEngine {
    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stepping core.
    pub fn stepper(&self) -> &Stepper {
        &self.moving.stepper
    }

    fn columns(&self) -> Columns {
        Columns::new(self.plan.network().dimensions())
    }

    /// Steps of the schedule.
    fn n(&self) -> u64 {
        self.moving.step - self.moving.origin
    }

    /// Where the run is in its schedule, found anew.
    fn phase(&self) -> Phase {
        let (schedule, n) = (self.plan.schedule(), self.n());
        let trial = schedule.trial();
        let is_cut = schedule.begins(trial).is_some();
        let first = if is_cut { n / trial * trial } else { 0 };
        let every = self.every();
        let anneal = schedule.anneal(self.moving.step - self.moving.fresh);
        let stretch = schedule.stretch();
        Phase {
            // A step at which a trial begins has not begun it yet.
            next: match (self.moving.begun, is_cut) {
                (Some(begun), true) => begun / trial * trial + trial,
                (Some(_), false) => u64::MAX,
                (None, _) => n,
            },
            open: first + schedule.gate(),
            closes: (n / stretch + 1) * stretch,
            sample: (n / every + 1) * every,
            eta: self.plan.control().eta * anneal,
            anneal,
        }
    }

    fn every(&self) -> u64 {
        ((EVERY_S / self.plan.network().dt_s).round() as u64).max(1)
    }

    /// Begins the trial that is due now, if one is.
    fn begin_trial(&mut self) {
        let n = self.n();
        if n != self.phase.next {
            return;
        }
        let plan = self.plan.clone();
        let schedule = plan.schedule();
        if let Some(begin) = schedule.begins(n) {
            self.moving.stepper.seed(begin.draws, begin.draws.map(|start| start.wrapping_add(NOISE_START)));
            self.moving.stepper.begin(begin.x0, schedule.radius);
        }
        self.moving.begun = Some(n);
        self.phase = self.phase();
    }

    /// What is known of tests no longer holds: other neurons, other weights, or another teacher. A test under way reports
    /// to nobody.
    fn test_anew(&mut self, keep: bool) {
        let tests = if keep { self.found().tests.clone() } else { Vec::new() };
        self.found = Arc::new(Mutex::new(Found { tests, asked: None, told: None }));
    }

    /// What is due at step `n` of the schedule after it was done.
    fn keep_books(&mut self, n: u64) {
        let every = self.every();
        let Moving { stepper, ledger, step, .. } = &mut self.moving;
        if n == self.phase.sample {
            self.phase.sample += every;
            ledger.sample(Sample {
                x: stepper.x(),
                x_hat: stepper.x_hat(),
                drive: stepper.drive(),
                size: self.plan.params().d,
                weights: stepper.size(),
                learns: self.phase.eta > 0.0,
                alive: self.plan.control().dead.iter().filter(|dead| !**dead).count(),
            });
        }
        if n == self.phase.closes {
            self.phase.closes += self.plan.schedule().stretch();
            // Without feedback phases drift apart, and the distance says nothing.
            let has_feedback = self.plan.control().k > 0.0;
            ledger.close(*step as f64 * self.plan.network().dt_s, has_feedback);
        }
    }

    /// The whole command and the coding residual.
    fn told(&self) -> [State; 2] {
        let stepper = self.stepper();
        let by_hand = self.plan.control().command;
        let mut both = [[0.0; MOST]; 2];
        for k in 0..MOST {
            both[0][k] = stepper.c()[k] + by_hand[k];
            both[1][k] = stepper.zeta()[k] - stepper.x_hat()[k];
        }
        both
    }

    /// Seconds in which weights could change.
    fn learned_s(&self) -> f64 {
        self.moving.ledger.learned as f64 * self.plan.network().dt_s
    }

    /// Voltage in units in which the threshold is 1.
    fn voltage(&self, i: usize) -> f64 {
        self.stepper().v()[i] / self.plan.network().threshold[i]
    }
}

impl Engine for LearningEngine {
    type Plan = Arc<LearningPlan>;

    fn start(plan: &Arc<LearningPlan>) -> Self {
        let stepper = Stepper::new(plan.network().clone(), plan.weights().to_vec());
        let mut engine = LearningEngine {
            layout: plan.layout().clone(),
            plan: plan.clone(),
            moving: Moving { stepper, step: 0, origin: 0, fresh: 0, begun: None, ledger: Ledger::default() },
            phase: Phase { next: 0, open: 0, closes: 0, sample: 0, eta: 0.0, anneal: 1.0 },
            found: Arc::default(),
        };
        // What is shown before the first step is its beginning.
        engine.phase = engine.phase();
        engine.begin_trial();
        engine
    }

    fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    fn step(&self) -> u64 {
        self.moving.step
    }

    fn tick(&mut self, spikes: &mut Vec<Spike>) {
        let n = self.n();
        self.begin_trial();
        let Moving { stepper, step, ledger, .. } = &mut self.moving;
        let learns = n >= self.phase.open && self.phase.eta > 0.0;
        ledger.learned += u64::from(learns);
        let spiker = stepper.step(self.plan.control(), if learns { self.phase.eta } else { 0.0 });
        *step += 1;
        if let Some(i) = spiker {
            ledger.spike();
            spikes.push(Spike::of(*step, NeuronId { population: 0, index: i as u32 }));
        }
        if n + 1 == self.phase.sample || n + 1 == self.phase.closes {
            self.keep_books(n + 1);
        }
    }

    fn sample(&self, picks: &Picks, row: &mut [f64]) {
        let (signals, channels) = row.split_at_mut(self.layout.signals.len());
        let (stepper, columns) = (self.stepper(), self.columns());
        let [c, residual] = self.told();
        for k in 0..self.plan.network().dimensions() {
            signals[columns.x(k)] = stepper.x()[k];
            signals[columns.x_hat(k)] = stepper.x_hat()[k];
            signals[columns.c(k)] = c[k];
            signals[columns.n(k)] = residual[k];
        }
        signals[columns.error()] = stepper.error();
        [signals[columns.miss()], signals[columns.weights()]] = self.moving.ledger.told();
        if let Some(neuron) = picks[0] {
            let i = neuron.index as usize;
            let network = self.plan.network();
            // As voltages that the input would hold, in thresholds.
            let scale = 1.0 / (network.lam_per_s * network.threshold[i]);
            let [exc, inh] = stepper.currents(i).map(|current| current * scale);
            channels[..4].copy_from_slice(&[exc, -inh, exc - inh, self.voltage(i)]);
        }
        for (seat, pick) in channels[self.layout.channels.len()..].iter_mut().zip(&picks[1..]) {
            if let Some(neuron) = pick {
                *seat = self.voltage(neuron.index as usize);
            }
        }
    }

    fn arrays(&self) -> Vec<(&'static str, Array)> {
        let network = self.plan.network();
        let (k, nb) = (network.dimensions(), network.basis.len());
        let w = self.stepper().w();
        let values = (0..k * nb).map(|at| w[(at % k) * nb + at / k]).collect();
        vec![("W", Array { shape: vec![nb, k], values })]
    }

    fn not_finite(&self) -> Option<String> {
        self.stepper().not_finite()
    }

    fn depict(&self, watch: &Watch, into: &mut Frame) {
        let (stepper, ledger) = (self.stepper(), &self.moving.ledger);
        let [c, residual] = self.told();
        let view = {
            let found = self.found();
            Arc::new(self.plan.depict(&Now {
                x: stepper.x(),
                x_hat: stepper.x_hat(),
                c: &c,
                residual: &residual,
                v: stepper.v(),
                r: stepper.r(),
                w: stepper.w(),
                currents: stepper.all_currents(),
                curve: ledger.curve(),
                tests: &found.tests,
                miss: ledger.told()[0],
                rates_hz: ledger.rates(),
                reach: ledger.reach()[0],
                covered: ledger.reach()[1],
                learned_s: self.learned_s(),
                anneal: self.phase.anneal,
            }))
        };
        into.theory.push((self.step(), view.theory.clone()));
        into.depiction = Some(view);
        into.watched = watch.within(&self.layout).picks[0].map(|neuron| Watched { neuron, net_threshold: 1.0 });
    }

    fn retune(&mut self, plan: &Arc<LearningPlan>) -> Result<(), ParamError> {
        if !Arc::ptr_eq(plan.network(), self.plan.network()) {
            self.moving.stepper.retune(plan.network().clone());
        }
        let (now, before) = (plan.control(), self.plan.control());
        let is_new_teacher = plan.network().teacher != self.plan.network().teacher;
        let tests_alike = Arc::ptr_eq(plan.network(), self.plan.network())
            && (&now.dead, now.lateral, now.sigma_v) == (&before.dead, before.lateral, before.sigma_v)
            && (now.sigma_c, now.tau_c_s) == (before.sigma_c, before.tau_c_s)
            && plan.schedule().radius == self.plan.schedule().radius;
        // Weights that have just come to rest are others than those that were tested last.
        let has_rested = now.eta == 0.0 && before.eta > 0.0;
        if !tests_alike || has_rested {
            self.test_anew(!is_new_teacher);
        }
        if is_new_teacher {
            self.moving.fresh = self.moving.step;
        }
        let shown = |plan: &LearningPlan| {
            (plan.network().lam_per_s, plan.params().d, plan.params().sigma_c, plan.control().eta > 0.0)
        };
        if shown(plan) != shown(&self.plan) {
            self.layout = plan.layout().clone();
        }
        if !plan.schedule().is_cut_like(self.plan.schedule()) {
            (self.moving.origin, self.moving.begun) = (self.moving.step, None);
        }
        self.plan = plan.clone();
        self.phase = self.phase();
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        let refuse = |message: String| Err(ParamError::Conflict { message });
        if let Some((_, value)) = to.iter().find(|(_, value)| !(value.is_finite() && value.abs() <= BOX)) {
            return refuse(format!("a state can be put to numbers from -{BOX} to {BOX}; given {value}"));
        }
        let columns = self.columns();
        let (mut teacher, mut student) = (Vec::new(), Vec::new());
        for (signal, value) in to {
            match columns.state(*signal) {
                Some(Ok(k)) => teacher.push((k, *value)),
                Some(Err(k)) => student.push((k, *value)),
                None => return refuse("only the states of teacher and network can be pulled".to_owned()),
            }
        }
        // What a trial that is due would wipe out comes after it; what was refused has begun none.
        self.begin_trial();
        self.moving.stepper.move_teacher(&teacher);
        if !student.is_empty() {
            self.moving.stepper.push_student(&student);
        }
        Ok(())
    }

    fn act(&mut self, action: usize) -> Result<(), ParamError> {
        match self.layout.actions.get(action).map(|action| action.id) {
            Some(FORGET) => {
                self.moving.stepper.forget();
                self.moving.ledger.forget();
                self.moving.fresh = self.moving.step;
                self.test_anew(true);
                self.phase = self.phase();
                Ok(())
            }
            _ => {
                Err(ParamError::Conflict { message: format!("there is no action {action}; the one here is 0, forget") })
            }
        }
    }

    fn weight(&self, from: NeuronId, to: NeuronId) -> f64 {
        self.plan.network().weight(self.plan.control().lateral, from.index as usize, to.index as usize)
    }

    fn alarm(&self) -> Option<String> {
        let stepper = self.stepper();
        if far(stepper.x()) > BOX {
            return Some(format!(
                "the teacher has left the box: it is farther than {BOX} from the origin; weaken the command or damp \
                 the teacher, and press R to begin again"
            ));
        }
        let rate = self.moving.ledger.settled_rate().unwrap_or(0.0);
        let what = match () {
            () if far(stepper.x_hat()) > BOX => {
                format!(
                    "the readout is {:.1} from the origin, with a teacher at {:.1}",
                    far(stepper.x_hat()),
                    far(stepper.x())
                )
            }
            () if rate > RUNAWAY_HZ => format!("neurons fire at {rate:.0} Hz"),
            () => return None,
        };
        Some(format!(
            "runaway: {what}; switch the lateral weights on, raise mu or nu, lower the noise or the learning rate, and \
             press R to begin again"
        ))
    }

    /// A test of the present weights: once for every stretch in which something was learned.
    fn probe(&self) -> Option<Box<dyn Chore>> {
        let part = self.moving.ledger.learned / self.plan.schedule().stretch().max(1);
        let mut found = self.found();
        if found.asked == Some(part) {
            return None;
        }
        found.asked = Some(part);
        drop(found);
        let at_s = self.step() as f64 * self.plan.network().dt_s;
        Some(Box::new(Probe::new(&self.plan, self.moving.stepper.clone(), (part, at_s), self.found.clone())))
    }

    fn save(&self) -> Result<Vec<u8>, String> {
        postcard::to_stdvec(&self.moving).map_err(|error| error.to_string())
    }

    fn restore(plan: &Arc<LearningPlan>, state: &[u8]) -> Result<Self, String> {
        let mut moving: Moving = postcard::from_bytes(state).map_err(|error| error.to_string())?;
        if !moving.stepper.rejoin(plan.network().clone()) || moving.origin.max(moving.fresh) > moving.step {
            return Err("the state is of another network".to_owned());
        }
        let mut engine = LearningEngine::start(plan);
        engine.moving = moving;
        engine.phase = engine.phase();
        Ok(engine)
    }
}
