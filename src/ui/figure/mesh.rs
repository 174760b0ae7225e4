//! Triangles as forms that can be edited: those of one colour become one outline, many rectangles one form a colour. What
//! has colours that flow, or too many of them, becomes a picture.

use super::drawing::{Outline, Step, What};
use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Rect, Stroke, pos2};
use std::collections::BTreeMap;

/// A mesh with more rectangles, or with more of them in more than so many colours, becomes a picture.
const MOST_RECTS: usize = 40_000;
const FEW_RECTS: usize = 600;
const COLORS: usize = 48;
/// A mesh with more stretches of one colour becomes a picture.
const MOST_RUNS: usize = 3_000;
/// Corners nearer than one of so many parts of a point are one.
const GRID: f32 = 128.0;

/// The forms of a mesh, the lowest first; `None` if it is a picture.
pub fn forms(mesh: &Mesh) -> Option<Vec<What>> {
    let corner = |k: &u32| mesh.vertices.get(*k as usize);
    if !mesh.indices.iter().all(|k| corner(k).is_some_and(|vertex| vertex.uv == WHITE_UV)) {
        return None;
    }
    if let Some(rects) = rectangles(mesh) {
        let mut by_color: Vec<(Color32, Vec<Rect>)> = Vec::new();
        for (rect, color) in &rects {
            match by_color.iter().position(|(known, _)| known == color) {
                Some(k) => by_color[k].1.push(*rect),
                None if by_color.len() == COLORS && rects.len() > FEW_RECTS => return None,
                None => by_color.push((*color, vec![*rect])),
            }
        }
        if rects.len() > MOST_RECTS {
            return None;
        }
        let form = |(color, rects)| filled(Outline::Rects(rects), color);
        return Some(by_color.into_iter().map(form).collect());
    }
    let mut runs: Vec<(Color32, Vec<[Pos2; 3]>)> = Vec::new();
    for three in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|k| mesh.vertices[three[k] as usize]);
        if !(a.color == b.color && b.color == c.color) {
            return None;
        }
        let triangle = [a, b, c].map(|vertex| vertex.pos);
        if a.color == Color32::TRANSPARENT || !triangle.iter().all(|p| p.is_finite()) {
            continue;
        }
        if runs.last().is_none_or(|(color, _)| *color != a.color) {
            if runs.len() == MOST_RUNS {
                return None;
            }
            runs.push((a.color, Vec::new()));
        }
        if let Some((_, run)) = runs.last_mut() {
            run.push(triangle);
        }
    }
    let form = |(color, run): (Color32, Vec<[Pos2; 3]>)| filled(Outline::Path(around(&run)), color);
    Some(runs.into_iter().map(form).collect())
}

fn filled(outline: Outline, fill: Color32) -> What {
    What::Form { outline, fill, stroke: Stroke::NONE }
}

/// The rectangles that a mesh consists of, with their colours; `None` if it has anything else.
fn rectangles(mesh: &Mesh) -> Option<Vec<(Rect, Color32)>> {
    if !mesh.indices.len().is_multiple_of(6) {
        return None;
    }
    let mut rects = Vec::with_capacity(mesh.indices.len() / 6);
    for six in mesh.indices.chunks_exact(6) {
        let corners: [&Vertex; 6] = [0, 1, 2, 3, 4, 5].map(|k| &mesh.vertices[six[k] as usize]);
        let rect = Rect::from_points(&corners.map(|corner| corner.pos));
        let is_corner = |p: Pos2| (p.x == rect.min.x || p.x == rect.max.x) && (p.y == rect.min.y || p.y == rect.max.y);
        // Two halves, not one twice.
        let area = |k: usize| {
            let [a, b, c] = [k, k + 1, k + 2].map(|k| corners[k].pos);
            ((b - a).x * (c - a).y - (b - a).y * (c - a).x).abs()
        };
        let is_whole = (area(0) + area(3) - 2.0 * rect.area()).abs() <= 1e-3 * rect.area();
        if !rect.is_finite() {
            continue;
        }
        let color = corners[0].color;
        if !is_whole || !corners.iter().all(|corner| is_corner(corner.pos) && corner.color == color) {
            return None;
        }
        if color != Color32::TRANSPARENT && rect.is_positive() {
            rects.push((rect, color));
        }
    }
    Some(rects)
}

/// A corner on the grid.
type Corner = (i32, i32);

/// The outline of triangles: sides that two of them share are none of it.
fn around(triangles: &[[Pos2; 3]]) -> Vec<Step> {
    let corner = |p: Pos2| -> Corner { ((p.x * GRID).round() as i32, (p.y * GRID).round() as i32) };
    // How often a side is gone along.
    let mut sides: BTreeMap<(Corner, Corner), u32> = BTreeMap::new();
    for triangle in triangles {
        let mut corners = triangle.map(corner);
        let [a, b, c] = corners.map(|(x, y)| (i64::from(x), i64::from(y)));
        let area = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
        if area == 0 {
            continue;
        }
        if area < 0 {
            corners.swap(1, 2);
        }
        for k in 0..3 {
            let (from, to) = (corners[k], corners[(k + 1) % 3]);
            match sides.get_mut(&(to, from)) {
                Some(1) => drop(sides.remove(&(to, from))),
                Some(count) => *count -= 1,
                None => *sides.entry((from, to)).or_default() += 1,
            }
        }
    }
    let mut next: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for ((from, to), count) in sides {
        next.entry(from).or_default().extend(std::iter::repeat_n(to, count as usize));
    }
    let point = |(x, y): Corner| pos2(x as f32 / GRID, y as f32 / GRID);
    let mut steps = Vec::new();
    while let Some(start) = next.keys().next().copied() {
        let mut way = vec![start];
        let mut at = start;
        // As many sides come to a corner as leave it.
        while let Some(ways) = next.get_mut(&at) {
            let Some(to) = ways.pop() else { break };
            if ways.is_empty() {
                next.remove(&at);
            }
            at = to;
            if at == start {
                break;
            }
            way.push(at);
        }
        let way = without_straight(&way);
        if way.len() > 2 {
            steps.push(Step::Move(point(way[0])));
            steps.extend(way[1..].iter().map(|at| Step::Line(point(*at))));
            steps.push(Step::Close);
        }
    }
    steps
}

/// A closed way without corners where it goes straight on.
fn without_straight(way: &[Corner]) -> Vec<Corner> {
    let n = way.len();
    let bends = |k: &usize| {
        let [a, b, c] = [way[(k + n - 1) % n], way[*k], way[(k + 1) % n]].map(|(x, y)| (i64::from(x), i64::from(y)));
        (b.0 - a.0) * (c.1 - b.1) != (b.1 - a.1) * (c.0 - b.0)
    };
    (0..n).filter(bends).map(|k| way[k]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triangles_of_one_colour_become_their_outline() {
        let mut mesh = Mesh::default();
        // A strip of four columns: a trace and its foot.
        for (k, y) in [3.0, 1.0, 2.0, 5.0].into_iter().enumerate() {
            mesh.colored_vertex(pos2(k as f32, y), Color32::RED);
            mesh.colored_vertex(pos2(k as f32, 9.0), Color32::RED);
        }
        for k in 0..3 {
            mesh.add_triangle(2 * k, 2 * k + 1, 2 * k + 2);
            mesh.add_triangle(2 * k + 1, 2 * k + 3, 2 * k + 2);
        }
        let forms = forms(&mesh).unwrap();
        let [What::Form { outline: Outline::Path(steps), .. }] = &forms[..] else { panic!("{forms:?}") };
        let moves = steps.iter().filter(|step| matches!(step, Step::Move(_))).count();
        let lines = steps.iter().filter(|step| matches!(step, Step::Line(_))).count();
        // Four places above and the two ends of the foot.
        assert_eq!((moves, lines), (1, 5), "{steps:?}");
    }

    #[test]
    fn rectangles_are_told_by_colour_and_flowing_colours_are_a_picture() {
        let mut mesh = Mesh::default();
        for k in 0..1000 {
            let rect = Rect::from_min_size(pos2(k as f32, (k % 7) as f32), egui::vec2(1.0, 3.0));
            mesh.add_colored_rect(rect, if k % 2 == 0 { Color32::RED } else { Color32::BLUE });
        }
        assert_eq!(forms(&mesh).unwrap().len(), 2);
        for k in 0..100 {
            let rect = Rect::from_min_size(pos2(k as f32, 20.0), egui::vec2(1.0, 3.0));
            mesh.add_colored_rect(rect, Color32::from_gray(k));
        }
        assert!(forms(&mesh).is_none(), "a heat map");
        let mut flowing = Mesh::default();
        for (p, color) in
            [(pos2(0.0, 0.0), Color32::RED), (pos2(1.0, 0.0), Color32::RED), (pos2(0.0, 1.0), Color32::BLUE)]
        {
            flowing.colored_vertex(p, color);
        }
        flowing.add_triangle(0, 1, 2);
        assert!(forms(&flowing).is_none());
    }
}
