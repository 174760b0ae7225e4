//! Associative memories (sheet minimax-ei, section 5.c): weights learned by convex descent, or planted.

use crate::geometry::Point;
use crate::model::minimax::app::{App, Feed, Giving};
use crate::model::minimax::network::{E, Extra, I, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::{Parts, conflict};
use crate::model::minimax::shapes::{SERIES, balance, balance_info, of, part, plane, rates_field, readout, straight};
use crate::model::minimax::state::State;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::Draws;
use crate::param::ParamError;
use crate::picture::{CurveKind, Field, FieldInfo, Given, Kept, Mark, MarkKind, Plane, PlaneInfo, SignalInfo};
use nalgebra::DMatrix;

/// A memory.
pub struct Memory {
    is_planted: bool,
}

/// A memory whose weights are learned: a cue makes neurons spike; nothing comes in besides.
pub const LEARNED: Memory = Memory { is_planted: false };
/// A memory whose weights are planted.
pub const PLANTED: Memory = Memory { is_planted: true };

impl Memory {
    /// What its pictures are called.
    fn names(&self) -> [&'static str; 4] {
        if self.is_planted { PLANTED_NAMES } else { LEARNED_NAMES }
    }
}

impl App for Memory {
    fn is_relevant(&self, id: &str) -> bool {
        let own = if self.is_planted { "assembly" } else { "cue_noise" };
        id == own || matches!(id, "patterns" | "strength" | "cued" | "noise" | "tau_i_ratio")
    }

    fn parts(&self, p: &MinimaxParams, draws: &mut Draws) -> Result<Parts, ParamError> {
        Ok(if self.is_planted {
            planted(p.patterns, p.assembly, draws)
        } else {
            Parts { is_clamped: true, ..learned(p.patterns, draws)? }
        })
    }

    fn feed(&self) -> Feed {
        Feed::Given
    }

    fn give(&self, to: Giving<'_>, x: f64, _step: u64) {
        if self.is_planted {
            to.drive.fill(0.0);
            to.cued.iter().for_each(|i| to.drive[*i] = to.params.strength * x.max(0.0));
        }
    }

    fn signals(&self, network: &Network) -> Vec<SignalInfo> {
        overlap_signals(network)
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        for (own, pattern) in into.iter_mut().zip(&state.network.extra.patterns) {
            *own = part(state.r[E], &pattern[E]);
        }
    }

    fn plane_infos(&self, _p: &MinimaxParams, _network: &Network, signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        overlap_planes(signals)
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![overlaps(state.network, self.names()), balance(state)]
    }

    fn field_infos(&self, _p: &MinimaxParams) -> Vec<FieldInfo> {
        let cells = if self.is_planted { PICTURE } else { [5, 3] };
        vec![rates_field("pattern", "E rates as a picture; draw a cue", "picture", cells, true)]
    }

    fn fields(&self, state: &State<'_>) -> Vec<Field> {
        let field = state.rates_field(if self.is_planted { 40.0 } else { 50.0 });
        let kept = |(name, pattern): (&'static str, &[Vec<f64>; 2])| {
            let cells = pattern[E].iter().enumerate().filter(|(_, r)| **r > 0.0);
            Kept { name, cells: cells.map(|(cell, _)| cell).collect() }
        };
        vec![Field { kept: self.names().into_iter().zip(&state.network.extra.patterns).map(kept).collect(), ..field }]
    }
}

/// Signals of at most four patterns.
fn overlap_signals(network: &Network) -> Vec<SignalInfo> {
    const OVERLAPS: [(&str, &str, &str); 4] = [
        ("m_1", "overlap with pattern 1", "m_1"),
        ("m_2", "overlap with pattern 2", "m_2"),
        ("m_3", "overlap with pattern 3", "m_3"),
        ("m_4", "overlap with pattern 4", "m_4"),
    ];
    const HELP: &str = "How much of a stored pattern the E rates show: 1 is all of it at its stored strength.";
    let all = OVERLAPS.into_iter().zip(SERIES).take(network.extra.patterns.len());
    all.map(|((id, name, symbol), hue)| readout(id, name, symbol, hue, HELP)).collect()
}

fn overlap_planes(signals: &[SignalInfo]) -> Vec<PlaneInfo> {
    let second = if signals.len() > 2 { 2 } else { 1 };
    let axes = [1, second].map(|k| of(signals, k, [-0.1, 1.4]));
    vec![plane("overlaps", "Overlaps with two patterns", "overlaps", axes), balance_info(60.0)]
}

fn overlaps(network: &Network, names: [&str; 4]) -> Plane {
    let stored = network.extra.patterns.len();
    let corners = [(0.0, 0.0, "silence"), (1.0, 0.0, names[0]), (0.0, 1.0, names[1])];
    let mark =
        |(x, y, name): (f64, f64, &str)| Mark { at: Point::new(x, y), kind: MarkKind::Stable, label: name.to_owned() };
    let axes = [[[-9.0, 0.0], [9.0, 0.0]], [[0.0, -9.0], [1e-9, 9.0]]];
    Plane {
        curves: axes.map(|points| straight(CurveKind::Contour, "", points)).to_vec(),
        marks: corners.into_iter().take(1 + stored).map(mark).collect(),
        ..Plane::default()
    }
}

/// Neurons of the learned memory, and how many of them take part in a pattern.
const SIZES: [usize; 2] = [15, 3];
/// Filtered spikes of active E and I neurons in the learned patterns.
const LEVELS: [f64; 2] = [20.0, 12.0];
const LEARNED_THETA: [f64; 2] = [0.0, 2.0];
/// Silent neurons shall stay so far below threshold.
const MARGIN: f64 = 10.0;
const ROUNDS: usize = 20_000;

/// The learning recipe: equality at active neurons, a margin at silent ones, weights of one sign.
fn learned(patterns: usize, draws: &mut Draws) -> Result<Parts, ParamError> {
    let [n, active] = SIZES;
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
    let alike = (0..patterns).flat_map(|b| (0..b).map(move |a| (a, b))).find(|(a, b)| stored[*a][E] == stored[*b][E]);
    if let Some((a, b)) = alike {
        return Err(conflict(format!(
            "`seed`: patterns {} and {} that it draws have the same {active} E neurons, and a memory cannot tell them apart; \
             try another seed, or fewer `patterns`",
            a + 1,
            b + 1
        )));
    }
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
    Ok(Parts { theta: LEARNED_THETA, extra, ..Parts::new([n, n], weights, (Weights::Diagonal(1.0), n)) })
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
const PLANTED_NAMES: [&str; 4] = ["ring", "cross", "bars lying", "bars standing"];
const LEARNED_NAMES: [&str; 4] = ["pattern 1", "pattern 2", "pattern 3", "pattern 4"];
/// Filtered spikes of an active neuron.
const TARGET: f64 = 20.0;
const PLANTED_I: usize = 12;
const GAIN: f64 = 4.0;

/// The planted memory: assemblies with strength `j`, held by a common pool of inhibition.
fn planted(patterns: usize, j: f64, draws: &mut Draws) -> Parts {
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
    Parts {
        theta: [0.0, theta_i],
        extra: Extra { patterns, ..Extra::default() },
        ..Parts::new([n, PLANTED_I], weights, (Weights::Diagonal(1.0), n))
    }
}
