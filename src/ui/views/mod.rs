//! Views: pictures of a scene. Each draws into the `Ui` of its card and pushes wishes.
//!
//! A new view is a file with a function that draws it, and a line in [`KINDS`]: any seat can then take it.

mod bins;
mod cells;
mod chart;
mod closeup;
mod counts;
mod field;
mod heat;
mod input;
mod map;
mod plane;
mod raster;
mod second;
mod seen;
mod slow;
mod space;
mod sweep;
mod time;
mod traces;
mod tuning;

pub use plane::in_view;
pub use second::chooser_ui;

use super::view::{View, Wants};
use super::{Action, Scene, panels};
use crate::picture::{Plane, PlaneInfo};
use crate::session::READOUTS;
use egui::Ui;

#[derive(Clone, Copy, Debug)]
enum Draw {
    /// The only one of its kind.
    One(fn(&mut Ui, &Scene<'_>, &mut Vec<Action>)),
    /// One of several in the layout, by its place in their list.
    OneOf(fn(&mut Ui, &Scene<'_>, usize, &mut Vec<Action>)),
}

/// Draws a view into a card.
pub fn view_ui(ui: &mut Ui, scene: &Scene<'_>, view: &View, actions: &mut Vec<Action>) {
    match KINDS.get(view.kind).map(|kind| kind.draw) {
        Some(Draw::One(draw)) => draw(ui, scene, actions),
        Some(Draw::OneOf(draw)) => draw(ui, scene, view.index, actions),
        None => {}
    }
}

/// One that a scene has of a kind of several: its id in the layout, its name, a word, whether it has something to show.
type Found<'a> = (&'a str, &'a str, &'a str, bool);

/// A kind of views.
struct Kind {
    id: &'static str,
    wants: Wants,
    has: Has,
    draw: Draw,
}

enum Has {
    /// One, with its name and word, if the scene has something for it.
    One(&'static str, &'static str, fn(&Scene<'_>) -> bool),
    /// One that is called by what there is, and whether there is anything.
    Told(for<'a> fn(&Scene<'a>) -> (&'a str, bool)),
    /// As many as the layout has.
    Several(for<'a> fn(&Scene<'a>) -> Vec<Found<'a>>),
}

impl Kind {
    const fn one(
        id: &'static str,
        [name, word]: [&'static str; 2],
        wants: Wants,
        has: fn(&Scene<'_>) -> bool,
        draw: fn(&mut Ui, &Scene<'_>, &mut Vec<Action>),
    ) -> Kind {
        Kind { id, wants, has: Has::One(name, word, has), draw: Draw::One(draw) }
    }

    const fn several(
        id: &'static str,
        has: for<'a> fn(&Scene<'a>) -> Vec<Found<'a>>,
        draw: fn(&mut Ui, &Scene<'_>, usize, &mut Vec<Action>),
    ) -> Kind {
        Kind { id, wants: Wants::PICTURE, has: Has::Several(has), draw: Draw::OneOf(draw) }
    }

    /// Its views; `kind` is its place in [`KINDS`].
    fn views(&self, kind: usize, scene: &Scene<'_>, views: &mut Vec<View>) {
        let Kind { id, wants, .. } = *self;
        match self.has {
            Has::One(name, word, has) => views.push(View {
                id: id.to_owned(),
                name: name.to_owned(),
                word: word.to_owned(),
                wants,
                is_available: has(scene),
                kind,
                index: 0,
            }),
            Has::Told(told) => {
                let (name, is_available) = told(scene);
                let (id, name, word) = (id.to_owned(), name.to_owned(), name.to_lowercase());
                views.push(View { id, name, word, wants, is_available, kind, index: 0 });
            }
            Has::Several(has) => views.extend(has(scene).into_iter().enumerate().map(|(index, found)| {
                let (known, name, word, is_available) = found;
                let (id, name, word) = (format!("{id}:{known}"), name.to_owned(), word.to_owned());
                View { id, name, word, wants, is_available, kind, index }
            })),
        }
    }
}

/// All kinds of views, in the order in which they are offered.
const KINDS: &[Kind] = &[
    Kind::several("plane", planes, plane::plane_ui),
    Kind::several("field", fields, field::field_ui),
    Kind::several("chart", charts, chart::chart_ui),
    Kind::several("space", spaces, space::space_ui),
    Kind::one("tuning", ["Tuning curves", "tuning"], Wants::ASKED, spikes, tuning::tuning_card_ui),
    Kind::one("cells", ["Cells", "cells"], Wants::ASKED, spikes, cells::cells_ui),
    Kind::one("sweep", ["Sweep", "sweep"], Wants::ASKED, always, sweep::sweep_ui),
    Kind::one("map", ["Map", "map"], Wants::ASKED, mapped, map::map_ui),
    Kind { id: READOUTS, wants: Wants::OVER_TIME, has: Has::Told(readouts), draw: Draw::One(traces::readouts_ui) },
    Kind {
        id: "raster",
        wants: Wants::OVER_TIME.share(0.9),
        has: Has::Told(raster),
        draw: Draw::One(raster::raster_ui),
    },
    Kind::one("currents", ["Currents", "currents"], Wants::OVER_TIME.share(1.1), always, traces::currents_ui),
    Kind::one("voltage", ["Voltage", "voltage"], Wants::OVER_TIME.share(0.95), always, traces::voltage_ui),
    Kind::one("signals", ["Further signals", "signals"], Wants::OVER_TIME, traced, traces::signals_ui),
    Kind::one("slow", ["What changes slowly", "slow"], Wants::OVER_RUN, slow, slow::slow_ui),
    Kind::one("input", ["Input over time", "input"], Wants::OVER_TIME, upcoming, input::input_ui),
    Kind::one("table", ["All neurons", "neurons"], Wants::ASKED, always, panels::table_card_ui),
];

/// All views that the layout of a scene has, the first picture first; some may have nothing to show now.
pub fn all(scene: &Scene<'_>) -> Vec<View> {
    let mut views = Vec::new();
    KINDS.iter().enumerate().for_each(|(k, kind)| kind.views(k, scene, &mut views));
    views
}

/// The input along the bottom, without a seat.
pub fn input_strip_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    input::input_ui(ui, scene, actions);
}

fn always(_: &Scene<'_>) -> bool {
    true
}

fn spikes(scene: &Scene<'_>) -> bool {
    scene.history.layout.spikes
}

fn mapped(scene: &Scene<'_>) -> bool {
    scene.editing.has_regimes()
}

fn upcoming(scene: &Scene<'_>) -> bool {
    scene.history.upcoming.is_some()
}

fn planes<'a>(scene: &Scene<'a>) -> Vec<Found<'a>> {
    // The first is always of use; others may wait for a curve.
    let holds = |plane: &Plane| {
        let drawn = plane.curves.len() + plane.dots.len() + plane.flows.len() + plane.lines.len();
        drawn + plane.trails.len() > 0 || plane.draws.is_some()
    };
    let has = |k: usize| scene.depiction.planes.get(k).is_some_and(|plane| k == 0 || holds(plane));
    let found = |(k, info): (usize, &'a PlaneInfo)| (info.id, info.title, info.short, has(k));
    scene.history.layout.planes.iter().enumerate().map(found).collect()
}

fn readouts<'a>(scene: &Scene<'a>) -> (&'a str, bool) {
    (scene.history.layout.words.readouts, true)
}

fn raster<'a>(scene: &Scene<'a>) -> (&'a str, bool) {
    let layout = &scene.history.layout;
    if layout.spikes { ("Spikes", true) } else { ("Rates", layout.rates) }
}

/// Height of a card with the rasters of two runs, in points.
const TWO_RASTERS: f32 = 230.0;

/// The least height that a view over time is of use in, in points, where it depends on what there is.
pub fn least_height(scene: &Scene<'_>, view: &View) -> f32 {
    let few = |count: usize| if count <= raster::FEW { raster::height_of(count) } else { 0.0 };
    let count = scene.history.layout.populations.iter().map(|p| p.count).sum();
    match KINDS.get(view.kind).is_some_and(|kind| kind.id == "raster") {
        true if scene.pale().is_some() => (2.0 * few(count)).max(TWO_RASTERS),
        true => few(count),
        false => 0.0,
    }
}

fn traced(scene: &Scene<'_>) -> bool {
    scene.history.layout.signals.iter().any(|signal| signal.is_traced)
}

fn slow(scene: &Scene<'_>) -> bool {
    scene.history.layout.signals.iter().any(|signal| signal.is_slow)
}

fn charts<'a>(scene: &Scene<'a>) -> Vec<Found<'a>> {
    scene.history.layout.charts.iter().map(|info| (info.id, info.title, info.short, true)).collect()
}

fn fields<'a>(scene: &Scene<'a>) -> Vec<Found<'a>> {
    scene.history.layout.fields.iter().map(|info| (info.id, info.title, info.short, true)).collect()
}

fn spaces<'a>(scene: &Scene<'a>) -> Vec<Found<'a>> {
    scene.history.layout.spaces.iter().map(|info| (info.id, info.title, info.short, true)).collect()
}
