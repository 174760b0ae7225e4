//! Small building blocks.

mod frame;
mod icon;
mod markdown;
mod math;
mod series;

pub use frame::{Axes, Ticks, even_marks, plot_frame, push_button, tick_text, title_row};
pub use icon::Icon;
pub use markdown::markdown_ui;
pub use math::{math, plain};
pub use series::{Series, area, steps_line};
