//! Who may use the register, and what each looks after.

use super::super::permit;
use super::super::view::View;
use super::Asked;
use crate::domain::{Date, Group, ScopeUnit, Staff, StaffId, Unit, UnitId, UnitKind};
use crate::protocol::{Refusal, ScopeName, StaffRow};

/// The members of staff by login: all of them for whoever looks after all of the home, else those within the scope.
pub(super) fn rows(asked: &Asked<'_>) -> Result<Vec<StaffRow>, Refusal> {
    let Asked { actor, view, today, .. } = *asked;
    let mut rows = Vec::new();
    for stored in view.every::<Staff>()? {
        if !permit::looks_within(&stored.record, &actor.scope) {
            continue;
        }
        let scope = stored.record.scope.iter().map(|unit| name_of(*unit, view, today));
        let scope = scope.collect::<Result<Vec<ScopeName>, Refusal>>()?;
        let active = stored.record.is_member_on(today);
        rows.push(StaffRow { record: stored.record, rev: stored.rev, active, scope });
    }
    rows.sort_by(|a, b| a.record.login.cmp(&b.record.login));
    Ok(rows)
}

/// What a member of staff looks after, by name; nothing for all of the home.
pub(super) fn area(id: StaffId, asked: &Asked<'_>) -> Result<Vec<ScopeName>, Refusal> {
    let staff = asked.view.get::<Staff>(id.0)?;
    let scope = staff.map(|stored| stored.record.scope).unwrap_or_default();
    scope.iter().map(|unit| name_of(*unit, asked.view, asked.today)).collect()
}

fn name_of(unit: ScopeUnit, view: &View<'_>, today: Date) -> Result<ScopeName, Refusal> {
    match unit {
        ScopeUnit::Unit(unit) => unit_name(Some(unit), None, view, today),
        ScopeUnit::Group(group) => {
            let group = view.get::<Group>(group.0)?.map(|stored| stored.record);
            let number = group.as_ref().map(|group| group.number);
            unit_name(group.and_then(|group| group.hamlet_on(today)), number, view, today)
        }
    }
}

fn unit_name(
    unit: Option<UnitId>,
    group: Option<u16>,
    view: &View<'_>,
    today: Date,
) -> Result<ScopeName, Refusal> {
    let unit = unit.map(|unit| view.get::<Unit>(unit.0)).transpose()?.flatten();
    let kind = unit.as_ref().map_or(UnitKind::Hamlet, |unit| unit.record.kind);
    let name = unit.map(|unit| unit.record.name_on(today).to_owned()).unwrap_or_default();
    Ok(ScopeName { kind, name, group })
}
