//! How the crossing answers a push, with all that acts on it (sheet low-rank-ei, sections 4.4 and 13.8).
//!
//! ```text
//! E_EE' = E_EE - mu_E/(N_E D_E)      E_II' = E_II + mu_I/(N_I D_I)      Delta = E_EI E_IE - E_EE' E_II'
//! dy_E/dh_E = E_II'/Delta    dy_I/dh_E = rho E_IE/Delta    dy_E/dh_I = -E_EI/(rho Delta)    dy_I/dh_I = -E_EE'/Delta
//! ```
//! N_p D_p is summed over the neurons that share the line which is active at the crossing, and rho = tau_I/tau_E. I holds
//! what E alone would lose only if E_EE' is above 0; otherwise a push of I has no paradox.

use super::{E, I, Network};
use crate::geometry::Crossing;

/// Weights of the neurons that are active at a crossing, the spike cost in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slopes {
    pub ee: f64,
    pub ei: f64,
    pub ie: f64,
    pub ii: f64,
    rho: f64,
}

/// The decoders of all neurons that have the line of neuron `owner` and can spike, summed.
pub(super) fn shared(network: &Network, p: usize, owner: usize) -> f64 {
    let population = &network.populations[p];
    let line = |i: usize| {
        let all = [population.from_e[i], population.from_i[i], population.input[i], population.threshold[i]];
        // The scale of a line is free.
        let scale = all[0].abs().max(all[1].abs()).max(1e-300);
        all.map(|v| v / scale)
    };
    let own = line(owner);
    let is_shared = |i: &usize| line(*i).iter().zip(own).all(|(a, b)| (a - b).abs() <= 1e-9 * (1.0 + b.abs()));
    (0..population.len()).filter(|i| !population.is_silenced(*i)).filter(is_shared).map(|i| population.decoder[i]).sum()
}

impl Slopes {
    /// Those at a crossing.
    pub(super) fn at(network: &Network, crossing: &Crossing) -> Self {
        let [e, i] = &network.populations;
        let [k, j] = crossing.owners;
        let cost = |p: usize| {
            let (cost, sum) = (network.populations[p].spike_cost, shared(network, p, crossing.owners[p]));
            if cost > 0.0 && sum > 0.0 { cost / sum } else { 0.0 }
        };
        Slopes {
            ee: e.from_e[k] - cost(E),
            ei: e.from_i[k],
            ie: i.from_e[j],
            ii: i.from_i[j] + cost(I),
            rho: e.leak_per_s / i.leak_per_s,
        }
    }

    /// Above 0 where I is the steeper one.
    pub(super) fn delta(self) -> f64 {
        self.ei * self.ie - self.ee * self.ii
    }

    /// Change of (y_E, y_I) by a current into E.
    pub(super) fn to_e(self) -> [f64; 2] {
        [self.ii / self.delta(), self.rho * self.ie / self.delta()]
    }

    /// Change of (y_E, y_I) by a current into I.
    pub(super) fn to_i(self) -> [f64; 2] {
        [-self.ei / (self.rho * self.delta()), -self.ee / self.delta()]
    }

    /// Whether E alone would run away, so that it is I that holds it.
    pub(super) fn are_stabilised(self) -> bool {
        self.ee > 1e-9
    }
}
