//! Tightrope: an interactive lab for balanced excitatory-inhibitory spiking networks.
//!
//! [`geometry`] is pure plane maths, [`param`] describes parameters once. A [`model`] is what a network is, a
//! [`sim`] engine makes it move and fills frames, a [`session`] runs it on a thread: commands in, frames out.
//! [`export`] and [`cli`] write files, `ui` (a cargo feature) draws the window.

pub mod cli;
pub mod export;
pub mod geometry;
pub mod hue;
pub mod model;

pub mod param;
pub mod picture;
pub mod session;
pub mod sim;
#[cfg(feature = "ui")]
pub mod ui;
