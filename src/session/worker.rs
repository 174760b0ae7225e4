//! The run itself, without a thread: one turn at a time, for a thread, a test, or a build without threads.

use super::{Command, Entry, Journal, Level, Notice, Pace, Setup, Speed, Status, Update};
use crate::param::{Edit, Effect, ParamError, apply};
use crate::sim::{Engine, FRAME_CAPACITY, Frame, Meter, Model, Statistics, Watch};
use std::sync::Arc;

/// What a turn did, and what to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// Running: come back after this many seconds, or at once when a command comes.
    Again { wait_s: f64 },
    /// Paused: nothing to do until a command comes.
    Idle,
    /// Asked to stop.
    Stopped,
}

/// A network being run. Time is told from outside, so that a turn is a pure matter of what it is given.
pub struct Worker<M: Model> {
    setup: Setup<M>,
    engine: Box<dyn Engine>,
    generation: u64,
    running: bool,
    stopped: bool,
    speed: Speed,
    /// Steps asked for by hand.
    by_hand: u64,
    watch: Watch,
    pace: Pace,
    meter: Meter,
    journal: Journal<M>,
    last_edit: Option<Edit>,
    /// Edits, loads and restarts so far.
    edits: u64,
    /// The statistics before the last change.
    before: Option<Statistics>,
    /// Whether the person knows of the alarm and goes on all the same.
    alarm_heard: bool,
    merged: u64,
    steps_per_s: f64,
    /// What is to be told, until somebody takes it.
    outbox: Option<Update>,
}

/// Steps done between two looks at the clock; small enough that every step fits a frame.
const BATCH: u64 = 1024;
/// Length of the sliding window of the live statistics, in time constants.
const WINDOW_TAU: f64 = 20.0;
/// What happens so soon after a start or an edit is left out of them, in time constants.
const SETTLE_TAU: f64 = 5.0;
/// A running worker looks at the clock at least this often.
const TICK_S: f64 = 1.0 / 60.0;

impl<M: Model> Worker<M> {
    /// Builds the network of `setup`, paused at step 0.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(setup: Setup<M>) -> Result<Self, ParamError> {
        const { assert!(BATCH as usize <= FRAME_CAPACITY) };
        let engine = setup.build()?;
        let layout = engine.layout();
        let mut worker = Worker {
            meter: Meter::new(&layout, WINDOW_TAU * layout.tau_s, SETTLE_TAU * layout.tau_s),
            watch: Watch::one(layout.first_watch),
            journal: Journal::new(setup.clone()),
            setup,
            engine,
            generation: 1,
            running: false,
            stopped: false,
            speed: Speed::Times(1.0),
            by_hand: 0,
            pace: Pace::default(),
            last_edit: None,
            edits: 0,
            before: None,
            alarm_heard: false,
            merged: 0,
            steps_per_s: 0.0,
            outbox: None,
        };
        worker.tell(Frame::new(1, &layout, 0));
        Ok(worker)
    }

    /// The record of all that decides the spikes.
    pub fn journal(&self) -> &Journal<M> {
        &self.journal
    }

    /// The present parameters.
    pub fn setup(&self) -> &Setup<M> {
        &self.setup
    }

    /// Takes what there is to tell.
    pub fn take(&mut self) -> Option<Update> {
        self.outbox.take()
    }

    /// Puts back what nobody had room for; what came since is merged behind it.
    pub fn put_back(&mut self, mut update: Update) {
        if let Some(later) = self.outbox.take() {
            self.merged += 1;
            update.merge(later);
        }
        self.outbox = Some(update);
    }

    /// Whether there is anything to tell.
    pub fn has_news(&self) -> bool {
        self.outbox.is_some()
    }

    /// Applies a command between two steps.
    pub fn apply(&mut self, command: Command<M>) {
        match command {
            Command::Run => {
                self.pace.restart();
                self.running = true;
            }
            Command::Pause => self.running = false,
            Command::Step(steps) => self.by_hand += steps,
            Command::Speed(speed) => {
                self.speed = speed;
                self.pace.restart();
            }
            Command::Watch(picks) => {
                if self.watch.picks[0] != picks[0] {
                    self.meter.restart_currents();
                }
                self.watch.picks = picks;
            }
            Command::Kick(to) => self.kick(to),
            Command::Load(setup) => {
                self.edits += 1;
                self.load(*setup);
                self.before = None;
            }
            Command::Restart => {
                self.edits += 1;
                self.load(self.setup.clone());
            }
            Command::Edit(edits) => {
                self.edits += 1;
                self.edit(edits);
            }
            Command::Stop => self.stopped = true,
        }
        // The picture answers even while paused.
        self.tell(Frame::new(self.generation, &self.engine.layout(), self.engine.step()));
    }

    /// Counts edits that a later one made needless.
    pub fn skip_edits(&mut self, count: u64) {
        self.edits += count;
    }

    fn load(&mut self, setup: Setup<M>) {
        match setup.build() {
            Ok(engine) => {
                self.install(engine);
                self.setup = setup;
                self.journal.push(self.engine.step(), Entry::Load(self.setup.clone()));
            }
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    fn install(&mut self, engine: Box<dyn Engine>) {
        let layout = engine.layout();
        self.generation += 1;
        self.meter = Meter::new(&layout, WINDOW_TAU * layout.tau_s, SETTLE_TAU * layout.tau_s);
        self.watch = self.watch.within(&layout);
        if self.watch.picks[0].is_none() {
            self.watch = Watch::one(layout.first_watch);
        }
        self.by_hand = 0;
        self.alarm_heard = false;
        self.engine = engine;
    }

    /// A new time begins: what was measured so far is what there was before.
    fn new_time(&mut self) {
        // While a hand still drags there is nothing settled to compare with.
        if let Some(settled) = self.meter.read() {
            self.before = Some(settled);
        }
        self.meter.restart();
    }

    fn kick(&mut self, to: Vec<(usize, f64)>) {
        match self.engine.kick(&to) {
            Ok(()) => {
                self.journal.push(self.engine.step(), Entry::Kick(to));
            }
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    fn edit(&mut self, edits: Vec<Edit>) {
        let settled = self.meter.read();
        let outcome = apply(&self.setup, &edits).and_then(|(setup, effect)| {
            match effect {
                Effect::Live => {
                    let before = self.engine.layout();
                    self.engine.edit(&edits)?;
                    let layout = self.engine.layout();
                    if !Arc::ptr_eq(&before, &layout) {
                        // Other neurons: what was measured is of the old ones.
                        self.meter = Meter::new(&layout, WINDOW_TAU * layout.tau_s, SETTLE_TAU * layout.tau_s);
                        self.watch = self.watch.within(&layout);
                        if self.watch.picks[0].is_none() {
                            self.watch = Watch::one(layout.first_watch);
                        }
                    }
                }
                Effect::Rebuild => {
                    let engine = setup.build()?;
                    self.install(engine);
                }
            }
            self.setup = setup;
            Ok(effect)
        });
        match outcome {
            Ok(effect) => {
                self.new_time();
                // A rebuilt network has a new meter.
                if settled.is_some() {
                    self.before = settled;
                }
                self.last_edit = edits.last().cloned();
                let entry = match effect {
                    Effect::Live => Entry::Edit(edits),
                    Effect::Rebuild => Entry::Load(self.setup.clone()),
                };
                self.journal.push(self.engine.step(), entry);
            }
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    /// One turn: the steps due at clock reading `now_s`, for at most `budget_s` as told by `clock`.
    pub fn turn(&mut self, now_s: f64, budget_s: f64, clock: impl Fn() -> f64) -> Turn {
        if self.stopped {
            return Turn::Stopped;
        }
        let layout = self.engine.layout();
        let mut due = std::mem::take(&mut self.by_hand);
        if self.running {
            due += self.pace.due(now_s, self.speed, layout.dt_s);
        }
        let mut frame = Frame::new(self.generation, &layout, self.engine.step());
        let (mut done, start_s, mut end_s) = (0, clock(), clock());
        while done < due {
            // A batch ends where something sets in.
            let event = self.engine.next_event().map_or(u64::MAX, |at| at - self.engine.step());
            let batch = BATCH.min(due - done).min(event);
            let mut part = Frame::new(self.generation, &layout, self.engine.step());
            let outcome = self.engine.advance(batch, &self.watch, &mut part);
            done += batch;
            self.meter.absorb(&part, batch);
            if batch == event {
                self.new_time();
            }
            frame.merge(part);
            end_s = clock();
            match self.engine.alarm() {
                // Heard once, it is quiet until the run has calmed down in between.
                None => self.alarm_heard = false,
                Some(alarm) if !self.alarm_heard && self.running && outcome.is_ok() => {
                    self.running = false;
                    self.alarm_heard = true;
                    self.notify(Level::Alarm, format!("{alarm}. Paused."));
                    break;
                }
                Some(_) => {}
            }
            if let Err(fault) = outcome {
                self.running = false;
                let after = self
                    .last_edit
                    .as_ref()
                    .map_or_else(String::new, |edit| format!(" after the edit {} = {}", edit.id, edit.value));
                self.notify(Level::Alarm, format!("{fault}{after}; stopped. Undo the edit or press R to start again."));
                break;
            }
            if end_s - start_s > budget_s {
                break;
            }
        }
        if done > 0 {
            if end_s > start_s {
                self.steps_per_s = done as f64 / (end_s - start_s);
            }
            self.pace.note(end_s, if self.running { done } else { 0 });
            self.tell(frame);
        }
        if self.running {
            Turn::Again { wait_s: self.pace.wait(self.speed, layout.dt_s, TICK_S).max(self.rest()) }
        } else {
            Turn::Idle
        }
    }

    /// At a set speed a frame per tick is enough; as fast as possible means without rest.
    fn rest(&self) -> f64 {
        if self.speed == Speed::Fastest { 0.0 } else { TICK_S }
    }

    /// Adds the present picture to `frame` and queues it.
    fn tell(&mut self, mut frame: Frame) {
        self.engine.depict(&self.watch, &mut frame);
        frame.edits = self.edits;
        let layout = self.engine.layout();
        let status = Status {
            running: self.running,
            wanted: self.speed,
            reached: self.pace.reached(layout.dt_s),
            steps_per_s: self.steps_per_s,
            merged: self.merged,
        };
        let (statistics, before) = (self.meter.read(), self.before.clone());
        let update = Update { frame, layout, status, statistics, before, notices: Vec::new() };
        match &mut self.outbox {
            Some(waiting) => {
                self.merged += 1;
                waiting.merge(update);
            }
            None => self.outbox = Some(update),
        }
    }

    /// Queues a sentence for the person.
    pub fn notify(&mut self, level: Level, text: String) {
        if self.outbox.is_none() {
            self.tell(Frame::new(self.generation, &self.engine.layout(), self.engine.step()));
        }
        if let Some(update) = &mut self.outbox {
            update.notices.push(Notice { level, text });
        }
    }

    /// After a panic inside the engine: says so, builds the network anew and waits.
    ///
    /// # Errors
    /// If it cannot be built anew.
    pub fn recover(&mut self, what: &str) -> Result<(), ParamError> {
        let edited = self
            .last_edit
            .as_ref()
            .map_or_else(String::new, |edit| format!(", last edit {} = {}", edit.id, edit.value));
        let text = format!(
            "the simulation failed ({what}) at step {}{edited}; it was started again and waits",
            self.engine.step()
        );
        let engine = self.setup.build()?;
        self.install(engine);
        self.journal.push(self.engine.step(), Entry::Load(self.setup.clone()));
        self.running = false;
        self.outbox = None;
        self.notify(Level::Error, text);
        Ok(())
    }
}
