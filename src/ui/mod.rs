//! What the window shows, without the window itself. Views read a [`Scene`] and push [`Action`]s; only [`App`] knows a session.

mod action;
mod app;
mod commands;
mod desk;
mod editing;
mod file_desk;
mod ghost;
mod inbox;
mod metrics;
mod panels;
pub mod raster;
mod scene;
mod screen;
mod still;
mod study;
mod theme;
mod view;
mod views;
mod widgets;

pub use action::{Action, FileWish, Tab};
pub use app::App;
pub use commands::Shortcut;
pub use desk::{Desk, Seats, Shown, SlowMotion, Swing};
pub use ghost::Ghost;
pub use inbox::Picker;
pub use scene::{Edited, Scene};
pub use screen::screen_ui;
pub use still::picture;
pub use study::{Study, Title};
pub use theme::{Mode, Theme};
pub use view::{View, Wants};
pub use views::in_view;
