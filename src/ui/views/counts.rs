//! How many spikes a population has together: bars over time, in a strip below the rows of its neurons.

use super::bins::{Bins, Width};
use crate::picture::PopulationInfo;
use crate::session::History;
use crate::ui::Scene;
use egui::{Align2, FontId, Mesh, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2};
use egui_plot::PlotTransform;
use std::sync::{Arc, Mutex, PoisonError};

/// Spikes of a population, counted in bins that stand still while the window moves on.
struct Counts {
    /// Steps of a bin.
    steps: u64,
    /// The first step.
    from: u64,
    bins: Vec<f32>,
}

/// What was counted one by one, kept from frame to frame: of which run and population.
type Kept = Bins<(u64, usize), f32>;

impl Counts {
    /// Counts what is seen of population `index`.
    fn of(kept: &mut Kept, history: &History, index: usize, [start, end]: [u64; 2], steps: u64) -> Counts {
        let from = start - start % steps;
        let is_own = |population: u8| usize::from(population) == index;
        let key = ((history.generation, index), Width::of(steps as f64));
        kept.follow(history, key, start..end + 1, &0.0, |bin, spike| {
            *bin += f32::from(u8::from(is_own(spike.neuron().population)));
        });
        let mut bins: Vec<f32> = kept.iter().map(|(_, spikes)| *spikes).collect();
        // Of old spikes only the number in a stretch is known: spread evenly.
        for stretch in history.counts(from, end) {
            let spikes = stretch.totals.get(index).copied().unwrap_or(0) as f32;
            let (first, last) = (stretch.step.max(from), (stretch.step + stretch.steps).min(end + 1));
            let mut at = first;
            while at < last && spikes > 0.0 {
                let bin = (at - from) / steps;
                let next = (from + (bin + 1) * steps).min(last);
                bins[bin as usize] += spikes * (next - at) as f32 / stretch.steps as f32;
                at = next;
            }
        }
        Counts { steps, from, bins }
    }

    fn most(&self) -> f32 {
        self.bins.iter().copied().fold(0.0, f32::max)
    }
}

/// As many digits as a number of spikes needs.
fn told(spikes: f32) -> String {
    if spikes < 10.0 && (spikes - spikes.round()).abs() > 0.05 {
        format!("{spikes:.1}")
    } else {
        format!("{spikes:.0}")
    }
}

/// Draws the strip of population `index` into `rect`.
pub(super) fn counts_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    population: &PopulationInfo,
    index: usize,
    rect: Rect,
    transform: &PlotTransform,
) {
    let [start, end] = scene.window();
    let x_of = |step: u64| transform.position_from_point_x(scene.time_tau(step as f64));
    // As wide as a pixel, but never less than a step.
    let pixel = 1.0 / ui.ctx().pixels_per_point();
    let steps = (end - start) as f32 * pixel / (x_of(end) - x_of(start)).max(pixel);
    let kept = ui.data_mut(|data| {
        data.get_temp_mut_or_default::<Arc<Mutex<Kept>>>(ui.scope_id().with(("counted", index))).clone()
    });
    let counts = {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        Counts::of(&mut kept, scene.history, index, [start, end], (steps.ceil() as u64).max(1))
    };
    let most = counts.most();
    let (painter, color) = (ui.painter_at(rect.expand(1.0)), scene.theme.hue(population.hue));
    let height = |spikes: f32| rect.height() * spikes / most.max(1.0);
    let step_of = |bin: usize| counts.from + bin as u64 * counts.steps;
    let mut mesh = Mesh::default();
    for (bin, spikes) in counts.bins.iter().enumerate().filter(|(_, spikes)| **spikes > 0.0) {
        let (left, right) = (x_of(step_of(bin)), x_of(step_of(bin + 1)));
        let corners = [pos2(left, rect.bottom() - height(*spikes)), pos2(right.max(left + pixel), rect.bottom())];
        mesh.add_colored_rect(Rect::from_min_max(corners[0], corners[1]), color);
    }
    painter.add(Shape::mesh(mesh));
    painter.hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, scene.theme.hairline));
    let digits = |y: f32, anchor: Align2, spikes: f32| {
        let font = FontId::proportional(scene.digits());
        ui.painter().text(pos2(rect.left() - 6.0, y), anchor, told(spikes), font, scene.theme.weak);
    };
    digits(rect.top() - 2.0, Align2::RIGHT_TOP, most.max(1.0));
    // Two numbers need room for two.
    if rect.height() + 4.0 >= 1.8 * scene.digits() {
        digits(rect.bottom() + 2.0, Align2::RIGHT_BOTTOM, 0.0);
    }

    let id = ui.scope_id().with(("counts", index));
    let response = ui.interact(rect, id, Sense::hover());
    let name = format!("Spikes of {} together, at most {} in a bar", population.name, told(most));
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
    let Some(pointer) = response.hover_pos() else { return };
    let bin = counts.bins.iter().enumerate().find(|(bin, _)| pointer.x < x_of(step_of(bin + 1)));
    if let Some((_, spikes)) = bin {
        let width_ms = counts.steps as f64 * scene.history.layout.dt_s * 1e3;
        response.on_hover_text_at_pointer(format!(
            "{} spikes of {} in {width_ms:.2} ms",
            told(*spikes),
            population.name
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::NeuronId;
    use crate::session::{Preset, Update, Worker};
    use crate::sim::{Frame, Spike};

    #[test]
    fn no_spike_is_lost_where_old_ones_are_only_counted() {
        let mut worker = Worker::new(Preset::open("fig-4f").unwrap().setup).unwrap();
        let first = worker.take().unwrap();
        let mut history = History::new(first.clone());
        // Every step a spike, of one population and the other in turn.
        let spike = |step: u64| Spike::of(step, NeuronId { population: (step % 2) as u8, index: 0 });
        let steps = 4_000_000;
        for start in (0..steps).step_by(100_000) {
            let frame = Frame::new(first.frame.generation, &first.layout, start + 100_000);
            let mut update = Update { frame, ..first.clone() };
            update.frame.spikes.extend((start + 1..=start + 100_000).map(spike));
            history.absorb(update);
        }
        assert!(history.memory().counted_spikes > 0);
        let counts = Counts::of(&mut Kept::default(), &history, 1, [0, steps], 3000);
        let total: f64 = counts.bins.iter().map(|spikes| f64::from(*spikes)).sum();
        assert!((total - steps as f64 / 2.0).abs() < 1.0, "{total} of {}", steps / 2);
        let whole = &counts.bins[..counts.bins.len() - 1];
        assert!(whole.iter().all(|spikes| (spikes - 1500.0).abs() < 1.0));
        // Bins stand still: another window counts the same in them.
        let later = Counts::of(&mut Kept::default(), &history, 1, [10_500, steps], 3000);
        assert_eq!((later.from, &later.bins[..]), (9000, &counts.bins[3..]));
    }
}
