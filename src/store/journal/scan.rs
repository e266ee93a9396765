//! Reading and verifying a whole journal without changing it, and taking it over for writing.

use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;

use super::disk::Disk;
use super::error::JournalError;
use super::reader::{Reader, Segment};
use super::segment::{self, Before};
use super::{End, Journal, Writing};

/// A journal that was read and verified from end to end, and left as it is.
#[derive(Debug)]
pub struct Scan {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    of: Option<(Uuid, u32)>,
    segments: Vec<Segment>,
    end: End,
    torn_bytes: u64,
    unfinished: Option<PathBuf>,
}

impl Scan {
    /// Reads the journal in a folder.
    ///
    /// # Errors
    /// Damage other than a torn tail; a broken chain; a missing file; a later format; a file that cannot be read.
    pub fn of(disk: Arc<dyn Disk>, dir: PathBuf) -> Result<Scan, JournalError> {
        let none = End { seq: 0, chain: [0; 32] };
        let mut scan =
            Scan { disk, dir, of: None, segments: Vec::new(), end: none, torn_bytes: 0, unfinished: None };
        let names = scan.names()?;
        for (at, (first_seq, name)) in names.iter().enumerate() {
            let expected = scan.end.seq + 1;
            if *first_seq != expected {
                return Err(JournalError::MissingSegment { expected, found: name.clone() });
            }
            scan.take(name, at + 1 == names.len())?;
        }
        Ok(scan)
    }

    fn names(&self) -> Result<Vec<(u64, String)>, JournalError> {
        let names = self.disk.list(&self.dir);
        let names = names.map_err(|source| JournalError::Read { path: self.dir.clone(), source })?;
        let mut segments: Vec<(u64, String)> =
            names.into_iter().filter_map(|name| Some((segment::first_seq(&name)?, name))).collect();
        segments.sort();
        Ok(segments)
    }

    fn take(&mut self, name: &str, is_last: bool) -> Result<(), JournalError> {
        let path = self.dir.join(name);
        let bytes = match self.disk.read(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(JournalError::Read { path, source }),
        };
        let before = Before { of: self.of, end: self.end, is_last };
        let Some(walked) = segment::walk(name, &bytes, &before)? else {
            self.torn_bytes = bytes.len() as u64;
            self.unfinished = Some(path);
            return Ok(());
        };
        self.torn_bytes = bytes.len() as u64 - walked.good;
        self.of = Some((walked.header.home, walked.header.timeline));
        self.end = walked.end;
        self.segments.push(Segment {
            first_seq: walked.header.first_seq,
            offsets: walked.offsets,
            end: walked.good,
        });
        Ok(())
    }

    /// Whose journal it is, and its timeline; `None` when none was ever finished here.
    pub fn home(&self) -> Option<(Uuid, u32)> {
        self.of
    }

    /// Where the chain stands.
    pub fn end(&self) -> End {
        self.end
    }

    /// Bytes at the end that were never acknowledged.
    pub fn torn_bytes(&self) -> u64 {
        self.torn_bytes
    }

    /// Reads it by number.
    pub fn reader(&self) -> Reader {
        Reader::new(self.disk.clone(), self.dir.clone(), self.segments.clone())
    }

    /// Cuts the torn tail and makes the journal ready for writing; `None` when there is no journal yet.
    ///
    /// # Errors
    /// When the file cannot be opened, cut or synced.
    pub fn begin(self, writing: Writing) -> Result<Option<Journal>, JournalError> {
        self.remove_unfinished()?;
        let Some(((home, timeline), last)) = self.of.zip(self.segments.last()) else { return Ok(None) };
        let path = self.dir.join(segment::name(last.first_seq));
        let (length, segment_is_empty) = (last.end, last.offsets.is_empty());
        let mut file = self.disk.open(&path).map_err(|source| JournalError::Read { path, source })?;
        if self.torn_bytes > 0 && self.unfinished.is_none() {
            file.truncate(length).map_err(JournalError::Write)?;
        }
        // The last frames may be whole in memory alone, when a process was killed between write and sync.
        // They count from now on, so they have to be on the disk before a view is made of them.
        file.sync_data().map_err(JournalError::SyncFailed)?;
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
            end: self.end,
            poisoned: false,
        }))
    }

    fn remove_unfinished(&self) -> Result<(), JournalError> {
        let Some(path) = &self.unfinished else { return Ok(()) };
        self.disk.remove(path).map_err(JournalError::Write)?;
        self.disk.sync_dir(&self.dir).map_err(JournalError::SyncFailed)
    }
}
