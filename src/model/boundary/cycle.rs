//! The limit cycle that theory predicts, in event-driven form: exact, without time steps.
//!
//! Sheet low-rank-ei, sections 4.5 and 6.6, for instantaneous synapses, constant input, one leak, no noise, no spike
//! cost. Between spikes the state shrinks along its ray to the origin, y -> y exp(-t/tau), until it meets the first
//! line; then spikes follow at that instant, I before E, the largest voltage first, until nobody is above threshold.
//! A cycle is a repeat of the *state* (section 13.2): where one E line is active the wait depends on E_EI y_I - E_EE y_E
//! alone, so that equal volleys have equal waits while the state still drifts.

use super::{E, I, Network, Synapse};
use crate::geometry::Point;

/// A periodic pattern of spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    /// Length in seconds.
    pub period_s: f64,
    /// Spikes of E and I in one cycle.
    pub spikes: [usize; 2],
    /// The E and the I neuron that spike most often in it.
    pub leaders: [Option<usize>; 2],
    /// Mean latents over a cycle: `D_k n_k tau / period` summed.
    pub means: [f64; 2],
    /// How often in a cycle a spike of E follows one of I; of one population alone, its spikes.
    pub turns: usize,
}

impl Cycle {
    /// Mean seconds from one turn to the next, which is what a run can measure of spikes alone.
    pub fn turn_s(&self) -> f64 {
        self.period_s / self.turns.max(1) as f64
    }
}

/// Spikes at one instant beyond which the network counts as running away.
const CASCADE: usize = 10_000;
/// Volleys followed before giving up, and voltages computed, so that a hand does not wait.
const VOLLEYS: usize = 4_000;
const VOLTAGES: usize = 800_000;
/// How near the state must come to where it was.
const REPEAT: f64 = 1e-7;
const TOLERANCE: f64 = 1e-12;

/// Follows the noise-free network from `start` = (y_E, y_I) until its volleys repeat.
///
/// `None` if theory has no say here (noise, spike cost, slow synapses, unequal leaks, mistuning), if the network falls
/// silent or runs away, or if no period is found.
pub fn predict_cycle(network: &Network, x: f64, injected: [f64; 2], start: Point) -> Option<Cycle> {
    let [e, i] = &network.populations;
    let exact = network.synapse == Synapse::Instantaneous
        && network.delay_steps == 0
        && [e, i].iter().all(|p| p.sigma_v == 0.0 && p.spike_cost == 0.0 && p.cross_decoder == p.decoder)
        && e.leak_per_s == i.leak_per_s;
    if !exact || network.counts().iter().sum::<usize>() > 2_000 {
        return None;
    }
    let tau = 1.0 / e.leak_per_s;
    let voltage = |p: usize, k: usize, y: Point| {
        let population = &network.populations[p];
        let silenced = if population.is_silenced(k) { f64::NEG_INFINITY } else { 0.0 };
        population.static_voltage(k, x, y.x, y.y) + injected[p] + silenced
    };
    let rest = |p: usize, k: usize| voltage(p, k, Point::origin());
    let mut y = start;
    let mut volleys: Vec<Volley> = Vec::new();
    let mut total = 0;
    let neurons = network.counts().iter().sum::<usize>().max(1);
    while volleys.len() < VOLLEYS && (volleys.len() + total) * neurons < VOLTAGES {
        // 1. The leak, until the first line: V(t) = U + (V - U) exp(-t/tau) reaches 1 when exp(t/tau) = (U-V)/(U-1).
        let mut first: Option<(f64, usize, usize)> = None;
        for p in [I, E] {
            for k in 0..network.populations[p].len() {
                let (u, v) = (rest(p, k), voltage(p, k, y));
                if u > 1.0 {
                    let ratio = ((u - v) / (u - 1.0)).max(1.0);
                    if first.is_none_or(|(best, ..)| ratio < best) {
                        first = Some((ratio, p, k));
                    }
                }
            }
        }
        let (ratio, mut p, mut k) = first?;
        y = Point::from(y.coords / ratio);
        // 2. The cascade at that instant.
        let mut volley = Vec::new();
        loop {
            volley.push((p, k));
            y[p] += network.populations[p].decoder[k];
            total += 1;
            if volley.len() > CASCADE || total > 20 * CASCADE {
                return None;
            }
            let next = [I, E].into_iter().find_map(|p| {
                let best = (0..network.populations[p].len())
                    .map(|k| (voltage(p, k, y), k))
                    .reduce(|best, other| if other.0 > best.0 { other } else { best })?;
                (best.0 >= 1.0 - TOLERANCE).then_some((p, best.1))
            });
            match next {
                Some(next) => (p, k) = next,
                None => break,
            }
        }
        volleys.push(Volley { wait_s: tau * ratio.ln(), spikes: volley, after: y });
        if let Some(cycle) = repeats(&volleys, network, tau) {
            return Some(cycle);
        }
    }
    None
}

/// Spikes at one instant.
struct Volley {
    /// Since the one before.
    wait_s: f64,
    spikes: Vec<(usize, usize)>,
    /// The state when they are through.
    after: Point,
}

/// The shortest tail of volleys after which the state is where it was before it.
fn repeats(volleys: &[Volley], network: &Network, tau: f64) -> Option<Cycle> {
    // Long enough to have left the transient behind, and only now and then, since the search is quadratic.
    if volleys.len() < 64 || !volleys.len().is_multiple_of(64) {
        return None;
    }
    let now = volleys.last()?.after;
    let length = (1..=volleys.len() / 3).find(|length| {
        let (head, tail) = volleys.split_at(volleys.len() - length);
        let before = &head[head.len() - length..];
        let returned = head.last().is_some_and(|then| (then.after - now).norm() <= REPEAT * (1.0 + now.coords.norm()));
        returned && before.iter().zip(tail).all(|(a, b)| a.spikes == b.spikes)
    })?;
    let tail = &volleys[volleys.len() - length..];
    let period_s: f64 = tail.iter().map(|volley| volley.wait_s).sum();
    let mut spikes = [0; 2];
    let mut charge = [0.0; 2];
    for &(p, k) in tail.iter().flat_map(|volley| &volley.spikes) {
        spikes[p] += 1;
        charge[p] += network.populations[p].decoder[k];
    }
    let leaders = [E, I].map(|p| {
        let mut counts = vec![0; network.populations[p].len()];
        tail.iter().flat_map(|volley| &volley.spikes).filter(|(q, _)| *q == p).for_each(|(_, k)| counts[*k] += 1);
        (0..counts.len()).rev().max_by_key(|k| counts[*k]).filter(|k| counts[*k] > 0)
    });
    let order: Vec<usize> = tail.iter().flat_map(|volley| &volley.spikes).map(|(p, _)| *p).collect();
    let turns = match spikes {
        [0, n] | [n, 0] => n,
        // The first follows the last, since the pattern repeats.
        _ => (0..order.len()).filter(|k| order[*k] == E && order[(*k + order.len() - 1) % order.len()] == I).count(),
    };
    let means = [E, I].map(|p| charge[p] * tau / period_s);
    (period_s > 0.0).then_some(Cycle { period_s, spikes, leaders, means, turns })
}
