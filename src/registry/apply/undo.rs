//! Taking a change back: the inverse change, itself a change, refused when a later one touched the same records.

use super::Planned;
use crate::domain::{AnyRecord, Contribution, Fault, Field, Gift, RecordKey, Why};
use crate::protocol::{Act, Change, Refusal};
use crate::registry::work::Work;
use crate::store::decode_any;

/// Plans it.
pub(super) fn undo(seq: u64, work: &mut Work<'_>) -> Result<Planned, Refusal> {
    let change = work.view.change(seq)?.ok_or(Refusal::NotFound)?;
    if !can_be_undone(&change) {
        return Err(Refusal::NotAllowed);
    }
    let mut made = Vec::new();
    for edit in &change.edits {
        let key = edit.key().ok_or(Refusal::NotFound)?;
        refuse_if_changed_since(&change, key, edit.after.as_deref(), work)?;
        let before = record_in(key, edit.before.as_deref())?;
        refuse_gap(before.as_ref(), record_in(key, edit.after.as_deref())?.as_ref(), work)?;
        match before {
            Some(record) => work.put(record)?,
            None => {
                made.push(key);
                work.take_away(key)?;
            }
        }
    }
    for key in made {
        refuse_if_named(key, work)?;
    }
    let subject = change.edits.first().and_then(|edit| edit.key()).ok_or(Refusal::NotFound)?;
    Ok(Planned { act: Act::Undo, subject, undoes: Some(seq) })
}

fn record_in(key: RecordKey, bytes: Option<&[u8]>) -> Result<Option<AnyRecord>, Refusal> {
    let decode = |bytes| decode_any(key, bytes).map_err(|error| Refusal::NeedsAttention(error.to_string()));
    Ok(bytes.map(decode).transpose()?.map(|stored| stored.record))
}

/// Opening and setting up a home, imports and undos are not taken back this way.
pub(in crate::registry) fn can_be_undone(change: &Change) -> bool {
    let fixed = [Act::OpenHome, Act::SetUp, Act::Import, Act::Undo, Act::Abandon, Act::Erase];
    let is_fixed = fixed.iter().any(|fixed| *fixed as u16 == change.act);
    change.undoes.is_none() && change.batch.is_none() && !is_fixed
}

fn refuse_if_changed_since(
    change: &Change,
    key: RecordKey,
    after: Option<&[u8]>,
    work: &Work<'_>,
) -> Result<(), Refusal> {
    if work.view.bytes(key)?.as_deref() == after {
        return Ok(());
    }
    let later = work.view.history_of(key)?.into_iter().find(|later| *later > change.seq);
    match later {
        Some(later) if work.view.change(later)?.is_some_and(|later| later.undoes == Some(change.seq)) => {
            Err(Refusal::UndoneAlready)
        }
        Some(later) => Err(Refusal::ChangedSince { seq: later }),
        None => Err(Refusal::NeedsAttention(format!("{:?} {} differs from its journal", key.kind, key.id))),
    }
}

/// A record that the change made can go only while no other record names it.
fn refuse_if_named(key: RecordKey, work: &Work<'_>) -> Result<(), Refusal> {
    for naming in work.view.naming(key)? {
        if !work.touches(naming) {
            let seq = work.view.history_of(naming)?.first().copied().unwrap_or(0);
            return Err(Refusal::ChangedSince { seq });
        }
    }
    Ok(())
}

/// Receipt numbers of a year have no gaps: only the last one can be taken back, an earlier one is voided instead.
fn refuse_gap(before: Option<&AnyRecord>, after: Option<&AnyRecord>, work: &Work<'_>) -> Result<(), Refusal> {
    let kept = before.map(receipts_of).unwrap_or_default();
    let gone = after.map(receipts_of).unwrap_or_default();
    for (year, number) in gone.into_iter().filter(|receipt| !kept.contains(receipt)) {
        if work.view.next_receipt(year)? != number + 1 {
            return Err(Refusal::Faults(vec![Fault::new(Field::ReceiptNumber, Why::Elsewhere)]));
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
