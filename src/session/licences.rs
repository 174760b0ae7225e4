//! What others wrote and the program contains, with their licences.

/// The list, and all texts; `tests/it/licences.rs` says how it is made.
pub const LICENCES: &str = include_str!("../../assets/licences.txt");
