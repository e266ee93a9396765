//! Checking a store without changing it: journal, chain, snapshots, and the view against what the journal leads to.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use uuid::Uuid;

use super::Store;
use super::error::StoreError;
use super::head::Head;
use super::index::history_key;
use super::journal::{Reader, Scan};
use super::open::{StoreOptions, journal_dir, view_dir};
use super::sled_view::{SledView, ViewError};
use super::snapshot::{Entry, Since, Sink, Snapshot, go_through};
use super::spare::Spare;
use super::step::{Tree, count_key, keys_of, record_at, request_key};
use super::upkeep::Snapshots;
use crate::domain::{Kind, RecordKey};
use crate::protocol::{CheckView, Damage, Differs, Digest, Finding, Flawed};

/// What is done with each record that the journal leads to: rules that the store does not know are checked there.
pub type EachRecord<'a> = dyn FnMut(RecordKey, &[u8], &mut CheckView) + 'a;

/// How often a look is repeated because the service moved on meanwhile.
const TRIES: u32 = 4;

impl Store {
    /// Checks it while work goes on. `deep` replays every change from the first one.
    ///
    /// # Errors
    /// When a file cannot be read at all.
    pub fn check(&self, deep: bool, each: &mut EachRecord<'_>) -> Result<CheckView, StoreError> {
        let scan = self.scan_again()?;
        let snapshots = Snapshots::of(self.disk.clone(), &self.dir).map_err(StoreError::Snapshot)?;
        let mut tries = 0;
        loop {
            tries += 1;
            // The last try holds saves up: who asks is to have an answer.
            let held = (tries == TRIES).then(|| self.writer());
            let head = self.head();
            let seen = Seen { head: Some(head), digests: Ok(self.view.measure()?) };
            if held.is_none() && self.head() != head {
                continue;
            }
            drop(held);
            let check = Check { scan: &scan, journal: &self.reader, snapshots: &snapshots, deep };
            return check.run(&seen, Some(self.view.settled()), each);
        }
    }

    /// A segment may be archived between the listing and the reading.
    fn scan_again(&self) -> Result<Scan, StoreError> {
        for _ in 1..TRIES {
            if let Ok(scan) = Scan::of_damaged(self.disk.clone(), journal_dir(&self.dir)) {
                return Ok(scan);
            }
        }
        Ok(Scan::of_damaged(self.disk.clone(), journal_dir(&self.dir))?)
    }
}

/// Checks a store that nobody has open. The view is looked at in a copy, since sled writes into what it opens.
///
/// # Errors
/// When a file cannot be read at all.
pub fn check_closed(
    dir: &Path,
    options: &StoreOptions,
    deep: bool,
    each: &mut EachRecord<'_>,
) -> Result<CheckView, StoreError> {
    let scan = Scan::of_damaged(options.disk.clone(), journal_dir(dir))?;
    let snapshots = Snapshots::of(options.disk.clone(), dir).map_err(StoreError::Snapshot)?;
    let copy = copy_of(&view_dir(dir), &options.spare_dir);
    let view = copy.as_ref().map_err(ToString::to_string);
    let view = view.and_then(|copy| open_copy(copy, options).map_err(|error| error.to_string()));
    let (view, seen) = match view {
        Err(why) => (None, Seen { head: None, digests: Err(why) }),
        Ok(None) if matches!(copy, Ok(None)) => (None, Seen { head: None, digests: Ok(Digests::default()) }),
        Ok(None) => (None, Seen { head: None, digests: Err("it holds nothing".to_owned()) }),
        Ok(Some((view, head, digests))) => (Some(view), Seen { head: Some(head), digests: Ok(digests) }),
    };
    let journal = scan.reader();
    let check = Check { scan: &scan, journal: &journal, snapshots: &snapshots, deep };
    let checked = check.run(&seen, view.as_ref(), each);
    drop(view);
    drop(copy);
    checked
}

type Digests = (Digest, Digest);

fn open_copy(
    copy: &Option<Spare>,
    options: &StoreOptions,
) -> Result<Option<(SledView, Head, Digests)>, ViewError> {
    let Some(copy) = copy else { return Ok(None) };
    let view = SledView::open(copy.path(), options.cache_bytes)?;
    let Some(head) = view.head()? else { return Ok(None) };
    let digests = view.measure()?;
    Ok(Some((view, head, digests)))
}

/// What the view is like.
struct Seen {
    /// Its head; none when there is nothing in it, or it cannot be opened.
    head: Option<Head>,
    /// The digests of what it holds, or why it cannot be looked at.
    digests: Result<Digests, String>,
}

struct Check<'a> {
    scan: &'a Scan,
    journal: &'a Reader,
    snapshots: &'a Snapshots,
    deep: bool,
}

impl Check<'_> {
    fn run(
        &self,
        seen: &Seen,
        view: Option<&SledView>,
        each: &mut EachRecord<'_>,
    ) -> Result<CheckView, StoreError> {
        let mut found = CheckView { deep: self.deep, ..CheckView::default() };
        (found.segments, found.archives) = self.journal.files();
        found.snapshots = u32::try_from(self.snapshots.seqs().len()).unwrap_or(u32::MAX);
        self.damage(seen, &mut found)?;
        // A store is always made after its journal.
        if self.scan.home().is_none() && (seen.head.is_some() || found.snapshots > 0) {
            found.tell(Finding::NoJournal);
            return Ok(found);
        }
        // The journal goes on while this is looked at; what is compared is what the view knows.
        let end = self.journal.last_seq();
        found.seq = seen.head.map_or(end, |head| head.seq.min(end));
        let base = self.snapshots_are_whole(&mut found);
        let base = base.filter(|base| !self.deep && base.title.seq <= found.seq);
        let Some(since) = self.since(base.as_ref(), &mut found)? else { return Ok(found) };
        let mut truth =
            Truth { found: &mut found, each, digest: Digest::default(), derived: Digest::default() };
        go_through(base.as_ref(), since, &mut truth).map_err(StoreError::Snapshot)?;
        let expected = (truth.digest, truth.derived);
        match (&seen.digests, seen.head) {
            (Err(why), _) => found.tell(Finding::NoView(why.clone())),
            // A view that is behind is brought up on the next start.
            (Ok(_), None) => {}
            (Ok(digests), Some(_)) if *digests == expected => {}
            // What the view knows more than a journal that lost its end is no fault of the view.
            (Ok(_), Some(head)) if head.seq > end => {}
            (Ok(_), Some(_)) => self.differences(base.as_ref(), view, &mut found)?,
        }
        Ok(found)
    }

    fn damage(&self, seen: &Seen, found: &mut CheckView) -> Result<(), StoreError> {
        let damage = self.scan.damage().iter().cloned().chain(self.journal.verify_archives()?);
        damage.for_each(|damage| found.tell(Finding::Journal(damage)));
        let home = self.scan.home().map(|(home, _)| home);
        let in_snapshot = home.and_then(|home| self.snapshots.newest_of(home)).map_or(0, |title| title.seq);
        let in_view = seen.head.filter(|head| Some(head.home) == home).map_or(0, |head| head.seq);
        let (known, journal) = (in_snapshot.max(in_view), self.journal.last_seq());
        if known > journal {
            found.tell(Finding::LostEnd { known, journal });
        }
        Ok(())
    }

    /// Tells which snapshots are of no use, and answers with the newest that is.
    fn snapshots_are_whole(&self, found: &mut CheckView) -> Option<Snapshot<'_>> {
        let mut newest = None;
        for seq in self.snapshots.seqs().iter().rev() {
            match self.snapshots.whole_at(*seq).filter(|snapshot| self.is_ours(snapshot)) {
                Some(snapshot) => newest = newest.or(Some(snapshot)),
                // Removed by now, since newer ones were made.
                None if !self.snapshots.is_there(*seq) => {}
                None => found.tell(Finding::Snapshot { seq: *seq }),
            }
        }
        newest
    }

    fn is_ours(&self, snapshot: &Snapshot<'_>) -> bool {
        let title = snapshot.title;
        let home = self.scan.home().is_none_or(|(home, _)| home == title.home);
        home && self.journal.read(title.seq).map_or(true, |there| there.chain == title.chain)
    }

    /// Reads the changes since a snapshot; none when one of them cannot be read, which is told already.
    fn since(&self, base: Option<&Snapshot<'_>>, found: &mut CheckView) -> Result<Option<Since>, StoreError> {
        let mut since = Since::default();
        let mut digest = base.map_or_else(Digest::default, |base| base.title.digest);
        let (mut wrong, mut last_erasure) = (Vec::new(), 0);
        let (mut erased, mut named) = (HashMap::new(), HashMap::new());
        for seq in base.map_or(0, |base| base.title.seq) + 1..=found.seq {
            let Ok(chained) = self.journal.read(seq) else {
                let told = found.findings.iter().any(|finding| matches!(finding, Finding::Journal(_)));
                if !told {
                    let segment = format!("{seq}");
                    let (what, offset) = (Flawed::Unreadable, 0);
                    found.tell(Finding::Journal(Damage { what, segment, offset, first: seq, last: seq }));
                }
                return Ok(None);
            };
            digest = chained.change.edits.iter().fold(digest, Digest::after);
            if digest != chained.change.digest_after {
                wrong.push(seq);
                digest = chained.change.digest_after;
            }
            erased.extend(chained.erased.map(|payload| (seq, payload)));
            for erasure in &chained.change.erases {
                last_erasure = seq;
                named.insert(erasure.seq, erasure.new);
            }
            since.take(chained.change);
        }
        // Before an erasure digests count what is no longer there; one may stand behind what the view knows.
        for seq in found.seq + 1..=self.journal.last_seq() {
            let erases = self.journal.read(seq).is_ok_and(|there| !there.change.erases.is_empty());
            last_erasure = if erases { seq } else { last_erasure };
        }
        wrong.retain(|seq| *seq > last_erasure);
        wrong.into_iter().for_each(|seq| found.tell(Finding::Digest { seq }));
        // Erased and not named, or named and there again, as when a file was brought back from an old backup.
        let all: BTreeSet<u64> = erased.keys().chain(named.keys()).copied().collect();
        for seq in all.into_iter().filter(|seq| self.deep && erased.get(seq) != named.get(seq)) {
            found.tell(Finding::Erasure { seq });
        }
        Ok(Some(since))
    }

    /// Which records of the view are other ones than the journal leads to.
    fn differences(
        &self,
        base: Option<&Snapshot<'_>>,
        view: Option<&SledView>,
        found: &mut CheckView,
    ) -> Result<(), StoreError> {
        let Some(view) = view else { return Ok(()) };
        let mut since = Since::default();
        for seq in base.map_or(0, |base| base.title.seq) + 1..=found.seq {
            since.take(self.journal.read(seq)?.change);
        }
        let mut wanted = Wanted::default();
        go_through(base, since, &mut wanted).map_err(StoreError::Snapshot)?;
        view.for_each(Tree::Records, &[], |key, bytes| {
            let Some(key) = record_at(key) else { return Ok(()) };
            match wanted.records.remove(&key) {
                None => found.tell(Finding::View { key, how: Differs::Extra }),
                Some(hash) if hash != crc32c::crc32c(bytes) => {
                    found.tell(Finding::View { key, how: Differs::Bytes });
                }
                Some(_) => {}
            }
            Ok::<(), StoreError>(())
        })?;
        for key in wanted.records.into_keys() {
            found.tell(Finding::View { key, how: Differs::Missing });
        }
        let mut extra = 0;
        for tree in [Tree::Index, Tree::Requests] {
            view.for_each(tree, &[], |key, _| {
                extra += u64::from(!wanted.keys.remove(&(tree as u8, key.to_vec())));
                Ok::<(), StoreError>(())
            })?;
        }
        let missing = wanted.keys.len() as u64;
        if missing + extra > 0 {
            found.tell(Finding::Index { missing, extra });
        }
        Ok(())
    }
}

/// What the journal leads to, on its way into digests.
struct Truth<'f, 'e> {
    found: &'f mut CheckView,
    each: &'f mut EachRecord<'e>,
    digest: Digest,
    derived: Digest,
}

impl Sink for Truth<'_, '_> {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        let Some(key) = key_of(entry) else { return Ok(()) };
        if let Some(bytes) = &entry.bytes {
            self.found.records += 1;
            self.digest.add(entry.kind, entry.id, bytes);
            (self.each)(key, bytes, self.found);
        }
        // Bytes that cannot be read have no keys; that they cannot be read is told for the record.
        for index in keys_of(key, entry.bytes.as_deref()).unwrap_or_default() {
            count_key(&mut self.derived, Tree::Index, &index);
        }
        for seq in &entry.changes {
            count_key(&mut self.derived, Tree::Index, &history_key(key, *seq));
        }
        Ok(())
    }

    fn request(&mut self, request: Uuid, seq: u64) -> io::Result<()> {
        count_key(&mut self.derived, Tree::Requests, &request_key(request, seq));
        Ok(())
    }
}

/// The same, kept one by one to be compared.
#[derive(Default)]
struct Wanted {
    records: HashMap<RecordKey, u32>,
    keys: HashSet<(u8, Vec<u8>)>,
}

impl Sink for Wanted {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        let Some(key) = key_of(entry) else { return Ok(()) };
        if let Some(bytes) = &entry.bytes {
            self.records.insert(key, crc32c::crc32c(bytes));
        }
        let keys = keys_of(key, entry.bytes.as_deref()).unwrap_or_default();
        let history = entry.changes.iter().map(|seq| history_key(key, *seq));
        self.keys.extend(keys.into_iter().chain(history).map(|key| (Tree::Index as u8, key)));
        Ok(())
    }

    fn request(&mut self, request: Uuid, seq: u64) -> io::Result<()> {
        self.keys.insert((Tree::Requests as u8, request_key(request, seq)));
        Ok(())
    }
}

fn key_of(entry: &Entry) -> Option<RecordKey> {
    Kind::from_u8(entry.kind).map(|kind| RecordKey { kind, id: entry.id })
}

/// A copy of a view; none when there is no view.
fn copy_of(view: &Path, above: &Path) -> io::Result<Option<Spare>> {
    if !view.is_dir() {
        return Ok(None);
    }
    let copy = Spare::make(above)?;
    copy_files(view, copy.path())?;
    Ok(Some(copy))
}

fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy_files(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
