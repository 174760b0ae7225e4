//! The lines of a population that has too many of them to list, or to draw one by one: where each of them is, which is
//! nearest to a place, and how dense they lie.

use super::{LineHandles, LineState, NeuronId, NeuronLine};
use crate::geometry::{Envelope, Fan, HalfPlane, Point, Side, Stand};
use std::sync::Arc;

/// Where a line touches its envelope is looked for no farther than this.
const FAR: f64 = 1e4;

/// All lines of a population.
#[derive(Clone, Debug)]
pub struct Crowd {
    /// Whose.
    pub population: u8,
    /// The lines, as long as the network lasts; the index is the neuron.
    pub fan: Arc<Fan>,
    /// Where they stand.
    pub at: Stand,
    /// Their envelope there.
    pub envelope: Envelope,
    /// Where along the horizontal axis they touch it.
    pub range: [f64; 2],
    /// Whether each line acts.
    pub states: Arc<[LineState]>,
    /// What a hand can do with a line; an upright one cannot be turned.
    pub handles: LineHandles,
}

/// The same lines at the same place.
impl PartialEq for Crowd {
    fn eq(&self, other: &Crowd) -> bool {
        Arc::ptr_eq(&self.fan, &other.fan) && self.at == other.at && self.range == other.range
    }
}

impl Crowd {
    /// About how many bytes it takes beside what it shares with another one.
    pub(super) fn bytes(&self, other: Option<&Crowd>) -> usize {
        let lines = if other.is_some_and(|other| Arc::ptr_eq(&self.fan, &other.fan)) { 0 } else { self.fan.bytes() };
        let is_shared = other.is_some_and(|other| self.envelope.above(&other.envelope).is_some());
        lines + if is_shared { 0 } else { self.envelope.bytes() }
    }

    /// The line of a neuron.
    pub fn line(&self, index: usize) -> Option<NeuronLine> {
        let state = *self.states.get(index)?;
        let half_plane = self.fan.half_plane(index, self.at);
        let turn = self.handles.turn.filter(|_| half_plane.normal.y != 0.0);
        Some(NeuronLine {
            neuron: NeuronId { population: self.population, index: index as u32 },
            half_plane,
            touch: touch(&half_plane, &self.envelope, self.range),
            state,
            handles: LineHandles { turn, ..self.handles },
        })
    }

    /// The line that is nearest to a point, and how far it is, in a picture in which a unit along each axis is so many points
    /// long; of those that can be seen between two corners, and not farther than `reach`.
    pub fn nearest(&self, to: Point, units: [f64; 2], [min, max]: [Point; 2], reach: f64) -> Option<(NeuronLine, f64)> {
        let is_seen = |k: usize| self.fan.half_plane(k, self.at).clip(min, max).is_some();
        let (index, distance) = self.fan.nearest((to, self.at), units, reach, is_seen)?;
        Some((self.line(index)?, distance))
    }

    /// How many lines there are in each cell of a grid between two corners, row by row from the bottom, as a part of all, and
    /// as far as few of them, taken evenly, tell.
    pub fn density(&self, [min, max]: [Point; 2], [columns, rows]: [usize; 2], few: usize) -> Vec<f32> {
        let mut cells = vec![0.0f32; columns * rows];
        let (wide, high) = ((max.x - min.x) / columns as f64, (max.y - min.y) / rows as f64);
        let each = 1.0 / self.fan.len().min(few).max(1) as f32;
        for k in self.fan.sample(few) {
            let Some(line) = self.fan.half_plane(k, self.at).line() else { continue };
            for column in 0..columns {
                let row = (line.at(min.x + wide * (column as f64 + 0.5)) - min.y) / high - 0.5;
                // Between two rows it is shared out.
                if !(-1.0..rows as f64).contains(&row) {
                    continue;
                }
                let below = row.floor();
                // Nothing is shared beyond the envelope, where no line is.
                let place = |row: f64| min.y + high * (row + 0.5);
                let rim = self.envelope.at(min.x + wide * (column as f64 + 0.5)).unwrap_or(f64::NAN);
                let part = match self.envelope.side() {
                    Side::Upper if place(below + 1.0) > rim => 0.0,
                    Side::Lower if place(below) < rim => 1.0,
                    _ => (row - below) as f32,
                };
                for (row, part) in [(below, 1.0 - part), (below + 1.0, part)] {
                    if row >= 0.0 && row < rows as f64 {
                        cells[row as usize * columns + column] += part * each;
                    }
                }
            }
        }
        cells
    }
}

/// Where a line touches the envelope of all, or comes nearest to it; of a vertical one its end.
pub fn touch(half_plane: &HalfPlane, envelope: &Envelope, range: [f64; 2]) -> Point {
    match half_plane.line() {
        Some(line) => {
            let x = envelope.touch(line, range);
            Point::new(x, line.at(x))
        }
        None => {
            let ends = half_plane.clip(Point::new(range[0], -FAR), Point::new(range[1], FAR));
            ends.map_or(Point::origin(), |ends| ends[0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Vector;

    fn crowd(n: u32) -> Crowd {
        let tangent = |k: u32| {
            let u = 5.0 * f64::from(k) / f64::from(n - 1);
            (Vector::new(0.3 * u, -1.0), 0.15 * u * u - 2.5, 0.0)
        };
        let fan = Arc::new(Fan::new((0..n).map(tangent), &[], Side::Upper));
        let (at, states) = (Stand::default(), vec![LineState::Acting; n as usize].into());
        let envelope = fan.envelope(at);
        Crowd { population: 0, fan, at, envelope, range: [0.0, 5.0], states, handles: LineHandles::default() }
    }

    #[test]
    fn each_line_is_where_it_is_and_touches_the_envelope() {
        let crowd = crowd(10_001);
        for index in [0, 1, 4321, 10_000] {
            let line = crowd.line(index).unwrap();
            assert_eq!(line.neuron.index as usize, index);
            assert!((line.touch.y - crowd.envelope.at(line.touch.x).unwrap()).abs() < 1e-12);
            // A point on it finds it, or one that is just as near.
            let to = line.touch;
            let corners = [Point::new(0.0, 0.0), Point::new(5.0, 8.0)];
            let (_, distance) = crowd.nearest(to, [100.0, 80.0], corners, 8.0).unwrap();
            assert!(distance < 1e-9);
        }
        assert!(crowd.line(10_001).is_none());
    }

    #[test]
    fn every_line_that_crosses_a_column_is_counted_in_it() {
        let crowd = crowd(5_000);
        let cells = crowd.density([Point::new(0.0, -30.0), Point::new(5.0, 30.0)], [20, 40], 5_000);
        for column in 0..20 {
            let sum: f32 = (0..40).map(|row| cells[row * 20 + column]).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
        }
        // Few of them tell nearly the same.
        let few = crowd.density([Point::new(0.0, -30.0), Point::new(5.0, 30.0)], [20, 40], 1_000);
        assert!(cells.iter().zip(&few).all(|(a, b)| (a - b).abs() < 0.01));
    }
}
