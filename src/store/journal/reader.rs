//! Reading changes by number, while others are being written.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use super::disk::{Disk, DiskFile};
use super::error::JournalError;
use super::{frame, segment};
use crate::protocol::Change;
use crate::store::codec::decode_change;

/// Where the frames of one segment begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    /// Its first change.
    pub first_seq: u64,
    /// Where each frame begins.
    pub offsets: Vec<u64>,
    /// Where the last one ends.
    pub end: u64,
}

/// A change with the chain hash after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chained {
    /// The change.
    pub change: Change,
    /// The chain hash after it.
    pub chain: [u8; 32],
}

/// Reads the journal by number. Clones read the same journal, and see what is appended meanwhile.
#[derive(Clone, Debug)]
pub struct Reader {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    segments: Arc<RwLock<Vec<Segment>>>,
}

struct Place {
    first_seq: u64,
    offset: u64,
    length: usize,
}

impl Reader {
    pub(super) fn new(disk: Arc<dyn Disk>, dir: PathBuf, segments: Vec<Segment>) -> Reader {
        Reader { disk, dir, segments: Arc::new(RwLock::new(segments)) }
    }

    /// Lets the table be changed; a panic while it was held left it whole, since every change is one push.
    pub(super) fn update(&self, change: impl FnOnce(&mut Vec<Segment>)) {
        change(&mut self.segments.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// The number of the last change; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        segments.last().map_or(0, |last| last.first_seq + last.offsets.len() as u64 - 1)
    }

    /// Reads one change.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub fn read(&self, seq: u64) -> Result<Chained, JournalError> {
        let place = self.place(seq)?;
        let file = self.open(place.first_seq)?;
        self.read_in(&*file, seq, &place)
    }

    /// Reads every change from one on, in order, until `each` fails.
    ///
    /// # Errors
    /// When one cannot be read; and those of `each`.
    pub fn for_each<E: From<JournalError>>(
        &self,
        from: u64,
        mut each: impl FnMut(Chained) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut open: Option<(u64, Box<dyn DiskFile>)> = None;
        for seq in from.max(1)..=self.last_seq() {
            let place = self.place(seq)?;
            let file = match open.take() {
                Some((first, file)) if first == place.first_seq => file,
                _ => self.open(place.first_seq)?,
            };
            each(self.read_in(&*file, seq, &place)?)?;
            open = Some((place.first_seq, file));
        }
        Ok(())
    }

    fn place(&self, seq: u64) -> Result<Place, JournalError> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let behind = segments.partition_point(|segment| segment.first_seq <= seq);
        let found = behind.checked_sub(1).and_then(|at| segments.get(at)).and_then(|segment| {
            let at = usize::try_from(seq - segment.first_seq).ok()?;
            let offset = *segment.offsets.get(at)?;
            let end = segment.offsets.get(at + 1).copied().unwrap_or(segment.end);
            Some(Place { first_seq: segment.first_seq, offset, length: (end - offset) as usize })
        });
        found.ok_or(JournalError::NoSuchChange(seq))
    }

    fn path(&self, first_seq: u64) -> PathBuf {
        self.dir.join(segment::name(first_seq))
    }

    fn open(&self, first_seq: u64) -> Result<Box<dyn DiskFile>, JournalError> {
        let path = self.path(first_seq);
        self.disk.open_read(&path).map_err(|source| JournalError::Read { path, source })
    }

    fn read_in(&self, file: &dyn DiskFile, seq: u64, place: &Place) -> Result<Chained, JournalError> {
        let mut bytes = vec![0; place.length];
        file.read_at(&mut bytes, place.offset)
            .map_err(|source| JournalError::Read { path: self.path(place.first_seq), source })?;
        let frame = frame::parse(&bytes).ok().filter(|frame| frame.seq == seq);
        let frame = frame.ok_or_else(|| JournalError::DamagedInside {
            segment: segment::name(place.first_seq),
            offset: place.offset,
            first_seq_affected: seq,
        })?;
        let change = frame.payload.get(frame::SALT_BYTES..).unwrap_or_default();
        let change = decode_change(change).map_err(|source| JournalError::Unreadable { seq, source })?;
        Ok(Chained { change, chain: frame.chain() })
    }
}
