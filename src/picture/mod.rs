//! What is shown of a network, as plain data: names and units, planes, spaces, fields, charts, words. No picture knows a system.

mod chart;
mod control;
mod crowd;
mod depiction;
mod field;
mod grip;
mod layout;
mod levels;
mod line;
mod neuron;
mod plane;
mod regime;
mod roster;
mod space;
mod synapses;
mod words;

pub use crate::hue::Hue;
pub use chart::{AxisScale, Chart, ChartAxis, ChartInfo, Series, SeriesKind};
pub use control::{ActionInfo, Hurry};
pub use crowd::{Crowd, touch};
pub use depiction::{Depiction, Finding, FixedPoint, Reading, Score, Severity};
pub use field::{Field, FieldInfo, Kept};
pub use grip::{Given, Grip, GripShape, PLAY, Verb};
pub use layout::{ChannelInfo, ChannelKind, GroupInfo, Layout, PopulationInfo, SignalInfo, Theory, TimeScales};
pub use levels::{Beside, Cause, From, SpikeLevel};
pub use line::{LineHandles, LineState, NeuronLine};
pub use neuron::{NeuronId, PICKS, Picks};
pub use plane::{
    Axis, Cursor, Curve, CurveKind, Dot, Drawing, Flow, FlowField, Mark, MarkKind, Plane, PlaneInfo, Region,
    RegionShape, Shades, Trail,
};
pub use regime::{Ran, Regime};
pub use roster::{Roster, Trait};
pub use space::{Relief, Space, SpaceInfo, SpaceMark, SpacePath, Surface};
pub use synapses::Synapses;
pub use words::Words;
