//! Rates of all neurons over time, as shades in the rows of the raster.

use crate::picture::NeuronId;
use crate::ui::Scene;
use egui::{Mesh, Rect};
use egui_plot::PlotTransform;

/// Columns are at least so wide, in points.
const COLUMN: f32 = 2.0;

/// The rate that is drawn strongest, in Hz: a round number that none in the window exceeds.
pub(super) fn most_hz(scene: &Scene<'_>) -> f32 {
    let [start, end] = scene.window();
    let all = scene.history.rates(start, end).iter().flat_map(|(_, rates)| rates.iter().copied());
    let most = all.fold(1e-3f32, f32::max);
    let unit = 10f32.powf(most.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * unit).find(|round| *round >= most * 0.999).unwrap_or(most)
}

/// The shades.
pub(super) fn heat(
    scene: &Scene<'_>,
    frame: Rect,
    y_of: impl Fn(NeuronId) -> Option<f32>,
    row_height: f32,
    transform: &PlotTransform,
) -> Mesh {
    let (populations, most) = (&scene.history.layout.populations, most_hz(scene));
    let [start, end] = scene.window();
    let x_of = |step: u64| transform.position_from_point_x(scene.time_tau(step as f64));
    let mut mesh = Mesh::default();
    let mut left = x_of(start).max(frame.left());
    let half = 0.5 * row_height.max(1.0);
    for (step, rates) in scene.history.rates(start, end) {
        let right = x_of(*step);
        if right - left < COLUMN {
            continue;
        }
        let mut rates = rates.iter();
        for (p, population) in populations.iter().enumerate() {
            for (index, rate) in (0..population.count).zip(&mut rates) {
                let neuron = NeuronId { population: p as u8, index: index as u32 };
                let Some(y) = y_of(neuron) else { continue };
                let color = scene.theme.heat(population.hue_of(index), rate / most);
                mesh.add_colored_rect(Rect::from_x_y_ranges(left..=right, y - half..=y + half), color);
            }
        }
        left = right;
    }
    mesh
}
