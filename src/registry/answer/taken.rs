//! What leaves the register or shows what is masked, and the log of who did that.

use super::Asked;
use super::lists::{self, Page};
use crate::domain::*;
use crate::protocol::{Access, AccessKind, AccessRow, Digits, Exported, Refusal, Unmasked, UnmaskedMember};
use crate::registry::Registry;

/// Records of a kind, digits masked unless there is a reason.
pub(super) fn export(page: &Page, unmask: Option<&str>, asked: &Asked<'_>) -> Result<Vec<Exported>, Refusal> {
    asked.registry.note_export(asked.actor, page.kind, unmask)?;
    let digits = if unmask.is_some() { Digits::InClear } else { Digits::Masked };
    let records = lists::export(page, asked)?;
    Ok(records.into_iter().map(|record| Exported::of(record, digits)).collect())
}

/// The digits of a household in clear, once the reason is written down.
pub(super) fn unmask(id: HouseholdId, reason: &str, asked: &Asked<'_>) -> Result<Unmasked, Refusal> {
    let household = asked.view.need::<Household>(id.0)?.record;
    asked.registry.note_first(asked.actor, AccessKind::Unmasked, Some(id.key()), reason)?;
    let members = asked.view.members_of(id)?.into_iter().map(|person| UnmaskedMember {
        person: person.id,
        personal_id: person.personal_id.map(|id| id.digits().to_owned()),
        old_id: person.old_id.map(|id| id.digits().to_owned()),
    });
    Ok(Unmasked {
        phones: household.phones.iter().map(|phone| phone.digits().to_owned()).collect(),
        members: members.collect(),
    })
}

/// The newest entries of the access log, with what their records are called today.
pub(super) fn access_log(
    limit: usize,
    login: Option<&str>,
    from: Option<Date>,
    asked: &Asked<'_>,
) -> Result<Vec<AccessRow>, Refusal> {
    let fits = |access: &Access| login.is_none_or(|login| access.login == login);
    let newest = asked.registry.last_accesses(limit, from, &fits)?;
    access_rows(newest, asked)
}

/// Entries with what their records are called today.
pub(super) fn access_rows(entries: Vec<Access>, asked: &Asked<'_>) -> Result<Vec<AccessRow>, Refusal> {
    entries.into_iter().map(|access| row(access, asked.registry, asked)).collect()
}

fn row(access: Access, registry: &Registry, asked: &Asked<'_>) -> Result<AccessRow, Refusal> {
    let stored = access.about.map(|key| registry.view().get_any(key)).transpose()?.flatten();
    let record = stored.map(|stored| stored.record);
    let name = record.as_ref().map(|record| asked.view.names().record(record)).transpose()?;
    let number = record.as_ref().and_then(AnyRecord::short_number);
    Ok(AccessRow { access, name: name.unwrap_or_default(), number })
}
