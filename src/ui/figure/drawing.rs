//! A figure as plain data: layers of outlines, texts and pictures, in points from the upper left corner.

use egui::{Color32, ColorImage, Pos2, Rect, Stroke, Vec2};

/// A figure.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Width and height in points of the layout.
    pub size: Vec2,
    /// What lies behind everything.
    pub paper: Color32,
    /// All that is drawn.
    pub root: Group,
}

/// What belongs together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Unlike that of any other group.
    pub id: String,
    /// For people.
    pub name: String,
    /// Whether it is a layer, not only a part of one.
    pub is_layer: bool,
    /// What it holds, the lowest first.
    pub items: Vec<Item>,
}

/// One of the things in a group.
#[derive(Clone, Debug)]
pub enum Item {
    /// A group in it.
    Group(Group),
    /// Something drawn.
    Ink(Ink),
}

/// Something drawn.
#[derive(Clone, Debug)]
pub struct Ink {
    /// All that is to be seen of it lies in here, if it reaches farther.
    pub clip: Option<Rect>,
    /// What it is.
    pub what: What,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum What {
    /// A form, filled and with a rim.
    Form {
        /// Where it runs.
        outline: Outline,
        /// Transparent if it is not filled.
        fill: Color32,
        /// Of no width if it has no rim.
        stroke: Stroke,
    },
    /// A line of text.
    Text(Text),
    /// Pixels.
    Picture {
        /// Where they lie.
        rect: Rect,
        /// The pixels.
        image: ColorImage,
    },
}

/// Where a form runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A rectangle with round corners of this radius.
    Rect(Rect, f32),
    /// Many rectangles.
    Rects(Vec<Rect>),
    /// A circle.
    Circle(Pos2, f32),
    /// Circles of one radius.
    Circles(Vec<Pos2>, f32),
    /// Anything else.
    Path(Vec<Step>),
}

/// A step along a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// A new piece begins here.
    Move(Pos2),
    /// Straight to here.
    Line(Pos2),
    /// By two points that pull, to here.
    Curve([Pos2; 3]),
    /// Back to where the piece began.
    Close,
}

/// A line of text, laid out as if it was level, then turned about a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its pieces, from left to right.
    pub spans: Vec<Span>,
    /// By how much it is turned, clockwise.
    pub angle: f32,
    /// About which point.
    pub pivot: Pos2,
}

impl Text {
    /// What it says.
    pub fn content(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A piece of text in one face, size and colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Where each of its characters begins.
    pub xs: Vec<f32>,
    /// Where the last one ends.
    pub end: f32,
    /// Height of the line that letters stand on.
    pub baseline: f32,
    /// Size of the letters.
    pub size: f32,
    /// Which face, by its place among all.
    pub face: usize,
    /// Whether its letters lean.
    pub is_slanted: bool,
    /// Colour.
    pub color: Color32,
}

impl Group {
    /// Adds something; what is like the last and touches nothing else joins it.
    pub fn push(&mut self, ink: Ink) {
        if let Some(Item::Ink(last)) = self.items.last_mut()
            && last.clip == ink.clip
            && join(&mut last.what, &ink.what)
        {
            return;
        }
        self.items.push(Item::Ink(ink));
    }

    /// All that is drawn in it, groups opened.
    pub fn inks(&self) -> Vec<&Ink> {
        let mut inks = Vec::new();
        for item in &self.items {
            match item {
                Item::Group(group) => inks.extend(group.inks()),
                Item::Ink(ink) => inks.push(ink),
            }
        }
        inks
    }

    /// All groups in it, itself first.
    pub fn groups(&self) -> Vec<&Group> {
        let mut groups = vec![self];
        for item in &self.items {
            if let Item::Group(group) = item {
                groups.extend(group.groups());
            }
        }
        groups
    }
}

/// Whether `more` could be taken into `last`: dashes into a line, dots into a row of them.
fn join(last: &mut What, more: &What) -> bool {
    let (What::Form { outline, fill, stroke }, What::Form { outline: other, fill: other_fill, stroke: other_stroke }) =
        (last, more)
    else {
        return false;
    };
    if fill != other_fill || stroke != other_stroke {
        return false;
    }
    match (&mut *outline, other) {
        // Lines that are filled would be filled as one.
        (Outline::Path(steps), Outline::Path(more)) if *fill == Color32::TRANSPARENT => {
            // Short pieces only: long lines are worth being moved one by one.
            let are_dashes = steps.len() >= 2 && matches!(steps[steps.len() - 2], Step::Move(_));
            if more.len() != 2 || !are_dashes {
                return false;
            }
            steps.extend_from_slice(more);
            true
        }
        (Outline::Circle(first, radius), Outline::Circle(next, other)) if radius == other => {
            *outline = Outline::Circles(vec![*first, *next], *radius);
            true
        }
        (Outline::Circles(centers, radius), Outline::Circle(next, other)) if radius == other => {
            centers.push(*next);
            true
        }
        _ => false,
    }
}
