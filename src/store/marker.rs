//! The mark of a clean stop: it spares the comparison of the view with the journal on the next opening.
//!
//! It names the head and the files of the view as they were left, so that a view exchanged or written over by hand
//! in between is compared all the same.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::head::Head;

const NAME: &str = "clean-stop";
const FINGERPRINT: usize = 32;

/// Takes the mark away and answers with the head it vouches for, when the view's files are as they were left.
///
/// Removed before anything else happens: a mark must never outlive the state it was made in.
pub(super) fn take(dir: &Path, view: &Path) -> io::Result<Option<Head>> {
    let path = dir.join(NAME);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    fs::remove_file(&path)?;
    File::open(dir)?.sync_all()?;
    let Some((head, seen)) = bytes.split_last_chunk::<FINGERPRINT>() else { return Ok(None) };
    let unchanged = fingerprint(view).is_ok_and(|now| now == *seen);
    Ok(if unchanged { Head::from_bytes(head) } else { None })
}

/// Leaves the mark. The view must be closed.
pub(super) fn leave(dir: &Path, view: &Path, head: Head) -> io::Result<()> {
    let mut bytes = head.to_bytes();
    bytes.extend(fingerprint(view)?);
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
