//! The ground of a map: what is known so far of each of its cells.

/// Cells along each side of which each is asked for.
pub const SIDE: usize = 104;
/// Cells along each side of such a one, where a border runs.
pub(super) const FINER: usize = 4;
/// Cells along each side at first, and a side of the blocks that they stand for.
pub(super) const STRIDES: [usize; 4] = [8, 4, 2, 1];

/// What is at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not known yet.
    Unknown,
    /// Theory cannot say.
    Untold,
    /// The parameters do not fit together there.
    Refused,
    /// A regime, by its place in the list.
    Regime(u8),
}

/// What is known of a map, row by row from the bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    cells: Vec<Kind>,
    /// Cells of the coarse grid that were asked for; others are told by their neighbours.
    asked: Vec<bool>,
    /// Grows with every change.
    pub version: u64,
}

impl Default for Ground {
    fn default() -> Self {
        let fine = SIDE * FINER;
        Ground { cells: vec![Kind::Unknown; fine * fine], asked: vec![false; SIDE * SIDE], version: 0 }
    }
}

impl Ground {
    /// Cells along each side as they are drawn.
    pub const DRAWN: usize = SIDE * FINER;

    /// What is drawn in a cell.
    pub fn drawn(&self, x: usize, y: usize) -> Kind {
        self.cells.get(y * Self::DRAWN + x).copied().unwrap_or(Kind::Unknown)
    }

    /// A row as it is drawn.
    pub fn row(&self, y: usize) -> &[Kind] {
        self.cells.get(y * Self::DRAWN..(y + 1) * Self::DRAWN).unwrap_or_default()
    }

    /// What is at a place, each part from 0 to 1.
    pub fn at(&self, parts: [f64; 2]) -> Kind {
        let [x, y] = parts.map(|part| ((part * Self::DRAWN as f64) as usize).min(Self::DRAWN - 1));
        self.drawn(x, y)
    }

    /// What is known of a cell of the coarse grid.
    pub fn coarse(&self, i: usize, j: usize) -> Kind {
        self.drawn(i * FINER + FINER / 2, j * FINER + FINER / 2)
    }

    pub(super) fn is_asked(&self, i: usize, j: usize) -> bool {
        self.asked[j * SIDE + i]
    }

    /// What was there is of another network: it is shown until more is known.
    pub fn forget(&mut self) {
        self.asked.fill(false);
        self.version += 1;
    }

    /// A coarse cell is known, and stands for the block of so many around it that are not.
    pub(super) fn put(&mut self, [i, j]: [usize; 2], stride: usize, kind: Kind) {
        let corner = [i, j].map(|k| k - k % stride);
        self.asked[j * SIDE + i] = true;
        for y in corner[1]..(corner[1] + stride).min(SIDE) {
            for x in corner[0]..(corner[0] + stride).min(SIDE) {
                if (x, y) == (i, j) || !self.asked[y * SIDE + x] {
                    self.fill(x, y, kind);
                }
            }
        }
    }

    fn fill(&mut self, i: usize, j: usize, kind: Kind) {
        for y in j * FINER..(j + 1) * FINER {
            self.cells[y * Self::DRAWN + i * FINER..y * Self::DRAWN + (i + 1) * FINER].fill(kind);
        }
    }

    /// A part of a coarse cell is known.
    pub(super) fn put_fine(&mut self, [x, y]: [usize; 2], kind: Kind) {
        self.cells[y * Self::DRAWN + x] = kind;
    }

    /// Coarse cells beside one of another kind.
    pub(super) fn borders(&self) -> Vec<[usize; 2]> {
        let differs = |i: usize, j: usize| {
            let own = self.coarse(i, j);
            let near = |a: usize, b: usize| a < SIDE && b < SIDE && self.coarse(a, b) != own;
            near(i + 1, j) || near(i, j + 1) || near(i.wrapping_sub(1), j) || near(i, j.wrapping_sub(1))
        };
        (0..SIDE).flat_map(|j| (0..SIDE).map(move |i| [i, j])).filter(|[i, j]| differs(*i, *j)).collect()
    }
}
