//! Where each cell is: populations one above the other, each in one row, or in as many as it needs.

use crate::picture::NeuronId;
use egui::{Pos2, Rect, pos2};

/// Radius of a cell, as a part of the way to the next.
pub const RADIUS: f32 = 0.33;
/// From cell to cell at most and at least, in points; those that are nearer than a point share it.
const PITCH: [f32; 2] = [92.0, 0.05];
/// Cells in one row each are this far apart at least, in points; nearer, there are more rows.
const ONE_ROW: f32 = 30.0;
/// Between populations at least, and above and below them, in cells: synapses go there.
const GAP: f32 = 1.1;
const RIM: f32 = 0.55;
/// Share of what is left of the height that lies between populations.
const BETWEEN: f32 = 0.5;
/// From so many cells on a square number of them is drawn as the square sheet that it most likely is.
const SHEET: usize = 100;

/// The cells of a population.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Block {
    count: usize,
    columns: usize,
    /// The middle of the first cell.
    first: Pos2,
}

/// Where cells are.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// From cell to cell, in points.
    pub pitch: f32,
    blocks: Vec<Block>,
}

/// Columns of so many cells where `most` fit beside each other; rows are about equally long.
fn columns(count: usize, most: usize) -> usize {
    let side = (count as f64).sqrt() as usize;
    if count >= SHEET && side * side == count && side <= most {
        return side;
    }
    let most = most.clamp(1, count.max(1));
    count.div_ceil(count.div_ceil(most).max(1))
}

impl Places {
    /// Populations of these sizes in a rectangle, the first on top, as large as they may be.
    pub fn new(counts: &[usize], rect: Rect) -> Places {
        let filled = counts.iter().filter(|count| **count > 0).count().max(1) as f32;
        let rows = |pitch: f32| -> usize {
            let most = (rect.width() / pitch) as usize;
            counts.iter().filter(|count| **count > 0).map(|count| count.div_ceil(columns(*count, most))).sum()
        };
        let fits = |pitch: f32| {
            let high = rows(pitch) as f32 + GAP * (filled - 1.0) + 2.0 * RIM;
            rect.width() >= pitch && high * pitch <= rect.height()
        };
        // In two rows, if there is room for that.
        let row = rect.width() / counts.iter().copied().max().unwrap_or(0).max(1) as f32;
        let mut pitch = if row >= ONE_ROW { row.min(PITCH[0]) } else { PITCH[0] };
        while pitch > PITCH[1] && !fits(pitch) {
            pitch *= if pitch > 2.0 { 0.98 } else { 0.95 };
        }
        let left = (rect.height() - (rows(pitch) as f32 + 2.0 * RIM) * pitch).max(0.0);
        let gap = if filled > 1.0 { (BETWEEN * left / (filled - 1.0)).max(GAP * pitch) } else { 0.0 };
        let mut top = rect.top() + RIM * pitch + 0.5 * (left - gap * (filled - 1.0)).max(0.0);
        let most = (rect.width() / pitch) as usize;
        let blocks = counts.iter().map(|count| {
            let columns = columns(*count, most);
            let x = rect.center().x - 0.5 * (columns as f32 - 1.0) * pitch;
            let block = Block { count: *count, columns, first: pos2(x, top + 0.5 * pitch) };
            if *count > 0 {
                top += count.div_ceil(columns) as f32 * pitch + gap;
            }
            block
        });
        Places { blocks: blocks.collect(), pitch }
    }

    /// Whether there is such a cell.
    pub fn holds(&self, neuron: NeuronId) -> bool {
        self.blocks.get(usize::from(neuron.population)).is_some_and(|block| (neuron.index as usize) < block.count)
    }

    /// The middle of a cell, which exists.
    pub fn at(&self, neuron: NeuronId) -> Pos2 {
        let Block { columns, first, .. } = self.blocks[usize::from(neuron.population)];
        let (row, column) = (neuron.index as usize / columns, neuron.index as usize % columns);
        first + egui::vec2(column as f32, row as f32) * self.pitch
    }

    /// The cell there, if there is one.
    pub fn under(&self, at: Pos2) -> Option<NeuronId> {
        let find = |(p, block): (usize, &Block)| {
            let place = (at - block.first) / self.pitch + egui::Vec2::splat(0.5);
            if place.x < 0.0 || place.y < 0.0 || place.x >= block.columns as f32 {
                return None;
            }
            let index = place.y as usize * block.columns + place.x as usize;
            (index < block.count).then_some(NeuronId { population: p as u8, index: index as u32 })
        };
        self.blocks.iter().enumerate().find_map(find)
    }

    /// What a population covers; nothing of an empty one.
    pub fn block(&self, population: usize) -> Option<Rect> {
        let Block { count, columns, first } = *self.blocks.get(population)?;
        let size = egui::vec2(columns as f32, count.div_ceil(columns.max(1)) as f32) * self.pitch;
        (count > 0).then(|| Rect::from_min_size(first - egui::Vec2::splat(0.5 * self.pitch), size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the numbers, all cells lie apart within the rectangle, and each is found where it is.
        #[test]
        fn every_cell_has_a_place_of_its_own(e in 0usize..3000, i in 0usize..800, wide in 200.0f32..900.0, high in 140.0f32..700.0) {
            let rect = Rect::from_min_size(pos2(40.0, 90.0), vec2(wide, high));
            let places = Places::new(&[e, i], rect);
            for (p, count) in [e, i].into_iter().enumerate() {
                for index in 0..count as u32 {
                    let neuron = NeuronId { population: p as u8, index };
                    let at = places.at(neuron);
                    prop_assert!(rect.expand(1.0).contains(at), "{neuron:?} at {at:?}, pitch {}", places.pitch);
                    prop_assert_eq!(places.under(at), Some(neuron));
                }
            }
            if let (Some(upper), Some(lower)) = (places.block(0), places.block(1)) {
                prop_assert!(upper.bottom() < lower.top());
            }
        }
    }

    #[test]
    fn few_cells_are_in_two_rows_and_a_sheet_is_square() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(600.0, 300.0));
        let id = |population, index| NeuronId { population, index };
        let places = Places::new(&[10, 10], rect);
        assert_eq!(places.at(id(0, 0)).y, places.at(id(0, 9)).y);
        assert!(places.at(id(1, 0)).y > places.at(id(0, 0)).y + 2.0 * places.pitch);
        let places = Places::new(&[1024, 1], rect);
        assert_eq!(places.at(id(0, 31)).y, places.at(id(0, 0)).y);
        assert_eq!(places.at(id(0, 32)).x, places.at(id(0, 0)).x);
    }
}
