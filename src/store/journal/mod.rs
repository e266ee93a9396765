//! The journal: an append-only chain of changes in segment files. It is the truth; all else can be made from it.
//!
//! Opening has two steps. [`Scan`] reads and verifies everything and changes nothing, so that a check can run beside
//! the service and a view that knows more than the journal stops the opening before anything is cut.
//! [`Journal::begin`] then cuts the torn tail and takes changes.

mod archive;
mod disk;
mod error;
mod frame;
mod header;
mod keep;
mod reader;
mod scan;
mod segment;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;

pub(super) use archive::put_whole;
pub use disk::{Disk, DiskFile, RealDisk};
pub use error::JournalError;
pub(super) use frame::{SALT_BYTES, genesis};
pub(super) use keep::rewrite_payloads;
pub use reader::{Chained, Reader};
pub use scan::Scan;

use reader::{Kept, Segment};
use segment::Spot;

/// Fills bytes with random ones: an argument, so that tests can repeat themselves.
pub type Random = Arc<dyn Fn(&mut [u8]) -> io::Result<()> + Send + Sync>;

/// The size after which a new segment is begun.
pub const SEGMENT_BYTES: u64 = 8 * 1024 * 1024;

/// Where the chain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The last change; 0 when there is none.
    pub seq: u64,
    /// The chain hash after it.
    pub chain: [u8; 32],
}

/// A home that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewHome {
    /// Its identity.
    pub home: Uuid,
    /// When it is made: UTC milliseconds.
    pub at: i64,
}

/// How a journal is written.
#[derive(Clone)]
pub struct Writing {
    /// Where random bytes come from.
    pub random: Random,
    /// The size after which a new segment is begun.
    pub segment_bytes: u64,
}

/// The journal, open for writing. There is one writer at a time.
pub struct Journal {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    writing: Writing,
    home: Uuid,
    timeline: u32,
    reader: Reader,
    file: Box<dyn DiskFile>,
    length: u64,
    segment_is_empty: bool,
    end: End,
    poisoned: bool,
}

impl Journal {
    /// Makes the journal of a new home.
    ///
    /// # Errors
    /// When the folder or its first file cannot be made.
    pub fn create(
        disk: Arc<dyn Disk>,
        dir: PathBuf,
        new: NewHome,
        writing: Writing,
    ) -> Result<Journal, JournalError> {
        const FIRST_TIMELINE: u32 = 1;
        disk.make_dir(&dir).map_err(JournalError::Write)?;
        if let Some(above) = dir.parent() {
            disk.sync_dir(above).map_err(JournalError::SyncFailed)?;
        }
        let header = header::Header {
            home: new.home,
            timeline: FIRST_TIMELINE,
            first_seq: 1,
            chain: frame::genesis(new.home),
            at: new.at,
        };
        let file = begin_segment(&*disk, &dir, header)?;
        let first = Segment { first_seq: 1, kept: empty(header.timeline) };
        let reader = Reader::new(disk.clone(), dir.clone(), vec![first]);
        let end = End { seq: 0, chain: header.chain };
        Ok(Journal {
            disk,
            dir,
            writing,
            home: new.home,
            timeline: FIRST_TIMELINE,
            reader,
            file,
            length: header::BYTES as u64,
            segment_is_empty: true,
            end,
            poisoned: false,
        })
    }

    /// The home's identity.
    pub fn home(&self) -> Uuid {
        self.home
    }

    /// The timeline: raised by every restore.
    pub fn timeline(&self) -> u32 {
        self.timeline
    }

    /// Where the chain stands.
    pub fn end(&self) -> End {
        self.end
    }

    /// Reads it, also from other threads.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Appends encoded changes with one write and one sync, and answers with the chain hash after each.
    /// `at`, in UTC milliseconds, goes into the header when a new segment has to be begun.
    ///
    /// # Errors
    /// [`JournalError::is_fatal`] ones end the process; after any other, nothing was written.
    pub fn append(&mut self, at: i64, changes: &[(u64, Vec<u8>)]) -> Result<Vec<[u8; 32]>, JournalError> {
        if self.poisoned {
            return Err(JournalError::Poisoned);
        }
        if self.length >= self.writing.segment_bytes && !self.segment_is_empty {
            self.begin_next_segment(at)?;
        }
        let batch = self.frames(changes)?;
        self.write(&batch.bytes)?;
        self.sync()?;
        let start = self.length;
        self.length += batch.bytes.len() as u64;
        self.segment_is_empty &= batch.spots.is_empty();
        self.end = batch.end;
        let length = self.length;
        self.reader.update(|segments| {
            if let Some(Segment { kept: Kept::Live { spots, end, .. }, .. }) = segments.last_mut() {
                let placed = batch.spots.iter().map(|spot| Spot { offset: start + spot.offset, ..*spot });
                spots.extend(placed);
                *end = length;
            }
        });
        Ok(batch.chains)
    }

    fn frames(&self, changes: &[(u64, Vec<u8>)]) -> Result<Batch, JournalError> {
        let mut batch = Batch { bytes: Vec::new(), spots: Vec::new(), chains: Vec::new(), end: self.end };
        for (seq, change) in changes {
            let expected = batch.end.seq + 1;
            if *seq != expected {
                return Err(JournalError::NotInOrder { expected, got: *seq });
            }
            let mut payload = vec![0; frame::SALT_BYTES];
            (self.writing.random)(&mut payload).map_err(JournalError::Random)?;
            payload.extend_from_slice(change);
            let place = u16::try_from(batch.chains.len()).unwrap_or(u16::MAX);
            let frame = frame::Frame { place, ..frame::Frame::around(*seq, batch.end.chain, &payload) };
            if frame.length() > frame::MOST_BYTES {
                return Err(JournalError::TooLarge { seq: *seq, bytes: frame.length() });
            }
            batch.spots.push(Spot { offset: batch.bytes.len() as u64, length: frame.length() as u32 });
            batch.bytes.extend(frame.to_bytes());
            batch.end = End { seq: *seq, chain: frame.chain() };
            batch.chains.push(batch.end.chain);
        }
        Ok(batch)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), JournalError> {
        let Err(error) = self.file.append(bytes) else { return Ok(()) };
        // Synced too: otherwise a power cut could bring back a frame whose save was refused.
        let cut = self.file.truncate(self.length).and_then(|()| self.file.sync_data());
        self.poisoned = cut.is_err();
        match cut {
            Ok(()) => Err(JournalError::Write(error)),
            Err(uncut) => Err(JournalError::SyncFailed(uncut)),
        }
    }

    /// Never tried again: after a failed fsync Linux forgets the pages, and the next one would say all is well.
    fn sync(&mut self) -> Result<(), JournalError> {
        let synced = self.file.sync_data();
        self.poisoned = synced.is_err();
        synced.map_err(JournalError::SyncFailed)
    }

    /// Goes on in a segment of a new timeline, begun at `at` (UTC milliseconds).
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub fn begin_timeline(&mut self, at: i64) -> Result<(), JournalError> {
        self.timeline += 1;
        if self.segment_is_empty {
            // It is written over: nothing was recorded in it.
            self.reader.update(|segments| drop(segments.pop()));
        }
        self.begin_next_segment(at)
    }

    fn begin_next_segment(&mut self, at: i64) -> Result<(), JournalError> {
        let header = header::Header {
            home: self.home,
            timeline: self.timeline,
            first_seq: self.end.seq + 1,
            chain: self.end.chain,
            at,
        };
        let begun = begin_segment(&*self.disk, &self.dir, header);
        self.poisoned = begun.as_ref().is_err_and(JournalError::is_fatal);
        self.file = begun?;
        self.length = header::BYTES as u64;
        self.segment_is_empty = true;
        let next = Segment { first_seq: header.first_seq, kept: empty(header.timeline) };
        self.reader.update(|segments| segments.push(next));
        Ok(())
    }
}

fn empty(timeline: u32) -> Kept {
    Kept::Live { spots: Vec::new(), end: header::BYTES as u64, timeline }
}

struct Batch {
    bytes: Vec<u8>,
    spots: Vec<Spot>,
    chains: Vec<[u8; 32]>,
    end: End,
}

/// Whether a file name is one of a segment or of an archive.
pub(super) fn is_journal_file(name: &str) -> bool {
    segment::first_seq(name).is_some() || archive::changes_in(name).is_some()
}

/// Makes a segment: the file is synced, then the folder, before the first frame goes into it.
fn begin_segment(
    disk: &dyn Disk,
    dir: &std::path::Path,
    header: header::Header,
) -> Result<Box<dyn DiskFile>, JournalError> {
    let path = dir.join(segment::name(header.first_seq));
    let mut file = disk.open(&path).map_err(JournalError::Write)?;
    // An attempt that found the disk full may have left part of a header behind.
    let written = file.truncate(0).and_then(|()| file.append(&header.to_bytes()));
    if let Err(error) = written {
        // Left behind it does no harm: a last segment without a whole header is removed on opening.
        let _ = disk.remove(&path);
        return Err(JournalError::Write(error));
    }
    file.sync_data().and_then(|()| disk.sync_dir(dir)).map_err(JournalError::SyncFailed)?;
    Ok(file)
}
