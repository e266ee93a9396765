//! Sending a household to a group that somebody else looks after, and what they answer.
//!
//! The household itself does not change until it is taken in; then it moves in one change, from the day it was sent
//! for, and that change of life is counted.

use super::household::{BookNumber, book_number, check_group};
use super::{Context, Planned, refuse};
use crate::domain::{
    AnyRecord, Date, Faults, Field, Group, GroupId, Household, HouseholdId, LifeAct, LifeChange,
    LifeChangeId, LifeKind, Placement, Transfer, TransferAnswer, TransferId, TransferOutcome, Unit, UnitKind,
    Validity, Why,
};
use crate::protocol::{Act, Refusal};
use crate::registry::scope::Place;
use crate::registry::view::View;
use crate::registry::work::Work;
use crate::text::clean;

/// Puts a household into another group's book from a day on; its earlier place ends the day before.
pub(super) fn place(
    household: &mut Household,
    group: GroupId,
    asked: Option<u16>,
    on: Date,
    (work, context): (&Work<'_>, &Context<'_>),
    faults: &mut Faults,
) -> Result<u16, Refusal> {
    // Coming back, a household takes its old number again: numbers of the book are never given to another.
    let earlier = household.placements.iter().rev().find(|place| place.group == group);
    let asked = asked.or(earlier.map(|place| place.book_number));
    let wanted = BookNumber { group, asked, household: Some(household.id) };
    let number = book_number(&wanted, work, context, faults)?;
    end_and_begin(household, Placement { group, book_number: number, valid: Validity::since(on) }, faults);
    Ok(number)
}

fn end_and_begin(household: &mut Household, new: Placement, faults: &mut Faults) {
    if let Some(on) = new.valid.from() {
        for place in household.placements.iter_mut().filter(|place| place.valid.is_open()) {
            place.valid = place.valid.ended_before(on);
        }
    }
    household.placements.push(new);
    let same_day = household.placements.len() >= 2 && household.check().is_err();
    faults.require(!same_day, Field::On, Why::Overlap);
}

/// A household may be sent away once at a time, and moved by nobody meanwhile.
pub(super) fn refuse_on_its_way(
    household: HouseholdId,
    work: &Work<'_>,
    faults: &mut Faults,
) -> Result<(), Refusal> {
    if let Some(waiting) = work.view.waiting_transfer_of(household)? {
        faults.add(Field::Group, Why::OnItsWay(work.view.names().group(waiting.record.to)?));
    }
    Ok(())
}

/// Sends a household to a group beyond the scope of who acts: nothing changes but that it waits there.
pub(super) fn send(
    act: &LifeAct,
    household: &Household,
    (group, asked): (GroupId, Option<u16>),
    work: &mut Work<'_>,
    context: &Context<'_>,
    faults: &mut Faults,
) -> Result<(), Refusal> {
    let Some(from) = open_group(household) else { return Ok(()) };
    faults.require(asked.is_none(), Field::BookNumber, Why::GivenThere);
    let (here, there) =
        (commune_of(from, work.view, context.today)?, commune_of(group, work.view, context.today)?);
    let is_beyond = here.zip(there).is_some_and(|(here, there)| here != there);
    faults.require(!is_beyond, Field::Group, Why::OtherCommune);
    // The number is anything here: it is the dates that are tried, so that what is sent can also be taken in.
    let new = Placement { group, book_number: 1, valid: Validity::since(act.on) };
    end_and_begin(&mut household.clone(), new, faults);
    let transfer = Transfer {
        id: TransferId((context.new_id)()?),
        household: household.id,
        from,
        to: group,
        on: act.on,
        basis: optional(act.basis.as_deref()),
        told_by: optional(act.told_by.as_deref()),
        asked_by: context.actor.login.clone(),
        asked_on: context.today,
        answer: None,
    };
    work.put(transfer)
}

fn optional(text: Option<&str>) -> Option<String> {
    text.map(clean::line).filter(|text| !text.is_empty())
}

/// The group a household is in with no end known.
fn open_group(household: &Household) -> Option<GroupId> {
    household.placements.iter().rev().find(|place| place.valid.is_open()).map(|place| place.group)
}

/// The commune or ward above a group.
fn commune_of(
    group: GroupId,
    view: &View<'_>,
    today: Date,
) -> Result<Option<crate::domain::UnitId>, Refusal> {
    let mut next = view.get::<Group>(group.0)?.and_then(|group| group.record.hamlet_on(today));
    // A tree this deep is none: the bound is against a unit that names itself.
    for _ in 0..8 {
        let Some(unit) = next.map(|id| view.get::<Unit>(id.0)).transpose()?.flatten() else { break };
        if matches!(unit.record.kind, UnitKind::Commune | UnitKind::Ward) {
            return Ok(next);
        }
        next = unit.record.on(today).and_then(|version| version.parent);
    }
    Ok(None)
}

/// Plans that a household is taken in.
pub(super) fn accept(
    id: TransferId,
    base: u64,
    asked: Option<u16>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut transfer = unanswered(id, base, work)?;
    let mut household: Household = work.need(transfer.household.key())?;
    let mut faults = Faults::default();
    check_group(transfer.to, work, &mut faults)?;
    faults.require(household.ended.is_none(), Field::Household, Why::Ended);
    let is_there = household.ended.is_some() || open_group(&household) == Some(transfer.from);
    faults.require(is_there, Field::Household, Why::Elsewhere);
    place(&mut household, transfer.to, asked, transfer.on, (work, context), &mut faults)?;
    refuse(faults.into_vec())?;
    let change = LifeChange {
        id: LifeChangeId((context.new_id)()?),
        kind: LifeKind::ChangeGroup,
        on: transfer.on,
        household: transfer.household,
        other: None,
        group: Some(transfer.to),
        persons: Vec::new(),
        place: None,
        basis: transfer.basis.clone(),
        told_by: transfer.told_by.clone(),
    };
    transfer.answer = Some(answer(TransferOutcome::Accepted, context));
    work.put(household)?;
    work.put(change)?;
    let subject = transfer.household.key();
    work.put(transfer)?;
    Ok(Planned::of(Act::AcceptTransfer, subject))
}

/// Plans that a household is sent back, or taken back by who sent it: whoever looks after the group it was sent to
/// answers for that group.
pub(super) fn decline(
    id: TransferId,
    base: u64,
    reason: &str,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut transfer = unanswered(id, base, work)?;
    let is_answer = context.actor.scope.holds(Place::Group(transfer.to));
    let outcome = if is_answer {
        TransferOutcome::Declined(clean::line(reason))
    } else {
        TransferOutcome::TakenBack(optional(Some(reason)))
    };
    transfer.answer = Some(answer(outcome, context));
    refuse(transfer.check().err().unwrap_or_default())?;
    let subject = transfer.id.key();
    work.put(transfer)?;
    Ok(Planned::of(if is_answer { Act::DeclineTransfer } else { Act::WithdrawTransfer }, subject))
}

fn answer(outcome: TransferOutcome, context: &Context<'_>) -> TransferAnswer {
    TransferAnswer { on: context.today, by: context.actor.login.clone(), outcome }
}

fn unanswered(id: TransferId, base: u64, work: &Work<'_>) -> Result<Transfer, Refusal> {
    let stored = work.view.need::<Transfer>(id.0)?;
    if let Some(answer) = &stored.record.answer {
        let mut faults = Faults::default();
        faults.add(Field::Whole, Why::Answered(answer.by.clone()));
        refuse(faults.into_vec())?;
    }
    if stored.rev == base { Ok(stored.record) } else { Err(work.view.conflict_on(id.key())?) }
}

/// A household that ended is on its way nowhere.
pub(super) fn end_with(id: HouseholdId, work: &mut Work<'_>, context: &Context<'_>) -> Result<(), Refusal> {
    if work.get::<Household>(id.key())?.is_none_or(|household| household.ended.is_none()) {
        return Ok(());
    }
    let Some(waiting) = work.view.waiting_transfer_of(id)? else { return Ok(()) };
    let mut transfer = waiting.record;
    transfer.answer = Some(answer(TransferOutcome::HouseholdEnded, context));
    work.put(transfer)
}

/// The record that keeps an undo from putting a household, or a sending of one, back as it was: a household that
/// waits somewhere does not move, and nothing waits for a household that is elsewhere by now.
pub(super) fn in_the_way_of(record: &AnyRecord, work: &Work<'_>) -> Result<Option<AnyRecord>, Refusal> {
    match record {
        AnyRecord::Household(household) => {
            let stands = work.view.get::<Household>(household.id.0)?.map(|stored| stored.record);
            let moves = stands.is_some_and(|stands| stands.placements != household.placements);
            let waiting = work.view.waiting_transfer_of(household.id)?.map(|stored| stored.record);
            Ok(waiting.filter(|other| moves && !work.touches(other.id.key())).map(AnyRecord::from))
        }
        AnyRecord::Transfer(transfer) if transfer.waits() => {
            let other = work.view.waiting_transfer_of(transfer.household)?.map(|stored| stored.record);
            if let Some(other) = other.filter(|other| other.id != transfer.id) {
                return Ok(Some(other.into()));
            }
            let household: Household = work.need(transfer.household.key())?;
            let is_there = household.ended.is_none() && open_group(&household) == Some(transfer.from);
            Ok((!is_there).then(|| household.into()))
        }
        _ => Ok(None),
    }
}
