//! Small building blocks.

mod frame;
mod icon;
mod math;
mod series;

pub use frame::{Axes, Ticks, plot_frame, push_button, title_row};
pub use icon::Icon;
pub use math::{math, plain};
pub use series::{Series, area, steps_line};
