//! Figures: a view or the screen as SVG, PDF and PNG, all of them from the shapes that the window is painted with.

mod drawing;
mod encode;
mod faces;
mod mesh;
mod pdf;
mod png;
mod reel;
mod shot;
mod spec;
mod svg;
mod trace;
mod woff;
mod words;

pub use drawing::{Drawing, Group, Ink, Item, Outline, Span, Step, Text, What};
pub use encode::{Format, Label, Taken};
pub use faces::Faces;
pub use pdf::pdf;
pub use png::bytes as png;
pub use reel::{FPS, MOST_FRAMES, MOST_PIXELS, Moving, Reel};
pub use shot::{Camera, Exposed, FRAMES, Frame, Sheet, Shot, widen};
pub use spec::{DPI, Extent, Page, Spec, Subject, Unit};
pub use svg::svg;
pub use trace::trace;
