//! What chooses the view of a seat: words for pictures, a list of everything, and the way onto the stage.

use crate::ui::View;
use crate::ui::seats::Shown;
use crate::ui::widgets::{math, plain};
use crate::ui::{Action, Scene, metrics};
use egui::{Align, Color32, Layout, Pos2, Rect, Response, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};

/// Side of a small button.
const BUTTON: f32 = 20.0;
/// What words must leave for the title, in points.
const TITLE_ROOM: f32 = 190.0;

/// Draws the choice at the right end of the title row of a card; returns how wide it is.
pub fn chooser_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    views: &[View],
    shown: &Shown,
    view: &View,
    actions: &mut Vec<Action>,
) -> f32 {
    let row = ui.available_rect_before_wrap();
    let row = row.with_max_y(row.top() + metrics::TITLE);
    let builder =
        egui::UiBuilder::new().max_rect(row).id_salt(("choice", &view.id)).layout(Layout::right_to_left(Align::Center));
    let mut ui = ui.new_child(builder);
    ui.spacing_mut().item_spacing.x = 2.0;
    let on_stage = shown.stage == view.id;
    menu_ui(&mut ui, scene, views, shown, view, actions);
    if !on_stage {
        let hint = format!("{} on the stage", view.plain_name());
        let button = small_button(&mut ui, scene, &hint, "Show it large; what is large now comes here", arrows);
        if button.clicked() {
            actions.push(Action::Stage(view.id.clone()));
        }
    }
    if !view.wants.over_time {
        words_ui(&mut ui, scene, views, view, actions);
    }
    row.right() - ui.min_rect().left() + 8.0
}

/// Pictures by a word each, if there is room for all of them.
fn words_ui(ui: &mut Ui, scene: &Scene<'_>, views: &[View], here: &View, actions: &mut Vec<Action>) {
    let offered = |view: &&View| !view.wants.over_time && (!view.wants.asking || view.id == here.id);
    let offered: Vec<&View> = views.iter().filter(|view| view.is_available).filter(offered).collect();
    let job = |view: &View, color: Color32| math(&view.word, metrics::SMALL, color);
    let width =
        |view: &&View| ui.ctx().fonts_mut(|fonts| fonts.layout_job(job(view, scene.theme.text)).size().x) + 10.0;
    if offered.len() < 2 || offered.iter().map(width).sum::<f32>() > ui.available_width() - TITLE_ROOM {
        return;
    }
    ui.add_space(4.0);
    for view in offered.into_iter().rev() {
        let is_here = view.id == here.id;
        let text = job(view, if is_here { scene.theme.text } else { scene.theme.weak });
        let button = ui.add(egui::Button::selectable(is_here, text));
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, plain(&view.word)));
        if button.on_hover_text(format!("Show {} here", view.plain_name())).clicked() && !is_here {
            actions.push(Action::Seat { here: here.id.clone(), view: view.id.clone() });
        }
    }
}

/// All views for this seat, those that may be added, and the way out.
fn menu_ui(ui: &mut Ui, scene: &Scene<'_>, views: &[View], shown: &Shown, here: &View, actions: &mut Vec<Action>) {
    let name = format!("Views in place of {}", here.plain_name());
    let button = small_button(ui, scene, &name, "Another view here, one more, or none", triangle);
    egui::Popup::menu(&button).show(|ui| {
        let heading = |ui: &mut Ui, text: &str| {
            ui.label(RichText::new(text).size(metrics::SMALL).color(scene.theme.weak));
        };
        heading(ui, "Here");
        for view in views.iter().filter(|view| view.is_available) {
            let is_here = view.id == here.id;
            let entry = ui.selectable_label(is_here, math(&view.name, metrics::TEXT, scene.theme.text));
            if entry.clicked() && !is_here {
                actions.push(Action::Seat { here: here.id.clone(), view: view.id.clone() });
            }
        }
        ui.separator();
        let more: Vec<&View> = views.iter().filter(|view| view.is_available && !shown.holds(&view.id)).collect();
        if !more.is_empty() {
            ui.menu_button("One more view", |ui| {
                for view in more {
                    if ui.button(math(&view.name, metrics::TEXT, scene.theme.text)).clicked() {
                        actions.push(Action::AddView(view.id.clone()));
                    }
                }
            });
        }
        if shown.stage != here.id && ui.button("Put away").clicked() {
            actions.push(Action::CloseView(here.id.clone()));
        }
    });
}

fn small_button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    name: &str,
    hint: &str,
    paint: fn(&egui::Painter, Rect, Color32),
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(BUTTON, BUTTON), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let strong = response.hovered() || response.has_focus();
    if strong {
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), scene.theme.rail);
    }
    let color = if strong { scene.theme.text } else { scene.theme.weak };
    paint(ui.painter(), rect, color);
    response.on_hover_text(hint)
}

/// Two arrows that point apart.
fn arrows(painter: &egui::Painter, rect: Rect, color: Color32) {
    let stroke = Stroke::new(1.2, color);
    let at = |x: f32, y: f32| rect.center() + vec2(x, y);
    let tips: [(Pos2, Pos2, Pos2, Pos2); 2] = [
        (at(1.0, -1.0), at(5.0, -5.0), at(1.5, -5.0), at(5.0, -1.5)),
        (at(-1.0, 1.0), at(-5.0, 5.0), at(-1.5, 5.0), at(-5.0, 1.5)),
    ];
    for (from, tip, a, b) in tips {
        painter.line_segment([from, tip], stroke);
        painter.line_segment([a, tip], stroke);
        painter.line_segment([b, tip], stroke);
    }
}

fn triangle(painter: &egui::Painter, rect: Rect, color: Color32) {
    let c = rect.center();
    let points = vec![pos2(c.x - 4.0, c.y - 2.0), pos2(c.x + 4.0, c.y - 2.0), pos2(c.x, c.y + 3.0)];
    painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
}
