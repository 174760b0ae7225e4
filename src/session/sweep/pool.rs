//! The runs of a sweep on some threads. Each takes the next run that nobody has; rows come as they are done.

use super::plan::Sweep;
use super::row::Row;
use crate::sim::Model;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// Rows that may wait.
const ROWS: usize = 64;

/// What a look finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// A row.
    Row(Row),
    /// Nothing yet.
    Nothing,
    /// All rows have come.
    Over,
}

/// Threads that run a sweep. Dropping it stops them after what they are at, without waiting.
pub struct Pool {
    rows: Receiver<Row>,
    shared: Arc<Shared>,
    total: usize,
    came: usize,
}

struct Shared {
    runs: Vec<usize>,
    next: AtomicUsize,
    stopped: AtomicBool,
    /// How much of its present run each thread has done, as bits.
    parts: Vec<AtomicU64>,
}

impl Pool {
    /// Begins with all runs but those in `done`.
    ///
    /// # Errors
    /// If no thread can begin.
    pub fn start<M: Model>(sweep: &Arc<Sweep<M>>, done: &BTreeSet<usize>, threads: usize) -> Result<Pool, String> {
        let runs: Vec<usize> = (0..sweep.count()).filter(|index| !done.contains(index)).collect();
        let threads = threads.clamp(1, runs.len().max(1));
        let (outbox, rows) = bounded(ROWS);
        let total = runs.len();
        let shared = Arc::new(Shared {
            runs,
            next: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            parts: (0..threads).map(|_| AtomicU64::new(0)).collect(),
        });
        for thread in 0..threads {
            let (sweep, shared, outbox) = (sweep.clone(), shared.clone(), outbox.clone());
            let spawned = std::thread::Builder::new()
                .name(format!("sweep {thread}"))
                .spawn(move || serve(&sweep, &shared, thread, &outbox));
            match spawned {
                Ok(_) => {}
                Err(error) if thread == 0 => return Err(format!("the sweep could not begin: {error}")),
                // Those that began do all.
                Err(_) => break,
            }
        }
        Ok(Pool { rows, shared, total, came: 0 })
    }

    /// The next row; waits for it as long as `wait`.
    pub fn next(&mut self, wait: Duration) -> Next {
        if self.came >= self.total {
            return Next::Over;
        }
        match self.rows.recv_timeout(wait) {
            Ok(row) => {
                self.came += 1;
                Next::Row(row)
            }
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Over,
        }
    }

    /// Runs that are done, counting parts of those on their way.
    pub fn done(&self) -> f64 {
        let parts: f64 = self.shared.parts.iter().map(|bits| f64::from_bits(bits.load(Ordering::Relaxed))).sum();
        (self.came as f64 + parts).min(self.total as f64)
    }

    /// Runs in all.
    pub fn total(&self) -> usize {
        self.total
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
    }
}

fn serve<M: Model>(sweep: &Sweep<M>, shared: &Shared, thread: usize, outbox: &Sender<Row>) {
    let tell = |part: f64| shared.parts[thread].store(part.to_bits(), Ordering::Relaxed);
    while let Some(index) = shared.runs.get(shared.next.fetch_add(1, Ordering::Relaxed)) {
        let mut run = sweep.run(*index);
        let row = loop {
            if shared.stopped.load(Ordering::Relaxed) {
                return;
            }
            match catch_unwind(AssertUnwindSafe(|| run.advance())) {
                Ok(Some(row)) => break row,
                Ok(None) => tell(run.part()),
                Err(_) => break run.broken("the run broke off".to_owned()),
            }
        };
        tell(0.0);
        if outbox.send(row).is_err() {
            return;
        }
    }
}
