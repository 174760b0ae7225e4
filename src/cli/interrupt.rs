//! Ctrl+C in a run without a window: it ends, and what was run until then is written, whole. Before there is anything to
//! write, and if one insists, the program ends at once; while files are put in place it does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Exit code of what was interrupted, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// What a run is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// There is nothing to write yet.
    Building,
    /// Steps are done.
    Running,
    /// Files are written.
    Writing,
}

/// Whether somebody wants a run to end.
#[derive(Debug, Default)]
pub struct Interrupt {
    asked: AtomicBool,
    phase: AtomicU8,
}

impl Interrupt {
    /// One that Ctrl+C and the like cause from now on; nobody where that cannot be had.
    pub fn catch() -> Arc<Self> {
        let interrupt = Arc::new(Interrupt::default());
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
            let ours = interrupt.clone();
            // Where nobody can listen, the program ends as any other does.
            if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) {
                let listen = move || signals.forever().for_each(|_| ours.pressed());
                let _ = std::thread::Builder::new().name("interrupts".to_owned()).spawn(listen);
            }
        }
        interrupt
    }

    /// Somebody wants an end.
    #[cfg(unix)]
    fn pressed(&self) {
        let before = self.asked.swap(true, Ordering::SeqCst);
        let phase = self.phase.load(Ordering::SeqCst);
        if phase == Phase::Building as u8 || (before && phase == Phase::Running as u8) {
            use std::io::Write as _;
            crate::session::abandon();
            let _ = std::io::stderr().write_all(b"\ntightrope: interrupted; nothing was written\n");
            std::process::exit(i32::from(INTERRUPTED));
        }
    }

    /// Says what the run is at.
    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::SeqCst);
    }

    /// Has the run end.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
    }

    /// Whether the run is to end.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}
