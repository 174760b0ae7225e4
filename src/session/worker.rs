//! The run itself, without a thread: one turn at a time, for a thread, a test, or a build without threads.

use super::beside::Beside;
use super::change::{Change, Origin, told};
use super::kept::{Kept, MOST};
use super::rush::Rush;
use super::{Command, Deed, Entry, Journal, Level, Notice, Pace, Setup, Speed, Status, Update};
use crate::param::{Edit, Effect, ParamError};
use crate::picture::{Depiction, Layout, NeuronId, Picks};
use crate::sim::{BATCH, Engine, FRAME_CAPACITY, Frame, Meter, Model, Runner, Statistics, Verdict, Watch, judge};
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
    runner: Runner<M>,
    generation: u64,
    running: bool,
    stopped: bool,
    speed: Speed,
    /// Steps asked for by hand.
    by_hand: u64,
    pace: Pace,
    meter: Meter,
    journal: Journal<M>,
    /// How it was before the newest deeds, or after them if they were taken back.
    kept: Kept<M>,
    /// Whose synapses are told.
    asked: Vec<NeuronId>,
    last_edit: Option<Edit>,
    /// Edits, loads, deeds and swaps so far.
    edits: u64,
    /// The statistics before the last change.
    before: Option<Statistics>,
    /// The picture of it, and the step of the change; none if the last change was to the state.
    origin: Option<Origin>,
    /// The last picture told.
    shown: Option<Arc<Depiction>>,
    /// Whether the person knows of the alarm and goes on all the same.
    alarm_heard: bool,
    /// Whether it stands still since an alarm paused it: an edit, which may cure it, lets it go on.
    paused_by_alarm: bool,
    /// A stretch that is run whatever speed is set, and whether it runs or not.
    rush: Option<Rush>,
    /// What is found out beside the run.
    beside: Beside,
    merged: u64,
    steps_per_s: f64,
    /// What is to be told, until somebody takes it.
    outbox: Option<Update>,
}

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
        let journal = Journal::new(setup.clone());
        let runner = Runner::new(setup)?;
        let layout = runner.layout().clone();
        let mut worker = Worker {
            meter: meter(&layout),
            journal,
            kept: Kept::default(),
            runner,
            generation: 1,
            running: false,
            stopped: false,
            speed: Speed::Times(1.0),
            by_hand: 0,
            pace: Pace::default(),
            asked: Vec::new(),
            last_edit: None,
            edits: 0,
            before: None,
            origin: None,
            shown: None,
            alarm_heard: false,
            paused_by_alarm: false,
            rush: None,
            beside: Beside::default(),
            merged: 0,
            steps_per_s: 0.0,
            outbox: None,
        };
        worker.look_into();
        worker.tell(Frame::new(1, &layout, 0));
        Ok(worker)
    }

    /// What takes long gets a thread from now on, instead of a part of each turn.
    pub fn use_threads(&mut self) {
        self.beside.use_threads();
        self.look_into();
    }

    /// Begins with what takes long to say of the present network.
    fn look_into(&mut self) {
        self.beside.look_into(&self.runner);
    }

    /// Tells what was found out beside the run.
    fn look_beside(&mut self) {
        let (has_news, failed) = self.beside.look(&self.runner);
        if has_news {
            self.tell(self.frame());
        }
        failed.into_iter().for_each(|text| self.notify(Level::Error, text));
    }

    /// The record of all that decides the spikes.
    pub fn journal(&self) -> &Journal<M> {
        &self.journal
    }

    /// The run.
    pub fn runner(&self) -> &Runner<M> {
        &self.runner
    }

    /// The present parameters.
    pub fn setup(&self) -> &Setup<M> {
        self.runner.setup()
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
                (self.running, self.paused_by_alarm) = (true, false);
            }
            Command::Pause => {
                (self.running, self.rush) = (false, None);
                self.paused_by_alarm = false;
            }
            Command::Calm => self.calm(),
            Command::Step(steps) => self.by_hand += steps,
            Command::Speed(speed) => {
                self.speed = speed;
                self.pace.restart();
            }
            Command::Watch(picks) => self.watch(picks),
            Command::Synapses(asked) => self.asked = asked,
            Command::Load(setup, plan) => {
                self.edits += 1;
                self.load(*setup, plan);
                (self.before, self.origin) = (None, None);
            }
            Command::Do { deed, id } => {
                self.edits += 1;
                self.deed(deed, id);
            }
            Command::Swap(id) => {
                self.edits += 1;
                self.swap(id);
            }
            Command::Edit(edits, plan) => {
                self.edits += 1;
                if std::mem::take(&mut self.paused_by_alarm) {
                    self.pace.restart();
                    self.running = true;
                }
                self.edit(edits, plan);
            }
            Command::Ask(look) => return look(&self.runner),
            Command::Stop => self.stopped = true,
        }
        // The picture answers even while paused.
        self.tell(self.frame());
    }

    /// An empty frame from now on.
    fn frame(&self) -> Frame {
        Frame::new(self.generation, self.runner.layout(), self.runner.step())
    }

    /// Whether steps are being done, at the set speed or in a hurry.
    fn is_running(&self) -> bool {
        self.running || self.rush.is_some()
    }

    /// Runs so many simulated seconds as fast as possible.
    fn hurry(&mut self, seconds: f64) -> Result<(), ParamError> {
        let Some(rush) = Rush::new(self.runner.step(), seconds, self.runner.layout().dt_s) else {
            let message = format!("given {seconds} s to hurry; allowed is a time step or more");
            return Err(ParamError::Conflict { message });
        };
        self.rush = Some(rush);
        self.pace.restart();
        Ok(())
    }

    /// Goes on at the speed that is set.
    fn calm(&mut self) {
        self.rush = None;
        self.pace.restart();
    }

    fn watch(&mut self, picks: Picks) {
        if self.runner.watch().picks[0] != picks[0] {
            self.meter.restart_currents();
        }
        self.runner.set_watch(Watch { samples: true, picks });
    }

    /// Counts edits that a later one made needless.
    pub fn skip_edits(&mut self, count: u64) {
        self.edits += count;
    }

    fn load(&mut self, setup: Setup<M>, plan: Option<M::Plan>) {
        match self.runner.load(setup, plan) {
            Ok(()) => self.begun(),
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    /// Another run: nothing that was told before belongs to it.
    fn anew(&mut self) {
        self.generation += 1;
        self.meter = meter(self.runner.layout());
        self.by_hand = 0;
        self.alarm_heard = false;
        self.rush = None;
        self.beside.drop_probe();
        self.look_into();
    }

    /// A network begins at step 0.
    fn begun(&mut self) {
        self.anew();
        self.journal.push(self.runner.step(), Entry::Load(self.runner.setup().clone()));
    }

    /// A new time begins: what was measured so far is what there was before.
    fn new_time(&mut self) {
        // While a hand still drags there is nothing settled to compare with.
        if let Some(settled) = self.meter.read() {
            self.before = Some(settled);
        }
        self.meter.restart();
    }

    /// Does something to the state; for what is refused nothing is put aside.
    fn deed(&mut self, deed: Deed, id: u64) {
        let before = (!self.kept.has(id)).then(|| (self.runner.fork(), self.journal.clone()));
        let settled = self.meter.read();
        let step = self.runner.step();
        let outcome = match deed {
            Deed::Kick(to) => self.runner.kick(&to).map(|()| self.journal.push(step, Entry::Kick(to))),
            Deed::Act(action) => self.runner.act(action).map(|()| self.journal.push(step, Entry::Act(action))),
            Deed::Hurry(seconds) => self.hurry(seconds),
            Deed::Restart => {
                let (setup, plan) = (self.runner.setup().clone(), self.runner.plan().clone());
                self.runner.load(setup, Some(plan)).map(|()| self.begun())
            }
        };
        match outcome {
            Ok(()) => {
                if let Some((runner, journal)) = before {
                    self.kept.put(id, runner, journal);
                }
                self.meter.restart();
                self.before = settled.or(self.before.take());
                self.origin = None;
            }
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    /// Goes on with the run that was put aside under this number.
    fn swap(&mut self, id: u64) {
        let settled = self.meter.read();
        if !self.kept.swap(id, &mut self.runner, &mut self.journal) {
            let text = format!(
                "the run on the other side of this step is not kept: those of the newest {MOST} steps are, fewer of large \
                 networks, unless the step was refused; take back the next one, or restart with R"
            );
            return self.notify(Level::Error, text);
        }
        self.anew();
        self.before = settled.or(self.before.take());
        self.origin = None;
        // Where it stands is seen at once, also while it does not run.
        let (step, columns) = (self.runner.step(), self.runner.layout().columns());
        if step > 0 {
            let mut row = vec![f64::NAN; columns];
            self.runner.engine().sample(&self.runner.watch().picks, &mut row);
            let mut frame = self.frame();
            frame.samples.push(step, &row);
            self.tell(frame);
        }
    }

    fn edit(&mut self, edits: Vec<Edit>, plan: Option<M::Plan>) {
        let settled = self.meter.read();
        let layout = self.runner.layout().clone();
        match self.runner.edit(&edits, plan) {
            Ok(effect) => {
                self.last_edit = edits.last().cloned();
                match effect {
                    Effect::Rebuild => self.begun(),
                    Effect::Live => {
                        if !Arc::ptr_eq(&layout, self.runner.layout()) {
                            // Other neurons: what was measured is of the old ones.
                            self.meter = meter(self.runner.layout());
                        }
                        self.look_into();
                        self.journal.push(self.runner.step(), Entry::Edit(edits));
                    }
                }
                self.new_time();
                // A rebuilt network has a new meter.
                if settled.is_some() {
                    self.before = settled;
                    self.origin = self.shown.clone().map(|picture| Origin { picture, step: 0 });
                }
                let step = self.runner.step();
                if let Some(origin) = &mut self.origin {
                    origin.step = step;
                }
            }
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    /// One turn: the steps due at clock reading `now_s`, for at most `budget_s` as told by `clock`.
    pub fn turn(&mut self, now_s: f64, budget_s: f64, clock: impl Fn() -> f64) -> Turn {
        if self.stopped {
            return Turn::Stopped;
        }
        self.look_beside();
        let dt_s = self.runner.layout().dt_s;
        let mut due = std::mem::take(&mut self.by_hand);
        if let Some(rush) = &self.rush {
            due += rush.due(self.runner.step());
        } else if self.running {
            due += self.pace.due(now_s, self.speed, dt_s);
        }
        let mut frame = self.frame();
        self.runner.tell_watch(&mut frame);
        // Rates are told so many times in a time constant.
        let layout = self.runner.layout();
        let (has_rates, rate_steps) = (layout.rates, (0.1 * layout.tau_s / dt_s).ceil().max(1.0) as u64);
        let (mut done, start_s, mut end_s) = (0, clock(), clock());
        while done < due {
            // A batch ends where something sets in.
            let event = self.runner.engine().next_event().map_or(u64::MAX, |at| at - self.runner.step());
            let batch = if has_rates { rate_steps } else { BATCH }.min(due - done).min(event);
            let outcome = self.runner.advance(batch, &mut (&mut frame, &mut self.meter));
            done += batch;
            if has_rates {
                let mut rates = Vec::new();
                self.runner.engine().rates_hz(&mut rates);
                frame.rates.push((self.runner.step(), rates));
            }
            if batch == event {
                // What comes of it is not the doing of the last edit.
                self.origin = None;
                self.new_time();
            }
            end_s = clock();
            match self.runner.engine().alarm() {
                // Heard once, it is quiet until the run has calmed down in between.
                None => self.alarm_heard = false,
                Some(alarm) if !self.alarm_heard && self.is_running() && outcome.is_ok() => {
                    (self.running, self.rush) = (false, None);
                    (self.alarm_heard, self.paused_by_alarm) = (true, true);
                    self.notify(Level::Alarm, format!("{alarm}. Paused."));
                    break;
                }
                Some(_) => {}
            }
            if let Err(fault) = outcome {
                (self.running, self.rush) = (false, None);
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
            self.pace.note(end_s, if self.is_running() { done } else { 0 });
            if self.rush.is_some_and(|rush| rush.due(self.runner.step()) == 0) {
                self.calm();
            }
            self.tell(frame);
        }
        if self.rush.is_some() {
            Turn::Again { wait_s: 0.0 }
        } else if self.running {
            Turn::Again { wait_s: self.pace.wait(self.speed, dt_s, TICK_S).max(self.rest()) }
        } else if self.beside.is_busy() {
            Turn::Again { wait_s: TICK_S }
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
        self.runner.tell_watch(&mut frame);
        self.runner.depict(&mut frame);
        let here = self.asked.iter().filter(|neuron| self.runner.layout().has(**neuron));
        frame.synapses = Arc::new(here.map(|neuron| self.runner.engine().synapses(*neuron)).collect());
        frame.edits = self.edits;
        let layout = self.runner.layout().clone();
        frame.now = (!self.is_running()).then(|| {
            let mut row = vec![f64::NAN; layout.columns()];
            self.runner.engine().sample(&self.runner.watch().picks, &mut row);
            row
        });
        let status = Status {
            running: self.is_running(),
            hurry: self.rush.map(|rush| rush.part(self.runner.step())),
            wanted: self.speed,
            reached: self.pace.reached(layout.dt_s),
            steps_per_s: self.steps_per_s,
            merged: self.merged,
        };
        if let Some(depiction) = &frame.depiction {
            self.meter.note(&depiction.theory);
        }
        let (statistics, before) = (self.meter.read(), self.before.clone());
        let depiction = frame.depiction.as_deref();
        let verdict = depiction.map_or_else(Verdict::default, |picture| judge(&layout, picture, statistics.as_ref()));
        let change = self.origin.as_ref().map(|origin| {
            let (before, now) = (self.before.as_ref(), statistics.as_ref());
            let settled = before.zip(now).zip(depiction);
            settled
                .and_then(|((before, now), picture)| told(&layout, origin, before, picture, now))
                .unwrap_or(Change { step: origin.step, ..Change::default() })
        });
        if let Some(picture) = &frame.depiction {
            self.shown = Some(picture.clone());
        }
        let update = Update { frame, layout, status, statistics, before, verdict, change, notices: Vec::new() };
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
            self.tell(self.frame());
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
            self.runner.step()
        );
        // Built anew too: what broke may be in there.
        let setup = self.runner.setup().clone();
        self.runner = Runner::new(setup)?;
        self.begun();
        self.running = false;
        self.outbox = None;
        self.notify(Level::Error, text);
        Ok(())
    }
}

/// The live statistics of a network.
fn meter(layout: &Layout) -> Meter {
    Meter::new(layout, layout.time.longest_s, SETTLE_TAU * layout.tau_s)
}
