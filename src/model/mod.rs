//! What a network is: its parameters, its plain arrays, and what can be shown of it. Nothing here moves.

pub mod boundary;
mod drive;
mod layout;
mod plane;
mod streams;
mod system;

pub use drive::{Course, Drive};
pub use layout::{Channel, Layout, NeuronId, PopulationInfo, Role, SignalInfo, Theory};
pub use plane::{Axis, Curve, CurveKind, Mark, MarkKind, Plane, PlaneInfo, Region};
pub use streams::Streams;
pub use system::System;
