//! Snapshots: all that the journal led to up to a change, so that opening need not read everything that ever was.
//!
//! One is made of the one before it and the journal since, never of sled, which may have lost records without a
//! word; it has to come to the digest that the journal names. It keeps, beside each record, the numbers of its
//! changes, and the request of every change: all that a view holds can be made of it.
//!
//! A file: `NDTQSNP1`, format u16, home 16, timeline u32, seq u64, chain 32, digest 32 and count u64, crc32c of all
//! these; then gzip of the body; then BLAKE3 of all before it. The body: for each record in the order of kind and
//! identity `kind u8, id 16, changes u32, each u64, length u32, envelope` (length 0: it is gone), then kind 0; for
//! each request in order `1, request 16, seq u64`, then 0. Integers are big endian.

mod merge;
mod read;
mod write;

use std::io;
use std::path::PathBuf;

use uuid::Uuid;

pub(super) use merge::{Since, Sink, go_through, make};
pub(super) use read::{Body, Entry, Snapshot};

use super::bytes::Take;
use super::journal::JournalError;
use crate::protocol::Digest;

const MAGIC: [u8; 8] = *b"NDTQSNP1";
const FORMAT: u16 = 1;
const SUFFIX: &str = ".snap";
const DIGITS: usize = 20;
/// The bytes before the body.
const HEADER_BYTES: usize = 114;
/// The bytes behind it.
const HASH_BYTES: usize = 32;

/// What a snapshot says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// Whose it is.
    pub home: Uuid,
    /// The timeline in which its last change was recorded.
    pub timeline: u32,
    /// The last change in it.
    pub seq: u64,
    /// The chain hash after that.
    pub chain: [u8; 32],
    /// The digest of its records.
    pub digest: Digest,
}

/// A snapshot could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It cannot be written or read.
    #[error("the snapshot {path} cannot be written: {source}; saving goes on without it")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// What came out is not what the journal says it must be.
    #[error(
        "the snapshot at change {seq} differs from what the journal names, and was not kept; run `ndtq check`"
    )]
    Differs {
        /// Its change.
        seq: u64,
    },
}

impl Title {
    /// Its bytes, final.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_be_bytes());
        bytes.extend(self.home.as_bytes());
        bytes.extend(self.timeline.to_be_bytes());
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.chain);
        bytes.extend(self.digest.sum.iter().flat_map(|lane| lane.to_be_bytes()));
        bytes.extend(self.digest.count.to_be_bytes());
        let crc = crc32c::crc32c(&bytes);
        bytes.extend(crc.to_be_bytes());
        bytes
    }

    /// Reads it; `None` when it is damaged or of another format, and so of no use here.
    pub fn parse(bytes: &[u8]) -> Option<Title> {
        let (fields, crc) = bytes.get(..HEADER_BYTES)?.split_last_chunk::<4>()?;
        let mut take = Take(fields);
        let ours = take.bytes() == Some(MAGIC) && take.u16() == Some(FORMAT);
        if !ours || crc32c::crc32c(fields) != u32::from_be_bytes(*crc) {
            return None;
        }
        let (home, timeline, seq) = (Uuid::from_bytes(take.bytes()?), take.u32()?, take.u64()?);
        let chain = take.bytes()?;
        let mut digest = Digest::default();
        for lane in &mut digest.sum {
            *lane = take.u64()?;
        }
        digest.count = take.u64()?;
        Some(Title { home, timeline, seq, chain, digest })
    }
}

/// The file name of the snapshot after a change.
pub(super) fn name(seq: u64) -> String {
    format!("{seq:020}{SUFFIX}")
}

/// The change of the snapshot with a file name; `None` for any other file.
pub(super) fn seq_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    let plain = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = concat!(
        "4e445451534e5031000100000000000000000000000000000001000000020000000000000003040404040404040404",
        "0404040404040404040404040404040404040404040404000000000000000500000000000000060000000000000007",
        "00000000000000080000000000000009",
    );

    #[test]
    fn a_title_keeps_its_bytes() {
        let digest = Digest { sum: [5, 6, 7, 8], count: 9 };
        let title = Title { home: Uuid::from_u128(1), timeline: 2, seq: 3, chain: [4; 32], digest };
        let bytes = title.to_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex[..220], *HEX);
        assert_eq!((bytes.len(), Title::parse(&bytes)), (HEADER_BYTES, Some(title)));
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            assert_eq!(Title::parse(&flipped), None, "byte {at}");
        }
    }

    #[test]
    fn names_say_the_change() {
        assert_eq!(seq_of(&name(1234)), Some(1234));
        for other in ["1234.snap", "00000000000000001234.seg", "00000000000000001234.snap.part"] {
            assert_eq!(seq_of(other), None, "{other}");
        }
    }
}
