//! Rates of all neurons over time, as shades in the rows of the raster.

use crate::picture::NeuronId;
use crate::ui::Scene;
use egui::{Mesh, Rect, Ui};
use egui_plot::PlotTransform;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Columns are at least so wide, in points.
const COLUMN: f32 = 2.0;
/// Rows that are lower share a line of this height, in points.
const LINE: f32 = 1.0;

/// The rate that is drawn strongest, in Hz: a round number that none in the window exceeds.
pub(super) fn most_hz(scene: &Scene<'_>) -> f32 {
    let [start, end] = scene.window();
    let all = scene.history.rates(start, end).iter().flat_map(|(_, rates)| rates.iter().copied());
    let most = all.fold(1e-3f32, f32::max);
    let unit = 10f32.powf(most.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * unit).find(|round| *round >= most * 0.999).unwrap_or(most)
}

/// Rates in lines of the picture, each the mean of its rows; kept from frame to frame.
#[derive(Default)]
pub(super) struct Lines {
    /// By what they were made: the run, height of a line and of the frame, which rows are seen.
    key: (u64, [f32; 2], Seen),
    /// By step: the mean rate of each line, and a neuron that it is coloured like.
    at: HashMap<u64, Vec<Option<(f32, NeuronId)>>>,
}

/// The rows that are seen: from the lowest to the highest, and of which neurons if not of all.
pub(super) type Seen = ([f64; 2], Vec<NeuronId>);

/// The shades of the rows that are seen.
pub(super) fn heat(
    ui: &Ui,
    scene: &Scene<'_>,
    frame: Rect,
    seen: Seen,
    y_of: impl Fn(NeuronId) -> Option<f32>,
    row_height: f32,
    transform: &PlotTransform,
) -> Mesh {
    let populations = &scene.history.layout.populations;
    let [start, end] = scene.window();
    let rates = scene.history.rates(start, end);
    let kept = ui.data_mut(|data| {
        data.get_temp_mut_or_default::<Arc<Mutex<Lines>>>(ui.scope_id().with("rates in lines")).clone()
    });
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let height = row_height.max(LINE);
    let lines = (frame.height() / height).ceil() as usize + 1;
    let key = (scene.history.generation, [height, frame.height()], seen);
    if kept.key != key {
        *kept = Lines { key, ..Lines::default() };
    }
    let mut known = std::mem::take(&mut kept.at);
    let x_of = |step: u64| transform.position_from_point_x(scene.time_tau(step as f64));
    let most = most_hz(scene);
    let mut mesh = Mesh::default();
    let mut left = x_of(start).max(frame.left());
    for (step, rates) in rates {
        let right = x_of(*step);
        if right - left < COLUMN {
            continue;
        }
        let of_lines = known.remove(step).unwrap_or_else(|| {
            let mut sums: Vec<Option<(f32, f32, NeuronId)>> = vec![None; lines];
            let mut rates = rates.iter();
            for (p, population) in populations.iter().enumerate() {
                for (index, rate) in (0..population.count).zip(&mut rates) {
                    let neuron = NeuronId { population: p as u8, index: index as u32 };
                    let Some(y) = y_of(neuron).filter(|y| frame.expand(height).y_range().contains(*y)) else {
                        continue;
                    };
                    let line = (((y - frame.top()) / height).max(0.0) as usize).min(lines - 1);
                    let (sum, count, _) = sums[line].unwrap_or((0.0, 0.0, neuron));
                    sums[line] = Some((sum + rate, count + 1.0, neuron));
                }
            }
            sums.into_iter().map(|told| told.map(|(sum, count, neuron)| (sum / count, neuron))).collect()
        });
        for (line, (rate, neuron)) in of_lines.iter().enumerate().filter_map(|(line, told)| Some((line, (*told)?))) {
            let Some(population) = populations.get(usize::from(neuron.population)) else { continue };
            let color = scene.theme.heat(population.hue_of(neuron.index as usize), rate / most);
            // Where a line is a row, it lies around its neuron.
            let middle = match y_of(neuron) {
                Some(y) if row_height >= LINE => y,
                _ => frame.top() + (line as f32 + 0.5) * height,
            };
            let rows = middle - 0.5 * height..=middle + 0.5 * height;
            mesh.add_colored_rect(Rect::from_x_y_ranges(left..=right, rows), color);
        }
        kept.at.insert(*step, of_lines);
        left = right;
    }
    mesh
}
