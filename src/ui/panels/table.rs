//! The table of all neurons, from one to a hundred thousand: only the rows in sight are laid out.

use super::parts::color_of;
use crate::picture::NeuronId;
use crate::ui::widgets::{math, title_row};
use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Align, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder};
use std::sync::Arc;

/// What the rows are sorted by: a column, and whether the largest comes first.
type Sorting = (usize, bool);

/// The order of the rows, and for what it holds.
#[derive(Clone)]
struct Order {
    key: (Sorting, usize, u64),
    rows: Arc<Vec<NeuronId>>,
}

/// Columns: name, the traits, rate, CV.
fn value(scene: &Scene<'_>, neuron: NeuronId, column: usize) -> Option<f64> {
    let traits = scene.roster.traits.len();
    match column {
        0 => None,
        k if k <= traits => scene.roster.value(neuron, k - 1),
        k if k == traits + 1 => Some(scene.study.census.doing(neuron).rate_hz),
        _ => scene.study.census.doing(neuron).isi_cv,
    }
}

fn order(ui: &Ui, scene: &Scene<'_>, sorting: Sorting) -> Arc<Vec<NeuronId>> {
    let id = egui::Id::unique("table order");
    let total = scene.history.layout.populations.iter().map(|p| p.count).sum();
    // What the network is made of stays as it is. Rates change as often as they are counted.
    let (column, descending) = sorting;
    let traits = scene.roster.traits.len();
    let counted = if column > traits { scene.study.census_at_s.to_bits() } else { 0 };
    let key = (sorting, total, counted ^ scene.roster.number());
    if let Some(known) = ui.data(|data| data.get_temp::<Order>(id)).filter(|order| order.key == key) {
        return known.rows;
    }
    let mut rows: Vec<(Option<f64>, NeuronId)> =
        scene.roster.neurons().map(|neuron| (value(scene, neuron, column), neuron)).collect();
    rows.sort_unstable_by(|(a, a_id), (b, b_id)| {
        // Those without a value come last, whichever way round.
        let by_value = match (a, b) {
            (Some(a), Some(b)) if descending => b.total_cmp(a),
            (Some(a), Some(b)) => a.total_cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        let by_name = if descending && column == 0 { b_id.cmp(a_id) } else { a_id.cmp(b_id) };
        by_value.then(by_name)
    });
    let rows = Arc::new(rows.into_iter().map(|(_, neuron)| neuron).collect::<Vec<_>>());
    ui.data_mut(|data| data.insert_temp(id, Order { key, rows: rows.clone() }));
    rows
}

/// Draws the table if it is open.
pub fn table_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    if !scene.desk.table_open {
        return;
    }
    let mut open = true;
    let id = egui::Id::unique("table of all neurons");
    let name = Shortcut::of(&Action::ToggleTable).map_or("", |command| command.name);
    egui::Window::new(name)
        .id(id)
        .open(&mut open)
        .collapsible(false)
        .default_size([590.0, 420.0])
        .min_size([420.0, 160.0])
        .default_pos(ui.max_rect().left_top() + egui::vec2(280.0, 130.0))
        .show(ui.ctx(), |ui| rows_ui(ui, scene, actions));
    // egui gives no name to the bar by which a window is moved.
    ui.ctx().accesskit_node_builder(id.with("__title_click"), |node| {
        node.set_role(egui::Role::TitleBar);
        node.set_label(name);
    });
    if !open {
        actions.push(Action::ToggleTable);
    }
}

/// The table as a card.
pub fn table_card_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    title_row(ui, scene, "All neurons", |_| {});
    rows_ui(ui, scene, actions);
}

fn rows_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let layout = &scene.history.layout;
    let id = egui::Id::unique("table sorting");
    let mut sorting = ui.data(|data| data.get_temp::<Sorting>(id)).unwrap_or((0, false));
    let mut heads = vec![("neuron".to_owned(), "Click a row to pick it, with Shift to pick more")];
    for known in &scene.roster.traits {
        heads.push((known.symbols.join(", "), known.help));
    }
    heads.push(("rate Hz".to_owned(), "Spikes per second, over the window of the statistics"));
    heads.push(("ISI CV".to_owned(), "Irregularity: 0 regular, 1 Poisson; – with fewer than three spikes"));
    let rows = order(ui, scene, sorting);
    TableBuilder::new(ui)
        .striped(true)
        // By mouse anywhere in a row; by keyboard, at its name.
        .sense(Sense::CLICK)
        .cell_layout(Layout::right_to_left(Align::Center))
        .column(Column::exact(64.0))
        .columns(Column::remainder().at_least(40.0).clip(true), heads.len() - 1)
        .header(24.0, |mut header| {
            for (column, (name, help)) in heads.iter().enumerate() {
                header.col(|ui| {
                    let sorted = sorting.0 == column;
                    let color = if sorted { scene.theme.text } else { scene.theme.weak };
                    let text = math(name, metrics::SMALL, color);
                    let response = ui.add(egui::Label::new(text).sense(Sense::click()).truncate());
                    let label = format!("Sort by {}", crate::ui::widgets::plain(name));
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                    if sorted {
                        let line = if sorting.1 { response.rect.top() - 1.0 } else { response.rect.bottom() + 1.0 };
                        ui.painter().hline(response.rect.x_range(), line, egui::Stroke::new(2.0, color));
                    }
                    if response.on_hover_text(format!("{help}\nClick to sort; the bar is at the large end")).clicked() {
                        sorting = if sorted { (column, !sorting.1) } else { (column, column > 0) };
                    }
                });
            }
        })
        .body(|body| {
            body.rows(20.0, rows.len(), |mut row| {
                let Some(&neuron) = rows.get(row.index()) else { return };
                row.set_selected(scene.is_picked(neuron));
                let mut named = false;
                row.col(|ui| {
                    let silenced = scene.roster.is_silenced(neuron);
                    let name = layout.neuron_name(neuron);
                    let text = RichText::new(&name).color(color_of(scene, neuron));
                    let text = if silenced { text.strikethrough() } else { text };
                    let label = ui.add(egui::Label::new(text).sense(Sense::click()));
                    let is_picked = scene.is_picked(neuron);
                    label.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_picked, &name));
                    if label.has_focus() {
                        let stroke = egui::Stroke::new(1.0, scene.theme.text);
                        ui.painter().rect_stroke(label.rect.expand(1.0), 2.0, stroke, egui::StrokeKind::Outside);
                    }
                    named = label.clicked();
                });
                for column in 1..heads.len() {
                    row.col(|ui| {
                        let digits = if column == heads.len() - 2 { 1 } else { 3 };
                        let text =
                            value(scene, neuron, column).map_or_else(|| "–".to_owned(), |v| format!("{v:.digits$}"));
                        ui.label(RichText::new(text).size(metrics::SMALL));
                        // Of the run beside this one the rate is told, pale.
                        let beside = scene.study.census_beside.as_ref().filter(|_| column == heads.len() - 2);
                        if let Some(doing) = beside.map(|census| census.doing(neuron)) {
                            let text = RichText::new(format!("{:.1}", doing.rate_hz)).size(metrics::SMALL);
                            ui.label(text.color(scene.theme.weak)).on_hover_text("of the run beside this one");
                        }
                    });
                }
                let response = row.response();
                if response.hovered() {
                    actions.push(Action::Hover(neuron));
                }
                if response.clicked() || named {
                    let more = response.ctx.input(|input| input.modifiers.shift);
                    actions.push(if more { Action::PickToo(neuron) } else { Action::Pick(neuron) });
                }
            });
        });
    ui.data_mut(|data| data.insert_temp(id, sorting));
}
