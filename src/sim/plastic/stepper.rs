//! The algorithm of the plastic networks, step by step (sheet plastic-balanced, section 6).
//!
//! ```text
//! 1  Ix += J/tau_x                     at the targets of external spikes
//! 2  V  += dt (g_L (E_L - V) + g_L Delta_T exp((V - V_T)/Delta_T) + Ie + Ii + Ix + push);  V >= V_th: spike, V = V_re
//! 3  Ie += J/tau_e or Ii += J/tau_i    at the targets of spikes, weights before 4
//! 4  rules                             spike by spike: outgoing synapses, then incoming ones; traces x before 5
//! 5  x  += 1                           of cells that spiked
//! 6  Ie, Ii, Ix, x  *= 1 - dt/tau
//! ```
//! Step 6 costs nothing a cell: a current is kept as a multiple of a scale that decays for all, and only from time to time
//! are all brought back to a scale of 1.

use super::real::{Bend, Real};
use super::weights::Weights;
use crate::model::plastic::{Block, Control, E, I, Incoming, Rule, Wiring, class};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Cells whose voltages are looked at together.
const TOGETHER: usize = 64;
/// A scale that has fallen so far is brought back to 1.
const FALLEN: f64 = 1e-4;

/// A network with its state.
#[derive(Clone, Serialize, Deserialize)]
#[serde(bound = "T: Real")]
pub struct Stepper<T: Real> {
    #[serde(skip, default = "none")]
    wiring: Option<Arc<Wiring>>,
    v: Vec<T>,
    /// From E, from I, from outside; as multiples of their scales.
    currents: [Vec<T>; 3],
    scales: [f64; 3],
    /// As multiples of its scale.
    trace: Vec<T>,
    trace_scale: f64,
    recurrent: [Weights<T>; 4],
    external: Vec<[Weights<T>; 2]>,
    /// Cells that spiked in the last step, rising.
    spikes: Vec<u32>,
}

fn none() -> Option<Arc<Wiring>> {
    None
}

impl<T: Real> Stepper<T> {
    /// A network with these voltages, all currents and traces at 0.
    pub fn new(wiring: Arc<Wiring>, control: &Control, v: &[f64]) -> Self {
        let n = wiring.cells();
        let zeros = || vec![T::default(); n];
        let mut at = 0;
        let recurrent = wiring.recurrent.each_ref().map(|synapses| {
            at += 1;
            Weights::new(synapses.given.as_deref(), control.j[at - 1])
        });
        let external = wiring.layers.iter().zip(&control.j_x);
        let external =
            external.map(|(layer, j)| [E, I].map(|post| Weights::new(layer.onto[post].given.as_deref(), j[post])));
        Stepper {
            v: v.iter().map(|v| T::of(*v)).collect(),
            currents: [zeros(), zeros(), zeros()],
            scales: [1.0; 3],
            trace: zeros(),
            trace_scale: 1.0,
            recurrent,
            external: external.collect(),
            spikes: Vec::new(),
            wiring: Some(wiring),
        }
    }

    /// Puts the synapses back into a state that was read without them; `false` if the state is not one of theirs.
    pub fn rejoin(&mut self, wiring: Arc<Wiring>) -> bool {
        let n = wiring.cells();
        let mut per_cell = self.currents.iter().chain([&self.v, &self.trace]);
        let fits = per_cell.all(|all| all.len() == n)
            && self.spikes.iter().all(|k| (*k as usize) < n)
            && self.external.len() == wiring.layers.len()
            && self.recurrent.iter().zip(&wiring.recurrent).all(|(w, synapses)| w.fits(synapses.block.len()))
            && self.external.iter().zip(&wiring.layers).all(|(weights, layer)| {
                weights.iter().zip(&layer.onto).all(|(w, synapses)| w.fits(synapses.block.len()))
            });
        self.wiring = Some(wiring);
        fits
    }

    /// One step, with the spikes of the external layers; who spiked.
    pub fn step(&mut self, control: &Control, arrivals: [&[u32]; 2]) -> &[u32] {
        self.arrive(control, arrivals);
        self.go(control)
    }

    /// Items 2 to 6; who spiked.
    pub fn go(&mut self, control: &Control) -> &[u32] {
        let Some(wiring) = self.wiring.take() else { return &[] };
        self.integrate(&wiring, control);
        self.deliver(&wiring, control);
        if control.rules.any() && !self.spikes.is_empty() {
            self.learn(&wiring, control);
        }
        let one = T::of(1.0 / self.trace_scale);
        self.spikes.iter().for_each(|k| self.trace[*k as usize] += one);
        self.decay(control);
        self.wiring = Some(wiring);
        &self.spikes
    }

    /// Item 1: currents are now those that drive the voltages.
    pub fn arrive(&mut self, control: &Control, arrivals: [&[u32]; 2]) {
        let Some(wiring) = &self.wiring else { return };
        let n_e = wiring.counts[E];
        let per = 1.0 / (control.membrane.tau[2] * self.scales[2]);
        let (onto_e, onto_i) = self.currents[2].split_at_mut(n_e);
        for ((layer, weights), (which, cells)) in
            wiring.layers.iter().zip(&self.external).zip(arrivals.into_iter().enumerate())
        {
            // The second layer stops where its part of E does.
            let reach = if which == 0 { usize::MAX } else { control.reach };
            for cell in cells {
                send(&layer.onto[E].block, &weights[E], *cell as usize, per, reach, onto_e);
                send(&layer.onto[I].block, &weights[I], *cell as usize, per, usize::MAX, onto_i);
            }
        }
    }

    /// Item 2.
    fn integrate(&mut self, wiring: &Wiring, control: &Control) {
        let bend = Bend::<T>::new(&control.membrane);
        // Everything is multiplied by dt once, not once a cell.
        let dt = control.membrane.dt;
        let scales = self.scales.map(|scale| T::of(scale * dt));
        let n_e = wiring.counts[E];
        self.spikes.clear();
        let [from_e, from_i, from_x] = &self.currents;
        for (range, push) in [(0..n_e, control.push[E]), (n_e..wiring.cells(), control.push[I])] {
            let rest = bend.rest + T::of(push * dt);
            let first = range.start;
            let cells = self.v[range.clone()].chunks_mut(TOGETHER);
            let currents = from_e[range.clone()].chunks(TOGETHER).zip(from_i[range.clone()].chunks(TOGETHER));
            for (k, ((v, (e, i)), x)) in cells.zip(currents).zip(from_x[range].chunks(TOGETHER)).enumerate() {
                if advance(v, e, i, x, scales, rest, &bend) {
                    for (place, v) in v.iter_mut().enumerate().filter(|(_, v)| **v >= bend.v_th) {
                        *v = bend.v_re;
                        let cell = first + k * TOGETHER + place;
                        if !control.dead.get(cell).copied().unwrap_or(false) {
                            self.spikes.push(cell as u32);
                        }
                    }
                }
            }
        }
    }

    /// Item 3.
    fn deliver(&mut self, wiring: &Wiring, control: &Control) {
        let n_e = wiring.counts[E];
        for &spiker in &self.spikes {
            let (pre, cell) = population(n_e, spiker);
            let per = 1.0 / (control.membrane.tau[pre] * self.scales[pre]);
            let (onto_e, onto_i) = self.currents[pre].split_at_mut(n_e);
            for (post, onto) in [onto_e, onto_i].into_iter().enumerate() {
                let of = class(post, pre);
                send(&wiring.recurrent[of].block, &self.recurrent[of], cell, per, usize::MAX, onto);
            }
        }
    }

    /// Item 4.
    fn learn(&mut self, wiring: &Wiring, control: &Control) {
        let n_e = wiring.counts[E];
        let scale = T::of(self.trace_scale);
        let (of_e, of_i) = self.trace.split_at(n_e);
        let traces = [of_e, of_i];
        // One look at who shares the weights a step, not one a spike.
        let mut changing = [0, 1, 2, 3].map(|class| (class, &wiring.recurrent[class].block));
        let mut weights: [Option<&mut [T]>; 4] = [None, None, None, None];
        for ((class, block), (slot, own)) in changing.iter_mut().zip(weights.iter_mut().zip(self.recurrent.iter_mut()))
        {
            if control.rules.act(*class) {
                *slot = Some(own.each(block.len()));
            }
        }
        for &spiker in &self.spikes {
            let (own, cell) = population(n_e, spiker);
            for (post, trace) in traces.into_iter().enumerate() {
                let of = class(post, own);
                if let Some(weights) = &mut weights[of] {
                    let row = changing[of].1.row(cell);
                    let (posts, weights) = (changing[of].1.posts(row.clone()), &mut weights[row]);
                    control.rules.of[of].iter().for_each(|rule| on_pre(rule, weights, posts, trace, scale));
                }
            }
            for (pre, trace) in traces.into_iter().enumerate() {
                let of = class(own, pre);
                if let Some(weights) = &mut weights[of] {
                    let incoming = changing[of].1.incoming();
                    control.rules.of[of].iter().for_each(|rule| on_post(rule, weights, incoming, cell, trace, scale));
                }
            }
        }
    }

    /// Item 6.
    fn decay(&mut self, control: &Control) {
        let dt = control.membrane.dt;
        let all = self.currents.iter_mut().zip(&mut self.scales).zip(control.membrane.tau);
        let trace = ((&mut self.trace, &mut self.trace_scale), control.rules.tau_ms);
        for ((values, scale), tau) in all.chain([trace]) {
            *scale *= 1.0 - dt / tau;
            if *scale < FALLEN {
                let by = T::of(*scale);
                values.iter_mut().for_each(|value| *value = *value * by);
                *scale = 1.0;
            }
        }
    }

    /// Cells that spiked in the last step, rising.
    pub fn spikes(&self) -> &[u32] {
        &self.spikes
    }

    /// The synapses.
    pub fn wiring(&self) -> Option<&Arc<Wiring>> {
        self.wiring.as_ref()
    }

    /// Voltage of a cell, mV.
    pub fn v(&self, cell: usize) -> f64 {
        self.v[cell].wide()
    }

    /// Trace of a cell.
    pub fn trace(&self, cell: usize) -> f64 {
        self.trace[cell].wide() * self.trace_scale
    }

    /// Currents of a cell from E, from I, from outside, mV/ms.
    pub fn currents(&self, cell: usize) -> [f64; 3] {
        [0, 1, 2].map(|k| self.currents[k][cell].wide() * self.scales[k])
    }

    /// Mean currents of the cells in a range: from E, from I, from outside, mV/ms.
    pub fn mean_currents(&self, cells: std::ops::Range<usize>) -> [f64; 3] {
        let n = cells.len().max(1) as f64;
        [0, 1, 2].map(|k| sum(&self.currents[k][cells.clone()]) * self.scales[k] / n)
    }

    /// Weight in mV of a class at a place of its rows.
    pub fn weight(&self, class: usize, place: usize) -> f64 {
        self.recurrent[class].at(place)
    }

    /// Weight in mV of the synapse between two cells, each by its population and its place there, negative from I; 0 if
    /// there is none.
    pub fn synapse(&self, pre: usize, from: usize, post: usize, to: usize) -> f64 {
        let Some(wiring) = &self.wiring else { return 0.0 };
        let class = class(post, pre);
        wiring.recurrent[class].block.place(from, to).map_or(0.0, |place| self.weight(class, place))
    }

    /// Bytes of weights that are one a synapse, and of the arrays of cells.
    pub fn bytes(&self) -> usize {
        let weights: usize = self.recurrent.iter().chain(self.external.iter().flatten()).map(Weights::len).sum();
        (weights + 5 * self.v.len()) * size_of::<T>()
    }

    /// Number of synapses, sum and sum of squares of the weights in mV of a class, row by row, or of one row in so many.
    pub fn row_moments(&self, class: usize, every: usize, mut tell: impl FnMut(usize, usize, f64, f64)) {
        let Some(wiring) = &self.wiring else { return };
        let block = &wiring.recurrent[class].block;
        for pre in (0..block.n_pre()).step_by(every.max(1)) {
            let row = block.row(pre);
            match &self.recurrent[class] {
                Weights::Same(j) => {
                    let (j, n) = (j.wide(), row.len() as f64);
                    tell(pre, row.len(), j * n, j * j * n);
                }
                Weights::Each(all) => {
                    let (sum, square) = moments(&all[row.clone()]);
                    tell(pre, row.len(), sum, square);
                }
            }
        }
    }

    /// Weights in mV of a class onto the first `lit` cells and onto the others: mean, and mean with each synapse weighed by
    /// the rate of its presynaptic cell.
    pub fn means_onto(&self, class: usize, lit: usize, rates: &[f32]) -> [[f64; 2]; 2] {
        let Some(wiring) = &self.wiring else { return [[0.0; 2]; 2] };
        let block = &wiring.recurrent[class].block;
        let (mut sums, mut weights) = ([[0.0; 2]; 2], [[0.0f64; 2]; 2]);
        for (pre, rate) in rates.iter().enumerate().take(block.n_pre()) {
            let row = block.row(pre);
            for (place, post) in row.clone().zip(block.posts(row)) {
                let (part, j) = (usize::from(usize::from(*post) >= lit), self.recurrent[class].at(place));
                for (kind, weight) in [1.0, f64::from(*rate)].into_iter().enumerate() {
                    sums[kind][part] += weight * j;
                    weights[kind][part] += weight;
                }
            }
        }
        let mean = |kind: usize, part: usize| {
            if weights[kind][part] > 0.0 { sums[kind][part] / weights[kind][part] } else { 0.0 }
        };
        [0, 1].map(|kind| [0, 1].map(|part| mean(kind, part)))
    }

    /// Whether all weights of a class are the same, and never were otherwise.
    pub fn is_uniform(&self, class: usize) -> bool {
        matches!(self.recurrent[class], Weights::Same(_))
    }

    /// Puts all weights of a class to one value, in mV.
    pub fn set_weights(&mut self, class: usize, j: f64) {
        self.recurrent[class] = Weights::Same(T::of(j));
    }

    /// Puts the weights of a class back to where they were at the start.
    pub fn forget(&mut self, class: usize, j: f64) {
        let given = self.wiring.as_ref().and_then(|wiring| wiring.recurrent[class].given.clone());
        self.recurrent[class] = Weights::new(given.as_deref(), j);
    }

    /// Goes on with other settings: weights that never learned are put to their new value, learned ones and those of a
    /// file are scaled with it; so are those of external layers.
    pub fn retune(&mut self, before: &Control, now: &Control) {
        let recurrent = self.recurrent.iter_mut().zip(before.j.into_iter().zip(now.j));
        let pairs = before.j_x.into_iter().flatten().zip(now.j_x.into_iter().flatten());
        let external = self.external.iter_mut().flatten().zip(pairs);
        for (weights, (before, now)) in recurrent.chain(external).filter(|(_, (before, now))| before != now) {
            match weights {
                Weights::Same(j) if *j == T::of(before) => *j = T::of(now),
                others => others.scale(now / before),
            }
        }
    }

    /// Puts the voltage of a cell, mV.
    pub fn set_v(&mut self, cell: usize, v: f64) {
        self.v[cell] = T::of(v);
    }

    /// What is no longer a finite number.
    pub fn not_finite(&self) -> Option<String> {
        let all = |values: &[T]| sum(values).is_finite();
        match () {
            () if !all(&self.v) => Some("a voltage".to_owned()),
            () if !self.currents.iter().all(|all_of| all(all_of)) => Some("a current".to_owned()),
            () => None,
        }
    }
}

/// Population and number within it of a cell.
fn population(n_e: usize, cell: u32) -> (usize, usize) {
    let cell = cell as usize;
    if cell < n_e { (E, cell) } else { (I, cell - n_e) }
}

/// A sum in several running parts.
fn sum<T: Real>(values: &[T]) -> f64 {
    let mut parts = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|value| value.wide()).sum();
    for chunk in chunks {
        parts.iter_mut().zip(chunk).for_each(|(part, value)| *part += value.wide());
    }
    parts.iter().sum::<f64>() + rest
}

/// Sum and sum of squares in several running parts.
fn moments<T: Real>(values: &[T]) -> (f64, f64) {
    let mut parts = [[0.0; 4]; 2];
    let mut rest = [0.0; 2];
    let chunks = values.chunks_exact(4);
    for value in chunks.remainder() {
        rest[0] += value.wide();
        rest[1] += value.wide() * value.wide();
    }
    for chunk in chunks {
        for (k, value) in chunk.iter().enumerate() {
            parts[0][k] += value.wide();
            parts[1][k] += value.wide() * value.wide();
        }
    }
    (parts[0].iter().sum::<f64>() + rest[0], parts[1].iter().sum::<f64>() + rest[1])
}

/// Voltages of some cells one step on; whether any has reached the top. Scales and rest carry a factor dt.
#[inline(always)]
fn advance<T: Real>(v: &mut [T], e: &[T], i: &[T], x: &[T], scales: [T; 3], rest: T, bend: &Bend<T>) -> bool {
    let mut reached = 0u32;
    for (((v, e), i), x) in v.iter_mut().zip(e).zip(i).zip(x) {
        let input = (*e * scales[0] + *i * scales[1]) + (*x * scales[2] + rest);
        *v = *v * bend.keep + input + T::upstroke(*v, bend);
        reached |= u32::from(*v >= bend.v_th);
    }
    reached != 0
}

/// Adds the weights of a cell's row, times `per`, to its targets, as far as `reach` of them.
#[inline(always)]
fn send<T: Real>(block: &Block, weights: &Weights<T>, cell: usize, per: f64, reach: usize, onto: &mut [T]) {
    let row = block.row(cell);
    let posts = block.posts(row.clone());
    let posts = if reach == usize::MAX { posts } else { &posts[..posts.partition_point(|p| usize::from(*p) < reach)] };
    match weights {
        Weights::Same(j) => {
            let by = T::of(j.wide() * per);
            posts.iter().for_each(|post| onto[usize::from(*post)] += by);
        }
        Weights::Each(all) => {
            let per = T::of(per);
            posts.iter().zip(&all[row]).for_each(|(post, j)| onto[usize::from(*post)] += *j * per);
        }
    }
}

/// Changes the weights of a row, each with the trace of its postsynaptic cell.
#[inline(always)]
fn over_row<T: Real>(weights: &mut [T], posts: &[u16], trace: &[T], scale: T, change: impl Fn(T, T) -> T) {
    weights.iter_mut().zip(posts).for_each(|(j, post)| *j = change(*j, trace[usize::from(*post)] * scale));
}

/// Changes the weights onto a cell, each with the trace of its presynaptic cell.
#[inline(always)]
fn onto<T: Real>(weights: &mut [T], incoming: (&[u16], &[u32]), trace: &[T], scale: T, change: impl Fn(T, T) -> T) {
    for (pre, place) in incoming.0.iter().zip(incoming.1) {
        let j = &mut weights[*place as usize];
        *j = change(*j, trace[usize::from(*pre)] * scale);
    }
}

/// The term of a rule for a spike of the presynaptic cell, over its row.
fn on_pre<T: Real>(rule: &Rule, weights: &mut [T], posts: &[u16], trace: &[T], scale: T) {
    match *rule {
        Rule::SoftHebb { eta, .. } => {
            let eta = T::of(eta);
            over_row(weights, posts, trace, scale, |j, x| j.less(eta * x));
        }
        Rule::HardHebb { eta, low, .. } => {
            let (eta, low) = (T::of(eta), T::of(low));
            over_row(weights, posts, trace, scale, |j, x| if j > low { j - eta * x } else { j });
        }
        Rule::Kohonen { eta, beta } | Rule::Oja { eta, beta } => {
            let by = T::of(eta * beta);
            over_row(weights, posts, trace, scale, |j, x| j + by * x);
        }
        Rule::Homeostatic { eta, alpha, j_n } => {
            let (by, alpha) = (T::of(eta / j_n), T::of(alpha));
            over_row(weights, posts, trace, scale, |j, x| j.less(by * (x - alpha)));
        }
    }
}

/// The term of a rule for a spike of the postsynaptic cell, over the synapses onto it.
fn on_post<T: Real>(rule: &Rule, weights: &mut [T], incoming: &Incoming, cell: usize, trace: &[T], scale: T) {
    let incoming = incoming.onto(cell);
    match *rule {
        Rule::SoftHebb { eta, j_max } => {
            let by = T::of(eta * j_max);
            onto(weights, incoming, trace, scale, |j, x| j + by * x);
        }
        Rule::HardHebb { eta, low, high } => {
            let (eta, low, high) = (T::of(eta), T::of(low), T::of(high));
            onto(weights, incoming, trace, scale, |j, x| if low < j && j < high { j + eta * x } else { j });
        }
        Rule::Kohonen { eta, .. } => {
            let eta = T::of(eta);
            onto(weights, incoming, trace, scale, |j, _| j.less(eta));
        }
        Rule::Oja { eta, .. } => {
            let eta = T::of(eta);
            onto(weights, incoming, trace, scale, |j, x| j.less(eta * x));
        }
        Rule::Homeostatic { eta, j_n, .. } => {
            let by = T::of(eta / j_n);
            onto(weights, incoming, trace, scale, |j, x| j.less(by * x));
        }
    }
}
