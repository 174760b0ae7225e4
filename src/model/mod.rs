//! What a network is: its parameters, its plain arrays, and what can be shown of it. Nothing here moves.

pub mod boundary;
mod channels;
mod chore;
mod drive;
mod hands;
pub mod learning;
pub mod minimax;
pub mod plastic;
mod shapes;
mod split_mix;
mod streams;
mod system;
mod tally;
pub mod verbs;
mod waveform;

pub use chore::Chore;
pub use drive::Drive;
pub use hands::{Hands, Perturbation, Side, Traced};
pub use split_mix::Draws;
pub use streams::Streams;
pub(crate) use system::systems;
pub use system::{System, SystemPlan};
pub use tally::tally;
pub use waveform::{Course, INPUT, Moment, Piece, Waveform};
