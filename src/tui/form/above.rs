//! What was typed in the last form of a kind: `"` takes it into a field ("như trên"), and some fields have it to begin with.

use std::collections::HashMap;

use super::field::{FieldState, Input};
use super::{Form, FormKind, HouseholdContext, engine, kinds};
use crate::domain::Field;
use crate::phrases::screens;
use crate::tui::input::Key;
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::screen::Screen;

/// What stood in the fields of the last form of each kind, by form and field.
#[derive(Debug, Default)]
pub struct Above(HashMap<(&'static str, String), Taken>);

/// A text, and what was chosen.
type Taken = (String, Option<String>);

impl Above {
    /// A form was saved.
    pub(super) fn remember(&mut self, form: &Form) {
        let of = kinds::key(&form.kind);
        // Numbers of ids and phones are nobody else's.
        let stays = |field: &&FieldState| field.is_open() && field.input != Input::Digits;
        let typed = form.fields.iter().filter(stays).filter(|field| !field.edit.text().is_empty());
        self.0.extend(typed.map(|field| {
            let taken = (field.edit.text().to_owned(), field.chosen.clone());
            ((of, field.name()), taken)
        }));
    }

    fn of(&self, kind: &FormKind, field: &FieldState) -> Option<&Taken> {
        self.0.get(&(kinds::key(kind), field.name()))
    }

    /// Fills the fields of a new form that usually stay the same from one paper of a pile to the next.
    pub(super) fn begin(&self, kind: &FormKind, fields: &mut [FieldState]) {
        for field in fields.iter_mut().filter(|field| stays(kind, field.field)) {
            let Some((text, chosen)) = self.of(kind, field) else { continue };
            if field.edit.text() != text {
                field.restore(text, chosen.as_deref());
                field.is_as_above = true;
            }
        }
    }
}

/// Whether a field of a form begins with what stood there the last time.
fn stays(kind: &FormKind, field: Field) -> bool {
    match kind {
        FormKind::AddHousehold { group, .. } => {
            field == Field::From || field == Field::Group && group.is_none()
        }
        // What is left of an agreed amount says by itself what it is for.
        FormKind::Contribute(context) => match **context {
            HouseholdContext { due: Some(_), .. } => matches!(field, Field::On | Field::Collector),
            HouseholdContext { project: Some(_), .. } => {
                matches!(field, Field::On | Field::Collector | Field::Giving | Field::Rule)
            }
            _ => matches!(field, Field::On | Field::Collector | Field::Giving | Field::Rule | Field::Project),
        },
        _ => false,
    }
}

/// `"`: an empty field, a choice or a day as it was in the last form, and on to the next one. In a text that is being typed,
/// and where there was no form before, it is a letter.
pub(super) fn take(model: &mut Model) -> Vec<Effect> {
    let words = screens(model.lang);
    let Screen::Form(form) = model.top() else { return Vec::new() };
    let (focus, kind) = (form.focus, form.kind.clone());
    let Some(field) = form.fields.get(focus).cloned() else { return Vec::new() };
    let has_begun = matches!(field.input, Input::Choice(_) | Input::Day);
    let is_typed_in = !has_begun && !field.edit.text().is_empty();
    let above = model.above.of(&kind, &field).cloned().filter(|_| !is_typed_in);
    let Some((text, chosen)) = above else {
        if field.input == Input::Line {
            return engine::key(model, &Key::Char('"'));
        }
        model.say(if is_typed_in { words.not_empty } else { words.nothing_above });
        return Vec::new();
    };
    engine::put(model, &text, chosen.as_deref())
}
