//! Many half-planes that move with one number x, as those of neurons with the input: `normal . p >= offset - input x - lift`.
//!
//! They are kept in the order of their slopes, which x does not change, and in blocks of neighbours with bounds on their
//! numbers. So an envelope needs no sorting, and none but a shift where x moves all lines alike; and the line that is
//! nearest to a point is found by looking into those blocks alone whose bounds allow it.

use super::{Envelope, HalfPlane, Point, Side, Vector};
use std::sync::OnceLock;

/// Half-planes in a block.
const BLOCK: usize = 64;

/// Half-planes that move with one number; the index is the owner.
#[derive(Debug)]
pub struct Fan {
    normals: Vec<Vector>,
    offsets: Vec<f64>,
    inputs: Vec<f64>,
    /// Those that are no part of the envelope, as of neurons that never fire.
    left_out: Vec<bool>,
    /// Their numbers by rising slope; those without a slope come last.
    order: Vec<u32>,
    /// How many have one.
    sloped: usize,
    blocks: Vec<Block>,
    /// The vertical part of all normals, and the input weight of all, if they have one in common.
    alike: [Option<f64>; 2],
    side: Side,
    /// The envelope at x = 0.
    at_rest: OnceLock<Envelope>,
}

/// The smallest and the largest of some numbers.
type Bounds = [f64; 2];

/// What the half-planes of a block have in common.
#[derive(Clone, Copy, Debug)]
struct Block {
    normal: [Bounds; 2],
    offset: Bounds,
    input: Bounds,
}

/// Where half-planes stand: the number that they move with, and by how much less all offsets are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stand {
    /// The number.
    pub x: f64,
    /// How much less.
    pub lift: f64,
}

impl Fan {
    /// Half-planes given by normal, offset at x = 0 and input weight; their envelope is on this side, and those that are
    /// left out are no part of it.
    pub fn new(lines: impl Iterator<Item = (Vector, f64, f64)>, left_out: &[bool], side: Side) -> Self {
        let (mut normals, mut offsets, mut inputs) = (Vec::new(), Vec::new(), Vec::new());
        for (normal, offset, input) in lines {
            normals.push(normal);
            offsets.push(offset);
            inputs.push(input);
        }
        let mut fan = Fan {
            left_out: (0..normals.len()).map(|k| left_out.get(k).copied().unwrap_or(false)).collect(),
            alike: [alike(normals.iter().map(|n| n.y)), alike(inputs.iter().copied())],
            normals,
            offsets,
            inputs,
            order: Vec::new(),
            sloped: 0,
            blocks: Vec::new(),
            side,
            at_rest: OnceLock::new(),
        };
        let slope = |k: &u32| {
            let normal = fan.normals[*k as usize];
            let slope = -normal.x / normal.y;
            if slope.is_finite() { slope } else { f64::INFINITY }
        };
        let mut order: Vec<u32> = (0..fan.normals.len() as u32).collect();
        if !order.is_sorted_by(|a, b| slope(a) <= slope(b)) {
            order.sort_by(|a, b| slope(a).total_cmp(&slope(b)));
        }
        fan.sloped = order.partition_point(|k| slope(k) < f64::INFINITY);
        fan.order = order;
        fan.blocks = fan.order.chunks(BLOCK).map(|own| fan.block(own)).collect();
        fan
    }

    fn block(&self, own: &[u32]) -> Block {
        let bounds = |of: &dyn Fn(usize) -> f64| {
            let values = own.iter().map(|k| of(*k as usize));
            values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
        };
        Block {
            normal: [bounds(&|k| self.normals[k].x), bounds(&|k| self.normals[k].y)],
            offset: bounds(&|k| self.offsets[k]),
            input: bounds(&|k| self.inputs[k]),
        }
    }

    /// Number of half-planes.
    pub fn len(&self) -> usize {
        self.normals.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.normals.is_empty()
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.len() * (size_of::<Vector>() + 2 * size_of::<f64>() + size_of::<u32>() + 1)
            + self.blocks.len() * size_of::<Block>()
    }

    /// A half-plane where it stands.
    pub fn half_plane(&self, k: usize, at: Stand) -> HalfPlane {
        HalfPlane { normal: self.normals[k], offset: self.offsets[k] - self.inputs[k] * at.x - at.lift }
    }

    /// So many of them, or all, evenly from the least to the largest slope.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = usize> + '_ {
        let (all, shown) = (self.len(), self.len().min(most));
        (0..shown).map(move |k| self.order[(2 * k + 1) * all / (2 * shown)] as usize)
    }

    /// By how much the envelope lies higher than at rest, if all of it does.
    fn shift(&self, at: Stand) -> Option<f64> {
        let by = match self.alike[1] {
            Some(input) => input * at.x + at.lift,
            None if at.x == 0.0 => at.lift,
            None => return None,
        };
        // Vertical ones move their bounds, which is no shift.
        if by == 0.0 { Some(0.0) } else { self.alike[0].filter(|normal| *normal != 0.0).map(|normal| -by / normal) }
    }

    /// The envelope where they stand.
    pub fn envelope(&self, at: Stand) -> Envelope {
        match self.shift(at) {
            Some(by) => {
                let at_rest = self.at_rest.get_or_init(|| self.envelope_anew(Stand::default()));
                at_rest.lifted(by)
            }
            None => self.envelope_anew(at),
        }
    }

    fn envelope_anew(&self, at: Stand) -> Envelope {
        let taken = |k: &&u32| !self.left_out[**k as usize];
        let mut domain = [f64::NEG_INFINITY, f64::INFINITY];
        for k in self.order[self.sloped..].iter().filter(taken) {
            super::envelope::narrow(&mut domain, &self.half_plane(*k as usize, at));
        }
        let line = |k: &u32| Some((*k as usize, self.half_plane(*k as usize, at).line()?));
        Envelope::of_sorted(self.order[..self.sloped].iter().filter(taken).filter_map(line), self.side, domain)
    }

    /// The line that is nearest to a point, and how far it is: in a picture in which a unit along each axis is so many
    /// points long. None that is farther than `reach`, or that is not `wanted`; of equals the first.
    pub fn nearest(
        &self,
        (to, at): (Point, Stand),
        units: [f64; 2],
        reach: f64,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<(usize, f64)> {
        let within = |(number, block): (usize, &Block)| {
            let least = block.least(to, at, units);
            (least <= reach).then_some((least, number))
        };
        let mut near: Vec<(f64, usize)> = self.blocks.iter().enumerate().filter_map(within).collect();
        near.sort_unstable_by(|(a, m), (b, n)| a.total_cmp(b).then(m.cmp(n)));
        let mut best: Option<(usize, f64)> = None;
        for (least, number) in near {
            if best.is_some_and(|(_, distance)| least > distance) {
                break;
            }
            let first = number * BLOCK;
            for k in &self.order[first..(first + BLOCK).min(self.order.len())] {
                let k = *k as usize;
                let normal = self.normals[k];
                let excess = normal.x * to.x + normal.y * to.y - (self.offsets[k] - self.inputs[k] * at.x - at.lift);
                let distance = excess.abs() / (normal.x / units[0]).hypot(normal.y / units[1]);
                // Without a normal there is no line, and the distance is none.
                let is_nearer = distance <= reach
                    && best.is_none_or(|(known, least)| distance < least || (distance == least && k < known));
                if is_nearer && wanted(k) {
                    best = Some((k, distance));
                }
            }
        }
        best
    }
}

impl Block {
    /// No line of it is nearer than this.
    fn least(&self, to: Point, at: Stand, units: [f64; 2]) -> f64 {
        let times = |[low, high]: Bounds, by: f64| if by < 0.0 { [high * by, low * by] } else { [low * by, high * by] };
        let ([x, y], input) = ([times(self.normal[0], to.x), times(self.normal[1], to.y)], times(self.input, at.x));
        let reached = [x[0] + y[0], x[1] + y[1]];
        let wanted = [self.offset[0] - input[1] - at.lift, self.offset[1] - input[0] - at.lift];
        let gap = (reached[0] - wanted[1]).max(wanted[0] - reached[1]).max(0.0);
        let most = |[low, high]: Bounds, unit: f64| low.abs().max(high.abs()) / unit.abs();
        // Rounding must not hide a line that is just as near.
        0.999_999 * gap / most(self.normal[0], units[0]).hypot(most(self.normal[1], units[1]))
    }
}

/// The number that all are equal to.
fn alike(mut values: impl Iterator<Item = f64>) -> Option<f64> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What scanning all of them finds.
    fn scanned(fan: &Fan, to: Point, at: Stand, units: [f64; 2], reach: f64) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        for k in 0..fan.len() {
            let HalfPlane { normal, offset } = fan.half_plane(k, at);
            let distance =
                (normal.x * to.x + normal.y * to.y - offset).abs() / (normal.x / units[0]).hypot(normal.y / units[1]);
            if distance <= reach && best.is_none_or(|(_, least)| distance < least) {
                best = Some((k, distance));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_nearest_line_is_the_one_that_a_scan_finds(
            // On a coarse grid there are equal, parallel, vertical and missing lines.
            lines in prop::collection::vec((-6i32..7, -3i32..4, -9i32..9, -2i32..3), 1..400),
            (x, lift) in (-3.0f64..3.0, -1.0f64..1.0),
            to in (-9.0f64..9.0, -9.0f64..9.0),
            units in (5.0f64..90.0, 5.0f64..90.0),
            reach in prop_oneof![Just(8.0), Just(f64::INFINITY)],
        ) {
            let of = |(a, b, c, f): &(i32, i32, i32, i32)| {
                (Vector::new(f64::from(*a), f64::from(*b)), f64::from(*c), f64::from(*f))
            };
            let fan = Fan::new(lines.iter().map(of), &[], Side::Upper);
            let (to, at, units) = (Point::new(to.0, to.1), Stand { x, lift }, [units.0, units.1]);
            let found = fan.nearest((to, at), units, reach, |_| true);
            prop_assert_eq!(found, scanned(&fan, to, at, units, reach));
        }

        #[test]
        fn the_envelope_is_that_of_the_half_planes(
            // Few lines are often all vertical, or all alike.
            lines in prop_oneof![1usize..4, 1usize..60].prop_flat_map(|most| {
                prop::collection::vec((-6i32..7, -3i32..4, -9i32..9, -2i32..3, any::<bool>()), most)
            }),
            (x, lift) in (-3i32..4, -1i32..2),
            (is_upper, alike) in (any::<bool>(), prop::option::of(-2i32..2)),
        ) {
            let side = if is_upper { Side::Upper } else { Side::Lower };
            let of = |(a, b, c, f, _): &(i32, i32, i32, i32, bool)| {
                let (b, f) = alike.map_or((*b, *f), |b| (b, 1));
                (Vector::new(f64::from(*a), f64::from(b)), f64::from(*c), f64::from(f))
            };
            let left_out: Vec<bool> = lines.iter().map(|line| line.4).collect();
            let fan = Fan::new(lines.iter().map(of), &left_out, side);
            let at = Stand { x: f64::from(x), lift: f64::from(lift) };
            let all: Vec<HalfPlane> = (0..fan.len())
                .map(|k| if left_out[k] { HalfPlane::new(0.0, 0.0, 1.0) } else { fan.half_plane(k, at) })
                .collect();
            let (own, plain) = (fan.envelope(at), Envelope::new(&all, side));
            prop_assert_eq!(own.domain(), plain.domain());
            prop_assert!(own.active().eq(plain.active()));
            for k in 0..50 {
                let x = -8.1 + 0.33 * f64::from(k);
                prop_assert_eq!(own.owner(x), plain.owner(x));
                prop_assert!((own.at(x).unwrap_or(0.0) - plain.at(x).unwrap_or(0.0)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn among_a_hundred_thousand_tangents_the_nearest_is_found() {
        let curve = |u: f64| (Vector::new(0.3 * u, -1.0), 0.15 * u * u - 2.5, 0.0);
        let fan = Fan::new((0..100_000).map(|k| curve(5.0 * f64::from(k) / 99_999.0)), &[], Side::Upper);
        for k in 0..200 {
            let to = Point::new(-2.0 + 0.05 * f64::from(k), 1.0 + 0.03 * f64::from(k % 71));
            let (at, units) = (Stand::default(), [70.0, 55.0]);
            assert_eq!(fan.nearest((to, at), units, 10.0, |_| true), scanned(&fan, to, at, units, 10.0));
        }
        let sample: Vec<usize> = fan.sample(100).collect();
        assert_eq!((sample.len(), sample[0], sample[99]), (100, 500, 99_500));
    }
}
