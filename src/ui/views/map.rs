//! A map: two parameters span a plane, coloured by the regime that theory says at each place. The network stands in it as a
//! dot that can be dragged.

use super::sweep::{field, parameter_box, progress};
use crate::param::Scale;
use crate::picture::Regime;
use crate::session::{Ground, GroundKind, MapAxis, SIDE, Trial};
use crate::ui::map_desk::{MapDesk, MapWish};
use crate::ui::widgets::{Axes, Ticks, axis_names, math, named, number, plain, plot_frame_in, push_button, title_row};
use crate::ui::{Action, Mode, Scene, Shortcut, metrics, paper};
use egui::{Align2, FontId, Mesh, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2, vec2};
use std::sync::Arc;

/// Radius of the dot, and of the mark of a run.
const DOT: f32 = 6.5;
const MARK: f32 = 3.6;
/// Width of the word before a parameter.
const WORD: f32 = 38.0;
/// A step by keyboard, as a part of a side, and with Shift.
const STEP: [f64; 2] = [0.005, 0.05];

/// Draws the map as a card.
pub(super) fn map_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let desk = &scene.desk.map;
    title_row(ui, scene, "Map", |ui| {
        if let Some(part) = desk.filling {
            progress(ui, scene, part, "map");
        }
    });
    let Some(axes) = desk.axes else { return };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        if !paper::is_bare(ui.ctx()) {
            form_ui(ui, scene, &axes, actions);
        }
        legend_ui(ui, scene);
    });
    // The topmost number stands half above the frame.
    ui.add_space(4.0);
    let whole = ui.available_rect_before_wrap();
    let plot = whole.with_max_y(whole.bottom() - 18.0).with_min_x(whole.left() + 14.0);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot).id_salt("map"));
    let log = axes.map(|axis| axis.scale == Scale::Log);
    let side = |k: usize| [0.0, 1.0].map(|part| shown(&axes[k], part));
    let frame = Axes { name: "Map", x: side(0), y: side(1), ticks: Ticks::Both };
    let (response, _) = plot_frame_in(&mut inner, scene, &frame, log);
    let names = axes.map(|axis| {
        let unit = if axis.spec.unit.is_empty() { String::new() } else { format!("  in {}", axis.spec.unit) };
        format!("{}{unit}", named(axis.spec.name, axis.spec.symbol))
    });
    let names = [0, 1].map(|k| [names[k].as_str(), axes[k].spec.symbol]);
    axis_names(ui, scene, names, whole, response.rect);
    let at = Places(response.rect);
    ground(ui, scene, desk, at);
    desk.trials.iter().for_each(|trial| mark(ui, scene, desk, at, trial));
    words(ui, scene, desk, at);
    hand(ui, scene, desk, &axes, at, &response, actions);
}

/// A place along an axis as the plot has it: a logarithm where ratios are even.
fn shown(axis: &MapAxis, part: f64) -> f64 {
    match axis.scale {
        Scale::Linear => axis.at(part),
        // The lower end may be 0, which has no logarithm.
        Scale::Log => axis.at(part.max(1e-9)).log10(),
    }
}

/// Parts of the sides, on the screen.
#[derive(Clone, Copy)]
struct Places(Rect);

impl Places {
    fn at(self, [x, y]: [f64; 2]) -> Pos2 {
        pos2(self.0.left() + self.0.width() * x as f32, self.0.bottom() - self.0.height() * y as f32)
    }

    fn parts(self, at: Pos2) -> [f64; 2] {
        let x = (at.x - self.0.left()) / self.0.width();
        let y = (self.0.bottom() - at.y) / self.0.height();
        [f64::from(x), f64::from(y)]
    }
}

/// Both parameters with their ranges, and the button that lets runs tell.
fn form_ui(ui: &mut Ui, scene: &Scene<'_>, axes: &[MapAxis; 2], actions: &mut Vec<Action>) {
    let desk = &scene.desk.map;
    let mut wish = |wish: MapWish| actions.push(Action::Map(wish));
    for (side, axis) in axes.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            let word = ["across", "up"][side];
            let (rect, _) = ui.allocate_exact_size(vec2(WORD, 18.0), Sense::hover());
            let font = FontId::proportional(metrics::SMALL);
            ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, word, font, scene.theme.weak);
            if let Some(id) = parameter_box(ui, scene, &format!("Parameter {word}"), axis.spec, word) {
                wish(MapWish::Parameter(side, id));
            }
            let [low, high] = axis.range;
            let digits = if matches!(axis.spec.kind, crate::param::Kind::Count { .. }) { 0 } else { 4 };
            if let Some(v) = field(ui, scene, "from", &format!("Map {word} from"), low, axis.spec.unit, digits) {
                wish(MapWish::Range(side, [v, high]));
            }
            if let Some(v) = field(ui, scene, "to", &format!("Map {word} to"), high, axis.spec.unit, digits) {
                wish(MapWish::Range(side, [low, v]));
            }
            if side == 0 || !desk.can_be_measured() {
                return;
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if measure_ui(ui, scene) {
                    wish(MapWish::Measure);
                }
                if let Some(text) = agreement(desk) {
                    let label = ui.label(math(&text, metrics::SMALL, scene.theme.weak));
                    label.on_hover_text(
                        "Runs that do what theory says are dots, others rings with a cross, in the colour of what they do",
                    );
                }
            });
        });
    }
}

/// The button that lets runs tell; whether it was pressed.
fn measure_ui(ui: &mut Ui, scene: &Scene<'_>) -> bool {
    match scene.desk.map.measuring {
        None => {
            let button = push_button(ui, scene, "Run it");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Run it all over the map"));
            let help = "Runs the network all over the map, from rest, and marks what it does: a dot where that is what \
                        theory says, a ring with a cross where it is not";
            button.on_hover_text(help).clicked()
        }
        Some(part) => {
            let button = push_button(ui, scene, "Stop");
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Stop running the map"));
            progress(ui, scene, part, "runs");
            button.clicked()
        }
    }
}

/// How many runs do what theory says.
fn agreement(desk: &MapDesk) -> Option<String> {
    let judged: Vec<bool> = desk.trials.iter().filter_map(|trial| desk.agrees(trial)).collect();
    let agreeing = judged.iter().filter(|agrees| **agrees).count();
    (!judged.is_empty()).then(|| format!("{agreeing} of {} runs agree", judged.len()))
}

/// The regimes that are there, with their colours.
fn legend_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let desk = &scene.desk.map;
    let Some(known) = &desk.ground else { return };
    let mut there = vec![false; desk.regimes.len()];
    let mut others = [false; 2];
    for j in 0..SIDE {
        for i in 0..SIDE {
            match known.coarse(i, j) {
                GroundKind::Regime(k) => {
                    if let Some(there) = there.get_mut(k as usize) {
                        *there = true;
                    }
                }
                GroundKind::Refused => others[0] = true,
                GroundKind::Untold => others[1] = true,
                GroundKind::Unknown => {}
            }
        }
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        let entry = |ui: &mut Ui, color, name: &str, help: &str| {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            ui.painter().rect(rect, 2.0, color, Stroke::new(1.0, scene.theme.hairline), egui::StrokeKind::Inside);
            let label = ui.label(math(name, metrics::SMALL, scene.theme.text));
            label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, plain(name)));
            label.on_hover_text(plain(help));
            ui.add_space(6.0);
        };
        for (regime, _) in desk.regimes.iter().zip(&there).filter(|(_, there)| **there) {
            entry(ui, scene.theme.ground(regime.hue, regime.is_pale), regime.name, regime.help);
        }
        let [refused, untold] = others;
        if refused {
            entry(ui, scene.theme.backdrop, "no network", "The parameters do not fit together there.");
        }
        if untold {
            entry(ui, scene.theme.card, "theory cannot say", "What decides takes too long to be found all over a map.");
        }
    });
}

fn color(scene: &Scene<'_>, desk: &MapDesk, kind: GroundKind) -> Option<egui::Color32> {
    match kind {
        GroundKind::Unknown | GroundKind::Untold => None,
        GroundKind::Refused => Some(scene.theme.backdrop),
        GroundKind::Regime(k) => desk.regimes.get(k as usize).map(|r| scene.theme.ground(r.hue, r.is_pale)),
    }
}

/// What the ground was drawn for, and the mesh.
type Drawn = ((u64, Rect, Mode), Arc<Mesh>);

/// The ground: runs of equal cells as one quad each, rows that are alike together.
fn ground(ui: &Ui, scene: &Scene<'_>, desk: &MapDesk, at: Places) {
    let Some(known) = &desk.ground else { return };
    let id = ui.scope_id().with("ground");
    let key = (known.version, at.0, scene.theme.mode);
    let cached = ui.data(|data| data.get_temp::<Drawn>(id)).filter(|(old, _)| *old == key);
    let mesh = match cached {
        Some((_, mesh)) => mesh,
        None => {
            let mesh = Arc::new(quads(scene, desk, known, at));
            ui.data_mut(|data| data.insert_temp::<Drawn>(id, (key, mesh.clone())));
            mesh
        }
    };
    ui.painter_at(at.0).add(Shape::mesh(mesh));
}

fn quads(scene: &Scene<'_>, desk: &MapDesk, known: &Ground, at: Places) -> Mesh {
    let mut mesh = Mesh::default();
    let whole = Ground::DRAWN as f64;
    let mut y = 0;
    while y < Ground::DRAWN {
        let row = known.row(y);
        let alike = (y..Ground::DRAWN).take_while(|k| known.row(*k) == row).count();
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if let Some(color) = color(scene, desk, run[0]) {
                let corner = |x: usize, y: usize| at.at([x as f64 / whole, y as f64 / whole]);
                mesh.add_colored_rect(Rect::from_two_pos(corner(x, y), corner(x + run.len(), y + alike)), color);
            }
            x += run.len();
        }
        y += alike;
    }
    mesh
}

/// The name of each regime in the middle of its largest part, where there is room.
fn words(ui: &Ui, scene: &Scene<'_>, desk: &MapDesk, at: Places) {
    let Some(known) = &desk.ground else { return };
    let id = ui.scope_id().with("words");
    type Middles = (u64, Arc<Vec<(u8, [f64; 2], f64)>>);
    let cached = ui.data(|data| data.get_temp::<Middles>(id)).filter(|(version, _)| *version == known.version);
    let middles = match cached {
        Some((_, middles)) => middles,
        None => {
            let middles = Arc::new(middles(known));
            ui.data_mut(|data| data.insert_temp::<Middles>(id, (known.version, middles.clone())));
            middles
        }
    };
    let painter = ui.painter_at(at.0);
    for (regime, parts, depth) in middles.iter() {
        let Some(regime) = desk.regimes.get(*regime as usize) else { continue };
        let job = math(regime.name, metrics::SMALL, scene.theme.text);
        let galley = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
        let room = vec2(at.0.width(), at.0.height()) * (*depth as f32);
        let size = galley.size();
        // Within the largest square around its middle, or half beyond it to the sides.
        if size.y > 1.6 * room.y || size.x > 3.0 * room.x {
            continue;
        }
        let place = at.at(*parts) - 0.5 * size;
        let frame = at.0.shrink(4.0);
        let place = pos2(
            place.x.clamp(frame.left(), (frame.right() - size.x).max(frame.left())),
            place.y.clamp(frame.top(), (frame.bottom() - size.y).max(frame.top())),
        );
        if !desk.trials.is_empty() {
            // Over the marks.
            let back = scene.theme.ground(regime.hue, regime.is_pale);
            painter.rect_filled(Rect::from_min_size(place, size).expand2(vec2(5.0, 2.0)), 4.0, back);
        }
        painter.galley(place, galley, scene.theme.text);
    }
}

/// For each regime the place that is farthest from all others, and how far, as a part of a side.
fn middles(known: &Ground) -> Vec<(u8, [f64; 2], f64)> {
    // Distance in steps to a cell of another kind, by two passes.
    let at = |i: usize, j: usize| j * SIDE + i;
    let mut far = vec![0u32; SIDE * SIDE];
    let near = |far: &[u32], i: usize, j: usize, back: bool| {
        let own = known.coarse(i, j);
        let steps: [(isize, isize); 4] =
            if back { [(1, 0), (0, 1), (1, 1), (-1, 1)] } else { [(-1, 0), (0, -1), (-1, -1), (1, -1)] };
        let one = |(di, dj): (isize, isize)| {
            let (a, b) = (i.checked_add_signed(di)?, j.checked_add_signed(dj)?);
            (a < SIDE && b < SIDE && known.coarse(a, b) == own).then(|| far[at(a, b)] + 1)
        };
        steps.into_iter().map(|step| one(step).unwrap_or(1)).min().unwrap_or(1)
    };
    for j in 0..SIDE {
        for i in 0..SIDE {
            far[at(i, j)] = near(&far, i, j, false);
        }
    }
    for j in (0..SIDE).rev() {
        for i in (0..SIDE).rev() {
            far[at(i, j)] = far[at(i, j)].min(near(&far, i, j, true));
        }
    }
    let mut best: Vec<(u8, [f64; 2], f64)> = Vec::new();
    for j in 0..SIDE {
        for i in 0..SIDE {
            let GroundKind::Regime(regime) = known.coarse(i, j) else { continue };
            let depth = f64::from(far[at(i, j)]) / SIDE as f64;
            let place = [i, j].map(|k| (k as f64 + 0.5) / SIDE as f64);
            match best.iter_mut().find(|(known, ..)| *known == regime) {
                Some(known) if known.2 < depth => *known = (regime, place, depth),
                Some(_) => {}
                None => best.push((regime, place, depth)),
            }
        }
    }
    best
}

/// What a run has shown: filled where it is what theory says, a ring with a cross where it is not.
fn mark(ui: &Ui, scene: &Scene<'_>, desk: &MapDesk, at: Places, trial: &Trial) {
    let painter = ui.painter_at(at.0);
    let center = at.at(trial.at);
    let shown = trial.shown.and_then(|k| desk.regimes.get(k));
    let hue = |regime: &Regime| scene.theme.hue(regime.hue);
    match (shown, desk.agrees(trial)) {
        (Some(shown), Some(false)) => {
            painter.circle(center, 1.7 * MARK, scene.theme.card, Stroke::new(2.2, hue(shown)));
            for side in [-1.0, 1.0] {
                let arm = vec2(MARK, MARK * side) * 0.8;
                painter.line_segment([center - arm, center + arm], Stroke::new(1.6, hue(shown)));
            }
        }
        // What looks alike has the colour of what theory says there.
        (Some(_), Some(true)) => {
            let color = desk.regime_at(trial.at).map_or(scene.theme.text, hue);
            painter.circle(center, MARK, color, Stroke::new(1.2, scene.theme.card));
        }
        (Some(shown), None) => drop(painter.circle(center, MARK, hue(shown), Stroke::new(1.2, scene.theme.card))),
        (None, _) => drop(painter.circle_stroke(center, MARK, Stroke::new(1.0, scene.theme.weak))),
    }
}

/// The dot where the network stands: pulled, sent by a click, moved by keys.
fn hand(
    ui: &mut Ui,
    scene: &Scene<'_>,
    desk: &MapDesk,
    axes: &[MapAxis; 2],
    at: Places,
    response: &Response,
    actions: &mut Vec<Action>,
) {
    let painter = ui.painter_at(at.0);
    let inside = desk.here.map(|part| part.clamp(0.0, 1.0));
    let dot = at.at(inside);
    let id = ui.scope_id().with("dot of the map");
    // From where the dot is to where it was taken.
    let mut grab: Option<Vec2> = ui.data(|data| data.get_temp(id)).flatten();
    let (pressed, down, origin, now) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.primary_pressed(), pointer.primary_down(), pointer.press_origin(), pointer.latest_pos())
    });
    if pressed && response.is_pointer_button_down_on() {
        grab = origin.filter(|p| p.distance(dot) <= metrics::SNAP).map(|p| p - dot);
    }
    if !down {
        grab = None;
    }
    let is_near = |p: Pos2| p.distance(dot) <= metrics::SNAP;
    let hover = response.hover_pos().filter(|p| at.0.contains(*p));
    if let (Some(offset), Some(now)) = (grab, now) {
        ui.set_cursor_icon(egui::CursorIcon::Grabbing);
        let moved = origin.is_none_or(|origin| origin.distance(now) > metrics::STILL);
        let to = at.parts(now - offset).map(|part| part.clamp(0.0, 1.0));
        if moved && to != desk.here {
            actions.push(Action::Map(MapWish::Go(to)));
        }
    } else if response.clicked()
        && let Some(to) = response.interact_pointer_pos().filter(|p| !is_near(*p))
    {
        actions.push(Action::Map(MapWish::Go(at.parts(to))));
    } else if hover.is_some_and(is_near) {
        ui.set_cursor_icon(egui::CursorIcon::Grab);
    }
    ui.data_mut(|data| data.insert_temp(id, grab));
    let focus = ui.interact(Rect::from_center_size(dot, Vec2::splat(20.0)), id, Sense::focusable_noninteractive());
    let here = told(desk, axes, desk.here);
    focus.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Slider,
            true,
            format!("Where the network stands: {}", plain(&here.join(", "))),
        )
    });
    if focus.has_focus() {
        Shortcut::leave_keys_to_commands(ui.ctx());
        ui.memory_mut(|memory| {
            let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
            memory.set_focus_lock_filter(id, filter);
        });
        let (across, up, shift) = ui.input(|input| {
            let count = |key| input.num_presses(key) as f64;
            let across = count(egui::Key::ArrowRight) - count(egui::Key::ArrowLeft);
            (across, count(egui::Key::ArrowUp) - count(egui::Key::ArrowDown), input.modifiers.shift)
        });
        if across != 0.0 || up != 0.0 {
            let step = STEP[usize::from(shift)];
            let to = [inside[0] + step * across, inside[1] + step * up].map(|part| part.clamp(0.0, 1.0));
            actions.push(Action::Map(MapWish::Go(to)));
        }
    }
    let strong = grab.is_some() || focus.has_focus() || hover.is_some_and(is_near);
    let radius = if strong { DOT + 2.0 } else { DOT };
    if inside == desk.here {
        painter.circle(dot, radius, scene.theme.text, Stroke::new(2.5, scene.theme.card));
        painter.circle_stroke(dot, radius + 1.5, Stroke::new(1.5, scene.theme.text));
    } else {
        // It stands outside: an arrow at the rim.
        let out = at.at(desk.here) - dot;
        let along = out.normalized();
        let (tip, side) = (dot - along * 2.0, along.rot90() * 6.0);
        let foot = tip - along * 12.0;
        painter.add(Shape::convex_polygon(vec![tip, foot + side, foot - side], scene.theme.text, Stroke::NONE));
    }
    if let Some(over) = hover.filter(|_| grab.is_none()) {
        let parts = if is_near(over) { desk.here } else { at.parts(over) };
        let mut lines = told(desk, axes, parts);
        let near = |trial: &&Trial| at.at(trial.at).distance(over) < 2.0 * MARK;
        if let Some(trial) = desk.trials.iter().find(near) {
            let shown = trial.shown.and_then(|k| desk.regimes.get(k)).map_or("nothing that can be told", |r| r.shows);
            lines.push(format!("a run: {shown}"));
        }
        let hint = if is_near(over) { "drag it: the run follows" } else { "a click brings the network here" };
        response.clone().on_hover_ui_at_pointer(|ui| {
            ui.set_max_width(320.0);
            for line in &lines {
                ui.label(math(line, metrics::TEXT, scene.theme.text));
            }
            ui.label(egui::RichText::new(hint).size(metrics::SMALL).color(scene.theme.weak));
        });
    } else if grab.is_some() {
        let text = plain(&told(desk, axes, desk.here).join("   "));
        let anchor = if dot.x > at.0.center().x { Align2::RIGHT_BOTTOM } else { Align2::LEFT_BOTTOM };
        let by = if dot.x > at.0.center().x { vec2(-14.0, -10.0) } else { vec2(14.0, -10.0) };
        painter.text(dot + by, anchor, text, FontId::proportional(metrics::SMALL), scene.theme.text);
    }
}

/// Values and regime of a place.
fn told(desk: &MapDesk, axes: &[MapAxis; 2], parts: [f64; 2]) -> Vec<String> {
    let value = |axis: &MapAxis, part: f64| {
        let symbol = if axis.spec.symbol.is_empty() { axis.spec.name } else { axis.spec.symbol };
        format!("{symbol} = {} {}", number(axis.at(part)), axis.spec.unit).trim_end().to_owned()
    };
    let mut lines: Vec<String> = axes.iter().zip(parts).map(|(axis, part)| value(axis, part)).collect();
    if parts.iter().all(|part| (0.0..=1.0).contains(part)) {
        match desk.kind_at(parts) {
            GroundKind::Refused => lines.push("no network: the parameters do not fit together".to_owned()),
            GroundKind::Untold => lines.push("theory cannot say".to_owned()),
            _ => lines.extend(desk.regime_at(parts).map(|regime| regime.name.to_owned())),
        }
    }
    lines
}
