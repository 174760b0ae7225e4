//! The input over time: what was, now, and what is coming. Draw into the future to make a course, drag the knob at now
//! to play it live.

use crate::geometry::Point;
use crate::picture::{Grip, GripShape};
use crate::ui::widgets::{Axes, Series, Ticks, plot_frame, title_row};
use crate::ui::{Action, Scene, metrics, paper};
use egui::{Pos2, Sense, Shape, Stroke, Ui, Vec2, pos2};

/// Values in a drawn course.
const DRAWN: usize = 64;

/// A stroke of the mouse: times in seconds and values, and the range of time that was shown as it began.
#[derive(Clone, Debug, Default)]
struct Pen {
    points: Vec<[f64; 2]>,
    start_tau: f64,
}

/// The range of values that was shown when the knob was taken: it stays while the input is played.
type Held = Option<[f64; 2]>;

/// Draws the view.
pub fn input_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let history = scene.history;
    let Some(upcoming) = &history.upcoming else { return };
    let Some(signal) = history.layout.signals.get(upcoming.signal) else { return };
    let layout = &history.layout;
    title_row(ui, scene, &format!("{}  {}", capital(signal.name), signal.symbol), |ui| {
        let hint = match paper::is_bare(ui.ctx()) {
            true => "time in \u{3c4}",
            false => "draw to the right of now; drag the knob to play",
        };
        ui.label(egui::RichText::new(hint).size(metrics::SMALL).color(scene.theme.weak));
    });
    let id = egui::Id::unique(("pen", scene.desk.gesture()));
    let mut pen = ui.data(|data| data.get_temp::<Pen>(id)).filter(|pen| !pen.points.is_empty());
    let now = scene.time_tau(history.step as f64);
    let half =
        (0.5 * scene.window_tau()).min(scene.time_tau(upcoming.stride as f64) * (upcoming.values.len() - 1) as f64);
    // While the pen is down the paper lies still.
    let start = pen.as_ref().map_or(now - half, |pen| pen.start_tau);
    let held = ui.data(|data| data.get_temp::<Held>(id.with("held"))).flatten();
    let held = held.filter(|_| ui.input(|input| input.pointer.primary_down()));
    let [low, high] = held.unwrap_or_else(|| range(scene, upcoming.signal, start, &upcoming.values, pen.as_ref()));
    let name = "Input over time";
    let axes = Axes { name, x: [start, start + 2.0 * half], y: [low, high], ticks: Ticks::Both };
    let (response, transform) = plot_frame(ui, scene, &axes);
    let painter = ui.painter_at(response.rect);
    super::traces::mark_change(&painter, scene, response.rect, &transform);
    let at = |tau: f64, value: f64| pos2(transform.position_from_point_x(tau), transform.position_from_point_y(value));

    let first = (start * layout.tau_s / layout.dt_s).max(0.0) as u64;
    for scene in &scene.pale().into_iter().chain([*scene]).collect::<Vec<_>>() {
        let mut past = Series::default();
        let fine = super::traces::fine(scene, &transform);
        for bucket in scene.history.coarse(first, scene.history.step, fine) {
            let x = transform.position_from_point_x(scene.time_tau(bucket.step as f64));
            let y = |value: f64| transform.position_from_point_y(value);
            past.push(x, [bucket.first, bucket.low, bucket.high, bucket.last].map(|row| y(row[upcoming.signal])));
        }
        painter.add(Shape::line(past.finish(), Stroke::new(metrics::TRACE, scene.theme.text)));
    }
    let time = |k: usize| scene.time_tau((upcoming.from + k as u64 * upcoming.stride) as f64);
    let future: Vec<Pos2> = upcoming.values.iter().enumerate().map(|(k, value)| at(time(k), *value)).collect();
    painter.extend(Shape::dashed_line(&future, Stroke::new(metrics::TRACE, scene.theme.weak), 5.0, 3.0));
    painter.vline(transform.position_from_point_x(now), response.rect.y_range(), Stroke::new(1.0, scene.theme.weak));

    let x = upcoming.values.first().copied().unwrap_or(0.0);
    let knob = at(now, x);
    let grab = ui.interact(
        egui::Rect::from_center_size(knob, Vec2::splat(2.0 * metrics::GRAB)),
        id.with("knob"),
        Sense::click_and_drag(),
    );
    grab.widget_info(|| egui::WidgetInfo::slider(true, x, "Input now"));
    let size = if grab.hovered() || grab.dragged() { 7.0 } else { 5.0 };
    if !paper::is_bare(ui.ctx()) {
        painter.circle(knob, size, scene.theme.card, Stroke::new(1.8, scene.theme.text));
    }
    let holds = grab.is_pointer_button_down_on().then_some([low, high]);
    ui.data_mut(|data| data.insert_temp(id.with("held"), holds));
    let value_at = |at: Pos2| {
        let value = transform.value_from_position(at);
        [value.x, value.y.clamp(low, high)]
    };
    if let Some(pointer) = grab.interact_pointer_pos().filter(|_| grab.dragged() && grab.drag_delta() != Vec2::ZERO) {
        // Beyond the rim it goes on: the axis stays while it is held.
        let y = transform.value_from_position(pointer).y;
        let grip = Grip::new(layout.words.input, GripShape::Cursor, Point::new(x, 0.0));
        actions.push(Action::Drag { plane: 0, grip, to: Point::new(y, 0.0) });
    }
    grab.on_hover_text("Drag up and down to play the input");

    super::time::look_closer(ui, scene, &response, actions);
    // The pen.
    if response.drag_started()
        && let Some(press) = ui.input(|input| input.pointer.press_origin())
        && value_at(press)[0] >= now
    {
        pen = Some(Pen { points: vec![value_at(press)], start_tau: start });
    }
    if let (Some(pen), Some(pointer)) = (&mut pen, response.interact_pointer_pos()) {
        let point = value_at(pointer);
        // Only forward in time: going back rubs out.
        pen.points.retain(|known| known[0] < point[0]);
        pen.points.push(point);
    }
    if let Some(pen) = &pen {
        let path: Vec<Pos2> = pen.points.iter().map(|[tau, value]| at(*tau, *value)).collect();
        painter.line(path, Stroke::new(2.0, scene.theme.good));
    }
    if response.drag_stopped() {
        actions.extend(pen.take().and_then(|pen| course(&pen, now, layout.tau_s)));
    }
    // A pen that nobody holds has been forgotten, as when the view was closed.
    let held = ui.input(|input| input.pointer.primary_down());
    ui.data_mut(|data| data.insert_temp(id, pen.filter(|_| held).unwrap_or_default()));
}

/// The course that a stroke makes: it begins where it was drawn, or now if that has passed.
fn course(pen: &Pen, now_tau: f64, tau_s: f64) -> Option<Action> {
    let ([from, _], [to, _]) = (pen.points.first()?, pen.points.last()?);
    if to - from <= 1e-3 {
        return None;
    }
    let value = |k: usize| {
        let at = from + (to - from) * k as f64 / (DRAWN - 1) as f64;
        let next = pen.points.partition_point(|p| p[0] < at).clamp(1, pen.points.len() - 1);
        let ([t0, y0], [t1, y1]) = (pen.points[next - 1], pen.points[next]);
        y0 + (y1 - y0) * ((at - t0) / (t1 - t0)).clamp(0.0, 1.0)
    };
    let values = (0..DRAWN).map(value).collect();
    Some(Action::DrawInput { values, from_s: from.max(now_tau) * tau_s, length_s: (to - from) * tau_s })
}

/// A range that holds what is shown, with room to draw.
fn range(scene: &Scene<'_>, signal: usize, start_tau: f64, coming: &[f64], pen: Option<&Pen>) -> [f64; 2] {
    let (mut low, mut high) = (0.0f64, 1.0f64);
    let mut take = |value: f64| {
        low = low.min(value);
        high = high.max(value);
    };
    coming.iter().for_each(|value| take(*value));
    pen.iter().flat_map(|pen| &pen.points).for_each(|point| take(point[1]));
    let first = (start_tau * scene.history.layout.tau_s / scene.history.layout.dt_s).max(0.0) as u64;
    let fine = scene.history.step.saturating_sub(first) / super::traces::FINE;
    for bucket in scene.history.coarse(first, scene.history.step, fine) {
        take(bucket.low[signal]);
        take(bucket.high[signal]);
    }
    let unit = 10f64.powf((high - low).log10().floor()) / 2.0;
    [(low / unit - 0.2).floor() * unit, (high / unit + 0.2).ceil() * unit]
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
