//! A minimax network, built once: what hands, editing and engine share.

use super::app::App;
use super::network::Network;
use super::params::MinimaxParams;
use super::predict::{Optimum, Search};
use super::stability::Stability;
use super::state::State;
use super::{apps, build, picture};
use crate::model::Chore;
use crate::param::ParamError;
use crate::picture::{Depiction, Given, Layout};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The network of some parameters, with what theory knows of it.
pub struct MinimaxPlan {
    params: MinimaxParams,
    seed: u64,
    network: Arc<Network>,
    optimum: Arc<Optimum>,
    /// Whether the saddle holds; looked at once what it needs is known.
    stability: Arc<OnceLock<Option<Stability>>>,
    layout: OnceLock<Arc<Layout>>,
}

impl MinimaxPlan {
    /// Builds the network; takes over what `before` has if only the drive differs.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(params: &MinimaxParams, seed: u64, before: Option<&MinimaxPlan>) -> Result<Self, ParamError> {
        let same = |plan: &&MinimaxPlan| {
            plan.seed == seed && MinimaxParams { drive: plan.params.drive.clone(), ..params.clone() } == plan.params
        };
        let before = before.filter(same);
        let network = match before {
            Some(plan) => plan.network.clone(),
            None => Arc::new(build::build(params, seed)?),
        };
        let given = steady(params);
        let (optimum, stability) = match before.filter(|plan| steady(&plan.params) == given) {
            Some(plan) => (plan.optimum.clone(), plan.stability.clone()),
            None => {
                let [x, currents @ ..] = given;
                let optimum = apps::of(params.application).optimum(params, &network, x).pushed(currents);
                (Arc::new(optimum), Arc::default())
            }
        };
        Ok(MinimaxPlan { params: params.clone(), seed, network, optimum, stability, layout: OnceLock::new() })
    }

    /// The parameters.
    pub fn params(&self) -> &MinimaxParams {
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

    /// What only its application knows.
    pub fn app(&self) -> &'static dyn App {
        apps::of(self.params.application)
    }

    /// What theory predicts.
    pub fn optimum(&self) -> &Optimum {
        &self.optimum
    }

    /// Whether `other` is the same network with the same rates to settle at.
    pub fn settles_like(&self, other: &MinimaxPlan) -> bool {
        Arc::ptr_eq(&self.network, &other.network) && steady(&self.params) == steady(&other.params)
    }

    /// Whether the saddle holds, once that can be said.
    pub(super) fn stability(&self) -> Option<&Option<Stability>> {
        let judge = || self.app().stability(&self.network, &self.optimum);
        let is_ready = !self.app().needs_optimum() || self.optimum.is_settled();
        is_ready.then(|| self.stability.get_or_init(judge))
    }

    /// What takes long and is to be done beside the run.
    pub fn chore(&self) -> Option<Box<dyn Chore>> {
        Search::new(&self.optimum).map(|search| Box::new(search) as Box<dyn Chore>)
    }

    /// Names, units, planes.
    pub fn layout(&self) -> &Arc<Layout> {
        self.layout.get_or_init(|| Arc::new(picture::layout(self.app(), &self.params, &self.network)))
    }

    /// Sampled values in the order of the layout.
    pub fn signals(&self, state: &State<'_>, into: &mut [f64]) {
        into[0] = state.x;
        self.app().values(state, &mut into[1..]);
    }

    /// Everything drawn of a state.
    pub fn depict(&self, state: &State<'_>, given: Given) -> Depiction {
        picture::depict(self.app(), self.stability(), state, given)
    }
}

/// What the rates settle at: the input and the currents that are there in the end.
fn steady(params: &MinimaxParams) -> [f64; 3] {
    [params.drive.waveform.x, params.drive.current_e, params.drive.current_i]
}

impl fmt::Debug for MinimaxPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MinimaxPlan").field("params", &self.params).field("seed", &self.seed).finish_non_exhaustive()
    }
}
