//! The half-plane in which one neuron is above threshold.

use super::{Point, Vector};

/// The set `normal . p >= offset`; the neuron that owns it fires there.
///
/// A zero normal is allowed: the set is then the whole plane (`offset <= 0`) or empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfPlane {
    /// Points to the firing side; its length is a free scale.
    pub normal: Vector,
    /// `normal . p` on the boundary.
    pub offset: f64,
}

/// The line `y = slope x + intercept`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Rise per unit of x.
    pub slope: f64,
    /// y at x = 0.
    pub intercept: f64,
}

impl Line {
    /// y at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.slope * x + self.intercept
    }
}

impl HalfPlane {
    /// The set `a x + b y >= offset`.
    pub fn new(a: f64, b: f64, offset: f64) -> Self {
        HalfPlane { normal: Vector::new(a, b), offset }
    }

    /// How far beyond the boundary `p` lies, in units of `offset`: negative below threshold, 0 on the line.
    pub fn excess(&self, p: Point) -> f64 {
        self.normal.dot(&p.coords) - self.offset
    }

    /// Whether the owner fires at `p`; the boundary itself belongs to the firing side.
    pub fn fires(&self, p: Point) -> bool {
        self.excess(p) >= 0.0
    }

    /// The boundary as a function of x; `None` if it is vertical or there is no boundary.
    pub fn line(&self) -> Option<Line> {
        let line = Line { slope: -self.normal.x / self.normal.y, intercept: self.offset / self.normal.y };
        (line.slope.is_finite() && line.intercept.is_finite()).then_some(line)
    }

    /// The part of the boundary inside the box `min..max`, as its two ends; `None` if the line misses the box.
    pub fn clip(&self, min: Point, max: Point) -> Option<[Point; 2]> {
        let length = self.normal.norm();
        if length == 0.0 || !length.is_finite() {
            return None;
        }
        let foot = Point::from(self.normal * (self.offset / (length * length)));
        let along = Vector::new(-self.normal.y, self.normal.x) / length;
        let (mut from, mut to) = (f64::NEG_INFINITY, f64::INFINITY);
        for axis in 0..2 {
            if along[axis] == 0.0 {
                if foot[axis] < min[axis] || foot[axis] > max[axis] {
                    return None;
                }
                continue;
            }
            let (a, b) = ((min[axis] - foot[axis]) / along[axis], (max[axis] - foot[axis]) / along[axis]);
            from = from.max(a.min(b));
            to = to.min(a.max(b));
        }
        (from < to).then(|| [foot + along * from, foot + along * to])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_e_neuron_of_figure_4d_fires_below_its_line() {
        // E_EI y_I <= E_EE y_E + F x - T with E_EE = E_EI = 1, F x - T = 1: the line y_I = y_E + 1.
        let e = HalfPlane::new(1.0, -1.0, -1.0);
        assert_eq!(e.line(), Some(Line { slope: 1.0, intercept: 1.0 }));
        assert!(e.fires(Point::new(2.0, 2.9)) && e.fires(Point::new(2.0, 3.0)) && !e.fires(Point::new(2.0, 3.1)));
    }

    #[test]
    fn a_vertical_line_has_no_function_but_is_drawn() {
        let vertical = HalfPlane::new(1.0, 0.0, 2.0);
        assert_eq!(vertical.line(), None);
        let [a, b] = vertical.clip(Point::new(0.0, 0.0), Point::new(5.0, 7.0)).unwrap();
        assert_eq!((a.x, b.x), (2.0, 2.0));
        assert_eq!((a.y.min(b.y), a.y.max(b.y)), (0.0, 7.0));
    }

    #[test]
    fn a_zero_normal_has_no_boundary() {
        let everywhere = HalfPlane::new(0.0, 0.0, -1.0);
        assert!(everywhere.fires(Point::origin()) && everywhere.line().is_none());
        assert!(everywhere.clip(Point::origin(), Point::new(1.0, 1.0)).is_none());
        assert!(!HalfPlane::new(0.0, 0.0, 1.0).fires(Point::origin()));
    }

    #[test]
    fn a_line_outside_the_box_is_not_drawn() {
        assert!(HalfPlane::new(1.0, 1.0, 10.0).clip(Point::origin(), Point::new(1.0, 1.0)).is_none());
    }
}
