//! The worker on a thread of its own, and the handle that a window holds.

use super::{Command, Setup, Turn, Update, Worker};
use crate::machine::give_back;
use crate::param::ParamError;
use crate::sim::Model;
use crossbeam_channel::{Receiver, RecvTimeoutError, Select, Sender, TryRecvError, TrySendError, bounded};
use std::collections::VecDeque;
use std::thread::JoinHandle;
use std::time::Duration;
use web_time::Instant;

/// Commands that may wait; a window that drags faster than a rebuild takes keeps the rest itself.
const COMMANDS: usize = 256;
/// Updates that may wait; more are merged.
const UPDATES: usize = 2;
/// Longest stretch of stepping between two looks at the commands.
const BUDGET_S: f64 = 0.008;
/// A worker sees so often that memory is given back: while it works, which may need none, and for so many times when it has
/// nothing to do.
const TIDY: Duration = Duration::from_millis(300);
const TIDIES: usize = 10;

/// A running session.
pub struct Session<M: Model> {
    commands: Sender<Command<M>>,
    updates: Receiver<Update>,
    backlog: VecDeque<Command<M>>,
    /// Edits that a later one made needless: they count as done.
    thinned: u64,
    thread: Option<JoinHandle<()>>,
}

impl<M: Model> Session<M> {
    /// Starts a worker, paused; `wake` is called whenever there is an update to fetch.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn spawn(setup: Setup<M>, wake: impl Fn() + Send + 'static) -> Result<Self, ParamError> {
        let mut worker = Worker::new(setup)?;
        worker.use_threads();
        let (commands, inbox) = bounded(COMMANDS);
        let (outbox, updates) = bounded(UPDATES);
        let thread = std::thread::spawn(move || serve(worker, &inbox, &outbox, &wake));
        Ok(Session { commands, updates, backlog: VecDeque::new(), thinned: 0, thread: Some(thread) })
    }

    /// Sends a command; never blocks and never loses one.
    pub fn send(&mut self, command: Command<M>) {
        self.backlog.push_back(command);
        self.flush();
    }

    fn flush(&mut self) {
        while let Some(command) = self.backlog.pop_front() {
            if let Err(TrySendError::Full(command)) = self.commands.try_send(command) {
                self.backlog.push_front(command);
                self.thinned += thin(&mut self.backlog);
                break;
            }
        }
    }

    /// The next update, if there is one.
    pub fn poll(&mut self) -> Option<Update> {
        self.flush();
        let mut update = self.updates.try_recv().ok()?;
        update.frame.edits += self.thinned;
        Some(update)
    }

    /// Whether the worker is still there.
    pub fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl<M: Model> Drop for Session<M> {
    fn drop(&mut self) {
        // Without a receiver the worker stops at its next turn even if the commands are full.
        self.send(Command::Stop);
        let (_, nobody) = bounded(0);
        self.updates = nobody;
        if let Some(thread) = self.thread.take() {
            // A panic was already told as a notice.
            let _ = thread.join();
        }
    }
}

/// Of two edits of the same parameters at the end only the last counts; returns how many went.
fn thin<M: Model>(commands: &mut VecDeque<Command<M>>) -> u64 {
    if let [.., Command::Edit(before, plan), Command::Edit(last, last_plan)] = commands.make_contiguous() {
        let ids = |edits: &[crate::param::Edit]| edits.iter().map(|edit| edit.id.clone()).collect::<Vec<_>>();
        if ids(before) == ids(last) {
            *before = std::mem::take(last);
            *plan = last_plan.take();
            commands.pop_back();
            return 1;
        }
    }
    0
}

fn serve<M: Model>(mut worker: Worker<M>, inbox: &Receiver<Command<M>>, outbox: &Sender<Update>, wake: &dyn Fn()) {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64();
    let (mut tidies, mut tidied) = (TIDIES, Instant::now());
    loop {
        // All that waits, at once: of edits in a row that set the same, only the last is worth its work.
        let mut waiting: VecDeque<Command<M>> = VecDeque::new();
        loop {
            match inbox.try_recv() {
                Ok(command) => {
                    waiting.push_back(command);
                    worker.skip_edits(thin(&mut waiting));
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return,
            }
        }
        for command in waiting {
            tidies = TIDIES;
            worker.safely(|worker| worker.apply(command));
        }
        let mut turn = Turn::Idle;
        worker.safely(|worker| turn = worker.turn(clock(), BUDGET_S, clock));
        match turn {
            Turn::Stopped => return,
            Turn::Again { .. } => {
                tidies = TIDIES;
                if tidied.elapsed() >= TIDY {
                    give_back();
                    tidied = Instant::now();
                }
            }
            _ => {}
        }
        if let Some(update) = worker.take() {
            match outbox.try_send(update) {
                Ok(()) => wake(),
                Err(TrySendError::Full(update)) => worker.put_back(update),
                Err(TrySendError::Disconnected(_)) => return,
            }
        }
        let command = match turn {
            Turn::Again { wait_s } if wait_s <= 0.0 => continue,
            Turn::Again { wait_s } => inbox.recv_timeout(Duration::from_secs_f64(wait_s)).ok(),
            // It waits: listen for a command, and for room if something is still to be told.
            _ => match worker.take() {
                None if turn == Turn::Full => continue,
                None if tidies > 0 => match inbox.recv_timeout(TIDY) {
                    Ok(command) => Some(command),
                    Err(RecvTimeoutError::Timeout) => {
                        give_back();
                        tidies -= 1;
                        None
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                },
                None => match inbox.recv() {
                    Ok(command) => Some(command),
                    Err(_) => return,
                },
                Some(update) => {
                    let mut either = Select::new();
                    let asked = either.recv(inbox);
                    either.send(outbox);
                    let ready = either.select();
                    if ready.index() == asked {
                        worker.put_back(update);
                        match ready.recv(inbox) {
                            Ok(command) => Some(command),
                            Err(_) => return,
                        }
                    } else if ready.send(outbox, update).is_ok() {
                        wake();
                        None
                    } else {
                        return;
                    }
                }
            },
        };
        if let Some(command) = command {
            tidies = TIDIES;
            worker.safely(|worker| worker.apply(command));
        }
    }
}
