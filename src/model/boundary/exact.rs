//! Which networks can be run without time steps, from spike to spike (sheet low-rank-ei, section 6.6).

use super::{BoundaryParams, Network, Population, Synapse};
use crate::picture::{Finding, Severity};

impl BoundaryParams {
    /// What stands in the way of an exact run, and what to try; `None` if nothing does.
    pub fn obstacle_to_exact(&self) -> Option<String> {
        let what = match self.synapse {
            Synapse::Instantaneous => None,
            Synapse::SquarePulse => Some("square pulse"),
            Synapse::Exponential => Some("exponential"),
            Synapse::Rate => Some("rate"),
        };
        if let Some(what) = what {
            let why = if self.synapse == Synapse::Rate {
                "units have no spikes to go to"
            } else {
                "synapses bend the way between spikes"
            };
            return Some(format!("{what} {why}; try `synapse` = instantaneous"));
        }
        if self.delay_ms > 0.0 {
            let given = self.delay_ms;
            return Some(format!("spikes under way (`delay_ms` = {given}) are not followed; try `delay_ms` = 0"));
        }
        if self.sigma_v > 0.0 {
            let given = self.sigma_v;
            return Some(format!(
                "with voltage noise (`sigma_v` = {given}) the way between spikes is not known; try `sigma_v` = 0"
            ));
        }
        if self.has() == [true; 2] && self.tau_i_ratio != 1.0 {
            let given = self.tau_i_ratio;
            return Some(format!(
                "with unequal time constants (`tau_i_ratio` = {given}) the state does not go straight to the origin; try \
                 `tau_i_ratio` = 1"
            ));
        }
        if !self.drive.waveform.is_straight() {
            return Some("a sine or noise as input has no straight pieces; try `input` = drawn, back and forth, ramp, step or constant".to_owned());
        }
        None
    }
}

impl Network {
    /// Whether it can be run from spike to spike: spikes act at once, nothing is random, and all decays alike.
    pub fn needs_no_steps(&self) -> bool {
        let [e, i] = &self.populations;
        let alike = e.is_empty() || i.is_empty() || e.leak_per_s == i.leak_per_s;
        let quiet = |p: &Population| p.is_empty() || p.sigma_v == 0.0;
        self.synapse == Synapse::Instantaneous && self.delay_steps == 0 && alike && quiet(e) && quiet(i)
    }
}

/// What should be known of an exact run: what a spike costs.
pub(super) fn finding(network: &Network) -> Finding {
    let differ = |values: &[f64]| values.windows(2).any(|pair| pair[0] != pair[1]);
    let many =
        |p: &Population| [&p.input, &p.from_e, &p.from_i].into_iter().filter(|values| differ(values)).count() > 1;
    let costs = |p: &Population| !p.is_empty() && p.spike_cost > 0.0;
    let text = if network.populations.iter().any(costs) {
        "exact, without time step; spike costs are each neuron's own, so that the search for the next spike may ask all neurons"
    } else if network.populations.iter().any(many) {
        "exact, without time step; neurons differ in more than one weight, and the next spike is found in a tree of them, as a \
         rule in a time that grows with log N"
    } else {
        "exact, without time step; the next spike is found by binary search in a time that grows with log N"
    };
    Finding::new("exact", Severity::Info, text)
}
