//! From a command to edits: one file an act. Every plan says all its faults at once and writes nothing.

mod collect;
mod committee;
mod contribute;
mod household;
pub(super) mod import;
mod import_names;
mod import_rows;
mod levy;
pub(super) mod life;
mod life_members;
mod roll;
mod save;
mod setup;
pub(super) mod staff;
mod transfer;
mod undo;

pub(super) use undo::can_be_undone;
use uuid::Uuid;

use super::places::Places;
use super::view::View;
use super::work::Work;
use super::{Actor, Sure};
use crate::domain::{Date, HouseholdId, LifeKind, Person, RecordKey};
use crate::protocol::{Act, Command, Refusal};

/// What a plan needs beside the view.
pub(super) struct Context<'a> {
    /// Today, where the home is.
    pub today: Date,
    /// Who acts.
    pub actor: &'a Actor,
    /// Whether they have looked at it twice: what is only found out by reading many records is not looked for again then.
    pub sure: Sure,
    /// Makes identities.
    pub new_id: &'a dyn Fn() -> Result<Uuid, Refusal>,
}

impl Context<'_> {
    /// A household as this member of staff may hear of it: by its head where it is in their scope, else by its group.
    fn household(&self, id: HouseholdId, view: &View<'_>) -> Result<String, Refusal> {
        let places = Places::of(view, self.today);
        let place = places.of_household(id)?;
        if self.actor.scope.sees(place) { view.names().household(id) } else { places.short_name(place) }
    }

    /// A person likewise.
    fn person(&self, person: Person, view: &View<'_>) -> Result<String, Refusal> {
        let places = Places::of(view, self.today);
        let name = person.full_name.clone();
        let place = places.place(&person.into())?;
        if self.actor.scope.sees(place) { Ok(name) } else { places.short_name(place) }
    }
}

/// What a plan came to.
pub(super) struct Planned {
    /// Which act it is.
    pub act: Act,
    /// The record the act was about.
    pub subject: RecordKey,
    /// The change it takes back.
    pub undoes: Option<u64>,
}

impl Planned {
    fn of(act: Act, subject: RecordKey) -> Planned {
        Planned { act, subject, undoes: None }
    }
}

/// Plans a command.
pub(super) fn plan(
    command: &Command,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let planned = plan_act(command, work, context)?;
    // Here and not in one act: an edit, a suspension and an undo of either can take the last one away.
    staff::refuse_without_admin(work, context.today)?;
    Ok(planned)
}

fn plan_act(command: &Command, work: &mut Work<'_>, context: &Context<'_>) -> Result<Planned, Refusal> {
    match command {
        Command::SetUp(set_up) => setup::set_up(set_up, work, context),
        Command::Save { record, base } => save::save(record, *base, work, context),
        Command::AddHousehold(new) => household::add_household(new, work, context),
        Command::AddPerson { household, person, since } => {
            household::add_person(*household, person, *since, work, context)
        }
        Command::Verify(household) => household::verify(*household, work, context),
        Command::Life(life_act) => life::record(life_act, work, context),
        Command::ChangeSeat { committee, role, holder, from, decision } => {
            let seat =
                committee::NewHolder { role: *role, holder, from: *from, decision: decision.as_deref() };
            committee::change_seat(*committee, &seat, work, context)
        }
        Command::SetLevy { project, base, levy, relief } => {
            levy::set_levy(*project, *base, levy, relief, work, context)
        }
        Command::Contribute(entry) => contribute::contribute(entry, work, context),
        Command::Collect(sheet) => collect::collect(sheet, work, context),
        Command::CallRoll(called) => roll::call(called, work, context),
        Command::Void { contribution, receipt, reason } => {
            contribute::void(*contribution, *receipt, reason, work, context)
        }
        Command::Undo { seq } => undo::undo(*seq, work),
        Command::Suspend { staff, base, successor } => {
            staff::suspend(*staff, *base, *successor, work, context)
        }
        Command::AcceptTransfer { transfer, base, book_number } => {
            transfer::accept(*transfer, *base, *book_number, work, context)
        }
        Command::DeclineTransfer { transfer, base, reason } => {
            transfer::decline(*transfer, *base, reason, work, context)
        }
        // Imports are collected and written by the registry itself, in batches; erasures by the store.
        Command::Import(_) | Command::Erase(_) | Command::ErasePerson { .. } => Err(Refusal::NotAllowed),
    }
}

/// The act of a change of life.
pub(super) fn act_of(kind: LifeKind) -> Act {
    match kind {
        LifeKind::Birth => Act::Birth,
        LifeKind::MoveIn => Act::MoveIn,
        LifeKind::MoveHere => Act::MoveHere,
        LifeKind::Death => Act::Death,
        LifeKind::MoveOut => Act::MoveOut,
        LifeKind::ChangeGroup => Act::ChangeGroup,
        LifeKind::Split => Act::Split,
        LifeKind::Join => Act::Join,
        LifeKind::ChangeHead => Act::ChangeHead,
        LifeKind::ChangeRepresentative => Act::ChangeRepresentative,
    }
}

/// `Err` with all faults, when there are any.
fn refuse(faults: Vec<crate::domain::Fault>) -> Result<(), Refusal> {
    if faults.is_empty() { Ok(()) } else { Err(Refusal::Faults(faults)) }
}
