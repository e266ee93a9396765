//! A backup as one file: a tar in gzip, with a title first and BLAKE3 sums last, so that `tar` and `b3sum` can read it
//! in twenty years, and one that was cut off is known.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use tar::{Archive, Builder, Entry, EntryType, Header};

use crate::protocol::{BackupFile, BackupTitle};
use crate::store::{MOST_PART_BYTES, backup_path};

const TITLE: &str = "ndtq-backup.json";
const SUMS: &str = "BLAKE3SUMS";
/// The most bytes of the title and of the sums; both are read into memory.
const MOST_TEXT_BYTES: u64 = 4 * 1024 * 1024;

/// A file is no backup, or not a whole one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It cannot be read, or what is in it not be written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It does not begin as one.
    #[error("it is no backup of ndtq")]
    NoBackup,
    /// It has something that no backup has.
    #[error("it holds {0}, which no backup of ndtq does")]
    Foreign(String),
    /// It ends too early, or its sums do not fit.
    #[error("it is damaged or was cut off: {0}")]
    Damaged(String),
}

/// Writes a backup; `part` gives bytes of a file from an offset on.
///
/// # Errors
/// When the output cannot be written, and those of `part`.
pub fn write_backup<E: From<io::Error>>(
    out: impl Write,
    title: &BackupTitle,
    files: &[BackupFile],
    mut part: impl FnMut(&str, u64, u32) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    let mut tar = Builder::new(GzEncoder::new(out, Compression::fast()));
    let made = u64::try_from(title.at / 1_000).unwrap_or(0);
    let text = serde_json::to_vec_pretty(title).map_err(io::Error::from)?;
    let mut sums = vec![sum_line(TITLE, blake3::hash(&text))];
    tar.append_data(&mut header(text.len() as u64, made), TITLE, text.as_slice())?;
    for file in files {
        let mut hasher = blake3::Hasher::new();
        let mut failed = None;
        let parts = Parts { file, part: &mut part, at: 0, ready: Vec::new(), used: 0, failed: &mut failed };
        let appended = tar.append_data(
            &mut header(file.length, made),
            &file.name,
            Hashed { from: parts, hasher: &mut hasher },
        );
        if let Some(error) = failed {
            return Err(error);
        }
        appended?;
        sums.push(sum_line(&file.name, hasher.finalize()));
    }
    let sums = sums.concat();
    tar.append_data(&mut header(sums.len() as u64, made), SUMS, sums.as_bytes())?;
    let mut out = tar.into_inner()?.finish()?;
    Ok(out.flush()?)
}

fn header(length: u64, made: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(length);
    header.set_mode(0o600);
    header.set_mtime(made);
    header
}

fn sum_line(name: &str, hash: blake3::Hash) -> String {
    format!("{}  {name}\n", hash.to_hex())
}

/// A file that is fetched part by part.
struct Parts<'p, P, E> {
    file: &'p BackupFile,
    part: &'p mut P,
    at: u64,
    ready: Vec<u8>,
    used: usize,
    /// What went wrong: an error of reading has no room for it.
    failed: &'p mut Option<E>,
}

impl<P: FnMut(&str, u64, u32) -> Result<Vec<u8>, E>, E> Read for Parts<'_, P, E> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.used == self.ready.len() && self.at < self.file.length {
            let length = (self.file.length - self.at).min(u64::from(MOST_PART_BYTES));
            match (self.part)(&self.file.name, self.at, length as u32) {
                Ok(bytes) => (self.ready, self.used) = (bytes, 0),
                Err(error) => {
                    *self.failed = Some(error);
                    return Err(io::Error::other("a part could not be fetched"));
                }
            }
            self.at += self.ready.len() as u64;
        }
        let left = self.ready.get(self.used..).unwrap_or_default();
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.used += count;
        Ok(count)
    }
}

/// What is read goes through a hash.
struct Hashed<'h, R> {
    from: R,
    hasher: &'h mut blake3::Hasher,
}

impl<R: Read> Read for Hashed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

/// Unpacks a backup into the folder of a store, which is made, and answers with its title. Every file is synced.
///
/// # Errors
/// When it is no whole backup. What was unpacked by then is left for the caller to remove.
pub fn unpack_backup(from: impl Read, store: &Path) -> Result<BackupTitle, BackupError> {
    let mut folders = BTreeSet::new();
    let title = read_through(from, |name, entry| {
        let path = backup_path(store, name).ok_or_else(|| BackupError::Foreign(name.to_owned()))?;
        folders.extend(path.parent().map(Path::to_owned));
        unpack_one(entry, &path)
    })?;
    folders.insert(store.to_owned());
    folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())?;
    Ok(title)
}

/// Reads a backup from end to end and compares every sum, without unpacking anything.
///
/// # Errors
/// When it is no whole backup.
pub fn verify_backup(from: impl Read) -> Result<BackupTitle, BackupError> {
    read_through(from, |name, entry| {
        backup_path(Path::new(""), name).ok_or_else(|| BackupError::Foreign(name.to_owned()))?;
        let mut hasher = blake3::Hasher::new();
        let mut from = Hashed { from: entry, hasher: &mut hasher };
        io::copy(&mut from, &mut io::sink()).map_err(damaged)?;
        Ok(hasher.finalize())
    })
}

/// Reads a backup from end to end; `take` gets each file, and gives its sum.
fn read_through<R: Read>(
    from: R,
    mut take: impl FnMut(&str, Entry<'_, GzDecoder<R>>) -> Result<blake3::Hash, BackupError>,
) -> Result<BackupTitle, BackupError> {
    let mut archive = Archive::new(GzDecoder::new(from));
    let mut entries = archive.entries().map_err(damaged)?;
    let first = entries.next().ok_or(BackupError::NoBackup)?.map_err(|_| BackupError::NoBackup)?;
    if name_of(&first)? != TITLE {
        return Err(BackupError::NoBackup);
    }
    let text = small(first)?;
    let title: BackupTitle = serde_json::from_slice(&text).map_err(|_| BackupError::NoBackup)?;
    let mut sums = vec![sum_line(TITLE, blake3::hash(&text))];
    let mut are_right = false;
    for entry in entries {
        let entry = entry.map_err(damaged)?;
        let name = name_of(&entry)?;
        if name == SUMS {
            are_right = small(entry)? == sums.concat().as_bytes();
            break;
        }
        let hash = take(&name, entry)?;
        sums.push(sum_line(&name, hash));
    }
    // What is behind has to be read too: the check of the compression is at the very end.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(damaged)?;
    if !are_right {
        return Err(BackupError::Damaged("the sums at its end do not fit".into()));
    }
    Ok(title)
}

#[allow(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn damaged(error: io::Error) -> BackupError {
    BackupError::Damaged(error.to_string())
}

fn name_of(entry: &Entry<'_, impl Read>) -> Result<String, BackupError> {
    let path: PathBuf = entry.path().map_err(damaged)?.into_owned();
    let name = path.to_string_lossy().into_owned();
    if entry.header().entry_type() == EntryType::Regular { Ok(name) } else { Err(BackupError::Foreign(name)) }
}

fn small(entry: Entry<'_, impl Read>) -> Result<Vec<u8>, BackupError> {
    let mut bytes = Vec::new();
    entry.take(MOST_TEXT_BYTES).read_to_end(&mut bytes).map_err(damaged)?;
    Ok(bytes)
}

fn unpack_one(entry: Entry<'_, impl Read>, path: &Path) -> Result<blake3::Hash, BackupError> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut from = Hashed { from: entry, hasher: &mut hasher };
    let mut buffer = vec![0; MOST_PART_BYTES as usize];
    loop {
        let count = from.read(&mut buffer).map_err(damaged)?;
        if count == 0 {
            break;
        }
        file.write_all(&buffer[..count])?;
    }
    file.sync_all()?;
    Ok(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const FILES: [(&str, &[u8]); 2] = [
        ("journal/00000000000000000001.seg", &[7; 3_000]),
        ("snapshots/00000000000000000003.snap", b"records"),
    ];

    fn title() -> BackupTitle {
        BackupTitle {
            program: "0.1.0".into(),
            home: Uuid::from_u128(1),
            timeline: 1,
            seq: 3,
            chain: "00".into(),
            at: 1_700_000_000_000,
            last_at: 1_699_999_000_000,
        }
    }

    fn backup_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let plan: Vec<BackupFile> = files
            .iter()
            .map(|(name, bytes)| BackupFile { name: (*name).into(), length: bytes.len() as u64 })
            .collect();
        let mut out = Vec::new();
        let part = |name: &str, offset: u64, length: u32| {
            let bytes = files.iter().find(|file| file.0 == name).unwrap().1;
            // In small parts, as a service may give them.
            let end = (offset as usize + length.min(1_000) as usize).min(bytes.len());
            Ok::<Vec<u8>, io::Error>(bytes[offset as usize..end].to_vec())
        };
        write_backup(&mut out, &title(), &plan, part).unwrap();
        out
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let store = tempfile::tempdir().unwrap();
        assert_eq!(unpack_backup(backup_of(&FILES).as_slice(), store.path()).unwrap(), title());
        assert_eq!(verify_backup(backup_of(&FILES).as_slice()).unwrap(), title());
        for (name, bytes) in FILES {
            assert_eq!(fs::read(store.path().join(name)).unwrap(), bytes, "{name}");
        }
    }

    #[test]
    fn one_that_is_cut_or_altered_is_refused() {
        let whole = backup_of(&FILES);
        for length in (0..whole.len()).step_by(3) {
            let store = tempfile::tempdir().unwrap();
            assert!(unpack_backup(&whole[..length], store.path()).is_err(), "cut at {length}");
            assert!(verify_backup(&whole[..length]).is_err(), "cut at {length}");
        }
        for at in (10..whole.len()).step_by(3) {
            let store = tempfile::tempdir().unwrap();
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            let unpacked = unpack_backup(bytes.as_slice(), store.path());
            assert_eq!(verify_backup(bytes.as_slice()).is_ok(), unpacked.is_ok(), "byte {at}");
            if let Ok(title_read) = unpacked {
                // A bit of padding between files may flip unseen; what was packed may not.
                assert_eq!(title_read, title(), "byte {at}");
                for (name, bytes) in FILES {
                    assert_eq!(fs::read(store.path().join(name)).unwrap(), bytes, "byte {at}, {name}");
                }
            }
        }
    }

    #[test]
    fn nothing_gets_out_of_the_folder() {
        for name in ["../outside.seg", "journal/../../x", "journal/config.toml", "drafts/1.json"] {
            let above = tempfile::tempdir().unwrap();
            let store = above.path().join("store");
            let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
            let text = serde_json::to_vec(&title()).unwrap();
            tar.append_data(&mut header(text.len() as u64, 0), TITLE, text.as_slice()).unwrap();
            let mut evil = header(1, 0);
            // The builder refuses such a name; an attacker's would not.
            evil.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            evil.set_cksum();
            tar.append(&evil, &b"x"[..]).unwrap();
            let bytes = tar.into_inner().unwrap().finish().unwrap();
            let refused = unpack_backup(bytes.as_slice(), &store).unwrap_err();
            assert!(matches!(refused, BackupError::Foreign(_)), "{name}: {refused}");
            assert!(!above.path().join("outside.seg").exists() && !store.exists(), "{name}");
        }
    }

    #[test]
    fn other_files_are_no_backups() {
        let store = tempfile::tempdir().unwrap();
        for other in [&b""[..], b"hello", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0]] {
            assert!(unpack_backup(other, store.path()).is_err());
        }
    }
}
