//! A map: two parameters span a plane, and each place of it has the regime that theory says there.

mod axes;
mod ground;
mod survey;
mod trials;

pub use axes::{MapAxis, Request};
pub use ground::{Ground, Kind, SIDE};
pub use survey::{Shared, Survey};
pub use trials::{Trial, Trials, TrialsWork};
