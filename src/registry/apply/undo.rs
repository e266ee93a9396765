//! Taking a change back: the inverse change, itself a change, refused when a later one touched the same records.

use std::collections::{BTreeSet, HashSet};

use super::{Planned, transfer};
use crate::domain::{AnyRecord, Contribution, Gift, RecordKey};
use crate::protocol::{Act, Change, Later, Refusal};
use crate::registry::work::Work;
use crate::store::decode_any;

/// Plans it.
pub(super) fn undo(seq: u64, work: &mut Work<'_>) -> Result<Planned, Refusal> {
    let change = work.view.change(seq)?.ok_or(Refusal::NotFound)?;
    if !can_be_undone(&change) {
        return Err(Refusal::NeverUndone { seq, act: change.act });
    }
    refuse_if_undone(&change, work)?;
    let (mut made, mut gone) = (Vec::new(), BTreeSet::new());
    for edit in &change.edits {
        let key = edit.key().ok_or(Refusal::NotFound)?;
        let (before, after) =
            (record_in(key, edit.before.as_deref())?, record_in(key, edit.after.as_deref())?);
        refuse_if_erased(&change, key, work)?;
        refuse_if_changed_since(&change, key, after.as_ref(), work)?;
        gone.extend(receipts_gone(before.as_ref(), after.as_ref()));
        match before {
            Some(record) => work.put(record)?,
            None => {
                made.push(key);
                work.take_away(key)?;
            }
        }
    }
    refuse_gap(&gone, work)?;
    for key in made {
        refuse_if_named(key, work)?;
    }
    refuse_if_on_its_way(&change, work)?;
    let subject = change.edits.first().and_then(|edit| edit.key()).ok_or(Refusal::NotFound)?;
    Ok(Planned { act: Act::Undo, subject, undoes: Some(seq) })
}

fn record_in(key: RecordKey, bytes: Option<&[u8]>) -> Result<Option<AnyRecord>, Refusal> {
    let decode = |bytes| decode_any(key, bytes).map_err(|error| Refusal::NeedsAttention(error.to_string()));
    Ok(bytes.map(decode).transpose()?.map(|stored| stored.record))
}

/// Opening and setting up a home, imports and undos are not taken back this way; nor is it that somebody was a member of
/// staff, which would free a login that the history goes by: their account is ended instead.
pub(in crate::registry) fn can_be_undone(change: &Change) -> bool {
    use Act::{Abandon, AddStaff, Erase, Import, OpenHome, Rescue, SetUp, Undo};
    let fixed = [OpenHome, SetUp, Import, Undo, Abandon, Erase, AddStaff, Rescue];
    let is_fixed = fixed.iter().any(|fixed| *fixed as u16 == change.act);
    change.undoes.is_none() && change.batch.is_none() && !is_fixed
}

/// Whoever takes a change back touches all its records, so the history of one of them tells.
fn refuse_if_undone(change: &Change, work: &Work<'_>) -> Result<(), Refusal> {
    let Some(key) = change.edits.first().and_then(|edit| edit.key()) else { return Ok(()) };
    for later in work.view.history_of(key)?.into_iter().take_while(|later| *later > change.seq) {
        if work.view.change(later)?.is_some_and(|later| later.undoes == Some(change.seq)) {
            return Err(Refusal::UndoneAlready);
        }
    }
    Ok(())
}

/// What was erased is not there to be put back, whatever the record looks like now.
fn refuse_if_erased(change: &Change, key: RecordKey, work: &Work<'_>) -> Result<(), Refusal> {
    if !work.view.is_erased(change.seq)? {
        return Ok(());
    }
    match last_standing(change.seq, key, work)? {
        Some(later) => Err(changed_by(later, key, work)?),
        None => Ok(()),
    }
}

/// The record must stand as the change left it. Its revision may be higher: a later change and its undo raise it.
fn refuse_if_changed_since(
    change: &Change,
    key: RecordKey,
    after: Option<&AnyRecord>,
    work: &Work<'_>,
) -> Result<(), Refusal> {
    if work.view.get_any(key)?.map(|stored| stored.record).as_ref() == after {
        return Ok(());
    }
    match last_standing(change.seq, key, work)? {
        Some(later) => Err(changed_by(later, key, work)?),
        None => Err(Refusal::NeedsAttention(format!("{:?} {} differs from its journal", key.kind, key.id))),
    }
}

/// The newest change of a record after another one that was not taken back itself: the one to take back first.
fn last_standing(after: u64, key: RecordKey, work: &Work<'_>) -> Result<Option<u64>, Refusal> {
    let mut taken_back = HashSet::new();
    for seq in work.view.history_of(key)?.into_iter().take_while(|seq| *seq > after) {
        let undoes = work.view.change(seq)?.and_then(|change| change.undoes);
        if undoes.is_none() && !taken_back.contains(&seq) {
            return Ok(Some(seq));
        }
        taken_back.extend(undoes);
    }
    Ok(None)
}

/// The later change, by its number, its hand and the record it touched: what has to be taken back first.
fn changed_by(seq: u64, key: RecordKey, work: &Work<'_>) -> Result<Refusal, Refusal> {
    let change = work.view.change(seq)?.ok_or(Refusal::NotFound)?;
    let record = work.view.get_any(key)?.map(|stored| stored.record);
    let name = record.map(|record| work.view.names().record(&record)).transpose()?;
    Ok(Refusal::ChangedSince(Box::new(Later {
        seq,
        when: work.view.moment(change.at)?,
        login: change.by.login,
        act: change.act,
        key,
        name: name.unwrap_or_default(),
    })))
}

/// A household that waits to be taken in somewhere stays where it is meanwhile.
fn refuse_if_on_its_way(change: &Change, work: &Work<'_>) -> Result<(), Refusal> {
    for edit in &change.edits {
        let Some(key) = edit.key() else { continue };
        let Some(record) = record_in(key, edit.before.as_deref())? else { continue };
        if let Some(other) = transfer::in_the_way_of(&record, work)? {
            let seq = last_standing(0, other.key(), work)?.ok_or(Refusal::NotFound)?;
            return Err(changed_by(seq, other.key(), work)?);
        }
    }
    Ok(())
}

/// A record that the change made can go only while no other record names it.
fn refuse_if_named(key: RecordKey, work: &Work<'_>) -> Result<(), Refusal> {
    for naming in work.view.naming(key)? {
        if !work.touches(naming) {
            let seq = last_standing(0, naming, work)?.ok_or(Refusal::NotFound)?;
            return Err(changed_by(seq, naming, work)?);
        }
    }
    Ok(())
}

/// The receipts of a record, by year and number, that go with the change.
fn receipts_gone(before: Option<&AnyRecord>, after: Option<&AnyRecord>) -> Vec<(i32, u32)> {
    let kept = before.map(receipts_of).unwrap_or_default();
    let gone = after.map(receipts_of).unwrap_or_default();
    gone.into_iter().filter(|receipt| !kept.contains(receipt)).collect()
}

/// Receipt numbers of a year have no gaps: only the last ones can be taken back, an earlier one is voided instead.
fn refuse_gap(gone: &BTreeSet<(i32, u32)>, work: &Work<'_>) -> Result<(), Refusal> {
    for (year, number) in gone {
        let is_last = !gone.contains(&(*year, number + 1));
        if is_last && work.view.next_receipt(*year)? != number + 1 {
            return Err(Refusal::LaterReceipt { number: *number, year: *year });
        }
    }
    Ok(())
}

fn receipts_of(record: &AnyRecord) -> Vec<(i32, u32)> {
    match record {
        AnyRecord::Contribution(Contribution { gift: Gift::Money(receipts), .. }) => {
            receipts.iter().map(|receipt| (receipt.on.year(), receipt.number)).collect()
        }
        _ => Vec::new(),
    }
}
