//! A sweep: parameters over ranges, repeats with seeds of their own, measures of every run.
//!
//! Runs are numbered, and what a run is depends on its number alone: the same rows come whatever the number of threads, in
//! whatever order they arrive.

mod plan;
mod pool;
mod row;
mod span;
mod work;

pub use plan::Sweep;
pub use pool::{Next, Pool};
pub use row::{Ending, Row};
pub use span::Span;
pub use work::{Basket, Sweeping};
