//! What the window shows, without the window itself. Views read a [`Scene`] and push [`Action`]s; only [`App`] knows a session.

mod action;
mod app;
mod artist;
mod commands;
mod desk;
mod editing;
mod gallery;
mod ghost;
mod metrics;
mod panels;
pub mod raster;
mod scene;
mod screen;
mod shelf;
mod still;
mod study;
mod theme;
mod thumbnail;
mod view;
mod views;
mod widgets;

pub use action::{Action, Tab};
pub use app::App;
pub use commands::Shortcut;
pub use desk::{Desk, Seats, Shown};
pub use gallery::{Gallery, Pictures};
pub use ghost::Ghost;
pub use scene::{Edited, Scene};
pub use screen::screen_ui;
pub use still::picture;
pub use study::{Entry, Study, Title};
pub use theme::{Mode, Theme};
pub use view::{View, Wants};
