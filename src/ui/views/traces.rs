//! Signals over time: readouts with theory levels, currents and voltage of the watched neuron.

use super::time::{Told, follow};
use crate::picture::{ChannelInfo, ChannelKind, Hue, NeuronId, SignalInfo};
use crate::ui::widgets::{
    Axes, Series, Ticks, area, dashes, math, plain, plot_frame, steps_line, stroke_path, title_row,
};
use crate::ui::{Action, Scene, metrics};
use egui::{Color32, Pos2, Rect, Shape, Stroke, Ui};
use egui_plot::PlotTransform;

/// So many steps are a point wide: what is finer cannot be seen.
pub(super) fn fine(scene: &Scene<'_>, transform: &PlotTransform) -> u64 {
    (1.0 / (transform.dpos_dvalue_x() * scene.time_tau(1.0)).max(1e-12)) as u64
}

/// Columns of the samples, each from a step on, as points on the screen. All at once: what costs is the way to a bucket.
fn traces(scene: &Scene<'_>, transform: &PlotTransform, columns: &[(usize, u64)]) -> Vec<Vec<Pos2>> {
    let [start, end] = scene.window();
    let (x0, dx) = (transform.position_from_point_x(0.0), transform.dpos_dvalue_x());
    let (y0, dy) = (transform.position_from_point_y(0.0), transform.dpos_dvalue_y());
    let mut series: Vec<Series> = columns.iter().map(|_| Series::default()).collect();
    let from = columns.iter().map(|(_, from)| *from).min().unwrap_or(end);
    for bucket in scene.history.coarse(start.max(from), end, fine(scene, transform)) {
        let x = (f64::from(x0) + dx * scene.time_tau(bucket.step as f64)) as f32;
        for (series, (column, from)) in series.iter_mut().zip(columns) {
            if bucket.step >= *from {
                let y = |row: &[f64]| (f64::from(y0) + dy * row[*column]) as f32;
                series.push(x, [y(bucket.first), y(bucket.low), y(bucket.high), y(bucket.last)]);
            }
        }
    }
    series.into_iter().map(Series::finish).collect()
}

/// The same columns of the run beside this one, pale.
fn pale(
    painter: &egui::Painter,
    scene: &Scene<'_>,
    transform: &PlotTransform,
    columns: &[(usize, Hue)],
    seat: Option<usize>,
) {
    let Some(pale) = scene.pale() else { return };
    let since = seat.map_or(0, |seat| pale.history.watched_since(seat));
    let all: Vec<(usize, u64)> = columns.iter().map(|(column, _)| (*column, since)).collect();
    for (points, (_, hue)) in traces(&pale, transform, &all).into_iter().zip(columns) {
        stroke(painter, points, pale.theme.hue(*hue), *hue);
    }
}

/// The range of a window is known to one of so many parts of it.
pub(super) const FINE: u64 = 1000;

/// And of one of so many where only the two ends of the window may be off by a part.
const ROUGH: u64 = 150;

/// Title of the signals beside the readouts.
const SIGNALS: &str = "Further signals";

/// The range of some columns in the window, with a margin, in steps that do not flicker.
fn range(scene: &Scene<'_>, columns: &[usize], from: u64, always: &[f64]) -> [f64; 2] {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in always {
        low = low.min(*value);
        high = high.max(*value);
    }
    for scene in [Some(*scene), scene.pale()].into_iter().flatten() {
        let [start, end] = scene.window();
        // The extremes of a piece are those of its parts; the window's two ends may be a few steps off.
        for bucket in scene.history.coarse(start.max(from), end, (end - start) / ROUGH) {
            for column in columns {
                low = low.min(bucket.low[*column]);
                high = high.max(bucket.high[*column]);
            }
        }
    }
    if low > high || !low.is_finite() || !high.is_finite() {
        return [0.0, 1.0];
    }
    let span = (high - low).max(0.2);
    let unit = 10f64.powf(span.log10().floor()) / 4.0;
    [((low - 0.06 * span) / unit).floor() * unit, ((high + 0.06 * span) / unit).ceil() * unit]
}

/// Times shown, in time constants; a run that has just begun fills the view from the left.
pub(super) fn time_range(scene: &Scene<'_>) -> [f64; 2] {
    let end = (scene.span.end_s / scene.span.tau_s).max(scene.window_tau());
    [end - scene.window_tau(), end]
}

fn frame<'a>(scene: &Scene<'_>, name: &'a str, y: [f64; 2]) -> Axes<'a> {
    let ticks = if scene.tells_time { Ticks::Both } else { Ticks::Vertical };
    Axes { name, x: time_range(scene), y, ticks }
}

/// A mark where a setting was changed last.
pub(super) fn mark_change(painter: &egui::Painter, scene: &Scene<'_>, rect: Rect, transform: &PlotTransform) {
    let Some(change) = &scene.history.change else { return };
    let x = transform.position_from_point_x(scene.time_tau(change.step as f64));
    if rect.x_range().contains(x) {
        let ends = [egui::pos2(x, rect.top()), egui::pos2(x, rect.bottom())];
        painter.extend(Shape::dashed_line(&ends, Stroke::new(metrics::THIN, scene.theme.text), 2.0, 3.0));
    }
}

/// The width of the time views, where the times are told.
pub(super) fn width_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    if !scene.tells_time {
        return;
    }
    if crate::ui::paper::is_bare(ui.ctx()) {
        ui.label(egui::RichText::new("time in \u{3c4}").size(metrics::SMALL).color(scene.theme.weak));
    } else {
        crate::ui::panels::window_ui(ui, scene, actions);
    }
}

/// A trace in its hue. The first two hues are told apart by their place and are whole, so that levels may be dashed.
fn stroke(painter: &egui::Painter, points: Vec<Pos2>, color: Color32, hue: Hue) {
    let dashes = dashes(hue).filter(|_| hue != Hue::Blue);
    stroke_path(painter, points, Stroke::new(metrics::TRACE, color), dashes);
}

fn line(points: Vec<Pos2>, width: f32, color: Color32) -> Shape {
    Shape::line(points, Stroke::new(width, color))
}

/// A dashed horizontal level with a word at its right end.
fn level(ui: &Ui, scene: &Scene<'_>, rect: Rect, y: f32, word: &str) {
    let (color, backing) = (scene.theme.weak, scene.theme.card);
    let painter = ui.painter_at(rect);
    let ends = [egui::pos2(rect.left(), y), egui::pos2(rect.right(), y)];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(metrics::THIN, color), metrics::DOTS[0], metrics::DOTS[1]));
    let anchor = if y - rect.top() > 16.0 { egui::Align2::RIGHT_BOTTOM } else { egui::Align2::RIGHT_TOP };
    let galley = painter.layout_no_wrap(word.to_owned(), egui::FontId::proportional(metrics::SMALL), color);
    let place = anchor.anchor_size(egui::pos2(rect.right() - 4.0, y - 1.0), galley.size());
    painter.rect_filled(place.expand(1.0), 2.0, backing.gamma_multiply(0.75));
    painter.galley(place.min, galley, color);
}

/// Words or symbols in their colours, each explained where the pointer rests.
fn key<'a>(ui: &mut Ui, scene: &Scene<'_>, signals: impl Iterator<Item = (&'a str, Hue, &'a str)>) {
    for (text, hue, help) in signals {
        let job = math(text, metrics::SMALL, scene.theme.hue(hue));
        // What does not fit beside the title is left out: lines are explained where they are, too.
        if ui.painter().layout_job(job.clone()).size().x + 8.0 > ui.available_width() {
            return;
        }
        ui.label(job).on_hover_text(plain(help));
    }
}

pub(super) fn readouts_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let (signals, words) = (&scene.history.layout.signals, &scene.history.layout.words);
    let readouts: Vec<(usize, &SignalInfo)> = signals.iter().enumerate().filter(|(_, s)| s.is_readout).collect();
    let has_levels = !scene.depiction.theory.is_empty();
    title_row(ui, scene, words.readouts, |ui| {
        width_ui(ui, scene, actions);
        if has_levels {
            let text = format!("dashed: {}", scene.depiction.word(&scene.history.layout));
            let text = egui::RichText::new(text).size(metrics::SMALL).color(scene.theme.weak);
            ui.label(text).on_hover_text(plain(words.readouts_help));
        }
        key(ui, scene, readouts.iter().rev().map(|(_, s)| (s.symbol, s.hue, s.help)));
        // What they aim at, if it has a colour of its own.
        let aims = signals.iter().filter(|signal| signal.aims_at.is_some() && signal.hue != Hue::Neutral);
        key(ui, scene, aims.rev().map(|s| (s.symbol, s.hue, s.help)));
    });
    // What they aim at is to be seen, too.
    let aimed = signals.iter().enumerate().filter(|(_, signal)| signal.aims_at.is_some()).map(|(k, _)| k);
    let columns: Vec<usize> = readouts.iter().map(|(k, _)| *k).chain(aimed).collect();
    let [start, end] = scene.window();
    let theory = scene.history.theory(start, end);
    let levels: Vec<f64> = theory.iter().flat_map(|(_, levels)| levels.iter().map(|t| t.value)).collect();
    let guess = guessed(scene, &readouts);
    let always: Vec<f64> = levels.into_iter().chain(guess).collect();
    let y = range(scene, &columns, 0, &always);
    let (response, transform) = plot_frame(ui, scene, &frame(scene, words.readouts, y));
    let painter = ui.painter_at(response.rect);
    mark_change(&painter, scene, response.rect, &transform);
    let hues: Vec<(usize, Hue)> = readouts.iter().map(|(column, signal)| (*column, signal.hue)).collect();
    pale(&painter, scene, &transform, &hues, None);
    let all: Vec<(usize, u64)> = columns.iter().map(|column| (*column, 0)).collect();
    let mut of_readouts = traces(scene, &transform, &all);
    let of_aims = of_readouts.split_off(readouts.len());
    for (points, column) in of_aims.into_iter().zip(&columns[readouts.len()..]) {
        let hue = signals[*column].hue;
        let color = if hue == Hue::Neutral { scene.theme.weak } else { scene.theme.hue(hue) };
        painter.add(line(points, metrics::TRACE, color));
    }
    for ((column, signal), points) in readouts.into_iter().zip(of_readouts) {
        let color = scene.theme.hue(signal.hue);
        stroke(&painter, points, color, signal.hue);
        let at = |(step, levels): &(u64, Vec<crate::picture::Theory>)| {
            let level = levels.iter().find(|t| t.signal == column)?;
            let x = transform.position_from_point_x(scene.time_tau(*step as f64));
            Some((x, transform.position_from_point_y(level.value)))
        };
        let path = steps_line(theory.iter().filter_map(at), response.rect);
        let level = Stroke::new(metrics::TRACE, color);
        painter.extend(Shape::dashed_line(&path, level, metrics::DOTS[0], metrics::DOTS[1]));
    }
    if let Some(value) = guess {
        level(ui, scene, response.rect, transform.position_from_point_y(value), "your guess");
    }
    let told = Told::Columns(columns.iter().filter_map(|k| Some((signals.get(*k)?.symbol, *k))).collect());
    follow(ui, scene, &response, &transform, &told, actions);
}

/// What somebody guessed of one of these signals in the present step of the lesson.
fn guessed(scene: &Scene<'_>, signals: &[(usize, &SignalInfo)]) -> Option<f64> {
    let id = scene.study.step()?.guess.as_ref()?.of.signal()?;
    scene.study.progress.said().filter(|_| signals.iter().any(|(_, signal)| signal.id == id))
}

/// Signals beside the readouts, as what drives the network.
pub(super) fn signals_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let signals = scene.history.layout.signals.iter().enumerate();
    let traced: Vec<(usize, &SignalInfo)> = signals.filter(|(_, signal)| signal.is_traced).collect();
    title_row(ui, scene, SIGNALS, |ui| {
        width_ui(ui, scene, actions);
        key(ui, scene, traced.iter().rev().map(|(_, s)| (s.symbol, s.hue, s.help)));
    });
    let columns: Vec<usize> = traced.iter().map(|(k, _)| *k).collect();
    let y = range(scene, &columns, 0, &[]);
    let (response, transform) = plot_frame(ui, scene, &frame(scene, SIGNALS, y));
    let painter = ui.painter_at(response.rect);
    mark_change(&painter, scene, response.rect, &transform);
    let hues: Vec<(usize, Hue)> = traced.iter().map(|(column, signal)| (*column, signal.hue)).collect();
    pale(&painter, scene, &transform, &hues, None);
    let all: Vec<(usize, u64)> = columns.iter().map(|column| (*column, 0)).collect();
    for (points, (_, signal)) in traces(scene, &transform, &all).into_iter().zip(&traced) {
        stroke(&painter, points, scene.theme.hue(signal.hue), signal.hue);
    }
    let told = Told::Columns(traced.iter().map(|(column, signal)| (signal.symbol, *column)).collect());
    follow(ui, scene, &response, &transform, &told, actions);
}

/// The neuron watched closest, its name, and since when it is watched.
fn watched(scene: &Scene<'_>) -> Option<(NeuronId, String, u64)> {
    let neuron = scene.watched()?;
    let layout = &scene.history.layout;
    Some((neuron, layout.neuron_name(neuron), scene.history.watched_since(0)))
}

pub(super) fn currents_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some((_, name, since)) = watched(scene) else {
        title_row(ui, scene, "Currents: click a line or a raster row", |_| {});
        return;
    };
    let layout = &scene.history.layout;
    let all = layout.channels.iter().enumerate().filter(|(_, channel)| channel.kind != ChannelKind::Voltage);
    let channels: Vec<(usize, &ChannelInfo)> = all.map(|(k, channel)| (layout.channel(k), channel)).collect();
    title_row(ui, scene, &format!("Currents of {name}"), |ui| {
        width_ui(ui, scene, actions);
        key(ui, scene, channels.iter().rev().map(|(_, channel)| (channel.name, channel.hue, channel.help)));
    });
    let columns: Vec<usize> = channels.iter().map(|(column, _)| *column).collect();
    let threshold = scene.history.watched.map_or(0.0, |watched| watched.net_threshold);
    let y = range(scene, &columns, since, &[0.0, threshold]);
    let (response, transform) = plot_frame(ui, scene, &frame(scene, "Currents", y));
    let painter = ui.painter_at(response.rect);
    mark_change(&painter, scene, response.rect, &transform);
    let hues: Vec<(usize, Hue)> = channels.iter().map(|(column, channel)| (*column, channel.hue)).collect();
    pale(&painter, scene, &transform, &hues, Some(0));
    let zero = transform.position_from_point_y(0.0);
    let all: Vec<(usize, u64)> = columns.iter().map(|column| (*column, since)).collect();
    let drawn = channels.iter().map(|(_, channel)| *channel).zip(traces(scene, &transform, &all));
    let (sums, parts): (Vec<_>, Vec<_>) = drawn.partition(|(channel, _)| channel.kind == ChannelKind::Net);
    for (channel, points) in parts {
        painter.add(area(&points, zero, scene.theme.area(channel.hue)));
        stroke(&painter, points, scene.theme.hue(channel.hue), channel.hue);
    }
    // The sum comes last: it lies over its parts.
    for (channel, points) in sums {
        painter.add(line(points, metrics::TRACE, scene.theme.hue(channel.hue)));
    }
    level(ui, scene, response.rect, transform.position_from_point_y(threshold), "threshold");
    let told = Told::Columns(channels.iter().map(|(column, channel)| (channel.name, *column)).collect());
    follow(ui, scene, &response, &transform, &told, actions);
}

pub(super) fn voltage_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let layout = &scene.history.layout;
    let Some((_, name, _)) = watched(scene) else {
        title_row(ui, scene, "Voltage", |_| {});
        return;
    };
    // The neuron watched closest, then the other picks, each in its seat.
    let seats: Vec<(usize, NeuronId)> =
        scene.history.picks().into_iter().enumerate().filter_map(|(seat, pick)| Some((seat, pick?))).collect();
    let hue = |neuron: NeuronId| layout.populations.get(neuron.population as usize).map_or(Hue::Neutral, |p| p.hue);
    title_row(ui, scene, &format!("Voltage of {name}"), |ui| {
        width_ui(ui, scene, actions);
        for (_, neuron) in seats.iter().skip(1).rev() {
            let text = egui::RichText::new(layout.neuron_name(*neuron)).color(scene.theme.hue(hue(*neuron)));
            let label = ui.add(egui::Label::new(text).sense(egui::Sense::click()));
            if label.on_hover_text("dotted; click to look at this one").clicked() {
                actions.push(Action::Pick(*neuron));
            }
        }
    });
    let columns: Vec<usize> = seats.iter().filter_map(|(seat, _)| layout.voltage(*seat)).collect();
    let newest = seats.iter().map(|(seat, _)| scene.history.watched_since(*seat)).max().unwrap_or(0);
    let y = range(scene, &columns, newest, &[1.0]);
    let (response, transform) = plot_frame(ui, scene, &frame(scene, "Voltage", y));
    let painter = ui.painter_at(response.rect);
    mark_change(&painter, scene, response.rect, &transform);
    let hues: Vec<(usize, Hue)> =
        layout.voltage(0).zip(seats.first()).map(|(c, (_, n))| (c, hue(*n))).into_iter().collect();
    pale(&painter, scene, &transform, &hues, Some(0));
    let neurons: Vec<NeuronId> = seats.iter().map(|(_, neuron)| *neuron).collect();
    let spikes = super::bins::spikes_of(ui, scene, &neurons);
    let drawn = || seats.iter().filter(|(seat, _)| layout.voltage(*seat).is_some());
    let all: Vec<(usize, u64)> =
        columns.iter().zip(drawn()).map(|(k, (seat, _))| (*k, scene.history.watched_since(*seat))).collect();
    for ((seat, neuron), points) in drawn().zip(traces(scene, &transform, &all)).collect::<Vec<_>>().into_iter().rev() {
        let since = scene.history.watched_since(*seat);
        let color = scene.theme.hue(hue(*neuron));
        if *seat == 0 {
            painter.add(line(points, metrics::TRACE, color));
        } else {
            painter.extend(Shape::dotted_line(&points, color.gamma_multiply(0.8), 3.5, 0.9));
        }
        // A spike has no height in this model; a tick at the top shows it.
        let top = response.rect.top() + 8.0 * *seat as f32;
        let mut before = f32::NEG_INFINITY;
        for spike in spikes.iter().filter(|spike| spike.neuron() == *neuron && spike.step >= since) {
            let x = transform.position_from_point_x(scene.time_tau(spike.at()));
            // As many as there are pixels.
            if x - before >= 0.5 {
                before = x;
                painter.vline(x, egui::Rangef::new(top, top + 7.0), Stroke::new(1.5, color));
            }
        }
    }
    level(ui, scene, response.rect, transform.position_from_point_y(1.0), "threshold");
    let names: Vec<String> = seats.iter().map(|(_, neuron)| layout.neuron_name(*neuron)).collect();
    let columns =
        seats.iter().zip(&names).filter_map(|((seat, _), name)| Some((name.as_str(), layout.voltage(*seat)?)));
    follow(ui, scene, &response, &transform, &Told::Columns(columns.collect()), actions);
}
