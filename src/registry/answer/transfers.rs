//! Households on their way between groups: what waits here, what was sent, what went and what stays known of it.

use std::collections::HashSet;

use super::Asked;
use super::gifts;
use crate::domain::*;
use crate::protocol::{DepartedRow, DepartedView, GiftLine, Given, Refusal, TransferRow, TransfersView};
use crate::registry::scope::Place;
use crate::registry::view::View;
use crate::store::Stored;

/// How far back the list of what went reaches, in days.
const A_YEAR: i64 = 366;

/// How many households wait for who asks to take them in.
pub(super) fn incoming_count(asked: &Asked<'_>) -> Result<u32, Refusal> {
    let waiting = asked.view.waiting_transfers()?;
    let here = waiting.iter().filter(|stored| holds(asked, stored.record.to)).count();
    Ok(u32::try_from(here).unwrap_or(u32::MAX))
}

fn holds(asked: &Asked<'_>, group: GroupId) -> bool {
    asked.actor.scope.holds(Place::Group(group))
}

/// All that is on its way or went.
pub(super) fn transfers(asked: &Asked<'_>) -> Result<TransfersView, Refusal> {
    let mut view = TransfersView::default();
    for stored in asked.view.waiting_transfers()? {
        if holds(asked, stored.record.to) {
            view.incoming.push(row(&stored, asked)?);
        } else if holds(asked, stored.record.from) {
            view.outgoing.push(row(&stored, asked)?);
        }
    }
    for waiting in [&mut view.incoming, &mut view.outgoing] {
        waiting.sort_by_key(|row| (row.asked_on, row.number));
    }
    // Whoever looks after all of the home sends nothing out of it.
    for group in asked.actor.scope.groups().into_iter().flatten() {
        for stored in asked.view.transfers_at(*group)?.iter().filter(|stored| stored.record.from == *group) {
            if was_sent_back(&stored.record, asked.today) {
                view.outgoing.push(row(stored, asked)?);
            }
        }
    }
    view.departed = departed(asked)?;
    Ok(view)
}

fn was_sent_back(transfer: &Transfer, today: Date) -> bool {
    let Some(answer) = &transfer.answer else { return false };
    matches!(answer.outcome, TransferOutcome::Declined(_)) && is_recent(answer.on, today)
}

fn is_recent(day: Date, today: Date) -> bool {
    (today.naive() - day.naive()).num_days() <= A_YEAR
}

/// The sending of a household that waits, for its card.
pub(super) fn leaving(household: HouseholdId, asked: &Asked<'_>) -> Result<Option<TransferRow>, Refusal> {
    let waiting = asked.view.waiting_transfer_of(household)?;
    waiting.map(|stored| row(&stored, asked)).transpose()
}

/// The group that a household waits to be taken in by, for lists.
pub(super) fn leaving_for(household: HouseholdId, view: &View<'_>) -> Result<Option<String>, Refusal> {
    let waiting = view.waiting_transfer_of(household)?;
    waiting.map(|stored| view.names().group(stored.record.to)).transpose()
}

fn row(stored: &Stored<Transfer>, asked: &Asked<'_>) -> Result<TransferRow, Refusal> {
    let Asked { view, today, .. } = *asked;
    let Stored { rev, record: transfer } = stored.clone();
    let household = view.need::<Household>(transfer.household.0)?.record;
    let names = view.names();
    let living = view.living_members(household.id, today)?.len();
    let gives_number = transfer.waits() && holds(asked, transfer.to);
    Ok(TransferRow {
        id: transfer.id,
        rev,
        household: household.id,
        number: number_of(&household),
        head: head_on(&household, today, view)?,
        persons: u16::try_from(living).unwrap_or(u16::MAX),
        from: names.group(transfer.from)?,
        to: names.group(transfer.to)?,
        to_group: transfer.to,
        on: transfer.on,
        asked_by: transfer.asked_by,
        asked_on: transfer.asked_on,
        basis: transfer.basis,
        told_by: transfer.told_by,
        book_number: if gives_number { Some(next_number(transfer.to, &household, view)?) } else { None },
        answer: transfer.answer,
    })
}

fn number_of(household: &Household) -> ShortNumber {
    ShortNumber { kind: Kind::Household, number: household.number }
}

fn head_on(household: &Household, day: Date, view: &View<'_>) -> Result<String, Refusal> {
    let head = household.last_head(day).map(|person| view.names().person(person));
    Ok(head.transpose()?.unwrap_or_default())
}

/// The number that taking it in gives where none is asked for.
fn next_number(group: GroupId, household: &Household, view: &View<'_>) -> Result<u16, Refusal> {
    if let Some(earlier) = household.placements.iter().rev().find(|place| place.group == group) {
        return Ok(earlier.book_number);
    }
    let highest = view.placements_in(group)?.into_iter().map(|(_, number)| number).max();
    Ok(highest.unwrap_or(0).saturating_add(1))
}

/// Households that went from a scope within a year, however they went.
fn departed(asked: &Asked<'_>) -> Result<Vec<DepartedRow>, Refusal> {
    let Some(groups) = asked.actor.scope.groups() else { return Ok(Vec::new()) };
    let mut households = HashSet::new();
    for group in groups {
        let here: HashSet<HouseholdId> = asked.view.households_in(*group)?.into_iter().collect();
        let once = asked.view.placements_in(*group)?.into_iter().map(|(household, _)| household);
        households.extend(once.filter(|household| !here.contains(household)));
    }
    let mut rows = Vec::new();
    for id in households {
        let household = asked.view.need::<Household>(id.0)?.record;
        let Some(departure) = departure(&household, asked)? else { continue };
        if is_recent(departure.since, asked.today) {
            rows.push(departure);
        }
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.since), row.number));
    Ok(rows)
}

/// How a household went from a scope; none for one that is in it, or never was.
fn departure(household: &Household, asked: &Asked<'_>) -> Result<Option<DepartedRow>, Refusal> {
    let Asked { view, today, .. } = *asked;
    let is_here = |place: &Placement| holds(asked, place.group);
    if household.last_placement(today).is_some_and(is_here) {
        return Ok(None);
    }
    let Some(last) = household.placements.iter().rposition(is_here) else { return Ok(None) };
    let (from, to) = (&household.placements[last], household.placements.get(last + 1));
    let Some((to, since)) = to.and_then(|to| Some((to, to.valid.from()?))) else { return Ok(None) };
    let names = view.names();
    Ok(Some(DepartedRow {
        household: household.id,
        number: number_of(household),
        // A head who came later is none of this scope's business.
        head: head_on(household, since.yesterday(), view)?,
        from: names.group(from.group)?,
        to: names.group(to.group)?,
        since,
    }))
}

/// Whether a household once belonged to the scope of who asks, and went.
pub(super) fn has_departed(id: HouseholdId, asked: &Asked<'_>) -> Result<bool, Refusal> {
    let Some(household) = asked.view.get::<Household>(id.0)? else { return Ok(false) };
    Ok(departure(&household.record, asked)?.is_some())
}

/// What stays known of a household that went: where to, and what it gave in its time here. No members, no digits, no
/// notes, and nothing of what came after.
pub(super) fn departed_view(id: HouseholdId, asked: &Asked<'_>) -> Result<DepartedView, Refusal> {
    let household = asked.view.need::<Household>(id.0)?.record;
    let Some(row) = departure(&household, asked)? else {
        let place = asked.places().of_household(id)?;
        // One that is here has its card.
        let is_here = asked.actor.scope.sees(place);
        return Err(if is_here {
            Refusal::NotFound
        } else {
            Refusal::OutOfScope(asked.places().name(place)?)
        });
    };
    let then = |day: Date| household.placement_on(day).is_some_and(|place| holds(asked, place.group));
    let mut contributions = gifts::lines(&asked.view.contributions_of(id)?, asked)?;
    contributions.retain(|line| then(line.on));
    for line in &mut contributions {
        (line.given_by, line.on_behalf) = (None, None);
        line.evidence.clear();
        line.from.clone_from(&row.head);
    }
    Ok(DepartedView { given: sum(&contributions), row, contributions })
}

/// Adds up lines that were not voided; a payment is one line a receipt, so that each counts by its own day.
fn sum(lines: &[GiftLine]) -> Given {
    let mut given = Given::default();
    for line in lines.iter().filter(|line| line.voided.is_none()) {
        given.valued.0 = given.valued.0.saturating_add(line.valued.0);
        given.money.0 = given.money.0.saturating_add(line.money.unwrap_or_default().0);
        given.land.0 = given.land.0.saturating_add(line.land.unwrap_or_default().0);
        given.labour.0 = given.labour.0.saturating_add(line.labour.unwrap_or_default().0);
        given.goods += u32::from(line.goods.is_some());
    }
    given
}
