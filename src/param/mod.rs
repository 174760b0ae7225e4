//! Parameters described once, used everywhere.
//!
//! A [`Spec`] is the one description of a parameter: stable id with its unit, symbol, range, scale, default and help.
//! A plain struct holds the values and implements [`Parameters`] by taking itself apart field by field, so that a
//! forgotten field does not compile. Everything else (panel, preset, command line, undo, listing) walks that visit.

mod arrays;
mod edit;
mod spec;
mod table;
mod visitors;

pub use arrays::{Array, Arrays};
pub use edit::{Edit, Sparse, Value};
pub use spec::{Effect, Kind, ParamError, Scale, Spec};
pub use table::{Draft, List, OnOff, excitatory, inhibitory, number};
pub(crate) use table::{choice, parameters};
pub use visitors::{Parameters, Slot, apply, find, fit, inverse, list, non_defaults, place, reset, shown, typed};
