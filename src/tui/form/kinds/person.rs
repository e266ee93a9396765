//! Persons: a new member, and the edit of one.

use super::{line, optional, save};
use crate::domain::{
    Association, Choice, Date, Dated, Field, NewPerson, OldId, PartialDate, Person, PersonalId,
    RelationToHead, ResidenceKind, Sex, Why, succeed,
};
use crate::phrases::{Lang, Words};
use crate::protocol::Command;
use crate::tui::form::HouseholdContext;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// Fields of a person after the name.
pub fn own_fields(lang: Lang) -> Vec<FieldState> {
    vec![
        FieldState::optional_choice::<Sex>(lang, Field::Sex, None),
        FieldState::new(lang, Field::Birth, Input::Partial),
        FieldState::new(lang, Field::PersonalId, Input::Digits),
        line(lang, Field::Nickname),
        line(lang, Field::Occupation),
        FieldState::choice(lang, Field::Residence, Some(ResidenceKind::Permanent)),
    ]
}

/// Fields of a person who comes to a household.
pub fn new_fields(lang: Lang, relation: RelationToHead) -> Vec<FieldState> {
    let mut fields = vec![line(lang, Field::FullName), relation_field(lang, relation)];
    fields.extend(own_fields(lang));
    fields
}

/// The relation to the head; "head" is not offered, since there is one.
pub fn relation_field(lang: Lang, relation: RelationToHead) -> FieldState {
    let items = RelationToHead::ALL.iter().filter(|relation| **relation != RelationToHead::Head);
    let items = items.map(|relation| (relation.key().to_owned(), relation.word(lang).to_owned())).collect();
    let mut field = FieldState::new(lang, Field::Relation, Input::Choice(items));
    field.choose(relation.key());
    field
}

/// Reads a person.
pub fn read(values: &mut Values<'_>, relation: RelationToHead) -> NewPerson {
    NewPerson {
        full_name: values.needed_name(Field::FullName),
        nickname: values.optional(Field::Nickname),
        sex: values.choice(Field::Sex),
        birth: values.partial(Field::Birth),
        personal_id: values.read(Field::PersonalId, PersonalId::parse),
        old_id: values.read(Field::OldId, OldId::parse),
        occupation: values.optional(Field::Occupation),
        relation: values.choice(Field::Relation).unwrap_or(relation),
        residence: values.choice(Field::Residence).unwrap_or(ResidenceKind::Permanent),
    }
}

/// Fields of a new member.
pub fn add_fields(lang: Lang) -> Vec<FieldState> {
    let mut fields = new_fields(lang, RelationToHead::Child);
    fields.push(FieldState::new(lang, Field::OldId, Input::Digits));
    fields.push(FieldState::new(lang, Field::From, Input::Day));
    fields
}

/// Reads a new member.
pub fn add(context: &HouseholdContext, values: &mut Values<'_>) -> Option<Command> {
    let person = read(values, RelationToHead::Child);
    let since = values.day(Field::From);
    Some(Command::AddPerson { household: context.id?, person, since })
}

/// Fields of the edit of a person.
pub fn edit_fields(person: &Person, lang: Lang, today: Date) -> Vec<FieldState> {
    let birth = person.birth.map(PartialDate::show).unwrap_or_default();
    let is_head = person.open_membership().is_some_and(|m| m.relation == RelationToHead::Head);
    let mut fields = vec![line(lang, Field::FullName).with(&person.full_name)];
    if let Some(membership) = person.open_membership().filter(|_| !is_head) {
        fields.push(relation_field(lang, membership.relation));
    }
    let associations: Vec<&str> = person
        .associations
        .iter()
        .filter(|association| association.valid.is_open())
        .map(|association| association.value.word(lang))
        .collect();
    fields.extend([
        FieldState::optional_choice(lang, Field::Sex, person.sex),
        FieldState::new(lang, Field::Birth, Input::Partial).with(birth),
        FieldState::new(lang, Field::PersonalId, Input::Digits)
            .with(person.personal_id.as_ref().map_or("", PersonalId::digits)),
        FieldState::new(lang, Field::OldId, Input::Digits)
            .with(person.old_id.as_ref().map_or("", OldId::digits)),
        line(lang, Field::Nickname).with(optional(person.nickname.as_ref())),
        line(lang, Field::Occupation).with(optional(person.occupation.as_ref())),
        FieldState::choice(lang, Field::Residence, person.residence_on(today)),
        FieldState::optional_choice::<Association>(
            lang,
            Field::Associations,
            person.associations.iter().rev().find(|a| a.valid.is_open()).map(|a| a.value),
        ),
    ]);
    if associations.len() > 1 {
        let held = associations.join(", ");
        fields.push(line(lang, Field::Whole).with(held).fixed().in_row(0, ""));
    }
    fields
}

/// Reads the edit of a person.
pub fn edit(before: &Person, rev: u64, values: &mut Values<'_>) -> Option<Command> {
    let mut person = before.clone();
    person.full_name = values.needed_name(Field::FullName);
    person.sex = values.choice(Field::Sex);
    person.birth = values.partial(Field::Birth);
    person.personal_id = values.read(Field::PersonalId, PersonalId::parse);
    person.old_id = values.read(Field::OldId, OldId::parse);
    person.nickname = values.optional(Field::Nickname);
    person.occupation = values.optional(Field::Occupation);
    let today = values.today();
    if let Some(relation) = values.choice::<RelationToHead>(Field::Relation)
        && let Some(membership) = person.memberships.iter_mut().rev().find(|m| m.valid.is_open())
    {
        membership.relation = relation;
    }
    match values.choice::<ResidenceKind>(Field::Residence) {
        Some(ResidenceKind::Moved) => values.fault(Field::Residence, Why::Elsewhere),
        Some(kind) if person.residence_on(today) != Some(kind) => {
            succeed(&mut person.residences, kind, today)
        }
        _ => {}
    }
    if let Some(association) = values.choice::<Association>(Field::Associations) {
        let member = person.associations.iter().any(|a| a.valid.is_open() && a.value == association);
        if !member {
            person.associations.push(Dated::since(association, today));
        }
    }
    save(person, Some(rev))
}
