//! Threads that help with a step of a large network. What is shared out are parts that know nothing of each other, so that
//! results do not depend on how many there are; where no thread can be had, whoever asks does all of it.
//!
//! The crew waits for work and lives as long as the program. One run at a time has it: several at once keep the processors
//! busy by themselves.

use super::cores;
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use web_time::Instant;

type Task = Box<dyn FnOnce() + Send>;

/// Tasks that wait at most; beyond that whoever asks does them at once.
const WAITING: usize = 256;
/// More never pay.
const MOST: usize = 16;
/// So long a helper looks for more before it goes to sleep: waking up takes longer than a step.
const AWAKE: Duration = Duration::from_micros(60);

struct Crew {
    ask: Sender<Task>,
    tasks: Receiver<Task>,
    helpers: Mutex<usize>,
    is_taken: AtomicBool,
}

static CREW: OnceLock<Crew> = OnceLock::new();
/// Threads a step may use; 0: as many as there are processors.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// Steps of large networks use so many threads from now on; 0 stands for as many as there are processors. It changes how long
/// a step takes and nothing else.
pub fn use_threads(threads: usize) {
    THREADS.store(threads.min(MOST), Ordering::Relaxed);
}

fn threads() -> usize {
    static ALL: OnceLock<usize> = OnceLock::new();
    match THREADS.load(Ordering::Relaxed) {
        0 => *ALL.get_or_init(|| cores().clamp(1, MOST)),
        threads => threads,
    }
}

impl Crew {
    fn get() -> &'static Crew {
        CREW.get_or_init(|| {
            let (ask, tasks) = bounded(WAITING);
            Crew { ask, tasks, helpers: Mutex::new(0), is_taken: AtomicBool::new(false) }
        })
    }

    /// Sees to it that there are so many helpers, or as many as can be had.
    fn hire(&self, wanted: usize) {
        let mut helpers = self.helpers.lock().unwrap_or_else(PoisonError::into_inner);
        while *helpers < wanted {
            let tasks = self.tasks.clone();
            let thread = std::thread::Builder::new().name(format!("step {}", *helpers + 2));
            if thread.spawn(move || help(&tasks)).is_err() {
                return;
            }
            *helpers += 1;
        }
    }
}

fn help(tasks: &Receiver<Task>) {
    let mut idle_since = Instant::now();
    loop {
        let task = match tasks.try_recv() {
            Ok(task) => task,
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) if idle_since.elapsed() < AWAKE => {
                std::hint::spin_loop();
                continue;
            }
            Err(TryRecvError::Empty) => match tasks.recv() {
                Ok(task) => task,
                Err(_) => return,
            },
        };
        // Whoever asked hears of a panic by an answer that never comes.
        let _ = catch_unwind(AssertUnwindSafe(task));
        idle_since = Instant::now();
    }
}

/// Lets go of the crew also when a task panics.
struct Taken<'a>(&'a Crew);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.is_taken.store(false, Ordering::Release);
    }
}

/// Does `work` on every part, on some threads, and gives the parts back in their order.
///
/// # Panics
/// If `work` panics.
pub fn share<T: Send + 'static>(parts: Vec<T>, work: impl Fn(&mut T) + Send + Sync + 'static) -> Vec<T> {
    let alone = |mut parts: Vec<T>, work: &dyn Fn(&mut T)| {
        parts.iter_mut().for_each(work);
        parts
    };
    let threads = threads().min(parts.len());
    if threads <= 1 {
        return alone(parts, &work);
    }
    let crew = Crew::get();
    if crew.is_taken.swap(true, Ordering::Acquire) {
        return alone(parts, &work);
    }
    let _taken = Taken(crew);
    crew.hire(threads - 1);
    let count = parts.len();
    let work = Arc::new(work);
    let (answer, answers) = bounded::<(usize, T)>(count);
    for (place, mut part) in parts.into_iter().enumerate() {
        let (work, answer) = (work.clone(), answer.clone());
        let task: Task = Box::new(move || {
            work(&mut part);
            // Nobody listens any more if another part panicked.
            let _ = answer.send((place, part));
        });
        if let Err(refused) = crew.ask.try_send(task) {
            (refused.into_inner())();
        }
    }
    drop(answer);
    let mut back: Vec<Option<T>> = (0..count).map(|_| None).collect();
    while let Ok(task) = crew.tasks.try_recv() {
        task();
    }
    // Whatever is left is being done.
    for (place, part) in answers {
        back[place] = Some(part);
    }
    let back: Vec<T> = back.into_iter().flatten().collect();
    assert!(back.len() == count, "a part of a step failed on another thread");
    back
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_order_whoever_did_them() {
        for threads in [1, 2, 3, 8] {
            use_threads(threads);
            let parts = share((0..100u64).collect(), |part| *part = *part * *part);
            assert_eq!(parts, (0..100).map(|k| k * k).collect::<Vec<u64>>());
        }
        use_threads(0);
    }

    #[test]
    fn a_panic_in_a_part_is_one_of_who_asked_and_the_crew_goes_on() {
        use_threads(2);
        let failed = catch_unwind(|| share(vec![0, 1, 2, 3], |part| assert!(*part != 2, "injected")));
        assert!(failed.is_err());
        assert_eq!(share(vec![1, 2, 3], |part| *part += 1), [2, 3, 4]);
        use_threads(0);
    }
}
