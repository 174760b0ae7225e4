//! Associative memories (sheet minimax-ei, section 5.c): weights learned by convex descent, or planted.

use super::Weights;
use super::network::{E, Extra, I};
use super::split_mix::Draws;
use nalgebra::DMatrix;

/// A memory.
pub struct Memory {
    /// E and I neurons.
    pub counts: [usize; 2],
    /// W_EE, W_EI, W_IE, W_II.
    pub weights: [Weights; 4],
    /// Extra thresholds.
    pub theta: [f64; 2],
    /// The patterns.
    pub extra: Extra,
}

/// Neurons of the learned memory, and how many of them take part in a pattern.
const LEARNED: [usize; 2] = [15, 3];
/// Filtered spikes of active E and I neurons in the learned patterns.
const LEVELS: [f64; 2] = [20.0, 12.0];
const LEARNED_THETA: [f64; 2] = [0.0, 2.0];
/// Silent neurons shall stay so far below threshold.
const MARGIN: f64 = 10.0;
const ROUNDS: usize = 20_000;

/// The learning recipe: equality at active neurons, a margin at silent ones, weights of one sign.
pub fn learned(patterns: usize, draws: &mut Draws) -> Memory {
    let [n, active] = LEARNED;
    let choose = |draws: &mut Draws, level: f64| {
        let mut r = vec![0.0; n];
        let mut left = active;
        while left > 0 {
            let i = (draws.uniform() * n as f64) as usize % n;
            if r[i] == 0.0 {
                r[i] = level;
                left -= 1;
            }
        }
        r
    };
    let stored: Vec<[Vec<f64>; 2]> = (0..patterns).map(|_| LEVELS.map(|level| choose(draws, level))).collect();
    let columns = |p: usize| DMatrix::from_fn(n, patterns, |i, k| stored[k][p][i]);
    let (re, ri) = (columns(E), columns(I));
    let square = |p: usize| stored.iter().map(|r| r[p].iter().map(|v| v * v).sum::<f64>()).fold(0.0, f64::max);
    let rate = 0.5 / (patterns as f64 * (square(E) + square(I)));
    let mut random = |scale: f64| DMatrix::from_fn(n, n, |_, _| scale * draws.uniform());
    let symmetric = |m: DMatrix<f64>| (&m + m.transpose()) * 0.5;
    let (mut a, mut c, mut b) = (symmetric(random(0.2)), symmetric(random(1.0)), random(1.0));
    // How far the voltages miss what the patterns ask for.
    let miss = |g: DMatrix<f64>, r: &DMatrix<f64>, theta: f64| {
        g.zip_map(r, |g, r| if r > 0.0 { g - theta } else { (g - theta + MARGIN).max(0.0) })
    };
    for _ in 0..ROUNDS {
        let e = miss(&a * &re - &re - &b * &ri, &re, LEARNED_THETA[E]);
        let i = miss(b.transpose() * &re - &c * &ri - &ri, &ri, LEARNED_THETA[I]);
        if e.amax().max(i.amax()) < 1e-6 {
            break;
        }
        a -= symmetric(&e * re.transpose()) * rate;
        c += symmetric(&i * ri.transpose()) * rate;
        b -= (&re * i.transpose() - &e * ri.transpose()) * rate;
        [&mut a, &mut b, &mut c].into_iter().for_each(|w| w.apply(|v| *v = v.max(0.0)));
        for k in 0..n {
            a[(k, k)] = a[(k, k)].min(0.9);
        }
    }
    let eye = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
    let weights = [
        Weights::dense(n, n, |i, j| a[(i, j)] - eye(i, j)),
        Weights::dense(n, n, |i, j| b[(i, j)]),
        Weights::dense(n, n, |i, j| b[(j, i)]),
        Weights::dense(n, n, |i, j| c[(i, j)] + eye(i, j)),
    ];
    let extra = Extra { patterns: stored, ..Extra::default() };
    Memory { counts: [n, n], weights, theta: LEARNED_THETA, extra }
}

/// Columns and rows of the picture of a planted pattern.
pub const PICTURE: [usize; 2] = [10, 6];
/// A ring, a cross, two bars lying, two bars standing: twelve cells each, none of them shared.
const GLYPHS: [[&str; 6]; 4] = [
    ["..........", "...####...", "...#..#...", "...#..#...", "...####...", ".........."],
    ["#........#", "..#....#..", "....##....", "....##....", "..#....#..", "#........#"],
    ["..######..", "..........", "..........", "..........", "..........", "..######.."],
    [".#......#.", ".#......#.", ".#......#.", ".#......#.", ".#......#.", ".#......#."],
];
/// Filtered spikes of an active neuron.
const TARGET: f64 = 20.0;
const PLANTED_I: usize = 12;
const GAIN: f64 = 4.0;

/// The planted memory: assemblies with strength `j`, held by a common pool of inhibition.
pub fn planted(patterns: usize, j: f64, draws: &mut Draws) -> Memory {
    let n: usize = PICTURE[0] * PICTURE[1];
    let stored: Vec<Vec<f64>> = GLYPHS
        .iter()
        .take(patterns)
        .map(|rows| rows.iter().flat_map(|row| row.bytes()).map(|c| if c == b'#' { 1.0 } else { 0.0 }).collect())
        .collect();
    let size = stored.first().map_or(1.0, |xi| xi.iter().sum());
    let g = (GAIN / (PLANTED_I as f64 * size)).sqrt();
    let into: Vec<f64> = (0..PLANTED_I * n).map(|_| g * (1.0 + 0.3 * (2.0 * draws.uniform() - 1.0))).collect();
    let ee = |a: usize, b: usize| {
        if a == b { -1.0 } else { j / size * stored.iter().map(|xi| xi[a] * xi[b]).sum::<f64>() }
    };
    let weights = [
        Weights::dense(n, n, ee),
        Weights::dense(n, PLANTED_I, |i, k| into[k * n + i]),
        Weights::dense(PLANTED_I, n, |k, i| into[k * n + i]),
        Weights::Diagonal(1.0),
    ];
    // From the balance of the uniform mode of one assembly.
    let theta_i = TARGET * (GAIN - (j * (size - 1.0) / size - 1.0)) / (g * PLANTED_I as f64);
    let patterns = stored.into_iter().map(|xi| [xi.iter().map(|v| v * TARGET).collect(), Vec::new()]).collect();
    Memory { counts: [n, PLANTED_I], weights, theta: [0.0, theta_i], extra: Extra { patterns, ..Extra::default() } }
}
