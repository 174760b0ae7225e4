//! Panels: the controls around the views.

mod help;
mod notice;
mod parameters;
mod status_bar;
mod top_bar;

pub use help::help_ui;
pub use notice::{hint_ui, notice_ui};
pub use parameters::parameters_ui;
pub use status_bar::status_bar_ui;
pub use top_bar::{top_bar_ui, window_ui};
