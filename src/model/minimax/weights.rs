//! Weights by their structure, so that a spike costs what it must: one number for uniform weights, a shifted copy on a torus.

/// Weights from `columns` neurons to `rows` neurons; column j is what a spike of j adds.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// Every entry of its own, column by column.
    Dense { rows: usize, data: Vec<f64> },
    /// The same everywhere.
    Uniform(f64),
    /// The same on the diagonal, nothing else.
    Diagonal(f64),
    /// A function of the displacement on a torus of `side` by `side` cells, and something on the diagonal. The rows of the
    /// kernel are written twice, so that each shift of a row is one stretch of it.
    Torus { side: usize, kernel: Vec<f64>, own: f64 },
}

impl Default for Weights {
    fn default() -> Self {
        Weights::Uniform(0.0)
    }
}

impl Weights {
    /// Dense weights from a function of (to, from).
    pub fn dense(rows: usize, columns: usize, at: impl Fn(usize, usize) -> f64) -> Self {
        let data = (0..columns).flat_map(|j| (0..rows).map(move |i| (i, j))).map(|(i, j)| at(i, j)).collect();
        Weights::Dense { rows, data }
    }

    /// Weights on a torus from a function of the shortest displacement along both axes.
    pub fn torus(side: usize, own: f64, kernel: impl Fn(usize, usize) -> f64) -> Self {
        let short = |d: usize| d.min(side - d);
        let row = |dy: usize| (0..2 * side).map(move |dx| (dy, dx % side));
        let kernel = (0..side).flat_map(row).map(|(dy, dx)| kernel(short(dx), short(dy))).collect();
        Weights::Torus { side, kernel, own }
    }

    /// The weight from `j` to `i`.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        match self {
            Weights::Dense { rows, data } => data[j * rows + i],
            Weights::Uniform(w) => *w,
            Weights::Diagonal(w) => {
                if i == j {
                    *w
                } else {
                    0.0
                }
            }
            Weights::Torus { side, kernel, own } => {
                let n = *side;
                let (dy, dx) = ((i / n + n - j / n) % n, (i % n + n - j % n) % n);
                kernel[dy * 2 * n + dx] + if i == j { *own } else { 0.0 }
            }
        }
    }

    /// Adds `size` spikes of `j` to what the others hear. Of uniform weights the first place holds for all.
    #[inline]
    pub fn add(&self, j: usize, size: f64, into: &mut [f64]) {
        match self {
            Weights::Dense { rows, data } => {
                for (u, w) in into.iter_mut().zip(&data[j * rows..(j + 1) * rows]) {
                    *u += size * w;
                }
            }
            Weights::Uniform(w) => into[0] += size * w,
            Weights::Diagonal(w) => into[j] += size * w,
            Weights::Torus { side, kernel, own } => {
                let n = *side;
                let (y, x) = (j / n, j % n);
                for (row, into) in into.chunks_exact_mut(n).enumerate() {
                    // Displacement (row - y, column - x): the stretch of the doubled row that begins at -x.
                    let start = ((row + n - y) % n) * 2 * n + (n - x) % n;
                    for (u, w) in into.iter_mut().zip(&kernel[start..start + n]) {
                        *u += size * w;
                    }
                }
                into[j] += size * own;
            }
        }
    }

    /// How many places [`Weights::add`] writes for `rows` listeners.
    pub fn heard(&self, rows: usize) -> usize {
        if matches!(self, Weights::Uniform(_)) { 1 } else { rows }
    }

    /// All of it times `r`.
    pub fn times(&self, r: &[f64], rows: usize) -> Vec<f64> {
        let mut into = vec![0.0; self.heard(rows)];
        for (j, r) in r.iter().enumerate().filter(|(_, r)| **r != 0.0) {
            self.add(j, *r, &mut into);
        }
        into.resize(rows, into.first().copied().unwrap_or(0.0));
        into
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the structure, a spike adds the column, and a product is the sum of columns.
        #[test]
        fn structure_does_not_change_the_weights(j in 0usize..25, values in prop::collection::vec(-2.0f64..2.0, 25)) {
            let all = [
                Weights::dense(25, 25, |i, k| (i * 31 + k * 7) as f64 % 11.0),
                Weights::Uniform(0.7),
                Weights::Diagonal(-0.3),
                Weights::torus(5, -1.0, |dx, dy| (dx * 3 + dy) as f64),
            ];
            for weights in all {
                let mut heard = vec![0.0; weights.heard(25)];
                weights.add(j, 2.0, &mut heard);
                let product = weights.times(&values, 25);
                for i in 0..25 {
                    let got = heard[if heard.len() == 1 { 0 } else { i }];
                    prop_assert!((got - 2.0 * weights.at(i, j)).abs() < 1e-12);
                    let expected: f64 = (0..25).map(|k| weights.at(i, k) * values[k]).sum();
                    prop_assert!((product[i] - expected).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn a_torus_has_no_edge() {
        let weights = Weights::torus(5, 0.0, |dx, dy| (dx * dx + dy * dy) as f64);
        // From the last cell to the first: one step along each axis.
        assert_eq!(weights.at(0, 24), 2.0);
        assert_eq!(weights.at(24, 0), 2.0);
        assert_eq!(weights.at(12, 10), 4.0);
    }
}
