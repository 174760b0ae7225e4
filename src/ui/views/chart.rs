//! A chart: curves, bars, dots and bands over axes of their own, linear or logarithmic.

use crate::geometry::Point;
use crate::picture::{AxisScale, Chart, ChartAxis, ChartInfo, Hue, Series, SeriesKind};
use crate::ui::widgets::{
    Axes, Ticks, axis_names, dashes, math, named, number, plain, plot_frame_in, stroke_path, title_row,
};
use crate::ui::{Action, Scene, metrics};
use egui::{Align2, FontId, Mesh, Pos2, Rect, Shape, Stroke, Ui, Vec2, pos2, vec2};
use egui_plot::PlotTransform;

/// Draws chart `index` of the scene as a card.
pub fn chart_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, _actions: &mut Vec<Action>) {
    let (Some(info), Some(chart)) = (scene.history.layout.charts.get(index), scene.depiction.charts.get(index)) else {
        return;
    };
    title_row(ui, scene, info.title, |ui| {
        legend_ui(ui, scene, chart);
    });
    if !chart.note.is_empty() {
        ui.label(math(&chart.note, metrics::SMALL, scene.theme.weak));
        // The topmost number stands half above the frame.
        ui.add_space(6.0);
    }
    let log = [0, 1].map(|k| info.axes[k].scale == AxisScale::Log);
    let pale = scene.pale();
    let other = pale.as_ref().and_then(|pale| Some((pale, pale.depiction.charts.get(index)?)));
    let both = |k: usize| {
        let [low, high] = range(&info.axes[k], k, chart, log[k]);
        match other {
            Some((_, other)) => {
                let theirs = range(&info.axes[k], k, other, log[k]);
                [low.min(theirs[0]), high.max(theirs[1])]
            }
            None => [low, high],
        }
    };
    let [x, y] = [0, 1].map(both);
    let whole = ui.available_rect_before_wrap();
    // Words below a picture without numbers take the place of these.
    let words = if chart.names.is_empty() { 0.0 } else { 18.0 };
    let plot = whole.with_max_y(whole.bottom() - 18.0 - words).with_min_x(whole.left() + 14.0);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot).id_salt(info.id));
    let axes =
        Axes { name: info.title, x, y, ticks: if chart.names.is_empty() { Ticks::Both } else { Ticks::Vertical } };
    let (response, transform) = plot_frame_in(&mut inner, scene, &axes, log);
    let names = [0, 1].map(|k| axis_name(&info.axes[k]));
    let names = [0, 1].map(|k| [names[k].as_str(), info.axes[k].symbol]);
    axis_names(ui, scene, names, whole, response.rect);
    let places = Places { transform, log };
    for (x, name) in &chart.names {
        let at = pos2(places.transform.position_from_point_x(*x), response.rect.bottom() + 3.0);
        ui.painter().text(at, Align2::CENTER_TOP, name, FontId::proportional(metrics::SMALL), scene.theme.weak);
    }
    let painter = ui.painter_at(response.rect);
    for (pale, series) in other.into_iter().flat_map(|(pale, other)| other.series.iter().map(move |s| (pale, s))) {
        draw(&painter, pale, &places, response.rect, series);
    }
    for series in &chart.series {
        draw(&painter, scene, &places, response.rect, series);
    }
    for mark in &chart.marks {
        let Some(at) = places.at(mark.at) else { continue };
        painter.circle_stroke(at, 5.0, Stroke::new(1.8, scene.theme.text));
        let font = FontId::proportional(metrics::SMALL);
        painter.text(at + vec2(8.0, -6.0), Align2::LEFT_BOTTOM, &mark.label, font, scene.theme.text);
    }
    if let Some((series, point)) = response.hover_pos().and_then(|pointer| nearest(chart, &places, pointer)) {
        if let Some(at) = places.at(point) {
            painter.circle(at, 4.0, scene.theme.hue(series.hue), Stroke::new(1.5, scene.theme.card));
        }
        let text = told(info, series, point);
        response.on_hover_ui_at_pointer(|ui| {
            for line in text.lines() {
                ui.label(math(line, metrics::TEXT, scene.theme.text));
            }
        });
    }
}

/// Where numbers are on the screen.
struct Places {
    transform: PlotTransform,
    log: [bool; 2],
}

impl Places {
    /// A number along an axis as the plot has it; `None` if it has no place.
    fn along(&self, k: usize, value: f64) -> Option<f64> {
        let placed = if self.log[k] { value.log10() } else { value };
        placed.is_finite().then_some(placed)
    }

    fn at(&self, p: Point) -> Option<Pos2> {
        let (x, y) = (self.along(0, p.x)?, self.along(1, p.y)?);
        Some(pos2(self.transform.position_from_point_x(x), self.transform.position_from_point_y(y)))
    }
}

fn axis_name(axis: &ChartAxis) -> String {
    let unit = if axis.unit.is_empty() { String::new() } else { format!("  in {}", axis.unit) };
    if axis.symbol.is_empty() {
        format!("{}{unit}", axis.name)
    } else {
        format!("{}{unit}", named(axis.name, axis.symbol))
    }
}

/// The range of an axis in units of the plot: what is asked for, else all with a margin.
fn range(axis: &ChartAxis, k: usize, chart: &Chart, log: bool) -> [f64; 2] {
    let placed = |value: f64| if log { value.log10() } else { value };
    if let Some(range) = axis.range.map(|range| range.map(placed)).filter(|[low, high]| low < high && high.is_finite())
    {
        return range;
    }
    let mut ends = [f64::INFINITY, f64::NEG_INFINITY];
    let mut take = |value: f64| {
        let value = placed(value);
        if value.is_finite() {
            ends = [ends[0].min(value), ends[1].max(value)];
        }
    };
    for series in &chart.series {
        series.points.iter().for_each(|point| take(point[k]));
        match &series.kind {
            SeriesKind::Band { high } if k == 1 => high.iter().for_each(|value| take(*value)),
            SeriesKind::Bars if k == 1 && !log => take(0.0),
            SeriesKind::Bars if k == 0 => {
                let half = 0.5 * width(&series.points, log);
                let ends: Vec<f64> = series.points.iter().map(|p| placed(p.x)).collect();
                let back = |value: f64| if log { 10f64.powf(value) } else { value };
                ends.into_iter().for_each(|x| [x - half, x + half].into_iter().for_each(|x| take(back(x))));
            }
            _ => {}
        }
    }
    chart.marks.iter().for_each(|mark| take(mark.at[k]));
    let [low, high] = ends;
    match () {
        () if low > high => [0.0, 1.0],
        () if low == high => [low - 0.5, high + 0.5],
        // What begins at 0 stands on the axis.
        () if !log && low == 0.0 => [0.0, high * 1.06],
        () => [low - 0.04 * (high - low), high + 0.06 * (high - low)],
    }
}

/// How far bars are apart.
fn width(points: &[Point], log: bool) -> f64 {
    let place = |p: &Point| if log { p.x.log10() } else { p.x };
    let apart = points.windows(2).map(|pair| place(&pair[1]) - place(&pair[0]));
    apart.filter(|w| *w > 0.0).fold(f64::INFINITY, f64::min).min(if points.len() < 2 { 1.0 } else { f64::MAX })
}

fn draw(painter: &egui::Painter, scene: &Scene<'_>, places: &Places, frame: Rect, series: &Series) {
    let color = scene.theme.hue(series.hue);
    // Pieces between gaps.
    let placed: Vec<Option<Pos2>> = series.points.iter().map(|p| places.at(*p)).collect();
    match &series.kind {
        SeriesKind::Curve => {
            for piece in placed.split(Option::is_none).filter(|piece| !piece.is_empty()) {
                let path: Vec<Pos2> = piece.iter().flatten().copied().collect();
                match path[..] {
                    [alone] => drop(painter.circle_filled(alone, 1.5, color)),
                    _ => stroke_path(painter, path, Stroke::new(1.6, color), dashes(series.hue)),
                }
            }
        }
        SeriesKind::Fine => {
            let stroke = Stroke::new(1.0, color.gamma_multiply(0.16));
            for piece in placed.split(Option::is_none).filter(|piece| piece.len() > 1) {
                painter.line(piece.iter().flatten().copied().collect(), stroke);
            }
        }
        SeriesKind::Dots => {
            let mut mesh = Mesh::default();
            let size = if placed.len() > 200 { 3.0 } else { 5.0 };
            let color = color.gamma_multiply(0.85);
            placed.iter().flatten().for_each(|at| {
                mesh.add_colored_rect(Rect::from_center_size(*at, Vec2::splat(size)), color);
            });
            painter.add(Shape::mesh(mesh));
        }
        SeriesKind::Bars => {
            let half = (0.45 * width(&series.points, places.log[0]) * places.transform.dpos_dvalue_x()) as f32;
            let foot = if places.log[1] { frame.bottom() } else { places.transform.position_from_point_y(0.0) };
            for at in placed.iter().flatten() {
                let bar = Rect::from_two_pos(pos2(at.x - half, at.y), pos2(at.x + half, foot));
                painter.rect_filled(bar, 0.0, color.gamma_multiply(0.35));
                painter.hline(bar.x_range(), at.y, Stroke::new(1.6, color));
            }
        }
        SeriesKind::Band { high } => {
            let upper = series.points.iter().zip(high).map(|(p, high)| places.at(Point::new(p.x, *high)));
            let edges: Vec<Option<[Pos2; 2]>> = placed.iter().zip(upper).map(|(a, b)| Some([(*a)?, b?])).collect();
            let mut mesh = Mesh::default();
            for pair in edges.windows(2) {
                let [Some([a, b]), Some([c, d])] = pair else { continue };
                let first = mesh.vertices.len() as u32;
                [a, b, c, d].into_iter().for_each(|at| mesh.colored_vertex(*at, scene.theme.area(series.hue)));
                mesh.add_triangle(first, first + 1, first + 2);
                mesh.add_triangle(first + 1, first + 3, first + 2);
            }
            painter.add(Shape::mesh(mesh));
        }
    }
}

/// The point nearest to the pointer: above or below it for bars and curves.
fn nearest<'a>(chart: &'a Chart, places: &Places, pointer: Pos2) -> Option<(&'a Series, Point)> {
    let all = chart.series.iter().flat_map(|series| series.points.iter().map(move |point| (series, *point)));
    let far = |at: Pos2| (at.x - pointer.x).abs() + 0.5 * (at.y - pointer.y).abs();
    all.filter_map(|(series, point)| Some((far(places.at(point)?), series, point)))
        .filter(|(far, ..)| *far < 40.0)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, series, point)| (series, point))
}

/// Name and values of a point.
fn told(info: &ChartInfo, series: &Series, point: Point) -> String {
    let value = |k: usize| {
        let axis = &info.axes[k];
        let name = if axis.symbol.is_empty() { axis.name } else { axis.symbol };
        format!("{name} = {} {}", number(point[k]), axis.unit)
    };
    format!("{}\n{}\n{}", series.name, value(0).trim_end(), value(1).trim_end())
}

/// The names of the series in their colours, each with a piece of its line.
fn legend_ui(ui: &mut Ui, scene: &Scene<'_>, chart: &Chart) {
    for series in chart.series.iter().rev().filter(|series| !series.name.is_empty()) {
        let color = scene.theme.hue(series.hue);
        let label = ui.label(math(&series.name, metrics::SMALL, color));
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(&series.name)));
        sample(ui, scene, series.hue, &series.kind);
    }
}

fn sample(ui: &mut Ui, scene: &Scene<'_>, hue: Hue, kind: &SeriesKind) {
    let (rect, _) = ui.allocate_exact_size(vec2(26.0, 10.0), egui::Sense::hover());
    let color = scene.theme.hue(hue);
    match kind {
        SeriesKind::Curve => {
            let ends = vec![rect.left_center(), rect.right_center()];
            stroke_path(ui.painter(), ends, Stroke::new(1.6, color), dashes(hue));
        }
        SeriesKind::Fine => {
            ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, color.gamma_multiply(0.5)));
        }
        SeriesKind::Dots => {
            ui.painter().rect_filled(Rect::from_center_size(rect.center(), Vec2::splat(5.0)), 0.0, color);
        }
        SeriesKind::Bars => drop(ui.painter().rect_filled(rect.shrink(1.0), 0.0, color.gamma_multiply(0.35))),
        SeriesKind::Band { .. } => drop(ui.painter().rect_filled(rect.shrink(1.0), 0.0, scene.theme.area(hue))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_bars_and_leaves_out_what_has_no_logarithm() {
        let axis = |scale| ChartAxis { name: "n", symbol: "", unit: "", scale, range: None };
        let points =
            vec![Point::new(1.0, 2.0), Point::new(2.0, f64::NAN), Point::new(3.0, -1.0), Point::new(4.0, 200.0)];
        let series = |kind| Series { name: String::new(), hue: Hue::Red, kind, points: points.clone() };
        let bars = Chart { series: vec![series(SeriesKind::Bars)], ..Chart::default() };
        let [low, high] = range(&axis(AxisScale::Linear), 0, &bars, false);
        assert!(low <= 0.5 && high >= 4.5, "{low} {high}");
        let curve = Chart { series: vec![series(SeriesKind::Curve)], ..Chart::default() };
        let [low, high] = range(&axis(AxisScale::Log), 1, &curve, true);
        assert!(low < 0.302 && low > 0.1 && high > 2.3 && high < 2.6, "{low} {high}");
    }
}
