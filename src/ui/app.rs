//! The state of the window and what becomes of actions. Knows no eframe.

mod agree;
mod darkroom;
mod explore;
mod figures;
mod files;
mod gallery;
mod keep;
mod motion;
mod page;
mod palette;
mod play;
mod share;
mod sound;
mod talk;
mod time;
mod wishes;

use super::action::Tab;
use super::address::Address;
use super::agreement::Agreement;
use super::artist::Artist;
use super::darkroom::Darkroom;
use super::desk::{Desk, Swing};
use super::ear::Heard;
use super::editing::Editing;
use super::explorer::Explorer;
use super::inbox::Inbox;
use super::keeper::Keeper;
use super::map_desk::MapWish;
use super::scene::{Scene, Span};
use super::seats::{Seats, Shown};
use super::study::Study;
use super::theme::{Mode, Theme};
use super::widgets::plain;
use super::{Action, Shortcut, screen_ui, views};
use crate::param::{Edit, Effect, list};
use crate::picture::{Depiction, Given, NeuronId, PICKS, Picks};
use crate::session::{
    Arrangement, Census, CheckRun, Command, Deed, Histories, Job, Level, Link, Look, News, Notice, Preset, Speed,
    Touch, Tuning, Witness,
};
use crate::sim::Model;
use std::sync::Arc;

/// How long a notice stays that is only good to know, and how much longer for each character beyond a short sentence.
const NOTICE_S: [f64; 2] = [3.0, 0.06];
/// What a short sentence has.
const SHORT: usize = 40;
/// More neurons than these are not named one by one.
const NAMED: usize = PICKS;
/// The census of all neurons is taken this often; of so many spikes and neurons, and of more as much less often.
const CENSUS_S: f64 = 0.25;
const CENSUS_OF: f64 = 3e5;

/// A window onto one run.
pub struct App<M: Model> {
    link: Box<dyn Link<M>>,
    presets: Vec<Preset<M>>,
    editing: Editing<M>,
    history: Option<Histories>,
    study: Study,
    desk: Desk,
    /// Of the network that the picks belong to.
    generation: Option<u64>,
    /// Whether the views wait for the layout of a preset that was loaded.
    undressed: bool,
    picks: Vec<NeuronId>,
    /// What hands did, for lessons.
    touch: Touch,
    hover: Option<NeuronId>,
    /// The step that somebody wants to look at.
    looking: Option<u64>,
    /// Whether it has been told of; what comes before that is older than the wish.
    has_looked: bool,
    /// Whose synapses the worker was asked for.
    asked: Vec<NeuronId>,
    /// The mode that the context has been told of.
    themed: Option<Mode>,
    check_run: Option<Job<CheckRun<M>>>,
    files: Inbox,
    address: Address,
    heard: Heard,
    agreement: Agreement<M>,
    keeper: Keeper<M>,
    /// Of a session that was opened, until its layout is known.
    arrangement: Option<Arrangement>,
    artist: Artist<M>,
    explorer: Explorer<M>,
    darkroom: Darkroom,
    /// The egui of the window, whose views figures follow.
    looked_at: Option<egui::Context>,
}

impl<M: Model> App<M> {
    /// A window onto `link`, which runs the first of `presets`; it starts to run at once.
    pub fn new(link: Box<dyn Link<M>>, presets: Vec<Preset<M>>, open: usize, mode: Mode) -> Option<Self> {
        let preset = presets.get(open)?;
        let mut app = App {
            link,
            editing: Editing::new(open, preset).ok()?,
            study: Study::new(&presets),
            presets,
            history: None,
            desk: Desk::new(mode),
            generation: None,
            undressed: true,
            picks: Vec::new(),
            touch: Touch::default(),
            hover: None,
            looking: None,
            has_looked: false,
            asked: Vec::new(),
            themed: None,
            check_run: None,
            files: Inbox::default(),
            address: Address::default(),
            heard: Heard::default(),
            agreement: Agreement::default(),
            keeper: Keeper::default(),
            arrangement: None,
            artist: Artist::default(),
            explorer: Explorer::default(),
            darkroom: Darkroom::default(),
            looked_at: None,
        };
        app.dress(open);
        app.link.send(Command::Run);
        Some(app)
    }

    /// Takes over the looks of a preset; those that depend on the layout as soon as it is known.
    fn dress(&mut self, index: usize) {
        let look = self.presets.get(index).map(|preset| preset.look.clone()).unwrap_or_default();
        self.dress_as(index, look);
    }

    /// Takes over a preset, but looked at otherwise.
    fn dress_as(&mut self, index: usize, look: Look) {
        self.check_run = None;
        self.looking = None;
        self.stop_playing();
        self.explore_anew();
        self.desk.let_go();
        self.study.open(&self.presets, index);
        self.study.look = look;
        self.desk.input_open = None;
        self.undressed = true;
        self.desk.slow_motion = None;
        self.link.send(Command::Speed(Speed::Times(self.study.look.speed.unwrap_or(1.0))));
    }

    /// Takes in what the worker told. Call once a frame, before drawing; runs also while the window is hidden.
    pub fn receive(&mut self) {
        let before_s = self.history.as_ref().map_or(0.0, |history| history.time_s());
        while let Some(update) = self.link.poll() {
            self.stand(&update);
            self.hear(&update);
            let notices = match &mut self.history {
                Some(history) => history.absorb(update),
                None => {
                    let notices = update.notices.clone();
                    self.history = Some(Histories::new(update));
                    notices
                }
            };
            if let Some(notice) = notices.into_iter().next_back() {
                let mut text = self.editing.in_words(&notice.text);
                if notice.level == Level::Alarm && self.stop_playing() {
                    // What it moved last may be on its way, and let the run go on.
                    self.link.send(Command::Pause);
                }
                // What was said just before may be what led to it.
                if notice.level == Level::Alarm
                    && let Some(before) = self.desk.notice.as_ref().filter(|before| before.level == Level::Info)
                {
                    text = format!("{}\n{text}", before.text);
                }
                self.desk.notice = Some(Notice { text, ..notice });
            }
        }
        self.agree();
        self.carry_cursors(before_s);
        if let Some(News::Ended(ended)) = self.check_run.as_mut().and_then(Job::poll) {
            self.check_run = None;
            match ended {
                Ok(outcomes) => self.study.outcomes = outcomes,
                Err(error) => self.fail(error),
            }
        }
        self.study.checking = self.check_run.as_ref().map(Job::progress);
        let Some(history) = &self.history else { return };
        // Another network may be watched at another place.
        let watched = history.watched.map(|watched| watched.neuron);
        let is_new = self.generation.replace(history.generation) != Some(history.generation);
        if is_new {
            // Of another run from its start, or of one that was left.
            let newest = history.newest();
            self.desk.marks.retain(|mark| mark.step <= newest && newest > 0);
        }
        if is_new && self.picks.first().copied() != watched {
            self.picks.clear();
        }
        self.picks.retain(|neuron| history.layout.has(*neuron));
        if self.picks.is_empty() {
            self.picks.extend(watched);
        }
        if is_new && std::mem::take(&mut self.undressed) {
            let (views, tau_s) = (self.views(), history_tau(&self.history));
            self.desk.dress(&self.study.look, &views, tau_s);
            self.settle_in();
            if self.desk.talk.is_some() {
                self.desk.seats = self.desk.seats.for_talk();
            }
        }
        self.teach();
    }

    /// Looks whether the present step of the lesson is done; only once the run knows of all that the hands did.
    fn teach(&mut self) {
        let Some(history) = &self.history else { return };
        let Some(lesson) = self.study.lesson.and_then(|k| self.study.lessons.get(k)) else { return };
        if self.presets[self.editing.preset()].name != lesson.preset || !self.editing.is_answered(history.edits) {
            return;
        }
        let parameters = list(&mut self.editing.setup().clone());
        let (picks, roster, touch) = (&self.picks[..], self.editing.roster(), &self.touch);
        self.study
            .progress
            .look(lesson, &Witness { history: &history.main, parameters: &parameters, picks, roster, touch });
    }

    /// One frame: keys, drawing, wishes.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        if self.themed != Some(self.desk.theme.mode) {
            self.desk.theme.apply(ui.ctx());
            // It is a command as all others are.
            ui.ctx().options_mut(|options| options.zoom_with_keyboard = false);
            self.themed = Some(self.desk.theme.mode);
            ui.ctx().request_repaint();
        }
        self.desk.pale = self.desk.theme.pale();
        self.take_files(ui.ctx());
        let now_s = ui.input(|input| input.time);
        self.size(ui.ctx(), now_s);
        self.count(now_s);
        // Nothing changes its place under a held pointer, unless there is nothing left to be large.
        let held = ui.input(|input| input.pointer.any_down());
        if !held
            || !self.desk.shown.as_ref().is_some_and(|shown| self.views().iter().any(|view| view.id == shown.stage))
        {
            self.arrange();
        }
        self.portray(ui.ctx());
        self.swing_on(ui.ctx(), now_s);
        self.play_on(ui.ctx(), now_s);
        self.explore(ui.ctx());
        self.ask_synapses();
        if let Some(text) = self.scene().map(|scene| super::panels::standing(&scene)) {
            self.desk.spoken.hear(&text, now_s);
        }
        let mut keys = Shortcut::pressed(ui.ctx(), self.desk.overlay(), self.desk.talk.is_some());
        keys.extend(self.speak(ui.ctx(), now_s));
        let wishes = self.scene().map(|scene| screen_ui(ui, &scene)).unwrap_or_default();
        self.browse(|_| {});
        self.desk.drawn(ui.ctx(), now_s);
        self.hover = None;
        let twice = ui.input(|input| input.pointer.button_double_clicked(egui::PointerButton::Primary));
        let gesture = self.desk.gesture();
        for wish in keys.into_iter().chain(wishes) {
            // What a hand still held belongs to another preset.
            let is_of_hand = matches!(
                wish,
                Action::Drag { .. }
                    | Action::Nudge { .. }
                    | Action::Brush { .. }
                    | Action::Edit(_)
                    | Action::Kick(_)
                    | Action::Map(MapWish::Go(_))
            );
            if is_of_hand && gesture != self.desk.gesture() {
                continue;
            }
            if let (true, Action::Edit(edit)) = (twice, &wish) {
                self.editing.double_click(&edit.id, now_s);
            }
            // What the hand does is seen in the same frame.
            if matches!(wish, Action::Drag { .. } | Action::Nudge { .. } | Action::Brush { .. }) {
                ui.ctx().request_discard("a handle was dragged");
            }
            self.act(wish);
        }
        if gesture != self.desk.gesture() {
            ui.ctx().stop_dragging();
        }
        // Keys that make gestures; others may seem held for ever, as one whose Shift was let go of first.
        const ARROWS: [egui::Key; 4] =
            [egui::Key::ArrowLeft, egui::Key::ArrowRight, egui::Key::ArrowUp, egui::Key::ArrowDown];
        if ui.input(|input| !input.pointer.any_down() && !ARROWS.iter().any(|key| input.key_down(*key))) {
            self.editing.rest(now_s);
        }
        if self.desk.swing.as_ref().is_some_and(Swing::is_moving) {
            ui.ctx().request_repaint();
        }
        if self.study.checking.is_some() {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
        self.develop(ui.ctx(), now_s);
        self.hand_out(ui.ctx());
        self.keep(ui.ctx(), now_s);
        self.let_go_of_notice(ui.ctx(), now_s);
        if let Some(ghost) = self.editing.ghost() {
            let left_s = ghost.until_s.map_or(0.5, |until| until - now_s).max(0.0);
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left_s + 0.01));
        }
    }

    /// What is only good to know goes by itself.
    fn let_go_of_notice(&mut self, ctx: &egui::Context, now_s: f64) {
        if self.desk.notice.as_ref().is_none_or(|notice| notice.level != Level::Info) {
            self.desk.notice_at_s = None;
            return;
        }
        let since = *self.desk.notice_at_s.get_or_insert(now_s);
        let long = self.desk.notice.as_ref().map_or(0, |notice| notice.text.chars().count().saturating_sub(SHORT));
        let lasts_s = NOTICE_S[0] + NOTICE_S[1] * long as f64;
        if now_s - since >= lasts_s {
            self.desk.notice = None;
            self.desk.notice_at_s = None;
        } else {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(lasts_s - (now_s - since) + 0.01));
        }
    }

    /// Takes the census of all neurons, if somebody looks at it.
    fn count(&mut self, now_s: f64) {
        let Desk { side_open, tab, table_open, shown, .. } = &self.desk;
        let sees = |id: &str| shown.as_ref().is_some_and(|shown| shown.holds(id));
        let tuning = sees("tuning");
        let looks = (*side_open && *tab == Tab::Neuron) || *table_open || sees("table") || tuning;
        let study = &mut self.study;
        let apart_s = |history: &Histories| {
            let neurons: usize = history.layout.populations.iter().map(|p| p.count).sum();
            let work = (neurons + history.memory().exact_spikes) as f64;
            CENSUS_S * (work / CENSUS_OF).max(1.0)
        };
        let is_due = |history: &&Histories| looks && now_s - study.census_at_s >= apart_s(history);
        if let Some(history) = self.history.as_ref().filter(is_due) {
            let beside = history.beside().map(|(beside, _)| beside);
            study.census = Census::of(history);
            study.census_beside = beside.map(Census::of);
            if tuning {
                let input = history.upcoming.as_ref().map_or(0, |upcoming| upcoming.signal);
                study.tuning = Tuning::of(history, input);
                study.tuning_beside = beside.map(|beside| Tuning::of(beside, input));
            }
            study.census_at_s = now_s;
        }
    }

    /// What the views may read; `None` until the worker has spoken.
    pub fn scene(&self) -> Option<Scene<'_>> {
        let history = self.history.as_ref()?;
        Some(Scene {
            history: &history.main,
            depiction: self.editing.depiction(&history.depiction, history.edits),
            editing: &self.editing,
            study: &self.study,
            desk: &self.desk,
            theme: &self.desk.theme,
            look: &self.study.look,
            roster: self.editing.roster(),
            picks: &self.picks,
            hover: self.hover,
            ghost: self.editing.ghost().filter(|ghost| ghost.generation == history.generation),
            beside: history.beside(),
            span: Span { end_s: self.desk.time.end_s.unwrap_or(history.time_s()), tau_s: history.layout.tau_s },
            pen: self.desk.pen,
            title_room: 0.0,
            tells_time: true,
        })
    }

    /// All views of the present layout.
    pub fn views(&self) -> Vec<super::view::View> {
        self.scene().map(|scene| views::all(&scene)).unwrap_or_default()
    }

    /// Gives every view its seat.
    fn arrange(&mut self) {
        let Some((views, input)) = self.scene().map(|scene| (views::all(&scene), scene.input_open())) else { return };
        self.desk.arrange(&views, input);
    }

    /// Seats that are surely taken.
    fn seated(&mut self) {
        if self.desk.shown.is_none() {
            self.arrange();
        }
        self.study.count_anew();
    }

    /// Another arrangement of the views.
    fn seat(&mut self, change: impl FnOnce(&mut Seats, &Shown)) {
        self.seated();
        self.desk.seat(change);
        self.seated();
    }

    /// The colours.
    pub fn theme(&self) -> &Theme {
        &self.desk.theme
    }

    /// What the worker was told to run.
    pub fn setup(&self) -> &crate::session::Setup<M> {
        self.editing.setup()
    }

    /// What the plane on the screen was drawn with.
    fn given(&self, plane: usize) -> Given {
        self.shown().and_then(|shown| shown.planes.get(plane).map(|plane| plane.given)).unwrap_or_default()
    }

    fn shown(&self) -> Option<&Arc<Depiction>> {
        self.history.as_ref().map(|history| self.editing.depiction(&history.depiction, history.edits))
    }

    fn fail(&mut self, text: String) {
        let text = self.editing.in_words(&text);
        self.desk.tell(Level::Error, text);
    }

    /// Applies edits as a step of that name; whether it was done.
    fn change(&mut self, name: &str, edits: Vec<Edit>) -> bool {
        if edits.is_empty() {
            return false;
        }
        self.stop_playing_for(&edits);
        let given = self.given(0);
        self.take_up();
        let (shown, window) = (self.shown().cloned(), self.scene().map(|scene| scene.window()));
        match self.editing.edit(name, edits, &given) {
            Ok((command, effect)) => {
                if effect == Effect::Rebuild || self.desk.notice.as_ref().is_some_and(|n| n.level != Level::Info) {
                    self.desk.notice = None;
                }
                if let (Some(history), Some(shown), Some(window)) = (&self.history, shown, window)
                    && effect == Effect::Live
                {
                    self.editing.haunt(&shown, window, history.generation);
                    // What comes in a breath is one gesture.
                    self.desk.mark(history.newest(), name, (window[1] - window[0]) / 50);
                }
                self.link.send(command);
                true
            }
            Err(error) => {
                self.fail(error.to_string());
                false
            }
        }
    }

    fn watch(&mut self) {
        let mut picks = Picks::default();
        picks.iter_mut().zip(&self.picks).for_each(|(seat, neuron)| *seat = Some(*neuron));
        self.link.send(Command::Watch(picks));
    }

    fn pick(&mut self, neuron: NeuronId, too: bool) {
        if !self.history.as_ref().is_some_and(|history| history.layout.has(neuron)) {
            return;
        }
        self.touch.picks += 1;
        match self.picks.iter().position(|known| *known == neuron) {
            Some(at) if too && self.picks.len() > 1 => drop(self.picks.remove(at)),
            _ if !too => self.picks = vec![neuron],
            Some(_) => {}
            None => {
                // The newest comes last; the first stays the one whose currents are shown.
                self.picks.truncate(PICKS - 1);
                self.picks.push(neuron);
            }
        }
        self.watch();
    }

    /// Silences neurons, or lets them speak again if all of them are silent.
    fn silence(&mut self, neurons: &[NeuronId]) {
        let silent = !neurons.iter().all(|neuron| self.editing.roster().is_silenced(*neuron));
        self.hush(neurons, silent);
    }

    /// Silences neurons, or lets them speak again.
    fn hush(&mut self, neurons: &[NeuronId], silent: bool) {
        let Some(layout) = self.history.as_ref().map(|history| history.layout.clone()) else { return };
        let edits = self.editing.hands().silence(neurons, silent);
        let names: Vec<String> = neurons.iter().map(|neuron| layout.neuron_name(*neuron)).collect();
        let whose = if names.len() > NAMED { format!("{} neurons", names.len()) } else { names.join(", ") };
        let verb = if silent { "Silence" } else { "Wake" };
        self.change(&format!("{verb} {whose}"), edits);
    }

    /// Does something to the state, as a step of undo.
    fn deed(&mut self, deed: Deed) {
        let Some(layout) = self.history.as_ref().map(|history| history.layout.clone()) else { return };
        let name = match &deed {
            Deed::Kick(to) => {
                let known = to.iter().filter_map(|(signal, _)| layout.signals.get(*signal));
                let symbols: Vec<String> = known.map(|signal| plain(signal.symbol)).collect();
                format!("Kick {}", symbols.join(", "))
            }
            Deed::Act(action) => match layout.actions.get(*action) {
                Some(info) => info.name.to_owned(),
                None => return,
            },
            Deed::Restart => "Restart".to_owned(),
            Deed::Hurry(_) => layout.hurry.as_ref().map_or_else(String::new, |hurry| hurry.name.to_owned()),
        };
        self.take_up();
        let command = self.editing.deed(&name, deed);
        if let Some(history) = &self.history {
            self.desk.mark(history.newest(), &name, 1);
        }
        self.link.send(command);
    }

    fn step_back(&mut self, back: bool, steps: usize) {
        self.look_at(None);
        self.stop_playing();
        for _ in 0..steps {
            let (given, open) = (self.given(0), self.editing.preset());
            let Some((name, command)) = self.editing.step(back, &self.presets, &given) else { return };
            let loads = matches!(command, Command::Load(..) | Command::Return { .. });
            self.link.send(command);
            if loads {
                if self.editing.preset() != open {
                    self.dress(self.editing.preset());
                }
                self.link.send(Command::Run);
            }
            let text = format!("{} {name}", if back { "Taken back:" } else { "Done again:" });
            self.desk.tell(Level::Info, text);
        }
    }
}

fn history_tau(history: &Option<Histories>) -> f64 {
    history.as_ref().map_or(1.0, |history| history.layout.tau_s)
}
