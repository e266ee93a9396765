//! The look-up of a register: read from its file or made of the store, kept current, written again.
//!
//! The file stands beside the records. It says whose it is and which change it goes up to, with the chain hash there; what
//! came later is read from the journal. On any doubt it is made anew.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::tallies::Tallies;
use super::{Registry, answer, locked};
use crate::domain::{AnyRecord, Date, Household, HouseholdId};
use crate::protocol::place::sync_folder_of;
use crate::protocol::{Change, Refusal};
use crate::search::LookUp;
use crate::store::{Head, decode_any};

/// The file in a home.
pub(super) const FILE: &str = "look-up";
/// So many changes behind the file are read from the journal on opening; behind more, it is made anew.
const MOST_BEHIND: u64 = 20_000;
/// After so many changes it is written again while people work, so that an opening after a kill is quick.
const WRITE_AFTER: u64 = 1_000;
/// And only while it is this small: putting it in order keeps others waiting.
const MOST_ROWS_AT_WORK: u32 = 400_000;

/// Whose the file is and how far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct About([u8; 60]);

impl About {
    /// What goes up to a change of the same home.
    fn of(head: &Head, seq: u64, chain: [u8; 32]) -> About {
        let mut bytes = [0; 60];
        bytes[..16].copy_from_slice(head.home.as_bytes());
        bytes[16..20].copy_from_slice(&head.timeline.to_be_bytes());
        bytes[20..28].copy_from_slice(&seq.to_be_bytes());
        bytes[28..].copy_from_slice(&chain);
        About(bytes)
    }

    fn seq(bytes: &[u8]) -> Option<u64> {
        Some(u64::from_be_bytes(bytes.get(20..28)?.try_into().ok()?))
    }
}

/// Removes the file: somebody was erased, and may stand in it.
pub(super) fn forget(home: &Path) -> io::Result<()> {
    match fs::remove_file(home.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => sync_folder_of(&home.join(FILE)),
    }
}

/// The records of a change before and after; none where one cannot be read.
fn decoded(change: &Change) -> Option<Vec<(Option<AnyRecord>, Option<AnyRecord>)>> {
    let edits = change.edits.iter().map(|edit| {
        let key = edit.key()?;
        let record = |bytes: &Option<Vec<u8>>| match bytes {
            Some(bytes) => decode_any(key, bytes).ok().map(|stored| Some(stored.record)),
            None => Some(None),
        };
        Some((record(&edit.before)?, record(&edit.after)?))
    });
    edits.collect()
}

impl Registry {
    /// Makes look-up and counts ready: from their file and the journal, else of all records.
    pub(super) fn load_look_up(&self) -> Result<(), Refusal> {
        let today = self.today();
        let head = self.store.head();
        let is_read = match self.read_look_up(&head) {
            Some((look_up, tallies, seq)) => self.catch_up(look_up, tallies, seq, head.seq)?,
            None => false,
        };
        if !is_read {
            self.count_all()?;
            self.make_look_up(today)?;
        }
        self.look_up_is_whole.store(true, Ordering::Release);
        self.turn_to(today)
    }

    fn read_look_up(&self, head: &Head) -> Option<(LookUp, Tallies, u64)> {
        let bytes = fs::read(self.look_up_file()).ok()?;
        let goes_to = Cell::new(None);
        let is_ours = |about: &[u8]| {
            let seq = About::seq(about).filter(|seq| *seq <= head.seq && head.seq - seq <= MOST_BEHIND);
            let chain = seq.and_then(|seq| self.store.chain_at(seq).ok().flatten());
            goes_to.set(seq);
            seq.zip(chain).is_some_and(|(seq, chain)| About::of(head, seq, chain).0 == *about)
        };
        let (look_up, beside) = LookUp::read(&bytes, is_ours).ok()?;
        let tallies = Tallies::from_bytes(beside).filter(|tallies| tallies.seq() <= head.seq)?;
        Some((look_up, tallies, goes_to.get()?))
    }

    /// Puts in what the changes after one of them touched, and counts them. Whether all of them could be read.
    fn catch_up(&self, look_up: LookUp, tallies: Tallies, from: u64, to: u64) -> Result<bool, Refusal> {
        let counted = tallies.seq();
        *locked!(self.look_up.write()) = look_up;
        *locked!(self.tallies.write()) = tallies;
        self.look_up_written.store(from, Ordering::Release);
        let view = self.view();
        let mut touched = BTreeSet::new();
        for seq in from.min(counted) + 1..=to {
            let Some(change) = self.store.change(seq)? else { return Ok(false) };
            // What an erasure took out of the journal is not counted; nor is the file kept through one.
            let Some(edits) = decoded(&change) else { return Ok(false) };
            if seq > counted {
                self.recount(seq, &edits);
            }
            for record in edits.iter().flat_map(|(before, after)| before.iter().chain(after)) {
                touched.extend(answer::entries_touched(record, &view)?);
            }
        }
        self.look_up_again(touched, self.today());
        self.look_up_has.store(to, Ordering::Release);
        locked!(self.tallies.write()).goes_to(to);
        Ok(true)
    }

    fn make_look_up(&self, today: Date) -> Result<(), Refusal> {
        let view = self.view();
        let mut look_up = LookUp::default();
        for household in view.every::<Household>()? {
            if let Some(entry) = answer::entry_of(household.record.id, &view, today)? {
                look_up.put(&entry);
            }
        }
        look_up.put_in_order();
        look_up.turn_to(today);
        *locked!(self.look_up.write()) = look_up;
        self.look_up_written.store(0, Ordering::Release);
        self.look_up_has.store(self.store.head().seq, Ordering::Release);
        Ok(())
    }

    /// What changes on its own with the day: who moves in or out, becomes head, or is called otherwise from today on.
    pub(super) fn turn_to(&self, today: Date) -> Result<(), Refusal> {
        if locked!(self.look_up.read()).is_of(today) {
            return Ok(());
        }
        let due = locked!(self.look_up.write()).turn_to(today);
        self.look_up_again(due, today);
        Ok(())
    }

    /// Keeps the look-up current with the records of a change that was saved.
    pub(super) fn look_up_follows(&self, seq: u64, edits: &[(Option<AnyRecord>, Option<AnyRecord>)]) {
        let view = self.view();
        let mut touched: BTreeSet<HouseholdId> = BTreeSet::new();
        for record in edits.iter().flat_map(|(before, after)| before.iter().chain(after)) {
            // An unreadable record shows up in the answer to whoever opens it; the look-up keeps what it knew.
            touched.extend(answer::entries_touched(record, &view).unwrap_or_default());
        }
        self.look_up_again(touched, self.today());
        self.look_up_has.store(seq, Ordering::Release);
    }

    fn look_up_again(&self, touched: impl IntoIterator<Item = HouseholdId>, today: Date) {
        let view = self.view();
        let entries: Vec<_> =
            touched.into_iter().map(|id| (id, answer::entry_of(id, &view, today))).collect();
        if entries.is_empty() {
            // Whoever looks up holds the lock for as long as a look-up takes; most saves need not wait for that.
            return;
        }
        let mut look_up = locked!(self.look_up.write());
        for (id, entry) in entries {
            match entry {
                Ok(Some(entry)) => look_up.put(&entry),
                Ok(None) => look_up.remove(id),
                Err(_) => {}
            }
        }
    }

    fn look_up_file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Puts the look-up in order, and writes it, when enough has come since.
    pub(super) fn keep_look_up(&self) -> io::Result<()> {
        let (rows, is_in_disorder) = {
            let look_up = locked!(self.look_up.read());
            (look_up.rows(), look_up.is_in_disorder())
        };
        if rows > MOST_ROWS_AT_WORK {
            return Ok(());
        }
        let written = self.look_up_written.load(Ordering::Acquire);
        let has = self.look_up_has.load(Ordering::Acquire);
        if has.saturating_sub(written) < WRITE_AFTER && !is_in_disorder {
            return Ok(());
        }
        // On a full disk it is tried again after as many changes, not at every save.
        self.write_look_up().inspect_err(|_| self.look_up_written.store(has, Ordering::Release))
    }

    /// Puts the look-up in order and writes it, unless the file says the same already. Without the file the next opening
    /// only takes longer.
    pub(super) fn write_look_up(&self) -> io::Result<()> {
        // Asked first: what is put in meanwhile is read from the journal again, and that changes nothing.
        let seq = self.look_up_has.load(Ordering::Acquire);
        if !self.look_up_is_whole.load(Ordering::Acquire) {
            return Ok(());
        }
        if self.store.read_only().is_some() || self.look_up_written.load(Ordering::Acquire) == seq {
            return Ok(());
        }
        let chain = self.store.chain_at(seq).map_err(io::Error::other)?;
        let Some(chain) = chain else { return Ok(()) };
        {
            let mut look_up = locked!(self.look_up.write());
            if !look_up.is_settled() {
                look_up.put_in_order();
            }
        }
        let look_up = locked!(self.look_up.read());
        if !look_up.is_settled() {
            // Somebody saved in between; the next time will do.
            return Ok(());
        }
        let path = self.look_up_file();
        let aside = path.with_extension("tmp");
        let mut file = File::options().create(true).write(true).truncate(true).mode(0o600).open(&aside)?;
        let about = About::of(&self.store.head(), seq, chain);
        let tallies = locked!(self.tallies.read()).to_bytes();
        let written = look_up.write(&about.0, &tallies, &mut file).and_then(|()| file.flush());
        written.inspect_err(|_| fs::remove_file(&aside).unwrap_or_default())?;
        fs::rename(&aside, &path)?;
        self.look_up_written.store(seq, Ordering::Release);
        Ok(())
    }
}
