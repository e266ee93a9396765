//! From a command to edits: one file an act. Every plan says all its faults at once and writes nothing.

mod committee;
mod contribute;
mod household;
pub(super) mod import;
mod import_rows;
mod levy;
pub(super) mod life;
mod life_members;
mod save;
mod setup;
mod transfer;
mod undo;

pub(super) use undo::can_be_undone;
use uuid::Uuid;

use super::scope::Scope;
use super::work::Work;
use crate::domain::{Date, LifeKind, RecordKey};
use crate::protocol::{Act, Command, Refusal};

/// What a plan needs beside the view.
pub(super) struct Context<'a> {
    /// Today, where the home is.
    pub today: Date,
    /// The login of who acts.
    pub login: &'a str,
    /// Where who acts looks and acts: beyond it a household is sent, not moved.
    pub scope: &'a Scope,
    /// Makes identities.
    pub new_id: &'a dyn Fn() -> Result<Uuid, Refusal>,
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
        Command::Void { contribution, receipt, reason } => {
            contribute::void(*contribution, *receipt, reason, work, context)
        }
        Command::Undo { seq } => undo::undo(*seq, work),
        Command::AcceptTransfer { transfer, base, book_number } => {
            transfer::accept(*transfer, *base, *book_number, work, context)
        }
        Command::DeclineTransfer { transfer, base, reason } => {
            transfer::decline(*transfer, *base, reason, work, context)
        }
        // Imports are collected and written by the registry itself, in batches; erasures by the store.
        Command::Import(_) | Command::Erase(_) => Err(Refusal::NotAllowed),
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
