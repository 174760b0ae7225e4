//! The low-rank network as an [`Engine`]: recording, drawing, live edits around the [`Stepper`].

use super::stepper::{Initial, Stepper};
use crate::model::boundary::{BoundaryParams, Picture, Start, design};
use crate::model::{Channel, Drive, Layout, NeuronId, Streams};
use crate::param::{Edit, ParamError, apply};
use crate::sim::{Engine, Fault, Frame, Watch, Watched};
use std::sync::Arc;

/// A running low-rank network.
pub struct BoundaryEngine {
    params: BoundaryParams,
    drive: Drive,
    seed: u64,
    layout: Arc<Layout>,
    stepper: Stepper,
    picture: Picture,
    row: Vec<f64>,
    watched: Option<NeuronId>,
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
        let course = drive.course(network.dt_s);
        let picture = Picture::new(&params, &network, &drive);
        let layout = Arc::new(picture.layout(&network));
        let stepper = Stepper::new(network, course, &initial, Streams::new(seed));
        let row = vec![f64::NAN; layout.columns()];
        Ok(BoundaryEngine { params, drive, seed, layout, stepper, picture, row, watched: None })
    }

    /// The stepping core.
    pub fn stepper(&self) -> &Stepper {
        &self.stepper
    }

    fn record(&mut self, watch: &Watch, into: &mut Frame) {
        let y = self.stepper.readout();
        let signals = self.picture.signals(self.stepper.x(), y);
        let columns = self.layout.signals.len();
        self.row[..columns].copy_from_slice(&signals[..columns]);
        if let Some(neuron) = watch.neuron {
            let (p, i) = (neuron.population as usize, neuron.index as usize);
            let [excitatory, inhibitory] = self.picture.currents(self.stepper.network(), p, i, self.stepper.x(), y);
            let voltage = self.stepper.voltage(p, i);
            self.row[columns..].copy_from_slice(&[excitatory, inhibitory, excitatory + inhibitory, voltage]);
        } else {
            self.row[columns..columns + Channel::ALL.len()].fill(f64::NAN);
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
        let watch = Watch { neuron: watch.neuron.filter(|neuron| self.layout.has(*neuron)), ..*watch };
        if watch.samples && (self.watched != watch.neuron || self.step() == 0) {
            self.watched = watch.neuron;
            into.watches.push((self.step(), watch.neuron));
        }
        for _ in 0..steps {
            self.stepper.step(&mut into.spikes);
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
        let view = self.picture.view(network, self.stepper.x(), self.stepper.injected());
        into.planes = view.planes;
        into.verdict = view.verdict;
        into.predicted_cycle_s = view.predicted_cycle_s;
        into.theory.push((self.step(), view.theory));
        into.watched = watch.neuron.filter(|neuron| self.layout.has(*neuron)).map(|neuron| Watched {
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
        if network.counts() != self.stepper.network().counts() {
            return Err(ParamError::Conflict { message: "this edit changes the number of neurons".to_owned() });
        }
        let course = drive.course(network.dt_s);
        self.picture = Picture::new(&params, &network, &drive);
        self.stepper.retune(network, course);
        self.params = params;
        self.drive = drive;
        Ok(())
    }
}
