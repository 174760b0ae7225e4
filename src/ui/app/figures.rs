//! Figures of what the window shows.

use super::App;
use crate::picture::Depiction;
use crate::session::{Census, Command, History, Tuning};
use crate::sim::Model;
use crate::ui::figure::{Camera, FRAMES, Label, Sheet, Shot, Spec, Subject, Taken, widen};
use crate::ui::paper::{self, Paper};
use crate::ui::scene::Span;
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::plain;
use crate::ui::{metrics, screen_ui, views};
use egui::{Context, Rect, Ui, UiBuilder};
use std::sync::Arc;

/// Margin around a single view, in points.
const MARGIN: f32 = 8.0;
/// Looks at the run after which it has told what there is.
const SETTLE: usize = 8;
/// Most work for one slice of a run, in steps times neurons.
const WORK_SLICE: f64 = 2e6;

impl<M: Model> App<M> {
    /// The view that is meant by an id, a name, or a word for it; or the first of a kind.
    ///
    /// # Errors
    /// Which views this network has.
    pub fn find_view(&self, name: &str) -> Result<View, String> {
        let views = self.views();
        let wanted = name.trim().to_lowercase();
        let is = |view: &&View, text: &str| view.is_available && text.to_lowercase() == wanted;
        let kind = |view: &View| view.id.split(':').next().unwrap_or_default().to_owned();
        let known = views.iter().filter(|view| view.is_available);
        let found = views
            .iter()
            .find(|view| is(view, &view.id))
            .or_else(|| views.iter().find(|view| is(view, &view.plain_name())))
            .or_else(|| views.iter().find(|view| is(view, &view.word)))
            .or_else(|| views.iter().find(|view| is(view, &kind(view))));
        found.cloned().ok_or_else(|| {
            let all: Vec<String> = known.map(|view| view.id.clone()).collect();
            format!("given {name}; this network has {}, or `screen` for all of it", all.join(", "))
        })
    }

    /// What a figure says of itself.
    pub fn label(&self, of: &str) -> Label {
        let title = format!("{}: {of}", plain(&self.study.title.title));
        let origin = self.provenance().map(|origin| origin.text()).unwrap_or_default();
        Label { title, origin }
    }

    /// Takes a figure of what there is now; `like` is a context whose views it follows.
    ///
    /// # Errors
    /// What was asked for that cannot be, and what is allowed.
    pub fn take_figure(&mut self, spec: &Spec, like: Option<&Context>) -> Result<Taken, String> {
        let page = spec.page()?;
        let (camera, view, label) = self.camera_like(spec, page.sheet, like)?;
        let theme = Theme::new(spec.mode);
        let mut shot = Shot::take(camera, FRAMES, |ui| self.paint(ui, &theme, view.as_ref()));
        widen(&mut shot.shapes, page.widen);
        Ok(Taken { shot, page, label })
    }

    /// What looks at a view or the screen, which view it is, and what is said of it.
    ///
    /// # Errors
    /// What was asked for that cannot be, and what is allowed.
    pub(in crate::ui) fn camera_like(
        &mut self,
        spec: &Spec,
        sheet: Sheet,
        like: Option<&Context>,
    ) -> Result<(Camera, Option<View>, Label), String> {
        let view = match &spec.subject {
            Subject::View(id) => Some(self.find_view(id)?),
            Subject::Screen => None,
        };
        let label = self.label(&view.as_ref().map_or_else(|| "the screen".to_owned(), View::plain_name));
        self.count_for(view.as_ref());
        let theme = Theme::new(spec.mode);
        let paper = Paper { is_bare: view.is_some() };
        let color = if view.is_some() { theme.card } else { theme.backdrop };
        Ok((Camera::new(sheet, paper, color, like, |ctx| theme.apply(ctx)), view, label))
    }

    /// The id of the view on the stage.
    pub fn on_stage(&mut self) -> Option<String> {
        self.seated();
        self.desk.shown.as_ref().map(|shown| shown.stage.clone())
    }

    /// Pauses and steps on by hand for so many simulated seconds; `told` hears how far it is, from 0 to 1. For a link that
    /// works when it is looked at.
    ///
    /// # Errors
    /// If the run stops before.
    pub fn run_for(&mut self, run_s: f64, told: &mut dyn FnMut(f64)) -> Result<(), String> {
        self.link.send(Command::Pause);
        let layout = (0..SETTLE).find_map(|_| {
            self.receive();
            self.history.as_ref().map(|history| history.layout.clone())
        });
        let layout = layout.ok_or("the run does not begin")?;
        let cells = layout.populations.iter().map(|population| population.count).sum::<usize>().max(1) as f64;
        let total = (run_s / layout.dt_s).round() as u64;
        let slice = (WORK_SLICE / cells).ceil() as u64;
        let mut done = 0;
        while done < total {
            let steps = slice.min(total - done);
            let before = self.history.as_ref().map(|history| (history.generation, history.step));
            self.link.send(Command::Step(steps));
            self.receive();
            if self.history.as_ref().map(|history| (history.generation, history.step)) == before {
                let why = self.desk.notice.as_ref().map_or("it makes no more steps", |notice| &notice.text);
                return Err(format!("the run stopped: {why}"));
            }
            done += steps;
            told(done as f64 / total as f64);
        }
        // What is looked at is asked for, and theory that is found beside the run comes in.
        self.ask_synapses();
        (0..SETTLE).for_each(|_| self.receive());
        self.desk.notice = None;
        Ok(())
    }

    /// Counts what this view shows, which nobody may have looked at before.
    fn count_for(&mut self, view: Option<&View>) {
        let Some(history) = self.history.as_ref() else { return };
        match view.map(|view| view.id.as_str()) {
            Some("table") => self.study.census = Census::of(history),
            Some("tuning") => {
                self.study.census = Census::of(history);
                let input = history.upcoming.as_ref().map_or(0, |upcoming| upcoming.signal);
                self.study.tuning = Tuning::of(history, input);
            }
            _ => {}
        }
    }

    /// Paints a view without its seat, or all of the screen.
    pub(in crate::ui) fn paint(&self, ui: &mut Ui, theme: &Theme, view: Option<&View>) {
        self.paint_of(ui, theme, view, None);
    }

    /// The same of a past.
    pub(super) fn paint_of(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        view: Option<&View>,
        past: Option<(&History, &Arc<Depiction>)>,
    ) {
        let Some(scene) = self.scene() else { return };
        let mut scene = crate::ui::Scene { theme, ..scene };
        if let Some((history, depiction)) = past {
            (scene.history, scene.depiction, scene.ghost, scene.beside) = (history, depiction, None, None);
            scene.span = Span { end_s: history.time_s(), ..scene.span };
        }
        let Some(view) = view else {
            screen_ui(ui, &scene);
            return;
        };
        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, theme.card);
        let rect = Rect::from_min_max(
            whole.min + egui::vec2(MARGIN, 0.5 * MARGIN),
            whole.max - egui::vec2(MARGIN, 0.5 * MARGIN),
        );
        paper::layer(ui, &view.id, &view.plain_name(), |ui| {
            let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
            ui.spacing_mut().item_spacing.y = metrics::GAP * 0.5;
            views::view_ui(&mut ui, &scene, view, &mut Vec::new());
        });
    }
}
