//! The low-rank network as an [`Engine`]: what is sampled, drawn and edited around its [`Core`].

use super::trials::{Shared, due, locked, place};
use super::{Activity, Core, Exact, Initial, Lost, Stepper};
use crate::model::boundary::{BoundaryPlan, E, I, Populations, Start};
use crate::model::{Chore, Streams};
use crate::param::ParamError;
use crate::picture::{Given, Layout, NeuronId, Picks};
use crate::sim::{Engine, Frame, Spike, Upcoming, Watch, Watched};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// How far ahead the input is told, in time constants, and at how many places.
const AHEAD_TAU: f64 = 20.0;
const AHEAD: usize = 160;

/// A running low-rank network.
pub struct BoundaryEngine {
    plan: Arc<BoundaryPlan>,
    layout: Arc<Layout>,
    state: State,
    r_keep: f64,
    found: Shared,
}

impl Clone for BoundaryEngine {
    fn clone(&self) -> Self {
        // A copy goes another way: what it finds out is its own.
        let found = Arc::new(Mutex::new(locked(&self.found).of_copy()));
        let BoundaryEngine { plan, layout, state, r_keep, .. } = self;
        BoundaryEngine { plan: plan.clone(), layout: layout.clone(), state: state.clone(), r_keep: *r_keep, found }
    }
}

/// All that moves.
#[derive(Clone)]
struct State {
    core: Core,
    /// Filtered spikes of the first two neurons, where a plane shows them.
    r: [f64; 2],
}

/// The same as it is written.
#[derive(Serialize, Deserialize)]
struct Saved<C> {
    core: C,
    r: [f64; 2],
}

/// V with its threshold at 1, as spiking neurons have it; that of a rate unit lies at T.
#[inline]
fn shown_voltage(stepper: &Core, neuron: NeuronId) -> f64 {
    let (p, i) = (neuron.population as usize, neuron.index as usize);
    let voltage = stepper.voltage(p, i);
    match stepper.rate(p, i) {
        Some(_) => voltage + 1.0 - stepper.network().populations[p].threshold[i],
        None => voltage,
    }
}

impl BoundaryEngine {
    /// What moves it.
    pub fn core(&self) -> &Core {
        &self.state.core
    }

    fn on(plan: &Arc<BoundaryPlan>, state: State) -> Self {
        let layout = plan.layout().clone();
        let r_keep = (-layout.dt_s / layout.tau_s).exp();
        BoundaryEngine { plan: plan.clone(), layout, state, r_keep, found: Shared::default() }
    }
}

impl Engine for BoundaryEngine {
    type Plan = Arc<BoundaryPlan>;

    fn start(plan: &Arc<BoundaryPlan>) -> Self {
        let (params, network, seed) = (plan.params(), plan.network(), plan.seed());
        let initial = match params.start {
            Start::Static => Initial::Static,
            Start::ZeroVolts => Initial::zero_volts(network),
        };
        let course = params.drive.course(network.dt_s, seed);
        let mut core = Core::new(network.clone(), course, &initial, Streams::new(seed));
        core.start_at([&params.start_r_e, &params.start_r_i]);
        let start = if plan.readout().pair() == Some(E) { &params.start_r_e } else { &params.start_r_i };
        let r = [0, 1].map(|k| start.get(k).copied().unwrap_or(0.0));
        BoundaryEngine::on(plan, State { core, r })
    }

    fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    fn step(&self) -> u64 {
        self.state.core.step_index()
    }

    #[inline]
    fn tick(&mut self, spikes: &mut Vec<Spike>) {
        let before = spikes.len();
        self.state.core.step(spikes);
        if self.plan.readout().is_pair {
            self.state.r = self.state.r.map(|r| r * self.r_keep);
            for spike in &spikes[before..] {
                // What came within the step has leaked since.
                self.state.r[spike.neuron().index as usize] += self.r_keep.powf(spike.early());
            }
        }
    }

    #[inline]
    fn sample(&self, picks: &Picks, row: &mut [f64]) {
        let (stepper, readout) = (&self.state.core, self.plan.readout());
        let y = stepper.readout();
        let (columns, told) = (self.layout.signals.len(), self.layout.channels.len());
        let (signals, channels) = row.split_at_mut(columns);
        signals.copy_from_slice(&readout.signals(stepper.x(), y, self.state.r)[..columns]);
        if let Some(neuron) = picks[0] {
            let given = Given { x: stepper.x(), injected: stepper.injected() };
            let [excitatory, inhibitory] =
                readout.currents(stepper.network(), neuron, given, stepper.heard(neuron.population as usize));
            let voltage = shown_voltage(stepper, neuron);
            channels[..told].copy_from_slice(&[excitatory, inhibitory, excitatory + inhibitory, voltage]);
        }
        for (seat, pick) in channels[told..].iter_mut().zip(&picks[1..]) {
            if let Some(neuron) = pick {
                *seat = shown_voltage(stepper, *neuron);
            }
        }
    }

    fn rates_hz(&self, into: &mut Vec<f32>) {
        let stepper = &self.state.core;
        for (p, population) in stepper.network().populations.iter().enumerate() {
            let rates = (0..population.len()).map_while(|i| stepper.rate(p, i));
            into.extend(rates.map(|rate| (rate * population.leak_per_s) as f32));
        }
    }

    fn not_finite(&self) -> Option<String> {
        self.state.core.not_finite()
    }

    fn depict(&self, watch: &Watch, into: &mut Frame) {
        let stepper = &self.state.core;
        let given = Given { x: stepper.x(), injected: stepper.injected() };
        let watch = watch.within(&self.layout);
        let trials = {
            let place = place(&self.plan, stepper);
            let mut found = locked(&self.found);
            let known = found.at(&place);
            found.wanted = Some(place);
            known
        };
        let view = self.plan.view(given, trials.as_ref());
        into.theory.push((self.step(), view.theory.clone()));
        into.depiction = Some(view);
        let tau_steps = self.layout.tau_s / self.layout.dt_s;
        let (from, stride) = (self.step(), ((AHEAD_TAU * tau_steps / AHEAD as f64) as u64).max(1));
        let values = (0..=AHEAD as u64).map(|k| stepper.course().x(from + k * stride)).collect();
        into.upcoming = Some(Upcoming { signal: 0, from, stride, values, moves: stepper.course().moves() });
        into.watched = watch.picks[0].map(|neuron| {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            let net_threshold = self.plan.readout().net_threshold(stepper.network(), p, i);
            Watched { neuron, net_threshold }
        });
    }

    fn retune(&mut self, plan: &Arc<BoundaryPlan>) -> Result<(), ParamError> {
        let stepper = &mut self.state.core;
        let drive = &plan.params().drive;
        let course = if *drive == self.plan.params().drive && plan.network().dt_s == self.plan.network().dt_s {
            stepper.course().clone()
        } else {
            drive.course(plan.network().dt_s, plan.seed()).gliding(stepper.x(), stepper.step_index())
        };
        stepper.retune(plan.network().clone(), course);
        if !plan.is_shaped_like(&self.plan) {
            self.layout = plan.layout().clone();
            self.r_keep = (-self.layout.dt_s / self.layout.tau_s).exp();
        }
        self.plan = plan.clone();
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        let refuse = |message: &str| Err(ParamError::Conflict { message: message.to_owned() });
        let mut kicks = Vec::new();
        if to.iter().any(|(_, value)| !value.is_finite()) {
            return refuse("a latent can only be kicked to a finite value");
        }
        for &(signal, value) in to {
            kicks.push(match (self.plan.params().populations, signal) {
                (Populations::Both | Populations::ExcitatoryOnly, 1) => (E, value.max(0.0)),
                (Populations::Both, 2) => (I, value.max(0.0)),
                (Populations::InhibitoryOnly, 1) => (I, (-value).max(0.0)),
                _ => return refuse("only latents can be kicked; drag the cursor to change the input"),
            });
        }
        for (p, y) in kicks {
            if !self.state.core.kick(p, y) {
                return refuse("latents of the rate version follow from its voltages and cannot be kicked");
            }
        }
        Ok(())
    }

    fn probe(&self) -> Option<Box<dyn Chore>> {
        due(&self.plan, &self.state.core, &self.found).map(|run| Box::new(run) as Box<dyn Chore>)
    }

    fn weight(&self, from: NeuronId, to: NeuronId) -> f64 {
        let place = |neuron: NeuronId| (neuron.population as usize, neuron.index as usize);
        self.state.core.network().weight(place(from), place(to))
    }

    fn alarm(&self) -> Option<String> {
        let stepper = &self.state.core;
        let what = match (stepper.lost(), stepper.activity().filter(|activity| activity.has_run_away())) {
            (Some(Lost::Cascade(most)), _) => format!("{most} spikes at one instant, and no end"),
            (Some(Lost::Flood(most)), _) => format!("{most} spikes in one step of {} s, and no end", self.layout.dt_s),
            (None, Some(Activity { amount, cap, .. })) => {
                format!("{amount:.0} spikes per time constant, where the time step allows {cap:.0}")
            }
            (None, None) => return None,
        };
        let [e, i] = stepper.network().counts();
        let y = stepper.readout();
        let quiet = |p: usize| y[p] < 1e-6 * (1.0 + y[1 - p]);
        let why = if e == 0 || quiet(E) {
            "only I fires: its drive asks for more, or its spikes are too small"
        } else if i == 0 {
            "there is no inhibition in this network to stop it"
        } else if quiet(I) {
            "I is silent, so nothing holds E"
        } else {
            "inhibition no longer holds excitation"
        };
        Some(format!("runaway: {what}; {why}"))
    }

    fn bytes(&self) -> usize {
        self.state.core.bytes()
    }

    fn next_event(&self) -> Option<u64> {
        self.state.core.course().next_event(self.step())
    }

    fn save(&self) -> Result<Vec<u8>, String> {
        let r = self.state.r;
        let bytes = match &self.state.core {
            Core::Clocked(core) => postcard::to_stdvec(&Saved { core, r }),
            Core::Exact(core) => postcard::to_stdvec(&Saved { core, r }),
        };
        bytes.map_err(|error| error.to_string())
    }

    fn restore(plan: &Arc<BoundaryPlan>, state: &[u8]) -> Result<Self, String> {
        let fail = |error: postcard::Error| error.to_string();
        let network = plan.network().clone();
        let (core, r, fits) = if network.exact {
            let Saved::<Box<Exact>> { mut core, r } = postcard::from_bytes(state).map_err(fail)?;
            let fits = core.rejoin(network);
            (Core::Exact(core), r, fits)
        } else {
            let Saved::<Box<Stepper>> { mut core, r } = postcard::from_bytes(state).map_err(fail)?;
            let fits = core.rejoin(network);
            (Core::Clocked(core), r, fits)
        };
        if !fits {
            return Err("the state is of another network".to_owned());
        }
        Ok(BoundaryEngine::on(plan, State { core, r }))
    }
}
