//! What was changed, step by step, to be taken back and done again. One gesture is one step.

use super::Setup;
use crate::model::System;
use crate::param::{Edit, Parameters, apply};

/// Steps remembered at most.
const MAX_STEPS: usize = 500;

/// A whole run, and which preset it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Place<M = System> {
    /// Index in the list of presets.
    pub preset: usize,
    /// Its setup as it was.
    pub setup: Setup<M>,
}

/// What a step changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<M = System> {
    /// Parameters: the edits that lead back, and those that lead there again.
    Edits { before: Vec<Edit>, after: Vec<Edit> },
    /// Another network.
    Load { id: u64, before: Box<Place<M>>, after: Box<Place<M>> },
    /// The state, by a deed of that number.
    State { id: u64 },
    /// The run with its setup, for another one.
    Exchange { how: Exchange, before: Box<Place<M>>, after: Box<Place<M>> },
}

/// For which run a run is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// The one that was put aside under this number.
    Kept(u64),
    /// The twin.
    Twin,
}

/// What is to be done to go one step back or forth.
#[derive(Clone, Debug, PartialEq)]
pub enum Move<M = System> {
    /// Apply these edits.
    Edits(Vec<Edit>),
    /// Go on with the run that was put aside under this number, or else load this.
    Load(u64, Box<Place<M>>),
    /// Change the run for the one that was put aside under this number.
    State(u64),
    /// The same with the twin, too; this is the setup of the run that comes.
    Exchange(Exchange, Box<Place<M>>),
}

/// One step with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<M = System> {
    /// What was done, in words.
    pub name: String,
    gesture: u64,
    change: Change<M>,
}

/// The past and the future of a session's changes.
#[derive(Clone, Debug)]
pub struct Undo<M = System> {
    done: Vec<Step<M>>,
    /// The next one to do again last.
    undone: Vec<Step<M>>,
    /// Deeds so far, which numbers them.
    deeds: u64,
}

impl<M> Default for Undo<M> {
    fn default() -> Self {
        Undo { done: Vec::new(), undone: Vec::new(), deeds: 0 }
    }
}

impl<M: Clone + PartialEq> Undo<M> {
    /// Notes edits; those of the same `gesture` become one step.
    pub fn edit(&mut self, name: &str, gesture: u64, before: Vec<Edit>, after: Vec<Edit>) {
        self.undone.clear();
        for step in self.done.iter_mut().rev() {
            let Change::Edits { before: first, after: newest } = &mut step.change else { break };
            if step.gesture == gesture {
                name.clone_into(&mut step.name);
                for edit in before {
                    if first.iter().all(|known| known.id != edit.id) {
                        first.push(edit);
                    }
                }
                for edit in after {
                    newest.retain(|known| known.id != edit.id);
                    newest.push(edit);
                }
                return;
            }
            // Two gestures may go on at once, as a hand's beside what moves by itself, if they leave each other alone.
            if newest.iter().any(|known| after.iter().any(|edit| edit.target().0 == known.target().0)) {
                break;
            }
        }
        self.push(Step { name: name.to_owned(), gesture, change: Change::Edits { before, after } });
    }

    /// Notes that another network was loaded; gives the number for the run that is put aside, unless nothing changes.
    pub fn load(&mut self, name: &str, before: Place<M>, after: Place<M>) -> Option<u64> {
        self.undone.clear();
        (before != after).then(|| {
            self.deeds += 1;
            let (before, after) = (Box::new(before), Box::new(after));
            let change = Change::Load { id: self.deeds, before, after };
            self.push(Step { name: name.to_owned(), gesture: 0, change });
            self.deeds
        })
    }

    /// Notes a deed and gives its number; deeds of the same name in the same `gesture` are one step.
    pub fn deed(&mut self, name: &str, gesture: u64) -> u64 {
        self.undone.clear();
        if let Some(Step { gesture: last, change: Change::State { id }, name: last_name }) = self.done.last()
            && *last == gesture
            && last_name == name
        {
            return *id;
        }
        self.deeds += 1;
        let change = Change::State { id: self.deeds };
        self.push(Step { name: name.to_owned(), gesture, change });
        self.deeds
    }

    /// Notes that the run was exchanged for one with another setup; gives the number for the run that is put aside, if one is.
    pub fn exchange(&mut self, name: &str, with_twin: bool, before: Place<M>, after: Place<M>) -> u64 {
        self.undone.clear();
        self.deeds += u64::from(!with_twin);
        let how = if with_twin { Exchange::Twin } else { Exchange::Kept(self.deeds) };
        let change = Change::Exchange { how, before: Box::new(before), after: Box::new(after) };
        self.push(Step { name: name.to_owned(), gesture: 0, change });
        self.deeds
    }

    fn push(&mut self, step: Step<M>) {
        self.tidy();
        self.done.push(step);
        if self.done.len() > MAX_STEPS {
            self.done.remove(0);
        }
    }

    /// Drops the last step if it came back to where it began.
    pub fn tidy(&mut self) {
        let is_nothing = |step: &Step<M>| match &step.change {
            Change::Edits { before, after } => after.iter().all(|edit| before.contains(edit)),
            Change::Load { .. } | Change::State { .. } | Change::Exchange { .. } => false,
        };
        self.done.pop_if(|step| is_nothing(step));
    }

    /// Forgets the last step, which was to lead from one setup to another and has not: gives the preset before it.
    pub fn retract(&mut self, from: &Setup<M>, to: &Setup<M>) -> Option<usize>
    where
        Setup<M>: Parameters,
    {
        let before = match &self.done.last()?.change {
            Change::Edits { before, .. } => apply(to, before).is_ok_and(|(setup, _)| setup == *from).then_some(None),
            Change::Load { before, .. } | Change::Exchange { before, .. } => {
                (before.setup == *from).then_some(Some(before.preset))
            }
            Change::State { .. } => None,
        };
        let before = before?;
        self.done.pop();
        before
    }

    /// Whether the last step changed this parameter.
    pub fn last_touches(&self, id: &str) -> bool {
        match self.done.last().map(|step| &step.change) {
            Some(Change::Edits { after, .. }) => after.iter().any(|edit| edit.id == id),
            _ => false,
        }
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Option<(String, Move<M>)> {
        self.tidy();
        let step = self.done.pop()?;
        let back = match &step.change {
            Change::Edits { before, .. } => Move::Edits(before.clone()),
            Change::Load { id, before, .. } => Move::Load(*id, before.clone()),
            Change::State { id } => Move::State(*id),
            Change::Exchange { how, before, .. } => Move::Exchange(*how, before.clone()),
        };
        let name = step.name.clone();
        self.undone.push(step);
        Some((name, back))
    }

    /// Does the last step taken back again.
    pub fn redo(&mut self) -> Option<(String, Move<M>)> {
        let step = self.undone.pop()?;
        let again = match &step.change {
            Change::Edits { after, .. } => Move::Edits(after.clone()),
            Change::Load { id, after, .. } => Move::Load(*id, after.clone()),
            Change::State { id } => Move::State(*id),
            Change::Exchange { how, after, .. } => Move::Exchange(*how, after.clone()),
        };
        let name = step.name.clone();
        self.done.push(step);
        Some((name, again))
    }

    /// Names of what was done, the oldest first.
    pub fn done(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.done.iter().map(|step| step.name.as_str())
    }

    /// Names of what can be done again, the next one first.
    pub fn undone(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.undone.iter().rev().map(|step| step.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Value;

    fn set(id: &str, value: f64) -> Vec<Edit> {
        vec![Edit::new(id, Value::Number(value))]
    }

    #[test]
    fn a_gesture_is_one_step_whatever_it_touches() {
        let mut undo: Undo<()> = Undo::default();
        undo.edit("first", 1, set("a", 0.0), set("a", 1.0));
        for k in 0..50 {
            undo.edit("drag", 2, set("a", 1.0 + f64::from(k)), set("a", 2.0 + f64::from(k)));
            undo.edit("drag", 2, set("b", f64::from(k)), set("b", 1.0 + f64::from(k)));
        }
        assert_eq!(undo.done().collect::<Vec<_>>(), ["first", "drag"]);
        let (name, back) = undo.undo().unwrap();
        assert_eq!((name.as_str(), back), ("drag", Move::Edits([set("a", 1.0), set("b", 0.0)].concat())));
        let (_, again) = undo.redo().unwrap();
        assert_eq!(again, Move::Edits([set("a", 51.0), set("b", 50.0)].concat()));
    }

    #[test]
    fn deeds_have_numbers_of_their_own_and_go_both_ways_by_them() {
        let mut undo: Undo<()> = Undo::default();
        assert_eq!([undo.deed("Kick", 1), undo.deed("Kick", 1), undo.deed("Kick", 2)], [1, 1, 2]);
        undo.edit("edit", 3, set("a", 0.0), set("a", 1.0));
        assert_eq!(undo.deed("Forget", 3), 3, "not one step with the edit");
        assert_eq!(undo.done().collect::<Vec<_>>(), ["Kick", "Kick", "edit", "Forget"]);
        assert_eq!(undo.undo().unwrap(), ("Forget".to_owned(), Move::State(3)));
        undo.undo();
        assert_eq!(undo.undo().unwrap().1, Move::State(2));
        assert_eq!(undo.redo().unwrap().1, Move::State(2));
        assert_eq!(undo.deed("Kick", 4), 4, "a number is never given twice");
        assert!(undo.redo().is_none());
    }

    #[test]
    fn a_gesture_that_came_back_is_no_step_and_a_new_one_ends_redo() {
        let mut undo: Undo<()> = Undo::default();
        undo.edit("there", 1, set("a", 0.0), set("a", 1.0));
        undo.edit("and back", 1, set("a", 1.0), set("a", 0.0));
        assert!(undo.undo().is_none());
        undo.edit("one", 2, set("a", 0.0), set("a", 1.0));
        undo.undo();
        assert_eq!(undo.undone().collect::<Vec<_>>(), ["one"]);
        undo.edit("two", 3, set("a", 0.0), set("a", 2.0));
        assert!(undo.redo().is_none());
    }
}
