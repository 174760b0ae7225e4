//! Where the words of a plane go: no word over another, over the state, or over a handle. What matters most is placed
//! first: marks, then picked neurons, curves, and last the regions, each in the middle of its largest free part.

use super::canvas::Canvas;
use crate::ui::metrics;
use egui::text::LayoutJob;
use egui::{Color32, Galley, Painter, Pos2, Rect, Stroke, Vec2, pos2};
use std::sync::Arc;

/// The words of a plane, placed before they are drawn over everything else.
pub(super) struct Words {
    frame: Rect,
    /// What no word may cover.
    taken: Vec<Rect>,
    words: Vec<(Rect, Arc<Galley>, Option<Pos2>)>,
}

impl Words {
    /// None yet, around the states and handles of a plane.
    pub fn new(canvas: &Canvas<'_>) -> Self {
        let around = |at: Pos2, size: f32| Rect::from_center_size(at, Vec2::splat(2.0 * size));
        let grips = canvas.grips().into_iter().map(|grip| around(canvas.at(grip.at), 9.0));
        let heads = canvas.trails().into_iter().filter_map(|trail| canvas.head(trail.signals));
        let heads = heads.map(|at| around(canvas.at(at), 11.0));
        let marks = canvas.plane.marks.iter().map(|mark| around(canvas.at(mark.at), 9.0));
        Words { frame: canvas.frame.shrink(4.0), taken: grips.chain(heads).chain(marks).collect(), words: Vec::new() }
    }

    /// What no word may cover, from now on.
    pub fn avoid(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// All that is taken.
    pub fn taken(&self) -> &[Rect] {
        &self.taken
    }

    /// Puts a word at the first of these upper left corners where it covers nothing; a word that `must` be said goes where
    /// it covers least. A line leads to it from `from`. Returns which corner it was.
    pub fn put(
        &mut self,
        painter: &Painter,
        job: LayoutJob,
        corners: impl IntoIterator<Item = Pos2>,
        must: bool,
        from: Option<Pos2>,
    ) -> Option<usize> {
        let galley = painter.layout_job(job);
        let rects =
            corners.into_iter().map(|corner| Rect::from_min_size(corner, galley.size()).expand2([5.0, 1.0].into()));
        let mut best: Option<(f32, Rect, usize)> = None;
        for (k, rect) in rects.enumerate().filter(|(_, rect)| self.frame.contains_rect(*rect)) {
            let hidden: f32 = self.taken.iter().map(|other| area(other.intersect(rect))).sum();
            if best.is_none_or(|(least, ..)| hidden < least) {
                best = Some((hidden, rect, k));
            }
            if hidden == 0.0 {
                break;
            }
        }
        let (hidden, rect, k) = best?;
        if hidden > 0.0 && !must {
            return None;
        }
        self.taken.push(rect);
        self.words.push((rect, galley, from));
        Some(k)
    }

    /// Draws them.
    pub fn draw(self, painter: &Painter, backing: Color32, leader: Color32) {
        for (rect, galley, from) in self.words {
            if let Some(from) = from {
                let near = rect.clamp(from);
                if near.distance(from) > 12.0 {
                    let start = from + (near - from).normalized() * 8.0;
                    painter.line_segment([start, near], Stroke::new(metrics::THIN, leader));
                }
            }
            painter.rect_filled(rect, 3.0, backing.gamma_multiply(0.8));
            painter.galley(rect.min + Vec2::new(5.0, 1.0), galley, leader);
        }
    }
}

fn area(rect: Rect) -> f32 {
    rect.width().max(0.0) * rect.height().max(0.0)
}

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
