//! A sweep: what is asked for in a row of fields, and the curve of a measure over a parameter while its rows arrive.

use crate::machine::HAS_THREADS;
use crate::param::{Kind, Spec, Value};
use crate::picture::Hue;
use crate::session::Offer;
use crate::ui::sweep_desk::{SweepForm, SweepPoint, SweepRows, SweepWish};
use crate::ui::widgets::{
    Axes, Ticks, axis_names, dashes, heard_field, math, named, number, plain, plot_frame_in, push_button, stroke_path,
    title_row,
};
use crate::ui::{Action, Scene, Shortcut, metrics, paper};
use egui::{Align2, DragValue, FontId, Mesh, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2, vec2};
use egui_plot::PlotTransform;
use std::cell::RefCell;

/// Half a bar of a standard error, in points.
const CAP: f32 = 3.0;
/// Height of the strip for runs that could not be measured.
const STRIP: f32 = 12.0;

/// Draws the sweep as a card.
pub(super) fn sweep_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let desk = &scene.desk.sweep;
    let offers = desk
        .rows
        .as_ref()
        .map(|rows| rows.offers.clone())
        .unwrap_or_else(|| crate::session::offers(&scene.history.layout));
    let drawn = offers.iter().position(|offer| offer.id == desk.measure).unwrap_or(0);
    title_row(ui, scene, "Sweep", |_| {});
    let Some(form) = &desk.form else { return };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        if !paper::is_bare(ui.ctx()) {
            form_ui(ui, scene, form, &offers, drawn, actions);
        }
    });
    let (spec, range) = match &desk.rows {
        Some(rows) => (rows.spec, ends(&rows.values).unwrap_or(form.range)),
        None => (form.spec, form.range),
    };
    let points = desk.rows.as_ref().map(|rows| rows.points(drawn)).unwrap_or_default();
    // The topmost number stands half above the frame.
    ui.add_space(4.0);
    let whole = ui.available_rect_before_wrap();
    let plot = whole.with_max_y(whole.bottom() - 18.0).with_min_x(whole.left() + 14.0);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot).id_salt("sweep"));
    let log = desk.rows.as_ref().map_or_else(|| form.in_ratios(), |rows| rows.in_ratios);
    let along = Along { log };
    let [low, high] = [range[0].min(range[1]), range[0].max(range[1])].map(|v| along.at(v));
    let margin = 0.02 * (high - low).max(1e-12);
    let axes = Axes { name: "Sweep", x: [low - margin, high + margin], y: vertical(&points), ticks: Ticks::Both };
    let (response, transform) = plot_frame_in(&mut inner, scene, &axes, [log, false]);
    let places = Places { transform, along };
    let across = with_unit(&named(spec.name, spec.symbol), spec.unit);
    let up = offers.get(drawn).map_or_else(String::new, |offer| with_unit(&offer.name, offer.unit));
    axis_names(ui, scene, [[&across, spec.symbol], [&up, ""]], whole, response.rect);
    let painter = ui.painter_at(response.rect);
    let hue = offers.get(drawn).map_or(Hue::Neutral, |offer| offer.hue);
    here(ui, scene, spec, &places, response.rect);
    if points.is_empty() {
        let hint = match desk.running {
            Some(_) => "The first rows are on their way.",
            None => "Start it: rows arrive as runs end, a click on a point opens it.",
        };
        let font = FontId::proportional(metrics::TEXT);
        painter.text(response.rect.center(), Align2::CENTER_CENTER, hint, font, scene.theme.weak);
        return;
    }
    curve(&painter, scene, &places, response.rect, &points, hue);
    let Some(rows) = &desk.rows else { return };
    hand(ui, scene, rows, &offers, drawn, &points, &places, &response, actions);
}

/// A value along the lower axis as the plot has it.
#[derive(Clone, Copy)]
struct Along {
    log: bool,
}

impl Along {
    fn at(self, value: f64) -> f64 {
        if self.log { value.max(1e-300).log10() } else { value }
    }
}

/// Where numbers are on the screen.
struct Places {
    transform: PlotTransform,
    along: Along,
}

impl Places {
    fn x(&self, value: f64) -> f32 {
        self.transform.position_from_point_x(self.along.at(value))
    }

    fn y(&self, value: f64) -> f32 {
        self.transform.position_from_point_y(value)
    }
}

fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{name}  in {unit}") }
}

fn ends(values: &[f64]) -> Option<[f64; 2]> {
    Some([*values.first()?, *values.last()?])
}

/// The range of what is drawn, with a margin.
fn vertical(points: &[SweepPoint]) -> [f64; 2] {
    let mut ends = [f64::INFINITY, f64::NEG_INFINITY];
    let mut take = |v: f64| {
        if v.is_finite() {
            ends = [ends[0].min(v), ends[1].max(v)];
        }
    };
    for point in points {
        let error = point.error.unwrap_or(0.0);
        [point.mean - error, point.mean + error, point.ends[0], point.ends[1]].into_iter().for_each(&mut take);
        point.theory.into_iter().for_each(&mut take);
    }
    let [low, high] = ends;
    match () {
        () if low > high => [0.0, 1.0],
        () if high - low < 1e-9 * high.abs().max(1e-9) => [low - 0.5, high + 0.5],
        // What begins near 0 stands on the axis.
        () if low >= 0.0 && low < 0.25 * high => [0.0, high * 1.08],
        () => [low - 0.08 * (high - low), high + 0.08 * (high - low)],
    }
}

/// What is asked for: a field for each part of the sentence.
fn form_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    form: &SweepForm,
    offers: &[Offer],
    drawn: usize,
    actions: &mut Vec<Action>,
) {
    let mut wish = |wish: SweepWish| actions.push(Action::Sweep(wish));
    let running = scene.desk.sweep.running;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        if let Some(id) = parameter_box(ui, scene, "Swept parameter", form.spec, "sweep parameter") {
            wish(SweepWish::Parameter(id));
        }
        let [from, to] = form.range;
        if let Some(v) = field(ui, scene, "from", "Sweep from", from, form.spec.unit, 4) {
            wish(SweepWish::Range([v, to]));
        }
        if let Some(v) = field(ui, scene, "to", "Sweep to", to, form.spec.unit, 4) {
            wish(SweepWish::Range([from, v]));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match running {
            None => {
                let runs = form.count * form.repeats;
                let on = if HAS_THREADS { "on all cores, " } else { "" };
                let help = format!("Runs the network {runs} times, {on}beside the one that you see");
                let button = push_button(ui, scene, "Start").on_hover_text(help);
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Start the sweep"));
                if button.clicked() {
                    wish(SweepWish::Start);
                }
            }
            Some(part) => {
                let button = push_button(ui, scene, "Stop").on_hover_text("Stops; the rows that have come stay");
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Stop the sweep"));
                if button.clicked() {
                    wish(SweepWish::Cancel);
                }
                progress(ui, scene, part, "sweep");
            }
        });
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        if let Some(v) = field(ui, scene, "values", "Values of the sweep", form.count as f64, "", 0) {
            wish(SweepWish::Count(v.round().max(0.0) as usize));
        }
        if let Some(v) = field(ui, scene, "runs each", "Runs at each value", form.repeats as f64, "", 0) {
            wish(SweepWish::Repeats(v.round().max(0.0) as usize));
        }
        if let Some(v) = field(ui, scene, "of", "Length of each run", form.run_s, "s", 3) {
            wish(SweepWish::Length(v));
        }
        weak(ui, scene, "draw");
        let shown = offers.get(drawn).map_or("", |offer| offer.name.as_str());
        let text = math(shown, metrics::TEXT, scene.theme.text);
        let chosen =
            egui::ComboBox::from_id_salt("sweep measure").selected_text(text).height(360.0).show_ui(ui, |ui| {
                let mut chosen = None;
                for (k, offer) in offers.iter().enumerate() {
                    let text = math(&offer.name, metrics::TEXT, scene.theme.text);
                    if ui.selectable_label(k == drawn, text).clicked() {
                        chosen = Some(offer.id.clone());
                    }
                }
                chosen
            });
        chosen.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Measure that is drawn"));
        if let Some(id) = chosen.inner.flatten() {
            wish(SweepWish::Measure(id));
        }
    });
    let (Some(rows), Some(offer)) = (&scene.desk.sweep.rows, offers.get(drawn)) else { return };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        legend_ui(ui, scene, rows, offer, drawn);
        if rows.is_stale && running.is_none() {
            let label = ui.label(egui::RichText::new("as it was").size(metrics::SMALL).color(scene.theme.bad));
            label.on_hover_text("Something was changed since: start it anew to see what that does");
        }
    });
}

fn weak(ui: &mut Ui, scene: &Scene<'_>, text: &str) {
    ui.label(egui::RichText::new(text).size(metrics::SMALL).color(scene.theme.weak));
}

/// How far a job is.
pub(super) fn progress(ui: &mut Ui, scene: &Scene<'_>, part: f64, what: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(90.0, 14.0), Sense::hover());
    let bar = Rect::from_center_size(rect.center(), vec2(rect.width(), 5.0));
    ui.painter().rect_filled(bar, 2.5, scene.theme.rail);
    let done = bar.with_max_x(bar.left() + bar.width() * (part as f32).clamp(0.0, 1.0));
    ui.painter().rect_filled(done, 2.5, scene.theme.good);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, format!("{what}: {:.0} %", 100.0 * part))
    });
    response.on_hover_text(format!("{:.0} %", 100.0 * part));
}

/// The choice of a parameter that is a number.
pub(super) fn parameter_box(
    ui: &mut Ui,
    scene: &Scene<'_>,
    name: &str,
    chosen: &'static Spec,
    salt: &str,
) -> Option<&'static str> {
    let title = |spec: &Spec, color| math(&named(spec.name, spec.symbol), metrics::TEXT, color);
    let text = title(chosen, scene.theme.text);
    let shown = egui::ComboBox::from_id_salt(salt).selected_text(text).height(420.0).show_ui(ui, |ui| {
        let (mut group, mut picked) = ("", None);
        for (spec, _) in scene.parameters() {
            if !matches!(spec.kind, Kind::Number { .. } | Kind::Count { .. }) || spec.id == "seed" {
                continue;
            }
            if spec.group != group {
                group = spec.group;
                ui.label(egui::RichText::new(group).size(metrics::SMALL).color(scene.theme.weak));
            }
            let entry = ui.selectable_label(spec.id == chosen.id, title(spec, scene.theme.text));
            if entry.on_hover_text(plain(spec.help)).clicked() {
                picked = Some(spec.id);
            }
        }
        picked
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
    shown.inner.flatten()
}

/// A number with its word; what was typed or pulled.
pub(super) fn field(
    ui: &mut Ui,
    scene: &Scene<'_>,
    word: &str,
    name: &str,
    value: f64,
    unit: &str,
    digits: usize,
) -> Option<f64> {
    weak(ui, scene, word);
    let mut new = value;
    let heard = RefCell::new(None);
    let suffix = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let speed = if digits == 0 { 0.1 } else { value.abs().max(0.1) * 0.01 };
    let drag = DragValue::new(&mut new).speed(speed).suffix(suffix).max_decimals(digits);
    let response = ui.add(heard_field(drag, &heard));
    response.widget_info(|| egui::WidgetInfo::slider(true, value, name));
    if let Some(text) = heard.take() {
        let bare = text.trim().strip_suffix(unit).unwrap_or(text.trim()).trim();
        return match Value::parse(bare) {
            Value::Number(v) => Some(v),
            Value::Count(v) => Some(v as f64),
            // Whoever takes it says so.
            _ => Some(f64::NAN),
        };
    }
    (new != value && new.is_finite()).then_some(new)
}

/// A line where the parameter stands now.
fn here(ui: &Ui, scene: &Scene<'_>, spec: &Spec, places: &Places, frame: Rect) {
    let now = scene.parameters().iter().find(|(known, _)| known.id == spec.id).map(|(_, value)| value);
    let value = match now {
        Some(Value::Number(v)) => *v,
        Some(Value::Count(v)) => *v as f64,
        _ => return,
    };
    let x = places.x(value);
    if !frame.x_range().contains(x) {
        return;
    }
    let painter = ui.painter_at(frame);
    painter.vline(x, frame.y_range(), Stroke::new(1.0, scene.theme.text.gamma_multiply(0.5)));
    let tip = pos2(x, frame.top() + 7.0);
    let foot = vec2(5.0, -7.0);
    let triangle = vec![tip, tip + foot, tip + vec2(-foot.x, foot.y)];
    painter.add(Shape::convex_polygon(triangle, scene.theme.text, Stroke::NONE));
}

fn curve(painter: &egui::Painter, scene: &Scene<'_>, places: &Places, frame: Rect, points: &[SweepPoint], hue: Hue) {
    let color = scene.theme.hue(hue);
    let at = |x: f64, y: f64| pos2(places.x(x), places.y(y));
    // The spread of the runs, faint, and their standard error in it.
    let band = |edges: &dyn Fn(&SweepPoint) -> Option<[f64; 2]>, fill| {
        let mut mesh = Mesh::default();
        let edges: Vec<Option<[Pos2; 2]>> = points
            .iter()
            .map(|p| edges(p).filter(|e| e.iter().all(|v| v.is_finite())).map(|e| e.map(|y| at(p.at, y))))
            .collect();
        for pair in edges.windows(2) {
            let [Some([a, b]), Some([c, d])] = pair else { continue };
            let first = mesh.vertices.len() as u32;
            [a, b, c, d].into_iter().for_each(|at| mesh.colored_vertex(*at, fill));
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 3, first + 2);
        }
        painter.add(Shape::mesh(mesh));
    };
    band(&|p| (p.runs[0] > 1).then_some(p.ends), color.gamma_multiply(0.10));
    band(&|p| p.error.map(|e| [p.mean - e, p.mean + e]), color.gamma_multiply(0.22));
    let theory: Vec<Option<Pos2>> = points.iter().map(|p| p.theory.map(|y| at(p.at, y))).collect();
    for piece in theory.split(Option::is_none).filter(|piece| piece.len() > 1) {
        let path = piece.iter().flatten().copied().collect();
        stroke_path(painter, path, Stroke::new(1.4, scene.theme.text), Some(metrics::DOTS));
    }
    let means: Vec<Option<Pos2>> = points.iter().map(|p| p.mean.is_finite().then(|| at(p.at, p.mean))).collect();
    for piece in means.split(Option::is_none).filter(|piece| !piece.is_empty()) {
        let path: Vec<Pos2> = piece.iter().flatten().copied().collect();
        if path.len() > 1 {
            stroke_path(painter, path, Stroke::new(1.8, color), dashes(hue));
        }
    }
    for (point, place) in points.iter().zip(&means) {
        let Some(place) = place else {
            // Nothing could be measured there.
            let c = pos2(places.x(point.at), frame.bottom() - 0.5 * STRIP);
            let stroke = Stroke::new(1.4, scene.theme.error);
            for side in [-1.0, 1.0] {
                painter.line_segment([c + vec2(-3.5, -3.5 * side), c + vec2(3.5, 3.5 * side)], stroke);
            }
            continue;
        };
        if let Some(error) = point.error.filter(|e| *e > 0.0) {
            let [top, foot] = [at(point.at, point.mean + error), at(point.at, point.mean - error)];
            if foot.y - top.y > 8.0 {
                let stroke = Stroke::new(1.0, color);
                painter.line_segment([top, foot], stroke);
                for end in [top, foot] {
                    painter.hline(end.x - CAP..=end.x + CAP, end.y, stroke);
                }
            }
        }
        painter.circle(*place, 3.2, color, Stroke::new(1.2, scene.theme.card));
    }
}

/// What is drawn: a piece of each line with its name.
fn legend_ui(ui: &mut Ui, scene: &Scene<'_>, rows: &SweepRows, offer: &Offer, drawn: usize) {
    let color = scene.theme.hue(offer.hue);
    let entry = |ui: &mut Ui, text: &str, of_word, draw: &dyn Fn(&egui::Painter, Rect)| {
        let (rect, _) = ui.allocate_exact_size(vec2(24.0, 16.0), Sense::hover());
        draw(ui.painter(), Rect::from_center_size(rect.center(), vec2(24.0, 10.0)));
        ui.label(math(text, metrics::SMALL, of_word));
        ui.add_space(6.0);
    };
    entry(ui, &offer.name, color, &|painter, rect| {
        let ends = vec![rect.left_center(), rect.right_center()];
        stroke_path(painter, ends, Stroke::new(1.8, color), dashes(offer.hue));
        painter.circle_filled(rect.center(), 3.2, color);
    });
    if rows.repeats > 1 {
        entry(ui, "standard error, spread", scene.theme.weak, &|painter, rect| {
            painter.rect_filled(rect, 0.0, color.gamma_multiply(0.10));
            painter.rect_filled(rect.shrink2(vec2(0.0, 3.0)), 0.0, color.gamma_multiply(0.25));
        });
    }
    if rows.theory.get(drawn).copied().flatten().is_some() {
        let word = scene.depiction.word(&scene.history.layout);
        entry(ui, word, scene.theme.text, &|painter, rect| {
            let ends = vec![rect.left_center(), rect.right_center()];
            stroke_path(painter, ends, Stroke::new(1.4, scene.theme.text), Some(metrics::DOTS));
        });
    }
}

/// The point under the pointer tells its numbers, a click opens it; the same by keyboard.
#[allow(clippy::too_many_arguments, reason = "a picture and what is done in it")]
fn hand(
    ui: &mut Ui,
    scene: &Scene<'_>,
    rows: &SweepRows,
    offers: &[Offer],
    drawn: usize,
    points: &[SweepPoint],
    places: &Places,
    response: &Response,
    actions: &mut Vec<Action>,
) {
    let frame = response.rect;
    let x_of = |point: &SweepPoint| places.x(point.at);
    let nearest = |x: f32| {
        let far = |k: &usize| (x_of(&points[*k]) - x).abs();
        (0..points.len()).min_by(|a, b| far(a).total_cmp(&far(b)))
    };
    let id = ui.scope_id().with("point of the sweep");
    let mut kept: usize = ui.data(|data| data.get_temp(id)).unwrap_or(0).min(points.len() - 1);
    let focus = ui.interact(
        Rect::from_center_size(place(places, frame, &points[kept]), Vec2::splat(20.0)),
        id,
        Sense::focusable_noninteractive(),
    );
    let said = told(rows, offers, drawn, &points[kept]);
    focus.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Slider,
            true,
            format!("Point of the sweep: {}", plain(&said).replace('\n', ", ")),
        )
    });
    let mut lit = None;
    if focus.has_focus() {
        Shortcut::leave_keys_to_commands(ui.ctx());
        ui.memory_mut(|memory| {
            let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(id, filter);
        });
        let (by, enter) = ui.input(|input| {
            let count = |key| input.num_presses(key) as isize;
            (count(egui::Key::ArrowRight) - count(egui::Key::ArrowLeft), input.key_pressed(egui::Key::Enter))
        });
        kept = kept.saturating_add_signed(by).min(points.len() - 1);
        ui.data_mut(|data| data.insert_temp(id, kept));
        if enter {
            actions.push(Action::Sweep(SweepWish::Open(points[kept].at)));
        }
        lit = Some(kept);
    }
    let under = response.hover_pos().filter(|p| frame.contains(*p)).and_then(|p| nearest(p.x));
    let clicked = response.clicked().then(|| response.interact_pointer_pos()).flatten().and_then(|p| nearest(p.x));
    if let Some(k) = clicked {
        ui.data_mut(|data| data.insert_temp(id, k));
        actions.push(Action::Sweep(SweepWish::Open(points[k].at)));
    }
    let Some(k) = under.or(lit) else { return };
    let at = place(places, frame, &points[k]);
    let painter = ui.painter_at(frame);
    painter.vline(at.x, frame.y_range(), Stroke::new(1.0, scene.theme.hairline));
    let color = offers.get(drawn).map_or(scene.theme.text, |offer| scene.theme.hue(offer.hue));
    painter.circle(at, 5.5, color, Stroke::new(2.0, scene.theme.text));
    let text = told(rows, offers, drawn, &points[k]);
    if under.is_some() {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        response.clone().on_hover_ui_at_pointer(|ui| {
            for line in text.lines() {
                ui.label(math(line, metrics::TEXT, scene.theme.text));
            }
            weak(ui, scene, "a click opens it");
        });
    }
}

/// Where a point is drawn.
fn place(places: &Places, frame: Rect, point: &SweepPoint) -> Pos2 {
    let x = places.x(point.at);
    let y = if point.mean.is_finite() { places.y(point.mean) } else { frame.bottom() - 0.5 * STRIP };
    pos2(x, y)
}

/// Its numbers.
fn told(rows: &SweepRows, offers: &[Offer], drawn: usize, point: &SweepPoint) -> String {
    let spec = rows.spec;
    let symbol = if spec.symbol.is_empty() { spec.name } else { spec.symbol };
    let mut lines = vec![format!("{symbol} = {} {}", number(point.at), spec.unit).trim_end().to_owned()];
    let [measured, all] = point.runs;
    let Some(offer) = offers.get(drawn) else { return lines.join("\n") };
    if measured == 0 {
        let own = rows.rows.iter().filter(|row| rows.values.get(row.index / rows.repeats.max(1)) == Some(&point.at));
        let why = own.map(|row| row.why.as_str()).find(|why| !why.is_empty());
        lines.push(why.map_or_else(|| format!("{}: nothing to measure", offer.name), str::to_owned));
        return lines.join("\n");
    }
    let error = point.error.filter(|e| *e > 0.0).map_or_else(String::new, |e| format!(" ± {}", number(e)));
    lines.push(format!("{} = {}{error} {}", offer.name, number(point.mean), offer.unit).trim_end().to_owned());
    if let Some(theory) = point.theory {
        lines.push(format!("by theory {}", number(theory)));
    }
    let [low, high] = point.ends;
    match () {
        () if all < 2 => {}
        () if measured < all => lines.push(format!("{measured} of {all} runs, {} to {}", number(low), number(high))),
        () if low == high => lines.push(format!("{all} runs, all alike")),
        () => lines.push(format!("{all} runs, {} to {}", number(low), number(high))),
    }
    lines.join("\n")
}
