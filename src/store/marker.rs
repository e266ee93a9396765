//! The mark of a clean stop: it spares the comparison of the view with the journal on the next opening.
//!
//! It names the head and the files of the view as they were left, so that a view exchanged or written over by hand
//! in between is compared all the same.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use uuid::Uuid;

use super::head::Head;

const NAME: &str = "clean-stop";
const FINGERPRINT: usize = 32;

/// What a clean stop left behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    head: Head,
    view_is_unchanged: bool,
}

impl Left {
    /// The head that the mark vouches for, when the view's files are as they were left.
    pub fn vouched(&self) -> Option<Head> {
        self.view_is_unchanged.then_some(self.head)
    }

    /// The last change of the home then, which a journal that ends before it has lost.
    pub fn seq_of(&self, home: Uuid) -> u64 {
        if self.head.home == home { self.head.seq } else { 0 }
    }
}

/// Reads the mark; [`remove`] comes before anything is done to the view, for a mark must never outlive the state it
/// was made in.
pub(super) fn read(dir: &Path, view: &Path) -> io::Result<Option<Left>> {
    let path = dir.join(NAME);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let whole =
        bytes.split_last_chunk::<4>().filter(|(mark, crc)| crc32c::crc32c(mark).to_be_bytes() == **crc);
    let Some((head, seen)) = whole.and_then(|(mark, _)| mark.split_last_chunk::<FINGERPRINT>()) else {
        return Ok(None);
    };
    let view_is_unchanged = fingerprint(view).is_ok_and(|now| now == *seen);
    Ok(Head::from_bytes(head).map(|head| Left { head, view_is_unchanged }))
}

/// Takes the mark away.
pub(super) fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_file(dir.join(NAME)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => File::open(dir)?.sync_all(),
    }
}

/// Leaves the mark. The view must be closed.
pub(super) fn leave(dir: &Path, view: &Path, head: Head) -> io::Result<()> {
    let mut bytes = head.to_bytes();
    bytes.extend(fingerprint(view)?);
    // What it says of the journal's end is believed, so a flipped bit must not say it.
    bytes.extend(crc32c::crc32c(&bytes).to_be_bytes());
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(dir.join(NAME))?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    File::open(dir)?.sync_all()
}

/// Names, sizes and times of the view's files.
fn fingerprint(view: &Path) -> io::Result<[u8; FINGERPRINT]> {
    let mut entries = fs::read_dir(view)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        let meta = entry.metadata()?;
        hasher.update(entry.file_name().as_encoded_bytes()).update(&[0]);
        for number in
            [meta.ino(), meta.len(), meta.mtime().cast_unsigned(), meta.mtime_nsec().cast_unsigned()]
        {
            hasher.update(&number.to_be_bytes());
        }
    }
    Ok(*hasher.finalize().as_bytes())
}
