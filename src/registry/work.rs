//! What one command is about to change: its edits over a view, seen by its own later steps.

use std::collections::BTreeMap;

use crate::domain::{AnyRecord, Record, RecordKey, Warning};
use crate::protocol::Refusal;
use crate::store::Stored;

use super::view::View;

/// The edits of one command. Nothing is written until the leader commits it.
pub(super) struct Work<'a> {
    /// What stands before.
    pub view: &'a View<'a>,
    /// Worth a second look.
    pub warnings: Vec<Warning>,
    /// The receipt number given.
    pub receipt: Option<u32>,
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
        Work { view, warnings: Vec::new(), receipt: None, order: Vec::new(), edits: BTreeMap::new() }
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
