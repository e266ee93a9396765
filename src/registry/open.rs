//! Opening a home: the store, the records everything begins with, the look-up and the counts.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, RwLock};

use uuid::Uuid;

use super::access::Watch;
use super::imports::Imports;
use super::pace::Pace;
use super::queue::Queue;
use super::reading::Reading;
use super::tallies::Tallies;
use super::{Clock, Registry, locked, look_up, new_id};
use crate::domain::{
    AnyRecord, Contribution, Group, Home, Household, Kind, Person, Project, Record, RecordKey, Unit,
    VIET_NAM_OFFSET,
};
use crate::protocol::{Act, Refusal};
use crate::search::LookUp;
use crate::store::{self, AccessLog, Store, StoreError, StoreOptions, decode_any};

/// The folder of the records in a home.
pub(super) const DATA: &str = "data";
/// The file that marks a practice home.
pub(super) const PRACTICE: &str = "practice";
/// The folder of the access log in a home.
const ACCESS: &str = "access";

/// Why a home could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The first records could not be written, or the present ones not be read.
    #[error("the records in {home} cannot be used: {why}")]
    Records {
        /// The home.
        home: String,
        /// Why.
        why: String,
    },
}

/// What opening a home did.
#[derive(Debug)]
pub struct Opened {
    /// What the store did.
    pub store: store::Opened,
    /// How many changes of an act that never finished were taken back.
    pub abandoned: u32,
}

impl fmt::Display for Opened {
    /// One line for the log of the service.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let store = &self.store;
        f.write_str(if store.created { "a new register was made" } else { "the register was opened" })?;
        if store.unclean {
            f.write_str("; the last stop was not a clean one")?;
        }
        if store.cut_bytes > 0 {
            write!(f, "; {} bytes of a save that was never confirmed were cut", store.cut_bytes)?;
        }
        if store.replayed > 0 {
            write!(f, "; {} changes were read again from the journal", store.replayed)?;
        }
        if let Some(aside) = &store.rebuilt {
            write!(f, "; the store was made anew from the journal, the old one is {}", aside.display())?;
        }
        if let Some(seq) = store.from_snapshot {
            write!(f, "; it begins with the snapshot at change {seq}")?;
        }
        if let Some(changes) = store.erased {
            write!(f, "; personal data was erased from {changes} changes")?;
        }
        if let Some(why) = &store.read_only {
            write!(f, "; {why}")?;
        }
        if self.abandoned > 0 {
            write!(f, "; an unfinished import of {} parts was taken back", self.abandoned)?;
        }
        Ok(())
    }
}

impl Registry {
    /// Opens a home, or makes a new one.
    ///
    /// # Errors
    /// When the store cannot be opened or written.
    pub fn open(home: &Path, clock: Arc<dyn Clock>) -> Result<(Registry, Opened), OpenError> {
        Registry::open_with_progress(home, clock, &mut |_, _| {})
    }

    /// The same, and says from time to time how many changes of how many have been read.
    ///
    /// # Errors
    /// As [`Registry::open`].
    pub fn open_with_progress(
        home: &Path,
        clock: Arc<dyn Clock>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Registry, Opened), OpenError> {
        let (registry, opened) = Registry::open_records(home, clock, progress)?;
        registry.load(home.join(PRACTICE).exists()).map_err(|why| unusable(home, &why))?;
        Ok((registry, opened))
    }

    /// Opens a home for whoever looks nobody up in it and counts nothing.
    pub(super) fn open_records(
        home: &Path,
        clock: Arc<dyn Clock>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Registry, Opened), OpenError> {
        let fail = |why: Refusal| unusable(home, &why);
        let now = clock.now_ms();
        let options = StoreOptions::new(new_id(now).map_err(fail)?, now, store::system_random());
        let (store, opened) = Store::open_with_progress(&home.join(DATA), &options, progress)?;
        if opened.erased.is_some() {
            look_up::forget(home).map_err(|error| fail(Refusal::NeedsAttention(error.to_string())))?;
        }
        let registry = Registry {
            home_id: store.head().home,
            store,
            clock,
            home: RwLock::new(Home { commune: None, offset_minutes: VIET_NAM_OFFSET, practice: false }),
            folder: home.to_owned(),
            look_up: RwLock::new(LookUp::default()),
            look_up_has: AtomicU64::new(0),
            look_up_is_whole: AtomicBool::new(false),
            look_up_written: AtomicU64::new(0),
            tallies: RwLock::new(Tallies::default()),
            queue: Queue::default(),
            pace: Pace::default(),
            watchers: Mutex::new(Vec::new()),
            imports: Imports::default(),
            broken: AtomicBool::new(false),
            opens_again: AtomicBool::new(false),
            reading: Reading::in_home(home),
            run: new_id(now).map_err(fail)?,
            access_log: AccessLog::at(&home.join(ACCESS)),
            watch: Watch::default(),
            scopes: AtomicU64::new(0),
            last_acts: Mutex::default(),
            entering: Mutex::new(()),
        };
        let is_writable = registry.store.read_only().is_none();
        let abandoned = if is_writable { registry.abandon_unfinished().map_err(fail)? } else { 0 };
        Ok((registry, Opened { store: opened, abandoned }))
    }

    fn load(&self, practice: bool) -> Result<(), Refusal> {
        let view = self.view();
        match view.home()? {
            Some(home) => *locked!(self.home.write()) = home,
            None if self.store.read_only().is_some() => {}
            None => {
                let home = Home { commune: None, offset_minutes: VIET_NAM_OFFSET, practice };
                let key = RecordKey { kind: Kind::Home, id: Uuid::nil() };
                self.write_own(Act::OpenHome, vec![(key, Some(home.into()))])?;
            }
        }
        self.load_look_up()
    }

    /// Counts all records.
    pub(super) fn count_all(&self) -> Result<(), Refusal> {
        let mut tallies = Tallies::default();
        tallies.goes_to(self.store.head().seq);
        count::<Unit>(&self.store, &mut tallies)?;
        count::<Group>(&self.store, &mut tallies)?;
        count::<Household>(&self.store, &mut tallies)?;
        count::<Person>(&self.store, &mut tallies)?;
        count::<Project>(&self.store, &mut tallies)?;
        count::<Contribution>(&self.store, &mut tallies)?;
        *locked!(self.tallies.write()) = tallies;
        Ok(())
    }

    /// Takes back the parts of a batch that was cut off: it never happened as a whole, and nobody was told it did.
    /// Taking back is a batch too, and may have been cut off: then both are taken back.
    fn abandon_unfinished(&self) -> Result<u32, Refusal> {
        let mut before: BTreeMap<RecordKey, Option<AnyRecord>> = BTreeMap::new();
        let (mut batch, mut parts) = (None, 0);
        for seq in (1..=self.store.head().seq).rev() {
            let Some(change) = self.store.change(seq)? else { break };
            let Some(mark) = change.batch.filter(|mark| !mark.last || batch == Some(mark.id)) else { break };
            (batch, parts) = (Some(mark.id), parts + 1);
            for edit in change.edits.iter().rev() {
                let Some(key) = edit.key() else { continue };
                let old = edit.before.as_deref().map(|bytes| decode_any(key, bytes)).transpose();
                let old = old.map_err(|error| Refusal::NeedsAttention(error.to_string()))?;
                before.insert(key, old.map(|stored| stored.record));
            }
        }
        if parts > 0 {
            self.write_own(Act::Abandon, before.into_iter().collect())?;
        }
        Ok(parts)
    }
}

fn unusable(home: &Path, why: &Refusal) -> OpenError {
    OpenError::Records { home: home.display().to_string(), why: format!("{why:?}") }
}

fn count<R: Record>(store: &Store, tallies: &mut Tallies) -> Result<(), Refusal> {
    Ok(store.table::<R>().for_each(|stored| tallies.add(&stored.record.into()))?)
}
