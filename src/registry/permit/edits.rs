//! Permission once more, for every record that a planned command is about to change.

use super::super::places::Places;
use super::super::scope::Place;
use super::super::view::View;
use super::super::work::Work;
use super::{Actor, Right, looks_within, out_of_scope, right_to_save};
use crate::domain::{AnyRecord, Date, GroupId, Kind, Transfer, Unit, UnitId};
use crate::protocol::{Act, Command, Refusal};

/// Whether every record that a planned command is about to change is in scope: where it stands, and where it shall be.
pub(in crate::registry) fn edits(
    actor: &Actor,
    command: &Command,
    work: &Work<'_>,
    view: &View<'_>,
    today: Date,
) -> Result<(), Refusal> {
    redrawn(actor, work)?;
    if actor.scope.is_everywhere() {
        return Ok(());
    }
    let nature = Nature::of(command, view)?;
    all_held(actor, nature, work, &Places::with(view, work.pending(), today))
}

/// The same for records out of files; they may be of kinds that a role does not save by themselves.
pub(in crate::registry) fn imported(
    actor: &Actor,
    work: &Work<'_>,
    view: &View<'_>,
    today: Date,
) -> Result<(), Refusal> {
    let mut made = work.pending().values().filter_map(|pending| pending.after.as_ref());
    if !made.all(|record| right_to_save(record).is_of(actor)) {
        return Err(Refusal::NotAllowed);
    }
    redrawn(actor, work)?;
    if actor.scope.is_everywhere() {
        return Ok(());
    }
    all_held(actor, Nature::Plain, work, &Places::with(view, work.pending(), today))
}

/// Scopes follow units and groups, so whoever could redraw these could widen their own: where a group belongs is for an
/// administrator who looks after both hamlets, the periods and the order of units for one of all of the home.
fn redrawn(actor: &Actor, work: &Work<'_>) -> Result<(), Refusal> {
    if Right::Keep.is_of(actor) {
        return Ok(());
    }
    for pending in work.pending().values() {
        let before = pending.before.as_ref().map(|stored| &stored.record);
        let allowed = match (before, pending.after.as_ref()) {
            (Some(AnyRecord::Unit(before)), Some(AnyRecord::Unit(after))) => same_order(before, after),
            (Some(AnyRecord::Unit(_)), None) => false,
            (Some(AnyRecord::Group(before)), after) => {
                let (now, after) = (
                    &before.hamlets,
                    match after {
                        Some(AnyRecord::Group(after)) => &after.hamlets[..],
                        _ => &[],
                    },
                );
                let units = || now.iter().chain(after).map(|hamlet| Place::Unit(hamlet.value));
                now == after
                    || (Right::Administer.is_of(actor) && units().all(|unit| actor.scope.holds(unit)))
            }
            _ => true,
        };
        if !allowed {
            return Err(Refusal::NotAllowed);
        }
    }
    Ok(())
}

fn same_order(before: &Unit, after: &Unit) -> bool {
    let order =
        |unit: &Unit| unit.versions.iter().map(|version| (version.parent, version.valid)).collect::<Vec<_>>();
    order(before) == order(after) && before.kind == after.kind
}

fn all_held(actor: &Actor, nature: Nature, work: &Work<'_>, places: &Places<'_>) -> Result<(), Refusal> {
    for pending in work.pending().values() {
        if let Some(before) = &pending.before {
            held(actor, &before.record, nature, places)?;
        }
        match (&pending.before, &pending.after) {
            (None, Some(after)) => made(actor, after, nature, places)?,
            (Some(_), Some(after)) => held(actor, after, nature, places)?,
            (_, None) => {}
        }
    }
    Ok(())
}

/// What a command is as far as scope goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Changes what it names.
    Plain,
    /// A change of life: seats end with whoever held them, in committees of the hamlet and the commune too.
    Life,
    /// A household that was sent to this group is taken in, or is not; or that is taken back. Whoever looks after the
    /// group answers for the household too, wherever it is now.
    Handover(GroupId),
}

impl Nature {
    fn of(command: &Command, view: &View<'_>) -> Result<Nature, Refusal> {
        Ok(match command {
            Command::Life(_) => Nature::Life,
            Command::Undo { seq } => {
                let Some(undone) = view.change(*seq)? else { return Ok(Nature::Plain) };
                match Act::from_u16(undone.act) {
                    Some(Act::AcceptTransfer | Act::DeclineTransfer | Act::WithdrawTransfer) => {
                        let keys = undone.edits.iter().filter_map(|edit| edit.key());
                        Nature::handover(
                            keys.filter(|key| key.kind == Kind::Transfer).map(|key| key.id).next(),
                            view,
                        )?
                    }
                    Some(act) if act.is_change_of_life() => Nature::Life,
                    _ => Nature::Plain,
                }
            }
            Command::AcceptTransfer { transfer, .. } | Command::DeclineTransfer { transfer, .. } => {
                Nature::handover(Some(transfer.0), view)?
            }
            _ => Nature::Plain,
        })
    }

    fn handover(transfer: Option<uuid::Uuid>, view: &View<'_>) -> Result<Nature, Refusal> {
        let Some(transfer) = transfer.map(|id| view.get::<Transfer>(id)).transpose()?.flatten() else {
            return Ok(Nature::Plain);
        };
        Ok(Nature::Handover(transfer.record.to))
    }
}

/// A new group or unit is in nobody's scope yet: it belongs to what it is made in.
pub(super) fn made(
    actor: &Actor,
    record: &AnyRecord,
    nature: Nature,
    places: &Places<'_>,
) -> Result<(), Refusal> {
    let above: Vec<Option<UnitId>> = match record {
        AnyRecord::Group(group) => group.hamlets.iter().map(|hamlet| Some(hamlet.value)).collect(),
        AnyRecord::Unit(unit) => unit.versions.iter().map(|version| version.parent).collect(),
        _ => return held(actor, record, nature, places),
    };
    let places_above = above.into_iter().map(|unit| unit.map_or(Place::Home, Place::Unit));
    for place in places_above.filter(|place| !actor.scope.holds(*place)) {
        out_of_scope(places, place)?;
    }
    Ok(())
}

/// Whether one record is in scope, or follows from an act that is.
pub(super) fn held(
    actor: &Actor,
    record: &AnyRecord,
    nature: Nature,
    places: &Places<'_>,
) -> Result<(), Refusal> {
    let kind = record.key().kind;
    let follows = match nature {
        Nature::Plain => false,
        Nature::Life => kind == Kind::Committee,
        Nature::Handover(to) => {
            matches!(kind, Kind::Household | Kind::LifeChange | Kind::Transfer)
                && actor.scope.holds(Place::Group(to))
        }
    };
    if follows {
        return Ok(());
    }
    if let AnyRecord::Staff(staff) = record {
        return if looks_within(staff, &actor.scope) { Ok(()) } else { Err(Refusal::NotAllowed) };
    }
    let place = places.place(record)?;
    if actor.scope.holds(place) { Ok(()) } else { out_of_scope(places, place) }
}
