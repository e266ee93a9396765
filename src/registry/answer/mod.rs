//! Answers to queries: one file a question of any size. Nothing here writes.

mod acts;
mod card;
mod choices;
mod differences;
mod gifts;
mod group;
mod lines;
mod lines_of_works;
mod lists;
mod project;

use super::apply::{Context, life};
use super::work::Work;
use super::{Actor, Registry, View, locked, new_id};
use crate::domain::{AnyRecord, Kind, RecordKey, Reference, VIET_NAM_OFFSET};
use crate::protocol::{Answer, CareMarks, HomeView, Query, Refusal, StatusView};

pub(super) use lists::entry_of;

/// The most rows one answer holds.
const MOST_ROWS: usize = 500;

/// Answers a query.
pub(super) fn answer(registry: &Registry, actor: &Actor, query: &Query) -> Result<Answer, Refusal> {
    let view = registry.view();
    let today = registry.today();
    Ok(match query {
        Query::Home => Answer::Home(Box::new(home(registry, actor, &view)?)),
        Query::Find { words, limit } => {
            let limit = usize::from(*limit).min(MOST_ROWS);
            Answer::Found(locked!(registry.look_up.read()).find(words, limit))
        }
        Query::Preview(household) => Answer::Preview(card::preview(*household, &view, today)?.map(Box::new)),
        Query::Card(household) => Answer::Card(Box::new(card::card(*household, &view, today)?)),
        Query::Record(key) => {
            let stored = view.get_any(*key)?.ok_or(Refusal::NotFound)?;
            Answer::Record { rev: stored.rev, record: Box::new(stored.record) }
        }
        Query::Resolve(reference) => Answer::Resolved(resolve(*reference, &view)?),
        Query::Units => Answer::Units(group::units(registry, &view, today)?),
        Query::Group { group, on } => {
            Answer::Group(Box::new(group::group(*group, on.unwrap_or(today), &view, today)?))
        }
        Query::Projects => Answer::Projects(project::projects(&view)?),
        Query::Project(id) => Answer::Project(Box::new(project::project(*id, &view, today)?)),
        Query::Models => Answer::Models(project::models(&view)?),
        Query::Model { model, on } => {
            Answer::Model(Box::new(project::model(*model, on.unwrap_or(today), &view)?))
        }
        Query::PersonHouseholds(person) => Answer::PersonHouseholds(lists::households_of(*person, &view)?),
        Query::Choices { kind, words, limit } => {
            let limit = usize::from(*limit).min(MOST_ROWS);
            Answer::Choices(choices::choices(registry, *kind, words, limit, &view, today)?)
        }
        Query::Foresee(act) => {
            let now = registry.clock.now_ms();
            let make = || new_id(now);
            let context = Context { today, login: &actor.login, new_id: &make };
            let mut work = Work::on(&view);
            let planned = life::plan(act, &mut work, &context)?;
            let warnings = std::mem::take(&mut work.warnings);
            Answer::Foreseen { follows: planned.follows, faults: planned.faults.into_vec(), warnings }
        }
        Query::LastActs { limit } => {
            Answer::Acts(acts::last(registry, usize::from(*limit).min(MOST_ROWS), &view)?)
        }
        Query::History(key) => Answer::Acts(acts::history(*key, &view)?),
        Query::Log { from, to, limit } => {
            let limit = usize::from(*limit).min(MOST_ROWS);
            Answer::Acts(acts::log(registry, *from, *to, limit, &view)?)
        }
        Query::Undoable => Answer::Acts(acts::undoable(registry, actor, &view)?.into_iter().collect()),
        Query::FollowUps => Answer::FollowUps(lists::follow_ups(&view)?),
        Query::Status => Answer::Status(Box::new(status(registry)?)),
        Query::Export { kind, after, limit } => {
            let limit = usize::from(*limit).min(MOST_ROWS);
            Answer::Export(lists::export(registry, *kind, *after, limit)?)
        }
        // The service knows who is there, and fills it in.
        Query::Who => Answer::Who(Vec::new()),
        Query::Check { deep } => registry.check(*deep)?,
        Query::BackupPlan => registry.backup_plan()?,
        Query::BackupPart { run, name, offset, length } => {
            registry.backup_part(*run, name, *offset, *length)?
        }
    })
}

fn home(registry: &Registry, actor: &Actor, view: &View<'_>) -> Result<HomeView, Refusal> {
    let home = locked!(registry.home.read()).clone();
    let commune = home.commune.map(|unit| view.names().unit(unit)).transpose()?.unwrap_or_default();
    let offset_minutes = if home.offset_minutes == 0 { VIET_NAM_OFFSET } else { home.offset_minutes };
    let local_minutes = registry.clock.now_ms().div_euclid(60_000) + i64::from(offset_minutes);
    let today = registry.today();
    let due = view.open_follow_ups()?.iter().filter(|note| note.record.is_due_on(today)).count();
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
        last: acts::last_of(registry, &actor.login, view)?,
        follow_ups: u32::try_from(due).unwrap_or(u32::MAX),
        counts: locked!(registry.tallies.read()).counts(),
        read_only: registry.read_only().is_some(),
        clock: registry.clock_trouble()?,
    })
}

/// What the registry knows of itself; the service adds its process, its age and its sessions.
fn status(registry: &Registry) -> Result<StatusView, Refusal> {
    let head = registry.store.head();
    Ok(StatusView {
        counts: locked!(registry.tallies.read()).counts(),
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
        refused: None,
        practice: locked!(registry.home.read()).practice,
    })
}

fn resolve(reference: Reference, view: &View<'_>) -> Result<RecordKey, Refusal> {
    match reference {
        Reference::Number(number) => view.by_number(number)?.ok_or(Refusal::NotFound),
        Reference::Id(id) => {
            for kind in Kind::ALL {
                let key = RecordKey { kind, id };
                if view.get_any(key)?.is_some() {
                    return Ok(key);
                }
            }
            Err(Refusal::NotFound)
        }
    }
}

/// The households whose look-up entry a record is part of.
pub(super) fn entries_touched(
    record: &AnyRecord,
    view: &View<'_>,
) -> Result<Vec<crate::domain::HouseholdId>, Refusal> {
    Ok(match record {
        AnyRecord::Household(household) => vec![household.id],
        AnyRecord::Person(person) => person.memberships.iter().map(|m| m.household).collect(),
        AnyRecord::Group(group) => view.placements_in(group.id)?.into_iter().map(|(id, _)| id).collect(),
        AnyRecord::Unit(unit) => {
            let mut households = Vec::new();
            for group in view.groups_of(unit.id)? {
                households.extend(view.placements_in(group.id)?.into_iter().map(|(id, _)| id));
            }
            households
        }
        _ => Vec::new(),
    })
}
