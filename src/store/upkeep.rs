//! Looking after the journal while work goes on: snapshots from time to time, and compressing what they cover.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::head::Head;
use super::journal::{Disk, Reader};
use super::snapshot::{self, Snapshot, SnapshotError, Title};

const SNAPSHOTS: &str = "snapshots";
/// How many snapshots are kept; segments that the oldest of them covers are archived.
const KEPT: usize = 3;
/// A snapshot is due after so many changes,
const DUE_CHANGES: u64 = 2_000;
/// or after so many bytes of journal.
const DUE_BYTES: u64 = 8 * 1024 * 1024;
/// On a stop one is made when writing it is worth it: for every change since the last one so many records.
const RECORDS_A_CHANGE: u64 = 2_000;

/// After a snapshot that took a while nothing is due for so many times as long: it is work for one of few processors,
/// and however much is saved, others are to have most of it.
const RESTS: u32 = 10;

/// When upkeep is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// People are at work.
    Working,
    /// The service is about to end.
    Stopping,
}

/// The snapshots of a store.
#[derive(Debug)]
pub(super) struct Snapshots {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    /// Their last changes, the oldest first.
    seqs: Vec<u64>,
}

impl Snapshots {
    /// The snapshots in a store's folder.
    pub fn of(disk: Arc<dyn Disk>, store: &Path) -> io::Result<Snapshots> {
        let dir = store.join(SNAPSHOTS);
        let mut seqs: Vec<u64> = disk.list(&dir)?.iter().filter_map(|name| snapshot::seq_of(name)).collect();
        seqs.sort_unstable();
        Ok(Snapshots { disk, dir, seqs })
    }

    /// Their last changes, the oldest first.
    pub fn seqs(&self) -> &[u64] {
        &self.seqs
    }

    /// The snapshot after a change, when its bytes are as they were written.
    pub fn whole_at(&self, seq: u64) -> Option<Snapshot<'_>> {
        Snapshot::open(&*self.disk, &self.path(seq)).ok().flatten()
    }

    /// Whether there is a file of the snapshot after a change.
    pub fn is_there(&self, seq: u64) -> bool {
        self.disk.open_read(&self.path(seq)).is_ok()
    }

    fn path(&self, seq: u64) -> PathBuf {
        self.dir.join(snapshot::name(seq))
    }

    /// What the newest snapshot says of itself; its body may be damaged all the same.
    pub fn newest(&self) -> Option<Title> {
        self.titles().next()
    }

    /// The same, of a home.
    pub fn newest_of(&self, home: Uuid) -> Option<Title> {
        self.titles().find(|title| title.home == home)
    }

    fn titles(&self) -> impl Iterator<Item = Title> {
        let paths = self.seqs.iter().rev().map(|seq| self.path(*seq));
        paths.filter_map(|path| Snapshot::title_in(&*self.disk, &path).ok().flatten())
    }

    /// The newest whole snapshot that is of this journal. Where the journal cannot be read at its change, its own
    /// checksum has to do.
    pub fn best(&self, home: Uuid, journal: &Reader) -> Option<Snapshot<'_>> {
        self.whole(|title| {
            let there = journal.read(title.seq).map(|there| there.chain);
            let timeline = journal.timeline_of(title.seq);
            title.home == home
                && there.is_ok_and(|chain| chain == title.chain)
                && timeline.is_none_or(|timeline| timeline == title.timeline)
        })
        .or_else(|| self.whole(|title| title.home == home && journal.read(title.seq).is_err()))
    }

    /// The newest whole snapshot that fits. A damaged one is of no use, and no harm: the one before it serves.
    fn whole(&self, fits: impl Fn(&Title) -> bool) -> Option<Snapshot<'_>> {
        let mut whole = self.seqs.iter().rev().filter_map(|seq| self.whole_at(*seq));
        whole.find(|snapshot| fits(&snapshot.title))
    }

    /// Makes one at a head, and forgets the oldest.
    fn add(&mut self, head: &Head, journal: &Reader) -> Result<(), SnapshotError> {
        let base = self.best(head.home, journal).filter(|base| base.title.seq < head.seq);
        snapshot::make(&*self.disk, &self.dir, base.as_ref(), journal, head)?;
        if self.seqs.last() != Some(&head.seq) {
            self.seqs.push(head.seq);
        }
        while self.seqs.len() > KEPT {
            let oldest = self.seqs.remove(0);
            // One that stays behind costs nothing but room.
            let _ = self.disk.remove(&self.path(oldest));
        }
        Ok(())
    }

    /// Removes all of them.
    pub fn remove_all(&self) -> io::Result<()> {
        for name in self.disk.list(&self.dir)? {
            self.disk.remove(&self.dir.join(name))?;
        }
        // Also when none is left: whoever removed them may have been killed before this.
        match self.disk.sync_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            synced => synced,
        }
    }

    /// Up to which change the journal may be archived.
    fn covered(&self) -> u64 {
        if self.seqs.len() < KEPT { 0 } else { self.seqs.first().copied().unwrap_or(0) }
    }
}

/// What a store remembers of its upkeep.
#[derive(Debug)]
pub(super) struct Upkeep {
    snapshots: Mutex<Snapshots>,
    /// The last change in a snapshot.
    covered: AtomicU64,
    /// How many bytes of journal came since.
    bytes_since: AtomicU64,
    /// When the last one is far enough back.
    rests_until: Mutex<Instant>,
}

impl Upkeep {
    pub fn new(snapshots: Snapshots, head: u64) -> Upkeep {
        let covered = snapshots.seqs().last().copied().unwrap_or(0).min(head);
        let (snapshots, rests_until) = (Mutex::new(snapshots), Mutex::new(Instant::now()));
        Upkeep { snapshots, covered: covered.into(), bytes_since: 0.into(), rests_until }
    }

    /// The file of the newest whole snapshot that ends at a change or before.
    pub fn newest_snapshot(&self, seq: u64) -> Option<PathBuf> {
        let snapshots = self.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = snapshots.whole(|title| title.seq <= seq)?;
        Some(snapshots.path(newest.title.seq))
    }

    /// Counts what was appended to the journal.
    pub fn grew(&self, bytes: u64) {
        self.bytes_since.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Whether a snapshot is worth its writing now.
    pub fn is_due(&self, head: &Head, occasion: Occasion) -> bool {
        let changes = head.seq.saturating_sub(self.covered.load(Ordering::Relaxed));
        let bytes = self.bytes_since.load(Ordering::Relaxed);
        match occasion {
            Occasion::Working => {
                (changes >= DUE_CHANGES || (changes > 0 && bytes >= DUE_BYTES)) && !self.rests(Instant::now())
            }
            Occasion::Stopping => {
                changes > 0
                    && (bytes >= DUE_BYTES || head.digest.count <= changes.saturating_mul(RECORDS_A_CHANGE))
            }
        }
    }

    /// Makes a snapshot and archives what the kept ones cover.
    pub fn run(&self, head: &Head, journal: &Reader) -> Result<(), SnapshotError> {
        let began = Instant::now();
        let made = self.make(head, journal);
        self.rest_after(began.elapsed());
        made
    }

    fn make(&self, head: &Head, journal: &Reader) -> Result<(), SnapshotError> {
        let mut snapshots = self.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = self.bytes_since.load(Ordering::Relaxed);
        // Also when it fails it is not due again at once: a full disk would be asked at every save.
        self.covered.store(head.seq, Ordering::Relaxed);
        self.bytes_since.fetch_sub(bytes, Ordering::Relaxed);
        snapshots.add(head, journal)?;
        journal.archive_through(snapshots.covered())?;
        Ok(())
    }

    pub(super) fn rest_after(&self, took: Duration) {
        let until = Instant::now().checked_add(took.saturating_mul(RESTS));
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = until.unwrap_or_else(Instant::now);
    }

    pub(super) fn rests(&self, now: Instant) -> bool {
        now < *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
