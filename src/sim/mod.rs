//! What makes a network move: engines, and the frames that they fill. No channels, no wall clock, no files.

mod batches;
mod blocks;
pub mod boundary;
mod caught;
mod difference;
mod engine;
mod frame;
pub mod learning;
mod measure;
pub mod minimax;
mod normals;
pub mod plastic;
mod runner;
mod samples;
mod setup;
mod spike;
mod stretch;
mod systems;
mod verdict;

pub use batches::Estimate;
pub use caught::caught;
pub use difference::{Difference, Differences};
pub use engine::{Engine, Fault, Model, Watch};
pub use frame::{Frame, Upcoming, Watched};
pub use measure::{Balance, Meter, SYNAPTIC_S, Statistics};
pub use normals::Normals;
use normals::{Batch, FARTHEST, PAIRS, bits};
pub use runner::{BATCH, Runner};
pub use samples::{FRAME_CAPACITY, Samples};
pub use setup::Setup;
pub use spike::Spike;
pub use stretch::{Sink, Stretch};
pub use systems::SystemEngine;
pub use verdict::{Comparison, ERRORS, Standing, Verdict, judge};
