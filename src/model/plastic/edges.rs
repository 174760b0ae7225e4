//! Synapses from lists of edges, as files give them. Cells are counted over both populations, E first.

use super::block::Block;
use super::wiring::{E, I, Layer, Synapses, class};

/// One synapse: presynaptic or external cell, postsynaptic cell, weight in mV.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Who sends.
    pub pre: usize,
    /// Who receives.
    pub post: usize,
    /// Scaled weight J, mV.
    pub weight: f64,
}

/// A block of edges whose cells are counted within their populations, and where each edge went.
fn built(n_pre: usize, n_post: usize, edges: &[Edge]) -> (Synapses, Vec<u32>) {
    let ends: Vec<[usize; 2]> = edges.iter().map(|edge| [edge.pre, edge.post]).collect();
    let (block, places) = Block::listed(n_pre, n_post, &ends);
    let mut given = vec![0.0; edges.len()];
    edges.iter().zip(&places).for_each(|(edge, place)| given[*place as usize] = edge.weight);
    (Synapses { block, given: Some(given) }, places)
}

/// The recurrent classes of these edges, and the class and place in its rows of each edge. Cells must exist.
pub fn recurrent(counts: [usize; 2], edges: &[Edge]) -> ([Synapses; 4], Vec<(usize, usize)>) {
    let n_e = counts[E];
    let within = |cell: usize| if cell >= n_e { (I, cell - n_e) } else { (E, cell) };
    let mut of_class: [Vec<Edge>; 4] = Default::default();
    let put = |edge: &Edge| {
        let ((own, post), (sender, pre)) = (within(edge.post), within(edge.pre));
        let of = class(own, sender);
        of_class[of].push(Edge { pre, post, ..*edge });
        (of, of_class[of].len() - 1)
    };
    let origin: Vec<(usize, usize)> = edges.iter().map(put).collect();
    let mut places: [Vec<u32>; 4] = Default::default();
    let synapses = [0, 1, 2, 3].map(|of: usize| {
        let (synapses, own) = built(counts[of % 2], counts[of / 2], &of_class[of]);
        places[of] = own;
        synapses
    });
    (synapses, origin.into_iter().map(|(of, k)| (of, places[of][k] as usize)).collect())
}

/// External layers of these sizes; their cells are counted one layer after the other.
pub fn layers(counts: [usize; 2], sizes: &[usize], edges: &[Edge]) -> Vec<Layer> {
    let n_e = counts[E];
    let mut first = 0;
    let layer = |size: &usize| {
        let cells = first..first + size;
        first += size;
        let onto = [E, I].map(|post| {
            let is_own = |edge: &&Edge| cells.contains(&edge.pre) && usize::from(edge.post >= n_e) == post;
            let shift = if post == I { n_e } else { 0 };
            let own = edges.iter().filter(is_own);
            let own: Vec<Edge> =
                own.map(|edge| Edge { pre: edge.pre - cells.start, post: edge.post - shift, ..*edge }).collect();
            built(*size, counts[post], &own).0
        });
        Layer { cells: *size, onto }
    };
    sizes.iter().map(layer).collect()
}
