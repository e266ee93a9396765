//! Erasing personal data from all that was ever recorded, so that the chain of the journal still verifies.
//!
//! An erasure is a change like any other: it names the earlier changes whose payloads it replaces. The new payloads
//! are on the disk before it is written; what remains to be done (segments, archives, snapshots, the view) is done
//! on the next opening, and done again when that is cut off. Saving ends with it, so the service ends and starts.

mod list;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use super::bytes::Take;
use super::codec::{Stored, decode_any, encode_any, encode_change};
use super::error::{CommitError, StoreError};
use super::journal::{Disk, JournalError, Random, SALT_BYTES, Scan, put_whole, rewrite_payloads};
use super::open::{journal_dir, view_dir};
use super::upkeep::Snapshots;
use super::{FREE_FLOOR, Store, encoded};
use crate::domain::{AnyRecord, KnownBy, RecordKey};
use crate::protocol::{Act, By, Change, Digest, Edit, Erased};
use list::add_to_list;
pub use list::{ErasedList, list_all_erased, list_path, read_list};

/// The new payloads of an erasure that is not finished.
const PENDING: &str = "erasing";
const MAGIC: [u8; 8] = *b"NDTQERA1";

/// New payloads of changes, by their numbers.
type Payloads = BTreeMap<u64, Vec<u8>>;

/// An erasure to be recorded.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Who asked for it.
    pub by: By,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// The key of the request.
    pub request: Uuid,
    /// The records that lose all personal data.
    pub keys: BTreeSet<RecordKey>,
    /// The records that lose mentions of somebody.
    pub mentions: BTreeSet<RecordKey>,
    /// By what that somebody is known. It is written nowhere.
    pub known: KnownBy,
}

impl Erasure {
    /// Of some records alone, whoever mentions whom.
    pub fn whole(by: By, at: i64, request: Uuid, keys: BTreeSet<RecordKey>) -> Erasure {
        Erasure { by, at, request, keys, mentions: BTreeSet::new(), known: KnownBy::default() }
    }

    fn is_about(&self, key: RecordKey) -> bool {
        self.keys.contains(&key) || self.mentions.contains(&key)
    }

    /// What is left of a record; none when nothing has to go.
    fn applied(&self, key: RecordKey, record: &AnyRecord) -> Option<AnyRecord> {
        let own = if self.keys.contains(&key) { record.without_personal_data() } else { None };
        let left = if self.is_about(key) {
            own.as_ref().unwrap_or(record).without_mentions(&self.known)
        } else {
            None
        };
        left.or(own).filter(|left| left != record)
    }
}

impl Store {
    /// Records an erasure. When this returns it will be carried out, on the next opening at the latest; until then
    /// nothing more is saved.
    ///
    /// # Errors
    /// Why nothing was recorded.
    pub fn erase(&self, erasure: &Erasure, random: &Random) -> Result<(), CommitError> {
        let mut writer = self.writer();
        if writer.is_over {
            return Err(CommitError::Closed);
        }
        let Some(journal) = writer.journal.as_mut() else { return Err(self.not_writable()) };
        self.refuse_while_one_waits()?;
        let (change, payloads) = self.plan_erasure(erasure, random)?;
        let pending = pending_bytes(change.seq, &payloads);
        self.check_room(payloads.values().map(|payload| payload.len() as u64).sum(), FREE_FLOOR)?;
        let change = (change.at, encoded(&change)?);
        let appended = put_whole(&*self.disk, &self.dir, PENDING, &pending)
            .map_err(CommitError::NotPrepared)
            .and_then(|()| journal.append(change.0, &[change.1]).map_err(CommitError::of_journal));
        match &appended {
            // Nothing was recorded: what was to be carried out must not stand in the way of the next one.
            Err(error) if !error.is_fatal() => drop(self.disk.remove(&self.dir.join(PENDING))),
            _ => writer.is_over = true,
        }
        appended.map(drop)
    }

    /// The new payloads of an erasure that waits for a damaged file must not be written over: without them it could
    /// never be carried out.
    fn refuse_while_one_waits(&self) -> Result<(), CommitError> {
        let names = self.disk.list(&self.dir).map_err(CommitError::NotPrepared)?;
        if !names.iter().any(|name| name == PENDING) {
            return Ok(());
        }
        let why =
            "an erasure before it waits until a damaged file is put back; `ndtq check --deep` names the file";
        Err(CommitError::NotPrepared(io::Error::other(why)))
    }

    fn plan_erasure(&self, erasure: &Erasure, random: &Random) -> Result<(Change, Payloads), CommitError> {
        let head = self.head();
        let seq = head.seq + 1;
        let (payloads, erases) = self.new_payloads(erasure, random)?;
        let (edits, digest_after) = self.last_edits(seq, erasure, head.digest)?;
        let change = Change {
            seq,
            at: erasure.at,
            by: erasure.by.clone(),
            request: erasure.request,
            act: Act::Erase as u16,
            batch: None,
            undoes: None,
            edits,
            erases,
            digest_after,
        };
        Ok((change, payloads))
    }

    /// The payloads of all earlier changes of the records, without the data.
    fn new_payloads(
        &self,
        erasure: &Erasure,
        random: &Random,
    ) -> Result<(Payloads, Vec<Erased>), CommitError> {
        let (mut payloads, mut erases) = (BTreeMap::new(), Vec::new());
        for seq in self.changes_of(erasure)? {
            let bad = |source| CommitError::BadEdit { seq, source };
            let there = self.reader.read(seq).map_err(CommitError::Refused)?;
            let Some(change) = without_data(there.change, erasure).map_err(bad)? else { continue };
            let mut payload = vec![0; SALT_BYTES];
            (random)(&mut payload).map_err(CommitError::NotPrepared)?;
            payload.extend(encode_change(&change).map_err(bad)?);
            let new = *blake3::hash(&payload).as_bytes();
            erases.push(Erased { seq, old: there.digest, new });
            payloads.insert(seq, payload);
        }
        Ok((payloads, erases))
    }

    /// What the erasure makes of the records as they are now, and the digest after it.
    fn last_edits(
        &self,
        seq: u64,
        erasure: &Erasure,
        mut digest: Digest,
    ) -> Result<(Vec<Edit>, Digest), CommitError> {
        let bad = |source| CommitError::BadEdit { seq, source };
        let keys = erasure.keys.union(&erasure.mentions);
        let mut edits = Vec::new();
        for key in keys {
            let (kind, id) = (key.kind as u8, key.id);
            let Some(now) = self.raw_in_view(*key)? else {
                // It is gone, and named so that the list of what was erased has it.
                edits.push(Edit { kind, id, before_rev: 0, before: None, after: None });
                continue;
            };
            let stored = decode_any(*key, &now).map_err(bad)?;
            let erased = erasure.applied(*key, &stored.record).unwrap_or(stored.record);
            let before = encode_any(&Stored { rev: stored.rev, record: erased.clone() }).map_err(bad)?;
            let after = encode_any(&Stored { rev: stored.rev + 1, record: erased }).map_err(bad)?;
            // What is there now counts until then; the change itself must not hold it any more.
            digest.remove(kind, id, &now);
            digest.add(kind, id, &after);
            edits.push(Edit { kind, id, before_rev: stored.rev, before: Some(before), after: Some(after) });
        }
        Ok((edits, digest))
    }

    /// Every change that touched one of the records, from the journal itself: a key that the view lost must not leave
    /// one of them out.
    fn changes_of(&self, erasure: &Erasure) -> Result<BTreeSet<u64>, CommitError> {
        let mut changes = BTreeSet::new();
        self.reader
            .for_each(1, |there| {
                let edits = &there.change.edits;
                if edits.iter().filter_map(Edit::key).any(|key| erasure.is_about(key)) {
                    changes.insert(there.change.seq);
                }
                Ok::<(), JournalError>(())
            })
            .map_err(CommitError::Refused)?;
        Ok(changes)
    }
}

/// A change without the data; none when it has nothing of it, and stays as it is.
fn without_data(mut change: Change, erasure: &Erasure) -> Result<Option<Change>, super::CodecError> {
    let mut is_touched = false;
    for edit in &mut change.edits {
        let Some(key) = edit.key().filter(|key| erasure.is_about(*key)) else { continue };
        is_touched |= erasure.keys.contains(&key);
        for bytes in [&mut edit.before, &mut edit.after].into_iter().flatten() {
            let stored = decode_any(key, bytes)?;
            if let Some(record) = erasure.applied(key, &stored.record) {
                *bytes = encode_any(&Stored { rev: stored.rev, record })?;
                is_touched = true;
            }
        }
    }
    Ok(is_touched.then_some(change))
}

fn pending_bytes(seq: u64, payloads: &Payloads) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(seq.to_be_bytes());
    for (seq, payload) in payloads {
        bytes.extend(seq.to_be_bytes());
        bytes.extend((payload.len() as u32).to_be_bytes());
        bytes.extend(payload);
    }
    let crc = crc32c::crc32c(&bytes);
    bytes.extend(crc.to_be_bytes());
    bytes
}

fn read_pending(bytes: &[u8]) -> Option<(u64, Payloads)> {
    let (fields, crc) = bytes.split_last_chunk::<4>()?;
    let mut take = Take(fields);
    if crc32c::crc32c(fields) != u32::from_be_bytes(*crc) || take.bytes() != Some(MAGIC) {
        return None;
    }
    let (seq, mut payloads) = (take.u64()?, BTreeMap::new());
    while !take.0.is_empty() {
        let (seq, length) = (take.u64()?, take.u32()? as usize);
        let (payload, rest) = (take.0.get(..length)?, take.0.get(length..)?);
        payloads.insert(seq, payload.to_vec());
        take.0 = rest;
    }
    Some((seq, payloads))
}

/// Carries out an erasure that was recorded, when there is one, and answers with how many changes it was about. A
/// damaged journal is left as it is: the erasure waits until it is whole.
///
/// # Errors
/// When a file cannot be read or written; the next opening tries again.
pub(super) fn finish(dir: &Path, disk: &Arc<dyn Disk>) -> Result<Option<u32>, StoreError> {
    let names = disk.list(dir).map_err(|source| StoreError::File { path: dir.to_owned(), source })?;
    if !names.iter().any(|name| name == PENDING) {
        return Ok(None);
    }
    let path = dir.join(PENDING);
    let failed = |source| StoreError::File { path: path.clone(), source };
    let bytes = disk.read(&path).map_err(failed)?;
    // A damaged one waits to be put back from a copy of the home: `check --deep` names the changes it is about.
    let Some((seq, payloads)) = read_pending(&bytes) else { return Ok(None) };
    let Ok(scan) = Scan::of(disk.clone(), journal_dir(dir)) else { return Ok(None) };
    // A damaged archive would be written anew without what cannot be read of it.
    if !scan.reader().verify_archives().is_ok_and(|damage| damage.is_empty()) {
        return Ok(None);
    }
    // Payloads may only go when the change that says so cannot.
    scan.settle()?;
    let there = if scan.end().seq >= seq { Some(scan.reader().read(seq)?.change) } else { None };
    let recorded = there.filter(|change| names_these(change, &payloads));
    if let Some(change) = &recorded {
        rewrite_payloads(&**disk, &journal_dir(dir), &payloads)?;
        let mut list = ErasedList::default();
        change.edits.iter().for_each(|edit| list.add(edit));
        add_to_list(&**disk, dir, &list).map_err(failed)?;
        forget_derived(dir, disk).map_err(failed)?;
        // All of that has to last before the mark goes, or a power cut could bring a view back and not the mark.
        disk.sync_dir(dir).map_err(failed)?;
    }
    disk.remove(&path).and_then(|()| disk.sync_dir(dir)).map_err(failed)?;
    Ok(recorded.map(|_| u32::try_from(payloads.len()).unwrap_or(u32::MAX)))
}

fn names_these(change: &Change, payloads: &Payloads) -> bool {
    let named = change.erases.iter().map(|erased| (erased.seq, erased.new));
    let hashed = payloads.iter().map(|(seq, payload)| (*seq, *blake3::hash(payload).as_bytes()));
    change.act == Act::Erase as u16 && named.eq(hashed)
}

/// Everything made of the journal may hold what was erased, views that were set aside too. It is made anew.
fn forget_derived(dir: &Path, disk: &Arc<dyn Disk>) -> io::Result<()> {
    let view = view_dir(dir);
    let prefix = view.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix)) {
            if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
        }
    }
    let snapshots = Snapshots::of(disk.clone(), dir)?;
    snapshots.remove_all()
}
