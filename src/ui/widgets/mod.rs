//! Small building blocks.

mod frame;
mod heard;
mod icon;
mod lines;
mod markdown;
mod math;
mod number;
mod pointer;
mod series;
mod viewport;

pub use frame::{
    Axes, Ticks, axis_names, even_marks, explain, plot_frame, plot_frame_in, push_button, tick_text, title_row,
};
pub use heard::heard_field;
pub use icon::{Icon, icon_button};
pub use lines::{dashes, stroke_path, thicken};
pub use markdown::markdown_ui;
pub use math::{math, named, plain, tex};
pub use number::{fixed, number};
pub use pointer::{point_at, ring_at, trace_at};
pub use series::{Series, area, steps_line};
pub use viewport::{Aim, Span, Viewport};
