//! What a person should know about a network: every check of sheet low-rank-ei, section 9, with its level and message.

use super::{BoundaryParams, Cycle, E, I, Network, Split, Synapse};
use crate::geometry::{Crossing, Envelope, Point, Stability, Stage};
use crate::picture::{Finding, Severity};

const NAMES: [&str; 2] = ["E", "I"];

/// What the checks look at.
pub(super) struct Case<'a> {
    pub network: &'a Network,
    pub boundaries: [&'a Envelope; 2],
    pub crossings: &'a [Crossing],
    pub stage: Stage,
    pub cycle: Option<&'a Cycle>,
}

impl Case<'_> {
    /// Heights of both boundaries at y_E = 0.
    pub(super) fn at_zero(&self) -> [f64; 2] {
        self.boundaries.map(|envelope| envelope.at(0.0).unwrap_or(f64::NEG_INFINITY))
    }
}

/// The crossing that a network starting at rest ends at: the first one that holds.
pub(super) fn held(all: &[Crossing]) -> Option<&Crossing> {
    all.iter().find(|c| c.stability == Stability::Stable && c.at.y > 0.0)
}

/// The smallest distance of latent `p` from its level that counts: half a spike of the neuron that is active at the
/// crossing, or of an average one; rates have no spikes.
pub(super) fn grain(network: &Network, p: usize, crossing: Option<&Crossing>, level: f64) -> f64 {
    let population = &network.populations[p];
    if network.synapse == Synapse::Rate {
        return 1e-3 * (1.0 + level.abs());
    }
    let own = crossing.map(|c| population.decoder[c.owners[p]]);
    let mean = || population.decoder.iter().sum::<f64>() / population.len().max(1) as f64;
    0.5 * own.unwrap_or_else(mean)
}

/// What was checked, for when nothing was found.
pub(super) const ALL_WELL: &str =
    "nothing to report: Dale's law holds, every neuron is reset, spikes fit the time step";

/// Everything that is wrong with, or worth knowing of, a network with both populations; the gravest first.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut found = rules(case.network);
    // The regime of rates is a matter of their nullclines.
    if case.network.synapse != Synapse::Rate {
        found.extend(regime(case));
    }
    found.extend(sizes(case));
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

/// `E4`, or `E4 and 3 more`.
fn some(p: usize, which: &[usize]) -> String {
    match which {
        [one] => format!("{}{one}", NAMES[p]),
        [first, rest @ ..] => format!("{}{first} and {} more", NAMES[p], rest.len()),
        [] => String::new(),
    }
}

/// Rules for single neurons: Dale's law, resets, spike sizes.
pub(super) fn rules(network: &Network) -> Vec<Finding> {
    let mut found = Vec::new();
    let both = network.counts().iter().all(|n| *n > 0);
    for (p, population) in network.populations.iter().enumerate() {
        let which = |bad: &dyn Fn(usize) -> bool| (0..population.len()).filter(|i| bad(*i)).collect::<Vec<_>>();
        let mut report = |id, severity, which: Vec<usize>, text: &str| {
            if !which.is_empty() {
                let finding = Finding::new(id, severity, format!("{}: {text}", some(p, &which)));
                found.push(finding.with([("neurons", which.len() as f64)]));
            }
        };
        let negative =
            |i: usize| population.from_e[i] < 0.0 || population.from_i[i] < 0.0 || population.decoder[i] < 0.0;
        report("dale", Severity::Error, which(&negative), "against Dale's law: a weight has the wrong sign");
        if both && p == E {
            let deaf = |i: usize| population.from_i[i] == 0.0;
            report(
                "deaf-to-inhibition",
                Severity::Error,
                which(&deaf),
                "a vertical line, which ignores inhibition: once started it never stops",
            );
        }
        if p == I {
            let unreset = |i: usize| {
                population.decoder[i] > 0.0
                    && population.from_i[i] * population.decoder[i] + population.spike_cost <= 0.0
            };
            report("not-reset", Severity::Error, which(&unreset), "not reset by its own spike");
        }
        report(
            "silent-spikes",
            Severity::Warning,
            which(&|i| population.decoder[i] == 0.0),
            "spikes of size 0, which do not move the state",
        );
    }
    let silenced = |p: usize| {
        let population = &network.populations[p];
        let count = (0..population.len()).filter(|i| population.is_silenced(*i)).count();
        (count > 0).then(|| format!("{count} of {} {}", population.len(), NAMES[p]))
    };
    let silenced: Vec<String> = [E, I].into_iter().filter_map(silenced).collect();
    if !silenced.is_empty() {
        found.push(Finding::new("silenced", Severity::Info, format!("silenced: {} neurons", silenced.join(" and "))));
    }
    if network.exact {
        found.push(super::exact::finding(network));
    }
    let [e, i] = &network.populations;
    if both && i.quadratic == 0.0 && i.from_e.iter().all(|w| *w == 0.0) {
        found.push(Finding::new(
            "no-recruitment",
            Severity::Warning,
            "E cannot recruit I (all E_IE are 0): nothing stabilises E",
        ));
    }
    if both && e.leak_per_s != i.leak_per_s {
        let tau = [e, i].map(|p| 1e3 / p.leak_per_s);
        let rho = tau[I] / tau[E];
        let text = format!(
            "the membranes of E and I differ in their time constants: E hears only 1/{rho:.2} of y_I, I hears {rho:.2} \
             times y_E, so that the state is not at the crossing of the boundaries"
        );
        let finding = Finding::new("time-constants", Severity::Info, text);
        found.push(finding.with([("tau_e_ms", tau[E]), ("tau_i_ms", tau[I])]));
    }
    found
}

/// What the boundaries say of the regime.
fn regime(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let [e, i] = case.at_zero();
    match case.stage {
        Stage::Runaway => found.push(Finding::new(
            "runaway",
            Severity::Warning,
            "runaway: there is no crossing at which inhibition catches up; lower E, raise I, or make I steeper",
        )),
        Stage::Silent => {
            found.push(Finding::new("quiescent", Severity::Info, "quiescent: no boundary is above 0 at y_E = 0"));
        }
        Stage::InhibitionOnly | Stage::Saddle if i > 0.0 => {
            found.push(Finding::new("only-inhibition", Severity::Info, "E is silent, only I fires"));
        }
        _ => {}
    }
    if case.crossings.len() > 1 {
        let saddles = case.crossings.iter().filter(|c| c.stability == Stability::Saddle).count();
        let text = format!("the boundaries cross {} times; {saddles} of these are saddles", case.crossings.len());
        let numbers = [("crossings", case.crossings.len() as f64), ("saddles", saddles as f64)];
        found.push(Finding::new("many-crossings", Severity::Info, text).with(numbers));
    }
    if case.stage == Stage::Bouts
        && let Some(c) = case.crossings.iter().find(|c| c.stability == Stability::Left && c.at.x > 0.0)
    {
        let text = format!(
            "E fires in bouts: at the crossing ({:.2}, {:.2}) h_E = {:.2} is not above 0, so the leak carries the state away \
             from it, and at y_E = 0 the E boundary lies at {e:.2} > 0, so that E starts again",
            c.at.x, c.at.y, c.h_e
        );
        found.push(Finding::new("bouts", Severity::Warning, text).with([("h_e", c.h_e), ("e_at_zero", e)]));
    }
    found
}

/// Spikes against the crossing (section 4.5), and the cap of one spike a step (section 4.6).
fn sizes(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let Some(crossing) = held(case.crossings) else { return found };
    let network = case.network;
    for p in [E, I] {
        // Of those that act there: others may be larger, where the input has led elsewhere.
        let (d, y) = (network.populations[p].decoder[crossing.owners[p]], crossing.at[p]);
        if d > y && network.synapse != Synapse::Rate {
            let text = format!(
                "{} spikes of size {d:.2} are larger than the crossing's {y:.2}: the mean need not be near the crossing",
                NAMES[p]
            );
            found.push(Finding::new("large-spikes", Severity::Info, text).with([("size", d), ("level", y)]));
        }
    }
    if let Some(cycle) = case.cycle
        && let [Some(k), Some(j)] = cycle.leaders
    {
        let (e, i) = (&network.populations[E], &network.populations[I]);
        let gain =
            cycle.spikes[I] as f64 * e.from_i[k] * i.decoder[j] - cycle.spikes[E] as f64 * e.from_e[k] * e.decoder[k];
        if gain <= 0.0 {
            let text = format!("a cycle gains g = {gain:.2}: spikes are too large for it to close");
            found.push(Finding::new("open-cycle", Severity::Warning, text).with([("gain", gain)]));
        }
    }
    if network.synapse == Synapse::Instantaneous && !network.exact {
        let [load, cap] = load(network, crossing.at);
        if load > 0.5 * cap {
            let text = format!(
                "the crossing asks for {load:.0} spikes per time constant, and one spike a step allows {cap:.0}: lower dt or raise D"
            );
            found.push(Finding::new("time-step", Severity::Warning, text).with([("load", load), ("cap", cap)]));
        }
    }
    found
}

/// Spikes per time constant that latents at `at` take, and how many the rule of one spike a step allows.
fn load(network: &Network, at: Point) -> [f64; 2] {
    let part = |p: usize| network.populations[p].spikes_for(at[p]);
    [part(E) + part(I), 1.0 / (network.dt_s * network.populations[E].leak_per_s)]
}

/// Whether the crossing of a target stays where spikes can hold it, over the whole range; and if not, what to change.
pub(super) fn range(params: &BoundaryParams, split: &Split) -> Vec<Finding> {
    let [excitatory, inhibitory, start] = split.lowest(params);
    let mut found = Vec::new();
    let mut warn = |id, text: String, x: f64, y: f64| {
        found.push(Finding::new(id, Severity::Warning, text).with([("x", x), ("y", y)]));
    };
    if excitatory[1] <= 0.0 {
        let [x, y] = excitatory;
        let text = format!("the target is {y:.2} at x = {x:.2}, and y_E cannot be negative: raise the target");
        warn("target-below-zero", text, x, y);
    }
    let deficit = (-inhibitory[1]).max(-start[1]);
    if deficit >= 0.0 {
        let ([x, y], what) = if inhibitory[1] <= start[1] { (inhibitory, "y_I at the crossing") } else { (start, "q") };
        let offset = params.p_offset + deficit;
        let text = format!(
            "{what} is {y:.2} at x = {x:.2}: raise the offset p_0 above {offset:.2}, or have it set automatically"
        );
        warn("offset", text, x, y);
    }
    found
}
