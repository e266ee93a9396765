//! What one command is about to change: its edits over a view, seen by its own later steps.

use std::collections::BTreeMap;

use crate::domain::{AnyRecord, Kind, Record, RecordKey, Warning};
use crate::protocol::Refusal;
use crate::store::Stored;

use super::view::View;

/// The edits of one command. Nothing is written until the leader commits it.
pub(super) struct Work<'a> {
    /// What stands before.
    pub view: &'a View<'a>,
    /// Worth a second look.
    pub warnings: Vec<Warning>,
    /// The receipt number given; the first of several.
    pub receipt: Option<u32>,
    /// How many were given, year by year.
    receipts: BTreeMap<i32, u32>,
    order: Vec<RecordKey>,
    edits: BTreeMap<RecordKey, Pending>,
}

/// A record before and after.
pub(super) struct Pending {
    /// As it stands in the view.
    pub before: Option<Stored<AnyRecord>>,
    /// As it shall be; none when it shall be gone.
    pub after: Option<AnyRecord>,
}

impl<'a> Work<'a> {
    /// No edits yet.
    pub fn on(view: &'a View<'a>) -> Work<'a> {
        Work {
            view,
            warnings: Vec::new(),
            receipt: None,
            receipts: BTreeMap::new(),
            order: Vec::new(),
            edits: BTreeMap::new(),
        }
    }

    /// A record as this command has left it so far.
    pub fn get<R: Record>(&self, key: RecordKey) -> Result<Option<R>, Refusal> {
        if let Some(pending) = self.edits.get(&key) {
            return Ok(pending.after.clone().and_then(R::from_any));
        }
        Ok(self.view.get::<R>(key.id)?.map(|stored| stored.record))
    }

    /// A record that must be there.
    pub fn need<R: Record>(&self, key: RecordKey) -> Result<R, Refusal> {
        self.get(key)?.ok_or(Refusal::NotFound)
    }

    /// The next short number, behind those this command has given.
    pub fn next_number(&self, kind: Kind) -> Result<u32, Refusal> {
        let made = self.edits.iter().filter(|(key, pending)| key.kind == kind && pending.before.is_none());
        Ok(self.view.next_number(kind)?.saturating_add(u32::try_from(made.count()).unwrap_or(u32::MAX)))
    }

    /// Gives the next receipt number of a year.
    pub fn give_receipt(&mut self, year: i32) -> Result<u32, Refusal> {
        let given = self.receipts.entry(year).or_default();
        let number = self.view.next_receipt(year)?.saturating_add(*given);
        *given += 1;
        self.receipt.get_or_insert(number);
        Ok(number)
    }

    /// Records a new state. Putting back what stands already is no edit.
    pub fn put(&mut self, record: impl Into<AnyRecord>) -> Result<(), Refusal> {
        let record = record.into();
        let key = record.key();
        self.set(key, Some(record))
    }

    /// Records that a record shall be gone: only the undo of its making does that.
    pub fn take_away(&mut self, key: RecordKey) -> Result<(), Refusal> {
        self.set(key, None)
    }

    fn set(&mut self, key: RecordKey, after: Option<AnyRecord>) -> Result<(), Refusal> {
        if let Some(pending) = self.edits.get_mut(&key) {
            pending.after = after;
            return Ok(());
        }
        let before = self.view.get_any(key)?;
        if before.as_ref().map(|stored| &stored.record) == after.as_ref() {
            return Ok(());
        }
        self.order.push(key);
        self.edits.insert(key, Pending { before, after });
        Ok(())
    }

    /// Whether this command edits a record.
    pub fn touches(&self, key: RecordKey) -> bool {
        self.edits.contains_key(&key)
    }

    /// Every record it edits, before and after.
    pub fn edits(&self) -> impl Iterator<Item = (Option<&AnyRecord>, Option<&AnyRecord>)> {
        self.edits
            .values()
            .map(|pending| (pending.before.as_ref().map(|stored| &stored.record), pending.after.as_ref()))
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The edits so far, as they would be written.
    pub fn pending(&self) -> &BTreeMap<RecordKey, Pending> {
        &self.edits
    }

    /// The edits in the order they were first made.
    pub fn into_edits(mut self) -> Vec<(RecordKey, Pending)> {
        let order = std::mem::take(&mut self.order);
        order.into_iter().filter_map(|key| self.edits.remove(&key).map(|pending| (key, pending))).collect()
    }
}
