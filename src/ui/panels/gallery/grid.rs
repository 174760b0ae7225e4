//! The cards of a list in rows under their headings, and the arrow keys among them.

use super::card::{card_ui, height};
use crate::session::{Card, Group};
use crate::ui::gallery::Gallery;
use crate::ui::{Action, Scene, metrics};
use egui::{Event, EventFilter, Id, Key, Rect, Response, RichText, ScrollArea, Ui, pos2, vec2};

/// Least and largest width of a card.
const CARD: [f32; 2] = [212.0, 400.0];
const GAP: f32 = 12.0;
/// Height of a heading with what is round it.
const HEAD: f32 = 40.0;

/// Where a card is in the grid.
struct Seat {
    id: Id,
    row: usize,
    column: usize,
    rect: Rect,
}

/// Draws the cards of the list that is shown.
pub fn grid_ui(ui: &mut Ui, scene: &Scene<'_>, gallery: &Gallery, search: &Response, actions: &mut Vec<Action>) {
    let list = gallery.shown();
    let groups = scene.study.catalog.groups_of(&list);
    if search.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        match groups.iter().flat_map(|group| &group.cards).next() {
            Some(first) => actions.push(Action::OpenFrom { list: list.clone(), preset: first.face }),
            None => search.request_focus(),
        }
    }
    let name = scene.study.catalog.name(&list);
    let room = ui.available_height();
    ScrollArea::vertical().id_salt(&name).auto_shrink(false).show(ui, |ui| {
        // Room for the bar.
        ui.set_max_width(ui.available_width() - 10.0);
        let mut seats = Vec::new();
        let mut missed = [Vec::new(), Vec::new()];
        let columns = columns(ui, scene, &groups, room);
        for group in &groups {
            let chosen = group_ui(ui, scene, group, columns, gallery.is_new, &mut seats, &mut missed);
            if let Some(preset) = chosen {
                actions.push(Action::OpenFrom { list: list.clone(), preset });
            }
        }
        if seats.is_empty() {
            let text = "No preset has all these words in its title, its name, its sentence, or its parameters.";
            ui.label(RichText::new(text).color(scene.theme.weak));
        }
        keys(ui, search, &seats);
        let missed = missed.concat();
        if missed != gallery.missed {
            actions.push(Action::Portray(missed));
        }
    });
}

fn card_width(ui: &Ui, columns: usize) -> f32 {
    ((ui.available_width() - (columns as f32 - 1.0) * GAP) / columns as f32).floor()
}

fn row_height(ui: &Ui, scene: &Scene<'_>, cards: &[Card], wide: f32) -> f32 {
    cards.iter().map(|card| height(ui, scene, card, wide)).fold(0.0, f32::max)
}

/// As few columns as show all cards without scrolling; where they are too many, as many as there is room for.
fn columns(ui: &Ui, scene: &Scene<'_>, groups: &[Group], room: f32) -> usize {
    let [most, least] = CARD.map(|card| ((ui.available_width() + GAP) / (card + GAP)).max(1.0));
    let (least, most) = (least.ceil() as usize, most.floor() as usize);
    let fits = |columns: &usize| {
        let wide = card_width(ui, *columns);
        let high = |group: &Group| -> f32 {
            let rows = group.cards.chunks(*columns).map(|cards| row_height(ui, scene, cards, wide) + GAP);
            HEAD + rows.sum::<f32>()
        };
        groups.iter().map(high).sum::<f32>() <= room
    };
    (least..most).find(fits).unwrap_or(most)
}

/// Draws a group; returns the preset that was clicked.
fn group_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    group: &Group,
    columns: usize,
    is_new: bool,
    seats: &mut Vec<Seat>,
    missed: &mut [Vec<usize>; 2],
) -> Option<usize> {
    ui.horizontal(|ui| {
        ui.label(RichText::new(&group.question).size(metrics::HEADING).strong());
        ui.label(RichText::new(&group.paper).size(metrics::SMALL).color(scene.theme.weak));
    });
    ui.add_space(2.0);
    let (width, wide) = (ui.available_width(), card_width(ui, columns));
    let mut chosen = None;
    for cards in group.cards.chunks(columns) {
        let high = row_height(ui, scene, cards, wide);
        let (place, _) = ui.allocate_exact_size(vec2(width, high), egui::Sense::hover());
        let row = seats.last().map_or(0, |seat| seat.row + 1);
        for (column, card) in cards.iter().enumerate() {
            let at = pos2(place.left() + column as f32 * (wide + GAP), place.top());
            let rect = Rect::from_min_size(at, vec2(wide, high));
            let id = card_id(ui, group, card);
            let (response, preset) = card_ui(ui, scene, card, id, rect);
            chosen = chosen.or(preset);
            if is_new && card.has(scene.study.open) {
                response.scroll_to_me(Some(egui::Align::Center));
            }
            if !scene.desk.pictures.knows(card.face) {
                missed[usize::from(!ui.is_rect_visible(rect))].push(card.face);
            }
            seats.push(Seat { id, row, column, rect });
        }
        ui.add_space(GAP - ui.spacing().item_spacing.y);
    }
    ui.add_space(10.0);
    chosen
}

fn card_id(ui: &Ui, group: &Group, card: &Card) -> Id {
    ui.scope_id().with(("card", &group.question, &card.presets))
}

/// Arrow keys go from card to card, and from the search to the first one and back; a quick hand presses several in a frame.
fn keys(ui: &Ui, search: &Response, seats: &[Seat]) {
    let focused = ui.memory(|memory| memory.focused());
    let before = seats.iter().position(|seat| Some(seat.id) == focused);
    if before.is_none() && !search.has_focus() {
        return;
    }
    if let Some(seat) = before.and_then(|k| seats.get(k)) {
        let own = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(seat.id, own));
    }
    let mut here = before;
    for key in ui.input(|input| input.events.iter().filter_map(pressed).collect::<Vec<_>>()) {
        here = step(seats, here, key);
    }
    match here.and_then(|k| seats.get(k)) {
        _ if here == before => {}
        None => search.request_focus(),
        Some(seat) => {
            ui.memory_mut(|memory| memory.request_focus(seat.id));
            ui.scroll_to_rect(seat.rect.expand(GAP), None);
        }
    }
}

fn pressed(event: &Event) -> Option<Key> {
    match event {
        Event::Key { key, pressed: true, .. } => Some(*key),
        _ => None,
    }
}

/// The card that a key leads to; none is the search.
fn step(seats: &[Seat], here: Option<usize>, key: Key) -> Option<usize> {
    let Some((k, seat)) = here.and_then(|k| Some((k, seats.get(k)?))) else {
        return (key == Key::ArrowDown && !seats.is_empty()).then_some(0);
    };
    // The card below or above, or the last one of a shorter row.
    let in_row = |row: usize| seats.iter().rposition(|other| other.row == row && other.column <= seat.column);
    match key {
        Key::ArrowRight => Some((k + 1).min(seats.len() - 1)),
        Key::ArrowLeft => Some(k.saturating_sub(1)),
        Key::ArrowDown => in_row(seat.row + 1).or(here),
        Key::ArrowUp => seat.row.checked_sub(1).and_then(in_row),
        _ => here,
    }
}
