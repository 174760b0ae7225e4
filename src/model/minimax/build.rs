//! From parameters to a network: each application judges its own values and makes its own parts.

use super::apps;
use super::network::Network;
use super::params::MinimaxParams;
use super::parts::conflict;
use crate::model::split_mix::Draws;
use crate::model::{INPUT, tally};
use crate::param::{ParamError, Parameters, Slot, Spec};

/// Whether the parameters fit together.
///
/// # Errors
/// If they do not; what to change is said.
fn validate(p: &MinimaxParams) -> Result<(), ParamError> {
    for (tau, name) in p.tau_s().into_iter().zip(["`tau_ms`", "`tau_ms` times `tau_i_ratio`"]) {
        if p.dt_s > 0.2 * tau {
            return Err(conflict(format!(
                "`dt_s` = {} is too coarse for {name} = {} ms; allowed is dt_s up to {} s",
                p.dt_s,
                tau * 1e3,
                0.2 * tau
            )));
        }
    }
    apps::of(p.application).validate(p)
}

/// Builds the network; `seed` feeds its random weights.
///
/// # Errors
/// If the parameters do not fit together.
pub fn build(params: &MinimaxParams, seed: u64) -> Result<Network, ParamError> {
    tally::designed();
    validate(params)?;
    let parts = apps::of(params.application).parts(params, &mut Draws::new(seed))?;
    Ok(parts.network(params))
}

impl Parameters for MinimaxParams {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        self.visit_fields(visitor);
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        match spec.id {
            "application" | "tau_ms" | "dt_s" | "greedy" => true,
            "silenced_e" => !self.silenced_e.is_empty(),
            "silenced_i" => !self.silenced_i.is_empty(),
            _ if spec.group == INPUT => self.drive.is_relevant(spec),
            id => apps::of(self.application).is_relevant(id),
        }
    }

    fn check(&self) -> Result<(), ParamError> {
        validate(self)
    }
}
