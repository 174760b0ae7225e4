//! What is known of the mean latents beside their geometry: closed forms, and networks with one thing taken away.
//!
//! The mean of a network need not be its crossing. Each thing that keeps it away is tried by a run without noise in which
//! that thing alone is missing; where there is a closed form ([`mean_field`](super::mean_field)) that is told beside it.
//!
//! *Slow synapses.* Others hear a spike late, its own neuron at once: a neuron of population p that fires as its drive u
//! demands has `r = u/c_p` with what its own spike takes away from it, `c_I = E_II D_I + mu_I`, and for E
//! `c_E = mu_E - E_EE D_E` with exponential synapses (its own excitation acts at once), `mu_E` with square pulses (it
//! travels with the pulse). With `c_E <= 0` an E neuron that has begun fires until inhibition arrives, and the crossing is
//! lost at once. Otherwise latents as heard follow `tau_s dy/dt = -y + N D r`, so that with `k_p = N_p D_p/c_p` the trace
//! of the loop tells (its determinant is above 0 where I is the steeper one):
//!
//! ```text
//! (k_E E_EE - 1)/tau_sE < (k_I E_II + 1)/tau_sI          the crossing holds
//! ```
//! A square pulse of width w counts as `tau_s = w/2`, its mean delay. The condition is of neurons that fire independently:
//! in simulations of fig. 8 with noise of 0.15 and 0.5 and tau_sE = 1 ms the swing of y_E grows from a tenth of its mean to
//! several times that where tau_sI/tau_sE passes it (1.19; a test). Neurons that are alike and without noise fire at one
//! instant, as one spike of size N D, and circle the crossing below it too: there it is needed, not enough.

use super::checks::held;
use super::lines::{FAR, boundaries};
use super::mean_field::MeanField;
use super::slopes::shared;
use super::{E, I, Network, Population, Synapse};
use crate::geometry::{Crossing, Stage, crossings, stage};
use crate::picture::{Beside, Cause, Given, SpikeLevel, Theory};

/// What can be taken away from a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Removed {
    /// Spikes that take time.
    SlowSynapses,
    /// The pause after a spike.
    Refractory,
    /// Different time constants.
    TimeConstants,
    /// Decoders that the others hear differently.
    Mistuned,
    /// Extra resets.
    Cost,
    /// Most of the size of spikes.
    Sizes,
    /// Most of the time step.
    TimeStep,
}

/// By how much spikes and steps are made smaller.
const SMALLER: f64 = 4.0;

impl Removed {
    /// All of them, the most specific first.
    pub const ALL: [Removed; 7] = [
        Removed::Refractory,
        Removed::SlowSynapses,
        Removed::TimeConstants,
        Removed::Mistuned,
        Removed::Cost,
        Removed::Sizes,
        Removed::TimeStep,
    ];

    /// Whether a network has anything of the kind.
    pub fn applies(self, network: &Network) -> bool {
        let [e, i] = &network.populations;
        let both = !e.is_empty() && !i.is_empty();
        let has = |test: &dyn Fn(&Population) -> bool| network.populations.iter().filter(|p| !p.is_empty()).any(test);
        let is_slow = matches!(network.synapse, Synapse::SquarePulse | Synapse::Exponential);
        match self {
            Removed::SlowSynapses => is_slow || network.delay_steps > 0,
            Removed::Refractory => is_slow && has(&|p| p.refractory_steps > 1),
            Removed::TimeConstants => both && e.leak_per_s != i.leak_per_s,
            Removed::Mistuned => both && has(&|p| p.cross_decoder != p.decoder),
            Removed::Cost => has(&|p| p.spike_cost > 0.0),
            Removed::Sizes => network.synapse != Synapse::Rate,
            Removed::TimeStep => !network.exact,
        }
    }

    /// A network without noise and without this; `None` if it has nothing of the kind.
    pub fn from(self, network: &Network) -> Option<Network> {
        if !self.applies(network) {
            return None;
        }
        let mut without = quiet(network);
        let each = |without: &mut Network, change: &dyn Fn(&mut Population)| {
            without.populations.iter_mut().for_each(change);
        };
        match self {
            Removed::SlowSynapses => {
                without.synapse = Synapse::Instantaneous;
                without.delay_steps = 0;
            }
            Removed::Refractory => each(&mut without, &|p| p.refractory_steps = 0),
            Removed::TimeConstants => without.populations[I].leak_per_s = without.populations[E].leak_per_s,
            // Between the two decoders, since nobody knows which of them was right.
            Removed::Mistuned => each(&mut without, &|p| {
                for (own, cross) in p.decoder.iter_mut().zip(&mut p.cross_decoder) {
                    (*own, *cross) = (0.5 * (*own + *cross), 0.5 * (*own + *cross));
                }
            }),
            Removed::Cost => each(&mut without, &|p| p.spike_cost = 0.0),
            Removed::Sizes => {
                // As many more spikes cost as much more: the product of r and mu stays.
                each(&mut without, &|p| {
                    p.decoder.iter_mut().chain(&mut p.cross_decoder).for_each(|d| *d /= SMALLER);
                    p.spike_cost /= SMALLER;
                });
                finer(&mut without);
            }
            Removed::TimeStep => finer(&mut without),
        }
        Some(without)
    }
}

/// The same without noise.
pub fn quiet(network: &Network) -> Network {
    let mut quiet = network.clone();
    quiet.populations.iter_mut().for_each(|p| p.sigma_v = 0.0);
    quiet
}

/// Shorter steps, the same times.
fn finer(network: &mut Network) {
    network.dt_s /= SMALLER;
    network.delay_steps = (network.delay_steps as f64 * SMALLER) as u64;
    for population in &mut network.populations {
        population.pulse_steps = (population.pulse_steps as f64 * SMALLER) as usize;
        population.refractory_steps = (population.refractory_steps as f64 * SMALLER) as u64;
    }
}

/// What a run without noise came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Mean (y_E, y_I), both at least 0.
    pub mean: [f64; 2],
    /// Spikes of E and I.
    pub spikes: [u64; 2],
    /// Spikes of E and I in a pattern that repeats, its length in seconds; `None` if none was found.
    pub cycle: Option<([usize; 2], f64)>,
    /// Simulated seconds.
    pub seconds: f64,
    /// Whether it ran away.
    pub ran_away: bool,
}

/// All trials of a network at some input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trials {
    /// Without noise.
    pub spikes: Trial,
    /// Without noise and without one thing more.
    pub without: Vec<(Removed, Trial)>,
    /// Whether the network is too large to be tried beside the run.
    pub too_large: bool,
    /// (y, tau dy/dt) of many short runs, where a single population has pulses.
    pub drift: Vec<[f64; 2]>,
}

/// Spikes of a pattern up to which it is named.
const SHORT: usize = 12;

/// The crossing that the state is held at, if there is one.
fn crossing_of(network: &Network, given: Given) -> Option<Crossing> {
    let [e, i] = boundaries(network, given);
    let all = crossings(&e, &i, 0.0, FAR);
    held(&all).copied().filter(|_| stage(&e, &i, &all) == Stage::Stable)
}

/// The closed form with all that it knows, if there is anything to correct; for large networks only with trials.
pub(super) fn corrections(network: &Network, given: Given, waits: bool) -> Corrections {
    crossing_of(network, given).map_or_else(Default::default, |c| corrected(network, given, &c, waits))
}

/// Levels, and what they take into account.
pub(super) type Corrections = (Vec<Theory>, String);

/// What is known beside geometry: corrections, and what trials have found.
pub(super) fn beside(
    network: &Network,
    given: Given,
    both: bool,
    (corrected, corrections): Corrections,
    trials: Option<&Trials>,
) -> Beside {
    // Rates have no spikes.
    let tried = trials.filter(|trials| !trials.too_large && network.synapse != Synapse::Rate);
    let Some(trials) = tried else {
        return Beside { corrected, corrections, ..Beside::default() };
    };
    let crossing = if both { crossing_of(network, given) } else { None };
    let crossing = crossing.as_ref();
    let level = |mean: [f64; 2]| if both { vec![(1, mean[E]), (2, mean[I])] } else { alone(network, mean) };
    let run = &trials.spikes;
    let order = run.cycle.filter(|(n, _)| n.iter().sum::<usize>() <= SHORT && (!both || n.iter().all(|n| *n > 0)));
    let spikes = SpikeLevel {
        means: level(run.mean),
        order: order.map_or_else(String::new, |([e, i], _)| if both { format!("{e}:{i}") } else { String::new() }),
        cycle_s: run.cycle.map(|(_, period_s)| period_s),
        spikes: run.spikes.to_vec(),
        seconds: run.seconds,
        ran_away: run.ran_away,
    };
    let mut causes: Vec<Cause> = Vec::new();
    let mut name = |id, from, without, text: String, numbers: Vec<(&'static str, f64)>| {
        let is_general = ["large-spikes", "locked", "time-step"].contains(&id);
        causes.push(Cause { id, from, without, is_general, text, numbers });
    };
    let wants = crossing.map(|c| c.at);
    for (removed, trial) in &trials.without {
        // Shorter steps always change something; they are a cause where steps are scarce.
        if *removed == Removed::TimeStep && crossing.is_some_and(|c| scarcity(network, c) < SCARCE) {
            continue;
        }
        let (id, text, numbers) = told(*removed, network, crossing, order.map(|(n, _)| (n, run.mean)));
        let is_given = match removed {
            // So few steps that a quarter of one would be too long as well.
            Removed::TimeStep => crossing.is_some_and(|c| scarcity(network, c) > MISSING),
            // They fire as often as they may; without the pause synapses have another say.
            Removed::Refractory => is_at_its_pause(network, run),
            _ => false,
        };
        if is_given {
            name(id, crate::picture::From::Spikes, Vec::new(), text, numbers);
        } else if !trial.ran_away {
            name(id, crate::picture::From::Spikes, level(trial.mean), text, numbers);
        }
    }
    let sigma = network.populations.iter().fold(0.0f64, |top, p| top.max(p.sigma_v));
    if sigma > 0.0 && !run.ran_away {
        let (text, numbers) = told_noise(network, given, crossing, sigma);
        name("noise", crate::picture::From::Measured, level(run.mean), text, numbers);
    }
    if let Some(at) = wants {
        for (p, whose) in ["E", "I"].into_iter().enumerate() {
            if at[p] > 0.0 && run.mean[p] <= 1e-6 * at[p] && !run.ran_away {
                let what = if run.spikes[p] == 0 { "is silent" } else { "spikes, but its spikes have no size" };
                let text = format!("{whose} {what}, where the crossing needs {:.2} of it", at[p]);
                name("silent", crate::picture::From::Spikes, Vec::new(), text, vec![("level", at[p])]);
            }
        }
    }
    Beside { corrected, corrections, spikes: Some(spikes), causes }
}

/// Sentence and numbers of noise.
fn told_noise(
    network: &Network,
    given: Given,
    crossing: Option<&Crossing>,
    sigma: f64,
) -> (String, Vec<(&'static str, f64)>) {
    let Some(c) = crossing else {
        return (
            format!("noise of {sigma:.2} lets neurons fire before they reach their lines"),
            vec![("sigma", sigma)],
        );
    };
    let lift = MeanField::new(network, given).lifts(c.at);
    let text = format!(
        "noise of {sigma:.2} lets neurons fire before they reach their lines, as if these lay {:.2} (E) and {:.2} (I) higher",
        lift[E], lift[I]
    );
    (text, vec![("sigma", sigma), ("lift_e", lift[E]), ("lift_i", lift[I])])
}

/// What may keep means from a geometry that moves with the input. Nothing can be tried beside such a run: all that the
/// network has of the kind is told as it is.
pub(super) fn while_moving(network: &Network, given: Given, both: bool) -> Vec<Cause> {
    let spiking = network.synapse != Synapse::Rate;
    let crossing = if both && spiking { crossing_of(network, given) } else { None };
    if both && spiking && crossing.is_none() {
        return Vec::new();
    }
    let crossing = crossing.as_ref();
    let mut causes = Vec::new();
    let mut add = |id: &'static str, is_general, text: String, numbers| {
        let text = format!("{text} (not tried while the input moves)");
        let (from, without) = (crate::picture::From::Measured, Vec::new());
        causes.push(Cause { id, from, without, is_general, text, numbers });
    };
    for removed in Removed::ALL.into_iter().filter(|removed| *removed != Removed::TimeStep) {
        if spiking && removed.applies(network) {
            let (id, text, numbers) = told(removed, network, crossing, None);
            add(id, removed == Removed::Sizes, text, numbers);
        }
    }
    let sigma = network.populations.iter().fold(0.0f64, |top, p| top.max(p.sigma_v));
    if spiking && sigma > 0.0 {
        let (text, numbers) = told_noise(network, given, crossing, sigma);
        add("noise", true, text, numbers);
    }
    let first = if network.populations[E].is_empty() { I } else { E };
    let tau_ms = 1e3 / network.populations[first].leak_per_s;
    let what = if both { "the crossing" } else { "the boundary" };
    let text = format!("latents fall no faster than the leak of {tau_ms:.0} ms, and {what} moves on meanwhile");
    add("fast-input", true, text, vec![("tau_ms", tau_ms)]);
    causes
}

/// The level of the only population.
fn alone(network: &Network, mean: [f64; 2]) -> Vec<(usize, f64)> {
    vec![(1, if network.populations[E].is_empty() { -mean[I] } else { mean[E] })]
}

/// The closed form with all that it knows, if there is anything to correct.
fn corrected(network: &Network, given: Given, crossing: &Crossing, waits: bool) -> (Vec<Theory>, String) {
    let any = |test: &dyn Fn(&Population) -> bool| network.populations.iter().any(test);
    let [e, i] = &network.populations;
    let known = [
        (e.leak_per_s != i.leak_per_s, "time constants"),
        (any(&|p| p.spike_cost > 0.0), "spike cost"),
        (any(&|p| p.cross_decoder != p.decoder), "mistuning"),
        (any(&|p| p.sigma_v > 0.0), "noise"),
    ];
    let names: Vec<&str> = known.into_iter().filter(|(applies, _)| *applies).map(|(_, name)| name).collect();
    let waits = waits && network.counts().iter().sum::<usize>() > MOST;
    if names.is_empty() || network.synapse == Synapse::Rate || waits {
        return (Vec::new(), String::new());
    }
    // A cost that is no small correction to the weights lets a neuron's own rhythm decide.
    let small = |p: usize| {
        let population = &network.populations[p];
        population.spike_cost <= SMALL * population.from_i[crossing.owners[p]] * shared(network, p, crossing.owners[p])
    };
    if !small(E) || !small(I) {
        return (Vec::new(), String::new());
    }
    let Some(rest) = MeanField::new(network, given).near(crossing.at) else { return (Vec::new(), String::new()) };
    (vec![Theory::new(1, rest.at.x), Theory::new(2, rest.at.y)], names.join(", "))
}

/// Costs may change the weight of a latent by this part of the weight of y_I.
const SMALL: f64 = 0.5;

/// Neurons up to which the closed form is solved with every picture, also under a hand; for more it comes with the trials.
const MOST: usize = 300;

/// Spikes are large that are more than this part of a level.
const LARGE: f64 = 0.2;

/// Whether all neurons of a population fire nearly as often as their refractory period lets them.
fn is_at_its_pause(network: &Network, run: &Trial) -> bool {
    network.populations.iter().zip(run.spikes).any(|(population, spikes)| {
        let pause_s = population.refractory_steps as f64 * network.dt_s;
        let most = population.len() as f64 * run.seconds / pause_s;
        population.refractory_steps > 1 && spikes as f64 > 0.8 * most
    })
}

/// Whether there are so many steps that a network with a clock does what one without would do, as far as spikes matter.
pub fn steps_suffice(network: &Network, given: Given) -> bool {
    crossing_of(network, given).is_none_or(|crossing| scarcity(network, &crossing) < SCARCE)
}

/// Spikes asked for at the crossing, as a part of the steps that there are.
fn scarcity(network: &Network, crossing: &Crossing) -> f64 {
    // One spike a step is a rule of instantaneous synapses.
    if network.synapse != Synapse::Instantaneous || network.exact {
        return 0.0;
    }
    let [e, i] = &network.populations;
    (e.spikes_for(crossing.at.x) + i.spikes_for(crossing.at.y)) * network.dt_s * e.leak_per_s
}

/// From this part on shorter steps are tried, and from this one on there is no need to.
const SCARCE: f64 = 0.15;
const MISSING: f64 = 0.8;

/// Name, sentence and numbers of what was taken away.
fn told(
    removed: Removed,
    network: &Network,
    crossing: Option<&Crossing>,
    order: Option<([usize; 2], [f64; 2])>,
) -> (&'static str, String, Vec<(&'static str, f64)>) {
    let [e, i] = &network.populations;
    let ms = |steps: f64| 1e3 * steps * network.dt_s;
    match removed {
        Removed::SlowSynapses if network.delay_steps > 0 => {
            let late = ms(network.delay_steps as f64);
            let text = format!("spikes reach others {late:.2} ms late; until inhibition arrives, E goes on firing");
            ("slow-synapses", text, vec![("delay_ms", late)])
        }
        Removed::SlowSynapses => {
            let [tau_e, tau_i] = synaptic_s(network).map(|s| 1e3 * s);
            let numbers = vec![("tau_s_e_ms", tau_e), ("tau_s_i_ms", tau_i)];
            let text = match crossing.map(|c| critical_ratio(network, c)) {
                Some(Some(most)) => format!(
                    "inhibition is heard {tau_i:.2} ms late and excitation {tau_e:.2} ms: {}",
                    if tau_i / tau_e < most {
                        format!(
                            "a ratio of {:.2}, below {most:.2}, holds the crossing for neurons that noise keeps apart, but \
                             those that are alike fire in volleys",
                            tau_i / tau_e
                        )
                    } else {
                        format!("at a ratio of {:.2}, above {most:.2}, the crossing is lost to bursts", tau_i / tau_e)
                    }
                ),
                Some(None) => format!(
                    "inhibition is heard {tau_i:.2} ms late, and until then an E neuron that has begun goes on firing: its own \
                     spike does not reset it"
                ),
                None => format!("spikes are heard late: of E after {tau_e:.2} ms, of I after {tau_i:.2} ms"),
            };
            ("slow-synapses", text, numbers)
        }
        Removed::Refractory => {
            let [of_e, of_i] = [e, i].map(|p| ms(p.refractory_steps as f64));
            let text = format!("after a spike a neuron is silent for {of_e:.2} ms (E) or {of_i:.2} ms (I)");
            ("refractory", text, vec![("refractory_e_ms", of_e), ("refractory_i_ms", of_i)])
        }
        Removed::TimeConstants => {
            let rho = e.leak_per_s / i.leak_per_s;
            let text = format!(
                "the time constant of I is {rho:.2} times that of E: E hears y_I {:.2} times, and I hears y_E {rho:.2} times",
                1.0 / rho
            );
            ("time-constants", text, vec![("rho", rho)])
        }
        Removed::Mistuned => {
            let heard =
                |p: &Population| p.cross_decoder.iter().sum::<f64>() / p.decoder.iter().sum::<f64>().max(1e-300);
            let (by_i, by_e) = (heard(e), heard(i));
            let text = format!("decoders are mistuned: I hears {by_i:.2} of y_E, E hears {by_e:.2} of y_I");
            ("mistuned", text, vec![("heard_of_e", by_i), ("heard_of_i", by_e)])
        }
        Removed::Cost => {
            let text = format!(
                "each spike costs its neuron {:.2} (E) or {:.2} (I) beside its line",
                e.spike_cost, i.spike_cost
            );
            ("cost", text, vec![("mu_e", e.spike_cost), ("mu_i", i.spike_cost)])
        }
        Removed::Sizes => {
            let size = |p: usize| {
                crossing
                    .map_or_else(|| mean_size(&network.populations[p]), |c| network.populations[p].decoder[c.owners[p]])
            };
            let (d_e, d_i) = (size(E), size(I));
            let mut numbers = vec![("d_e", d_e), ("d_i", d_i)];
            match order {
                Some(([n, m], mean)) if n + m > 0 => {
                    numbers.extend([("spikes_e", n as f64), ("spikes_i", m as f64)]);
                    let noisy = network.populations.iter().any(|p| p.sigma_v > 0.0);
                    let whose = if noisy { "without noise spikes are locked" } else { "spikes are locked" };
                    // Means are as the sizes of the spikes in the pattern, section 4.5.
                    let text = format!(
                        "{whose} {n}:{m}, which gives the means the ratio |y_I|/y_E = {:.2}, whatever the lines",
                        mean[I] / mean[E].max(1e-300)
                    );
                    let text = if n == 0 || m == 0 { format!("{whose} {n}:{m}") } else { text };
                    ("locked", text, numbers)
                }
                _ => {
                    let part = |p: usize| match crossing {
                        Some(c) => format!(
                            "{} spikes of size {:.2} beside a level of {:.2}",
                            ["E", "I"][p],
                            [d_e, d_i][p],
                            c.at[p]
                        ),
                        None => format!("{} spikes of size {:.2}", ["E", "I"][p], [d_e, d_i][p]),
                    };
                    let is_large = |p: &usize| {
                        !network.populations[*p].is_empty()
                            && crossing.is_none_or(|c| [d_e, d_i][*p] > LARGE * c.at[*p].abs())
                    };
                    let large: Vec<String> = [E, I].into_iter().filter(is_large).map(part).collect();
                    let text = if large.is_empty() {
                        format!("spikes have a size, {d_e:.2} (E) and {d_i:.2} (I)")
                    } else {
                        format!("{} are large", large.join(" and "))
                    };
                    ("large-spikes", text, numbers)
                }
            }
        }
        Removed::TimeStep => {
            let load = crossing.map_or(0.0, |c| e.spikes_for(c.at.x) + i.spikes_for(c.at.y));
            let cap = 1.0 / (network.dt_s * e.leak_per_s);
            let text = format!(
                "the time step is long: {load:.0} spikes per time constant are asked for, {cap:.0} steps are there"
            );
            ("time-step", text, vec![("load", load), ("cap", cap)])
        }
    }
}

fn mean_size(population: &Population) -> f64 {
    population.decoder.iter().sum::<f64>() / population.len().max(1) as f64
}

/// Mean delays of E and I synapses in seconds.
fn synaptic_s(network: &Network) -> [f64; 2] {
    [E, I].map(|p| {
        let population = &network.populations[p];
        match network.synapse {
            Synapse::SquarePulse => 0.5 * population.pulse_steps as f64 * network.dt_s,
            Synapse::Exponential => 1.0 / population.synapse_leak_per_s,
            _ => 0.0,
        }
    })
}

/// The largest tau_sI/tau_sE at which the crossing holds; `None` if it is lost at once since E is not reset.
pub(super) fn critical_ratio(network: &Network, crossing: &Crossing) -> Option<f64> {
    let [k, j] = crossing.owners;
    let [e, i] = &network.populations;
    let own = if network.synapse == Synapse::Exponential { e.from_e[k] * e.decoder[k] } else { 0.0 };
    let reset_e = e.spike_cost - own;
    if reset_e <= 0.0 {
        return None;
    }
    let gain_e = (shared(network, E, k) - if own > 0.0 { e.decoder[k] } else { 0.0 }) / reset_e * e.from_e[k];
    let reset_i = i.from_i[j] * i.decoder[j] + i.spike_cost;
    let gain_i = (shared(network, I, j) - i.decoder[j]) / reset_i * i.from_i[j];
    Some(if gain_e <= 1.0 { f64::INFINITY } else { (gain_i + 1.0) / (gain_e - 1.0) })
}
