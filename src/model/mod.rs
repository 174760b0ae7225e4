//! What a network is: its parameters, its plain arrays, and what can be shown of it. Nothing here moves.

pub mod boundary;
mod drive;
mod hands;
pub mod minimax;
mod streams;
mod system;

pub use drive::{Course, Drive};
pub use hands::{Hands, Perturbation, TARGET_PLANE};
pub use streams::Streams;
pub use system::System;
