//! The boundary of a population over two axes: the upper or lower envelope of planes `z = a x + b y + c`, as facets.
//!
//! Sheet low-rank-ei, section 4.2: `f_E(x, y_E) = max_i l_i` is convex, the cap over a 2-D input `min_i` is concave.
//! Each facet is what is left of the box after it is cut by every other plane; only planes that are seen on a grid are
//! tried, so that many neurons cost little. Facets come in pieces, one a cell of a grid, so that two surfaces that cut
//! each other can be drawn one piece after the other, the far ones first.

use super::Side;

/// Samples along each axis by which the planes that take part are found.
const SAMPLES: usize = 48;
/// With fewer planes all are tried.
const FEW: usize = 48;

/// The plane `z = slope[0] x + slope[1] y + intercept`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Rise along x and along y.
    pub slope: [f64; 2],
    /// z at the origin.
    pub intercept: f64,
}

impl Sheet {
    /// z at (x, y).
    pub fn at(&self, x: f64, y: f64) -> f64 {
        self.slope[0] * x + self.slope[1] * y + self.intercept
    }

    fn less(&self, other: &Sheet) -> Sheet {
        let slope = [self.slope[0] - other.slope[0], self.slope[1] - other.slope[1]];
        Sheet { slope, intercept: self.intercept - other.intercept }
    }
}

/// A corner of a piece, and whether the edge from it to the next corner is one of its facet's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corner {
    /// (x, y, z).
    pub at: [f64; 3],
    /// Whether a rim of the facet starts here, not a cut along the grid.
    pub rim: bool,
}

/// A part of a facet within one cell of the grid; convex.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Index of the plane.
    pub owner: usize,
    /// Three corners or more.
    pub corners: Vec<Corner>,
}

/// A polygon in (x, y) with its rims.
type Polygon = Vec<([f64; 2], bool)>;

/// Keeps the part where `keep >= 0`; the new edge is a rim if `rim`.
fn cut(polygon: &Polygon, keep: &Sheet, rim: bool) -> Polygon {
    let value = |p: [f64; 2]| keep.at(p[0], p[1]);
    let mut out = Polygon::with_capacity(polygon.len() + 1);
    for (k, (a, a_rim)) in polygon.iter().enumerate() {
        let (b, _) = polygon[(k + 1) % polygon.len()];
        let (va, vb) = (value(*a), value(b));
        let between = || {
            let u = va / (va - vb);
            [a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u]
        };
        match (va >= 0.0, vb >= 0.0) {
            (true, true) => out.push((*a, *a_rim)),
            (true, false) => out.extend([(*a, *a_rim), (between(), rim)]),
            (false, true) => out.push((between(), *a_rim)),
            (false, false) => {}
        }
    }
    if out.len() < 3 { Polygon::new() } else { out }
}

fn area(polygon: &Polygon) -> f64 {
    let cross = |k: usize| {
        let (a, b) = (polygon[k].0, polygon[(k + 1) % polygon.len()].0);
        a[0] * b[1] - a[1] * b[0]
    };
    0.5 * (0..polygon.len()).map(cross).sum::<f64>()
}

/// The envelope of `sheets` over `x` times `y` where it lies within `z`, in `cells` times `cells` cells. `None` among the
/// sheets takes no part. Of equal planes the first counts.
pub fn facets(sheets: &[Option<Sheet>], side: Side, [x, y, z]: [[f64; 2]; 3], cells: usize) -> Vec<Piece> {
    let sign = if side == Side::Upper { 1.0 } else { -1.0 };
    let active = active(sheets, sign, x, y);
    let mut pieces = Vec::new();
    for &(owner, sheet) in &active {
        let mut facet: Polygon =
            vec![([x[0], y[0]], true), ([x[1], y[0]], true), ([x[1], y[1]], true), ([x[0], y[1]], true)];
        let whole = area(&facet);
        for &(other, plane) in active.iter().filter(|(other, _)| *other != owner) {
            let mut above = sheet.less(&plane);
            (above.slope, above.intercept) = (above.slope.map(|s| sign * s), sign * above.intercept);
            if above.slope == [0.0; 2] && (above.intercept < 0.0 || (above.intercept == 0.0 && other < owner)) {
                facet.clear();
            } else {
                facet = cut(&facet, &above, true);
            }
            if facet.is_empty() {
                break;
            }
        }
        let Sheet { slope, intercept } = sheet;
        facet = cut(&facet, &Sheet { slope, intercept: intercept - z[0] }, true);
        facet = cut(&facet, &Sheet { slope: slope.map(|s| -s), intercept: z[1] - intercept }, true);
        if facet.len() < 3 || area(&facet) < 1e-9 * whole {
            continue;
        }
        split(&facet, owner, &sheet, x, y, cells, &mut pieces);
    }
    pieces
}

/// The planes that are seen, with their owners.
fn active(sheets: &[Option<Sheet>], sign: f64, x: [f64; 2], y: [f64; 2]) -> Vec<(usize, Sheet)> {
    let mut known: Vec<(usize, Sheet)> = sheets.iter().enumerate().filter_map(|(k, s)| Some((k, (*s)?))).collect();
    if known.len() <= FEW {
        return known;
    }
    let mut seen = vec![false; known.len()];
    let along = |range: [f64; 2], k: usize| range[0] + (range[1] - range[0]) * k as f64 / SAMPLES as f64;
    for k in 0..(SAMPLES + 1) * (SAMPLES + 1) {
        let (px, py) = (along(x, k % (SAMPLES + 1)), along(y, k / (SAMPLES + 1)));
        let mut best = (f64::NEG_INFINITY, 0);
        for (index, (_, sheet)) in known.iter().enumerate() {
            let height = sign * sheet.at(px, py);
            if height > best.0 {
                best = (height, index);
            }
        }
        seen[best.1] = true;
    }
    let mut seen = seen.into_iter();
    known.retain(|_| seen.next().unwrap_or(false));
    known
}

fn split(facet: &Polygon, owner: usize, sheet: &Sheet, x: [f64; 2], y: [f64; 2], cells: usize, into: &mut Vec<Piece>) {
    let cells = cells.max(1);
    let span = |range: [f64; 2], axis: usize| {
        let values = facet.iter().map(|(p, _)| (p[axis] - range[0]) / (range[1] - range[0]) * cells as f64);
        let (low, high) = values.fold((f64::INFINITY, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
        (low.max(0.0) as usize)..(high.ceil() as usize).min(cells)
    };
    let line = |range: [f64; 2], k: usize| range[0] + (range[1] - range[0]) * k as f64 / cells as f64;
    // Where an edge of the grid is the box's own it is no cut.
    let keep = |polygon: &Polygon, axis: usize, from: f64, to: f64| {
        let mut slope = [0.0; 2];
        slope[axis] = 1.0;
        let polygon = cut(polygon, &Sheet { slope, intercept: -from }, false);
        slope[axis] = -1.0;
        cut(&polygon, &Sheet { slope, intercept: to }, false)
    };
    for i in span(x, 0) {
        let column = keep(facet, 0, line(x, i), line(x, i + 1));
        for j in span(y, 1) {
            let cell = keep(&column, 1, line(y, j), line(y, j + 1));
            if cell.len() >= 3 {
                let corner = |(p, rim): &([f64; 2], bool)| Corner { at: [p[0], p[1], sheet.at(p[0], p[1])], rim: *rim };
                into.push(Piece { owner, corners: cell.iter().map(corner).collect() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn area_of(piece: &Piece) -> f64 {
        area(&piece.corners.iter().map(|c| ([c.at[0], c.at[1]], c.rim)).collect())
    }

    const FREE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

    proptest! {
        /// Pieces tile the box, and lie on the envelope.
        #[test]
        fn facets_are_the_envelope(
            planes in prop::collection::vec((-6i32..6, -6i32..6, -6i32..6), 1..80),
            upper in any::<bool>(),
            cells in 1usize..6,
        ) {
            let sheets: Vec<_> = planes
                .iter()
                .map(|(a, b, c)| Some(Sheet { slope: [f64::from(*a), f64::from(*b)], intercept: f64::from(*c) }))
                .collect();
            let side = if upper { Side::Upper } else { Side::Lower };
            let pieces = facets(&sheets, side, [[-2.0, 3.0], [0.0, 2.0], FREE], cells);
            let total: f64 = pieces.iter().map(area_of).sum();
            // A facet that no sample meets may be missing where there are many planes.
            let slack = if planes.len() > FEW { 0.05 } else { 1e-6 };
            prop_assert!((total - 10.0).abs() < 10.0 * slack, "{total}");
            for piece in &pieces {
                let n = piece.corners.len() as f64;
                let middle = [0, 1].map(|k| piece.corners.iter().map(|c| c.at[k]).sum::<f64>() / n);
                let heights = sheets.iter().flatten().map(|s| s.at(middle[0], middle[1]));
                let best = if upper { heights.fold(f64::MIN, f64::max) } else { heights.fold(f64::MAX, f64::min) };
                let own = sheets[piece.owner].unwrap().at(middle[0], middle[1]);
                prop_assert!((own - best).abs() < 1e-9 || planes.len() > FEW && (own - best).abs() < 0.5);
                for corner in &piece.corners {
                    let z = sheets[piece.owner].unwrap().at(corner.at[0], corner.at[1]);
                    prop_assert!((z - corner.at[2]).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn a_facet_ends_at_the_top_of_the_box() {
        let sheets = [Some(Sheet { slope: [1.0, 0.0], intercept: 0.0 }), None];
        let pieces = facets(&sheets, Side::Upper, [[0.0, 4.0], [0.0, 1.0], [0.0, 3.0]], 1);
        assert_eq!(pieces.len(), 1);
        assert!((area_of(&pieces[0]) - 3.0).abs() < 1e-12);
        assert!(pieces[0].corners.iter().all(|corner| corner.rim && corner.at[2] <= 3.0));
    }

    #[test]
    fn cuts_along_the_grid_are_no_rims() {
        let sheets = [Some(Sheet { slope: [0.0, 0.0], intercept: 1.0 })];
        let pieces = facets(&sheets, Side::Upper, [[0.0, 1.0], [0.0, 1.0], [0.0, 2.0]], 2);
        assert_eq!(pieces.len(), 4);
        for piece in &pieces {
            assert_eq!(piece.corners.iter().filter(|corner| corner.rim).count(), 2);
        }
    }
}
