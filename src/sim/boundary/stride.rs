//! Voltage noise over many steps at once, and between them where somebody asks, with exactly the law of the single steps.
//!
//! The residual of a neuron is e[t+1] = k e[t] + s n. With v(m) = s^2 (1 - k^2m)/(1 - k^2), the variance of m steps:
//!
//! ```text
//! e[t+m]   = k^m e[t] + sqrt(v(m)) n                                        m steps with one normal number
//! e[t+h]   = k^h (e[t] + e[t+2h]) / (1 + k^2h) + sqrt(v(h)/(1 + k^2h)) n     between two that are known: a bridge
//! ```
//! Our normal numbers are none larger than R = 6.66, so an inner value lies above the larger of the two ends by no more than R
//! times the sum of the bridges' standard deviations on the way to it: [`Stride::above`]. That is what makes it exact to skip
//! those who cannot reach threshold: their inner values need not be drawn, since none of them could change anything.

use crate::machine::widest;
use crate::sim::{Batch, FARTHEST, PAIRS, bits};

/// Steps of the longest stride.
pub(super) const LONGEST: usize = 16;

/// What is drawn for a stride of some steps, a power of two.
#[derive(Clone, Debug)]
pub(super) struct Stride {
    pub steps: usize,
    /// k^steps.
    pub keep: f32,
    /// Standard deviation of what is added over all steps.
    pub size: f32,
    /// From the middle to neighbours: half of the span, weight of both its ends, standard deviation.
    bridges: Vec<(usize, f32, f32)>,
    /// How far a value of step 0..=steps may lie above both ends.
    pub above: Vec<f32>,
    /// The most of these.
    pub most_above: f32,
    /// Where both ends are below 0, a mean between them is above the larger one by this factor at most.
    pub sag: f32,
}

impl Stride {
    /// The stride of so many steps for a membrane that keeps `keep` of a residual and adds noise of standard deviation
    /// `size` in each.
    pub(super) fn new(keep: f64, size: f64, steps: usize) -> Self {
        let power = |m: usize| keep.powi(m as i32);
        let variance = |m: usize| size * size * (1.0 - power(2 * m)) / (1.0 - keep * keep);
        let mut bridges = Vec::new();
        let mut above = vec![0.0f32; steps + 1];
        let (mut half, mut sum, mut sag) = (steps / 2, 0.0, 1.0);
        while half > 0 {
            let through = power(half) / (1.0 + power(2 * half));
            let deviation = (variance(half) / (1.0 + power(2 * half))).sqrt();
            bridges.push((half, through as f32, deviation as f32));
            sum += f64::from(FARTHEST) * deviation;
            sag *= 2.0 * through;
            (half..steps).step_by(2 * half).for_each(|t| above[t] = (1.000_01 * sum) as f32);
            half /= 2;
        }
        Stride {
            steps,
            keep: power(steps) as f32,
            size: variance(steps).sqrt() as f32,
            bridges,
            above,
            most_above: (1.000_01 * sum) as f32,
            sag: (0.999_999 * sag) as f32,
        }
    }

    /// Strides of 1, 2, 4 steps and so on, up to the one that costs least for `n` neurons of which the highest are near
    /// threshold; at most `most` steps.
    pub(super) fn all(keep: f64, size: f64, n: usize, most: usize) -> Vec<Stride> {
        let all: Vec<Stride> = (0..=LONGEST.ilog2())
            .map(|power| 1 << power)
            .take_while(|steps| *steps <= most)
            .map(|steps| Stride::new(keep, size, steps))
            .collect();
        let sigma = size / (1.0 - keep * keep).sqrt();
        // About where the highest of n normal numbers lies.
        let gap = (2.0 * (n.max(3) as f64).ln()).sqrt() - 0.6;
        let cost = |stride: &Stride| {
            let need = 1.0 / (1.0 + (1.7 * (gap - 1.1 * f64::from(stride.most_above) / sigma)).exp());
            (PASS + need * (NEAR + (NORMAL + LOOK) * stride.steps as f64)) / stride.steps as f64
        };
        let best = (0..all.len()).min_by(|a, b| cost(&all[*a]).total_cmp(&cost(&all[*b]))).unwrap_or(0);
        all.into_iter().take(best + 1).collect()
    }

    /// The ends of strides: draws for neurons `base..` on from `from`. Numbers are those of their neurons, whoever else is
    /// drawn.
    pub(super) fn draw(&self, key: u64, base: usize, from: &[f32], to: &mut [f32], batch: &mut Batch) {
        widest(
            #[inline(always)]
            || self.draw_here(key, base, from, to, batch),
        );
    }

    #[inline(always)]
    fn draw_here(&self, key: u64, base: usize, from: &[f32], to: &mut [f32], batch: &mut Batch) {
        for (chunk, (from, to)) in from.chunks(2 * PAIRS).zip(to.chunks_mut(2 * PAIRS)).enumerate() {
            let pairs = from.len().div_ceil(2);
            let place = (base / 2 + chunk * PAIRS) as u64;
            (0..pairs).for_each(|k| batch.put(k, bits(key, place + k as u64)));
            batch.make_here(pairs);
            let (from, to) = (from.split_at(pairs), to.split_at_mut(pairs));
            for (normals, (from, to)) in [(&batch.first, (from.0, to.0)), (&batch.second, (from.1, to.1))] {
                for ((to, from), n) in to.iter_mut().zip(from).zip(normals) {
                    *to = self.keep * from + self.size * n;
                }
            }
        }
    }

    /// Appends the values at steps 1..=steps of each of these neurons, given with both ends.
    pub(super) fn bridge(&self, key: u64, neurons: &[End], batch: &mut Batch, into: &mut Vec<f32>) {
        match self.steps {
            2 => self.bridge_of::<2>(key, neurons, batch, into),
            4 => self.bridge_of::<4>(key, neurons, batch, into),
            8 => self.bridge_of::<8>(key, neurons, batch, into),
            16 => self.bridge_of::<16>(key, neurons, batch, into),
            _ => into.extend(neurons.iter().map(|end| end.to)),
        }
    }

    fn bridge_of<const STEPS: usize>(&self, key: u64, neurons: &[End], batch: &mut Batch, into: &mut Vec<f32>) {
        let half = STEPS / 2;
        for some in neurons.chunks(PAIRS / half) {
            for (c, end) in some.iter().enumerate() {
                for pair in 0..half {
                    batch.put(c * half + pair, bits(key, u64::from(end.neuron) * half as u64 + pair as u64));
                }
            }
            batch.make(some.len() * half);
            let normals = batch.first.chunks_exact(half).zip(batch.second.chunks_exact(half));
            for (end, (first, second)) in some.iter().zip(normals) {
                let mut values = [0.0f32; STEPS];
                values[STEPS - 1] = end.to;
                for &(span, through, deviation) in &self.bridges {
                    for t in (span..STEPS).step_by(2 * span) {
                        let before = if t == span { end.from } else { values[t - span - 1] };
                        let n = if t > half { second[t - half - 1] } else { first[t - 1] };
                        values[t - 1] = through * (before + values[t + span - 1]) + deviation * n;
                    }
                }
                into.extend_from_slice(&values);
            }
        }
    }
}

/// A neuron with its residuals at both ends of a stride.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub neuron: u32,
    pub from: f32,
    pub to: f32,
}

/// What a step of one neuron costs, in ns: a pass over the residuals with one normal number; a normal number; a neuron near
/// threshold. Only the choice of a stride depends on it.
const PASS: f64 = 1.8;
const NORMAL: f64 = 1.3;
const NEAR: f64 = 10.0;
/// And at every step whoever is near.
const LOOK: f64 = 1.5;
