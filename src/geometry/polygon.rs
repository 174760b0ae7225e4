//! Convex polygons as what is left of a box after cuts by half-planes.

use super::{HalfPlane, Point};

/// The part of a convex polygon that lies outside of `cut`, that is where its owner does not fire.
pub fn outside(polygon: &[Point], cut: &HalfPlane) -> Vec<Point> {
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    for (k, p) in polygon.iter().enumerate() {
        let q = &polygon[(k + 1) % polygon.len()];
        let (a, b) = (cut.excess(*p), cut.excess(*q));
        if a <= 0.0 {
            kept.push(*p);
        }
        if (a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0) {
            kept.push(p + (q - p) * (a / (a - b)));
        }
    }
    kept
}

/// A box from its two corners, counter-clockwise.
pub fn rectangle(min: Point, max: Point) -> Vec<Point> {
    vec![min, Point::new(max.x, min.y), max, Point::new(min.x, max.y)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_leave_what_nobody_fires_in() {
        let square = rectangle(Point::new(-1.0, -1.0), Point::new(1.0, 1.0));
        // Fires where x >= 0.5.
        let left = outside(&square, &HalfPlane::new(1.0, 0.0, 0.5));
        assert!(left.iter().all(|p| p.x <= 0.5 + 1e-12) && left.len() == 4);
        // A corner.
        let five = outside(&square, &HalfPlane::new(1.0, 1.0, 1.0));
        assert_eq!(five.len(), 5);
        let area =
            |p: &[Point]| (0..p.len()).map(|k| p[k].coords.perp(&p[(k + 1) % p.len()].coords)).sum::<f64>() / 2.0;
        assert!((area(&five) - 3.5).abs() < 1e-12);
        // Everything, and nothing.
        assert!(outside(&square, &HalfPlane::new(0.0, 0.0, -1.0)).is_empty());
        assert_eq!(outside(&square, &HalfPlane::new(1.0, 0.0, 5.0)), square);
    }
}
