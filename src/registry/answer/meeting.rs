//! Meetings, and the roll of one: the households that were in the group on that day.

use std::cmp::Reverse;

use super::super::view::View;
use super::{Asked, MOST_ROWS};
use crate::domain::*;
use crate::protocol::{HouseholdRef, MeetingRow, MeetingView, Refusal, RollRow};
use crate::text::order;

/// The meetings in scope, the latest first.
pub(super) fn meetings(asked: &Asked<'_>) -> Result<Vec<MeetingRow>, Refusal> {
    let mut rows = Vec::new();
    for id in asked.view.meeting_ids()? {
        if rows.len() == MOST_ROWS {
            break;
        }
        let Some(stored) = asked.view.get::<Meeting>(id.0)? else { continue };
        if asked.sees(&stored.record.clone().into())? {
            rows.push(row(&stored.record, asked.view)?);
        }
    }
    rows.sort_by_cached_key(|row| {
        (Reverse(row.on), order::sort_key(&row.of), row.kind, row.attendances, row.id)
    });
    Ok(rows)
}

fn row(meeting: &Meeting, view: &View<'_>) -> Result<MeetingRow, Refusal> {
    let of = match meeting.of {
        MeetingOf::Group(group) => view.names().group(group)?,
        MeetingOf::Unit(unit) => view.names().unit(unit)?,
    };
    Ok(MeetingRow {
        id: meeting.id,
        on: meeting.on,
        kind: meeting.kind,
        of,
        has_roll: meeting.group().is_some(),
        topic: meeting.topic.clone().or_else(|| meeting.occasion.clone()),
        attendances: meeting.attendances(),
        roll: meeting.roll_count(),
    })
}

/// One meeting.
pub(super) fn meeting(id: MeetingId, asked: &Asked<'_>) -> Result<MeetingView, Refusal> {
    let view = asked.view;
    let stored = view.need::<Meeting>(id.0)?;
    let meeting = stored.record;
    let earlier = earlier_rolls(&meeting, view)?;
    let mut roll = Vec::new();
    for (household, book_number) in households_of_roll(&meeting, view)? {
        let Some(household) = reference(household, book_number, asked)? else { continue };
        let (mark, missed) = (meeting.mark_of(household.id), missed_before(household.id, &earlier));
        roll.push(RollRow { household, mark, missed });
    }
    Ok(MeetingView {
        rev: stored.rev,
        row: row(&meeting, view)?,
        model: meeting.model.map(|model| view.names().model(model)).transpose()?,
        roll,
        meeting,
    })
}

/// The households that were in the group of a meeting on its day, and those that its roll has, in the order of the book.
pub(in crate::registry) fn households_of_roll(
    meeting: &Meeting,
    view: &View<'_>,
) -> Result<Vec<(HouseholdId, u16)>, Refusal> {
    let Some(group) = meeting.group() else { return Ok(Vec::new()) };
    let placements = view.placements_in(group)?;
    let mut households: Vec<(HouseholdId, u16)> = Vec::new();
    for (id, book_number) in &placements {
        let Some(household) = view.get::<Household>(id.0)? else { continue };
        let place = household.record.placement_on(meeting.on);
        if place.is_some_and(|place| (place.group, place.book_number) == (group, *book_number)) {
            households.push((*id, *book_number));
        }
    }
    // Whoever was marked stays in the roll, wherever they are placed by now.
    for line in &meeting.roll {
        if households.iter().all(|(id, _)| *id != line.household) {
            let number = placements.iter().find(|(id, _)| *id == line.household).map(|(_, number)| *number);
            let last = view.names().reference(line.household)?.map(|known| known.book_number);
            households.push((line.household, number.or(last).unwrap_or(0)));
        }
    }
    households.sort_by_key(|(_, book_number)| *book_number);
    Ok(households)
}

/// The rolls of the group before a meeting, the latest first.
fn earlier_rolls(meeting: &Meeting, view: &View<'_>) -> Result<Vec<Meeting>, Refusal> {
    let Some(group) = meeting.group() else { return Ok(Vec::new()) };
    let mut earlier = view.meetings_of(group)?;
    earlier.retain(|other| (other.on, other.id) < (meeting.on, meeting.id) && !other.roll.is_empty());
    Ok(earlier)
}

/// How many rolls on end a household missed, up to the latest of these.
fn missed_before(household: HouseholdId, earlier: &[Meeting]) -> u16 {
    let marks = earlier.iter().filter_map(|meeting| meeting.mark_of(household));
    let missed = marks.take_while(|mark| !mark.is_there()).count();
    u16::try_from(missed).unwrap_or(u16::MAX)
}

/// A household as this roll calls it: by its number in this book, and by its head where it is in scope.
fn reference(id: HouseholdId, book_number: u16, asked: &Asked<'_>) -> Result<Option<HouseholdRef>, Refusal> {
    let Some(known) = asked.view.names().reference(id)? else { return Ok(None) };
    let is_seen = asked.sees_household(id)?;
    let head = if is_seen { known.head.clone() } else { asked.household(id)? };
    Ok(Some(HouseholdRef { book_number, head, ..known }))
}
