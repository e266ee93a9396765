//! The household card, and the preview of it under the look-up.

use super::super::view::View;
use super::Asked;
use super::gifts;
use super::group::seat_lines_of;
use super::lists::{gone_from, note_row};
use super::transfers;
use crate::domain::*;
use crate::protocol::{
    Card, CardMember, DueLine, GiftLine, LifeLine, NoteRow, Preview, PreviewMember, Refusal, SeatLine,
};
use crate::store::Stored;
use crate::text::order;

/// How many notes the preview has room for.
const PREVIEW_NOTES: usize = 2;

/// The preview of a household.
pub(super) fn preview(id: HouseholdId, asked: &Asked<'_>) -> Result<Option<Preview>, Refusal> {
    let Asked { view, today, .. } = *asked;
    let Some(household) = view.get::<Household>(id.0)?.map(|stored| stored.record) else { return Ok(None) };
    let names = view.names();
    let reference = names.reference(id)?.ok_or(Refusal::NotFound)?;
    let mut members = view.living_members(id, today)?;
    sort_members(&mut members, id);
    let contributions = view.contributions_of(id)?;
    let left = dues(id, view)?.iter().map(|due| due.left).sum();
    let mut notes = notes(&household, asked)?;
    notes.retain(|note| note.done.is_none());
    notes.truncate(PREVIEW_NOTES);
    let representative = household.representative_on(today);
    Ok(Some(Preview {
        household: id,
        head: reference.head,
        group: reference.group,
        book_number: reference.book_number,
        hamlet: reference.hamlet,
        address: household.address.clone(),
        representative: representative.map(|person| names.person(person)).transpose()?.unwrap_or_default(),
        poverty: household.latest_poverty().map(|poverty| (poverty.year, poverty.status)),
        members: members.iter().map(|person| preview_member(person, id)).collect(),
        given: gifts::sum(contributions.iter().map(|stored| &stored.record)),
        left,
        notes,
        ended: household.ended.map(|end| end.on),
        leaving: transfers::leaving(id, asked)?,
    }))
}

fn preview_member(person: &Person, household: HouseholdId) -> PreviewMember {
    PreviewMember {
        name: person.full_name.clone(),
        birth_year: birth_year(person),
        relation: relation(person, household),
    }
}

/// The year of birth, as rows show it.
pub(super) fn birth_year(person: &Person) -> Option<i16> {
    person.birth.and_then(|birth| i16::try_from(birth.year()).ok())
}

fn relation(person: &Person, household: HouseholdId) -> RelationToHead {
    person.last_membership_in(household).map_or(RelationToHead::OtherKin, |membership| membership.relation)
}

/// Head first, then in the order of a household book: spouse, parents, children, the others; the older first.
fn sort_members(members: &mut [Person], household: HouseholdId) {
    let rank = |relation| match relation {
        RelationToHead::Head => 0,
        RelationToHead::Wife | RelationToHead::Husband => 1,
        RelationToHead::Father | RelationToHead::Mother => 2,
        RelationToHead::Child => 3,
        _ => 4,
    };
    members.sort_by_cached_key(|person| {
        let year = person.birth.map_or(i32::MAX, PartialDate::year);
        (rank(relation(person, household)), year, order::name_sort_key(&person.full_name))
    });
}

/// The whole card.
pub(super) fn card(id: HouseholdId, asked: &Asked<'_>) -> Result<Card, Refusal> {
    let Asked { view, today, .. } = *asked;
    let Stored { rev, record: household } = view.need::<Household>(id.0)?;
    let names = view.names();
    let reference = names.reference(id)?.ok_or(Refusal::NotFound)?;
    let place = household.last_placement(today).cloned().ok_or(Refusal::NotFound)?;
    let representative = household.representative_on(today).or_else(|| household.last_head(today));
    let members = members(id, view, today)?;
    let representative_member = members.iter().find(|member| Some(member.id) == representative);
    let head = household.last_head(today).map(|person| names.person(person)).transpose()?;
    let contributions = view.contributions_of(id)?;
    let mut poverty = household.poverty.clone();
    poverty.sort_by_key(|poverty| std::cmp::Reverse(poverty.year));
    Ok(Card {
        id,
        rev,
        number: reference.number,
        group: place.group,
        group_number: reference.group,
        book_number: place.book_number,
        hamlet: reference.hamlet.clone(),
        placed_since: place.valid.from(),
        came_from: came_from(&household, &place, view)?,
        address: household.address.clone(),
        phones: household.phones.iter().map(Phone::masked).collect(),
        nickname: household.nickname.clone(),
        head: head.unwrap_or_default(),
        representative: representative.map(|person| names.person(person)).transpose()?.unwrap_or_default(),
        representative_relation: representative_member.map(|member| member.relation),
        poverty,
        cultural: household.cultural.iter().filter(|year| year.awarded).map(|year| year.year).collect(),
        policy: policy_on(&household, today),
        verified: household.verified.clone(),
        ended: household.ended.clone(),
        seats: seats(&members, view, today)?,
        given: gifts::sum(contributions.iter().map(|stored| &stored.record)),
        contributions: gift_lines(contributions, &members, asked)?,
        members,
        dues: dues(id, view)?,
        notes: notes(&household, asked)?,
        life: life(id, view)?,
        leaving: transfers::leaving(id, asked)?,
    })
}

fn came_from(household: &Household, place: &Placement, view: &View<'_>) -> Result<Option<u16>, Refusal> {
    let at = household.placements.iter().position(|other| other == place).unwrap_or(0);
    let Some(before) = at.checked_sub(1).and_then(|at| household.placements.get(at)) else { return Ok(None) };
    Ok(view.get::<Group>(before.group.0)?.map(|group| group.record.number))
}

fn policy_on(household: &Household, today: Date) -> Vec<String> {
    let now = household.policy.iter().filter(|policy| policy.valid.contains(today));
    now.map(|policy| policy.category.clone()).collect()
}

fn members(id: HouseholdId, view: &View<'_>, today: Date) -> Result<Vec<CardMember>, Refusal> {
    let mut persons = view.members_of(id)?;
    sort_members(&mut persons, id);
    let mut members: Vec<CardMember> = persons.iter().map(|person| card_member(person, id, today)).collect();
    members.sort_by_key(|member| member.gone.is_some());
    Ok(members)
}

fn card_member(person: &Person, household: HouseholdId, today: Date) -> CardMember {
    let died_on = person.death.and_then(PartialDate::earliest);
    CardMember {
        id: person.id,
        name: person.full_name.clone(),
        nickname: person.nickname.clone(),
        sex: person.sex,
        birth: person.birth,
        age: person.birth.map(|birth| birth.age_on(died_on.unwrap_or(today))),
        relation: relation(person, household),
        personal_id: person.personal_id.as_ref().map(PersonalId::masked),
        occupation: person.occupation.clone(),
        residence: person.residence_on(today),
        gone: gone_from(person, household, today),
    }
}

fn seats(members: &[CardMember], view: &View<'_>, today: Date) -> Result<Vec<SeatLine>, Refusal> {
    let mut seats = Vec::new();
    for member in members.iter().filter(|member| member.gone.is_none()) {
        for committee in view.committees_with(member.id)? {
            let lines = seat_lines_of(&committee, today, view)?;
            seats.extend(lines.into_iter().filter(|line| line.person == Some(member.id)));
        }
    }
    Ok(seats)
}

/// The household's own gifts, and those that its present members gave while they lived elsewhere.
fn gift_lines(
    own: Vec<Stored<Contribution>>,
    members: &[CardMember],
    asked: &Asked<'_>,
) -> Result<Vec<GiftLine>, Refusal> {
    let view = asked.view;
    let mut elsewhere = Vec::new();
    for member in members.iter().filter(|member| member.gone.is_none()) {
        let given = view.contributions_by(member.id)?;
        elsewhere.extend(
            given.into_iter().filter(|gift| own.iter().all(|other| other.record.id != gift.record.id)),
        );
    }
    let mut lines = gifts::lines(&own, asked)?;
    let others = gifts::lines(&elsewhere, asked)?;
    lines.extend(others.into_iter().map(|line| GiftLine { elsewhere: true, ..line }));
    lines.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| b.number.cmp(&a.number)));
    Ok(lines)
}

fn dues(id: HouseholdId, view: &View<'_>) -> Result<Vec<DueLine>, Refusal> {
    let mut lines = Vec::new();
    for due in view.dues_of_household(id)? {
        lines.push(gifts::due_line(&due, view)?);
    }
    lines.sort_by(|a, b| (a.left.0 == 0).cmp(&(b.left.0 == 0)).then_with(|| a.name.cmp(&b.name)));
    Ok(lines)
}

/// Notes about the household and its members; what was written about somebody where they went to stays there.
fn notes(household: &Household, asked: &Asked<'_>) -> Result<Vec<NoteRow>, Refusal> {
    let view = asked.view;
    let mut stored = view.notes_about(NoteAbout::Household(household.id))?;
    for person in view.members_of(household.id)? {
        stored.extend(view.notes_about(NoteAbout::Person(person.id))?);
    }
    stored.sort_by_key(|note| {
        (note.record.done.is_some(), note.record.follow_up.is_none(), note.record.follow_up)
    });
    let mut rows = Vec::new();
    for note in stored {
        if asked.sees(&note.record.clone().into())? {
            rows.push(note_row(note, view)?);
        }
    }
    Ok(rows)
}

fn life(id: HouseholdId, view: &View<'_>) -> Result<Vec<LifeLine>, Refusal> {
    let names = view.names();
    let mut changes = view.life_of(id)?;
    changes.sort_by_key(|change| std::cmp::Reverse(change.on));
    let mut lines = Vec::new();
    for change in changes {
        let other = if change.household == id { change.other } else { Some(change.household) };
        let place = match change.group {
            Some(group) if change.kind == LifeKind::ChangeGroup => Some(names.group(group)?),
            _ => change.place.clone(),
        };
        lines.push(LifeLine {
            kind: change.kind,
            on: change.on,
            persons: change.persons.iter().map(|id| names.person(*id)).collect::<Result<_, _>>()?,
            other: other.map(|other| names.household(other)).transpose()?,
            place,
            basis: change.basis,
        });
    }
    Ok(lines)
}
