//! A view as it is seated: its name and what it wants, not how it is drawn.

use super::widgets::plain;

/// What a view wants of its seat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wants {
    /// Least height that it is of use in, in points.
    pub height: f32,
    /// Its share of a column, against others.
    pub share: f32,
    /// Whether it runs over time: such views stand one over the other.
    pub over_time: bool,
    /// Whether it shows the same stretch of time as others like it: the lowest of them tells the times for all.
    pub in_window: bool,
    /// Whether it is shown only where somebody asks for it.
    pub asking: bool,
}

impl Wants {
    /// A picture that is offered everywhere.
    pub(super) const PICTURE: Wants =
        Wants { height: 158.0, share: 1.5, over_time: false, in_window: false, asking: false };
    /// A picture for who asks.
    pub(super) const ASKED: Wants = Wants { asking: true, ..Wants::PICTURE };
    /// Something over time.
    pub(super) const OVER_TIME: Wants =
        Wants { height: 90.0, share: 1.0, over_time: true, in_window: true, asking: true };
    /// Something over the run, with times of its own.
    pub(super) const OVER_RUN: Wants = Wants { in_window: false, ..Wants::OVER_TIME };

    /// The same with another share.
    pub(super) const fn share(self, share: f32) -> Wants {
        Wants { share, ..self }
    }
}

/// A view of a scene.
#[derive(Clone, Debug)]
pub struct View {
    /// What presets call it: `raster`, `plane:ID` with an id of the layout.
    pub id: String,
    /// What people call it; may hold marks of formulas.
    pub name: String,
    /// The same in a word.
    pub word: String,
    /// What it wants.
    pub wants: Wants,
    /// Whether it has something to show.
    pub is_available: bool,
    /// Which kind draws it, by its place in the table of kinds.
    pub(super) kind: usize,
    /// Which one of its kind, by its place in the layout.
    pub(super) index: usize,
}

impl View {
    /// Its name without marks.
    pub fn plain_name(&self) -> String {
        plain(&self.name)
    }
}
