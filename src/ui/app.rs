//! The state of the window and what becomes of actions. Knows no eframe.

use super::scene::{Scene, Title};
use super::theme::{Mode, Theme};
use super::{Action, Shortcut, screen_ui};
use crate::param::{Effect, Spec, Value, apply, list, shown};
use crate::session::{Command, History, Level, Link, Notice, Preset, Speed};
use crate::sim::Model;

/// Widths of the time views, in time constants.
pub const WINDOW_TAU: [f64; 2] = [2.0, 200.0];

/// A window onto one run.
pub struct App<M: Model> {
    link: Box<dyn Link<M>>,
    presets: Vec<Preset<M>>,
    titles: Vec<String>,
    open: usize,
    /// What the worker was told, ahead of what it has answered.
    setup: crate::session::Setup<M>,
    parameters: Vec<(&'static Spec, Value)>,
    home: Vec<(&'static Spec, Value)>,
    history: Option<History>,
    title: Title,
    theme: Theme,
    /// The mode that the context has been told of.
    themed: Option<Mode>,
    window_tau: f64,
    notice: Option<Notice>,
    parameters_open: bool,
    help_open: bool,
}

impl<M: Model> App<M> {
    /// A window onto `link`, which runs the first of `presets`; it starts to run at once.
    pub fn new(link: Box<dyn Link<M>>, presets: Vec<Preset<M>>, open: usize, mode: Mode) -> Option<Self> {
        let preset = presets.get(open)?.clone();
        let mut app = App {
            link,
            titles: presets.iter().map(|preset| preset.title.clone()).collect(),
            open,
            parameters: Vec::new(),
            home: Vec::new(),
            setup: preset.setup.clone(),
            presets,
            history: None,
            title: Title::default(),
            theme: Theme::new(mode),
            themed: None,
            window_tau: 20.0,
            notice: None,
            parameters_open: true,
            help_open: false,
        };
        app.dress(&preset);
        app.link.send(Command::Run);
        Some(app)
    }

    /// Takes over the looks of a preset.
    fn dress(&mut self, preset: &Preset<M>) {
        self.setup = preset.setup.clone();
        self.parameters = shown(&mut self.setup);
        self.home = list(&mut self.setup);
        self.title =
            Title { title: preset.title.clone(), caption: preset.caption.clone(), try_this: preset.try_this.clone() };
        self.window_tau = preset.look.window_tau.unwrap_or(20.0).clamp(WINDOW_TAU[0], WINDOW_TAU[1]);
        self.link.send(Command::Speed(Speed::Times(preset.look.speed.unwrap_or(1.0))));
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
    }

    /// One frame: keys, drawing, wishes.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        if self.themed != Some(self.theme.mode) {
            self.theme.apply(ui.ctx());
            self.themed = Some(self.theme.mode);
            ui.ctx().request_repaint();
        }
        let keys = Shortcut::pressed(ui.ctx());
        let wishes = self.scene().map(|scene| screen_ui(ui, &scene)).unwrap_or_default();
        for wish in keys.into_iter().chain(wishes) {
            self.act(wish);
        }
    }

    /// What the views may read; `None` until the worker has spoken.
    pub fn scene(&self) -> Option<Scene<'_>> {
        Some(Scene {
            history: self.history.as_ref()?,
            parameters: &self.parameters,
            home: &self.home,
            theme: &self.theme,
            look: &self.presets[self.open].look,
            title: &self.title,
            presets: &self.titles,
            open: self.open,
            window_tau: self.window_tau,
            notice: self.notice.as_ref(),
            parameters_open: self.parameters_open,
            help_open: self.help_open,
        })
    }

    /// The colours.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Fulfils a wish.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::ToggleRun => {
                let running = self.history.as_ref().is_some_and(|history| history.status.running);
                self.link.send(if running { Command::Pause } else { Command::Run });
            }
            Action::StepOnce => {
                self.link.send(Command::Pause);
                self.link.send(Command::Step(1));
            }
            Action::Restart => self.link.send(Command::Restart),
            Action::Speed(speed) => self.link.send(Command::Speed(speed)),
            Action::Pick(neuron) => self.link.send(Command::Watch(Some(neuron))),
            Action::Edit(edit) => match apply(&self.setup, std::slice::from_ref(&edit)) {
                Ok((setup, effect)) => {
                    self.setup = setup;
                    self.parameters = shown(&mut self.setup);
                    if effect == Effect::Rebuild || self.notice.as_ref().is_some_and(|n| n.level == Level::Error) {
                        self.notice = None;
                    }
                    self.link.send(Command::Edit(vec![edit]));
                }
                Err(error) => self.notice = Some(Notice { level: Level::Error, text: error.to_string() }),
            },
            Action::Open(index) => {
                if let Some(preset) = self.presets.get(index).cloned() {
                    self.open = index;
                    self.notice = None;
                    self.link.send(Command::Load(Box::new(preset.setup.clone())));
                    self.dress(&preset);
                    self.link.send(Command::Run);
                }
            }
            Action::OpenNext(by) => {
                let next = (self.open as isize + by).rem_euclid(self.presets.len() as isize);
                self.act(Action::Open(next as usize));
            }
            Action::ToggleTheme => {
                self.theme = Theme::new(if self.theme.mode == Mode::Dark { Mode::Light } else { Mode::Dark });
            }
            Action::ToggleParameters => self.parameters_open = !self.parameters_open,
            Action::ToggleHelp => self.help_open = !self.help_open,
            Action::Window(tau) => self.window_tau = tau.clamp(WINDOW_TAU[0], WINDOW_TAU[1]),
            Action::DismissNotice => self.notice = None,
        }
    }
}
