//! The minimax network as an [`Engine`]: recording, drawing, live edits around the [`Stepper`].

use super::{Input, Stepper};
use crate::model::minimax::{Application, E, I, MinimaxParams, Network, Picture, State, angle, build};
use crate::model::{Drive, Streams};
use crate::param::{Edit, ParamError, apply, find};
use crate::picture::{Channel, Given, Layout, Picks};
use crate::sim::{Engine, Fault, Frame, Upcoming, Watch, Watched};
use std::sync::Arc;

/// How far ahead the input is told, in time constants, and at how many places.
const AHEAD_TAU: f64 = 20.0;
const AHEAD: usize = 160;
/// Mean filtered spikes beyond this part of what the time step allows are lock-up.
const LOCKED: f64 = 0.8;
/// Rates are counted from so many time constants after the last change.
const SETTLED_TAU: f64 = 5.0;

/// A running minimax network.
pub struct MinimaxEngine {
    params: MinimaxParams,
    drive: Drive,
    seed: u64,
    layout: Arc<Layout>,
    stepper: Stepper,
    picture: Picture,
    row: Vec<f64>,
    watched: Picks,
    /// Spikes of every neuron since the step from which they are counted.
    counts: [Vec<u32>; 2],
    counted_from: u64,
}

/// The mean of F x, where rates can be predicted from it.
fn mean_drive(params: &MinimaxParams, network: &Network, drive: &Drive, seed: u64) -> Option<Vec<f64>> {
    let x = drive.level();
    let tau = network.tau_s[E];
    match params.application {
        Application::Pair => Some(vec![params.strength * x]),
        // Without the cue: the bump that stays.
        Application::Ring => Some(vec![params.strength * tau; network.counts[E]]),
        Application::Random => {
            let rng = Streams::new(seed).stream("input spikes");
            let rates = Input::new(params, network, seed, rng).rates(network, x, 0);
            Some(network.feed.times(&rates, network.counts[E]).into_iter().map(|v| v * tau).collect())
        }
        _ => None,
    }
}

impl MinimaxEngine {
    /// Builds the network and puts it at its initial state.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(params: MinimaxParams, drive: Drive, seed: u64) -> Result<Self, ParamError> {
        let network = build(&params, seed)?;
        let course = drive.course(network.dt_s, seed);
        let picture = Picture::new(&params, &network, mean_drive(&params, &network, &drive, seed));
        let layout = Arc::new(picture.layout(&network));
        let counts = network.counts.map(|n| vec![0; n]);
        let stepper = Stepper::new(network, &params, course, Streams::new(seed), seed);
        let row = vec![f64::NAN; layout.columns()];
        let counted_from = (SETTLED_TAU * layout.tau_s / layout.dt_s) as u64;
        let watched = Picks::default();
        Ok(MinimaxEngine { params, drive, seed, layout, stepper, picture, row, watched, counts, counted_from })
    }

    /// The stepping core.
    pub fn stepper(&self) -> &Stepper {
        &self.stepper
    }

    /// Calls `with` with the state as the picture wants it.
    fn state<T>(&self, in_full: bool, with: impl FnOnce(&State<'_>) -> T) -> T {
        let stepper = &self.stepper;
        let network = stepper.network();
        let seconds = self.step().saturating_sub(self.counted_from) as f64 * network.dt_s;
        let rates = |p: usize| -> Vec<f64> {
            if !in_full || seconds <= 0.0 {
                return Vec::new();
            }
            self.counts[p].iter().map(|count| f64::from(*count) / seconds).collect()
        };
        let (rates_e, rates_i) = (rates(E), rates(I));
        let balance: Vec<[f64; 2]> =
            if in_full { (0..network.counts[E]).map(|i| stepper.currents(E, i)).collect() } else { Vec::new() };
        let mean_e: Vec<f64> = stepper.mean_e().collect();
        with(&State {
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

    fn record(&mut self, watch: &Watch, into: &mut Frame) {
        let columns = self.layout.signals.len();
        let mut row = std::mem::take(&mut self.row);
        self.state(false, |state| self.picture.signals(self.stepper.network(), state, &mut row[..columns]));
        let network = self.stepper.network();
        // So that the threshold is 1, as everywhere, and the own reset takes 1 away.
        let voltage = |p: usize, i: usize| {
            let own = if p == E { -network.ee.at(i, i) } else { network.ii.at(i, i) };
            1.0 + (self.stepper.v(p)[i] - network.threshold[p][i]) / own
        };
        let channels = &mut row[columns..];
        channels.fill(f64::NAN);
        if let Some(neuron) = watch.picks[0] {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            let [excitatory, inhibitory] = self.stepper.currents(p, i);
            channels[..4].copy_from_slice(&[excitatory, inhibitory, excitatory + inhibitory, voltage(p, i)]);
        }
        for (seat, pick) in channels[Channel::ALL.len()..].iter_mut().zip(&watch.picks[1..]) {
            *seat = pick.map_or(f64::NAN, |n| voltage(n.population as usize, n.index as usize));
        }
        into.samples.push(self.step(), &row);
        self.row = row;
    }
}

impl Engine for MinimaxEngine {
    fn layout(&self) -> Arc<Layout> {
        self.layout.clone()
    }

    fn step(&self) -> u64 {
        self.stepper.step_index()
    }

    fn advance(&mut self, steps: u64, watch: &Watch, into: &mut Frame) -> Result<(), Fault> {
        let watch = watch.within(&self.layout);
        if watch.samples && (self.watched != watch.picks || self.step() == 0) {
            self.watched = watch.picks;
            into.watches.push((self.step(), watch.picks));
        }
        for _ in 0..steps {
            let before = into.spikes.len();
            self.stepper.step(&mut into.spikes);
            if self.step() > self.counted_from {
                for spike in &into.spikes[before..] {
                    self.counts[spike.neuron.population as usize][spike.neuron.index as usize] += 1;
                }
            }
            if watch.samples {
                self.record(&watch, into);
            }
        }
        into.step = self.step();
        match self.stepper.not_finite() {
            Some(what) => Err(Fault { step: self.step(), what }),
            None => Ok(()),
        }
    }

    fn depict(&mut self, watch: &Watch, into: &mut Frame) {
        let given = Given { x: self.stepper.x(), injected: self.stepper.course().currents(self.step()) };
        let mut picture = std::mem::replace(&mut self.picture, Picture::idle(&self.params));
        let view = Arc::new(self.state(true, |state| picture.depict(self.stepper.network(), state, given)));
        self.picture = picture;
        into.theory.push((self.step(), view.theory.clone()));
        into.depiction = Some(view);
        let tau_steps = self.layout.tau_s / self.layout.dt_s;
        let (from, stride) = (self.step(), ((AHEAD_TAU * tau_steps / AHEAD as f64) as u64).max(1));
        let values = (0..=AHEAD as u64).map(|k| self.stepper.course().x(from + k * stride)).collect();
        into.upcoming = Some(Upcoming { signal: 0, from, stride, values });
        into.watched = watch.within(&self.layout).picks[0].map(|neuron| {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            Watched { neuron, net_threshold: self.stepper.network().threshold[p][i] }
        });
    }

    fn edit(&mut self, edits: &[Edit]) -> Result<(), ParamError> {
        let is_drive = |edit: &&Edit| find(&mut self.drive.clone(), &edit.id).is_ok();
        let (of_drive, of_network): (Vec<&Edit>, Vec<&Edit>) = edits.iter().partition(is_drive);
        let owned = |edits: Vec<&Edit>| edits.into_iter().cloned().collect::<Vec<_>>();
        let (drive, _) = apply(&self.drive, &owned(of_drive))?;
        let (params, _) = apply(&self.params, &owned(of_network))?;
        let network = if params == self.params { self.stepper.network().clone() } else { build(&params, self.seed)? };
        let course = if drive == self.drive {
            self.stepper.course().clone()
        } else {
            drive.course(network.dt_s, self.seed).gliding(self.stepper.x(), self.step())
        };
        // A cue that comes or goes is no other network: what is known of the optimum stays.
        if params != self.params || drive.level() != self.drive.level() {
            self.picture = Picture::new(&params, &network, mean_drive(&params, &network, &drive, self.seed));
            self.counts = network.counts.map(|n| vec![0; n]);
            self.counted_from = self.step() + (SETTLED_TAU * network.tau_s[E] / network.dt_s) as u64;
        }
        let layout = self.picture.layout(&network);
        if layout.tau_s != self.layout.tau_s {
            self.layout = Arc::new(layout);
        }
        self.stepper.retune(network, &params, course);
        self.params = params;
        self.drive = drive;
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        let refuse = |message: &str| Err(ParamError::Conflict { message: message.to_owned() });
        if to.iter().any(|(_, value)| !value.is_finite()) {
            return refuse("a signal can only be kicked to a finite value");
        }
        match self.params.application {
            Application::Pair if to.iter().all(|(signal, _)| (1..=2).contains(signal)) => {
                for &(signal, value) in to {
                    self.stepper.set_r(signal - 1, vec![value.max(0.0)]);
                }
                Ok(())
            }
            Application::Ring if to.iter().all(|(signal, _)| (1..=2).contains(signal)) => {
                let at = |signal: usize| to.iter().find(|(s, _)| *s == signal).map_or(0.0, |(_, value)| *value);
                let r = self.stepper.r(E).to_vec();
                let n = r.len();
                let (x, y) = r.iter().enumerate().fold((0.0, 0.0), |(x, y), (j, r)| {
                    let (sin, cos) = angle(j, n).sin_cos();
                    (x + r * cos, y + r * sin)
                });
                // The bump is carried round the ring to where it was pulled.
                let turn = at(2).atan2(at(1)) - y.atan2(x);
                let cells = (turn / angle(1, n)).round().rem_euclid(n as f64) as usize;
                self.stepper.set_r(E, (0..n).map(|j| r[(j + n - cells) % n]).collect());
                Ok(())
            }
            _ => refuse("here the state cannot be kicked; the pair and the ring can"),
        }
    }

    fn alarm(&self) -> Option<String> {
        (self.stepper.saturation() > LOCKED).then(|| {
            "lock-up: nearly every neuron fires in every step, excitation beats all the inhibition that one step can \
             bring; try the greedy rule, weaker E to E weights, or a larger I step"
                .to_owned()
        })
    }

    fn next_event(&self) -> Option<u64> {
        self.stepper.course().next_event(self.step())
    }
}
