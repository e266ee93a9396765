//! Keeping the journal: sealed segments that snapshots cover are compressed.

use std::io;

use super::error::JournalError;
use super::reader::{Kept, Reader};
use super::{archive, segment};

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
        disk.remove(&path).and_then(|()| disk.sync_dir(dir)).map_err(JournalError::Write)
    }
}
