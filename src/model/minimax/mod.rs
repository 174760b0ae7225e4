//! Balanced E-I networks that solve a minimax problem: E spikes lower an objective, I spikes raise it.
//!
//! Q. Li and C. Pehlevan, "Minimax dynamics of optimally balanced spiking networks of excitatory and inhibitory
//! neurons", NeurIPS 2020, arXiv 2006.08115.
//!
//! ```text
//! min over r^E >= 0, max over r^I >= 0   S = -r^E.W_EE.r^E/2 + r^E.W_EI.r^I - r^I.W_II.r^I/2 - x.F^T.r^E
//! ```

mod hands;
mod memory;
mod network;
mod params;
mod patch;
mod picture;
mod planes;
mod predict;
mod split_mix;
mod weights;

pub use memory::PICTURE;
pub use network::{E, I, Network, angle, build};
pub use params::{Application, InputKind, MinimaxParams};
pub use patch::SIDE as PATCH_SIDE;
pub use picture::{Picture, State};
pub use predict::{Prediction, Stability, stability};
pub use weights::Weights;
