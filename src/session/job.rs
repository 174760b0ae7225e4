//! Whatever takes long runs beside the run: a piece of work that is done in slices, on a thread of its own or, where
//! there are none, a little with each look at it.
//!
//! A job tells how far it is, may tell of results on the way, can be cancelled, and never blocks who looks at it.
//! A panic in it is told like any other failure.

use crate::machine::{HAS_THREADS, clock_s};
use crate::sim::caught;
use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Work that is done in slices.
pub trait Work: Send + 'static {
    /// What comes out at the end.
    type Output: Send + 'static;
    /// What may be told on the way; of several that nobody has asked for in time, the last counts.
    type Told: Send + 'static;

    /// What it is, for people.
    fn name(&self) -> String;

    /// Does one slice, of a few milliseconds at most.
    ///
    /// # Errors
    /// A sentence that says why it cannot go on; it is not called again.
    fn advance(&mut self) -> Result<Slice<Self::Output, Self::Told>, String>;
}

/// What a slice came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Slice<T, N = ()> {
    /// There is more to do.
    More {
        /// How much is done, from 0 to 1.
        part: f64,
        /// What there is to tell.
        told: Option<N>,
    },
    /// All is done.
    Done(T),
}

/// Where a job runs.
pub enum Mode {
    /// On a thread of its own; `wake` is called when there is something to look at.
    Thread {
        /// Tells the window that it should look.
        wake: Box<dyn Fn() + Send>,
    },
    /// Within each look at it: one slice, and more until the budget is spent.
    Slices {
        /// Seconds by `clock`.
        budget_s: f64,
        /// The time in seconds.
        clock: fn() -> f64,
    },
}

impl Mode {
    /// On a thread whose news is looked for, so that it need not wake anybody.
    pub fn quiet_thread() -> Self {
        Mode::Thread { wake: Box::new(|| {}) }
    }

    /// Beside whoever looks at it every frame: on a thread, or a little with each look where there are none.
    pub fn beside() -> Self {
        if HAS_THREADS { Mode::quiet_thread() } else { Mode::Slices { budget_s: BUDGET_S, clock: clock_s } }
    }
}

/// What a look at a job finds.
#[derive(Clone, Debug, PartialEq)]
pub enum News<T, N = ()> {
    /// Something on the way.
    Told(N),
    /// The end: what came out, or why nothing did.
    Ended(Result<T, String>),
}

type NewsOf<W> = News<<W as Work>::Output, <W as Work>::Told>;

/// Of a frame in which nothing has a thread, so much goes to each piece of work.
const BUDGET_S: f64 = 0.004;
/// News that may wait.
const NEWS: usize = 16;

/// A piece of work on its way. Dropping it cancels it without waiting.
pub struct Job<W: Work> {
    name: String,
    part: f64,
    place: Place<W>,
}

enum Place<W: Work> {
    Thread {
        news: Receiver<NewsOf<W>>,
        shared: Arc<Shared>,
    },
    Here {
        work: Box<W>,
        budget_s: f64,
        clock: fn() -> f64,
        /// When the present look began, if it has told something.
        began_s: Option<f64>,
    },
    /// It could not begin.
    Stillborn(String),
    Over,
}

/// What both sides see.
struct Shared {
    /// Bits of the part that is done.
    part: AtomicU64,
    cancelled: AtomicBool,
}

impl<W: Work> Job<W> {
    /// Begins.
    pub fn start(work: W, mode: Mode) -> Self {
        let name = work.name();
        let place = match mode {
            Mode::Slices { budget_s, clock } => Place::Here { work: Box::new(work), budget_s, clock, began_s: None },
            Mode::Thread { wake } => {
                let (sender, news) = bounded(NEWS);
                let shared =
                    Arc::new(Shared { part: AtomicU64::new(0f64.to_bits()), cancelled: AtomicBool::new(false) });
                let theirs = shared.clone();
                let thread = std::thread::Builder::new().name(name.chars().filter(|c| *c != '\0').collect());
                match thread.spawn(move || serve(work, &sender, &theirs, &*wake)) {
                    Ok(_) => Place::Thread { news, shared },
                    Err(error) => Place::Stillborn(format!("{name} could not begin: {error}")),
                }
            }
        };
        Job { name, part: 0.0, place }
    }

    /// What it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How much is done, from 0 to 1; never falls.
    pub fn progress(&self) -> f64 {
        match &self.place {
            Place::Thread { shared, .. } => f64::from_bits(shared.part.load(Ordering::Relaxed)).max(self.part),
            _ => self.part,
        }
    }

    /// Whether its end has neither been seen nor been brought about.
    pub fn is_running(&self) -> bool {
        !matches!(self.place, Place::Over)
    }

    /// Ends it without an outcome; a thread stops after its present slice, and nobody waits for it.
    pub fn cancel(&mut self) {
        if let Place::Thread { shared, .. } = &self.place {
            shared.cancelled.store(true, Ordering::Relaxed);
        }
        self.part = self.progress();
        self.place = Place::Over;
    }

    /// Looks at it: what there is to tell, in order. Where there is no thread, this is when it is worked at.
    pub fn poll(&mut self) -> Option<News<W::Output, W::Told>> {
        let news = match &mut self.place {
            Place::Over => None,
            Place::Stillborn(why) => Some(News::Ended(Err(std::mem::take(why)))),
            Place::Thread { news, .. } => match news.try_recv() {
                Ok(news) => Some(news),
                Err(TryRecvError::Empty) => None,
                // It always tells its end, so this cannot be; waiting for ever would be worse.
                Err(TryRecvError::Disconnected) => Some(News::Ended(Err(format!("{} was lost", self.name)))),
            },
            Place::Here { work, budget_s, clock, began_s } => {
                // Who asks again for more news still has the same look.
                let again = began_s.take();
                let start_s = again.unwrap_or_else(*clock);
                loop {
                    if again.is_some() && clock() - start_s >= *budget_s {
                        break None;
                    }
                    match guarded(&mut **work) {
                        Ok(Slice::More { part, told }) => {
                            self.part = later(self.part, part);
                            if let Some(told) = told {
                                *began_s = Some(start_s);
                                break Some(News::Told(told));
                            }
                            if clock() - start_s >= *budget_s {
                                break None;
                            }
                        }
                        Ok(Slice::Done(output)) => break Some(News::Ended(Ok(output))),
                        Err(why) => break Some(News::Ended(Err(why))),
                    }
                }
            }
        };
        if let Some(News::Ended(outcome)) = &news {
            self.part = if outcome.is_ok() { 1.0 } else { self.progress() };
            self.place = Place::Over;
        }
        news
    }
}

impl<W: Work> Drop for Job<W> {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Progress never falls and stays within 0 and 1; NaN does not count.
fn later(before: f64, part: f64) -> f64 {
    before.max(part.min(1.0))
}

fn serve<W: Work>(mut work: W, outbox: &Sender<NewsOf<W>>, shared: &Shared, wake: &dyn Fn()) {
    let mut part = 0.0;
    // What found no room; the next replaces it.
    let mut waiting: Option<W::Told> = None;
    while !shared.cancelled.load(Ordering::Relaxed) {
        let ended = match guarded(&mut work) {
            Ok(Slice::More { part: reached, told }) => {
                let percent = (part * 100.0) as u64;
                part = later(part, reached);
                shared.part.store(part.to_bits(), Ordering::Relaxed);
                waiting = told.or(waiting);
                let mut new = (part * 100.0) as u64 > percent;
                if let Some(told) = waiting.take() {
                    match outbox.try_send(News::Told(told)) {
                        Ok(()) => new = true,
                        Err(TrySendError::Full(News::Told(told))) => waiting = Some(told),
                        Err(_) => return,
                    }
                }
                if new {
                    wake();
                }
                continue;
            }
            Ok(Slice::Done(output)) => Ok(output),
            Err(why) => Err(why),
        };
        // The end waits for room; if nobody will look any more, there is no one to tell.
        let last = waiting.take().map(News::Told).into_iter().chain([News::Ended(ended)]);
        for news in last {
            if outbox.send(news).is_err() {
                return;
            }
            wake();
        }
        return;
    }
}

/// A slice in which a panic is a failure.
fn guarded<W: Work>(work: &mut W) -> Result<Slice<W::Output, W::Told>, String> {
    caught(|| work.advance()).unwrap_or_else(|what| Err(format!("{} failed: {what}", work.name())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    /// Adds numbers up and tells every sum.
    struct Sum {
        next: u64,
        end: u64,
        sum: u64,
        /// Where it panics, and where it gives up.
        breaks_at: Option<u64>,
        fails_at: Option<u64>,
        pause: Duration,
        /// Gone when the work is.
        _alive: Option<Sender<()>>,
    }

    fn sum(end: u64) -> Sum {
        Sum { next: 0, end, sum: 0, breaks_at: None, fails_at: None, pause: Duration::ZERO, _alive: None }
    }

    impl Work for Sum {
        type Output = u64;
        type Told = u64;

        fn name(&self) -> String {
            "a sum".to_owned()
        }

        fn advance(&mut self) -> Result<Slice<u64, u64>, String> {
            std::thread::sleep(self.pause);
            assert!(self.breaks_at != Some(self.next), "told to break");
            if self.fails_at == Some(self.next) {
                return Err("no more numbers".to_owned());
            }
            if self.next == self.end {
                return Ok(Slice::Done(self.sum));
            }
            self.sum += self.next;
            self.next += 1;
            Ok(Slice::More { part: self.next as f64 / self.end as f64, told: Some(self.sum) })
        }
    }

    fn modes() -> [Mode; 2] {
        [Mode::quiet_thread(), Mode::Slices { budget_s: 0.0, clock: || 0.0 }]
    }

    /// All that is told, and the outcome.
    fn finish(job: &mut Job<Sum>) -> (Vec<u64>, Result<u64, String>) {
        let (mut told, mut part) = (Vec::new(), 0.0);
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            assert!(job.progress() >= part && job.progress() <= 1.0, "progress never falls");
            part = job.progress();
            match job.poll() {
                Some(News::Told(value)) => told.push(value),
                Some(News::Ended(outcome)) => return (told, outcome),
                None => std::thread::yield_now(),
            }
        }
        panic!("it never ended");
    }

    #[test]
    fn a_thread_and_slices_come_to_the_same() {
        for mode in modes() {
            let mut job = Job::start(sum(1000), mode);
            assert!(job.is_running() && job.name() == "a sum");
            let (told, outcome) = finish(&mut job);
            assert_eq!(outcome, Ok(499_500));
            assert!(told.is_sorted() && told.last() == Some(&499_500), "in order, and the last is never lost");
            assert_eq!(job.progress(), 1.0);
            assert!(!job.is_running() && job.poll().is_none());
        }
    }

    #[test]
    fn a_reader_that_sleeps_misses_only_what_is_out_of_date() {
        let mut job = Job::start(sum(1000), Mode::quiet_thread());
        while job.progress() < 1.0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let (told, outcome) = finish(&mut job);
        assert_eq!((outcome, told.last()), (Ok(499_500), Some(&499_500)));
        assert!(told.len() <= NEWS + 1, "{} waited", told.len());
    }

    #[test]
    fn a_failure_and_a_panic_are_told() {
        for mode in modes() {
            let mut job = Job::start(Sum { fails_at: Some(3), ..sum(10) }, mode);
            assert_eq!(finish(&mut job), (vec![0, 1, 3], Err("no more numbers".to_owned())));
            assert!(job.progress() < 1.0);
        }
        for mode in modes() {
            let mut job = Job::start(Sum { breaks_at: Some(2), ..sum(10) }, mode);
            let (_, outcome) = finish(&mut job);
            assert!(outcome.unwrap_err().contains("told to break"));
            assert!(!job.is_running());
        }
    }

    #[test]
    fn what_is_cancelled_or_dropped_ends_without_a_wait() {
        for drops in [false, true] {
            for mode in modes() {
                let (alive, ended) = bounded::<()>(1);
                let slow = Sum { pause: Duration::from_millis(300), _alive: Some(alive), ..sum(u64::MAX) };
                let mut job = Job::start(slow, mode);
                std::thread::sleep(Duration::from_millis(30));
                job.poll();
                let start = Instant::now();
                if drops {
                    drop(job);
                } else {
                    job.cancel();
                    assert!(!job.is_running() && job.poll().is_none());
                }
                assert!(start.elapsed() < Duration::from_millis(150), "it must not wait for the slice");
                // The work held the only sender.
                let gone = ended.recv_timeout(Duration::from_secs(5));
                assert_eq!(gone, Err(crossbeam_channel::RecvTimeoutError::Disconnected));
            }
        }
    }

    #[test]
    fn slices_keep_to_their_budget() {
        // One slice a look, however often who looks asks for more news.
        let mut job = Job::start(sum(5), Mode::Slices { budget_s: 0.0, clock: || 0.0 });
        let mut looks = 0;
        while job.is_running() {
            looks += 1;
            assert!(std::iter::from_fn(|| job.poll()).count() <= 1);
        }
        assert_eq!(looks, 6);
        // A clock that stands still leaves all to the first look.
        let mut job = Job::start(sum(5), Mode::Slices { budget_s: 1.0, clock: || 0.0 });
        assert_eq!(std::iter::from_fn(|| job.poll()).count(), 6);
    }

    #[test]
    fn who_waits_is_woken() {
        let (bell, rung) = bounded(1);
        let wake = Box::new(move || {
            let _ = bell.try_send(());
        });
        let mut job = Job::start(sum(3), Mode::Thread { wake });
        let mut outcome = None;
        while outcome.is_none() {
            rung.recv_timeout(Duration::from_secs(5)).unwrap();
            while let Some(news) = job.poll() {
                if let News::Ended(ended) = news {
                    outcome = Some(ended);
                }
            }
        }
        assert_eq!(outcome, Some(Ok(3)));
    }
}
