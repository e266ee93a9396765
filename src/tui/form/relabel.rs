//! Another language for a form that is open: what was typed and chosen stays.

use super::field::{FieldState, Input};
use super::{Form, kinds};
use crate::tui::model::Model;
use crate::tui::screen::Screen;

/// Says all open forms in the language of the model.
pub fn relabel(model: &mut Model) {
    let mut stack = std::mem::take(&mut model.stack);
    for screen in &mut stack {
        if let Screen::Form(form) = screen {
            in_language(form, model);
        }
    }
    model.stack = stack;
}

fn in_language(form: &mut Form, model: &Model) {
    form.title = kinds::title(&form.kind, model.lang);
    let said = kinds::fields(&form.kind, model);
    for field in &mut form.fields {
        let name = field.name();
        if let Some(said) = said.iter().find(|other| other.name() == name) {
            say(field, said);
        }
    }
}

fn say(field: &mut FieldState, said: &FieldState) {
    field.label.clone_from(&said.label);
    field.fault = None;
    if let Input::Choice(_) = said.input {
        field.input.clone_from(&said.input);
        if let Some(chosen) = field.chosen.clone() {
            field.choose(&chosen);
        }
    }
}
