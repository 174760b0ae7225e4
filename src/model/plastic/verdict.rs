//! Whether a network balances, whither its rules lead, and what stands in the way, in words and numbers.

use super::plan::PlasticPlan;
use super::seen::{Now, Seen};
use super::theory::{Balance, Regime, landing};
use super::wiring::{E, EE, EI, I, IE, II};
use crate::geometry::Point;
use crate::param::OnOff;
use crate::picture::{Finding, FixedPoint, Mark, MarkKind, Reading, Severity};

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

/// Kohonen's rule fails in real networks well before the saddle-node of the mean field (sheet, section 5.3): from this part
/// of it on there is a warning.
const EARLY: f64 = 0.4;

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

/// The inequality of balance with its three ratios.
fn ratios(plan: &PlasticPlan, j: &[f64; 4]) -> [f64; 3] {
    let (w, h) = (plan.field().w(j), plan.field().h([0.0; 2]));
    [h[E] / h[I], w[E][I] / w[I][I], w[E][E] / w[I][E]]
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
        tell("N = \u{221e}", infinite.rates, true, "W r + W_x r_x = 0".to_owned());
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

fn readings(plan: &PlasticPlan, now: &Now<'_>, here: &Balance) -> Vec<Reading> {
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

impl PlasticPlan {
    /// By how much the mean field drives lit E cells more than the others, mV/ms: light, less what inhibition has learned.
    pub(super) fn split(&self, seen: &Seen) -> f64 {
        let field = self.field_of(seen);
        if field.lit_part() == 0.0 || field.lit_part() == 1.0 {
            return 0.0;
        }
        let share = field.w(&seen.weighted)[E][I] / seen.weighted[EI];
        let [lit, dark] = seen.lit_weighted;
        (field.light() + share * (lit - dark) * 1e-3 * seen.rates[I]) * field.root_n
    }

    /// What that means, once it is more than what balance leaves of currents.
    fn split_words(&self, seen: &Seen) -> Option<(String, String)> {
        const MUCH: f64 = 0.4;
        let by = self.split(seen);
        let (what, why) = match () {
            () if by.abs() < MUCH => return None,
            () if by > 0.0 => ("semi-balanced: light suppresses the other E cells", "hear more excitation"),
            () => ("semi-balanced: learned inhibition suppresses lit E cells", "hear more inhibition"),
        };
        let reason = format!(
            "lit cells {why} than the others, by {:.1} mV/ms: no rates balance both, until inhibition has learned",
            by.abs()
        );
        Some((what.to_owned(), reason))
    }

    /// Why excitation wins, and what to do.
    pub fn why_runaway(&self, seen: &Seen) -> String {
        let [_, inhibition, excitation] = ratios(self, &seen.weighted);
        let kohonen = self.kohonen_most().filter(|most| self.params().ee_kohonen_beta > EARLY * most);
        if let Some(most) = kohonen.filter(|_| self.control().rules.act(EE)) {
            return format!(
                "Kohonen\u{2019}s rule has made E to E too strong: \u{3b2} = {} (the mean field ends at {most:.2}, networks \
                 earlier). Lower \u{3b2} or strengthen I to E, and begin anew with \u{201c}Start weights\u{201d} or R",
                self.params().ee_kohonen_beta
            );
        }
        if inhibition > excitation {
            return format!(
                "mean inputs could still cancel (|w_EI|/|w_II| = {inhibition:.2} > w_EE/w_IE = {excitation:.2}), but activity \
                 is far from that; strengthen I to E, and begin anew with R"
            );
        }
        let most = seen.weighted[II] * seen.weighted[EE] / seen.weighted[IE];
        format!(
            "w_EE/w_IE = {excitation:.2} is above |w_EI|/|w_II| = {inhibition:.2}: E excites itself more than inhibition can \
             follow. Bring |j_EI| above {:.0} mV, or lower j_EE",
            most.abs()
        )
    }

    /// The rate-weighted weight from I onto E that the target needs, with the other weights as they are: with what remains of
    /// the currents as measured, or for N to infinity.
    pub(super) fn needed(&self, seen: &Seen, is_finite: bool) -> Option<f64> {
        if !self.has_rule(EI) {
            return None;
        }
        let (field, rho, j) = (self.field_of(seen), self.reached(), &seen.weighted);
        let (w, h) = (field.w(j), field.h(if is_finite { seen.remains() } else { [0.0; 2] }));
        let r_i = (w[I][E] * rho + h[I]) / -w[I][I];
        let share = w[E][I] / j[EI];
        (r_i > 0.0).then(|| -(w[E][E] * rho + h[E]) / (share * r_i)).filter(|j| *j < 0.0)
    }

    /// The rate that homeostasis onto E comes to, spikes/ms: below its target where the input is correlated.
    pub fn reached(&self) -> f64 {
        let rho = 1e-3 * self.params().rho_e;
        let gamma = self.field().gamma(&[1.0; 2]);
        let tau = self.control().rules.tau_ms;
        rho / (1.0 + (gamma[E][I] + gamma[I][E]) / (2.0 * tau))
    }

    /// Weights from I onto lit and other cells that the target needs in light, N to infinity.
    pub fn lit_goals(&self) -> [f64; 2] {
        let (field, j, rho) = (self.lit_field(), self.j(), self.reached());
        let (w, h) = (field.w(&j), field.unlit().h([0.0; 2]));
        let r_i = (w[I][E] * rho + h[I]) / -w[I][I];
        let share = w[E][I] / j[EI];
        [field.light(), 0.0].map(|more| -(w[E][E] * rho + h[E] + more) / (share * r_i))
    }

    /// Where the mean weight from I onto E will land, for the rates of the I cells as they are.
    pub(super) fn landing(&self, now: &Now<'_>, needed: f64) -> Option<f64> {
        let [n_e, ..] = super::wiring::sizes(self.params().n);
        let rates: Vec<f64> = now.seen.cell_rates[n_e..].iter().map(|r| f64::from(*r)).collect();
        landing(now.seen.start, needed, &rates)
    }

    /// That place in the manifold plane.
    pub(super) fn landing_mark(&self, now: &Now<'_>) -> Vec<Mark> {
        let seen = now.seen;
        let place = self.needed(seen, true).and_then(|needed| Some((needed, self.landing(now, needed)?)));
        let mark = |(needed, mean)| Mark {
            at: Point::new(mean, needed),
            kind: MarkKind::Stable,
            label: "predicted landing".to_owned(),
        };
        place.filter(|_| self.control().rules.act(EI) && seen.at_s > 1.0).map(mark).into_iter().collect()
    }

    /// Speeds of II over EI homeostasis, and from which ratio on they oscillate, if both are on.
    pub fn pair_ratio(&self) -> Option<[f64; 2]> {
        let p = self.params();
        if !(self.has_rule(EI) && self.has_rule(II)) {
            return None;
        }
        let (field, j) = (self.field(), self.j());
        let (w, h) = (field.w(&j), field.h([0.0; 2]));
        let (rho_e, rho_i) = (1e-3 * p.rho_e, 1e-3 * p.rho_i);
        let needed = (w[E][E] * rho_e + h[E]) / rho_i;
        Some([(p.ii_kappa / p.ii_jn.abs()) / (p.ei_kappa / p.ei_jn.abs()), needed / w[E][E]])
    }

    /// The same, looked for.
    pub(super) fn find_kohonen_most(&self) -> Option<f64> {
        if self.params().ee_kohonen == OnOff::Off {
            return None;
        }
        let mut j = self.j();
        let mut most = 0.0f64;
        for k in 1..4000 {
            j[EE] = 0.05 * f64::from(k);
            let balance = self.field().rates(&j, [0.0; 2]);
            if balance.regime == Regime::Balanced {
                most = most.max(j[EE] / self.kohonen_per_rate(balance.rates[E]));
            }
        }
        (most > 0.0).then_some(most)
    }

    /// What j settles at for a gain of 1 and a rate of E, spikes/ms.
    fn kohonen_per_rate(&self, r_e: f64) -> f64 {
        let gamma = self.field().gamma(&[r_e; 2])[E][E];
        self.control().rules.tau_ms * r_e + gamma / r_e
    }

    /// Weight over presynaptic rate in Hz at which Kohonen's rule settles, if it is on.
    pub(super) fn kohonen_slope(&self) -> Option<f64> {
        let p = self.params();
        (p.ee_kohonen == OnOff::On).then_some(1e-3 * p.ee_kohonen_beta * p.tau_stdp)
    }
}
