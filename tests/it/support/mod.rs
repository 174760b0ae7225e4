//! What several tests share.

pub mod damage;
pub mod imports;
pub mod naive;
#[cfg(feature = "ui")]
pub mod screen;
mod toy;

pub use toy::{BREAKS_AT, Toy, ToyEngine};

use std::path::Path;
use std::process::{Command, Output};
use tightrope::model::SystemPlan;
use tightrope::session::Setup;
use tightrope::sim::{Frame, Model, Runner, Watch};

/// The network of a setup, built.
pub fn built(setup: &Setup) -> SystemPlan {
    setup.plan(None).unwrap()
}

/// Steps on while this is watched.
pub fn advance<M: Model>(runner: &mut Runner<M>, steps: u64, watch: &Watch, into: &mut Frame) {
    runner.set_watch(*watch);
    runner.advance(steps, into).unwrap();
}

/// The names of what lies in a folder, in order.
pub fn names_in(folder: &Path) -> Vec<String> {
    let all = std::fs::read_dir(folder).unwrap();
    let mut all: Vec<String> = all.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    all.sort();
    all
}

/// Runs the program in a folder, without a display.
pub fn tightrope(args: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tightrope"))
        .args(args)
        .current_dir(dir)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("the program starts")
}
