//! The window on a display: the one file that knows eframe.

use super::Opening;
use super::display::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::Duration;
use tightrope::cli::RendererArg;
use tightrope::model::System;
use tightrope::session::{Session, Talk};
use tightrope::ui::{App, Mode, Picker};

/// The system's dialog for files, on a thread of its own: it answers when the person does.
struct Dialog {
    ctx: egui::Context,
    answer: Option<Receiver<Option<PathBuf>>>,
}

impl Dialog {
    /// Has it answer, whenever the person does.
    fn show(&mut self, dialog: impl FnOnce() -> Option<PathBuf> + Send + 'static) {
        let (sender, answer) = sync_channel(1);
        let ctx = self.ctx.clone();
        let ask = move || {
            let _ = sender.send(dialog());
            ctx.request_repaint();
        };
        // macOS allows dialogs on the first thread alone.
        if cfg!(target_os = "macos") {
            ask();
        } else if std::thread::Builder::new().name("file dialog".to_owned()).spawn(ask).is_err() {
            return;
        }
        self.answer = Some(answer);
    }
}

impl Picker for Dialog {
    fn ask(&mut self) {
        self.show(|| rfd::FileDialog::new().set_title("Open a session, a preset, or a table of numbers").pick_file());
    }

    fn ask_where(&mut self, suggested: &Path) {
        let mut dialog = rfd::FileDialog::new();
        dialog = match suggested.extension().map(|ending| ending.to_string_lossy().into_owned()) {
            Some(ending) if ending == "toml" => dialog.set_title("Save the session").add_filter("Session", &["toml"]),
            Some(ending) => dialog.set_title("Export a figure").add_filter(ending.to_uppercase(), &[ending]),
            None => dialog.set_title("Export a figure"),
        };
        if let Some(folder) = suggested.parent() {
            dialog = dialog.set_directory(folder);
        }
        if let Some(name) = suggested.file_name() {
            dialog = dialog.set_file_name(name.to_string_lossy());
        }
        self.show(move || dialog.save_file());
    }

    fn answer(&mut self) -> Option<Option<PathBuf>> {
        let answer = match self.answer.as_ref()?.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => return None,
        };
        self.answer = None;
        Some(answer)
    }
}

/// Time between two frames, in milliseconds: a smooth rate, and the slowest one that still feels live.
const FRAME_MS: [f32; 2] = [16.0, 100.0];
/// Where drawing takes long, graphics run in software on the cores that the simulation needs: rest this many times as
/// long as a frame took.
const REST: f32 = 4.0;

/// Two boundaries and the state.
const ICON: &[u8] = include_bytes!("../assets/tightrope.png");

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

/// Opens the window with `opening`, in the mode that was asked for or chosen last; returns when it is closed.
///
/// # Errors
/// If no window can be opened; the text says why.
pub fn show(opening: Opening, mode: Option<Mode>, talk: Option<Talk>, renderer: RendererArg) -> Result<(), String> {
    let display = display::find(&|name| std::env::var_os(name))?;
    let renderer = match renderer {
        #[cfg(feature = "wgpu")]
        RendererArg::Wgpu => eframe::Renderer::Wgpu,
        // A program without wgpu has refused it before.
        _ => eframe::Renderer::Glow,
    };
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Tightrope")
            .with_app_id("tightrope")
            .with_icon(eframe::icon_data::from_png_bytes(ICON).unwrap_or_default())
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([900.0, 600.0]),
        renderer,
        event_loop_builder: (display == Display::X11).then_some(Box::new(take_x11)),
        ..Default::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let ctx = creation.egui_ctx.clone();
        let frame_ms = Arc::new(AtomicU64::new(FRAME_MS[0] as u64));
        let wait = frame_ms.clone();
        let wake = move || ctx.request_repaint_after(Duration::from_millis(wait.load(Ordering::Relaxed)));
        let Opening { presets, open, session: opened, told } = opening;
        let setup = presets.get(open).map(|preset| preset.setup.clone()).ok_or("there is no preset to open")?;
        let session = Session::spawn(setup, wake)?;
        let mut app = App::new(Box::new(session), presets, open, mode.unwrap_or(Mode::Dark)).ok_or("there is no preset to open")?;
        app = app.with_picker(Box::new(Dialog { ctx: creation.egui_ctx.clone(), answer: None }));
        #[cfg(feature = "sound")]
        {
            app = app.with_ear(Box::new(crate::sound::Loudspeaker::default()));
        }
        if let Some(folder) = dirs::cache_dir() {
            app.keep_pictures_in(folder.join("tightrope"));
        }
        if let Some(folder) = dirs::state_dir().or_else(dirs::data_local_dir) {
            app.keep_in(folder.join("tightrope"), mode.is_none());
        }
        if let Some((session, file)) = opened {
            let name = file.as_ref().map_or_else(|| "it".to_owned(), |file| file.display().to_string());
            app.take_session(&name, session, file.as_deref());
        }
        app.tell_of_presets(&told);
        if let Some(talk) = talk {
            app.give(talk);
        }
        Ok(Box::new(Window { app, frame_ms }))
    };
    eframe::run_native("Tightrope", options, Box::new(create))
        .map_err(|error| format!("no window can be opened ({})", reason(&error)))
}

/// Has the toolkit speak X11 whatever else is named.
fn take_x11(builder: &mut eframe::EventLoopBuilder<eframe::UserEvent>) {
    #[cfg(target_os = "linux")]
    winit::platform::x11::EventLoopBuilderExtX11::with_x11(builder);
    #[cfg(not(target_os = "linux"))]
    let _ = builder;
}

/// Why there is no window, in words.
fn reason(error: &eframe::Error) -> String {
    // What the system says comes last, behind the place in a crate where that was noticed.
    let last = |text: String| text.rsplit(": ").next().unwrap_or_default().to_owned();
    let other = match cfg!(feature = "wgpu") {
        true => "; --renderer wgpu may help, or glow instead of it",
        false => "",
    };
    match error {
        eframe::Error::AppCreation(why) => why.to_string(),
        eframe::Error::Winit(why) => format!("the display refuses one: {}", last(why.to_string())),
        eframe::Error::WinitEventLoop(why) => format!("the display refuses one: {}", last(why.to_string())),
        _ => format!("this display offers no graphics that the program can use, as OpenGL 2.1{other}"),
    }
}
