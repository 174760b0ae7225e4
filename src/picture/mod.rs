//! What is shown of a network, as plain data: names and units, planes, spaces, fields, words. No picture knows a system.

mod depiction;
mod field;
mod grip;
mod layout;
mod neuron;
mod plane;
mod roster;
mod space;

pub use crate::hue::Hue;
pub use depiction::{Depiction, Finding, FixedPoint, Reading, Score, Severity};
pub use field::{Field, FieldInfo};
pub use grip::{Given, Grip, Handle};
pub use layout::{Channel, Layout, PopulationInfo, SignalInfo, Theory};
pub use neuron::{NeuronId, PICKS, Picks};
pub use plane::{Axis, Curve, CurveKind, Dot, LineState, Mark, MarkKind, NeuronLine, Plane, PlaneInfo, Region};
pub use roster::{Roster, Trait};
pub use space::{Space, SpaceInfo, SpacePath, Surface};
