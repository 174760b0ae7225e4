//! Euler steps of a low-rank network, spike for spike those of the authors' programs.
//!
//! Sheet low-rank-ei, section 6.1 in latent form. With a = dt/tau of the listening population p, once a step:
//!
//! ```text
//! q_p,s <- (1 - a) q_p,s  + D_s of the spike of the previous step     seen[p][s]: latent s as p's membranes hear it
//! c_p   <- (1 - a) c_p    + a I_p[t-1]                                injected[p]
//! e_i   <- (1 - a) e_i    - mu of its own spike + sqrt(2 a) sigma_v n residual of each neuron
//! V_i    = F_i x[t] + 1 - T_i + w_E,i q_p,E - w_I,i q_p,I + c_p + e_i
//! y_s   <- exp(-dt/tau) y_s + D_s of the spike of this step           readout[s]
//! ```
//! At most one spike a step with instantaneous synapses: the I neuron with the largest V >= 1, else such an E neuron.
//! Because lines and voltages come from the same numbers, an edit of F, E, T or D acts at once.

use super::cells::Noise;
use super::membranes::{Begin, Membranes, survey};
use super::rate::Rates;
use super::shard::Look;
use super::slow::Slow;
use super::start::Initial;
use super::stride::LONGEST;
use crate::model::boundary::{E, I, Network, Synapse};
use crate::model::{Course, Streams};
use crate::sim::{Normals, Spike};
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

#[derive(Clone, Serialize, Deserialize)]
enum Kind {
    Instantaneous {
        /// Who spiked on this step.
        last: Option<(usize, usize)>,
        /// Spikes on their way: the step on which they arrive, population, index.
        under_way: VecDeque<(u64, u32, u32)>,
    },
    Slow(Slow),
    Rate(Rates),
}

/// Spikes that act within a time constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activity {
    /// How many there are.
    pub amount: f64,
    /// How many there can be.
    pub cap: f64,
    /// Whether a refractory period says so, which is part of the model; else it is the time step, which is not.
    pub is_refractory: bool,
}

impl Activity {
    /// Whether there are so many that the time step holds them and nothing else does. Neurons that spike as often as their
    /// refractory period lets them are held.
    pub fn has_run_away(&self) -> bool {
        !self.is_refractory && self.amount > RUNAWAY * self.cap
    }
}

/// Activity beyond this part of what the time step allows counts as runaway.
const RUNAWAY: f64 = 0.9;

/// A network with its state.
#[derive(Clone, Serialize, Deserialize)]
pub struct Stepper {
    /// Shared; not part of a saved state.
    #[serde(skip)]
    network: Arc<Network>,
    course: Course,
    kind: Kind,
    /// Step index of the state.
    step: u64,
    x: f64,
    membranes: [Membranes; 2],
    /// `seen[p][s]`: latent of population s as the membranes of population p hear it.
    seen: [[f64; 2]; 2],
    injected: [f64; 2],
    readout: [f64; 2],
    keep: [f64; 2],
    readout_keep: [f64; 2],
    /// Spikes that hold a latent at 1 over a time constant.
    #[serde(skip)]
    spikes_for_1: [f64; 2],
    noise: [f64; 2],
    /// Noise of few neurons.
    normals: Normals,
    /// What chooses the random numbers of many.
    keys: [u64; 2],
}

/// So many neurons of a population are worth looking who of them may reach threshold; tests of that have few.
const MANY: usize = if cfg!(test) { 20 } else { 512 };

/// Noise of many membranes; it is drawn over many steps at once where no synapse acts on single neurons.
fn noise(network: &Network, p: usize) -> Option<Noise> {
    let population = &network.populations[p];
    let a = network.dt_s * population.leak_per_s;
    let size = (2.0 * a).sqrt() * population.sigma_v;
    let longest = if network.synapse == Synapse::Instantaneous { LONGEST } else { 1 };
    let is_noisy = size > 0.0 && population.len() >= MANY && network.synapse != Synapse::Rate;
    is_noisy.then_some(Noise { keep: 1.0 - a, size, longest })
}

impl Stepper {
    /// The network at step 0. `streams` feeds the voltage noise.
    pub fn new(network: impl Into<Arc<Network>>, course: Course, initial: &Initial, streams: Streams) -> Self {
        let network = network.into();
        let x = course.x(0);
        let mut draws = streams.stream("voltage noise of many");
        let keys = [(); 2].map(|()| draws.next_u64());
        let membranes = [E, I]
            .map(|p| Membranes::new(&network.populations[p], x, noise(&network, p), Begin { key: keys[p], step: 0 }));
        let kind = match network.synapse {
            Synapse::Instantaneous => Kind::Instantaneous { last: None, under_way: VecDeque::new() },
            Synapse::SquarePulse | Synapse::Exponential => Kind::Slow(Slow::new(&network)),
            Synapse::Rate => Kind::Rate(Rates::new(&network, x, initial)),
        };
        let mut stepper = Stepper {
            course,
            kind,
            step: 0,
            x,
            membranes,
            seen: [[0.0; 2]; 2],
            injected: [0.0; 2],
            readout: [0.0; 2],
            keep: [1.0; 2],
            readout_keep: [1.0; 2],
            spikes_for_1: [0.0; 2],
            noise: [0.0; 2],
            normals: Normals::new(streams.stream("voltage noise")),
            keys,
            network,
        };
        stepper.take_constants();
        if let Initial::Voltages { voltages, readout } = initial {
            stepper.readout = *readout;
            // Whatever the start differs from the static form decays with the membrane.
            for (p, voltages) in voltages.iter().enumerate() {
                for (i, voltage) in voltages.iter().enumerate() {
                    let population = &stepper.network.populations[p];
                    let difference = voltage - stepper.membranes[p].voltage(population, i, x, [0.0; 2]);
                    stepper.membranes[p].add_residual(i, difference);
                }
            }
        }
        if let Kind::Rate(rates) = &stepper.kind {
            stepper.readout = rates.readout(&stepper.network);
        }
        stepper
    }

    /// As if the first neurons of E and I had spiked before: filtered spikes `r` of each. Has no meaning for rates.
    pub fn start_at(&mut self, r: [&[f64]; 2]) {
        if matches!(self.kind, Kind::Rate(_)) {
            return;
        }
        for (s, r) in r.into_iter().enumerate() {
            let population = &self.network.populations[s];
            for (k, r) in r.iter().take(population.len()).enumerate() {
                self.readout[s] += population.decoder[k] * r;
                self.seen[s][s] += population.decoder[k] * r;
                self.seen[1 - s][s] += population.cross_decoder[k] * r;
                self.membranes[s].add_residual(k, -population.spike_cost * r);
            }
        }
    }

    /// Puts the network back into a state that was read without it; `false` if the state is not one of this network.
    pub fn rejoin(&mut self, network: Arc<Network>) -> bool {
        let fits = match &self.kind {
            Kind::Instantaneous { last, under_way } => {
                let fits = |(_, p, k): &(u64, u32, u32)| {
                    network.populations.get(*p as usize).is_some_and(|all| (*k as usize) < all.len())
                };
                network.synapse == Synapse::Instantaneous
                    && under_way.iter().all(fits)
                    && last.is_none_or(|(p, k)| network.populations.get(p).is_some_and(|all| k < all.len()))
            }
            Kind::Slow(slow) => {
                matches!(network.synapse, Synapse::SquarePulse | Synapse::Exponential) && slow.fits(&network)
            }
            Kind::Rate(rates) => network.synapse == Synapse::Rate && rates.fits(&network),
        };
        let rejoined = [E, I].map(|p| self.membranes[p].rejoin(&network.populations[p], noise(&network, p)));
        let fits = fits && rejoined == [true; 2];
        self.network = network;
        self.take_constants();
        fits
    }

    fn take_constants(&mut self) {
        for (p, population) in self.network.populations.iter().enumerate() {
            let a = self.network.dt_s * population.leak_per_s;
            self.keep[p] = 1.0 - a;
            self.readout_keep[p] = (-a).exp();
            self.noise[p] = (2.0 * a).sqrt() * population.sigma_v;
            self.spikes_for_1[p] = population.spikes_for(1.0);
        }
    }

    /// Exchanges lines, decoders and constants and keeps the state: latents, and what is a neuron's own if there are as
    /// many neurons as before. The kind of synapse must be the same.
    pub fn retune(&mut self, network: impl Into<Arc<Network>>, course: Course) {
        let network = network.into();
        let resized = network.counts() != self.network.counts();
        self.course = course;
        if Arc::ptr_eq(&network, &self.network) {
            return;
        }
        self.network = network;
        let network = self.network.clone();
        for p in [E, I] {
            let (population, begin) = (&network.populations[p], Begin { key: self.keys[p], step: self.step });
            if resized {
                self.membranes[p] = Membranes::new(population, self.x, noise(&network, p), begin);
            } else {
                self.membranes[p].retune(population, self.x, noise(&network, p), begin);
            }
        }
        if resized {
            self.kind = match self.kind {
                Kind::Instantaneous { .. } => Kind::Instantaneous { last: None, under_way: VecDeque::new() },
                Kind::Slow(_) => Kind::Slow(Slow::new(&self.network)),
                Kind::Rate(_) => Kind::Rate(Rates::new(&self.network, self.x, &Initial::Static)),
            };
        }
        self.take_constants();
    }

    /// Puts latent `p` to `y` at once; what the membranes hear of it moves by as much.
    ///
    /// Has no meaning for rates, whose latents follow from the voltages; returns whether it was done.
    pub fn kick(&mut self, p: usize, y: f64) -> bool {
        if matches!(self.kind, Kind::Rate(_)) {
            return false;
        }
        let by = y - self.readout[p];
        self.readout[p] = y;
        self.seen[E][p] += by;
        self.seen[I][p] += by;
        true
    }

    /// Puts injected currents at once to where they lead.
    pub fn inject(&mut self, currents: [f64; 2]) {
        self.injected = currents;
    }

    /// Spikes that act within a time constant, and how many there can be.
    pub fn activity(&self) -> Option<Activity> {
        let populations = &self.network.populations;
        let spikes = |p: usize| self.readout[p].abs() * self.spikes_for_1[p];
        let cap = |p: usize| 1.0 / (1.0 - self.readout_keep[p]);
        match &self.kind {
            // One spike a step in the whole network.
            Kind::Instantaneous { .. } => {
                Some(Activity { amount: spikes(E) + spikes(I), cap: cap(E).min(cap(I)), is_refractory: false })
            }
            Kind::Slow(_) => [E, I]
                .into_iter()
                .filter(|p| !populations[*p].is_empty())
                .map(|p| {
                    let pause = populations[p].refractory_steps.max(1) as f64;
                    let held = pause > 1.0;
                    Activity {
                        amount: spikes(p),
                        cap: cap(p) * populations[p].len() as f64 / pause,
                        is_refractory: held,
                    }
                })
                .max_by(|a, b| (a.amount / a.cap).total_cmp(&(b.amount / b.cap))),
            Kind::Rate(_) => None,
        }
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// About how many bytes a copy keeps for itself.
    pub fn bytes(&self) -> usize {
        let own = match &self.kind {
            Kind::Instantaneous { .. } => 0,
            Kind::Slow(_) | Kind::Rate(_) => 16 * self.network.counts().iter().sum::<usize>(),
        };
        own + self.membranes.iter().map(Membranes::bytes).sum::<usize>()
    }

    /// Steps done.
    pub fn step_index(&self) -> u64 {
        self.step
    }

    /// Input at this step.
    pub fn x(&self) -> f64 {
        self.x
    }

    /// The course of the input.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// y_E and y_I >= 0.
    pub fn readout(&self) -> [f64; 2] {
        self.readout
    }

    /// Injected currents of E and I as the membranes have them now: by so much T is lowered.
    pub fn injected(&self) -> [f64; 2] {
        self.injected
    }

    /// Latents of E and I as the membranes of population `p` hear them: through its decoders, with its time constant.
    #[inline]
    pub fn heard(&self, p: usize) -> [f64; 2] {
        match &self.kind {
            Kind::Rate(rates) => rates.heard(&self.network, p),
            _ => self.seen[p],
        }
    }

    /// V of a neuron at this step, before any reset.
    pub fn voltage(&self, p: usize, i: usize) -> f64 {
        match &self.kind {
            Kind::Rate(rates) => rates.voltage(p, i),
            _ => {
                let population = &self.network.populations[p];
                self.membranes[p].voltage(population, i, self.x, self.seen[p]) + self.injected[p]
            }
        }
    }

    /// Rate of a neuron of the rate version, in spikes per membrane time constant.
    pub fn rate(&self, p: usize, i: usize) -> Option<f64> {
        match &self.kind {
            Kind::Rate(rates) => Some(rates.rate(p, i)),
            _ => None,
        }
    }

    /// What a neuron that spikes adds to its filtered spikes in this step: 1 for a spike, or as much of its pulse.
    pub fn train(&self, p: usize, i: usize) -> f64 {
        match &self.kind {
            Kind::Instantaneous { last, .. } => f64::from(u8::from(*last == Some((p, i)))),
            Kind::Slow(slow) => slow.train(&self.network.populations[p], self.network.dt_s, p, i),
            Kind::Rate(_) => 0.0,
        }
    }

    /// The first quantity that is no longer a number.
    pub fn not_finite(&self) -> Option<String> {
        let names = ["E", "I"];
        for p in [E, I] {
            let heard = [self.x, self.injected[p], self.seen[p][E], self.seen[p][I]];
            let bad = match &self.kind {
                Kind::Rate(rates) => rates.not_finite(p),
                _ if heard.iter().all(|v| v.is_finite()) => self.membranes[p].not_finite(),
                _ => (!self.network.populations[p].is_empty()).then_some(0),
            };
            if let Some(i) = bad {
                return Some(format!("the voltage of neuron {}{i}", names[p]));
            }
            if !self.readout[p].is_finite() {
                return Some(format!("the latent y_{}", names[p]));
            }
        }
        None
    }

    /// Does one step and appends its spikes.
    pub fn step(&mut self, spikes: &mut Vec<Spike>) {
        let x_before = self.x;
        let currents = self.course.currents(self.step);
        self.step += 1;
        let x = self.course.x(self.step);
        if x != self.x {
            self.x = x;
            for p in [E, I] {
                self.membranes[p].set_input(&self.network.populations[p], x);
            }
        }
        if let Kind::Rate(rates) = &mut self.kind {
            rates.step(&self.network, x_before, currents);
            // They hear it by themselves; this is for who asks what was injected.
            self.injected = currents;
            self.readout = rates.readout(&self.network);
            return;
        }
        for p in [E, I] {
            let keep = self.keep[p];
            self.seen[p][E] *= keep;
            self.seen[p][I] *= keep;
            self.injected[p] = keep * self.injected[p] + (1.0 - keep) * currents[p];
            self.membranes[p].begin(keep, self.noise[p], &mut self.normals);
        }
        let populations = &self.network.populations;
        match &mut self.kind {
            Kind::Instantaneous { last, under_way } => {
                let delay = self.network.delay_steps;
                let own = |s: usize, k: usize| {
                    let population = &populations[s];
                    let weight = if s == E { population.from_e[k] } else { -population.from_i[k] };
                    weight * population.decoder[k]
                };
                if let Some((s, k)) = *last {
                    self.membranes[s].add_residual(k, -populations[s].spike_cost);
                    if delay == 0 && under_way.is_empty() {
                        self.seen[s][s] += populations[s].decoder[k];
                        self.seen[1 - s][s] += populations[s].cross_decoder[k];
                    } else {
                        // Its own effect is there at once; what arrives later is that of the others alone.
                        self.membranes[s].add_residual(k, own(s, k));
                        under_way.push_back((self.step + delay, s as u32, k as u32));
                    }
                }
                while let Some((at, s, k)) = under_way.front().copied()
                    && at <= self.step
                {
                    under_way.pop_front();
                    let (s, k) = (s as usize, k as usize);
                    self.seen[s][s] += populations[s].decoder[k];
                    self.seen[1 - s][s] += populations[s].cross_decoder[k];
                    self.membranes[s].add_residual(k, -own(s, k));
                }
                let looks = [E, I].map(|p| Look { x, q: self.seen[p], limit: 1.0 - self.injected[p] });
                survey(&mut self.membranes, &self.network, looks);
                *last = [I, E]
                    .into_iter()
                    .find_map(|p| self.membranes[p].highest(&populations[p], &looks[p]).map(|k| (p, k)));
                for p in [E, I] {
                    self.readout[p] *= self.readout_keep[p];
                }
                if let Some((p, k)) = *last {
                    spikes.push(Spike::new(self.step, p, k));
                    self.readout[p] += populations[p].decoder[k];
                    if self.network.clamp {
                        let own = self.membranes[p].voltage(&populations[p], k, x, self.seen[p]);
                        let overshoot = own + self.injected[p] - 1.0;
                        self.membranes[p].add_residual(k, -overshoot);
                    }
                }
            }
            Kind::Slow(slow) => {
                let looks = |q: [[f64; 2]; 2]| [E, I].map(|p| Look { x, q: q[p], limit: 1.0 - self.injected[p] });
                // Before synapses act on single neurons.
                survey(&mut self.membranes, &self.network, looks(self.seen));
                slow.deliver(populations, self.network.dt_s, &mut self.seen, &mut self.membranes);
                slow.fire(self.step, populations, &mut self.membranes, looks(self.seen), self.injected, spikes);
                let drive = slow.renew(populations, self.network.dt_s);
                for p in [E, I] {
                    self.readout[p] = self.readout_keep[p] * self.readout[p] + drive[p];
                }
            }
            Kind::Rate(_) => {}
        }
    }
}
