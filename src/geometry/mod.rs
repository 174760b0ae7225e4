//! Pure plane geometry: half-planes with owners, their envelopes, and how envelopes cross.
//!
//! Convention, everywhere: y points up, and a half-plane's normal points to its *firing* side.

mod crossing;
mod curve;
mod envelope;
mod fan;
mod guide;
mod half_plane;
mod outline;
mod polygon;
mod stability;
mod stage;
mod surface;

pub use crossing::{Crossing, crossings};
pub use curve::{PiecewiseLinear, Quadratic};
pub use envelope::{Envelope, Side};
pub use fan::{Fan, Stand};
pub use guide::Guide;
pub use half_plane::{HalfPlane, Line};
pub use outline::{Between, Outline};
pub use polygon::{outside, rectangle};
pub use stability::Stability;
pub use stage::{Stage, stage};
pub use surface::{Corner, Piece, Sheet, facets};

/// A point or vector of the plane.
pub type Point = nalgebra::Point2<f64>;
/// A displacement in the plane.
pub type Vector = nalgebra::Vector2<f64>;
