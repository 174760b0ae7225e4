//! Which view sits where.

use super::view::View;
use crate::session::{Look, READOUTS};

/// The views over time if a preset says nothing, from top to bottom.
const OVER_TIME: [&str; 4] = [READOUTS, "raster", "currents", "voltage"];
/// So many views stand beside the stage in a talk.
const IN_TALK: usize = 2;

/// Which view sits where, by their ids, as it is wanted: what a network cannot show leaves its seat to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    /// The large one.
    pub stage: String,
    /// The smaller one below it; `None` takes the first picture that has no seat.
    pub below: Option<String>,
    /// Whether nothing is to be below the stage.
    pub alone: bool,
    /// The column at the right, from top to bottom.
    pub column: Vec<String>,
}

/// The seats as they are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The large one.
    pub stage: String,
    /// The smaller one below it.
    pub below: Option<String>,
    /// Whether the input runs along the bottom.
    pub input: bool,
    /// The column at the right, from top to bottom.
    pub column: Vec<String>,
}

impl Shown {
    /// Whether a view can be seen.
    pub fn holds(&self, id: &str) -> bool {
        let column = self.column.iter().map(String::as_str);
        column.chain(self.below.as_deref()).chain([self.stage.as_str()]).any(|seated| seated == id)
    }
}

impl Seats {
    /// As a preset wants it; where it says nothing, the first picture large and the views over time beside it.
    pub fn of(look: &Look, views: &[View]) -> Self {
        let stage = look.stage.clone().or_else(|| views.first().map(|view| view.id.clone())).unwrap_or_default();
        let Some(beside) = &look.beside else {
            let column = OVER_TIME.iter().filter(|id| **id != stage).map(|id| (*id).to_owned()).collect();
            return Seats { stage, below: None, alone: false, column };
        };
        let over_time = |id: &String| views.iter().find(|view| view.id == *id).is_none_or(|view| view.wants.over_time);
        let below = beside.iter().find(|id| !over_time(id)).cloned();
        let column = beside.iter().filter(|id| Some(*id) != below.as_ref()).cloned().collect();
        Seats { stage, alone: below.is_none(), below, column }
    }

    /// Who sits where, among these views; `input` puts the input along the bottom, unless it has a seat.
    pub fn shown(&self, views: &[View], input: bool) -> Shown {
        let can = |id: &str| views.iter().any(|view| view.id == id && view.is_available);
        let wanted =
            |id: &str| self.stage == id || self.below.as_deref() == Some(id) || self.column.iter().any(|c| c == id);
        // A stand-in is a picture that no seat is kept for.
        let free = |taken: &str| {
            let mut all = views.iter().filter(|view| view.is_available && !view.wants.asking && view.id != taken);
            let first = all.clone().find(|view| !wanted(&view.id));
            first.or_else(|| all.find(|view| !self.column.contains(&view.id))).map(|view| view.id.clone())
        };
        let stage = if can(&self.stage) { self.stage.clone() } else { free("").unwrap_or_default() };
        let below = self.below.clone().filter(|id| can(id) && *id != stage);
        let below = if self.alone { None } else { below.or_else(|| free(&stage)) };
        let column = self.column.iter().filter(|id| can(id) && **id != stage && Some(*id) != below.as_ref());
        let column = column.cloned().collect();
        let mut shown = Shown { stage, below, input: false, column };
        shown.input = input && can("input") && !shown.holds("input");
        shown
    }

    /// Takes over what is shown, and keeps in mind what cannot be shown now.
    pub(super) fn settle(&mut self, shown: &Shown) {
        let waits = |id: &String| !shown.holds(id);
        let waiting: Vec<String> = self.column.iter().filter(|id| waits(id)).cloned().collect();
        self.stage = shown.stage.clone();
        self.below = shown.below.clone();
        self.column = shown.column.iter().cloned().chain(waiting).collect();
    }

    /// Shows `view` in the seat of `here`; if it has a seat, the two swap.
    pub fn put(&mut self, shown: &Shown, here: &str, view: &str) {
        self.settle(shown);
        let swap = |id: &mut String| {
            if id == here {
                view.clone_into(id);
            } else if id == view {
                here.clone_into(id);
            }
        };
        self.column.iter_mut().chain(&mut self.below).chain([&mut self.stage]).for_each(swap);
    }

    /// Gives `view` a seat of its own: below the stage if it is no view over time and nothing is there, else at the right.
    pub fn add(&mut self, shown: &Shown, view: &View) {
        if shown.holds(&view.id) {
            return;
        }
        self.settle(shown);
        self.column.retain(|id| *id != view.id);
        if shown.below.is_none() && !view.wants.over_time {
            self.alone = false;
            self.below = Some(view.id.clone());
        } else {
            self.column.insert(shown.column.len(), view.id.clone());
        }
    }

    /// Takes the seat of `view` away; the stage stays.
    pub fn close(&mut self, shown: &Shown, view: &str) {
        self.settle(shown);
        self.column.retain(|id| id != view);
        if self.below.as_deref() == Some(view) {
            self.below = None;
            self.alone = true;
        }
    }

    /// As in a talk: the stage and a few of the views beside it.
    pub fn for_talk(&self) -> Seats {
        let beside = self.below.iter().chain(&self.column).filter(|id| **id != self.stage);
        let column = beside.take(IN_TALK).cloned().collect();
        Seats { stage: self.stage.clone(), below: None, alone: true, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_views_stand_beside_the_stage_in_a_talk() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let column = ids(&["raster", "latents", "voltage"]);
        let seats = Seats { stage: "a".to_owned(), below: Some("b".to_owned()), alone: false, column };
        let talk = seats.for_talk();
        assert_eq!((talk.column, talk.below, talk.alone), (ids(&["b", "raster"]), None, true));
    }
}
