//! Mean-field theory of balanced networks (sheet plastic-balanced, sections 4 and 5). Rates in spikes/ms, weights as j.
//!
//! ```text
//! balance       W r + W_x r_x = (R - push)/sqrt(N),   W = [p q_b j_ab],  R the mean total current, push what is injected;
//!               what synapses leave, R - push, is called `remains` here: 0 for N to infinity
//! semi-balance  r_a >= 0,  h_a = (W r + W_x r_x)_a <= 0,  r_a h_a = 0
//! covariances   C(f) = c r_x e^(-4 pi^2 f^2 tau_j^2) W~^-1 W~_x W~_x^+ W~^-+,   W~_ab = W_ab/(1 + 2 pi i f tau_b)
//! learning      dj/dt from the rules with <S_j x_k> = tau r_a r_b + Gamma_ab
//! ```

use super::control::Control;
use super::rule::Rule;
use super::wiring::{E, EE, EI, I, IE, II, SHARES, Wiring, class, ends, sizes};
use nalgebra::{Complex, Matrix2, Vector2};
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// What the mean inputs do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// They cancel, and both populations fire.
    Balanced,
    /// Inhibition is too strong for one population: E is silent.
    SilentE,
    /// Both are silent.
    Silent,
    /// Excitation wins: nothing cancels it.
    Runaway,
}

/// Mean rates that balance, in spikes/ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// What the mean inputs do.
    pub regime: Regime,
    /// Rates of E and I; not numbers where there is no balance.
    pub rates: [f64; 2],
}

/// What theory needs to know of a network beside its recurrent weights.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanField {
    /// p q_b of each class: W over j.
    share: [f64; 4],
    /// W_aX onto E and onto I; W of the light's layer onto the cells that it reaches, and what part of E they are.
    w_x: [f64; 2],
    w_light: f64,
    lit: f64,
    /// Square root of N; another one tells of a network of another size.
    pub root_n: f64,
    r_x: f64,
    c: f64,
    jitter: f64,
    tau: [f64; 3],
    control: Control,
    /// By how much correlations that a rule sees differ from those of a flat spectrum, by pair of populations.
    colour: [[f64; 2]; 2],
}

impl MeanField {
    /// That of `n` cells connected with probability `p`.
    pub fn new(n: usize, p: f64, control: &Control) -> Self {
        let root_n = (n as f64).sqrt();
        let [of_e, of_i, of_x] = SHARES.map(|q| p * q);
        let input = control.input[0];
        MeanField {
            share: [of_e, of_i, of_e, of_i],
            w_x: [E, I].map(|a| of_x * control.j_x[0][a] * root_n),
            w_light: of_x * control.j_x[1][E] * root_n,
            lit: (control.reach as f64 / sizes(n)[E] as f64).min(1.0),
            root_n,
            r_x: input.rate,
            c: input.c,
            jitter: input.jitter,
            tau: control.membrane.tau,
            control: control.clone(),
            colour: [[1.0; 2]; 2],
        }
    }

    /// The same with the synapses of a file, and the rate of its external spikes if it has such.
    #[must_use]
    pub fn counted(mut self, wiring: &Wiring, rate: Option<f64>) -> Self {
        let n = wiring.cells() as f64;
        for class in [EE, EI, IE, II] {
            let cells = wiring.counts[ends(class)[0]] as f64;
            self.share[class] = wiring.recurrent[class].block.len() as f64 / (cells * n);
        }
        if let Some(layer) = wiring.layers.first() {
            for post in [E, I] {
                // Where weights are given their sum counts: sum J = sqrt(N) W_aX a cell.
                if let Some(given) = &layer.onto[post].given {
                    self.w_x[post] = given.iter().sum::<f64>() / (wiring.counts[post] as f64 * self.root_n);
                }
            }
        }
        self.r_x = rate.unwrap_or(self.r_x);
        self
    }

    /// The same with the colour of correlations at these weights taken into account.
    #[must_use]
    pub fn coloured(mut self, j: &[f64; 4]) -> Self {
        let balance = self.rates(j, [0.0; 2]);
        if balance.regime == Regime::Balanced && self.r_x > 0.0 {
            // The colour does not depend on how much of it there is.
            let unit = self.correlated(1.0);
            let (full, flat) = (unit.gamma_full(j), unit.gamma(&balance.rates));
            for a in [E, I] {
                for b in [E, I] {
                    self.colour[a][b] *= full[a][b] / flat[a][b];
                }
            }
        }
        self
    }

    /// W of these weights.
    pub fn w(&self, j: &[f64; 4]) -> [[f64; 2]; 2] {
        [E, I].map(|a| [E, I].map(|b| self.share[class(a, b)] * j[class(a, b)]))
    }

    /// W_x r_x onto E, as the mean over all of E, and onto I.
    fn drive(&self) -> [f64; 2] {
        [self.w_x[E] * self.r_x + self.lit * self.light(), self.w_x[I] * self.r_x]
    }

    /// Input from outside onto E and I that must be cancelled, with the mean total current that remains, mV/ms: what
    /// stands in `W r + h = 0`. With light on a part of E it is the mean over all of E.
    pub fn h(&self, remains: [f64; 2]) -> [f64; 2] {
        let drive = self.drive();
        [E, I].map(|a| drive[a] - remains[a] / self.root_n)
    }

    /// Rates at which mean inputs cancel, up to what remains of them, mV/ms.
    pub fn rates(&self, j: &[f64; 4], remains: [f64; 2]) -> Balance {
        let (w, h) = (self.w(j), self.h(remains));
        let found = |regime, rates| Balance { regime, rates };
        let d = w[E][E] * w[I][I] - w[E][I] * w[I][E];
        if d > 0.0 {
            let both = [-(w[I][I] * h[E] - w[E][I] * h[I]) / d, -(w[E][E] * h[I] - w[I][E] * h[E]) / d];
            if both[E] > 0.0 && both[I] > 0.0 {
                return found(Regime::Balanced, both);
            }
        }
        let alone = h[I] / -w[I][I];
        if h[I] > 0.0 && h[E] + w[E][I] * alone <= 0.0 {
            return found(Regime::SilentE, [0.0, alone]);
        }
        if h[E] <= 0.0 && h[I] <= 0.0 {
            return found(Regime::Silent, [0.0; 2]);
        }
        found(Regime::Runaway, [f64::NAN; 2])
    }

    /// Rates at which mean inputs cancel with the weights as they are: for N to infinity, or with what remains of the currents
    /// as measured, which moves the rates; what kind of state it is the weights decide. With light on a part of E these are
    /// means over all of E.
    pub fn told(&self, j: &[f64; 4], remains: Option<[f64; 2]>) -> Balance {
        let infinite = self.rates(j, [0.0; 2]);
        let Some(remains) = remains.filter(|_| infinite.regime != Regime::Runaway) else { return infinite };
        let finite = self.rates(j, remains);
        let rates = if finite.regime == Regime::Runaway { infinite.rates } else { finite.rates };
        Balance { regime: infinite.regime, rates }
    }

    /// Mean parts of the input of population `a`, mV/ms: from E, from I, from outside.
    pub fn parts(&self, j: &[f64; 4], rates: &[f64; 2], a: usize) -> [f64; 3] {
        let w = self.w(j);
        let [from_e, from_i] = [E, I].map(|b| w[a][b] * rates[b] * self.root_n);
        [from_e, from_i, self.drive()[a] * self.root_n]
    }

    /// Rates of E1, E2 and I while light shines on a part of E, with what remains of the currents of each; `onto` are the
    /// weights from I onto E1 and E2. Which of them are silent is found by trying (semi-balance).
    pub fn lit(&self, j: &[f64; 4], onto: [f64; 2], part: f64, remains: [f64; 3]) -> Option<[f64; 3]> {
        let w = self.w(j);
        let [lit, dark, of_i] = remains;
        let unlit = self.unlit();
        let ([h_lit, h_i], [h_dark, _]) = (unlit.h([lit, of_i]), unlit.h([dark, of_i]));
        let light = self.light();
        let inhibition = onto.map(|j| self.share[EI] * j);
        let rows = [
            [w[E][E] * part, w[E][E] * (1.0 - part), inhibition[0]],
            [w[E][E] * part, w[E][E] * (1.0 - part), inhibition[1]],
            [w[I][E] * part, w[I][E] * (1.0 - part), w[I][I]],
        ];
        let h = [h_lit + light, h_dark, h_i];
        // From all that fire to none; the first set that fits.
        let sets = [0b111, 0b101, 0b110, 0b100, 0b011, 0b001, 0b010, 0b000];
        sets.into_iter().find_map(|set| {
            let fires: Vec<usize> = (0..3).filter(|a| set >> a & 1 == 1).collect();
            let k = fires.len();
            let matrix = nalgebra::DMatrix::from_fn(k, k, |a, b| rows[fires[a]][fires[b]]);
            let right = nalgebra::DVector::from_fn(k, |a, _| -h[fires[a]]);
            // Rows of E1 and E2 that are alike have no solution together.
            if k > 0 && matrix.determinant().abs() < 1e-9 {
                return None;
            }
            let solved = if k == 0 { right } else { matrix.lu().solve(&right)? };
            let mut rates = [0.0; 3];
            fires.iter().zip(solved.iter()).for_each(|(a, r)| rates[*a] = *r);
            let silent_stay = (0..3).filter(|a| set >> a & 1 == 0).all(|a| {
                let input: f64 = h[a] + rows[a].iter().zip(&rates).map(|(w, r)| w * r).sum::<f64>();
                input <= 0.0
            });
            (rates.iter().all(|r| *r >= 0.0) && silent_stay).then_some(rates)
        })
    }

    /// W r of the light's layer onto the cells that it reaches, while it is on.
    pub fn light(&self) -> f64 {
        self.w_light * self.control.input[1].rate
    }

    /// The same without light.
    #[must_use]
    pub fn unlit(&self) -> Self {
        MeanField { lit: 0.0, ..self.clone() }
    }

    /// What part of E light reaches.
    pub fn lit_part(&self) -> f64 {
        self.lit
    }

    /// The same with other rules and another light.
    #[must_use]
    pub fn ruled(&self, control: Control) -> Self {
        MeanField { control, ..self.clone() }
    }

    /// The same with another correlation of the input.
    #[must_use]
    pub fn correlated(&self, c: f64) -> Self {
        MeanField { c, ..self.clone() }
    }

    /// Covariance of spike counts in a window of `ms`, mean over pairs, for these rates: EE, EI, II.
    pub fn covariance(&self, rates: &[f64; 2], n: f64, ms: f64) -> [f64; 3] {
        let c = if self.c > 0.0 { self.c } else { 1.0 / (SHARES[2] * n) };
        let scale = if self.r_x > 0.0 { ms * c / self.r_x } else { 0.0 };
        [[E, E], [E, I], [I, I]].map(|[a, b]| scale * rates[a] * rates[b])
    }

    /// What correlations add to `<S_a x_b>` at these rates.
    pub fn gamma(&self, rates: &[f64; 2]) -> [[f64; 2]; 2] {
        let scale = if self.r_x > 0.0 { 0.5 * self.c / self.r_x } else { 0.0 };
        [E, I].map(|a| [E, I].map(|b| scale * rates[a] * rates[b] * self.colour[a][b]))
    }

    /// The same by the whole integral over frequencies, at the rates that balance these weights.
    pub fn gamma_full(&self, j: &[f64; 4]) -> [[f64; 2]; 2] {
        const PIECES: usize = 1000;
        let (w, tau) = (self.w(j), self.control.rules.tau_ms);
        let mut sums = [[0.0; 2]; 2];
        for piece in 0..PIECES {
            // Evenly in u with 2 pi f tau = tan u; both signs of f give the same real part.
            let u = (piece as f64 + 0.5) / PIECES as f64 * FRAC_PI_2;
            let f = u.tan() / (TAU * tau);
            let low = |tau: f64| Complex::new(1.0, TAU * f * tau).inv();
            let filtered = Matrix2::from_fn(|a, b| low(self.tau[b]) * w[a][b]);
            let outside = Vector2::from_fn(|a, _| low(self.tau[2]) * self.w_x[a]);
            let Some(inverse) = filtered.try_inverse() else { continue };
            let heard = inverse * outside;
            let power = self.c * self.r_x * (-4.0 * PI * PI * f * f * self.jitter * self.jitter).exp();
            for (a, row) in sums.iter_mut().enumerate() {
                for (b, sum) in row.iter_mut().enumerate() {
                    let density = heard[a] * heard[b].conj() * power;
                    *sum += (Complex::new(1.0, -u.tan()) * density).re * FRAC_PI_2 / PIECES as f64 / PI;
                }
            }
        }
        sums
    }

    /// How fast the mean weight of a class changes, j units per ms, at these weights and rates.
    pub fn drift(&self, of: usize, j: f64, rates: &[f64; 2]) -> f64 {
        let [post, pre] = ends(of);
        let gamma = self.gamma(rates);
        let tau = self.control.rules.tau_ms;
        let met = tau * rates[post] * rates[pre];
        let (on_pre, on_post) = (met + gamma[pre][post], met + gamma[post][pre]);
        let scaled = j / self.root_n;
        let of_rule = |rule: &Rule| match *rule {
            Rule::SoftHebb { eta, j_max } => eta * (j_max * on_post - scaled * on_pre),
            // Both windows are alike and cancel.
            Rule::HardHebb { .. } => 0.0,
            Rule::Kohonen { eta, beta } => eta * (beta * on_pre - scaled * rates[post]),
            Rule::Oja { eta, beta } => eta * (beta * on_pre - scaled * on_post),
            Rule::Homeostatic { eta, alpha, j_n } => -eta / j_n * scaled * (on_pre - alpha * rates[pre] + on_post),
        };
        self.control.rules.of[of].iter().map(of_rule).sum::<f64>() * self.root_n
    }

    /// One step of the mean weights, of so many ms; weights never change sign.
    pub fn step(&self, j: &mut [f64; 4], remains: [f64; 2], ms: f64) -> Balance {
        let balance = self.rates(j, remains);
        if balance.regime != Regime::Runaway {
            let drifts = [EE, EI, IE, II].map(|of| self.drift(of, j[of], &balance.rates));
            for (of, drift) in drifts.into_iter().enumerate() {
                let next = j[of] + ms * drift;
                j[of] = if next * j[of] > 0.0 { next } else { 0.01 * j[of] };
            }
        }
        balance
    }

    /// Classes whose mean weight is driven somewhere.
    pub fn driven(&self) -> Vec<usize> {
        let is_driven = |of: &usize| {
            let hard = |rule: &Rule| matches!(rule, Rule::HardHebb { .. });
            !self.control.rules.of[*of].iter().all(hard)
        };
        (0..4).filter(is_driven).collect()
    }

    /// How fast each driven weight changes, in parts of itself per ms.
    fn pace(&self, driven: &[usize], j: &[f64; 4], remains: [f64; 2]) -> Option<Vec<f64>> {
        let balance = self.rates(j, remains);
        (balance.regime == Regime::Balanced)
            .then(|| driven.iter().map(|of| self.drift(*of, j[*of], &balance.rates) / j[*of]).collect())
    }

    /// Weights some way along where the rules lead from `start`, in even steps whatever the learning rates.
    fn led(&self, start: &[f64; 4], driven: &[usize], remains: [f64; 2]) -> [f64; 4] {
        let mut j = *start;
        let mut by = 0.05;
        for _ in 0..600 {
            let Some(pace) = self.pace(driven, &j, remains) else {
                // Towards balance: where excitation wins it must weaken, where E is silent inhibition must.
                let less_inhibition = self.rates(&j, remains).regime != Regime::Runaway;
                let [inhibits, excites] = if less_inhibition { [0.97, 1.03] } else { [1.03, 0.97] };
                driven.iter().for_each(|of| j[*of] *= if [EI, IE].contains(of) { inhibits } else { excites });
                continue;
            };
            let largest = pace.iter().fold(0.0f64, |a, b| a.max(b.abs()));
            if largest == 0.0 {
                break;
            }
            driven.iter().zip(&pace).for_each(|(of, pace)| j[*of] *= (by * pace / largest).exp());
            by *= 0.99;
        }
        j
    }

    /// Where the rules bring the mean weights from `start`, and the largest growth of a deviation there, per ms: below 0 it
    /// holds. `None` if there is no such place near.
    pub fn fixed_point(&self, start: &[f64; 4], remains: [f64; 2]) -> Option<Settled> {
        let driven = self.driven();
        if driven.is_empty() {
            return None;
        }
        let mut j = self.led(start, &driven, remains);
        let k = driven.len();
        // In logarithms weights keep their signs.
        let jacobian = |j: &[f64; 4]| {
            let here = self.pace(&driven, j, remains)?;
            let mut matrix = nalgebra::DMatrix::zeros(k, k);
            for (b, of) in driven.iter().enumerate() {
                let mut there = *j;
                there[*of] *= 1.0 + 1e-6;
                let pace = self.pace(&driven, &there, remains)?;
                (0..k).for_each(|a| matrix[(a, b)] = (pace[a] - here[a]) / 1e-6);
            }
            Some((here, matrix))
        };
        // Newton's method, with steps of at most a third.
        for _ in 0..200 {
            let (here, matrix) = jacobian(&j)?;
            let step = matrix.lu().solve(&nalgebra::DVector::from_vec(here))?;
            let largest = step.amax();
            let by = if largest > 0.3 { 0.3 / largest } else { 1.0 };
            driven.iter().enumerate().for_each(|(a, of)| j[*of] *= (-by * step[a]).exp());
            if largest < 1e-10 {
                let growth = jacobian(&j)?.1.complex_eigenvalues();
                let fastest = growth.iter().map(|value| value.re).fold(f64::NEG_INFINITY, f64::max);
                let turns = growth.iter().map(|value| value.im.abs()).fold(0.0, f64::max);
                let rates = self.rates(&j, remains).rates;
                return Some(Settled { j, rates, growth: fastest, turns });
            }
        }
        None
    }

    /// The ratio of (learning rate/norm) of II over EI from which on the pair oscillates (sheet, section 5.3).
    pub fn most_ratio(&self, j: &[f64; 4]) -> f64 {
        let w = self.w(j);
        -w[E][I] / w[E][E]
    }

    /// Correlation of the input.
    pub fn c(&self) -> f64 {
        self.c
    }

    /// Rate of external cells, spikes/ms.
    pub fn r_x(&self) -> f64 {
        self.r_x
    }

    /// What decides a step.
    pub fn control(&self) -> &Control {
        &self.control
    }
}

/// Where rules bring the mean weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settled {
    /// Mean weights, j units.
    pub j: [f64; 4],
    /// Rates of E and I there, spikes/ms.
    pub rates: [f64; 2],
    /// Largest growth of a deviation, per ms.
    pub growth: f64,
    /// Largest angular frequency of one, per ms.
    pub turns: f64,
}

/// Mean weight and rate-weighted mean weight after inputs of different rates have learned for a while from a uniform start
/// `j0`: each went to j0 e^(r s); found so that the rate-weighted mean is `goal` (sheet, section 5.4). Rates of presynaptic
/// cells in any unit.
pub fn landing(j0: f64, goal: f64, rates: &[f64]) -> Option<f64> {
    let total: f64 = rates.iter().sum();
    if total.is_nan() || total <= 0.0 || j0 * goal <= 0.0 {
        return None;
    }
    let mean_rate = total / rates.len() as f64;
    let weighted = |s: f64| rates.iter().map(|r| r * (r / mean_rate * s).exp()).sum::<f64>() / total;
    let wanted = goal / j0;
    let [mut low, mut high] = [-60.0, 3.0];
    if !(weighted(low) < wanted && wanted < weighted(high)) {
        return None;
    }
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if weighted(middle) < wanted { low = middle } else { high = middle }
    }
    let s = 0.5 * (low + high);
    Some(j0 * rates.iter().map(|r| (r / mean_rate * s).exp()).sum::<f64>() / rates.len() as f64)
}
