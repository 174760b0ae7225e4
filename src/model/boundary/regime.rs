//! The regime in words, and the numbers that decide it (sheet low-rank-ei, sections 4.3, 4.4, 4.7 and 13).

use super::checks::{Case, held};
use super::mean_field::{MeanField, Rest};
use super::slopes::Slopes;
use super::{Network, Synapse};
use crate::geometry::{Crossing, Point, Stability, Stage};
use crate::picture::{FixedPoint, Given};

/// Name, place and reason of a crossing of the boundaries.
pub(super) fn fixed_point(crossing: &Crossing) -> FixedPoint {
    let [slope_e, slope_i] = crossing.slopes;
    // Minus zero is rounding dust.
    let [h_e, h_i] = [crossing.h_e, crossing.h_i].map(|h| if h.abs() < 5e-3 { 0.0 } else { h });
    let reason = match crossing.stability {
        Stability::Stable => format!(
            "The I line is steeper than the E line ({slope_i:.2} > {slope_e:.2}), so inhibition catches every \
             E spike; h_E = {h_e:.2} > 0, so the leak brings the state back. h_I = {h_i:.2}."
        ),
        Stability::Left => format!(
            "The I line is steeper ({slope_i:.2} > {slope_e:.2}), but h_E = {h_e:.2} is not above 0: the leak \
             carries the state away from this E line. h_I = {h_i:.2}."
        ),
        Stability::Saddle => format!(
            "The E line is steeper than the I line ({slope_e:.2} > {slope_i:.2}): left of it activity falls, \
             right of it it grows. h_E = {h_e:.2}, h_I = {h_i:.2}."
        ),
    };
    let holds = crossing.stability == Stability::Stable;
    FixedPoint { name: crossing.stability.name().to_owned(), at: crossing.at, holds, reason }
}

/// What geometry says of a network: phrase, whether it holds, why, and the latents that follow.
pub(super) struct Regime {
    pub verdict: (String, Option<bool>),
    pub reason: String,
    pub level: Option<Point>,
    /// What the level is, if not a crossing.
    pub word: &'static str,
}

/// Of a spiking network.
pub(super) fn of_spikes(case: &Case<'_>, network: &Network, given: Given) -> Regime {
    let [e, i] = case.at_zero();
    let crossing = held(case.crossings).filter(|_| case.stage == Stage::Stable);
    let slopes = crossing.map(|c| Slopes::at(network, c));
    // A cost that flattens the I line, or steepens that of E, takes the crossing away.
    let lost = slopes.is_some_and(|slopes| slopes.delta() <= 1e-9);
    let stabilised = slopes.is_some_and(Slopes::are_stabilised) && !lost;
    let name = if stabilised { "stable, inhibition-stabilised".to_owned() } else { case.stage.name().to_owned() };
    let (holds, level) = match case.stage {
        Stage::Stable => (if lost { None } else { Some(true) }, crossing.map(|c| c.at)),
        Stage::Silent => (Some(true), Some(Point::origin())),
        Stage::InhibitionOnly | Stage::Saddle => (Some(true), Some(Point::new(0.0, i.max(0.0)))),
        Stage::Bouts => (None, None),
        Stage::Runaway => (Some(false), None),
    };
    let at = |height: f64| if height.is_finite() { format!("{height:.2}") } else { "nowhere".to_owned() };
    let reason = match case.stage {
        Stage::Stable => crossing.map_or_else(String::new, |c| {
            let [slope_e, slope_i] = c.slopes;
            let whose = if lost {
                "but with the spike costs I is no longer the steeper one"
            } else if stabilised {
                "E alone would run away, inhibition holds it"
            } else {
                "E would not run away by itself"
            };
            format!(
                "I is steeper than E at the crossing ({slope_i:.2} > {slope_e:.2}) and h_E = {:.2} > 0: {whose}",
                c.h_e
            )
        }),
        Stage::Silent => {
            format!("at y_E = 0 no boundary lies above 0 (E {}, I {}): the origin is at rest", at(e), at(i))
        }
        Stage::Bouts => format!(
            "the leak carries the state away from the crossing, and at y_E = 0 the E boundary lies at {} > 0: E starts \
             again and again",
            at(e)
        ),
        Stage::InhibitionOnly if !e.is_finite() => {
            format!("no E neuron can fire; at y_E = 0 the I boundary lies at {}", at(i))
        }
        Stage::InhibitionOnly => format!(
            "at y_E = 0 the I boundary lies above the E boundary ({} > {}): E never reaches its threshold",
            at(i),
            at(e)
        ),
        Stage::Saddle => format!(
            "at y_E = 0 the I boundary lies above the E boundary ({} > {}); a kick beyond the saddle starts E",
            at(i),
            at(e)
        ),
        Stage::Runaway if !i.is_finite() => "no I neuron can fire: nothing holds E".to_owned(),
        Stage::Runaway => "the E boundary stays above the I boundary: inhibition never catches up".to_owned(),
    };
    let reason = slopes.and_then(|slopes| push(slopes, given)).unwrap_or(reason);
    let word = match case.stage {
        Stage::Silent => "origin",
        Stage::InhibitionOnly | Stage::Saddle => "I boundary",
        _ => "",
    };
    Regime { verdict: (name, holds), reason, level, word }
}

/// Why the network answers a push as it does (sections 4.4 and 13.8).
fn push(slopes: Slopes, given: Given) -> Option<String> {
    let [push_e, push_i] = given.injected;
    if slopes.delta() <= 1e-9 {
        return None;
    }
    let word = |slope: f64, push: f64| if slope * push > 0.0 { "up" } else { "down" };
    if push_i.abs() > 1e-3 {
        let [e, i] = slopes.to_i();
        let cause = if push_i > 0.0 { "up" } else { "down" };
        Some(if slopes.are_stabilised() {
            format!(
                "paradoxical: I is pushed {cause}, yet y_I goes {}. Only I holds E; so E moves first, and takes I's drive \
                 along: dy_{{I}}/dh_{{I}} = −E_EE/\u{394} = {i:.2} by theory",
                word(i, push_i)
            )
        } else {
            format!(
                "I is pushed {cause}, and y_I goes {}, y_E {}: no paradox, since E alone would not run away \
                 (E_EE less its spike cost is {:.2}); dy_{{I}}/dh_{{I}} = {i:.2} by theory",
                if i.abs() < 1e-9 { "nowhere" } else { word(i, push_i) },
                word(e, push_i),
                slopes.ee
            )
        })
    } else if push_e.abs() > 1e-3 {
        let [e, i] = slopes.to_e();
        Some(format!(
            "E is pushed: the crossing slides along the I boundary, dy_{{E}}/dh_{{E}} = {e:.2}, dy_{{I}}/dh_{{E}} = {i:.2} by theory"
        ))
    } else {
        None
    }
}

/// Of rate units: what their nullclines say, and every point at which they stand.
pub(super) fn of_rates(field: &MeanField) -> (Regime, Vec<FixedPoint>) {
    let most = field.most().unwrap_or([f64::INFINITY; 2]);
    let rests = field.rests(most[0], [0.0; 2]);
    let goes = field.where_from_rest(&rests);
    let told = |rest: &Rest| {
        let is_saddle = rest.determinant <= 0.0;
        let (trace, determinant) = (rest.trace, rest.determinant);
        let name = match (is_saddle, rest.holds()) {
            (true, _) => "saddle of the rates",
            (false, true) if trace * trace < 4.0 * determinant => "stable focus of the rates",
            (false, true) => "stable node of the rates",
            (false, false) => "unstable point of the rates",
        };
        let reason = format!(
            "The nullclines cross here; the Jacobian of the rates has trace {trace:.2} and determinant {determinant:.2} \
             per time constant of E: it holds if the first is below 0 and the second above."
        );
        FixedPoint { name: name.to_owned(), at: rest.at, holds: rest.holds(), reason }
    };
    let points: Vec<FixedPoint> = rests.iter().map(told).collect();
    let holding = rests.iter().filter(|rest| rest.holds()).count();
    let regime = match goes {
        Some(at) if at.x > 0.98 * most[0] => Regime {
            verdict: ("saturated".to_owned(), Some(false)),
            reason: format!(
                "from rest the rates run up to all that E can give, ({:.2}, {:.2}), of at most ({:.2}, {:.2}): inhibition \
                 does not hold them",
                at.x, at.y, most[0], most[1]
            ),
            level: Some(at),
            word: "fixed point",
        },
        Some(at) => Regime {
            verdict: (
                if holding > 1 { "stable, one of several points" } else { "stable" }.to_owned(),
                Some(true),
            ),
            reason: rests
                .iter()
                .min_by(|a, b| (a.at - at).norm().total_cmp(&(b.at - at).norm()))
                .map_or_else(String::new, |rest| {
                    format!(
                        "the nullclines cross at ({:.2}, {:.2}); the rates come back to it: trace {:.2} < 0, determinant \
                         {:.2} > 0 per time constant",
                        at.x, at.y, rest.trace, rest.determinant
                    )
                }),
            level: Some(at),
            word: "fixed point",
        },
        None => Regime {
            verdict: ("unstable: the rates go round".to_owned(), Some(false)),
            reason: match rests.first() {
                Some(rest) => format!(
                    "from rest the rates never stand still: where the nullclines cross, at ({:.2}, {:.2}), the trace of the \
                     Jacobian is {:.2} > 0",
                    rest.at.x, rest.at.y, rest.trace
                ),
                None => "no point was found at which the rates stand still".to_owned(),
            },
            level: None,
            word: "",
        },
    };
    (regime, points)
}

/// Where the prediction of levels and of the cycle holds.
pub(super) fn validity(network: &Network) -> String {
    let noisy = network.populations.iter().any(|p| p.sigma_v > 0.0);
    match (network.synapse, noisy) {
        (Synapse::Instantaneous, false) if network.exact => {
            "The cycle is exact for instantaneous synapses without noise and spike cost; so is this run, which has no time step."
        }
        (Synapse::Instantaneous, false) => {
            "The cycle is exact for instantaneous synapses without noise and spike cost; Euler steps add about one dt to it."
        }
        (Synapse::Rate, _) => "Rate units come to rest where their nullclines cross.",
        (_, false) => "Synapses are not instantaneous: inhibition comes late, and the state may stay far from the crossing.",
        (_, true) => "Noise lets neurons fire before they reach their lines, and there is no cycle.",
    }
    .to_owned()
}
