//! What the program runs on. A page in a browser has neither threads nor a disk: what takes long is done a little with each
//! frame there, and what is saved goes out as a download.

mod disk;
mod here;

pub use disk::{about, hand_in, hand_out, read, written, wrote};
pub use here::{HAS_DISK, HAS_THREADS, clock_s, cores, rest};
