//! Keeping the journal: sealed segments that snapshots cover are compressed, and payloads are written anew when
//! personal data in them is erased.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::disk::Disk;
use super::error::JournalError;
use super::reader::{Kept, Reader, Segment};
use super::segment::{self, Before, Begins};
use super::{archive, frame};

impl Reader {
    /// Compresses the segments that end at a change or before; the last one, which is being written, never. Answers
    /// with how many. Readers go on meanwhile.
    ///
    /// # Errors
    /// When a file cannot be read or written; what is done stays done.
    pub(in crate::store) fn archive_through(&self, seq: u64) -> Result<u32, JournalError> {
        let sealed: Vec<(u64, u64)> = self.look(|segments| {
            let before_last = segments.len().saturating_sub(1);
            let live = segments.iter().take(before_last);
            let live = live.filter(|segment| matches!(segment.kept, Kept::Live { .. }));
            live.map(|segment| (segment.first_seq, segment.last_seq())).collect()
        });
        let mut archived = 0;
        for (first_seq, last_seq) in sealed.into_iter().filter(|(first, last)| last <= &seq && first <= last)
        {
            self.archive(first_seq, last_seq)?;
            archived += 1;
        }
        Ok(archived)
    }

    fn archive(&self, first_seq: u64, last_seq: u64) -> Result<(), JournalError> {
        let (disk, dir) = (self.disk(), self.dir());
        let path = dir.join(segment::name(first_seq));
        let bytes = disk.read(&path).map_err(|source| JournalError::Read { path: path.clone(), source })?;
        let packed = archive::pack(&bytes).map_err(JournalError::Write)?;
        // Read back before the original goes: it is the truth.
        if archive::unpack(&packed).0 != bytes {
            return Err(JournalError::Write(io::Error::other(
                "a compressed segment differs from its original",
            )));
        }
        archive::put_whole(disk, dir, &archive::name(first_seq, last_seq), &packed)
            .map_err(JournalError::Write)?;
        self.update(|segments| {
            let of = segments.iter_mut().find(|segment| segment.first_seq == first_seq);
            if let Some(segment) = of {
                segment.kept = Kept::Archived { last_seq };
            }
        });
        // One that stays behind counts at the next opening, and is compressed again.
        disk.remove(&path).and_then(|()| disk.sync_dir(dir)).map_err(JournalError::Write)
    }
}

/// The files of a journal, and what of them belongs together.
pub(in crate::store) struct JournalFiles {
    /// The last change in them.
    pub last_seq: u64,
    /// Their names, and how many bytes count.
    pub files: Vec<(String, u64)>,
}

impl Reader {
    /// The files that hold all changes up to now.
    ///
    /// # Errors
    /// When an archive cannot be looked at.
    pub(in crate::store) fn backup_files(&self) -> Result<JournalFiles, JournalError> {
        let (last_seq, segments) = self.look(|segments| {
            let last_seq = segments.last().map_or(0, |last| last.last_seq());
            let named = |segment: &Segment| match &segment.kept {
                Kept::Live { end, .. } => (segment.name(), Some(*end)),
                Kept::Archived { .. } => (segment.name(), None),
            };
            (last_seq, segments.iter().map(named).collect::<Vec<_>>())
        });
        let mut files = Vec::new();
        for (name, length) in segments {
            let length = match length {
                Some(length) => length,
                None => self.length_of(&name)?,
            };
            files.push((name, length));
        }
        Ok(JournalFiles { last_seq, files })
    }

    fn length_of(&self, name: &str) -> Result<u64, JournalError> {
        let path = self.dir().join(name);
        let length = self.disk().open_read(&path).and_then(|file| file.length());
        length.map_err(|source| JournalError::Read { path, source })
    }

    /// A part of a segment that was compressed after somebody had asked for it as it was.
    ///
    /// # Errors
    /// When there is no such archive, or it cannot be read.
    pub(in crate::store) fn compressed_part(
        &self,
        name: &str,
        offset: u64,
        length: usize,
    ) -> Result<Vec<u8>, JournalError> {
        let path = self.dir().join(name);
        let archive = segment::first_seq(name).and_then(|first_seq| {
            let found = |segments: &[Segment]| {
                segments.iter().find(|segment| segment.first_seq == first_seq).map(Segment::name)
            };
            self.look(found).filter(|found| found != name)
        });
        let archive = archive.map(|archive| self.disk().read(&self.dir().join(archive)));
        let packed = archive.unwrap_or_else(|| Err(io::ErrorKind::NotFound.into()));
        let read = packed.and_then(|packed| {
            let (bytes, _) = archive::unpack(&packed);
            let start = usize::try_from(offset).unwrap_or(usize::MAX);
            let part = bytes.get(start..).and_then(|rest| rest.get(..length));
            part.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        });
        read.map_err(|source| JournalError::Read { path, source })
    }
}

/// Writes the payloads of some changes anew, in segments and archives: a new file, synced, renamed over the old one.
/// A frame that has the payload already stays as it is, so that this can be done again after a kill. Answers with
/// how many were changed. Nobody may write to the journal meanwhile.
///
/// # Errors
/// When a file cannot be read or written.
pub(in crate::store) fn rewrite_payloads(
    disk: &dyn Disk,
    dir: &Path,
    payloads: &BTreeMap<u64, Vec<u8>>,
) -> Result<u32, JournalError> {
    let names = disk.list(dir).map_err(|source| JournalError::Read { path: dir.to_owned(), source })?;
    // A compression that was cut off left them behind, with all that it had read.
    for part in names.iter().filter(|name| archive::is_part(name)) {
        disk.remove(&dir.join(part)).map_err(JournalError::Write)?;
    }
    let mut rewritten = 0;
    for name in names {
        let archived = archive::changes_in(&name);
        let Some(first_seq) = segment::first_seq(&name).or(archived.map(|(first, _)| first)) else {
            continue;
        };
        if archived.is_some_and(|(first, last)| payloads.range(first..=last).next().is_none()) {
            continue;
        }
        let path = dir.join(&name);
        let read = disk.read(&path).map_err(|source| JournalError::Read { path, source })?;
        let bytes = if archived.is_some() { archive::unpack(&read).0 } else { read };
        let Some((bytes, count)) = with_payloads(&name, first_seq, bytes, payloads)? else { continue };
        let bytes =
            if archived.is_some() { archive::pack(&bytes).map_err(JournalError::Write)? } else { bytes };
        archive::put_whole(disk, dir, &name, &bytes).map_err(JournalError::Write)?;
        rewritten += count;
    }
    // Also when nothing was left to do: whoever did it may have been killed between a renaming and this.
    disk.sync_dir(dir).map_err(JournalError::SyncFailed)?;
    Ok(rewritten)
}

/// A segment's bytes with some payloads exchanged, and how many; `None` when there is none to exchange.
fn with_payloads(
    name: &str,
    first_seq: u64,
    bytes: Vec<u8>,
    payloads: &BTreeMap<u64, Vec<u8>>,
) -> Result<Option<(Vec<u8>, u32)>, JournalError> {
    let before = Before { of: None, end: Begins::AsItSays(first_seq - 1), is_last: true };
    let Some(walked) = segment::walk(name, &bytes, &before)? else { return Ok(None) };
    let (mut out, mut at, mut count) = (Vec::with_capacity(bytes.len()), 0, 0);
    for (seq, spot) in (first_seq..).zip(&walked.spots) {
        let Some(payload) = payloads.get(&seq) else { continue };
        let (start, length) = (spot.offset as usize, spot.length as usize);
        let old = bytes.get(start..start + length).and_then(|bytes| frame::parse(bytes).ok());
        let Some(old) = old.filter(|old| old.payload != payload.as_slice()) else { continue };
        out.extend_from_slice(&bytes[at..start]);
        out.extend(frame::Frame { payload, erased: true, ..old }.to_bytes());
        at = start + length;
        count += 1;
    }
    out.extend_from_slice(&bytes[at..]);
    Ok((count > 0).then_some((out, count)))
}
