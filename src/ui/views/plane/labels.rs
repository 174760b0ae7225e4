//! Where the words of a plane go: into the middle of the largest free part of each region.

use egui::{Pos2, Rect, pos2};

const COLUMNS: usize = 28;
const ROWS: usize = 18;

/// For every class that occurs in `frame`, the place farthest from all other classes, the rim and `avoid`.
///
/// Found on a coarse grid, which is enough for a word.
pub(super) fn places(
    frame: Rect,
    classes: usize,
    class_at: impl Fn(Pos2) -> usize,
    avoid: &[Rect],
) -> Vec<Option<Pos2>> {
    let center = |column: usize, row: usize| {
        let (u, v) = ((column as f32 + 0.5) / COLUMNS as f32, (row as f32 + 0.5) / ROWS as f32);
        pos2(frame.left() + u * frame.width(), frame.top() + v * frame.height())
    };
    let mut grid = vec![usize::MAX; COLUMNS * ROWS];
    for (k, cell) in grid.iter_mut().enumerate() {
        let at = center(k % COLUMNS, k / COLUMNS);
        if avoid.iter().all(|rect| !rect.contains(at)) {
            *cell = class_at(at);
        }
    }
    // Distance, in cells, to the nearest cell of another class or to the rim: two sweeps of a chamfer transform.
    // A word is wide, so a step sideways counts less than a step up.
    let mut distance = vec![0.0f32; grid.len()];
    let index = |column: usize, row: usize| row * COLUMNS + column;
    let mut sweep = |backwards: bool| {
        for n in 0..grid.len() {
            let k = if backwards { grid.len() - 1 - n } else { n };
            let (column, row) = (k % COLUMNS, k / COLUMNS);
            let reach = |inside: bool, other: usize, step: f32| {
                let from = if inside && grid[other] == grid[k] { distance[other] } else { 0.0 };
                from + step
            };
            let (side, above) = if backwards {
                (
                    reach(column + 1 < COLUMNS, index((column + 1).min(COLUMNS - 1), row), 0.45),
                    reach(row + 1 < ROWS, index(column, (row + 1).min(ROWS - 1)), 1.0),
                )
            } else {
                (
                    reach(column > 0, index(column.saturating_sub(1), row), 0.45),
                    reach(row > 0, index(column, row.saturating_sub(1)), 1.0),
                )
            };
            let nearest = side.min(above);
            distance[k] = if backwards { distance[k].min(nearest) } else { nearest };
        }
    };
    sweep(false);
    sweep(true);
    (0..classes)
        .map(|class| {
            let cells = (0..grid.len()).filter(|k| grid[*k] == class);
            // Of equally good places the one nearest to the middle.
            let off = |k: usize| (k / COLUMNS).abs_diff(ROWS / 2);
            let best = cells.max_by(|a, b| distance[*a].total_cmp(&distance[*b]).then(off(*b).cmp(&off(*a))))?;
            // Too narrow for a word.
            (distance[best] >= 1.3).then(|| center(best % COLUMNS, best / COLUMNS))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_gets_its_word_in_its_middle() {
        let frame = Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 300.0));
        let found = places(frame, 3, |at| usize::from(at.x > 200.0), &[]);
        let (left, right) = (found[0].unwrap(), found[1].unwrap());
        assert!(left.x < 150.0 && right.x > 250.0 && (left.y - 150.0).abs() < 90.0, "{found:?}");
        assert_eq!(found[2], None);
    }
}
