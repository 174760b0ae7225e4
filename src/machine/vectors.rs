//! Loops with the widest vectors that the processor has. The program is compiled for the least of its kind; a loop that is
//! given here is compiled for the better ones, too, and it is looked up which of them is there. Results are the same to the
//! bit: nothing but the number of lanes differs.

use fearless_simd::{Level, dispatch};
use std::sync::LazyLock;

static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);

/// Does what is given with the widest vectors. It, and all that it calls in its loops, must be `#[inline(always)]`.
#[inline]
pub fn widest<T>(work: impl FnOnce() -> T) -> T {
    dispatch!(*LEVEL, _ => work())
}
