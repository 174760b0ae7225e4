//! A plane: lines with owners, boundaries, shaded firing sides, the leak, the trail of the state, spikes as jumps.
//!
//! It draws whatever a [`Plane`] holds and knows no system.

use super::grips::{self, Hand};
use super::plane_labels::places;
use super::plane_lines::{ghost, handles, lines};
use super::tuning::tuning_ui;
use crate::geometry::Point;
use crate::picture::{Axis, CurveKind, Handle, Hue, MarkKind, NeuronLine, Plane};
use crate::ui::widgets::{Axes, Ticks, area, math, plot_frame, title_row};
use crate::ui::{Action, Lower, Scene, metrics};
use egui::{Align2, FontId, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::{PlotPoint, PlotTransform};

/// Length of the trail in time constants, and in steps at most.
pub(super) const TRAIL_TAU: f64 = 2.5;
pub(super) const TRAIL_STEPS: u64 = 3000;
/// Levels in which the trail fades.
const FADES: usize = 16;

/// What is needed to draw in one plane.
pub(super) struct Canvas<'a> {
    pub scene: &'a Scene<'a>,
    pub title: &'a str,
    pub plane: &'a Plane,
    pub axes: &'a [Axis; 2],
    pub frame: Rect,
    pub transform: PlotTransform,
}

impl Canvas<'_> {
    pub fn at(&self, p: Point) -> Pos2 {
        self.transform.position_from_point(&PlotPoint::new(p.x, p.y))
    }

    pub fn corners(&self) -> [Point; 2] {
        let bounds = self.transform.bounds();
        [Point::new(bounds.min()[0], bounds.min()[1]), Point::new(bounds.max()[0], bounds.max()[1])]
    }

    pub fn path(&self, points: &[Point]) -> Vec<Pos2> {
        points.iter().map(|p| self.at(*p)).collect()
    }

    /// The sampled signals along both axes, if they are sampled.
    pub fn columns(&self) -> Option<[usize; 2]> {
        Some([self.axes[0].signal?, self.axes[1].signal?])
    }

    /// Where the state is, if both axes are sampled.
    pub fn state(&self) -> Option<Point> {
        let history = self.scene.history;
        let columns = self.columns()?;
        let bucket = history.buckets(history.step, history.step).last()?;
        let middle = |k: usize| 0.5 * (bucket.low[columns[k]] + bucket.high[columns[k]]);
        Some(Point::new(middle(0), middle(1))).filter(|at| at.x.is_finite() && at.y.is_finite())
    }

    /// Where the knob of a line sits: near the end that is farther from where it touches.
    pub fn knob(&self, line: &NeuronLine) -> Option<Point> {
        let [min, max] = self.corners();
        let [a, b] = line.half_plane.clip(min, max)?;
        let (left, right) = if a.x < b.x { (a, b) } else { (b, a) };
        let at = left + (right - left) * 0.84;
        let near = self.at(at).distance(self.at(line.touch)) < 40.0;
        Some(if near { left + (right - left) * 0.16 } else { at })
    }
}

/// Draws plane `index` of the scene.
pub fn plane_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let (Some(info), Some(plane)) = (scene.history.layout.planes.get(index), scene.depiction.planes.get(index)) else {
        return;
    };
    let title = format!("{}   {}", info.title, plane.subtitle);
    title_row(ui, scene, &title, |ui| choices_ui(ui, scene, index, plane, actions));
    let ranges = if index == 0 { [scene.look.x_range, scene.look.y_range] } else { [None, None] };
    let [x, y] = [0, 1].map(|k| ranges[k].unwrap_or(info.axes[k].range));
    let whole = ui.available_rect_before_wrap();
    let [x, y] = if info.is_true_to_scale { to_scale(x, y, whole.size()) } else { [x, y] };
    let plot = whole.with_max_y(whole.bottom() - 18.0).with_min_x(whole.left() + 14.0);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot).id_salt(info.id));
    let axes = Axes {
        name: info.title,
        x,
        y,
        ticks: Ticks::Both,
        free: true,
        held: grips::holds(ui, index) || (scene.pen && plane.draws),
    };
    let (response, transform) = plot_frame(&mut inner, scene, &axes);
    axis_names(ui, scene, &info.axes, whole, response.rect);
    let canvas = Canvas { scene, title: info.title, plane, axes: &info.axes, frame: response.rect, transform };
    let hand = grips::hand(ui, &canvas, &response, index, actions);
    regions(ui, &canvas);
    let names = curve_names(ui, &canvas);
    leak(ui, &canvas, &names);
    ghost(ui, &canvas, index);
    lines(ui, &canvas, &hand);
    curves(ui, &canvas, &hand);
    dots(ui, &canvas, &response, actions);
    trail(ui, &canvas);
    let taken = [names, marks(ui, &canvas)].concat();
    words(ui, &canvas, &taken);
    handles(ui, &canvas, &hand);
    if let Some(grip) = hand.hot.filter(|_| !ui.input(|input| input.pointer.any_down())) {
        let text = grips::tooltip(&canvas, &grip);
        response.on_hover_ui_at_pointer(|ui| {
            for line in text.lines() {
                ui.label(math(line, metrics::TEXT, scene.theme.text));
            }
        });
    }
}

/// Widens one range so that a unit is as long along both axes.
fn to_scale(x: [f64; 2], y: [f64; 2], card: egui::Vec2) -> [[f64; 2]; 2] {
    // Without numbers and names.
    let (across, up) = (f64::from(card.x - metrics::TICKS - 30.0).max(1.0), f64::from(card.y - 40.0).max(1.0));
    let unit = ((x[1] - x[0]) / across).max((y[1] - y[0]) / up);
    let widen = |range: [f64; 2], points: f64| {
        let middle = 0.5 * (range[0] + range[1]);
        [middle - 0.5 * unit * points, middle + 0.5 * unit * points]
    };
    [widen(x, across), widen(y, up)]
}

/// The tuning curves as a card of their own.
pub fn tuning_card_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    title_row(ui, scene, "Tuning curves  rate in Hz over x", |ui| lower_ui(ui, scene, Lower::Tuning, actions));
    tuning_ui(ui, scene);
}

/// What may be shown below the first plane, and the pen.
fn choices_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, plane: &Plane, actions: &mut Vec<Action>) {
    // Where there is nothing below the first plane its own row must offer it.
    if index == 0 && below(scene).is_some() {
        return;
    }
    if plane.draws {
        let color = if scene.pen { scene.theme.text } else { scene.theme.weak };
        let text = egui::RichText::new("draw").size(metrics::SMALL).color(color);
        let pen = ui.add(egui::Button::selectable(scene.pen, text));
        if pen.on_hover_text("Draw a target with the mouse (T, or Shift+drag)").clicked() {
            actions.push(Action::TogglePen);
        }
        ui.add_space(6.0);
    }
    lower_ui(ui, scene, Lower::Plane(index), actions);
}

/// What can be shown below the first plane, with a word for each.
fn choices(scene: &Scene<'_>) -> Vec<(Lower, &'static str)> {
    let layout = &scene.history.layout;
    let planes = layout.planes.iter().zip(&scene.depiction.planes).enumerate().skip(1);
    let planes = planes.filter(|(_, (_, plane))| !plane.curves.is_empty());
    let mut choices: Vec<(Lower, &str)> = planes.map(|(k, (info, _))| (Lower::Plane(k), info.short)).collect();
    choices.extend(layout.fields.iter().enumerate().map(|(k, info)| (Lower::Field(k), info.short)));
    choices.extend(layout.spaces.iter().enumerate().map(|(k, info)| (Lower::Space(k), info.short)));
    choices
}

/// What is shown below the first plane: the chosen one, or the first that has something to show.
pub fn below(scene: &Scene<'_>) -> Option<Lower> {
    let choices = choices(scene);
    let chosen = scene.lower == Lower::Tuning || choices.iter().any(|(lower, _)| *lower == scene.lower);
    if chosen { Some(scene.lower) } else { choices.first().map(|(lower, _)| *lower) }
}

pub(super) fn lower_ui(ui: &mut Ui, scene: &Scene<'_>, shown: Lower, actions: &mut Vec<Action>) {
    let mut choices = choices(scene);
    if choices.is_empty() && shown == Lower::Tuning {
        choices.push((Lower::Plane(1), "none"));
    }
    if scene.history.layout.spikes {
        choices.push((Lower::Tuning, "tuning"));
    }
    if shown != Lower::Plane(0) {
        let word = if scene.enlarged { "smaller" } else { "larger" };
        let text = egui::RichText::new(word).size(metrics::SMALL).color(scene.theme.weak);
        if ui.add(egui::Button::selectable(false, text)).clicked() {
            actions.push(Action::Enlarge);
        }
        ui.add_space(6.0);
    }
    for (lower, short) in choices.into_iter().rev() {
        let color = if lower == shown { scene.theme.text } else { scene.theme.weak };
        let button = ui.add(egui::Button::selectable(lower == shown, math(short, metrics::SMALL, color)));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, crate::ui::widgets::plain(short)));
        if button.clicked() {
            actions.push(Action::Lower(lower));
        }
    }
}

fn axis_names(ui: &Ui, scene: &Scene<'_>, axes: &[Axis; 2], whole: Rect, frame: Rect) {
    // Where there is no room for words the symbol must do.
    let name = |axis: &Axis, room: f32| {
        if room < 190.0 { axis.symbol.to_owned() } else { format!("{}  {}", axis.name, axis.symbol) }
    };
    let layout = |axis, room| {
        ui.ctx().fonts_mut(|fonts| fonts.layout_job(math(&name(axis, room), metrics::SMALL, scene.theme.weak)))
    };
    let (below, beside) = (layout(&axes[0], frame.width()), layout(&axes[1], frame.height()));
    let at = pos2(frame.center().x - below.size().x / 2.0, whole.bottom() - below.size().y);
    explain(ui, scene, &axes[0], Rect::from_min_size(at, below.size()));
    ui.painter().galley(at, below, scene.theme.weak);
    let at = pos2(whole.left() - 4.0, frame.center().y + beside.size().x / 2.0);
    explain(ui, scene, &axes[1], Rect::from_min_size(at - vec2(0.0, beside.size().x), beside.size().yx()));
    ui.painter()
        .add(egui::epaint::TextShape::new(at, beside, scene.theme.weak).with_angle(-std::f32::consts::FRAC_PI_2));
}

/// What an axis shows, in plain words, where the pointer rests on its name.
pub(super) fn explain(ui: &Ui, scene: &Scene<'_>, axis: &Axis, rect: Rect) {
    let signal = axis.signal.and_then(|k| scene.history.layout.signals.get(k));
    let help = signal.map_or(String::new(), |signal| format!("\n{}", signal.help));
    let response =
        ui.interact(rect.expand(3.0), ui.scope_id().with(("axis", axis.symbol, axis.name)), egui::Sense::hover());
    response.on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        ui.label(math(&format!("{}  {}{help}", axis.name, axis.symbol), metrics::TEXT, scene.theme.text));
    });
}

/// The shaded firing sides. Strips, since a region need not be convex.
fn regions(ui: &Ui, canvas: &Canvas<'_>) {
    for region in &canvas.plane.regions {
        let rim = if region.below { canvas.frame.bottom() } else { canvas.frame.top() };
        let color = canvas.scene.theme.area(region.hue);
        let edge = within(&canvas.path(&region.edge), canvas.frame, rim);
        // Beyond the rim there is nothing to shade.
        let cut = |p: Pos2| pos2(p.x, if region.below { p.y.min(rim) } else { p.y.max(rim) });
        let edge: Vec<Pos2> = edge.into_iter().map(cut).collect();
        ui.painter_at(canvas.frame).add(area(&edge, rim, color));
    }
}

/// The part of a path (x rising) over the frame, with a corner wherever it crosses the level `rim`.
fn within(path: &[Pos2], frame: Rect, rim: f32) -> Vec<Pos2> {
    let mut points = Vec::with_capacity(path.len() + 4);
    for pair in path.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if b.x <= frame.left() || a.x >= frame.right() || b.x <= a.x {
            continue;
        }
        let at = |x: f32| pos2(x, a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x)));
        let (from, to) = (a.x.max(frame.left()), b.x.min(frame.right()));
        points.push(at(from));
        if (a.y - rim) * (b.y - rim) < 0.0 {
            let x = a.x + (b.x - a.x) * ((rim - a.y) / (b.y - a.y));
            if x > from && x < to {
                points.push(pos2(x, rim));
            }
        }
        points.push(at(to));
    }
    points
}

/// Which regions hold `p`, as bits in their order.
fn region_bits(plane: &Plane, p: Point) -> usize {
    plane.regions.iter().enumerate().fold(0, |bits, (k, region)| {
        let after = region.edge.partition_point(|q| q.x < p.x);
        let inside = (after > 0 && after < region.edge.len()).then(|| {
            let (a, b) = (region.edge[after - 1], region.edge[after]);
            let edge = a.y + (b.y - a.y) * (p.x - a.x) / (b.x - a.x);
            (p.y < edge) == region.below
        });
        bits | usize::from(inside.unwrap_or(false)) << k
    })
}

/// Small arrows along the leak, where nothing else drives the state.
fn leak(ui: &Ui, canvas: &Canvas<'_>, names: &[Rect]) {
    let Some(rates) = canvas.plane.leak_per_s else { return };
    let painter = ui.painter_at(canvas.frame);
    let color = canvas.scene.theme.weak.gamma_multiply(0.55);
    let (columns, rows) = ((canvas.frame.width() / 62.0) as usize, (canvas.frame.height() / 62.0) as usize);
    let tau = canvas.scene.history.layout.tau_s;
    for k in 0..columns * rows {
        let (u, v) = ((k % columns) as f32 + 0.5, (k / columns) as f32 + 0.5);
        let at =
            canvas.frame.min + vec2(u / columns as f32 * canvas.frame.width(), v / rows as f32 * canvas.frame.height());
        let value = canvas.transform.value_from_position(at);
        if region_bits(canvas.plane, Point::new(value.x, value.y)) != 0 {
            continue;
        }
        // A tenth of a time constant's worth of leak, but neither invisible nor over the next arrow.
        let reach = 0.12 * tau;
        let to = canvas.at(Point::new(value.x * (1.0 - reach * rates[0]), value.y * (1.0 - reach * rates[1])));
        let along = to - at;
        if names.iter().any(|name| name.intersects(Rect::from_two_pos(at, at + along.normalized() * 44.0))) {
            continue;
        }
        let length = along.length().clamp(8.0, 44.0);
        if along.length() < 0.5 {
            continue;
        }
        let along = along.normalized();
        let (tip, side) = (at + along * length, along.rot90());
        let stroke = Stroke::new(metrics::THIN, color);
        painter.line_segment([at, tip], stroke);
        let back = tip - along * 5.0;
        painter.add(Shape::convex_polygon(vec![tip, back + side * 2.4, back - side * 2.4], color, Stroke::NONE));
    }
}

pub(super) fn hue_of(canvas: &Canvas<'_>, population: u8) -> Hue {
    canvas.scene.history.layout.populations.get(population as usize).map_or(Hue::Neutral, |p| p.hue)
}

pub(super) fn dashed(hue: Hue) -> bool {
    hue == Hue::Blue
}

pub(super) fn stroke_path(painter: &egui::Painter, points: Vec<Pos2>, stroke: Stroke, is_dashed: bool) {
    if is_dashed {
        painter.extend(Shape::dashed_line(&points, stroke, metrics::DASH[0], metrics::DASH[1]));
    } else {
        painter.line(points, stroke);
    }
}

/// Boundaries, theory, targets.
fn curves(ui: &Ui, canvas: &Canvas<'_>, hand: &Hand) {
    let painter = ui.painter_at(canvas.frame);
    for curve in &canvas.plane.curves {
        let color = canvas.scene.theme.hue(curve.hue);
        let path = canvas.path(&curve.points);
        match curve.kind {
            CurveKind::Boundary => stroke_path(&painter, path, Stroke::new(metrics::STRONG, color), dashed(curve.hue)),
            CurveKind::Theory => stroke_path(&painter, path, Stroke::new(2.0, color), false),
            CurveKind::Contour => {
                painter.line(path, Stroke::new(metrics::THIN, canvas.scene.theme.weak.gamma_multiply(0.5)));
            }
            CurveKind::Target => {
                let weak = canvas.scene.theme.weak;
                painter.extend(Shape::dotted_line(&path, weak, 5.0, 1.2));
            }
        }
    }
    if let Some(x) = canvas.plane.cursor {
        let x = canvas.transform.position_from_point_x(x);
        let is_hot = hand.hot.is_some_and(|grip| grip.handle == Handle::Cursor);
        let (width, size) = if is_hot { (2.0, 7.5) } else { (metrics::THIN, 5.5) };
        painter.vline(x, canvas.frame.y_range(), Stroke::new(width, canvas.scene.theme.weak));
        let top = canvas.frame.top();
        let triangle = vec![pos2(x - size, top), pos2(x + size, top), pos2(x, top + 1.4 * size)];
        painter.add(Shape::convex_polygon(triangle, canvas.scene.theme.text, Stroke::NONE));
    }
}

/// Dots as one mesh of small squares; a click on one picks its neuron.
fn dots(ui: &Ui, canvas: &Canvas<'_>, response: &egui::Response, actions: &mut Vec<Action>) {
    let dots = &canvas.plane.dots;
    if dots.is_empty() {
        return;
    }
    let (scene, painter) = (canvas.scene, ui.painter_at(canvas.frame));
    let size = if dots.len() > 200 { 1.5 } else { 2.8 };
    let mut mesh = egui::Mesh::default();
    for dot in dots {
        let at = Rect::from_center_size(canvas.at(dot.at), egui::Vec2::splat(2.0 * size));
        mesh.add_colored_rect(at, scene.theme.hue(dot.hue).gamma_multiply(0.85));
    }
    painter.add(Shape::mesh(mesh));
    let lit = |dot: &&crate::picture::Dot| dot.neuron.is_some_and(|n| scene.is_picked(n) || scene.hover == Some(n));
    for dot in dots.iter().filter(lit) {
        painter.circle_stroke(canvas.at(dot.at), 5.5, Stroke::new(1.5, scene.theme.text));
    }
    let Some(pointer) = response.hover_pos() else { return };
    let near = dots.iter().map(|dot| (canvas.at(dot.at).distance(pointer), dot));
    let nearest = near.filter(|(d, _)| *d < metrics::REACH).min_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(neuron) = nearest.and_then(|(_, dot)| dot.neuron) {
        actions.push(Action::Hover(neuron));
        if response.clicked() {
            actions.push(Action::Pick(neuron));
        }
    }
}

/// The way of the state through the plane, spikes in their colour, fading; and the state now.
fn trail(ui: &Ui, canvas: &Canvas<'_>) {
    let (scene, history) = (canvas.scene, canvas.scene.history);
    let layout = &history.layout;
    let steps = ((TRAIL_TAU * layout.tau_s / layout.dt_s) as u64).min(TRAIL_STEPS);
    // Where the picture is a function of the input, the whole window shows more.
    let steps = if canvas.plane.cursor.is_some() { scene.window()[1] - scene.window()[0] } else { steps };
    let start = history.step.saturating_sub(steps);
    let painter = ui.painter_at(canvas.frame);
    let Some(columns) = canvas.columns() else { return };
    let stride = (steps / TRAIL_STEPS).max(1);
    let spikes = history.spikes(start, history.step);
    let mut next_spike = 0;
    let mut before: Option<Pos2> = None;
    let mut run: (usize, Option<Hue>, Vec<Pos2>) = (0, None, Vec::new());
    let flush = |run: &mut (usize, Option<Hue>, Vec<Pos2>)| {
        let points = std::mem::take(&mut run.2);
        if points.len() > 1 {
            let fade = 0.12 + 0.88 * (run.0 as f32 + 1.0) / FADES as f32;
            let (color, width) = match run.1 {
                Some(hue) => (scene.theme.hue(hue), 2.4),
                None => (scene.theme.text, metrics::TRACE),
            };
            painter.line(points, Stroke::new(width, color.gamma_multiply(fade)));
        }
    };
    for bucket in history.buckets(start, history.step) {
        let middle = |k: usize| 0.5 * (bucket.low[columns[k]] + bucket.high[columns[k]]);
        let mut spiker = None;
        while let Some(spike) = spikes.get(next_spike).filter(|spike| spike.step < bucket.step + bucket.steps) {
            spiker = Some(hue_of(canvas, spike.neuron.population));
            next_spike += 1;
        }
        if spiker.is_none() && !bucket.step.is_multiple_of(stride) && bucket.step != history.step {
            continue;
        }
        let at = canvas.at(Point::new(middle(0), middle(1)));
        // A jump is only a jump where the samples are single steps and the plane shows jumps.
        let hue = spiker.filter(|_| bucket.steps == 1 && !canvas.plane.jumps.is_empty());
        let fade = ((bucket.step - start.min(bucket.step)) as usize * FADES / (steps as usize).max(1)).min(FADES - 1);
        if (fade, hue) != (run.0, run.1) || run.1.is_some() {
            flush(&mut run);
            run = (fade, hue, before.into_iter().collect());
        }
        run.2.push(at);
        before = Some(at);
    }
    flush(&mut run);
    if let Some(at) = before {
        painter.circle(at, 6.0, scene.theme.text, Stroke::new(1.5, scene.theme.card));
    }
    arrows(&painter, canvas, start);
}

/// The last jump of each population as an arrow: from where it began to where it ended.
fn arrows(painter: &egui::Painter, canvas: &Canvas<'_>, start: u64) {
    let history = canvas.scene.history;
    let Some(columns) = canvas.columns() else { return };
    for (population, jumps) in canvas.plane.jumps.iter().enumerate() {
        let spikes = history.spikes(start, history.step);
        let Some(spike) = spikes.iter().rev().find(|spike| spike.neuron.population as usize == population) else {
            continue;
        };
        let Some(jump) = jumps.get(spike.neuron.index as usize) else { continue };
        let Some(bucket) = history.buckets(spike.step, spike.step).next().filter(|bucket| bucket.steps == 1) else {
            continue;
        };
        let end = Point::new(bucket.low[columns[0]], bucket.low[columns[1]]);
        let (from, to) = (canvas.at(end - jump), canvas.at(end));
        let color = canvas.scene.theme.hue(hue_of(canvas, population as u8));
        let along = to - from;
        if along.length() < 6.0 {
            continue;
        }
        let along = along.normalized();
        let (back, side) = (to - along * 9.0, along.rot90() * 4.5);
        painter.line_segment([from, back], Stroke::new(3.0, color));
        painter.add(Shape::convex_polygon(vec![to, back + side, back - side], color, Stroke::NONE));
    }
}

/// Fixed points with their names; returns where the words stand.
fn marks(ui: &Ui, canvas: &Canvas<'_>) -> Vec<Rect> {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    let mut taken = Vec::new();
    for mark in canvas.plane.marks.iter().filter(|mark| canvas.frame.contains(canvas.at(mark.at))) {
        let at = canvas.at(mark.at);
        match mark.kind {
            MarkKind::Stable => painter.circle_stroke(at, 6.5, Stroke::new(2.0, theme.text)),
            MarkKind::Unstable => {
                let cross = [vec2(5.0, 5.0), vec2(5.0, -5.0)];
                for d in cross {
                    painter.line_segment([at - d, at + d], Stroke::new(2.0, theme.bad));
                }
                painter.circle_stroke(at, 8.0, Stroke::new(1.0, theme.bad))
            }
        };
        let galley = painter.layout_no_wrap(mark.label.clone(), FontId::proportional(metrics::SMALL), theme.text);
        let size = galley.size();
        // Below and to the right of the mark is the region where both fire: nothing happens there.
        let mut corner = at + vec2(38.0, 26.0);
        if corner.x + size.x > canvas.frame.right() - 6.0 {
            corner.x = (at.x - 38.0 - size.x).max(canvas.frame.left() + 8.0);
        }
        if corner.y + size.y > canvas.frame.bottom() - 6.0 {
            corner.y = at.y - 30.0 - size.y;
        }
        let rect = Rect::from_min_size(corner, size).expand2(vec2(5.0, 2.0));
        let near = pos2(if corner.x > at.x { rect.left() } else { rect.right() }, rect.center().y);
        painter.line_segment([at + (near - at).normalized() * 8.0, near], Stroke::new(metrics::THIN, theme.weak));
        painter.rect_filled(rect, 3.0, theme.card.gamma_multiply(0.85));
        painter.galley(corner, galley, theme.text);
        taken.push(rect.expand(14.0));
    }
    taken
}

/// Words along the curves; returns where they stand.
fn curve_names(ui: &Ui, canvas: &Canvas<'_>) -> Vec<Rect> {
    let painter = ui.painter_at(canvas.frame);
    let theme = canvas.scene.theme;
    let mut taken = Vec::new();
    for (k, curve) in canvas.plane.curves.iter().enumerate().filter(|(_, curve)| !curve.label.is_empty()) {
        let color = if curve.kind == CurveKind::Target { theme.weak } else { theme.hue(curve.hue) };
        let path = canvas.path(&curve.points);
        let first = if k % 2 == 0 { 0.04 } else { 0.86 };
        let font = FontId::proportional(metrics::SMALL);
        let galley = painter.layout_no_wrap(curve.label.to_owned(), font, color);
        // The first place along the curve where no other name stands.
        let place = [first, 0.3, 0.6, 0.12, 0.75].into_iter().find_map(|part| {
            let (at, anchor) = beside(&path, canvas.frame, part, galley.size().x)?;
            let rect = anchor.anchor_size(at, galley.size());
            taken.iter().all(|other: &Rect| !other.intersects(rect)).then_some(rect)
        });
        let Some(rect) = place else { continue };
        painter.galley(rect.min, galley, color);
        taken.push(rect.expand(6.0));
    }
    taken
}

/// Words in the regions.
fn words(ui: &Ui, canvas: &Canvas<'_>, avoid: &[Rect]) {
    let painter = ui.painter_at(canvas.frame);
    let (plane, theme) = (canvas.plane, canvas.scene.theme);
    if plane.regions.is_empty() {
        return;
    }
    let all = (1 << plane.regions.len()) - 1;
    let class = |at: Pos2| {
        let value = canvas.transform.value_from_position(at);
        region_bits(plane, Point::new(value.x, value.y))
    };
    for (bits, place) in places(canvas.frame, all + 1, class, avoid).into_iter().enumerate() {
        let (word, color) = match bits {
            0 => (plane.rest_label, theme.weak),
            _ if bits == all && plane.regions.len() > 1 => (plane.overlap_label, theme.weak),
            _ => match plane.regions.get(bits.trailing_zeros() as usize) {
                Some(region) => (region.label, theme.hue(region.hue)),
                None => continue,
            },
        };
        if let Some(place) = place {
            let text = egui::RichText::new(word).italics().size(metrics::TEXT).color(color);
            let job = egui::WidgetText::from(text).into_galley(
                ui,
                Some(egui::TextWrapMode::Extend),
                f32::INFINITY,
                egui::TextStyle::Body,
            );
            painter.galley(place - job.size() / 2.0, job, color);
        }
    }
}

/// A place just above a path, at the given part of its visible way, and how a word hangs there.
fn beside(path: &[Pos2], frame: Rect, part: f32, width: f32) -> Option<(Pos2, Align2)> {
    let place = |x: f32| {
        let after = path.partition_point(|p| p.x < x);
        let (a, b) = (path.get(after.checked_sub(1)?)?, path.get(after)?);
        let rise = (b.y - a.y) / (b.x - a.x);
        Some((pos2(x, a.y + rise * (x - a.x)), rise))
    };
    let (at, rise) = place(frame.left() + part * frame.width())?;
    // Above a rising line a word must end where the line is, above a falling one it may start there; it fits in between.
    let rises = rise < -0.15;
    let [first, last] = [frame.left() + 12.0, frame.right() - 6.0];
    let x = if rises { at.x.max(first + width) } else { at.x.min(last - width) };
    let (at, _) = if x == at.x { (at, rise) } else { place(x)? };
    let anchor = if rises { Align2::RIGHT_BOTTOM } else { Align2::LEFT_BOTTOM };
    frame.shrink(16.0).y_range().contains(at.y).then_some((at - vec2(if rises { 6.0 } else { 0.0 }, 4.0), anchor))
}
