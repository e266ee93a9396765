//! Reading and verifying a whole journal without changing it, and taking it over for writing.

use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;

use super::disk::Disk;
use super::error::JournalError;
use super::reader::{Kept, Reader, Segment};
use super::segment::{self, Before, Begins, Walked};
use super::{End, Journal, Writing, archive};
use crate::protocol::{Damage, Flawed};

/// A journal that was read and verified from end to end, and left as it is. Archived segments are only seen to be
/// there: [`Reader::verify_archives`] reads them.
#[derive(Debug)]
pub struct Scan {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    of: Option<(Uuid, u32)>,
    segments: Vec<Segment>,
    end: Begins,
    torn_bytes: u64,
    unfinished: Option<PathBuf>,
    damage: Vec<Damage>,
}

impl Scan {
    /// Reads the journal in a folder, which must be whole.
    ///
    /// # Errors
    /// Damage other than a torn tail; a broken chain; a missing file; a later format; a file that cannot be read.
    pub fn of(disk: Arc<dyn Disk>, dir: PathBuf) -> Result<Scan, JournalError> {
        let scan = Scan::of_damaged(disk, dir)?;
        match scan.damage.first() {
            Some(first) => Err(JournalError::Damaged(first.clone())),
            None => Ok(scan),
        }
    }

    /// Reads the journal in a folder, with [`Scan::damage`] when it is not whole.
    ///
    /// # Errors
    /// A later format; a segment of another home; a file that cannot be read.
    pub fn of_damaged(disk: Arc<dyn Disk>, dir: PathBuf) -> Result<Scan, JournalError> {
        let mut scan = Scan {
            disk,
            dir,
            of: None,
            segments: Vec::new(),
            end: Begins::AtGenesis,
            torn_bytes: 0,
            unfinished: None,
            damage: Vec::new(),
        };
        let names = scan.disk.list(&scan.dir);
        let names = names.map_err(|source| JournalError::Read { path: scan.dir.clone(), source })?;
        let mut live: Vec<u64> = names.iter().filter_map(|name| segment::first_seq(name)).collect();
        live.sort_unstable();
        let last_live = live.last().copied();
        for (first_seq, archived_to) in files_in_order(&names, &live) {
            match archived_to {
                Some(last_seq) => scan.pass_archive(first_seq, last_seq),
                None => scan.take(first_seq, Some(first_seq) == last_live)?,
            }
        }
        scan.tell_lost_end();
        Ok(scan)
    }

    fn pass_archive(&mut self, first_seq: u64, last_seq: u64) {
        self.tell_gap(first_seq);
        if first_seq > self.last_seq() {
            self.segments.push(Segment { first_seq, kept: Kept::Archived { last_seq } });
            self.end = Begins::AsItSays(last_seq);
        }
    }

    /// Says what is missing before a file that begins with a change.
    fn tell_gap(&mut self, first_seq: u64) {
        let expected = self.last_seq() + 1;
        if first_seq <= expected {
            return;
        }
        let last = first_seq - 1;
        match self.damage.last_mut().filter(|damage| damage.last + 1 == expected) {
            // The damage reached to the end of its file: what comes next tells how much that was.
            Some(damage) => damage.last = last,
            None => self.damage.push(Damage {
                what: Flawed::Missing,
                segment: segment::name(expected),
                offset: 0,
                first: expected,
                last,
            }),
        }
        self.end = Begins::AsItSays(last);
    }

    fn take(&mut self, first_seq: u64, is_last: bool) -> Result<(), JournalError> {
        let name = segment::name(first_seq);
        let path = self.dir.join(&name);
        let bytes = match self.disk.read(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(JournalError::Read { path, source }),
        };
        self.tell_gap(first_seq);
        if first_seq <= self.last_seq() {
            let (first, last) = (first_seq, first_seq - 1);
            let what = Flawed::OutOfChain;
            self.damage.push(Damage { what, segment: name, offset: 0, first, last });
            return Ok(());
        }
        let before = Before { of: self.of, end: self.end, is_last };
        let Some(walked) = segment::walk(&name, &bytes, &before)? else {
            self.torn_bytes = bytes.len() as u64;
            self.unfinished = Some(path);
            return Ok(());
        };
        self.torn_bytes = bytes.len() as u64 - walked.good;
        self.add(first_seq, walked);
        Ok(())
    }

    fn add(&mut self, first_seq: u64, walked: Walked) {
        if let Some(header) = walked.header {
            self.of = Some((header.home, header.timeline));
        }
        self.end = walked.end;
        self.damage.extend(walked.damage);
        let timeline = self.of.map_or(0, |(_, timeline)| timeline);
        let kept = Kept::Live { spots: walked.spots, end: walked.good, timeline };
        self.segments.push(Segment { first_seq, kept });
    }

    /// Archives without a segment behind them: the segment that was being written is gone.
    fn tell_lost_end(&mut self) {
        let archived = self.segments.last().is_some_and(|last| matches!(last.kept, Kept::Archived { .. }));
        if archived {
            let first = self.last_seq() + 1;
            let segment = segment::name(first);
            self.damage.push(Damage { what: Flawed::Missing, segment, offset: 0, first, last: first });
        }
    }

    fn last_seq(&self) -> u64 {
        self.end().seq
    }

    /// Whose journal it is, and its timeline; `None` when none was ever finished here.
    pub fn home(&self) -> Option<(Uuid, u32)> {
        self.of
    }

    /// Where the chain stands; with a hash of zeros when what is at the end cannot be read.
    pub fn end(&self) -> End {
        match (self.end, self.of) {
            (Begins::Behind(end), _) => end,
            (Begins::AsItSays(seq), _) => End { seq, chain: [0; 32] },
            (Begins::AtGenesis, of) => {
                End { seq: 0, chain: of.map_or([0; 32], |(home, _)| super::genesis(home)) }
            }
        }
    }

    /// What cannot be read.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// Bytes at the end that were never acknowledged.
    pub fn torn_bytes(&self) -> u64 {
        self.torn_bytes
    }

    /// Reads it by number.
    pub fn reader(&self) -> Reader {
        Reader::new(self.disk.clone(), self.dir.clone(), self.segments.clone())
    }

    /// Makes what was read outlast a power cut: when a process was killed between a write and its sync, the last
    /// frames, or the name of the last file, may be in memory alone.
    ///
    /// # Errors
    /// When the file cannot be opened or synced.
    pub fn settle(&self) -> Result<(), JournalError> {
        let Some(last) = self.segments.last() else { return Ok(()) };
        let path = self.dir.join(last.name());
        let file = self.disk.open(&path).map_err(|source| JournalError::Read { path, source })?;
        let synced = file.sync_data().and_then(|()| self.disk.sync_dir(&self.dir));
        synced.map_err(JournalError::SyncFailed)
    }

    /// Cuts the torn tail and makes the journal ready for writing; `None` when there is no journal yet.
    ///
    /// # Errors
    /// When it is damaged, or the file cannot be opened, cut or synced.
    pub fn begin(self, writing: Writing) -> Result<Option<Journal>, JournalError> {
        if let Some(first) = self.damage.first() {
            return Err(JournalError::Damaged(first.clone()));
        }
        self.remove_unfinished()?;
        let Some(((home, timeline), last)) = self.of.zip(self.segments.last()) else { return Ok(None) };
        let Kept::Live { spots, end: length, .. } = &last.kept else { return Ok(None) };
        let path = self.dir.join(segment::name(last.first_seq));
        let (length, segment_is_empty) = (*length, spots.is_empty());
        let mut file = self.disk.open(&path).map_err(|source| JournalError::Read { path, source })?;
        if self.torn_bytes > 0 && self.unfinished.is_none() {
            file.truncate(length).map_err(JournalError::Write)?;
        }
        // As in `settle`: what was read counts from now on, so it has to be on the disk before a view is made of it.
        let synced = file.sync_data().and_then(|()| self.disk.sync_dir(&self.dir));
        synced.map_err(JournalError::SyncFailed)?;
        let end = self.end();
        Ok(Some(Journal {
            reader: Reader::new(self.disk.clone(), self.dir.clone(), self.segments),
            disk: self.disk,
            dir: self.dir,
            writing,
            home,
            timeline,
            file,
            length,
            segment_is_empty,
            end,
            poisoned: false,
        }))
    }

    fn remove_unfinished(&self) -> Result<(), JournalError> {
        let Some(path) = &self.unfinished else { return Ok(()) };
        self.disk.remove(path).map_err(JournalError::Write)?;
        self.disk.sync_dir(&self.dir).map_err(JournalError::SyncFailed)
    }
}

/// The files of a journal by their first change, archives with their last. A segment may be there and archived too, when
/// it was to be removed and was not, or was brought back for a damaged archive: then it counts.
fn files_in_order(names: &[String], live: &[u64]) -> Vec<(u64, Option<u64>)> {
    let archives = names.iter().filter_map(|name| archive::changes_in(name));
    let archives = archives.filter(|(first, _)| live.binary_search(first).is_err());
    let mut files: Vec<(u64, Option<u64>)> = archives.map(|(first, last)| (first, Some(last))).collect();
    files.extend(live.iter().map(|first| (*first, None)));
    files.sort_unstable();
    files
}
