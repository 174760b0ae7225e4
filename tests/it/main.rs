//! All tests that see the program from outside, in one binary.

#![forbid(unsafe_code)]

mod any_commands;
mod any_settings;
mod architecture;
mod bad_input;
mod breaking;
mod cells;
mod closed_forms;
#[cfg(feature = "ui")]
mod commands;
mod currents;
mod deeds;
mod designer;
mod exact;
#[cfg(feature = "ui")]
mod exploring;
#[cfg(feature = "ui")]
mod figure_cli;
#[cfg(feature = "ui")]
mod figure_dialog;
#[cfg(feature = "ui")]
mod figure_files;
mod figures;
mod files;
#[cfg(feature = "ui")]
mod files_window;
mod fuzz;
#[cfg(feature = "ui")]
mod gallery;
#[cfg(feature = "ui")]
mod gestures;
mod golden;
mod hands;
#[cfg(feature = "ui")]
mod large;
mod laws;
mod learning;
#[cfg(feature = "ui")]
mod lesson_panel;
mod lessons;
mod levels;
mod licences;
#[cfg(feature = "ui")]
mod links;
mod maps;
mod minimax;
mod packaged;
mod performance;
mod perturbed;
#[cfg(feature = "ui")]
mod pictures;
mod plastic;
mod plastic_format;
mod plastic_theory;
mod promises;
mod reference_format;
mod rewind;
#[cfg(feature = "ui")]
mod seats;
mod session_laws;
mod sessions;
mod sharing;
#[cfg(feature = "ui")]
mod stage;
#[cfg(feature = "ui")]
mod strokes;
mod support;
mod sweeps;
#[cfg(feature = "ui")]
mod talks;
#[cfg(feature = "ui")]
mod time_travel;
mod turning;
mod unbroken;
#[cfg(feature = "ui")]
mod window;
