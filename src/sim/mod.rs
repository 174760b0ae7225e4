//! What makes a network move: engines, and the frames that they fill. No channels, no wall clock, no files.

pub mod boundary;
mod engine;
mod frame;
mod measure;
pub mod minimax;
mod normals;
mod samples;

pub use engine::{Engine, Fault, Model, Watch};
pub use frame::{Frame, Spike, Upcoming, Watched};
pub use measure::{Balance, Meter, Statistics};
pub use normals::Normals;
pub use samples::{FRAME_CAPACITY, Samples};
