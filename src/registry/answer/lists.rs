//! Small lists.

use uuid::Uuid;

use super::super::view::View;
use super::Asked;
use crate::domain::*;
use crate::protocol::{Gone, HouseholdRef, NoteRow, Refusal};
use crate::store::Stored;

/// Why a person does not live in a household any more.
pub(super) fn gone_from(person: &Person, household: HouseholdId, today: Date) -> Option<Gone> {
    if person.death.is_some() {
        return Some(Gone::Died(person.death));
    }
    let membership = person.last_membership_in(household)?;
    let here = person.membership_on(today).is_some_and(|m| m.household == household);
    if here { None } else { Some(Gone::Left(membership.valid.to())) }
}

/// A note as lists show it.
pub(super) fn note_row(note: Stored<Note>, view: &View<'_>) -> Result<NoteRow, Refusal> {
    let Stored { rev, record } = note;
    let household = match record.about {
        NoteAbout::Household(id) => Some(id),
        NoteAbout::Person(id) => {
            let person = view.get::<Person>(id.0)?.map(|stored| stored.record);
            person.and_then(|person| person.memberships.last().map(|m| m.household))
        }
        NoteAbout::Contribution(id) => {
            view.get::<Contribution>(id.0)?.and_then(|stored| stored.record.household())
        }
        NoteAbout::Project(_) => None,
    };
    let household = household.map(|id| view.names().reference(id)).transpose()?.flatten();
    Ok(NoteRow {
        id: record.id,
        rev,
        text: record.text,
        follow_up: record.follow_up,
        done: record.done,
        on: record.on,
        by: record.by,
        household,
    })
}

/// Notes that wait for somebody, the earliest first.
pub(super) fn follow_ups(asked: &Asked<'_>) -> Result<Vec<NoteRow>, Refusal> {
    let mut rows = Vec::new();
    for note in asked.view.open_follow_ups()? {
        if asked.sees(&note.record.clone().into())? {
            rows.push(note_row(note, asked.view)?);
        }
    }
    Ok(rows)
}

/// The households of a person, the present one first.
pub(super) fn households_of(person: PersonId, asked: &Asked<'_>) -> Result<Vec<HouseholdRef>, Refusal> {
    let view = asked.view;
    let person = view.need::<Person>(person.0)?.record;
    let mut list = Vec::new();
    for membership in person.memberships.iter().rev() {
        let known = list.iter().any(|other: &HouseholdRef| other.id == membership.household);
        if !known && asked.sees_household(membership.household)? {
            list.extend(view.names().reference(membership.household)?);
        }
    }
    Ok(list)
}

/// A page of records of a kind, in the order of ids.
pub(in crate::registry) struct Page {
    /// The kind.
    pub kind: Kind,
    /// After this id.
    pub after: Option<Uuid>,
    /// The most records.
    pub limit: usize,
}

/// The records of a page, out of scope ones left out.
pub(super) fn export(page: &Page, asked: &Asked<'_>) -> Result<Vec<AnyRecord>, Refusal> {
    match page.kind {
        Kind::Unit => fill::<Unit>(page, asked),
        Kind::Group => fill::<Group>(page, asked),
        Kind::Household => fill::<Household>(page, asked),
        Kind::Person => fill::<Person>(page, asked),
        Kind::Committee => fill::<Committee>(page, asked),
        Kind::Project => fill::<Project>(page, asked),
        Kind::Contribution => fill::<Contribution>(page, asked),
        Kind::Note => fill::<Note>(page, asked),
        Kind::MovementModel => fill::<MovementModel>(page, asked),
        Kind::Due => fill::<Due>(page, asked),
        Kind::LifeChange => fill::<LifeChange>(page, asked),
        Kind::DataRequest => fill::<DataRequest>(page, asked),
        Kind::Transfer => fill::<Transfer>(page, asked),
        Kind::Meeting => fill::<Meeting>(page, asked),
        Kind::Staff | Kind::Home => Err(Refusal::NotAllowed),
    }
}

/// Reads on until the page is full: an empty one means the end to whoever asks.
fn fill<R: Record>(page: &Page, asked: &Asked<'_>) -> Result<Vec<AnyRecord>, Refusal> {
    let mut after = page.after;
    let mut records = Vec::new();
    while records.len() < page.limit {
        let read = asked.registry.store.table::<R>().page(after, page.limit)?;
        let Some(last) = read.last() else { break };
        after = Some(last.record.key().id);
        for record in read.into_iter().map(|stored| stored.record.into()) {
            // One page too many is better than one that begins in the middle of what was read.
            // Of a person by where they are now: who moved away is a name on a card, and no row of a list.
            if asked.belongs_here(&record)?
                || !matches!(record, AnyRecord::Person(_)) && asked.sees(&record)?
            {
                records.push(record);
            }
        }
    }
    Ok(records)
}
