//! A form whose record was changed meanwhile, seen when a save is refused or an unfinished form is taken up: both go to
//! the conflict screen, and what is saved from there is on the new revision. Nothing is overwritten unseen.

use uuid::Uuid;

use super::compare::{Compared, compare};
use super::field::FieldState;
use super::{FormKind, kinds};
use crate::domain::{AnyRecord, Kind, RecordKey};
use crate::phrases::{fill, screens, together};
use crate::protocol::{Query, Refusal, StaffRow, TransferRow};
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::Screen;
use crate::tui::screen::conflict::{self, Conflict};

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
        | FormKind::Meeting(_, rev)
        | FormKind::Levy(_, rev, _) => Some(*rev),
        FormKind::Staff(row) => Some(row.rev),
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
        FormKind::Meeting(meeting, _) => Some(meeting.id.key()),
        FormKind::AddMeeting(group) => group.as_ref().map(|(group, _)| group.key()),
        FormKind::Levy(project, ..) => Some(project.key()),
        FormKind::Staff(row) => Some(row.record.id.key()),
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
        | FormKind::AddTeam
        | FormKind::AddStaff => None,
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
        (FormKind::Meeting(..), AnyRecord::Meeting(record)) => FormKind::Meeting(Box::new(record), rev),
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
    let Some(key) = model.form(id).and_then(|form| about(&form.kind)) else { return Vec::new() };
    // Of staff the names of their places are needed too, and their list has them.
    let query = if key.kind == Kind::Staff { Query::Staff } else { Query::Record(key) };
    vec![model.ask(Ask::Present(id), query)]
}

/// The record of a form arrived. Where it was changed meanwhile, the form and the record are put side by side.
pub fn arrived(model: &mut Model, id: Uuid, rev: u64, record: &AnyRecord) {
    let Some(present) = model.form(id).and_then(|form| on_present(&form.kind, rev, record)) else { return };
    let theirs = match (&present, record) {
        (FormKind::Levy(..), AnyRecord::Project(project)) => kinds::levy_as_it_stands(project, model.lang),
        _ => kinds::fields(&present, model),
    };
    beside(model, id, present, theirs);
}

/// The list of staff arrived for a form of one of them.
pub fn staff_arrived(model: &mut Model, id: Uuid, rows: Vec<StaffRow>) {
    let Some(key) = model.form(id).and_then(|form| about(&form.kind)) else { return };
    match rows.into_iter().find(|row| row.record.id.key() == key) {
        Some(row) => {
            let present = FormKind::Staff(Box::new(row));
            let theirs = kinds::fields(&present, model);
            beside(model, id, present, theirs);
        }
        None => gone(model),
    }
}

fn beside(model: &mut Model, id: Uuid, present: FormKind, theirs: Vec<FieldState>) {
    let Some(form) = model.form(id) else { return };
    let refused = form.refused.take();
    if base(&form.kind).is_none_or(|base| Some(base) == self::base(&present)) {
        return;
    }
    let kind = form.kind.clone();
    let old = kinds::fields(&kind, model);
    let says = refused.unwrap_or_else(|| screens(model.lang).changed_since.to_owned());
    let Some(form) = model.form(id) else { return };
    let fields = compare(&form.fields, &old, theirs);
    // What was typed ahead was meant for a form that saves: nothing is decided by it on another screen.
    model.held.clear();
    if fields.iter().any(Compared::differs) {
        conflict::open(model, Conflict::new(id, present, fields, says));
        return;
    }
    merge(model, id, present, fields);
    model.complain(says);
}

/// Goes on with a form on the record as it stands.
pub fn merge(model: &mut Model, id: Uuid, present: FormKind, fields: Vec<Compared>) {
    let words = screens(model.lang);
    let Some(form) = model.form(id) else { return };
    let focus = form.fields.get(form.focus).map(FieldState::name);
    form.fields = fields.into_iter().filter_map(|field| field.merged(words)).collect();
    form.kind = present;
    form.keeping.typed();
    let at = form.fields.iter().position(|field| Some(field.name()) == focus && field.is_open());
    form.focus = at.or_else(|| form.fields.iter().position(FieldState::is_open)).unwrap_or(0);
}

/// The record of a form is gone: the text stays, to be read or typed elsewhere.
pub fn gone(model: &mut Model) {
    let words = screens(model.lang);
    model.complain(words.record_gone);
}

/// Somebody changed records: who has the form of one of them open hears of it before they go on typing.
pub fn changed_elsewhere(model: &mut Model, login: &str, keys: &[RecordKey]) {
    let is_own = model.home.as_ref().is_none_or(|home| home.login == login);
    let Screen::Form(form) = model.top() else { return };
    let edits = base(&form.kind).and_then(|_| about(&form.kind));
    if !is_own && form.saving.is_none() && edits.is_some_and(|key| keys.contains(&key)) {
        let text = fill(together(model.lang).just_changed, &[login]);
        model.complain(text);
    }
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
