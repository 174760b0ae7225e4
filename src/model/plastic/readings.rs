//! The numbers that a plastic network tells of itself, each theory beside its measurement.

use super::goals::ratios;
use super::plan::PlasticPlan;
use super::seen::Now;
use super::theory::Balance;
use super::wiring::{E, EE, EI, I, IE, II};
use crate::picture::Reading;

/// All of them; `here` is the balance at this N.
pub(super) fn readings(plan: &PlasticPlan, now: &Now<'_>, here: &Balance) -> Vec<Reading> {
    let (field, seen) = (plan.field_of(now.seen), now.seen);
    let mut all = Vec::new();
    let mut tell = |id, name, value: f64, help| {
        if value.is_finite() {
            all.push(Reading { id, name, value, help });
        }
    };
    let infinite = plan.field_of(seen).told(&seen.weighted, None).rates;
    let [of_e, of_i] = seen.long;
    tell(
        "r_e",
        "rate of E, measured, Hz",
        of_e.mean,
        "Mean over the time below, which begins 1 s after the last change.",
    );
    tell("r_e_error", "its standard error, Hz", of_e.error, "From means over half a second each.");
    tell(
        "r_e_finite",
        "rate of E, predicted at this N, Hz",
        1e3 * here.rates[E],
        "Balance with what remains of the currents, R, as measured.",
    );
    tell(
        "r_e_infinite",
        "rate of E, N = \u{221e}, Hz",
        1e3 * infinite[E],
        "-W^-1 W_x r_x with the weights as they are.",
    );
    tell("r_i", "rate of I, measured, Hz", of_i.mean, "Mean over the same time.");
    tell("r_i_error", "its standard error, Hz", of_i.error, "From means over half a second each.");
    tell(
        "r_i_finite",
        "rate of I, predicted at this N, Hz",
        1e3 * here.rates[I],
        "Balance with what remains of the currents, R, as measured.",
    );
    tell(
        "r_i_infinite",
        "rate of I, N = \u{221e}, Hz",
        1e3 * infinite[I],
        "-W^-1 W_x r_x with the weights as they are.",
    );
    tell(
        "over_s",
        "measured over, s",
        of_e.over_s,
        "At most 10 s; correlated input makes half seconds fluctuate by 30 %.",
    );
    let [remains_e, remains_i] = seen.totals();
    tell(
        "remains_e",
        "R_E, mV/ms",
        remains_e,
        "Mean total current onto E cells over 3 s: what balance leaves. It hardly depends on N.",
    );
    tell("remains_i", "R_I, mV/ms", remains_i, "Mean total current onto I cells over 3 s.");
    let [from_e, from_i, from_x] = seen.parts[E];
    tell("exc_e", "E and external onto E, mV/ms", from_e + from_x, "Mean over 3 s; it grows as the root of N.");
    tell("inh_e", "I onto E, mV/ms", from_i, "Mean over 3 s; it grows as the root of N.");
    let told = field.parts(&seen.weighted, &seen.rates_khz(), E);
    tell(
        "total_e_told",
        "\u{221a}N (W r + W_x r_x) onto E, mV/ms",
        told.iter().sum::<f64>() + seen.push[E],
        "From measured rates and rate-weighted weights: it is R_E but for the numbers of connections that were drawn.",
    );
    let [outside, inhibition, excitation] = ratios(plan, &seen.weighted);
    tell("ratio_x", "w_EX/w_IX", outside, "Must be the largest of three for balance.");
    tell("ratio_i", "|w_EI|/|w_II|", inhibition, "Must lie between the two others.");
    tell("ratio_e", "w_EE/w_IE", excitation, "Must be the smallest of three.");
    for class in [EE, EI, IE, II] {
        if !plan.has_rule(class) && seen.spread[class] == 0.0 {
            continue;
        }
        let ids = [
            ["j_ee", "j_ee_weighted", "j_ee_sd", "j_ee_corr", "j_ee_theory", "j_ee_goal"],
            ["j_ei", "j_ei_weighted", "j_ei_sd", "j_ei_corr", "j_ei_theory", "j_ei_goal"],
            ["j_ie", "j_ie_weighted", "j_ie_sd", "j_ie_corr", "j_ie_theory", "j_ie_goal"],
            ["j_ii", "j_ii_weighted", "j_ii_sd", "j_ii_corr", "j_ii_theory", "j_ii_goal"],
        ][class];
        let names = [
            [
                "j_EE, mean",
                "j_EE, rate-weighted",
                "j_EE, SD",
                "j_EE and rate of sender",
                "j_EE, mean field",
                "j_EE, goal for N = \u{221e}",
            ],
            [
                "j_EI, mean",
                "j_EI, rate-weighted",
                "j_EI, SD",
                "j_EI and rate of sender",
                "j_EI, mean field",
                "j_EI, goal for N = \u{221e}",
            ],
            [
                "j_IE, mean",
                "j_IE, rate-weighted",
                "j_IE, SD",
                "j_IE and rate of sender",
                "j_IE, mean field",
                "j_IE, goal for N = \u{221e}",
            ],
            [
                "j_II, mean",
                "j_II, rate-weighted",
                "j_II, SD",
                "j_II and rate of sender",
                "j_II, mean field",
                "j_II, goal for N = \u{221e}",
            ],
        ][class];
        tell(ids[0], names[0], seen.j[class], "Mean over synapses, times \u{221a}N.");
        tell(
            ids[1],
            names[1],
            seen.weighted[class],
            "Each synapse weighed by the rate of its sender: what acts on the mean input.",
        );
        tell(ids[2], names[2], seen.spread[class], "Standard deviation over synapses.");
        tell(
            ids[3],
            names[3],
            seen.correlation[class],
            "Correlation over synapses of weight and presynaptic rate over 5 s.",
        );
        tell(
            ids[4],
            names[4],
            seen.theory[class],
            "What the mean-field equations say since learning began or was changed.",
        );
        if let Some(goal) = plan.goal() {
            tell(ids[5], names[5], goal.j[class], "Where the active rules lead in the mean field.");
        }
    }
    if plan.has_rule(EI) {
        if let Some(needed) = plan.needed(seen, true) {
            tell(
                "j_ei_needed",
                "j_EI needed, rate-weighted",
                needed,
                "At this N, with R as measured: every start ends at this height of the manifold plane.",
            );
            if let Some(mean) = plan.landing(now, needed) {
                tell(
                    "j_ei_landing",
                    "mean j_EI, predicted landing",
                    mean,
                    "From j e^(r s): each input weakens or grows in proportion to its own rate; exact while rates are steady.",
                );
            }
        }
        if plan.params().part > 0.0 {
            let [lit, dark] = seen.lit_j;
            tell("j_lit", "j_E1I, mean", lit, "Onto the lit cells.");
            tell("j_dark", "j_E2I, mean", dark, "Onto the other E cells.");
            let [lit, dark] = plan.lit_goals();
            tell(
                "j_lit_goal",
                "j_E1I, goal in light, N = \u{221e}",
                lit,
                "-(w_EE rho + w_EX (r_x + r_x2))/(p q_I r_I).",
            );
            tell("j_dark_goal", "j_E2I, goal, N = \u{221e}", dark, "-(w_EE rho + w_EX r_x)/(p q_I r_I).");
        }
    }
    if plan.params().part > 0.0 {
        tell("r_lit", "rate of lit E, Hz", seen.lit_rates[0], "Over half a second.");
        tell("r_dark", "rate of other E, Hz", seen.lit_rates[1], "Over half a second.");
        tell(
            "split",
            "lit over other E, mV/ms",
            plan.split(seen),
            "What light adds, less what inhibition has learned; beyond about 0.4 one of them is suppressed.",
        );
    }
    if let Some([ratio, most]) = plan.pair_ratio() {
        tell("pair_ratio", "speed of II over EI", ratio, "(\u{3ba}/|j_n|) of II over that of EI.");
        tell(
            "pair_most",
            "speed from which on they oscillate",
            most,
            "|w_EI|/w_EE where both targets are met: a Hopf bifurcation.",
        );
    }
    if let Some(most) = plan.kohonen_most() {
        tell(
            "beta_most",
            "\u{3b2} of the saddle-node",
            most,
            "Beyond it the mean field of Kohonen's rule alone has no fixed point.",
        );
    }
    if seen.windows >= 8 {
        let theory = field.covariance(&seen.rates_khz(), plan.params().n as f64, 250.0);
        let rows = [
            ("cov_ee", "covariance E, E", "cov_ee_theory", "covariance E, E, theory"),
            ("cov_ei", "covariance E, I", "cov_ei_theory", "covariance E, I, theory"),
            ("cov_ii", "covariance I, I", "cov_ii_theory", "covariance I, I, theory"),
        ];
        for (k, (id, name, id_theory, name_theory)) in rows.into_iter().enumerate() {
            tell(
                id,
                name,
                seen.covariance[k],
                "Of spike counts in 250 ms, mean over pairs, since 1 s after the last change.",
            );
            let help = if field.c() > 0.0 {
                "T c r_a r_b/r_x, for N = \u{221e}."
            } else {
                "Of order 1/N; right to a factor of 2 only."
            };
            tell(id_theory, name_theory, theory[k], help);
        }
        let error = seen.covariance_error();
        tell("cov_error", "relative error of covariances", error, "About the root of 3 over the number of windows.");
        tell(
            "cov_windows",
            "windows of 250 ms",
            seen.windows as f64,
            "Differences of windows that follow each other, so that learning does not count; since 1 s after the last change.",
        );
    }
    all
}
