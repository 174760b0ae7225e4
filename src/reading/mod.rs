//! Numbers as people write and export them: one reader for what is typed, for lists and for tables in files.
//!
//! Bytes become text whatever their encoding ([`decode`]), text a [`Table`] with names and true line numbers, two of its
//! columns a [`Course`] of points, and that the few [`knots`] which keep within a tolerance. Each step keeps what it did,
//! so that it can be told. All of it takes linear time, but for sorting what is not in order.

mod course;
mod decode;
mod formula;
mod imprint;
mod knots;
mod number;
mod pick;
mod quote;
mod split;
mod table;

pub use course::Course;
pub use decode::{decode, utf8};
pub use formula::formula;
pub use imprint::{IMPRINT_ARRAY, IMPRINT_FIELD, IMPRINT_KEY, IMPRINT_SPACE, imprint};
pub use knots::{Knots, knots, thinned};
pub use number::{Mark, list, number, typed};
pub use pick::{Pick, Role};
pub use quote::{QUOTED, quoted};
pub use split::Separator;
pub use table::{Column, Table};
