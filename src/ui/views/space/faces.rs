//! Surfaces as small faces, painted one after the other, the far ones first.

use super::projection::Projection;
use crate::geometry::facets;
use crate::picture::{CurveKind, Hue, NeuronId, Relief, Space, SpacePath};
use crate::ui::{Scene, metrics};
use egui::{Color32, Mesh, Pos2, Shape, Ui};
use std::sync::Arc;

/// Cells along each axis of the floor into which facets are cut, so that surfaces may cut each other.
const CELLS: usize = 16;

/// A small flat piece of a surface.
pub struct Face {
    /// Whose, if it is one neuron's.
    owner: Option<NeuronId>,
    hue: Hue,
    /// Its corners, and whether the edge to the next one is to be drawn; two of them are a piece of a line on a surface.
    corners: Vec<([f64; 3], bool)>,
    /// How strong its colour is, 0 to 1.
    light: f32,
}

/// The faces of a space, kept until it changes.
#[derive(Clone)]
struct Kept {
    space: Arc<Space>,
    faces: Arc<Vec<Face>>,
}

/// The faces of a space.
pub fn faces(ui: &Ui, space: &Arc<Space>, ranges: [[f64; 2]; 3], id: &str) -> Arc<Vec<Face>> {
    let key = egui::Id::unique(("faces of", id));
    if let Some(kept) = ui.data(|data| data.get_temp::<Kept>(key))
        && Arc::ptr_eq(&kept.space, space)
    {
        return kept.faces;
    }
    let mut faces = Vec::new();
    // Steep faces get less light: by the slope in units of the box.
    let span = |k: usize| ranges[k][1] - ranges[k][0];
    let light = |slope: [f64; 2]| {
        let rise = [0, 1].map(|k| (slope[k] * span(k) / span(2)) as f32);
        ((1.0 - 0.25 * rise[0] + 0.15 * rise[1]) / (1.0 + rise[0] * rise[0] + rise[1] * rise[1]).sqrt()).clamp(0.0, 1.0)
    };
    for surface in &space.surfaces {
        for piece in facets(&surface.sheets, surface.side, ranges, CELLS) {
            let Some(Some(sheet)) = surface.sheets.get(piece.owner) else { continue };
            let owner = NeuronId { population: surface.population, index: piece.owner as u32 };
            let corners = piece.corners.iter().map(|corner| (corner.at, corner.rim)).collect();
            faces.push(Face { owner: Some(owner), hue: surface.hue, corners, light: 0.55 * light(sheet.slope) });
        }
    }
    for relief in &space.reliefs {
        of_relief(relief, light, &mut faces);
    }
    if !space.reliefs.is_empty() {
        for path in &space.paths {
            lines(path, &ranges, &mut faces);
        }
    }
    let faces = Arc::new(faces);
    ui.data_mut(|data| data.insert_temp(key, Kept { space: space.clone(), faces: faces.clone() }));
    faces
}

/// How much nearer a line on a surface counts than it is, so that the surface does not hide it; the box is 2 wide.
const ABOVE: f32 = 0.06;

/// The pieces of a line, faint for a level line; what lies behind a surface is to be hidden by it.
fn lines(path: &SpacePath, ranges: &[[f64; 2]; 3], faces: &mut Vec<Face>) {
    let light = if path.kind == CurveKind::Contour { 0.45 } else { 1.0 };
    for piece in super::way::clipped(&path.points, ranges) {
        for ends in piece.windows(2) {
            faces.push(Face { owner: None, hue: path.hue, corners: vec![(ends[0], true), (ends[1], false)], light });
        }
    }
}

/// A face for each cell of its grid.
fn of_relief(relief: &Relief, light: impl Fn([f64; 2]) -> f32, faces: &mut Vec<Face>) {
    let [low, high] = relief.span();
    let far = (relief.level - low).max(high - relief.level).max(1e-12);
    for j in 0..relief.cells {
        for i in 0..relief.cells {
            let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(|(i, j)| relief.corner(i, j));
            let middle = corners.iter().map(|corner| corner[2]).sum::<f64>() / 4.0 - relief.level;
            let rise = |to: usize, k: usize| (corners[to][2] - corners[0][2]) / (corners[to][k] - corners[0][k]);
            let slope = [rise(1, 0), rise(3, 1)];
            faces.push(Face {
                owner: None,
                hue: relief.hues[usize::from(middle > 0.0)],
                corners: corners.map(|corner| (corner, false)).to_vec(),
                light: 0.25 * light(slope) + 0.4 * (middle.abs() / far).sqrt() as f32 - 0.15,
            });
        }
    }
}

/// A face on the screen.
pub struct Placed<'a> {
    far: f32,
    face: &'a Face,
    points: Vec<Pos2>,
}

/// The faces on the screen, the far ones first.
pub fn placed<'a>(projection: &Projection, faces: &'a [Face]) -> Vec<Placed<'a>> {
    let place = |face: &'a Face| {
        let (mut far, mut points) = (0.0, Vec::with_capacity(face.corners.len()));
        face.corners.iter().map(|(corner, _)| projection.at(*corner)).for_each(|(at, depth)| {
            far += depth;
            points.push(at);
        });
        let far = far / points.len() as f32 - if points.len() == 2 { ABOVE } else { 0.0 };
        Placed { far, face, points }
    };
    let mut all: Vec<Placed<'_>> = faces.iter().map(place).collect();
    all.sort_by(|a, b| b.far.total_cmp(&a.far));
    all
}

/// Parts them at `value` on `axis`: what is behind that, and what is in front of it.
pub fn parted<'a>(
    projection: &Projection,
    placed: Vec<Placed<'a>>,
    axis: usize,
    value: f64,
) -> (Vec<Placed<'a>>, Vec<Placed<'a>>) {
    let farther = f64::from(projection.depth(axis));
    placed.into_iter().partition(|placed| {
        let corners = &placed.face.corners;
        let middle = corners.iter().map(|(corner, _)| corner[axis]).sum::<f64>() / corners.len() as f64;
        (middle - value) * farther >= 0.0
    })
}

/// Whose face is under the pointer.
pub fn hovered(placed: &[Placed<'_>], pointer: Option<Pos2>) -> Option<NeuronId> {
    let at = pointer?;
    let under = |points: &[Pos2]| {
        let side = |k: usize| {
            let (a, b) = (points[k], points[(k + 1) % points.len()]);
            (b - a).x * (at - a).y - (b - a).y * (at - a).x
        };
        points.len() > 2 && ((0..points.len()).all(|k| side(k) >= 0.0) || (0..points.len()).all(|k| side(k) <= 0.0))
    };
    placed.iter().rev().find(|placed| under(&placed.points))?.face.owner
}

/// Paints faces, `strength` from 0 to 1.
pub fn paint(
    painter: &egui::Painter,
    scene: &Scene<'_>,
    placed: &[Placed<'_>],
    hovered: Option<NeuronId>,
    strength: f32,
) {
    let mut mesh = Mesh::default();
    for Placed { face, points, .. } in placed {
        if let [a, b] = points[..] {
            let color = scene.theme.hue(face.hue).gamma_multiply(face.light * strength);
            edge(&mut mesh, a, b, if face.light < 1.0 { metrics::THIN } else { 2.0 }, color);
            continue;
        }
        let is_lit = face
            .owner
            .is_some_and(|owner| Some(owner) == hovered || scene.hover == Some(owner) || scene.is_picked(owner));
        let color = scene.theme.facet(face.hue, if is_lit { 1.0 } else { face.light }).gamma_multiply(strength);
        let first = mesh.vertices.len() as u32;
        points.iter().for_each(|at| mesh.colored_vertex(*at, color));
        for k in 2..points.len() as u32 {
            mesh.add_triangle(first, first + k - 1, first + k);
        }
        let rim = scene.theme.facet(face.hue, 1.0).gamma_multiply(strength);
        for (k, _) in face.corners.iter().enumerate().filter(|(_, (_, rim))| *rim) {
            edge(&mut mesh, points[k], points[(k + 1) % points.len()], metrics::THIN, rim);
        }
    }
    painter.add(Shape::mesh(mesh));
}

/// A line as part of the mesh, so that nearer faces hide it.
fn edge(mesh: &mut Mesh, a: Pos2, b: Pos2, width: f32, color: Color32) {
    let across = (b - a).normalized().rot90() * 0.5 * width;
    let first = mesh.vertices.len() as u32;
    for at in [a + across, b + across, b - across, a - across] {
        mesh.colored_vertex(at, color);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}
