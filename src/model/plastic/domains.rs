//! Which regime a plastic network is in, for maps (sheet plastic-balanced, sections 4 and 5): mean weights decide.

use super::build;
use super::params::PlasticParams;
use super::plan::PlasticPlan;
use super::theory::{self, MeanField};
use super::wiring::{E, I};
use crate::param::{OnOff, ParamError};
use crate::picture::{Hue, Ran, Regime};

const BOTH_FIRE: &str = "E and I fire";
const ONLY_I: &str = "only I fires";
const SILENT: &str = "silent";
const RUNS_AWAY: &str = "runs away";

/// What is told apart.
pub(super) const KINDS: &[Regime] = &[
    Regime::new(
        "balanced",
        "balanced",
        Hue::Green,
        BOTH_FIRE,
        "Both balance lines cross where both rates are above 0: excitation and inhibition cancel.",
    ),
    Regime::new(
        "settles",
        "the rules settle",
        Hue::Teal,
        BOTH_FIRE,
        "Balanced, and the rules bring the mean weights to a place to which they return.",
    ),
    Regime::new(
        "swings",
        "the rules swing",
        Hue::Amber,
        BOTH_FIRE,
        "Balanced, but where the rules lead deviations grow: weights and rates swing ever more.",
    ),
    Regime::new(
        "no-goal",
        "the rules find no rest",
        Hue::Violet,
        BOTH_FIRE,
        "Balanced at the start, but there is no balanced place at which the rules stand still.",
    ),
    Regime::new(
        "silent-e",
        "E is silent",
        Hue::Blue,
        ONLY_I,
        "Semi-balanced: inhibition onto E outweighs all that drives it.",
    ),
    Regime::new("silent", "silent", Hue::Neutral, SILENT, "Nothing drives it."),
    Regime::new(
        "runaway",
        "no balance: runaway",
        Hue::Red,
        RUNS_AWAY,
        "Excitation wins: there are no rates at which it is cancelled.",
    ),
];

/// A population whose cells fire less is silent on the mean, in Hz: single cells may still fire.
const LITTLE_HZ: f64 = 0.5;

fn id_of(field: &MeanField, j: &[f64; 4], learns: bool) -> &'static str {
    match field.rates(j, [0.0; 2]).regime {
        theory::Regime::Runaway => "runaway",
        theory::Regime::Silent => "silent",
        theory::Regime::SilentE => "silent-e",
        theory::Regime::Balanced if !learns || field.driven().is_empty() => "balanced",
        theory::Regime::Balanced => match field.fixed_point(j, [0.0; 2]) {
            Some(goal) if goal.growth < 0.0 => "settles",
            Some(_) => "swings",
            None => "no-goal",
        },
    }
}

impl PlasticPlan {
    /// The regime of these parameters, by its place in what is told apart; as little is built as it needs.
    ///
    /// # Errors
    /// If they do not fit together.
    pub fn regime_of(params: &PlasticParams, seed: u64, near: &PlasticPlan) -> Result<Option<usize>, ParamError> {
        let j = [params.j_ee, params.j_ei, params.j_ie, params.j_ii];
        let learns = params.learning == OnOff::On;
        let id = if near.has_files() {
            let plan = PlasticPlan::new(params, seed, Some(near))?;
            id_of(plan.field(), &j, learns)
        } else {
            let field = MeanField::new(params.n, params.p, &build::control(params));
            // How correlations are coloured moves the goal of rules, and no balance.
            let field = if learns && params.c > 0.0 && !field.driven().is_empty() { field.coloured(&j) } else { field };
            id_of(&field, &j, learns)
        };
        Ok(KINDS.iter().position(|regime| regime.id == id))
    }
}

/// The regime that a run shows: one of those that look like it.
pub(super) fn shown_by(ran: &Ran) -> Option<usize> {
    let fires = |p: usize| ran.rates_hz.get(p).is_some_and(|rate| *rate >= LITTLE_HZ);
    let shows = match () {
        () if ran.ran_away => RUNS_AWAY,
        () if fires(E) => BOTH_FIRE,
        () if fires(I) => ONLY_I,
        () => SILENT,
    };
    KINDS.iter().position(|regime| regime.shows == shows)
}
