//! The setup in a person's hands: edits, gestures, undo, and the picture that answers before the run does.

use super::careful::Careful;
use super::ghost::Ghost;
use super::scene::Edited;
use super::widgets::named;
use crate::geometry::Point;
use crate::model::Perturbation;
use crate::param::{Edit, Effect, ParamError, Parameters as _, Spec, Value, apply, find, inverse, list, shown};
use crate::picture::{Depiction, Given, Grip, Roster};
use crate::session::{Command, Deed, Exchange, Move, Place, Preset, Setup, TwinWish, Undo};
use crate::sim::Model;
use std::cell::RefCell;
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
    /// How often a parameter was made to move by itself.
    plays: u64,
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
    /// The setup as it is now, and its network, while an earlier moment with another one is looked at.
    present: Option<Spot<M>>,
    /// Those of the twin, and whether it stays when another preset is opened.
    twin: Option<Spot<M>>,
    pinned: bool,
    /// What failed, until it is told.
    failed: RefCell<Vec<String>>,
}

/// A place with its network.
type Spot<M> = (Place<M>, <M as Model>::Plan);
/// A setup with its network.
type Built<M> = (Box<Setup<M>>, Option<<M as Model>::Plan>);

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
            plays: 0,
            rests: true,
            rested_at_s: f64::NEG_INFINITY,
            base: None,
            sent: 0,
            sketch: None,
            ghost: None,
            present: None,
            twin: None,
            pinned: false,
            failed: RefCell::default(),
        };
        editing.refresh();
        Ok(editing)
    }

    /// Everything that follows from the setup.
    fn refresh(&mut self) {
        self.roster = self.hands().roster();
        let all = self.hands().perturbations();
        let setup = &mut self.place.setup;
        self.parameters = shown(setup);
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
    pub fn edit(&mut self, name: &str, edits: Vec<Edit>, given: &Given) -> Result<(Command<M>, Effect), ParamError> {
        self.edit_within(None, name, edits, given)
    }

    /// A parameter begins to move by itself: all its way is one step.
    pub fn begin_play(&mut self) {
        self.plays += 1;
    }

    /// Moves it on.
    ///
    /// # Errors
    /// If that is not allowed; nothing has changed then.
    pub fn play(&mut self, name: &str, edit: Edit, given: &Given) -> Result<Command<M>, ParamError> {
        // Numbers of hands' gestures count from the other end.
        let gesture = u64::MAX - self.plays;
        self.edit_within(Some(gesture), name, vec![edit], given).map(|(command, _)| command)
    }

    /// It stands still: if it is back where it began, nothing was done.
    pub fn end_play(&mut self) {
        self.undo.tidy();
        self.list_steps();
    }

    fn edit_within(
        &mut self,
        gesture: Option<u64>,
        name: &str,
        edits: Vec<Edit>,
        given: &Given,
    ) -> Result<(Command<M>, Effect), ParamError> {
        let (setup, effect) = apply(&self.place.setup, &edits)?;
        let plan = setup.plan(Some(&self.plan))?;
        self.careful(&plan).room(&edits)?;
        let before = inverse(&mut self.place.setup, &edits);
        if gesture.is_none() && std::mem::take(&mut self.rests) {
            self.gesture += 1;
        }
        self.undo.edit(name, gesture.unwrap_or(self.gesture), before, edits.clone());
        self.place.setup = setup;
        self.plan = plan.clone();
        self.answer(effect, given);
        Ok((Command::Edit(edits, Some(plan)), effect))
    }

    /// The edits of a drag: a function of where the hand is and of the setup before the gesture; of the present setup for
    /// a nudge, which begins where the handle is now.
    pub fn drag(&mut self, given: &Given, plane: usize, grip: &Grip, to: Point, nudges: bool) -> Vec<Edit> {
        if nudges {
            self.base = None;
        }
        let base = self.base.get_or_insert_with(|| self.plan.clone());
        Careful::new(M::hands(base), &self.failed).drag(given, plane, grip, to)
    }

    /// Draws ahead what the edit will look like.
    fn answer(&mut self, effect: Effect, given: &Given) {
        self.refresh();
        self.sent += 1;
        let small = self.roster.len() <= SKETCH_NEURONS;
        let sketch = || self.hands().sketch(given);
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
        let (setup, plan) = self.enter(after.clone(), preset)?;
        let id = self.undo.load(&format!("Open {}", preset.title), before, after);
        self.list_steps();
        Ok(match id {
            Some(id) => Command::Leave { id, setup, plan },
            None => Command::Load(setup, plan),
        })
    }

    fn enter(&mut self, place: Place<M>, preset: &Preset<M>) -> Result<Built<M>, ParamError> {
        self.plan = place.setup.plan(Some(&self.plan))?;
        self.home = list(&mut preset.setup.clone());
        self.place = place;
        self.base = None;
        self.ghost = None;
        self.sketch = None;
        self.strengths.clear();
        self.before.clear();
        self.present = None;
        self.twin = self.twin.take().filter(|_| self.pinned);
        self.sent += 1;
        self.refresh();
        Ok((Box::new(self.place.setup.clone()), Some(self.plan.clone())))
    }

    /// One step back or forth; the name of the step, and what to tell the worker.
    pub fn step(&mut self, back: bool, presets: &[Preset<M>], given: &Given) -> Option<(String, Command<M>)> {
        let (name, step) = if back { self.undo.undo() } else { self.undo.redo() }?;
        let command = match step {
            Move::Edits(edits) => {
                let (setup, effect) = apply(&self.place.setup, &edits).ok()?;
                let plan = setup.plan(Some(&self.plan)).ok()?;
                self.place.setup = setup;
                self.plan = plan.clone();
                self.answer(effect, given);
                Command::Edit(edits, Some(plan))
            }
            Move::Load(id, place) => {
                let preset = presets.get(place.preset)?.clone();
                let (setup, plan) = self.enter(*place, &preset).ok()?;
                Command::Return { id, setup, plan }
            }
            Move::State(id) => {
                self.moved();
                Command::Swap(id)
            }
            Move::Exchange(how, place) => self.exchange(how, *place, presets)?,
        };
        self.rests = true;
        self.list_steps();
        Some((name, command))
    }

    /// Shows the setup with these values, as it was at an earlier moment, or as it is now.
    pub fn look(&mut self, then: Option<&[Edit]>) {
        let (now, _) = self.present.get_or_insert_with(|| (self.place.clone(), self.plan.clone()));
        let mut setup = now.setup.clone();
        let known = list(&mut setup);
        let differs = |edit: &&Edit| known.iter().any(|(spec, value)| spec.id == edit.id && *value != edit.value);
        let edits: Vec<Edit> = then.unwrap_or_default().iter().filter(differs).cloned().collect();
        let was = apply(&now.setup, &edits).map_or_else(|_| now.setup.clone(), |(setup, _)| setup);
        if was != self.place.setup
            && let Ok(plan) = was.plan(Some(&self.plan))
        {
            self.place.setup = was;
            self.plan = plan;
            self.moved_at_all();
        }
        if then.is_none() {
            self.present = None;
        }
    }

    /// Goes on from the moment that is looked at, as a step of that name.
    pub fn take_up(&mut self, name: &str) -> Command<M> {
        let before = self.present.take().map_or_else(|| self.place.clone(), |(place, _)| place);
        let id = self.undo.exchange(name, false, before, self.place.clone());
        self.list_steps();
        self.moved();
        Command::TakeUp(id)
    }

    /// Begins a twin, which stays as the run is now.
    pub fn begin_twin(&mut self) -> Command<M> {
        self.twin = Some((self.place.clone(), self.plan.clone()));
        self.sent += 1;
        Command::Twin(TwinWish::Begin)
    }

    /// Ends it.
    pub fn end_twin(&mut self) -> Command<M> {
        (self.twin, self.pinned) = (None, false);
        self.sent += 1;
        Command::Twin(TwinWish::End)
    }

    /// The twin stays when another preset is opened, or no longer.
    pub fn pin_twin(&mut self, pinned: bool) -> Command<M> {
        self.pinned = pinned;
        self.sent += 1;
        Command::Twin(TwinWish::Pin(pinned))
    }

    /// The run and its twin change places, as a step.
    pub fn swap_twins(&mut self) -> Option<Command<M>> {
        let before = self.place.clone();
        let command = self.change_places()?;
        self.undo.exchange("Swap twins", true, before, self.place.clone());
        self.list_steps();
        Some(command)
    }

    fn change_places(&mut self) -> Option<Command<M>> {
        let (place, plan) = self.twin.as_mut()?;
        std::mem::swap(place, &mut self.place);
        std::mem::swap(plan, &mut self.plan);
        self.moved_at_all();
        self.sent += 1;
        Some(Command::Twin(TwinWish::Swap))
    }

    fn exchange(&mut self, how: Exchange, place: Place<M>, presets: &[Preset<M>]) -> Option<Command<M>> {
        match how {
            Exchange::Kept(id) => {
                self.plan = place.setup.plan(Some(&self.plan)).ok()?;
                self.place = place;
                self.moved_at_all();
                self.sent += 1;
                Some(Command::Swap(id))
            }
            Exchange::Twin => match self.change_places() {
                Some(command) => Some(command),
                // It has ended: its network begins anew.
                None => {
                    let (setup, plan) = self.enter(place.clone(), presets.get(place.preset)?).ok()?;
                    Some(Command::Load(setup, plan))
                }
            },
        }
    }

    /// The setup is another: what was drawn ahead, or before it, is not of it.
    fn moved_at_all(&mut self) {
        (self.base, self.sketch, self.ghost) = (None, None, None);
        self.refresh();
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
    pub fn hands(&self) -> Careful<'_> {
        self.careful(&self.plan)
    }

    fn careful<'a>(&'a self, plan: &'a M::Plan) -> Careful<'a> {
        Careful::new(M::hands(plan), &self.failed)
    }

    /// What failed since somebody asked, a sentence each.
    pub fn failed(&mut self) -> Vec<String> {
        std::mem::take(self.failed.get_mut())
    }

    /// How many edits, loads, deeds and swaps were sent.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Takes over the setup of the run, which has not taken what it was told: the last step was none then. Says whether
    /// that leads back to another preset.
    pub fn adopt(&mut self, setup: Setup<M>, has_twin: bool, presets: &[Preset<M>]) -> bool {
        self.twin = self.twin.take().filter(|_| has_twin);
        let now = self.present.as_ref().map_or(&self.place, |(place, _)| place);
        if setup == now.setup {
            return false;
        }
        self.present = None;
        let Ok(plan) = setup.plan(None) else { return false };
        let open = self.place.preset;
        if let Some(before) = self.undo.retract(&setup, &self.place.setup)
            && let Some(preset) = presets.get(before)
        {
            self.place.preset = before;
            self.home = list(&mut preset.setup.clone());
        }
        (self.place.setup, self.plan) = (setup, plan);
        self.moved_at_all();
        self.place.preset != open
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

    /// A message with the names that the window shows, where it has ids of parameters in back quotes.
    pub fn in_words(&self, text: &str) -> String {
        let mut setup = self.place.setup.clone();
        let word = |(k, part): (usize, &str)| match find(&mut setup, part) {
            _ if k % 2 == 0 => part.to_owned(),
            Ok((spec, _)) => format!("“{}”", named(spec.name, spec.symbol)),
            Err(_) => format!("`{part}`"),
        };
        text.split('`').enumerate().map(word).collect()
    }
}

impl<M: Model> Edited for Editing<M> {
    fn parameters(&self) -> &[(&'static Spec, Value)] {
        Editing::parameters(self)
    }

    fn obstacle(&self, spec: &Spec, option: &str) -> Option<String> {
        self.place.setup.obstacle(spec, option).map(|why| self.in_words(&why))
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

    fn has_regimes(&self) -> bool {
        !self.hands().regimes().is_empty()
    }
}

/// Whether two values say the same number or word.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Count(a), Value::Number(b)) | (Value::Number(b), Value::Count(a)) => *a as f64 == *b,
        _ => a == b,
    }
}
