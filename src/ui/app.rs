//! The state of the window and what becomes of actions. Knows no eframe.

use super::action::{Lower, Tab};
use super::editing::Editing;
use super::scene::{Scene, Title, handle_name};
use super::theme::{Mode, Theme};
use super::{Action, Shortcut, screen_ui};
use crate::model::{Drive, TARGET_PLANE};
use crate::param::{Edit, Effect, find, list};
use crate::picture::{Depiction, Given, NeuronId, PICKS, Picks};
use crate::session::{
    Census, CheckRun, Command, History, Lesson, Level, Link, Notice, Outcome, Preset, Progress, Speed, Tuning, Witness,
    read_points,
};
use crate::sim::Model;
use std::sync::Arc;

/// Widths of the time views, in time constants.
pub const WINDOW_TAU: [f64; 2] = [2.0, 200.0];
/// How long a notice stays that is only good to know.
const NOTICE_S: f64 = 3.0;
/// The census of all neurons is taken this often.
const CENSUS_S: f64 = 0.25;

/// A window onto one run.
pub struct App<M: Model> {
    link: Box<dyn Link<M>>,
    presets: Vec<Preset<M>>,
    titles: Vec<String>,
    groups: Vec<(usize, String)>,
    conditions: Vec<(usize, String)>,
    editing: Editing<M>,
    history: Option<History>,
    /// Of the network that the picks belong to.
    generation: Option<u64>,
    picks: Vec<NeuronId>,
    hover: Option<NeuronId>,
    census: Census,
    census_at_s: f64,
    title: Title,
    theme: Theme,
    /// The mode that the context has been told of.
    themed: Option<Mode>,
    window_tau: f64,
    notice: Option<Notice>,
    /// When the notice was first shown.
    notice_at_s: Option<f64>,
    tab: Tab,
    side_open: bool,
    check_run: Option<CheckRun>,
    outcomes: Vec<Outcome>,
    lessons: Vec<Lesson>,
    lesson: Option<usize>,
    progress: Progress,
    tuning: Tuning,
    lower: Lower,
    enlarged: bool,
    pen: bool,
    table_open: bool,
    input_open: Option<bool>,
    help_open: bool,
}

impl<M: Model> App<M> {
    /// A window onto `link`, which runs the first of `presets`; it starts to run at once.
    pub fn new(link: Box<dyn Link<M>>, presets: Vec<Preset<M>>, open: usize, mode: Mode) -> Option<Self> {
        let preset = presets.get(open)?.clone();
        // A lesson without its preset is of no use.
        let has_preset = |lesson: &Lesson| presets.iter().any(|preset| preset.name == lesson.preset);
        let lessons = Lesson::built_in().into_iter().filter(has_preset).collect();
        let mut app = App {
            link,
            conditions: Vec::new(),
            groups: groups(&presets),
            titles: presets.iter().map(|preset| preset.title.clone()).collect(),
            editing: Editing::new(open, &preset),
            presets,
            history: None,
            generation: None,
            picks: Vec::new(),
            hover: None,
            census: Census::default(),
            census_at_s: f64::NEG_INFINITY,
            title: Title::default(),
            theme: Theme::new(mode),
            themed: None,
            window_tau: 20.0,
            notice: None,
            notice_at_s: None,
            tab: Tab::Controls,
            side_open: true,
            check_run: None,
            outcomes: Vec::new(),
            lessons,
            lesson: None,
            progress: Progress::default(),
            tuning: Tuning::default(),
            lower: Lower::Plane(1),
            enlarged: false,
            pen: false,
            table_open: false,
            input_open: None,
            help_open: false,
        };
        app.dress(open);
        app.link.send(Command::Run);
        Some(app)
    }

    /// Takes over the looks of a preset.
    fn dress(&mut self, index: usize) {
        let Some(Preset { title, caption, try_this, look, figure, .. }) = self.presets.get(index) else { return };
        let kin = |(k, other): (usize, &Preset<M>)| {
            (!figure.is_empty() && other.figure == *figure).then(|| (k, other.condition.clone()))
        };
        self.conditions = self.presets.iter().enumerate().filter_map(kin).collect();
        self.title = Title { title: title.clone(), caption: caption.clone(), try_this: try_this.clone() };
        self.window_tau = look.window_tau.unwrap_or(20.0).clamp(WINDOW_TAU[0], WINDOW_TAU[1]);
        let speed = Speed::Times(look.speed.unwrap_or(1.0));
        self.input_open = None;
        self.enlarged = look.enlarge.unwrap_or(false);
        self.check_run = None;
        self.outcomes.clear();
        self.link.send(Command::Speed(speed));
    }

    /// Takes in what the worker told. Call once a frame, before drawing; runs also while the window is hidden.
    pub fn receive(&mut self) {
        while let Some(update) = self.link.poll() {
            let notices = match &mut self.history {
                Some(history) => history.absorb(update),
                None => {
                    let notices = update.notices.clone();
                    self.history = Some(History::new(update));
                    notices
                }
            };
            if let Some(notice) = notices.into_iter().next_back() {
                self.notice = Some(notice);
            }
        }
        match self.check_run.as_ref().and_then(CheckRun::poll) {
            Some(Ok(outcomes)) => {
                self.outcomes = outcomes;
                self.check_run = None;
            }
            Some(Err(error)) => {
                self.check_run = None;
                self.fail(error);
            }
            None => {}
        }
        let Some(history) = &self.history else { return };
        // Another network may be watched at another place.
        let watched = history.watched.map(|watched| watched.neuron);
        if self.generation != Some(history.generation) {
            if self.picks.first().copied() != watched {
                self.picks.clear();
            }
            let id = self.presets[self.editing.preset()].look.lower.as_deref();
            let plane = || history.layout.planes.iter().position(|p| Some(p.id) == id).map(Lower::Plane);
            let space = || history.layout.spaces.iter().position(|s| Some(s.id) == id).map(Lower::Space);
            let field = || history.layout.fields.iter().position(|f| Some(f.id) == id).map(Lower::Field);
            let other = if id == Some("tuning") { Lower::Tuning } else { self.lower };
            self.lower = plane().or_else(space).or_else(field).unwrap_or(other);
        }
        self.generation = Some(history.generation);
        self.picks.retain(|neuron| history.layout.has(*neuron));
        if self.picks.is_empty() {
            self.picks.extend(watched);
        }
        self.teach();
    }

    /// Looks whether the present step of the lesson is done; only once the run knows of all that the hands did.
    fn teach(&mut self) {
        let lesson = self.lesson.and_then(|k| self.lessons.get(k));
        let (Some(lesson), Some(history)) = (lesson, &self.history) else { return };
        if self.presets[self.editing.preset()].name != lesson.preset || !self.editing.is_answered(history.edits) {
            return;
        }
        let parameters = list(&mut self.editing.setup().clone());
        self.progress.look(lesson, &Witness { history, parameters: &parameters, picks: &self.picks });
    }

    /// One frame: keys, drawing, wishes.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        if self.themed != Some(self.theme.mode) {
            self.theme.apply(ui.ctx());
            self.themed = Some(self.theme.mode);
            ui.ctx().request_repaint();
        }
        let dropped: Vec<std::path::PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        for path in dropped {
            self.load_target(&path);
        }
        let now_s = ui.input(|input| input.time);
        self.count(now_s);
        let keys = Shortcut::pressed(ui.ctx());
        let wishes = self.scene().map(|scene| screen_ui(ui, &scene)).unwrap_or_default();
        self.hover = None;
        let twice = ui.input(|input| input.pointer.button_double_clicked(egui::PointerButton::Primary));
        for wish in keys.into_iter().chain(wishes) {
            if let (true, Action::Edit(edit)) = (twice, &wish) {
                self.editing.double_click(&edit.id, now_s);
            }
            // What the hand does is seen in the same frame.
            if matches!(wish, Action::Drag { .. } | Action::Nudge { .. }) {
                ui.ctx().request_discard("a handle was dragged");
            }
            self.act(wish);
        }
        if ui.input(|input| !input.pointer.any_down() && input.keys_down.is_empty()) {
            self.editing.rest(now_s);
        }
        if self.check_run.is_some() {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
        self.let_go_of_notice(ui.ctx(), now_s);
        if let Some(ghost) = self.editing.ghost() {
            let left_s = ghost.until_s.map_or(0.5, |until| until - now_s).max(0.0);
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left_s + 0.01));
        }
    }

    /// What is only good to know goes by itself.
    fn let_go_of_notice(&mut self, ctx: &egui::Context, now_s: f64) {
        if self.notice.as_ref().is_none_or(|notice| notice.level != Level::Info) {
            self.notice_at_s = None;
            return;
        }
        let since = *self.notice_at_s.get_or_insert(now_s);
        if now_s - since >= NOTICE_S {
            self.notice = None;
            self.notice_at_s = None;
        } else {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(NOTICE_S - (now_s - since) + 0.01));
        }
    }

    /// Makes a table with two columns the target.
    pub fn load_target(&mut self, path: &std::path::Path) {
        match read_points(path) {
            Ok(points) => self.act(Action::Draw { plane: TARGET_PLANE, points }),
            Err(message) => self.fail(message),
        }
    }

    /// Takes the census of all neurons, if somebody looks at it.
    fn count(&mut self, now_s: f64) {
        let tuning = self.lower == Lower::Tuning;
        let looks = (self.side_open && self.tab == Tab::Neuron) || self.table_open || tuning;
        if let Some(history) = self.history.as_ref().filter(|_| looks && now_s - self.census_at_s >= CENSUS_S) {
            self.census = Census::of(history);
            if tuning {
                let input = history.upcoming.as_ref().map_or(0, |upcoming| upcoming.signal);
                self.tuning = Tuning::of(history, input);
            }
            self.census_at_s = now_s;
        }
    }

    /// What the views may read; `None` until the worker has spoken.
    pub fn scene(&self) -> Option<Scene<'_>> {
        let history = self.history.as_ref()?;
        let [done, undone] = self.editing.steps();
        let open = self.editing.preset();
        let moves = history.upcoming.as_ref().is_some_and(|u| u.values.windows(2).any(|pair| pair[0] != pair[1]));
        Some(Scene {
            history,
            depiction: self.editing.depiction(&history.depiction, history.edits),
            parameters: self.editing.parameters(),
            home: self.editing.home(),
            roster: self.editing.roster(),
            census: &self.census,
            picks: &self.picks,
            hover: self.hover,
            perturbations: self.editing.perturbations(),
            done,
            undone,
            ghost: self.editing.ghost().filter(|ghost| ghost.generation == history.generation),
            theme: &self.theme,
            look: &self.presets[open].look,
            title: &self.title,
            presets: &self.titles,
            groups: &self.groups,
            open,
            open_name: &self.presets[open].name,
            conditions: &self.conditions,
            window_tau: self.window_tau,
            notice: self.notice.as_ref(),
            tab: self.side_open.then_some(self.tab),
            checks: &self.presets[open].checks,
            outcomes: &self.outcomes,
            lessons: &self.lessons,
            lesson: self.lesson,
            progress: &self.progress,
            checking: self.check_run.is_some(),
            tuning: &self.tuning,
            lower: self.lower,
            enlarged: self.enlarged,
            pen: self.pen,
            table_open: self.table_open,
            // What moves is shown, unless somebody put it away.
            input_open: self.input_open.unwrap_or(moves),
            help_open: self.help_open,
        })
    }

    /// The colours.
    pub fn theme(&self) -> &Theme {
        &self.theme
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
        self.notice = Some(Notice { level: Level::Error, text });
    }

    /// Applies edits as a step of that name.
    fn change(&mut self, name: &str, edits: Vec<Edit>) {
        if edits.is_empty() {
            return;
        }
        let given = self.given(0);
        let (shown, window) = (self.shown().cloned(), self.scene().map(|scene| scene.window()));
        match self.editing.edit(name, edits, &given, &self.picks) {
            Ok((command, effect)) => {
                if effect == Effect::Rebuild || self.notice.as_ref().is_some_and(|n| n.level != Level::Info) {
                    self.notice = None;
                }
                if let (Some(history), Some(shown), Some(window)) = (&self.history, shown, window)
                    && effect == Effect::Live
                {
                    self.editing.haunt(&shown, window, history.generation);
                }
                self.link.send(command);
            }
            Err(error) => self.fail(error.to_string()),
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
        let Some(layout) = self.history.as_ref().map(|history| history.layout.clone()) else { return };
        let silent = !neurons.iter().all(|neuron| self.editing.roster().is_silenced(*neuron));
        let edits = self.editing.setup().model.silence(neurons, silent);
        let names: Vec<String> = neurons.iter().map(|neuron| layout.neuron_name(*neuron)).collect();
        let verb = if silent { "Silence" } else { "Wake" };
        self.change(&format!("{verb} {}", names.join(", ")), edits);
    }

    fn step_back(&mut self, back: bool, steps: usize) {
        for _ in 0..steps {
            let (given, open) = (self.given(0), self.editing.preset());
            let Some((name, command)) = self.editing.step(back, &self.presets, &given, &self.picks) else { return };
            let loads = matches!(command, Command::Load(_));
            self.link.send(command);
            if loads {
                if self.editing.preset() != open {
                    self.dress(self.editing.preset());
                }
                self.link.send(Command::Run);
            }
            let text = format!("{} {name}", if back { "Taken back:" } else { "Done again:" });
            self.notice = Some(Notice { level: Level::Info, text });
        }
    }

    /// Fulfils a wish.
    pub fn act(&mut self, action: Action) {
        let nudges = matches!(action, Action::Nudge { .. });
        match action {
            Action::ToggleRun => {
                let running = self.history.as_ref().is_some_and(|history| history.status.running);
                self.link.send(if running { Command::Pause } else { Command::Run });
            }
            Action::StepOnce => {
                self.link.send(Command::Pause);
                self.link.send(Command::Step(1));
            }
            Action::Restart => {
                self.editing.restarted();
                self.notice = None;
                self.link.send(Command::Restart);
            }
            Action::Speed(speed) => self.link.send(Command::Speed(speed)),
            Action::Kick(to) => self.link.send(Command::Kick(to)),
            Action::Pick(neuron) => self.pick(neuron, false),
            Action::PickToo(neuron) => self.pick(neuron, true),
            Action::PickNext(by) => self.pick_next(by),
            Action::PickNone => {
                if let Some(first) = self.history.as_ref().and_then(|history| history.layout.first_watch) {
                    self.pick(first, false);
                }
            }
            Action::Hover(neuron) => self.hover = Some(neuron),
            Action::Silence => self.silence(&self.picks.clone()),
            Action::SilenceOne(neuron) => self.silence(&[neuron]),
            Action::Edit(edit) => {
                let spec = find(&mut self.editing.setup().clone(), &edit.id).map(|(spec, _)| spec);
                let name = spec.map_or_else(|_| edit.id.clone(), |spec| format!("{} {}", spec.name, edit.value));
                self.change(&name, vec![edit]);
            }
            Action::Change { name, edits } => self.change(&name, edits),
            Action::Drag { plane, grip, to } | Action::Nudge { plane, grip, to } => {
                let given = self.given(plane);
                let edits = self.editing.drag(&given, plane, &grip, to, nudges);
                let name = self.history.as_ref().map(|history| handle_name(&history.layout, grip.handle));
                self.change(&format!("Drag: {}", name.unwrap_or_default()), edits);
            }
            Action::Assign { neuron, trait_id, value } => {
                let setup = self.editing.setup();
                let edits = setup.model.assign(setup.seed as u64, neuron, trait_id, value);
                let name = self.history.as_ref().map(|history| history.layout.neuron_name(neuron)).unwrap_or_default();
                self.change(&format!("{name}: {} {value:.3}", trait_id.replace('_', " ")), edits);
            }
            Action::Perturb(index) => {
                if let Some((name, edits)) = self.editing.perturb(index) {
                    self.change(&name, edits);
                }
            }
            Action::DrawInput { values, from_s, length_s } => {
                self.change("Draw the input", Drive::draw(values, from_s, length_s));
            }
            Action::Draw { plane, points } => {
                let setup = self.editing.setup();
                let edits = setup.model.draw(setup.seed as u64, plane, &points);
                if edits.is_empty() {
                    self.fail(
                        "this curve cannot be a target: draw from left to right, where both populations act".to_owned(),
                    );
                }
                self.change("Draw the target", edits);
            }
            Action::Paint { field, cells, on } => {
                let setup = self.editing.setup();
                let edits = setup.model.paint(setup.seed as u64, field, &cells, on);
                self.change(if on { "Paint cells" } else { "Wipe cells" }, edits);
            }
            Action::TogglePen => self.pen = !self.pen,
            Action::Lower(lower) => {
                self.lower = lower;
                // Depth needs room.
                self.enlarged |= matches!(lower, Lower::Space(_) | Lower::Field(_));
                self.census_at_s = f64::NEG_INFINITY;
            }
            Action::Enlarge => self.enlarged = !self.enlarged,
            Action::Undo(steps) => self.step_back(true, steps),
            Action::Redo(steps) => self.step_back(false, steps),
            Action::UndoAndRun => {
                self.step_back(true, 1);
                self.notice = None;
                self.link.send(Command::Run);
            }
            Action::Open(index) => {
                if let Some(preset) = self.presets.get(index) {
                    let command = self.editing.open(index, preset);
                    self.notice = None;
                    // Each preset has a neuron of its own to look at first.
                    self.link.send(Command::Watch(Picks::default()));
                    self.link.send(command);
                    self.dress(index);
                    self.link.send(Command::Run);
                }
            }
            Action::OpenNext(by) => {
                let next = (self.editing.preset() as isize + by).rem_euclid(self.presets.len() as isize);
                self.act(Action::Open(next as usize));
            }
            Action::RunChecks => {
                if let Some(preset) = self.presets.get(self.editing.preset()) {
                    self.outcomes.clear();
                    self.check_run = Some(CheckRun::start(preset.clone(), || {}));
                }
            }
            Action::BeginLesson(index) => {
                self.lesson = Some(index);
                self.progress = Progress::default();
                self.act(Action::ReloadLesson);
            }
            Action::ReloadLesson => {
                let name = self.lesson.and_then(|k| self.lessons.get(k)).map(|lesson| lesson.preset.clone());
                if let Some(index) = self.presets.iter().position(|preset| Some(&preset.name) == name.as_ref()) {
                    self.act(Action::Open(index));
                }
            }
            Action::SkipStep => self.progress.skip(),
            Action::Answer(given) => {
                if let Some(lesson) = self.lesson.and_then(|k| self.lessons.get(k)) {
                    self.progress.answer(lesson, given);
                }
            }
            Action::CloseLesson => self.lesson = None,
            Action::ToggleTheme => {
                self.theme = Theme::new(if self.theme.mode == Mode::Dark { Mode::Light } else { Mode::Dark });
            }
            Action::ToggleSide => self.side_open = !self.side_open,
            Action::Show(tab) => {
                // The same key again puts it away.
                self.side_open = !(self.side_open && self.tab == tab);
                self.tab = tab;
                self.census_at_s = f64::NEG_INFINITY;
            }
            Action::ToggleTable => {
                self.table_open = !self.table_open;
                self.census_at_s = f64::NEG_INFINITY;
            }
            Action::ToggleInput => self.input_open = Some(!self.scene().is_some_and(|scene| scene.input_open)),
            Action::ToggleHelp => self.help_open = !self.help_open,
            Action::Window(tau) => self.window_tau = tau.clamp(WINDOW_TAU[0], WINDOW_TAU[1]),
            Action::DismissNotice => self.notice = None,
        }
    }

    fn pick_next(&mut self, by: isize) {
        let Some(history) = &self.history else { return };
        let counts: Vec<usize> = history.layout.populations.iter().map(|p| p.count).collect();
        let total: usize = counts.iter().sum();
        let Some(now) = self.picks.first().filter(|_| total > 0) else { return };
        let before: usize = counts.iter().take(now.population as usize).sum();
        let mut next = (before + now.index as usize) as isize + by;
        next = next.rem_euclid(total as isize);
        let mut index = next as usize;
        for (population, count) in counts.iter().enumerate() {
            if index < *count {
                self.pick(NeuronId { population: population as u8, index: index as u32 }, false);
                return;
            }
            index -= count;
        }
    }
}

/// Presets of one paper are a group, called by authors and year.
fn groups<M: Model>(presets: &[Preset<M>]) -> Vec<(usize, String)> {
    let mut groups: Vec<(usize, String)> = Vec::new();
    for (index, preset) in presets.iter().enumerate() {
        let cites = preset.cites.trim_start_matches("after ");
        let paper = cites.split([',', ':']).next().unwrap_or_default().trim();
        if groups.last().is_none_or(|(_, last)| last != paper) {
            groups.push((index, paper.to_owned()));
        }
    }
    groups
}
