//! The setup in a person's hands: edits, gestures, undo, and the picture that answers before the run does.

use super::ghost::Ghost;
use super::scene::Edited;
use crate::geometry::Point;
use crate::model::{Hands, Perturbation};
use crate::param::{Edit, Effect, ParamError, Spec, Value, apply, find, inverse, list, shown};
use crate::picture::{Depiction, Given, Grip, NeuronId, Roster};
use crate::session::{Command, Deed, Move, Place, Preset, Setup, Undo, room};
use crate::sim::Model;
use std::sync::Arc;

/// How long a ghost stays after its gesture.
const GHOST_S: f64 = 3.0;
/// Two clicks within this time are one gesture.
const DOUBLE_CLICK_S: f64 = 0.5;
/// Beyond so many neurons the picture waits for the run instead of being drawn ahead.
const SKETCH_NEURONS: usize = 2_000;

/// What the worker was told, ahead of what it has answered.
pub struct Editing<M: Model> {
    place: Place<M>,
    /// The network of the present setup, built once for hands, pictures and the run.
    plan: M::Plan,
    /// The preset's own values.
    home: Vec<(&'static Spec, Value)>,
    parameters: Vec<(&'static Spec, Value)>,
    roster: Roster,
    perturbations: Vec<(Perturbation, bool)>,
    /// Strength that a perturbation had when it was switched off, by the id of its parameter.
    strengths: Vec<(&'static str, Value)>,
    /// What leads back to before a perturbation was switched on, by its name.
    before: Vec<(&'static str, Vec<Edit>)>,
    undo: Undo<M>,
    done: Vec<String>,
    undone: Vec<String>,
    /// Number of the gesture under way, or of the last one.
    gesture: u64,
    /// Whether the last gesture has ended.
    rests: bool,
    /// When it ended.
    rested_at_s: f64,
    /// The network as the gesture found it.
    base: Option<M::Plan>,
    /// Edits, loads, deeds and swaps sent.
    sent: u64,
    sketch: Option<Arc<Depiction>>,
    ghost: Option<Ghost>,
}

impl<M: Model> Editing<M> {
    /// The setup of a preset.
    ///
    /// # Errors
    /// If its parameters do not fit together.
    pub fn new(index: usize, preset: &Preset<M>) -> Result<Self, ParamError> {
        let mut editing = Editing {
            plan: preset.setup.plan(None)?,
            place: Place { preset: index, setup: preset.setup.clone() },
            home: list(&mut preset.setup.clone()),
            parameters: Vec::new(),
            roster: Roster::default(),
            perturbations: Vec::new(),
            strengths: Vec::new(),
            before: Vec::new(),
            undo: Undo::default(),
            done: Vec::new(),
            undone: Vec::new(),
            gesture: 0,
            rests: true,
            rested_at_s: f64::NEG_INFINITY,
            base: None,
            sent: 0,
            sketch: None,
            ghost: None,
        };
        editing.refresh();
        Ok(editing)
    }

    /// Everything that follows from the setup.
    fn refresh(&mut self) {
        let setup = &mut self.place.setup;
        self.parameters = shown(setup);
        self.roster = M::hands(&self.plan).roster();
        let all = M::hands(&self.plan).perturbations();
        let is_on = |setup: &mut Setup<M>, p: &Perturbation| {
            let given = |id: &str| p.on.iter().find(|edit| edit.id == id).map(|edit| &edit.value);
            p.off.iter().any(|edit| {
                // Of choices and lists of neurons several perturbations share one.
                let is_choice = matches!(edit.value, Value::Choice(_) | Value::Sparse(_));
                find(setup, &edit.id).is_ok_and(|(_, value)| {
                    !same(&value, &edit.value) && (!is_choice || given(&edit.id) == Some(&value))
                })
            })
        };
        self.perturbations = all.into_iter().map(|p| (is_on(setup, &p), p)).map(|(on, p)| (p, on)).collect();
        self.list_steps();
    }

    fn list_steps(&mut self) {
        self.done = self.undo.done().map(str::to_owned).collect();
        self.undone = self.undo.undone().map(str::to_owned).collect();
    }

    /// Applies edits as part of the gesture under way.
    ///
    /// # Errors
    /// If they are not allowed; nothing has changed then.
    pub fn edit(
        &mut self,
        name: &str,
        edits: Vec<Edit>,
        given: &Given,
        picks: &[NeuronId],
    ) -> Result<(Command<M>, Effect), ParamError> {
        let (setup, effect) = apply(&self.place.setup, &edits)?;
        let plan = setup.plan(Some(&self.plan))?;
        room(M::hands(&plan), &edits)?;
        let before = inverse(&mut self.place.setup, &edits);
        if std::mem::take(&mut self.rests) {
            self.gesture += 1;
        }
        self.undo.edit(name, self.gesture, before, edits.clone());
        self.place.setup = setup;
        self.plan = plan.clone();
        self.answer(effect, given, picks);
        Ok((Command::Edit(edits, Some(plan)), effect))
    }

    /// The edits of a drag: a function of where the hand is and of the setup before the gesture; of the present setup for
    /// a nudge, which begins where the handle is now.
    pub fn drag(&mut self, given: &Given, plane: usize, grip: &Grip, to: Point, nudges: bool) -> Vec<Edit> {
        if nudges {
            self.base = None;
        }
        let base = self.base.get_or_insert_with(|| self.plan.clone());
        M::hands(base).drag(given, plane, grip, to)
    }

    /// Draws ahead what the edit will look like.
    fn answer(&mut self, effect: Effect, given: &Given, picks: &[NeuronId]) {
        self.refresh();
        self.sent += 1;
        let small = self.roster.len() <= SKETCH_NEURONS;
        let sketch = || M::hands(&self.plan).sketch(given, picks);
        self.sketch = if effect == Effect::Live && small { sketch() } else { None };
    }

    /// Remembers how it looked before the gesture.
    pub fn haunt(&mut self, depiction: &Arc<Depiction>, steps: [u64; 2], generation: u64) {
        // Within a gesture the first look counts.
        if self.ghost.as_ref().is_none_or(|ghost| ghost.until_s.is_some()) {
            self.ghost = Some(Ghost { depiction: depiction.clone(), steps, generation, until_s: None });
        }
    }

    /// No button and no key is down: the gesture has ended.
    pub fn rest(&mut self, now_s: f64) {
        if self.base.take().is_some() || self.ghost.as_ref().is_some_and(|ghost| ghost.until_s.is_none()) {
            self.undo.tidy();
            self.list_steps();
        }
        if !std::mem::replace(&mut self.rests, true) {
            self.rested_at_s = now_s;
        }
        if let Some(ghost) = &mut self.ghost {
            let until = *ghost.until_s.get_or_insert(now_s + GHOST_S);
            if now_s >= until {
                self.ghost = None;
            }
        }
    }

    /// The second click of a double click belongs to the first, if that has edited the same parameter.
    pub fn double_click(&mut self, id: &str, now_s: f64) {
        if now_s - self.rested_at_s < DOUBLE_CLICK_S && self.undo.last_touches(id) {
            self.rests = false;
        }
    }

    /// Opens another preset, as a step of its own.
    ///
    /// # Errors
    /// If its parameters do not fit together; nothing has changed then.
    pub fn open(&mut self, index: usize, preset: &Preset<M>) -> Result<Command<M>, ParamError> {
        self.resume(index, preset, preset.setup.clone())
    }

    /// Opens what was made of a preset, as a step of its own.
    ///
    /// # Errors
    /// As [`Editing::open`].
    pub fn resume(&mut self, index: usize, preset: &Preset<M>, setup: Setup<M>) -> Result<Command<M>, ParamError> {
        let after = Place { preset: index, setup };
        let before = self.place.clone();
        let command = self.enter(after.clone(), preset)?;
        self.undo.load(&format!("Open {}", preset.title), before, after);
        self.list_steps();
        Ok(command)
    }

    fn enter(&mut self, place: Place<M>, preset: &Preset<M>) -> Result<Command<M>, ParamError> {
        self.plan = place.setup.plan(Some(&self.plan))?;
        self.home = list(&mut preset.setup.clone());
        self.place = place;
        self.base = None;
        self.ghost = None;
        self.sketch = None;
        self.strengths.clear();
        self.before.clear();
        self.sent += 1;
        self.refresh();
        Ok(Command::Load(Box::new(self.place.setup.clone()), Some(self.plan.clone())))
    }

    /// One step back or forth; the name of the step, and what to tell the worker.
    pub fn step(
        &mut self,
        back: bool,
        presets: &[Preset<M>],
        given: &Given,
        picks: &[NeuronId],
    ) -> Option<(String, Command<M>)> {
        let (name, step) = if back { self.undo.undo() } else { self.undo.redo() }?;
        let command = match step {
            Move::Edits(edits) => {
                let (setup, effect) = apply(&self.place.setup, &edits).ok()?;
                let plan = setup.plan(Some(&self.plan)).ok()?;
                self.place.setup = setup;
                self.plan = plan.clone();
                self.answer(effect, given, picks);
                Command::Edit(edits, Some(plan))
            }
            Move::Load(place) => {
                let preset = presets.get(place.preset)?.clone();
                self.enter(*place, &preset).ok()?
            }
            Move::State(id) => {
                self.moved();
                Command::Swap(id)
            }
        };
        self.rests = true;
        self.list_steps();
        Some((name, command))
    }

    /// Does something to the state, as a step of that name.
    pub fn deed(&mut self, name: &str, deed: Deed) -> Command<M> {
        if std::mem::take(&mut self.rests) {
            self.gesture += 1;
        }
        let id = self.undo.deed(name, self.gesture);
        self.list_steps();
        self.moved();
        Command::Do { deed, id }
    }

    /// The state is another: what was drawn ahead is of the one before.
    fn moved(&mut self) {
        self.sent += 1;
        self.sketch = None;
    }

    /// The edits that switch a perturbation on or off, and what that is called.
    pub fn perturb(&mut self, index: usize) -> Option<(String, Vec<Edit>)> {
        let (perturbation, is_on) = self.perturbations.get(index)?.clone();
        let strength = |editing: &mut Self| find(&mut editing.place.setup, perturbation.strength).ok().map(|(_, v)| v);
        if is_on {
            if let Some(value) = strength(self) {
                self.strengths.retain(|(id, _)| *id != perturbation.strength);
                self.strengths.push((perturbation.strength, value));
            }
            let known = self.before.iter().position(|(name, _)| *name == perturbation.name);
            let off = known.map_or(perturbation.off, |at| self.before.swap_remove(at).1);
            return Some((format!("{}: off", perturbation.name), off));
        }
        let kept = self.strengths.iter().find(|(id, _)| *id == perturbation.strength).map(|(_, value)| value.clone());
        let mut edits = perturbation.on;
        if let (Some(kept), Some(edit)) = (kept, edits.iter_mut().find(|edit| edit.id == perturbation.strength)) {
            edit.value = kept;
        }
        self.before.retain(|(name, _)| *name != perturbation.name);
        self.before.push((perturbation.name, inverse(&mut self.place.setup, &edits)));
        Some((perturbation.name.to_owned(), edits))
    }

    /// The pictures to show, given those of the run and how many edits they know of.
    pub fn depiction<'a>(&'a self, of_run: &'a Arc<Depiction>, edits: u64) -> &'a Arc<Depiction> {
        self.sketch.as_ref().filter(|_| edits < self.sent).unwrap_or(of_run)
    }

    /// Whether a run that knows of so many edits, loads, deeds and swaps knows of all.
    pub fn is_answered(&self, edits: u64) -> bool {
        edits >= self.sent
    }

    /// What hands can do with the present network.
    pub fn hands(&self) -> &dyn Hands {
        M::hands(&self.plan)
    }

    /// The present setup.
    pub fn setup(&self) -> &Setup<M> {
        &self.place.setup
    }

    /// The preset it came from.
    pub fn preset(&self) -> usize {
        self.place.preset
    }

    /// Parameters that play a part.
    pub fn parameters(&self) -> &[(&'static Spec, Value)] {
        &self.parameters
    }

    /// The preset's values.
    pub fn home(&self) -> &[(&'static Spec, Value)] {
        &self.home
    }

    /// The numbers of all neurons.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Perturbations, and whether each is on.
    pub fn perturbations(&self) -> &[(Perturbation, bool)] {
        &self.perturbations
    }

    /// Names of the steps done and of those taken back.
    pub fn steps(&self) -> [&[String]; 2] {
        [&self.done, &self.undone]
    }

    /// How it looked before the last gesture.
    pub fn ghost(&self) -> Option<&Ghost> {
        self.ghost.as_ref()
    }
}

impl<M: Model> Edited for Editing<M> {
    fn parameters(&self) -> &[(&'static Spec, Value)] {
        Editing::parameters(self)
    }

    fn home(&self) -> &[(&'static Spec, Value)] {
        Editing::home(self)
    }

    fn perturbations(&self) -> &[(Perturbation, bool)] {
        Editing::perturbations(self)
    }

    fn steps(&self) -> [&[String]; 2] {
        Editing::steps(self)
    }
}

/// Whether two values say the same number or word.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Count(a), Value::Number(b)) | (Value::Number(b), Value::Count(a)) => *a as f64 == *b,
        _ => a == b,
    }
}
