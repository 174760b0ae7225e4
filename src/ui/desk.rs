//! What the window looks like: panels, views and their seats, colours, what is told. Nothing of the network.

use super::action::Tab;
use super::gallery::{Gallery, Pictures};
use super::theme::{Mode, Theme};
use super::view::View;
use crate::session::{Level, Look, Notice, READOUTS};

/// Widths of the time views, in time constants.
pub const WINDOW_TAU: [f64; 2] = [2.0, 400.0];
/// Their width if a preset says nothing.
const WIDTH_TAU: f64 = 20.0;
/// The views over time if a preset says nothing, from top to bottom.
const OVER_TIME: [&str; 4] = [READOUTS, "raster", "currents", "voltage"];

/// Which view sits where, by their ids, as it is wanted: what a network cannot show leaves its seat to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    /// The large one.
    pub stage: String,
    /// The smaller one below it; `None` takes the first picture that has no seat.
    pub below: Option<String>,
    /// Whether nothing is to be below the stage.
    pub alone: bool,
    /// The column at the right, from top to bottom.
    pub column: Vec<String>,
}

/// The seats as they are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The large one.
    pub stage: String,
    /// The smaller one below it.
    pub below: Option<String>,
    /// Whether the input runs along the bottom.
    pub input: bool,
    /// The column at the right, from top to bottom.
    pub column: Vec<String>,
}

impl Shown {
    /// Whether a view can be seen.
    pub fn holds(&self, id: &str) -> bool {
        let column = self.column.iter().map(String::as_str);
        column.chain(self.below.as_deref()).chain([self.stage.as_str()]).any(|seated| seated == id)
    }
}

impl Seats {
    /// As a preset wants it; where it says nothing, the first picture large and the views over time beside it.
    pub fn of(look: &Look, views: &[View]) -> Self {
        let stage = look.stage.clone().or_else(|| views.first().map(|view| view.id.clone())).unwrap_or_default();
        let Some(beside) = &look.beside else {
            let column = OVER_TIME.iter().filter(|id| **id != stage).map(|id| (*id).to_owned()).collect();
            return Seats { stage, below: None, alone: false, column };
        };
        let over_time = |id: &String| views.iter().find(|view| view.id == *id).is_none_or(|view| view.wants.over_time);
        let below = beside.iter().find(|id| !over_time(id)).cloned();
        let column = beside.iter().filter(|id| Some(*id) != below.as_ref()).cloned().collect();
        Seats { stage, alone: below.is_none(), below, column }
    }

    /// Who sits where, among these views; `input` puts the input along the bottom, unless it has a seat.
    pub fn shown(&self, views: &[View], input: bool) -> Shown {
        let can = |id: &str| views.iter().any(|view| view.id == id && view.is_available);
        let wanted =
            |id: &str| self.stage == id || self.below.as_deref() == Some(id) || self.column.iter().any(|c| c == id);
        // A stand-in is a picture that no seat is kept for.
        let free = |taken: &str| {
            let mut all = views.iter().filter(|view| view.is_available && !view.wants.asking && view.id != taken);
            let first = all.clone().find(|view| !wanted(&view.id));
            first.or_else(|| all.find(|view| !self.column.contains(&view.id))).map(|view| view.id.clone())
        };
        let stage = if can(&self.stage) { self.stage.clone() } else { free("").unwrap_or_default() };
        let below = self.below.clone().filter(|id| can(id) && *id != stage);
        let below = if self.alone { None } else { below.or_else(|| free(&stage)) };
        let column = self.column.iter().filter(|id| can(id) && **id != stage && Some(*id) != below.as_ref());
        let column = column.cloned().collect();
        let mut shown = Shown { stage, below, input: false, column };
        shown.input = input && can("input") && !shown.holds("input");
        shown
    }

    /// Takes over what is shown, and keeps in mind what cannot be shown now.
    fn settle(&mut self, shown: &Shown) {
        let waits = |id: &String| !shown.holds(id);
        let waiting: Vec<String> = self.column.iter().filter(|id| waits(id)).cloned().collect();
        self.stage = shown.stage.clone();
        self.below = shown.below.clone();
        self.column = shown.column.iter().cloned().chain(waiting).collect();
    }

    /// Shows `view` in the seat of `here`; if it has a seat, the two swap.
    pub fn put(&mut self, shown: &Shown, here: &str, view: &str) {
        self.settle(shown);
        let swap = |id: &mut String| {
            if id == here {
                view.clone_into(id);
            } else if id == view {
                here.clone_into(id);
            }
        };
        self.column.iter_mut().chain(&mut self.below).chain([&mut self.stage]).for_each(swap);
    }

    /// Gives `view` a seat of its own: below the stage if it is no view over time and nothing is there, else at the right.
    pub fn add(&mut self, shown: &Shown, view: &View) {
        if shown.holds(&view.id) {
            return;
        }
        self.settle(shown);
        self.column.retain(|id| *id != view.id);
        if shown.below.is_none() && !view.wants.over_time {
            self.alone = false;
            self.below = Some(view.id.clone());
        } else {
            self.column.insert(shown.column.len(), view.id.clone());
        }
    }

    /// Takes the seat of `view` away; the stage stays.
    pub fn close(&mut self, shown: &Shown, view: &str) {
        self.settle(shown);
        self.column.retain(|id| id != view);
        if self.below.as_deref() == Some(view) {
            self.below = None;
            self.alone = true;
        }
    }
}

/// The state of the window.
pub struct Desk {
    /// Colours.
    pub theme: Theme,
    /// What the side panel shows.
    pub tab: Tab,
    /// Whether it is open.
    pub side_open: bool,
    /// Which view sits where.
    pub seats: Seats,
    /// The seats before somebody went through the views on the stage.
    before: Option<Seats>,
    /// The seats as they are taken; they stay while a button is held.
    pub shown: Option<Shown>,
    /// Width of the time views in seconds.
    pub window_s: f64,
    /// Whether a pull on an empty plane draws a target instead of panning.
    pub pen: bool,
    /// Whether the table of all neurons is shown over the views.
    pub table_open: bool,
    /// Whether the input over time is shown; what moves is, if nobody has said.
    pub input_open: Option<bool>,
    /// The gallery of presets, if it is open.
    pub gallery: Option<Gallery>,
    /// Pictures for it.
    pub pictures: Pictures,
    /// Whether the list of shortcuts is shown.
    pub help_open: bool,
    /// What to tell the person.
    pub notice: Option<Notice>,
    /// When it was first shown.
    pub notice_at_s: Option<f64>,
}

impl Desk {
    /// An empty desk.
    pub fn new(mode: Mode) -> Self {
        Desk {
            theme: Theme::new(mode),
            tab: Tab::Controls,
            side_open: true,
            seats: Seats::default(),
            before: None,
            shown: None,
            window_s: 1.0,
            pen: false,
            table_open: false,
            input_open: None,
            gallery: None,
            pictures: Pictures::default(),
            help_open: false,
            notice: None,
            notice_at_s: None,
        }
    }

    /// Arranges the views as a preset wants them, of which a network has these; says what it does not know.
    pub fn dress(&mut self, look: &Look, views: &[View], tau_s: f64) {
        self.window_s = look.window_tau.unwrap_or(WIDTH_TAU).clamp(WINDOW_TAU[0], WINDOW_TAU[1]) * tau_s;
        self.seats = Seats::of(look, views);
        self.before = None;
        self.shown = None;
        let asked = look.stage.iter().chain(look.beside.iter().flatten());
        if let Some(id) = asked.into_iter().find(|id| !views.iter().any(|view| view.id == **id)) {
            let known: Vec<&str> = views.iter().map(|view| view.id.as_str()).collect();
            let text =
                format!("the preset asks for the view `{id}`, which this network has not; it has {}", known.join(", "));
            self.tell(Level::Error, text);
        }
    }

    /// Finds out who sits where.
    pub fn arrange(&mut self, views: &[View], input: bool) {
        self.shown = Some(self.seats.shown(views, input));
    }

    /// Another arrangement, as a hand wants it.
    pub fn seat(&mut self, change: impl FnOnce(&mut Seats, &Shown)) {
        if let Some(shown) = self.shown.take() {
            change(&mut self.seats, &shown);
            self.before = None;
        }
    }

    /// The next view on the stage, and at the end the arrangement that there was at first.
    pub fn next_on_stage(&mut self, views: &[View]) {
        let Some(shown) = self.shown.take() else { return };
        let here = views.iter().position(|view| view.id == shown.stage).unwrap_or(0);
        let later = (1..=views.len()).map(|by| &views[(here + by) % views.len()]);
        let Some(next) = later.into_iter().find(|view| view.is_available).map(|view| view.id.clone()) else { return };
        // Each begins from the same arrangement, so that going through all of them moves nothing.
        let home = self.before.take().unwrap_or_else(|| {
            let mut seats = self.seats.clone();
            seats.settle(&shown);
            seats
        });
        let first = home.shown(views, shown.input);
        self.seats = home.clone();
        self.seats.put(&first, &first.stage, &next);
        self.before = Some(home);
    }

    /// A message.
    pub fn tell(&mut self, level: Level, text: impl Into<String>) {
        self.notice = Some(Notice { level, text: text.into() });
    }
}
