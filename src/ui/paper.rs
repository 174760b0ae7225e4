//! Whether what is drawn is a figure, and which of its parts is drawn: views say so while they paint, and a figure keeps
//! it as layers and groups. In the window both are nothing.

use egui::epaint::PaintCallback;
use egui::{Context, Id, Rect, Shape, Ui};
use std::sync::Arc;

/// What a figure wants of those who draw it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Whether buttons, handles and messages are left out.
    pub is_bare: bool,
}

/// Where a part of a figure begins or ends; travels among the shapes, where no painter sees anything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A layer begins: a view, by its id and its name.
    Layer { id: String, name: String },
    /// A part of a layer begins, and the one before it ends.
    Part(&'static str),
    /// The layer ends.
    End,
}

fn key() -> Id {
    Id::unique("this is a figure")
}

/// Says that a context draws a figure.
pub fn begin(ctx: &Context, paper: Paper) {
    ctx.data_mut(|data| data.insert_temp(key(), paper));
}

fn paper(ctx: &Context) -> Option<Paper> {
    ctx.data(|data| data.get_temp(key()))
}

/// Whether buttons, handles and messages are to be left out.
pub fn is_bare(ctx: &Context) -> bool {
    paper(ctx).is_some_and(|paper| paper.is_bare)
}

fn tag(ui: &Ui, tag: Tag) {
    ui.painter().add(Shape::Callback(PaintCallback { rect: Rect::ZERO, callback: Arc::new(tag) }));
}

/// Draws a layer: a view, by its id and its name.
pub fn layer<T>(ui: &mut Ui, id: &str, name: &str, draw: impl FnOnce(&mut Ui) -> T) -> T {
    if paper(ui.ctx()).is_none() {
        return draw(ui);
    }
    tag(ui, Tag::Layer { id: id.to_owned(), name: name.to_owned() });
    let drawn = draw(ui);
    tag(ui, Tag::End);
    drawn
}

/// Says that what follows in a layer is this part of it.
pub fn part(ui: &Ui, name: &'static str) {
    if paper(ui.ctx()).is_some() {
        tag(ui, Tag::Part(name));
    }
}

/// The tag that travels as this shape, if it is one.
pub fn tag_of(shape: &Shape) -> Option<&Tag> {
    match shape {
        Shape::Callback(callback) => callback.callback.downcast_ref(),
        _ => None,
    }
}
