//! A grid attractor: a sheet of bumps on a torus (sheet minimax-ei, section 5.e).

use crate::geometry::Point;
use crate::model::minimax::app::{App, Feed};
use crate::model::minimax::network::{E, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::Parts;
use crate::model::minimax::predict::Optimum;
use crate::model::minimax::shapes::{
    balance, balance_info, dots, free, largest, mean_rate_signals, mean_rates, nice, plane, rates_field, straight,
};
use crate::model::minimax::stability::{Stability, told, uniform_mode};
use crate::model::minimax::state::State;
use crate::model::minimax::verdict::Verdict;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::Draws;
use crate::param::ParamError;
use crate::picture::{CurveKind, Field, FieldInfo, Given, Hue, Plane, PlaneInfo, Reading, SignalInfo};
use std::f64::consts::TAU;

/// A sheet. One I neuron stands for all, which are alike.
pub struct Grid;

impl App for Grid {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "side" | "input_kind" | "strength" | "noise" | "tau_i_ratio")
    }

    fn parts(&self, p: &MinimaxParams, _draws: &mut Draws) -> Result<Parts, ParamError> {
        let n = p.side;
        let cells = n * n;
        let (lambda, alpha): (f64, f64) = (6.0, 1.1);
        let beta = 3.0 / (lambda * lambda);
        let gamma = 1.2 * beta;
        let kernel = |dx: usize, dy: usize| {
            let square = (dx * dx + dy * dy) as f64;
            alpha * (-gamma * square).exp() - (-beta * square).exp()
        };
        let half = n / 2 + 1;
        let lowest = (0..half * half).map(|k| kernel(k % half, k / half)).fold(f64::INFINITY, f64::min);
        let m = -lowest;
        // The sheet gives 52 for 32 cells a side, 81 for 40, 201 for 63: as the number of cells.
        let gauge = (201.0 * cells as f64 / 3969.0).round();
        let number = cells as f64;
        let across = (gauge * m / number).sqrt();
        let weights = [
            Weights::torus(n, -1.0, |dx, dy| m + kernel(dx, dy)),
            Weights::Uniform(number * across),
            Weights::Uniform(across),
            Weights::Diagonal(gauge),
        ];
        Ok(Parts { alike: number, ..Parts::new([cells, 1], weights, (Weights::Diagonal(1.0), cells)) })
    }

    fn feed(&self) -> Feed {
        Feed::Filtered
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        mean_rate_signals(
            "Mean over all cells of filtered spikes over tau.",
            "Filtered spikes over tau of the I neuron that stands for all.",
        )
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        into.copy_from_slice(&mean_rates(state));
    }

    fn plane_infos(&self, p: &MinimaxParams, network: &Network, _signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        // Measured: the net input grows as the number of cells.
        let cells = network.counts[E] as f64;
        let axes = [
            free("net input of a cell", "g", [-0.065 * cells, 0.02 * cells]),
            free("its rate", "Hz", [0.0, if p.side > 40 { 250.0 } else { 80.0 }]),
        ];
        let uniform: f64 = (0..network.counts[E]).map(|j| network.ee.at(0, j)).sum();
        let top = 1.2 * uniform * 40.0 * cells / 3969.0;
        vec![plane("net", "Rate over net input, one dot a cell", "net", axes), balance_info(top)]
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![net(state), balance(state)]
    }

    fn field_infos(&self, p: &MinimaxParams) -> Vec<FieldInfo> {
        let spectrum = FieldInfo {
            id: "spectrum",
            title: "Spectrum of the sheet: waves a side, 0 in the middle",
            short: "spectrum",
            cells: [p.side, p.side],
            hue: Hue::Neutral,
            unit: "",
            axes: [""; 2],
            is_signed: false,
            population: None,
            paints: false,
        };
        vec![rates_field("sheet", "Sheet of E rates", "sheet", [p.side, p.side], false), spectrum]
    }

    fn fields(&self, state: &State<'_>) -> Vec<Field> {
        let top = largest(state.r[E]) / state.network.tau_s[E];
        let waves = spectrum(state.params.side, state.r[E]);
        let most = largest(&waves).max(1e-9) as f32;
        let waves = Field { values: waves.iter().map(|v| *v as f32).collect(), range: [0.0, most], ..Field::default() };
        vec![state.rates_field(nice(top.max(20.0))), waves]
    }

    fn readings(&self, state: &State<'_>) -> Vec<Reading> {
        let side = state.params.side;
        let bumps = bumps(side, state.r[E]);
        vec![
            Reading {
                id: "bumps",
                name: "bumps",
                value: bumps.len() as f64,
                help: "Cells that are the largest of the 5 by 5 around them and above 0.4 of the maximum",
            },
            Reading {
                id: "spacing",
                name: "distance of neighbours in cells",
                value: spacing(side, &bumps),
                help: "Mean over the bumps of the distance to the six nearest others",
            },
            Reading {
                id: "wavenumber",
                name: "waves a side",
                value: wavenumber(side, &spectrum(side, state.r[E])),
                help: "Distance from the middle of the spectrum to its ring: the mean of it over the power",
            },
            Reading {
                id: "peak",
                name: "largest rate in Hz",
                value: largest(state.r[E]) / state.network.tau_s[E],
                help: "Of all cells now",
            },
        ]
    }

    fn stability(&self, _network: &Network, _optimum: &Optimum) -> Option<Stability> {
        // Bumps are free to move, so that only the uniform mode tells.
        None
    }

    fn verdict(&self, _p: &MinimaxParams, network: &Network, _stability: Option<Stability>) -> Verdict {
        told(uniform_mode(network), network.tau_s[E])
    }
}

/// At the optimum either the net input is 0 or the neuron is silent, section 3.1.
fn net(state: &State<'_>) -> Plane {
    let tau = state.network.tau_s[E];
    Plane {
        curves: vec![
            straight(CurveKind::Theory, "optimum", [[-1e5, 0.0], [0.0, 0.0]]),
            straight(CurveKind::Theory, "", [[0.0, 0.0], [1e-9, 1e5]]),
        ],
        dots: dots(state, |i, [excitatory, inhibitory]| Point::new(excitatory + inhibitory, state.r[E][i] / tau)),
        ..Plane::default()
    }
}

/// Amplitudes of the two-dimensional Fourier transform, without the mean; no waves stand in the middle cell.
fn spectrum(side: usize, r: &[f64]) -> Vec<f64> {
    let n = side;
    let mean = r.iter().sum::<f64>() / (n * n).max(1) as f64;
    let wave: Vec<(f64, f64)> = (0..n).map(|k| (TAU * k as f64 / n as f64).sin_cos()).map(|(s, c)| (c, -s)).collect();
    // Rows, then columns.
    let mut rows = vec![(0.0, 0.0); n * n];
    for y in 0..n {
        for k in 0..n {
            let sum = (0..n).fold((0.0, 0.0), |(re, im), x| {
                let (c, s) = wave[k * x % n];
                let v = r[y * n + x] - mean;
                (re + v * c, im + v * s)
            });
            rows[y * n + k] = sum;
        }
    }
    let half = n / 2;
    let mut all = vec![0.0; n * n];
    for l in 0..n {
        for k in 0..n {
            let (re, im) = (0..n).fold((0.0, 0.0), |(re, im), y| {
                let (c, s) = wave[l * y % n];
                let (a, b) = rows[y * n + k];
                (re + a * c - b * s, im + a * s + b * c)
            });
            all[(l + half) % n * n + (k + half) % n] = f64::hypot(re, im) / (n * n) as f64;
        }
    }
    all
}

/// Mean distance from the middle, by power.
fn wavenumber(side: usize, spectrum: &[f64]) -> f64 {
    let half = (side / 2) as f64;
    let (mut sum, mut power) = (0.0, 0.0);
    for (k, amplitude) in spectrum.iter().enumerate() {
        let (x, y) = ((k % side) as f64 - half, (k / side) as f64 - half);
        sum += amplitude * amplitude * x.hypot(y);
        power += amplitude * amplitude;
    }
    sum / power
}

/// Cells that are the largest of their cyclic 5 by 5 window, and above 0.4 of the maximum.
fn bumps(side: usize, r: &[f64]) -> Vec<usize> {
    let top = r.iter().fold(0.0f64, |a, b| a.max(*b));
    let largest = |i: usize| {
        let (x, y) = (i % side, i / side);
        let near = (0..25).map(|k| ((y + k / 5 + side - 2) % side) * side + (x + k % 5 + side - 2) % side);
        near.filter(|j| *j != i).all(|j| r[j] < r[i] || (r[j] == r[i] && j > i))
    };
    (0..r.len()).filter(|i| r[*i] > 0.4 * top && top > 0.0 && largest(*i)).collect()
}

/// Mean distance on the torus from each bump to its six nearest; not a number for fewer than seven.
fn spacing(side: usize, bumps: &[usize]) -> f64 {
    if bumps.len() < 7 {
        return f64::NAN;
    }
    let short = |a: usize, b: usize| {
        let d = a.abs_diff(b);
        d.min(side - d) as f64
    };
    let nearest = |i: &usize| {
        let far = |j: &usize| short(i % side, j % side).hypot(short(i / side, j / side));
        let mut all: Vec<f64> = bumps.iter().filter(|j| *j != i).map(far).collect();
        all.sort_by(f64::total_cmp);
        all[..6].iter().sum::<f64>() / 6.0
    };
    bumps.iter().map(nearest).sum::<f64>() / bumps.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_wave_stands_at_its_wavenumber() {
        let n = 12;
        let r: Vec<f64> =
            (0..n * n).map(|k| 1.0 + (TAU * (3 * (k % n) + 2 * (k / n)) as f64 / n as f64).cos()).collect();
        let all = spectrum(n, &r);
        for (k, amplitude) in all.iter().enumerate() {
            let at = (k % n) as i64 - 6;
            let up = (k / n) as i64 - 6;
            let is_peak = (at, up) == (3, 2) || (at, up) == (-3, -2);
            assert!((amplitude - if is_peak { 0.5 } else { 0.0 }).abs() < 1e-12, "{at} {up}: {amplitude}");
        }
        assert!((wavenumber(n, &all) - 13.0f64.sqrt()).abs() < 1e-9);
    }
}
