//! Random weights and a random input: all rates follow from one saddle (sheet minimax-ei, sections 5.a and 7.B).
//!
//! ```text
//! S(alpha, beta) = -E/2 alpha^2 + G alpha beta - G/2 beta^2 - (G - E) alpha       optimum (1, 1), ridge beta = alpha
//! ```

use crate::geometry::Point;
use crate::model::minimax::app::{App, Feed};
use crate::model::minimax::network::{E, Extra, I, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::{MOST_DENSE, Parts, conflict};
use crate::model::minimax::predict::Optimum;
use crate::model::minimax::shapes::{
    balance, balance_info, contours, free, id, identity, mean_rate_signals, mean_rates, nice, of, part, plane, readout,
    straight,
};
use crate::model::minimax::stability::{Stability, on_active};
use crate::model::minimax::state::State;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::Draws;
use crate::param::ParamError;
use crate::picture::{CurveKind, Dot, Given, Hue, Mark, MarkKind, Plane, PlaneInfo, Reading, SignalInfo, Theory};
use nalgebra::{DMatrix, SymmetricEigen};
use std::sync::Arc;

/// Levels of S drawn around the optimum, in parts of |S*|.
const PARTS: [f64; 11] = [-0.8, -0.4, -0.2, -0.1, -0.03, 0.0, 0.03, 0.1, 0.2, 0.4, 0.8];

/// Random weights.
pub struct Random;

impl App for Random {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "n_e" | "n_i" | "input_kind" | "strength" | "noise" | "tau_i_ratio")
    }

    fn validate(&self, p: &MinimaxParams) -> Result<(), ParamError> {
        let (ne, ni) = (p.n_e, p.n_i);
        if ne.max(ni) > MOST_DENSE {
            return Err(conflict(format!(
                "`n_e` = {ne}, `n_i` = {ni}: too many weights; allowed are {MOST_DENSE} neurons each"
            )));
        }
        Ok(())
    }

    fn parts(&self, p: &MinimaxParams, draws: &mut Draws) -> Result<Parts, ParamError> {
        let [ne, ni] = [p.n_e, p.n_i];
        let mut matrix = |rows: usize, columns: usize| {
            // Row by row, as the sheet draws them.
            let values: Vec<f64> = (0..rows * columns).map(|_| draws.uniform()).collect();
            DMatrix::from_row_slice(rows, columns, &values)
        };
        let r = matrix(ne, ne);
        let ei = matrix(ne, ni);
        let g = r.transpose() * &r / ne as f64;
        let largest = SymmetricEigen::new(g.clone()).eigenvalues.max();
        let alpha = 1.0 / (largest + 1.0);
        let ii = ei.transpose() * &ei * alpha;
        let rates_hz = (0..ne).map(|_| p.strength * draws.uniform()).collect();
        let feed: Vec<f64> = (0..ne * ne).map(|_| 0.1 + 0.5 * draws.normal()).collect();
        let weights = [
            Weights::dense(ne, ne, |i, j| if i == j { -1.0 } else { g[(i, j)] }),
            Weights::dense(ne, ni, |i, j| ei[(i, j)]),
            Weights::dense(ni, ne, |i, j| ei[(j, i)]),
            Weights::dense(ni, ni, |i, j| ii[(i, j)]),
        ];
        let feed = Weights::dense(ne, ne, |i, j| feed[i * ne + j]);
        Ok(Parts { extra: Extra { rates_hz, ..Extra::default() }, ..Parts::new([ne, ni], weights, (feed, ne)) })
    }

    fn feed(&self) -> Feed {
        Feed::Filtered
    }

    fn rates_hz(&self, _p: &MinimaxParams, network: &Network, _seed: u64, x: f64, _step: u64) -> Vec<f64> {
        network.extra.rates_hz.iter().map(|rate| rate * x).collect()
    }

    fn optimum(&self, p: &MinimaxParams, network: &Arc<Network>, x: f64) -> Optimum {
        let rates = self.rates_hz(p, network, 0, x, 0);
        let drive = network.feed.times(&rates, network.counts[E]);
        Optimum::new(network, drive.into_iter().map(|v| v * network.tau_s[E]).collect())
    }

    fn signals(&self, network: &Network) -> Vec<SignalInfo> {
        if !Optimum::is_exact(network) {
            let help = "Mean over all neurons of filtered spikes over tau.";
            return mean_rate_signals(help, help);
        }
        const E_HELP: &str = "All E rates at once, as a part of the predicted ones: 0 at rest, 1 at the optimum.";
        const I_HELP: &str = "All I rates at once, as a part of the predicted ones: 0 at rest, 1 at the optimum.";
        vec![
            readout("alpha", "E on its way to the optimum", "α", Hue::Red, E_HELP),
            readout("beta", "I on its way to the optimum", "β", Hue::Blue, I_HELP),
        ]
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        if !Optimum::is_exact(state.network) {
            into.copy_from_slice(&mean_rates(state));
            return;
        }
        let best = state.optimum.prediction();
        into.copy_from_slice(&[E, I].map(|p| best.map_or(0.0, |best| part(state.r[p], &best.r[p]))));
    }

    fn plane_infos(&self, p: &MinimaxParams, network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        // Of the reference network the fastest neuron has 1.6 times the largest input rate.
        let rate = |name, symbol| free(name, symbol, [0.0, nice(1.8 * p.strength.max(1.0))]);
        let axes = [rate("predicted rate", "predicted"), rate("simulated rate", "simulated")];
        let objective = || {
            let axes = [1, 2].map(|k| of(signals, k, [0.0, 1.6]));
            plane("objective", "Objective S through the optimum", "S", axes)
        };
        let first = Optimum::is_exact(network).then(objective);
        // Measured: the mean input grows as the time constant.
        let top = 800.0 * network.tau_s[E].max(0.02) * p.strength / 150.0;
        let rates = plane("rates", "Rates in Hz, predicted and simulated", "rates", axes);
        first.into_iter().chain([rates, balance_info(top)]).collect()
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        let first = Optimum::is_exact(state.network).then(|| objective(state));
        first.into_iter().chain([predicted(state), balance(state)]).collect()
    }

    fn readings(&self, state: &State<'_>) -> Vec<Reading> {
        let Some(prediction) = state.optimum.prediction().filter(|_| !state.rates_hz[E].is_empty()) else {
            return Vec::new();
        };
        let tau = state.network.tau_s;
        let predicted: Vec<f64> = [E, I].iter().flat_map(|p| prediction.r[*p].iter().map(|r| r / tau[*p])).collect();
        let simulated: Vec<f64> = state.rates_hz.iter().flat_map(|rates| rates.iter().copied()).collect();
        let (correlation, rms, worst) = compare(&predicted, &simulated);
        vec![
            Reading {
                id: "rate_correlation",
                name: "corr of predicted and simulated rates",
                value: correlation,
                help: "Over all neurons; the simulated rates are counted from five time constants after the last change",
            },
            Reading {
                id: "rate_rms",
                name: "rms of the difference in Hz",
                value: rms,
                help: "Root mean square over all neurons",
            },
            Reading { id: "rate_worst", name: "largest difference in Hz", value: worst, help: "Over all neurons" },
        ]
    }

    fn theory(&self, state: &State<'_>, given: Given) -> Vec<Theory> {
        // The optimum is that of the input and currents which are there in the end.
        let drive = &state.params.drive;
        if state.x != drive.waveform.x || given.injected != [drive.current_e, drive.current_i] {
            return Vec::new();
        }
        let all = [1, 2].map(|signal| Theory::new(signal, 1.0).within(0.1));
        if Optimum::is_exact(state.network) { all.to_vec() } else { Vec::new() }
    }

    fn needs_optimum(&self) -> bool {
        true
    }

    fn stability(&self, network: &Network, optimum: &Optimum) -> Option<Stability> {
        on_active(network, optimum)
    }
}

fn objective(state: &State<'_>) -> Plane {
    let mut plane = Plane::default();
    let Some(best) = state.optimum.found() else {
        "no optimum was found".clone_into(&mut plane.subtitle);
        return plane;
    };
    // With a current into I the last terms have beta in them: a push of ei - ii, since the optimum is at (1, 1).
    let [ee, ei, ii, _] = best.forms();
    if ii <= 0.0 {
        "no I neuron is active at the optimum".clone_into(&mut plane.subtitle);
        return plane;
    }
    let (x, push) = (ei - ee, ei - ii);
    let best = -0.5 * ee + ei - 0.5 * ii - x - push;
    let levels = PARTS.map(|part| best + part * best.abs());
    let middle = |alpha: f64| (ei * alpha - push) / ii;
    let square =
        |alpha: f64, level: f64| middle(alpha).powi(2) + 2.0 / ii * (-0.5 * ee * alpha * alpha - x * alpha - level);
    plane.curves = contours([0.0, 2.0], &levels, middle, square);
    let ridge = [-1.0, 3.0].map(|alpha| [alpha, middle(alpha)]);
    plane.curves.push(straight(CurveKind::Theory, "ridge", ridge));
    plane.marks = vec![Mark { at: Point::new(1.0, 1.0), kind: MarkKind::Stable, label: "optimum".to_owned() }];
    plane
}

fn predicted(state: &State<'_>) -> Plane {
    let mut plane = identity("simulated = predicted", 1e4);
    let Some(best) = state.optimum.prediction() else { return plane };
    for (p, hue) in [(E, Hue::Red), (I, Hue::Blue)] {
        let pairs = best.r[p].iter().zip(state.rates_hz[p]);
        plane.dots.extend(pairs.enumerate().map(|(i, (r, rate))| Dot {
            at: Point::new(r / state.network.tau_s[p], *rate),
            hue,
            neuron: Some(id(p, i)),
        }));
    }
    if state.rates_hz[E].is_empty() {
        "settling".clone_into(&mut plane.subtitle);
    }
    plane
}

/// Correlation, root mean square of the difference, and the largest difference.
fn compare(a: &[f64], b: &[f64]) -> (f64, f64, f64) {
    let n = a.len().max(1) as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (ma, mb) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb, mut square, mut worst) = (0.0, 0.0, 0.0, 0.0, 0.0f64);
    for (a, b) in a.iter().zip(b) {
        ab += (a - ma) * (b - mb);
        aa += (a - ma) * (a - ma);
        bb += (b - mb) * (b - mb);
        square += (a - b) * (a - b);
        worst = worst.max((a - b).abs());
    }
    (ab / (aa * bb).sqrt(), (square / n).sqrt(), worst)
}
