//! Notes with a day to come back to them.

use uuid::Uuid;

use super::{line, save};
use crate::domain::{Field, Note, NoteAbout, NoteId, PersonId};
use crate::phrases::Lang;
use crate::protocol::Command;
use crate::text::date::show_day;
use crate::tui::form::HouseholdContext;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::kinds::life::member_field;
use crate::tui::form::values::Values;

/// Fields of a new note. It can be about one member.
pub fn add_fields(context: &HouseholdContext, lang: Lang) -> Vec<FieldState> {
    vec![
        line(lang, Field::Text),
        FieldState::new(lang, Field::FollowUp, Input::Day),
        member_field(Field::Person, context, lang, None, true),
    ]
}

/// Reads a new note.
pub fn add(context: &HouseholdContext, id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let about = match values.record(Field::Person) {
        Some(person) => NoteAbout::Person(PersonId(person)),
        None => NoteAbout::Household(context.id?),
    };
    let note = Note {
        id: NoteId(id),
        about,
        text: values.needed(Field::Text),
        follow_up: values.day(Field::FollowUp),
        done: None,
        on: values.today(),
        by: String::new(),
    };
    save(note, None)
}

/// Fields of the edit of a note.
pub fn edit_fields(note: &Note, lang: Lang) -> Vec<FieldState> {
    let day = |day: Option<crate::domain::Date>| day.map(|day| show_day(day.naive())).unwrap_or_default();
    vec![
        line(lang, Field::Text).with(&note.text),
        FieldState::new(lang, Field::FollowUp, Input::Day).with(day(note.follow_up)),
        super::yes_no(lang, Field::To, note.done.is_some()).in_row(0, crate::phrases::screens(lang).done),
    ]
}

/// Reads the edit of a note.
pub fn edit(before: &Note, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut note = before.clone();
    note.text = values.needed(Field::Text);
    note.follow_up = values.day(Field::FollowUp);
    let done = values.key_in(Field::To, Some(0)) == Some("yes");
    note.done = if done { note.done.or(Some(values.today())) } else { None };
    save(note, Some(rev))
}
