//! Opening a store: read the journal, look at the view, cut, replay, and make the view anew where it cannot be
//! trusted.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use uuid::Uuid;

use super::codec::CodecError;
use super::error::StoreError;
use super::head::{Head, INDEX_SCHEMA};
use super::journal::{
    Chained, Disk, End, Journal, NewHome, Random, Reader, RealDisk, SEGMENT_BYTES, Scan, Writing, genesis,
};
use super::sled_view::{SledView, ViewError};
use super::step::Step;
use super::{Store, Writer, marker};

const JOURNAL: &str = "journal";
const VIEW: &str = "view";
/// Edits replayed in one go.
const REPLAY_EDITS: usize = 200;
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
    /// Where the journal's files are.
    pub disk: Arc<dyn Disk>,
    /// The size after which a new segment of the journal is begun.
    pub segment_bytes: u64,
    /// What the view may keep in memory: 64 MiB for a commune, 512 MiB for a province.
    pub cache_bytes: u64,
}

impl StoreOptions {
    /// With everything as it is for a commune.
    pub fn new(home: Uuid, at: i64, random: Random) -> StoreOptions {
        let disk = Arc::new(RealDisk);
        StoreOptions { home, at, random, disk, segment_bytes: SEGMENT_BYTES, cache_bytes: CACHE_BYTES }
    }
}

/// What was found and done on opening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The home was made.
    pub created: bool,
    /// Bytes cut from the journal's end: a write that never finished and was never acknowledged.
    pub cut_bytes: u64,
    /// Changes that the view lacked.
    pub replayed: u64,
    /// The view could not be trusted and was made anew; the old one was set aside here.
    pub rebuilt: Option<PathBuf>,
    /// The last stop was not a clean one.
    pub unclean: bool,
}

/// Why a view cannot be used as it is.
enum Trouble {
    /// It is damaged, as sled says here, or does not fit the journal: it is made anew.
    Distrust(Option<ViewError>),
    /// Making it anew would not help.
    Stop(StoreError),
}

impl From<ViewError> for Trouble {
    fn from(error: ViewError) -> Trouble {
        match error {
            damaged @ ViewError::Damaged(_) => Trouble::Distrust(Some(damaged)),
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
    progress: &'a mut dyn FnMut(u64, u64),
    opened: Opened,
    /// The head that a clean stop vouches for.
    vouched: Option<Head>,
}

pub(super) fn open(
    dir: &Path,
    options: &StoreOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Store, Opened), StoreError> {
    options.disk.make_dir(dir).map_err(|source| file_error(dir, source))?;
    let vouched = marker::take(dir, &view_dir(dir)).map_err(|source| file_error(dir, source))?;
    let mut opening = Opening { dir, options, progress, opened: Opened::default(), vouched };
    let scan = Scan::of(options.disk.clone(), dir.join(JOURNAL))?;
    opening.opened.cut_bytes = scan.torn_bytes();
    let (journal, view) = match scan.home() {
        None => opening.create(scan)?,
        Some((home, timeline)) => opening.take_up(scan, home, timeline)?,
    };
    let start = Head::start(journal.home(), journal.timeline());
    let (view, head) = opening.bring_up(&journal, view, start)?;
    let store = Store {
        dir: dir.to_owned(),
        reader: journal.reader(),
        writer: Mutex::new(Writer { journal, is_over: false }),
        view,
        head: RwLock::new(head),
    };
    Ok((store, opening.opened))
}

/// Where the view stands in a store's folder.
pub(super) fn view_dir(dir: &Path) -> PathBuf {
    dir.join(VIEW)
}

fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), source }
}

impl Opening<'_> {
    fn view_dir(&self) -> PathBuf {
        view_dir(self.dir)
    }

    fn writing(&self) -> Writing {
        Writing { random: self.options.random.clone(), segment_bytes: self.options.segment_bytes }
    }

    /// Makes a home. A journal is always made before its view, so a view without one means the journal was lost.
    fn create(&mut self, scan: Scan) -> Result<(Journal, Option<SledView>), StoreError> {
        let journal = self.dir.join(JOURNAL);
        if self.view_dir().exists() {
            return Err(StoreError::JournalMissing { view: self.view_dir(), journal });
        }
        scan.begin(self.writing())?;
        // The name of a new `data` folder has to outlast a power cut as well as what is in it.
        if let Some(above) = self.dir.parent().filter(|above| !above.as_os_str().is_empty()) {
            self.options.disk.sync_dir(above).map_err(|source| file_error(above, source))?;
        }
        let new = NewHome { home: self.options.home, at: self.options.at };
        let journal = Journal::create(self.options.disk.clone(), journal, new, self.writing())?;
        self.opened.created = true;
        Ok((journal, None))
    }

    /// Takes up the journal of a home; before it cuts anything it asks the view whether the journal lost its end.
    fn take_up(
        &mut self,
        scan: Scan,
        home: Uuid,
        timeline: u32,
    ) -> Result<(Journal, Option<SledView>), StoreError> {
        self.opened.unclean = self.vouched.is_none_or(|head| !ends_as(&head, home, timeline, scan.end()));
        let view = match self.look_at_view(&scan.reader(), home, timeline) {
            Ok(view) => Some(view),
            Err(Trouble::Distrust(_)) => None,
            Err(Trouble::Stop(error)) => return Err(error),
        };
        match scan.begin(self.writing())? {
            Some(journal) => Ok((journal, view)),
            None => {
                Err(StoreError::JournalMissing { view: self.view_dir(), journal: self.dir.join(JOURNAL) })
            }
        }
    }

    /// Opens the view, when it is of this journal.
    fn look_at_view(&self, journal: &Reader, home: Uuid, timeline: u32) -> Result<SledView, Trouble> {
        let view = SledView::open(&self.view_dir(), self.options.cache_bytes)?;
        let Some(head) = view.head()? else { return Ok(view) };
        if head.seq > journal.last_seq() {
            let ahead = StoreError::ViewAhead { view: head.seq, journal: journal.last_seq() };
            return Err(Trouble::Stop(ahead));
        }
        let same_home = head.home == home && head.timeline == timeline && head.schema == INDEX_SCHEMA;
        if !same_home || !is_in_chain(&head, journal)? {
            return Err(Trouble::Distrust(None));
        }
        Ok(view)
    }

    /// Brings the view up to the journal's end, and makes it anew when it cannot be trusted.
    fn bring_up(
        &mut self,
        journal: &Journal,
        view: Option<SledView>,
        start: Head,
    ) -> Result<(SledView, Head), StoreError> {
        if let Some(view) = view {
            match self.replay_and_compare(journal, &view, start) {
                Ok(head) => return Ok((view, head)),
                Err(Trouble::Stop(error)) => return Err(error),
                Err(Trouble::Distrust(_)) => drop(view),
            }
        }
        self.set_aside()?;
        let view = SledView::open(&self.view_dir(), self.options.cache_bytes)?;
        match self.replay_and_compare(journal, &view, start) {
            Ok(head) => Ok((view, head)),
            Err(Trouble::Stop(error)) => Err(error),
            Err(Trouble::Distrust(Some(damaged))) => Err(damaged.into()),
            Err(Trouble::Distrust(None)) => Err(StoreError::DigestDiffers { seq: journal.end().seq }),
        }
    }

    fn replay_and_compare(
        &mut self,
        journal: &Journal,
        view: &SledView,
        start: Head,
    ) -> Result<Head, Trouble> {
        let found = view.head()?;
        let before = found.unwrap_or(start);
        let mut replay = Replay { view, head: before, steps: Vec::new(), edits: 0 };
        let (total, first) = (journal.end().seq, before.seq + 1);
        journal.reader().for_each(first, |chained| {
            let seq = chained.change.seq;
            if replay.take(chained)? {
                (self.progress)(seq, total);
            }
            Ok::<(), StoreError>(())
        })?;
        replay.flush()?;
        let head = replay.head;
        self.opened.replayed = total - before.seq;
        if found.is_some() && self.vouched == found && head == before {
            return Ok(head);
        }
        // After an unclean stop sled may have lost records without a word.
        let (records, derived) = view.measure()?;
        if records == head.digest && derived == head.derived {
            Ok(head)
        } else {
            Err(Trouble::Distrust(None))
        }
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

fn ends_as(head: &Head, home: Uuid, timeline: u32, end: End) -> bool {
    let end_of_head = End { seq: head.seq, chain: head.chain };
    head.home == home && head.timeline == timeline && end_of_head == end
}

fn is_in_chain(head: &Head, journal: &Reader) -> Result<bool, StoreError> {
    if head.seq == 0 {
        return Ok(head.chain == genesis(head.home));
    }
    let there = journal.read(head.seq)?;
    Ok(there.chain == head.chain && there.change.digest_after == head.digest)
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
    fn take(&mut self, chained: Chained) -> Result<bool, StoreError> {
        self.edits += chained.change.edits.len();
        let step = Step::of(&chained.change).map_err(|error: CodecError| StoreError::Record(error))?;
        self.steps.push((step, chained.chain));
        if self.edits < REPLAY_EDITS && self.steps.len() < REPLAY_EDITS {
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
