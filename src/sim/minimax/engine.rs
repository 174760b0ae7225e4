//! The minimax network as an [`Engine`]: what is sampled, drawn and edited around the [`Stepper`].

use super::Stepper;
use crate::model::Streams;
use crate::model::minimax::{E, I, MinimaxPlan, State};
use crate::param::ParamError;
use crate::picture::{Given, Layout, NeuronId, Picks};
use crate::sim::{Engine, Frame, Spike, Upcoming, Watch, Watched};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How far ahead the input is told, in time constants, and at how many places.
const AHEAD_TAU: f64 = 20.0;
const AHEAD: usize = 160;
/// Mean filtered spikes beyond this part of what the time step allows are lock-up.
const LOCKED: f64 = 0.8;
/// Rates are counted from so many time constants after the last change.
const SETTLED_TAU: f64 = 5.0;

/// A running minimax network.
#[derive(Clone)]
pub struct MinimaxEngine {
    plan: Arc<MinimaxPlan>,
    layout: Arc<Layout>,
    moving: Moving,
}

/// All that moves.
#[derive(Clone, Serialize, Deserialize)]
struct Moving {
    stepper: Stepper,
    /// Spikes of every neuron since the step from which they are counted.
    counts: [Vec<u32>; 2],
    counted_from: u64,
}

impl MinimaxEngine {
    /// The stepping core.
    pub fn stepper(&self) -> &Stepper {
        &self.moving.stepper
    }

    /// Calls `with` with the state as the picture wants it.
    fn state<T>(&self, in_full: bool, with: impl FnOnce(&State<'_>) -> T) -> T {
        let stepper = self.stepper();
        let network = stepper.network();
        let seconds = self.step().saturating_sub(self.moving.counted_from) as f64 * network.dt_s;
        let rates = |p: usize| -> Vec<f64> {
            if !in_full || seconds <= 0.0 {
                return Vec::new();
            }
            self.moving.counts[p].iter().map(|count| f64::from(*count) / seconds).collect()
        };
        let (rates_e, rates_i) = (rates(E), rates(I));
        let balance: Vec<[f64; 2]> =
            if in_full { (0..network.counts[E]).map(|i| stepper.currents(E, i)).collect() } else { Vec::new() };
        let mean_e: Vec<f64> = stepper.mean_e().collect();
        with(&State {
            network,
            params: self.plan.params(),
            optimum: self.plan.optimum(),
            x: stepper.x(),
            r: [stepper.r(E), stepper.r(I)],
            balance: &balance,
            channels: &stepper.input().channels,
            v_i: stepper.v(I),
            rates_hz: [&rates_e, &rates_i],
            mean_e: &mean_e,
            cued: stepper.input().cued(),
        })
    }

    /// Voltage in units in which the threshold is 1, as everywhere, and the own reset takes 1 away.
    fn voltage(&self, p: usize, i: usize) -> f64 {
        let (stepper, network) = (self.stepper(), self.plan.network());
        let own = if p == E { -network.ee.at(i, i) } else { network.ii.at(i, i) };
        1.0 + (stepper.v(p)[i] - network.threshold[p][i]) / own
    }
}

impl Engine for MinimaxEngine {
    type Plan = Arc<MinimaxPlan>;

    fn start(plan: &Arc<MinimaxPlan>) -> Self {
        let (params, network, seed) = (plan.params(), plan.network(), plan.seed());
        let layout = plan.layout().clone();
        let course = params.drive.course(network.dt_s, seed);
        let stepper = Stepper::new(network.clone(), params, course, Streams::new(seed), seed);
        let counts = network.counts.map(|n| vec![0; n]);
        let counted_from = (SETTLED_TAU * layout.tau_s / layout.dt_s) as u64;
        MinimaxEngine { plan: plan.clone(), layout, moving: Moving { stepper, counts, counted_from } }
    }

    fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    fn step(&self) -> u64 {
        self.moving.stepper.step_index()
    }

    fn tick(&mut self, spikes: &mut Vec<Spike>) {
        let Moving { stepper, counts, counted_from } = &mut self.moving;
        let before = spikes.len();
        stepper.step(spikes);
        if stepper.step_index() > *counted_from {
            for spike in &spikes[before..] {
                counts[spike.neuron().population as usize][spike.neuron().index as usize] += 1;
            }
        }
    }

    fn sample(&self, picks: &Picks, row: &mut [f64]) {
        let (signals, channels) = row.split_at_mut(self.layout.signals.len());
        self.state(false, |state| self.plan.signals(state, signals));
        if let Some(neuron) = picks[0] {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            let [excitatory, inhibitory] = self.stepper().currents(p, i);
            channels[..4].copy_from_slice(&[excitatory, inhibitory, excitatory + inhibitory, self.voltage(p, i)]);
        }
        for (seat, pick) in channels[self.layout.channels.len()..].iter_mut().zip(&picks[1..]) {
            if let Some(neuron) = pick {
                *seat = self.voltage(neuron.population as usize, neuron.index as usize);
            }
        }
    }

    fn not_finite(&self) -> Option<String> {
        self.stepper().not_finite()
    }

    fn depict(&self, watch: &Watch, into: &mut Frame) {
        let stepper = self.stepper();
        let given = Given { x: stepper.x(), injected: stepper.course().currents(self.step()) };
        let view = Arc::new(self.state(true, |state| self.plan.depict(state, given)));
        into.theory.push((self.step(), view.theory.clone()));
        into.depiction = Some(view);
        let tau_steps = self.layout.tau_s / self.layout.dt_s;
        let (from, stride) = (self.step(), ((AHEAD_TAU * tau_steps / AHEAD as f64) as u64).max(1));
        let values = (0..=AHEAD as u64).map(|k| stepper.course().x(from + k * stride)).collect();
        into.upcoming = Some(Upcoming { signal: 0, from, stride, values, moves: stepper.course().moves() });
        into.watched = watch.within(&self.layout).picks[0].map(|neuron| {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            Watched { neuron, net_threshold: stepper.network().threshold[p][i] }
        });
    }

    fn retune(&mut self, plan: &Arc<MinimaxPlan>) -> Result<(), ParamError> {
        let (params, network) = (plan.params(), plan.network());
        let Moving { stepper, counts, counted_from } = &mut self.moving;
        let step = stepper.step_index();
        let course = if params.drive == self.plan.params().drive && network.dt_s == self.plan.network().dt_s {
            stepper.course().clone()
        } else {
            params.drive.course(network.dt_s, plan.seed()).gliding(stepper.x(), step)
        };
        // A cue that comes or goes is no other network: what was counted stays.
        if !plan.settles_like(&self.plan) {
            *counts = network.counts.map(|n| vec![0; n]);
            *counted_from = step + (SETTLED_TAU * network.tau_s[E] / network.dt_s) as u64;
        }
        stepper.retune(network.clone(), params, course);
        // Axes follow the strength of the input.
        if **plan.layout() != *self.layout {
            self.layout = plan.layout().clone();
        }
        self.plan = plan.clone();
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        let refuse = |message: &str| Err(ParamError::Conflict { message: message.to_owned() });
        if to.iter().any(|(_, value)| !value.is_finite()) {
            return refuse("a signal can only be kicked to a finite value");
        }
        let kicks = self.plan.app().kick([self.stepper().r(E), self.stepper().r(I)], to);
        let Some(kicks) = kicks else {
            return refuse("here the state cannot be kicked; the pair and the ring can");
        };
        kicks.into_iter().for_each(|(p, r)| self.moving.stepper.set_r(p, r));
        Ok(())
    }

    fn weight(&self, from: NeuronId, to: NeuronId) -> f64 {
        let place = |neuron: NeuronId| (usize::from(neuron.population), neuron.index as usize);
        self.plan.network().weight(place(from), place(to))
    }

    fn alarm(&self) -> Option<String> {
        (self.stepper().saturation() > LOCKED).then(|| {
            "lock-up: nearly every neuron fires in every step, excitation beats all the inhibition that one step can \
             bring; try the greedy rule or weaker E to E weights (a larger I step does not help)"
                .to_owned()
        })
    }

    fn next_event(&self) -> Option<u64> {
        self.stepper().course().next_event(self.step())
    }

    fn save(&self) -> Result<Vec<u8>, String> {
        postcard::to_stdvec(&self.moving).map_err(|error| error.to_string())
    }

    fn restore(plan: &Arc<MinimaxPlan>, state: &[u8]) -> Result<Self, String> {
        let mut moving: Moving = postcard::from_bytes(state).map_err(|error| error.to_string())?;
        let counts = plan.network().counts;
        let fits = [E, I].into_iter().all(|p| moving.counts[p].len() == counts[p]);
        if !moving.stepper.rejoin(plan.network().clone(), plan.params()) || !fits {
            return Err("the state is of another network".to_owned());
        }
        Ok(MinimaxEngine { plan: plan.clone(), layout: plan.layout().clone(), moving })
    }
}
