//! What is counted of a plastic run on its way (sheet plastic-balanced, section 6.2). Part of the state, so that a copy
//! counts on; looked at every so many steps only, so that it costs little.

use super::real::Real;
use super::stepper::Stepper;
use crate::model::plastic::{CLASSES, Control, E, EE, EI, I, II, Mean, MeanField, Moment, Rule, Seen, Wiring, ends};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Milliseconds between two looks at currents, at rates, at weights; and of a window in which spikes are counted.
const CURRENTS_MS: f64 = 1.0;
const RATES_MS: f64 = 10.0;
const WEIGHTS_MS: f64 = 100.0;
const WINDOW_MS: f64 = 250.0;
/// Rates are told over so many looks.
const SHORT: usize = 50;
/// Means with errors are taken over so many half seconds.
const LONG: usize = 20;
/// Currents are averaged over so long, cells' rates over so many windows.
const REMAINS_MS: f64 = 3000.0;
const CELL_WINDOWS: f64 = 20.0;
/// What happens so soon after a start or a change is left out of means and covariances, in looks at weights.
const SETTLE: usize = 10;
/// Moments of the slow course; beyond, every second is dropped.
const MOMENTS: usize = 300;
/// Sampled synapses.
const SAMPLES: usize = 100;
/// Step of the mean-field equations in ms.
const THEORY_MS: f64 = 5.0;
/// Of the cells' rates so many quantiles stand for all.
const QUANTILES: usize = 32;

/// Sums for covariances. Differences of windows that follow each other leave out what drifts, as while weights learn:
/// `cov = <dn dm>/2`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Pairs {
    /// Differences so far.
    n: f64,
    /// Sums of their products, of populations: E E, E I, I I; and of squares of single cells, E and I.
    products: [f64; 3],
    squares: [f64; 2],
    /// Counts of the window before; empty before the first.
    before: Vec<u32>,
}

/// Everything that is counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Books {
    /// What pictures and words need.
    pub seen: Seen,
    steps: u64,
    /// Cells: E that light reaches, E, all.
    edges: [usize; 3],
    /// Spikes since the last look: of lit E cells, of others, of I cells; and the looks before.
    bin: [u32; 3],
    bins: VecDeque<[u32; 3]>,
    /// Counts of each cell in the present window.
    window: Vec<u32>,
    pairs: Pairs,
    windows: u64,
    /// Looks at currents, for means that begin with the first.
    looks: f64,
    /// Looks at weights since the last change.
    since: usize,
    halves: VecDeque<[f64; 2]>,
    /// Every so many looks at weights are kept in the course.
    every: u64,
    sampled: Vec<u32>,
    /// Mean weights from which the mean-field equations began.
    from: [f64; 4],
    /// Of a rule that brings all weights to one goal: how far it has come, for pairs of cells of mean rates.
    come: f64,
    /// Of homeostasis onto E: the exponent of an input of mean rate, and rate-weighted over mean weight at the beginning.
    lean: f64,
    over_mean: f64,
}

impl Books {
    /// For a network with so many E cells that light reaches, E cells, cells.
    pub fn new(lit: usize, counts: [usize; 2], j: [f64; 4]) -> Self {
        let n = counts[E] + counts[I];
        Books {
            seen: Seen {
                j,
                weighted: j,
                halves: [j[EI]; 2],
                lit_j: [j[EI]; 2],
                lit_weighted: [j[EI]; 2],
                start: j[EI],
                theory: j,
                cell_rates: vec![0.0; n],
                ..Seen::default()
            },
            steps: 0,
            edges: [lit, counts[E], n],
            bin: [0; 3],
            bins: VecDeque::new(),
            window: vec![0; n],
            pairs: Pairs::default(),
            windows: 0,
            looks: 0.0,
            since: 0,
            halves: VecDeque::new(),
            every: 1,
            sampled: Vec::new(),
            from: j,
            come: 0.0,
            lean: 0.0,
            over_mean: 1.0,
        }
    }

    /// Whether they are of this network.
    pub fn fits(&self, wiring: &Wiring) -> bool {
        let n = wiring.cells();
        let class = self.seen.sampled;
        self.edges[1..] == [wiring.counts[E], n]
            && [self.window.len(), self.seen.cell_rates.len()] == [n; 2]
            && self.edges[0] <= wiring.counts[E]
            && wiring
                .recurrent
                .get(class)
                .is_some_and(|synapses| self.sampled.iter().all(|place| (*place as usize) < synapses.block.len()))
    }

    /// Another part of E is lit.
    pub fn light<T: Real>(&mut self, lit: usize, stepper: &Stepper<T>, root_n: f64) {
        self.edges[0] = lit;
        self.bins.clear();
        self.weigh(stepper, root_n);
    }

    /// Begins means and covariances anew: something is different from now on.
    pub fn change(&mut self) {
        self.pairs = Pairs::default();
        self.since = 0;
        self.halves.clear();
        self.seen.windows = 0;
        self.seen.long = Default::default();
    }

    /// Other rules act: the mean-field equations go on from the weights as they are. Homeostasis that stays homeostasis, with
    /// whatever target, goes on along its own law.
    pub fn retheorize(&mut self, before: &Control, now: &Control) {
        if !(is_homeostatic(before) && is_homeostatic(now)) {
            self.theorize_anew(EI);
        }
        (EE..=II).filter(|class| *class != EI).for_each(|class| self.theorize_anew(class));
    }

    /// The mean-field equation of a class begins anew.
    fn theorize_anew(&mut self, class: usize) {
        let Seen { j, weighted, theory, .. } = &mut self.seen;
        theory[class] = j[class];
        self.from[class] = j[class];
        match class {
            EI => (self.lean, self.over_mean) = (0.0, if j[EI] == 0.0 { 1.0 } else { weighted[EI] / j[EI] }),
            EE => self.come = 0.0,
            _ => {}
        }
    }

    /// A hand has scaled weights, those from I to E by so much.
    pub fn rescale<T: Real>(&mut self, by: f64, stepper: &Stepper<T>, root_n: f64) {
        self.weigh(stepper, root_n);
        self.seen.start *= by;
        self.from[EI] *= by;
        self.seen.theory[EI] *= by;
        (EE..=II).filter(|class| *class != EI).for_each(|class| self.theorize_anew(class));
    }

    /// Weights begin anew from these.
    pub fn relearn<T: Real>(&mut self, stepper: &Stepper<T>, root_n: f64) {
        self.weigh(stepper, root_n);
        self.seen.start = self.seen.j[EI];
        (EE..=II).for_each(|class| self.theorize_anew(class));
        self.change();
    }

    /// Whether currents are to be looked at in the step that comes.
    pub fn is_due(&self, dt: f64) -> bool {
        (self.steps + 1).is_multiple_of(every(CURRENTS_MS, dt))
    }

    /// Takes in the currents that drive the voltages in this step, with those that are injected.
    pub fn currents<T: Real>(&mut self, stepper: &Stepper<T>, push: [f64; 2]) {
        let [_, n_e, n] = self.edges;
        self.looks += 1.0;
        self.seen.push = push;
        let part = (CURRENTS_MS / REMAINS_MS).max(1.0 / self.looks);
        for (a, cells) in [0..n_e, n_e..n].into_iter().enumerate() {
            let [from_e, from_i, from_x] = stepper.mean_currents(cells);
            let now = [from_e, from_i, from_x + push[a]];
            self.seen.currents[a] = now;
            self.seen.parts[a].iter_mut().zip(now).for_each(|(mean, now)| *mean += part * (now - *mean));
        }
    }

    /// Takes in the spikes of a step. Tells whether weights were looked at.
    pub fn step<T: Real>(&mut self, stepper: &Stepper<T>, field: &MeanField) -> bool {
        self.steps += 1;
        let [lit, n_e, _] = self.edges;
        for &cell in stepper.spikes() {
            let cell = cell as usize;
            self.window[cell] += 1;
            self.bin[if cell < lit {
                0
            } else if cell < n_e {
                1
            } else {
                2
            }] += 1;
        }
        let control = field.control();
        let dt = control.membrane.dt;
        if self.steps.is_multiple_of(every(RATES_MS, dt)) {
            self.seen.at_s = self.steps as f64 * dt * 1e-3;
            self.rates(every(RATES_MS, dt) as f64 * dt);
        }
        if self.steps.is_multiple_of(every(WINDOW_MS, dt)) {
            self.close_window(every(WINDOW_MS, dt) as f64 * dt);
        }
        let is_look = self.steps.is_multiple_of(every(WEIGHTS_MS, dt));
        if is_look {
            self.look(stepper, field, every(WEIGHTS_MS, dt) as f64 * dt);
        }
        is_look
    }

    fn rates(&mut self, ms: f64) {
        self.bins.push_back(std::mem::take(&mut self.bin));
        if self.bins.len() > SHORT {
            self.bins.pop_front();
        }
        let over_s = self.bins.len() as f64 * ms * 1e-3;
        let mut counts = [0u32; 3];
        self.bins.iter().for_each(|bin| (0..3).for_each(|k| counts[k] += bin[k]));
        let [lit, n_e, n] = self.edges;
        let rate = |count: u32, cells: usize| if cells == 0 { 0.0 } else { f64::from(count) / cells as f64 / over_s };
        self.seen.rates = [rate(counts[0] + counts[1], n_e), rate(counts[2], n - n_e)];
        self.seen.lit_rates = [rate(counts[0], lit), rate(counts[1], n_e - lit)];
    }

    /// Rate of all cells over the last tenth of a second, Hz; `None` before that.
    pub fn rush_hz(&self, dt: f64) -> Option<f64> {
        const LOOKS: usize = 10;
        let last = self.bins.iter().rev().take(LOOKS);
        (self.bins.len() >= LOOKS).then(|| {
            let count: u32 = last.map(|bin| bin.iter().sum::<u32>()).sum();
            let over_s = LOOKS as f64 * every(RATES_MS, dt) as f64 * dt * 1e-3;
            f64::from(count) / self.edges[2] as f64 / over_s
        })
    }

    fn close_window(&mut self, ms: f64) {
        self.windows += 1;
        let part = (1.0 / CELL_WINDOWS).max(1.0 / self.windows as f64) as f32;
        let per_s = (1e3 / ms) as f32;
        for (rate, count) in self.seen.cell_rates.iter_mut().zip(&self.window) {
            *rate += part * (*count as f32 * per_s - *rate);
        }
        if self.since >= SETTLE {
            self.pair_up();
        }
        self.window.fill(0);
    }

    /// Takes in the difference of this window from the one before.
    fn pair_up(&mut self) {
        let n_e = self.edges[1];
        let Pairs { n, products, squares, before } = &mut self.pairs;
        if before.len() != self.window.len() {
            before.clone_from(&self.window);
            return;
        }
        let (mut totals, mut own) = ([0.0; 2], [0.0; 2]);
        for (cell, (now, before)) in self.window.iter().zip(before.iter_mut()).enumerate() {
            let by = f64::from(*now) - f64::from(*before);
            let a = usize::from(cell >= n_e);
            totals[a] += by;
            own[a] += by * by;
            *before = *now;
        }
        *n += 1.0;
        for (k, [a, b]) in [[E, E], [E, I], [I, I]].into_iter().enumerate() {
            products[k] += totals[a] * totals[b];
        }
        squares.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        let sizes = [n_e as f64, (self.edges[2] - n_e) as f64];
        let same = |k: usize, a: usize| 0.5 * (products[k] - squares[a]) / *n / (sizes[a] * (sizes[a] - 1.0)).max(1.0);
        self.seen.windows = *n as usize;
        self.seen.covariance = [same(0, E), 0.5 * products[1] / *n / (sizes[E] * sizes[I]).max(1.0), same(2, I)];
    }

    /// Mean weights, rate-weighted ones, and those of the halves.
    fn weigh<T: Real>(&mut self, stepper: &Stepper<T>, root_n: f64) {
        let n_e = self.edges[1];
        for class in 0..CLASSES.len() {
            if stepper.is_uniform(class) {
                let j = stepper.weight(class, 0) * root_n;
                (self.seen.j[class], self.seen.weighted[class]) = (j, j);
                (self.seen.spread[class], self.seen.correlation[class]) = (0.0, 0.0);
                if class == EI {
                    (self.seen.halves, self.seen.lit_j, self.seen.lit_weighted) = ([j; 2], [j; 2], [j; 2]);
                }
                continue;
            }
            let rates = if ends(class)[1] == E { &self.seen.cell_rates[..n_e] } else { &self.seen.cell_rates[n_e..] };
            let mut sums = [0.0; 7];
            stepper.row_moments(class, 1, |pre, len, sum, square| {
                let (rate, len) = (f64::from(rates[pre]), len as f64);
                let row = [len, sum, square, rate * len, rate * sum, rate * rate * len, 0.0];
                sums.iter_mut().zip(row).for_each(|(all, own)| *all += own);
            });
            let [n, j, jj, r, rj, rr, _] = sums;
            if n == 0.0 {
                continue;
            }
            self.seen.j[class] = j / n * root_n;
            self.seen.weighted[class] = if r > 0.0 { rj / r * root_n } else { self.seen.j[class] };
            let of_j = (jj / n - (j / n).powi(2)).max(0.0);
            let of_r = (rr / n - (r / n).powi(2)).max(0.0);
            self.seen.spread[class] = of_j.sqrt() * root_n;
            let both = rj / n - j * r / (n * n);
            let scale = (of_j * of_r).sqrt();
            self.seen.correlation[class] = if scale > 0.0 { both / scale } else { 0.0 };
            if class == EI {
                self.weigh_halves(stepper, root_n);
            }
        }
    }

    fn weigh_halves<T: Real>(&mut self, stepper: &Stepper<T>, root_n: f64) {
        let [lit, n_e, _] = self.edges;
        let rates = &self.seen.cell_rates[n_e..];
        let mut sorted = rates.to_vec();
        let middle = sorted.len() / 2;
        let Some(median) =
            sorted.get(middle).is_some().then(|| *sorted.select_nth_unstable_by(middle, f32::total_cmp).1)
        else {
            return;
        };
        // Of each half: weights times rates, rates, cells, sum of cells' rates.
        let mut sums = [[0.0; 4]; 2];
        stepper.row_moments(EI, 1, |pre, len, sum, _| {
            let rate = f64::from(rates[pre]);
            let half = &mut sums[usize::from(rates[pre] >= median)];
            let row = [sum * rate, len as f64 * rate, 1.0, rate];
            half.iter_mut().zip(row).for_each(|(all, own)| *all += own);
        });
        for (half, [weights, weight, cells, of_rates]) in sums.into_iter().enumerate() {
            self.seen.halves[half] = if weight > 0.0 { weights / weight * root_n } else { self.seen.j[EI] };
            self.seen.half_rates[half] = if cells > 0.0 { of_rates / cells } else { 0.0 };
        }
        if lit > 0 {
            let [mean, weighted] = stepper.means_onto(EI, lit, rates).map(|both| both.map(|j| j * root_n));
            // No cells of a kind are like all; before anybody has fired no rates are known.
            let known = |own: f64, else_: f64| if own == 0.0 { else_ } else { own };
            self.seen.lit_j = mean.map(|own| known(own, self.seen.j[EI]));
            self.seen.lit_weighted = [0, 1].map(|part| known(weighted[part], self.seen.lit_j[part]));
        }
    }

    /// A look at the weights, and what theory says of them.
    fn look<T: Real>(&mut self, stepper: &Stepper<T>, field: &MeanField, ms: f64) {
        let looks = self.steps / every(WEIGHTS_MS, field.control().membrane.dt);
        self.weigh(stepper, field.root_n);
        self.since += 1;
        if self.since >= SETTLE && self.since.is_multiple_of(5) {
            self.halves.push_back(self.seen.rates);
            if self.halves.len() > LONG {
                self.halves.pop_front();
            }
            self.seen.long = [E, I].map(|a| mean_of(self.halves.iter().map(|rates| rates[a]), 0.5));
        }
        let remains = self.seen.remains();
        self.theorize(field, remains, ms);
        if looks.is_multiple_of(self.every) {
            let hz = |rates: [f64; 2]| rates.map(|r| (1e3 * r) as f32);
            let predicted = [None, Some(remains)].map(|remains| hz(field.told(&self.seen.weighted, remains).rates));
            self.seen.course.push(Moment {
                at_s: self.seen.at_s as f32,
                rates: self.seen.rates.map(|r| r as f32),
                predicted,
                j: self.seen.j.map(|j| j as f32),
                weighted: self.seen.weighted[EI] as f32,
                lit: self.seen.lit_j.map(|j| j as f32),
                theory: self.seen.theory.map(|j| j as f32),
            });
            self.sample(stepper, field);
            if self.seen.course.len() == MOMENTS {
                thin(&mut self.seen.course);
                thin(&mut self.seen.samples);
                self.every *= 2;
            }
        }
    }

    /// The mean-field equations a stretch further. Where one rule alone says what each synapse does, what its own rates make
    /// of it is known too: that counts in means (sheet, sections 5.4 and 5.5).
    fn theorize(&mut self, field: &MeanField, remains: [f64; 2], ms: f64) {
        let goal = goal(field.control(), field.root_n).map(|goal| (goal, self.profile(E)));
        let leaning = is_homeostatic(field.control()).then(|| self.profile(I));
        let pieces = (ms / THEORY_MS).ceil().max(1.0);
        let ms = ms / pieces;
        for _ in 0..pieces as usize {
            // What acts is the rate-weighted weight.
            let mut j = self.seen.theory;
            if let Some(profile) = &leaning {
                j[EI] = self.from[EI] * self.over_mean * leaned(profile, self.lean)[1];
            }
            let before = j;
            let balance = field.step(&mut j, remains, ms);
            let by = |class: usize, from: f64| {
                let by = field.drift(class, before[class], &balance.rates) / from * ms;
                if by.is_finite() { by } else { 0.0 }
            };
            // Pairs of fast cells arrive first: a mean over pairs, not a pair of means.
            if let Some((goal, profile)) = &goal {
                self.come += by(EE, goal - before[EE]);
                j[EE] = goal + (self.from[EE] - goal) * left(profile, self.come);
            }
            // Each input goes as e^(r s).
            if let Some(profile) = &leaning {
                self.lean += by(EI, before[EI]);
                j[EI] = self.from[EI] * leaned(profile, self.lean)[0];
            }
            self.seen.theory = j;
        }
    }

    /// Rates of the cells of a population over their mean: quantiles.
    fn profile(&self, population: usize) -> Vec<f64> {
        let n_e = self.edges[1];
        let own = if population == E { &self.seen.cell_rates[..n_e] } else { &self.seen.cell_rates[n_e..] };
        let mut rates = own.to_vec();
        rates.sort_unstable_by(f32::total_cmp);
        let n = rates.len();
        let of = |k: usize| f64::from(rates[((2 * k + 1) * n / (2 * QUANTILES)).min(n - 1)]);
        let all: Vec<f64> = (0..QUANTILES).map(of).collect();
        let mean = all.iter().sum::<f64>() / QUANTILES as f64;
        if mean > 0.0 && self.windows >= 8 { all.iter().map(|r| r / mean).collect() } else { vec![1.0; QUANTILES] }
    }

    /// Weights of some synapses of the first class that learns, else of that from I to E.
    fn sample<T: Real>(&mut self, stepper: &Stepper<T>, field: &MeanField) {
        let rules = &field.control().rules;
        let class = [EI, EE, 2, 3].into_iter().find(|class| rules.act(*class)).unwrap_or(self.seen.sampled);
        let Some(wiring) = stepper.wiring() else { return };
        let len = wiring.recurrent[class].block.len();
        if class != self.seen.sampled || self.sampled.is_empty() {
            self.seen.sampled = class;
            self.seen.samples.clear();
            // Evenly over all rows.
            self.sampled = (0..SAMPLES.min(len)).map(|k| (k * len / SAMPLES.min(len)) as u32).collect();
        }
        let row = self.sampled.iter().map(|place| (stepper.weight(class, *place as usize) * field.root_n) as f32);
        let row = row.collect();
        // As many rows as moments, also where another class was sampled before.
        self.seen.samples.resize(self.seen.course.len() - 1, Vec::new());
        self.seen.samples.push(row);
    }
}

/// Steps of so many milliseconds.
fn every(ms: f64, dt: f64) -> u64 {
    ((ms / dt).round() as u64).max(1)
}

fn thin<T>(all: &mut Vec<T>) {
    let mut k = 0;
    all.retain(|_| {
        k += 1;
        k % 2 == 0
    });
}

/// Where the rule of E to E brings all weights alike, if it is the only one there and does.
fn goal(control: &Control, root_n: f64) -> Option<f64> {
    match control.rules.of[EE][..] {
        [Rule::SoftHebb { j_max, .. }] => Some(j_max * root_n),
        [Rule::Oja { beta, .. }] => Some(beta * root_n),
        _ => None,
    }
}

/// Whether inhibition onto E follows the homeostatic rule and no other.
fn is_homeostatic(control: &Control) -> bool {
    matches!(control.rules.of[EI][..], [Rule::Homeostatic { .. }])
}

/// Mean and rate-weighted mean of e^(q s) over inputs of rates q.
fn leaned(profile: &[f64], s: f64) -> [f64; 2] {
    let n = profile.len() as f64;
    let each = profile.iter().map(|q| [(q * s).exp(), q * (q * s).exp()]);
    each.fold([0.0; 2], |sum, own| [sum[0] + own[0] / n, sum[1] + own[1] / n])
}

/// Mean over pairs of what is left, if pairs of mean rates have come so far.
fn left(profile: &[f64], come: f64) -> f64 {
    let pairs = profile.iter().flat_map(|a| profile.iter().map(move |b| (-come * a * b).exp()));
    pairs.sum::<f64>() / (profile.len() * profile.len()) as f64
}

fn mean_of(values: impl ExactSizeIterator<Item = f64> + Clone, each_s: f64) -> Mean {
    let n = values.len() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let error = if n > 1.0 { (variance / n).sqrt() } else { f64::NAN };
    Mean { mean, error, over_s: n * each_s }
}
