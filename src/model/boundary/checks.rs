//! What a person should know about a network: every check of sheet low-rank-ei, section 9, with its level and message;
//! and the kind of each crossing with the numbers that decide it (sections 4.3 and 4.4).

use super::{BoundaryParams, Cycle, E, I, Network, Split, Synapse};
use crate::geometry::{Crossing, Envelope, Point, Stability, Stage};
use crate::picture::{Finding, FixedPoint, Given, Severity};

const NAMES: [&str; 2] = ["E", "I"];

/// What the checks look at.
pub(super) struct Case<'a> {
    pub network: &'a Network,
    pub boundaries: [&'a Envelope; 2],
    pub crossings: &'a [Crossing],
    pub stage: Stage,
    pub given: Given,
    pub cycle: Option<&'a Cycle>,
}

impl Case<'_> {
    /// Heights of both boundaries at y_E = 0.
    fn at_zero(&self) -> [f64; 2] {
        self.boundaries.map(|envelope| envelope.at(0.0).unwrap_or(f64::NEG_INFINITY))
    }
}

/// The crossing that a network starting at rest ends at: the first one that holds.
pub(super) fn held(all: &[Crossing]) -> Option<&Crossing> {
    all.iter().find(|c| c.stability == Stability::Stable && c.at.y > 0.0)
}

/// Whether the state runs straight into a crossing or circles round it, for a soft boundary in the limit of steep
/// sigmoids (section 4.7): per time constant the Jacobian is k_p (E_pE, -E_pI) with gains k in the ratio of the
/// populations' summed decoders, and the state circles if (trace)^2 < 4 determinant.
pub(super) fn circles(network: &Network, crossing: &Crossing) -> bool {
    let gain = |p: usize| network.populations[p].decoder.iter().sum::<f64>();
    let weight = |p: usize| {
        let (population, i) = (&network.populations[p], crossing.owners[p]);
        (population.from_e[i], population.from_i[i])
    };
    let ((ee, ei), (ie, ii)) = (weight(E), weight(I));
    let (k_e, k_i) = (gain(E), gain(I));
    let trace = k_e * ee - k_i * ii;
    trace * trace < 4.0 * k_e * k_i * (ei * ie - ee * ii)
}

/// Name, place and reason of a crossing.
pub(super) fn fixed_point(network: &Network, crossing: &Crossing) -> FixedPoint {
    let [slope_e, slope_i] = crossing.slopes;
    // Minus zero is rounding dust.
    let [h_e, h_i] = [crossing.h_e, crossing.h_i].map(|h| if h.abs() < 5e-3 { 0.0 } else { h });
    let kind = if circles(network, crossing) { "focus" } else { "node" };
    let (name, reason) = match crossing.stability {
        Stability::Stable => (
            format!("stable {kind}"),
            format!(
                "The I line is steeper than the E line ({slope_i:.2} > {slope_e:.2}), so inhibition catches every \
                 E spike; h_E = {h_e:.2} > 0, so the leak brings the state back. h_I = {h_i:.2}."
            ),
        ),
        Stability::Silent => (
            format!("silent {kind}"),
            format!(
                "The I line is steeper ({slope_i:.2} > {slope_e:.2}), but h_E = {h_e:.2} is not above 0: the leak \
                 carries the state away from the E boundary and activity dies. h_I = {h_i:.2}."
            ),
        ),
        Stability::Saddle => (
            "saddle".to_owned(),
            format!(
                "The E line is steeper than the I line ({slope_e:.2} > {slope_i:.2}): left of it activity falls, \
                 right of it it grows. h_E = {h_e:.2}, h_I = {h_i:.2}."
            ),
        ),
    };
    FixedPoint { name, at: crossing.at, holds: crossing.stability == Stability::Stable, reason }
}

/// Why the network is in its regime, or why it answers a push as it does, in one sentence.
pub(super) fn reason(case: &Case<'_>) -> String {
    if let Some(remark) = push(case) {
        return remark;
    }
    let [e, i] = case.at_zero();
    match case.stage {
        Stage::Stable => held(case.crossings).map_or_else(String::new, |c| {
            format!(
                "I is steeper than E at the crossing ({:.2} > {:.2}) and h_E = {:.2} > 0: E alone would run away, \
                 inhibition holds it",
                c.slopes[I], c.slopes[E], c.h_e
            )
        }),
        Stage::Silent if e <= 0.0 && i <= 0.0 => {
            format!("at y_E = 0 both boundaries lie at or below 0 (E {e:.2}, I {i:.2}): the origin is at rest")
        }
        Stage::Silent => {
            "h_E is not above 0 at the crossing: the leak carries the state away from the E boundary".into()
        }
        Stage::InhibitionOnly => {
            format!(
                "at y_E = 0 the I boundary lies above the E boundary ({i:.2} > {e:.2}): E never reaches its threshold"
            )
        }
        Stage::Saddle => format!(
            "at y_E = 0 the I boundary lies above the E boundary ({i:.2} > {e:.2}); a kick beyond the saddle starts E"
        ),
        Stage::Runaway => "the E boundary stays above the I boundary: inhibition never catches up".to_owned(),
    }
}

/// What was checked, for when nothing was found.
pub(super) const ALL_WELL: &str =
    "nothing to report: Dale's law holds, every neuron is reset, spikes fit the time step";

/// Where the prediction of levels and of the cycle holds.
pub(super) fn validity(network: &Network) -> String {
    let noisy = network.populations.iter().any(|p| p.sigma_v > 0.0);
    match (network.synapse, noisy) {
        (Synapse::Instantaneous, false) => {
            "The cycle is exact for instantaneous synapses without noise; Euler steps add about one dt to it."
        }
        (Synapse::Rate, _) => "Rate units come to rest near the crossing, the nearer the steeper they are.",
        (_, false) => "Synapses are not instantaneous: the state circles round the levels, and cycles are longer.",
        (_, true) => "Noise shifts the levels a little and blurs the cycle.",
    }
    .to_owned()
}

/// Everything that is wrong with, or worth knowing of, a network with both populations; the gravest first.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut found = rules(case.network);
    found.extend(regime(case));
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
                let finding = Finding::new(id, severity, format!("{} {text}", some(p, &which)));
                found.push(finding.with([("neurons", which.len() as f64)]));
            }
        };
        let negative =
            |i: usize| population.from_e[i] < 0.0 || population.from_i[i] < 0.0 || population.decoder[i] < 0.0;
        report(
            "dale",
            Severity::Error,
            which(&negative),
            "violates Dale's law: a line that falls to the right is a negative weight",
        );
        if both && p == E {
            let deaf = |i: usize| population.from_i[i] == 0.0;
            report(
                "deaf-to-inhibition",
                Severity::Error,
                which(&deaf),
                "has a vertical line: it ignores inhibition and never stops",
            );
        }
        if p == I {
            let unreset = |i: usize| {
                population.decoder[i] > 0.0
                    && population.from_i[i] * population.decoder[i] + population.spike_cost <= 0.0
            };
            report("not-reset", Severity::Error, which(&unreset), "is not reset by its own spike");
        }
        report(
            "silent-spikes",
            Severity::Warning,
            which(&|i| population.decoder[i] == 0.0),
            "has spikes of size 0: they do not move the state",
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
    let [e, i] = &network.populations;
    if both && i.from_e.iter().all(|w| *w == 0.0) {
        found.push(Finding::new(
            "no-recruitment",
            Severity::Warning,
            "E cannot recruit I (all E_IE are 0): nothing stabilises E",
        ));
    }
    if both && e.leak_per_s != i.leak_per_s {
        let text = "the membranes of E and I differ in their time constants: the plane is only approximate";
        let tau = [e, i].map(|p| 1e3 / p.leak_per_s);
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
        Stage::Silent if e <= 0.0 && i <= 0.0 => {
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
    if let Some(c) = case.crossings.iter().find(|c| c.stability == Stability::Silent && c.at.x > 0.0) {
        let text =
            format!("the crossing at ({:.2}, {:.2}) cannot sustain activity: h_E = {:.2}", c.at.x, c.at.y, c.h_e);
        found.push(Finding::new("dying-activity", Severity::Warning, text).with([("h_e", c.h_e)]));
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
                "{} spikes of size {d:.2} are larger than the crossing's {y:.2}: the mean lies far from the crossing",
                NAMES[p]
            );
            found.push(Finding::new("large-spikes", Severity::Warning, text).with([("size", d), ("level", y)]));
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
    if network.synapse == Synapse::Instantaneous {
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

/// Why the network answers a push as it does (section 4.4).
fn push(case: &Case<'_>) -> Option<String> {
    let c = held(case.crossings).filter(|_| case.stage == Stage::Stable)?;
    let [slope_e, slope_i] = c.slopes;
    let delta = slope_i - slope_e;
    let [push_e, push_i] = case.given.injected;
    if push_i.abs() > 1e-3 && slope_e > 0.0 {
        let [cause, effect] = if push_i > 0.0 { ["up", "down"] } else { ["down", "up"] };
        Some(format!(
            "paradoxical: I is pushed {cause}, yet y_I goes {effect}. Only I holds E; so E moves first, and takes I's drive along: \
             dy_{{I}}/dh_{{I}} = −E_EE/\u{394} = {:.2}",
            -slope_e / delta
        ))
    } else if push_e.abs() > 1e-3 {
        Some(format!(
            "E is pushed: the crossing slides along the I boundary, dy_{{E}}/dh_{{E}} = 1/\u{394} = {:.2}, dy_{{I}}/dh_{{E}} = {:.2}",
            1.0 / delta,
            slope_i / delta
        ))
    } else {
        None
    }
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
