//! Low-rank excitatory-inhibitory networks whose thresholds are boundaries.
//!
//! W. F. Podlaski and C. K. Machens, "Approximating nonlinear functions with latent boundaries in low-rank
//! excitatory-inhibitory spiking networks", Neural Computation 36(5), 803-857, 2024.

mod checks;
mod choices;
mod cycle;
mod depict;
mod design;
mod domains;
mod drift;
mod exact;
mod groups;
mod hands;
mod levels;
mod lines;
mod mean_field;
mod network;
mod nullclines;
mod params;
mod picture;
mod plan;
mod readout;
mod regime;
mod relevance;
mod slopes;
mod space;
mod target;

pub use choices::{Clock, Design, KnotRule, OffsetRule, Populations, SplitRule, Start, Synapse, Target};
pub use cycle::{Cycle, predict_cycle};
pub use design::design;
pub use drift::level_alone;
pub use levels::{Removed, Trial, Trials, quiet, steps_suffice};
pub use network::{E, I, Network, Population};
pub use nullclines::nullclines;
pub use params::BoundaryParams;
pub use plan::BoundaryPlan;
pub use readout::Readout;
pub use target::{Split, Wish, wish};
