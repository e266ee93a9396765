//! The journal is the truth; sled is its fast view.
//!
//! A save is one append and one sync of the journal, then the answer; sled follows (`live`). Everything in the view can
//! be made anew from the journal, and is, whenever it cannot be trusted.

mod access;
mod backup;
mod bytes;
mod check;
mod codec;
mod erase;
mod error;
mod head;
mod index;
mod journal;
mod live;
mod marker;
mod open;
mod read_only;
mod rebuild;
mod sled_view;
mod snapshot;
mod spare;
mod step;
mod tables;
#[cfg(test)]
mod tests;
mod upkeep;
mod watchdog;
mod witness;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use uuid::Uuid;

pub use access::{AccessLog, Durably};
pub use backup::{MOST_PART_BYTES, begin_timeline, path_of as backup_path};
pub(crate) use bytes::Take;
pub use check::{EachRecord, check_closed};
pub use codec::*;
pub use erase::{
    ErasedList, Erasure, list_all_erased, list_path as erased_list, read_list as read_erased_list,
};
pub use error::{CommitError, StoreError};
pub use head::Head;
pub use index::*;
pub use journal::{
    Chained, Disk, DiskFile, End, Journal, JournalError, NewHome, Random, Reader, RealDisk, SEGMENT_BYTES,
    Scan, Writing,
};
pub use open::{Opened, StoreOptions};
pub use sled_view::ViewError;
pub use snapshot::SnapshotError;
pub use tables::Table;
pub use upkeep::Occasion;

use crate::domain::{AnyRecord, Record, RecordKey};
use crate::protocol::{Act, Change, ReadOnly};
use live::Live;
use step::{Step, Tree, key_of, record_key};
use upkeep::Upkeep;

/// Random bytes of the system.
pub fn system_random() -> Random {
    std::sync::Arc::new(|bytes| getrandom::fill(bytes).map_err(std::io::Error::other))
}

/// The store of a home. Reads go on in other threads while one saves.
pub struct Store {
    dir: PathBuf,
    disk: Arc<dyn Disk>,
    writer: Mutex<Writer>,
    reader: Reader,
    view: Live,
    head: RwLock<Head>,
    read_only: Option<ReadOnly>,
    upkeep: Upkeep,
}

/// What must stay free on the disk after a save: sled breaks for good on a full disk, so it never comes to that.
const FREE_FLOOR: u64 = 8 * 1024 * 1024;
/// What a save may take of the disk for each of its bytes: once in the journal, and in the view with its index.
const ROOM_A_BYTE: u64 = 4;

/// What there is to know of a change before anything is written: its bytes in the journal and what it does to the view.
/// Worked out beforehand, since all who save wait while one writes.
pub struct Ready {
    step: Step,
    bytes: Vec<u8>,
}

impl Ready {
    /// Works out a change.
    ///
    /// # Errors
    /// [`CommitError::BadEdit`] for one that the view could not take.
    pub fn of(change: &Change) -> Result<Ready, CommitError> {
        let bad = |source| CommitError::BadEdit { seq: change.seq, source };
        Ok(Ready { step: Step::of(change).map_err(bad)?, bytes: encode_change(change).map_err(bad)? })
    }
}

struct Writer {
    /// None in a store that is open for reading alone.
    journal: Option<Journal>,
    /// A write failed, or the store was closed: only opening it again tells what is there.
    is_over: bool,
}

impl Store {
    /// Opens the store in a folder, and makes it when it is not there.
    ///
    /// # Errors
    /// What is in the way, with the way out; nothing was cut or thrown away then.
    pub fn open(dir: &Path, options: &StoreOptions) -> Result<(Store, Opened), StoreError> {
        open::open(dir, options, &mut |_, _| {})
    }

    /// The same, and says from time to time how many changes of how many are in the view.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with_progress(
        dir: &Path,
        options: &StoreOptions,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Store, Opened), StoreError> {
        open::open(dir, options, progress)
    }

    /// How far it goes.
    pub fn head(&self) -> Head {
        *self.head.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Saves changes that follow on the last one: durable when this returns, and there for whoever reads. Readers see a
    /// change done or not, never half of it.
    ///
    /// # Errors
    /// Why not. After a [`CommitError::is_fatal`] one the process ends; after any other nothing was written.
    pub fn commit(&self, changes: &[Change]) -> Result<(), CommitError> {
        let ready = changes.iter().map(|change| Ok((change, Ready::of(change)?)));
        self.commit_ready(ready.collect::<Result<_, _>>()?)
    }

    /// The same for changes that are worked out.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn commit_ready(&self, changes: Vec<(&Change, Ready)>) -> Result<(), CommitError> {
        let mut writer = self.writer();
        if writer.is_over {
            return Err(CommitError::Closed);
        }
        if let Some(why) = self.view.failure() {
            writer.is_over = true;
            return Err(CommitError::ViewFailed(why));
        }
        let Some((first, _)) = changes.first() else { return Ok(()) };
        let Some(journal) = writer.journal.as_mut() else { return Err(self.not_writable()) };
        self.check_changes(&changes)?;
        // Taking an unfinished act back is what the reserve is for: without it nobody could read either.
        let is_abandon = changes.iter().all(|(change, _)| change.act == Act::Abandon as u16);
        let at = first.at;
        let (steps, encoded): (Vec<_>, Vec<_>) =
            changes.into_iter().map(|(change, ready)| (ready.step, (change.seq, ready.bytes))).unzip();
        let bytes = encoded.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        self.check_room(bytes, if is_abandon { 0 } else { FREE_FLOOR })?;
        let chains = journal.append(at, &encoded);
        writer.is_over = chains.as_ref().is_err_and(JournalError::is_fatal);
        let chains = chains.map_err(CommitError::of_journal)?;
        let mut head = self.head();
        let reached = steps.into_iter().zip(chains).map(|(step, chain)| {
            head = step.after(head, chain);
            (step, head)
        });
        self.view.follow(reached.collect());
        *self.head.write().unwrap_or_else(PoisonError::into_inner) = head;
        self.upkeep.grew(bytes);
        Ok(())
    }

    /// Refuses a save for which the disk has no room. A disk that does not say how much it has is asked to try.
    fn check_room(&self, bytes: u64, floor: u64) -> Result<(), CommitError> {
        let free = self.disk.free_bytes(&self.dir).unwrap_or(u64::MAX);
        if free >= floor.saturating_add(bytes.saturating_mul(ROOM_A_BYTE)) {
            return Ok(());
        }
        Err(CommitError::NoRoom { free_mb: free / 1_000_000 })
    }

    fn not_writable(&self) -> CommitError {
        match &self.read_only {
            Some(ReadOnly::NoRoom(_)) if self.check_room(FREE_FLOOR, FREE_FLOOR).is_ok() => {
                CommitError::OpenAgain
            }
            Some(why) => CommitError::ReadOnly(why.clone()),
            None => CommitError::Closed,
        }
    }

    /// Why nothing can be saved; `None` when all is well.
    pub fn read_only(&self) -> Option<&ReadOnly> {
        self.read_only.as_ref()
    }

    /// Whether [`Store::upkeep`] is worth its while.
    pub fn upkeep_is_due(&self, occasion: Occasion) -> bool {
        self.read_only.is_none() && self.upkeep.is_due(&self.head(), occasion)
    }

    /// Makes a snapshot of all that is recorded so far, and compresses segments that the kept snapshots cover.
    /// Saving and reading go on meanwhile.
    ///
    /// # Errors
    /// Why there is no new snapshot; nothing else suffers from that.
    pub fn upkeep(&self) -> Result<(), SnapshotError> {
        if self.read_only.is_some() {
            return Ok(());
        }
        self.upkeep.run(&self.head(), &self.reader)
    }

    /// Checks the changes against what is stored and against each other, before anything is written: what is in the
    /// journal is there for ever, and has to lead to the digests it names on every replay.
    fn check_changes(&self, changes: &[(&Change, Ready)]) -> Result<(), CommitError> {
        let head = self.head();
        let (mut expected, mut digest) = (head.seq, head.digest);
        let mut now: HashMap<RecordKey, Option<&[u8]>> = HashMap::new();
        for (change, _) in changes {
            let seq = change.seq;
            expected += 1;
            if seq != expected {
                return Err(CommitError::NotInOrder { expected, got: seq });
            }
            let bad = |source| CommitError::BadEdit { seq, source };
            for edit in &change.edits {
                let key = key_of(edit).map_err(bad)?;
                let is_current = match now.insert(key, edit.after.as_deref()) {
                    Some(pending) => pending == edit.before.as_deref(),
                    None => self.raw_in_view(key)? == edit.before,
                };
                if !is_current {
                    return Err(CommitError::Stale { seq, key });
                }
                digest = digest.after(edit);
            }
            if digest != change.digest_after {
                return Err(CommitError::WrongDigest { seq });
            }
        }
        Ok(())
    }

    fn raw_in_view(&self, key: RecordKey) -> Result<Option<Vec<u8>>, CommitError> {
        self.view.get(Tree::Records, &record_key(key)).map_err(CommitError::Unreadable)
    }

    /// Whether the view cannot follow the journal any more, so that the store must be opened again.
    pub fn view_failed(&self) -> bool {
        self.view.has_failed()
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes it and leaves the mark of a clean stop, so that the next opening need not compare view and journal.
    /// Without the mark the next opening only takes longer, so nothing that fails here is worth an error.
    pub fn close(&self) {
        let mut writer = self.writer();
        if std::mem::replace(&mut writer.is_over, true) || self.read_only.is_some() {
            return;
        }
        if self.view.close() {
            let _ = marker::leave(&self.dir, &open::view_dir(&self.dir), self.head());
        }
    }
}

fn encoded(change: &Change) -> Result<(u64, Vec<u8>), CommitError> {
    let bytes = encode_change(change);
    let bytes = bytes.map_err(|source| CommitError::BadEdit { seq: change.seq, source })?;
    Ok((change.seq, bytes))
}

/// Reading.
impl Store {
    /// The records of one kind.
    pub fn table<R: Record>(&self) -> Table<'_, R> {
        Table::of(&self.view)
    }

    /// A record's envelope bytes, exactly as stored.
    ///
    /// # Errors
    /// When the view fails.
    pub fn raw(&self, key: RecordKey) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.view.get(Tree::Records, &record_key(key))?)
    }

    /// A record of any kind.
    ///
    /// # Errors
    /// When the view fails, or the record is damaged or of a later build.
    pub fn get_any(&self, key: RecordKey) -> Result<Option<Stored<AnyRecord>>, StoreError> {
        self.raw(key)?.map(|bytes| Ok(decode_any(key, &bytes)?)).transpose()
    }

    /// The records that a look-up leads to, in the order of their keys.
    ///
    /// # Errors
    /// When the view fails.
    pub fn find(&self, lookup: Lookup<'_>) -> Result<Vec<Uuid>, StoreError> {
        let keys = self.keys(lookup, usize::MAX)?;
        Ok(keys.iter().filter_map(|key| id_of(key)).collect())
    }

    /// The first record that a look-up leads to.
    ///
    /// # Errors
    /// When the view fails.
    pub fn find_one(&self, lookup: Lookup<'_>) -> Result<Option<Uuid>, StoreError> {
        Ok(self.keys(lookup, 1)?.first().and_then(|key| id_of(key)))
    }

    /// The index keys that answer a look-up, in order, `limit` of them at most.
    ///
    /// # Errors
    /// When the view fails.
    pub fn keys(&self, lookup: Lookup<'_>, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        Ok(self.view.keys(Tree::Index, &lookup.prefix(), limit)?)
    }

    /// The last index key that answers a look-up.
    ///
    /// # Errors
    /// When the view fails.
    pub fn last_key(&self, lookup: Lookup<'_>) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.view.last_key(Tree::Index, &lookup.prefix())?)
    }

    /// The change that a request became; of a large act its last one so far.
    ///
    /// # Errors
    /// When the view fails.
    pub fn seq_of_request(&self, request: Uuid) -> Result<Option<u64>, StoreError> {
        if self.head().is_before(request) {
            return Ok(None);
        }
        // Most of the others are new too, and the first key of a range costs sled less than the last.
        if self.view.keys(Tree::Requests, request.as_bytes(), 1)?.is_empty() {
            return Ok(None);
        }
        let key = self.view.last_key(Tree::Requests, request.as_bytes())?;
        Ok(key.and_then(|key| key.last_chunk::<8>().map(|seq| u64::from_be_bytes(*seq))))
    }

    /// The chain hash after a change, when it is there and can be read.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn chain_at(&self, seq: u64) -> Result<Option<[u8; 32]>, StoreError> {
        let head = self.head();
        if seq == head.seq {
            return Ok(Some(head.chain));
        }
        if seq == 0 || seq > head.seq {
            return Ok(None);
        }
        Ok(Some(self.reader.read(seq)?.chain))
    }

    /// The numbers of the changes of a record, the oldest first.
    ///
    /// # Errors
    /// When the view fails.
    pub fn history_of(&self, key: RecordKey) -> Result<Vec<u64>, StoreError> {
        let keys = self.keys(Lookup::History(key), usize::MAX)?;
        Ok(keys.iter().filter_map(|key| index::history_seq(key)).collect())
    }

    /// One change, when it is there and can be read.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn change(&self, seq: u64) -> Result<Option<Change>, StoreError> {
        if seq == 0 || seq > self.head().seq {
            return Ok(None);
        }
        match self.reader.read(seq) {
            // In a store for reading alone the damage is known and said; what it hides is left out.
            Err(JournalError::Damaged(_) | JournalError::NoSuchChange(_)) if self.read_only.is_some() => {
                Ok(None)
            }
            read => Ok(Some(read?.change)),
        }
    }

    /// Whether personal data was erased from a change.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn is_erased(&self, seq: u64) -> Result<bool, StoreError> {
        Ok(self.reader.read(seq)?.erased.is_some())
    }

    /// Changes from one on, the oldest first, `limit` of them at most.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn changes(&self, from: u64, limit: usize) -> Result<Vec<Change>, StoreError> {
        let numbers = (from.max(1)..=self.head().seq).take(limit);
        numbers.filter_map(|seq| self.change(seq).transpose()).collect()
    }
}
