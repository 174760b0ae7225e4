//! A learning network, built once: what hands, editing and engine share.

use super::build;
use super::network::{Control, Network};
use super::params::LearningParams;
use super::picture;
use super::schedule::Schedule;
use super::theory::{Fit, Fitting, Region};
use crate::model::Chore;
use crate::param::ParamError;
use crate::picture::Layout;
use std::sync::{Arc, OnceLock};

/// The network of some parameters, with what theory knows of it.
#[derive(Debug)]
pub struct LearningPlan {
    params: LearningParams,
    seed: u64,
    network: Arc<Network>,
    control: Control,
    schedule: Schedule,
    weights: Arc<Vec<f64>>,
    region: Arc<OnceLock<Arc<Region>>>,
    fit: Arc<OnceLock<Fit>>,
    layout: OnceLock<Arc<Layout>>,
    /// Basis functions in the order of their directions, and their |psi|^2 over the visited region.
    order: OnceLock<Vec<usize>>,
    power: OnceLock<f64>,
}

impl LearningPlan {
    /// Builds the network; takes over what `before` has if it is the same.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(params: &LearningParams, seed: u64, before: Option<&LearningPlan>) -> Result<Self, ParamError> {
        let before = before.filter(|plan| plan.seed == seed);
        let is_built = |plan: &&LearningPlan| shape_of(params) == shape_of(&plan.params);
        let network = match before.filter(is_built) {
            Some(plan) => {
                // What hands change at once is still judged.
                crate::param::Parameters::check(params)?;
                plan.network.clone()
            }
            None => {
                let known = before.filter(|plan| build::is_same_teacher(params, &plan.params));
                Arc::new(build::build(params, seed, known.map(|plan| &plan.network.teacher))?)
            }
        };
        let starts_alike = |plan: &&LearningPlan| {
            let of = |p: &LearningParams| (p.radius, p.protocol, p.start.clone());
            plan.network.teacher == network.teacher && of(&plan.params) == of(params)
        };
        if before.filter(starts_alike).is_none() {
            build::stays(params, &network.teacher)?;
        }
        let is_shaped_alike = |plan: &&LearningPlan| {
            plan.params.weights == params.weights
                && plan.network.basis.len() == network.basis.len()
                && plan.network.dimensions() == network.dimensions()
        };
        let weights = match before.filter(is_shaped_alike) {
            Some(plan) => plan.weights.clone(),
            None => Arc::new(build::weights(params, &network)?),
        };
        let same_teacher = before.filter(|plan| plan.network.teacher == network.teacher);
        let region = same_teacher.map_or_else(Arc::default, |plan| plan.region.clone());
        let fit = same_teacher
            .filter(|plan| plan.network.basis == network.basis && plan.network.lam_per_s == network.lam_per_s)
            .map_or_else(Arc::default, |plan| plan.fit.clone());
        Ok(LearningPlan {
            control: build::control(params, network.dimensions()),
            schedule: Schedule::new(params, seed),
            params: params.clone(),
            seed,
            network,
            weights,
            region,
            fit,
            layout: OnceLock::new(),
            order: OnceLock::new(),
            power: OnceLock::new(),
        })
    }

    /// The parameters.
    pub fn params(&self) -> &LearningParams {
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

    /// What a hand changes while it runs.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// How the run is cut into trials.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The weights at the start.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// What is known of the teacher.
    pub fn region(&self) -> &Arc<Region> {
        self.region.get_or_init(|| Arc::new(Region::new(&self.network)))
    }

    /// How well the basis can do, once that is known.
    pub fn fit(&self) -> Option<&Fit> {
        self.fit.get()
    }

    /// Basis functions in the order of their directions.
    pub fn order(&self) -> &[usize] {
        self.order.get_or_init(|| self.network.basis.order())
    }

    /// |psi|^2 over the visited region.
    pub fn power(&self) -> f64 {
        *self.power.get_or_init(|| self.network.basis.power(&self.region().places))
    }

    /// What takes long and is to be done beside the run.
    pub fn chore(&self) -> Option<Box<dyn Chore>> {
        let fitting = Fitting::new(self.network.clone(), self.region().clone(), self.fit.clone());
        fitting.map(|fitting| Box::new(fitting) as Box<dyn Chore>)
    }

    /// Names, units, planes.
    pub fn layout(&self) -> &Arc<Layout> {
        self.layout.get_or_init(|| Arc::new(picture::layout(&self.params, &self.network, self.control.is_rate)))
    }
}

/// The parameters without those that hands change in the running network without building it anew.
fn shape_of(params: &LearningParams) -> LearningParams {
    use crate::param::OnOff;
    let still = LearningParams::default();
    LearningParams {
        lateral: OnOff::Off,
        weights: still.weights.clone(),
        feedback: OnOff::Off,
        k: 0.0,
        learning: OnOff::Off,
        eta: 0.0,
        anneal: OnOff::Off,
        protocol: still.protocol,
        trial_s: 0.0,
        block_s: 0.0,
        gate_s: 0.0,
        start: Vec::new(),
        sigma_c: 0.0,
        tau_c: 0.0,
        driven: still.driven,
        c1: 0.0,
        c2: 0.0,
        c3: 0.0,
        sigma_v: 0.0,
        student: still.student,
        dead: still.dead,
        ..params.clone()
    }
}
