//! The largest of many linear functions of three coordinates, by boxes and bounds.
//!
//! Function i is `u_i + c_i . q`. A node holds the box around its c_i and a plane above its u_i, `u_i <= lift + tilt . c_i`, so
//! that none of its functions is above `lift + max over the box of (tilt + q) . c`. Where u is a smooth function of c, as for
//! tangents of a curve or surface, the plane is close, and a search for the largest meets a few nodes of each level.

use super::rows::{Own, Peak, Row, voltage};

/// Functions in a leaf at most.
const LEAF: usize = 8;
/// Levels at most: more than halving any number of neurons takes.
const DEPTH: usize = 64;
/// Bounds are as sure as numbers are exact.
const SLACK: f64 = 1e-14;

#[derive(Debug)]
struct Node {
    low: [f64; 3],
    high: [f64; 3],
    tilt: [f64; 3],
    lift: f64,
    /// Its part of the rows.
    from: u32,
    to: u32,
    /// Its second child, the first being the next node; 0 for a leaf.
    second: u32,
}

/// The tree, with the functions in its order.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    rows: Vec<(Row, u32)>,
}

impl Tree {
    /// The tree of all rows that are not left out.
    pub(super) fn new(rows: &[Row], left_out: &[bool]) -> Tree {
        let kept = rows.iter().zip(0u32..).zip(left_out).filter(|(_, out)| !**out);
        let mut rows: Vec<(Row, u32)> = kept.map(|((row, i), _)| (*row, i)).collect();
        let mut nodes = Vec::with_capacity(4 * rows.len() / LEAF + 1);
        if !rows.is_empty() {
            let node = Node::new(&rows, 0);
            let wide: [f64; 3] = std::array::from_fn(|d| (node.high[d] - node.low[d]).max(f64::MIN_POSITIVE));
            grow(&mut rows, 0, wide, &mut nodes);
        }
        Tree { nodes, rows }
    }

    /// Puts the largest at `q` into `best`, unless what is there is larger. Entries of `own` times `part` are added.
    pub(super) fn peak(&self, q: [f64; 3], own: &Own, part: f64, best: &mut Peak) {
        self.search(q, own, part, best, false);
    }

    /// Whether there is one at `q` that is as large as `limit`.
    pub(super) fn reaches(&self, q: [f64; 3], own: &Own, part: f64, limit: f64) -> bool {
        let mut found = Peak { voltage: limit, ..Peak::NONE };
        self.search(q, own, part, &mut found, true);
        found.owner != Peak::NONE.owner
    }

    /// A large one at `q`, which need not be the largest: from level to level the more promising half alone is looked at.
    pub(super) fn guess(&self, q: [f64; 3], own: &Own, part: f64) -> Peak {
        let mut best = Peak::NONE;
        let Some(mut node) = self.nodes.first() else { return best };
        let mut at = 0;
        while node.second > 0 {
            let [first, second] = self.bounds(at + 1, node.second as usize, q);
            at = if second > first { node.second as usize } else { at + 1 };
            node = &self.nodes[at];
        }
        self.take_all(node, q, own, part, &mut best);
        best
    }

    #[inline]
    fn bounds(&self, first: usize, second: usize, q: [f64; 3]) -> [f64; 2] {
        [self.nodes[first].bound(q), self.nodes[second].bound(q)]
    }

    /// The functions of a leaf.
    #[inline]
    fn take_all(&self, leaf: &Node, q: [f64; 3], own: &Own, part: f64, best: &mut Peak) {
        for (row, i) in &self.rows[leaf.from as usize..leaf.to as usize] {
            let mut v = voltage(row, q);
            if !own.is_none() {
                v += part * own.of(*i as usize);
            }
            best.take(v, *i as usize);
        }
    }

    /// `any`: the first one that is found will do.
    #[inline]
    fn search(&self, q: [f64; 3], own: &Own, part: f64, best: &mut Peak, any: bool) {
        let lift = part * own.most;
        let mut waiting = [(0u32, 0.0f64); DEPTH];
        let Some(root) = self.nodes.first() else { return };
        let (mut count, mut at, mut bound) = (0, 0, root.bound(q) + lift);
        loop {
            if bound >= best.voltage {
                let node = &self.nodes[at as usize];
                if node.second > 0 {
                    let (first, second) = (at + 1, node.second);
                    let bounds = self.bounds(first as usize, second as usize, q);
                    let bounds = [bounds[0] + lift, bounds[1] + lift];
                    let (near, far) = if bounds[1] > bounds[0] {
                        ((second, bounds[1]), (first, bounds[0]))
                    } else {
                        ((first, bounds[0]), (second, bounds[1]))
                    };
                    if far.1 >= best.voltage && count < DEPTH {
                        waiting[count] = far;
                        count += 1;
                    }
                    (at, bound) = near;
                    continue;
                }
                self.take_all(node, q, own, part, best);
                if any && best.owner != Peak::NONE.owner {
                    return;
                }
            }
            if count == 0 {
                return;
            }
            count -= 1;
            (at, bound) = waiting[count];
        }
    }
}

impl Node {
    fn new(rows: &[(Row, u32)], from: usize) -> Node {
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        let (mut mean, n) = ([0.0; 4], rows.len() as f64);
        for (row, _) in rows {
            for d in 0..3 {
                (low[d], high[d]) = (low[d].min(row[d]), high[d].max(row[d]));
            }
            (0..4).for_each(|d| mean[d] += row[d] / n);
        }
        let mut square = [[0.0; 4]; 3];
        for (row, _) in rows {
            let off: [f64; 4] = std::array::from_fn(|d| row[d] - mean[d]);
            for (line, own) in square.iter_mut().zip(&off) {
                line.iter_mut().zip(&off).for_each(|(sum, other)| *sum += own * other);
            }
        }
        let tilt = solve(square);
        let above = |(row, _): &(Row, u32)| row[3] - (0..3).map(|d| tilt[d] * row[d]).sum::<f64>();
        let lift = rows.iter().map(above).fold(f64::NEG_INFINITY, f64::max);
        Node { low, high, tilt, lift, from: from as u32, to: (from + rows.len()) as u32, second: 0 }
    }

    /// No function of the node is larger at `q`.
    #[inline]
    fn bound(&self, q: [f64; 3]) -> f64 {
        let (mut sum, mut size) = (self.lift, self.lift.abs());
        for (d, along) in q.iter().enumerate() {
            let slope = self.tilt[d] + along;
            let most = (slope * self.low[d]).max(slope * self.high[d]);
            (sum, size) = (sum + most, size + most.abs());
        }
        sum + SLACK * size
    }
}

/// Adds the node of `rows`, which begin at `from` in all of them, and those below it.
fn grow(rows: &mut [(Row, u32)], from: usize, wide: [f64; 3], nodes: &mut Vec<Node>) {
    let (at, node) = (nodes.len(), Node::new(rows, from));
    let spread: [f64; 3] = std::array::from_fn(|d| (node.high[d] - node.low[d]) / wide[d]);
    nodes.push(node);
    if rows.len() <= LEAF {
        return;
    }
    let axis = (1..3).fold(0, |best, d| if spread[d] > spread[best] { d } else { best });
    let middle = rows.len() / 2;
    rows.select_nth_unstable_by(middle, |(a, i), (b, j)| a[axis].total_cmp(&b[axis]).then(i.cmp(j)));
    let (first, second) = rows.split_at_mut(middle);
    grow(first, from, wide, nodes);
    nodes[at].second = nodes.len() as u32;
    grow(second, from + middle, wide, nodes);
}

/// The plane that fits best: three equations, each with its right side last. Coordinates that do not vary get 0.
fn solve(mut rows: [[f64; 4]; 3]) -> [f64; 3] {
    let scale: [f64; 3] = std::array::from_fn(|d| rows[d][d]);
    for d in 0..3 {
        // A little more on the diagonal: what depends on others is not asked for twice.
        rows[d][d] += 1e-9 * scale[d];
    }
    for d in 0..3 {
        if rows[d][d] <= 1e-12 * scale[d] || scale[d] <= 0.0 {
            (0..3).for_each(|k| rows[k][d] = 0.0);
            rows[d] = [0.0; 4];
            rows[d][d] = 1.0;
            continue;
        }
        for other in (0..3).filter(|other| *other != d) {
            let by = rows[other][d] / rows[d][d];
            let line = rows[d];
            rows[other].iter_mut().zip(line).for_each(|(a, b)| *a -= by * b);
        }
    }
    let found: [f64; 3] = std::array::from_fn(|d| rows[d][3] / rows[d][d]);
    if found.iter().all(|v| v.is_finite()) { found } else { [0.0; 3] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(rows: &[Row], left_out: &[bool], q: [f64; 3], own: &Own, part: f64) -> Peak {
        let mut best = Peak::NONE;
        for i in (0..rows.len()).filter(|i| !left_out[*i]) {
            best.take(voltage(&rows[i], q) + part * own.of(i), i);
        }
        best
    }

    proptest! {
        /// Numbers on a coarse grid plant equal rows, and sums that are exact, so that ties must go to the first.
        #[test]
        fn the_tree_finds_what_a_scan_finds(
            numbers in prop::collection::vec((-8i8..8, 0i8..8, 0i8..8, -8i8..8, any::<u8>()), 0..200),
            q in (-8i8..8, 0i8..8, -8i8..1),
            residuals in any::<bool>(),
            flat in 0usize..8,
        ) {
            let grid = |v: i8, d: usize| if flat & (1 << d) > 0 { 1.0 } else { f64::from(v) * 0.25 };
            let rows: Vec<Row> =
                numbers.iter().map(|(a, b, c, u, _)| [grid(*a, 0), grid(*b, 1), grid(*c, 2), f64::from(*u)]).collect();
            let left_out: Vec<bool> = numbers.iter().map(|n| n.4 % 16 == 0).collect();
            let mut own = Own::default();
            if residuals {
                for (i, n) in numbers.iter().enumerate() {
                    own.add(i, f64::from(n.4 % 5) * 0.5 - 1.5, rows.len());
                }
            }
            let q = [f64::from(q.0), f64::from(q.1), f64::from(q.2)];
            let mut best = Peak::NONE;
            Tree::new(&rows, &left_out).peak(q, &own, 0.5, &mut best);
            let top = scan(&rows, &left_out, q, &own, 0.5);
            prop_assert_eq!(best, top);
            // Whoever asks for so much and no less gets it, and nobody gets more.
            let tree = Tree::new(&rows, &left_out);
            for (limit, expected) in [(top.voltage, top), (top.voltage - 0.5, top), (top.voltage + 0.25, Peak::NONE)] {
                let mut best = Peak { voltage: limit, ..Peak::NONE };
                tree.peak(q, &own, 0.5, &mut best);
                prop_assert_eq!(best.owner, expected.owner);
                prop_assert_eq!(tree.reaches(q, &own, 0.5, limit), expected.owner != Peak::NONE.owner);
            }
            let guess = tree.guess(q, &own, 0.5);
            prop_assert_eq!(guess.owner == Peak::NONE.owner, top.owner == Peak::NONE.owner);
            if let Some(row) = rows.get(guess.owner) {
                prop_assert_eq!(guess.voltage, voltage(row, q) + 0.5 * own.of(guess.owner));
            }
        }

        /// Tangents of a bowl, of which each is on top somewhere.
        #[test]
        fn the_top_of_a_bowl_is_the_tangent_that_touches_there(x in -1.0f64..1.0, y in -1.0f64..1.0) {
            let side = 40;
            let at = |k: usize| -1.0 + 2.0 * k as f64 / (side - 1) as f64;
            let places: Vec<[f64; 2]> = (0..side * side).map(|k| [at(k % side), at(k / side)]).collect();
            let rows: Vec<Row> = places.iter().map(|[a, b]| [2.0 * a, 2.0 * b, 1.0, -a * a - b * b]).collect();
            let mut best = Peak::NONE;
            Tree::new(&rows, &vec![false; rows.len()]).peak([x, y, 0.0], &Own::default(), 1.0, &mut best);
            let [a, b] = places[best.owner];
            prop_assert!((x - a).abs() < 0.026 && (y - b).abs() < 0.026);
        }
    }
}
