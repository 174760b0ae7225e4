//! How a window reaches a worker: over channels to a thread, or directly where there is none.

use super::{Command, Session, Setup, Update, Worker};
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
        self.worker.apply(command);
    }

    fn poll(&mut self) -> Option<Update> {
        // One update a tick: the caller polls until there is none.
        self.polled = !self.polled;
        if !self.polled {
            return None;
        }
        self.now_s += self.tick_s;
        self.worker.turn(self.now_s, f64::INFINITY, || 0.0);
        self.worker.take()
    }
}
