//! Looking after the register as a whole: checking it, erasing from it, taking it up again from a backup.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;

use super::open::DATA;
use super::{Actor, Clock, OpenError, Registry, locked, new_id};
use crate::domain::{
    AnyRecord, Date, Fault, Field, GroupId, Household, HouseholdId, Kind, KnownBy, PersonId, RecordKey,
    Transfer, VIET_NAM_OFFSET, Why,
};
use crate::exchange::{BackupError, unpack_backup};
use crate::protocol::{Answer, BackupPlan, BackupTitle, By, CheckView, Counts, Finding, Refusal, Saved};
use crate::store::{
    self, ErasedList, Erasure, StoreError, StoreOptions, begin_timeline, check_closed, decode_any,
    erased_list, list_all_erased, read_erased_list, system_random,
};

/// Where a register is put together while it is restored.
const RESTORING: &str = "restoring";

/// A register could not be restored. What was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is a register in the home.
    #[error("{0} holds a register already; name an empty home with --home")]
    NotEmpty(PathBuf),
    /// The file is no whole backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// What is in the backup does not hold together.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The register could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The replay found something wrong.
    #[error("the backup does not hold together: {} findings; take another one", .0.findings.len())]
    Unsound(Box<CheckView>),
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Data that had been erased could not be erased again.
    #[error("what was erased before could not be erased again: {0:?}")]
    Erasing(Refusal),
}

/// What a restored register holds.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup said of itself.
    pub title: BackupTitle,
    /// How many there are.
    pub counts: Counts,
    /// How many records were erased again.
    pub erased_again: usize,
}

/// Checks each record by itself, and gathers what it names.
struct Rules {
    today: Date,
    there: HashSet<RecordKey>,
    named: Vec<(RecordKey, RecordKey)>,
    /// The group each household is in with no end known.
    open: HashMap<HouseholdId, GroupId>,
    waiting: Vec<Transfer>,
}

impl Rules {
    fn on(today: Date) -> Rules {
        Rules { today, there: HashSet::new(), named: Vec::new(), open: HashMap::new(), waiting: Vec::new() }
    }

    fn look_at(&mut self, key: RecordKey, bytes: &[u8], found: &mut CheckView) {
        self.there.insert(key);
        match decode_any(key, bytes) {
            Err(error) => found.tell(Finding::Record { key, why: error.to_string() }),
            Ok(stored) => {
                if let Err(faults) = stored.record.check(self.today) {
                    found.tell(Finding::Rule { key, faults });
                }
                self.named.extend(stored.record.references().into_iter().map(|names| (key, names)));
                self.remember(stored.record);
            }
        }
    }

    fn remember(&mut self, record: AnyRecord) {
        match record {
            AnyRecord::Household(Household { id, placements, ended: None, .. }) => {
                let open = placements.iter().rev().find(|place| place.valid.is_open());
                self.open.extend(open.map(|place| (id, place.group)));
            }
            AnyRecord::Transfer(transfer) if transfer.waits() => self.waiting.push(transfer),
            _ => {}
        }
    }

    /// A household waits in one place at a time, and is still in the group it was sent from.
    fn tell_astray(&self, found: &mut CheckView) {
        let mut seen = HashSet::new();
        for transfer in &self.waiting {
            let is_there = self.open.get(&transfer.household) == Some(&transfer.from);
            let first = seen.insert(transfer.household);
            let why = if is_there { Why::Twice } else { Why::Elsewhere };
            if !is_there || !first {
                let faults = vec![Fault::new(Field::Household, why)];
                found.tell(Finding::Rule { key: transfer.id.key(), faults });
            }
        }
    }

    /// What does not fit together, and what is named and not there. Only when every record was seen can that be said.
    fn tell_together(self, found: &mut CheckView) {
        if found
            .findings
            .iter()
            .any(|finding| matches!(finding, Finding::Journal(_) | Finding::LostEnd { .. }))
        {
            return;
        }
        self.tell_astray(found);
        let Rules { there, named, .. } = self;
        for (key, names) in named.into_iter().filter(|(_, names)| !there.contains(names)) {
            found.tell(Finding::Dangling { key, names });
        }
    }
}

/// Checks a register that no service has open, without changing anything.
///
/// # Errors
/// When a file cannot be read at all.
pub fn check_home(home: &Path, clock: &dyn Clock, deep: bool) -> Result<CheckView, StoreError> {
    let now = clock.now_ms();
    let mut rules = Rules::on(Date::of_instant(now, VIET_NAM_OFFSET));
    let options = StoreOptions::new(Uuid::nil(), now, system_random());
    let mut found = check_closed(&home.join(DATA), &options, deep, &mut |key, bytes, found| {
        rules.look_at(key, bytes, found);
    })?;
    rules.tell_together(&mut found);
    Ok(found)
}

impl Registry {
    /// Checks the register while people work.
    pub(super) fn check(&self, deep: bool) -> Result<Answer, Refusal> {
        let mut rules = Rules::on(self.today());
        let mut look_at =
            |key: RecordKey, bytes: &[u8], found: &mut CheckView| rules.look_at(key, bytes, found);
        let mut found = self.store.check(deep, &mut look_at)?;
        rules.tell_together(&mut found);
        Ok(Answer::Check(Box::new(found)))
    }

    /// What a backup of all up to now is made of.
    /// Not of a damaged journal: the backup could not be restored, and would take the place of one that can.
    pub(super) fn backup_plan(&self) -> Result<Answer, Refusal> {
        self.refuse_when_damaged()?;
        let (title, files) = self.store.backup_files(self.clock.now_ms())?;
        Ok(Answer::BackupPlan(Box::new(BackupPlan { title, files, run: self.run })))
    }

    /// A part of a file of a backup.
    pub(super) fn backup_part(
        &self,
        run: Uuid,
        name: &str,
        offset: u64,
        length: u32,
    ) -> Result<Answer, Refusal> {
        if run != self.run {
            return Err(Refusal::PlanIsOld);
        }
        Ok(Answer::Bytes(self.store.backup_part(name, offset, length)?))
    }

    /// Erases personal data of some records from all that was ever recorded. It is recorded when this returns, and
    /// carried out when the register is opened again: the service ends for that.
    pub(super) fn erase(&self, actor: &Actor, request: Uuid, keys: &[RecordKey]) -> Result<Answer, Refusal> {
        let _lead = self.queue.lead();
        let actor = &self.still_keeps(actor)?;
        if let Some(answer) = self.answered(actor, request)? {
            return Ok(answer);
        }
        self.refuse_when_reading()?;
        let view = self.view();
        for key in keys {
            // One that is gone (its making was taken back) has its past all the same.
            match view.get_any(*key)? {
                Some(stored) => drop(stored.record.without_personal_data().ok_or(Refusal::NotAllowed)?),
                None if view.history_of(*key)?.is_empty() => return Err(Refusal::NotFound),
                None => {}
            }
        }
        let by = By { staff: actor.staff, login: actor.login.clone() };
        let at = self.clock.now_ms();
        let keys_of = keys.iter().copied().collect();
        let erasure = Erasure::whole(by, at, request, keys_of);
        self.refuse_unless_written(self.store.erase(&erasure, &system_random()))?;
        self.must_open_again();
        let seq = self.store.head().seq + 1;
        let act = crate::protocol::Act::Erase as u16;
        Ok(Answer::Saved(Saved {
            seq,
            act,
            keys: keys.to_vec(),
            number: None,
            receipt: None,
            warnings: Vec::new(),
        }))
    }

    fn counts(&self) -> Counts {
        locked!(self.tallies.read()).counts()
    }
}

/// Puts a register together from a backup, in a home that has none. It is read from end to end, replayed and
/// checked before it takes its place. `erased` names records that were erased since the backup was made.
///
/// # Errors
/// Why not; the home is as it was then.
pub fn restore(
    home: &Path,
    backup: impl Read,
    erased: Option<&Path>,
    clock: &Arc<dyn Clock>,
) -> Result<Restored, RestoreError> {
    let data = home.join(DATA);
    if data.exists() {
        return Err(RestoreError::NotEmpty(home.to_owned()));
    }
    let aside = home.join(RESTORING);
    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::File { path, source }
    };
    // A list that was named and is not there must not pass for an empty one: what it names would be back.
    erased.map_or(Ok(()), |list| fs::File::open(list).map(drop).map_err(file(list)))?;
    remove_folder(&aside).map_err(file(&aside))?;
    let restored = put_together(&aside, backup, erased, clock);
    let placed = restored.and_then(|restored| {
        fs::rename(aside.join(DATA), &data).map_err(file(&data))?;
        fs::File::open(home).and_then(|home| home.sync_all()).map_err(file(home))?;
        Ok(restored)
    });
    // What stays of it is removed by the next one; the register is in place, or the home is as it was.
    remove_folder(&aside).unwrap_or_default();
    placed
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn put_together(
    home: &Path,
    backup: impl Read,
    erased: Option<&Path>,
    clock: &Arc<dyn Clock>,
) -> Result<Restored, RestoreError> {
    let data = home.join(DATA);
    let title = unpack_backup(backup, &data)?;
    let now = clock.now_ms();
    let options = StoreOptions::new(Uuid::nil(), now, store::system_random());
    begin_timeline(&data, &options, &title)?;
    let erased_again = erase_again(home, &data, erased, clock)?;
    let mut found = check_home(home, &**clock, true)?;
    // A rule that is broken was broken when the backup was made, or by a clock that is not set: no reason to have no
    // register. `ndtq check` names it afterwards.
    found.findings.retain(|finding| !finding.is_of_content());
    if !found.findings.is_empty() {
        return Err(RestoreError::Unsound(Box::new(found)));
    }
    let (registry, _) = Registry::open_records(home, Arc::clone(clock), &mut |_, _| {})?;
    let known = erased.map(read_erased_list).transpose();
    let known = known.map_err(|source| RestoreError::File { path: erased_list(&data), source })?;
    list_all_erased(&registry.store, &known.unwrap_or_default())?;
    registry.count_all().map_err(RestoreError::Erasing)?;
    let counts = registry.counts();
    registry.close();
    Ok(Restored { title, counts, erased_again })
}

/// What was erased after the backup was made is erased again: the list outlives the register.
fn erase_again(
    home: &Path,
    data: &Path,
    list: Option<&Path>,
    clock: &Arc<dyn Clock>,
) -> Result<usize, RestoreError> {
    let Some(list) = list else { return Ok(0) };
    let failed = |source| RestoreError::File { path: list.to_owned(), source };
    let mut listed = read_erased_list(list).map_err(failed)?;
    let (registry, _) = Registry::open_records(home, Arc::clone(clock), &mut |_, _| {})?;
    // The list has no names: the backup itself still knows how the persons on it were called.
    let known = registry.known_by_all(&listed.own).map_err(RestoreError::Erasing)?;
    listed.own.retain(|key| registry.still_has_data(*key));
    listed.mentions = registry.named_in(&listed.mentions, &known).map_err(RestoreError::Erasing)?;
    let count = listed.own.len() + listed.mentions.len();
    if count == 0 {
        registry.close();
        return Ok(0);
    }
    registry.erase_listed(listed, known).map_err(RestoreError::Erasing)?;
    drop(registry);
    // Opening carries it out.
    drop(Registry::open_records(home, Arc::clone(clock), &mut |_, _| {})?);
    debug_assert!(erased_list(data).exists());
    Ok(count)
}

impl Registry {
    fn known_by_all(&self, keys: &BTreeSet<RecordKey>) -> Result<KnownBy, Refusal> {
        let mut known = KnownBy::default();
        for key in keys.iter().filter(|key| key.kind == Kind::Person) {
            known.merge(self.known_by(PersonId(key.id))?);
        }
        Ok(known)
    }

    fn erase_listed(&self, listed: ErasedList, known: KnownBy) -> Result<(), Refusal> {
        let actor = Actor::program();
        let at = self.clock.now_ms();
        let by = By { staff: actor.staff, login: actor.login };
        let ErasedList { own: keys, mentions } = listed;
        let erasure = Erasure { by, at, request: new_id(at)?, keys, mentions, known };
        self.refuse_unless_written(self.store.erase(&erasure, &system_random()))?;
        self.must_open_again();
        Ok(())
    }

    /// Whether a record has personal data, now or in its past.
    fn still_has_data(&self, key: RecordKey) -> bool {
        let view = self.view();
        let has_data = |bytes: &Vec<u8>| {
            decode_any(key, bytes).is_ok_and(|stored| {
                stored.record.without_personal_data().is_some_and(|erased| erased != stored.record)
            })
        };
        let in_change = |seq: u64| {
            let change = view.change(seq).ok().flatten();
            let edits = change.into_iter().flat_map(|change| change.edits);
            edits
                .filter(|edit| edit.key() == Some(key))
                .any(|edit| edit.before.iter().chain(&edit.after).any(has_data))
        };
        view.history_of(key).unwrap_or_default().into_iter().any(in_change)
    }
}
