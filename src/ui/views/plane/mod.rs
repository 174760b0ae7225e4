//! A plane: lines with owners, boundaries, shaded regions, flows, the trail of the state, spikes as jumps.
//!
//! It draws whatever a [`Plane`] holds and knows no system.

mod brush;
mod canvas;
mod curves;
mod dots;
mod edge;
mod formula;
mod hand;
mod labels;
mod lines;
mod meant;
mod pen;
mod regions;
mod story;
mod trail;

use crate::picture::Plane;
use crate::ui::widgets::{Axes, Span, Ticks, Viewport, axis_names, explain, math, named, plot_frame, title_row};
use crate::ui::{Action, Scene, Shortcut, metrics, paper};
use canvas::Canvas;
use egui::{Rect, Ui};

fn in_view_key(title: &str) -> egui::Id {
    egui::Id::unique(("in view", title))
}

/// The ranges of both axes that are in view of the plane with this title, if it is shown.
pub fn in_view(ctx: &egui::Context, title: &str) -> Option<Span> {
    ctx.data(|data| data.get_temp(in_view_key(title)))
}

/// Draws plane `index` of the scene.
pub fn plane_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let (Some(info), Some(plane)) = (scene.history.layout.planes.get(index), scene.depiction.planes.get(index)) else {
        return;
    };
    let id = egui::Id::unique(("view", index));
    let ranges = if index == 0 { [scene.look.x_range, scene.look.y_range] } else { [None, None] };
    let home = [0, 1].map(|k| ranges[k].unwrap_or(info.axes[k].range));
    let trails = canvas::trails(plane, &info.axes);
    let card = ui.available_size() - egui::vec2(0.0, metrics::TITLE);
    let signals = [0, 1].map(|k| info.axes[k].signal);
    let aim = |now| story::aim(scene, plane, &trails, signals, home, now);
    let fit = |part| fitted(part, card, info.is_true_to_scale);
    let mut viewport = Viewport::follow(ui, scene, id, home, aim, fit);
    let title = format!("{}   {}", info.title, plane.subtitle);
    let row = egui::UiBuilder::new().max_rect(ui.available_rect_before_wrap());
    // Drawn at the end, so that the keyboard comes to the handles first.
    ui.add_space(metrics::TITLE);
    let whole = ui.available_rect_before_wrap();
    let plot = whole.with_max_y(whole.bottom() - 18.0).with_min_x(whole.left() + 14.0);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot).id_salt(info.id));
    let [x, y] = viewport.shown();
    let axes = Axes { name: info.title, x, y, ticks: Ticks::Both };
    let (response, transform) = plot_frame(&mut inner, scene, &axes);
    super::seen::remember(ui, scene, info.id, [whole, response.rect], &transform);
    let names = [0, 1].map(|k| named(info.axes[k].name, info.axes[k].symbol));
    let named = [0, 1].map(|k| [names[k].as_str(), info.axes[k].symbol]);
    let places = axis_names(ui, scene, named, whole, response.rect);
    info.axes.iter().zip(places).for_each(|(axis, place)| explain(ui, scene, axis, place));
    let canvas = Canvas { scene, title: info.title, plane, axes: &info.axes, frame: response.rect, transform };
    let hand = hand::hand(ui, &canvas, &response, index, actions);
    viewport.navigate(ui, &response, &transform, hand.hot.is_some() || hand::holds(ui, scene, index));
    let mut words = labels::Words::new(&canvas);
    curves::legend_places(ui, &canvas).into_iter().for_each(|rect| words.avoid(rect));
    let key = regions::key(ui, &canvas);
    key.iter().for_each(|key| words.avoid(key.all));
    let chip = if index == 0 && !paper::is_bare(ui.ctx()) { chip(ui, scene, response.rect) } else { None };
    chip.iter().for_each(|(rect, _)| words.avoid(*rect));
    let bare = paper::is_bare(ui.ctx());
    paper::part(ui, "Regions");
    regions::shades(ui, &canvas);
    regions::regions(ui, &canvas);
    curves::marks(ui, &canvas, &mut words);
    lines::names(ui, &canvas, &mut words);
    curves::curve_names(ui, &canvas, &mut words);
    paper::part(ui, "Flow");
    regions::flows(ui, &canvas, words.taken());
    trail::ghost(ui, &canvas, index);
    trail::pale(ui, &canvas, index);
    paper::part(ui, "Lines of neurons");
    lines::lines(ui, &canvas, &hand);
    paper::part(ui, "Curves");
    curves::curves(ui, &canvas, &hand);
    dots::dots(ui, &canvas, &hand, &response, actions);
    regions::words(ui, &canvas, words.taken());
    paper::part(ui, "Trail");
    trail::trails(ui, &canvas);
    paper::part(ui, "Words");
    words.draw(&ui.painter_at(response.rect), scene.theme.card, scene.theme.weak);
    curves::legend(ui, &canvas);
    if let Some(key) = key {
        regions::key_ui(ui, &canvas, key);
    }
    if !bare {
        paper::part(ui, "Handles");
        lines::handles(ui, &canvas, &hand);
        meant::meant(ui, &canvas);
    }
    if let Some((place, galley)) = chip {
        chip_ui(ui, scene, response.rect, place, galley);
    }
    title_row(&mut ui.new_child(row), scene, &title, |ui| {
        if bare {
            return;
        }
        if viewport.is_away() && fit_ui(ui) {
            viewport.fit(ui);
        }
        pen_ui(ui, scene, plane, actions);
        formula::formula_ui(ui, scene, plane, index, info.axes[0].range, actions);
    });
    if !bare && let Some(at) = edge::edge_ui(ui, &canvas) {
        viewport.include([at.x, at.y]);
    }
    let (shown, title) = (viewport.shown(), info.title);
    ui.data_mut(|data| data.insert_temp(in_view_key(title), shown));
    viewport.keep(ui);
    if let Some(grip) = hand.hot.filter(|_| !ui.input(|input| input.pointer.any_down())) {
        let text = hand::tooltip(&canvas, &grip);
        response.on_hover_ui_at_pointer(|ui| {
            for line in text.lines() {
                ui.label(math(line, metrics::TEXT, scene.theme.text));
            }
        });
    }
}

/// What the last change did, at the foot of the plane: its place, and how it is set.
fn chip(ui: &Ui, scene: &Scene<'_>, frame: Rect) -> Option<(Rect, std::sync::Arc<egui::Galley>)> {
    let change = scene.history.change.as_ref().filter(|change| !change.text.is_empty())?;
    let color = if change.is_surprising { scene.theme.text } else { scene.theme.weak };
    let mut job = math(&change.text, metrics::SMALL, color);
    job.wrap.max_width = (frame.width() - 28.0).max(40.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = egui::Align2::LEFT_BOTTOM.anchor_size(frame.left_bottom() + egui::vec2(14.0, -10.0), galley.size());
    Some((place.expand2(egui::vec2(7.0, 4.0)), galley))
}

fn chip_ui(ui: &Ui, scene: &Scene<'_>, frame: Rect, place: Rect, galley: std::sync::Arc<egui::Galley>) {
    let painter = ui.painter_at(frame);
    let rim = egui::Stroke::new(1.0, scene.theme.weak.gamma_multiply(0.6));
    painter.rect(place, 6.0, scene.theme.card, rim, egui::StrokeKind::Inside);
    let text = galley.text().to_owned();
    painter.galley(place.min + egui::vec2(7.0, 4.0), galley, scene.theme.text);
    let id = ui.scope_id().with("what the change did");
    let label = ui.interact(place, id, egui::Sense::hover());
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
}

/// A view of this part: with a margin, so that nothing on an axis is cut, and with units as long along both axes, if so.
fn fitted(part: Span, card: egui::Vec2, is_true_to_scale: bool) -> Span {
    // Without numbers and names.
    let points = [f64::from(card.x - metrics::TICKS - 30.0).max(60.0), f64::from(card.y - 40.0).max(60.0)];
    let mut units = [0, 1].map(|k| (part[k][1] - part[k][0]) / (points[k] - 2.0 * f64::from(metrics::MARGIN)));
    if is_true_to_scale {
        units = [units[0].max(units[1]); 2];
    }
    [0, 1].map(|k| {
        let (middle, half) = (0.5 * (part[k][0] + part[k][1]), 0.5 * units[k] * points[k]);
        [middle - half, middle + half]
    })
}

/// The way back from a view that a hand has chosen.
fn fit_ui(ui: &mut Ui) -> bool {
    let text = egui::RichText::new("Fit").size(metrics::SMALL);
    let hint = Shortcut::tooltip(&Action::Fit);
    ui.add(egui::Button::new(text)).on_hover_text(hint).clicked()
}

/// The pen, where it draws something.
fn pen_ui(ui: &mut Ui, scene: &Scene<'_>, plane: &Plane, actions: &mut Vec<Action>) {
    if plane.draws.is_some() {
        let pen = scene.desk.pen;
        let color = if pen { scene.theme.text } else { scene.theme.weak };
        let text = egui::RichText::new("draw").size(metrics::SMALL).color(color);
        let keys = Shortcut::keys_of(&Action::TogglePen);
        let hint = format!("Draw a {} with the mouse ({keys}, or Shift+drag)", scene.history.layout.words.drawn);
        if ui.add(egui::Button::selectable(pen, text)).on_hover_text(hint).clicked() {
            actions.push(Action::TogglePen);
        }
    }
}
