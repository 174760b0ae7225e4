//! Clocked rounds of a minimax network (sheet minimax-ei, section 3.3).
//!
//! ```text
//! 1  all with V > T fire (greedy: of E only the one farthest above)      from the voltages of the previous step
//! 2  leak: what the E spikes did by 1 - dt/tau_E, the I spikes' by 1 - dt/tau_I
//! 3  each spike adds 1 to its r and its column of weights to what the others hear
//! 4  input; V^E = W_EE r^E - W_EI r^I + F x, V^I = W_IE r^E - W_II r^I
//! ```
//! `heard` are the four products of weights and filtered spikes, kept up to date spike by spike, so that V is what the
//! filtered spikes say also where tau_I is not tau_E.

use super::Input;
use crate::model::minimax::{E, I, MinimaxParams, Network};
use crate::model::{Course, Streams};
use crate::picture::NeuronId;
use crate::sim::{Normals, Spike};
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A network with its state.
#[derive(Clone, Serialize, Deserialize)]
pub struct Stepper {
    /// Shared; not part of a saved state.
    #[serde(skip)]
    network: Arc<Network>,
    course: Course,
    input: Input,
    step: u64,
    x: f64,
    /// Filtered spikes.
    r: [Vec<f64>; 2],
    /// W_EE r^E, W_EI r^I, W_IE r^E, W_II r^I.
    heard: [Vec<f64>; 4],
    /// What noise has left in the voltages.
    residual: [Vec<f64>; 2],
    v: [Vec<f64>; 2],
    fired: [Vec<usize>; 2],
    normals: Normals,
    /// For the clamp of the learned memory.
    clamp: Option<Xoshiro256PlusPlus>,
    /// What a noisy cue adds to each neuron of E and of I, as sizes of standard normal numbers.
    cue: [Vec<f64>; 2],
    /// Sum over all steps of r^E, where the application asks for it.
    sum: Vec<f64>,
    /// The step from which it is taken.
    summed_from: u64,
}

impl Stepper {
    /// The network at step 0: no spikes yet, voltages at threshold.
    pub fn new(
        network: impl Into<Arc<Network>>,
        params: &MinimaxParams,
        course: Course,
        streams: Streams,
        seed: u64,
    ) -> Self {
        let network = network.into();
        let [ne, ni] = network.counts;
        let input = Input::new(params, &network, seed, streams.stream("input spikes"));
        let heard = [
            vec![0.0; network.ee.heard(ne)],
            vec![0.0; network.ei.heard(ne)],
            vec![0.0; network.ie.heard(ni)],
            vec![0.0; network.ii.heard(ni)],
        ];
        Stepper {
            x: course.x(0),
            course,
            input,
            step: 0,
            r: [vec![0.0; ne], vec![0.0; ni]],
            heard,
            residual: [vec![0.0; ne], vec![0.0; ni]],
            v: network.threshold.clone(),
            fired: [Vec::new(), Vec::new()],
            normals: Normals::new(streams.stream("voltage noise")),
            clamp: network.is_clamped.then(|| streams.stream("clamp")),
            cue: {
                let mut normals = Normals::new(streams.stream("noise of the cue"));
                let sizes = if network.is_clamped { network.counts } else { [0; 2] };
                sizes.map(|n| (0..n).map(|_| normals.four()[0].abs()).collect())
            },
            summed_from: 0,
            sum: if network.keeps_mean { vec![0.0; ne] } else { Vec::new() },
            network,
        }
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The input.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The course of x.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// Steps done.
    pub fn step_index(&self) -> u64 {
        self.step
    }

    /// x at this step.
    pub fn x(&self) -> f64 {
        self.x
    }

    /// Filtered spikes of a population.
    pub fn r(&self, p: usize) -> &[f64] {
        &self.r[p]
    }

    /// Voltages of a population.
    pub fn v(&self, p: usize) -> &[f64] {
        &self.v[p]
    }

    /// Mean of r^E since the last change, if the application asks for it.
    pub fn mean_e(&self) -> impl Iterator<Item = f64> + '_ {
        let steps = (self.step - self.summed_from).max(1) as f64;
        self.sum.iter().map(move |sum| sum / steps)
    }

    /// Excitatory and inhibitory input of a neuron; the own reset counts as in the sheet: E's with excitation.
    pub fn currents(&self, p: usize, i: usize) -> [f64; 2] {
        let at = |k: usize| self.heard[k][if self.heard[k].len() == 1 { 0 } else { i }];
        if p == E { [at(0) + self.input.drive[i], -at(1)] } else { [at(2), -at(3)] }
    }

    /// Exchanges live parameters; the state stays.
    pub fn retune(&mut self, network: Arc<Network>, params: &MinimaxParams, course: Course) {
        // A mean of one network is none of another.
        self.sum.fill(0.0);
        self.summed_from = self.step;
        self.network = network;
        self.course = course;
        self.input.retune(params, &self.network);
        // An input that is given directly acts at once, also while the run stands still.
        self.input.give(&self.network, self.x, self.step);
        self.hear();
    }

    /// Puts the network back into a state that was read without it; `false` if the state is not one of this network.
    pub fn rejoin(&mut self, network: Arc<Network>, params: &MinimaxParams) -> bool {
        let counts = network.counts;
        let [ne, ni] = counts;
        let heard = [network.ee.heard(ne), network.ei.heard(ne), network.ie.heard(ni), network.ii.heard(ni)];
        let per_neuron = [&self.r, &self.residual, &self.v].into_iter();
        let fits = per_neuron.clone().all(|all| [E, I].map(|p| all[p].len()) == counts)
            && self.heard.iter().map(Vec::len).eq(heard)
            && [E, I].into_iter().all(|p| self.fired[p].iter().all(|k| *k < counts[p]))
            && self.clamp.is_some() == network.is_clamped
            && (!network.is_clamped || [E, I].map(|p| self.cue[p].len()) == counts)
            && self.sum.len() == if network.keeps_mean { ne } else { 0 }
            && self.input.rejoin(params, &network);
        self.network = network;
        fits
    }

    /// Puts the filtered spikes of a population to these values.
    pub fn set_r(&mut self, p: usize, r: Vec<f64>) {
        self.r[p] = r;
        self.hear();
    }

    /// All products from the filtered spikes.
    fn hear(&mut self) {
        let [ne, ni] = self.network.counts;
        let n = self.network.clone();
        let all = [(&n.ee, E, ne), (&n.ei, I, ne), (&n.ie, E, ni), (&n.ii, I, ni)];
        for (heard, (weights, from, rows)) in self.heard.iter_mut().zip(all) {
            *heard = weights.times(&self.r[from], rows);
            heard.truncate(weights.heard(rows));
        }
        self.voltages(self.course.currents(self.step));
    }

    /// The first population whose voltages are no longer numbers.
    pub fn not_finite(&self) -> Option<String> {
        let name = |p: usize| ["E", "I"][p];
        (0..2).find(|p| self.v[*p].iter().any(|v| !v.is_finite())).map(|p| format!("a voltage of {}", name(p)))
    }

    /// Mean of r over what it can be at most, tau/dt, for the population where it is larger.
    pub fn saturation(&self) -> f64 {
        let part = |p: usize| {
            let n = self.r[p].len().max(1) as f64;
            self.r[p].iter().sum::<f64>() / n * self.network.dt_s / self.network.tau_s[p]
        };
        part(E).max(part(I))
    }

    fn fire(&mut self, p: usize) {
        let (v, threshold, silenced) = (&self.v[p], &self.network.threshold[p], &self.network.silenced[p]);
        let fired = &mut self.fired[p];
        fired.clear();
        if p == E && self.network.greedy {
            let above = (0..v.len()).filter(|i| v[*i] > threshold[*i] && !silenced[*i]);
            fired.extend(above.max_by(|a, b| (v[*a] - threshold[*a]).total_cmp(&(v[*b] - threshold[*b]))));
        } else {
            fired.extend((0..v.len()).filter(|i| v[*i] > threshold[*i] && !silenced[*i]));
        }
    }

    /// While x is above 0 the cued E neurons of a learned memory spike at the cue's rate, with the I neurons of the
    /// pattern that is most like the cue.
    fn clamp(&mut self) {
        let Some(rng) = &mut self.clamp else { return };
        if self.x <= 0.0 || self.input.cued().is_empty() {
            return;
        }
        let [tau_e, tau_i] = self.network.tau_s;
        let dt = self.network.dt_s;
        let cued = self.input.cued();
        let alike =
            |pattern: &&[Vec<f64>; 2]| cued.iter().filter(|i| pattern[E].get(**i).is_some_and(|r| *r > 0.0)).count();
        let best = self.network.extra.patterns.iter().rev().max_by_key(alike);
        self.fired.iter_mut().for_each(Vec::clear);
        let mut draw = |rate: f64| ((rng.next_u64() >> 11) as f64 * (0.5f64).powi(53)) < rate * dt;
        let level = best.map_or(0.0, |pattern| pattern[E].iter().fold(0.0, |a, b| f64::max(a, *b)));
        let noise = self.network.cue_noise;
        if noise > 0.0 {
            // A noisy cue reaches everybody.
            let tau = [tau_e, tau_i];
            for p in [E, I] {
                let shown = |i: usize| match p {
                    E => f64::from(u8::from(cued.contains(&i))) * level,
                    _ => best.map_or(0.0, |pattern| pattern[I][i]),
                };
                for (i, extra) in self.cue[p].iter().enumerate().filter(|(i, _)| !self.network.silenced[p][*i]) {
                    if draw((shown(i) + noise * extra) * self.x / tau[p]) {
                        self.fired[p].push(i);
                    }
                }
            }
            return;
        }
        self.fired[E].extend(cued.iter().filter(|i| !self.network.silenced[E][**i] && draw(level * self.x / tau_e)));
        if let Some(pattern) = best {
            let r = &pattern[I];
            self.fired[I].extend(
                (0..r.len()).filter(|k| r[*k] > 0.0 && !self.network.silenced[I][*k] && draw(r[*k] * self.x / tau_i)),
            );
        }
    }

    /// Does one step and appends its spikes.
    pub fn step(&mut self, spikes: &mut Vec<Spike>) {
        let currents = self.course.currents(self.step);
        self.fire(E);
        self.fire(I);
        self.clamp();
        self.step += 1;
        self.x = self.course.x(self.step);
        let keep = self.network.tau_s.map(|tau| 1.0 - self.network.dt_s / tau);
        let fade = |values: &mut [f64], keep: f64| values.iter_mut().for_each(|v| *v *= keep);
        for p in [E, I] {
            fade(&mut self.r[p], keep[p]);
            for k in 0..2 {
                // What E spikes did is in 0 and 2, what I spikes did in 1 and 3.
                fade(&mut self.heard[2 * k + p], keep[p]);
            }
        }
        if self.network.inner_steps > 0 {
            self.fired[I].clear();
        }
        for &j in &self.fired[E] {
            self.r[E][j] += 1.0;
            self.network.ee.add(j, 1.0, &mut self.heard[0]);
            self.network.ie.add(j, 1.0, &mut self.heard[2]);
        }
        for &k in &self.fired[I] {
            self.r[I][k] += 1.0;
            self.network.ei.add(k, 1.0, &mut self.heard[1]);
            self.network.ii.add(k, 1.0, &mut self.heard[3]);
        }
        self.input.step(&self.network, self.x, self.step);
        if self.network.inner_steps > 0 {
            self.settle_inhibition(currents[I]);
        }
        for (p, fired) in self.fired.iter().enumerate() {
            let spike = |i: &usize| NeuronId { population: p as u8, index: *i as u32 };
            spikes.extend(fired.iter().map(|i| Spike::of(self.step, spike(i))));
        }
        self.noise();
        self.voltages(currents);
        for (sum, r) in self.sum.iter_mut().zip(&self.r[E]) {
            *sum += r;
        }
    }

    fn noise(&mut self) {
        let noise = self.network.noise * self.network.dt_s;
        if noise > 0.0 {
            for p in [E, I] {
                let keep = 1.0 - self.network.dt_s / self.network.tau_s[p];
                for four in self.residual[p].chunks_mut(4) {
                    for (v, n) in four.iter_mut().zip(self.normals.four()) {
                        *v = *v * keep + noise * n;
                    }
                }
            }
        }
    }

    fn voltages(&mut self, currents: [f64; 2]) {
        let add = |v: &mut [f64], heard: &[f64], sign: f64| match heard {
            [one] => v.iter_mut().for_each(|v| *v += sign * one),
            all => v.iter_mut().zip(all).for_each(|(v, u)| *v += sign * u),
        };
        for p in [E, I] {
            let v = &mut self.v[p];
            v.fill(currents[p]);
            add(v, &self.heard[2 * p], 1.0);
            add(v, &self.heard[2 * p + 1], -1.0);
            if self.network.noise > 0.0 {
                add(v, &self.residual[p], 1.0);
            }
        }
        add(&mut self.v[E], &self.input.drive, 1.0);
    }

    /// The I neurons find their equilibrium from rest while the E rates are frozen.
    fn settle_inhibition(&mut self, current: f64) {
        let n = &self.network;
        let ni = n.counts[I];
        let keep = 1.0 - n.dt_s / n.tau_s[I];
        let mut r = vec![0.0; ni];
        // W_II is diagonal here: each I neuron stands for itself.
        for (k, r) in r.iter_mut().enumerate() {
            if n.silenced[I][k] {
                continue;
            }
            let (drive, own, threshold) = (self.heard[2][k] + current, n.ii.at(k, k), n.threshold[I][k]);
            let mut v = 0.0;
            for _ in 0..n.inner_steps {
                let fires = v > threshold;
                *r = *r * keep + if fires { 1.0 } else { 0.0 };
                v = drive - own * *r;
            }
        }
        self.heard[1] = n.ei.times(&r, n.counts[E]);
        self.heard[3] = n.ii.times(&r, ni);
        self.r[I] = r;
    }
}
