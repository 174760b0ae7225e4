//! How many networks were designed and how many pictures made on this thread: what tests count.

use std::cell::Cell;

thread_local! {
    static DESIGNS: Cell<u64> = const { Cell::new(0) };
    static PICTURES: Cell<u64> = const { Cell::new(0) };
}

/// Networks designed, and full pictures made, on this thread so far.
pub fn tally() -> [u64; 2] {
    [DESIGNS.get(), PICTURES.get()]
}

/// Counts a network.
pub(super) fn designed() {
    DESIGNS.set(DESIGNS.get() + 1);
}

/// Counts a picture.
pub(super) fn depicted() {
    PICTURES.set(PICTURES.get() + 1);
}
