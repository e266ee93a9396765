//! Filling a view: from a snapshot, and from the journal.

use super::error::StoreError;
use super::head::{Head, made_at};
use super::index::history_key;
use super::journal::{Chained, Reader};
use super::sled_view::{EDITS_AT_ONCE, SledView};
use super::snapshot::{Body, Entry, Snapshot};
use super::step::{Op, Step, Tree, keys_of, put_key, record_key, request_key};
use crate::domain::{Kind, RecordKey};

/// Says how many changes of how many are in the view.
pub(super) type Progress<'a> = dyn FnMut(u64, u64) + 'a;

/// Brings a view up to a change of the journal, and answers with the head it has then.
pub(super) fn replay(
    view: &SledView,
    from: Head,
    journal: &Reader,
    through: u64,
    progress: &mut Progress<'_>,
) -> Result<Head, StoreError> {
    let mut replay = Replay { view, head: from, steps: Vec::new(), edits: 0 };
    for seq in from.seq + 1..=through {
        if replay.take(&journal.read(seq)?)? {
            progress(seq, through);
        }
    }
    replay.flush()?;
    Ok(replay.head)
}

/// Changes on their way from the journal into the view.
struct Replay<'a> {
    view: &'a SledView,
    head: Head,
    steps: Vec<(Step, [u8; 32])>,
    edits: usize,
}

impl Replay<'_> {
    /// Takes a change, and answers whether what was taken so far is in the view.
    fn take(&mut self, chained: &Chained) -> Result<bool, StoreError> {
        self.edits += chained.change.edits.len();
        self.steps.push((Step::of(&chained.change)?, chained.chain));
        if self.edits < EDITS_AT_ONCE && self.steps.len() < EDITS_AT_ONCE {
            return Ok(false);
        }
        self.flush()?;
        Ok(true)
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.head = self.view.apply(self.head, &self.steps)?;
        self.steps.clear();
        self.edits = 0;
        Ok(())
    }
}

/// Puts all of a snapshot into a view that has nothing yet, and answers with the head it has then. `start` is the
/// head of a view without changes; `total` the last change of the journal.
pub(super) fn load(
    view: &SledView,
    snapshot: &Snapshot<'_>,
    start: Head,
    total: u64,
    progress: &mut Progress<'_>,
) -> Result<Head, StoreError> {
    let title = snapshot.title;
    let mut loading = Loading { view, head: start, ops: Vec::new(), units: 0 };
    let mut body = snapshot.body().map_err(StoreError::Snapshot)?;
    let (mut records, all) = (0, title.digest.count.max(1));
    while let Some(entry) = body.entry().map_err(StoreError::Snapshot)? {
        loading.take(&entry)?;
        records += u64::from(entry.bytes.is_some());
        // What is behind the snapshot takes part in the same measure.
        progress((u128::from(title.seq) * u128::from(records) / u128::from(all)) as u64, total);
    }
    loading.requests(&mut body)?;
    let head = Head {
        timeline: start.timeline,
        seq: title.seq,
        chain: title.chain,
        digest: title.digest,
        ..loading.head
    };
    loading.flush(Some(&head))?;
    Ok(head)
}

struct Loading<'a> {
    view: &'a SledView,
    head: Head,
    ops: Vec<Op>,
    units: usize,
}

impl Loading<'_> {
    fn take(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let key = Kind::from_u8(entry.kind).map(|kind| RecordKey { kind, id: entry.id });
        let key = key.ok_or(super::codec::CodecError::UnknownKind(entry.kind))?;
        if let Some(bytes) = &entry.bytes {
            self.add(Op { tree: Tree::Records, key: record_key(key).to_vec(), value: Some(bytes.clone()) });
        }
        for index in keys_of(key, entry.bytes.as_deref())? {
            self.add(put_key(Tree::Index, index));
        }
        for seq in &entry.changes {
            self.add(put_key(Tree::Index, history_key(key, *seq)));
        }
        self.unit_done()
    }

    fn requests(&mut self, body: &mut Body) -> Result<(), StoreError> {
        while let Some((request, seq)) = body.request().map_err(StoreError::Snapshot)? {
            self.head.newest_request = self.head.newest_request.max(made_at(request));
            self.add(put_key(Tree::Requests, request_key(request, seq)));
            self.unit_done()?;
        }
        Ok(())
    }

    fn add(&mut self, op: Op) {
        op.count_in(&mut self.head.derived);
        self.ops.push(op);
    }

    fn unit_done(&mut self) -> Result<(), StoreError> {
        self.units += 1;
        if self.units < EDITS_AT_ONCE { Ok(()) } else { self.flush(None) }
    }

    fn flush(&mut self, head: Option<&Head>) -> Result<(), StoreError> {
        self.view.put(&self.ops.iter().collect::<Vec<_>>(), head)?;
        self.ops.clear();
        self.units = 0;
        Ok(())
    }
}
