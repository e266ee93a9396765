//! Opening a store: read the journal, look at the view, cut, replay, and make the view anew where it cannot be
//! trusted. What cannot be mended without losing something that was recorded is opened for reading alone.

mod reading;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use uuid::Uuid;

use super::error::StoreError;
use super::head::{Head, INDEX_SCHEMA};
use super::journal::{
    Disk, Journal, JournalError, NewHome, Random, Reader, RealDisk, SEGMENT_BYTES, Scan, Writing, genesis,
};
use super::live::Live;
use super::rebuild::{self, Progress};
use super::sled_view::{SledView, ViewError};
use super::upkeep::{Snapshots, Upkeep};
use super::witness::Witness;
use super::{Store, Writer, erase, marker, read_only, spare, watchdog};
use crate::protocol::ReadOnly;

const JOURNAL: &str = "journal";
const VIEW: &str = "view";
/// What sled may keep in memory for a commune.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// How a store is opened.
#[derive(Clone)]
pub struct StoreOptions {
    /// The identity of the home, when it has to be made.
    pub home: Uuid,
    /// Now, in UTC milliseconds; written into a new journal.
    pub at: i64,
    /// Where random bytes come from.
    pub random: Random,
    /// Where the journal's files and the snapshots are.
    pub disk: Arc<dyn Disk>,
    /// The size after which a new segment of the journal is begun.
    pub segment_bytes: u64,
    /// What the view may keep in memory: 64 MiB for a commune, 512 MiB for a province.
    pub cache_bytes: u64,
    /// Where a view can be made for reading alone while the home's disk is full.
    pub spare_dir: PathBuf,
}

impl StoreOptions {
    /// With everything as it is for a commune.
    pub fn new(home: Uuid, at: i64, random: Random) -> StoreOptions {
        StoreOptions {
            home,
            at,
            random,
            disk: Arc::new(RealDisk),
            segment_bytes: SEGMENT_BYTES,
            cache_bytes: CACHE_BYTES,
            spare_dir: spare::above(),
        }
    }
}

/// What was found and done on opening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The home was made.
    pub created: bool,
    /// Bytes cut from the journal's end: a write that never finished and was never acknowledged.
    pub cut_bytes: u64,
    /// Changes that the view lacked and that were read from the journal.
    pub replayed: u64,
    /// The view could not be trusted and was made anew; the old one was set aside here.
    pub rebuilt: Option<PathBuf>,
    /// The change of the snapshot that a new view was made of.
    pub from_snapshot: Option<u64>,
    /// The last stop was not a clean one.
    pub unclean: bool,
    /// An erasure was carried out, in so many changes.
    pub erased: Option<u32>,
    /// Nothing can be saved, and why.
    pub read_only: Option<ReadOnly>,
}

/// Why a view cannot be used as it is.
enum Trouble {
    /// It is damaged or does not fit the journal: it is made anew.
    Distrust,
    /// It knows more than the journal.
    Ahead(u64),
    /// Making it anew would not help.
    Stop(StoreError),
}

impl From<ViewError> for Trouble {
    fn from(error: ViewError) -> Trouble {
        match error {
            ViewError::Damaged(_) => Trouble::Distrust,
            other => Trouble::Stop(other.into()),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        match error {
            StoreError::View(error) => error.into(),
            other => Trouble::Stop(other),
        }
    }
}

/// What the opening needs at every step.
struct Opening<'a> {
    dir: &'a Path,
    options: &'a StoreOptions,
    progress: &'a mut Progress<'a>,
    opened: Opened,
    snapshots: Snapshots,
    /// The head that a clean stop vouches for.
    vouched: Option<Head>,
    /// The last change that something beside the journal and the view knows of.
    known: u64,
}

pub(super) fn open(
    dir: &Path,
    options: &StoreOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Store, Opened), StoreError> {
    let disk = &options.disk;
    disk.make_dir(dir).map_err(|source| file_error(dir, source))?;
    let left = marker::read(dir, &view_dir(dir)).map_err(|source| file_error(dir, source))?;
    let erased = erase::finish(dir, disk)?;
    let snapshots = Snapshots::of(disk.clone(), dir).map_err(StoreError::Snapshot)?;
    let scan = Scan::of_damaged(disk.clone(), journal_dir(dir))?;
    let witness = Witness::of(dir).map_err(|source| file_error(dir, source))?;
    let known = scan.home().map_or(0, |(home, _)| {
        let stopped = left.map_or(0, |left| left.seq_of(home));
        let in_snapshot = snapshots.newest_of(home).map_or(0, |title| title.seq);
        stopped.max(in_snapshot).max(witness.seq_of(home))
    });
    let opening = Opening {
        dir,
        options,
        progress,
        opened: Opened { cut_bytes: scan.torn_bytes(), erased, ..Opened::default() },
        snapshots,
        vouched: left.and_then(|left| left.vouched()),
        known,
    };
    if let Some(why) = read_only::because(&scan, known) {
        return opening.for_reading(&scan, why);
    }
    match scan.home() {
        None if left.is_some() || witness.is_there() => Err(opening.journal_missing()),
        None => opening.create(scan),
        Some((home, timeline)) => opening.take_up(scan, home, timeline),
    }
}

/// Where the view stands in a store's folder.
pub(super) fn view_dir(dir: &Path) -> PathBuf {
    dir.join(VIEW)
}

/// Where the journal stands in a store's folder.
pub(super) fn journal_dir(dir: &Path) -> PathBuf {
    dir.join(JOURNAL)
}

fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), source }
}

impl Opening<'_> {
    fn view_dir(&self) -> PathBuf {
        view_dir(self.dir)
    }

    fn open_view(&self) -> Result<SledView, ViewError> {
        SledView::open(&self.view_dir(), self.options.cache_bytes)
    }

    fn journal_missing(&self) -> StoreError {
        StoreError::JournalMissing { view: self.view_dir(), journal: journal_dir(self.dir) }
    }

    fn writing(&self) -> Writing {
        Writing { random: self.options.random.clone(), segment_bytes: self.options.segment_bytes }
    }

    /// Makes a home. A journal is always made before its view, so a view without one means the journal was lost.
    fn create(mut self, scan: Scan) -> Result<(Store, Opened), StoreError> {
        let journal = journal_dir(self.dir);
        if self.view_dir().exists() || self.snapshots.newest().is_some() {
            return Err(self.journal_missing());
        }
        scan.begin(self.writing())?;
        // The name of a new `data` folder has to outlast a power cut as well as what is in it.
        if let Some(above) = self.dir.parent().filter(|above| !above.as_os_str().is_empty()) {
            self.options.disk.sync_dir(above).map_err(|source| file_error(above, source))?;
        }
        let new = NewHome { home: self.options.home, at: self.options.at };
        let journal = Journal::create(self.options.disk.clone(), journal, new, self.writing())?;
        self.opened.created = true;
        self.writable(journal, None)
    }

    /// Takes up the journal of a home; before it cuts anything it asks the view whether the journal lost its end.
    fn take_up(mut self, scan: Scan, home: Uuid, timeline: u32) -> Result<(Store, Opened), StoreError> {
        let ends_as = |head: &Head| {
            head.home == home && head.timeline == timeline && (head.seq, head.chain) == end_of(&scan)
        };
        self.opened.unclean = self.vouched.is_none_or(|head| !ends_as(&head));
        marker::remove(self.dir).map_err(|source| file_error(self.dir, source))?;
        let view = match self.look_at_view(&scan.reader(), home, timeline) {
            Ok(view) => Some(view),
            Err(Trouble::Distrust) => None,
            Err(Trouble::Ahead(known)) => {
                let why = ReadOnly::LostEnd { known, journal: scan.end().seq };
                return self.for_reading(&scan, why);
            }
            Err(Trouble::Stop(error)) => return self.otherwise(&scan, error),
        };
        let journal = scan.begin(self.writing())?.ok_or_else(|| self.journal_missing())?;
        self.writable(journal, view)
    }

    /// Opens the view, when it is of this journal.
    fn look_at_view(&self, journal: &Reader, home: Uuid, timeline: u32) -> Result<SledView, Trouble> {
        if watchdog::take_mark(&self.view_dir()) {
            return Err(Trouble::Distrust);
        }
        let view = self.open_view()?;
        let Some(head) = view.head()? else { return Ok(view) };
        if head.home != home || head.timeline != timeline {
            return Err(Trouble::Distrust);
        }
        if head.seq > journal.last_seq() {
            return Err(Trouble::Ahead(head.seq));
        }
        if head.schema != INDEX_SCHEMA || !is_in_chain(&head, journal)? {
            return Err(Trouble::Distrust);
        }
        Ok(view)
    }

    fn writable(mut self, journal: Journal, view: Option<SledView>) -> Result<(Store, Opened), StoreError> {
        let start = Head::start(journal.home(), journal.timeline());
        let through = journal.end().seq;
        let reader = journal.reader();
        match self.bring_up(&reader, view, start, through) {
            Ok((view, head)) => {
                Witness::forget(self.dir).map_err(|source| file_error(self.dir, source))?;
                Ok(self.store(reader, Some(journal), view, head))
            }
            Err(error) => {
                drop(journal);
                let scan = Scan::of_damaged(self.options.disk.clone(), journal_dir(self.dir))?;
                self.otherwise(&scan, error)
            }
        }
    }

    /// What keeps a store from being written to need not keep it from being read.
    fn otherwise(self, scan: &Scan, error: StoreError) -> Result<(Store, Opened), StoreError> {
        match error {
            StoreError::Journal(JournalError::Damaged(damage)) => {
                self.for_reading(scan, ReadOnly::Damaged(vec![damage]))
            }
            StoreError::View(ViewError::Io(source)) if read_only::is_no_room(&source) => {
                self.without_room(scan, source)
            }
            error => Err(error),
        }
    }

    fn store(self, reader: Reader, journal: Option<Journal>, view: SledView, head: Head) -> (Store, Opened) {
        let store = Store {
            dir: self.dir.to_owned(),
            disk: self.options.disk.clone(),
            reader,
            view: Live::of(view, journal.is_some()),
            writer: Mutex::new(Writer { journal, is_over: false }),
            head: RwLock::new(head),
            read_only: self.opened.read_only.clone(),
            upkeep: Upkeep::new(self.snapshots, head.seq),
        };
        (store, self.opened)
    }

    /// Brings the view up to a change of the journal, and makes it anew when it cannot be trusted.
    fn bring_up(
        &mut self,
        journal: &Reader,
        view: Option<SledView>,
        start: Head,
        through: u64,
    ) -> Result<(SledView, Head), StoreError> {
        if let Some(view) = view {
            match self.replay_and_compare(journal, &view, start, through) {
                Ok(head) => return Ok((view, head)),
                Err(Trouble::Distrust | Trouble::Ahead(_)) => drop(view),
                Err(Trouble::Stop(error)) => return Err(error),
            }
        }
        self.set_aside()?;
        let view = self.open_view()?;
        let head = self.fill(journal, &view, start, through)?;
        Ok((view, head))
    }

    /// Fills an empty view up to a change, and sees that it holds what it must then.
    fn fill(
        &mut self,
        journal: &Reader,
        view: &SledView,
        start: Head,
        through: u64,
    ) -> Result<Head, StoreError> {
        let head = self.fill_up(journal, view, start, Some(through))?;
        match view.measure()? == (head.digest, head.derived) {
            true => Ok(head),
            false => Err(StoreError::DigestDiffers { seq: head.seq }),
        }
    }

    /// Fills an empty view from the newest snapshot that fits, else from the journal alone: up to a change, or as far
    /// as the journal can be read.
    fn fill_up(
        &mut self,
        journal: &Reader,
        view: &SledView,
        start: Head,
        through: Option<u64>,
    ) -> Result<Head, StoreError> {
        let mut head = start;
        if let Some(snapshot) = self.snapshots.best(start.home, journal) {
            let total = through.unwrap_or(journal.last_seq());
            head = rebuild::load(view, &snapshot, start, total, self.progress)?;
            self.opened.from_snapshot = Some(head.seq);
        }
        let through = through.unwrap_or_else(|| reading::last_readable(journal, head.seq));
        self.opened.replayed = through.saturating_sub(head.seq);
        rebuild::replay(view, head, journal, through, self.progress)
    }

    fn replay_and_compare(
        &mut self,
        journal: &Reader,
        view: &SledView,
        start: Head,
        through: u64,
    ) -> Result<Head, Trouble> {
        let Some(found) = view.head()? else {
            return Ok(self.fill(journal, view, start, through)?);
        };
        let head = rebuild::replay(view, found, journal, through, self.progress)?;
        self.opened.replayed = through.saturating_sub(found.seq);
        if self.vouched == Some(found) && head == found {
            return Ok(head);
        }
        // After an unclean stop sled may have lost records without a word.
        if view.measure()? == (head.digest, head.derived) { Ok(head) } else { Err(Trouble::Distrust) }
    }

    /// Moves the view's folder out of the way; nothing is deleted.
    fn set_aside(&mut self) -> Result<(), StoreError> {
        let view = self.view_dir();
        if !view.exists() {
            return Ok(());
        }
        let names = (1u32..).map(|number| self.dir.join(format!("{VIEW}.broken-{number}")));
        let Some(aside) = names.into_iter().find(|path| !path.exists()) else { return Ok(()) };
        fs::rename(&view, &aside).map_err(|source| file_error(&view, source))?;
        let synced = File::open(self.dir).and_then(|dir| dir.sync_all());
        synced.map_err(|source| file_error(self.dir, source))?;
        self.opened.rebuilt = Some(aside);
        Ok(())
    }
}

fn end_of(scan: &Scan) -> (u64, [u8; 32]) {
    let end = scan.end();
    (end.seq, end.chain)
}

fn is_in_chain(head: &Head, journal: &Reader) -> Result<bool, StoreError> {
    if head.seq == 0 {
        return Ok(head.chain == genesis(head.home));
    }
    let there = journal.read(head.seq)?;
    Ok(there.chain == head.chain && there.change.digest_after == head.digest)
}
