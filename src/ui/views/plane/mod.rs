//! A plane: lines with owners, boundaries, shaded regions, flows, the trail of the state, spikes as jumps.
//!
//! It draws whatever a [`Plane`] holds and knows no system.

mod brush;
mod canvas;
mod curves;
mod dots;
mod formula;
mod hand;
mod labels;
mod lines;
mod pen;
mod regions;
mod trail;

use crate::picture::Plane;
use crate::ui::widgets::{Axes, Ticks, axis_names, explain, math, plot_frame, title_row};
use crate::ui::{Action, Scene, metrics};
use canvas::Canvas;
use egui::Ui;

/// Draws plane `index` of the scene.
pub fn plane_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let (Some(info), Some(plane)) = (scene.history.layout.planes.get(index), scene.depiction.planes.get(index)) else {
        return;
    };
    let title = format!("{}   {}", info.title, plane.subtitle);
    title_row(ui, scene, &title, |ui| {
        pen_ui(ui, scene, plane, actions);
        formula::formula_ui(ui, scene, plane, index, info.axes[0].range, actions);
    });
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
        held: hand::holds(ui, index) || (scene.pen && plane.draws.is_some()),
    };
    let (response, transform) = plot_frame(&mut inner, scene, &axes);
    let names = [0, 1].map(|k| format!("{}  {}", info.axes[k].name, info.axes[k].symbol));
    let named = [0, 1].map(|k| [names[k].as_str(), info.axes[k].symbol]);
    let places = axis_names(ui, scene, named, whole, response.rect);
    info.axes.iter().zip(places).for_each(|(axis, place)| explain(ui, scene, axis, place));
    let canvas = Canvas { scene, title: info.title, plane, axes: &info.axes, frame: response.rect, transform };
    let hand = hand::hand(ui, &canvas, &response, index, actions);
    regions::shades(ui, &canvas);
    regions::regions(ui, &canvas);
    let names = [curves::legend(ui, &canvas), curves::curve_names(ui, &canvas)].concat();
    regions::flows(ui, &canvas, &names);
    trail::ghost(ui, &canvas, index);
    lines::lines(ui, &canvas, &hand);
    curves::curves(ui, &canvas, &hand);
    dots::dots(ui, &canvas, &hand, &response, actions);
    trail::trails(ui, &canvas);
    let taken = [names, curves::marks(ui, &canvas)].concat();
    regions::words(ui, &canvas, &taken);
    regions::key(ui, &canvas);
    lines::handles(ui, &canvas, &hand);
    if index == 0 {
        chip_ui(ui, scene, response.rect);
    }
    if let Some(grip) = hand.hot.filter(|_| !ui.input(|input| input.pointer.any_down())) {
        let text = hand::tooltip(&canvas, &grip);
        response.on_hover_ui_at_pointer(|ui| {
            for line in text.lines() {
                ui.label(math(line, metrics::TEXT, scene.theme.text));
            }
        });
    }
}

/// What the last change did, at the foot of the plane.
fn chip_ui(ui: &Ui, scene: &Scene<'_>, frame: egui::Rect) {
    let Some(change) = scene.history.change.as_ref().filter(|change| !change.text.is_empty()) else { return };
    let color = if change.is_surprising { scene.theme.text } else { scene.theme.weak };
    let mut job = math(&change.text, metrics::SMALL, color);
    job.wrap.max_width = (frame.width() - 28.0).max(40.0);
    let painter = ui.painter_at(frame);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let place = egui::Align2::LEFT_BOTTOM.anchor_size(frame.left_bottom() + egui::vec2(14.0, -10.0), galley.size());
    let back = place.expand2(egui::vec2(7.0, 4.0));
    painter.rect(
        back,
        6.0,
        scene.theme.card,
        egui::Stroke::new(1.0, scene.theme.weak.gamma_multiply(0.6)),
        egui::StrokeKind::Inside,
    );
    painter.galley(place.min, galley, color);
    let id = ui.scope_id().with("what the change did");
    let label = ui.interact(back, id, egui::Sense::hover());
    let text = crate::ui::widgets::plain(&change.text);
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
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

/// The pen, where it draws something.
fn pen_ui(ui: &mut Ui, scene: &Scene<'_>, plane: &Plane, actions: &mut Vec<Action>) {
    if plane.draws.is_some() {
        let pen = scene.desk.pen;
        let color = if pen { scene.theme.text } else { scene.theme.weak };
        let text = egui::RichText::new("draw").size(metrics::SMALL).color(color);
        let hint = format!("Draw a {} with the mouse (T, or Shift+drag)", scene.history.layout.words.drawn);
        if ui.add(egui::Button::selectable(pen, text)).on_hover_text(hint).clicked() {
            actions.push(Action::TogglePen);
        }
    }
}
