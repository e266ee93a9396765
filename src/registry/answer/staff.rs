//! Who may use the register, and what each looks after.

use super::super::permit;
use super::Asked;
use crate::domain::Staff;
use crate::protocol::{Refusal, ScopeName, StaffRow};

/// The members of staff by login: all of them for whoever looks after all of the home, else those within the scope.
pub(super) fn rows(asked: &Asked<'_>) -> Result<Vec<StaffRow>, Refusal> {
    let Asked { actor, view, today, .. } = *asked;
    let names = view.names();
    let mut rows = Vec::new();
    for stored in view.every::<Staff>()? {
        if !permit::looks_within(&stored.record, &actor.scope) {
            continue;
        }
        let scope = stored.record.scope.iter().map(|unit| names.place(*unit, today));
        let scope = scope.collect::<Result<Vec<ScopeName>, Refusal>>()?;
        let active = stored.record.is_member_on(today);
        rows.push(StaffRow { record: stored.record, rev: stored.rev, active, scope });
    }
    rows.sort_by(|a, b| a.record.login.cmp(&b.record.login));
    Ok(rows)
}
