//! What a network is: its parameters, its plain arrays, and what can be shown of it. Nothing here moves.

pub mod boundary;
mod depiction;
mod drive;
mod field;
mod hands;
mod layout;
pub mod minimax;
mod plane;
mod space;
mod streams;
mod system;

pub use depiction::{Depiction, Finding, FixedPoint, Reading, Score, Severity};
pub use drive::{Course, Drive};
pub use field::{Field, FieldInfo};
pub use hands::{Given, Grip, Handle, Hands, Perturbation, Roster, TARGET_PLANE, Trait};
pub use layout::{Channel, Layout, NeuronId, PICKS, Picks, PopulationInfo, Role, SignalInfo, Theory};
pub use plane::{Axis, Curve, CurveKind, Dot, LineState, Mark, MarkKind, NeuronLine, Plane, PlaneInfo, Region};
pub use space::{Space, SpaceInfo, SpacePath, Surface};
pub use streams::Streams;
pub use system::System;
