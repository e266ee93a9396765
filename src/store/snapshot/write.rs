//! Writing a snapshot: beside its name first, and renamed when it is whole and synced.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use uuid::Uuid;

use super::merge::Sink as Take;
use super::{Entry, Title, name};
use crate::protocol::Digest;
use crate::store::journal::{Disk, DiskFile};

const AT_ONCE: usize = 256 * 1024;
/// What is handed to the compression at once: each call clears some tables, whatever it is given.
const PIECE: usize = 64 * 1024;

/// A snapshot that is being written.
pub(super) struct Writer<'d> {
    disk: &'d dyn Disk,
    dir: PathBuf,
    seq: u64,
    out: BufWriter<GzEncoder<Sink>>,
    /// The digest of what was written so far.
    pub digest: Digest,
}

impl<'d> Writer<'d> {
    pub fn begin(disk: &'d dyn Disk, dir: &Path, title: Title) -> io::Result<Writer<'d>> {
        disk.make_dir(dir)?;
        if let Some(above) = dir.parent() {
            disk.sync_dir(above)?;
        }
        let mut file = disk.open(&part(dir, title.seq))?;
        file.truncate(0)?;
        let mut sink = Sink { file, buffer: Vec::with_capacity(AT_ONCE), hasher: blake3::Hasher::new() };
        sink.write_all(&title.to_bytes())?;
        let out = BufWriter::with_capacity(PIECE, GzEncoder::new(sink, Compression::fast()));
        Ok(Writer { disk, dir: dir.to_owned(), seq: title.seq, out, digest: Digest::default() })
    }

    /// Puts it under its name.
    pub fn finish(self) -> io::Result<()> {
        let mut sink = self.out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        sink.flush()?;
        let hash = *sink.hasher.finalize().as_bytes();
        sink.file.append(&hash)?;
        sink.file.sync_data()?;
        drop(sink);
        self.disk.rename(&part(&self.dir, self.seq), &self.dir.join(name(self.seq)))?;
        self.disk.sync_dir(&self.dir)
    }
}

impl Take for Writer<'_> {
    fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        self.out.write_all(&[entry.kind])?;
        self.out.write_all(entry.id.as_bytes())?;
        self.out.write_all(&length(entry.changes.len())?)?;
        for change in &entry.changes {
            self.out.write_all(&change.to_be_bytes())?;
        }
        let bytes = entry.bytes.as_deref().unwrap_or_default();
        self.out.write_all(&length(bytes.len())?)?;
        self.out.write_all(bytes)?;
        if entry.bytes.is_some() {
            self.digest.add(entry.kind, entry.id, bytes);
        }
        Ok(())
    }

    fn request(&mut self, request: Uuid, seq: u64) -> io::Result<()> {
        self.out.write_all(&[1])?;
        self.out.write_all(request.as_bytes())?;
        self.out.write_all(&seq.to_be_bytes())
    }

    fn end_part(&mut self) -> io::Result<()> {
        self.out.write_all(&[0])
    }
}

/// What is left of one that was not finished goes: it is of no use, and may have filled the disk.
pub(super) fn discard(disk: &dyn Disk, dir: &Path, seq: u64) {
    let _ = disk.remove(&part(dir, seq));
}

fn part(dir: &Path, seq: u64) -> PathBuf {
    dir.join(format!("{}.part", name(seq)))
}

fn length(bytes: usize) -> io::Result<[u8; 4]> {
    let length = u32::try_from(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(length.to_be_bytes())
}

struct Sink {
    file: Box<dyn DiskFile>,
    buffer: Vec<u8>,
    hasher: blake3::Hasher,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= AT_ONCE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hasher.update(&self.buffer);
        self.file.append(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}
