//! From a target function to two convex boundaries (sheet low-rank-ei, section 5.5).
//!
//! The target f is taken at knots k_j; between them it is straight. With s = beta - alpha the boundaries
//! `y_I = q(x) + alpha y_E` (E) and `y_I = p(x) + beta y_E` (I) cross at
//!
//! ```text
//! y_E* = (q - p)/s = f,      y_I* = (beta q - alpha p)/s,      q - p = s f at every knot
//! ```
//! Any convex q and p with that difference will do. By kinks: s f has the kink d_j at knot j; positive ones go to q, the
//! others to p. By a parabola: p = lambda/2 (x - c)^2 and q = s f + p, with the smallest lambda that makes q convex.

use super::{BoundaryParams, KnotRule, OffsetRule, SplitRule, Target};
use crate::geometry::{PiecewiseLinear, Point};
use crate::model::Streams;
use crate::param::ParamError;
use crate::reading::quoted;
use rand::RngExt;

/// Places at which a function is looked at.
const FINE: usize = 400;
/// Least height of q and y_I* when offsets are automatic.
const MARGIN: f64 = 0.5;

/// A target, as it was asked for and at its knots.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The function, finely sampled.
    pub curve: PiecewiseLinear,
    /// The function at its knots.
    pub knots: PiecewiseLinear,
}

/// Two convex functions at the knots; straight between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// x of the knots.
    pub x: Vec<f64>,
    /// q there.
    pub q: Vec<f64>,
    /// p there.
    pub p: Vec<f64>,
}

fn conflict(message: String) -> ParamError {
    ParamError::Conflict { message }
}

/// The target of the parameters; `seed` feeds the random one.
///
/// # Errors
/// If knots, formula or range do not make a function.
pub fn wish(params: &BoundaryParams, seed: u64) -> Result<Wish, ParamError> {
    if params.target == Target::Knots {
        let knots = function_of([("target_x", &params.target_x), ("target_y", &params.target_y)])?;
        if !params.curve_x.is_empty() || !params.curve_y.is_empty() {
            let curve = function_of([("curve_x", &params.curve_x), ("curve_y", &params.curve_y)])?;
            return Ok(Wish { curve, knots });
        }
        return Ok(Wish { curve: knots.clone(), knots });
    }
    let (from, to) = (params.x_from, params.x_to);
    if from >= to {
        return Err(conflict(format!("`x_from` = {from} must be below `x_to` = {to}")));
    }
    let f = function(params, seed)?;
    let at = |u: f64| from + (to - from) * u;
    let fine: Vec<[f64; 2]> = (0..=FINE).map(|k| at(k as f64 / FINE as f64)).map(|x| [x, f(x)]).collect();
    if let Some([x, y]) = fine.iter().find(|[_, y]| !y.is_finite() || y.abs() > 1e6) {
        return Err(conflict(format!("the target is {y} at x = {x}; try another formula or another range")));
    }
    let bend = match params.knot_rule {
        KnotRule::Even => None,
        KnotRule::Curvature => Some(bending(&fine)),
    };
    let n = params.knots - 1;
    let place = |k: usize| match &bend {
        None => at(k as f64 / n as f64),
        Some(cumulated) => at(inverse(cumulated, k as f64 / n as f64)),
    };
    let knots: Vec<[f64; 2]> = (0..=n).map(place).map(|x| [x, f(x)]).collect();
    let make = |points| PiecewiseLinear::new(points).ok_or_else(|| conflict("the knots lie on each other".to_owned()));
    Ok(Wish { curve: make(fine)?, knots: make(knots)? })
}

/// The function that two lists make.
fn function_of([(x_id, x), (y_id, y)]: [(&str, &[f64]); 2]) -> Result<PiecewiseLinear, ParamError> {
    let pairs = x.iter().zip(y).map(|(x, y)| [*x, *y]).collect();
    let made = (x.len() == y.len()).then(|| PiecewiseLinear::new(pairs)).flatten();
    made.ok_or_else(|| {
        conflict(format!(
            "`{x_id}` has {} knots and `{y_id}` {}; needed are at least two, equally many, with rising x",
            x.len(),
            y.len()
        ))
    })
}

/// The running share of sqrt |f''|, with a part spread evenly so that no stretch is left without knots.
fn bending(fine: &[[f64; 2]]) -> Vec<f64> {
    let second: Vec<f64> = fine.windows(3).map(|w| (w[2][1] - 2.0 * w[1][1] + w[0][1]).abs().sqrt()).collect();
    let floor = 0.15 * second.iter().sum::<f64>() / second.len() as f64 + 1e-12;
    let mut sum = 0.0;
    let mut all = vec![0.0];
    for k in 0..fine.len() - 1 {
        // Intervals have bends at both ends.
        let left = k.checked_sub(1).and_then(|k| second.get(k)).copied().unwrap_or(0.0);
        let right = second.get(k).copied().unwrap_or(0.0);
        sum += floor + 0.5 * (left + right);
        all.push(sum);
    }
    all.iter().map(|part| part / sum).collect()
}

/// Where in 0..1 a rising table reaches `part`.
fn inverse(cumulated: &[f64], part: f64) -> f64 {
    let n = cumulated.len() - 1;
    let after = cumulated.partition_point(|c| *c < part).clamp(1, n);
    let (a, b) = (cumulated[after - 1], cumulated[after]);
    (after as f64 - 1.0 + ((part - a) / (b - a)).clamp(0.0, 1.0)) / n as f64
}

pub(super) type Function = Box<dyn Fn(f64) -> f64>;

fn function(params: &BoundaryParams, seed: u64) -> Result<Function, ParamError> {
    if params.target == Target::Formula {
        return formula(&params.formula);
    }
    let (from, to) = (params.x_from, params.x_to);
    let (low, high) = (params.y_low, params.y_high);
    let shape = named(params.target, seed);
    // Between 0 and 1 over 0..1, so that lowest and highest mean what they say.
    let values: Vec<f64> = (0..=FINE).map(|k| shape(k as f64 / FINE as f64)).collect();
    let (least, most) = values.iter().fold((f64::MAX, f64::MIN), |(l, m), v| (l.min(*v), m.max(*v)));
    Ok(Box::new(move |x| low + (high - low) * (shape((x - from) / (to - from)) - least) / (most - least)))
}

/// The shape of a named function over 0..1, up to scale.
fn named(target: Target, seed: u64) -> Function {
    use std::f64::consts::TAU;
    let bump = |u: f64, at: f64, width: f64| (-0.5 * ((u - at) / width).powi(2)).exp();
    match target {
        Target::Parabola => Box::new(|u| (u - 0.5) * (u - 0.5)),
        Target::Dome => Box::new(|u| -(u - 0.5) * (u - 0.5)),
        Target::TwoTones => Box::new(|u| (TAU * 1.5 * u).sin() + 0.5 * (TAU * 4.0 * u).sin()),
        Target::ZigZag => Box::new(|u| 1.0 - ((u * 5.0 + 0.0) % 2.0 - 1.0).abs()),
        Target::Sigmoid => Box::new(|u| 1.0 / (1.0 + (-12.0 * (u - 0.5)).exp())),
        Target::Step => Box::new(|u| 1.0 / (1.0 + (-80.0 * (u - 0.5)).exp())),
        Target::Bump => Box::new(move |u| bump(u, 0.5, 0.12)),
        Target::TwoBumps => Box::new(move |u| bump(u, 0.28, 0.08) + 0.7 * bump(u, 0.72, 0.1)),
        Target::Staircase => {
            Box::new(|u| (1..=4).map(|k| 1.0 / (1.0 + (-90.0 * (u - f64::from(k) / 5.0)).exp())).sum())
        }
        Target::Vee => Box::new(|u| (u - 0.5).abs()),
        Target::Random => {
            let mut rng = Streams::new(seed).stream("target");
            // Waves of falling size with random phases.
            let waves: Vec<[f64; 2]> =
                (1..=6).map(|_| [rng.random::<f64>() * TAU, 0.3 + 0.7 * rng.random::<f64>()]).collect();
            Box::new(move |u| {
                let wave = |(k, [phase, size]): (usize, &[f64; 2])| {
                    let k = k as f64 + 1.0;
                    size / k.sqrt() * (TAU * 0.75 * k * u + phase).sin()
                };
                waves.iter().enumerate().map(wave).sum()
            })
        }
        Target::Sine | Target::Knots | Target::Formula => Box::new(|u| (TAU * 2.0 * u).sin()),
    }
}

/// Reads a formula in x.
///
/// # Errors
/// If it is none.
pub(super) fn formula(text: &str) -> Result<Function, ParamError> {
    use exmex::Express;
    let fail = |what: String| {
        let (text, what) = (quoted(text), quoted(what));
        conflict(format!("`formula` = \"{text}\": {what}; allowed is a formula in x, such as 2.5 + 1.5*sin(2*PI*x/5)"))
    };
    if text.trim().is_empty() {
        return Err(fail("it is empty".to_owned()));
    }
    let parsed = crate::reading::formula(text).map_err(fail)?;
    match parsed.var_names() {
        [] => Ok(Box::new(move |_| parsed.eval(&[]).unwrap_or(f64::NAN))),
        [x] if x == "x" => Ok(Box::new(move |x| parsed.eval(&[x]).unwrap_or(f64::NAN))),
        names => Err(fail(format!("it has the variables {}", names.join(", ")))),
    }
}

impl Split {
    /// Splits the target at its knots, with the slopes and offsets of the parameters.
    pub fn new(params: &BoundaryParams, knots: &PiecewiseLinear) -> Split {
        let scale = params.beta - params.alpha;
        let x: Vec<f64> = knots.knots().iter().map(|k| k[0]).collect();
        let f: Vec<f64> = knots.knots().iter().map(|k| scale * k[1]).collect();
        let slopes: Vec<f64> = (1..x.len()).map(|j| (f[j] - f[j - 1]) / (x[j] - x[j - 1])).collect();
        let p = match params.split {
            SplitRule::Kinks => {
                let mut slope = (params.start_slope.max(params.start_slope + slopes[0])) - slopes[0];
                let mut p = vec![0.0];
                for j in 1..x.len() {
                    if j > 1 {
                        slope += (slopes[j - 2] - slopes[j - 1]).max(0.0);
                    }
                    p.push(p[j - 1] + slope * (x[j] - x[j - 1]));
                }
                p
            }
            SplitRule::Parabola => {
                // A parabola through the knots has kinks lambda (k_{j+1} - k_{j-1})/2.
                let lambda = (1..slopes.len())
                    .fold(0.0f64, |lambda, j| lambda.max((slopes[j - 1] - slopes[j]) * 2.0 / (x[j + 1] - x[j - 1])));
                let middle = 0.5 * (x[0] + x[x.len() - 1]);
                let parabola = |x: f64| 0.5 * lambda * (x - middle) * (x - middle);
                // Tilted so that neither starts flatter than asked for.
                let first = (parabola(x[1]) - parabola(x[0])) / (x[1] - x[0]);
                let tilt = params.start_slope - first.min(first + slopes[0]);
                x.iter().map(|x_j| parabola(*x_j) - parabola(x[0]) + tilt * (x_j - x[0])).collect()
            }
        };
        let mut split = Split { q: f.iter().zip(&p).map(|(f, p)| f + p).collect(), p, x };
        let offset = match params.offset_rule {
            OffsetRule::ByHand => params.p_offset,
            OffsetRule::Automatic => {
                let [_, inhibitory, start] = split.lowest(params);
                MARGIN - inhibitory[1].min(start[1])
            }
        };
        split.q.iter_mut().chain(&mut split.p).for_each(|v| *v += offset);
        split
    }

    /// The knots of the E (q) or the I (p) function.
    pub fn points(&self, of_i: bool) -> Vec<Point> {
        self.x.iter().zip(if of_i { &self.p } else { &self.q }).map(|(x, y)| Point::new(*x, *y)).collect()
    }

    /// Where y_E*, y_I* and q are lowest, and how low: (x, value). All are straight between knots.
    pub fn lowest(&self, params: &BoundaryParams) -> [[f64; 2]; 3] {
        let scale = params.beta - params.alpha;
        let least = |value: &dyn Fn(usize) -> f64| {
            let all = (0..self.x.len()).map(|j| [self.x[j], value(j)]);
            all.min_by(|a, b| a[1].total_cmp(&b[1])).unwrap_or([0.0; 2])
        };
        [
            least(&|j| (self.q[j] - self.p[j]) / scale),
            least(&|j| (params.beta * self.q[j] - params.alpha * self.p[j]) / scale),
            least(&|j| self.q[j]),
        ]
    }

    /// The lines of the pieces of q or p: slope and intercept, equal neighbours joined.
    pub fn pieces(&self, of_i: bool) -> Vec<[f64; 2]> {
        let values = if of_i { &self.p } else { &self.q };
        let mut lines: Vec<[f64; 2]> = Vec::new();
        for j in 1..self.x.len() {
            let slope = (values[j] - values[j - 1]) / (self.x[j] - self.x[j - 1]);
            let is_new = lines.last().is_none_or(|last| slope - last[0] > 1e-9 * (1.0 + slope.abs()));
            if is_new {
                lines.push([slope, values[j - 1] - slope * self.x[j - 1]]);
            }
        }
        lines
    }
}
