//! What theory says of learning at some numbers, for maps (sheet learning-dynamics, section 4.2).

use super::params::{BasisKind, LearningParams};
use super::plan::LearningPlan;
use super::theory;
use super::verdict::{BIASED_PER_S, HARMFUL, SLOW_S};
use crate::param::ParamError;
use crate::picture::{Hue, Regime};

/// What is told apart; a short run tells none of it.
pub(super) const KINDS: &[Regime] = &[
    Regime::new(
        "guaranteed",
        "learning is guaranteed",
        Hue::Green,
        "",
        "The feedback k is above β, the fastest growth of the teacher, and the weights follow without ringing.",
    ),
    Regime::new(
        "unsure",
        "not guaranteed",
        Hue::Amber,
        "",
        "The feedback k is not above β, the fastest growth of the teacher: it may work, but nothing says that it must.",
    ),
    Regime::new(
        "rings",
        "weights ring",
        Hue::Red,
        "",
        "The learning rate is too large: 4 η |ψ|² is more than 4 times (k + λ)².",
    ),
    Regime::new(
        "slow",
        "too slow",
        Hue::Blue,
        "",
        "What bends the field takes longer than a minute to be learned, (k + λ)/(0.6 η).",
    ),
    Regime::new(
        "damped",
        "learned too damped",
        Hue::Violet,
        "",
        "Feedback is so large that spikes make the learned field too damped, by more than 0.3 1/s.",
    ),
    Regime::new("nothing", "nothing is learned", Hue::Neutral, "", "Learning is off, or its rate is 0."),
];

impl LearningPlan {
    /// The regime of these parameters, by its place in what is told apart.
    ///
    /// # Errors
    /// If they do not fit together.
    pub fn regime_of(params: &LearningParams, seed: u64, near: &LearningPlan) -> Result<Option<usize>, ParamError> {
        let plan = LearningPlan::new(params, seed, Some(near))?;
        let (network, control) = (plan.network(), plan.control());
        let variance = 0.5 * theory::REACH * theory::REACH;
        let is_slow = || params.basis == BasisKind::Tanh && theory::learning_time_s(network, control) > SLOW_S;
        let id = match () {
            () if control.eta <= 0.0 => "nothing",
            () if theory::ringing(network, control, near_power(&plan, near)) > HARMFUL => "rings",
            () if is_slow() => "slow",
            () if theory::spike_bias_per_s(network, control, variance) > BIASED_PER_S => "damped",
            () if control.k > plan.region().beta_per_s && control.lateral => "guaranteed",
            () => "unsure",
        };
        Ok(KINDS.iter().position(|regime| regime.id == id))
    }
}

/// |psi|^2 over the region, which is not computed twice for one basis.
fn near_power(plan: &LearningPlan, near: &LearningPlan) -> f64 {
    if std::sync::Arc::ptr_eq(plan.network(), near.network()) { near.power() } else { plan.power() }
}
