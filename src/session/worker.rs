//! The runs themselves, without a thread: one turn at a time, for a thread, a test, or a build without threads.

mod breaks;
mod travel;
mod turns;

use super::course::Course;
use super::kept::{Kept, MOST};
use super::keyframes::weight;
use super::run::{Run, glance};
use super::rush::Rush;
use super::twin::{Twin, difference};
use super::{Command, Deed, Journal, Level, Notice, Pace, Parent, Setup, Speed, Status, Update};
use crate::param::{Edit, Effect, ParamError};
use crate::picture::{NeuronId, Picks};
use crate::sim::{BATCH, Engine as _, FRAME_CAPACITY, Frame, Model, Runner, caught};

/// What a turn did, and what to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// Running: come back after this many seconds, or at once when a command comes.
    Again { wait_s: f64 },
    /// Paused: nothing to do until a command comes.
    Idle,
    /// There is as much to tell as may wait: nothing to do until it is taken, or a command comes.
    Full,
    /// Asked to stop.
    Stopped,
}

/// A network being run. Time is told from outside, so that a turn is a pure matter of what it is given.
pub struct Worker<M: Model> {
    run: Run<M>,
    twin: Option<Twin<M>>,
    /// The run at an earlier step that is looked at, and the twin.
    past: Option<[Option<Runner<M>>; 2]>,
    /// Generations so far.
    generations: u64,
    running: bool,
    stopped: bool,
    speed: Speed,
    /// Steps asked for by hand.
    by_hand: u64,
    pace: Pace,
    /// How it was before the newest deeds, or after them if they were taken back.
    kept: Kept<M>,
    /// Whose synapses are told.
    asked: Vec<NeuronId>,
    /// Edits, loads, deeds and swaps so far.
    edits: u64,
    /// Whether it stands still since an alarm paused it: an edit, which may cure it, lets it go on.
    paused_by_alarm: bool,
    /// A stretch that is run whatever speed is set, and whether it runs or not.
    rush: Option<Rush>,
    has_threads: bool,
    merged: u64,
    /// What it took to tell of the last turn, in seconds: that of a large network is much.
    telling_s: f64,
    /// How often it went another way than it was told.
    strays: u64,
    steps_per_s: f64,
    /// What is to be told, until somebody takes it.
    outbox: Option<Update>,
}

impl<M: Model> Worker<M> {
    /// Builds the network of `setup`, paused at step 0.
    ///
    /// # Errors
    /// If the parameters do not fit together, or the network cannot be shown.
    pub fn new(setup: Setup<M>) -> Result<Self, ParamError> {
        caught(|| Worker::begin(setup)).unwrap_or_else(|what| Err(ParamError::failed("shown", &what)))
    }

    fn begin(setup: Setup<M>) -> Result<Self, ParamError> {
        const { assert!(BATCH as usize <= FRAME_CAPACITY) };
        let mut worker = Worker {
            run: Run::new(Course::new(setup, 1)?, false),
            twin: None,
            past: None,
            generations: 1,
            running: false,
            stopped: false,
            speed: Speed::Times(1.0),
            by_hand: 0,
            pace: Pace::default(),
            kept: Kept::default(),
            asked: Vec::new(),
            edits: 0,
            paused_by_alarm: false,
            rush: None,
            has_threads: false,
            merged: 0,
            telling_s: 0.0,
            strays: 0,
            steps_per_s: 0.0,
            outbox: None,
        };
        worker.tell(worker.run.frame(), None);
        Ok(worker)
    }

    /// What takes long gets a thread from now on, instead of a part of each turn.
    pub fn use_threads(&mut self) {
        self.has_threads = true;
        self.run.use_threads();
    }

    /// Tells what was found out beside the run.
    fn look_beside(&mut self) {
        let (mut has_news, mut failed) = self.run.look_beside();
        if let Some(twin) = &mut self.twin {
            let (more, also) = twin.run.look_beside();
            has_news |= more;
            failed.extend(also);
        }
        if has_news {
            self.tell_now();
        }
        failed.into_iter().for_each(|text| self.notify(Level::Error, text));
    }

    /// The record of all that decides the spikes.
    pub fn journal(&self) -> &Journal<M> {
        &self.run.course.journal
    }

    /// The run.
    pub fn runner(&self) -> &Runner<M> {
        self.run.runner()
    }

    /// The second run beside it, if there is one.
    pub fn twin(&self) -> Option<&Runner<M>> {
        self.twin.as_ref().map(|twin| twin.run.runner())
    }

    /// The run at an earlier step, or as near to it as it can be had.
    pub fn at(&self, step: u64) -> Runner<M> {
        self.run.course.at(step)
    }

    /// The present parameters.
    pub fn setup(&self) -> &Setup<M> {
        self.runner().setup()
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
                (self.running, self.paused_by_alarm, self.past) = (true, false, None);
            }
            Command::Pause => {
                (self.running, self.rush, self.by_hand) = (false, None, 0);
                self.paused_by_alarm = false;
            }
            Command::Calm => self.calm(),
            Command::Step(steps) => (self.by_hand, self.past) = (self.by_hand.saturating_add(steps), None),
            Command::Speed(speed) => {
                self.speed = speed;
                self.pace.restart();
            }
            Command::Watch(picks) => self.watch(picks),
            Command::Synapses(asked) => self.asked = asked,
            Command::Load(setup, plan) => {
                self.edits += 1;
                self.load(*setup, plan);
            }
            Command::Leave { id, setup, plan } => {
                self.edits += 1;
                let course = self.run.course.fork();
                if self.load(*setup, plan) {
                    self.kept.put(id, course);
                }
            }
            Command::Return { id, setup, plan } => {
                self.edits += 1;
                if self.kept.has(id) {
                    self.swap(id);
                    self.twin = self.twin.take().filter(|twin| twin.pinned);
                } else {
                    self.load(*setup, plan);
                }
            }
            Command::Do { deed, id } => {
                self.edits += 1;
                self.deed(&deed, id);
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
            Command::Ask(look) => return look(self.run.runner()),
            Command::Look(step) => self.look_at(step),
            Command::TakeUp(id) => {
                self.edits += 1;
                self.take_up(id);
            }
            Command::Twin(wish) => {
                self.edits += 1;
                self.twin_wish(wish);
            }
            Command::Stop => self.stopped = true,
        }
        // The picture answers even while paused.
        self.tell_now();
    }

    /// A number for a run that begins.
    fn next_generation(&mut self) -> u64 {
        self.generations += 1;
        self.generations
    }

    /// Whether steps are being done, at the set speed or in a hurry.
    fn is_running(&self) -> bool {
        (self.running || self.rush.is_some()) && self.past.is_none()
    }

    /// Runs so many simulated seconds as fast as possible.
    fn hurry(&mut self, seconds: f64) -> Result<(), ParamError> {
        let Some(rush) = Rush::new(self.run.step(), seconds, self.runner().layout().dt_s) else {
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
        self.run.watch(picks);
        if let Some(twin) = &mut self.twin {
            twin.run.watch(picks);
        }
        for (runner, from) in self.past.iter_mut().flatten().zip([Some(&self.run), self.twin.as_ref().map(|t| &t.run)])
        {
            if let (Some(runner), Some(run)) = (runner, from) {
                runner.set_watch(*run.runner().watch());
            }
        }
    }

    /// Counts edits that a later one made needless.
    pub fn skip_edits(&mut self, count: u64) {
        self.edits += count;
    }

    /// Begins another network; whether it could.
    fn load(&mut self, setup: Setup<M>, plan: Option<M::Plan>) -> bool {
        match self.run.load(setup, plan, self.generations + 1) {
            Ok(()) => {
                self.generations += 1;
                self.twin = self.twin.take().filter(|twin| twin.pinned);
                self.begun();
                self.run.forget();
                true
            }
            Err(error) => {
                self.strays += 1;
                self.notify(Level::Error, error.to_string());
                false
            }
        }
    }

    /// The run stands at step 0 of another network: the twin, too, of its own.
    fn begun(&mut self) {
        (self.by_hand, self.rush, self.past) = (0, None, None);
        if let Some(mut twin) = self.twin.take() {
            match twin.run.restart(self.next_generation()) {
                Ok(()) => {
                    twin.run.course.runner.engine_mut().stand_aside(true);
                    twin.difference = difference(self.run.runner());
                    self.twin = Some(twin);
                }
                Err(error) => self.notify(Level::Error, format!("the twin could not begin again: {error}")),
            }
        }
    }

    /// Does something to the state; for what is refused nothing is put aside.
    fn deed(&mut self, deed: &Deed, id: u64) {
        let before = (!self.kept.has(id)).then(|| self.run.course.fork());
        let settled = self.run.settled();
        let outcome = match deed {
            Deed::Hurry(seconds) => self.hurry(*seconds),
            Deed::Restart => {
                let generation = self.next_generation();
                self.run.restart(generation).map(|()| self.begun())
            }
            Deed::Kick(_) | Deed::Act(_) => self.run.deed(deed),
        };
        match outcome {
            Ok(()) => {
                if let Some(course) = before {
                    self.kept.put(id, course);
                }
                self.changed();
                self.run.moved(settled);
            }
            Err(error) => self.notify(Level::Error, error.to_string()),
        }
    }

    /// One of the two was changed: what they differ by is measured anew.
    fn changed(&mut self) {
        if let Some(twin) = &mut self.twin {
            twin.difference.restart();
        }
    }

    /// Goes on with the run that was put aside under this number.
    fn swap(&mut self, id: u64) {
        let settled = self.run.settled();
        if !self.kept.swap(id, &mut self.run.course) {
            let text = format!(
                "the run on the other side of this step is not kept: those of the newest {MOST} steps are, fewer of large \
                 networks, unless the step was refused; take back the next one, or restart with R"
            );
            return self.notify(Level::Error, text);
        }
        let parent = Parent { generation: self.run.course.generation, step: self.run.step(), stays: false };
        self.resume(parent);
        self.run.moved(settled);
    }

    /// The run is another one from now on, of which a reader may know what came before.
    fn resume(&mut self, parent: Parent) {
        let generation = self.next_generation();
        self.run.anew(generation, Some(parent));
        (self.by_hand, self.rush, self.past) = (0, None, None);
        self.changed();
        // Where it stands is seen at once, also while it does not run.
        self.tell(self.run.standing(), None);
    }

    fn edit(&mut self, edits: Vec<Edit>, plan: Option<M::Plan>) {
        match self.run.edit(edits, plan, self.generations + 1) {
            Ok(effect) => {
                if effect == Effect::Rebuild {
                    self.generations += 1;
                    self.begun();
                }
                self.changed();
            }
            Err(error) => {
                self.strays += 1;
                self.notify(Level::Error, error.to_string());
            }
        }
    }

    /// Tells how it is, without more steps.
    fn tell_now(&mut self) {
        self.tell(self.run.frame(), None);
    }

    /// Adds the present picture to `frame` and queues it, with what the twin did.
    fn tell(&mut self, frame: Frame, of_twin: Option<Frame>) {
        let status = self.status();
        let mut update = self.run.update(frame, status, &self.asked, self.edits);
        let look = |runner: &Option<Runner<M>>| runner.as_ref().map(|runner| Box::new(glance(runner, &self.asked)));
        let [own, other] = self.past.as_ref().map_or([None, None], |past| [look(&past[0]), look(&past[1])]);
        update.glance = own;
        if let Some(Twin { run, difference, .. }) = &mut self.twin {
            let frame = of_twin.unwrap_or_else(|| run.frame());
            let mut twin = run.update(frame, status, &self.asked, self.edits);
            twin.glance = other;
            update.twin = Some(Box::new(twin));
            update.difference = difference.read();
        }
        self.queue(update);
    }

    fn status(&self) -> Status {
        Status {
            running: self.is_running(),
            hurry: self.rush.map(|rush| rush.part(self.run.step())),
            wanted: self.speed,
            reached: self.pace.reached(self.runner().layout().dt_s),
            steps_per_s: self.steps_per_s,
            merged: self.merged,
            reach: self.run.course.reach(),
            bytes: [weight(self.runner()), self.kept.bytes()],
            pinned: self.twin.as_ref().is_some_and(|twin| twin.pinned),
            strays: self.strays,
        }
    }

    fn queue(&mut self, update: Update) {
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
            self.tell_now();
        }
        if let Some(update) = &mut self.outbox {
            update.notices.push(Notice { level, text });
        }
    }
}
