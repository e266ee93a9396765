//! Reading changes by number, while others are being written.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::disk::{Disk, DiskFile};
use super::error::JournalError;
use super::segment::{self, Before, Begins, Spot, Walked};
use super::{archive, frame};
use crate::protocol::{Change, Damage, Flawed};
use crate::store::codec::decode_change;

/// One segment as the reader knows it.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// Its first change.
    pub first_seq: u64,
    /// How it is kept.
    pub kept: Kept,
}

/// How a segment is kept.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// As it was written.
    Live {
        /// Where its frames are.
        spots: Vec<Spot>,
        /// Where the last one ends.
        end: u64,
        /// Its timeline.
        timeline: u32,
    },
    /// Compressed.
    Archived {
        /// Its last change.
        last_seq: u64,
    },
}

impl Segment {
    /// Its last change; the one before its first when it is empty.
    pub fn last_seq(&self) -> u64 {
        match &self.kept {
            Kept::Live { spots, .. } => self.first_seq + spots.len() as u64 - 1,
            Kept::Archived { last_seq } => *last_seq,
        }
    }

    /// Its file name.
    pub fn name(&self) -> String {
        match &self.kept {
            Kept::Live { .. } => segment::name(self.first_seq),
            Kept::Archived { last_seq } => archive::name(self.first_seq, *last_seq),
        }
    }
}

/// A change with the chain hash after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chained {
    /// The change.
    pub change: Change,
    /// The chain hash after it.
    pub chain: [u8; 32],
    /// The digest of its payload as it was first written.
    pub digest: [u8; 32],
    /// The digest of its payload, when that was written anew to erase personal data.
    pub erased: Option<[u8; 32]>,
}

/// An archived segment in memory.
#[derive(Debug)]
struct Unpacked {
    first_seq: u64,
    bytes: Vec<u8>,
    walked: Walked,
}

/// Reads the journal by number. Clones read the same journal, and see what is appended meanwhile.
#[derive(Clone, Debug)]
pub struct Reader {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    segments: Arc<RwLock<Vec<Segment>>>,
    /// The archive read last: who looks into the past mostly looks further into it.
    unpacked: Arc<Mutex<Option<Arc<Unpacked>>>>,
}

/// Where a change is.
enum Place {
    Live { first_seq: u64, spot: Spot },
    Archived { first_seq: u64, last_seq: u64 },
}

/// A file that is being read from.
enum Source {
    Live { first_seq: u64, file: Box<dyn DiskFile> },
    Archived(Arc<Unpacked>),
}

impl Reader {
    pub(super) fn new(disk: Arc<dyn Disk>, dir: PathBuf, segments: Vec<Segment>) -> Reader {
        let segments = Arc::new(RwLock::new(segments));
        Reader { disk, dir, segments, unpacked: Arc::default() }
    }

    /// Lets the table be changed; a panic while it was held left it whole, since every change is one push.
    pub(super) fn update(&self, change: impl FnOnce(&mut Vec<Segment>)) {
        change(&mut self.segments.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// What the table says.
    pub(super) fn look<T>(&self, look: impl FnOnce(&[Segment]) -> T) -> T {
        look(&self.segments.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The disk it is on.
    pub(super) fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// Its folder.
    pub(super) fn dir(&self) -> &std::path::Path {
        &self.dir
    }

    /// How many files there are, and how many of them are compressed.
    pub fn files(&self) -> (u32, u32) {
        self.look(|segments| {
            let archived = segments.iter().filter(|segment| matches!(segment.kept, Kept::Archived { .. }));
            (count(segments.len()), count(archived.count()))
        })
    }

    /// The number of the last change; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.look(|segments| segments.last().map_or(0, Segment::last_seq))
    }

    /// The timeline in which a change was recorded; `None` for one in an archive, whose header is not at hand.
    pub fn timeline_of(&self, seq: u64) -> Option<u32> {
        self.look(|segments| {
            let behind = segments.partition_point(|segment| segment.first_seq <= seq);
            match &segments.get(behind.checked_sub(1)?)?.kept {
                Kept::Live { timeline, .. } => Some(*timeline),
                Kept::Archived { .. } => None,
            }
        })
    }

    /// Reads one change.
    ///
    /// # Errors
    /// When it is not there, or cannot be read.
    pub fn read(&self, seq: u64) -> Result<Chained, JournalError> {
        let mut source = None;
        self.read_with(seq, &mut source)
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
        let mut source = None;
        for seq in from.max(1)..=self.last_seq() {
            each(self.read_with(seq, &mut source)?)?;
        }
        Ok(())
    }

    /// Reads a change, from the file that is open when it is in there.
    fn read_with(&self, seq: u64, source: &mut Option<Source>) -> Result<Chained, JournalError> {
        match self.read_at(seq, source) {
            // Archived and removed between the look at the table and the opening: the table knows by now.
            Err(JournalError::Read { source: error, .. }) if error.kind() == io::ErrorKind::NotFound => {
                *source = None;
                self.read_at(seq, source)
            }
            read => read,
        }
    }

    fn read_at(&self, seq: u64, source: &mut Option<Source>) -> Result<Chained, JournalError> {
        let place = self.place(seq)?;
        let from = match (source.take(), &place) {
            (Some(Source::Live { first_seq: open, file }), Place::Live { first_seq, .. })
                if open == *first_seq =>
            {
                Source::Live { first_seq: open, file }
            }
            (Some(Source::Archived(open)), Place::Archived { first_seq, .. })
                if open.first_seq == *first_seq =>
            {
                Source::Archived(open)
            }
            _ => self.open(&place)?,
        };
        let read = self.read_in(&from, seq, &place);
        *source = Some(from);
        read
    }

    fn place(&self, seq: u64) -> Result<Place, JournalError> {
        self.look(|segments| {
            let behind = segments.partition_point(|segment| segment.first_seq <= seq);
            let segment = behind.checked_sub(1).and_then(|at| segments.get(at));
            let segment = segment.ok_or(JournalError::NoSuchChange(seq))?;
            let first_seq = segment.first_seq;
            match &segment.kept {
                Kept::Archived { last_seq } if seq <= *last_seq => {
                    Ok(Place::Archived { first_seq, last_seq: *last_seq })
                }
                Kept::Live { spots, .. } => {
                    match usize::try_from(seq - first_seq).ok().map(|at| spots.get(at)) {
                        Some(Some(spot)) if spot.length > 0 => Ok(Place::Live { first_seq, spot: *spot }),
                        Some(Some(_)) => Err(unreadable(segment.name(), 0, seq)),
                        _ => Err(missing(segments, seq)),
                    }
                }
                Kept::Archived { .. } => Err(missing(segments, seq)),
            }
        })
    }

    fn open(&self, place: &Place) -> Result<Source, JournalError> {
        match place {
            Place::Live { first_seq, .. } => {
                let path = self.dir.join(segment::name(*first_seq));
                let file =
                    self.disk.open_read(&path).map_err(|source| JournalError::Read { path, source })?;
                Ok(Source::Live { first_seq: *first_seq, file })
            }
            Place::Archived { first_seq, last_seq } => {
                let mut kept = self.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(kept) = kept.as_ref().filter(|kept| kept.first_seq == *first_seq) {
                    return Ok(Source::Archived(Arc::clone(kept)));
                }
                let unpacked = Arc::new(self.unpack(*first_seq, *last_seq)?);
                *kept = Some(Arc::clone(&unpacked));
                Ok(Source::Archived(unpacked))
            }
        }
    }

    fn unpack(&self, first_seq: u64, last_seq: u64) -> Result<Unpacked, JournalError> {
        let name = archive::name(first_seq, last_seq);
        let path = self.dir.join(&name);
        let packed = self.disk.read(&path).map_err(|source| JournalError::Read { path, source })?;
        // What can be read of a damaged one is read; what cannot is told change by change.
        let (bytes, _) = archive::unpack(&packed);
        let before = Before { of: None, end: Begins::AsItSays(first_seq - 1), is_last: false };
        let walked = segment::walk(&name, &bytes, &before)?;
        let walked = walked.ok_or_else(|| unreadable(name, 0, first_seq))?;
        Ok(Unpacked { first_seq, bytes, walked })
    }

    fn read_in(&self, source: &Source, seq: u64, place: &Place) -> Result<Chained, JournalError> {
        match (source, place) {
            (Source::Live { first_seq, file }, Place::Live { spot, .. }) => {
                let mut bytes = vec![0; spot.length as usize];
                let path = || self.dir.join(segment::name(*first_seq));
                file.read_at(&mut bytes, spot.offset)
                    .map_err(|source| JournalError::Read { path: path(), source })?;
                chained(&bytes, seq, || (segment::name(*first_seq), spot.offset))
            }
            (Source::Archived(unpacked), Place::Archived { first_seq, last_seq }) => {
                let name = || (archive::name(*first_seq, *last_seq), 0);
                let at = usize::try_from(seq - first_seq).ok();
                let spot = at.and_then(|at| unpacked.walked.spots.get(at)).filter(|spot| spot.length > 0);
                let bytes = spot
                    .and_then(|spot| unpacked.bytes.get(spot.offset as usize..)?.get(..spot.length as usize));
                chained(bytes.unwrap_or_default(), seq, name)
            }
            _ => Err(JournalError::NoSuchChange(seq)),
        }
    }

    /// Reads every archive from end to end, each following on the one before.
    ///
    /// # Errors
    /// A later format; a file that cannot be read.
    pub fn verify_archives(&self) -> Result<Vec<Damage>, JournalError> {
        let archives = self.look(|segments| {
            let archived = |segment: &Segment| match segment.kept {
                Kept::Archived { last_seq } => Some((segment.first_seq, last_seq)),
                Kept::Live { .. } => None,
            };
            segments.iter().filter_map(archived).collect::<Vec<_>>()
        });
        let mut damage = Vec::new();
        let mut before = Before { of: None, end: Begins::AtGenesis, is_last: false };
        for (first_seq, last_seq) in archives {
            let name = archive::name(first_seq, last_seq);
            let path = self.dir.join(&name);
            let packed = self.disk.read(&path).map_err(|source| JournalError::Read { path, source })?;
            let (bytes, unpacked) = archive::unpack(&packed);
            // Archives need not be neighbours: a segment between them may have been brought back.
            if before.end.seq() + 1 != first_seq {
                before.end = Begins::AsItSays(first_seq - 1);
            }
            let Some(walked) = segment::walk(&name, &bytes, &before)? else { continue };
            let read = first_seq + walked.spots.len() as u64 - 1;
            damage.extend(walked.damage);
            if read < last_seq || unpacked.is_err() {
                let what = Flawed::Unreadable;
                damage.push(Damage {
                    what,
                    segment: name,
                    offset: walked.good,
                    first: read + 1,
                    last: last_seq,
                });
            }
            before.of = walked.header.map(|header| (header.home, header.timeline)).or(before.of);
            before.end = if read == last_seq { walked.end } else { Begins::AsItSays(last_seq) };
        }
        damage.extend(self.check_joint(before.end));
        Ok(damage)
    }

    /// Whether the first segment that is not archived follows on the last one that is.
    fn check_joint(&self, end: Begins) -> Option<Damage> {
        let Begins::Behind(end) = end else { return None };
        let is_next = |segment: &&Segment| {
            segment.first_seq == end.seq + 1 && matches!(segment.kept, Kept::Live { .. })
        };
        let first_live = self.look(|segments| Some(segments.iter().find(is_next)?.first_seq))?;
        let name = segment::name(first_live);
        let bytes = self.disk.read(&self.dir.join(&name)).ok()?;
        let header = super::header::Header::parse(&bytes).ok()?;
        let follows = header.first_seq == end.seq + 1 && header.chain == end.chain;
        let (what, first, last) = (Flawed::OutOfChain, first_live, first_live - 1);
        (!follows).then_some(Damage { what, segment: name, offset: 0, first, last })
    }
}

fn chained(bytes: &[u8], seq: u64, place: impl FnOnce() -> (String, u64)) -> Result<Chained, JournalError> {
    let Some(frame) = frame::parse(bytes).ok().filter(|frame| frame.seq == seq) else {
        let (name, offset) = place();
        return Err(unreadable(name, offset, seq));
    };
    let change = frame.payload.get(frame::SALT_BYTES..).unwrap_or_default();
    let change = decode_change(change).map_err(|source| JournalError::Unreadable { seq, source })?;
    let erased = frame.erased.then(|| *blake3::hash(frame.payload).as_bytes());
    Ok(Chained { change, chain: frame.chain(), digest: frame.digest, erased })
}

fn count(files: usize) -> u32 {
    u32::try_from(files).unwrap_or(u32::MAX)
}

fn unreadable(segment: String, offset: u64, seq: u64) -> JournalError {
    let what = Flawed::Unreadable;
    JournalError::Damaged(Damage { what, segment, offset, first: seq, last: seq })
}

fn missing(segments: &[Segment], seq: u64) -> JournalError {
    let last = segments.last().map_or(0, Segment::last_seq);
    if seq == 0 || seq > last {
        return JournalError::NoSuchChange(seq);
    }
    let (what, segment) = (Flawed::Missing, segment::name(seq));
    JournalError::Damaged(Damage { what, segment, offset: 0, first: seq, last: seq })
}
