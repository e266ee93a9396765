//! Members of staff: ending an account at once, and the rule that somebody can always look after the register.

use super::{Context, Planned};
use crate::domain::{AnyRecord, Date, Fault, Faults, Field, Note, Staff, StaffId, StaffRole, Why};
use crate::protocol::{Act, Refusal};
use crate::registry::work::Work;

/// Ends an account, so that it is over today already, and passes the open follow-ups on to a successor. An account
/// that has ended may be named again: a successor is sometimes found later.
pub(super) fn suspend(
    id: StaffId,
    base: u64,
    successor: Option<StaffId>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let stored = work.view.need::<Staff>(id.0)?;
    if stored.rev != base {
        return Err(work.view.conflict_on(id.key())?);
    }
    let staff = stored.record;
    let successor = successor.map(|successor| successor_of(&staff, successor, work, context)).transpose()?;
    let login = staff.login.clone();
    work.put(staff.ended_before(context.today))?;
    if let Some(successor) = successor {
        pass_follow_ups(&login, &successor.login, work)?;
    }
    Ok(Planned::of(Act::SuspendStaff, id.key()))
}

/// Whoever takes over has to be there, and has to be allowed to deal with what was promised.
fn successor_of(
    staff: &Staff,
    successor: StaffId,
    work: &Work<'_>,
    context: &Context<'_>,
) -> Result<Staff, Refusal> {
    let found = work.get::<Staff>(successor.key())?.filter(|found| found.is_member_on(context.today));
    let why = match found {
        None => Why::NotFound,
        Some(found) if found.id == staff.id => Why::NotAChoice,
        Some(found) if !matches!(found.role, StaffRole::Admin | StaffRole::Recorder) => Why::CannotRecord,
        Some(found) => return Ok(found),
    };
    Err(Refusal::Faults(vec![Fault::new(Field::Successor, why)]))
}

fn pass_follow_ups(from: &str, to: &str, work: &mut Work<'_>) -> Result<(), Refusal> {
    for stored in work.view.open_follow_ups()?.into_iter().filter(|stored| stored.record.by == from) {
        work.put(Note { by: to.to_owned(), ..stored.record })?;
    }
    Ok(())
}

/// What is wrong with a member of staff beside others. A login is never given again, not even one whose account has
/// ended: the history goes by it, and so do unfinished forms.
pub(super) fn check(staff: &Staff, work: &mut Work<'_>, faults: &mut Faults) -> Result<(), Refusal> {
    let other = work.view.staff_by_login(&staff.login)?.filter(|other| other.id != staff.id);
    if let Some(other) = other {
        faults.add(Field::Login, Why::Taken(other.name));
    }
    for (row, unit) in staff.scope.iter().enumerate() {
        if work.view.get_any(unit.key())?.is_none() {
            faults.add_row(Field::Scope, row, Why::NotFound);
        }
    }
    Ok(())
}

/// Refuses an act that takes the last one away who looks after the whole register without an end in sight.
pub(super) fn refuse_without_admin(work: &Work<'_>, today: Date) -> Result<(), Refusal> {
    let is_one = |record: Option<&AnyRecord>| matches!(record, Some(AnyRecord::Staff(staff)) if looks_after_all(staff, today));
    let mut edits = work.edits();
    if !edits.any(|(before, after)| is_one(before) && !is_one(after)) {
        return Ok(());
    }
    for stored in work.view.every::<Staff>()? {
        let staff = work.get::<Staff>(stored.record.id.key())?;
        if staff.is_some_and(|staff| looks_after_all(&staff, today)) {
            return Ok(());
        }
    }
    Err(Refusal::LastAdmin)
}

/// Whether somebody looks after the whole register without an end in sight.
pub(in crate::registry) fn looks_after_all(staff: &Staff, today: Date) -> bool {
    let all = staff.role == StaffRole::Admin && staff.scope.is_empty();
    all && staff.valid.is_open() && staff.is_member_on(today)
}
