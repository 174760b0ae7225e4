//! A field: many numbers as cells of an image. Cells may be picked, and painted where the network takes a cue from them.

use crate::picture::{Field, FieldInfo, Kept, NeuronId};
use crate::ui::widgets::{axis_names, title_row};
use crate::ui::{Action, Scene, metrics, paper};
use egui::{Align2, FontId, Mesh, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

/// Space for the scale at the right.
const SCALE: f32 = 58.0;
/// Space for the name of an axis.
const NAME: f32 = 18.0;
/// Height at most of the row of pictures that the network keeps, with their names.
const KEPT: f32 = 78.0;
/// Where there is less height than this they are left out.
const KEPT_FROM: f32 = 220.0;
/// Cells smaller than this have no gap between them.
const GAPPED: f32 = 14.0;

/// What a stroke of the pen does until it is lifted.
#[derive(Clone, Copy)]
struct Brush {
    on: bool,
    /// Where it was last, and over which cell.
    at: Pos2,
    cell: Option<usize>,
}

fn quad(mesh: &mut Mesh, rect: Rect, color: egui::Color32) {
    mesh.add_colored_rect(rect, color);
}

/// Draws field `index` of the scene as a card.
pub fn field_ui(ui: &mut Ui, scene: &Scene<'_>, index: usize, actions: &mut Vec<Action>) {
    let (Some(info), Some(field)) = (scene.history.layout.fields.get(index), scene.depiction.fields.get(index)) else {
        return;
    };
    title_row(ui, scene, info.title, |ui| {
        if info.paints && !field.marked.is_empty() && !paper::is_bare(ui.ctx()) {
            let button = ui.add(egui::Button::new(egui::RichText::new("wipe all").size(metrics::SMALL)));
            if button.on_hover_text("Wipes all painted cells; the right button wipes single ones").clicked() {
                actions.push(Action::Paint { field: index, cells: field.marked.clone(), on: false });
            }
        }
    });
    let area = ui.available_rect_before_wrap();
    let shows_kept = !field.kept.is_empty() && area.height() > KEPT_FROM;
    // The field itself comes first.
    let row = (0.24 * area.height()).clamp(0.7 * KEPT, KEPT);
    let (area, below) = area.split_top_bottom_at_y(area.bottom() - if shows_kept { row } else { 0.0 });
    if shows_kept {
        kept_ui(ui, scene, info, &field.kept, below);
    }
    let pale = scene.pale();
    let other = pale.as_ref().and_then(|pale| Some((pale, pale.depiction.fields.get(index)?)));
    let Some((pale, other)) = other.filter(|(_, other)| other.values.len() == field.values.len()) else {
        return cells_ui(ui, scene, index, info, field, area, actions);
    };
    // Two images beside each other: over each other nothing could be seen.
    let (left, right) = area.split_left_right_at_x(area.center().x);
    cells_ui(ui, scene, index, info, field, left, actions);
    ui.scope_builder(egui::UiBuilder::new().max_rect(right).id_salt("pale"), |ui| {
        let alone = FieldInfo { paints: false, ..info.clone() };
        cells_ui(ui, pale, index, &alone, other, right, actions);
    });
}

/// The cells of one run.
fn cells_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    index: usize,
    info: &FieldInfo,
    field: &Field,
    area: Rect,
    actions: &mut Vec<Action>,
) {
    let [columns, rows] = info.cells;
    let named = info.axes.map(|name| if name.is_empty() { 0.0 } else { NAME });
    let size = ((area.width() - SCALE - named[1]) / columns as f32)
        .min((area.height() - 6.0 - named[0]) / rows as f32)
        .max(1.0);
    let extent = vec2(size * columns as f32, size * rows as f32);
    let corner =
        pos2(area.center().x - (extent.x + SCALE - named[1]) / 2.0, area.center().y - (extent.y + named[0]) / 2.0);
    let frame = Rect::from_min_size(corner, extent);
    let around = frame.with_min_x(frame.left() - named[1]).with_max_y(frame.bottom() + named[0]);
    axis_names(ui, scene, info.axes.map(|name| [name, ""]), around, frame);
    let response = ui.allocate_rect(frame, Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, info.title));
    let painter = ui.painter();
    let cell = |k: usize| {
        let at = corner + vec2((k % columns) as f32, (k / columns) as f32) * size;
        let gap = if size > GAPPED { 1.0 } else { 0.0 };
        Rect::from_min_size(at, egui::Vec2::splat(size)).shrink(gap)
    };
    let mut mesh = Mesh::default();
    for (k, value) in field.values.iter().enumerate().take(columns * rows) {
        quad(&mut mesh, cell(k), color(scene, info, field.range, *value));
    }
    painter.add(Shape::mesh(mesh));
    let stroke = |width: f32| Stroke::new(width, scene.theme.text);
    for k in &field.marked {
        painter.rect_stroke(cell(*k), 2.0, stroke(1.5), StrokeKind::Inside);
    }
    let neuron = |k: usize| info.population.map(|population| NeuronId { population, index: k as u32 });
    let lit = scene.picks.iter().copied().chain(scene.hover);
    for neuron in lit.filter(|neuron| Some(neuron.population) == info.population) {
        painter.rect_stroke(cell(neuron.index as usize), 0.0, Stroke::new(1.5, scene.theme.good), StrokeKind::Outside);
    }
    scale(ui, scene, info, field.range, Rect::from_min_size(frame.right_top() + vec2(10.0, 0.0), vec2(12.0, extent.y)));
    let at = |p: Pos2| {
        let place = (p - corner) / size;
        let inside = frame.contains(p) && place.x < columns as f32 && place.y < rows as f32;
        inside.then_some(place.y as usize * columns + place.x as usize)
    };
    if info.paints {
        paint(ui, &response, index, &at, &field.marked, actions);
    } else if let (true, Some(k)) = (response.clicked(), response.interact_pointer_pos().and_then(at)) {
        actions.extend(neuron(k).map(Action::Pick));
    }
    if let Some(k) = response.hover_pos().and_then(at) {
        actions.extend(neuron(k).map(Action::Hover));
        let name = neuron(k).map_or_else(|| format!("cell {k}"), |n| scene.history.layout.neuron_name(n));
        let value = field.values.get(k).copied().unwrap_or(0.0);
        let how = if info.paints { "\ndraw with the mouse; the right button wipes" } else { "" };
        response.on_hover_text_at_pointer(format!("{name}: {value:.1} {}{how}", info.unit));
    }
}

/// The pictures that the network keeps, small, in a row.
fn kept_ui(ui: &Ui, scene: &Scene<'_>, info: &FieldInfo, kept: &[Kept], row: Rect) {
    let [columns, rows] = info.cells.map(|n| n as f32);
    let size = ((row.height() - 26.0) / rows).min(0.8 * row.width() / (kept.len() as f32 * columns));
    let painter = ui.painter();
    for (k, picture) in kept.iter().enumerate() {
        let center = row.left() + row.width() * (k as f32 + 0.5) / kept.len() as f32;
        let frame = Rect::from_min_size(
            pos2(center - 0.5 * size * columns, row.top() + 8.0),
            vec2(size * columns, size * rows),
        );
        painter.rect_filled(frame.expand(2.0), 2.0, scene.theme.backdrop);
        let mut mesh = Mesh::default();
        for cell in &picture.cells {
            let at = frame.min + vec2((cell % info.cells[0]) as f32, (cell / info.cells[0]) as f32) * size;
            quad(&mut mesh, Rect::from_min_size(at, egui::Vec2::splat(size)).shrink(0.5), scene.theme.hue(info.hue));
        }
        painter.add(Shape::mesh(mesh));
        let font = FontId::proportional(metrics::SMALL);
        painter.text(frame.center_bottom() + vec2(0.0, 2.0), Align2::CENTER_TOP, picture.name, font, scene.theme.weak);
        let id = ui.scope_id().with(("kept", picture.name));
        let response = ui.interact(frame.expand(3.0), id, Sense::hover());
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("Stored: {}", picture.name)));
        response.on_hover_text(format!("Stored in the weights: {}, {} cells", picture.name, picture.cells.len()));
    }
}

/// A stroke paints, or wipes if it began on a painted cell or with the right button.
fn paint(
    ui: &Ui,
    response: &egui::Response,
    index: usize,
    at: &dyn Fn(Pos2) -> Option<usize>,
    marked: &[usize],
    actions: &mut Vec<Action>,
) {
    let key = egui::Id::unique(("brush", index));
    let before = ui.data(|data| data.get_temp::<Option<Brush>>(key)).flatten();
    let (down, second, origin, now) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.any_down(), pointer.secondary_down(), pointer.press_origin(), pointer.latest_pos())
    });
    let held = down && response.is_pointer_button_down_on();
    // A quick hand has let go before the frame is drawn.
    let clicked = before.is_none() && (response.clicked() || response.secondary_clicked());
    let Some(now) = now.filter(|_| held || clicked) else {
        ui.data_mut(|data| data.insert_temp(key, None::<Brush>));
        return;
    };
    let from = before.map(|brush| brush.at).or(origin.filter(|_| held)).unwrap_or(now);
    let wipes = second || response.secondary_clicked();
    let on = before.map_or_else(|| !wipes && !at(from).is_some_and(|cell| marked.contains(&cell)), |brush| brush.on);
    // All cells on the way, though the pointer is only seen now and then.
    let steps = (from.distance(now) / 3.0).ceil().max(1.0) as usize;
    let along = (0..=steps).map(|k| from + (now - from) * (k as f32 / steps as f32));
    let mut cells: Vec<usize> = along.filter_map(at).collect();
    cells.dedup();
    if before.is_some_and(|brush| brush.cell.is_some() && brush.cell == cells.first().copied()) {
        cells.remove(0);
    }
    let brush = Brush { on, at: now, cell: cells.last().copied().or(before.and_then(|brush| brush.cell)) };
    if !cells.is_empty() {
        actions.push(Action::Paint { field: index, cells, on });
    }
    ui.data_mut(|data| data.insert_temp(key, held.then_some(brush)));
}

/// The largest number of a signed field.
fn top(range: [f32; 2]) -> f32 {
    range[0].abs().max(range[1].abs()).max(f32::MIN_POSITIVE)
}

/// The colour of a number.
fn color(scene: &Scene<'_>, info: &FieldInfo, range: [f32; 2], value: f32) -> egui::Color32 {
    if info.is_signed {
        scene.theme.diverging(value / top(range))
    } else {
        scene.theme.heat(info.hue, ((value - range[0]) / (range[1] - range[0])).clamp(0.0, 1.0))
    }
}

/// The colours with their numbers.
fn scale(ui: &Ui, scene: &Scene<'_>, info: &FieldInfo, range: [f32; 2], rect: Rect) {
    const STEPS: usize = 24;
    let mut mesh = Mesh::default();
    let height = rect.height() / STEPS as f32;
    let ends = if info.is_signed { [-top(range), top(range)] } else { range };
    for k in 0..STEPS {
        let top = rect.bottom() - (k + 1) as f32 * height;
        let strip = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), height + 0.5));
        let [low, high] = ends;
        let value = low + (high - low) * k as f32 / (STEPS - 1) as f32;
        quad(&mut mesh, strip, color(scene, info, range, value));
    }
    let painter = ui.painter();
    painter.add(Shape::mesh(mesh));
    let font = FontId::proportional(metrics::SMALL);
    let word = |at: Pos2, anchor: Align2, value: f32| {
        let text = if value.abs() >= 10.0 || value == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
        painter.text(at, anchor, format!("{} {}", text.replace('-', "−"), info.unit), font.clone(), scene.theme.weak);
    };
    word(rect.right_top() + vec2(4.0, 0.0), Align2::LEFT_TOP, ends[1]);
    word(rect.right_bottom() + vec2(4.0, 0.0), Align2::LEFT_BOTTOM, ends[0]);
    if info.is_signed {
        word(rect.right_center() + vec2(4.0, 0.0), Align2::LEFT_CENTER, 0.0);
    }
}
