//! Traces over time at a cost of the width of the screen, whatever the rate.

use egui::{Color32, Mesh, Pos2, Rangef, Rect, Shape, pos2};

/// A polyline that keeps, for each pixel column, the first, lowest, highest and last value.
#[derive(Debug, Default)]
pub struct Series {
    points: Vec<Pos2>,
    column: Option<Column>,
}

#[derive(Debug)]
struct Column {
    key: i32,
    x: f32,
    first: f32,
    last: f32,
    low: f32,
    high: f32,
}

impl Series {
    /// Adds the first, lowest, highest and last of values at screen position `x`, from left to right.
    pub fn push(&mut self, x: f32, [first, low, high, last]: [f32; 4]) {
        // On a screen y points down: the lowest value stands below the highest.
        let (low, high) = (low.min(high), low.max(high));
        if !(first + low + high + last).is_finite() {
            return;
        }
        // Rounding towards 0 makes one column of two, left of the screen.
        let key = x as i32;
        match &mut self.column {
            Some(column) if column.key == key => {
                column.low = column.low.min(low);
                column.high = column.high.max(high);
                column.last = last;
            }
            _ => {
                self.close();
                self.column = Some(Column { key, x, first, last, low, high });
            }
        }
    }

    fn close(&mut self) {
        if let Some(c) = self.column.take() {
            let mut add = |y: f32| {
                if self.points.last() != Some(&pos2(c.x, y)) {
                    self.points.push(pos2(c.x, y));
                }
            };
            add(c.first);
            // The extreme on the side of the last value comes last, so that the line does not cross itself.
            let [one, other] = if c.last > c.first { [c.low, c.high] } else { [c.high, c.low] };
            add(one);
            add(other);
            add(c.last);
        }
    }

    /// The points from left to right.
    pub fn finish(mut self) -> Vec<Pos2> {
        self.close();
        self.points
    }
}

/// The area between a trace and a level.
pub fn area(points: &[Pos2], level: f32, color: Color32) -> Shape {
    let mut mesh = Mesh::default();
    mesh.reserve_vertices(2 * points.len());
    mesh.reserve_triangles(2 * points.len());
    for point in points {
        mesh.colored_vertex(*point, color);
        mesh.colored_vertex(pos2(point.x, level), color);
    }
    for k in 0..(points.len() as u32).saturating_sub(1) {
        let base = 2 * k;
        mesh.add_triangle(base, base + 1, base + 2);
        mesh.add_triangle(base + 1, base + 3, base + 2);
    }
    Shape::mesh(mesh)
}

/// A staircase of (x, y) that holds each level until the next; cut to `frame`.
pub fn steps_line(levels: impl Iterator<Item = (f32, f32)>, frame: Rect) -> Vec<Pos2> {
    let range = Rangef::new(frame.left(), frame.right());
    let mut points: Vec<Pos2> = Vec::new();
    for (x, y) in levels {
        let x = range.clamp(x);
        match points.last() {
            Some(last) if (last.y - y).abs() < 0.05 => {}
            Some(last) => {
                let before = last.y;
                points.push(pos2(x, before));
                points.push(pos2(x, y));
            }
            None => points.push(pos2(x, y)),
        }
    }
    if let Some(last) = points.last() {
        points.push(pos2(range.max, last.y));
    }
    points
}
