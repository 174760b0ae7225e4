//! Balanced E-I networks that solve a minimax problem: E spikes lower an objective, I spikes raise it.
//!
//! Q. Li and C. Pehlevan, "Minimax dynamics of optimally balanced spiking networks of excitatory and inhibitory
//! neurons", NeurIPS 2020, arXiv 2006.08115.
//!
//! ```text
//! min over r^E >= 0, max over r^I >= 0   S = -r^E.W_EE.r^E/2 + r^E.W_EI.r^I - r^I.W_II.r^I/2 - x.F^T.r^E
//! ```

mod app;
mod apps;
mod build;
mod domains;
mod hands;
mod network;
mod optimum;
mod params;
mod parts;
mod picture;
mod plan;
mod predict;
mod shapes;
mod stability;
mod state;
mod verdict;
mod weights;

pub use app::{App, Feed, Giving, Kick};
pub use apps::{PATCH_SIDE, PICTURE, angle, largest_w0, of as app};
pub use build::build;
pub use network::{E, I, Network};
pub use params::{Application, InputKind, MinimaxParams};
pub use parts::Parts;
pub use plan::MinimaxPlan;
pub use predict::{Optimum, Prediction, Search};

pub use stability::{Stability, stability};
pub use state::State;
pub use verdict::Verdict;
pub use weights::Weights;
