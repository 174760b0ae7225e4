//! What all views over time share: the wheel looks closer, a drag goes along, a double click leads back to now; two cursors
//! tell differences.

use crate::picture::NeuronId;
use crate::ui::widgets::{fixed, math, plain};
use crate::ui::{Action, Scene, metrics};
use egui::{Align2, CursorIcon, Id, Rect, Response, Sense, Stroke, Ui, pos2, vec2};
use egui_plot::PlotTransform;

/// How much nearer a point of the wheel brings the times.
const WHEEL: f64 = 0.003;
/// How near the pointer must come to a cursor to take it.
const NEAR: f32 = 5.0;
/// Digits of a value at a cursor.
const DIGITS: usize = 3;

/// What a cursor tells in a view.
pub(super) enum Told<'a> {
    /// The values of these columns, each with its symbol.
    Columns(Vec<(&'a str, usize)>),
    /// The spikes between the two.
    Spikes,
}

/// Takes in wheel, drag and double click, and draws the cursors. Where the wheel has another meaning, it needs Ctrl.
pub(super) fn follow(
    ui: &mut Ui,
    scene: &Scene<'_>,
    response: &Response,
    transform: &PlotTransform,
    told: &Told<'_>,
    actions: &mut Vec<Action>,
) {
    let (tau_s, width_s) = (scene.span.tau_s, scene.desk.window_s);
    // A run that has just begun fills the view from the left.
    let end_s = scene.span.end_s.max(width_s);
    let is_held = cursors_ui(ui, scene, response.rect, transform, told, actions);
    let (wheel, zoom) = ui.input(|input| (f64::from(input.smooth_scroll_delta.y), f64::from(input.zoom_delta())));
    let wheel = if matches!(told, Told::Spikes) { 0.0 } else { wheel };
    let nearer = (-WHEEL * wheel).exp() / zoom;
    // What goes on stays at its end, unless somebody has left that.
    let is_live = scene.desk.time.end_s.is_none() && scene.history.status.running && !scene.history.is_back();
    if let Some(pointer) = response.hover_pos().filter(|_| nearer != 1.0) {
        let at_s = transform.value_from_position(pointer).x * tau_s;
        let end_s = (!is_live).then_some(at_s + (end_s - at_s) * nearer);
        actions.push(Action::TimeView { end_s, width_s: width_s * nearer });
    } else if response.double_clicked() {
        actions.push(Action::TimeView { end_s: None, width_s });
    } else if !is_held && response.dragged_by(egui::PointerButton::Primary) && response.drag_delta().x != 0.0 {
        let by_s = f64::from(response.drag_delta().x) / transform.dpos_dvalue_x() * tau_s;
        actions.push(Action::TimeView { end_s: Some(end_s - by_s), width_s });
    }
    if scene.desk.time.end_s.is_some() {
        shown_moment(ui, scene, response.rect, transform);
    }
}

/// The wheel makes the time views wider or narrower, whatever they end at.
pub(super) fn look_closer(ui: &Ui, scene: &Scene<'_>, response: &Response, actions: &mut Vec<Action>) {
    let wheel = f64::from(ui.input(|input| input.smooth_scroll_delta.y));
    if response.hovered() && wheel != 0.0 {
        let width_s = scene.desk.window_s * (-WHEEL * wheel).exp();
        actions.push(Action::TimeView { end_s: scene.desk.time.end_s, width_s });
    }
}

/// Where the moment is that the pictures show, if the time views end elsewhere.
fn shown_moment(ui: &Ui, scene: &Scene<'_>, frame: Rect, transform: &PlotTransform) {
    let painter = ui.painter_at(frame);
    let x = transform.position_from_point_x(scene.time_tau(scene.history.step as f64));
    painter.vline(x, frame.y_range(), Stroke::new(1.0, scene.theme.bad));
    if scene.tells_time {
        let ago_s = scene.history.newest() as f64 * scene.history.layout.dt_s - scene.span.end_s;
        let text = match ago_s < 0.0 {
            true => format!("reaches {} beyond now; double click: now", time(-ago_s)),
            false => format!("ends {} before now; double click: now", time(ago_s)),
        };
        note(ui, scene, frame, Align2::RIGHT_BOTTOM, &text);
    }
}

/// `12.30 ms`, `1.234 s`.
fn time(seconds: f64) -> String {
    if seconds.abs() < 1.0 { format!("{} ms", fixed(seconds * 1e3, 2)) } else { format!("{} s", fixed(seconds, 3)) }
}

/// A line of words in a corner.
fn note(ui: &Ui, scene: &Scene<'_>, frame: Rect, corner: Align2, text: &str) {
    let mut job = math(text, metrics::SMALL, scene.theme.text);
    // Of what is drawn it hides one line; all of it is told where the pointer rests.
    job.wrap = egui::text::TextWrapping::truncate_at_width((frame.width() - 16.0).max(40.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let rect = corner.anchor_size(corner.pos_in_rect(&frame.shrink2(vec2(8.0, 4.0))), galley.size());
    let painter = ui.painter_at(frame);
    painter.rect_filled(rect.expand(3.0), 3.0, scene.theme.card.gamma_multiply(0.88));
    painter.galley(rect.min, galley, scene.theme.text);
    let id = Id::unique(("note", frame.min.x as i32, frame.min.y as i32, corner.x() as usize));
    let words = plain(text);
    ui.interact(rect, id, Sense::empty()).widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
}

/// The cursors, which can be pulled; whether one is held.
fn cursors_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    frame: Rect,
    transform: &PlotTransform,
    told: &Told<'_>,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(cursors) = scene.desk.time.cursors else { return false };
    let x_of = |at_s: f64| transform.position_from_point_x(at_s / scene.span.tau_s);
    let mut is_held = false;
    for (k, at_s) in cursors.into_iter().enumerate() {
        let x = x_of(at_s);
        // One that is out of view waits at the rim.
        let shown = frame.x_range().clamp(x);
        let rect = Rect::from_x_y_ranges(shown - NEAR..=shown + NEAR, frame.y_range());
        let id = Id::unique(("time cursor", frame.min.x as i32, frame.min.y as i32, k));
        let grab = ui.interact(rect, id, Sense::drag());
        let name = if k == 0 { "First time cursor" } else { "Second time cursor" };
        grab.widget_info(|| egui::WidgetInfo::slider(true, at_s, name));
        let is_hot = grab.hovered() || grab.dragged();
        let width = if is_hot { 2.0 } else { 1.2 };
        let painter = ui.painter_at(frame);
        if x == shown {
            painter.vline(x, frame.y_range(), Stroke::new(width, scene.theme.good));
        }
        let top = frame.top();
        let head = vec![pos2(shown - 5.0, top), pos2(shown + 5.0, top), pos2(shown, top + 7.0)];
        painter.add(egui::Shape::convex_polygon(head, scene.theme.good, Stroke::NONE));
        if let Some(pointer) = grab.interact_pointer_pos().filter(|_| grab.dragged()) {
            is_held = true;
            let mut moved = cursors;
            moved[k] = transform.value_from_position(pointer).x * scene.span.tau_s;
            actions.push(Action::Cursors(Some(moved)));
        }
        if is_hot {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
    }
    let [from, to] = [cursors[0].min(cursors[1]), cursors[0].max(cursors[1])];
    let dt_s = scene.history.layout.dt_s;
    let steps = [from, to].map(|at_s| (at_s / dt_s).round().max(0.0) as u64);
    let mut parts = Vec::new();
    if scene.tells_time {
        let apart = to - from;
        let per_second = if apart > 0.0 { format!(", {} Hz", fixed(1.0 / apart, 1)) } else { String::new() };
        parts.push(format!("Δt = {}{per_second}", time(apart)));
    }
    match told {
        Told::Columns(columns) => {
            let at = |step: u64, column: usize| {
                let bucket = scene.history.buckets(step, step).next()?;
                bucket.last.get(column).copied().filter(|value| value.is_finite())
            };
            for (symbol, column) in columns {
                if let [Some(a), Some(b)] = steps.map(|step| at(step, *column)) {
                    parts.push(format!("{symbol}: {} to {}  ({})", fixed(a, DIGITS), fixed(b, DIGITS), signed(b - a)));
                }
            }
        }
        Told::Spikes => {
            let mut counts = vec![0; scene.history.layout.populations.len()];
            for spike in scene.history.spikes(steps[0] + 1, steps[1]) {
                counts.get_mut(usize::from(spike.neuron().population)).into_iter().for_each(|count| *count += 1);
            }
            let populations = scene.history.layout.populations.iter().zip(counts);
            for (population, count) in populations.filter(|(p, _)| p.count > 0) {
                parts.push(format!("{count} of {}", population.name));
            }
            if steps[0] + 1 < scene.history.exact_since() {
                parts.push("older ones are only counted".to_owned());
            }
        }
    }
    note(ui, scene, frame, Align2::LEFT_TOP, &parts.join("   "));
    is_held
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", fixed(value, DIGITS)) } else { fixed(value, DIGITS) }
}

/// The neurons that the raster has alone, if somebody asked for that.
pub(super) fn alone<'a>(scene: &Scene<'a>) -> Option<&'a [NeuronId]> {
    (scene.desk.time.picked_alone && !scene.picks.is_empty()).then_some(scene.picks)
}
