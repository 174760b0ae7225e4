//! A minimax network as plain arrays, ready to be stepped, and how each application is built.
//!
//! ```text
//! V^E = W_EE r^E - W_EI r^I + F x        an E spike where V^E > T^E = -W_EE[i,i]/2 + theta_E
//! V^I = W_IE r^E - W_II r^I              an I spike where V^I > T^I =  W_II[i,i]/2 + theta_I
//! ```
//! Sheet minimax-ei, sections 2, 3 and 5. `ee`, `ei`, `ie`, `ii` are the weights, `feed` is F, `threshold` is T, `r` are
//! filtered spikes: +1 a spike, decay time tau; rate in Hz = r/tau.

use super::memory::{learned, planted};
use super::patch::{PIXELS, patch};
use super::split_mix::Draws;
use super::{Application, MinimaxParams, Weights};
use crate::param::{OnOff, ParamError};
use nalgebra::{DMatrix, SymmetricEigen};
use std::f64::consts::TAU;

/// Index of E in every pair.
pub const E: usize = 0;
/// Index of I in every pair.
pub const I: usize = 1;

/// A network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// E and I neurons.
    pub counts: [usize; 2],
    /// E to E; its diagonal is the reset.
    pub ee: Weights,
    /// I to E, as a magnitude.
    pub ei: Weights,
    /// E to I.
    pub ie: Weights,
    /// I to I, as a magnitude; its diagonal is the reset.
    pub ii: Weights,
    /// From the input channels to E.
    pub feed: Weights,
    /// Number of input channels.
    pub channels: usize,
    /// T of E and of I.
    pub threshold: [Vec<f64>; 2],
    /// Time constants in seconds; the input has that of E.
    pub tau_s: [f64; 2],
    /// Time step in seconds.
    pub dt_s: f64,
    /// One E spike a step.
    pub greedy: bool,
    /// Rounds of I for each step of E; 0 means that both go together.
    pub inner_steps: usize,
    /// Size of the voltage noise.
    pub noise: f64,
    /// Neurons that never spike.
    pub silenced: [Vec<bool>; 2],
    /// How many I neurons one stands for.
    pub alike: f64,
    /// What the application adds.
    pub extra: Extra,
}

/// What only one application has.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Extra {
    /// Rates of the input channels in Hz at x = 1.
    pub rates_hz: Vec<f64>,
    /// Readout H, channel by channel: `readout[k][i]`.
    pub readout: Vec<Vec<f64>>,
    /// Patterns of E and of I: filtered spikes of each neuron.
    pub patterns: Vec<[Vec<f64>; 2]>,
    /// The image to be reconstructed.
    pub image: Vec<f64>,
}

fn conflict(message: impl Into<String>) -> ParamError {
    ParamError::Conflict { message: message.into() }
}

/// Everything but the weights.
struct Shell<'a> {
    params: &'a MinimaxParams,
    /// Extra thresholds theta_E and theta_I.
    theta: [f64; 2],
    alike: f64,
}

impl Shell<'_> {
    fn network(self, counts: [usize; 2], weights: [Weights; 4], feed: (Weights, usize), extra: Extra) -> Network {
        let [ee, ei, ie, ii] = weights;
        let p = self.params;
        let half = |w: &Weights, i: usize| 0.5 * w.at(i, i);
        let threshold = [
            (0..counts[E]).map(|i| -half(&ee, i) + self.theta[E]).collect(),
            (0..counts[I]).map(|i| half(&ii, i) + self.theta[I]).collect(),
        ];
        let silenced = [(&p.silenced_e, counts[E]), (&p.silenced_i, counts[I])]
            .map(|(map, n)| (0..n).map(|i| map.get(&i).is_some_and(|flag| *flag > 0.5)).collect());
        Network {
            counts,
            ee,
            ei,
            ie,
            ii,
            feed: feed.0,
            channels: feed.1,
            threshold,
            tau_s: p.tau_s(),
            dt_s: p.dt_s,
            greedy: p.greedy == OnOff::On,
            inner_steps: if p.application == Application::Patch { p.inner_steps } else { 0 },
            noise: p.noise,
            silenced,
            alike: self.alike,
            extra,
        }
    }
}

/// Whether the parameters fit together.
///
/// # Errors
/// If they do not; what to change is said.
pub fn validate(params: &MinimaxParams) -> Result<(), ParamError> {
    let p = params;
    for (tau, name) in p.tau_s().into_iter().zip(["`tau_ms`", "`tau_ms` times `tau_i_ratio`"]) {
        if p.dt_s > 0.2 * tau {
            return Err(conflict(format!(
                "`dt_s` = {} is too coarse for {name} = {} ms; allowed is dt_s up to {} s",
                p.dt_s,
                tau * 1e3,
                0.2 * tau
            )));
        }
    }
    let [ne, ni] = [p.n_e, p.n_i];
    match p.application {
        Application::Constant | Application::Moving if ni > ne => {
            Err(conflict(format!("`n_i` = {ni} inputs need at least as many E neurons; given `n_e` = {ne}")))
        }
        Application::Patch if ni > PIXELS => {
            Err(conflict(format!("`n_i` = {ni}: a patch of {PIXELS} pixels has no more parts than that; try 150")))
        }
        Application::Ring if 2.0 * (p.w0 + p.w1) >= ne as f64 => Err(conflict(format!(
            "`n_e` = {ne} is too few for `w0` + `w1` = {}: a spike would excite its own neuron; allowed is n_e above {}",
            p.w0 + p.w1,
            2.0 * (p.w0 + p.w1)
        ))),
        Application::Random | Application::Constant | Application::Moving if too_many(ne.max(ni)) => Err(conflict(
            format!("`n_e` = {ne}, `n_i` = {ni}: too many weights; allowed are {MOST_DENSE} neurons each"),
        )),
        Application::Ring | Application::Plane if too_many(ne) => {
            Err(conflict(format!("`n_e` = {ne}: too many weights; allowed are {MOST_DENSE} neurons")))
        }
        _ => Ok(()),
    }
}

/// Neurons of a population with dense weights at most.
const MOST_DENSE: usize = 400;

fn too_many(neurons: usize) -> bool {
    neurons > MOST_DENSE
}

/// Builds the network; `seed` feeds its random weights.
///
/// # Errors
/// If the parameters do not fit together.
pub fn build(params: &MinimaxParams, seed: u64) -> Result<Network, ParamError> {
    let p = params;
    validate(p)?;
    let shell = Shell { params, theta: [0.0; 2], alike: 1.0 };
    let mut draws = Draws::new(seed);
    match p.application {
        Application::Pair => {
            let weights = [-p.a, p.b, p.b, p.c].map(Weights::Diagonal);
            Ok(shell.network([1, 1], weights, (Weights::Diagonal(1.0), 1), Extra::default()))
        }
        Application::Random => Ok(random(shell, &mut draws)),
        Application::Constant | Application::Moving | Application::Plane => reconstruction(shell, &mut draws),
        Application::Patch => {
            let (counts, weights, feed, extra) = patch(params, &mut draws);
            Ok(shell.network(counts, weights, feed, extra))
        }
        Application::Learned => {
            let memory = learned(p.patterns, &mut draws);
            let shell = Shell { theta: memory.theta, ..shell };
            let n = memory.counts[E];
            Ok(shell.network(memory.counts, memory.weights, (Weights::Diagonal(1.0), n), memory.extra))
        }
        Application::Planted => {
            let memory = planted(p.patterns, p.assembly, &mut draws);
            let shell = Shell { theta: memory.theta, ..shell };
            let n = memory.counts[E];
            Ok(shell.network(memory.counts, memory.weights, (Weights::Diagonal(1.0), n), memory.extra))
        }
        Application::Ring => Ok(ring(shell)),
        Application::Grid => Ok(grid(shell)),
    }
}

/// Section 5.a.
fn random(shell: Shell<'_>, draws: &mut Draws) -> Network {
    let [ne, ni] = [shell.params.n_e, shell.params.n_i];
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
    let rates_hz = (0..ne).map(|_| shell.params.strength * draws.uniform()).collect();
    let feed: Vec<f64> = (0..ne * ne).map(|_| 0.1 + 0.5 * draws.normal()).collect();
    let weights = [
        Weights::dense(ne, ne, |i, j| if i == j { -1.0 } else { g[(i, j)] }),
        Weights::dense(ne, ni, |i, j| ei[(i, j)]),
        Weights::dense(ni, ne, |i, j| ei[(j, i)]),
        Weights::dense(ni, ni, |i, j| ii[(i, j)]),
    ];
    let feed = Weights::dense(ne, ne, |i, j| feed[i * ne + j]);
    shell.network([ne, ni], weights, (feed, ne), Extra { rates_hz, ..Extra::default() })
}

/// The weights that make `H r^E` follow x, section 5.b; `readout[k][i]` is H.
fn tracking(h: &DMatrix<f64>, beta: f64, kappa: f64) -> [Weights; 4] {
    let (m, ne) = h.shape();
    let plus = h.map(|v| v.max(0.0));
    let minus = h.map(|v| (-v).max(0.0));
    let cross = plus.transpose() * &minus;
    let root = kappa.sqrt();
    [
        Weights::dense(ne, ne, |i, j| 2.0 * (cross[(i, j)] + cross[(j, i)]) - if i == j { beta } else { 0.0 }),
        Weights::dense(ne, m, |i, k| root * h[(k, i)].abs()),
        Weights::dense(m, ne, |k, i| root * h[(k, i)].abs()),
        Weights::Diagonal(kappa),
    ]
}

fn reconstruction(shell: Shell<'_>, draws: &mut Draws) -> Result<Network, ParamError> {
    let p = shell.params;
    let (ne, m) = match p.application {
        Application::Plane => (p.n_e, 2),
        _ => (p.n_e, p.n_i),
    };
    let h = if p.application == Application::Plane {
        let angle = |i: usize| TAU * (i as f64 + 0.5) / ne as f64;
        DMatrix::from_fn(2, ne, |k, i| if k == 0 { angle(i).cos() } else { angle(i).sin() })
    } else {
        let moving = p.application == Application::Moving;
        let values: Vec<f64> =
            (0..ne * m).map(|_| if moving { 3.0 * draws.uniform() } else { draws.normal().abs() }).collect();
        let a = DMatrix::from_row_slice(ne, m, &values);
        let inverse = (a.transpose() * &a)
            .try_inverse()
            .ok_or_else(|| conflict("the random readout is singular; try another seed or fewer inputs"))?;
        let h = inverse * a.transpose();
        if moving {
            h
        } else {
            let mean = h.mean();
            let deviation = (h.map(|v| (v - mean).powi(2)).mean()).sqrt();
            h / (ne as f64 * deviation)
        }
    };
    let weights = tracking(&h, p.beta, if p.application == Application::Plane { p.kappa } else { 1.0 });
    let readout = (0..m).map(|k| h.row(k).iter().copied().collect()).collect();
    let feed = Weights::dense(ne, m, |i, k| h[(k, i)]);
    Ok(shell.network([ne, m], weights, (feed, m), Extra { readout, ..Extra::default() }))
}

/// Angle of neuron `j` of `n` on the ring.
pub fn angle(j: usize, n: usize) -> f64 {
    TAU * j as f64 / n as f64
}

/// Section 5.d.
fn ring(shell: Shell<'_>) -> Network {
    let p = shell.params;
    let n = p.n_e;
    let size = n as f64;
    let across = (3.0 * (p.w0 + p.w1)).sqrt() / size;
    let ee = |a: usize, b: usize| {
        let d = angle(a, n) - angle(b, n);
        let local = p.w0 + p.w1 * d.cos() + p.skew * p.w1 * d.sin();
        (p.w0 + p.w1 + local) / size - if a == b { 1.0 } else { 0.0 }
    };
    let weights =
        [Weights::dense(n, n, ee), Weights::Uniform(across), Weights::Uniform(across), Weights::Diagonal(3.0)];
    shell.network([n, n], weights, (Weights::Diagonal(1.0), n), Extra::default())
}

/// Section 5.e. One I neuron stands for all, which are alike.
fn grid(shell: Shell<'_>) -> Network {
    let n = shell.params.side;
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
    let shell = Shell { alike: number, ..shell };
    shell.network([cells, 1], weights, (Weights::Diagonal(1.0), cells), Extra::default())
}
