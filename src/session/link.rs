//! How a window reaches a worker: over channels to a thread, or directly where there is none.

use super::{Command, LAG_S, Session, Setup, Turn, Update, Worker};
use crate::machine::clock_s;
use crate::param::ParamError;
use crate::sim::Model;

/// Commands there, updates back.
pub trait Link<M: Model> {
    /// Sends a command; never blocks.
    fn send(&mut self, command: Command<M>);
    /// The next update, if there is one.
    fn poll(&mut self) -> Option<Update>;
}

impl<M: Model> Link<M> for Session<M> {
    fn send(&mut self, command: Command<M>) {
        Session::send(self, command);
    }

    fn poll(&mut self) -> Option<Update> {
        Session::poll(self)
    }
}

/// A worker without a thread; every poll is one tick of a clock that runs in even ticks.
pub struct Inline<M: Model> {
    worker: Worker<M>,
    tick_s: f64,
    now_s: f64,
    polled: bool,
}

impl<M: Model> Inline<M> {
    /// A paused worker whose clock moves on by `tick_s` between polls that found nothing more to tell.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(setup: Setup<M>, tick_s: f64) -> Result<Self, ParamError> {
        Ok(Inline { worker: Worker::new(setup)?, tick_s, now_s: 0.0, polled: false })
    }
}

impl<M: Model> Link<M> for Inline<M> {
    fn send(&mut self, command: Command<M>) {
        self.worker.safely(|worker| worker.apply(command));
    }

    fn poll(&mut self) -> Option<Update> {
        // One update a tick: the caller polls until there is none.
        self.polled = !self.polled;
        if !self.polled {
            return None;
        }
        self.now_s += self.tick_s;
        let now_s = self.now_s;
        self.worker.safely(|worker| _ = worker.turn(now_s, f64::INFINITY, || 0.0));
        self.worker.take()
    }
}

/// A worker that works a while in each frame, where there are no threads.
pub struct InFrames<M: Model> {
    worker: Worker<M>,
    /// Seconds of a frame that are its own.
    budget_s: Box<dyn Fn() -> f64>,
    /// Asks for the next frame, in so many seconds.
    wake: Box<dyn Fn(f64)>,
    /// Up to when it has worked, by the clock.
    until_s: f64,
    polled: bool,
}

/// Frames that come slower than this are not made up for, as those of a page that nobody sees.
const SLOWEST_S: f64 = 1.0;

impl<M: Model> InFrames<M> {
    /// A paused worker. `budget_s` says how long it may work in a frame, `wake` asks for one in so many seconds.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(
        setup: Setup<M>,
        budget_s: impl Fn() -> f64 + 'static,
        wake: impl Fn(f64) + 'static,
    ) -> Result<Self, ParamError> {
        let worker = Worker::new(setup)?;
        let (budget_s, wake, until_s) = (Box::new(budget_s), Box::new(wake), clock_s());
        Ok(InFrames { worker, budget_s, wake, until_s, polled: false })
    }
}

impl<M: Model> Link<M> for InFrames<M> {
    fn send(&mut self, command: Command<M>) {
        self.worker.safely(|worker| worker.apply(command));
        // What was before is not made up for: it may have been a pause.
        self.until_s = clock_s();
        (self.wake)(0.0);
    }

    fn poll(&mut self) -> Option<Update> {
        // One turn a frame: the caller polls until there is none.
        self.polled = !self.polled;
        if !self.polled {
            return None;
        }
        let (mut turn, budget_s, began_s) = (Turn::Idle, (self.budget_s)(), clock_s());
        self.until_s = self.until_s.max(began_s - SLOWEST_S);
        loop {
            // A turn makes up for as much time and no more.
            self.until_s = (self.until_s + LAG_S).min(began_s);
            let (until_s, left_s) = (self.until_s, budget_s - (clock_s() - began_s));
            self.worker.safely(|worker| turn = worker.turn(until_s, left_s, clock_s));
            let goes_on = matches!(turn, Turn::Again { .. });
            if until_s >= began_s || !goes_on || clock_s() - began_s >= budget_s {
                break;
            }
        }
        self.until_s = began_s;
        match turn {
            Turn::Again { wait_s } => (self.wake)(wait_s),
            // What was told is taken now.
            Turn::Full => (self.wake)(0.0),
            Turn::Idle | Turn::Stopped => {}
        }
        let update = self.worker.take();
        self.polled = update.is_some();
        update
    }
}
