//! The window. Views read a [`Scene`] and push [`Action`]s; only [`App`] knows a session.

mod action;
mod app;
mod commands;
mod editing;
mod metrics;
mod panels;
pub mod raster;
mod scene;
mod screen;
mod theme;
mod views;
mod widgets;
mod window;

pub use action::{Action, Lower, Tab};
pub use app::App;
pub use commands::Shortcut;
pub use scene::{Ghost, Scene, Title};
pub use screen::screen_ui;
pub use theme::{Mode, Theme};
pub use window::{Renderer, has_display, picture, show_window};
