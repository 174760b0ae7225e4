//! What the program runs on. A page in a browser has neither threads nor a disk: what takes long is done a little with each
//! frame there, and what is saved goes out as a download.

mod crew;
mod disk;
mod file;
mod here;
mod vectors;

pub use crew::{share, use_threads};
pub use disk::{about, hand_in, hand_out, written, wrote};
pub use file::{MOST_BYTES, MOST_TEXT, bytes, text};
pub use here::{HAS_DISK, HAS_THREADS, clock_s, cores, give_back, rest};
pub use vectors::widest;
