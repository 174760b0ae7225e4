//! A screen without a window: an app whose worker does a tick for each frame, and hands that press, move and let go.

use egui::{Key, Modifiers, Pos2, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tightrope::geometry::Point;
use tightrope::model::System;
use tightrope::session::{Inline, Look, Preset, Setup};
use tightrope::sim::Model;
use tightrope::ui::{App, Mode, Scene};

pub type Screen<M = System> = Harness<'static, App<M>>;

pub fn presets() -> Vec<Preset> {
    Preset::all_built_in()
}

/// A screen on a built-in preset; every frame is 20 ms.
pub fn open(name: &str, mode: Mode) -> Screen {
    let presets = presets();
    let open = presets.iter().position(|preset| preset.name == name).unwrap();
    screen(presets, open, mode)
}

pub fn screen<M: Model>(presets: Vec<Preset<M>>, open: usize, mode: Mode) -> Screen<M> {
    let link = Inline::new(presets[open].setup.clone(), 0.02).unwrap();
    let app = App::new(Box::new(link), presets, open, mode).unwrap();
    let draw = |ui: &mut egui::Ui, app: &mut App<M>| {
        app.receive();
        app.ui(ui);
    };
    let mut harness =
        Harness::builder().with_size(egui::vec2(1280.0, 800.0)).with_step_dt(0.02).build_ui_state(draw, app);
    harness.run_steps(6);
    harness
}

/// A model that no enum knows, as a preset.
pub fn preset_of<M: Model>(model: M) -> Preset<M> {
    Preset {
        name: "toy".to_owned(),
        title: "A toy".to_owned(),
        caption: "Arithmetic".to_owned(),
        try_this: "Move the gain".to_owned(),
        cites: String::new(),
        figure: String::new(),
        condition: String::new(),
        setup: Setup::new(model),
        look: Look { speed: Some(1.0), ..Look::default() },
        checks: Vec::new(),
        is_own: false,
    }
}

pub fn scene<M: Model>(screen: &Screen<M>) -> Scene<'_> {
    screen.state().scene().unwrap()
}

/// A parameter as text; one that plays no part has none.
pub fn value<M: Model>(screen: &Screen<M>, id: &str) -> Option<String> {
    scene(screen).parameters().iter().find(|(spec, _)| spec.id == id).map(|(_, value)| value.to_string())
}

/// Where a point of a plane is on the screen, as long as its view stays.
pub struct Plane {
    rect: Rect,
    x: [f64; 2],
    y: [f64; 2],
}

pub fn plane<M: Model>(screen: &Screen<M>, name: &str) -> Plane {
    let [x, y] = tightrope::ui::in_view(&screen.ctx, name).expect("the plane is shown");
    Plane { rect: screen.get_by_role_and_label(egui::Role::Canvas, name).rect(), x, y }
}

impl Plane {
    pub fn at(&self, p: Point) -> Pos2 {
        let part = |v: f64, [from, to]: [f64; 2]| ((v - from) / (to - from)) as f32;
        let (u, v) = (part(p.x, self.x), part(p.y, self.y));
        egui::pos2(self.rect.left() + u * self.rect.width(), self.rect.bottom() - v * self.rect.height())
    }
}

/// Moves there and presses.
pub fn press<M: Model>(screen: &mut Screen<M>, at: Pos2) {
    screen.hover_at(at);
    screen.run_steps(1);
    screen.drag_at(at);
    screen.run_steps(1);
}

/// Moves with the button down, in some steps.
pub fn pull<M: Model>(screen: &mut Screen<M>, from: Pos2, to: Pos2) {
    for k in 1..=5 {
        screen.hover_at(from + (to - from) * (k as f32 / 5.0));
        screen.run_steps(1);
    }
}

pub fn release<M: Model>(screen: &mut Screen<M>, at: Pos2) {
    screen.drop_at(at);
    screen.run_steps(2);
}

/// Press, move, let go.
pub fn drag<M: Model>(screen: &mut Screen<M>, from: Pos2, to: Pos2) {
    press(screen, from);
    pull(screen, from, to);
    release(screen, to);
}

pub fn click<M: Model>(screen: &mut Screen<M>, at: Pos2) {
    press(screen, at);
    release(screen, at);
}

/// Ctrl and a key, with Shift or not.
pub fn ctrl<M: Model>(screen: &mut Screen<M>, key: Key, shift: bool) {
    let modifiers = if shift { Modifiers::COMMAND | Modifiers::SHIFT } else { Modifiers::COMMAND };
    screen.key_press_modifiers(modifiers, key);
    screen.run_steps(3);
}

pub fn key<M: Model>(screen: &mut Screen<M>, key: Key) {
    screen.key_press(key);
    screen.run_steps(3);
}
