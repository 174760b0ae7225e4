//! The frame that all plots share: title row, axes, grid, in one look.

use crate::picture::Axis;
use crate::ui::metrics;
use crate::ui::paper;
use crate::ui::scene::Scene;
use crate::ui::widgets::{math, named, plain};
use egui::{Rect, Response, Ui, Vec2, pos2, vec2};
use egui_plot::{GridMark, Plot, PlotBounds, PlotTransform};

/// Between a title and what stands at the right end of its row.
const GAP: f32 = 8.0;

/// What is written along the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticks {
    /// Numbers along both.
    Both,
    /// Numbers along the vertical axis only.
    Vertical,
    /// Numbers along the horizontal axis only.
    Horizontal,
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
}

/// Writes a card's title, and what `right` adds at the right end of its row; a title that has no room is cut, not covered.
pub fn title_row(ui: &mut Ui, scene: &Scene<'_>, title: &str, right: impl FnOnce(&mut Ui)) {
    paper::part(ui, "Title");
    let size = vec2((ui.available_width() - scene.title_room).max(0.0), metrics::TITLE);
    let (row, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let job = math(title, metrics::HEADING, scene.theme.text);
    let wide = ui.fonts_mut(|fonts| fonts.layout_job(job.clone())).size().x;
    let most = (row.width() - wide - GAP).max(0.6 * row.width());
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let place = row.with_min_x(row.right() - most);
    let mut end = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout));
    right(&mut end);
    let left = row.with_max_x((end.min_rect().left() - GAP).clamp(row.left(), row.right()));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut start = ui.new_child(egui::UiBuilder::new().max_rect(left).layout(layout));
    let label = start.add(egui::Label::new(job).truncate());
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(title)));
    paper::part(ui, "Drawing");
}

/// Writes the names of both axes, each a long one and a short one for where there is no room; returns where they stand.
pub fn axis_names(ui: &Ui, scene: &Scene<'_>, names: [[&str; 2]; 2], whole: Rect, frame: Rect) -> [Rect; 2] {
    let layout = |[long, short]: [&str; 2], room: f32| {
        let name = if room < 190.0 && !short.is_empty() { short } else { long };
        ui.ctx().fonts_mut(|fonts| fonts.layout_job(math(name, metrics::SMALL, scene.theme.weak)))
    };
    let (below, beside) = (layout(names[0], frame.width()), layout(names[1], frame.height()));
    let at = pos2(frame.center().x - below.size().x / 2.0, whole.bottom() - below.size().y);
    let under = Rect::from_min_size(at, below.size());
    ui.painter().galley(at, below, scene.theme.weak);
    let at = pos2(whole.left() - 4.0, frame.center().y + beside.size().x / 2.0);
    let left = Rect::from_min_size(at - vec2(0.0, beside.size().x), beside.size().yx());
    let turned = egui::epaint::TextShape::new(at, beside, scene.theme.weak).with_angle(-std::f32::consts::FRAC_PI_2);
    ui.painter().add(turned);
    [under, left]
}

/// What an axis shows, in plain words, where the pointer rests on its name.
pub fn explain(ui: &Ui, scene: &Scene<'_>, axis: &Axis, rect: Rect) {
    let signal = axis.signal.and_then(|k| scene.history.layout.signals.get(k));
    let help = signal.map_or(String::new(), |signal| format!("\n{}", signal.help));
    let response =
        ui.interact(rect.expand(3.0), ui.scope_id().with(("axis", axis.symbol, axis.name)), egui::Sense::hover());
    response.on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        ui.label(math(&format!("{}{help}", named(axis.name, axis.symbol)), metrics::TEXT, scene.theme.text));
    });
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

/// Marks at powers of ten, and between them where there are few; bounds and values are logarithms.
pub fn log_marks((low, high): (f64, f64), about: f64) -> Vec<GridMark> {
    let decades = high - low;
    let stride = (decades / about).ceil().max(1.0);
    let parts: &[f64] = if decades < 0.7 * about { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let first = (low.floor() / stride).floor();
    let count = ((high.ceil() - first * stride) / stride).clamp(0.0, 100.0) as usize;
    let marks = (0..=count).flat_map(|k| parts.iter().map(move |part| (first + k as f64) * stride + part.log10()));
    // Of one size, so that none is drawn fainter.
    marks.filter(|v| (low - 1e-9..=high + 1e-9).contains(v)).map(|value| GridMark { value, step_size: 1.0 }).collect()
}

/// The number whose logarithm a mark stands at.
pub fn log_text(mark: GridMark) -> String {
    let value = 10f64.powf(mark.value);
    let power = mark.value.round();
    match mark.value {
        v if (-3.5..5.0).contains(&v) => {
            let digits = (-v - 1e-9).ceil().clamp(0.0, 9.0) as usize;
            format!("{value:.digits$}")
        }
        v if (v - power).abs() < 1e-6 => format!("1e{power:.0}").replace('-', "−"),
        _ => format!("{value:.0e}").replace('-', "−"),
    }
}

/// Draws axes and grid over what is left of `ui`, and returns the area's response and transform to paint with.
pub fn plot_frame(ui: &mut Ui, scene: &Scene<'_>, axes: &Axes<'_>) -> (Response, PlotTransform) {
    plot_frame_in(ui, scene, axes, [false; 2])
}

/// The same with logarithmic axes, if so: ranges and all that is painted are logarithms to the base of ten there.
pub fn plot_frame_in(
    ui: &mut Ui,
    scene: &Scene<'_>,
    axes: &Axes<'_>,
    [log_x, log_y]: [bool; 2],
) -> (Response, PlotTransform) {
    let horizontal = matches!(axes.ticks, Ticks::Both | Ticks::Horizontal);
    let vertical = matches!(axes.ticks, Ticks::Both | Ticks::Vertical);
    let bounds = PlotBounds::from_min_max([axes.x[0], axes.y[0]], [axes.x[1], axes.y[1]]);
    // egui_plot fades numbers that stand closer than 80 points.
    let marks_across = f64::from(ui.available_width() / 95.0).clamp(2.0, 8.0);
    let marks_up = f64::from(ui.available_height() / 40.0).clamp(2.0, 8.0);
    // Room for half a number at the right end.
    let width = ui.available_width() - 10.0;
    ui.visuals_mut().override_text_color = Some(scene.theme.weak);
    paper::part(ui, "Axes");
    let shown = Plot::new(axes.name)
        .width(width)
        .show_background(false)
        .show_axes([horizontal, vertical])
        .show_grid(true)
        .grid_color(scene.theme.hairline)
        .grid_fade(0.0)
        .grid_spacing(egui::Rangef::new(16.0, 30.0))
        .x_grid_spacer(|input| if log_x { log_marks } else { even_marks }(input.bounds, marks_across))
        .y_grid_spacer(|input| if log_y { log_marks } else { even_marks }(input.bounds, marks_up))
        .x_axis_formatter(|mark, range| {
            // A wide number at the left end would run into those of the other axis.
            let text = if log_x { log_text(mark) } else { tick_text(mark) };
            let at_end = mark.value - range.start() < 0.02 * (range.end() - range.start());
            if vertical && at_end && text.chars().count() > 1 { String::new() } else { text }
        })
        .y_axis_formatter(|mark, _| if log_y { log_text(mark) } else { tick_text(mark) })
        .y_axis_min_width(metrics::TICKS)
        .set_margin_fraction(Vec2::ZERO)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .show(ui, |plot| plot.set_plot_bounds(bounds));
    paper::part(ui, "Drawing");
    ui.visuals_mut().override_text_color = Some(scene.theme.text);
    let name = axes.name.to_owned();
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &name));
    (shown.response, shown.transform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithmic_marks_stand_at_powers_of_ten() {
        let texts =
            |low: f64, high: f64, about| log_marks((low, high), about).into_iter().map(log_text).collect::<Vec<_>>();
        assert_eq!(texts(-2.0, 1.0, 4.0), ["0.01", "0.1", "1", "10"]);
        assert_eq!(texts(0.0, 1.0, 4.0), ["1", "2", "5", "10"]);
        assert_eq!(texts(-8.0, 0.0, 4.0), ["1e−8", "1e−6", "1e−4", "0.01", "1"]);
    }
}
