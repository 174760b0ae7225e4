//! A run and what is told of it: its course, what is measured, what its last change did, what is found out beside it.
//!
//! The worker has one, and a second one beside it where somebody asks *what if*.

use super::beside::Beside;
use super::change::{Change, Origin, told};
use super::course::Course;
use super::{Deed, Entry, Glance, Parent, Setup, Status, Update};
use crate::param::{Edit, Effect, ParamError, list};
use crate::picture::{Depiction, NeuronId, Picks, Synapses};
use crate::sim::{Engine as _, Fault, Frame, Meter, Model, Runner, Sink, Statistics, Verdict, Watch, judge};
use std::sync::Arc;

/// What happens so soon after a start or an edit is left out of what is measured, in time constants.
pub(super) const SETTLE_TAU: f64 = 5.0;
/// Ancestors that a reader may still have to know.
const MOST_PARENTS: usize = 8;

/// A run with what is told of it.
pub(super) struct Run<M: Model> {
    pub course: Course<M>,
    meter: Meter,
    pub last_edit: Option<Edit>,
    /// The statistics before the last change.
    before: Option<Statistics>,
    /// The picture of it, and the step of the change; none if the last change was to the state.
    origin: Option<Origin>,
    /// The last picture told.
    shown: Option<Arc<Depiction>>,
    /// Whether the person knows of the alarm and goes on all the same.
    pub alarm_heard: bool,
    /// What is found out beside the run.
    beside: Beside,
    /// Of which earlier runs it was a part up to a step, the newest first.
    parents: Vec<Parent>,
    /// Rates are told so often; a buffer for them.
    rates: Vec<f32>,
}

impl<M: Model> Run<M> {
    pub(super) fn new(course: Course<M>, has_threads: bool) -> Self {
        let mut run = Run {
            meter: meter(&course.runner),
            course,
            last_edit: None,
            before: None,
            origin: None,
            shown: None,
            alarm_heard: false,
            beside: Beside::default(),
            parents: Vec::new(),
            rates: Vec::new(),
        };
        if has_threads {
            run.beside.use_threads();
        }
        run.look_into();
        run
    }

    /// What takes long gets a thread from now on.
    pub(super) fn use_threads(&mut self) {
        self.beside.use_threads();
        self.look_into();
    }

    pub(super) fn runner(&self) -> &Runner<M> {
        &self.course.runner
    }

    pub(super) fn step(&self) -> u64 {
        self.course.runner.step()
    }

    /// Whether something is on its way beside it.
    pub(super) fn is_busy(&self) -> bool {
        self.beside.is_busy()
    }

    /// Begins with what takes long to say of the present network.
    fn look_into(&mut self) {
        self.beside.look_into(&self.course.runner);
    }

    /// Looks at what was found out beside the run: whether pictures have changed, and what failed.
    pub(super) fn look_beside(&mut self) -> (bool, Vec<String>) {
        self.beside.look(&self.course.runner)
    }

    /// An empty frame from now on.
    pub(super) fn frame(&self) -> Frame {
        Frame::new(self.course.generation, self.runner().layout(), self.step())
    }

    /// Another run under a number of its own: nothing that was told before belongs to it, but what a parent had.
    pub(super) fn anew(&mut self, generation: u64, parent: Option<Parent>) {
        match parent {
            Some(parent) => {
                self.parents.iter_mut().for_each(|older| older.step = older.step.min(parent.step));
                self.parents.insert(0, parent);
                self.parents.truncate(MOST_PARENTS);
            }
            None => self.parents.clear(),
        }
        self.course.generation = generation;
        self.meter = meter(self.runner());
        self.alarm_heard = false;
        self.beside.drop_probe();
        self.look_into();
    }

    /// A network begins at step 0.
    pub(super) fn begun(&mut self, generation: u64) {
        self.anew(generation, None);
        self.course.note(Entry::Load(self.runner().setup().clone()));
    }

    /// A new time begins: what was measured so far is what there was before.
    pub(super) fn new_time(&mut self) {
        // While a hand still drags there is nothing settled to compare with.
        if let Some(settled) = self.meter.read() {
            self.before = Some(settled);
        }
        self.meter.restart();
    }

    /// Something set in by itself: what comes of it is not the doing of the last edit.
    pub(super) fn event(&mut self) {
        self.origin = None;
        self.new_time();
    }

    /// What was settled before somebody does something to the state.
    pub(super) fn settled(&self) -> Option<Statistics> {
        self.meter.read()
    }

    /// Something was done to the state.
    pub(super) fn moved(&mut self, settled: Option<Statistics>) {
        self.meter.restart();
        self.before = settled.or(self.before.take());
        self.origin = None;
    }

    /// Forgets what there was before.
    pub(super) fn forget(&mut self) {
        (self.before, self.origin) = (None, None);
    }

    pub(super) fn watch(&mut self, picks: Picks) {
        if self.runner().watch().picks[0] != picks[0] {
            self.meter.restart_currents();
        }
        self.course.runner.set_watch(Watch { samples: true, picks });
    }

    /// Does to the state what can be done at once, and notes it.
    ///
    /// # Errors
    /// If it is refused; nothing has changed then.
    pub(super) fn deed(&mut self, deed: &Deed) -> Result<(), ParamError> {
        match deed {
            Deed::Kick(to) => self.course.runner.kick(to).map(|()| self.course.note(Entry::Kick(to.clone()))),
            Deed::Act(action) => self.course.runner.act(*action).map(|()| self.course.note(Entry::Act(*action))),
            Deed::Restart | Deed::Hurry(_) => Ok(()),
        }
    }

    /// Begins the same network again; under this number.
    ///
    /// # Errors
    /// If it cannot; nothing has changed then.
    pub(super) fn restart(&mut self, generation: u64) -> Result<(), ParamError> {
        let (setup, plan) = (self.runner().setup().clone(), self.runner().plan().clone());
        self.load(setup, Some(plan), generation)
    }

    /// Another network.
    ///
    /// # Errors
    /// If its parameters do not fit together; nothing has changed then.
    pub(super) fn load(&mut self, setup: Setup<M>, plan: Option<M::Plan>, generation: u64) -> Result<(), ParamError> {
        self.course.runner.load(setup, plan)?;
        self.begun(generation);
        Ok(())
    }

    /// Changes parameters; a rebuilt network is known by `generation`.
    ///
    /// # Errors
    /// If they are not allowed; nothing has changed then.
    pub(super) fn edit(
        &mut self,
        edits: Vec<Edit>,
        plan: Option<M::Plan>,
        generation: u64,
    ) -> Result<Effect, ParamError> {
        let settled = self.meter.read();
        let layout = self.runner().layout().clone();
        let effect = self.course.runner.edit(&edits, plan)?;
        self.last_edit = edits.last().cloned();
        match effect {
            Effect::Rebuild => self.begun(generation),
            Effect::Live => {
                if !Arc::ptr_eq(&layout, self.runner().layout()) {
                    // Other neurons: what was measured is of the old ones.
                    self.meter = meter(self.runner());
                }
                self.look_into();
                self.course.note(Entry::Edit(edits));
            }
        }
        self.new_time();
        // A rebuilt network has a new meter.
        if settled.is_some() {
            self.before = settled;
            self.origin = self.shown.clone().map(|picture| Origin { picture, step: 0 });
        }
        let step = self.step();
        if let Some(origin) = &mut self.origin {
            origin.step = step;
        }
        Ok(effect)
    }

    /// Does some steps, lets `sink` listen, and tells rates where neurons have them.
    ///
    /// # Errors
    /// If the state is no longer finite.
    pub(super) fn advance(&mut self, steps: u64, frame: &mut Frame, sink: &mut impl Sink) -> Result<(), Fault> {
        let outcome = self.course.runner.advance(steps, &mut ((&mut *frame, &mut self.meter), sink));
        if self.runner().layout().rates {
            self.rates.clear();
            self.course.runner.engine().rates_hz(&mut self.rates);
            frame.rates.push((self.step(), self.rates.clone()));
        }
        outcome
    }

    /// Steps until something sets in.
    pub(super) fn until_event(&self) -> u64 {
        self.runner().engine().next_event().map_or(u64::MAX, |at| at.saturating_sub(self.step()))
    }

    /// A frame with the row of the present step, if it is not step 0.
    pub(super) fn standing(&self) -> Frame {
        let mut frame = self.frame();
        if self.step() > 0 {
            frame.samples.push(self.step(), &row(self.runner()));
        }
        frame
    }

    /// What is told of it: `frame` with the present picture.
    pub(super) fn update(&mut self, mut frame: Frame, status: Status, asked: &[NeuronId], edits: u64) -> Update {
        self.course.runner.tell_watch(&mut frame);
        self.runner().depict(&mut frame);
        frame.synapses = Arc::new(synapses(self.runner(), asked));
        frame.edits = edits;
        frame.now = (!status.running).then(|| row(self.runner()));
        if let Some(depiction) = &frame.depiction {
            self.meter.note(&depiction.theory);
        }
        let layout = self.runner().layout().clone();
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
        Update { statistics, before, verdict, change, ..self.bare(frame, status) }
    }

    /// What is told of it where its pictures cannot be had: `frame` alone.
    pub(super) fn bare(&self, mut frame: Frame, status: Status) -> Update {
        frame.depiction.get_or_insert_default();
        Update {
            frame,
            layout: self.runner().layout().clone(),
            status,
            statistics: None,
            before: None,
            verdict: Verdict::default(),
            change: None,
            notices: Vec::new(),
            parents: self.parents.clone(),
            glance: None,
            twin: None,
            difference: None,
        }
    }
}

/// What is seen of a run that stands.
pub(super) fn glance<M: Model>(runner: &Runner<M>, asked: &[NeuronId]) -> Glance {
    let layout = runner.layout().clone();
    let mut frame = Frame::new(0, &layout, runner.step());
    runner.depict(&mut frame);
    let verdict = frame.depiction.as_deref().map_or_else(Verdict::default, |picture| judge(&layout, picture, None));
    let parameters = list(&mut runner.setup().clone());
    Glance {
        step: runner.step(),
        layout,
        depiction: frame.depiction.unwrap_or_default(),
        watched: frame.watched,
        upcoming: frame.upcoming,
        now: row(runner),
        synapses: Arc::new(synapses(runner, asked)),
        verdict,
        parameters: parameters.into_iter().map(|(spec, value)| Edit { id: spec.id.to_owned(), value }).collect(),
    }
}

/// What would be sampled now.
fn row<M: Model>(runner: &Runner<M>) -> Vec<f64> {
    let mut row = vec![f64::NAN; runner.layout().columns()];
    runner.engine().sample(&runner.watch().picks, &mut row);
    row
}

fn synapses<M: Model>(runner: &Runner<M>, asked: &[NeuronId]) -> Vec<Synapses> {
    let here = asked.iter().filter(|neuron| runner.layout().has(**neuron));
    here.map(|neuron| runner.engine().synapses(*neuron)).collect()
}

/// The live statistics of a network.
fn meter<M: Model>(runner: &Runner<M>) -> Meter {
    let layout = runner.layout();
    Meter::new(layout, layout.time.longest_s, SETTLE_TAU * layout.tau_s)
}
