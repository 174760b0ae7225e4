//! Icons as shapes, so that no font has to have them.

use crate::ui::{Action, Scene, Shortcut, metrics};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2, pos2, vec2};

/// What the buttons of the top bar show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Three lines.
    Menu,
    /// A window with a panel at its left.
    Side,
    /// Back to the start.
    Restart,
    /// Run.
    Play,
    /// Pause.
    Pause,
    /// One step.
    Step,
    /// One step back.
    StepBack,
    /// Back to the last spike.
    SpikeBack,
    /// Light.
    Sun,
    /// Dark.
    Moon,
    /// High contrast.
    Contrast,
    /// Help.
    Question,
    /// Take back.
    Undo,
    /// Do again.
    Redo,
    /// The one before.
    Previous,
    /// The one after.
    Next,
}

/// A button with an icon, named like its command.
pub fn icon_button(
    ui: &mut Ui,
    scene: &Scene<'_>,
    icon: Icon,
    size: Vec2,
    tooltip: &str,
    action: Action,
    actions: &mut Vec<Action>,
) {
    let name = Shortcut::of(&action).map_or("", |shortcut| shortcut.name);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, f32::from(metrics::RADIUS), scene.theme.rail);
    }
    icon.paint(ui.painter(), rect, scene.theme.text);
    if response.on_hover_text(tooltip).clicked() {
        actions.push(action);
    }
}

impl Icon {
    /// Paints the icon in the middle of `rect`.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        self.paint_sized(painter, rect, color, 1.0);
    }

    /// The same smaller or larger; for what plays and pauses.
    pub fn paint_sized(self, painter: &Painter, rect: Rect, color: Color32, size: f32) {
        let c = rect.center();
        let stroke = Stroke::new(1.8, color);
        let triangle = |at: Pos2| {
            let points = [vec2(-4.5, -6.5), vec2(6.0, 0.0), vec2(-4.5, 6.5)].map(|p| at + p * size);
            painter.add(Shape::convex_polygon(points.to_vec(), color, Stroke::NONE));
        };
        let bar = |x: f32, width: f32| {
            let place = Rect::from_center_size(pos2(c.x + x * size, c.y), vec2(width, 13.0) * size);
            painter.rect_filled(place, 1.0, color);
        };
        match self {
            Icon::Menu => {
                for y in [-5.0, 0.0, 5.0] {
                    painter.hline(c.x - 7.0..=c.x + 7.0, c.y + y, stroke);
                }
            }
            Icon::Side => {
                let window = Rect::from_center_size(c, vec2(16.0, 13.0));
                painter.rect_stroke(window, 2.0, Stroke::new(1.5, color), egui::StrokeKind::Inside);
                painter.rect_filled(window.shrink(1.0).with_max_x(window.left() + 5.5), 0.0, color);
            }
            Icon::Restart => {
                bar(-6.0, 2.4);
                let points = vec![c + vec2(6.0, -6.5), c + vec2(-4.0, 0.0), c + vec2(6.0, 6.5)];
                painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
            }
            Icon::Play => triangle(c),
            Icon::Pause => {
                bar(-4.0, 4.0);
                bar(4.0, 4.0);
            }
            Icon::Step => {
                triangle(c - vec2(2.0, 0.0));
                bar(6.5, 2.4);
            }
            Icon::StepBack | Icon::SpikeBack => {
                let c = c + vec2(2.0, 0.0);
                let points = vec![c + vec2(4.5, -6.5), c + vec2(-6.0, 0.0), c + vec2(4.5, 6.5)];
                painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
                if self == Icon::StepBack {
                    bar(-6.5, 2.4);
                } else {
                    // A spike.
                    let path = [vec2(-11.0, 4.0), vec2(-8.5, 4.0), vec2(-7.0, -7.0), vec2(-5.5, 6.0)].map(|at| c + at);
                    painter.add(Shape::line(path.to_vec(), Stroke::new(1.4, color)));
                }
            }
            Icon::Sun => {
                painter.circle_stroke(c, 3.8, stroke);
                for k in 0..8 {
                    let along = egui::Vec2::angled(k as f32 * std::f32::consts::FRAC_PI_4);
                    painter.line_segment([c + along * 6.2, c + along * 8.4], stroke);
                }
            }
            Icon::Moon => {
                // A sickle: the outer arc, and back along a flatter one.
                let arc = |center: Pos2, radius: f32, from: f32, to: f32| {
                    (0..=16).map(move |k| center + egui::Vec2::angled(from + (to - from) * k as f32 / 16.0) * radius)
                };
                let mut points: Vec<Pos2> = arc(c, 7.0, -1.0, -5.0).collect();
                points.extend(arc(c + vec2(3.6, -1.5), 6.0, -4.6, -1.5));
                painter.add(Shape::closed_line(points, stroke));
            }
            Icon::Contrast => {
                painter.circle_stroke(c, 7.0, stroke);
                let half =
                    (0..=16).map(|k| c + egui::Vec2::angled((k as f32 / 16.0 - 0.5) * std::f32::consts::PI) * 7.0);
                painter.add(Shape::convex_polygon(half.collect(), color, Stroke::NONE));
            }
            Icon::Undo | Icon::Redo => {
                // Three quarters of a circle that ends in an arrow's head.
                let side = if self == Icon::Undo { 1.0 } else { -1.0 };
                let at = |k: i32| {
                    let angle = -2.5 + 4.2 * k as f32 / 16.0;
                    c + vec2(side * 6.0 * angle.cos(), 1.0 + 6.0 * angle.sin())
                };
                painter.add(Shape::line((0..=16).map(at).collect(), stroke));
                let (tip, along) = (at(0), (at(0) - at(1)).normalized());
                let points = vec![
                    tip + along * 4.5,
                    tip + along.rot90() * 4.2 - along * 1.5,
                    tip - along.rot90() * 4.2 - along * 1.5,
                ];
                painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
            }
            Icon::Previous | Icon::Next => {
                let side = if self == Icon::Next { 1.0 } else { -1.0 };
                let points = [vec2(-2.5, -5.0), vec2(2.5, 0.0), vec2(-2.5, 5.0)].map(|at| c + vec2(side * at.x, at.y));
                painter.add(Shape::line(points.to_vec(), stroke));
            }
            Icon::Question => {
                let font = egui::FontId::proportional(17.0);
                painter.text(c, egui::Align2::CENTER_CENTER, "?", font, color);
            }
        }
    }
}
