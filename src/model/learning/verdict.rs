//! Whether a network can learn, has learned, and what stands in its way, in words and numbers.

use super::params::{LearningParams, Task};
use super::plan::LearningPlan;
use super::state::Now;
use super::theory;
use crate::param::OnOff;
use crate::picture::{Finding, Reading, Severity};

/// Errors below this are small, above the other large.
const SMALL: f64 = 0.1;
const LARGE: f64 = 0.5;
/// Ringing does harm from here on (sheet, section 4.2).
pub(super) const HARMFUL: f64 = 4.0;
/// Learning that takes longer than this is too slow to be watched.
pub(super) const SLOW_S: f64 = 60.0;
/// A feedback gain that slows learning (sheet, section 7.4).
const LARGE_K: f64 = 100.0;
/// A learned field so much too damped is felt, 1/s.
pub(super) const BIASED_PER_S: f64 = 0.3;
/// A basis that misses more of the field than this is too small.
const MISSED: f64 = 0.1;

/// What is said.
pub(super) struct Judged {
    pub verdict: Option<(String, Option<bool>)>,
    pub reason: String,
    pub readings: Vec<Reading>,
    pub findings: Vec<Finding>,
    pub all_well: &'static str,
    pub validity: String,
}

/// Says it.
pub(super) fn judge(plan: &LearningPlan, now: &Now<'_>) -> Judged {
    let (verdict, reason) = verdict(plan, now);
    Judged {
        verdict,
        reason,
        readings: readings(plan, now),
        findings: findings(plan, now),
        all_well: "excitation, learning rate, feedback, basis and region were checked",
        validity: "k > \u{3b2} guarantees that the error vanishes for a student without spikes whose basis holds the \
                   teacher exactly, over the region that \u{3b2} is taken of. Spikes leave an error of about |D|; a basis \
                   that cannot hold the teacher leaves what it misses."
            .to_owned(),
    }
}

fn verdict(plan: &LearningPlan, now: &Now<'_>) -> (Option<(String, Option<bool>)>, String) {
    let control = plan.control();
    let beta = plan.region().beta_per_s;
    let k = control.k;
    let on = if plan.region().cycle.is_some() { "along its cycle" } else { "for |x| up to 1.3" };
    let grows = if beta.is_finite() {
        format!("the teacher grows by up to \u{3b2} = {beta:.1} 1/s {on}")
    } else {
        "the teacher's growth \u{3b2} cannot be told everywhere".to_owned()
    };
    let reason = format!("k = {k:.1} 1/s, {grows}");
    let free = now.tests.last();
    let by_itself = |test: &super::state::Tested| match test.error {
        error if error.is_nan() => ("cannot be told: the teacher stands still".to_owned(), None),
        error if error.is_infinite() => ("not without feedback: it runs away".to_owned(), Some(false)),
        error if error < SMALL => (format!("goes on by itself: error {error:.3}"), Some(true)),
        error if error > LARGE => (format!("not without feedback: error {error:.2}"), Some(false)),
        error => (format!("roughly by itself: error {error:.2}"), None),
    };
    let basis_holds = plan.fit().is_none_or(|fit| fit.miss <= MISSED);
    let said = match (control.eta > 0.0, k > 0.0) {
        (true, _) if k > beta && basis_holds && control.lateral => ("learning is guaranteed".to_owned(), Some(true)),
        (true, _) if k > beta => ("k is above \u{3b2}, but not all else is well".to_owned(), None),
        (true, true) => ("learning, not guaranteed".to_owned(), None),
        (true, false) => ("learning without feedback: not guaranteed".to_owned(), Some(false)),
        (false, _) => match free {
            Some(test) => by_itself(test),
            None => ("being tested".to_owned(), None),
        },
    };
    let reason = match (control.eta > 0.0, free) {
        (false, Some(_)) => "the error of a copy with feedback off and these weights".to_owned(),
        (false, None) => "a copy with feedback off is on its way".to_owned(),
        _ => reason,
    };
    (Some(said), reason)
}

fn reading(id: &'static str, name: &'static str, value: f64, help: &'static str) -> Reading {
    Reading { id, name, value, help }
}

fn readings(plan: &LearningPlan, now: &Now<'_>) -> Vec<Reading> {
    let (network, control, region) = (plan.network(), plan.control(), plan.region());
    let mut all = Vec::new();
    let mut tell = |id, name, value: f64, help| {
        if value.is_finite() {
            all.push(reading(id, name, value, help));
        }
    };
    tell(
        "beta",
        "teacher's growth \u{3b2}, 1/s",
        region.beta_per_s,
        "Largest growth that the symmetric part of the teacher's Jacobian allows in the visited region; learning is sure to work if k is larger.",
    );
    tell("k", "feedback k, 1/s", control.k, "The present feedback gain; 0 while it is switched off.");
    tell(
        "eta",
        "learning rate \u{3b7} now",
        control.eta * now.anneal,
        "The present learning rate with annealing; 0 while it is switched off.",
    );
    tell("miss", "error as it runs", now.miss, "Running NRMSE. With feedback on a small one proves nothing.");
    if let Some(test) = now.tests.last() {
        tell(
            "free_error",
            "error with feedback off",
            test.error,
            "Of a copy with these weights, without feedback: rms distance from the limit cycle over the cycle's radius where the teacher has one, else NRMSE over trials of its own.",
        );
        tell(
            "field_miss",
            "what the learned field misses",
            test.field_miss,
            "Root mean square difference of learned and true field over that of the true one, along the teacher's path in that test.",
        );
        tell("free_rate_hz", "rate with feedback off, Hz", test.rate_hz, "Mean rate of an alive neuron in that test.");
        if plan.params().task == Task::DoubleWell {
            tell(
                "same_well",
                "in the teacher's well",
                test.same_side,
                "Part of the time in that test in which network and teacher are in the same well.",
            );
        }
        if let Some(period) = test.period_s {
            tell("free_period_s", "period with feedback off, s", period, "Mean length of a round in that test.");
            tell("free_max_1", "largest |x_1| with feedback off", test.reach[0], "In that test, after two seconds.");
            tell("free_max_2", "largest |x_2| with feedback off", test.reach[1], "In that test, after two seconds.");
        }
    }
    let [predicted, counted] = now.rates_hz;
    tell(
        "predicted_rate_hz",
        "least rate, Hz",
        predicted,
        "At least |c + k e + W^T psi|/|D| spikes a second are needed to say what the network is asked to; shared by all who live.",
    );
    tell("rate_hz", "rate, Hz", counted, "Counted over the same two seconds.");
    tell(
        "imbalance",
        "imbalance",
        imbalance(now),
        "Mean of |E - I| over mean of E + I, over neurons, with currents over 50 ms.",
    );
    let [exc, inh] = now.currents;
    tell(
        "i_over_e",
        "I over E",
        inh.iter().sum::<f64>() / exc.iter().sum::<f64>(),
        "Inhibitory over excitatory current, all neurons together: the own reset does the rest.",
    );
    let noise = control.sigma_v / (2.0 * network.lam_per_s).sqrt() / network.threshold.first().copied().unwrap_or(1.0);
    tell("noise", "noise in thresholds", noise, "Standard deviation of a voltage by noise alone.");
    if let Some(fit) = plan.fit() {
        tell(
            "basis_miss",
            "what the basis misses",
            fit.miss,
            "Part of the teacher's field that the best weights of this basis leave, over the visited region.",
        );
        if is_exact(plan.params()) {
            let off = now.w.iter().zip(&fit.w).map(|(w, best)| ((w - best) / best).abs()).fold(0.0, f64::max);
            tell(
                "weight_error",
                "weights, largest part off",
                off,
                "Largest relative difference of a learned weight from (A + lam I)^T.",
            );
            if control.eta > 0.0 {
                let error = (0..3).map(|k| (now.x[k] - now.x_hat[k]).powi(2)).sum::<f64>().sqrt();
                tell(
                    "lyapunov",
                    "L",
                    theory::lyapunov(error, now.w, &fit.w, control.eta * now.anneal),
                    "|e|^2/2 + |W* - W|^2/(2 eta): without spikes it never rises within a trial, while all learns and eta stays.",
                );
            }
        }
    }
    all
}

/// Whether the best weights are known and are the only ones.
fn is_exact(p: &LearningParams) -> bool {
    p.task == Task::Oscillator && p.basis == super::params::BasisKind::Linear
}

/// Mean |E - I| over mean (E + I).
fn imbalance(now: &Now<'_>) -> f64 {
    let [exc, inh] = now.currents;
    let pairs = exc.iter().zip(inh);
    let (apart, all) = pairs.fold((0.0, 0.0), |(apart, all), (e, i)| (apart + (e - i).abs(), all + e + i));
    apart / all
}

fn findings(plan: &LearningPlan, now: &Now<'_>) -> Vec<Finding> {
    let (network, control) = (plan.network(), plan.control());
    let learns = plan.params().learning == OnOff::On && control.eta > 0.0;
    let mut all = Vec::new();
    let mut find = |id, text: String, numbers: Vec<(&'static str, f64)>| {
        all.push(Finding::new(id, Severity::Warning, text).with(numbers));
    };
    if let Some(test) = now.tests.last().filter(|_| control.k > 0.0 && now.learned_s > 20.0)
        && now.miss < SMALL
        && test.error > LARGE
    {
        find(
            "poor-excitation",
            format!(
                "Poor excitation: the error is {:.3} with feedback and {:.2} without it. W only tracks the recent path; \
                 drive more of the plane (random command, radius of start states) or lower \u{3b7}.",
                now.miss, test.error
            ),
            vec![("with feedback", now.miss), ("without", test.error)],
        );
    }
    if learns {
        let ringing = theory::ringing(network, control, plan.power());
        if ringing > HARMFUL {
            let most = control.eta * 3.0 / ringing;
            find(
                "eta-too-large",
                format!(
                    "\u{3b7} = {} is too large: 4 \u{3b7} |\u{3c8}|\u{b2} is {ringing:.1} times (k + \u{3bb})\u{b2}, so that the weights ring; \
                     up to about 3 does no harm, that is \u{3b7} up to {}.",
                    digits(control.eta),
                    digits(most)
                ),
                vec![("eta", control.eta), ("ringing", ringing), ("eta allowed", most)],
            );
        }
        let time_s = theory::learning_time_s(network, control);
        let variance = 0.5 * theory::REACH * theory::REACH;
        let bias = theory::spike_bias_per_s(network, control, variance);
        let is_slow = plan.params().basis == super::params::BasisKind::Tanh && time_s > SLOW_S;
        let (k, eta) = (digits(control.k), digits(control.eta));
        if bias > BIASED_PER_S || is_slow && control.k > LARGE_K {
            find(
                "k-too-large",
                format!(
                    "k = {k} is large for \u{3b7} = {eta}: what bends the field takes about {time_s:.0} s to be learned, and \
                     spikes make the learned field too damped by about {bias:.2} 1/s. Take k of 10 to 50, or raise \u{3b7} \
                     with it and make spikes smaller."
                ),
                vec![("k", control.k), ("seconds", time_s), ("bias", bias)],
            );
        } else if is_slow {
            let wanted = digits(control.eta * time_s / (0.5 * SLOW_S));
            find(
                "eta-too-small",
                format!(
                    "\u{3b7} = {eta} is small for k = {k}: what bends the field takes about {time_s:.0} s to be learned. Take \
                     \u{3b7} of about {wanted}."
                ),
                vec![("eta", control.eta), ("seconds", time_s)],
            );
        }
    }
    if let Some(fit) = plan.fit().filter(|fit| fit.miss > MISSED) {
        find(
            "basis-too-small",
            format!(
                "The basis is too small: even its best weights miss {:.0} % of the teacher's field. Take more branches \
                 (n_b = {}), another gain, or tanh instead of a linear basis.",
                100.0 * fit.miss,
                network.basis.len()
            ),
            vec![("missed", fit.miss), ("n_b", network.basis.len() as f64)],
        );
    }
    let knows = now.w.iter().any(|w| *w != 0.0);
    let (covered, how) = match now.covered {
        0.0 => (1.3 * plan.schedule().radius.max(reach(plan)), "start states and the teacher's own path reach about"),
        covered => (covered, "it was trained up to about"),
    };
    if knows && now.reach > 1.1 * covered {
        find(
            "left-the-region",
            format!(
                "The trajectory left the learned region: |x_hat| reached {:.2} lately, {how} {covered:.2}. Weaken the \
                 command, or train with a larger radius.",
                now.reach
            ),
            vec![("reached", now.reach), ("covered", covered)],
        );
    }
    all
}

/// How far the teacher goes by itself.
fn reach(plan: &LearningPlan) -> f64 {
    plan.region().cycle.as_ref().map_or(1.0, |cycle| cycle.iter().map(super::place::far).fold(0.0, f64::max))
}

/// Two significant digits.
fn digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let places = (1.0 - value.abs().log10().floor()).max(0.0) as usize;
    format!("{value:.places$}")
}
