//! The real window, and pictures of it without one.

use super::raster;
use super::{App, Mode};
use crate::model::System;
use crate::param::ParamError;
use crate::session::{Inline, Preset, Session};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How the window is drawn on the graphics card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renderer {
    /// OpenGL.
    Glow,
    /// Vulkan, Metal, DirectX; needs the cargo feature `wgpu`.
    #[cfg(feature = "wgpu")]
    Wgpu,
}

/// Whether there is a display to open a window on.
pub fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// Time between two frames, in milliseconds: a smooth rate, and the slowest one that still feels live.
const FRAME_MS: [f32; 2] = [16.0, 100.0];
/// Where drawing takes long, graphics run in software on the cores that the simulation needs: rest this many times as
/// long as a frame took.
const REST: f32 = 4.0;

struct Window {
    app: App<System>,
    /// Wanted time between frames in milliseconds, read by the simulation thread as it wakes the window.
    frame_ms: Arc<AtomicU64>,
}

impl eframe::App for Window {
    fn logic(&mut self, _ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.app.receive();
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let took_ms = frame.info().cpu_usage.unwrap_or(0.0) * 1e3;
        self.frame_ms.store((REST * took_ms).clamp(FRAME_MS[0], FRAME_MS[1]) as u64, Ordering::Relaxed);
        self.app.ui(ui);
    }
}

/// Opens the window and runs `presets[open]` in it; returns when it is closed.
///
/// # Errors
/// If no window can be opened; the text says why.
pub fn show_window(presets: Vec<Preset>, open: usize, mode: Mode, renderer: Renderer) -> Result<(), String> {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Tightrope")
            .with_app_id("tightrope")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([900.0, 600.0]),
        renderer: match renderer {
            Renderer::Glow => eframe::Renderer::Glow,
            #[cfg(feature = "wgpu")]
            Renderer::Wgpu => eframe::Renderer::Wgpu,
        },
        ..Default::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let ctx = creation.egui_ctx.clone();
        let frame_ms = Arc::new(AtomicU64::new(FRAME_MS[0] as u64));
        let wait = frame_ms.clone();
        let wake = move || ctx.request_repaint_after(Duration::from_millis(wait.load(Ordering::Relaxed)));
        let setup = presets.get(open).map(|preset| preset.setup.clone()).ok_or("there is no preset to open")?;
        let session = Session::spawn(setup, wake)?;
        let app = App::new(Box::new(session), presets, open, mode).ok_or("there is no preset to open")?;
        Ok(Box::new(Window { app, frame_ms }))
    };
    eframe::run_native("Tightrope", options, Box::new(create)).map_err(|error| error.to_string())
}

/// The screen as it looks after `run_s` simulated seconds, without a window.
///
/// # Errors
/// If the preset's parameters do not fit together.
pub fn picture(preset: Preset, mode: Mode, size: [f32; 2], run_s: f64) -> Result<egui::ColorImage, ParamError> {
    // The first ticks bring the run to its time, the rest lets the layout settle without moving on.
    let speed = preset.look.speed.unwrap_or(1.0);
    let ticks = 8;
    let link = Inline::new(preset.setup.clone(), run_s / speed / f64::from(ticks))?;
    let presets = vec![preset];
    let Some(mut app) = App::new(Box::new(link), presets, 0, mode) else {
        return Err(ParamError::Conflict { message: "there is no preset to draw".to_owned() });
    };
    for _ in 0..=ticks {
        app.receive();
    }
    let theme = app.theme().clone();
    Ok(raster::picture(egui::Vec2::from(size), 1.0, 4, |ctx| theme.apply(ctx), |ui| app.ui(ui)))
}
