//! The window on a canvas.

use super::address::{self, Asked};
use super::files::{Chooser, Inbox, hand_out};
use super::told::Told;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tightrope::machine::clock_s;
use tightrope::model::System;
use tightrope::session::{InFrames, Preset};
use tightrope::ui::{App, Mode, Shortcut};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

/// The preset that opens when the address names none.
const DEFAULT_PRESET: &str = "fig-4f";
/// The canvas of `index.html`.
const CANVAS: &str = "canvas";
/// Seconds of a frame that the run may have: as long as drawing takes, within these.
const BUDGET_S: [f64; 2] = [0.008, 0.05];

/// Calls a function of `web/page.js`.
fn call(name: &str, with: &str) {
    let function = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str(name)).ok();
    if let Some(function) = function.and_then(|function| function.dyn_into::<js_sys::Function>().ok()) {
        let _ = function.call1(&JsValue::NULL, &JsValue::from_str(with));
    }
}

/// Has the page say in words why it does not go on.
fn fail(why: &str) {
    call("tightropeFailed", why);
}

/// Begins.
pub fn begin() {
    // Here nothing goes on after a panic.
    std::panic::set_hook(Box::new(|panic| fail(&format!("Tightrope has a fault and stopped: {panic}"))));
    let document = web_sys::window().and_then(|window| window.document());
    let canvas = document.and_then(|document| document.get_element_by_id(CANVAS));
    let Some(canvas) = canvas.and_then(|canvas| canvas.dyn_into::<web_sys::HtmlCanvasElement>().ok()) else {
        return fail("the page has no canvas to draw on");
    };
    wasm_bindgen_futures::spawn_local(async move {
        let runner = eframe::WebRunner::new();
        let begun = runner.start(canvas, eframe::WebOptions::default(), Box::new(|creation| Page::create(creation)));
        if let Err(error) = begun.await {
            fail(&format!(
                "no picture can be drawn here: {}",
                error.as_string().unwrap_or_else(|| format!("{error:?}"))
            ));
        }
    });
}

struct Page {
    app: App<System>,
    asked: Asked,
    inbox: Inbox,
    told: Told,
    /// The name of the preset that stands in the address and in the title.
    named: String,
    /// What is left of a frame for the run.
    budget_s: Rc<Cell<f64>>,
    /// What the run took of this one.
    ran_s: f64,
}

impl Page {
    fn create(
        creation: &eframe::CreationContext<'_>,
    ) -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let waking = |ctx: &egui::Context| {
            let ctx = ctx.clone();
            move || ctx.request_repaint()
        };
        let ctx = creation.egui_ctx.clone();
        let presets = Preset::all_built_in();
        let hash = address::hash();
        let named = |name: &str| presets.iter().position(|preset| preset.name == name);
        let open = named(&hash).or_else(|| named(DEFAULT_PRESET)).ok_or("there is no preset to open")?;
        let budget_s = Rc::new(Cell::new(BUDGET_S[0]));
        let budget = budget_s.clone();
        let wake = move |wait_s: f64| ctx.request_repaint_after(Duration::from_secs_f64(wait_s));
        let link = InFrames::new(presets[open].setup.clone(), move || budget.get(), wake)?;
        let is_known = presets[open].name == hash;
        let mut app = App::new(Box::new(link), presets, open, Mode::Dark).ok_or("there is no preset to open")?;
        let inbox = Inbox::new(waking(&creation.egui_ctx));
        app = app.with_picker(Box::new(Chooser::new(inbox.clone())));
        app.stand_at(address::bare());
        if !hash.is_empty() && !is_known {
            app.open_link(&hash);
        }
        keep_keys();
        let asked = Asked::listen(waking(&creation.egui_ctx));
        Ok(Box::new(Page { app, asked, inbox, told: Told::begin(), named: String::new(), budget_s, ran_s: 0.0 }))
    }
}

/// Keeps the browser from doing something of its own with the keys of commands; letters alone are typed.
fn keep_keys() {
    let keep = Closure::<dyn FnMut(web_sys::KeyboardEvent)>::new(|event: web_sys::KeyboardEvent| {
        let Some(key) =
            egui::Key::from_name(&event.key().to_uppercase()).or_else(|| egui::Key::from_name(&event.key()))
        else {
            return;
        };
        let command = event.ctrl_key() || event.meta_key();
        let is_function = event.key().len() > 1 && event.key().starts_with('F');
        let ours = |press: tightrope::ui::Press| press.key == key && press.command == command;
        if (command || is_function) && Shortcut::ALL.iter().flat_map(Shortcut::presses).any(ours) {
            event.prevent_default();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback_and_bool("keydown", keep.as_ref().unchecked_ref(), true);
    }
    // As long as the page.
    keep.forget();
}

/// Fills the screen with the page, or leaves it again, if that is wanted otherwise than it is.
fn fill_screen(wanted: bool) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if document.fullscreen_element().is_some() == wanted {
        return;
    }
    match document.document_element().filter(|_| wanted) {
        Some(page) => drop(page.request_fullscreen()),
        None => document.exit_fullscreen(),
    }
}

impl eframe::App for Page {
    fn raw_input_hook(&mut self, _ctx: &egui::Context, input: &mut egui::RawInput) {
        let dropped: Vec<_> = std::mem::take(&mut input.dropped_files);
        let dropped: Vec<_> = dropped.iter().filter_map(|file| file.web_file().cloned()).collect();
        if !dropped.is_empty() {
            self.inbox.read(dropped);
        }
        let document = web_sys::window().and_then(|window| window.document());
        let is_full = document.is_some_and(|document| document.fullscreen_element().is_some());
        input.viewports.entry(egui::ViewportId::ROOT).or_default().fullscreen = Some(is_full);
    }

    fn logic(&mut self, _ctx: &egui::Context, _frame: &mut eframe::Frame) {
        let start_s = clock_s();
        self.app.receive();
        self.ran_s = clock_s() - start_s;
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let frame_s = f64::from(frame.info().cpu_usage.unwrap_or(0.0));
        self.budget_s.set((frame_s - self.ran_s).clamp(BUDGET_S[0], BUDGET_S[1]));
        if let Some(link) = self.asked.take() {
            self.app.open_link(&link);
        }
        self.app.hand(self.inbox.take());
        let was_full = self.app.fills_screen();
        self.app.ui(ui);
        if self.app.fills_screen() != was_full {
            fill_screen(self.app.fills_screen());
        }
        hand_out();
        if let Some(hash) = self.app.new_hash() {
            address::write(&hash);
        }
        let title = self.app.title();
        let Some(scene) = self.app.scene() else { return };
        self.told.note(&scene, frame_s);
        if self.named != scene.study.name {
            // What the address asked for at the beginning stands in it.
            match self.named.is_empty() {
                true => call("tightropeBegan", ""),
                false => address::write(&scene.study.name),
            }
            self.named.clone_from(&scene.study.name);
            let title = format!("{title} \u{2013} Tightrope");
            if let Some(document) = web_sys::window().and_then(|window| window.document()) {
                document.set_title(&title);
            }
        }
    }
}
