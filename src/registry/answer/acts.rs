//! The last acts, the log, and the history of a record with its differences.

use std::collections::{BTreeSet, HashSet};

use super::Asked;
use super::differences::{self, Pair};
use crate::domain::{AnyRecord, Gift, Household, HouseholdId, Kind, RecordKey, ShortNumber, Vnd};
use crate::protocol::{Act, ActRow, Change, Difference, Refusal, Shown};
use crate::registry::apply::can_be_undone;
use crate::registry::locked;
use crate::registry::view::View;

/// How far back the last act of somebody is looked for.
const LOOK_BACK: u64 = 200;

/// The last acts, newest first.
pub(super) fn last(limit: usize, asked: &Asked<'_>) -> Result<Vec<ActRow>, Refusal> {
    let view = asked.view;
    let head = asked.registry.store.head().seq;
    let first = head.saturating_sub(asked.look_back(limit));
    let mut rows = Vec::new();
    for seq in (first + 1..=head).rev() {
        if rows.len() >= limit {
            break;
        }
        let Some(change) = view.change(seq)? else { continue };
        let pairs = pairs_in_scope(&change, asked)?;
        if pairs.is_empty() {
            continue;
        }
        let mut row = row(&change, &pairs, view)?;
        row.undone_by = undone_by(&rows, seq);
        rows.push(row);
    }
    Ok(rows)
}

fn undone_by(later: &[ActRow], seq: u64) -> Option<u64> {
    later.iter().find(|row| row.undoes == Some(seq)).map(|row| row.seq)
}

/// The acts between two, newest first, with what each changed.
pub(super) fn log(
    from: Option<u64>,
    to: Option<u64>,
    limit: usize,
    asked: &Asked<'_>,
) -> Result<Vec<ActRow>, Refusal> {
    let view = asked.view;
    let head = asked.registry.store.head().seq;
    let last = to.unwrap_or(head).min(head);
    let first = from.unwrap_or(1).max(1).max((last + 1).saturating_sub(asked.look_back(limit)));
    let mut rows = Vec::new();
    for seq in (first..=last).rev() {
        if rows.len() >= limit {
            break;
        }
        let Some(change) = view.change(seq)? else { continue };
        let pairs = pairs_in_scope(&change, asked)?;
        if pairs.is_empty() {
            continue;
        }
        let mut row = row(&change, &pairs, view)?;
        row.undone_by = taken_back_by(&change, view)?;
        // An import has a thousand records a change; the history of each tells what was brought in.
        if change.batch.is_none() {
            let about = subject(&pairs).map(|pair| pair.key);
            (row.differences, row.more) = differences_seen(&pairs, about, asked)?;
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The change that took this one back: it touched the same records.
fn taken_back_by(change: &Change, view: &View<'_>) -> Result<Option<u64>, Refusal> {
    let Some(key) = change.edits.iter().find_map(|edit| edit.key()) else { return Ok(None) };
    for later in view.history_of(key)?.into_iter().take_while(|later| *later > change.seq) {
        if view.change(later)?.is_some_and(|later| later.undoes == Some(change.seq)) {
            return Ok(Some(later));
        }
    }
    Ok(None)
}

/// The last act of somebody.
pub(super) fn last_of(login: &str, asked: &Asked<'_>) -> Result<Option<ActRow>, Refusal> {
    let Asked { registry, view, .. } = *asked;
    let head = registry.store.head().seq;
    let known = locked!(registry.last_acts.lock()).get(login).copied().unwrap_or_default();
    let latest = match last_between(known.goes_to.max(head.saturating_sub(LOOK_BACK)), head, login, view)? {
        Some(seq) => Some(seq),
        None => known.seq.filter(|seq| *seq + LOOK_BACK > head),
    };
    locked!(registry.last_acts.lock()).insert(login.to_owned(), LastAct { goes_to: head, seq: latest });
    let Some(change) = latest.map(|seq| view.change(seq)).transpose()?.flatten() else { return Ok(None) };
    row(&change, &differences::pairs(&change)?, view).map(Some)
}

/// What is known of somebody's last act. It stands on every screen, and a change that was imported takes long to read.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::registry) struct LastAct {
    /// Changes up to here were looked at.
    goes_to: u64,
    /// Which it is; none where there is none of late.
    seq: Option<u64>,
}

/// The last act of somebody after one change and up to another.
fn last_between(after: u64, upto: u64, login: &str, view: &View<'_>) -> Result<Option<u64>, Refusal> {
    let fixed = [Act::OpenHome as u16, Act::Import as u16, Act::Abandon as u16];
    for seq in (after + 1..=upto).rev() {
        let Some(change) = view.change(seq)? else { continue };
        if change.by.login == login && !fixed.contains(&change.act) {
            return Ok(Some(seq));
        }
    }
    Ok(None)
}

/// The last act of who asks that can still be taken back, with what it changed.
pub(super) fn undoable(asked: &Asked<'_>) -> Result<Option<ActRow>, Refusal> {
    let Asked { registry, actor, view, .. } = *asked;
    let head = registry.store.head().seq;
    let mut taken_back = HashSet::new();
    for seq in (head.saturating_sub(LOOK_BACK) + 1..=head).rev() {
        let Some(change) = view.change(seq)? else { continue };
        taken_back.extend(change.undoes);
        let own = change.by.staff == actor.staff && can_be_undone(&change);
        if own && !taken_back.contains(&seq) {
            let pairs = differences::pairs(&change)?;
            let mut row = row(&change, &pairs, view)?;
            let subject = subject(&pairs).map(|pair| pair.key);
            (row.differences, row.more) = differences_seen(&pairs, subject, asked)?;
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The acts that touched a record, newest first, with what changed in it. That of a household has its members, gifts,
/// dues, notes and changes of life too: who asks about a household means all of it.
pub(super) fn history(key: RecordKey, asked: &Asked<'_>) -> Result<Vec<ActRow>, Refusal> {
    let view = asked.view;
    let around: HashSet<RecordKey> = match key.kind {
        // A roll is about all households of a group, and its own history has it.
        Kind::Household => {
            view.naming(key)?.into_iter().filter(|other| other.kind != Kind::Meeting).collect()
        }
        _ => HashSet::new(),
    };
    let mut seqs: BTreeSet<u64> = view.history_of(key)?.into_iter().collect();
    for other in &around {
        seqs.extend(view.history_of(*other)?);
    }
    let mut rows = Vec::new();
    for seq in seqs.into_iter().rev() {
        let Some(change) = view.change(seq)? else { continue };
        // An import has a thousand records a change: only those that belong here are read.
        let belongs = |edited| edited == key || around.contains(&edited);
        // What became of somebody in a household elsewhere is no part of the history of the one they left.
        let pairs = in_scope(differences::pairs_where(&change, belongs)?, usize::MAX, asked)?;
        if pairs.is_empty() {
            continue;
        }
        // What the act was about at all, when that belongs here, is the first of them.
        let mut row = row_about(&change, pairs.first(), view)?;
        row.undone_by = undone_by(&rows, seq);
        (row.differences, row.more) = differences_seen(&pairs, Some(key), asked)?;
        rows.push(row);
    }
    Ok(rows)
}

/// The differences of an act, in which a household that is out of scope now is called by its place: a record may name one
/// that went elsewhere since.
fn differences_seen(
    pairs: &[Pair],
    about: Option<RecordKey>,
    asked: &Asked<'_>,
) -> Result<(Vec<Difference>, u32), Refusal> {
    let (mut found, more) = differences::of_act(pairs, about, &asked.view.names())?;
    if asked.actor.scope.is_everywhere() {
        return Ok((found, more));
    }
    for difference in &mut found {
        let Difference { item, before, after, .. } = difference;
        let values = before.iter_mut().flatten().chain(after.iter_mut().flatten());
        for shown in item.iter_mut().chain(values) {
            if let Shown::Record(RecordKey { kind: Kind::Household, id }, name) = shown {
                *name = asked.household(HouseholdId(*id))?;
            }
        }
    }
    Ok((found, more))
}

/// The edits of a change in scope: none of those outside is to be named. Of an import one is enough to show it.
fn pairs_in_scope(change: &Change, asked: &Asked<'_>) -> Result<Vec<Pair>, Refusal> {
    let most = if change.batch.is_some() { 1 } else { usize::MAX };
    in_scope(differences::pairs(change)?, most, asked)
}

fn in_scope(pairs: Vec<Pair>, most: usize, asked: &Asked<'_>) -> Result<Vec<Pair>, Refusal> {
    // Who asked about their data is for those who answer them.
    if !asked.may_answer() && pairs.iter().any(|pair| pair.key.kind == Kind::DataRequest) {
        return Ok(Vec::new());
    }
    if asked.actor.scope.is_everywhere() {
        return Ok(pairs);
    }
    let mut kept = Vec::new();
    for pair in pairs {
        if kept.len() < most && is_here(&pair, asked)? {
            kept.push(pair);
        }
    }
    Ok(kept)
}

fn is_here(pair: &Pair, asked: &Asked<'_>) -> Result<bool, Refusal> {
    for record in pair.before.iter().chain(&pair.after) {
        if asked.belongs_here(record)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn subject(pairs: &[Pair]) -> Option<&Pair> {
    pairs.iter().find(|pair| pair.key.kind != Kind::Home).or(pairs.first())
}

fn row(change: &Change, pairs: &[Pair], view: &View<'_>) -> Result<ActRow, Refusal> {
    let mut row = row_about(change, subject(pairs), view)?;
    if change.act == Act::Collect as u16 {
        return of_sheet(row, pairs, view);
    }
    if row.household.is_none() {
        row.household =
            pairs.iter().filter_map(Pair::record).find_map(|record| view.names().household_of(record));
        row.number = row.number.or(number_of_household(row.household, view)?);
    }
    Ok(row)
}

/// A sheet is called by its project, with the sum of what came in: its first household is one of many.
fn of_sheet(row: ActRow, pairs: &[Pair], view: &View<'_>) -> Result<ActRow, Refusal> {
    let mut received = Vnd(0);
    let mut project = None;
    for pair in pairs {
        if let Some(AnyRecord::Contribution(after)) = &pair.after {
            let before = match &pair.before {
                Some(AnyRecord::Contribution(before)) => before.gift.money(),
                _ => Vnd(0),
            };
            received.0 += after.gift.money().0 - before.0;
            project = after.project;
        }
    }
    let Some(project) = project else { return Ok(row) };
    let (subject, money) = (view.names().project(project)?, Some(received).filter(|sum| sum.0 != 0));
    Ok(ActRow { subject, money, household: None, number: None, ..row })
}

fn row_about(change: &Change, about: Option<&Pair>, view: &View<'_>) -> Result<ActRow, Refusal> {
    let names = view.names();
    let subject = about.and_then(Pair::record);
    let household = subject.and_then(|record| names.household_of(record));
    let number = match subject.and_then(AnyRecord::short_number) {
        Some(number) => Some(number),
        None => number_of_household(household, view)?,
    };
    Ok(ActRow {
        seq: change.seq,
        at: change.at,
        login: change.by.login.clone(),
        act: change.act,
        subject: subject.map(|record| names.record(record)).transpose()?.unwrap_or_default(),
        number,
        household,
        money: subject.and_then(money),
        undone_by: None,
        undoes: change.undoes,
        differences: Vec::new(),
        more: 0,
    })
}

fn number_of_household(id: Option<HouseholdId>, view: &View<'_>) -> Result<Option<ShortNumber>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let stored = view.get::<Household>(id.0)?;
    Ok(stored.map(|stored| ShortNumber { kind: Kind::Household, number: stored.record.number }))
}

fn money(record: &AnyRecord) -> Option<Vnd> {
    match record {
        AnyRecord::Contribution(contribution) => match &contribution.gift {
            Gift::Money(receipts) => receipts.last().map(|receipt| receipt.amount),
            _ => None,
        },
        _ => None,
    }
}
