//! Pictures of presets for the gallery: what is on the stage after a short run, drawn without a window.

use super::desk::Desk;
use super::editing::Editing;
use super::metrics::{PAD, TITLE};
use super::raster;
use super::scene::{Scene, Span};
use super::seats::Seats;
use super::shelf::Shelf;
use super::study::Study;
use super::theme::Mode;
use super::views;
use crate::session::{Command, History, Preset, Slice, Work, Worker};
use crate::sim::Model;
use egui::{ColorImage, Rect, pos2, vec2};
use std::collections::VecDeque;

/// Size of a picture.
pub const SIZE_PX: [usize; 2] = [400, 250];
/// A stage is laid out this large, so that its lines and words are in proportion.
const STAGE: egui::Vec2 = vec2(480.0, 300.0);
/// How long a preset runs before its picture is drawn, in time constants, unless that is much work.
const RUN_TAU: f64 = 20.0;
/// Most work for one picture, and for one slice of it, in steps times neurons.
const WORK: f64 = 4e6;
const WORK_SLICE: f64 = 2e5;
/// Sizes that widgets learn settle after so many frames.
const FRAMES: usize = 3;

/// Draws presets one after the other.
pub struct Portraits<M: Model> {
    /// With their places in the list.
    waiting: VecDeque<(usize, Preset<M>)>,
    /// How many there were.
    total: usize,
    mode: Mode,
    shelf: Shelf,
    /// The first of those that wait, if it runs already, and what it is called on the shelf.
    sitting: Option<(Sitting<M>, Option<String>)>,
}

impl<M: Model> Portraits<M> {
    /// Of these presets with their places in the list.
    pub fn new(presets: Vec<(usize, Preset<M>)>, mode: Mode, shelf: Shelf) -> Self {
        Portraits { total: presets.len(), waiting: presets.into(), mode, shelf, sitting: None }
    }

    /// One more is done.
    fn done(&mut self, picture: Option<ColorImage>) -> Slice<(), (usize, Option<ColorImage>)> {
        self.sitting = None;
        let told = self.waiting.pop_front().map(|(place, _)| (place, picture));
        Slice::More { part: 1.0 - self.waiting.len() as f64 / self.total.max(1) as f64, told }
    }
}

impl<M: Model> Work for Portraits<M> {
    type Output = ();
    /// The preset's place in the list, and its picture unless it cannot be drawn.
    type Told = (usize, Option<ColorImage>);

    fn name(&self) -> String {
        "pictures of presets".to_owned()
    }

    fn advance(&mut self) -> Result<Slice<(), Self::Told>, String> {
        let Some((_, preset)) = self.waiting.front() else { return Ok(Slice::Done(())) };
        let Some((sitting, name)) = &mut self.sitting else {
            let name = preset.text().ok();
            if let Some(known) = name.as_ref().and_then(|name| self.shelf.read(name, self.mode, SIZE_PX)) {
                return Ok(self.done(Some(known)));
            }
            return Ok(match Sitting::new(preset) {
                Some(sitting) => {
                    self.sitting = Some((sitting, name));
                    Slice::More { part: 0.0, told: None }
                }
                None => self.done(None),
            });
        };
        if sitting.advance() {
            return Ok(Slice::More { part: 0.0, told: None });
        }
        let picture = sitting.draw(preset, self.mode);
        if let (Some(picture), Some(name)) = (&picture, name) {
            self.shelf.write(name, self.mode, picture);
        }
        Ok(self.done(picture))
    }
}

/// A preset that runs for its picture.
struct Sitting<M: Model> {
    worker: Box<Worker<M>>,
    history: Box<History>,
    steps_left: u64,
    slice: u64,
}

impl<M: Model> Sitting<M> {
    fn new(preset: &Preset<M>) -> Option<Self> {
        let mut worker = Worker::new(preset.setup.clone()).ok()?;
        let history = History::new(worker.take()?);
        let layout = &history.layout;
        let cells = layout.populations.iter().map(|population| population.count).sum::<usize>().max(1) as f64;
        let wanted = (RUN_TAU * layout.tau_s / layout.dt_s).min(WORK / cells).ceil();
        let slice = (WORK_SLICE / cells).ceil() as u64;
        Some(Sitting { steps_left: wanted as u64, slice, worker: Box::new(worker), history: Box::new(history) })
    }

    /// Runs for a slice; whether there is more to do.
    fn advance(&mut self) -> bool {
        let steps = self.slice.min(self.steps_left);
        self.steps_left -= steps;
        self.worker.apply(Command::Step(steps));
        self.worker.turn(0.0, f64::INFINITY, || 0.0);
        if let Some(update) = self.worker.take() {
            self.history.absorb(update);
        }
        self.steps_left > 0
    }

    fn draw(&self, preset: &Preset<M>, mode: Mode) -> Option<ColorImage> {
        let editing = Editing::new(0, preset).ok()?;
        let mut study = Study::default();
        study.open(std::slice::from_ref(preset), 0);
        let mut desk = Desk::new(mode);
        let all = views::all(&self.scene(&editing, &study, &desk));
        desk.dress(&study.look, &all, self.history.layout.tau_s);
        let stage = Seats::of(&study.look, &all).shown(&all, false).stage;
        let view = all.iter().find(|view| view.id == stage)?;
        let theme = desk.theme.clone();
        let pixels_per_point = SIZE_PX[0] as f32 / STAGE.x;
        Some(raster::picture(
            STAGE,
            pixels_per_point,
            FRAMES,
            |ctx| theme.apply(ctx),
            |ui| {
                let whole = ui.max_rect();
                ui.painter().rect_filled(whole, 0.0, desk.theme.card);
                // The title of the view is on the card already: its row lies above the picture.
                let top = whole.top() + 0.5 * PAD - TITLE - ui.spacing().item_spacing.y;
                let rect = Rect::from_min_max(pos2(whole.left() + 0.5 * PAD, top), whole.max - vec2(0.0, 0.5 * PAD));
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                views::view_ui(&mut ui, &self.scene(&editing, &study, &desk), view, &mut Vec::new());
            },
        ))
    }

    fn scene<'a>(&'a self, editing: &'a Editing<M>, study: &'a Study, desk: &'a Desk) -> Scene<'a> {
        Scene {
            history: &self.history,
            depiction: &self.history.depiction,
            editing,
            study,
            desk,
            theme: &desk.theme,
            look: &study.look,
            roster: editing.roster(),
            picks: &[],
            hover: None,
            ghost: None,
            beside: None,
            span: Span::of(&self.history),
            pen: false,
            title_room: 0.0,
            tells_time: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Works till the end; returns what was told, and how many slices it took.
    fn work(names: &[&str], mode: Mode, shelf: Shelf) -> (Vec<(usize, Option<ColorImage>)>, usize) {
        let presets = names.iter().enumerate().map(|(k, name)| (k, Preset::open(name).unwrap())).collect();
        let mut work = Portraits::new(presets, mode, shelf);
        let (mut all, mut slices) = (Vec::new(), 0);
        loop {
            slices += 1;
            match work.advance().unwrap() {
                Slice::More { told, .. } => all.extend(told),
                Slice::Done(()) => return (all, slices),
            }
        }
    }

    #[test]
    fn each_preset_gets_a_picture_of_its_own_in_both_themes() {
        let names = ["fig-4d", "fig-6", "fig-5c", "minimax-ring", "learn-vdp-trained"];
        let mut seen = Vec::new();
        for mode in Mode::ALL {
            let (all, _) = work(&names, mode, Shelf::default());
            assert_eq!(all.iter().map(|(k, _)| *k).collect::<Vec<_>>(), [0, 1, 2, 3, 4], "in the order asked for");
            for (k, picture) in all {
                let picture = picture.unwrap();
                assert_eq!(picture.size, SIZE_PX);
                let colors: BTreeSet<[u8; 4]> = picture.pixels.iter().map(|color| color.to_array()).collect();
                assert!(colors.len() > 20, "{}: hardly anything is drawn", names[k]);
                assert!(!seen.contains(&picture.pixels), "{}: the same picture twice", names[k]);
                seen.push(picture.pixels);
            }
        }
    }

    #[test]
    fn heavy_presets_take_bounded_slices() {
        let most = (WORK / WORK_SLICE).ceil() as usize + 3;
        for name in ["minimax-grid-63", "plastic-large", "learn-lorenz"] {
            let (all, slices) = work(&[name], Mode::Dark, Shelf::default());
            assert!(all[0].1.is_some(), "{name}");
            assert!(slices <= most, "{name}: {slices} slices");
        }
    }

    #[test]
    fn a_kept_picture_is_not_drawn_again() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(folder.path().to_owned());
        let (drawn, _) = work(&["fig-4d"], Mode::Dark, shelf.clone());
        let (kept, slices) = work(&["fig-4d"], Mode::Dark, shelf);
        assert_eq!(slices, 2, "one to read it, one to end");
        assert_eq!(kept[0].1.as_ref().unwrap().pixels, drawn[0].1.as_ref().unwrap().pixels);
    }
}
