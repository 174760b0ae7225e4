//! The neuron with the highest voltage, found without asking all of them.
//!
//! ```text
//! V_i = u_i + F_i x + w_E,i y_E - w_I,i y_I + e_i,   u_i = 1 - T_i
//! ```
//! Each V_i is a linear function of q = (x, y_E, -y_I), so that the highest of them is their upper envelope. Where neurons
//! differ in one of F, w_E and w_I alone, as tangents of a curve do, that is a chain of lines: a binary search finds the one
//! that is on top, O(log N). Where they differ in more, a tree of boxes around (F, w_E, w_I) is searched; each box knows a
//! plane that lies above its u_i and close to them, so that boxes far from the top are left out: O(log N) as a rule. Single
//! neurons' residuals e_i, as spike costs make them, only lower a voltage that the tree has found, or raise it by no more
//! than the largest does; then as many neurons are asked as lie within that distance of the top, O(N) at worst.

use super::rows::{Own, Peak, Row};
use super::tree::Tree;
use crate::geometry::{Envelope, Guide, HalfPlane, Line, Outline, Side};
use crate::model::boundary::Population;
use std::sync::OnceLock;

/// The envelope of lines that differ in one coordinate.
#[derive(Debug)]
struct Chain {
    axis: usize,
    envelope: Envelope,
    guide: Guide,
    outline: Outline,
}

/// Between which heights all voltages' highest lies, and a row that has the lower one.
pub(super) struct Bounds {
    pub lower: f64,
    pub upper: f64,
    pub owner: usize,
    pub row: Row,
}

/// The lines of one population.
#[derive(Debug, Default)]
pub(super) struct Lines {
    rows: Vec<Row>,
    /// Neurons that never spike are left out.
    silenced: Vec<bool>,
    /// The coordinate in which they differ, and their envelope over it, if there is but one.
    chain: Option<Chain>,
    /// Made when it is first needed.
    tree: OnceLock<Tree>,
}

impl Lines {
    pub(super) fn new(population: &Population) -> Lines {
        let row = |i| [population.input[i], population.from_e[i], population.from_i[i], 1.0 - population.threshold[i]];
        let rows: Vec<Row> = (0..population.len()).map(row).collect();
        let silenced = (0..rows.len()).map(|i| population.is_silenced(i)).collect();
        let differs = |d: usize| rows.iter().any(|row| row[d] != rows[0][d]);
        let axes: Vec<usize> = (0..3).filter(|d| differs(*d)).collect();
        let mut lines = Lines { rows, silenced, chain: None, tree: OnceLock::new() };
        if axes.len() <= 1 && !lines.rows.is_empty() {
            let axis = axes.first().copied().unwrap_or(0);
            // Who is silenced has no boundary.
            let half_plane = |(row, silenced): (&Row, &bool)| match silenced {
                true => HalfPlane::new(0.0, 0.0, 1.0),
                false => HalfPlane::new(row[axis], -1.0, -row[3]),
            };
            let all: Vec<HalfPlane> = lines.rows.iter().zip(&lines.silenced).map(half_plane).collect();
            let envelope = Envelope::new(&all, Side::Upper);
            let (guide, outline) = (envelope.guide(), envelope.outline());
            lines.chain = Some(Chain { axis, envelope, guide, outline });
        }
        lines
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the top is found by binary search as long as no neuron has a residual.
    pub(super) fn is_chain(&self) -> bool {
        self.chain.is_some()
    }

    /// The highest voltage at `q`, with the row that has it; `None` if none is as high as `limit`, which is then soon known.
    /// `part` is the scale of the residuals.
    pub(super) fn peak(&self, q: [f64; 3], own: &Own, part: f64, limit: f64) -> Option<(Peak, Row)> {
        let mut best = Peak { voltage: limit, ..Peak::NONE };
        match &self.chain {
            Some(chain) if own.is_none() => {
                let first = self.rows.first()?;
                let (at, rest) = chain.place(first, q);
                let mut best_line = None;
                for (owner, line) in chain.envelope.around(at, &chain.guide) {
                    best.take(line.at(at) + rest, owner);
                    if best.owner == owner {
                        best_line = Some(line);
                    }
                }
                best_line.map(|line| (best, chain.row(first, line)))
            }
            _ => {
                self.tree().peak(q, own, part, &mut best);
                self.rows.get(best.owner).map(|row| (best, *row))
            }
        }
    }

    /// Whether a voltage at `q` is as high as `limit`.
    pub(super) fn reaches(&self, q: [f64; 3], own: &Own, part: f64, limit: f64) -> bool {
        match &self.chain {
            Some(_) if own.is_none() => self.peak(q, own, part, limit).is_some(),
            _ => self.tree().reaches(q, own, part, limit),
        }
    }

    /// A high voltage at `q`, soon found, with the row that has it; `None` where the highest is found as soon.
    pub(super) fn guess(&self, q: [f64; 3], own: &Own, part: f64) -> Option<(Peak, Row)> {
        if self.is_chain() && own.is_none() {
            return None;
        }
        let guess = self.tree().guess(q, own, part);
        self.rows.get(guess.owner).map(|row| (guess, *row))
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Tree::new(&self.rows, &self.silenced))
    }

    /// Between which bounds the highest voltage at `q` lies; `None` where only [`Lines::peak`] can say.
    #[inline]
    pub(super) fn bounds(&self, q: [f64; 3], own: &Own) -> Option<Bounds> {
        let chain = self.chain.as_ref().filter(|_| own.is_none())?;
        let first = self.rows.first()?;
        let (at, rest) = chain.place(first, q);
        let known = chain.outline.between(at)?;
        let row = chain.row(first, known.line);
        Some(Bounds { lower: known.lower + rest, upper: known.upper + rest, owner: known.owner, row })
    }
}

impl Chain {
    /// Where along the chain `q` is, and what all have in common there.
    #[inline]
    fn place(&self, first: &Row, q: [f64; 3]) -> (f64, f64) {
        (q[self.axis], (0..3).filter(|d| *d != self.axis).map(|d| first[d] * q[d]).sum())
    }

    /// The row of a line.
    #[inline]
    fn row(&self, first: &Row, line: Line) -> Row {
        let mut row = *first;
        (row[self.axis], row[3]) = (line.slope, line.intercept);
        row
    }
}
