//! Who is connected with whom: four blocks of recurrent synapses, and those of the external layers.

use super::block::Block;
use crate::model::{Draws, Streams};
use rand::Rng;

/// Excitatory and inhibitory cells, by their index in arrays of two.
pub const E: usize = 0;
/// See [`E`].
pub const I: usize = 1;
/// Recurrent classes, post before pre: `EI` is from I to E.
pub const EE: usize = 0;
/// See [`EE`].
pub const EI: usize = 1;
/// See [`EE`].
pub const IE: usize = 2;
/// See [`EE`].
pub const II: usize = 3;
/// Names of the classes.
pub const CLASSES: [&str; 4] = ["EE", "EI", "IE", "II"];

/// The class from population `pre` to population `post`.
pub const fn class(post: usize, pre: usize) -> usize {
    2 * post + pre
}

/// Postsynaptic and presynaptic population of a class.
pub const fn ends(class: usize) -> [usize; 2] {
    [class / 2, class % 2]
}

/// Synapses with their weights at the start.
#[derive(Debug)]
pub struct Synapses {
    /// Who with whom.
    pub block: Block,
    /// Weights where a file gives them; else they follow from the parameters.
    pub given: Option<Vec<f64>>,
}

impl From<Block> for Synapses {
    fn from(block: Block) -> Self {
        Synapses { block, given: None }
    }
}

/// Cells outside of the network that drive it.
#[derive(Debug)]
pub struct Layer {
    /// Number of cells.
    pub cells: usize,
    /// Synapses onto E and onto I.
    pub onto: [Synapses; 2],
}

/// All synapses.
#[derive(Debug)]
pub struct Wiring {
    /// Number of E and of I cells.
    pub counts: [usize; 2],
    /// Recurrent synapses by class.
    pub recurrent: [Synapses; 4],
    /// External layers: the first drives all, the second, if there is one, stimulates a part of E.
    pub layers: Vec<Layer>,
}

/// Shares of N: E, I, and the cells of an external layer.
pub const SHARES: [f64; 3] = [0.8, 0.2, 0.2];

/// Sizes of E, of I and of an external layer in a network of `n` cells.
pub fn sizes(n: usize) -> [usize; 3] {
    let n_e = (n as f64 * SHARES[0]).round() as usize;
    [n_e, n - n_e, (n as f64 * SHARES[2]).round() as usize]
}

impl Wiring {
    /// Draws the synapses of `n` cells: recurrent ones, external ones, or both; what is not drawn is not there. The second
    /// layer could reach all of E: where it stops is told to each step.
    pub fn drawn(n: usize, p: f64, seed: u64, has_recurrent: bool, has_external: bool) -> Wiring {
        let [n_e, n_i, n_x] = sizes(n);
        let counts = [n_e, n_i];
        let streams = Streams::new(seed);
        let none = |n_pre: usize, n_post: usize| Synapses::from(Block::listed(n_pre, n_post, &[]).0);
        let block = |name: &str, is_there: bool, n_pre: usize, n_post: usize| {
            if !is_there {
                return none(n_pre, n_post);
            }
            let mut draws = Draws::new(streams.stream(name).next_u64());
            Synapses::from(Block::drawn(n_pre, n_post, p, &mut draws))
        };
        let recurrent = [EE, EI, IE, II].map(|class| {
            let [post, pre] = ends(class);
            block(CLASSES[class], has_recurrent, counts[pre], counts[post])
        });
        let external = |name: &str, n_post: usize| block(name, has_external, n_x, n_post);
        let layers = vec![
            Layer { cells: n_x, onto: [external("EX", n_e), external("IX", n_i)] },
            Layer { cells: n_x, onto: [external("EX2", n_e), none(n_x, n_i)] },
        ];
        Wiring { counts, recurrent, layers }
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.counts[E] + self.counts[I]
    }

    /// Number of synapses, external ones too.
    pub fn len(&self) -> usize {
        let of = |synapses: &[Synapses]| synapses.iter().map(|synapses| synapses.block.len()).sum::<usize>();
        of(&self.recurrent) + self.layers.iter().map(|layer| of(&layer.onto)).sum::<usize>()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Cells outside of the network.
    pub fn external_cells(&self) -> usize {
        self.layers.iter().map(|layer| layer.cells).sum()
    }
}
