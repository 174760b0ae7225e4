//! The raster: one row a neuron, one mark a spike, all in one mesh, and how many spikes there are together where a
//! population wants it. Rows that are thinner than they can be seen become shades. A click picks a row, the wheel looks
//! closer at some rows, a drag moves along them, a double click shows all again.

use super::bins::{Bins, Width, spikes_of};
use super::closeup::Closeup;
use super::counts::counts_ui;
use super::heat::{heat, most_hz};
use super::time::{Told, alone, follow};
use super::traces::{mark_change, time_range, width_ui};
use crate::picture::{NeuronId, PopulationInfo};
use crate::sim::Spike;
use crate::ui::widgets::{Axes, Ticks, number, plot_frame, title_row};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Align2, FontId, Mesh, Rect, Shape, Ui, pos2, vec2};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Share of the height below the lowest row, and above the highest.
const MARGIN: f32 = 0.04;
/// Share of the height that a strip of counts has, and its height in points at least.
const STRIP: (f32, f32) = (0.2, 22.0);
/// What the numbers below the picture take.
const NUMBERS: f32 = 18.0;
/// Between a strip of counts and the rows above it, in points.
const ABOVE_STRIP: f32 = 6.0;
/// Rows thinner than this, in points, are drawn as shades.
const THIN: f32 = 1.0;
/// Side of a shaded cell in points.
const CELL: f32 = 2.0;
/// So many neurons or fewer are few.
pub(super) const FEW: usize = 20;
/// Height of the row of one of few, in points.
const FEW_ROW: f32 = 7.5;
/// With more spikes than this in a cell that has any, marks run into each other; and with so many they still do, so that
/// nothing flickers.
const CROWDED: [f32; 2] = [2.0, 1.6];

/// Where the rows of a population lie, in rows from the bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rows {
    first: f32,
    count: usize,
    /// Height of the strip of counts below them; 0 for none.
    strip: f32,
}

/// The rows of each population in a picture so high, with a gap between populations, with strips of counts or without; and
/// the height of all.
fn rows(populations: &[PopulationInfo], height: f32, counts: bool) -> (Vec<Rows>, f32) {
    let total: usize = populations.iter().map(|p| p.count).sum();
    let gap = (total as f32 * 0.08).max(0.5);
    let has_strip = |p: &PopulationInfo| counts && p.shows_count && p.count > 0;
    let filled = populations.iter().filter(|p| p.count > 0).count() as f32;
    let strips = populations.iter().filter(|p| has_strip(p)).count() as f32;
    // Of so many points each, and never more than half of all; what is left is for the rows.
    let inside = height / (1.0 + 2.0 * MARGIN);
    let points = (STRIP.0 * height).max(STRIP.1) + ABOVE_STRIP;
    let points = points.min(0.5 * inside / strips.max(1.0));
    let of_rows = total as f32 + gap * (filled - 1.0).max(0.0);
    let strip = of_rows * points / (inside - strips * points).max(1.0);
    let mut next = 0.0;
    let mut all = Vec::new();
    for population in populations {
        let strip = if has_strip(population) { strip } else { 0.0 };
        all.push(Rows { first: next + strip, count: population.count, strip });
        next += strip + population.count as f32 + if population.count > 0 { gap } else { 0.0 };
    }
    (all, (next - gap).max(1.0))
}

/// The height of a card in which the rows of so few neurons can be told apart, in points.
pub(super) fn height_of(count: usize) -> f32 {
    (count as f32 + 2.0) * FEW_ROW * (1.0 + 2.0 * MARGIN) + metrics::TITLE + NUMBERS + 14.0
}

pub(super) fn raster_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let populations = &scene.history.layout.populations;
    let spikes = scene.history.layout.spikes;
    let title =
        if spikes { "Spikes".to_owned() } else { format!("Rates, 0 to {} Hz", number(f64::from(most_hz(scene)))) };
    title_row(ui, scene, &title, |ui| {
        width_ui(ui, scene, actions);
        if scene.picks.len() > 1 || scene.desk.time.picked_alone {
            let text = egui::RichText::new("picked").size(metrics::SMALL);
            let button = ui.add(egui::Button::selectable(scene.desk.time.picked_alone, text));
            if button.on_hover_text(Shortcut::tooltip(&Action::TogglePickedAlone)).clicked() {
                actions.push(Action::TogglePickedAlone);
            }
        }
        for population in populations.iter().filter(|p| p.count > 0) {
            let text = format!("{} {}", population.count, population.name);
            ui.label(egui::RichText::new(text).size(metrics::SMALL).color(scene.theme.hue(population.hue)));
        }
    });
    let whole = ui.available_rect_before_wrap();
    let Some(pale) = scene.pale() else { return band_ui(ui, scene, whole, scene.tells_time, actions) };
    // Two rasters under each other; the lower one tells the times for both.
    let numbers = if scene.tells_time { NUMBERS } else { 0.0 };
    let (upper, lower) = whole.split_top_bottom_at_y(whole.top() + 0.5 * (whole.height() - numbers));
    ui.scope_builder(egui::UiBuilder::new().max_rect(upper).id_salt("solid"), |ui| {
        band_ui(ui, scene, upper, false, actions);
    });
    ui.scope_builder(egui::UiBuilder::new().max_rect(lower).id_salt("pale"), |ui| {
        band_ui(ui, &pale, lower, scene.tells_time, actions);
    });
    ui.painter().hline(whole.x_range(), lower.top(), egui::Stroke::new(1.0, scene.theme.hairline));
}

/// The rows of one run.
fn band_ui(ui: &mut Ui, scene: &Scene<'_>, whole: Rect, tells_time: bool, actions: &mut Vec<Action>) {
    if let Some(neurons) = alone(scene) {
        return alone_ui(ui, scene, whole, tells_time, neurons, actions);
    }
    let (populations, spikes) = (&scene.history.layout.populations, scene.history.layout.spikes);
    // The names stand where the other views have their numbers.
    let plot = whole.with_min_x(whole.left() + metrics::TICKS);
    let ticks = if tells_time { Ticks::Horizontal } else { Ticks::None };
    let numbers = if tells_time { NUMBERS } else { 0.0 };
    let height = (plot.height() - numbers).max(1.0);
    let bounds = |total: f32| [f64::from(-MARGIN * total), f64::from((1.0 + MARGIN) * total)];
    // Seen closely there are rows and nothing else.
    let (bare, bare_total) = rows(populations, height, false);
    let closeup = Closeup { id: ui.scope_id().with("rows seen closely"), all: bounds(bare_total) };
    let close = closeup.rows(ui);
    let (rows, total) = if close.is_some() { (bare.clone(), bare_total) } else { rows(populations, height, true) };
    let y = close.unwrap_or(bounds(total));
    let axes = Axes { name: "Spikes", x: time_range(scene), y, ticks };
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot));
    let (response, transform) = plot_frame(&mut inner, scene, &axes);
    let frame = response.rect;
    mark_change(&inner.painter_at(frame), scene, frame, &transform);
    let row_height = (transform.dpos_dvalue_y().abs() as f32).max(1e-3);
    let y_of = |neuron: NeuronId| {
        let own = rows.get(neuron.population as usize).filter(|own| (neuron.index as usize) < own.count)?;
        Some(transform.position_from_point_y(f64::from(own.first + neuron.index as f32) + 0.5))
    };
    for (k, (population, own)) in populations.iter().zip(&rows).enumerate().filter(|(_, (p, _))| p.count > 0) {
        if own.strip > 0.0 {
            let y_of = |row: f32| transform.position_from_point_y(f64::from(row));
            let rect =
                Rect::from_x_y_ranges(frame.x_range(), y_of(own.first) + ABOVE_STRIP..=y_of(own.first - own.strip));
            // Half a strip would tell nothing.
            if frame.expand(1.0).contains_rect(rect) {
                counts_ui(ui, scene, population, k, rect, &transform);
            }
        }
        if !population.groups.is_empty() {
            groups(ui, scene, population, own.first, frame, &transform);
            continue;
        }
        let Some(y) = middle(own.first, own.first + own.count as f32, frame, &transform) else { continue };
        let font = FontId::proportional(metrics::HEADING);
        ui.painter().text(
            pos2(plot.left() - 12.0, y),
            Align2::RIGHT_CENTER,
            population.name,
            font,
            scene.theme.hue(population.hue),
        );
    }
    let row_near = |pointer: egui::Pos2| {
        let value = transform.value_from_position(pointer).y as f32;
        let distance = |own: &Rows| {
            let half = own.count as f32 / 2.0;
            (value - own.first - half).abs() - half
        };
        let filled = rows.iter().enumerate().filter(|(_, own)| own.count > 0);
        let (population, own) = filled.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)))?;
        let index = (value - own.first).clamp(0.0, own.count as f32 - 1.0) as u32;
        Some(NeuronId { population: population as u8, index })
    };
    let row_at = |pointer: egui::Pos2| {
        let value = transform.value_from_position(pointer).y as f32;
        let is_count = |own: &Rows| (own.first - own.strip..own.first).contains(&value);
        row_near(pointer).filter(|_| !rows.iter().any(is_count))
    };
    let under = response.hover_pos().and_then(row_at);
    actions.extend(under.map(Action::Hover));
    let row = response
        .hover_pos()
        .and_then(row_near)
        .map(|neuron| f64::from(bare[neuron.population as usize].first) + f64::from(neuron.index) + 0.5);
    closeup.follow(ui, &response, row, transform.dpos_dvalue_y());
    let lit =
        scene.picks.iter().map(|neuron| (*neuron, 0.22)).chain(under.or(scene.hover).map(|neuron| (neuron, 0.14)));
    for (neuron, strength) in lit {
        let Some(y) = y_of(neuron) else { continue };
        let half = row_height.max(6.0) / 2.0;
        let band = Rect::from_x_y_ranges(frame.x_range(), y - half..=y + half);
        ui.painter_at(frame).rect_filled(band, 2.0, scene.theme.weak.gamma_multiply(strength));
    }
    let mesh = if spikes {
        spikes_ui(ui, scene, frame, (y, &rows), y_of, row_height, &transform)
    } else {
        heat(ui, scene, frame, (y, Vec::new()), y_of, row_height, &transform)
    };
    ui.painter_at(frame).add(Shape::mesh(mesh));
    if let Some([low, high]) = close {
        let count: usize = populations.iter().map(|p| p.count).sum();
        let text = format!("{:.0} of {count} rows; double click shows all", high - low);
        let at = frame.right_top() + vec2(-6.0, 4.0);
        let galley = ui.painter().layout_no_wrap(text, FontId::proportional(metrics::SMALL), scene.theme.weak);
        let rect = Align2::RIGHT_TOP.anchor_size(at, galley.size());
        ui.painter().rect_filled(rect.expand(3.0), 3.0, scene.theme.card.gamma_multiply(0.85));
        ui.painter().galley(rect.min, galley, scene.theme.weak);
    }
    if let Some(neuron) = response.interact_pointer_pos().filter(|_| response.clicked()).and_then(row_at) {
        let more = ui.input(|input| input.modifiers.shift);
        actions.push(if more { Action::PickToo(neuron) } else { Action::Pick(neuron) });
    }
    follow(ui, &Scene { tells_time, ..*scene }, &response, &transform, &Told::Spikes, actions);
    if let Some(neuron) = under {
        let name = scene.history.layout.neuron_name(neuron);
        let doing = format!("{name}: click to pick it, with Shift to pick more; the wheel looks closer");
        response.on_hover_text_at_pointer(doing);
    }
}

/// All spikes of some rows, as marks or, where these would run into each other, as shades.
fn spikes_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    frame: Rect,
    (y, rows): ([f64; 2], &[Rows]),
    y_of: impl Fn(NeuronId) -> Option<f32> + Copy,
    row_height: f32,
    transform: &egui_plot::PlotTransform,
) -> Mesh {
    let size = mark_size(ui, row_height, &scene.history.layout.populations);
    let height = if row_height < THIN { CELL } else { size.y };
    let grid = Grid {
        generation: scene.history.generation,
        height,
        frame: frame.height(),
        lines: ((frame.height() / height).ceil() as usize).max(1),
        y,
        rows: rows.to_vec(),
    };
    let kept = ui.data_mut(|data| {
        data.get_temp_mut_or_default::<Arc<Mutex<(Cells, bool)>>>(ui.scope_id().with("cells of spikes")).clone()
    });
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let (cells, is_dense) = &mut *kept;
    cells.follow(scene, frame, grid, y_of, transform);
    let columns = cells.columns(scene);
    // Where marks would run into each other, shades tell more.
    let usual = crowd(&columns);
    *is_dense = row_height < THIN || usual > CROWDED[usize::from(*is_dense)];
    if *is_dense {
        return cells.mesh(scene, frame, (&columns, usual), y_of, transform);
    }
    let mut mesh = shades(scene, y_of, size, transform);
    let [start, end] = scene.window();
    mesh.append(marks(ui, scene, frame, scene.history.spikes(start, end), y_of, size, transform));
    mesh
}

/// The rows of chosen neurons alone, each with its name.
fn alone_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    whole: Rect,
    tells_time: bool,
    neurons: &[NeuronId],
    actions: &mut Vec<Action>,
) {
    let layout = &scene.history.layout;
    let plot = whole.with_min_x(whole.left() + metrics::TICKS);
    let total = neurons.len() as f64;
    let ticks = if tells_time { Ticks::Horizontal } else { Ticks::None };
    let axes = Axes { name: "Spikes", x: time_range(scene), y: [-0.1, total + 0.1], ticks };
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(plot));
    let (response, transform) = plot_frame(&mut inner, scene, &axes);
    let frame = response.rect;
    mark_change(&inner.painter_at(frame), scene, frame, &transform);
    // The first pick stands highest.
    let row_of = |neuron: NeuronId| neurons.iter().position(|known| *known == neuron);
    let y_of = |neuron| row_of(neuron).map(|row| transform.position_from_point_y(total - row as f64 - 0.5));
    let row_height = transform.dpos_dvalue_y().abs() as f32;
    for neuron in neurons {
        let Some(y) = y_of(*neuron) else { continue };
        let hue = layout.populations.get(neuron.population as usize).map(|p| p.hue_of(neuron.index as usize));
        let color = hue.map_or(scene.theme.text, |hue| scene.theme.hue(hue));
        let font = FontId::proportional(metrics::SMALL);
        ui.painter().text(pos2(frame.left() - 6.0, y), Align2::RIGHT_CENTER, layout.neuron_name(*neuron), font, color);
    }
    let size = vec2(1.6, (row_height * 0.6).clamp(4.0, 18.0));
    let mesh = if layout.spikes {
        let own = spikes_of(ui, scene, neurons);
        marks(ui, scene, frame, &own, y_of, size, &transform)
    } else {
        heat(ui, scene, frame, ([0.0, total], neurons.to_vec()), y_of, row_height, &transform)
    };
    ui.painter_at(frame).add(Shape::mesh(mesh));
    follow(ui, &Scene { tells_time, ..*scene }, &response, &transform, &Told::Spikes, actions);
}

/// Spikes in cells: what is seen of rows that are thinner than a mark, or of spikes closer than marks.
#[derive(Default)]
struct Cells {
    grid: Grid,
    bins: Bins<Grid, Vec<Cell>>,
    /// Of spikes that are only counted: by the first step and the number of steps of a stretch, how many are in each line.
    old: HashMap<(u64, u64), Vec<Cell>>,
}

/// How many spikes, and a neuron that they are coloured like.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    spikes: f32,
    neuron: NeuronId,
}

/// A bin of time with its cells.
type Column<'a> = (u64, Cow<'a, [Cell]>);

const EMPTY: Cell = Cell { spikes: 0.0, neuron: NeuronId { population: 0, index: 0 } };

/// By what cells are counted: whose spikes, and how rows lie in lines of cells.
#[derive(Clone, Debug, Default, PartialEq)]
struct Grid {
    generation: u64,
    /// Height of a cell and of the frame, in points.
    height: f32,
    frame: f32,
    lines: usize,
    /// Rows at the bottom and at the top, and how they are shared out.
    y: [f64; 2],
    rows: Vec<Rows>,
}

/// Strengths that shades are rounded to, so that neighbours become one and figures have few colours.
const SHADES: f32 = 9.0;
/// So many spikes at most have their shade in a table.
const WHOLE: usize = 64;

impl Cells {
    /// Counts the spikes in cells of a grid.
    fn follow(
        &mut self,
        scene: &Scene<'_>,
        frame: Rect,
        grid: Grid,
        y_of: impl Fn(NeuronId) -> Option<f32>,
        transform: &egui_plot::PlotTransform,
    ) {
        let [start, end] = scene.window();
        // Bins stand still while the window moves on: a column belongs to the same steps in all frames.
        let width = Width::of(f64::from(CELL) / (transform.dpos_dvalue_x() * scene.time_tau(1.0)));
        let line_of = |neuron: NeuronId| {
            let y = y_of(neuron).filter(|y| frame.y_range().contains(*y))?;
            Some((((y - frame.top()) / grid.height) as usize).min(grid.lines - 1))
        };
        if self.grid != grid {
            self.old.clear();
        }
        let empty = vec![EMPTY; grid.lines];
        self.bins.follow(scene.history, (grid.clone(), width), start..end + 1, &empty, |column, spike| {
            if let Some(line) = line_of(spike.neuron()) {
                column[line] = Cell { spikes: column[line].spikes + 1.0, neuron: spike.neuron() };
            }
        });
        // Stretches grow and join as they grow old; those that are no more are forgotten.
        let mut known = std::mem::take(&mut self.old);
        for stretch in scene.history.counts(start, end) {
            let key = (stretch.step, stretch.steps);
            let lines = known.remove(&key).unwrap_or_else(|| {
                let mut lines = empty.clone();
                for (neuron, count) in stretch.counts {
                    if let Some(line) = line_of(*neuron) {
                        lines[line] = Cell { spikes: lines[line].spikes + *count as f32, neuron: *neuron };
                    }
                }
                lines
            });
            self.old.insert(key, lines);
        }
        self.grid = grid;
    }

    /// The columns with their numbers: what was counted one by one, and of older spikes as many as an even spread puts there.
    fn columns(&self, scene: &Scene<'_>) -> Vec<Column<'_>> {
        let Some(width) = self.bins.width() else { return Vec::new() };
        let [start, end] = scene.window();
        let mut columns: Vec<_> = self.bins.iter().map(|(bin, cells)| (bin, Cow::Borrowed(&cells[..]))).collect();
        let Some(first) = columns.first().map(|(bin, _)| *bin) else { return columns };
        for stretch in scene.history.counts(start, end) {
            let Some(lines) = self.old.get(&(stretch.step, stretch.steps)) else { continue };
            let ends = [stretch.step as f64, (stretch.step + stretch.steps) as f64];
            let own = width.bin(stretch.step).max(first)..=width.bin(stretch.step + stretch.steps - 1);
            for bin in own {
                let Some((_, column)) = columns.get_mut((bin - first) as usize) else { break };
                let part = (ends[1].min(width.edge(bin + 1)) - ends[0].max(width.edge(bin))) / (ends[1] - ends[0]);
                for (cell, old) in column.to_mut().iter_mut().zip(lines).filter(|(_, old)| old.spikes > 0.0) {
                    *cell = Cell { spikes: cell.spikes + old.spikes * part as f32, neuron: old.neuron };
                }
            }
        }
        columns
    }

    /// Cells as dense as there are spikes in them; those of a line that are alike become one.
    fn mesh(
        &self,
        scene: &Scene<'_>,
        frame: Rect,
        (columns, usual): (&[Column<'_>], f32),
        y_of: impl Fn(NeuronId) -> Option<f32>,
        transform: &egui_plot::PlotTransform,
    ) -> Mesh {
        let mut mesh = Mesh::default();
        let Some(width) = self.bins.width() else { return mesh };
        // One spike is always seen, many saturate slowly.
        let strength = |spikes: f32| {
            let strength = (1.0 - (-spikes / usual).exp()).clamp(0.25, 1.0);
            let strength = if spikes < 1.0 { strength.min(spikes.max(0.06)) } else { strength };
            (strength * SHADES).ceil() / SHADES
        };
        let of_whole: [f32; WHOLE] = std::array::from_fn(|spikes| strength(spikes as f32));
        let strength_of = |spikes: f32| {
            let whole = spikes as usize;
            if whole < WHOLE && whole as f32 == spikes { of_whole[whole] } else { strength(spikes) }
        };
        let populations = &scene.history.layout.populations;
        let dx = transform.dpos_dvalue_x() * scene.time_tau(1.0);
        let x0 = f64::from(transform.position_from_point_x(0.0));
        let x_of = |bin: u64| (x0 + dx * width.edge(bin)) as f32;
        // A column is as wide as it is to be seen; where bins are single steps, there is room between them.
        let wide = (dx * (width.edge(1) - width.edge(0))) as f32;
        let wide = if wide > 2.0 * CELL { CELL } else { wide };
        let height = self.grid.height;
        for line in 0..self.grid.lines {
            // Left and right end, strength and neuron of the cells that are alike.
            let mut run: Option<(f32, f32, f32, NeuronId)> = None;
            let mut close = |run: &mut Option<(f32, f32, f32, NeuronId)>| {
                let Some((left, right, strength, neuron)) = run.take() else { return };
                let Some(population) = populations.get(neuron.population as usize) else { return };
                let color = scene.theme.hue(population.hue_of(neuron.index as usize));
                // Where a cell is a row, it lies around its neuron.
                let top = match y_of(neuron) {
                    Some(y) if height > CELL => y - height / 2.0,
                    _ => frame.top() + line as f32 * height,
                };
                let rect = Rect::from_min_max(pos2(left, top), pos2(right, top + height));
                mesh.add_colored_rect(rect, color.gamma_multiply(strength));
            };
            for (bin, cells) in columns {
                let cell = cells[line];
                if cell.spikes == 0.0 {
                    close(&mut run);
                    continue;
                }
                let strength = strength_of(cell.spikes);
                let left = x_of(*bin);
                match &mut run {
                    Some((_, right, known, neuron))
                        if *known == strength
                            && neuron.population == cell.neuron.population
                            && (left - *right).abs() < 0.01
                            && (height <= CELL || *neuron == cell.neuron)
                            && populations.get(neuron.population as usize).is_some_and(|p| p.groups.is_empty()) =>
                    {
                        *right = left + wide;
                    }
                    _ => {
                        close(&mut run);
                        run = Some((left, left + wide, strength, cell.neuron));
                    }
                }
            }
            close(&mut run);
        }
        mesh
    }
}

/// Mean number of spikes in a cell that has any.
fn crowd(columns: &[Column<'_>]) -> f32 {
    let filled = columns.iter().flat_map(|(_, cells)| cells.iter()).filter(|cell| cell.spikes > 0.0);
    let (cells, spikes) = filled.fold((0, 0.0f64), |(n, sum), cell| (n + 1, sum + f64::from(cell.spikes)));
    if cells == 0 { 1.0 } else { (spikes / f64::from(cells)) as f32 }
}

/// The middle of what is seen of some rows, if anything is.
fn middle(from: f32, to: f32, frame: Rect, transform: &egui_plot::PlotTransform) -> Option<f32> {
    let y_of = |row: f32| transform.position_from_point_y(f64::from(row)).clamp(frame.top(), frame.bottom());
    let (bottom, top) = (y_of(from), y_of(to));
    (bottom - top > 1.0).then_some(0.5 * (bottom + top))
}

/// The names of the groups of a population, with a hairline between them.
fn groups(
    ui: &Ui,
    scene: &Scene<'_>,
    population: &PopulationInfo,
    first: f32,
    frame: Rect,
    transform: &egui_plot::PlotTransform,
) {
    let y_of = |row: f32| transform.position_from_point_y(f64::from(row));
    let mut from = first;
    for (k, group) in population.groups.iter().enumerate() {
        let to = from + group.count as f32;
        if k > 0 {
            ui.painter_at(frame).hline(frame.x_range(), y_of(from), egui::Stroke::new(1.0, scene.theme.hairline));
        }
        if let Some(y) = middle(from, to, frame, transform) {
            let (font, color) = (FontId::proportional(metrics::SMALL), scene.theme.hue(group.hue));
            ui.painter().text(pos2(frame.left() - 6.0, y), Align2::RIGHT_CENTER, group.name, font, color);
        }
        from = to;
    }
}

/// Width and height of a spike; of few neurons high enough for the last row of a hall.
fn mark_size(ui: &Ui, row_height: f32, populations: &[PopulationInfo]) -> egui::Vec2 {
    let count: usize = populations.iter().map(|p| p.count).sum();
    let (least, most) = if count <= FEW { (6.0, 14.0) } else { (2.5, 9.0) };
    vec2((1.6f32).max(1.0 / ui.ctx().pixels_per_point()), (row_height * 0.8).clamp(least, most))
}

/// Old spikes, of which only the number in a stretch is known: a shade as dense as the marks would be.
fn shades(
    scene: &Scene<'_>,
    y_of: impl Fn(NeuronId) -> Option<f32>,
    size: egui::Vec2,
    transform: &egui_plot::PlotTransform,
) -> Mesh {
    let [start, end] = scene.window();
    let colors: Vec<_> = scene.history.layout.populations.iter().map(|p| scene.theme.hue(p.hue)).collect();
    let x_of = |step: u64| transform.position_from_point_x(scene.time_tau(step as f64));
    let mut mesh = Mesh::default();
    for stretch in scene.history.counts(start, end) {
        let (left, right) = (x_of(stretch.step), x_of(stretch.step + stretch.steps));
        let right = right.max(left + size.x);
        // Rows within a pixel of each other make one mark.
        let near = |a: &(NeuronId, u32), b: &(NeuronId, u32)| {
            let pixel = |neuron| y_of(neuron).map(f32::round);
            a.0.population == b.0.population && pixel(a.0) == pixel(b.0)
        };
        for same in stretch.counts.chunk_by(near) {
            let (Some(y), Some(color)) = (y_of(same[0].0), colors.get(same[0].0.population as usize)) else { continue };
            let count: f32 = same.iter().map(|(_, count)| *count as f32).sum();
            let shade = (count * size.x / (right - left)).clamp(0.1, 1.0);
            let rect = Rect::from_min_max(pos2(left, y - size.y / 2.0), pos2(right, y + size.y / 2.0));
            mesh.add_colored_rect(rect, color.gamma_multiply(shade));
        }
    }
    mesh
}

/// One rectangle a spike, at most one for each pixel column and row.
fn marks(
    ui: &Ui,
    scene: &Scene<'_>,
    frame: Rect,
    spikes: &[Spike],
    y_of: impl Fn(NeuronId) -> Option<f32>,
    size: egui::Vec2,
    transform: &egui_plot::PlotTransform,
) -> Mesh {
    let pixel = 1.0 / ui.ctx().pixels_per_point();
    let columns = (frame.width() / pixel).ceil() as usize + 1;
    let lines = (frame.height() / pixel).ceil() as usize + 1;
    let mut taken = vec![0u64; (columns * lines).div_ceil(64)];
    // One colour a population, or one a neuron where there are groups.
    let colors = |p: &PopulationInfo| -> Vec<egui::Color32> {
        let each = if p.groups.is_empty() { 1 } else { p.count };
        (0..each).map(|index| scene.theme.hue(p.hue_of(index))).collect()
    };
    let colors: Vec<Vec<egui::Color32>> = scene.history.layout.populations.iter().map(colors).collect();
    let color = |neuron: NeuronId| {
        let of = &colors[neuron.population as usize];
        of.get(neuron.index as usize).or(of.first()).copied().unwrap_or(scene.theme.text)
    };
    let (x0, dx) = (f64::from(transform.position_from_point_x(0.0)), transform.dpos_dvalue_x());
    let mut mesh = Mesh::default();
    for spike in spikes {
        let Some(y) = y_of(spike.neuron()).filter(|y| frame.y_range().contains(*y)) else { continue };
        let x = (x0 + dx * scene.time_tau(spike.at())) as f32;
        let (column, line) =
            (((x - frame.left()) / pixel).max(0.0) as usize, ((y - frame.top()) / pixel).max(0.0) as usize);
        let bit = line.min(lines - 1) * columns + column.min(columns - 1);
        if taken[bit / 64] >> (bit % 64) & 1 == 0 {
            taken[bit / 64] |= 1 << (bit % 64);
            mesh.add_colored_rect(Rect::from_center_size(pos2(x, y), size), color(spike.neuron()));
        }
    }
    mesh
}
