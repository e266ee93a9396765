//! Changes of life: one form each.

use uuid::Uuid;

use super::line;
use super::person;
use crate::domain::{
    Choice, Date, Field, GroupId, HouseholdId, Kind, LifeAct, LifeEvent, LifeKind, PersonId, RelationToHead,
    Why,
};
use crate::phrases::{Lang, Words, screens};
use crate::protocol::Command;
use crate::text::date::show_day;
use crate::tui::form::HouseholdContext;
use crate::tui::form::field::{FieldState, Input};
use crate::tui::form::values::Values;

/// Fields of a change of life.
pub fn fields(kind: LifeKind, context: &HouseholdContext, lang: Lang, today: Date) -> Vec<FieldState> {
    let mut fields = vec![FieldState::new(lang, Field::On, Input::Day).with(show_day(today.naive()))];
    fields.extend(own_fields(kind, context, lang));
    fields.push(line(lang, Field::Basis));
    fields.push(line(lang, Field::ToldBy));
    fields
}

fn own_fields(kind: LifeKind, context: &HouseholdContext, lang: Lang) -> Vec<FieldState> {
    match kind {
        LifeKind::Birth => {
            let mut fields = person::new_fields(lang, RelationToHead::Child);
            fields.retain(|field| !matches!(field.field, Field::Nickname | Field::Occupation | Field::Birth));
            fields
        }
        LifeKind::MoveIn => {
            let mut fields = person::new_fields(lang, RelationToHead::Child);
            fields.push(line(lang, Field::Place));
            fields
        }
        LifeKind::MoveHere => vec![
            FieldState::new(lang, Field::Person, Input::Record(Kind::Person)),
            person::relation_field(lang, RelationToHead::Child),
        ],
        LifeKind::Death => {
            let mut fields = vec![member_field(Field::Person, context, lang, context.selected, false)];
            fields.extend(succession(context, lang));
            fields
        }
        LifeKind::MoveOut => {
            let mut fields = vec![line(lang, Field::Place)];
            fields.extend(each_member(context, |at, name, _| yes_or_stay(lang, at, name)));
            fields.extend(succession(context, lang));
            fields
        }
        LifeKind::ChangeGroup => vec![group_field(lang, None), count(lang, Field::BookNumber)],
        LifeKind::Split => {
            let mut fields = vec![
                member_field(Field::Person, context, lang, context.selected, false),
                group_field(lang, context.group.as_ref()),
                count(lang, Field::BookNumber),
                line(lang, Field::Address).with(&context.address),
            ];
            fields.extend(each_member(context, |at, name, _| stay_or_relation(lang, at, name)));
            fields.extend(succession(context, lang));
            fields
        }
        LifeKind::Join => {
            let mut fields = vec![FieldState::new(lang, Field::Household, Input::Record(Kind::Household))];
            fields.extend(each_member(context, |at, name, _| relation_in_row(lang, at, name)));
            fields
        }
        LifeKind::ChangeHead => {
            let mut fields = vec![member_field(Field::Head, context, lang, context.selected, false)];
            fields
                .extend(each_member(context, |at, name, relation| turned_relation(lang, at, name, relation)));
            fields
        }
        LifeKind::ChangeRepresentative => {
            vec![member_field(Field::Representative, context, lang, context.selected, false)]
        }
    }
}

fn count(lang: Lang, of: Field) -> FieldState {
    FieldState::new(lang, of, Input::Count)
}

fn group_field(lang: Lang, group: Option<&(GroupId, String)>) -> FieldState {
    let field = FieldState::new(lang, Field::Group, Input::Record(Kind::Group));
    match group {
        Some((id, label)) => field.with_record(id.0, label),
        None => field,
    }
}

/// A choice among the members.
pub fn member_field(
    of: Field,
    context: &HouseholdContext,
    lang: Lang,
    first: Option<PersonId>,
    optional: bool,
) -> FieldState {
    let mut members: Vec<&(PersonId, String, RelationToHead)> = context.members.iter().collect();
    if first.is_none() {
        // Whoever leaves is most often the one the cursor was on: last in the list of who may follow.
        members.sort_by_key(|(id, _, _)| Some(*id) == context.selected);
    }
    let mut items: Vec<(String, String)> =
        members.into_iter().map(|(id, name, _)| (id.to_string(), name.clone())).collect();
    if optional {
        items.insert(0, (String::new(), "-".to_owned()));
    }
    let mut field = FieldState::new(lang, of, Input::Choice(items));
    match first {
        Some(id) => field.choose(&id.to_string()),
        None if optional => field.choose(""),
        None => {}
    }
    field
}

/// A new head and a new representative, asked for only when they are needed.
fn succession(context: &HouseholdContext, lang: Lang) -> Vec<FieldState> {
    let mut fields = vec![member_field(Field::Head, context, lang, None, true)];
    fields.extend(each_member(context, |at, name, relation| turned_relation(lang, at, name, relation)));
    fields.push(member_field(Field::Representative, context, lang, None, true));
    fields
}

fn each_member(
    context: &HouseholdContext,
    field: impl Fn(usize, &str, RelationToHead) -> FieldState,
) -> Vec<FieldState> {
    let members = context.members.iter().enumerate();
    members.map(|(at, (_, name, relation))| field(at, name, *relation)).collect()
}

fn yes_or_stay(lang: Lang, at: usize, name: &str) -> FieldState {
    let words = screens(lang);
    let items = vec![("no".to_owned(), words.stays.to_owned()), ("yes".to_owned(), words.goes.to_owned())];
    let mut field = FieldState::new(lang, Field::Members, Input::Choice(items)).in_row(at, name);
    field.choose("no");
    field
}

fn relations(lang: Lang) -> Vec<(String, String)> {
    let all = RelationToHead::ALL.iter().filter(|relation| **relation != RelationToHead::Head);
    all.map(|relation| (relation.key().to_owned(), relation.word(lang).to_owned())).collect()
}

fn stay_or_relation(lang: Lang, at: usize, name: &str) -> FieldState {
    let mut items = relations(lang);
    items.insert(0, ("no".to_owned(), screens(lang).stays.to_owned()));
    let mut field = FieldState::new(lang, Field::Members, Input::Choice(items)).in_row(at, name);
    field.choose("no");
    field
}

fn relation_in_row(lang: Lang, at: usize, name: &str) -> FieldState {
    let mut field = FieldState::new(lang, Field::Members, Input::Choice(relations(lang))).in_row(at, name);
    field.choose(RelationToHead::OtherKin.key());
    field
}

/// A relation to the new head; left alone it turns as the panel below says.
fn turned_relation(lang: Lang, at: usize, name: &str, _before: RelationToHead) -> FieldState {
    let mut items = relations(lang);
    items.insert(0, (String::new(), screens(lang).as_below.to_owned()));
    let mut field = FieldState::new(lang, Field::Relation, Input::Choice(items)).in_row(at, name);
    field.choose("");
    field
}

/// Relations are asked for only once there is a new head.
pub fn is_asked(field: &FieldState, fields: &[FieldState]) -> bool {
    if field.field != Field::Relation || field.row.is_none() {
        return true;
    }
    let head = fields.iter().find(|field| field.field == Field::Head);
    head.and_then(|head| head.chosen.as_deref()).is_some_and(|chosen| !chosen.is_empty())
}

/// Reads a change of life.
pub fn build(kind: LifeKind, context: &HouseholdContext, values: &mut Values<'_>) -> Option<Command> {
    let on = values.need_day(Field::On);
    let event = event(kind, context, values);
    let new_head = if kind == LifeKind::ChangeHead { None } else { values.record(Field::Head).map(PersonId) };
    let new_representative = match kind {
        LifeKind::ChangeRepresentative => None,
        _ => values.record(Field::Representative).map(PersonId),
    };
    let mut relations = Vec::new();
    for (at, (id, _, _)) in context.members.iter().enumerate() {
        relations.extend(values.choice_in(Field::Relation, Some(at)).map(|relation| (*id, relation)));
    }
    Some(Command::Life(Box::new(LifeAct {
        household: context.id?,
        event: event?,
        on: on?,
        basis: values.optional(Field::Basis),
        told_by: values.optional(Field::ToldBy),
        new_head,
        new_representative,
        relations,
    })))
}

fn event(kind: LifeKind, context: &HouseholdContext, values: &mut Values<'_>) -> Option<LifeEvent> {
    let person = |values: &mut Values<'_>, of| values.need_record(of).map(PersonId);
    Some(match kind {
        LifeKind::Birth => LifeEvent::Birth(person::read(values, RelationToHead::Child)),
        LifeKind::MoveIn => {
            let person = person::read(values, RelationToHead::Child);
            LifeEvent::MoveIn { person, from: values.optional(Field::Place) }
        }
        LifeKind::MoveHere => LifeEvent::MoveHere {
            person: person(values, Field::Person)?,
            relation: values.choice(Field::Relation).unwrap_or(RelationToHead::OtherKin),
        },
        LifeKind::Death => LifeEvent::Death(person(values, Field::Person)?),
        LifeKind::MoveOut => {
            let goes = |at: usize| values.key_in(Field::Members, Some(at)) == Some("yes");
            let members = context.members.iter().enumerate().filter(|(at, _)| goes(*at));
            let persons: Vec<PersonId> = members.map(|(_, member)| member.0).collect();
            if persons.is_empty() {
                values.fault(Field::Place, Why::NobodyLeft);
            }
            LifeEvent::MoveOut { persons, to: values.optional(Field::Place) }
        }
        LifeKind::ChangeGroup => LifeEvent::ChangeGroup {
            group: GroupId(values.need_record(Field::Group)?),
            book_number: values.small(Field::BookNumber),
        },
        LifeKind::Split => split(context, values)?,
        LifeKind::Join => {
            let into = values.need_record(Field::Household).map(HouseholdId);
            LifeEvent::Join { into: into?, members: with_relations(context, values, Uuid::nil()) }
        }
        LifeKind::ChangeHead => LifeEvent::ChangeHead(person(values, Field::Head)?),
        LifeKind::ChangeRepresentative => {
            LifeEvent::ChangeRepresentative(person(values, Field::Representative)?)
        }
    })
}

fn split(context: &HouseholdContext, values: &mut Values<'_>) -> Option<LifeEvent> {
    let head = values.need_record(Field::Person);
    let group = values.need_record(Field::Group);
    Some(LifeEvent::Split {
        head: PersonId(head?),
        members: with_relations(context, values, head?),
        group: GroupId(group?),
        book_number: values.small(Field::BookNumber),
        address: values.text(Field::Address),
    })
}

/// Members for whom a relation was chosen, all but one.
fn with_relations(
    context: &HouseholdContext,
    values: &Values<'_>,
    but: Uuid,
) -> Vec<(PersonId, RelationToHead)> {
    let relation = |at: usize| values.choice_in(Field::Members, Some(at));
    let members = context.members.iter().enumerate().filter(|(_, member)| member.0.0 != but);
    members.filter_map(|(at, member)| relation(at).map(|relation| (member.0, relation))).collect()
}
