//! Where the rules lead, what keeps them from it, and why a network runs away.

use super::plan::PlasticPlan;
use super::seen::{Now, Seen};
use super::theory::{Regime, landing};
use super::wiring::{E, EE, EI, I, IE, II};
use crate::geometry::Point;
use crate::param::OnOff;
use crate::picture::{Mark, MarkKind};

/// Kohonen's rule fails in real networks well before the saddle-node of the mean field (sheet, section 5.3): from this part
/// of it on there is a warning.
pub(super) const EARLY: f64 = 0.4;

/// The inequality of balance with its three ratios.
pub(super) fn ratios(plan: &PlasticPlan, j: &[f64; 4]) -> [f64; 3] {
    let (w, h) = (plan.field().w(j), plan.field().h([0.0; 2]));
    [h[E] / h[I], w[E][I] / w[I][I], w[E][E] / w[I][E]]
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
    pub(super) fn split_words(&self, seen: &Seen) -> Option<(String, String)> {
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
