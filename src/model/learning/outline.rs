//! A teacher from a closed curve: a smooth flow that has the curve as its attracting limit cycle.
//!
//! With points p_j evenly along the curve, unit tangents t_j, its length L, and weights w_j(x) ~ exp(-|x - p_j|^2/2h^2):
//!
//! ```text
//! f(x) = sum_j w_j [ L/T t_j + a (p_j - x) ]
//! ```
//! On the curve that is once round in T; across it the state falls back at the rate a. The weights make it smooth
//! everywhere, also inside where several parts of the curve are equally near. h is a small part of the curve's size, so
//! that the cycle stays within a few thousandths of it. f is tabulated once and read with cubic interpolation.

use super::place::State;
use crate::geometry::{Point, Vector};

/// Points along the smooth curve.
const FINE: usize = 256;
/// Knots that a drawn curve gets.
pub const KNOTS: usize = 24;
/// Width of the weights over the curve's rms radius.
const BLUR: f64 = 0.07;
/// Ends farther apart than this part of the curve's width do not close.
const OPEN: f64 = 0.5;
/// The table reaches so far, and has so many places a side.
const REACH: f64 = 2.0;
/// How far from 0 a curve may go along each axis.
pub const WITHIN: f64 = 1.8;
const SIDE: usize = 121;

/// A closed curve with its flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    points: Vec<State>,
    table: Vec<Vector>,
    pull_per_s: f64,
}

impl Outline {
    /// The curve through `knots`, in order and closed, once round in `period_s`, attracting at the rate `pull_per_s`.
    ///
    /// # Errors
    /// If it crosses itself, is too small or leaves the square of +-1.8.
    pub fn new(knots: &[Point], period_s: f64, pull_per_s: f64) -> Result<Outline, String> {
        let curve = smooth(knots, FINE)?;
        let centre = middle(&curve);
        let size = (curve.iter().map(|p| (p - centre).norm_squared()).sum::<f64>() / FINE as f64).sqrt();
        let ahead = |j: usize| curve[(j + 1) % FINE] - curve[(j + FINE - 1) % FINE];
        let length: f64 = (0..FINE).map(|j| (curve[(j + 1) % FINE] - curve[j]).norm()).sum();
        let along: Vec<Vector> = (0..FINE).map(|j| ahead(j).normalize() * (length / period_s)).collect();
        let width = 0.5 / (BLUR * size).powi(2);
        let flow = |x: Point| {
            let square = |p: &Point| (p - x).norm_squared();
            let nearest = curve.iter().map(square).fold(f64::INFINITY, f64::min);
            let (mut sum, mut all) = (Vector::zeros(), 0.0);
            for (p, v) in curve.iter().zip(&along) {
                let power = width * (nearest - square(p));
                // Nothing beside what is nearest.
                if power < -30.0 {
                    continue;
                }
                let weight = power.exp();
                sum += (v + (p - x) * pull_per_s) * weight;
                all += weight;
            }
            sum / all
        };
        let table = (0..SIDE * SIDE).map(|n| flow(Point::new(place(n % SIDE), place(n / SIDE)))).collect();
        let points = curve.iter().map(|p| [p.x, p.y, 0.0]).collect();
        Ok(Outline { points, table, pull_per_s })
    }

    /// Points evenly along the curve.
    pub fn points(&self) -> &[State] {
        &self.points
    }

    /// f at a state.
    pub fn flow(&self, x: &State) -> State {
        // Beyond the table it is pulled back to its edge.
        let edge = REACH * (1.0 - 4.0 / SIDE as f64);
        let inside = [x[0].clamp(-edge, edge), x[1].clamp(-edge, edge)];
        let part = inside.map(|v| (v + REACH) / (2.0 * REACH) * (SIDE - 1) as f64);
        let cell = part.map(|v| (v as usize).clamp(1, SIDE - 3));
        let [u, v] = [weights(part[0] - cell[0] as f64), weights(part[1] - cell[1] as f64)];
        let mut f = Vector::zeros();
        for (j, v) in v.iter().enumerate() {
            let row = (cell[1] + j - 1) * SIDE + cell[0] - 1;
            let mut across = Vector::zeros();
            self.table[row..row + 4].iter().zip(&u).for_each(|(value, u)| across += value * *u);
            f += across * *v;
        }
        let back = |k: usize| 3.0 * self.pull_per_s * (inside[k] - x[k]);
        [f.x + back(0), f.y + back(1), 0.0]
    }
}

fn place(k: usize) -> f64 {
    REACH * (2.0 * k as f64 / (SIDE - 1) as f64 - 1.0)
}

/// Weights of four neighbours for a place `t` of the way from the second to the third.
fn weights(t: f64) -> [f64; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [0.5 * (2.0 * t2 - t - t3), 0.5 * (3.0 * t3 - 5.0 * t2 + 2.0), 0.5 * (4.0 * t2 + t - 3.0 * t3), 0.5 * (t3 - t2)]
}

fn middle(points: &[Point]) -> Point {
    Point::from(points.iter().fold(Vector::zeros(), |sum, p| sum + p.coords) / points.len().max(1) as f64)
}

/// `n` points, evenly along the closed way through `points`.
fn even(points: &[Point], n: usize) -> Vec<Point> {
    let mut far = vec![0.0];
    for k in 0..points.len() {
        far.push(far[k] + (points[(k + 1) % points.len()] - points[k]).norm());
    }
    let all = far[points.len()];
    let at = |k: usize| {
        let want = all * k as f64 / n as f64;
        let i = far.partition_point(|d| *d <= want).clamp(1, points.len()) - 1;
        let part = (want - far[i]) / (far[i + 1] - far[i]).max(1e-12);
        points[i] + (points[(i + 1) % points.len()] - points[i]) * part
    };
    (0..n).map(at).collect()
}

/// A smooth closed curve through knots, as points evenly along it.
fn smooth(knots: &[Point], n: usize) -> Result<Vec<Point>, String> {
    let needed = "needed are at least 4 knots with as many `curve_x` as `curve_y`";
    if knots.len() < 4 {
        return Err(format!("the curve has {} knots; {needed}", knots.len()));
    }
    if let Some(p) = knots.iter().find(|p| p.x.abs().max(p.y.abs()) > WITHIN) {
        return Err(format!("the curve reaches ({:.2}, {:.2}); allowed is within -{WITHIN} to {WITHIN}", p.x, p.y));
    }
    const BETWEEN: usize = 16;
    let at = |k: usize| knots[k % knots.len()];
    let piece = |k: usize| {
        (0..BETWEEN).map(move |j| {
            let w = weights(j as f64 / BETWEEN as f64);
            let last = at(k + 3).coords * w[3];
            Point::from(at(k).coords * w[0] + at(k + 1).coords * w[1] + at(k + 2).coords * w[2] + last)
        })
    };
    let fine: Vec<Point> = (0..knots.len()).flat_map(piece).collect();
    let curve = even(&fine, n);
    if let Some(at) = crossing(&curve) {
        return Err(format!(
            "the curve crosses itself near ({:.2}, {:.2}): in a plane the flow has one direction at each place, so no \
             path of it crosses itself; draw it without the crossing, or take a teacher of three dimensions (Lorenz, \
             or three formulas), where paths can pass over each other",
            at.x, at.y
        ));
    }
    let size = curve.iter().map(|p| (p - middle(&curve)).norm()).fold(0.0, f64::max);
    if size < 0.25 {
        return Err(format!("the curve is {size:.2} wide from its middle; needed is at least 0.25"));
    }
    Ok(curve)
}

/// Where a closed curve crosses itself.
fn crossing(curve: &[Point]) -> Option<Point> {
    let n = curve.len();
    let side = |k: usize| (curve[k], curve[(k + 1) % n] - curve[k]);
    (0..n).find_map(|i| {
        let (p, r) = side(i);
        let far = (i + 2..n).filter(|j| (j + 1) % n != i);
        far.into_iter().find_map(|j| {
            let (q, s) = side(j);
            let across = r.perp(&s);
            let (t, u) = ((q - p).perp(&s) / across, (q - p).perp(&r) / across);
            ((0.0..1.0).contains(&t) && (0.0..1.0).contains(&u)).then(|| p + r * t)
        })
    })
}

/// Knots of a curve drawn by hand: evenly along it, without the trembling of the hand.
///
/// # Errors
/// If it cannot be a teacher; see [`Outline::new`].
pub fn knots(drawn: &[Point]) -> Result<Vec<Point>, String> {
    if drawn.len() < 4 {
        return Err(format!("the curve has {} points; draw once round", drawn.len()));
    }
    let wide = drawn.iter().map(|p| (p - drawn[0]).norm()).fold(0.0, f64::max);
    let gap = (drawn[drawn.len() - 1] - drawn[0]).norm();
    if gap > OPEN * wide {
        return Err(format!(
            "the curve does not close: its ends are {gap:.2} apart; draw once round, back to where you began"
        ));
    }
    let steady = even(drawn, 8 * KNOTS);
    let n = steady.len();
    // A mean over three eighths of the way between two knots to each side.
    let mean = |k: usize| {
        let near: Vec<Point> = (0..7).map(|j| steady[(k + n + j - 3) % n]).collect();
        middle(&near)
    };
    let calm: Vec<Point> = (0..n).map(mean).collect();
    let knots = even(&calm, KNOTS);
    smooth(&knots, FINE)?;
    Ok(knots)
}

#[cfg(test)]
mod tests {
    use super::super::place::{MOST, nearest, rms_radius};
    use super::super::teacher::Teacher;
    use super::*;
    use std::f64::consts::TAU;
    use std::sync::Arc;

    fn shape(of: impl Fn(f64) -> [f64; 2]) -> Vec<Point> {
        (0..200).map(|k| of(TAU * f64::from(k) / 200.0)).map(|[x, y]| Point::new(x, y)).collect()
    }

    fn heart() -> Vec<Point> {
        shape(|t| {
            let y = 13.0 * t.cos() - 5.0 * (2.0 * t).cos() - 2.0 * (3.0 * t).cos() - (4.0 * t).cos();
            [t.sin().powi(3), (y + 2.5) / 16.0]
        })
    }

    #[test]
    fn the_teacher_walks_the_curve_once_in_its_period() {
        let bean = shape(|t| [t.cos(), 0.7 * t.sin() + 0.35 * t.cos().powi(2) - 0.2]);
        for (name, drawn) in [("circle", shape(|t| [t.cos(), t.sin()])), ("bean", bean), ("heart", heart())] {
            let outline = Arc::new(Outline::new(&knots(&drawn).unwrap(), 1.0, 8.0).unwrap());
            let teacher = Teacher::Drawn(outline.clone());
            let cycle = teacher.cycle(1e-3).unwrap_or_else(|| panic!("{name} has no cycle"));
            let period = cycle.len() as f64 * 1e-3;
            assert!((period - 1.0).abs() < 0.05, "{name}: {period}");
            let points: Vec<State> = drawn.iter().map(|p| [p.x, p.y, 0.0]).collect();
            let miss = cycle.iter().map(|x| nearest(x, &points).powi(2)).sum::<f64>() / cycle.len() as f64;
            let miss = miss.sqrt() / rms_radius(&points);
            assert!(miss < 0.035, "{name}: {miss}");
            // From the inside and from far outside it comes to the curve.
            for start in [[0.1, 0.05, 0.0], [1.9, -1.9, 0.0], [4.0, 3.0, 0.0]] {
                let mut x = start;
                (0..4000).for_each(|_| teacher.step(&mut x, &[0.0; MOST], 1e-3));
                assert!(nearest(&x, &points) < 0.1, "{name} from {start:?}: {x:?}");
            }
        }
    }

    #[test]
    fn an_eight_is_refused_with_the_place_and_a_way_out() {
        let eight = shape(|t| [t.sin(), (2.0 * t).sin() * 0.7]);
        let why = knots(&eight).unwrap_err();
        assert!(why.contains("crosses itself near") && why.contains("three dimensions"), "{why}");
    }

    #[test]
    fn small_far_and_few_are_refused() {
        assert!(knots(&shape(|t| [0.1 * t.cos(), 0.1 * t.sin()])).unwrap_err().contains("0.25"));
        assert!(knots(&shape(|t| [2.0 * t.cos(), t.sin()])).unwrap_err().contains("1.8"));
        let stroke: Vec<Point> = (0..40).map(|k| Point::new(0.02 * f64::from(k) - 0.4, 0.3)).collect();
        assert!(knots(&stroke).unwrap_err().contains("does not close"));
        assert!(knots(&[Point::origin(); 3]).unwrap_err().contains("3 points"));
    }
}
