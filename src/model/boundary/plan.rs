//! A low-rank network, built once: what hands, editing and engine share.

use super::picture::Picture;
use super::readout::Readout;
use super::{BoundaryParams, Network, Trials, design};
use crate::model::Chore;
use crate::param::ParamError;
use crate::picture::{Depiction, Given, Layout};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The network of some parameters, with its readout and its pictures.
#[derive(Debug)]
pub struct BoundaryPlan {
    params: BoundaryParams,
    seed: u64,
    network: Arc<Network>,
    readout: Readout,
    layout: OnceLock<Arc<Layout>>,
    /// Remembers what it drew last, so that a hand and the run need one picture between them.
    picture: Mutex<Option<Picture>>,
}

impl BoundaryPlan {
    /// Builds the network; takes over that of `before` if only the drive differs.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(params: &BoundaryParams, seed: u64, before: Option<&BoundaryPlan>) -> Result<Self, ParamError> {
        let (network, readout) = match before.filter(|plan| plan.is_network_of(params, seed)) {
            Some(plan) => (plan.network.clone(), plan.readout.clone()),
            None => {
                let network = design(params, seed)?;
                let readout = Readout::new(params, &network, seed);
                (Arc::new(network), readout)
            }
        };
        let (layout, picture) = (OnceLock::new(), Mutex::new(None));
        Ok(BoundaryPlan { params: params.clone(), seed, network, readout, layout, picture })
    }

    /// Whether these parameters make the same network, whatever drives it.
    pub(super) fn is_network_of(&self, params: &BoundaryParams, seed: u64) -> bool {
        self.seed == seed && BoundaryParams { drive: self.params.drive.clone(), ..params.clone() } == self.params
    }

    /// The parameters.
    pub fn params(&self) -> &BoundaryParams {
        &self.params
    }

    /// Seed of the random streams.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The network.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// How the numbers of a step are read.
    pub fn readout(&self) -> &Readout {
        &self.readout
    }

    /// Nothing here takes long.
    pub fn chore(&self) -> Option<Box<dyn Chore>> {
        None
    }

    /// Names, units, planes.
    pub fn layout(&self) -> &Arc<Layout> {
        self.layout.get_or_init(|| Arc::new(self.with_picture(|picture| picture.layout(&self.network))))
    }

    /// Whether `other` has the names and numbers of this one; ranges are only where a picture begins.
    pub fn is_shaped_like(&self, other: &BoundaryPlan) -> bool {
        self.network.counts() == other.network.counts()
            && self.params.populations == other.params.populations
            && self.readout.wish.is_some() == other.readout.wish.is_some()
            && self.network.synapse == other.network.synapse
            && self.network.dt_s == other.network.dt_s
            && self.params.tau_s() == other.params.tau_s()
    }

    /// Everything drawn, with what trials beside the run have found.
    pub fn view(&self, given: Given, trials: Option<&Arc<Trials>>) -> Arc<Depiction> {
        self.with_picture(|picture| picture.view(&self.network, given, trials))
    }

    fn with_picture<T>(&self, with: impl FnOnce(&mut Picture) -> T) -> T {
        // A picture that broke off is made anew with the next one.
        let mut picture = self.picture.lock().unwrap_or_else(PoisonError::into_inner);
        with(picture.get_or_insert_with(|| Picture::new(&self.params, &self.network, &self.readout)))
    }
}
