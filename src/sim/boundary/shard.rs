//! A part of a noisy population that is stepped by itself: residuals at both ends of a stride, who may reach threshold within
//! it, and the values of those at every step.
//!
//! ```text
//! V_i[t] <= reach_i + margin + above[t] + max over its block of (w_E dq_E - w_I dq_I + F dx)
//! ```
//! `reach` is V at the reference with the larger end. Blocks of neurons are asked first; only where one may reach threshold,
//! or more than the highest that is known already, its neurons are, and those that may become *near* ones: their lines are
//! copied, their inner residuals drawn, and at every step from then on their voltages are computed. All others are lower
//! for certain.

use super::stride::{End, Stride};
use crate::machine::widest;
use crate::model::boundary::{E, I, Population};
use crate::sim::Batch;
use serde::{Deserialize, Serialize};

/// Neurons that are asked together.
pub(super) const BLOCK: usize = 32;
/// Neurons of a shard.
pub(super) const SHARD: usize = 4096;
/// Rounding of single precision, a few times over.
const ROUNDING: f32 = 2e-6;
/// Blocks that are asked together.
const AT_ONCE: usize = 16;

/// One number for each neuron of a block.
type Row = [f32; BLOCK];

/// Lines of a population in single precision, and what is the most and the least of each block; bounds are computed from
/// them, never a voltage. The last block is filled up with neurons that never spike.
#[derive(Debug, Default)]
pub(super) struct Lines {
    input: Vec<Row>,
    bias: Vec<Row>,
    w_e: Vec<Row>,
    w_i: Vec<Row>,
    /// Of `input`, `w_e`, `w_i`: least and most by block.
    spans: [[Vec<f32>; 2]; 3],
    /// Largest sizes of `input`, `bias`, `w_e`, `w_i` by block.
    sizes: Vec<[f32; 4]>,
}

impl Lines {
    pub(super) fn new(population: &Population) -> Self {
        let rows = |values: &mut dyn Iterator<Item = f32>, filler: f32| {
            let mut rows = Vec::with_capacity(population.len().div_ceil(BLOCK));
            while let Some(first) = values.next() {
                let mut row = [filler; BLOCK];
                row[0] = first;
                row[1..].iter_mut().zip(&mut *values).for_each(|(seat, value)| *seat = value);
                rows.push(row);
            }
            rows
        };
        let single = |values: &[f64]| rows(&mut values.iter().map(|v| *v as f32), 0.0);
        let mut bias = population
            .threshold
            .iter()
            .enumerate()
            .map(|(i, t)| if population.is_silenced(i) { f32::NEG_INFINITY } else { (1.0 - t) as f32 });
        let bias = rows(&mut bias, f32::NEG_INFINITY);
        let (input, w_e, w_i) = (single(&population.input), single(&population.from_e), single(&population.from_i));
        let fold = |rows: &[Row], start: f32, f: fn(f32, f32) -> f32| {
            rows.iter().map(|row| row.iter().copied().fold(start, f)).collect::<Vec<f32>>()
        };
        let span = |rows: &[Row]| [fold(rows, f32::INFINITY, least), fold(rows, f32::NEG_INFINITY, most)];
        let larger = |a: f32, b: f32| if b.is_finite() { most(a, b.abs()) } else { a };
        let sizes = [&input, &bias, &w_e, &w_i].map(|rows| fold(rows, 0.0, larger));
        let sizes = (0..bias.len()).map(|b| [0, 1, 2, 3].map(|k| sizes[k][b])).collect();
        Lines { spans: [span(&input), span(&w_e), span(&w_i)], sizes, input, bias, w_e, w_i }
    }
}

/// The larger of two numbers, as processors have it.
#[inline(always)]
fn most(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

#[inline(always)]
fn least(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

/// Where the membranes are: input, latents, and the voltage at which a spike comes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub x: f64,
    pub q: [f64; 2],
    pub limit: f64,
}

/// Something added to the residual of one neuron, from one step of the stride on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Kick {
    pub neuron: u32,
    pub step: u32,
    pub amount: f64,
}

/// The stride that is under way: all that shards need to know of it.
pub(super) struct Stretch<'a> {
    pub stride: &'a Stride,
    /// Of one step.
    pub keep: f64,
    pub keys: [u64; 2],
    pub kicks: &'a [Kick],
    pub lines: &'a Lines,
    pub population: &'a Population,
    /// Where the membranes were as it was looked for who may reach threshold.
    pub reference: Look,
}

/// What a kick adds at a step of the stride, not before its own.
pub(super) fn kicked(keep: f64, kick: &Kick, step: usize) -> f32 {
    (kick.amount * keep.powi(step as i32 - kick.step as i32)) as f32
}

/// The highest voltage that is known, and the first neuron that has it.
pub(super) type Best = (f64, u32);

/// A neuron that may reach threshold within the stride, with its line.
#[derive(Clone, Copy)]
struct Near {
    input: f64,
    bias: f64,
    w_e: f64,
    w_i: f64,
    neuron: u32,
}

impl Near {
    #[inline(always)]
    fn voltage(&self, residual: f32, now: &Look) -> f64 {
        let u = self.input * now.x + self.bias;
        u + self.w_e * now.q[E] - self.w_i * now.q[I] + f64::from(residual)
    }
}

/// Some neurons.
#[derive(Default)]
pub(super) struct Shard {
    base: usize,
    len: usize,
    /// Residuals at both ends of the stride, blocks filled up.
    from: Vec<f32>,
    to: Vec<f32>,
    reach: Vec<f32>,
    /// What those of a block that are not near may reach, at the reference, without what noise does between the ends.
    open: Vec<f32>,
    margin: Vec<f32>,
    near: Vec<Near>,
    /// Residuals of those, of each at steps 1 to the last of the stride.
    residuals: Vec<f32>,
    picked: Vec<End>,
    opened: Vec<u32>,
    batch: Box<Batch>,
}

impl Clone for Shard {
    /// The state alone: all else follows from it.
    fn clone(&self) -> Self {
        Shard::new(self.base, self.from(), self.to())
    }
}

impl Shard {
    /// Neurons `base..` with these residuals at both ends.
    pub(super) fn new(base: usize, from: &[f32], to: &[f32]) -> Self {
        let filled = |values: &[f32]| {
            let mut all = Vec::with_capacity(values.len().next_multiple_of(BLOCK));
            all.extend_from_slice(values);
            all.resize(values.len().next_multiple_of(BLOCK), 0.0);
            all
        };
        Shard { base, len: from.len(), from: filled(from), to: filled(to), ..Shard::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Residuals before the first step of the stride.
    pub(super) fn from(&self) -> &[f32] {
        &self.from[..self.len]
    }

    /// Residuals at its last step, kicks left out.
    pub(super) fn to(&self) -> &[f32] {
        &self.to[..self.len]
    }

    /// The same, to be changed between strides.
    pub(super) fn to_mut(&mut self) -> &mut [f32] {
        &mut self.to[..self.len]
    }

    /// The blocks that it has of those of the population.
    fn blocks(&self) -> std::ops::Range<usize> {
        self.base / BLOCK..(self.base + self.len).div_ceil(BLOCK)
    }

    /// Goes on to the next stride, which begins where this one ended.
    pub(super) fn turn(&mut self) {
        std::mem::swap(&mut self.from, &mut self.to);
        self.near.clear();
        self.residuals.clear();
    }

    /// Draws the ends of the stride.
    pub(super) fn draw(&mut self, stride: &Stride, key: u64) {
        stride.draw(key, self.base, &self.from[..self.len], &mut self.to[..self.len], &mut self.batch);
    }

    /// Looks who may reach threshold.
    pub(super) fn survey(&mut self, at: &Stretch<'_>) {
        self.near.clear();
        self.residuals.clear();
        widest(
            #[inline(always)]
            || self.reach_of_all(at),
        );
        for kick in at.kicks {
            self.raise(kick.neuron as usize, kick.amount);
        }
    }

    /// What each neuron may reach with the larger of its ends, and the most of each block.
    #[inline(always)]
    fn reach_of_all(&mut self, at: &Stretch<'_>) {
        let (lines, look, sag) = (at.lines, at.reference, at.stride.sag);
        let (x, q_e, q_i) = (look.x as f32, look.q[E] as f32, look.q[I] as f32);
        let sizes = [x, 1.0, q_e, q_i].map(f32::abs);
        let blocks = self.blocks();
        self.reach.resize(self.to.len(), 0.0);
        self.open.resize(blocks.len(), 0.0);
        self.margin.resize(blocks.len(), 0.0);
        let own = (self.from.as_chunks::<BLOCK>().0.iter().zip(self.to.as_chunks::<BLOCK>().0))
            .zip(self.reach.as_chunks_mut::<BLOCK>().0.iter_mut().zip(self.open.iter_mut().zip(&mut self.margin)));
        let rows = (lines.input[blocks.clone()].iter().zip(&lines.bias[blocks.clone()]))
            .zip(lines.w_e[blocks.clone()].iter().zip(&lines.w_i[blocks.clone()]))
            .zip(&lines.sizes[blocks]);
        for (((from, to), (reach, (open, margin))), (((input, bias), (w_e, w_i)), size)) in own.zip(rows) {
            for i in 0..BLOCK {
                let end = most(from[i], to[i]);
                reach[i] = input[i] * x + bias[i] + w_e[i] * q_e - w_i[i] * q_i + most(end, sag * end);
            }
            let mut tops = [f32::NEG_INFINITY; 8];
            for eight in reach.as_chunks::<8>().0 {
                for (top, reach) in tops.iter_mut().zip(eight) {
                    *top = most(*top, *reach);
                }
            }
            let size: f32 = size.iter().zip(&sizes).map(|(a, b)| a * b).sum();
            *margin = ROUNDING * (1.0 + size);
            *open = tops.into_iter().fold(f32::NEG_INFINITY, most) + *margin;
        }
    }

    /// Notes those of a block that reach `level`.
    #[inline(always)]
    fn pick(&mut self, k: usize, level: f32) {
        let level_less = level - self.margin[k];
        let reach = &mut self.reach.as_chunks_mut::<BLOCK>().0[k];
        let mut those = 0u32;
        for (i, reach) in reach.iter().enumerate() {
            those |= u32::from(*reach >= level_less) << i;
        }
        while those != 0 {
            let i = those.trailing_zeros() as usize;
            those &= those - 1;
            reach[i] = f32::NEG_INFINITY;
            let own = k * BLOCK + i;
            self.picked.push(End { neuron: (self.base + own) as u32, from: self.from[own], to: self.to[own] });
        }
        self.open[k] = level;
    }

    /// Makes near ones of those who were picked.
    fn admit(&mut self, at: &Stretch<'_>) {
        if self.picked.is_empty() {
            return;
        }
        let (population, first) = (at.population, self.near.len());
        at.stride.bridge(at.keys[1], &self.picked, &mut self.batch, &mut self.residuals);
        self.near.extend(self.picked.drain(..).map(|end| {
            let i = end.neuron as usize;
            let (input, bias) = (population.input[i], 1.0 - population.threshold[i]);
            Near { input, bias, w_e: population.from_e[i], w_i: population.from_i[i], neuron: end.neuron }
        }));
        for kick in at.kicks {
            if let Some(c) = self.near[first..].iter().position(|near| near.neuron == kick.neuron) {
                self.kick_near(first + c, at.keep, kick, at.stride.steps);
            }
        }
    }

    fn kick_near(&mut self, c: usize, keep: f64, kick: &Kick, steps: usize) {
        let own = &mut self.residuals[c * steps..(c + 1) * steps];
        for (k, residual) in own.iter_mut().enumerate().skip((kick.step as usize).saturating_sub(1)) {
            *residual += kicked(keep, kick, k + 1);
        }
    }

    /// A kick while the stride is under way and it is known who is near.
    pub(super) fn kick(&mut self, kick: &Kick, keep: f64, steps: usize) {
        match self.near.iter().position(|near| near.neuron == kick.neuron) {
            Some(c) => self.kick_near(c, keep, kick, steps),
            None => self.raise(kick.neuron as usize, kick.amount),
        }
    }

    /// What a kick may add to where a neuron can come.
    fn raise(&mut self, neuron: usize, amount: f64) {
        let Some(own) = neuron.checked_sub(self.base).filter(|own| *own < self.len) else { return };
        if amount > 0.0 {
            let k = own / BLOCK;
            self.reach[own] += 1.000_01 * amount as f32;
            self.open[k] = most(self.open[k], self.reach[own] + self.margin[k]);
        }
    }

    /// Takes up whoever may reach the voltage `least` at a step of the stride and is not near yet.
    #[inline]
    fn look_again(&mut self, at: &Stretch<'_>, now: &Look, step: usize, least: f64) {
        let reference = at.reference;
        let [d_x, d_e, d_i] = [now.x - reference.x, now.q[E] - reference.q[E], now.q[I] - reference.q[I]];
        let blocks = self.blocks();
        let side = |k: usize, change: f64| &at.lines.spans[k][usize::from(change >= 0.0)][blocks.clone()];
        let sides = [side(0, d_x), side(1, d_e), side(2, -d_i)];
        let changes = [d_x as f32, d_e as f32, -d_i as f32];
        let change = |k: usize| -> f32 { (0..3).map(|part| sides[part][k] * changes[part]).sum() };
        let level = least as f32 - at.stride.above[step];
        widest(
            #[inline(always)]
            || {
                self.open_blocks(change, level);
                while let Some(k) = self.opened.pop() {
                    self.pick(k as usize, level - change(k as usize));
                }
            },
        );
        self.admit(at);
    }

    /// Notes the blocks of which one that is not near may reach `level`; `change` is the most that has come to a block.
    #[inline(always)]
    fn open_blocks(&mut self, change: impl Fn(usize) -> f32, level: f32) {
        let all = self.open.len();
        let bound = |k: usize| self.open[k] + change(k) >= level;
        let whole = all - all % AT_ONCE;
        for first in (0..whole).step_by(AT_ONCE) {
            let mut some = 0u32;
            for k in 0..AT_ONCE {
                some |= u32::from(bound(first + k)) << k;
            }
            while some != 0 {
                self.opened.push(first as u32 + some.trailing_zeros());
                some &= some - 1;
            }
        }
        self.opened.extend((whole..all).filter(|k| bound(*k)).map(|k| k as u32));
    }

    /// Of those that are near, from one on, the highest at this step, if it is higher than the best.
    #[inline]
    pub(super) fn known(&self, at: &Stretch<'_>, now: &Look, step: usize, first: usize, best: &mut Best) {
        let steps = at.stride.steps;
        for (near, residuals) in self.near[first..].iter().zip(self.residuals[first * steps..].chunks_exact(steps)) {
            let v = near.voltage(residuals[step - 1], now);
            if v > best.0 || (v == best.0 && near.neuron < best.1) {
                *best = (v, near.neuron);
            }
        }
    }

    /// The same of those who were not near and may be higher than the best and reach the limit.
    #[inline]
    pub(super) fn seek(&mut self, at: &Stretch<'_>, now: &Look, step: usize, best: &mut Best) {
        let first = self.near.len();
        self.look_again(at, now, step, now.limit.max(best.0));
        self.known(at, now, step, first, best);
    }

    /// Appends who is at threshold at this step: V and the injected current together reach 1.
    pub(super) fn above(&mut self, at: &Stretch<'_>, now: &Look, step: usize, injected: f64, into: &mut Vec<u32>) {
        self.look_again(at, now, step, now.limit);
        let first = into.len();
        let all = self.near.iter().zip(self.residuals.chunks_exact(at.stride.steps));
        let is_above = |(near, residuals): &(&Near, &[f32])| near.voltage(residuals[step - 1], now) + injected >= 1.0;
        into.extend(all.filter(is_above).map(|(near, _)| near.neuron));
        into[first..].sort_unstable();
    }
}
