//! A run with all that is done around it: recording, watching, edits, kicks, copies. Worker, checks, command line and
//! journal advance engines through this and nothing else.

use super::{Engine, Fault, Frame, Model, Setup, Sink, Stretch, Watch, caught};
use crate::param::{Edit, Effect, ParamError, apply};
use crate::picture::{Layout, Picks};
use std::sync::Arc;

/// Steps recorded into the buffer at a time: few enough for it to stay in the cache.
pub const BATCH: u64 = 512;

/// A network being run.
pub struct Runner<M: Model> {
    setup: Setup<M>,
    plan: M::Plan,
    engine: M::Engine,
    watch: Watch,
    /// The picks of which a frame knows.
    told: Option<Picks>,
    stretch: Stretch,
}

impl<M: Model> Clone for Runner<M> {
    fn clone(&self) -> Self {
        Runner {
            setup: self.setup.clone(),
            plan: self.plan.clone(),
            engine: self.engine.fork(),
            watch: self.watch,
            told: self.told,
            stretch: Stretch::default(),
        }
    }
}

impl<M: Model> Runner<M> {
    /// The network of `setup` at step 0; watches its first neuron.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(setup: Setup<M>) -> Result<Self, ParamError> {
        let plan = setup.plan(None)?;
        let engine = Setup::<M>::start(&plan)?;
        Ok(Runner::of(setup, plan, engine))
    }

    /// The same with the network already built.
    pub fn with(setup: Setup<M>, plan: M::Plan) -> Self {
        let engine = M::start(&plan);
        Runner::of(setup, plan, engine)
    }

    fn of(setup: Setup<M>, plan: M::Plan, engine: M::Engine) -> Self {
        let watch = Watch::one(engine.layout().first_watch);
        Runner { setup, plan, engine, watch, told: None, stretch: Stretch::default() }
    }

    /// A run that goes on from a state; see [`Engine::restore`].
    ///
    /// # Errors
    /// If the parameters do not fit together, or the bytes are no state of this network.
    pub fn restore(setup: Setup<M>, state: &[u8]) -> Result<Self, String> {
        let plan = setup.plan(None).map_err(|error| error.to_string())?;
        let engine = caught(|| M::Engine::restore(&plan, state)).flatten()?;
        Ok(Runner::of(setup, plan, engine))
    }

    /// What is run.
    pub fn setup(&self) -> &Setup<M> {
        &self.setup
    }

    /// The built network.
    pub fn plan(&self) -> &M::Plan {
        &self.plan
    }

    /// The engine.
    pub fn engine(&self) -> &M::Engine {
        &self.engine
    }

    /// The same, to be changed where nothing is stepped.
    pub fn engine_mut(&mut self) -> &mut M::Engine {
        &mut self.engine
    }

    /// Names and units.
    pub fn layout(&self) -> &Arc<Layout> {
        self.engine.layout()
    }

    /// Steps done.
    pub fn step(&self) -> u64 {
        self.engine.step()
    }

    /// What is recorded.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Records this from now on, without neurons that do not exist.
    pub fn set_watch(&mut self, watch: Watch) {
        self.watch = watch.within(self.engine.layout());
    }

    /// Does `steps` steps and lets `sink` listen.
    ///
    /// # Errors
    /// If the state is no longer finite.
    pub fn advance(&mut self, steps: u64, sink: &mut impl Sink) -> Result<(), Fault> {
        let mut left = steps;
        while left > 0 {
            let batch = left.min(BATCH);
            self.engine.run(batch as usize, &self.watch, &mut self.stretch);
            sink.take(&self.stretch);
            left -= batch;
            if let Some(what) = self.engine.not_finite() {
                return Err(Fault { step: self.step(), what });
            }
        }
        Ok(())
    }

    /// Notes in a frame, which begins now, who is watched, unless that was said before.
    pub fn tell_watch(&mut self, into: &mut Frame) {
        if self.watch.samples && self.told != Some(self.watch.picks) {
            self.told = Some(self.watch.picks);
            into.watches.push((self.step(), self.watch.picks));
        }
    }

    /// Whoever hears of this run next does not know yet who is watched.
    pub fn tell_watch_anew(&mut self) {
        self.told = None;
        self.rewatch();
    }

    /// Writes the present pictures; changes nothing of the run.
    pub fn depict(&self, into: &mut Frame) {
        self.engine.depict(&self.watch, into);
    }

    /// Applies edits, all or none. `plan` is the network after them, if somebody has built it already.
    ///
    /// # Errors
    /// If they are not allowed; nothing has changed then.
    pub fn edit(&mut self, edits: &[Edit], plan: Option<M::Plan>) -> Result<Effect, ParamError> {
        let (setup, effect) = apply(&self.setup, edits)?;
        let plan = match plan {
            Some(plan) => plan,
            None => setup.plan(Some(&self.plan))?,
        };
        match effect {
            Effect::Live => {
                let before = self.engine.layout().clone();
                self.engine.retune(&plan)?;
                if !Arc::ptr_eq(&before, self.engine.layout()) {
                    self.rewatch();
                }
            }
            Effect::Rebuild => self.begin(&plan)?,
        }
        self.setup = setup;
        self.plan = plan;
        Ok(effect)
    }

    /// Begins anew with another setup.
    ///
    /// # Errors
    /// If its parameters do not fit together; nothing has changed then.
    pub fn load(&mut self, setup: Setup<M>, plan: Option<M::Plan>) -> Result<(), ParamError> {
        let plan = match plan {
            Some(plan) => plan,
            None => setup.plan(Some(&self.plan))?,
        };
        self.begin(&plan)?;
        self.setup = setup;
        self.plan = plan;
        Ok(())
    }

    fn begin(&mut self, plan: &M::Plan) -> Result<(), ParamError> {
        self.engine = Setup::<M>::start(plan)?;
        self.told = None;
        self.rewatch();
        Ok(())
    }

    /// Nobody who is gone stays watched.
    fn rewatch(&mut self) {
        self.watch = self.watch.within(self.engine.layout());
        if self.watch.picks[0].is_none() {
            self.watch = Watch { samples: self.watch.samples, ..Watch::one(self.engine.layout().first_watch) };
        }
    }

    /// Puts signals to values at once.
    ///
    /// # Errors
    /// If a signal cannot be kicked; nothing has changed then.
    pub fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        self.engine.kick(to)
    }

    /// Does an action of the layout to the state at once.
    ///
    /// # Errors
    /// If there is no such action, or it cannot be done now; nothing has changed then.
    pub fn act(&mut self, action: usize) -> Result<(), ParamError> {
        self.engine.act(action)
    }

    /// A copy that goes on by itself.
    #[must_use]
    pub fn fork(&self) -> Self {
        self.clone()
    }
}
