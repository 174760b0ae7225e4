//! The low-rank network as an [`Engine`]: recording, drawing, live edits around the [`Stepper`].

use super::stepper::{Initial, Stepper};
use crate::model::boundary::{BoundaryParams, E, I, Picture, Populations, Start, design};
use crate::model::{Drive, Streams};
use crate::param::{Edit, ParamError, apply};
use crate::picture::{Channel, Given, Layout, NeuronId, Picks};
use crate::sim::{Engine, Fault, Frame, Upcoming, Watch, Watched};
use std::sync::Arc;

/// How far ahead the input is told, in time constants, and at how many places.
const AHEAD_TAU: f64 = 20.0;
const AHEAD: usize = 160;
/// Activity beyond this part of what the time step allows counts as runaway.
const RUNAWAY: f64 = 0.9;

/// A running low-rank network.
pub struct BoundaryEngine {
    params: BoundaryParams,
    drive: Drive,
    seed: u64,
    layout: Arc<Layout>,
    stepper: Stepper,
    picture: Picture,
    row: Vec<f64>,
    watched: Picks,
    /// Filtered spikes of the first two neurons, where a plane shows them.
    r: [f64; 2],
    r_keep: f64,
}

impl BoundaryEngine {
    /// Builds the network and puts it at its initial state.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(params: BoundaryParams, drive: Drive, seed: u64) -> Result<Self, ParamError> {
        let network = design(&params, seed)?;
        let initial = match params.start {
            Start::Static => Initial::Static,
            Start::ZeroVolts => Initial::zero_volts(&network),
        };
        let course = drive.course(network.dt_s, seed);
        let picture = Picture::new(&params, &network, &drive, seed);
        let layout = Arc::new(picture.layout(&network));
        let mut stepper = Stepper::new(network, course, &initial, Streams::new(seed));
        stepper.start_at([&params.start_r_e, &params.start_r_i]);
        let row = vec![f64::NAN; layout.columns()];
        let start = if picture.pair() == Some(E) { &params.start_r_e } else { &params.start_r_i };
        let r = [0, 1].map(|k| start.get(k).copied().unwrap_or(0.0));
        let r_keep = (-layout.dt_s / layout.tau_s).exp();
        let watched = Picks::default();
        Ok(BoundaryEngine { params, drive, seed, layout, stepper, picture, row, watched, r, r_keep })
    }

    /// The stepping core.
    pub fn stepper(&self) -> &Stepper {
        &self.stepper
    }

    fn record(&mut self, watch: &Watch, into: &mut Frame) {
        let y = self.stepper.readout();
        let signals = self.picture.signals(self.stepper.x(), y, self.r);
        let columns = self.layout.signals.len();
        self.row[..columns].copy_from_slice(&signals[..columns]);
        if let Some(neuron) = watch.picks[0] {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            let [excitatory, inhibitory] = self.picture.currents(self.stepper.network(), p, i, self.stepper.x(), y);
            let voltage = self.stepper.voltage(p, i);
            self.row[columns..columns + Channel::ALL.len()].copy_from_slice(&[
                excitatory,
                inhibitory,
                excitatory + inhibitory,
                voltage,
            ]);
        } else {
            self.row[columns..columns + Channel::ALL.len()].fill(f64::NAN);
        }
        for (seat, pick) in self.row[columns + Channel::ALL.len()..].iter_mut().zip(&watch.picks[1..]) {
            *seat = pick.map_or(f64::NAN, |n| self.stepper.voltage(n.population as usize, n.index as usize));
        }
        into.samples.push(self.stepper.step_index(), &self.row);
    }
}

impl Engine for BoundaryEngine {
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
        let pair = self.picture.pair();
        for _ in 0..steps {
            let before = into.spikes.len();
            self.stepper.step(&mut into.spikes);
            if pair.is_some() {
                self.r = self.r.map(|r| r * self.r_keep);
                into.spikes[before..].iter().for_each(|spike| self.r[spike.neuron.index as usize] += 1.0);
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
        let network = self.stepper.network();
        let given = Given { x: self.stepper.x(), injected: self.stepper.injected() };
        let picks: Vec<NeuronId> = watch.within(&self.layout).picks.into_iter().flatten().collect();
        let view = self.picture.view(network, given, &picks);
        into.theory.push((self.step(), view.theory.clone()));
        into.depiction = Some(view);
        let tau_steps = self.layout.tau_s / self.layout.dt_s;
        let (from, stride) = (self.step(), ((AHEAD_TAU * tau_steps / AHEAD as f64) as u64).max(1));
        let values = (0..=AHEAD as u64).map(|k| self.stepper.course().x(from + k * stride)).collect();
        into.upcoming = Some(Upcoming { signal: 0, from, stride, values });
        into.watched = watch.within(&self.layout).picks[0].map(|neuron| Watched {
            neuron,
            net_threshold: self.picture.net_threshold(network, neuron.population as usize, neuron.index as usize),
        });
    }

    fn edit(&mut self, edits: &[Edit]) -> Result<(), ParamError> {
        let is_drive = |edit: &&Edit| crate::param::find(&mut self.drive.clone(), &edit.id).is_ok();
        let (of_drive, of_network): (Vec<&Edit>, Vec<&Edit>) = edits.iter().partition(is_drive);
        let owned = |edits: Vec<&Edit>| edits.into_iter().cloned().collect::<Vec<_>>();
        let (drive, _) = apply(&self.drive, &owned(of_drive))?;
        let (params, _) = apply(&self.params, &owned(of_network))?;
        let network = design(&params, self.seed)?;
        let mut course = drive.course(network.dt_s, self.seed);
        if drive != self.drive {
            course = course.gliding(self.stepper.x(), self.step());
        } else {
            course = self.stepper.course().clone();
        }
        self.picture = Picture::new(&params, &network, &drive, self.seed);
        let layout = self.picture.layout(&network);
        self.stepper.retune(network, course);
        // Ranges are only where a picture begins; names and numbers of neurons are what a layout must be true about.
        if layout.populations != self.layout.populations || layout.signals != self.layout.signals {
            self.row = vec![f64::NAN; layout.columns()];
            self.layout = Arc::new(layout);
        }
        self.params = params;
        self.drive = drive;
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        let refuse = |message: &str| Err(ParamError::Conflict { message: message.to_owned() });
        let mut kicks = Vec::new();
        if to.iter().any(|(_, value)| !value.is_finite()) {
            return refuse("a latent can only be kicked to a finite value");
        }
        for &(signal, value) in to {
            kicks.push(match (self.params.populations, signal) {
                (Populations::Both | Populations::ExcitatoryOnly, 1) => (E, value.max(0.0)),
                (Populations::Both, 2) => (I, value.max(0.0)),
                (Populations::InhibitoryOnly, 1) => (I, (-value).max(0.0)),
                _ => return refuse("only latents can be kicked; drag the cursor to change the input"),
            });
        }
        for (p, y) in kicks {
            if !self.stepper.kick(p, y) {
                return refuse("latents of the rate version follow from its voltages and cannot be kicked");
            }
        }
        Ok(())
    }

    fn alarm(&self) -> Option<String> {
        let [activity, cap] = self.stepper.activity()?;
        (activity > RUNAWAY * cap).then(|| {
            format!(
                "runaway: {activity:.0} spikes per time constant, where the time step allows {cap:.0}; \
                 inhibition no longer holds excitation"
            )
        })
    }

    fn next_event(&self) -> Option<u64> {
        self.stepper.course().next_event(self.step())
    }
}
