//! What the window looks like: panels, views and their seats, colours, what is told. Nothing of the network.

use super::action::{Action, FigureWish, FileWish, Tab};
use super::figure_desk::FigureDesk;
use super::file_desk::FileDesk;
use super::gallery::{Gallery, Pictures};
use super::map_desk::MapDesk;
use super::palette::{Lately, Palette};
use super::playing::Playing;
use super::seats::{Seats, Shown};
use super::spoken::Spoken;
use super::sweep_desk::SweepDesk;
use super::talk::OnStage;
use super::theme::{Mode, Theme};
use super::view::View;
use crate::session::{Level, Look, Notice, Speed};
use std::collections::VecDeque;

/// Widths of the time views, in time constants.
pub const WINDOW_TAU: [f64; 2] = [0.02, 400.0];
/// How large all may be, against its usual size.
pub const ZOOM: [f32; 2] = [0.6, 2.0];
/// How long a parameter is marked that somebody looked for, in seconds.
pub const REVEAL_S: f64 = 3.0;
/// Their width if a preset says nothing.
pub const WIDTH_TAU: f64 = 20.0;

/// The stage on its way between a plane and the space of which it is a slice; it stays while the space is large.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Index of the plane in the layout.
    pub plane: usize,
    /// Index of the space.
    pub space: usize,
    /// How far it is, from 0, where one sees the plane, to 1.
    pub part: f32,
    /// Whether it goes to the space.
    pub forth: bool,
    /// When it was last moved on.
    pub at_s: Option<f64>,
}

impl Swing {
    /// Whether it is on its way.
    pub fn is_moving(&self) -> bool {
        !self.forth || self.part < 1.0
    }
}

/// One cycle in slow motion, and how it was before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlowMotion {
    /// Length of the cycle in seconds.
    pub cycle_s: f64,
    /// Width of the time views before, in seconds.
    pub window_s: f64,
    /// Speed before.
    pub speed: Speed,
}

/// A parameter that is to be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reveal {
    /// Its id.
    pub id: &'static str,
    /// When it was first shown.
    pub since_s: Option<f64>,
    /// How often it was drawn since.
    pub passes: u32,
}

impl Reveal {
    /// Whether it has to be brought into sight, and its field to get the focus.
    pub fn is_new(&self) -> bool {
        // What scrolls knows its size at the second look.
        self.passes < 2
    }
}

/// What hands did to the time views.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimeDesk {
    /// Where they end, in seconds, if not at the moment that is shown.
    pub end_s: Option<f64>,
    /// Two cursors, in seconds; while the run goes on they go along.
    pub cursors: Option<[f64; 2]>,
    /// Whether the raster has the picked neurons alone.
    pub picked_alone: bool,
}

/// Something that was done to the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// About when.
    pub step: u64,
    /// What.
    pub name: String,
}

/// Marks at most.
const MOST_MARKS: usize = 200;

/// The state of the window.
pub struct Desk {
    /// Colours.
    pub theme: Theme,
    /// Colours of what is drawn pale.
    pub pale: Theme,
    /// What the side panel shows.
    pub tab: Tab,
    /// Whether it is open.
    pub side_open: bool,
    /// Which view sits where.
    pub seats: Seats,
    /// The seats before somebody went through the views on the stage.
    before: Option<Seats>,
    /// The seats before a view was brought onto the stage by its key.
    aside: Option<Seats>,
    /// The seats as they are taken; they stay while a button is held.
    pub shown: Option<Shown>,
    /// Width of the time views in seconds.
    pub window_s: f64,
    /// Where the time views end and what is measured in them.
    pub time: TimeDesk,
    /// Bytes that the pictures of the last seconds take.
    pub moments: usize,
    /// What was changed when, for the timeline.
    pub marks: VecDeque<Mark>,
    /// Whether one cycle is looked at.
    pub slow_motion: Option<SlowMotion>,
    /// Whether the stage turns, or has turned, into a space.
    pub swing: Option<Swing>,
    /// The sweep.
    pub sweep: SweepDesk,
    /// The map.
    pub map: MapDesk,
    /// The parameter that moves by itself.
    pub playing: Option<Playing>,
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
    /// Whether the licences are shown.
    pub licences_open: bool,
    /// What finds commands and all else, if it is open.
    pub palette: Option<Palette>,
    /// What was chosen in it lately.
    pub lately: Lately,
    /// A parameter that is to be seen.
    pub reveal: Option<Reveal>,
    /// How large all is, against its usual size.
    pub zoom: f32,
    /// The talk that is given.
    pub talk: Option<OnStage>,
    /// The talk that was left, and its slide.
    pub left_talk: Option<(usize, usize)>,
    /// How many times as thick as ever lines of views are.
    pub thick: f32,
    /// Whether the window is to fill the screen, and what it was told last.
    pub full_screen: bool,
    pub(super) was_full: bool,
    /// What is said to a screen reader.
    pub spoken: Spoken,
    /// Dialogs that have to do with files.
    pub files: FileDesk,
    /// The dialog for figures.
    pub figures: FigureDesk,
    /// What to tell the person.
    pub notice: Option<Notice>,
    /// When it was first shown.
    pub notice_at_s: Option<f64>,
    /// How many presets were opened before, and how often somebody asked to see everything.
    since: [u64; 2],
    /// Grows when hands have to let go of what they hold.
    gesture: u64,
}

impl Desk {
    /// An empty desk.
    pub fn new(mode: Mode) -> Self {
        Desk {
            theme: Theme::new(mode),
            pale: Theme::new(mode).pale(),
            tab: Tab::Controls,
            side_open: true,
            seats: Seats::default(),
            before: None,
            aside: None,
            shown: None,
            window_s: 1.0,
            time: TimeDesk::default(),
            moments: 0,
            marks: VecDeque::new(),
            slow_motion: None,
            swing: None,
            sweep: SweepDesk::default(),
            map: MapDesk::default(),
            playing: None,
            pen: false,
            table_open: false,
            input_open: None,
            gallery: None,
            pictures: Pictures::default(),
            help_open: false,
            licences_open: false,
            palette: None,
            lately: Lately::default(),
            reveal: None,
            zoom: 1.0,
            talk: None,
            left_talk: None,
            thick: 1.0,
            full_screen: false,
            was_full: false,
            spoken: Spoken::default(),
            files: FileDesk::default(),
            figures: FigureDesk::default(),
            notice: None,
            notice_at_s: None,
            since: [0; 2],
            gesture: 0,
        }
    }

    /// By which a view knows that it is to begin anew: the opened preset, and how often somebody asked to see everything.
    pub fn since(&self) -> [u64; 2] {
        self.since
    }

    /// What lies over the views, if anything does: the actions whose keys work nevertheless.
    pub fn overlay(&self) -> Option<&'static [Action]> {
        if self.gallery.is_some() || self.palette.is_some() {
            // It has the keyboard for itself.
            Some(&[])
        } else if self.files.path_open || self.files.doubt.is_some() {
            Some(&[Action::PickNone, Action::File(FileWish::Ask)])
        } else if self.figures.is_open {
            const OF_FIGURE: &[Action] =
                &[Action::PickNone, Action::Figure(FigureWish::Toggle), Action::ToggleRun, Action::StepOnce];
            Some(OF_FIGURE)
        } else if self.files.save_open {
            Some(&[Action::PickNone, Action::File(FileWish::Save)])
        } else if self.help_open {
            Some(&[Action::PickNone, Action::ToggleHelp])
        } else if self.licences_open {
            Some(&[Action::PickNone])
        } else if self.table_open {
            const OF_TABLE: &[Action] = &[
                Action::PickNone,
                Action::ToggleTable,
                Action::PickNext(1),
                Action::PickNext(-1),
                Action::Silence,
                Action::Undo(1),
                Action::Redo(1),
                Action::ToggleRun,
                Action::ToggleSide,
            ];
            Some(OF_TABLE)
        } else {
            None
        }
    }

    /// Closes what lies over the views; whether there was anything.
    pub fn close_overlay(&mut self) -> bool {
        // One at a time, the upper one first.
        std::mem::take(&mut self.files.path_open)
            || std::mem::take(&mut self.files.save_open)
            || std::mem::take(&mut self.figures.is_open)
            || self.files.doubt.take().is_some()
            || std::mem::take(&mut self.help_open)
            || std::mem::take(&mut self.licences_open)
            || std::mem::take(&mut self.table_open)
    }

    /// All larger by a step, smaller, or, by 0, as it was.
    pub fn zoom(&mut self, by: i8) {
        let [least, most] = ZOOM;
        let now = if by == 0 { 1.0 } else { (self.zoom * 10.0).round() / 10.0 + 0.1 * f32::from(by) };
        self.zoom = now.clamp(least, most);
    }

    /// Once all has been drawn: what was new is so no more.
    pub fn drawn(&mut self, ctx: &egui::Context, now_s: f64) {
        if let Some(palette) = &mut self.palette {
            (palette.is_new, palette.moved) = (false, false);
        }
        if let Some(reveal) = &mut self.reveal {
            reveal.passes += 1;
            let left_s = REVEAL_S - (now_s - *reveal.since_s.get_or_insert(now_s));
            match left_s > 0.0 {
                true => ctx.request_repaint_after(std::time::Duration::from_secs_f64(left_s.min(0.1))),
                false => self.reveal = None,
            }
        }
    }

    /// By which what a hand holds is told from what one held before another preset was opened.
    pub fn gesture(&self) -> u64 {
        self.gesture
    }

    /// Ends what any hand does.
    pub fn let_go(&mut self) {
        self.gesture += 1;
    }

    /// Leads all views back to where things happen.
    pub fn fit(&mut self) {
        self.since[1] += 1;
    }

    /// Arranges the views as a preset wants them, of which a network has these; says what it does not know.
    pub fn dress(&mut self, look: &Look, views: &[View], tau_s: f64) {
        self.since[0] += 1;
        self.time = TimeDesk::default();
        self.marks.clear();
        self.window_s = look.window_tau.unwrap_or(WIDTH_TAU).clamp(WINDOW_TAU[0], WINDOW_TAU[1]) * tau_s;
        self.seats = Seats::of(look, views);
        self.before = None;
        self.aside = None;
        self.shown = None;
        self.swing = None;
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
        let mut shown = self.seats.shown(views, input);
        // A stand-in keeps its seat, also when what stands before it in the list gets something to show.
        if let Some(before) =
            self.shown.take().filter(|before| before.stage == shown.stage && before.input == shown.input)
            && self.seats.below.is_none()
            && let Some(id) = before.below
            && shown.below.is_some()
            && views.iter().any(|view| view.id == id && view.is_available)
            && !shown.column.contains(&id)
        {
            shown.below = Some(id);
        }
        self.shown = Some(shown);
    }

    /// Another arrangement, as a hand wants it.
    pub fn seat(&mut self, change: impl FnOnce(&mut Seats, &Shown)) {
        if let Some(shown) = self.shown.take() {
            change(&mut self.seats, &shown);
            self.before = None;
            self.aside = None;
        }
    }

    /// Brings a view onto the stage, with what was there below it; if it is there, all goes back to how it was.
    pub fn bring(&mut self, view: &str) {
        let Some(shown) = self.shown.take() else { return };
        self.before = None;
        if shown.stage == view {
            match self.aside.take() {
                Some(seats) => self.seats = seats,
                None => {
                    if let Some(below) = shown.below.clone() {
                        self.seats.put(&shown, view, &below);
                    }
                }
            }
            return;
        }
        // From one such view to the next: what was there before both comes back.
        let home = self.aside.take().unwrap_or_else(|| {
            let mut seats = self.seats.clone();
            seats.settle(&shown);
            seats
        });
        self.seats = home.clone();
        self.seats.column.retain(|id| id != view);
        self.seats.alone = false;
        self.seats.below = Some(std::mem::replace(&mut self.seats.stage, view.to_owned()));
        self.aside = Some(home);
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

    /// Something is done to the run at about this step; what a gesture does is one thing.
    pub fn mark(&mut self, step: u64, name: &str, apart: u64) {
        let first = |name: &str| name.split_whitespace().next().map(str::to_owned);
        if let Some(last) = self.marks.back_mut()
            && step.saturating_sub(last.step) < apart
            && first(&last.name) == first(name)
        {
            name.clone_into(&mut last.name);
            return;
        }
        self.marks.push_back(Mark { step, name: name.to_owned() });
        if self.marks.len() > MOST_MARKS {
            self.marks.pop_front();
        }
    }

    /// A message.
    pub fn tell(&mut self, level: Level, text: impl Into<String>) {
        self.notice = Some(Notice { level, text: text.into() });
    }
}
