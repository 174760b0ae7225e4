//! Whether a network balances, where its rules lead, and what stands in the way, in words and numbers.

use super::goals::{EARLY, ratios};
use super::plan::PlasticPlan;
use super::readings::readings;
use super::seen::{Now, Seen};
use super::theory::{Balance, Regime};
use super::wiring::{E, EI, I, II};
use crate::geometry::Point;
use crate::param::OnOff;
use crate::picture::{Finding, FixedPoint, Reading, Severity};

/// What is said.
pub(super) struct Judged {
    pub verdict: Option<(String, Option<bool>)>,
    pub reason: String,
    pub readings: Vec<Reading>,
    pub fixed_points: Vec<FixedPoint>,
    pub findings: Vec<Finding>,
    pub all_well: &'static str,
    pub validity: String,
}

/// Says it.
pub(super) fn judge(plan: &PlasticPlan, now: &Now<'_>) -> Judged {
    let seen = now.seen;
    let here = plan.field_of(seen).told(&seen.weighted, Some(seen.remains()));
    let (verdict, reason) = verdict(plan, seen, &here);
    Judged {
        verdict,
        reason,
        readings: readings(plan, now, &here),
        fixed_points: fixed_points(plan, seen, &here),
        findings: findings(plan, seen, &here),
        all_well: "balance, pairs of rules, Kohonen's gain and the fit of theory to the measured rates were checked",
        validity: validity(plan, seen),
    }
}

fn hz(rates: [f64; 2]) -> String {
    format!("({:.1}, {:.1}) Hz", 1e3 * rates[E], 1e3 * rates[I])
}

fn validity(plan: &PlasticPlan, seen: &Seen) -> String {
    let [e, i] = seen.totals();
    format!(
        "Balance is exact for N = \u{221e}. At N = {} what remains of the currents, R = ({e:.2}, {i:.2}) mV/ms measured over \
         3 s, is put into it; that R is not predicted. The mean field of the rules knows mean rates and weak, slow \
         correlations, and of single rates what one rule makes of them where it acts alone: homeostasis from I to E, soft \
         Hebb, Oja.{}",
        plan.params().n,
        if plan.arrivals().is_some() { " Input comes from a file: its mean rate is taken for r_X." } else { "" }
    )
}

fn verdict(plan: &PlasticPlan, seen: &Seen, here: &Balance) -> (Option<(String, Option<bool>)>, String) {
    let [outside, inhibition, excitation] = ratios(plan, &seen.weighted);
    let holds = format!("{outside:.2} > {inhibition:.2} > {excitation:.2}: w_EX/w_IX > |w_EI|/|w_II| > w_EE/w_IE");
    let learns = plan.control().rules.any();
    if let Some((said, reason)) = plan.split_words(seen).filter(|_| here.regime == Regime::Balanced) {
        return (Some((said, None)), reason);
    }
    let (said, good, reason) = match here.regime {
        Regime::Balanced => {
            let what = match (learns, plan.goal()) {
                (true, Some(goal)) if goal.growth < 0.0 => format!("balanced, its rules lead to {} at N = \u{221e}", hz(goal.rates)),
                (true, Some(_)) => "balanced, but where its rules lead does not hold".to_owned(),
                (true, None) if plan.field().driven().is_empty() => "balanced, weights diffuse".to_owned(),
                (true, None) => "balanced, but its rules lead nowhere".to_owned(),
                (false, _) => "balanced".to_owned(),
            };
            let good = !learns || plan.goal().is_some_and(|goal| goal.growth < 0.0) || plan.field().driven().is_empty();
            (what, Some(good), holds)
        }
        Regime::SilentE => (
            "semi-balanced: E is silent".to_owned(),
            None,
            "inhibition onto E is stronger than what drives it: E falls silent on the mean, single cells may still fire".to_owned(),
        ),
        Regime::Silent => ("silent".to_owned(), None, "nothing drives it".to_owned()),
        Regime::Runaway => ("no balance: runaway".to_owned(), Some(false), plan.why_runaway(seen)),
    };
    (Some((said, good)), reason)
}

fn fixed_points(plan: &PlasticPlan, seen: &Seen, here: &Balance) -> Vec<FixedPoint> {
    let mut all = Vec::new();
    let mut tell = |name: &str, rates: [f64; 2], holds: bool, reason: String| {
        all.push(FixedPoint { name: name.to_owned(), at: Point::new(1e3 * rates[E], 1e3 * rates[I]), holds, reason });
    };
    let infinite = plan.field_of(seen).told(&seen.weighted, None);
    if infinite.regime == Regime::Balanced {
        tell("N = \u{221e}", infinite.rates, true, "these weights in an endless network: W r + W_x r_x = 0".to_owned());
    }
    if here.regime == Regime::Balanced {
        tell("this N", here.rates, true, "with what remains of the currents, as measured".to_owned());
    }
    if let Some(goal) = plan.goal() {
        let reason = format!(
            "N = \u{221e}; deviations {} by e in {:.1} s{}",
            if goal.growth < 0.0 { "fall" } else { "grow" },
            1e-3 / goal.growth.abs(),
            if goal.turns > goal.growth.abs() {
                format!(", turning once in {:.0} s", 1e-3 * std::f64::consts::TAU / goal.turns)
            } else {
                String::new()
            }
        );
        tell("goal of the rules", goal.rates, goal.growth < 0.0, reason);
    }
    all
}

fn findings(plan: &PlasticPlan, seen: &Seen, here: &Balance) -> Vec<Finding> {
    let p = plan.params();
    let mut all = Vec::new();
    let mut find = |id, severity, text: String, numbers: Vec<(&'static str, f64)>| {
        all.push(Finding::new(id, severity, text).with(numbers));
    };
    let [outside, inhibition, excitation] = ratios(plan, &seen.weighted);
    match here.regime {
        Regime::Runaway => find(
            "no-balance",
            Severity::Warning,
            format!("No balance: {}", plan.why_runaway(seen)),
            vec![("|w_EI|/|w_II|", inhibition), ("w_EE/w_IE", excitation)],
        ),
        Regime::SilentE => find(
            "silent-e",
            Severity::Warning,
            format!(
                "Semi-balanced: |w_EI|/|w_II| = {inhibition:.2} is above w_EX/w_IX = {outside:.2}, so that inhibition onto E \
                 outweighs all that drives it. Bring |j_EI| below {:.0} mV, or raise j_EX.",
                (seen.weighted[II] * outside).abs()
            ),
            vec![("|w_EI|/|w_II|", inhibition), ("w_EX/w_IX", outside)],
        ),
        _ => {}
    }
    let on = |switch: OnOff| switch == OnOff::On;
    let learns = on(p.learning);
    if learns && !on(p.ei_homeostatic) && (on(p.ii_homeostatic) || on(p.ie_homeostatic)) {
        let which = if on(p.ii_homeostatic) { "I to I" } else { "E to I" };
        find(
            "needs-ei",
            Severity::Warning,
            format!(
                "Homeostasis from {which} alone is not stable: it changes what I cells hear until they meet their target, and \
                 nothing brings E back. Switch homeostatic I to E on too, faster than {which}."
            ),
            Vec::new(),
        );
    }
    if let Some([ratio, most]) = plan.pair_ratio().filter(|[ratio, most]| learns && ratio > most) {
        find(
            "unstable-pair",
            Severity::Warning,
            format!(
                "I to I learns too fast beside I to E: the ratio of their speeds is {ratio:.2}, and from {most:.2} on they \
                 oscillate with growing swings. Take \u{3ba}_II up to {:.3}, and well below if they shall not ring either.",
                most * p.ei_kappa / p.ei_jn.abs() * p.ii_jn.abs()
            ),
            vec![("ratio", ratio), ("allowed", most)],
        );
    }
    if let Some(most) = plan.kohonen_most().filter(|_| learns) {
        let beta = p.ee_kohonen_beta;
        if beta > most {
            find(
                "saddle-node",
                Severity::Warning,
                format!(
                    "\u{3b2} = {beta} is beyond the saddle-node at {most:.2}: E to E has nowhere to settle and runs away. Take \u{3b2} below about {:.1}.",
                    EARLY * most
                ),
                vec![("beta", beta), ("saddle-node", most)],
            );
        } else if beta > EARLY * most {
            find(
                "saddle-node-near",
                Severity::Info,
                format!(
                    "\u{3b2} = {beta} is below the saddle-node of the mean field at {most:.2}, but networks fail earlier, from \
                     about 40 % of it: fast cells make their own weights larger, so that <r\u{b2}>/<r> counts and not <r>."
                ),
                vec![("beta", beta), ("saddle-node", most)],
            );
        }
    }
    if learns && on(p.ei_homeostatic) && plan.field().driven() == [EI] && plan.goal().is_none() {
        find(
            "target-out-of-reach",
            Severity::Warning,
            format!(
                "No weight from I to E brings E to {} Hz in balance: between runaway and silence of E its rate never has that \
                 value. Take another target, or another rate of the external layer.",
                p.rho_e
            ),
            vec![("target", p.rho_e)],
        );
    }
    if p.c > 0.0 {
        find(
            "fluctuates",
            Severity::Info,
            format!(
                "Correlated input: rates over half a second fluctuate by 30 % and more. What is measured here is of {:.1} s.",
                seen.long[E].over_s
            ),
            vec![("c", p.c), ("seconds", seen.long[E].over_s)],
        );
    }
    for (a, name) in [(E, "E"), (I, "I")] {
        let (told, mean) = (1e3 * here.rates[a], seen.long[a]);
        let off = (told - mean.mean).abs();
        if here.regime == Regime::Balanced
            && mean.over_s >= 5.0
            && off > (4.0 * mean.error).max(0.15 * mean.mean).max(0.5)
        {
            find(
                "off-balance",
                Severity::Info,
                format!(
                    "{name} fires at {:.1} \u{b1} {:.1} Hz over {:.0} s, balance at this N says {told:.1}: {}.",
                    mean.mean,
                    mean.error,
                    mean.over_s,
                    if learns && plan.control().rules.any() {
                        "weights still move while currents are averaged over 3 s"
                    } else {
                        "currents are means of 3 s and rates of more, and numbers of connections differ from p N, which counts \
                         where parts nearly cancel"
                    }
                ),
                vec![("measured", mean.mean), ("predicted", told)],
            );
            break;
        }
    }
    all
}
