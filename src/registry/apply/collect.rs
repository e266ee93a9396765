//! A collection sheet: what many households gave to one project on a day, as one act.

use std::collections::{HashMap, HashSet};

use super::contribute::{self, due_of};
use super::{Context, Planned, refuse};
use crate::domain::{
    Contributor, Due, Fault, Faults, Field, HouseholdId, Note, NoteAbout, NoteId, Project, ProjectId, Vnd,
    Why,
};
use crate::protocol::{Act, Collection, CollectionRow, Contribute, GiftEntry, Refusal};
use crate::registry::Sure;
use crate::registry::work::Work;
use crate::text::clean;

/// Plans it. A fault names its row; with any of them nothing is recorded.
pub(super) fn collect(
    sheet: &Collection,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<Planned, Refusal> {
    let mut faults = Faults::default();
    faults.require(work.get::<Project>(sheet.project.key())?.is_some(), Field::Project, Why::NotFound);
    faults.require(sheet.on <= context.today, Field::On, Why::InFuture);
    faults.require(!sheet.rows.is_empty(), Field::Whole, Why::Missing);
    refuse(faults.into_vec())?;
    let mut all = twice(&sheet.rows);
    let mut given = HashMap::new();
    for (at, row) in sheet.rows.iter().enumerate() {
        all.extend(in_row(at, record_row(sheet, row, &mut given, work, context))?);
    }
    refuse(all)?;
    if context.sure == Sure::NotYet {
        warn_of_amounts(sheet, work, context)?;
    }
    Ok(Planned::of(Act::Collect, sheet.project.key()))
}

/// Says of each row what may be a slip in its amount.
fn warn_of_amounts(sheet: &Collection, work: &mut Work<'_>, context: &Context<'_>) -> Result<(), Refusal> {
    let usual = contribute::usual_payment(Some(sheet.project), work)?;
    for row in &sheet.rows {
        let paid = |gift: &GiftEntry| match gift {
            GiftEntry::Money { amount, .. } => Some(amount.0),
            _ => None,
        };
        let paid: Vec<i64> = row.gifts.iter().filter_map(paid).collect();
        if !paid.is_empty() {
            let who = context.household(row.household, work.view)?;
            let agreed = contribute::agreed(sheet.project, row.household, work)?;
            let usual = usual.into_iter().chain(agreed).min();
            contribute::warn_of_amount(Vnd(paid.iter().sum()), usual, who, work);
        }
    }
    Ok(())
}

/// Each household stands in a sheet once.
fn twice(rows: &[CollectionRow]) -> Vec<Fault> {
    let mut seen = HashSet::new();
    let mut faults = Faults::default();
    for (at, row) in rows.iter().enumerate() {
        if !seen.insert(row.household) {
            faults.add_row(Field::Household, at, Why::Twice);
        }
    }
    faults.into_vec()
}

/// The faults of a row, each with its place in the sheet.
fn in_row(at: usize, outcome: Result<(), Refusal>) -> Result<Vec<Fault>, Refusal> {
    let row = u16::try_from(at).ok();
    match outcome {
        Ok(()) => Ok(Vec::new()),
        Err(Refusal::Faults(faults)) => Ok(faults.into_iter().map(|fault| Fault { row, ..fault }).collect()),
        Err(other) => Err(other),
    }
}

fn record_row(
    sheet: &Collection,
    row: &CollectionRow,
    given: &mut HashMap<HouseholdId, i64>,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    for gift in &row.gifts {
        if let GiftEntry::Money { amount, on_behalf, .. } = gift {
            refuse_beyond_what_is_left(sheet.project, *amount, *on_behalf, given, work)?;
            *given.entry(on_behalf.unwrap_or(row.household)).or_default() += amount.0;
        }
        contribute::record(&entry(sheet, row.household, gift), work, context)?;
    }
    if row.relief.is_some() || row.promised.is_some() {
        put_due(sheet.project, row, work)?;
    }
    if let Some(text) = &row.note {
        put_note(row.household, text, work, context)?;
    }
    Ok(())
}

fn entry(sheet: &Collection, household: HouseholdId, gift: &GiftEntry) -> Contribute {
    let mut gift = gift.clone();
    if let GiftEntry::Money { collector, .. } = &mut gift {
        collector.clone_from(&sheet.collector);
    }
    Contribute {
        from: Contributor::Household { household, given_by: None },
        project: Some(sheet.project),
        model: None,
        gift,
        valued: None,
        rule: None,
        on: sheet.on,
        witnesses: Vec::new(),
        evidence: Vec::new(),
    }
}

/// What others gave for a household may stand in the same sheet: together it is no more than what is left.
fn refuse_beyond_what_is_left(
    project: ProjectId,
    amount: Vnd,
    on_behalf: Option<HouseholdId>,
    given: &HashMap<HouseholdId, i64>,
    work: &Work<'_>,
) -> Result<(), Refusal> {
    let Some(other) = on_behalf else { return Ok(()) };
    let Some(due) = due_of(project, other, work)? else { return Ok(()) };
    let in_sheet = given.get(&other).copied().unwrap_or(0);
    let left = due.record.asked().0 - work.view.received(project, other)?.0 - in_sheet;
    let mut faults = Faults::default();
    faults.require(amount.0 <= left, Field::Money, Why::MoreThanLeft(left.max(0)));
    refuse(faults.into_vec())
}

fn put_due(project: ProjectId, row: &CollectionRow, work: &mut Work<'_>) -> Result<(), Refusal> {
    let Some(stored) = due_of(project, row.household, work)? else {
        return Err(Refusal::Faults(vec![Fault::new(Field::Reduced, Why::NotFound)]));
    };
    if row.due_rev != Some(stored.rev) {
        return Err(work.view.conflict_on(stored.record.id.key())?);
    }
    let old = stored.record;
    let due = Due {
        relief: row.relief.clone().or_else(|| old.relief.clone()),
        promised: row.promised.or(old.promised),
        ..old
    };
    refuse(due.check().err().unwrap_or_default())?;
    work.put(due)
}

fn put_note(
    household: HouseholdId,
    text: &str,
    work: &mut Work<'_>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let note = Note {
        id: NoteId((context.new_id)()?),
        about: NoteAbout::Household(household),
        text: clean::line(text),
        follow_up: None,
        done: None,
        on: context.today,
        by: context.actor.login.clone(),
    };
    refuse(note.check().err().unwrap_or_default())?;
    work.put(note)
}
