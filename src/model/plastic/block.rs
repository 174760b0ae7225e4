//! Synapses between two populations as plain arrays: rows by presynaptic cell, and the way back by postsynaptic cell.

use crate::model::Draws;
use std::sync::OnceLock;

/// The synapses from one population onto another. Cells are counted from 0 within their populations.
#[derive(Debug, Default)]
pub struct Block {
    /// Where the row of each presynaptic cell begins; one more than there are cells.
    starts: Vec<u32>,
    /// Postsynaptic cells, row by row.
    posts: Vec<u16>,
    n_post: usize,
    incoming: OnceLock<Incoming>,
}

/// The same synapses by postsynaptic cell.
#[derive(Debug, Default)]
pub struct Incoming {
    starts: Vec<u32>,
    /// Presynaptic cell and place in the rows, one a synapse.
    pres: Vec<u16>,
    places: Vec<u32>,
}

/// Cells that an index can tell apart.
pub const MOST_CELLS: usize = 1 << 16;

impl Block {
    /// Draws each possible synapse with probability `p`, by skipping over those that are not there (sheet, section 6.1).
    pub fn drawn(n_pre: usize, n_post: usize, p: f64, draws: &mut Draws) -> Block {
        let mut starts = Vec::with_capacity(n_pre + 1);
        let mut posts = Vec::with_capacity((n_pre as f64 * n_post as f64 * p * 1.02) as usize + 64);
        let per_log = 1.0 / (1.0 - p).ln();
        starts.push(0);
        for _ in 0..n_pre {
            let mut next = 0;
            loop {
                // In 0 < u <= 1; with p = 1 nothing is skipped.
                let skip = (1.0 - draws.uniform()).ln() * per_log;
                next += if skip < n_post as f64 { skip as usize } else { n_post };
                if next >= n_post {
                    break;
                }
                posts.push(next as u16);
                next += 1;
            }
            starts.push(posts.len() as u32);
        }
        Block { starts, posts, n_post, incoming: OnceLock::new() }
    }

    /// Those of a list of (pre, post), and for each entry of the list its place in the rows. Cells must exist.
    pub fn listed(n_pre: usize, n_post: usize, edges: &[[usize; 2]]) -> (Block, Vec<u32>) {
        let mut starts = vec![0u32; n_pre + 1];
        edges.iter().for_each(|[pre, _]| starts[pre + 1] += 1);
        for k in 0..n_pre {
            starts[k + 1] += starts[k];
        }
        // Rows rise, as drawn ones do; of equal synapses the earlier one comes first.
        let mut order: Vec<u32> = (0..edges.len() as u32).collect();
        order.sort_by_key(|k| edges[*k as usize]);
        let posts = order.iter().map(|k| edges[*k as usize][1] as u16).collect();
        let mut places = vec![0; edges.len()];
        order.iter().enumerate().for_each(|(place, k)| places[*k as usize] = place as u32);
        (Block { starts, posts, n_post, incoming: OnceLock::new() }, places)
    }

    /// Number of synapses.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// Presynaptic cells.
    pub fn n_pre(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Places of the synapses that a presynaptic cell makes.
    pub fn row(&self, pre: usize) -> std::ops::Range<usize> {
        self.starts[pre] as usize..self.starts[pre + 1] as usize
    }

    /// Postsynaptic cells at these places.
    pub fn posts(&self, places: std::ops::Range<usize>) -> &[u16] {
        &self.posts[places]
    }

    /// The place of the synapse between two cells, the first one if there are several.
    pub fn place(&self, pre: usize, post: usize) -> Option<usize> {
        let row = self.row(pre);
        let posts = self.posts(row.clone());
        let at = posts.partition_point(|known| usize::from(*known) < post);
        posts.get(at).is_some_and(|known| usize::from(*known) == post).then_some(row.start + at)
    }

    /// All postsynaptic cells, row by row.
    pub fn all_posts(&self) -> &[u16] {
        &self.posts
    }

    /// The same synapses by postsynaptic cell, put together when first asked for.
    pub fn incoming(&self) -> &Incoming {
        self.incoming.get_or_init(|| {
            let mut starts = vec![0u32; self.n_post + 1];
            self.posts.iter().for_each(|post| starts[*post as usize + 1] += 1);
            for k in 0..self.n_post {
                starts[k + 1] += starts[k];
            }
            let mut next = starts.clone();
            let (mut pres, mut places) = (vec![0; self.len()], vec![0; self.len()]);
            for pre in 0..self.n_pre() {
                for place in self.row(pre) {
                    let at = &mut next[self.posts[place] as usize];
                    (pres[*at as usize], places[*at as usize]) = (pre as u16, place as u32);
                    *at += 1;
                }
            }
            Incoming { starts, pres, places }
        })
    }
}

impl Incoming {
    /// Presynaptic cells of the synapses onto a cell, and the places of these in the rows.
    pub fn onto(&self, post: usize) -> (&[u16], &[u32]) {
        let range = self.starts[post] as usize..self.starts[post + 1] as usize;
        (&self.pres[range.clone()], &self.places[range])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_the_way_back_tell_the_same_synapses() {
        let block = Block::drawn(300, 200, 0.1, &mut Draws::new(1));
        let (expected, sd) = (6000.0, (6000.0f64 * 0.9).sqrt());
        assert!((block.len() as f64 - expected).abs() < 4.0 * sd, "{}", block.len());
        let mut seen = 0;
        for post in 0..200 {
            let (pres, places) = block.incoming().onto(post);
            for (pre, place) in pres.iter().zip(places) {
                assert!(block.row(*pre as usize).contains(&(*place as usize)));
                assert_eq!(block.all_posts()[*place as usize] as usize, post);
            }
            assert!(pres.windows(2).all(|pair| pair[0] < pair[1]), "each pair is drawn once");
            seen += pres.len();
        }
        assert_eq!(seen, block.len());
    }

    #[test]
    fn a_probability_of_one_connects_all_and_a_tiny_one_nearly_none() {
        assert_eq!(Block::drawn(7, 9, 1.0, &mut Draws::new(3)).len(), 63);
        assert_eq!(Block::drawn(7, 9, 1e-12, &mut Draws::new(3)).len(), 0);
    }

    #[test]
    fn a_list_in_any_order_keeps_its_entries() {
        let edges = [[2, 1], [0, 3], [2, 0], [0, 3]];
        let (block, places) = Block::listed(3, 4, &edges);
        for (edge, place) in edges.iter().zip(places) {
            assert!(block.row(edge[0]).contains(&(place as usize)));
            assert_eq!(block.all_posts()[place as usize] as usize, edge[1]);
        }
        assert_eq!(block.posts(block.row(0)), [3, 3]);
        assert_eq!(block.posts(block.row(2)), [0, 1]);
    }
}
