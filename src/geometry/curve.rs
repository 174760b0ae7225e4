//! Curves that boundaries are made from: a parabola with its tangents, and piecewise-linear functions.

use super::Line;

/// `a u^2 + b u + c`, the boundary shapes of figures 2, 3, 4 and 8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quadratic {
    /// Curvature: half the second derivative.
    pub a: f64,
    /// Slope at 0.
    pub b: f64,
    /// Value at 0.
    pub c: f64,
}

impl Quadratic {
    /// Value at `u`.
    pub fn at(&self, u: f64) -> f64 {
        (self.a * u + self.b) * u + self.c
    }

    /// The tangent at `u`.
    pub fn tangent(&self, u: f64) -> Line {
        let slope = 2.0 * self.a * u + self.b;
        Line { slope, intercept: self.at(u) - slope * u }
    }
}

/// A continuous function given by knots with rising x, extended by its outer slopes.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear {
    knots: Vec<[f64; 2]>,
}

impl PiecewiseLinear {
    /// `None` unless there are at least two knots, all finite, with strictly rising x.
    pub fn new(knots: Vec<[f64; 2]>) -> Option<Self> {
        let finite = knots.iter().flatten().all(|v| v.is_finite());
        let rising = knots.windows(2).all(|pair| pair[0][0] < pair[1][0]);
        (knots.len() >= 2 && finite && rising).then_some(PiecewiseLinear { knots })
    }

    /// The knots.
    pub fn knots(&self) -> &[[f64; 2]] {
        &self.knots
    }

    /// The pieces from left to right, one between each pair of knots.
    pub fn pieces(&self) -> impl Iterator<Item = Line> + '_ {
        self.knots.windows(2).map(|pair| {
            let slope = (pair[1][1] - pair[0][1]) / (pair[1][0] - pair[0][0]);
            Line { slope, intercept: pair[0][1] - slope * pair[0][0] }
        })
    }

    /// Value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        let next = self.knots.partition_point(|knot| knot[0] <= x).clamp(1, self.knots.len() - 1);
        let ([x0, y0], [x1, y1]) = (self.knots[next - 1], self.knots[next]);
        y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tangent_touches_once() {
        let cap = Quadratic { a: -1.0, b: 0.0, c: -0.5 };
        let tangent = cap.tangent(0.4);
        assert!((tangent.at(0.4) - cap.at(0.4)).abs() < 1e-15);
        assert!(tangent.at(0.5) > cap.at(0.5) && tangent.at(0.3) > cap.at(0.3));
    }

    #[test]
    fn knots_must_rise() {
        assert!(PiecewiseLinear::new(vec![[0.0, 1.0], [0.0, 2.0]]).is_none());
        assert!(PiecewiseLinear::new(vec![[0.0, 1.0]]).is_none());
        assert!(PiecewiseLinear::new(vec![[0.0, f64::NAN], [1.0, 2.0]]).is_none());
    }

    #[test]
    fn values_between_and_beyond_the_knots() {
        let f = PiecewiseLinear::new(vec![[0.0, 0.0], [1.0, 2.0], [3.0, 0.0]]).unwrap();
        assert_eq!([f.at(-1.0), f.at(0.5), f.at(1.0), f.at(2.0), f.at(4.0)], [-2.0, 1.0, 2.0, 1.0, -1.0]);
    }
}
