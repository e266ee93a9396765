//! The calling of a roll: a mark for every household that was in the group on the day of the meeting, as one act.

use std::collections::HashSet;

use super::{Context, Planned, refuse};
use crate::domain::{Faults, Field, HouseholdId, Meeting, Why};
use crate::protocol::{Act, CalledRoll, Refusal};
use crate::registry::answer::households_of_roll;
use crate::registry::work::Work;

/// Plans it. A household that was not in the group is a fault of its line; one without a line is a fault of the roll.
pub(super) fn call(
    called: &CalledRoll,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let stored = work.view.need::<Meeting>(called.meeting.0)?;
    if stored.rev != called.base {
        return Err(work.view.conflict_on(called.meeting.key())?);
    }
    let known = households_of_roll(&stored.record, work.view)?;
    let known: HashSet<HouseholdId> = known.into_iter().map(|(household, _)| household).collect();
    let marked: HashSet<HouseholdId> = called.lines.iter().map(|line| line.household).collect();
    let mut faults = Faults::default();
    for (row, line) in called.lines.iter().enumerate() {
        if !known.contains(&line.household) {
            faults.add_row(Field::Roll, row, Why::NotFound);
        }
    }
    faults.require(known.is_subset(&marked), Field::Roll, Why::Missing);
    let meeting = Meeting { roll: called.lines.clone(), headcount: called.headcount, ..stored.record };
    let mut faults = faults.into_vec();
    faults.extend(meeting.check(context.today).err().unwrap_or_default());
    refuse(faults)?;
    work.warnings.extend(meeting.warnings());
    let subject = meeting.id.key();
    work.put(meeting)?;
    Ok(Planned::of(Act::CallRoll, subject))
}
