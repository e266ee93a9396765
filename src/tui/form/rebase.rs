//! A form whose record was changed meanwhile: what was typed stays, what stands in the register is shown beside it, and
//! the next save is on the new revision. Nothing is overwritten unseen.

use uuid::Uuid;

use super::field::FieldState;
use super::{Form, FormKind, kinds};
use crate::domain::{AnyRecord, RecordKey};
use crate::phrases::{fill, screens};
use crate::protocol::{Query, Refusal, TransferRow};
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};

/// The revision a form was begun on, for a form that edits a record.
pub fn base(kind: &FormKind) -> Option<u64> {
    match kind {
        FormKind::Household(_, rev)
        | FormKind::Person(_, rev)
        | FormKind::Contribution(_, rev)
        | FormKind::Due(_, rev)
        | FormKind::Note(_, rev)
        | FormKind::Unit(_, rev)
        | FormKind::Group(_, rev)
        | FormKind::Project(_, rev)
        | FormKind::Levy(_, rev, _) => Some(*rev),
        FormKind::Accept(row) | FormKind::Decline(row) => Some(row.rev),
        _ => None,
    }
}

/// The record a form is about; none for one that begins something by itself.
pub fn about(kind: &FormKind) -> Option<RecordKey> {
    match kind {
        FormKind::Household(household, _) => Some(household.id.key()),
        FormKind::Person(person, _) => Some(person.id.key()),
        FormKind::Contribution(contribution, _) => Some(contribution.id.key()),
        FormKind::Due(due, _) => Some(due.id.key()),
        FormKind::Note(note, _) => Some(note.id.key()),
        FormKind::Unit(unit, _) => Some(unit.id.key()),
        FormKind::Group(group, _) => Some(group.id.key()),
        FormKind::Project(project, _) => Some(project.id.key()),
        FormKind::Levy(project, ..) => Some(project.key()),
        FormKind::Accept(row) | FormKind::Decline(row) => Some(row.id.key()),
        FormKind::Void(line) => Some(line.id.key()),
        FormKind::Board(group, _) => Some(group.key()),
        FormKind::ChangeSeat(committee, _) => Some(committee.key()),
        FormKind::AddHousehold { group, .. } => group.as_ref().map(|(group, _)| group.key()),
        FormKind::AddPerson(context)
        | FormKind::Life(_, context)
        | FormKind::Contribute(context)
        | FormKind::AddNote(context) => context.id.map(|household| household.key()),
        FormKind::SetUp
        | FormKind::AddUnit
        | FormKind::AddGroup
        | FormKind::AddProject
        | FormKind::AddModel
        | FormKind::AddTeam => None,
    }
}

/// The same form on the record as it stands.
fn on_present(kind: &FormKind, rev: u64, record: &AnyRecord) -> Option<FormKind> {
    Some(match (kind, record.clone()) {
        (FormKind::Household(..), AnyRecord::Household(record)) => FormKind::Household(Box::new(record), rev),
        (FormKind::Person(..), AnyRecord::Person(record)) => FormKind::Person(Box::new(record), rev),
        (FormKind::Contribution(..), AnyRecord::Contribution(record)) => {
            FormKind::Contribution(Box::new(record), rev)
        }
        (FormKind::Due(..), AnyRecord::Due(record)) => FormKind::Due(Box::new(record), rev),
        (FormKind::Note(..), AnyRecord::Note(record)) => FormKind::Note(Box::new(record), rev),
        (FormKind::Unit(..), AnyRecord::Unit(record)) => FormKind::Unit(Box::new(record), rev),
        (FormKind::Group(..), AnyRecord::Group(record)) => FormKind::Group(Box::new(record), rev),
        (FormKind::Project(..), AnyRecord::Project(record)) => FormKind::Project(Box::new(record), rev),
        // What was sent never changes, only what was answered.
        (FormKind::Accept(row), AnyRecord::Transfer(_)) => {
            FormKind::Accept(Box::new(TransferRow { rev, ..(**row).clone() }))
        }
        (FormKind::Decline(row), AnyRecord::Transfer(_)) => {
            FormKind::Decline(Box::new(TransferRow { rev, ..(**row).clone() }))
        }
        (FormKind::Levy(project, ..), AnyRecord::Project(record)) => {
            FormKind::Levy(*project, rev, record.name)
        }
        _ => return None,
    })
}

/// Asks how the record of a form stands.
pub fn look(model: &mut Model, id: Uuid) -> Vec<Effect> {
    let key = model.form(id).and_then(|form| about(&form.kind));
    key.map(|key| model.ask(Ask::Present(id), Query::Record(key))).into_iter().collect()
}

/// The record of a form arrived. A sentence says that it was changed: whose save was refused knows by whom.
pub fn arrived(model: &mut Model, id: Uuid, rev: u64, record: &AnyRecord) {
    let Some(form) = model.form(id) else { return };
    let refused = form.refused.take();
    if base(&form.kind).is_none_or(|base| base == rev) {
        return;
    }
    let kind = form.kind.clone();
    let Some(present) = on_present(&kind, rev, record) else { return };
    let old = kinds::fields(&kind, model);
    let new = match (&present, record) {
        (FormKind::Levy(..), AnyRecord::Project(project)) => kinds::levy_as_it_stands(project, model.lang),
        _ => kinds::fields(&present, model),
    };
    let words = Words { now: screens(model.lang).now_in_register, was: screens(model.lang).was_in_register };
    let changed_since = screens(model.lang).changed_since;
    if let Some(form) = model.form(id) {
        let focus = form.fields.get(form.focus).map(FieldState::name);
        form.fields = merged(&form.fields, &old, new, &words);
        form.kind = present;
        let at = form.fields.iter().position(|field| Some(field.name()) == focus);
        form.focus = at.filter(|at| form.fields[*at].is_open()).unwrap_or_else(|| first_open(form));
    }
    model.complain(refused.unwrap_or_else(|| changed_since.to_owned()));
}

fn first_open(form: &Form) -> usize {
    form.fields.iter().position(FieldState::is_open).unwrap_or(0)
}

/// The record of a form is gone: the text stays, to be read or typed elsewhere.
pub fn gone(model: &mut Model) {
    let words = screens(model.lang);
    model.complain(words.record_gone);
}

struct Words {
    now: &'static str,
    was: &'static str,
}

fn value(field: &FieldState) -> (Option<&str>, &str) {
    (field.chosen.as_deref(), field.edit.text())
}

/// The fields of the record as it stands, with what was typed over it. What nobody typed in takes the present value.
fn merged(typed: &[FieldState], old: &[FieldState], new: Vec<FieldState>, words: &Words) -> Vec<FieldState> {
    let named = |list: &[FieldState], name: &str| list.iter().find(|field| field.name() == name).cloned();
    let touched = |field: &FieldState| {
        named(old, &field.name()).is_none_or(|old| value(&old) != value(field)) && !field.fixed
    };
    let known: Vec<String> = new.iter().map(FieldState::name).collect();
    let mut fields: Vec<FieldState> = new
        .into_iter()
        .map(|present| {
            let Some(field) = named(typed, &present.name()) else { return present };
            let before = named(old, &present.name());
            let changed = before.as_ref().is_none_or(|before| value(before) != value(&present));
            beside(field, before, present, changed, words, touched)
        })
        .collect();
    // A field that the record does not have any more keeps what was typed in it.
    fields.extend(typed.iter().filter(|field| !known.contains(&field.name()) && touched(field)).cloned());
    fields
}

fn beside(
    mut typed: FieldState,
    before: Option<FieldState>,
    mut present: FieldState,
    changed: bool,
    words: &Words,
    touched: impl Fn(&FieldState) -> bool,
) -> FieldState {
    let said = |phrase: &str, field: &FieldState| match field.edit.text() {
        "" => fill(phrase, &["-"]),
        text => fill(phrase, &[text]),
    };
    if !touched(&typed) {
        present.present = before.filter(|_| changed).map(|before| said(words.was, &before));
        return present;
    }
    if changed && value(&typed) != value(&present) {
        typed.present = Some(said(words.now, &present));
    }
    typed
}

/// A save that was refused because somebody else saved first: the form looks at what they did.
pub fn refused(model: &mut Model, id: Uuid, refusal: &Refusal) -> Vec<Effect> {
    let text = crate::phrases::refusal(model.lang, refusal);
    if let Some(form) = model.form(id) {
        form.refused = Some(text.clone());
    }
    model.complain(text);
    look(model, id)
}
