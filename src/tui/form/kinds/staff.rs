//! Staff: who may use the register, as what, where, and until when.

use uuid::Uuid;

use super::{line, save};
use crate::domain::{Field, GroupId, Kind, ScopeUnit, Staff, StaffId, StaffRole, UnitId, Validity, Why};
use crate::phrases::{Lang, scope_name, together};
use crate::protocol::{Command, ScopeName, StaffRow};
use crate::text::date::show_day;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// The least places of each kind that can be named.
const PLACES: usize = 8;

/// Fields of a new member of staff.
pub fn add_fields(lang: Lang) -> Vec<FieldState> {
    let mut fields = vec![
        line(lang, Field::Login),
        line(lang, Field::FullName),
        FieldState::choice(lang, Field::StaffRole, Some(StaffRole::Recorder)),
        FieldState::new(lang, Field::To, Input::Day),
    ];
    fields.extend(area(&[], &[], lang));
    fields
}

/// Fields of the edit of a member of staff. The login stays: the history goes by it.
pub fn edit_fields(row: &StaffRow, lang: Lang) -> Vec<FieldState> {
    let staff = &row.record;
    let until = staff.valid.to().map(|day| show_day(day.naive())).unwrap_or_default();
    let mut fields = vec![
        line(lang, Field::Login).with(&staff.login).fixed(),
        line(lang, Field::FullName).with(&staff.name),
        FieldState::choice(lang, Field::StaffRole, Some(staff.role)),
        FieldState::new(lang, Field::To, Input::Day).with(until),
    ];
    fields.extend(area(&staff.scope, &row.scope, lang));
    fields
}

/// The places somebody looks after: units, then groups, each with room for more.
fn area(scope: &[ScopeUnit], names: &[ScopeName], lang: Lang) -> Vec<FieldState> {
    let words = together(lang);
    let named: Vec<(ScopeUnit, &ScopeName)> = scope.iter().copied().zip(names).collect();
    let of_kind = |kind: Kind| named.iter().filter(move |(unit, _)| unit.key().kind == kind);
    let mut fields = vec![line(lang, Field::Scope).with(words.scope_empty).fixed()];
    for (kind, label) in [(Kind::Unit, words.scope_unit), (Kind::Group, words.scope_group)] {
        let room = PLACES.max(of_kind(kind).count() + 2);
        let mut held = of_kind(kind);
        for _ in 0..room {
            let field = FieldState::new(lang, Field::Scope, Input::Record(kind));
            let field = match held.next() {
                Some((unit, name)) => field.with_record(unit.key().id, &scope_name(lang, name)),
                None => field,
            };
            let row = fields.len() - 1;
            fields.push(field.in_row(row, label));
        }
    }
    fields
}

/// Of the empty places of a kind the first is asked for: there is always one more.
pub fn is_asked(at: usize, fields: &[FieldState]) -> bool {
    let is_place = |field: &FieldState| field.field == Field::Scope && field.row.is_some();
    let Some(field) = fields.get(at).filter(|field| is_place(field)) else { return true };
    let before = at.checked_sub(1).and_then(|before| fields.get(before));
    let before = before.filter(|before| is_place(before) && before.input == field.input);
    let is_empty = |field: &FieldState| field.edit.text().trim().is_empty();
    !is_empty(field) || before.is_none_or(|before| !is_empty(before))
}

fn read_area(values: &mut Values<'_>) -> Vec<ScopeUnit> {
    let mut scope = Vec::new();
    for (row, kind) in values.rows_of(Field::Scope) {
        let Some(id) = values.record_in(Field::Scope, Some(row)) else { continue };
        let unit = match kind {
            Kind::Group => ScopeUnit::Group(GroupId(id)),
            _ => ScopeUnit::Unit(UnitId(id)),
        };
        if !scope.contains(&unit) {
            scope.push(unit);
        }
    }
    scope
}

/// The period: the last day of it is typed. One that is past would end an account without a question.
fn read_valid(before: Validity, values: &mut Values<'_>) -> Validity {
    let begun = before.from().filter(|from| *from <= values.today());
    let until = values.day(Field::To);
    if until.is_some_and(|until| until < values.today()) && until != before.to() {
        values.fault(Field::To, Why::Past);
    }
    if until == before.to() {
        return before;
    }
    Validity::between(begun, until).unwrap_or(before)
}

/// Reads a new member of staff.
pub fn add(id: Uuid, values: &mut Values<'_>) -> Option<Command> {
    let staff = Staff {
        id: StaffId(id),
        // Names are typed with a capital; a login has none.
        login: values.needed(Field::Login).to_lowercase(),
        name: values.needed_name(Field::FullName),
        role: values.choice(Field::StaffRole).unwrap_or(StaffRole::Viewer),
        scope: read_area(values),
        valid: read_valid(Validity::ALWAYS, values),
    };
    save(staff, None)
}

/// Reads the edit of a member of staff.
pub fn edit(row: &StaffRow, values: &mut Values<'_>) -> Option<Command> {
    let before = &row.record;
    let staff = Staff {
        name: values.needed_name(Field::FullName),
        role: values.choice(Field::StaffRole).unwrap_or(before.role),
        scope: read_area(values),
        valid: read_valid(before.valid, values),
        ..before.clone()
    };
    save(staff, Some(row.rev))
}
