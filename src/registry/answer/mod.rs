//! Answers to queries: one file a question of any size. Nothing here writes.

mod acts;
mod card;
mod choices;
mod differences;
mod find;
mod gifts;
mod group;
mod home;
mod lines;
mod lines_of_works;
mod lists;
mod meeting;
mod person_file;
mod project;
mod requests;
mod sheet;
mod staff;
mod taken;
mod transfers;

use super::apply::{Context, life};
use super::places::Places;
use super::work::Work;
use super::{Actor, Registry, Sure, View, new_id, permit};
use crate::domain::{AnyRecord, Date, HouseholdId, Kind, LifeAct, RecordKey, Reference};
use crate::protocol::{AccessKind, Answer, Command, Query, Refusal};

pub(super) use acts::LastAct;
pub(super) use find::entry_of;
pub(super) use lists::Page;
pub(super) use meeting::households_of_roll;

/// The most rows one answer holds.
const MOST_ROWS: usize = 500;

/// Who asks, what stands, and which day it is.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    registry: &'a Registry,
    actor: &'a Actor,
    view: &'a View<'a>,
    today: Date,
}

impl Asked<'_> {
    fn places(&self) -> Places<'_> {
        Places::of(self.view, self.today)
    }

    /// Whether a record is in the scope of who asks.
    fn sees(&self, record: &AnyRecord) -> Result<bool, Refusal> {
        self.places().sees(&self.actor.scope, record)
    }

    /// Whether a household is.
    fn sees_household(&self, id: HouseholdId) -> Result<bool, Refusal> {
        let scope = &self.actor.scope;
        Ok(scope.is_everywhere() || scope.sees(self.places().of_household(id)?))
    }

    /// A household by its head where it is in scope, else by its group.
    fn household(&self, id: HouseholdId) -> Result<String, Refusal> {
        let place = self.places().of_household(id)?;
        let is_seen = self.actor.scope.sees(place);
        if is_seen { self.view.names().household(id) } else { self.places().short_name(place) }
    }

    /// Whether a record, as it was then, belonged to a place in scope.
    fn belongs_here(&self, record: &AnyRecord) -> Result<bool, Refusal> {
        let scope = &self.actor.scope;
        if let AnyRecord::Transfer(_) = record {
            return self.sees(record);
        }
        Ok(scope.is_everywhere() || scope.sees(self.places().place(record)?))
    }

    /// How many acts are gone through for so many rows: in a scope most of them are of others.
    fn look_back(&self, limit: usize) -> u64 {
        const FARTHEST: u64 = 5_000;
        if self.actor.scope.is_everywhere() { limit as u64 } else { FARTHEST }
    }

    fn may_answer(&self) -> bool {
        permit::Right::Record.is_of(self.actor)
    }

    fn may_take(&self) -> bool {
        permit::Right::Take.is_of(self.actor)
    }
}

/// Answers a query that was permitted. What is not about one record is cut to scope here.
pub(super) fn answer(registry: &Registry, actor: &Actor, query: &Query) -> Result<Answer, Refusal> {
    let view = registry.view();
    let today = registry.today();
    let asked = Asked { registry, actor, view: &view, today };
    Ok(match query {
        Query::Home => Answer::Home(Box::new(home::home(&asked)?)),
        Query::Find { words, limit } => Answer::Found(find::find(words, rows(*limit), &asked)?),
        Query::Preview(household) => Answer::Preview(card::preview(*household, &asked)?.map(Box::new)),
        Query::Card(household) => {
            let card = card::card(*household, &asked)?;
            registry.note_visit(actor, *household);
            Answer::Card(Box::new(card))
        }
        Query::Record(key) => {
            let stored = view.get_any(*key)?.ok_or(Refusal::NotFound)?;
            if matches!(key.kind, Kind::Person | Kind::Household) {
                registry.note(actor, AccessKind::Edited, Some(*key));
            }
            Answer::Record { rev: stored.rev, record: Box::new(stored.record) }
        }
        Query::Resolve(reference) => {
            let key = resolve(*reference, &view)?;
            // One that went is still known here, by a card of its own.
            let went = key.kind == Kind::Household && transfers::has_departed(HouseholdId(key.id), &asked)?;
            if !went {
                permit::seen(actor, key, &view, today)?;
            }
            Answer::Resolved(key)
        }
        Query::Units => Answer::Units(group::units(&asked)?),
        Query::Group { group, on } => {
            Answer::Group(Box::new(group::group(*group, on.unwrap_or(today), &view, today)?))
        }
        Query::Projects => Answer::Projects(project::projects(&asked)?),
        Query::ProjectsAsking(group) => Answer::Projects(project::asking(*group, &asked)?),
        Query::Project(id) => Answer::Project(Box::new(project::project(*id, &asked)?)),
        Query::Sheet { project, group } => Answer::Sheet(Box::new(sheet::sheet(*project, *group, &asked)?)),
        Query::Meetings => Answer::Meetings(meeting::meetings(&asked)?),
        Query::Meeting(id) => Answer::Meeting(Box::new(meeting::meeting(*id, &asked)?)),
        Query::Models => Answer::Models(project::models(&asked)?),
        Query::Model { model, on } => {
            Answer::Model(Box::new(project::model(*model, on.unwrap_or(today), &asked)?))
        }
        Query::PersonHouseholds(person) => Answer::PersonHouseholds(lists::households_of(*person, &asked)?),
        Query::Choices { kind, words, limit } => {
            Answer::Choices(choices::choices(*kind, words, rows(*limit), &asked)?)
        }
        Query::Foresee(act) => foresee(act, &asked)?,
        Query::LastActs { limit } => Answer::Acts(acts::last(rows(*limit), &asked)?),
        Query::History(key) => Answer::Acts(acts::history(*key, &asked)?),
        Query::Log { from, to, limit } => Answer::Acts(acts::log(*from, *to, rows(*limit), &asked)?),
        Query::Undoable => Answer::Acts(acts::undoable(&asked)?.into_iter().collect()),
        Query::FollowUps => Answer::FollowUps(lists::follow_ups(&asked)?),
        Query::Status => Answer::Status(Box::new(home::status(&asked)?)),
        Query::Export { kind, after, limit, unmask } => {
            let page = lists::Page { kind: *kind, after: *after, limit: rows(*limit) };
            Answer::Export(taken::export(&page, unmask.as_deref(), &asked)?)
        }
        Query::Staff => Answer::Staff(staff::rows(&asked)?),
        // The service knows who is there, and fills it in.
        Query::Who => Answer::Who(Vec::new()),
        Query::Check { deep } => registry.check(*deep)?,
        Query::BackupPlan => registry.backup_plan()?,
        Query::BackupPart { run, name, offset, length } => {
            registry.backup_part(*run, name, *offset, *length)?
        }
        Query::Unmask { household, reason } => {
            Answer::Unmasked(Box::new(taken::unmask(*household, reason, &asked)?))
        }
        Query::AccessLog { limit, login, from } => {
            Answer::Access(taken::access_log(rows(*limit), login.as_deref(), *from, &asked)?)
        }
        Query::Refused { what } => {
            registry.note_refusal(actor, None, &without_numbers(what));
            Answer::Done
        }
        Query::PersonFile { person, reason } => {
            Answer::PersonFile(Box::new(person_file::person_file(*person, reason, &asked)?))
        }
        Query::ErasurePlan { person, also } => {
            Answer::ErasurePlan(Box::new(registry.erasure_plan(*person, also)?))
        }
        Query::DataRequests { all } => Answer::DataRequests(requests::requests(*all, &asked)?),
        Query::Transfers => Answer::Transfers(Box::new(transfers::transfers(&asked)?)),
        Query::Departed(household) => {
            let departed = transfers::departed_view(*household, &asked)?;
            registry.note_visit(actor, *household);
            Answer::Departed(Box::new(departed))
        }
    })
}

/// A text without the long numbers in it: what was typed may hold an id or a phone, and the access log keeps none.
fn without_numbers(text: &str) -> String {
    const LONG: usize = 6;
    let mut kept = String::new();
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        kept.push_str(if run.len() >= LONG { "***" } else { &run });
        run.clear();
        kept.push(c);
    }
    kept.trim_end().to_owned()
}

fn rows(limit: u16) -> usize {
    usize::from(limit).min(MOST_ROWS)
}

fn foresee(act: &LifeAct, asked: &Asked<'_>) -> Result<Answer, Refusal> {
    let now = asked.registry.clock.now_ms();
    let make = || new_id(now);
    let context = Context { today: asked.today, actor: asked.actor, sure: Sure::Yes, new_id: &make };
    let mut work = Work::on(asked.view);
    let act = act.without_ids();
    let planned = life::plan(&act, &mut work, &context)?;
    let command = Command::Life(Box::new(act));
    permit::edits(asked.actor, &command, &work, asked.view, asked.today)?;
    let warnings = std::mem::take(&mut work.warnings);
    Ok(Answer::Foreseen { follows: planned.follows, faults: planned.faults.into_vec(), warnings })
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
pub(super) fn entries_touched(record: &AnyRecord, view: &View<'_>) -> Result<Vec<HouseholdId>, Refusal> {
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
