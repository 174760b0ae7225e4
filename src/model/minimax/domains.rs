//! Which regime a minimax network is in, for maps (sheet minimax-ei, section 4.3): whether the rates settle, and at what.

use super::build::build;
use super::network::{E, I};
use super::params::{Application, MinimaxParams};
use super::plan::MinimaxPlan;
use super::verdict::Verdict;
use crate::param::ParamError;
use crate::picture::{Hue, Regime};

/// What is told apart; that a run locks up or swings at the size of a spike has other causes too, so that runs tell none of it.
pub(super) const KINDS: &[Regime] = &[
    Regime::new("settles", "settles at the saddle", Hue::Green, "", "All deviations from the saddle decay."),
    Regime::new(
        "turns",
        "settles, turning",
        Hue::Teal,
        "",
        "Deviations from the saddle decay while E and I turn round it: the eigenvalues are complex.",
    ),
    Regime::new(
        "only-e",
        "only E is active",
        Hue::Amber,
        "",
        "At the optimum I is silent: E has too little to say to it.",
    )
    .pale(),
    Regime::new("silent", "silent", Hue::Neutral, "", "At the optimum nobody fires."),
    Regime::new(
        "bump",
        "a bump",
        Hue::Violet,
        "",
        "Near neurons excite each other so much (w_1 above 2) that the uniform state breaks into a bump.",
    ),
    Regime::new("travels", "a bump that travels", Hue::Violet, "", "A bump, and skewed weights carry it round.").pale(),
    Regime::new(
        "no-objective",
        "settles, no objective",
        Hue::Green,
        "",
        "Deviations decay, though W_EE is not symmetric.",
    )
    .pale(),
    Regime::new(
        "slow",
        "I is too slow",
        Hue::Amber,
        "",
        "Deviations grow since I answers too late; a shorter τ_I cures it.",
    ),
    Regime::new(
        "weak",
        "I is too weak",
        Hue::Red,
        "",
        "Excitation outgrows all that inhibition can answer; no τ_I cures that.",
    ),
    Regime::new(
        "unsure",
        "cannot be told",
        Hue::Blue,
        "",
        "The conditions that are enough do not hold; what the rates do depends on who is silent.",
    )
    .pale(),
];

/// Where rates do not settle, or nobody knows.
fn unsettled(verdict: &Verdict) -> Option<&'static str> {
    match (verdict.holds, verdict.finding) {
        (Some(false), "slow-inhibition") => Some("slow"),
        (Some(false), _) => Some("weak"),
        (None, _) => Some("unsure"),
        (Some(true), _) => None,
    }
}

/// Enough neurons for the modes of a ring; the sums that decide do not depend on their number.
const FEW: usize = 24;

/// Of a ring or a sheet, where modes decide and no optimum is asked for.
fn of_modes(params: &MinimaxParams, seed: u64) -> Result<&'static str, ParamError> {
    let few = MinimaxParams { n_e: params.n_e.min(FEW), ..params.clone() };
    let network = build(&few, seed)?;
    let verdict = super::apps::of(params.application).verdict(params, &network, None);
    let is_ring = params.application == Application::Ring;
    Ok(unsettled(&verdict).unwrap_or(match (params.w1 > 2.0, params.skew == 0.0) {
        _ if !is_ring => "settles",
        (true, true) => "bump",
        (true, false) => "travels",
        (false, true) => "settles",
        (false, false) => "no-objective",
    }))
}

impl MinimaxPlan {
    fn regime_id(&self) -> Option<&'static str> {
        let p = self.params();
        let stability = *self.stability()?;
        let verdict = self.app().verdict(p, self.network(), stability);
        Some(unsettled(&verdict).unwrap_or_else(|| self.at_rest(stability.is_none_or(|s| s.is_symmetric))))
    }

    /// Where rates settle, at what.
    fn at_rest(&self, is_symmetric: bool) -> &'static str {
        let p = self.params();
        match p.application {
            Application::Pair => {
                let fires = self.optimum().found().map(|best| [E, I].map(|k| best.r[k].iter().any(|r| *r > 0.0)));
                match fires {
                    Some([false, _]) => "silent",
                    Some([true, false]) => "only-e",
                    _ if self.turns() => "turns",
                    _ => "settles",
                }
            }
            _ if !is_symmetric => "no-objective",
            _ => "settles",
        }
    }

    /// Whether one E and one I neuron turn round their saddle: (a/tau_E - c/tau_I)^2 < 4 b^2/(tau_E tau_I).
    fn turns(&self) -> bool {
        let network = self.network();
        let [tau_e, tau_i] = network.tau_s;
        let apart = -network.ee.at(0, 0) / tau_e - network.ii.at(0, 0) / tau_i;
        apart * apart < 4.0 * network.ei.at(0, 0) * network.ie.at(0, 0) / (tau_e * tau_i)
    }

    /// The regime of these parameters, by its place in what is told apart; `None` where it takes too long to tell.
    ///
    /// # Errors
    /// If they do not fit together.
    pub fn regime_of(params: &MinimaxParams, seed: u64, near: &MinimaxPlan) -> Result<Option<usize>, ParamError> {
        let id = match params.application {
            Application::Ring | Application::Grid => Some(of_modes(params, seed)?),
            _ => MinimaxPlan::new(params, seed, Some(near))?.regime_id(),
        };
        Ok(id.and_then(|id| KINDS.iter().position(|regime| regime.id == id)))
    }
}
