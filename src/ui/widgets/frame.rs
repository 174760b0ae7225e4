//! The frame that all plots share: title row, axes, grid, in one look.

use crate::ui::metrics;
use crate::ui::scene::Scene;
use crate::ui::widgets::{math, plain};
use egui::{Response, Ui, Vec2};
use egui_plot::{GridMark, Plot, PlotBounds, PlotTransform};

/// What is written along the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticks {
    /// Numbers along both.
    Both,
    /// Numbers along the vertical axis only.
    Vertical,
    /// None.
    None,
}

/// Where the axes run.
#[derive(Clone, Debug)]
pub struct Axes<'a> {
    /// Name for screen readers, and key.
    pub name: &'a str,
    /// Range of x.
    pub x: [f64; 2],
    /// Range of y.
    pub y: [f64; 2],
    /// Which numbers are shown.
    pub ticks: Ticks,
    /// Whether the person may pan and zoom; the ranges then only hold at first.
    pub free: bool,
    /// Whether a hand holds something in the plot, so that it must not pan.
    pub held: bool,
}

/// Writes a card's title, and what `right` adds at the right end of its row.
pub fn title_row(ui: &mut Ui, scene: &Scene<'_>, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), metrics::TITLE),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            let label = ui.label(math(title, metrics::HEADING, scene.theme.text));
            label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(title)));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), right);
        },
    );
}

/// A button that looks like one.
pub fn push_button(ui: &mut Ui, scene: &Scene<'_>, text: &str) -> Response {
    ui.add(egui::Button::new(text).fill(scene.theme.rail))
}

/// Marks at even, round places, `about` so many.
pub fn even_marks((low, high): (f64, f64), about: f64) -> Vec<GridMark> {
    let rough = ((high - low) / about).max(1e-12);
    let unit = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|k| k * unit >= rough * 0.999).unwrap_or(10.0) * unit;
    let first = (low / step).ceil();
    let count = ((high / step).floor() - first).clamp(0.0, 100.0) as usize;
    (0..=count).map(|k| GridMark { value: (first + k as f64) * step, step_size: step }).collect()
}

/// As many digits as the step between marks asks for.
pub fn tick_text(mark: GridMark) -> String {
    let digits = (-mark.step_size.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize;
    let text = format!("{:.digits$}", mark.value);
    // Minus zero is rounding dust.
    if mark.value.abs() < mark.step_size * 1e-6 {
        text.trim_start_matches('-').to_owned()
    } else {
        text.replace('-', "−")
    }
}

/// Draws axes and grid over what is left of `ui`, and returns the area's response and transform to paint with.
pub fn plot_frame(ui: &mut Ui, scene: &Scene<'_>, axes: &Axes<'_>) -> (Response, PlotTransform) {
    let horizontal = axes.ticks == Ticks::Both;
    let vertical = axes.ticks != Ticks::None;
    // A plot remembers where it was panned to; other ranges are another plot.
    let key = (axes.name, axes.free.then_some([axes.x, axes.y].map(|r| r.map(f64::to_bits))));
    let bounds = PlotBounds::from_min_max([axes.x[0], axes.y[0]], [axes.x[1], axes.y[1]]);
    // egui_plot fades numbers that stand closer than 80 points.
    let marks_across = f64::from(ui.available_width() / 95.0).clamp(2.0, 8.0);
    let marks_up = f64::from(ui.available_height() / 40.0).clamp(2.0, 8.0);
    let fit = egui::Id::unique((ui.scope_id(), axes.name, "fit"));
    let must_fit = !axes.free || ui.data_mut(|data| data.remove_temp::<bool>(fit).unwrap_or(false));
    // Room for half a number at the right end.
    let width = ui.available_width() - 10.0;
    ui.visuals_mut().override_text_color = Some(scene.theme.weak);
    let shown = Plot::new(key)
        .width(width)
        .show_background(false)
        .show_axes([horizontal, vertical])
        .show_grid(true)
        .grid_color(scene.theme.hairline)
        .grid_fade(0.0)
        .grid_spacing(egui::Rangef::new(16.0, 30.0))
        .x_grid_spacer(|input| even_marks(input.bounds, marks_across))
        .y_grid_spacer(|input| even_marks(input.bounds, marks_up))
        .x_axis_formatter(|mark, range| {
            // A wide number at the left end would run into those of the other axis.
            let text = tick_text(mark);
            let at_end = mark.value - range.start() < 0.02 * (range.end() - range.start());
            if vertical && at_end && text.chars().count() > 1 { String::new() } else { text }
        })
        .y_axis_formatter(|mark, _| tick_text(mark))
        .y_axis_min_width(metrics::TICKS)
        .set_margin_fraction(Vec2::ZERO)
        .allow_drag(axes.free && !axes.held)
        .allow_zoom(axes.free)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(axes.free)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .default_x_bounds(axes.x[0], axes.x[1])
        .default_y_bounds(axes.y[0], axes.y[1])
        .show(ui, |plot| {
            if must_fit {
                plot.set_plot_bounds(bounds);
            }
        });
    ui.visuals_mut().override_text_color = Some(scene.theme.text);
    let name = axes.name.to_owned();
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &name));
    if shown.response.double_clicked() {
        ui.data_mut(|data| data.insert_temp(fit, true));
        ui.request_repaint();
    }
    (shown.response, shown.transform)
}
