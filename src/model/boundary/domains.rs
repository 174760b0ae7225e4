//! Which regime a low-rank network is in, for maps (sheet low-rank-ei, sections 4.3, 4.4 and 13.1): the boundaries alone
//! decide, so that nothing else is built.

use super::lines::{FAR, boundaries};
use super::mean_field::MeanField;
use super::plan::BoundaryPlan;
use super::slopes::Slopes;
use super::{BoundaryParams, E, I, Network, Populations, Synapse, design};
use crate::geometry::{HalfPlane, Side, Stage, crossings, stage};
use crate::param::ParamError;
use crate::picture::{Given, Hue, Ran, Regime};
use std::sync::Arc;

const BOTH_FIRE: &str = "E and I fire";
const ONLY_I: &str = "only I fires";
const SILENT: &str = "silent";
const RUNS_AWAY: &str = "runs away";

/// Of both populations with spikes.
const SPIKES: &[Regime] = &[
    Regime::new(
        "stable",
        "stable",
        Hue::Green,
        BOTH_FIRE,
        "The boundaries cross, I is the steeper one, and the leak brings the state back (h_E > 0); E alone would not run away.",
    ),
    Regime::new(
        "stabilised",
        "stabilised by I",
        Hue::Teal,
        BOTH_FIRE,
        "A stable crossing at which E alone would run away (E_EE above its spike cost): pushed, I answers with the paradox.",
    ),
    Regime::new(
        "several",
        "several crossings",
        Hue::Violet,
        BOTH_FIRE,
        "A stable crossing, and beyond it a saddle: a kick past the saddle ends elsewhere.",
    ),
    Regime::new(
        "bouts",
        "E in bouts",
        Hue::Amber,
        BOTH_FIRE,
        "I catches E, but the leak carries the state away from the crossing (h_E below 0): E starts again and again.",
    ),
    Regime::new(
        "cost",
        "lost to spike costs",
        Hue::Amber,
        BOTH_FIRE,
        "The boundaries cross as in a stable network, but with the spike costs I is no longer the steeper one.",
    )
    .pale(),
    Regime::new(
        "only-i",
        "only I fires",
        Hue::Blue,
        ONLY_I,
        "At y_E = 0 the I boundary lies above the E boundary: E never reaches its threshold.",
    ),
    Regime::new(
        "saddle",
        "only I, up to a saddle",
        Hue::Blue,
        ONLY_I,
        "From rest only I fires, but there is a saddle: a kick beyond it starts E.",
    )
    .pale(),
    Regime::new(
        "silent",
        "silent",
        Hue::Neutral,
        SILENT,
        "At y_E = 0 no boundary lies above 0: the origin is at rest.",
    ),
    Regime::new(
        "runaway",
        "runaway",
        Hue::Red,
        RUNS_AWAY,
        "From rest E fires, and no crossing stops it: inhibition never catches up.",
    ),
];

/// Of rate units.
const RATES: &[Regime] = &[
    Regime::new(
        "stable",
        "stable",
        Hue::Green,
        "",
        "The nullclines cross once where the rates end, and they come back to it.",
    ),
    Regime::new(
        "several",
        "several points",
        Hue::Violet,
        "",
        "The rates can stand at more than one point: the start decides.",
    ),
    Regime::new(
        "oscillates",
        "the rates go round",
        Hue::Amber,
        "",
        "Where the nullclines cross the trace of the Jacobian is above 0: the rates never stand still.",
    ),
    Regime::new("saturated", "saturated", Hue::Red, "", "The rates run up to all that E can give."),
];

/// Of I alone.
const ALONE_I: &[Regime] = &[
    Regime::new(
        "held",
        "held at the boundary",
        Hue::Blue,
        "fires",
        "The boundary lies below 0 at this input: the leak pulls up to it, each spike throws back down.",
    ),
    Regime::new(
        "silent",
        "silent",
        Hue::Neutral,
        SILENT,
        "The boundary is not below 0 at this input: the leak never reaches it.",
    ),
];

/// Of E alone.
const ALONE_E: &[Regime] = &[
    Regime::new("silent", "silent for good", Hue::Neutral, SILENT, "No neuron can fire."),
    Regime::new(
        "below",
        "silent below, runaway above",
        Hue::Violet,
        SILENT,
        "The boundary lies above 0: at rest below it, and a kick beyond it runs away.",
    ),
    Regime::new(
        "runaway",
        "runaway",
        Hue::Red,
        RUNS_AWAY,
        "The boundary is not above 0: E fires from rest, and nothing stops it.",
    ),
];

/// What is told apart.
fn kinds(populations: Populations, synapse: Synapse) -> &'static [Regime] {
    match (populations, synapse) {
        (Populations::Both, Synapse::Rate) => RATES,
        (Populations::Both, _) => SPIKES,
        (Populations::InhibitoryOnly, _) => ALONE_I,
        (Populations::ExcitatoryOnly, _) => ALONE_E,
    }
}

fn id_of(network: &Network, populations: Populations, given: Given) -> &'static str {
    match populations {
        Populations::Both if network.synapse == Synapse::Rate => of_rates(network, given),
        Populations::Both => of_spikes(network, given),
        Populations::InhibitoryOnly => match level(network, I, given) {
            Some(y) if y < 0.0 => "held",
            _ => "silent",
        },
        Populations::ExcitatoryOnly => match level(network, E, given) {
            Some(y) if y > 0.0 => "below",
            Some(_) => "runaway",
            None => "silent",
        },
    }
}

fn of_spikes(network: &Network, given: Given) -> &'static str {
    let [e, i] = boundaries(network, given);
    let all = crossings(&e, &i, 0.0, FAR);
    match stage(&e, &i, &all) {
        Stage::Stable => {
            let right = || all.iter().filter(|c| c.at.x > 0.0);
            let slopes = right().next().map(|c| Slopes::at(network, c));
            match slopes {
                Some(slopes) if slopes.delta() <= 1e-9 => "cost",
                _ if right().count() > 1 => "several",
                Some(slopes) if slopes.are_stabilised() => "stabilised",
                _ => "stable",
            }
        }
        Stage::Silent => "silent",
        Stage::Bouts => "bouts",
        Stage::InhibitionOnly => "only-i",
        Stage::Saddle => "saddle",
        Stage::Runaway => "runaway",
    }
}

fn of_rates(network: &Network, given: Given) -> &'static str {
    let field = MeanField::new(network, given);
    let most = field.most().unwrap_or([f64::INFINITY; 2]);
    let rests = field.rests(most[0], [0.0; 2]);
    match field.where_from_rest(&rests) {
        Some(at) if at.x > 0.98 * most[0] => "saturated",
        Some(_) if rests.iter().filter(|rest| rest.holds()).count() > 1 => "several",
        Some(_) => "stable",
        None => "oscillates",
    }
}

/// Height of the only boundary at the input, in the (x, y) plane.
fn level(network: &Network, p: usize, given: Given) -> Option<f64> {
    let population = &network.populations[p];
    let own = if p == E { &population.from_e } else { &population.from_i };
    let line = |k: usize| HalfPlane::new(population.input[k], own[k], population.threshold[k] - given.injected[p]);
    let lines = (0..population.len()).map(line).collect();
    super::lines::envelope(network, p, lines, Side::Lower).at(given.x)
}

impl BoundaryPlan {
    /// What is told apart.
    pub(super) fn kinds(&self) -> &'static [Regime] {
        kinds(self.params().populations, self.network().synapse)
    }

    /// The regime of these parameters, by its place in what is told apart; as little is built as it needs.
    ///
    /// # Errors
    /// If they do not fit together.
    pub fn regime_of(params: &BoundaryParams, seed: u64, near: &BoundaryPlan) -> Result<Option<usize>, ParamError> {
        let drive = &params.drive;
        let given = Given { x: drive.waveform.x, injected: [drive.current_e, drive.current_i] };
        let network =
            if near.is_network_of(params, seed) { near.network().clone() } else { Arc::new(design(params, seed)?) };
        let id = id_of(&network, params.populations, given);
        Ok(kinds(params.populations, network.synapse).iter().position(|regime| regime.id == id))
    }

    /// The regime that a run shows: one of those that look like it.
    pub(super) fn kind_shown_by(&self, ran: &Ran) -> Option<usize> {
        let fires = |p: usize| ran.spikes.get(p).is_some_and(|n| *n >= 2);
        let shows = match self.params().populations {
            _ if ran.ran_away => RUNS_AWAY,
            Populations::InhibitoryOnly if fires(I) => "fires",
            _ if fires(E) => BOTH_FIRE,
            _ if fires(I) => ONLY_I,
            _ => SILENT,
        };
        self.kinds().iter().position(|regime| regime.shows == shows)
    }
}
