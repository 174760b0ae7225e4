//! What lies under everything else: shades, shaded regions with their words, flows.

use super::canvas::{Canvas, arrow};
use super::labels::places;
use crate::geometry::{HalfPlane, Point, outside};
use crate::picture::{FlowField, Plane, RegionShape, Shades};
use crate::ui::metrics;
use crate::ui::widgets::area;
use egui::{Align2, Color32, FontId, Mesh, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// As good as infinitely far.
const FAR: f64 = 1e9;
/// Longest arrow of a flow alone, and of one of several.
const LONGEST: [f32; 2] = [44.0, 30.0];
/// Distance of the arrows of a flow.
const APART: f32 = 62.0;

/// A number at each place, as shades.
pub(super) fn shades(ui: &Ui, canvas: &Canvas<'_>) {
    let Some(shades) = &canvas.plane.shades else { return };
    let [columns, rows] = shades.cells;
    let Some((low, high)) = ends(shades) else { return };
    let top = low.abs().max(high.abs()).max(f32::MIN_POSITIVE);
    let side = |k: usize, cell: usize| {
        let [from, to] = shades.range[k];
        from + (to - from) * cell as f64 / shades.cells[k] as f64
    };
    let color = |value: f32| tint(canvas, shades, value, [low, high, top]);
    let mut mesh = Mesh::default();
    for (k, value) in shades.values.iter().enumerate().take(columns * rows).filter(|(_, value)| value.is_finite()) {
        let (column, row) = (k % columns, k / columns);
        let corner = |across: usize, up: usize| canvas.at(Point::new(side(0, across), side(1, up)));
        let cell = Rect::from_two_pos(corner(column, row), corner(column + 1, row + 1));
        mesh.add_colored_rect(cell, color(*value));
    }
    ui.painter_at(canvas.frame).add(Shape::mesh(mesh));
}

/// The colour of a number between the lowest and the highest one; `top` is the larger of their sizes.
fn tint(canvas: &Canvas<'_>, shades: &Shades, value: f32, [low, high, top]: [f32; 3]) -> Color32 {
    let theme = canvas.scene.theme;
    let color = if shades.is_signed {
        theme.diverging(value / top)
    } else {
        theme.heat(shades.hue, (value - low) / (high - low).max(f32::MIN_POSITIVE))
    };
    color.gamma_multiply(0.55)
}

/// The key of the shades, in the upper right corner: their colours between the two ends, and what they tell.
pub(super) struct Key<'a> {
    /// Where it stands.
    pub all: Rect,
    shades: &'a Shades,
    ends: [f32; 2],
    galley: std::sync::Arc<egui::Galley>,
    word: Rect,
    bar: Rect,
}

/// The key, if there is something to tell.
pub(super) fn key<'a>(ui: &Ui, canvas: &'a Canvas<'_>) -> Option<Key<'a>> {
    let shades = canvas.plane.shades.as_ref().filter(|shades| !shades.label.is_empty())?;
    let (low, high) = ends(shades)?;
    let top = low.abs().max(high.abs()).max(f32::MIN_POSITIVE);
    let (low, high) = if shades.is_signed { (-top, top) } else { (low, high) };
    let text = format!("{}: {} to {}", shades.label, told(low), told(high));
    let galley = ui.painter().layout_no_wrap(text, FontId::proportional(metrics::SMALL), canvas.scene.theme.weak);
    let word = Align2::RIGHT_CENTER.anchor_size(canvas.frame.right_top() + vec2(-10.0, 16.0), galley.size());
    let bar = Rect::from_min_size(word.left_center() + vec2(-62.0, -4.0), vec2(56.0, 8.0));
    Some(Key { all: bar.union(word).expand2(vec2(5.0, 3.0)), shades, ends: [low, high], galley, word, bar })
}

/// Draws the key.
pub(super) fn key_ui(ui: &Ui, canvas: &Canvas<'_>, key: Key<'_>) {
    let Key { all, shades, ends: [low, high], galley, word, bar } = key;
    let top = low.abs().max(high.abs()).max(f32::MIN_POSITIVE);
    let (painter, theme) = (ui.painter_at(canvas.frame), canvas.scene.theme);
    painter.rect_filled(all, 3.0, theme.card.gamma_multiply(0.85));
    const STEPS: usize = 14;
    let mut mesh = Mesh::default();
    for k in 0..STEPS {
        let side = |k: usize| bar.left() + bar.width() * k as f32 / STEPS as f32;
        let value = low + (high - low) * (k as f32 + 0.5) / STEPS as f32;
        let cell = Rect::from_x_y_ranges(side(k)..=side(k + 1), bar.y_range());
        mesh.add_colored_rect(cell, tint(canvas, shades, value, [low, high, top]));
    }
    painter.add(Shape::mesh(mesh));
    painter.galley(word.min, galley, theme.weak);
}

/// The lowest and the highest number, if there are any.
fn ends(shades: &Shades) -> Option<(f32, f32)> {
    if let Some([low, high]) = shades.ends {
        return Some((low, high));
    }
    let finite = shades.values.iter().copied().filter(|value| value.is_finite());
    let ends = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    (ends.0 <= ends.1).then_some(ends)
}

/// Two digits.
fn told(value: f32) -> String {
    let digits = if value.abs() < 1.0 { 2 } else { usize::from(value.abs() < 10.0) };
    format!("{value:.digits$}").replace('-', "\u{2212}")
}

/// The shaded regions. Strips, since what lies under a path need not be convex.
pub(super) fn regions(ui: &Ui, canvas: &Canvas<'_>) {
    let painter = ui.painter_at(canvas.frame);
    for region in &canvas.plane.regions {
        let color = canvas.scene.theme.area(region.hue);
        let (path, is_under) = match &region.shape {
            RegionShape::Under(path) => (path, true),
            RegionShape::Over(path) => (path, false),
            RegionShape::Polygon(points) => {
                let seen = in_frame(canvas, points);
                if seen.len() > 2 {
                    let rim = Stroke::new(metrics::THIN, canvas.scene.theme.faint(region.hue));
                    painter.add(Shape::convex_polygon(canvas.path(&seen), color, rim));
                }
                continue;
            }
        };
        let rim = if is_under { canvas.frame.bottom() } else { canvas.frame.top() };
        let edge = within(&canvas.edge(path), canvas.frame, rim);
        // Beyond the rim there is nothing to shade.
        let cut = |p: Pos2| pos2(p.x, if is_under { p.y.min(rim) } else { p.y.max(rim) });
        let edge: Vec<Pos2> = edge.into_iter().map(cut).collect();
        painter.add(area(&edge, rim, color));
    }
}

/// The part of a convex polygon in the frame and a little around it: its corners may lie anywhere.
fn in_frame(canvas: &Canvas<'_>, points: &[Point]) -> Vec<Point> {
    let [min, max] = canvas.corners();
    let margin = (max - min) * 0.05;
    let (min, max) = (min - margin, max + margin);
    let sides = [
        HalfPlane::new(-1.0, 0.0, -min.x),
        HalfPlane::new(1.0, 0.0, max.x),
        HalfPlane::new(0.0, -1.0, -min.y),
        HalfPlane::new(0.0, 1.0, max.y),
    ];
    let finite: Vec<Point> = points.iter().map(|p| p.map(|v| v.clamp(-FAR, FAR))).collect();
    sides.iter().fold(finite, |points, side| outside(&points, side))
}

/// The part of a path (x rising) over the frame, with a corner wherever it crosses the level `rim`.
fn within(path: &[Pos2], frame: Rect, rim: f32) -> Vec<Pos2> {
    let mut points = Vec::with_capacity(path.len() + 4);
    for pair in path.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if b.x <= frame.left() || a.x >= frame.right() || b.x <= a.x {
            continue;
        }
        let at = |x: f32| pos2(x, a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x)));
        let (from, to) = (a.x.max(frame.left()), b.x.min(frame.right()));
        points.push(at(from));
        if (a.y - rim) * (b.y - rim) < 0.0 {
            let x = a.x + (b.x - a.x) * ((rim - a.y) / (b.y - a.y));
            if x > from && x < to {
                points.push(pos2(x, rim));
            }
        }
        points.push(at(to));
    }
    points
}

/// Which regions hold `p`, as bits in their order.
fn region_bits(plane: &Plane, p: Point) -> usize {
    plane.regions.iter().enumerate().fold(0, |bits, (k, region)| bits | usize::from(region.shape.holds(p)) << k)
}

/// Arrows along the flows. Several take turns, so that they do not lie on each other.
pub(super) fn flows(ui: &Ui, canvas: &Canvas<'_>, names: &[Rect]) {
    let painter = ui.painter_at(canvas.frame);
    let (frame, flows) = (canvas.frame, &canvas.plane.flows);
    let (columns, rows) = ((frame.width() / APART) as usize, (frame.height() / APART) as usize);
    for (k, flow) in flows.iter().enumerate() {
        let theme = canvas.scene.theme;
        let only = flows.len() == 1;
        let color = if only && matches!(flow.field, FlowField::Leak(_)) {
            theme.weak.gamma_multiply(0.55)
        } else {
            theme.hue(flow.hue).gamma_multiply(0.7)
        };
        let reach_most = LONGEST[usize::from(!only)];
        let turn = k as f32 / flows.len() as f32 - if only { 0.0 } else { 0.25 };
        let place = |n: usize| {
            let (u, v) = ((n % columns) as f32 + 0.5 + turn, (n / columns) as f32 + 0.5 + turn);
            frame.min + vec2(u / columns as f32 * frame.width(), v / rows as f32 * frame.height())
        };
        let arrows: Vec<(Pos2, egui::Vec2)> = (0..columns * rows)
            .filter_map(|n| {
                let at = place(n);
                let value = canvas.transform.value_from_position(at);
                let here = Point::new(value.x, value.y);
                if matches!(flow.field, FlowField::Leak(_)) && region_bits(canvas.plane, here) != 0 {
                    return None;
                }
                let per_s = flow.field.at(here).filter(|v| v.x.is_finite() && v.y.is_finite())?;
                // A tenth of a time constant's worth.
                let to = here + per_s * (0.12 * canvas.scene.history.layout.tau_s);
                Some((at, canvas.at(to) - at))
            })
            .collect();
        // A grid's arrows keep their proportions; the longest is as long as fits.
        let longest = arrows.iter().fold(0.0f32, |most, (_, along)| most.max(along.length()));
        let scale = match flow.field {
            FlowField::Leak(_) => 1.0,
            FlowField::Grid { .. } => reach_most / longest.max(1e-6),
        };
        for (at, along) in arrows {
            let along = along * scale;
            let direction = along.normalized();
            // Neither invisible nor over the next arrow, and not through a word.
            let reach = Rect::from_two_pos(at, at + direction * reach_most);
            if along.length() < 0.5 || names.iter().any(|name| name.intersects(reach)) {
                continue;
            }
            let tip = at + direction * along.length().clamp(8.0, reach_most);
            arrow(&painter, at, tip, Stroke::new(metrics::THIN, color), [5.0, 2.4]);
        }
    }
}

/// Words in the regions.
pub(super) fn words(ui: &Ui, canvas: &Canvas<'_>, avoid: &[Rect]) {
    let painter = ui.painter_at(canvas.frame);
    let (plane, theme) = (canvas.plane, canvas.scene.theme);
    if plane.regions.is_empty() {
        return;
    }
    let all = (1 << plane.regions.len()) - 1;
    let class = |at: Pos2| {
        let value = canvas.transform.value_from_position(at);
        region_bits(plane, Point::new(value.x, value.y))
    };
    for (bits, place) in places(canvas.frame, all + 1, class, avoid).into_iter().enumerate() {
        let (word, color) = match bits {
            0 => (plane.rest_label, theme.weak),
            _ if bits == all && plane.regions.len() > 1 => (plane.overlap_label, theme.weak),
            _ => match plane.regions.get(bits.trailing_zeros() as usize) {
                Some(region) => (region.label, theme.hue(region.hue)),
                None => continue,
            },
        };
        if let Some(place) = place {
            let text = egui::RichText::new(word).italics().size(metrics::TEXT).color(color);
            let job = egui::WidgetText::from(text).into_galley(
                ui,
                Some(egui::TextWrapMode::Extend),
                f32::INFINITY,
                egui::TextStyle::Body,
            );
            painter.galley(place - job.size() / 2.0, job, color);
        }
    }
}
