//! What there is here, and what is not.

use std::sync::OnceLock;
use std::time::Duration;
use web_time::Instant;

/// Whether work can be given to threads.
pub const HAS_THREADS: bool = !cfg!(target_arch = "wasm32");
/// Whether there are files by path.
pub const HAS_DISK: bool = !cfg!(target_arch = "wasm32");

/// Seconds since somebody first asked.
pub fn clock_s() -> f64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// As many threads as there are cores; none where there are no threads.
pub fn cores() -> usize {
    if HAS_THREADS { std::thread::available_parallelism().map_or(1, usize::from) } else { 0 }
}

/// Lets the allocator give back to the system what was freed more than a second ago, by whichever thread: it looks for that
/// only when somebody frees something large.
pub fn give_back() {
    const LARGE: usize = 1 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGE)));
}

/// Lets others go on for a while, if there are others.
pub fn rest(time: Duration) {
    if HAS_THREADS {
        std::thread::sleep(time);
    }
}
