//! Reading a snapshot, as a stream: a province's would fill the memory.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use uuid::Uuid;

use super::{HASH_BYTES, HEADER_BYTES, Title};
use crate::store::codec::MOST_RECORD_BYTES;
use crate::store::journal::{Disk, DiskFile};

const AT_ONCE: usize = 256 * 1024;

/// A record in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of its kind.
    pub kind: u8,
    /// Its identity.
    pub id: Uuid,
    /// Its changes, the oldest first.
    pub changes: Vec<u64>,
    /// Its envelope; none when it is gone.
    pub bytes: Option<Vec<u8>>,
}

impl Entry {
    /// Where it stands in the order.
    pub fn place(&self) -> (u8, Uuid) {
        (self.kind, self.id)
    }
}

/// A snapshot whose bytes are as they were written.
#[derive(Debug)]
pub struct Snapshot<'d> {
    disk: &'d dyn Disk,
    path: PathBuf,
    /// What it says of itself.
    pub title: Title,
}

impl<'d> Snapshot<'d> {
    /// The snapshot in a file; `None` when it is damaged or of another format.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(disk: &'d dyn Disk, path: &Path) -> io::Result<Option<Snapshot<'d>>> {
        let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; AT_ONCE]);
        let file = disk.open_read(path)?;
        let Some(body_end) = file.length()?.checked_sub(HASH_BYTES as u64) else { return Ok(None) };
        let mut stream = Stream { file: &*file, at: 0, end: body_end };
        let mut header = Vec::new();
        loop {
            let got = stream.read(&mut buffer)?;
            if got == 0 {
                break;
            }
            hasher.update(&buffer[..got]);
            if header.len() < HEADER_BYTES {
                header.extend_from_slice(&buffer[..got]);
            }
        }
        let mut hash = [0; HASH_BYTES];
        file.read_at(&mut hash, body_end)?;
        if *hasher.finalize().as_bytes() != hash {
            return Ok(None);
        }
        Ok(Title::parse(&header).map(|title| Snapshot { disk, path: path.to_owned(), title }))
    }

    /// What the snapshot in a file says of itself, whatever its body is like.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn title_in(disk: &dyn Disk, path: &Path) -> io::Result<Option<Title>> {
        let file = disk.open_read(path)?;
        let mut header = vec![0; HEADER_BYTES];
        if file.length()? < HEADER_BYTES as u64 {
            return Ok(None);
        }
        file.read_at(&mut header, 0)?;
        Ok(Title::parse(&header))
    }

    /// What is in it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn body(&self) -> io::Result<Body> {
        let file = self.disk.open_read(&self.path)?;
        let end = file.length()?.saturating_sub(HASH_BYTES as u64);
        let stream = Owned { file, at: HEADER_BYTES as u64, end };
        let decoder = GzDecoder::new(BufReader::with_capacity(AT_ONCE, stream));
        Ok(Body(BufReader::with_capacity(AT_ONCE, decoder)))
    }
}

/// What is in a snapshot: records, and then requests.
pub struct Body(BufReader<GzDecoder<BufReader<Owned>>>);

impl Body {
    /// The next record; `None` behind the last one.
    ///
    /// # Errors
    /// When the file cannot be read, or makes no sense.
    pub fn entry(&mut self) -> io::Result<Option<Entry>> {
        let [kind] = self.take()?;
        if kind == 0 {
            return Ok(None);
        }
        let id = Uuid::from_bytes(self.take()?);
        let count = u32::from_be_bytes(self.take()?);
        let mut changes = Vec::new();
        for _ in 0..count {
            changes.push(u64::from_be_bytes(self.take()?));
        }
        let length = u32::from_be_bytes(self.take()?) as usize;
        if length > MOST_RECORD_BYTES + AT_ONCE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a record over the bound"));
        }
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes)?;
        Ok(Some(Entry { kind, id, changes, bytes: (length > 0).then_some(bytes) }))
    }

    /// The next request with its change; `None` behind the last one. Asked when the records have been read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn request(&mut self) -> io::Result<Option<(Uuid, u64)>> {
        let [more] = self.take()?;
        if more == 0 {
            return Ok(None);
        }
        Ok(Some((Uuid::from_bytes(self.take()?), u64::from_be_bytes(self.take()?))))
    }

    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// A part of a file as a stream.
struct Stream<'f> {
    file: &'f dyn DiskFile,
    at: u64,
    end: u64,
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        self.file.read_at(&mut buffer[..most], self.at)?;
        self.at += most as u64;
        Ok(most)
    }
}

/// The same, with the file.
struct Owned {
    file: Box<dyn DiskFile>,
    at: u64,
    end: u64,
}

impl Read for Owned {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stream = Stream { file: &*self.file, at: self.at.min(self.end), end: self.end };
        let got = stream.read(buffer)?;
        self.at += got as u64;
        Ok(got)
    }
}
