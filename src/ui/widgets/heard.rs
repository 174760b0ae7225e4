//! Numbers that are typed into a field: whoever takes them reads them, so that nothing is put aside without a word.

use egui::DragValue;
use std::cell::RefCell;

/// A field whose text comes to `heard` instead of being read; pulling it works as ever.
pub fn heard_field<'a>(field: DragValue<'a>, heard: &'a RefCell<Option<String>>) -> DragValue<'a> {
    field.update_while_editing(false).custom_parser(|text| {
        *heard.borrow_mut() = Some(text.to_owned());
        None
    })
}
