//! Sealed segments that snapshots cover are kept compressed: nothing that was ever recorded is dropped.
//!
//! An archive is the segment's own bytes in gzip, so that any tool can read it in twenty years. Its name has the
//! first and the last change, so that a missing one is seen without reading any.

use std::io::{self, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::disk::Disk;
use super::segment::number;

const SUFFIX: &str = ".seg.gz";
/// What a file that is being written is called until it is whole.
const PART: &str = ".part";
/// The most bytes that one can have when it is read: a segment's bound and one frame, several times over.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// The file name of the archive of a segment.
pub(super) fn name(first_seq: u64, last_seq: u64) -> String {
    format!("{first_seq:020}-{last_seq:020}{SUFFIX}")
}

/// The first and the last change of the archive with a file name; `None` for any other file.
pub(super) fn changes_in(name: &str) -> Option<(u64, u64)> {
    let (first, last) = name.strip_suffix(SUFFIX)?.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

/// Whether a file name is one of a file that was being written.
pub(super) fn is_part(name: &str) -> bool {
    name.strip_suffix(PART).is_some_and(super::is_journal_file)
}

/// A segment's bytes, compressed.
pub(super) fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// What [`pack`] compressed; as much of it as can be read, and whether that is all.
pub(super) fn unpack(packed: &[u8]) -> (Vec<u8>, io::Result<()>) {
    let mut bytes = Vec::new();
    let read = GzDecoder::new(packed).take(MOST_BYTES).read_to_end(&mut bytes);
    (bytes, read.map(drop))
}

/// Puts a file in place in one step: written beside, synced, renamed, the folder synced.
pub(in crate::store) fn put_whole(disk: &dyn Disk, dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = dir.join(format!("{name}{PART}"));
    let write = || {
        let mut file = disk.open(&part)?;
        file.truncate(0)?;
        file.append(bytes)?;
        file.sync_data()
    };
    if let Err(error) = write() {
        // What is left of it is never read, and written over the next time.
        let _ = disk.remove(&part);
        return Err(error);
    }
    disk.rename(&part, &dir.join(name))?;
    disk.sync_dir(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_inside() {
        assert_eq!(changes_in(&name(1, 500)), Some((1, 500)));
        let others = [
            "00000000000000000001.seg",
            "00000000000000000002-00000000000000000001.seg.gz",
            "00000000000000000001-00000000000000000002.seg.gz.part",
            "1-2.seg.gz",
        ];
        for other in others {
            assert_eq!(changes_in(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_cut_is_read_as_far_as_it_goes() {
        let bytes: Vec<u8> = (0..200_000u32).flat_map(|n| n.wrapping_mul(n).to_be_bytes()).collect();
        let packed = pack(&bytes).unwrap();
        let (whole, outcome) = unpack(&packed);
        assert!(outcome.is_ok() && whole == bytes);
        let (part, outcome) = unpack(&packed[..packed.len() / 2]);
        assert!(outcome.is_err() && !part.is_empty() && bytes.starts_with(&part));
    }
}
