//! Files: a field for a path, and the questions that a file leaves open.

use crate::machine::HAS_DISK;
use crate::reading::Role;
use crate::session::Purpose;
use crate::ui::file_desk::{Asked, Doubt};
use crate::ui::widgets::push_button;
use crate::ui::{Action, FileWish, Scene, metrics};
use egui::{RichText, Ui, vec2};

/// Width of the dialogs, in points.
const WIDTH: f32 = 460.0;

/// Files of late that are listed.
const RECENT: usize = 8;

/// Draws the dialog that is open, if any.
pub fn files_ui(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let files = &scene.desk.files;
    let mut wish = |wish: FileWish| actions.push(Action::File(wish));
    let title = match (&files.doubt, files.path_open, files.save_open) {
        (Some(doubt), ..) => doubt.title(),
        (None, true, _) => "Open a file",
        (None, false, true) => "Save the session",
        // The next time it is empty, and has the focus.
        _ => return ui.data_mut(|data| data.remove_temp::<String>(path_key()).map_or((), drop)),
    };
    let mut open = true;
    egui::Window::new(title)
        .id(egui::Id::unique("files"))
        .open(&mut open)
        .anchor(egui::Align2::CENTER_CENTER, [0.0, 0.0])
        .collapsible(false)
        .resizable(false)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            match &files.doubt {
                Some(doubt) => doubt_ui(ui, scene, doubt, &mut wish),
                None if files.path_open => path_ui(ui, scene, &mut wish),
                None => save_ui(ui, scene, &mut wish),
            }
        });
    if !open {
        wish(FileWish::Close);
    }
}

/// Where the path is kept while it is typed.
fn path_key() -> egui::Id {
    egui::Id::unique("path of a file")
}

fn weak(scene: &Scene<'_>, text: &str) -> RichText {
    RichText::new(text).size(metrics::SMALL).color(scene.theme.weak)
}

/// The field for a path, which begins with `first`: what stands in it, and whether Enter was pressed.
fn field_ui(ui: &mut Ui, scene: &Scene<'_>, first: &str, wish: &mut impl FnMut(FileWish)) -> (String, bool) {
    let id = path_key();
    let known = ui.data(|data| data.get_temp::<String>(id));
    let is_new = known.is_none();
    let mut path = known.unwrap_or_else(|| first.to_owned());
    let mut chosen = false;
    ui.horizontal(|ui| {
        let can_browse = scene.desk.files.can_browse;
        let room = if can_browse { 84.0 } else { 0.0 };
        let field = egui::TextEdit::singleline(&mut path).desired_width(WIDTH - room - 8.0).hint_text("path of a file");
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "path of a file"));
        if is_new {
            response.request_focus();
        }
        if is_new || response.changed() {
            ui.data_mut(|data| data.insert_temp(id, path.clone()));
        }
        chosen = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if chosen {
            // If the path is refused, one types on here.
            response.request_focus();
        }
        if can_browse && push_button(ui, scene, "Browse\u{2026}").clicked() {
            wish(FileWish::Browse);
        }
    });
    (path, chosen)
}

/// Files of late, of which those that are gone are faint.
fn recent_ui(ui: &mut Ui, scene: &Scene<'_>, wish: &mut impl FnMut(FileWish)) {
    let recent = &scene.desk.files.recent;
    if recent.is_empty() {
        return;
    }
    ui.add_space(8.0);
    ui.label(weak(scene, "Opened or saved lately"));
    for (path, is_there) in recent.iter().take(RECENT) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let mut job = egui::text::LayoutJob::default();
        let color = if *is_there { scene.theme.text } else { scene.theme.weak };
        let format = |size, color| egui::TextFormat::simple(egui::FontId::proportional(size), color);
        job.append(&name, 0.0, format(metrics::TEXT, color));
        job.append(&folder, 10.0, format(metrics::SMALL, scene.theme.weak));
        job.wrap = egui::text::TextWrapping::truncate_at_width(WIDTH - 16.0);
        let button = ui.add_enabled(*is_there, egui::Button::new(job).frame(false));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, *is_there, &name));
        let told = path.display().to_string();
        if button.on_hover_text(&told).on_disabled_hover_text(format!("{told}\nis no longer there")).clicked() {
            wish(FileWish::Path(told));
        }
    }
}

/// Where the session is to go.
fn save_ui(ui: &mut Ui, scene: &Scene<'_>, wish: &mut impl FnMut(FileWish)) {
    ui.label("The network with all changes, the arrangement of the window, and what was learned:");
    ui.add_space(4.0);
    let (path, mut chosen) = field_ui(ui, scene, &scene.desk.files.suggested, wish);
    ui.add_space(4.0);
    ui.label(weak(scene, "Undo steps, spikes and sweeps are not kept. To send a setup as text: Ctrl+Shift+S."));
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        chosen |= push_button(ui, scene, "Save").clicked();
        if push_button(ui, scene, "Cancel").clicked() {
            wish(FileWish::Close);
        }
    });
    if chosen && !path.trim().is_empty() {
        wish(FileWish::SaveTo(path));
    }
}

/// A path to type, and what the file is to become.
fn path_ui(ui: &mut Ui, scene: &Scene<'_>, wish: &mut impl FnMut(FileWish)) {
    let files = &scene.desk.files;
    ui.label("A session, a preset, or a table of numbers (CSV and its kin):");
    ui.add_space(4.0);
    let (path, mut chosen) = match HAS_DISK {
        true => field_ui(ui, scene, "", wish),
        false => Default::default(),
    };
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label("Numbers are");
        for (purpose, word, help) in [
            (Purpose::Any, "what they look like", "The target, or, with a column of times, the input"),
            (Purpose::Target, "the target", "The curve to be followed: columns x and y"),
            (Purpose::Input, "the input over time", "Columns time (s or ms) and x; or x alone, one row a millisecond"),
        ] {
            if ui.radio(files.purpose == purpose, word).on_hover_text(help).clicked() {
                wish(FileWish::Purpose(purpose));
            }
        }
    });
    ui.add_space(4.0);
    ui.label(weak(scene, "Files can also be dropped into the window, and numbers and codes pasted (Ctrl+V)."));
    recent_ui(ui, scene, wish);
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        if HAS_DISK {
            chosen |= push_button(ui, scene, "Open").clicked();
        } else if push_button(ui, scene, "Choose files\u{2026}").clicked() {
            wish(FileWish::Browse);
        }
        if push_button(ui, scene, "Cancel").clicked() {
            wish(FileWish::Close);
        }
    });
    if chosen && !path.trim().is_empty() {
        wish(FileWish::Path(path));
    }
}

/// What a file leaves open.
fn doubt_ui(ui: &mut Ui, scene: &Scene<'_>, doubt: &Doubt, wish: &mut impl FnMut(FileWish)) {
    match &doubt.asked {
        Asked::Columns => {
            let [first, second] = if doubt.purpose == Purpose::Input { Role::Course } else { Role::Function }.words();
            ui.label(format!("{} has {} columns.", doubt.name, doubt.table.columns.len()));
            ui.add_space(4.0);
            for (k, word) in [first, second].into_iter().enumerate() {
                ui.horizontal_wrapped(|ui| {
                    ui.allocate_ui(vec2(40.0, 20.0), |ui| ui.label(RichText::new(word).strong()));
                    for column in 0..doubt.table.columns.len() {
                        let title = doubt.table.title(column);
                        let button = ui.selectable_label(doubt.columns[k] == column, &title);
                        let label = format!("{word} is {title}");
                        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                        if button.on_hover_text(head(doubt, column)).clicked() {
                            wish(FileWish::Column(k, column));
                        }
                    }
                });
            }
        }
        Asked::Scale(why) => {
            ui.label(format!("{}: {why}.", doubt.name));
            ui.add_space(4.0);
            ui.label(weak(scene, "Scaled, x covers 0 to 10; y that is out of reach becomes at most 4 in size."));
        }
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let (word, scale) = match doubt.asked {
            Asked::Columns => ("Use these", false),
            Asked::Scale(_) => ("Scale it", true),
        };
        if push_button(ui, scene, word).clicked() {
            wish(FileWish::Answer { scale });
        }
        if push_button(ui, scene, "Cancel").clicked() {
            wish(FileWish::Close);
        }
    });
}

/// The first numbers of a column.
fn head(doubt: &Doubt, column: usize) -> String {
    let values = doubt.table.columns.get(column).map_or(&[][..], |column| &column.values);
    let first: Vec<String> = values.iter().take(4).map(f64::to_string).collect();
    format!("{}{}", first.join(", "), if values.len() > 4 { ", \u{2026}" } else { "" })
}
