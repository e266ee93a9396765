//! Who, where and how many: what stands at the top of every screen, and the figures of a status.

use std::collections::HashSet;

use super::Asked;
use super::{acts, requests};
use crate::domain::{GroupId, Project, Staff, VIET_NAM_OFFSET};
use crate::protocol::{CareMarks, Counts, HomeView, Refusal, ScopeName, StatusView};
use crate::registry::locked;
use crate::registry::scope::Place;
use crate::text::typing::Typing;

/// Who asks, what day it is, what waits for them.
pub(super) fn home(asked: &Asked<'_>) -> Result<HomeView, Refusal> {
    let Asked { registry, actor, view, today } = *asked;
    let home = locked!(registry.home.read()).clone();
    let commune = home.commune.map(|unit| view.names().unit(unit)).transpose()?.unwrap_or_default();
    let offset_minutes = if home.offset_minutes == 0 { VIET_NAM_OFFSET } else { home.offset_minutes };
    let local_minutes = registry.clock.now_ms().div_euclid(60_000) + i64::from(offset_minutes);
    let mut due = 0;
    for note in view.open_follow_ups()? {
        due += u32::from(note.record.is_due_on(today) && asked.sees(&note.record.into())?);
    }
    Ok(HomeView {
        practice: home.practice,
        empty: home.commune.is_none() && locked!(registry.tallies.read()).counts().groups == 0,
        commune,
        today,
        minute: u16::try_from(local_minutes.rem_euclid(24 * 60)).unwrap_or(0),
        offset_minutes,
        login: actor.login.clone(),
        name: actor.name.clone(),
        role: actor.role,
        last: acts::last_of(&actor.login, asked)?,
        follow_ups: due,
        counts: counts(asked)?,
        read_only: registry.read_only().is_some(),
        clock: registry.clock_trouble()?,
        area: area(asked)?,
        requests_overdue: requests::overdue(asked)?,
        incoming: super::transfers::incoming_count(asked)?,
        typing: Typing::default(),
    })
}

/// What who asks looks after, by name; nothing for all of the home.
fn area(asked: &Asked<'_>) -> Result<Vec<ScopeName>, Refusal> {
    let staff = asked.view.get::<Staff>(asked.actor.staff.0)?;
    let scope = staff.map(|stored| stored.record.scope).unwrap_or_default();
    let names = asked.view.names();
    scope.iter().map(|unit| names.place(*unit, asked.today)).collect()
}

/// What the registry knows of itself; the service adds its process, its age and its sessions.
pub(super) fn status(asked: &Asked<'_>) -> Result<StatusView, Refusal> {
    let registry = asked.registry;
    let head = registry.store.head();
    Ok(StatusView {
        counts: counts(asked)?,
        seq: head.seq,
        pid: 0,
        uptime_s: 0,
        sessions: 0,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        chain: head.chain.iter().map(|byte| format!("{byte:02x}")).collect(),
        read_only: registry.read_only(),
        clock: registry.clock_trouble()?,
        at: registry.clock.now_ms(),
        care: CareMarks::default(),
        free_bytes: None,
        journal_bytes: 0,
        refused: registry.refused_since_yesterday(asked.actor)?,
        practice: locked!(registry.home.read()).practice,
        requests_overdue: requests::overdue(asked)?,
    })
}

/// How many there are in scope. Those of all of the home are kept up; those of a scope are counted over its households,
/// which the look-up holds in memory.
fn counts(asked: &Asked<'_>) -> Result<Counts, Refusal> {
    match asked.actor.scope.groups() {
        None => Ok(locked!(asked.registry.tallies.read()).counts()),
        Some(groups) => counts_in(groups, asked),
    }
}

fn counts_in(groups: &HashSet<GroupId>, asked: &Asked<'_>) -> Result<Counts, Refusal> {
    let Asked { registry, actor, view, today } = *asked;
    let tallies = locked!(registry.tallies.read());
    let mut counts = Counts { groups: u32::try_from(groups.len()).unwrap_or(u32::MAX), ..Counts::default() };
    let look_up = locked!(registry.look_up.read());
    (counts.households, counts.persons) = look_up.count_in(groups);
    look_up.households_in(groups).for_each(|household| tallies.add_gifts_of(household, &mut counts));
    drop(look_up);
    for project in view.every::<Project>()? {
        if asked.sees(&project.record.clone().into())? {
            counts.projects += 1;
            tallies.add_sponsored(project.record.id, &mut counts);
        }
    }
    for unit in view.every::<crate::domain::Unit>()? {
        let is_hamlet = super::group::is_hamlet(&unit.record, today);
        counts.hamlets += u32::from(is_hamlet && actor.scope.sees(Place::Unit(unit.record.id)));
    }
    Ok(counts)
}
